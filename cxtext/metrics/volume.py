"""The ranking without a metric: how many mention a theme negatively."""

from __future__ import annotations

from typing import ClassVar

from cxtext.metrics.display import PERCENTAGE_POINTS, MetricView
from cxtext.wording import percent, percent_interval


class VolumeView(MetricView):
    """Shares of responses, in percent; there is nothing that a theme could cost."""

    is_volume: ClassVar[bool] = True
    table_scale: ClassVar[float] = 100.0
    evidence: ClassVar[str] = "responses"

    @classmethod
    def heading(cls, name: str) -> str:
        """Its name in the tables is not the name of a column."""
        return "Negative mentions"

    @classmethod
    def short_unit(cls, unit: str) -> str:
        """Differences of shares are in percentage points."""
        return PERCENTAGE_POINTS

    @property
    def definition(self) -> str:
        """There is no score."""
        return "say something negative"

    @property
    def is_percent(self) -> bool:
        """Always."""
        return True

    @property
    def effect_title(self) -> str:
        """Shares of those who say something negative stand in place of effects."""
        return "Say it negatively"

    @property
    def chart_title(self) -> str:
        """There is no value among those who mention a theme."""
        return "negative, % of what is said"

    @property
    def chart_reference(self) -> float | None:
        """The share of responses is not comparable with the share of what is said of a theme."""
        return None

    @property
    def reference_text(self) -> str:
        """Nothing, as there is no reference."""
        return ""

    @property
    def export_unit(self) -> str:
        """There are no effects to export."""
        return ""

    @property
    def title(self) -> str:
        """Name of the ranking."""
        return self.heading(self.name)

    @property
    def phrase(self) -> str:
        """Its title: it is not the name of a column."""
        return self.title

    def value_text(self, value: float | None) -> str:
        """Write a share in percent."""
        return percent(value)

    def value_limits_text(self, low: float | None, high: float | None) -> str:
        """Write the interval of a share in percent."""
        return percent_interval(low, high)

    def chart_value(self, value_with: float | None, negative_share: float) -> float | None:
        """Return the share of a theme's units that are negative, in percent."""
        return negative_share * 100

    def priority_text(self, priority: float) -> str:
        """Write a priority, which is a share, in percent."""
        return percent(priority)
