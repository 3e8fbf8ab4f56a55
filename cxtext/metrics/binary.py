"""A yes / no outcome: the share of yes."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cxtext.metrics.display import PERCENTAGE_POINTS, MetricView
from cxtext.metrics.estimate import Estimate, FloatArray, share_estimate, take_sample
from cxtext.metrics.outcome import Outcome, Scale


class BinaryView(MetricView):
    """A share of yes answers, in percent."""

    @property
    def split_names(self) -> tuple[str, str, str]:
        """Yes and no, the better of the two first; nothing lies between."""
        return ("yes", "", "no") if self.sign > 0 else ("no", "", "yes")

    @property
    def definition(self) -> str:
        """The share of yes."""
        return f"yes to {self.phrase}" + ("; lower is better" if self.sign < 0 else "")


class BinaryOutcome(Outcome):
    """A yes / no outcome (churned, renewed, recommended): the share of yes, with Wilson's interval.

    >>> from cxtext.settings.config import Metric
    >>> churn = BinaryOutcome(Metric(column="churned", kind="binary", direction="lower"))
    >>> churn.validate(["yes", "No", "maybe"])
    (array([ 1.,  0., nan]), [(2, "'maybe' is not a number or a declared word")])
    """

    view: ClassVar[type[MetricView]] = BinaryView
    booleans: ClassVar[bool] = True
    usual_scale: ClassVar[Scale | None] = (0.0, 1.0)
    fewer: ClassVar[str] = "fewer yes answers"

    WORDS: ClassVar[dict[str, float]] = {
        **dict.fromkeys(("yes", "y", "true", "t", "recommended"), 1.0),
        **dict.fromkeys(("no", "n", "false", "f", "not recommended"), 0.0),
    }

    @property
    def bounds(self) -> Scale | None:
        """From 0 to 100."""
        return 0.0, 100.0

    @property
    def unit(self) -> str:
        """Percentage points of yes answers."""
        return PERCENTAGE_POINTS

    @property
    def expected(self) -> str:
        """Yes or no."""
        return "yes or no, 1 or 0"

    def words(self) -> dict[str, float]:
        """Return the built-in words and those declared, which win."""
        return {**self.WORDS, **super().words()}

    def check(self, number: float) -> str | None:
        """Accept 0 and 1 only."""
        return None if number in (0.0, 1.0) else "expected yes or no, 1 or 0"

    def points(self, raw: FloatArray) -> FloatArray:
        """Return 100 for yes, 0 for no."""
        return 100.0 * raw

    def side(self, raw: FloatArray) -> FloatArray:
        """Return 1 for the better of the two answers, -1 for the other."""
        return np.asarray(np.nan_to_num(self.sign * np.sign(raw - 0.5)))

    def split(self, raw: FloatArray) -> FloatArray | None:
        """Return 1 for the better of the two answers, -1 for the other."""
        return np.where(np.isnan(raw), np.nan, self.side(raw))

    def summarize(self, raw: FloatArray, weights: ArrayLike | None = None, clusters: ArrayLike | None = None) -> Estimate:
        """Estimate the percentage of yes (Wilson)."""
        return share_estimate(take_sample(self.points(raw), weights, clusters))
