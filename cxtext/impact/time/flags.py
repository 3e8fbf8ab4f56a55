"""Which themes are mentioned more, or less, than their own past leads to expect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxtext.impact.rules import EMERGING_RATIO, LEAST_RATIO, MAX_Q, MENTIONS_TO_JUDGE, WAVES_FOR_DIRECTION, WAVES_TO_JUDGE
from cxtext.impact.stats import adjust_p
from cxtext.impact.time.history import History
from cxtext.impact.time.steps import ShareTest, compare_last, fit_slope
from cxtext.metrics import Z95, FloatArray


@dataclass(frozen=True, slots=True)
class Changes:
    """What is said of each theme.

    Parameters
    ----------
    flag : list of str
        Empty for none.
    p_value, q_value : ndarray of shape (n_themes,), float64
        ``nan`` where it is not judged.
    goes_with : list of str
        Names of the readings without which there would be a flag, joined by "; ".
    """

    flag: list[str]
    p_value: FloatArray
    q_value: FloatArray
    goes_with: list[str]


def judge_changes(plain: History, readings: Sequence[History] = ()) -> Changes:
    """Test whether each theme's share in the last waves departs from that of the waves before, or drifts over all.

    Parameters
    ----------
    plain : History
        The complete waves, in order.
    readings : sequence of History, optional
        The same waves against their season, or with the mix of groups held constant: a flag has to stand in each of them.

    Returns
    -------
    Changes
        ``flag`` is emerging, growing or shrinking from six waves on, "changed" with fewer, and "" where nothing is
        established. Fewer than four waves are not judged.

    Notes
    -----
    Shares vary between waves by more than chance: with the intra-wave correlation rho of the beta-binomial, a wave of n
    responses is worth v = n / (1 + (n - 1) rho) (Williams 1982, Appl. Stat. 31:144). p is the share over all waves, phi >= 1
    the quasi-binomial dispersion, moderated over themes (:func:`~cxtext.impact.time.moderate`). Tests of a constant p:

    - step: T = (s_last - s_before) / sqrt(phi p (1 - p) (1 / v_last + 1 / v_before)), for the last wave, and from six waves
      on for the last two; rho and phi from the waves before;
    - slope, from six waves on: the regression of the shares on the number of the wave, weighted by v, with variances
      phi p (1 - p) / v (the score test of Cochran 1954 and Armitage 1955); rho and phi from what the line leaves.

    p-values are two-sided from Student's t. Those of a step are never below Fisher's exact test nor, for a rise, twice the
    tail of the beta-binomial with the same variance: shares of rare themes are skewed. The smallest p of a theme times the
    number of its tests is its p-value; q is Benjamini-Hochberg's over the themes with five mentions or more. A flag needs
    q <= .05, five mentions on the side that has more, and a ratio of shares whose 95% interval lies beyond 1.2 (or below
    1 / 1.2); the sides of a slope are the halves. The last wave has to lie on the same side of those before.

    A reading has a p-value for each of these tests too, 1 where the change goes the other way. The p-value of a test is the
    largest of all readings (intersection-union, Berger 1982, Technometrics 24:295), and the change of each has to be a ratio
    beyond 1.2, or below 1 / 1.2. Against the season, only waves of the same time of the year are set beside each other: the
    share of a wave is that of its season in all years, and so for a slope.

    >>> n = np.full(8, 400.0)
    >>> x = np.array([[40, 21], [38, 19], [41, 20], [40, 22], [39, 18], [42, 20], [40, 21], [39, 60.0]])
    >>> judge_changes(History(x, n, np.zeros(8, dtype=np.int64))).flag
    ['', 'growing']
    """
    n_waves, n_themes = plain.counts.shape
    p_value, q_value, flag, goes_with = np.full(n_themes, np.nan), np.full(n_themes, np.nan), [""] * n_themes, [""] * n_themes
    judged = np.flatnonzero(plain.counts.sum(axis=0) >= MENTIONS_TO_JUDGE)
    if n_waves < WAVES_TO_JUDGE or not len(judged):
        return Changes(flag, p_value, q_value, goes_with)
    mine, others = plain.take(judged), [reading.take(judged) for reading in readings]
    tests = run_tests(mine)
    alone = _Judged(mine, tests, np.vstack([test.p_value for test in tests]))
    by_reading = [_Reading(reading, run_tests(reading), alone) for reading in others]
    joint = _Judged(mine, tests, np.max([alone.p, *(one.p for one in by_reading)], axis=0))
    p_value[judged], q_value[judged] = joint.p_value, joint.q_value
    for j in np.flatnonzero(alone.q_value <= MAX_Q).tolist():
        word = joint.name(j)
        if word and all(one.holds(j, joint.leading[j]) for one in by_reading):
            flag[judged[j]] = word
        elif alone.name(j):
            without = [one.history.name for one in by_reading if not one.is_established(j)]
            goes_with[judged[j]] = "; ".join(without or [one.history.name for one in by_reading])
    return Changes(flag, p_value, q_value, goes_with)


def run_tests(history: History) -> list[ShareTest]:
    """Return the tests that a history is long enough for."""
    tests = [compare_last(history, 1)]
    if len(history.sizes) >= WAVES_FOR_DIRECTION:
        tests += [compare_last(history, 2), fit_slope(history)]
    return tests


class _Judged:
    """The tests of a history with their p-values, of shape (n_tests, n_themes), those of the readings reckoned in."""

    def __init__(self, history: History, tests: list[ShareTest], p: FloatArray) -> None:
        self.history, self.tests, self.p = history, tests, p
        self.p_value: FloatArray = np.minimum(1.0, len(tests) * p.min(axis=0))
        self.q_value = adjust_p(self.p_value)
        self.leading = np.argmin(p, axis=0)

    def name(self, j: int) -> str:
        """Return the word for a theme, empty where no change is established."""
        if self.q_value[j] > MAX_Q:
            return ""
        test = self.tests[self.leading[j]]
        return _name(self.history.counts[:, j], self.history.sizes, test, test.scale[j])


class _Reading:
    """One more reading of a history, and whether a change stands in it."""

    def __init__(self, history: History, tests: list[ShareTest], alone: _Judged) -> None:
        self.history, self.tests, self.alone = history, tests, alone
        agree = [mine.sign == one.sign for mine, one in zip(alone.tests, tests, strict=True)]
        own = [np.where(same, one.p_value, 1.0) for same, one in zip(agree, tests, strict=True)]
        self.p: FloatArray = np.maximum(alone.p, own)
        self.judged = _Judged(history, tests, self.p)

    def holds(self, j: int, test: int) -> bool:
        """Whether the change that one test finds is large enough here too."""
        return bool(abs(self.tests[test].log_ratio(self.history)[j]) >= np.log(LEAST_RATIO))

    def is_established(self, j: int) -> bool:
        """Whether the change stands in this reading, whatever the others say."""
        return bool(self.judged.q_value[j] <= MAX_Q) and self.holds(j, int(self.judged.leading[j]))


def _name(x: FloatArray, n: FloatArray, test: ShareTest, scale: float) -> str:
    """Return the word for one theme with a significant test; none when the change is small, on few mentions, or over by now."""
    now, before, n_now, n_before = x[test.now].sum(), x[test.before].sum(), n[test.now].sum(), n[test.before].sum()
    up = bool(now / n_now > before / n_before)
    if up != bool(x[-1] / n[-1] > x[:-1].sum() / n[:-1].sum()) or not is_large(now, before, n_now, n_before, scale):
        return ""
    if len(n) < WAVES_FOR_DIRECTION:
        return "changed"
    if not up:
        return "shrinking"
    half = len(n) // 2
    return "emerging" if x[:half].sum() / n[:half].sum() <= EMERGING_RATIO * now / n_now else "growing"


def is_large(now: float, before: float, n_now: float, n_before: float, scale: float) -> bool:
    """Whether a change is large enough to matter: mentions enough, and a ratio whose interval lies beyond the least one."""
    up = now / n_now > before / n_before
    ratio = np.log((now + 0.5) / (n_now + 0.5)) - np.log((before + 0.5) / (n_before + 0.5))
    noise = 1 / (now + 0.5) - 1 / (n_now + 0.5) + 1 / (before + 0.5) - 1 / (n_before + 0.5)
    enough = (now if up else before) >= MENTIONS_TO_JUDGE
    return bool(enough and abs(ratio) - Z95 * np.sqrt(scale * noise) >= np.log(LEAST_RATIO))
