"""The events of a run, as table ``events`` has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxtext.findings import AnalysisLike, list_rows

if TYPE_CHECKING:
    import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One row of table ``events``: an event, or a flagged theme before and after the event above it."""

    date: datetime.datetime
    label: str
    wave: str | None
    theme_id: str | None
    n_before: int | None
    n_wave_before: int | None
    share_before: float | None
    n_after: int | None
    n_wave_after: int | None
    share_after: float | None
    ratio: float | None
    low: float | None
    high: float | None


def read_events(analysis: AnalysisLike) -> list[EventRow]:
    """Return the rows of table ``events``, in order."""
    return list_rows(EventRow, analysis.tables["events"])
