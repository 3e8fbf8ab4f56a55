"""One cell: numbers, dates, durations, blanks; and the table of text cells."""

from __future__ import annotations

from cxtext.readers.cells.dates import DateColumn, doubt_dates, looks_like_date, parse_dates, readings
from cxtext.readers.cells.moments import is_date_number
from cxtext.readers.cells.numbers import (
    BOTTOM_WORDS,
    TOP_WORDS,
    has_decimal_comma,
    labelled_number,
    parse_number,
    parse_plain,
    read_yes_no,
)
from cxtext.readers.cells.table import (
    Hint,
    RawTable,
    clean_text,
    locate_column,
    unique_names,
)

__all__ = [
    "BOTTOM_WORDS",
    "TOP_WORDS",
    "DateColumn",
    "Hint",
    "RawTable",
    "clean_text",
    "doubt_dates",
    "has_decimal_comma",
    "is_date_number",
    "labelled_number",
    "locate_column",
    "looks_like_date",
    "parse_dates",
    "parse_number",
    "parse_plain",
    "read_yes_no",
    "readings",
    "unique_names",
]
