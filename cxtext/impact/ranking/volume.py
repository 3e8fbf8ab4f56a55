"""Ranking without a metric: by the share of responses that complain about a theme."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from cxtext.impact.effects import SIMPLE, Cells, Design, Mentions, Observations, lay_counts, observe, share_sizes, wilson_limits
from cxtext.impact.ranking.bootstrap import resample_counts
from cxtext.impact.ranking.rank import Candidates, Ranking, rank_draws
from cxtext.impact.rules import TIER_CONFIDENCE
from cxtext.impact.stats import Misclassification
from cxtext.metrics import Z95, FloatArray

_MAX_CELLS = 4_000_000


@dataclass(frozen=True)
class Complaints:
    """Shares of the responses with content that say something negative of each theme.

    Parameters
    ----------
    share : ndarray of shape (n_themes,), float64
        With the errors of the labels allowed for, where they are known.
    counted : ndarray of shape (n_themes,), float64
        By the labels as they are.
    n_independent : ndarray of shape (n_themes,), float64
        Independent answers that the share is worth, the uncertainty of the errors reckoned in.
    obs : Observations
        The responses; their ``x`` are scores whose mean, but for a constant, is the share.
    errors_shift : ndarray of shape (n_directions, n_themes), float64
        What the share changes by when the matrix of errors is off by a standard deviation in each of its directions.
    """

    share: FloatArray
    counted: FloatArray
    n_independent: FloatArray
    obs: Observations
    errors_shift: FloatArray

    def limits(self, z: float = Z95) -> tuple[FloatArray, FloatArray]:
        """Return Wilson's limits of the share."""
        low, high = wilson_limits(self.share, self.n_independent, z)
        return np.maximum(low, 0.0), np.minimum(high, 1.0)


def measure_complaints(mentions: Mentions, design: Design = SIMPLE, errors: Misclassification | None = None) -> Complaints:
    """Measure which share of the responses with content complains about each theme.

    Parameters
    ----------
    mentions : Mentions
    design : Design, optional
        Responses with content are the denominator.
    errors : Misclassification, optional
        Of the sentiment labels; without it they are taken as right.

    Notes
    -----
    With ``errors``, a submission counts by its chance of having a truly negative opinion on the theme (:class:`Cells`). The
    variance is that of unbiased scores, summed per respondent, plus that of the matrix of errors (delta method).
    """
    n = mentions.any.shape[0]
    inside = np.where(design.content(n), 0.0, np.nan)
    obs = observe(lay_counts(mentions), inside, design.without_controls())
    n_themes = mentions.any.shape[1]
    negative = csr_array(obs.x[:, :n_themes])  # those with one negative opinion or more
    zero = np.zeros(n_themes)
    if not obs.n:
        return Complaints(zero, zero, zero + 1.0, replace(obs, x=negative), np.zeros((1, n_themes)))
    counted = _weighted_mean(negative, obs)
    plain = replace(obs, x=negative)
    if errors is None:
        return Complaints(counted, counted, share_sizes(plain, counted), plain, np.zeros((1, n_themes)))
    cells = Cells.read(obs.x)
    likely = cells.correct(errors)
    share = _weighted_mean(likely.negative, obs)
    shifts = np.array([(_weighted_mean(cells.correct(m).negative, obs) - share) / step for m, step in errors.perturbed()])
    scored = replace(obs, x=likely.scores)
    variance = _variance(scored, _weighted_mean(likely.scores, obs)) + (shifts**2).sum(axis=0)
    inner = np.clip(share, 1 / obs.n, 1 - 1 / obs.n)
    most = share_sizes(plain, counted)
    with np.errstate(divide="ignore"):
        size = np.where(variance > 0, inner * (1 - inner) / variance, most)
    return Complaints(share, counted, np.clip(size, 1.0, most), scored, shifts)


def rank_volume(complaints: Complaints, themes: Candidates, *, bootstraps: int = 500, random_state: int = 0) -> Ranking:
    """Rank themes by the share of responses with content that say something negative about them.

    Parameters
    ----------
    complaints : Complaints
    themes : Candidates
    bootstraps, random_state : int

    Returns
    -------
    Ranking
        ``damage`` is the share, 0 to 1, and ``damage_low`` its one-sided 80% lower limit (Wilson).
    """
    from scipy.special import ndtri

    obs, n_themes = complaints.obs, len(complaints.share)
    low = np.zeros(n_themes)
    draws = np.zeros((1, n_themes))
    if obs.n:
        low = complaints.limits(float(ndtri(TIER_CONFIDENCE)))[0]
        rng = np.random.default_rng(random_state)
        # Scores have the mean of the share but for a constant: resamples vary around the share itself.
        draws = _draw_shares(obs, bootstraps, rng) - _weighted_mean(obs.x, obs) + complaints.share
        if complaints.errors_shift.any():
            draws += rng.normal(size=(bootstraps, len(complaints.errors_shift))) @ complaints.errors_shift
        draws = np.maximum(draws, 0.0)
    ranking = rank_draws(complaints.share, low, draws, themes, n=obs.n)
    return ranking if themes.has_enough_themes else replace(ranking, p_top5=np.full(n_themes, np.nan))


def _weighted_mean(x: csr_array, obs: Observations) -> FloatArray:
    """Return the weighted mean of each column."""
    return np.asarray(np.asarray(x.T @ obs.w).ravel() / obs.w.sum())


def _variance(obs: Observations, mean: FloatArray) -> FloatArray:
    """Return the variance of the weighted mean of each column, summed per respondent."""
    per = obs.sum_respondents(csr_array(obs.x * obs.w[:, None]))
    size = obs.w if obs.respondents is None else np.bincount(obs.respondents, weights=obs.w)
    squares = np.asarray(per.multiply(per).sum(axis=0)).ravel()
    total = squares - 2 * mean * np.asarray(per.T @ size).ravel() + mean**2 * float(size @ size)
    return np.asarray(total / obs.w.sum() ** 2 * obs.n_respondents / max(obs.n_respondents - 1, 1))


def _draw_shares(obs: Observations, bootstraps: int, rng: np.random.Generator) -> FloatArray:
    """Resample respondents and recompute every share."""
    weighted = csr_array(obs.sum_respondents(csr_array(obs.x * obs.w[:, None])).T)
    size = obs.w if obs.respondents is None else np.bincount(obs.respondents, weights=obs.w)
    step = max(1, _MAX_CELLS // max(obs.n_respondents, 1))
    parts = []
    for start in range(0, bootstraps, step):
        counts = resample_counts(rng, obs.n_respondents, min(step, bootstraps - start))
        parts.append((weighted @ counts.T).T / (counts @ size)[:, None])
    return np.concatenate(parts)
