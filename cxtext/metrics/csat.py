"""Customer satisfaction: the share of answers in the top box."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cxtext.errors import ConfigError
from cxtext.metrics.display import MetricView
from cxtext.metrics.estimate import Estimate, FloatArray, share_estimate, take_sample
from cxtext.metrics.outcome import Outcome, Scale, checked_scale, outside
from cxtext.settings import Metric

#: How far up the scale the top box begins: 4 on a scale of 1 to 5.
TOP_BOX = 0.75
#: Scales in use for csat and ces, from the smallest on.
USUAL_SCALES: tuple[Scale, ...] = ((1, 5), (1, 7), (1, 10), (0, 10))
#: Share of the answers that may lie outside of a scale that is not declared: a few are errors of entry.
MOST_OUTSIDE = 0.02


class CsatView(MetricView):
    """A share of satisfied answers, in percent."""

    acronym: ClassVar[str] = "CSAT"

    @property
    def split_names(self) -> tuple[str, str, str]:
        """The top box, what is as far from the other end, and what lies between."""
        return "satisfied", "neutral", "dissatisfied"

    @property
    def definition(self) -> str:
        """Which answers it is the share of."""
        is_low = self.answers_in_words.split()[0] in ("0", "1")
        scale = f", {self.scale_text}" if self.scale_text else ""
        return f"gave {self.answers_in_words}{scale}" + (", where low answers are the good ones" if is_low else "")


class TopBoxOutcome(Outcome):
    """Share of answers at the good end of a scale, with Wilson's interval.

    By default the two top points of five, and in proportion on other scales: 6 and 7 of 7, 8 to 10 of 10.
    When the column's good answers are its low ones, the box is at the low end; the share of good answers
    is what is reported, so of the share itself higher is always better.

    >>> csat = TopBoxOutcome(Metric(column="stars", kind="csat"), (1, 5))
    >>> csat.unit
    'percentage points of answers 4 to 5'
    >>> csat.points(np.array([5.0, 3.0, np.nan])).tolist()
    [100.0, 0.0, nan]
    """

    view: ClassVar[type[MetricView]] = CsatView
    scale_from_answers: ClassVar[bool] = True

    def __init__(self, metric: Metric, scale: Scale, notes: tuple[str, ...] = ()) -> None:
        super().__init__(metric, scale, notes)
        low, high = scale
        self.reversed = metric.direction == "lower"
        default = high - TOP_BOX * (high - low) if self.reversed else low + TOP_BOX * (high - low)
        self.top = default if metric.top is None else metric.top
        if outside(self.top, scale):
            raise ConfigError(f"metric {metric.label!r}: top {self.top:g} is outside its scale, {low:g} to {high:g}.")

    @classmethod
    def declare(cls, metric: Metric, answers: FloatArray | None = None) -> Outcome:
        """Return the outcome on the declared scale, else on that of the answers."""
        return cls(metric, *find_scale(metric, answers))

    @property
    def direction(self) -> str:
        """Always ``higher``: the share of good answers."""
        return "higher"

    @property
    def declaration(self) -> Metric:
        """The declaration, with the end of the scale at which answers are good as its direction."""
        return super().declaration.model_copy(update={"direction": "lower" if self.reversed else "higher"})

    @property
    def bounds(self) -> Scale | None:
        """From 0 to 100."""
        return 0.0, 100.0

    @property
    def unit(self) -> str:
        """Percentage points of answers in the top box."""
        assert self.scale is not None
        low, high = self.scale
        first, last = (low, np.floor(self.top)) if self.reversed else (np.ceil(self.top), high)
        return f"percentage points of answers {first:g} to {last:g}" if first < last else f"percentage points of answer {last:g}"

    def check(self, number: float) -> str | None:
        """Accept any number within the scale."""
        assert self.scale is not None
        return outside(number, self.scale)

    def points(self, raw: FloatArray) -> FloatArray:
        """Return 100 for an answer in the top box, else 0."""
        with np.errstate(invalid="ignore"):
            good = raw <= self.top if self.reversed else raw >= self.top
        return np.where(np.isnan(raw), np.nan, 100.0 * good)

    def side(self, raw: FloatArray) -> FloatArray:
        """Return -1 or 1 for the half of the scale; the good half is the low one where the box is."""
        return -super().side(raw) if self.reversed else super().side(raw)

    def split(self, raw: FloatArray) -> FloatArray | None:
        """Return 1 within the top box, -1 as near to the other end of the scale, and 0 between the two.

        >>> TopBoxOutcome(Metric(column="stars", kind="csat"), (1, 5)).split(np.array([5.0, 3.0, 2.0])).tolist()
        [1.0, 0.0, -1.0]
        """
        assert self.scale is not None
        mirrored = sum(self.scale) - self.top
        with np.errstate(invalid="ignore"):
            bad = raw >= mirrored if self.reversed else raw <= mirrored
        good = self.points(raw) > 0
        return np.where(np.isnan(raw), np.nan, np.where(good, 1.0, np.where(bad, -1.0, 0.0)))

    def summarize(self, raw: FloatArray, weights: ArrayLike | None = None, clusters: ArrayLike | None = None) -> Estimate:
        """Estimate the percentage of answers in the top box (Wilson)."""
        return share_estimate(take_sample(self.points(raw), weights, clusters))


def find_scale(metric: Metric, answers: FloatArray | None) -> tuple[Scale, tuple[str, ...]]:
    """Return the declared scale, else that of the answers with a note that says so."""
    scale = checked_scale(metric)
    return resolve_scale(metric, answers, USUAL_SCALES) if scale is None else (scale, ())


def resolve_scale(metric: Metric, answers: FloatArray | None, usual: Sequence[Scale]) -> tuple[Scale, tuple[str, ...]]:
    """Return the smallest usual scale that holds the answers, and a note that says it was not declared.

    Up to 2% of the answers may lie outside: they are errors, and will be excluded.

    Parameters
    ----------
    metric : Metric
    answers : ndarray of float64, optional
        Numeric answers; without any the first usual scale is taken.
    usual : sequence of (float, float)
        Scales in use, from the smallest on.

    Raises
    ------
    ConfigError
        When no usual scale fits.

    >>> resolve_scale(Metric(column="q", kind="csat"), np.array([1.0, 7.0, 3.0]), [(1, 5), (1, 7)])[0]
    (1, 7)
    """
    numbers = np.empty(0) if answers is None else answers[np.isfinite(answers)]
    for low, high in usual:
        is_inside = (numbers >= low) & (numbers <= high)
        if not len(numbers) or is_inside.mean() >= 1 - MOST_OUTSIDE:
            inside = numbers[is_inside]
            seen = f"answers run from {inside.min():g} to {inside.max():g}" if len(inside) else "no answer to go by"
            note = f"metric {metric.label!r}: scale not declared, taken as {low:g} to {high:g} ({seen})."
            return (low, high), (note,)
    raise ConfigError(
        f"metric {metric.label!r}: answers from {numbers.min():g} to {numbers.max():g} fit no usual {metric.kind} scale.\n"
        "Declare its scale, or its kind as number."
    )
