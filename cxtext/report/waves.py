"""The waves of each theme: its share over time, with the events of the time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cxtext.findings import AnalysisLike, list_rows
from cxtext.metrics import MetricView
from cxtext.report.events import read_events
from cxtext.wording import one_line

#: Waves that make a trend.
LEAST_WAVES = 3
#: Most characters of an event beside a wave.
EVENT_LENGTH = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """One row of table ``trends``, the events of the wave, and the primary metric in words."""

    theme_id: str
    wave: str
    n: int
    n_wave: int
    share: float
    low: float
    high: float
    partial: bool
    flag: str | None
    q_value: float | None
    polarity_mean: float | None
    n_metric: int | None
    metric: float | None
    metric_low: float | None
    metric_high: float | None
    events: tuple[str, ...] = ()
    metric_text: str = ""
    metric_limits: str = ""


Waves = Mapping[str, Sequence[Wave]]


def list_waves(analysis: AnalysisLike, metric: MetricView) -> Waves:
    """Return the waves of each theme in order, for themes with enough of them; ``metric`` is the primary one."""
    events: dict[str, list[str]] = {}
    for event in read_events(analysis):
        if event.theme_id is None and event.wave is not None:
            events.setdefault(event.wave, []).append(one_line(event.label, EVENT_LENGTH))
    waves: dict[str, list[Wave]] = {}
    for row in list_rows(Wave, analysis.tables["trends"]):
        wave = replace(
            row,
            events=tuple(events.get(row.wave, ())),
            metric_text=metric.value_text(row.metric),
            metric_limits=metric.value_limits_text(row.metric_low, row.metric_high) if (row.n_metric or 0) > 1 else "",
        )
        waves.setdefault(row.theme_id, []).append(wave)
    return {theme: rows for theme, rows in waves.items() if len(rows) >= LEAST_WAVES}


def flag_of(waves: Sequence[Wave]) -> str:
    """Return the flag of a theme's waves; nothing when there is none."""
    return next((wave.flag for wave in waves if wave.flag), "")
