"""What every kind of metric answers: what may be declared, which answers count, their points, their interval, their words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cxtext.errors import ConfigError
from cxtext.metrics.cells import parse_cells
from cxtext.metrics.display import MetricView
from cxtext.metrics.estimate import Estimate, FloatArray, take_sample
from cxtext.settings import Direction, Metric
from cxtext.wording import normalize

Scale = tuple[float, float]
#: Share of the answers at either end that a winsorised mean pulls in.
TAIL = 0.01


@dataclass(frozen=True, slots=True)
class Split:
    """Shares of the valid answers that are good, neither and bad; they add up to 1. None where a kind has no such parts."""

    good_share: float | None = None
    middle_share: float | None = None
    bad_share: float | None = None


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

    #: How values and effects are written.
    view: ClassVar[type[MetricView]] = MetricView
    #: Whether answers are yes or no, and True and False count as 1 and 0.
    booleans: ClassVar[bool] = False
    #: The scale that its question is asked on, unless another one is declared.
    usual_scale: ClassVar[Scale | None] = None
    #: Whether the answers tell the scale when it is not declared.
    scale_from_answers: ClassVar[bool] = False
    #: Whether the direction has to be declared or named by the question, because both are common.
    needs_direction: ClassVar[bool] = False
    #: Which way is better when neither the declaration nor the column's name tells.
    usual_direction: ClassVar[Direction] = "higher"
    #: Whether a note says that this was assumed.
    doubts_direction: ClassVar[bool] = False
    #: What there is less of where the column's name says that lower is better.
    fewer: ClassVar[str] = "lower values"
    #: Whether answers are lengths of time, in a unit of :data:`cxtext.settings.TIME_UNITS`.
    is_time: ClassVar[bool] = False
    #: Whether it leads the report when no metric is declared, whatever the number of answers.
    leads: ClassVar[bool] = False
    #: Whether answers are weighted by exposure, and their variance falls with it.
    rate: ClassVar[bool] = False
    #: Whether answers may be so skew that means of a few of them are skew too.
    skewed: ClassVar[bool] = False
    #: Whether the metric is the plain mean of its points, so that it can be taken apart by response.
    is_mean: ClassVar[bool] = True

    def __init__(self, metric: Metric, scale: Scale | None = None, notes: tuple[str, ...] = ()) -> None:
        self.metric = metric
        self.scale = scale
        self.notes = notes

    @classmethod
    def declare(cls, metric: Metric, answers: FloatArray | None = None) -> Outcome:
        """Return the outcome of a declaration.

        Parameters
        ----------
        metric : Metric
        answers : ndarray of shape (n,), float64, optional
            Numbers in the cells of its column, from which the scale comes where the kind takes it from there.

        Raises
        ------
        ConfigError
            When the declaration makes no sense, or no usual scale fits the answers.
        """
        return cls(metric)

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
        return self.metric.direction or self.usual_direction

    @property
    def declaration(self) -> Metric:
        """The declaration, with the scale and direction that answers are read with: it makes the same outcome again."""
        return self.metric.model_copy(update={"scale": self.scale, "direction": self.direction})

    @property
    def sign(self) -> int:
        """``+1`` when higher is better, ``-1`` when lower is."""
        return -1 if self.direction == "lower" else 1

    @property
    def bounds(self) -> Scale | None:
        """Lowest and highest points that an answer can have; None when there is no end."""
        return None

    @property
    def span(self) -> float:
        """Largest possible difference between two answers, in points; infinite when there is none."""
        return np.inf if self.bounds is None else self.bounds[1] - self.bounds[0]

    @property
    @abstractmethod
    def unit(self) -> str:
        """What one point of the metric is, in words."""

    @property
    def expected(self) -> str:
        """Which answers are valid, for a message."""
        return "numbers" if self.scale is None else f"numbers from {self.scale[0]:g} to {self.scale[1]:g}"

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

    def side(self, raw: FloatArray) -> FloatArray:
        """Return on which side of the middle each answer lies: -1 for the bad side, 1 for the good one, else 0.

        The middle is that of the scale. Without one the bad side is the worst third of the answers, and the good side the best:
        where most give the best answer, the median would put the second best on the bad side.

        Parameters
        ----------
        raw : ndarray of shape (n,), float64
            Valid answers, ``nan`` where there is none: these are 0.
        """
        valid = raw[np.isfinite(raw)]
        if not len(valid):
            return np.zeros(len(raw))
        if self.scale is not None:
            return np.asarray(np.nan_to_num(self.sign * np.sign(raw - sum(self.scale) / 2)))
        below, up_to = (np.searchsorted(np.sort(valid), raw, side=edge) for edge in ("left", "right"))
        share = np.where(np.isfinite(raw), (below + up_to) / (2 * len(valid)), 0.5)
        return self.sign * ((share > 2 / 3).astype(float) - (share < 1 / 3))

    def split(self, raw: FloatArray) -> FloatArray | None:
        """Return 1 for each good answer, 0 for one in between, -1 for a bad one; None where the kind knows no such parts.

        The parts are those that readers of the metric know, such as promoters, passives and detractors; a view names them
        (:attr:`MetricView.split_names`).

        Parameters
        ----------
        raw : ndarray of shape (n,), float64
            Valid answers, ``nan`` where there is none: these stay ``nan``.
        """
        return None

    def measure_split(self, raw: FloatArray, weights: ArrayLike | None = None) -> Split:
        """Return the shares of good answers, of bad ones and of those in between.

        Parameters
        ----------
        raw : ndarray of shape (n,), float64
            Valid answers, ``nan`` where there is none.
        weights : array-like of shape (n,), optional
            As for :meth:`summarize`.

        Returns
        -------
        Split
            Of nulls where the kind has no such parts, or there is no answer.
        """
        sides = self.split(raw)
        sample = None if sides is None else take_sample(sides, weights, None)
        if sample is None or not len(sample.values):
            return Split()
        good, middle, bad = (float(np.average(sample.values == side, weights=sample.weights)) for side in (1, 0, -1))
        return Split(good, middle, bad)

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
        return {normalize(word): number for word, number in self.metric.words.items()}

    def plain_cells(self, cells: Iterable[str]) -> list[str]:
        """Return text cells with each way of writing a number that only this kind knows as plain digits."""
        return list(cells)

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

    def expose(self, counts: FloatArray, cells: Iterable[object]) -> tuple[FloatArray, FloatArray, list[tuple[int, str]]]:
        """Read the exposures of a rate; a count whose exposure is missing or not above 0 is excluded with its reason.

        Parameters
        ----------
        counts : ndarray of shape (n,), float64
            Valid counts, ``nan`` where there is none.
        cells : iterable of object of length n
            Raw cells of the exposure column.

        Returns
        -------
        counts, exposure : ndarray of shape (n,), float64
            Both ``nan`` where either is missing.
        reasons : list of (int, str)
            Position and reason of each valid count without a usable exposure.
        """
        exposure, reasons = parse_cells(cells, lambda number: None if number > 0 else "not above 0", {})
        why = dict(reasons)
        lost = np.flatnonzero(np.isfinite(counts) & np.isnan(exposure)).tolist()
        usable = np.isfinite(counts) & np.isfinite(exposure)
        unexposed = [(i, why.get(i, "missing")) for i in lost]
        return np.where(usable, counts, np.nan), np.where(usable, exposure, np.nan), unexposed


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
