"""How likely a doubling of a theme's share in the last wave would be flagged: what silence about it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cxtext.impact.rules import LEAST_RATIO, MAX_Q, MENTIONS_TO_JUDGE, WAVES_FOR_DIRECTION, WAVES_TO_JUDGE
from cxtext.impact.stats import beta_binomial_tail, binomial_tail
from cxtext.impact.time.flags import Changes, is_large
from cxtext.impact.time.history import History
from cxtext.impact.time.steps import beta_of, compare_last
from cxtext.metrics import FloatArray

#: Tests that a history of full length is put to.
_TESTS = 3


def doubling_power(plain: History, readings: Sequence[History], changes: Changes) -> FloatArray:
    """Return the chance that twice a theme's share in the last wave would be flagged.

    Parameters
    ----------
    plain : History
    readings : sequence of History
    changes : Changes
        Found in these: the more themes change, the less it takes to be among them.

    Returns
    -------
    ndarray of shape (n_themes,), float64
        ``nan`` where nothing is judged, nobody mentioned the theme before, or its share cannot double.

    Notes
    -----
    The history is taken as it is, and the mentions of the last wave as beta-binomial, with twice the share of the waves before
    and the dispersion that the test of a step reckons with. The least number of mentions that would be flagged is found by
    bisection, with the tests of the last wave and the last two; the power is the chance of as many.
    """
    n_waves, n_themes = plain.counts.shape
    power, size = np.full(n_themes, np.nan), round(float(plain.sizes[-1])) if n_waves else 0
    share = plain.counts[:-1].sum(axis=0) / max(float(plain.sizes[:-1].sum()), 1e-300)
    doubles = np.flatnonzero((share > 0) & (share < 0.5))
    if n_waves < WAVES_TO_JUDGE or size < 2 or not len(doubles):
        return power
    rule = _Rule(
        plain.take(doubles),
        [one.take(doubles) for one in readings],
        share[doubles],
        _levels(changes, n_waves)[doubles],
    )
    low, high = np.full(len(doubles), -1), np.full(len(doubles), size + 1)  # not flagged; flagged, or out of reach
    while (high - low > 1).any():
        middle = np.minimum((low + high) // 2, size)
        flagged = rule.flags(middle.astype(np.float64))
        step = high - low > 1
        low, high = np.where(step & ~flagged, middle, low), np.where(step & flagged, middle, high)
    inflation = compare_last(rule.plain, 1).inflation
    twice, wide = 2 * share[doubles], inflation > 1
    chance = binomial_tail(high - 1, size, twice)
    a, b = beta_of(twice[wide], inflation[wide], size)
    chance[wide] = beta_binomial_tail(high[wide] - 1, size, a, b)
    power[doubles] = chance
    return power


def _levels(changes: Changes, n_waves: int) -> FloatArray:
    """Return the p-value of one test up to which each theme would be flagged, given those of the others."""
    n_judged = max(1, int(np.isfinite(changes.q_value).sum()))
    is_flagged = np.nan_to_num(changes.q_value, nan=1.0) <= MAX_Q
    n_tests = _TESTS if n_waves >= WAVES_FOR_DIRECTION else 1
    return np.asarray(MAX_Q * np.minimum(is_flagged.sum() - is_flagged + 1, n_judged) / n_judged / n_tests)


@dataclass(frozen=True, eq=False)
class _Rule:
    """What it takes for a rise in the last wave to be flagged.

    Parameters
    ----------
    plain : History
    readings : list of History
    share : ndarray of shape (n_themes,), float64
        In the waves before the last one.
    level : ndarray of shape (n_themes,), float64
        Largest p-value.
    """

    plain: History
    readings: list[History]
    share: FloatArray
    level: FloatArray

    def flags(self, mentions: FloatArray) -> NDArray[np.bool_]:
        """Return which themes would be flagged with so many mentions in the last wave."""
        times = mentions / self.plain.sizes[-1] / self.share
        plain = _with_last(self.plain, mentions)
        readings = [_with_last(one, times * _mean_before(one) * one.sizes[-1]) for one in self.readings]
        flagged = np.zeros(len(mentions), dtype=bool)
        for n_last in (1, 2) if len(plain.sizes) >= WAVES_FOR_DIRECTION else (1,):
            test = compare_last(plain, n_last)
            sums = (history.sum(axis=0) for history in (plain.counts[test.now], plain.counts[test.before]))
            sizes = plain.sizes[test.now].sum(), plain.sizes[test.before].sum()
            large = np.array([is_large(now, before, *sizes, scale) for now, before, scale in zip(*sums, test.scale, strict=True)])
            passed = large & (test.sign > 0) & (test.p_value <= self.level) & (times > 1)
            for reading in readings:
                other = compare_last(reading, n_last)
                passed &= (other.sign > 0) & (other.p_value <= self.level)
                passed &= other.log_ratio(reading) >= np.log(LEAST_RATIO)
            flagged |= passed
        return np.asarray(flagged & (plain.counts.sum(axis=0) >= MENTIONS_TO_JUDGE))


def _mean_before(history: History) -> FloatArray:
    """Return the share of each theme in all waves but the last one."""
    return np.asarray(history.counts[:-1].sum(axis=0) / history.sizes[:-1].sum())


def _with_last(history: History, counts: FloatArray) -> History:
    """Return the history with other mentions in the last wave."""
    return replace(history, counts=np.vstack([history.counts[:-1], np.minimum(counts, history.sizes[-1])]))
