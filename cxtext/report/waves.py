"""The waves of each theme: its share over time, with the events of the time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cxtext.findings import AnalysisLike, list_rows
from cxtext.impact import ANSWERS_TO_DRAW
from cxtext.metrics import MetricView
from cxtext.report.course import cut_limits, find_ends, name_too_few
from cxtext.report.events import read_events
from cxtext.report.timeline import day_of, find_days
from cxtext.wording import number, one_line

#: Waves that make a trend.
LEAST_WAVES = 3
#: Most characters of an event beside a wave.
EVENT_LENGTH = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """One row of table ``trends``, the day in its middle, the events of the wave, and the primary metric in words."""

    theme_id: str
    wave: str
    n: int
    n_wave: int
    n_copies: int | None
    share: float
    low: float
    high: float
    partial: bool
    flag: str | None
    q_value: float | None
    goes_with: str | None
    not_ruled_out: str | None
    doubling_power: float | None
    polarity_mean: float | None
    n_metric: int | None
    metric: float | None
    metric_low: float | None
    metric_high: float | None
    day: float | None = None
    events: tuple[str, ...] = ()
    metric_text: str = ""
    metric_limits: str = ""

    @property
    def note(self) -> str:
        """What is said of the wave beside its share: what a change goes with, how sure silence is, and copies left out."""
        notes = [f"a change goes with {join_readings(self.goes_with)}"] if self.goes_with else []
        notes += [f"a doubling would be seen {in_ten(self.doubling_power)}"] if self.doubling_power is not None else []
        notes += [f"copies left out: {number(self.n_copies)}"] if self.n_copies else []
        return "; ".join(notes)


Waves = Mapping[str, Sequence[Wave]]


def list_waves(analysis: AnalysisLike, metric: MetricView) -> Waves:
    """Return the waves of each theme in order, for themes with enough of them; ``metric`` is the primary one."""
    events: dict[str, list[str]] = {}
    for event in read_events(analysis):
        if event.theme_id is None and event.wave is not None:
            events.setdefault(event.wave, []).append(one_line(event.label, EVENT_LENGTH))
    waves: dict[str, list[Wave]] = {}
    ends, days = find_ends(analysis, metric), find_days(analysis)
    for row in list_rows(Wave, analysis.tables["trends"]):
        low, high = cut_limits(row.metric, row.n_metric or 0, (row.metric_low, row.metric_high), ends)
        wave = replace(
            row,
            day=day_of(row.wave, days),
            events=tuple(events.get(row.wave, ())),
            metric_text=metric.value_text(row.metric),
            metric_limits="" if low is None else metric.value_limits_text(low, high),
        )
        waves.setdefault(row.theme_id, []).append(wave)
    return {theme: rows for theme, rows in waves.items() if len(rows) >= LEAST_WAVES}


def list_drawn(waves: Sequence[Wave]) -> Sequence[Wave]:
    """Return the waves of a theme that are drawn: those with responses enough; none where too few are left for a trend."""
    enough = [wave for wave in waves if wave.n_wave >= ANSWERS_TO_DRAW]
    return enough if len(enough) >= LEAST_WAVES else ()


def name_left_out(waves: Sequence[Wave]) -> str:
    """Say which waves of a theme are not drawn, and how many responses each has; empty where all are."""
    return name_too_few([(wave.wave, wave.n_wave) for wave in waves if wave.n_wave < ANSWERS_TO_DRAW], "response")


def join_readings(readings: str) -> str:
    """Write what a change may come from: the season, or the mix of a group column.

    >>> join_readings("season; mix of channel")
    'the season, or the mix of “channel”'
    """
    names = [
        f"the mix of “{one_line(name.removeprefix('mix of '), 60)}”" if name != "season" else "the season"
        for name in readings.split("; ")
    ]
    return ", or ".join(names)


def in_ten(chance: float) -> str:
    """Write a chance in cases of ten.

    >>> in_ten(0.31), in_ten(0.02), in_ten(0.99)
    ('in 3 of 10 cases', 'in fewer than 1 of 10 cases', 'in more than 9 of 10 cases')
    """
    if chance < 0.05 or chance >= 0.95:
        return "in fewer than 1 of 10 cases" if chance < 0.05 else "in more than 9 of 10 cases"
    return f"in {number(10 * chance, 0)} of 10 cases"


def in_tens(low: float, high: float) -> str:
    """Write a range of chances in cases of ten.

    >>> in_tens(0.31, 0.62), in_tens(0.02, 0.12), in_tens(0.02, 0.62), in_tens(0.02, 0.03)
    ('in 3 to 6 of 10 cases', 'in at most 1 of 10 cases', 'in at most 6 of 10 cases', 'in fewer than 1 of 10 cases')
    """
    if in_ten(low) == in_ten(high):
        return in_ten(low)
    least = number(10 * low, 0)
    most = in_ten(high).removeprefix("in ")
    return f"in at most {most}" if low < 0.05 else f"in {least} to {most}"


def flag_of(waves: Sequence[Wave]) -> str:
    """Return the flag of a theme's waves; nothing when there is none."""
    return next((wave.flag for wave in waves if wave.flag), "")
