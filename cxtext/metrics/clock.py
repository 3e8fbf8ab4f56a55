"""How long something took, as clocks and ISO 8601 write it."""

from __future__ import annotations

import re

from cxtext.settings import TIME_UNITS

#: ``1:30``, ``1:30:00``, and the forms that spreadsheets and data frames write beyond a day: ``2 days, 1:30:00``.
_CLOCK = re.compile(r"(-)?(?:(\d{1,6}) days?,? )?(\d{1,6}):([0-5]\d)(?::([0-5]\d(?:\.\d{1,9})?))?\Z", re.ASCII)
_ISO = re.compile(
    r"(-)?P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,9})?)S)?)?\Z",
    re.ASCII | re.IGNORECASE,
)
_ISO_UNITS = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")
#: Unit of a clock form when neither the column nor the metric names one.
CLOCK_UNIT = "hours"


def parse_clock(cell: str) -> float | None:
    """Return the seconds of ``h:mm``, ``h:mm:ss``, ``2 days, h:mm:ss`` or ISO 8601 (``PT1H30M``), or None.

    >>> parse_clock("1:30:00"), parse_clock("P1DT12H"), parse_clock("4")
    (5400.0, 129600.0, None)
    """
    text = cell.strip()
    clock = _CLOCK.match(text)
    if clock:
        sign, days, hours, minutes, seconds = clock.groups()
        total = 86_400 * int(days or 0) + 3600 * int(hours) + 60 * int(minutes) + float(seconds or 0)
        return -total if sign else total
    iso = _ISO.match(text)
    if iso is None:
        return None
    sign, *parts = iso.groups()
    total = sum(float(part) * TIME_UNITS[name] for part, name in zip(parts, _ISO_UNITS, strict=True) if part)
    return -total if sign else total


def plain_cell(cell: str, unit: str) -> str:
    """Return a clock form as a plain number of ``unit``, any other cell as it is.

    >>> plain_cell("1:30:00", "hours"), plain_cell("P1DT12H", "days"), plain_cell("4", "days")
    ('1.5', '1.5', '4')
    """
    seconds = parse_clock(cell)
    return cell if seconds is None else f"{seconds / TIME_UNITS[unit or CLOCK_UNIT]:.12g}"
