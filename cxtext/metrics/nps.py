"""Net Promoter Score: share of promoters (9, 10) minus share of detractors (0 to 6)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cxtext.errors import ConfigError
from cxtext.metrics.display import MetricView
from cxtext.metrics.estimate import Estimate, FloatArray, bounded_estimate, take_sample
from cxtext.metrics.outcome import Outcome, Scale, checked_scale, outside
from cxtext.settings import Metric
from cxtext.wording import is_missing


class NpsView(MetricView):
    """A score from -100 to 100, with its sign."""

    acronym: ClassVar[str] = "NPS"
    is_signed: ClassVar[bool] = True

    @property
    def reach(self) -> float:
        """From all detractors to all promoters."""
        return 200.0

    @property
    def split_names(self) -> tuple[str, str, str]:
        """The three parts of the score."""
        return "promoters", "passives", "detractors"

    @property
    def definition(self) -> str:
        """The score is a difference of two shares."""
        return "promoters (9 or 10) less detractors (6 or lower), per 100 answers: from −100 to +100"

    @property
    def cost_unit(self) -> str:
        """NPS points, which are no average."""
        return self.effect_unit

    @property
    def cost_scale(self) -> str:
        """The ends of NPS, and where it stands."""
        value = self.row.get("value")
        return "" if is_missing(value) else f"NPS runs from −100 to +100 and is {self.value_text(value)}."

    @classmethod
    def choose_decimals(cls, unit: str, width: float | None) -> int:
        """One, as the score is published with."""
        return 1


class NpsOutcome(Outcome):
    """Answers to "how likely are you to recommend us", 0 to 10 (1 to 10 when declared).

    >>> outcome = NpsOutcome(Metric(column="score", kind="nps"))
    >>> outcome.validate(["10", "7.5", "11"])
    (array([10., nan, nan]), [(1, '7.5: not a whole number'), (2, '11: outside 0 to 10')])
    """

    view: ClassVar[type[MetricView]] = NpsView
    leads: ClassVar[bool] = True
    SCALES: ClassVar[tuple[Scale, ...]] = ((0.0, 10.0), (1.0, 10.0))
    usual_scale: ClassVar[Scale | None] = SCALES[0]

    def __init__(self, metric: Metric) -> None:
        scale = checked_scale(metric) or self.SCALES[0]
        if scale not in self.SCALES:
            raise ConfigError(
                f"metric {metric.label!r}: nps is asked from 0 to 10 (or 1 to 10), not {scale[0]:g} to {scale[1]:g}.\n"
                "Declare another scale as kind csat."
            )
        super().__init__(metric, scale)

    @property
    def bounds(self) -> Scale | None:
        """From -100 to 100."""
        return -100.0, 100.0

    @property
    def unit(self) -> str:
        """NPS points, from -100 to 100."""
        return "NPS points"

    def check(self, number: float) -> str | None:
        """Accept whole numbers within the scale."""
        if number != math.floor(number):
            return "not a whole number"
        return outside(number, self.scale or self.SCALES[0])

    def points(self, raw: FloatArray) -> FloatArray:
        """Return 100 for a promoter, 0 for a passive, -100 for a detractor."""
        with np.errstate(invalid="ignore"):
            points = np.where(raw >= 9, 100.0, np.where(raw >= 7, 0.0, -100.0))
        return np.where(np.isnan(raw), np.nan, points)

    def side(self, raw: FloatArray) -> FloatArray:
        """Return -1 for a detractor, 1 for a promoter."""
        return np.nan_to_num(np.sign(self.points(raw)))

    def split(self, raw: FloatArray) -> FloatArray | None:
        """Return 1 for a promoter, 0 for a passive, -1 for a detractor."""
        return np.sign(self.points(raw))

    def summarize(self, raw: FloatArray, weights: ArrayLike | None = None, clusters: ArrayLike | None = None) -> Estimate:
        """Estimate the NPS with the adjusted Wald interval.

        Notes
        -----
        See :func:`cxtext.metrics.estimate.bounded_estimate`.
        """
        return bounded_estimate(take_sample(self.points(raw), weights, clusters), -100.0, 100.0)


def nps(scores: Iterable[object], *, weights: ArrayLike | None = None, clusters: ArrayLike | None = None) -> Estimate:
    """Compute the Net Promoter Score of 0-to-10 answers, with its 95% interval.

    Answers that are not whole numbers from 0 to 10 are excluded and counted; blanks are ignored.

    Parameters
    ----------
    scores : iterable of object of length n
        Numbers, text of numbers, or nulls.
    weights : array-like of shape (n,), optional
        Survey weights.
    clusters : array-like of shape (n,), optional
        Respondent of each answer, when respondents repeat.

    Returns
    -------
    Estimate
        ``value``, ``low`` and ``high`` in NPS points (-100 to 100), ``n`` valid and ``n_excluded`` answers.

    Notes
    -----
    100 (P - D) / N; adjusted Wald interval (Rocks 2016), see :func:`cxtext.metrics.estimate.bounded_estimate`.

    >>> score = nps([10, 9, 8, 3, 11])
    >>> score.value, score.n, score.n_excluded
    (25.0, 4, 1)
    >>> round(score.low, 1), round(score.high, 1)
    (-44.2, 72.7)
    """
    outcome = NpsOutcome(Metric(column="score", kind="nps"))
    raw, reasons = outcome.validate(scores)
    estimate = outcome.summarize(raw, weights, clusters)
    note = estimate.note or (f"{len(reasons)} excluded, first {reasons[0][1]}" if reasons else "")
    return Estimate(estimate.value, estimate.low, estimate.high, estimate.n, len(reasons), note)
