"""How firm a rank is: under twice the effort, over several metrics, and how many more responses would settle a tie."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxtext.metrics import FloatArray

if TYPE_CHECKING:
    import pandas as pd

#: Power at which two neighbours in rank are to be separated.
POWER = 0.8
#: Needing more than this many times the data at hand is practically never.
OUT_OF_REACH = 1000.0


def rank_at_double_effort(priority: FloatArray, order: Sequence[int]) -> NDArray[np.int64]:
    """Return the rank each theme would have if it alone took twice the effort.

    Parameters
    ----------
    priority : ndarray of shape (n_themes,), float64
    order : sequence of int
        Themes as ranked; ties of the halved priority keep this order.

    >>> rank_at_double_effort(np.array([9.0, 5.0, 4.0]), [0, 1, 2]).tolist()
    [2, 3, 3]
    """
    place = np.empty(len(priority), dtype=np.int64)
    place[list(order)] = np.arange(len(priority))
    ranks = np.empty(len(priority), dtype=np.int64)
    for t, half in enumerate(priority / 2):
        ahead = (priority > half) | ((priority == half) & (place < place[t]))
        ahead[t] = False
        ranks[t] = 1 + int(ahead.sum())
    return ranks


def pareto_front(priorities: FloatArray) -> NDArray[np.bool_]:
    """Return the themes that no other theme beats: at least as urgent on every metric and more so on one.

    Parameters
    ----------
    priorities : ndarray of shape (n_themes, n_metrics), float64
        0 or more; a theme of priority 0 on every metric is never on the front.

    >>> pareto_front(np.array([[3.0, 1.0], [1.0, 2.0], [1.0, 1.0]])).tolist()
    [True, True, False]
    """
    front: NDArray[np.bool_] = np.asarray((priorities > 0).any(axis=1))
    for t in np.flatnonzero(front):
        beaten = (priorities >= priorities[t]).all(axis=1) & (priorities > priorities[t]).any(axis=1)
        front[t] = not beaten.any()
    return front


def responses_needed(difference: float, spread: float, n: int, confidence: float) -> float:
    """Return the number of answers at which a difference would pass, ``POWER`` of the time; infinite when it never would.

    Parameters
    ----------
    difference, spread : float
        Of two themes' damage, and its standard error at ``n`` answers.
    confidence : float
        One-sided confidence at which the order counts as established.

    Notes
    -----
    The standard error falls with the square root of the number of answers, so that
    N = n [(z_confidence + z_power) spread / difference]^2: the usual sample size for a one-sided test of a mean.

    >>> round(responses_needed(1.0, 1.0, 100, 0.8))
    283
    """
    from scipy.special import ndtri

    if difference <= 0:
        return float("inf")
    return float(n * ((ndtri(confidence) + ndtri(POWER)) * spread / difference) ** 2)


def responses_to_separate(
    losses: FloatArray, draws: FloatArray, order: Sequence[int], tier: NDArray[np.int64], n: int, *, confidence: float
) -> FloatArray:
    """Return how many more answers would put each theme in a tier above the next in rank, if what is seen is true.

    Parameters
    ----------
    losses : ndarray of shape (n_themes,), float64
        Damage times what it is ranked by, below 0 for a gain; ``nan`` for a theme that is not ranked.
    draws : ndarray of shape (n_draws, n_themes), float64
        Resamples of the same.
    order : sequence of int
        Themes as ranked.
    n : int
        Answers at hand.

    Returns
    -------
    ndarray of shape (n_themes,), float64
        0 where the tier ends; ``nan`` for the last theme, where the next one costs as much or more, and beyond
        ``OUT_OF_REACH`` times the data at hand.
    """
    needed_more = np.full(len(losses), np.nan)
    for before, after in pairwise(order):
        if not np.isfinite(losses[before] + losses[after]):
            continue
        if tier[before] != tier[after]:
            needed_more[before] = 0.0
            continue
        apart = draws[:, before] - np.maximum(0.0, draws[:, after])
        spread = float(apart.std(ddof=1)) if len(apart) > 1 else 0.0
        needed = responses_needed(float(losses[before] - max(0.0, losses[after])), spread, n, confidence)
        if 0 < needed <= OUT_OF_REACH * n:
            needed_more[before] = max(0.0, np.ceil(needed - n))
    return needed_more


def mark_front(cards: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """Add the column ``pareto`` to the scorecards of several metrics."""
    import pandas as pd

    table = pd.concat([card.set_index("theme_id")["priority"].rename(i) for i, card in enumerate(cards)], axis=1)
    front = dict(zip(table.index, pareto_front(table.to_numpy()), strict=True))
    return [card.assign(pareto=card["theme_id"].map(front)) for card in cards]
