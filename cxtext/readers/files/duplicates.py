"""Records that stand in the input more than once, the same in every column."""

from __future__ import annotations

from collections import Counter

from cxtext.readers.cells import RawTable
from cxtext.schema import Code, Level, Stage, issue
from cxtext.wording import is_blank, plural

#: Words from which a cell is hardly written twice by chance, and the share of copies that calls for a warning.
_PROSE_WORDS, _MANY = 4, 0.1


def check_duplicates(table: RawTable, *, drop: bool) -> None:
    """Say how many records are the same as an earlier one in every column, or leave them out, in place.

    Short answers are the same by chance: nothing is said unless a copy holds an answer of several words.
    """
    counts = Counter(map(tuple, table.rows))
    copies = len(table.rows) - len(counts)
    if not copies:
        return
    if drop:
        _drop(table)
        return
    if not any(n > 1 and any(len(cell.split()) >= _PROSE_WORDS for cell in row) for row, n in counts.items()):
        return
    every = "every record stands there twice or more: " if min(counts.values()) > 1 else ""
    note = (
        f"{every}{copies:,} of {plural(len(table.rows), 'record')} {'is' if copies == 1 else 'are'} the same as an earlier one "
        "in every column, and counted like any other. To leave them out: --deduplicate"
    )
    level = Level.WARNING if copies >= _MANY * len(table.rows) else Level.INFO
    table.issues.append(issue(Stage.READ, Code.DUPLICATE_RECORDS, note, level=level))


def _drop(table: RawTable) -> None:
    """Leave out every record that an earlier one is the same as, each with a line in issues; blank ones stay."""
    first: dict[tuple[str, ...], int] = {}
    rows, numbers = [], []
    for row, number in zip(table.rows, table.numbers, strict=True):
        earlier = first.setdefault(tuple(row), number)
        if earlier == number or all(map(is_blank, row)):
            rows.append(row)
            numbers.append(number)
            continue
        table.n_dropped += 1
        note = f"record {number:,} of {table.source!r} is the same as record {earlier:,} in every column; left out"
        table.issues.append(issue(Stage.READ, Code.DUPLICATE_DROPPED, note, level=Level.INFO, row=number))
    table.rows, table.numbers = rows, numbers
