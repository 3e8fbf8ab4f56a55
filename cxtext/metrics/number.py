"""Any number: the winsorised mean."""

from __future__ import annotations

from typing import ClassVar

from numpy.typing import ArrayLike

from cxtext.metrics.display import MetricView
from cxtext.metrics.estimate import Estimate, FloatArray, mean_estimate, take_sample
from cxtext.metrics.outcome import Outcome, Scale, checked_scale, outside, winsorise
from cxtext.settings import Metric


class NumberView(MetricView):
    """Points of a column."""

    has_column_unit: ClassVar[bool] = True

    @property
    def fact_unit(self) -> str:
        """Points: the metric's name is the column's."""
        return "points"

    def full_text(self, value: float | None) -> str:
        """Write a value without a unit, which nobody declares."""
        return self.unsigned_text(value)


class NumberOutcome(Outcome):
    """Any number (revenue, lifetime value): the winsorised mean with Student's t interval.

    The lowest and highest 1% of the answers are pulled in to the nearest answer that stays, so that a single
    one does not decide; the limits are then treated as known. Below 100 answers nothing is pulled in.
    """

    view: ClassVar[type[MetricView]] = NumberView
    skewed: ClassVar[bool] = True

    @classmethod
    def declare(cls, metric: Metric, answers: FloatArray | None = None) -> Outcome:
        """Return the outcome on the declared scale, if there is one."""
        return cls(metric, checked_scale(metric))

    @property
    def bounds(self) -> Scale | None:
        """The ends of the declared scale, if there is one."""
        return self.scale

    @property
    def unit(self) -> str:
        """Points of the column: what one more in its cells is."""
        return f"points of {self.metric.column}"

    def check(self, number: float) -> str | None:
        """Accept any number within the declared scale, if there is one."""
        return None if self.scale is None else outside(number, self.scale)

    def points(self, raw: FloatArray) -> FloatArray:
        """Return the winsorised answers."""
        return winsorise(raw)

    def summarize(self, raw: FloatArray, weights: ArrayLike | None = None, clusters: ArrayLike | None = None) -> Estimate:
        """Estimate the winsorised mean (Student's t)."""
        return mean_estimate(take_sample(self.points(raw), weights, clusters))
