"""Cells as spreadsheets write them: marks that keep a number as text, and errors."""

from __future__ import annotations

import re
from collections import Counter

from cxtext.readers.cells import RawTable, parse_number
from cxtext.schema import Code, Level, Stage, issue
from cxtext.wording import one_line, plural

#: ``="9"``, which keeps a spreadsheet from reading a number.
_FORMULA = re.compile(r'="((?:[^"]|"")*)"\Z')
_ERRORS = frozenset(
    f"#{name}" for name in ("N/A", "REF!", "VALUE!", "DIV/0!", "NAME?", "NUM!", "NULL!", "SPILL!", "CALC!", "FIELD!", "ERROR!")
)


def read_marks(table: RawTable) -> None:
    """Take marks off cells and leave cells with errors blank, in place; each error and each column with marks has a line."""
    counts: Counter[int] = Counter()
    for row, number in zip(table.rows, table.numbers, strict=True):
        for i, cell in enumerate(row):
            if not cell or cell[0] not in "'=#":
                continue
            if cell.strip() in _ERRORS:
                row[i] = ""
                note = f"the cell holds {cell.strip()}, an error of the spreadsheet; taken as blank"
                table.issues.append(issue(Stage.READ, Code.CELL_ERROR, note, row=number, column=table.columns[i]))
                continue
            plain = strip_mark(cell)
            counts[i] += plain != cell
            row[i] = plain
    for i, n in sorted(counts.items()):
        if n:
            name = table.columns[i]
            note = f"{plural(n, 'cell')} of {one_line(name, 60)!r} with an apostrophe or = that keeps it text, read without it"
            table.issues.append(issue(Stage.READ, Code.TEXT_MARK, note, level=Level.INFO, column=name))


def strip_mark(cell: str) -> str:
    """Return a cell without the mark that keeps it text: an apostrophe before a number, or ``="..."``.

    >>> strip_mark("'9"), strip_mark('="007"'), strip_mark("'tis slow"), strip_mark("=1+1")
    ('9', '007', "'tis slow", '=1+1')
    """
    formula = _FORMULA.match(cell.strip())
    if formula:
        return formula[1].replace('""', '"')
    rest = cell[1:].strip()
    return rest if cell.startswith("'") and parse_number(rest) is not None else cell
