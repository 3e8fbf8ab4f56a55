"""Single cells: numbers, labelled numbers, yes and no."""

from __future__ import annotations

import re

from cxtext.language import load_column_words

# At most 15 digits, which a float holds exactly: what is longer is an identifier, and tells nothing as a number.
_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,17})?|\.\d{1,17})(?:[eE][+-]?\d{1,2})?\Z", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d{1,15},\d{1,17}\Z", re.ASCII)
# No number in groups of thousands begins with a 0.
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{1,15})?\Z", re.ASCII)
_LABELLED = re.compile(
    r"(\d{1,2})\s*(?:[-–—:=)(]\s*[^\d\s].*|stars?|(?:out of|of|/)\s*(?:5|7|10))\Z", re.ASCII | re.IGNORECASE | re.DOTALL
)

_WORDS = load_column_words().answers
#: Words that survey tools put in place of the last or first point of a numbered scale.
TOP_WORDS = _WORDS.top
BOTTOM_WORDS = _WORDS.bottom


def read_yes_no(cell: str) -> float | None:
    """Return 1 for an answer that says yes, 0 for one that says no, None for others.

    >>> read_yes_no("Yes."), read_yes_no("nein"), read_yes_no("maybe")
    (1.0, 0.0, None)
    """
    word = cell.lower().strip(" .!")
    return 1.0 if word in _WORDS.yes else 0.0 if word in _WORDS.no else None


def parse_plain(cell: str) -> float | None:
    """Return the number of a cell written in digits and a point, with or without a power of ten, or None.

    >>> parse_plain(" 8.0 "), parse_plain("1e-3"), parse_plain("7,5")
    (8.0, 0.001, None)
    """
    text = cell.strip()
    return float(text) if _NUMBER.match(text) else None


def parse_number(cell: str, *, decimal_comma: bool = False) -> float | None:
    """Return the number in a cell, a decimal comma or commas between thousands allowed, or None.

    Parameters
    ----------
    cell : str
    decimal_comma : bool
        Take one comma for a decimal comma also where three digits follow it.

    >>> parse_number("7,5"), parse_number("1,234"), parse_number("0,987"), parse_number("1.5E-03"), parse_number("10 - yes")
    (7.5, 1234.0, 0.987, 0.0015, None)
    >>> parse_number("1,234", decimal_comma=True)
    1.234
    """
    text = cell.strip()
    if _NUMBER.match(text):
        return float(text)
    one_comma = bool(_DECIMAL_COMMA.match(text))
    if _THOUSANDS.match(text) and not (one_comma and decimal_comma):
        return float(text.replace(",", ""))
    return float(text.replace(",", ".")) if one_comma else None


def has_decimal_comma(cell: str) -> bool:
    """Tell whether a cell is a number whose comma cannot stand between thousands.

    >>> has_decimal_comma("1,25"), has_decimal_comma("0,987"), has_decimal_comma("1,234")
    (True, True, False)
    """
    text = cell.strip()
    return bool(_DECIMAL_COMMA.match(text)) and not _THOUSANDS.match(text)


def labelled_number(cell: str) -> str | None:
    """Return the number of an answer that carries its label, such as ``10 - Strongly agree``.

    >>> labelled_number("10 - Strongly agree"), labelled_number("4 stars"), labelled_number("9")
    ('10', '4', None)
    """
    match = _LABELLED.match(cell.strip())
    return match.group(1) if match else None
