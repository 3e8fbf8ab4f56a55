"""A column of dates as surveys write them, to UTC."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from cxtext.errors import ConfigError
from cxtext.readers.cells.moments import FORMS, MAX_CHARS, build_moment, find_zone, match_forms, parse_moment
from cxtext.wording import one_line

_HEADER_ZONE = re.compile(r"\(([A-Za-z]+(?:/[A-Za-z_]+)*)\)\s*\Z")
#: Year in which computers start counting.
_ZERO_YEAR = 1970
#: Years after it in which there is not a date when a date in it is doubtful.
_GAP_YEARS = 10
#: Dates of either kind from which a program is seen to have taken days for months in half of a column.
_ENOUGH_SWAPPED = 3


@dataclass(slots=True)
class DateColumn:
    """The parsed dates of one column, and what was assumed.

    ``values`` are in UTC, None where a cell is blank or not a date; ``local`` is what the clocks of the survey showed then, also
    with UTC as its zone.
    """

    values: list[datetime | None]
    local: list[datetime | None]
    format: str = ""
    order_note: str = ""
    zone_note: str = ""
    swap_note: str = ""
    bad: list[int] = field(default_factory=list)


def looks_like_date(cell: str) -> bool:
    """Return whether a cell reads as a calendar date.

    >>> looks_like_date("31-Jul-18"), looks_like_date("2020/01/29 3:02:25 pm CET"), looks_like_date("2024")
    (True, True, False)
    """
    text = cell.strip()
    if not 6 <= len(text) <= MAX_CHARS:
        return False
    return any(build_moment(match, day_first, UTC) for _, match in match_forms(text) for day_first in (True, False))


def doubt_dates(values: Sequence[datetime | None]) -> str:
    """Say which dates lie where computers put a date that is missing, 1970, far before all others; nothing when none does.

    >>> doubt_dates([datetime(1970, 1, 1), datetime(2012, 5, 4), None])
    '1 date lies in 1970, where a missing date often ends up, and the next in 2012: check it, or leave the cell blank'
    """
    years = sorted(value.year for value in values if value is not None)
    later = [year for year in years if year > _ZERO_YEAR]
    n = years.count(_ZERO_YEAR)
    if not n or years[0] < _ZERO_YEAR or not later or later[0] - _ZERO_YEAR < _GAP_YEARS:
        return ""
    lie, them = ("lies", "it, or leave the cell") if n == 1 else ("lie", "them, or leave the cells")
    where = f"{lie} in {_ZERO_YEAR}, where a missing date often ends up, and the next in {later[0]}"
    return f"{n:,} date{'s' * (n > 1)} {where}: check {them} blank"


def parse_dates(cells: Sequence[str], header: str = "", time_zone: str | None = None) -> DateColumn:
    """Parse one column of dates.

    Day or month first is decided on the whole column: a first number above 12 is a day. When no value decides, numbers
    separated by dots are day first and others month first, and a note says so.

    Parameters
    ----------
    cells : sequence of str
    header : str
        Name of the column; a zone in brackets at its end, such as ``(UTC)``, is used.
    time_zone : str, optional
        Zone of the survey, such as ``Europe/Berlin`` or ``+09:00``; by default that of the header, else that of each cell.

    Raises
    ------
    ConfigError
        When the time zone is unknown.

    Returns
    -------
    DateColumn

    >>> parse_dates(["02/06/2021", "25/06/2021"]).values[0].month
    6
    """
    counts = Counter(cell.strip() for cell in cells)
    counts.pop("", None)
    day_first, order_note = _day_first(counts)
    zone, zone_note = _column_zone(header) if time_zone is None else (_survey_zone(time_zone), "")
    moments: dict[str, datetime | None] = {}
    forms: Counter[str] = Counter()
    swapped = _swapped_cells(counts)
    for text in counts:
        moment, form = parse_moment(text, day_first, zone or UTC)
        if moment is not None and text in swapped:
            moment = moment.replace(month=moment.day, day=moment.month)
        moments[text] = moment
        forms[form] += counts[text]
    own = [moments.get(cell.strip()) for cell in cells]
    values = [None if moment is None else moment.astimezone(UTC) for moment in own]
    local = [None if moment is None else (moment.astimezone(zone) if zone else moment).replace(tzinfo=UTC) for moment in own]
    bad = [i for i, cell in enumerate(cells) if cell.strip() and values[i] is None]
    forms.pop("", None)
    form = min(forms, key=lambda f: (-forms[f], f)) if forms else ""
    if form == "numbers":
        form = "day first" if day_first else "month first"
    return DateColumn(values, local, form, order_note, zone_note, _describe_swap(counts, swapped), bad)


def _swapped_cells(texts: Iterable[str]) -> set[str]:
    """Return the dates in which a spreadsheet took the day for the month.

    Opened with the other order of day and month, a sheet of ``5/1/2024`` and ``18/1/2024`` becomes half dates (1 May, the
    day is 12 or less in all of them) and half text (18/1, which is no date in that order).
    """
    dates, left = set(), 0
    for text in texts:
        year_first, numbers = FORMS["year first"].match(text), FORMS["numbers"].match(text)
        if year_first is not None:
            if int(year_first["day"]) > 12 or year_first["zone"]:
                return set()
            dates.add(text)
        elif numbers is not None:
            if max(int(numbers["one"]), int(numbers["two"])) <= 12:
                return set()
            left += 1
    return dates if min(len(dates), left) >= _ENOUGH_SWAPPED else set()


def _describe_swap(counts: Counter[str], swapped: set[str]) -> str:
    """Say which dates had day and month put right; nothing when none had."""
    if not swapped:
        return ""
    n, example = sum(counts[text] for text in swapped), min(swapped)
    why = "none of them has a day above 12, and all dates that are text have one"
    return f"a spreadsheet took the day for the month in {n:,} dates, such as {example!r} ({why}); they are put right"


def readings(text: str) -> dict[str, datetime]:
    """Return what a date can mean, in UTC: two entries when its numbers leave open which is the day, none for other text.

    >>> {order: when.month for order, when in readings("01/06/2024").items()}
    {'day first': 6, 'month first': 1}
    >>> len(readings("2024-06-01")), len(readings("25/06/2024")), len(readings("soon"))
    (1, 1, 0)
    """
    meanings: dict[str, datetime] = {}
    for order, day_first in (("day first", True), ("month first", False)):
        moment, _ = parse_moment(text.strip(), day_first, UTC)
        if moment is not None and moment not in meanings.values():
            meanings[order] = moment.astimezone(UTC)
    return meanings


def _survey_zone(name: str) -> tzinfo:
    """Return the time zone that the user named."""
    zone = find_zone(name)
    if zone is None:
        raise ConfigError(
            f"the time zone {one_line(name, 40)!r} is not known.\nExpected a name such as Europe/Berlin, or +09:00."
        )
    return zone


def _column_zone(header: str) -> tuple[tzinfo | None, str]:
    """Return the zone that a column name gives, such as ``Updated at (America/New_York)``, and what was assumed."""
    match = _HEADER_ZONE.search(header)
    if match is None:
        return None, ""
    name = match.group(1)
    zone = find_zone(name)
    if zone is not None:
        return zone, f"times are in {name}, from the column's name" if "/" in name else ""
    return None, f"the time zone {name!r} is not known here; times are taken as UTC" if "/" in name else ""


def _day_first(counts: Counter[str]) -> tuple[bool, str]:
    """Decide whether numbers are day first, by the values that can only be one; say what was assumed."""
    day = month = dots = ambiguous = 0
    example = ""
    for text, n in counts.items():
        match = FORMS["numbers"].match(text) if len(text) <= MAX_CHARS else None
        if match is None:
            continue
        one, two = int(match["one"]), int(match["two"])
        dots += n * (match["sep"] == ".")
        if one > 12 >= two:
            day += n
        elif two > 12 >= one:
            month += n
        elif one != two:
            ambiguous += n
            example = min(example or text, text)
    if day and month:
        order = "day first" if day >= month else "month first"
        both = f"dates are written both day first ({day:,}) and month first ({month:,})"
        return day >= month, f"{both}; those that could be either are read {order}"
    if day or month or not ambiguous:
        return day > 0 or (not month and dots > 0), ""
    order = "day first" if dots else "month first"
    return dots > 0, f"no date shows whether day or month comes first; {example!r} was read {order}"
