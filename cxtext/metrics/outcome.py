"""What every metric can do: check answers, give each its points, and summarise them with an interval."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cxtext.errors import ConfigError
from cxtext.metrics.cells import normalize_word, parse_cells
from cxtext.metrics.estimate import Estimate, FloatArray, mean_estimate, share_estimate, take_sample
from cxtext.settings import Metric

Scale = tuple[float, float]
#: Share of the answers at either end that a winsorised mean pulls in.
TAIL = 0.01


class Outcome(ABC):
    """One metric, its scale known.

    Parameters
    ----------
    metric : Metric
        The declaration.
    scale : tuple of float, optional
        Lowest and highest valid answer.
    notes : tuple of str
        What was taken from the data rather than declared.
    """

    booleans: ClassVar[bool] = False
    #: Whether answers are weighted by exposure, and their variance falls with it.
    rate: ClassVar[bool] = False
    #: Whether the metric is the plain mean of its points, so that it can be taken apart by submission.
    is_mean: ClassVar[bool] = True

    def __init__(self, metric: Metric, scale: Scale | None = None, notes: tuple[str, ...] = ()) -> None:
        self.metric = metric
        self.scale = scale
        self.notes = notes

    @property
    def label(self) -> str:
        """Name of the metric in every output."""
        return self.metric.label

    @property
    def kind(self) -> str:
        """Kind of the metric."""
        return self.metric.kind

    @property
    def direction(self) -> str:
        """Whether higher or lower values of the metric are better."""
        return self.metric.direction or "higher"

    @property
    def sign(self) -> int:
        """``+1`` when higher is better, ``-1`` when lower is."""
        return -1 if self.direction == "lower" else 1

    @property
    @abstractmethod
    def span(self) -> float:
        """Largest possible difference between two answers, in points; infinite when there is none."""

    @property
    @abstractmethod
    def unit(self) -> str:
        """What one point of the metric is, in words."""

    @abstractmethod
    def check(self, number: float) -> str | None:
        """Return why ``number`` is not a valid answer, or None."""

    @abstractmethod
    def points(self, raw: FloatArray) -> FloatArray:
        """Return what each answer adds to the metric: the mean of the points is the metric.

        Parameters
        ----------
        raw : ndarray of shape (n,), float64
            Valid answers, ``nan`` where there is none.

        Returns
        -------
        ndarray of shape (n,), float64
            ``nan`` where ``raw`` is.
        """

    def level(self, points: FloatArray) -> FloatArray:
        """Return the values of the metric that means of points stand for; they are the same unless points are logarithms."""
        return points

    def caveats(self, raw: FloatArray) -> list[str]:
        """Return what the reader must know about how valid answers are taken."""
        return []

    @abstractmethod
    def summarize(self, raw: FloatArray, weights: ArrayLike | None = None, clusters: ArrayLike | None = None) -> Estimate:
        """Estimate the metric with its 95% interval.

        Parameters
        ----------
        raw : ndarray of shape (n,), float64
            Valid answers, ``nan`` where there is none.
        weights : array-like of shape (n,), optional
            Survey weights; answers whose weight is missing or not positive are left out.
        clusters : array-like of shape (n,), optional
            Respondent of each answer, when respondents repeat.
        """

    def words(self) -> dict[str, float]:
        """Return the word answers that are accepted, in lower case."""
        return {normalize_word(word): number for word, number in self.metric.words.items()}

    def validate(self, values: Iterable[object]) -> tuple[FloatArray, list[tuple[int, str]]]:
        """Read raw cells; an answer that is not valid is excluded with its reason, never coerced.

        Parameters
        ----------
        values : iterable of object
            Cells as they were read: text, numbers or nulls.

        Returns
        -------
        raw : ndarray of shape (n,), float64
            Valid answers, ``nan`` where blank or excluded.
        reasons : list of (int, str)
            Position, from 0, and reason of each excluded cell.
        """
        return parse_cells(values, self.check, self.words(), booleans=self.booleans)


class BinaryOutcome(Outcome):
    """A yes / no outcome (churned, renewed, recommended): the share of yes, with Wilson's interval.

    >>> from cxtext.settings.config import Metric
    >>> churn = BinaryOutcome(Metric(column="churned", kind="binary", direction="lower"))
    >>> churn.validate(["yes", "No", "maybe"])
    (array([ 1.,  0., nan]), [(2, "'maybe' is not a number or a declared word")])
    """

    booleans = True

    WORDS: ClassVar[dict[str, float]] = {
        **dict.fromkeys(("yes", "y", "true", "t", "recommended"), 1.0),
        **dict.fromkeys(("no", "n", "false", "f", "not recommended"), 0.0),
    }

    @property
    def span(self) -> float:
        """From 0 to 100."""
        return 100.0

    @property
    def unit(self) -> str:
        """Percentage points of yes answers."""
        return "percentage points"

    def words(self) -> dict[str, float]:
        """Return the built-in words and those declared, which win."""
        return {**self.WORDS, **super().words()}

    def check(self, number: float) -> str | None:
        """Accept 0 and 1 only."""
        return None if number in (0.0, 1.0) else "expected yes or no, 1 or 0"

    def points(self, raw: FloatArray) -> FloatArray:
        """Return 100 for yes, 0 for no."""
        return 100.0 * raw

    def summarize(self, raw: FloatArray, weights: ArrayLike | None = None, clusters: ArrayLike | None = None) -> Estimate:
        """Estimate the percentage of yes (Wilson)."""
        return share_estimate(take_sample(self.points(raw), weights, clusters))


class NumberOutcome(Outcome):
    """Any number (revenue, lifetime value): the winsorised mean with Student's t interval.

    The lowest and highest 1% of the answers are pulled in to the nearest answer that stays, so that a single
    one does not decide; the limits are then treated as known. Below 100 answers nothing is pulled in.
    """

    @property
    def span(self) -> float:
        """The declared scale, if there is one."""
        return np.inf if self.scale is None else self.scale[1] - self.scale[0]

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


def winsorise(raw: FloatArray, *, least: int = 0) -> FloatArray:
    """Pull the lowest and highest :data:`TAIL` of the finite values in to the nearest one that stays.

    ``least`` is how many to pull in at either end of ten values or more, however few one percent of them are.
    """
    valid = np.sort(raw[np.isfinite(raw)])
    cut = max(int(TAIL * len(valid)), least if len(valid) >= 10 else 0)
    return np.clip(raw, valid[cut], valid[-1 - cut]) if cut else raw.astype(np.float64)


def outside(number: float, scale: Scale) -> str | None:
    """Return the reason when ``number`` lies outside ``scale``."""
    return None if scale[0] <= number <= scale[1] else f"outside {scale[0]:g} to {scale[1]:g}"


def checked_scale(metric: Metric) -> Scale | None:
    """Return the declared scale.

    Raises
    ------
    ConfigError
        When its ends are not two increasing finite numbers.
    """
    if metric.scale is None:
        return None
    low, high = metric.scale
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise ConfigError(f"metric {metric.label!r}: scale {low:g} to {high:g} must run from low to high.")
    return low, high
