"""Rows with too few or too many cells: filled up, mended, or listed with what did not fit."""

from __future__ import annotations

from collections.abc import Sequence

from cxtext.readers.cells import RawTable
from cxtext.readers.files.kinds import cell_kind, column_kinds
from cxtext.schema import Code, Level, Stage, issue
from cxtext.wording import is_blank, one_line, plural

Record = list[str]


def fit_rows(table: RawTable, delimiter: str) -> None:
    """Give every row one cell per column, in place.

    Short rows are filled with blanks. In a long row the cells that an unquoted delimiter tore apart are joined again
    when the table's number and date columns show where; else the cells that do not fit are kept in ``issues``.
    """
    width = len(table.columns)
    wide = [i for i, row in enumerate(table.rows) if len(row) > width]
    profile = _column_types([row for row in table.rows if len(row) == width], width) if wide else None
    for position, row in enumerate(table.rows):
        number = table.numbers[position]
        if len(row) < width:
            table.rows[position] = row + [""] * (width - len(row))
            if row and width > 1:
                note = f"record {number:,} of {table.source!r} has {len(row)} of {width} cells; the rest is taken as blank"
                table.issues.append(issue(Stage.READ, Code.SHORT_ROW, note, level=Level.INFO, row=number))
        elif len(row) > width:
            table.rows[position] = _fit_long(table, row, number, width, delimiter, profile)


def _fit_long(
    table: RawTable, row: Record, number: int, width: int, delimiter: str, profile: tuple[list[str], int] | None
) -> Record:
    """Return a long row at the right width, with a line in issues unless only blanks were cut."""
    if all(is_blank(cell) for cell in row[width:]):
        return row[:width]
    extra = plural(len(row) - width, "cell")
    mended = _join(row, width, delimiter, profile) if profile is not None else None
    if mended is not None:
        note = f"record {number:,} of {table.source!r} has {extra} too many; an unquoted {delimiter!r} in the text was put back"
        table.issues.append(issue(Stage.READ, Code.UNQUOTED_DELIMITER, note, row=number))
        return mended
    rest = one_line(delimiter.join(row[width:]), 300)
    note = f"record {number:,} of {table.source!r} has {extra} too many, not read: {rest}"
    table.issues.append(issue(Stage.READ, Code.LONG_ROW, note, row=number))
    return row[:width]


def _column_types(rows: Sequence[Record], width: int) -> tuple[list[str], int] | None:
    """Return the kind of each column and the position of the longest text column, from the regular rows."""
    if len(rows) < 3:
        return None
    kinds = column_kinds(rows, width)
    lengths = [sum(len(row[column]) for row in rows[:500]) for column in range(width)]
    return kinds, max(range(width), key=lambda c: (lengths[c] if kinds[c] == "text" else -1, -c))


def _join(row: Record, width: int, delimiter: str, profile: tuple[list[str], int] | None) -> Record | None:
    """Join the surplus cells into the text column when every number and date column then fits."""
    if profile is None:
        return None
    kinds, at = profile
    if kinds[at] != "text":
        return None
    surplus = len(row) - width
    mended = [*row[:at], delimiter.join(row[at : at + surplus + 1]), *row[at + surplus + 1 :]]
    typed_after = [c for c in range(at + 1, width) if kinds[c] != "text"]
    fits = all(is_blank(mended[c]) or cell_kind(mended[c]) == kinds[c] for c in range(width) if kinds[c] != "text")
    # Without a typed column behind the text nothing shows where it ends, unless the text is the last column.
    return mended if fits and (typed_after or at == width - 1) else None
