"""Delimited text with stray quotes to records, line by line."""

from __future__ import annotations

import re
from collections import Counter

from cxtext.readers.files.dialect import Dialect
from cxtext.schema import Code, Issue, Level, Stage, issue
from cxtext.wording import one_line

Record = list[str]
LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
#: How far a quoted cell may reach, in lines and in places where it might end; this bounds the work on a hostile file.
_MAX_LINES = 200
_MAX_TRIES = 10


class Repair:
    """Cut text into records although its quotes do not add up.

    A quote ends a cell only before a delimiter or a line end. One that never ends its cell, or only after lines that are
    records themselves, is a character of the text.
    """

    def __init__(self, text: str, dialect: Dialect) -> None:
        self.dialect = dialect
        self.lines: list[str] = LINES.findall(text)
        q, d = re.escape(dialect.quote), re.escape(dialect.delimiter)
        space = " *" if dialect.skip_space else ""
        end = rf"(?:{d}|\r|\n|\Z)"
        simple = rf"{space}{q}((?:[^{q}]|{q}{q})*+){q}(?={end})"
        lenient = rf"{space}{q}((?:[^{q}]|{q}{q}(?!{end})|{q}{q}(?={q})|{q}(?!\s*{end}))*+){q}[ \t]*(?={end})"
        self._simple = re.compile(rf"(?:{simple}|([^{d}\r\n]*))")
        self._cell = re.compile(rf"(?:{simple}|{lenient}|([^{d}\r\n]*))")
        self._closing = re.compile(rf"{q}[ \t]*(?={end})")
        self._width = self._usual_width()
        self._kinds: list[str | None] = [None] * len(self.lines)

    def records(self) -> tuple[list[Record], list[Issue]]:
        """Return the records, and a line of issues for each that needed repair."""
        records: list[Record] = []
        issues: list[Issue] = []
        position = 0
        while position < len(self.lines):
            line = self.lines[position]
            record, n_lines, literal = self._record_at(position) if line.strip() else ([], 1, False)
            if literal or (record and not self._is_clean("".join(self.lines[position : position + n_lines]))):
                what = "a quote that never closes; read as a character" if literal else "stray quotes"
                note = f"line {position + 1:,} has {what}: {one_line(line, 60)}"
                issues.append(issue(Stage.READ, Code.STRAY_QUOTE, note, level=Level.INFO))
            records.append(record)
            position += n_lines
        return records, issues

    def _record_at(self, start: int) -> tuple[Record, int, bool]:
        """Return the record that starts at a line, its number of lines, and whether a quote was taken as a character."""
        record, closed, _ = self._cut(self.lines[start])
        if closed:
            return record, 1, False
        tries = 0
        for stop in range(start + 1, min(start + _MAX_LINES, len(self.lines))):
            kind = self._kinds[stop] or self._kind(stop)
            if kind == "record":
                break
            if kind == "inner":
                continue
            longer, closed, complete = self._cut("".join(self.lines[start : stop + 1]))
            if closed and complete and (len(longer) == self._width or len(record) != self._width):
                return longer, stop + 1 - start, False
            tries += 1
            if tries == _MAX_TRIES or (closed and complete):
                break
        return record, 1, True

    def _kind(self, position: int) -> str:
        """Tell, once a line, whether it is a whole record by itself, may end a quoted cell, or neither."""
        line = self.lines[position]
        record, closed, _ = self._cut(line)
        if self._width > 2 and closed and len(record) == self._width:
            kind = "record"
        else:
            kind = "end" if self._closing.search(line) else "inner"
        self._kinds[position] = kind
        return kind

    def _cut(self, text: str) -> tuple[Record, bool, bool]:
        """Cut one record; return its cells, whether all quotes closed, and whether the text ended there."""
        quote = self.dialect.quote
        record: Record = []
        position, closed = 0, True
        while True:
            match = self._cell.match(text, position)
            if match is None:
                raise AssertionError("the plain cell matches everywhere")
            simple, lenient, plain = match.groups()
            if plain is not None:
                closed = closed and not plain.lstrip(" ").startswith(quote)
                record.append(plain)
            else:
                record.append((simple if simple is not None else lenient).replace(quote * 2, quote))
            position = match.end()
            if text[position : position + 1] != self.dialect.delimiter:
                return record, closed, not text[position:].strip("\r\n")
            position += 1

    def _is_clean(self, text: str) -> bool:
        """Return whether every quoted cell of the text is well formed."""
        position = 0
        while True:
            match = self._simple.match(text, position)
            if match is None:
                raise AssertionError("the plain cell matches everywhere")
            plain = match.group(2)
            if plain is not None and plain.lstrip(" ").startswith(self.dialect.quote):
                return False
            position = match.end()
            if text[position : position + 1] != self.dialect.delimiter:
                return True
            position += 1

    def _usual_width(self) -> int:
        """Return the most frequent number of cells of the lines that stand alone."""
        counts: Counter[int] = Counter()
        header = 0
        for line in self.lines[:2000]:
            if line.strip():
                record, closed, _ = self._cut(line)
                counts[len(record)] += closed
                header = header or len(record)
        return max(counts, key=lambda n: (counts[n], n == header, n), default=1)
