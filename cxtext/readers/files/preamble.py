"""Where the header of a table is: below titles, and below lines of names and values about the export."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from cxtext.readers.files.dialect import names_columns
from cxtext.readers.files.kinds import Record, column_kinds, count_filled, has_content, is_typed
from cxtext.readers.files.survey_tools import recognise
from cxtext.wording import is_blank

#: Records among which the header is looked for, and those below it that show what its columns hold.
MAX_PREAMBLE = 30
_BODY = 200


def find_header(records: Sequence[Record], width: int) -> int:
    """Return the position of the record that names the columns, or of the first record where none does.

    Lines above a header have few cells, only at their start, and a blank line or the usual names of columns follow. Below a
    header there are numbers or dates, of which it has none.

    >>> find_header([["Survey", "May", ""], ["", "", ""], ["id", "why", "nps"], ["1", "slow", "3"], ["2", "fine", "9"]], 3)
    2
    """
    first = _find_first(records, width)
    if width == 1 or first >= len(records) or recognise(records[first:]) is not None:
        return first
    for position in range(first + 1, min(first + MAX_PREAMBLE, len(records) - 1)):
        above = [record for record in records[first:position] if has_content(record)]
        if not _may_name(records[position]) or not all(_may_precede(record, records[position]) for record in above):
            continue
        set_off = not has_content(records[position - 1])
        fewer = all(count_filled(record) < count_filled(records[position]) for record in above)
        named = names_columns(records[position])
        if (set_off or named) and (fewer or named) and _is_header(records, position, width):
            return position
    return first


def _find_first(records: Sequence[Record], width: int) -> int:
    """Return the position of the first record of more than one cell, among the first ones; else of the first of any."""
    for position, record in enumerate(records[:MAX_PREAMBLE]):
        if count_filled(record) > 1 or (width == 1 and count_filled(record)) or _is_above_numbers(records, position):
            return position
    return next((p for p, record in enumerate(records) if has_content(record)), len(records))


def _is_above_numbers(records: Sequence[Record], position: int) -> bool:
    """Return whether a record leaves only its first cell blank, above records that are numbered there: data frames save so."""
    record = records[position]
    numbers = [row[0].strip() for row in records[position + 1 : position + 4] if row]
    counted = [[str(start + k) for k in range(len(numbers))] for start in (0, 1)]
    return len(record) > 1 and is_blank(record[0]) and count_filled(record) == len(record) - 1 and numbers in counted


def _may_name(record: Record) -> bool:
    """Return whether a record holds different names and nothing else."""
    filled = [cell.strip() for cell in record if not is_blank(cell)]
    return len(filled) > 1 and len(set(filled)) == len(filled) and not any(map(is_typed, filled))


def _may_precede(record: Record, header: Record) -> bool:
    """Return whether a record above a header is no header itself: cells at its start only, and hardly more than a pair."""
    n = count_filled(record)
    if names_columns([cell for cell in record if not is_blank(cell)]):
        return False
    return n == count_filled(record[:n]) and n <= max(2, count_filled(header) / 2)


def _is_header(records: Sequence[Record], position: int, width: int) -> bool:
    """Return whether a record names as many columns as the records below fill, and numbers or dates stand below its words."""
    header, body = records[position], [record for record in records[position + 1 : position + 1 + _BODY] if has_content(record)]
    if not body or count_filled(header) < median(map(count_filled, body)):
        return False
    kinds = column_kinds(body, width)
    typed_below = any(kind != "text" and not is_blank(cell) for kind, cell in zip(kinds, header, strict=False))
    return typed_below or names_columns(header)
