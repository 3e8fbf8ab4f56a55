"""Ranking without a metric: by the share of submissions that complain about a theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from cxtext.impact.effects import Observations, observe, share_sizes, wilson_limits
from cxtext.impact.ranking.bootstrap import resample_counts
from cxtext.impact.ranking.rank import CONFIDENCE, Ranking, is_contest, rank_draws
from cxtext.metrics import FloatArray

_MAX_CELLS = 4_000_000


def rank_volume(
    negative: csr_array,
    has_content: NDArray[np.bool_],
    *,
    clusters: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    theme_ids: Sequence[str],
    n_responses: NDArray[np.int64],
    trust: FloatArray,
    value_weight: FloatArray | None = None,
    effort: FloatArray | None = None,
    bootstraps: int = 500,
    random_state: int = 0,
) -> Ranking:
    """Rank themes by the share of submissions with content that say something negative about them.

    Parameters
    ----------
    negative : csr_array of shape (n_submissions, n_themes)
        Non-zero where the submission has a negative unit of the theme.
    has_content : ndarray of shape (n_submissions,), bool
        Whether the submission says anything: the denominator.

    Returns
    -------
    Ranking
        ``damage`` is the share, 0 to 1, and ``damage_low`` its one-sided 80% lower limit (Wilson).
    """
    from scipy.special import ndtri

    obs = observe(negative, np.where(has_content, 0.0, np.nan), clusters=clusters, weights=weights)
    n_themes = obs.n_themes
    share = np.zeros(n_themes)
    low = np.zeros(n_themes)
    draws = np.zeros((1, n_themes))
    if obs.n:
        share = np.asarray(obs.x.T @ obs.w).ravel() / obs.w.sum()
        z = float(ndtri(CONFIDENCE))
        low = np.maximum(0.0, wilson_limits(share, share_sizes(obs, share), z)[0])
        draws = _draw_shares(obs, bootstraps, random_state)
    found = rank_draws(
        share,
        low,
        draws,
        theme_ids=theme_ids,
        n_responses=n_responses,
        trust=trust,
        value_weight=value_weight,
        effort=effort,
        n=obs.n,
    )
    return found if is_contest(trust) else replace(found, p_top5=np.full(n_themes, np.nan))


def _draw_shares(obs: Observations, bootstraps: int, random_state: int) -> FloatArray:
    """Resample respondents and recompute every share."""
    weighted = csr_array(obs.sum_clusters(csr_array(obs.x * obs.w[:, None])).T)
    size = obs.w if obs.clusters is None else np.bincount(obs.clusters, weights=obs.w)
    rng = np.random.default_rng(random_state)
    step = max(1, _MAX_CELLS // max(obs.n_clusters, 1))
    parts = []
    for start in range(0, bootstraps, step):
        counts = resample_counts(rng, obs.n_clusters, min(step, bootstraps - start))
        parts.append((weighted @ counts.T).T / (counts @ size)[:, None])
    return np.concatenate(parts)
