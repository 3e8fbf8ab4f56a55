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
#: Less than this is nothing: a variance, or what is needed over the data at hand.
_LEAST = 1e-12


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


def more_needed(differences: FloatArray, spreads: FloatArray, n: int, confidence: float) -> float:
    """Return how many more answers are expected to establish a difference; ``nan`` beyond ``OUT_OF_REACH`` times n.

    Parameters
    ----------
    differences : ndarray of shape (n_draws,), float64
        Draws of the true difference of two themes' damage, of whatever sign; one of 0 is never established.
    spreads : ndarray of shape (n_draws,), float64
        Standard error of its estimate from ``n`` answers, above 0.
    n : int
        Answers at hand.
    confidence : float
        One-sided confidence at which the order counts as established.

    Notes
    -----
    With N more answers an estimate e of the difference d has variance v = spread^2 n / N. The draws have mean m and variance T;
    given e, d is normal with precision 1/T + 1/v and mean (m/T + e/v) / (1/T + 1/v), and the order is established when the mean
    is z_confidence standard deviations on the true side of 0. N is where this has a chance of ``POWER`` on average over the
    draws: the expected power, or assurance (O'Hagan and Stevens 2001, Med. Decis. Making 21:219).

    >>> rng = np.random.default_rng(0)
    >>> [round(more_needed(rng.normal(m, 1, 4000), np.ones(4000), 100, 0.8), -2) for m in (0.0, 0.5)]
    [1300.0, 1100.0]
    """
    from scipy.special import ndtr, ndtri

    middle, precision, z = float(differences.mean()), 1 / max(float(differences.var()), _LEAST), ndtri(confidence)
    sign = np.sign(differences)

    def expected_power(times: float) -> float:
        new = times / spreads**2
        above = sign * (middle * precision + differences * new) - z * np.sqrt(precision + new)
        return float(np.where(sign == 0, 0.0, ndtr(above / np.sqrt(new))).mean())

    low, high = _LEAST, OUT_OF_REACH
    if expected_power(high) < POWER:
        return float("nan")
    while high > 1.000001 * low:
        half = float(np.sqrt(low * high))
        low, high = (low, half) if expected_power(half) >= POWER else (half, high)
    return n * high


def responses_to_separate(
    draws: FloatArray,
    resamples: FloatArray,
    trust: FloatArray,
    order: Sequence[int],
    tier: NDArray[np.int64],
    n: int,
    *,
    confidence: float,
) -> FloatArray:
    """Return how many more answers are expected to settle which of two neighbours in rank costs more, in 8 of 10 cases.

    Parameters
    ----------
    draws : ndarray of shape (n_draws, n_themes), float64
        Draws of the true damage times what it is ranked by, below 0 for a gain.
    resamples : ndarray of shape (n_resamples, n_themes), float64
        Resamples of its estimate: how far that scatters about the truth.
    trust : ndarray of shape (n_themes,), float64
        0 for a theme that is not ranked.
    order : sequence of int
        Themes as ranked.
    n : int
        Answers at hand.

    Returns
    -------
    ndarray of shape (n_themes,), float64
        0 where the tier ends; ``nan`` for the last theme, beside a theme without trust, and beyond ``OUT_OF_REACH``
        times the data at hand.

    Notes
    -----
    The order may turn out to be the other one. It is never settled where neither theme costs anything, nor where trust puts
    the cheaper one first.
    """
    needed = np.full(len(trust), np.nan)
    for before, after in pairwise(order):
        if not trust[before] or not trust[after]:
            continue
        if tier[before] != tier[after]:
            needed[before] = 0.0
            continue
        truth, estimates = draws[:, [before, after]], resamples[:, [before, after]]
        lost = np.maximum(0.0, truth)
        difference, priority = lost[:, 0] - lost[:, 1], lost[:, 0] * trust[before] - lost[:, 1] * trust[after]
        # A theme that costs nothing is no longer in the way: what is left to tell is whether the other one costs anything.
        alone, together = estimates.std(axis=0), float((estimates[:, 0] - estimates[:, 1]).std())
        spread = np.where((truth > 0).all(axis=1), together, alone[np.argmax(truth, axis=1)])
        if (spread > 0).all():
            needed[before] = np.ceil(more_needed(np.where(difference * priority > 0, difference, 0.0), spread, n, confidence))
    return needed


def mark_front(cards: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """Add the column ``pareto`` to the scorecards of several metrics."""
    import pandas as pd

    table = pd.concat([card.set_index("theme_id")["priority"].rename(i) for i, card in enumerate(cards)], axis=1)
    front = dict(zip(table.index, pareto_front(table.to_numpy()), strict=True))
    return [card.assign(pareto=card["theme_id"].map(front)) for card in cards]
