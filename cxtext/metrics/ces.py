"""Customer effort: the mean answer on a scale whose good end is declared."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cxtext.errors import ConfigError
from cxtext.metrics.csat import TopBoxOutcome, find_scale
from cxtext.metrics.display import MetricView
from cxtext.metrics.estimate import Estimate, FloatArray, bounded_estimate, take_sample
from cxtext.metrics.outcome import Outcome, Scale, outside
from cxtext.settings import Metric


class CesView(MetricView):
    """Points of an effort or ease scale; with a top box declared a share of answers, in percent."""

    acronym: ClassVar[str] = "CES"

    @property
    def split_names(self) -> tuple[str, str, str]:
        """The two halves of the scale, and its middle."""
        return "easy", "in between", "hard"

    @property
    def definition(self) -> str:
        """The mean answer, or the share in a top box that is declared."""
        if self.is_percent:
            return f"gave {self.answers_in_words}"
        scale = self.unit.removeprefix("points of the ").removesuffix(" scale")
        return f"average answer on a scale of {scale}; {'lower' if self.sign < 0 else 'higher'} is better"


class CesOutcome(Outcome):
    """Mean of effort (lower is better) or ease (higher is better) answers, with the adjusted Wald interval.

    With ``top`` declared the share of answers in the top box is used instead, see ``TopBoxOutcome``.

    >>> ease = CesOutcome(Metric(column="ease", kind="ces", direction="higher"), (1, 7))
    >>> ease.unit, ease.sign
    ('points of the 1 to 7 scale', 1)
    """

    view: ClassVar[type[MetricView]] = CesView
    scale_from_answers: ClassVar[bool] = True
    needs_direction: ClassVar[bool] = True

    def __init__(self, metric: Metric, scale: Scale, notes: tuple[str, ...] = ()) -> None:
        require_direction(metric)
        super().__init__(metric, scale, notes)

    @classmethod
    def declare(cls, metric: Metric, answers: FloatArray | None = None) -> Outcome:
        """Return the mean on the declared scale, else on that of the answers; the share in the top box when one is declared."""
        require_direction(metric)
        scale, notes = find_scale(metric, answers)
        return cls(metric, scale, notes) if metric.top is None else TopBoxOutcome(metric, scale, notes)

    @property
    def bounds(self) -> Scale | None:
        """The ends of the scale."""
        return self.scale

    @property
    def unit(self) -> str:
        """Points of the scale."""
        assert self.scale is not None
        return f"points of the {self.scale[0]:g} to {self.scale[1]:g} scale"

    def check(self, number: float) -> str | None:
        """Accept any number within the scale."""
        assert self.scale is not None
        return outside(number, self.scale)

    def points(self, raw: FloatArray) -> FloatArray:
        """Return the answers themselves."""
        return raw

    def split(self, raw: FloatArray) -> FloatArray | None:
        """Return 1 for the good half of the scale, -1 for the bad one, 0 for its middle."""
        return np.where(np.isnan(raw), np.nan, self.side(raw))

    def summarize(self, raw: FloatArray, weights: ArrayLike | None = None, clusters: ArrayLike | None = None) -> Estimate:
        """Estimate the mean answer (adjusted Wald)."""
        assert self.scale is not None
        return bounded_estimate(take_sample(raw, weights, clusters), *self.scale)


def require_direction(metric: Metric) -> None:
    """Raise when a ces metric does not say which way is better.

    Raises
    ------
    ConfigError
        Effort and ease questions point in opposite directions, so it is never guessed here.
    """
    if metric.direction is None:
        raise ConfigError(
            f"metric {metric.label!r}: ces needs a direction.\n"
            f"Effort: --metric {metric.column}:ces:lower. Ease: --metric {metric.column}:ces:higher."
        )
