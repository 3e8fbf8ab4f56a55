"""Order of the themes, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxtext.impact.bootstrap import bootstrap_lens
from cxtext.impact.effect import Effects
from cxtext.metrics.estimate import FloatArray

#: One-sided confidence of the conservative damage and of the order between neighbours.
CONFIDENCE = 0.8
TOP = 5


@dataclass(frozen=True)
class Ranking:
    """Ranking columns of the scorecard, one entry a theme, in the order of the themes."""

    damage: FloatArray
    damage_low: FloatArray
    p_top5: FloatArray
    tier: NDArray[np.int64]
    priority: FloatArray
    rank: NDArray[np.int64]


def rank_effects(
    effects: Effects,
    sign: int,
    *,
    theme_ids: Sequence[str],
    n_responses: NDArray[np.int64],
    trust: FloatArray,
    bootstraps: int = 500,
    random_state: int = 0,
) -> Ranking:
    """Rank themes by the points they cost.

    Parameters
    ----------
    effects : Effects
    sign : {+1, -1}
        ``+1`` when higher values of the metric are better.
    theme_ids : sequence of str
    n_responses : ndarray of shape (n_themes,), int64
        Submissions that mention each theme: first tie-break after damage.
    trust : ndarray of shape (n_themes,), float64
        0 to 1: stability, 0 for a theme that is not to be ranked; ``nan`` counts as 1.
    bootstraps, random_state : int

    Notes
    -----
    damage = max(0, -A) in the metric's bad direction; damage_low is its one-sided 80% lower limit (0 without an
    interval); priority = damage_low x trust.
    """
    loss = np.nan_to_num(-sign * effects.lens.value, nan=0.0)
    low, high = effects.lens.limits(CONFIDENCE)
    damage_low = np.maximum(0.0, np.nan_to_num(-high if sign > 0 else low, nan=0.0))
    measurable = bool(np.isfinite(effects.lens.value).any())
    drawn = np.zeros((1, len(loss)))
    if measurable:
        lens = bootstrap_lens(effects.observations, effects.is_adjusted, n=bootstraps, random_state=random_state)
        drawn = np.where(np.isfinite(effects.lens.value), -sign * lens, 0.0)
    return rank_draws(np.maximum(0.0, loss), damage_low, drawn, theme_ids=theme_ids, n_responses=n_responses, trust=trust)


def rank_draws(
    damage: FloatArray,
    damage_low: FloatArray,
    draws: FloatArray,
    *,
    theme_ids: Sequence[str],
    n_responses: NDArray[np.int64],
    trust: FloatArray,
) -> Ranking:
    """Rank themes, and judge the order by bootstrap draws of their damage.

    Parameters
    ----------
    damage, damage_low : ndarray of shape (n_themes,), float64
        At least 0.
    draws : ndarray of shape (n_draws, n_themes), float64
        Resampled damage; below 0 is a gain.

    Returns
    -------
    Ranking
        Ties of priority go by damage, then by ``n_responses``, then by theme_id; without trust a theme comes last.
        A theme is among the top five of a draw only if it costs something in it. A new tier starts where a theme
        costs more than the next in at least 80% of the draws; so a theme that stands below a cheaper one, as it is
        less stable, shares its tier. Draws do not count times trust, but those of a theme without any are 0.
    """
    trust = np.nan_to_num(trust, nan=1.0)
    priority = damage_low * trust
    order = sorted(range(len(damage)), key=lambda t: (-priority[t], trust[t] == 0, -damage[t], -n_responses[t], theme_ids[t]))
    losses = np.where(trust > 0, np.maximum(0.0, draws), 0.0)
    if len(damage) > TOP:
        fifth = np.partition(losses, -TOP, axis=1)[:, -TOP][:, None]
        among = (losses >= fifth) & (losses > 0)
    else:
        among = losses > 0
    rank = np.empty(len(damage), dtype=np.int64)
    tier = np.empty(len(damage), dtype=np.int64)
    for place, t in enumerate(order):
        rank[t] = place + 1
        if place == 0:
            tier[t] = 1
            continue
        before = order[place - 1]
        settled = float((losses[:, before] > losses[:, t]).mean()) >= CONFIDENCE
        tier[t] = tier[before] + int(settled)
    return Ranking(damage, damage_low, among.mean(axis=0), tier, priority, rank)
