"""Ranking without a metric: by the share of submissions that complain about a theme."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from cxtext.impact.effects import SIMPLE, Design, Observations, observe, share_sizes, wilson_limits
from cxtext.impact.ranking.bootstrap import resample_counts
from cxtext.impact.ranking.rank import Candidates, Ranking, rank_draws
from cxtext.impact.rules import TIER_CONFIDENCE
from cxtext.metrics import FloatArray

_MAX_CELLS = 4_000_000


def rank_volume(
    negative: csr_array, themes: Candidates, design: Design = SIMPLE, *, bootstraps: int = 500, random_state: int = 0
) -> Ranking:
    """Rank themes by the share of submissions with content that say something negative about them.

    Parameters
    ----------
    negative : csr_array of shape (n_submissions, n_themes)
        Non-zero where the submission has a negative unit of the theme.
    themes : Candidates
    design : Design, optional
        Submissions with content are the denominator.
    bootstraps, random_state : int

    Returns
    -------
    Ranking
        ``damage`` is the share, 0 to 1, and ``damage_low`` its one-sided 80% lower limit (Wilson).
    """
    from scipy.special import ndtri

    inside = np.where(design.content(negative.shape[0]), 0.0, np.nan)
    obs = observe(negative, inside, design.without_controls())
    n_themes = obs.n_themes
    share = np.zeros(n_themes)
    low = np.zeros(n_themes)
    draws = np.zeros((1, n_themes))
    if obs.n:
        share = np.asarray(obs.x.T @ obs.w).ravel() / obs.w.sum()
        z = float(ndtri(TIER_CONFIDENCE))
        low = np.maximum(0.0, wilson_limits(share, share_sizes(obs, share), z)[0])
        draws = _draw_shares(obs, bootstraps, random_state)
    ranking = rank_draws(share, low, draws, themes, n=obs.n)
    return ranking if themes.has_enough_themes else replace(ranking, p_top5=np.full(n_themes, np.nan))


def _draw_shares(obs: Observations, bootstraps: int, random_state: int) -> FloatArray:
    """Resample respondents and recompute every share."""
    weighted = csr_array(obs.sum_respondents(csr_array(obs.x * obs.w[:, None])).T)
    size = obs.w if obs.respondents is None else np.bincount(obs.respondents, weights=obs.w)
    rng = np.random.default_rng(random_state)
    step = max(1, _MAX_CELLS // max(obs.n_respondents, 1))
    parts = []
    for start in range(0, bootstraps, step):
        counts = resample_counts(rng, obs.n_respondents, min(step, bootstraps - start))
        parts.append((weighted @ counts.T).T / (counts @ size)[:, None])
    return np.concatenate(parts)
