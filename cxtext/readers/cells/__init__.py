"""One cell: numbers, dates, durations, blanks; and the table of text cells."""

from __future__ import annotations

from cxtext.readers.cells.dates import doubt_dates, looks_like_date, parse_dates, readings
from cxtext.readers.cells.numbers import (
    BLANKS,
    BOTTOM_WORDS,
    NO,
    TOP_WORDS,
    YES,
    has_decimal_comma,
    labelled_number,
    normalize,
    parse_number,
    parse_plain,
)
from cxtext.readers.cells.table import (
    INVISIBLE,
    Hint,
    RawTable,
    clean_text,
    count_noun,
    find_column,
    is_blank,
    shorten,
    unique_names,
)

__all__ = [
    "BLANKS",
    "BOTTOM_WORDS",
    "INVISIBLE",
    "NO",
    "TOP_WORDS",
    "YES",
    "Hint",
    "RawTable",
    "clean_text",
    "count_noun",
    "doubt_dates",
    "find_column",
    "has_decimal_comma",
    "is_blank",
    "labelled_number",
    "looks_like_date",
    "normalize",
    "parse_dates",
    "parse_number",
    "parse_plain",
    "readings",
    "shorten",
    "unique_names",
]
