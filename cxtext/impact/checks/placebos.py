"""How large changes look at dates, and for themes, at which nothing was done: the placebo distribution of a fix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxtext.impact.checks.fixes import Change
from cxtext.impact.rules import MAX_Q
from cxtext.metrics import FloatArray

#: Most placebo dates. A choice: they overlap, and more of them tell little that is new.
PLACEBO_DATES = 8
#: Responses on either side of a placebo date, at least. A choice: with fewer no theme has mentions enough.
LEAST_SIDE = 30


@dataclass(frozen=True)
class PlaceboTest:
    """Where the changes of one theme stand among those at which nothing was done.

    Parameters
    ----------
    p_value : dict of str to float
        By measure; ``nan`` where there is no interval, or no placebo at all.
    n_own : dict of str to int
        Placebo dates at which the theme itself changed as much, by measure.
    n_themes, n_dates, n : int
        Other themes at the date itself, placebo dates before it, and pairs of a theme and a date in all.
    """

    p_value: dict[str, float]
    n_own: dict[str, int]
    n_themes: int
    n_dates: int
    n: int

    @property
    def can_tell(self) -> bool:
        """Whether there are placebos enough for a p-value as small as the level."""
        return 1 / (1 + self.n) <= MAX_Q

    def is_rare(self, measure: str) -> bool:
        """Whether placebos seldom change as much, and the theme itself at no placebo date."""
        return self.p_value[measure] <= MAX_Q and not self.n_own[measure]


def place_placebos(time: ArrayLike, is_history: ArrayLike, n_after: int) -> list[NDArray[np.int64]]:
    """Choose placebo dates in the time before a fix, and the periods on either side of each.

    Parameters
    ----------
    time : array-like of shape (n,), int
        When each response was given, or the number of its wave.
    is_history : array-like of shape (n,), bool
        Responses before the fix that count.
    n_after : int
        Responses after the fix.

    Returns
    -------
    list of ndarray of shape (n,), int64
        For each placebo date 0 before, 1 after and -1 for neither; at most :data:`PLACEBO_DATES`, none where the history is
        too short for :data:`LEAST_SIDE` on both sides.

    Notes
    -----
    Either side has as many responses as there are after the fix, but at most a third of the history, so that there is
    more than one place for them. Responses of one moment stay together.
    """
    when, history = np.asarray(time), np.flatnonzero(np.asarray(is_history, dtype=bool))
    side = min(n_after, len(history) // 3)
    if side < LEAST_SIDE:
        return []
    ordered = np.sort(when[history], kind="stable")
    places = np.linspace(side, len(ordered) - side, PLACEBO_DATES)
    periods = []
    for cut in np.unique(ordered[np.round(places).astype(np.int64)]).tolist():
        at = int(np.searchsorted(ordered, cut))
        first, last = ordered[max(0, at - side)], ordered[min(len(ordered), at + side) - 1]
        inside = np.zeros(len(when), dtype=bool)
        inside[history] = True
        period = np.where(inside & (when >= first) & (when < cut), 0, np.where(inside & (when >= cut) & (when <= last), 1, -1))
        if min((period == 0).sum(), (period == 1).sum()) >= LEAST_SIDE:
            periods.append(period)
    return periods


def judge_placebos(
    theme: int, changes: Mapping[str, Sequence[Change]], placebos: Sequence[Mapping[str, Sequence[Change]]]
) -> PlaceboTest:
    """Set the changes of one theme beside those of the other themes, and those of all themes at placebo dates.

    Parameters
    ----------
    theme : int
    changes : mapping of str to sequence of Change
        By measure, of every theme at the date of the fix.
    placebos : sequence of mapping
        The same at each placebo date.

    Notes
    -----
    The statistic is the net change over the width of its interval. p is the share of placebos, the fix among them, for which
    it is as large in any measure: the placebo tests in space and in time of Abadie, Diamond and Hainmueller 2010, J. Am. Stat.
    Assoc. 105:493, on the largest statistic of all measures, so that of three measures tested none is more often found by
    chance than of one (Westfall and Young 1993, Resampling-Based Multiple Testing).
    """
    here = np.delete(_largest(changes), theme)
    earlier = [_largest(one) for one in placebos]
    pool = np.concatenate([here, *earlier])
    pool = pool[np.isfinite(pool)]
    own = np.array([strengths[theme] for strengths in earlier])
    p_value, n_own = {}, {}
    for measure, of_themes in changes.items():
        strength = of_themes[theme].strength
        can_compare = np.isfinite(strength) and len(pool)
        p_value[measure] = float((1 + (pool >= strength).sum()) / (1 + len(pool))) if can_compare else np.nan
        n_own[measure] = int((own >= strength).sum())
    return PlaceboTest(p_value, n_own, int(np.isfinite(here).sum()), len(earlier), len(pool))


def _largest(changes: Mapping[str, Sequence[Change]]) -> FloatArray:
    """Return the largest statistic over the measures for each theme, ``nan`` where none is known."""
    strengths = np.array([[change.strength for change in of_themes] for of_themes in changes.values()])
    return np.where(np.isfinite(strengths).any(axis=0), np.max(np.nan_to_num(strengths, nan=-1.0), axis=0), np.nan)
