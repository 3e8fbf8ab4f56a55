"""Dates as surveys write them, to UTC."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from cxtext.language import load_column_words

_WORDS = load_column_words().dates
_MONTHS = {name: number for number, name in enumerate(_WORDS.months, start=1)}
_HOURS = _WORDS.zones
_TIME = (
    rf"(?:[T\s,]+(?:{_WORDS.at}\s+)?"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*\(?(?P<zone>Z|[A-Za-z]{2,5}(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}(?::?\d{2})?)?\)?)?\s*\Z"
)
_WEEKDAY = rf"(?:{_WORDS.weekdays}[a-z]*\.?,?\s+)?"
_DAY = rf"(?P<day>\d{{1,2}}){_WORDS.day_endings}?"
_FORMS = {
    "year first": re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _TIME, re.IGNORECASE),
    "numbers": re.compile(r"(?P<one>\d{1,2})(?P<sep>[-/.])(?P<two>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})" + _TIME, re.IGNORECASE),
    "day month-name": re.compile(
        rf"{_WEEKDAY}{_DAY}[-\s/.]+(?P<name>[a-z]{{3,9}})\.?,?[-\s/.]+(?P<year>\d{{4}}|\d{{2}}){_TIME}",
        re.IGNORECASE,
    ),
    "month-name day": re.compile(rf"{_WEEKDAY}(?P<name>[a-z]{{3,9}})\.?\s+{_DAY},?\s+(?P<year>\d{{4}}){_TIME}", re.IGNORECASE),
    "year-month": re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})\s*\Z"),
}
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.0+)?\Z")
_HEADER_ZONE = re.compile(r"\(([A-Za-z]+(?:/[A-Za-z_]+)*)\)\s*\Z")
#: Year in which computers start counting.
_ZERO_YEAR = 1970
#: Years after it in which there is not a date when a date in it is doubtful.
_GAP_YEARS = 10
_MAX_CHARS = 48


@dataclass(slots=True)
class DateColumn:
    """The parsed dates of one column, and what was assumed; ``values`` are UTC, None where a cell is blank or not a date."""

    values: list[datetime | None]
    format: str = ""
    order_note: str = ""
    zone_note: str = ""
    bad: list[int] = field(default_factory=list)


def looks_like_date(cell: str) -> bool:
    """Return whether a cell reads as a calendar date.

    >>> looks_like_date("31-Jul-18"), looks_like_date("2020/01/29 3:02:25 pm CET"), looks_like_date("2024")
    (True, True, False)
    """
    text = cell.strip()
    if not 7 <= len(text) <= _MAX_CHARS:
        return False
    return any(_build(form, match, day_first, UTC) for form, match in _match(text) for day_first in (True, False))


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


def parse_dates(cells: Sequence[str], header: str = "") -> DateColumn:
    """Parse one column of dates.

    Day or month first is decided on the whole column: a first number above 12 is a day. When no value decides, numbers
    separated by dots are day first and others month first, and a note says so.

    Parameters
    ----------
    cells : sequence of str
    header : str
        Name of the column; a zone in brackets at its end, such as ``(UTC)``, is used.

    Returns
    -------
    DateColumn

    >>> parse_dates(["02/06/2021", "25/06/2021"]).values[0].month
    6
    """
    counts = Counter(cell.strip() for cell in cells)
    counts.pop("", None)
    day_first, order_note = _day_first(counts)
    zone, zone_note = _column_zone(header)
    moments: dict[str, datetime | None] = {}
    forms: Counter[str] = Counter()
    for text in counts:
        moments[text], form = _parse(text, day_first, zone)
        forms[form] += counts[text]
    values = [moments.get(cell.strip()) for cell in cells]
    bad = [i for i, cell in enumerate(cells) if cell.strip() and values[i] is None]
    forms.pop("", None)
    form = min(forms, key=lambda f: (-forms[f], f)) if forms else ""
    if form == "numbers":
        form = "day first" if day_first else "month first"
    return DateColumn(values, form, order_note, zone_note, bad)


def readings(text: str) -> dict[str, datetime]:
    """Return what a date can mean, in UTC: two entries when its numbers leave open which is the day, none for other text.

    >>> {order: when.month for order, when in readings("01/06/2024").items()}
    {'day first': 6, 'month first': 1}
    >>> len(readings("2024-06-01")), len(readings("25/06/2024")), len(readings("soon"))
    (1, 1, 0)
    """
    meanings: dict[str, datetime] = {}
    for order, day_first in (("day first", True), ("month first", False)):
        moment, _ = _parse(text.strip(), day_first, UTC)
        if moment is not None and moment not in meanings.values():
            meanings[order] = moment
    return meanings


def _match(text: str) -> list[tuple[str, re.Match[str]]]:
    """Return the forms a text has."""
    if not any(c.isdigit() for c in text[:24]):
        return []
    return [(form, match) for form, pattern in _FORMS.items() if (match := pattern.match(text))]


def _parse(text: str, day_first: bool, zone: tzinfo) -> tuple[datetime | None, str]:
    """Parse one cell; return the moment in UTC and its form."""
    if _EPOCH.match(text):
        seconds = float(text) / (1000 if len(text.split(".")[0]) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC), "seconds since 1970"
    if len(text) > _MAX_CHARS:
        return None, ""
    for form, match in _match(text):
        # The other order is tried too: one file may hold both, and a 25 can only be a day.
        moment = _build(form, match, day_first, zone) or _build(form, match, not day_first, zone)
        if moment is not None:
            return moment, form
    return None, ""


def _build(form: str, match: re.Match[str], day_first: bool, zone: tzinfo) -> datetime | None:
    """Make a UTC datetime of the parts, or None when they are not a date."""
    part = match.groupdict()
    if form == "numbers":
        part["day"], part["month"] = (part["one"], part["two"]) if day_first else (part["two"], part["one"])
    month = _MONTHS.get(part["name"].lower()[:3], 0) if part.get("name") else int(part["month"])
    year = int(part["year"])
    if len(part["year"]) <= 2:
        year += 2000 if year < 70 else 1900
    hour = int(part.get("hour") or 0)
    half = (part.get("half") or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    named = part.get("zone")
    own = _zone(named) if named else zone
    if own is None or not 1900 <= year <= 2200:
        return None
    micro = int((part.get("fraction") or "0")[:6].ljust(6, "0"))
    minute, second = int(part.get("minute") or 0), int(part.get("second") or 0)
    try:
        moment = datetime(year, month, int(part.get("day") or 1), hour, minute, second, micro)
        return moment.replace(tzinfo=own).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(name: str) -> tzinfo | None:
    """Return the zone of this name, None when it is unknown."""
    match = re.fullmatch(r"(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?", name, re.IGNORECASE)
    if match:
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes)) if minutes < 24 * 60 else None
    hours = _HOURS.get(name.lower())
    return timezone(timedelta(hours=hours)) if hours is not None else None


def _column_zone(header: str) -> tuple[tzinfo, str]:
    """Return the zone that a column name gives, such as ``Updated at (America/New_York)``, and what was assumed."""
    match = _HEADER_ZONE.search(header)
    if match is None:
        return UTC, ""
    name = match.group(1)
    if name.lower() in _HOURS:
        return timezone(timedelta(hours=_HOURS[name.lower()])), ""
    if "/" in name:
        from zoneinfo import ZoneInfo

        try:
            return ZoneInfo(name), f"times are in {name}, from the column's name"
        except (KeyError, ValueError, OSError):
            return UTC, f"the time zone {name!r} is not known here; times are taken as UTC"
    return UTC, ""


def _day_first(counts: Counter[str]) -> tuple[bool, str]:
    """Decide whether numbers are day first, by the values that can only be one; say what was assumed."""
    day = month = dots = ambiguous = 0
    example = ""
    for text, n in counts.items():
        match = _FORMS["numbers"].match(text) if len(text) <= _MAX_CHARS else None
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
