"""Where waves stand in time: a chart leaves as much room between two as there was between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from cxtext.findings import AnalysisLike
from cxtext.run import recall


def _month(year: int, month: int) -> date:
    """Return the middle of a month."""
    return date(year, month, 15)


def _quarter(year: int, quarter: int) -> date:
    """Return the middle of a quarter."""
    return date(year, 3 * quarter - 1, 15)


def _year(year: int) -> date:
    """Return the middle of a year."""
    return date(year, 7, 1)


def _week(year: int, week: int) -> date:
    """Return the middle of a week of the ISO calendar."""
    return date.fromisocalendar(year, week, 4)


#: Names of calendar waves, and the middle of each.
_CALENDAR: tuple[tuple[str, Callable[..., date]], ...] = (
    (r"(\d{4})-W(\d{2})", _week),
    (r"(\d{4})-Q(\d)", _quarter),
    (r"(\d{4})-(\d{2})", _month),
    (r"(\d{4})", _year),
)


def find_days(analysis: AnalysisLike) -> Mapping[str, float]:
    """Return the day in the middle of each wave that a column names: of its responses; nothing where none is named.

    Parameters
    ----------
    analysis : Analysis
        Read only.
    """
    return recall(analysis, "days of waves", lambda: _find_days(analysis))


def _find_days(analysis: AnalysisLike) -> Mapping[str, float]:
    """Read the days from the responses."""
    responses = analysis.tables["responses"]
    dated = responses.loc[responses["wave"].notna() & responses["local_time"].notna(), ["wave", "local_time"]]
    if not len(dated):
        return {}
    middle = dated.groupby("wave")["local_time"].median()
    return {str(name): day.timestamp() / timedelta(days=1).total_seconds() for name, day in middle.items()}


def day_of(name: str, days: Mapping[str, float]) -> float | None:
    """Return the day in the middle of a wave; None where neither its responses nor its name tell.

    Parameters
    ----------
    name : str
    days : mapping of str to float
        Of named waves (:func:`find_days`).

    >>> round(day_of("2024-Q2", {}) - day_of("2024-Q1", {})), day_of("spring", {}), day_of("v2", {"v2": 3.5})
    (90, None, 3.5)
    """
    if days:
        return days.get(name)
    for pattern, middle in _CALENDAR:
        if match := re.fullmatch(pattern, name):
            try:
                return float(middle(*map(int, match.groups())).toordinal())
            except ValueError:
                return None
    return None


def place_in_time(days: Sequence[float | None]) -> list[float]:
    """Return where waves stand between the first, 0, and the last, 1; as far apart as one another where a day is not known.

    Parameters
    ----------
    days : sequence of float or None
        Of each wave, in order.

    >>> place_in_time([0.0, 1.0, 4.0]), place_in_time([0.0, None, 4.0]), place_in_time([7.0])
    ([0.0, 0.25, 1.0], [0.0, 0.5, 1.0], [0.0])
    """
    dated = [day for day in days if day is not None]
    steps = max(1, len(days) - 1)
    if len(dated) < len(days) or any(b <= a for a, b in pairwise(dated)):
        return [place / steps for place in range(len(days))]
    span = (dated[-1] - dated[0]) or 1.0
    return [(day - dated[0]) / span for day in dated]
