"""How a metric moved between its last two complete waves, and which themes went with that, as ``wave_bridge`` has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxtext.findings.rows import AnalysisLike, list_rows, top_themes
from cxtext.metrics import MetricView


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgePart:
    """One row of table ``wave_bridge``: the change of a metric, or a part of it."""

    metric: str
    wave_before: str
    wave: str
    part: str
    theme_id: str | None
    n_before: int
    n: int
    value_before: float | None
    value: float | None
    points: float | None
    low: float | None
    high: float | None
    note: str | None

    @property
    def established(self) -> bool:
        """Whether its 95% interval excludes zero."""
        return self.low is not None and self.high is not None and self.low * self.high > 0


@dataclass(frozen=True, slots=True)
class WaveBridge:
    """The change of one metric between its last two complete waves.

    Parameters
    ----------
    metric : MetricView
    change : BridgePart
        The whole of it; its note says why it cannot be taken apart.
    totals : tuple of BridgePart
        What it is the sum of: mention, severity and rest; none where it cannot be taken apart.
    themes : tuple of BridgePart
        The parts of active themes that have points, the established first, then the largest.
    """

    metric: MetricView
    change: BridgePart
    totals: tuple[BridgePart, ...]
    themes: tuple[BridgePart, ...]

    @property
    def movers(self) -> tuple[BridgePart, ...]:
        """The parts of themes that are established."""
        return tuple(part for part in self.themes if part.established)


def list_wave_bridges(analysis: AnalysisLike, metrics: Sequence[MetricView]) -> list[WaveBridge]:
    """Return the change of each metric that has two complete waves; none in a run of an earlier version."""
    themes, table = top_themes(analysis), analysis.tables["wave_bridge"]
    bridges = []
    for metric in metrics:
        rows = list_rows(BridgePart, table[table["metric"] == metric.name])
        change = next((row for row in rows if row.part == "change"), None)
        if change is None or change.points is None:
            continue
        own = [row for row in rows if row.theme_id in themes and row.points is not None]
        own.sort(key=lambda row: (not row.established, -abs(row.points or 0.0), row.theme_id, row.part))
        totals = tuple(row for row in rows if row.theme_id is None and row.part != "change" and row.points is not None)
        bridges.append(WaveBridge(metric, change, totals, tuple(own)))
    return bridges
