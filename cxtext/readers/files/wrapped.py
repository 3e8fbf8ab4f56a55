"""Tables whose lines stand in one cell each: whole lines in quotes, or a table that was saved again with another delimiter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cxtext.readers.files.delimited import parse
from cxtext.readers.files.dialect import Dialect, sniff
from cxtext.readers.files.kinds import Record, cell_kind, column_kinds, count_filled, has_content
from cxtext.schema import Code, Issue, Level, Stage, issue
from cxtext.wording import is_blank, plural

#: Share of the lines that have to give records of one width.
_REGULAR = 0.9
#: Delimiters that a wrapped line is cut at; others are part of sentences.
_DELIMITERS = ",;\t|"


def unwrap(records: list[Record], dialect: Dialect) -> tuple[list[Record], Dialect, list[Issue]]:
    """Cut again what stands in one cell a line; return the records, their dialect, and a note when there were any.

    >>> unwrap([["id;why", ""], ["1;slow", ""], ["2;fine", ""]], Dialect(","))[0]
    [['id', 'why'], ['1', 'slow'], ['2', 'fine']]
    """
    records, notes = _cut_tails(records, dialect)
    first = next(filter(has_content, records), [])
    n_filled = sum(map(has_content, records)) if _is_single(first) else 0
    if n_filled > 1:
        inner, again = _cut(
            ["" if not record else dialect.delimiter.join(_trim(record)) for record in records], n_filled, dialect
        )
        # Cut at the same delimiter, quotes are lost: then every line has to be wrapped.
        if again.delimiter == dialect.delimiter and sum(map(_is_single, records)) < n_filled:
            inner = None
        if inner is not None:
            return inner, again, _note(n_filled, again)
    records, n = _unwrap_rows(records, dialect)
    return records, dialect, [*notes, *(_note(n, dialect) if n else [])]


def _cut_tails(records: list[Record], dialect: Dialect) -> tuple[list[Record], list[Issue]]:
    """Take off the run of another delimiter that ends every record of a table which was saved again with it."""
    ends = [record[-1] for record in records if record]
    for other in _DELIMITERS:
        if other != dialect.delimiter and len(ends) > 1 and dialect.delimiter and all(end.endswith(other) for end in ends):
            cut = [[*record[:-1], record[-1].rstrip(other)] if record else record for record in records]
            return cut, _note(len(ends), dialect)
    return records, []


def _cut(lines: Sequence[str], n_filled: int, dialect: Dialect) -> tuple[list[Record] | None, Dialect]:
    """Return the records of lines that were wrapped, or None when they give no table."""
    text = "\n".join(lines)
    again = sniff(text)
    if not again.delimiter or again.delimiter not in _DELIMITERS:
        return None, dialect
    inner, repairs = parse(text, again)
    widths = Counter(len(record) for record in inner if has_content(record))
    width = len(next(filter(has_content, inner), []))
    if width < 2 or repairs or widths[width] < _REGULAR * widths.total() or any(is_blank(cell) for cell in inner[0]):
        return None, dialect
    return (inner, again) if widths.total() == n_filled else (None, dialect)


def _unwrap_rows(records: list[Record], dialect: Dialect) -> tuple[list[Record], int]:
    """Cut again the records whose one cell holds as many cells as the header; return the records and how many were cut.

    An answer with delimiters beside blank cells is no such record: what is cut has the numbers and dates of the others, or where
    nearly all are cut, numbers or dates of their own.
    """
    header = next((i for i, record in enumerate(records) if count_filled(record) > 1), len(records))
    width = len(records[header]) if header < len(records) else 0
    if width < 2 or not dialect.delimiter:
        return records, 0
    cut = {i: row for i in range(header + 1, len(records)) if (row := _cut_row(records[i], width, dialect)) is not None}
    if not cut:
        return records, 0
    others = [record for i, record in enumerate(records[header + 1 :], start=header + 1) if i not in cut and has_content(record)]
    most = len(cut) >= _REGULAR * (len(cut) + len(others))
    kinds = column_kinds([*cut.values()] if most else others, width)
    typed = [i for i, kind in enumerate(kinds) if kind != "text"]
    fitting = {
        i: row for i, row in cut.items() if typed and all(is_blank(row[k]) or cell_kind(row[k]) == kinds[k] for k in typed)
    }
    fitting = {i: row for i, row in fitting.items() if any(not is_blank(row[k]) for k in typed)}
    return [fitting.get(i, record) for i, record in enumerate(records)], len(fitting)


def _cut_row(record: Record, width: int, dialect: Dialect) -> Record | None:
    """Return the cells that the one cell of a record holds, or None when they are not as many as the header's."""
    if not record or record[0].count(dialect.delimiter) < width - 1 or not _is_single(record):
        return None
    inner = parse(record[0], dialect)[0]
    return inner[0] if len(inner) == 1 and len(inner[0]) == width else None


def _is_single(record: Record) -> bool:
    """Return whether a record holds its first cell and blanks, or what delimiters in it cut off without quotes."""
    return bool(record) and not is_blank(record[0]) and count_filled(record) == 1


def _trim(record: Record) -> Record:
    """Leave out the blank cells at the end."""
    end = len(record)
    while end and is_blank(record[end - 1]):
        end -= 1
    return record[:end]


def _note(n: int, dialect: Dialect) -> list[Issue]:
    """Return the note on lines that were cut again."""
    note = f"{plural(n, 'line')} in one cell each, as when a table is saved twice; cut again at {dialect.delimiter!r}"
    return [issue(Stage.READ, Code.WRAPPED_LINES, note, level=Level.INFO)]
