"""Tables whose lines stand in one cell each: whole lines in quotes, or a table that was saved again with another delimiter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cxtext.readers.files.delimited import parse
from cxtext.readers.files.dialect import Dialect, sniff
from cxtext.readers.files.kinds import Record, count_filled, has_content
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
    records = _cut_tails(records, dialect)
    first = next(filter(has_content, records), [])
    n_filled = sum(map(has_content, records)) if _is_single(first) else 0
    if n_filled > 1:
        inner, again = _cut(
            ["" if not record else dialect.delimiter.join(_trim(record)) for record in records], n_filled, dialect
        )
        if inner is not None:
            return inner, again, _note(n_filled, again)
    return _unwrap_rows(records, dialect)


def _cut_tails(records: list[Record], dialect: Dialect) -> list[Record]:
    """Take off the run of another delimiter that ends every record of a table which was saved again with it."""
    ends = [record[-1] for record in records if record]
    for other in _DELIMITERS:
        if other != dialect.delimiter and len(ends) > 1 and dialect.delimiter and all(end.endswith(other) for end in ends):
            return [[*record[:-1], record[-1].rstrip(other)] if record else record for record in records]
    return records


def _cut(lines: Sequence[str], n_filled: int, dialect: Dialect) -> tuple[list[Record] | None, Dialect]:
    """Return the records of lines that were wrapped, or None when they give no table."""
    text = "\n".join(lines)
    again = sniff(text)
    if not again.delimiter or again.delimiter not in _DELIMITERS or again.delimiter == dialect.delimiter:
        return None, dialect
    inner, repairs = parse(text, again)
    widths = Counter(len(record) for record in inner if has_content(record))
    width = len(next(filter(has_content, inner), []))
    if width < 2 or repairs or widths[width] < _REGULAR * widths.total() or any(is_blank(cell) for cell in inner[0]):
        return None, dialect
    return (inner, again) if widths.total() == n_filled else (None, dialect)


def _unwrap_rows(records: list[Record], dialect: Dialect) -> tuple[list[Record], Dialect, list[Issue]]:
    """Cut again the records whose one cell holds as many cells as the header."""
    width = len(next((record for record in records if count_filled(record) > 1), []))
    if width < 2 or not dialect.delimiter:
        return records, dialect, []
    cut, n = [], 0
    for record in records:
        if record and record[0].count(dialect.delimiter) >= width - 1 and _is_single(record):
            inner = parse(record[0], dialect)[0]
            if len(inner) == 1 and len(inner[0]) == width:
                record, n = inner[0], n + 1
        cut.append(record)
    return cut, dialect, _note(n, dialect) if n else []


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
