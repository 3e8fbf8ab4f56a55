"""Delimited text to records: the strict parser first, line by line repair where it fails."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from threading import Lock

from cxtext.readers.dialect import Dialect
from cxtext.readers.table import Issue, shorten
from cxtext.schema import issue

Record = list[str]
_LOOKAHEAD_LINES = 200
_LIMIT_LOCK = Lock()
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


def parse(text: str, dialect: Dialect) -> tuple[list[Record], list[Issue]]:
    r"""Cut text into records of cells; blank lines give empty records.

    Parameters
    ----------
    text : str
    dialect : Dialect

    Returns
    -------
    records : list of list of str
    issues : list of dict
        One line for every record that needed repair.

    >>> parse('id;why\n1;"slow; buggy"\n', Dialect(";"))[0]
    [['id', 'why'], ['1', 'slow; buggy']]
    """
    if not dialect.delimiter:
        return _parse_single(text), []
    records = _parse_strict(text, dialect)
    for escape in ("\\", "\x00"):
        # Some tools write \\" for a quote inside quotes; other backslashes are part of the text and stay.
        if records is None and escape + dialect.quote in text:
            records = _parse_strict(text.replace(escape + dialect.quote, dialect.quote * 2), dialect)
    return (records, []) if records is not None else _repair(text, dialect)


def _parse_single(text: str) -> list[Record]:
    """Read a file of one column: quoted cells if they are well formed, else plain lines."""
    records = _parse_strict(text, Dialect("\x1c")) if '"' in text else None
    if records is not None:
        return records
    return [[line.rstrip("\r\n")] if line.strip() else [] for line in _LINES.findall(text)]


def _parse_strict(text: str, dialect: Dialect) -> list[Record] | None:
    """Parse well-formed text, or return None."""
    # The csv module's size limit for a cell is a global; it is lifted only while this parser runs.
    with _LIMIT_LOCK:
        limit = csv.field_size_limit(max(len(text), csv.field_size_limit()))
        try:
            return list(
                csv.reader(
                    io.StringIO(text, newline=""),
                    delimiter=dialect.delimiter,
                    quotechar=dialect.quote,
                    skipinitialspace=dialect.skip_space,
                    strict=True,
                )
            )
        except csv.Error:
            return None
        finally:
            csv.field_size_limit(limit)


def _repair(text: str, dialect: Dialect) -> tuple[list[Record], list[Issue]]:
    """Parse line by line: a quote closes only before a delimiter or a line end; one that never closes is a character."""
    lines: list[str] = _LINES.findall(text)
    cells = _cell_pattern(dialect)
    width = _usual_width(lines, dialect, cells)
    records: list[Record] = []
    issues: list[Issue] = []
    position = 0
    while position < len(lines):
        record, used, literal = _next_record(lines, position, dialect, cells, width)
        clean = record == [] or _is_clean("".join(lines[position : position + used]), dialect)
        if literal or not clean:
            what = "a quote that never closes; read as a character" if literal else "stray quotes"
            note = f"line {position + 1:,} has {what}: {shorten(lines[position], 60)}"
            issues.append(issue("read", "stray-quote", note, level="info"))
        records.append(record)
        position += used
    return records, issues


def _cell_pattern(dialect: Dialect) -> re.Pattern[str]:
    """Match one cell at a position: quoted and properly closed, or plain up to the next delimiter."""
    q, d = re.escape(dialect.quote), re.escape(dialect.delimiter)
    space = " *" if dialect.skip_space else ""
    end = rf"(?:{d}|\r|\n|\Z)"
    simple = rf"{space}{q}((?:[^{q}]|{q}{q})*+){q}(?={end})"
    quoted = rf"{space}{q}((?:[^{q}]|{q}{q}(?!{end})|{q}{q}(?={q})|{q}(?!\s*{end}))*+){q}[ \t]*(?={end})"
    return re.compile(rf"(?:{simple}|{quoted}|([^{d}\r\n]*))")


def _cut(text: str, dialect: Dialect, cells: re.Pattern[str]) -> tuple[Record, bool, bool]:
    """Cut one record; return its cells, whether all quotes closed, and whether the text ended there."""
    record: Record = []
    position, closed = 0, True
    while True:
        match = cells.match(text, position)
        if match is None:
            raise AssertionError("the plain cell matches everywhere")
        simple, quoted, plain = match.groups()
        if plain is not None:
            closed = closed and not plain.lstrip(" ").startswith(dialect.quote)
            record.append(plain)
        else:
            record.append((simple if simple is not None else quoted).replace(dialect.quote * 2, dialect.quote))
        position = match.end()
        if text[position : position + 1] != dialect.delimiter:
            return record, closed, not text[position:].strip("\r\n")
        position += 1


def _next_record(lines: list[str], start: int, dialect: Dialect, cells: re.Pattern[str], width: int) -> tuple[Record, int, bool]:
    """Return the record that starts at a line, the lines it takes, and whether a quote was read as a character."""
    first = lines[start]
    if not first.strip():
        return [], 1, False
    record, closed, _ = _cut(first, dialect, cells)
    if closed:
        return record, 1, False
    joined = first
    for used in range(2, min(_LOOKAHEAD_LINES, len(lines) - start) + 1):
        joined += lines[start + used - 1]
        if dialect.quote not in lines[start + used - 1]:
            continue
        longer, closed, complete = _cut(joined, dialect, cells)
        if closed and complete:
            inner = lines[start + 1 : start + used]
            if (len(longer) == width or len(record) != width) and not _holds_records(inner, width, dialect, cells):
                return longer, used, False
            break
    return record, 1, True


def _holds_records(lines: list[str], width: int, dialect: Dialect, cells: re.Pattern[str]) -> bool:
    """Return whether a line inside quotes is itself a record, which shows that the quote was no opening one."""
    return width > 2 and any(
        closed and len(record) == width for record, closed, _ in (_cut(line, dialect, cells) for line in lines)
    )


def _usual_width(lines: list[str], dialect: Dialect, cells: re.Pattern[str]) -> int:
    """Return the most frequent number of cells of the lines that stand alone."""
    counts: Counter[int] = Counter()
    header = 0
    for line in lines[:2000]:
        if line.strip():
            record, closed, _ = _cut(line, dialect, cells)
            counts[len(record)] += closed
            header = header or len(record)
    return max(counts, key=lambda n: (counts[n], n == header, n), default=1)


def _is_clean(text: str, dialect: Dialect) -> bool:
    """Return whether the strict parser accepts these lines."""
    return _parse_strict(text, dialect) is not None
