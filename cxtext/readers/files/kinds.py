"""What the cells of a column are: numbers, dates or text; and how many columns a table may have."""

from __future__ import annotations

from collections.abc import Sequence

from cxtext.errors import UnreadableFileError
from cxtext.readers.cells import looks_like_date, parse_number
from cxtext.wording import is_blank

Record = list[str]
#: Columns up to which records are a table: as many as a spreadsheet has.
MAX_COLUMNS = 16_384
#: Records that are looked at, and the share of numbers or dates that makes a column one of them.
_SAMPLE = 500
_SHARE = 0.9


def cell_kind(cell: str) -> str:
    """Return number, date or text.

    >>> cell_kind("7,5"), cell_kind("2024-05-01"), cell_kind("7 of us")
    ('number', 'date', 'text')
    """
    return "number" if parse_number(cell) is not None else "date" if looks_like_date(cell) else "text"


def is_typed(cell: str) -> bool:
    """Return whether a cell is a number or a date, which no header cell is."""
    return cell_kind(cell) != "text"


def column_kinds(rows: Sequence[Record], width: int) -> list[str]:
    """Return number, date or text for each column; rows of another width are passed over."""
    kinds = []
    sample = [row for row in rows if len(row) == width][:_SAMPLE]
    for column in range(width):
        cells = [cell_kind(row[column]) for row in sample if not is_blank(row[column])]
        common = max(("number", "date"), key=cells.count)
        kinds.append(common if cells and cells.count(common) >= _SHARE * len(cells) else "text")
    return kinds


def count_filled(record: Record) -> int:
    """Count the cells that show something."""
    return sum(not is_blank(cell) for cell in record)


def has_content(record: Record) -> bool:
    """Return whether any cell shows something."""
    return not all(map(is_blank, record))


def check_columns(n_columns: int, source: str) -> None:
    """Raise when a source has more columns than any table has."""
    if n_columns > MAX_COLUMNS:
        raise UnreadableFileError(
            f"{source!r} has {n_columns:,} columns; at most {MAX_COLUMNS:,} are read.\n"
            "Is the delimiter right, and is each record one row? Another delimiter: --delimiter CHAR"
        )
