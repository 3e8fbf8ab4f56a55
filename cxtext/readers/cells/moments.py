"""One date as it was written, to a moment."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from cxtext.language import load_column_words

_WORDS = load_column_words().dates
_HOURS = _WORDS.zones
_ZONE = r"Z|[A-Za-z]{2,5}(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}(?::?\d{2})?|[A-Z][a-z]+(?:/[A-Z][A-Za-z_]+)+"
#: A time of day, its zone, and the zone's name once more in brackets.
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    rf"\s*(?P<half>[ap]\.?\s?m\.?)?(?:\s*\(?(?P<zone>{_ZONE})\)?)?(?:\s*\([^()]*\)|\[[\w/+-]+\])?"
)
_TIME = rf"(?:(?:T|[\s,]+(?:{_WORDS.at}\s+)?){_CLOCK})?\s*\Z"
_WEEKDAY = rf"(?:{_WORDS.weekdays}[.,]*\s+)?"
_SENTENCE = rf"(?:\D{{1,60}}\b{_WORDS.before}\s+)?"
_DAY = rf"(?P<day>\d{{1,2}}){_WORDS.day_endings}?"
_NAME = r"(?P<name>[^\W\d_]{3,12})\.?"
_GAP = rf"[-\s/.,]+(?:{_WORDS.of}\s*)?"
FORMS = {
    form: re.compile(pattern, re.IGNORECASE)
    for form, pattern in {
        "year first": rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_TIME}",
        "numbers": rf"(?P<one>\d{{1,2}})(?P<sep>[-/.])(?P<two>\d{{1,2}})(?P=sep)(?P<year>\d{{4}}|\d{{2}}){_TIME}",
        "day month-name": rf"{_SENTENCE}{_WEEKDAY}{_DAY}{_GAP}{_NAME}{_GAP}(?P<year>\d{{4}}|\d{{2}}){_TIME}",
        "month-name day": rf"{_SENTENCE}{_WEEKDAY}{_NAME}\s+{_DAY},?\s+(?P<year>\d{{4}}){_TIME}",
        "time before year": rf"{_WEEKDAY}{_NAME}\s+{_DAY}\s+{_CLOCK}\s+(?P<year>\d{{4}})\Z",
        "year-month": r"(?P<year>\d{4})[-/](?P<month>\d{1,2})\s*\Z",
        "month-year": r"(?P<month>\d{1,2})/(?P<year>\d{4})\s*\Z",
        "month-name year": rf"{_NAME}{_GAP}'?(?P<year>\d{{4}}|\d{{2}})\s*\Z",
        "week": r"(?P<year>\d{4})-?W(?P<week>\d{2})(?:-?(?P<weekday>[1-7]))?\s*\Z",
        "digits": r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
        r"(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?P<zone>Z|[+-]\d{4})?)?\Z",
    }.items()
}
#: Digits of a count of seconds, milliseconds, microseconds or nanoseconds since 1970, and how many of it make a second.
_EPOCHS = {10: 1, 13: 10**3, 16: 10**6, 19: 10**9}
_EPOCH = re.compile(r"(1\d{9}(?:\d{3}){0,3})(?:\.0+)?\Z", re.ASCII)
#: Days since the end of 1899 that spreadsheets write for a date: from 1970 to 2099.
_SERIAL = re.compile(r"\d{5}(?:\.\d{1,15})?\Z", re.ASCII)
_SERIALS = (25_569, 73_050)
_SERIAL_START = datetime(1899, 12, 30, tzinfo=UTC)
MAX_CHARS = 100


def parse_moment(text: str, day_first: bool, zone: tzinfo) -> tuple[datetime | None, str]:
    """Parse one cell that should hold a date.

    Parameters
    ----------
    text : str
    day_first : bool
        How to read numbers that could be day or month.
    zone : tzinfo
        Of times that name none.

    Returns
    -------
    moment : datetime or None
        In the zone that it names, else in ``zone``; None when the cell is no date.
    form : str
        How it is written.

    >>> parse_moment("5 janvier 2024", True, UTC)[0].isoformat(), parse_moment("45296", True, UTC)
    ('2024-01-05T00:00:00+00:00', (datetime.datetime(2024, 1, 5, 0, 0, tzinfo=datetime.timezone.utc), 'days since 1899'))
    """
    epoch = _EPOCH.match(text)
    if epoch:
        return datetime.fromtimestamp(int(epoch[1]) / _EPOCHS[len(epoch[1])], UTC), "seconds since 1970"
    if _SERIAL.match(text) and _SERIALS[0] <= float(text) < _SERIALS[1]:
        seconds = round(86_400 * float(text))
        return (_SERIAL_START + timedelta(seconds=seconds)).replace(tzinfo=zone), "days since 1899"
    for form, match in match_forms(text):
        # The other order is tried too: one file may hold both, and a 25 can only be a day.
        moment = build_moment(match, day_first, zone) or build_moment(match, not day_first, zone)
        if moment is not None:
            return moment, form
    return None, ""


def is_date_number(cell: str) -> bool:
    """Return whether a cell is a number that stands for a date in computers: since 1970, since 1899, or 20240105.

    >>> is_date_number("1704456000000000"), is_date_number("45296"), is_date_number("20240105"), is_date_number("20241505")
    (True, True, True, False)
    """
    text = cell.strip()
    return text.replace(".", "", 1).isdecimal() and parse_moment(text, True, UTC)[0] is not None


def match_forms(text: str) -> list[tuple[str, re.Match[str]]]:
    """Return the forms that a text has."""
    if len(text) > MAX_CHARS or not any(map(str.isdigit, text)):
        return []
    return [(form, match) for form, pattern in FORMS.items() if (match := pattern.match(text))]


def build_moment(match: re.Match[str], day_first: bool, zone: tzinfo) -> datetime | None:
    """Make a datetime of the parts, or None when they are not a date."""
    part = match.groupdict()
    named = part.get("zone")
    own = find_zone(named) if named else zone
    clock = _clock(part)
    year = int(part["year"]) + (0 if len(part["year"]) > 2 else 2000 if int(part["year"]) < 70 else 1900)
    if own is None or clock is None or not 1900 <= year <= 2200:
        return None
    try:
        day = _day(part, year, day_first)
        return datetime(day.year, day.month, day.day, *clock).replace(tzinfo=own)
    except (ValueError, OverflowError):
        return None


def _day(part: dict[str, str | None], year: int, day_first: bool) -> date:
    """Return the day of a date; raise ValueError where there is no such day."""
    if part.get("week"):
        return date.fromisocalendar(year, int(part["week"] or 0), int(part["weekday"] or 1))
    if part.get("one"):
        day, month = (part["one"], part["two"]) if day_first else (part["two"], part["one"])
        return date(year, int(month or 0), int(day or 0))
    month_number = _month(part["name"] or "") if part.get("name") else int(part["month"] or 0)
    return date(year, month_number, int(part.get("day") or 1))


def _clock(part: dict[str, str | None]) -> tuple[int, int, int, int] | None:
    """Return hour, minute, second and microsecond; None when twelve-hour time names an hour that it does not have."""
    hour = int(part.get("hour") or 0)
    half = (part.get("half") or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    micro = int((part.get("fraction") or "0")[:6].ljust(6, "0"))
    return hour, int(part.get("minute") or 0), int(part.get("second") or 0), micro


def _month(name: str) -> int:
    """Return the number of a month by its name, 0 when it is none.

    >>> _month("août"), _month("Mär"), _month("sept"), _month("jui")
    (8, 3, 9, 0)
    """
    return _months().get(_fold(name), 0)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Return the number of each month by its names, and by their beginnings where these mean one month only."""
    numbers: dict[str, set[int]] = {}
    for names in _WORDS.months.values():
        for number, name in enumerate(map(_fold, names), start=1):
            for end in range(3, len(name) + 1):
                numbers.setdefault(name[:end], set()).add(number)
    return {name: min(found) for name, found in numbers.items() if len(found) == 1}


def _fold(name: str) -> str:
    """Return a name in lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))


def find_zone(name: str) -> tzinfo | None:
    """Return the time zone of this name or difference from UTC, None when it is unknown.

    >>> find_zone("GMT+0100"), find_zone("CEST").utcoffset(None), find_zone("Mars/Olympus")
    (datetime.timezone(datetime.timedelta(seconds=3600)), datetime.timedelta(seconds=7200), None)
    """
    match = re.fullmatch(r"(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?", name, re.IGNORECASE)
    if match:
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes)) if minutes < 24 * 60 else None
    hours = _HOURS.get(name.lower())
    if hours is not None:
        return timezone(timedelta(hours=hours))
    return _region(name) if "/" in name else None


@lru_cache(maxsize=64)
def _region(name: str) -> tzinfo | None:
    """Return the time zone of a region and city."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
