"""Lines below the records of a table: totals, and what the tool that wrote it says of itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import fmean, median

from cxtext.language import load_column_words
from cxtext.readers.cells import parse_number
from cxtext.readers.files.kinds import Record, column_kinds, count_filled, has_content
from cxtext.wording import is_blank

_WORDS = load_column_words().tables
_TOTAL = re.compile(rf"{_WORDS.totals}\b[\w\s()%:.#-]{{0,40}}\Z", re.IGNORECASE)
_FOOTER = re.compile(rf"\W{{0,3}}{_WORDS.footers}", re.IGNORECASE)
#: Records at the end that are looked at, those above that show what the columns hold, and how many there have to be.
_MAX_FOOTER = 10
_SAMPLE = 500
_MIN_RECORDS = 3
#: Words from which a cell in a column of numbers, dates or codes is a sentence.
_SENTENCE_WORDS = 3


def count_footers(records: Sequence[Record], width: int) -> int:
    """Return how many records at the end are no records, blank lines between them and the others included.

    >>> count_footers([["1", "slow", "3"], ["2", "fine", "9"], ["3", "good", "8"], [], ["Mean", "", "6.7"]], 3)
    2
    """
    end = len(records)
    for position in range(len(records) - 1, max(len(records) - 1 - _MAX_FOOTER, _MIN_RECORDS - 1), -1):
        if has_content(records[position]):
            if not _is_footer(records[: position + 1], width):
                break
            end = position
    while end < len(records) and end and not has_content(records[end - 1]):
        end -= 1
    return len(records) - end


def _is_footer(records: Sequence[Record], width: int) -> bool:
    """Return whether the last of these records is a total, or a line of the tool."""
    above, record = records[-1 - _SAMPLE : -1], records[-1]
    body = [one for one in above if count_filled(one) > 1 and not any(_TOTAL.match(cell.strip()) for cell in one[:1])]
    filled = [i for i, cell in enumerate(record) if not is_blank(cell)]
    at = next((i for i in filled if parse_number(record[i]) is None), None)
    if len(body) < _MIN_RECORDS or at is None:
        return False
    label, rest = record[at].strip(), [(i, record[i]) for i in filled if i != at]
    kinds = column_kinds(body, width)
    column = [row[at].strip() for row in body if len(row) > at and not is_blank(row[at])]
    if rest:
        numbers = all(parse_number(cell.rstrip("% ")) is not None for _, cell in rest)
        if not numbers or not _TOTAL.match(label) or label in column:
            return False
        out_of_place = _kind_of(kinds, at) != "text" or any(_kind_of(kinds, i) == "text" for i, _ in rest)
        return out_of_place or _is_set_off(above) or _is_computed(records, at)
    if at:
        return False
    coded = kinds[0] != "text" or all(" " not in cell and any(map(str.isdigit, cell)) for cell in column)
    if coded and len(label.split()) >= _SENTENCE_WORDS:
        return True
    short, set_off = len(record) < width, _is_set_off(above)
    return (short and set_off) or (bool(_FOOTER.match(label)) and (short or set_off))


def _kind_of(kinds: Sequence[str], column: int) -> str:
    """Return the kind of a column; a cell beyond the last one is of none."""
    return kinds[column] if column < len(kinds) else ""


def _is_set_off(above: Sequence[Record]) -> bool:
    """Return whether the records above end in blank lines, and have none elsewhere."""
    blank = [not has_content(record) for record in above]
    return bool(blank) and blank[-1] and True not in blank[: len(blank) - _MAX_FOOTER]


def _is_computed(records: Sequence[Record], at: int) -> bool:
    """Return whether a number of the last record is the sum, mean, median or number of those above it."""
    above = [row for row in records[:-1] if len(row) > at and not _TOTAL.match(row[at].strip())]
    for i, cell in enumerate(records[-1]):
        value = parse_number(cell)
        if i == at or value is None:
            continue
        cells = [row[i] for row in above if len(row) > i]
        numbers = [number for one in cells if (number := parse_number(one)) is not None]
        decimals = len(cell.strip().rpartition(".")[2]) if "." in cell else 0
        figures = (sum(numbers), fmean(numbers), median(numbers), float(len(numbers))) if numbers else ()
        unlike = value not in numbers or (decimals > 0 and not any("." in one for one in cells))
        if unlike and any(round(figure, decimals) == value for figure in figures):
            return True
    return False
