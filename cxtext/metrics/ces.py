"""Customer effort: the mean answer on a scale whose good end is declared."""

from __future__ import annotations

from typing import ClassVar

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
