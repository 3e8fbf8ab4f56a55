"""How long something took: the median, and effects as a percentage change."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cxtext.metrics.clock import plain_cell
from cxtext.metrics.display import MetricView
from cxtext.metrics.estimate import Estimate, FloatArray, no_answers, take_sample
from cxtext.metrics.outcome import Outcome, winsorise
from cxtext.settings import TIME_UNITS, Direction
from cxtext.wording import is_missing, number, plural

#: Effects beyond this many log points, a change of a thousandfold, are written as this one: a number and not infinity.
MOST_LOG_POINTS = 700.0


class DurationView(MetricView):
    """A median time; log points are written as the change in percent that they are."""

    is_amount: ClassVar[bool] = True
    parts_add_up: ClassVar[bool] = False
    typical: ClassVar[str] = "median"
    mean: ClassVar[str] = "geometric"
    quantity: ClassVar[str] = "the time taken"
    effect_heading: ClassVar[str] = "time"

    @property
    def definition(self) -> str:
        """The median."""
        better = "shorter" if self.sign < 0 else "longer"
        return f"median of {self.phrase}: half took longer, half shorter; {better} is better"

    @classmethod
    def value_unit(cls, unit: str) -> str:
        """Medians differ by hours, not by log points."""
        return f"{unit.rpartition(' of ')[2]} ({cls.typical})"

    @property
    def effect_unit(self) -> str:
        """What a change in percent is of."""
        return "in time taken"

    @property
    def export_unit(self) -> str:
        """Changes of the time taken."""
        return f"percent of {self.quantity}"

    @property
    def fact_unit(self) -> str:
        """Changes of the mean that log points are of."""
        return f"in the {self.mean} mean over all answers"

    @property
    def points_of(self) -> str:
        """The time taken, and which."""
        return f"{self.quantity} ({self.phrase})"

    def value_text(self, value: float | None) -> str:
        """Write a time with its unit when it is known."""
        text, unit = number(value, self.decimals), self.unit.rpartition(" ")[2]
        return f"{text} {unit}" if unit in TIME_UNITS and not is_missing(value) else text

    def full_text(self, value: float | None) -> str:
        """Write a time as the median that it is."""
        return f"{self.typical} {self.value_text(value)}"

    def effect_text(self, effect: float | None, *, whole: bool = False, sure: bool = False) -> str:
        """Write a change with its percent sign."""
        return super().effect_text(effect, whole=whole, sure=sure) + ("" if is_missing(effect) else "%")

    def limits_text(self, low: float | None, high: float | None, *, whole: bool = False) -> str:
        """Write the interval of a change in percent."""
        if low is None or high is None or is_missing(low) or is_missing(high):
            return ""
        return f"[{', '.join(self.effect_text(limit, whole=whole, sure=low * high > 0) for limit in (low, high))}]"

    def change_text(self, size: str, change: float, *, named: bool = False) -> str:
        """Say how much longer it takes."""
        return f"{size.removesuffix('%')}% {self.way(change)}"

    def way(self, change: float) -> str:
        """Say whether it takes longer."""
        return "shorter" if change < 0 else "longer"

    def shown(self, effect: float | None) -> float | None:
        """Return log points as the change in percent that they are."""
        return effect if effect is None or is_missing(effect) else 100 * math.expm1(min(effect, MOST_LOG_POINTS) / 100)

    def _decimals(self, whole: bool) -> int:
        """Return the decimals of an effect; a gap, which is large, is in whole percent."""
        return 0 if whole else self.effect_decimals


class DurationOutcome(Outcome):
    """A duration (resolution time, time to value): its median with a distribution-free interval; lower is better.

    Effects are measured on 100 times the natural logarithm, in log points: a difference of g log points is a change of
    100 (exp(g / 100) - 1) percent in the geometric mean. As with ``number`` the outer 1% of the logarithms are pulled in,
    of ten durations and more at least one at either end: a single one, however long, decides nothing. A duration of 0 has no
    logarithm: there it counts as half the shortest one above 0; the median takes it as it is.

    >>> from cxtext.settings import Metric
    >>> took = DurationOutcome(Metric(column="took", kind="duration", unit="hours"))
    >>> took.validate(["1.5", "-2", "soon"])
    (array([1.5, nan, nan]), [(1, '-2: below 0'), (2, "'soon' is not a number")])
    >>> took.level(took.points(np.array([1.0, 4.0])).mean()).round(9)
    np.float64(2.0)
    """

    view: ClassVar[type[MetricView]] = DurationView
    usual_direction: ClassVar[Direction] = "lower"
    is_time: ClassVar[bool] = True
    is_mean: ClassVar[bool] = False

    @property
    def unit(self) -> str:
        """Log points, and of what."""
        return f"log points of {self.metric.unit or self.metric.column}"

    @property
    def expected(self) -> str:
        """Numbers, and the forms that clocks and ISO 8601 write."""
        return "numbers of 0 or more, times such as 1:30:00, or ISO 8601 such as PT1H30M"

    def plain_cells(self, cells: Iterable[str]) -> list[str]:
        """Return clock forms as plain numbers of the unit."""
        return [plain_cell(cell, self.metric.unit) for cell in cells]

    def check(self, number: float) -> str | None:
        """Accept 0 and more."""
        return None if number >= 0 else "below 0"

    def points(self, raw: FloatArray) -> FloatArray:
        """Return 100 times the logarithm of each duration, winsorised."""
        positive = raw[raw > 0]
        least = float(positive.min()) if len(positive) else 2.0
        with np.errstate(invalid="ignore"):
            filled = np.where(raw == 0, least / 2, raw)
        return winsorise(100.0 * np.log(filled), least=1)

    def level(self, points: FloatArray) -> FloatArray:
        """Return the duration that log points stand for: of a mean of points the geometric mean."""
        with np.errstate(over="ignore"):
            return np.exp(np.asarray(points) / 100.0)

    def caveats(self, raw: FloatArray) -> list[str]:
        """Say how durations of 0 are taken."""
        n_zero, positive = int((raw == 0).sum()), raw[raw > 0]
        if not n_zero or not len(positive):
            return []
        verb = "is" if n_zero == 1 else "are"
        return [
            f"{plural(n_zero, 'duration')} in {self.label!r} {verb} 0; for the effects of themes each counts as "
            f"{positive.min() / 2:g}, half the shortest one above 0"
        ]

    def summarize(self, raw: FloatArray, weights: ArrayLike | None = None, clusters: ArrayLike | None = None) -> Estimate:
        """Estimate the median duration."""
        return median_estimate(raw, weights, clusters)


def median_estimate(values: FloatArray, weights: ArrayLike | None, clusters: ArrayLike | None) -> Estimate:
    """Estimate a median with a 95% interval between order statistics.

    Parameters
    ----------
    values : ndarray of shape (n,), float64
        ``nan`` where there is none.
    weights, clusters : array-like of shape (n,), optional
        As in :func:`cxtext.metrics.take_sample`.

    Notes
    -----
    The share of the population below the r-th of n order statistics is Beta(r, n - r + 1); the limits are the fractional
    ranks r and n + 1 - r at which the median is passed with probability .025, interpolated (Hutson 1999, J. Appl. Stat.
    26:343). Weights and repeated respondents: n is the number of independent answers that the share of answers up to the
    median is worth, and an answer's rank comes from the weights before it (Woodruff 1952, J. Am. Stat. Assoc. 47:635).
    Below 6 answers there is no interval.

    >>> found = median_estimate(np.array([1.0, 2, 3, 4, 5, 60, 700]), None, None)
    >>> found.value, round(found.low, 2), round(found.high, 2)
    (4.0, 1.5, 383.05)
    """
    sample = take_sample(values, weights, clusters)
    answers = len(sample.values)
    if answers == 0:
        return no_answers()
    share = (np.cumsum(sample.weights) - sample.weights / 2) / sample.weights.sum()
    value = float(np.interp(0.5, share, sample.values))
    if answers == 1:
        return Estimate(value, math.nan, math.nan, answers, note="one answer has no interval")
    if np.ptp(sample.values) == 0:
        return Estimate(value, math.nan, math.nan, answers, note="all answers are equal: no interval")
    below = np.where(np.isfinite(values), (values <= value).astype(np.float64), np.nan)
    n = take_sample(below, weights, clusters).n_score
    rank = _lower_rank(n)
    ranks = share * n + 0.5
    if rank < ranks[0]:
        return Estimate(value, math.nan, math.nan, answers, note="too few answers for the interval of a median")
    low, high = (float(limit) for limit in np.interp([rank, n + 1 - rank], ranks, sample.values))
    return Estimate(value, low, high, answers)


def _lower_rank(n: float) -> float:
    """Return the rank r at which Beta(r, n - r + 1) lies below 1/2 with probability .975; 0 when there is none."""
    from scipy.optimize import brentq
    from scipy.special import betainc

    if n <= 1:
        return 0.0
    return float(brentq(lambda r: float(betainc(r, n - r + 1, 0.5)) - 0.975, 1e-9, (n + 1) / 2))
