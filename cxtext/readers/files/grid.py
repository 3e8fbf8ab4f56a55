"""Records to a table: preamble, header, ragged rows; nothing leaves without a line in issues."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cxtext.errors import UnreadableFileError
from cxtext.readers.cells import RawTable, unique_names
from cxtext.readers.files import survey_tools as presets
from cxtext.readers.files.counts import describe_counts
from cxtext.readers.files.footer import count_footers
from cxtext.readers.files.kinds import cell_kind, check_columns, column_kinds, count_filled, has_content, is_typed
from cxtext.readers.files.preamble import find_header
from cxtext.readers.files.ragged import fit_rows
from cxtext.schema import Code, Issue, Level, Stage, issue
from cxtext.wording import is_blank, one_line, plural

Record = list[str]
_HEADER_WORDS = frozenset(
    {"id", "text", "comment", "comments", "feedback", "review", "reviews", "response", "answer", "verbatim", "date"}
)


def build_table(source: str, records: list[Record], *, delimiter: str = ",") -> RawTable:
    """Turn records into a table with one header row.

    Parameters
    ----------
    source : str
        Name of the source, for messages.
    records : list of list of str
        Header included; a blank line is an empty record.
    delimiter : str
        Used to join cells that an unquoted delimiter tore apart.

    Raises
    ------
    UnreadableFileError
        When there is no header, or more columns than a spreadsheet has.
    """
    issues: list[Issue] = []
    records = _strip_end(records, issues, source)
    width = _usual_width(records)
    check_columns(max(map(len, records), default=0), source)
    body = _skip_preamble(records, width, issues, source)
    if not body:
        raise UnreadableFileError(f"{source!r} is empty.\nExpected a header row and one record per row.")
    layout = presets.recognise(body)
    if layout is not None:
        columns, n_header = layout.columns, layout.n_header_rows
        issues.append(issue(Stage.READ, Code.PRESET, f"{source!r} looks like {layout.note}", level=Level.INFO))
    elif _has_header(body, width):
        columns, n_header = unique_names(_pad(body[0], width)), 1
        if width == 1:
            note = f"{source!r} has one column; its first line is taken as the name: {one_line(columns[0], 60)!r}"
            issues.append(issue(Stage.READ, Code.ONE_COLUMN, note, level=Level.INFO))
        _note_header(body[0], columns, issues, source)
    else:
        columns, n_header = _invent_columns(width), 0
        note = f"{source!r} has no header row; its columns are called {columns[0]!r} to {columns[-1]!r}"
        note = note if width > 1 else f"{source!r} has no header row; its column is called 'text'"
        issues.append(issue(Stage.READ, Code.NO_HEADER, note))
    table = RawTable(source, columns, [], [], issues)
    if layout is not None:
        table.labels, table.hints = layout.labels, layout.hints
        table.preset = layout.name
    _fill(table, body[n_header:], body[0] if n_header == 1 else None, delimiter)
    table.counts = describe_counts(body)
    if layout is not None:
        presets.drop_previews(table)
        presets.label_scores(table)
    return table


def _strip_end(records: list[Record], issues: list[Issue], source: str) -> list[Record]:
    """Leave out blank lines and rows of empty cells at the end; they end the file and are not records."""
    end = len(records)
    width = max(map(len, records), default=0)
    while end and (not records[end - 1] or (width > 1 and not has_content(records[end - 1]))):
        end -= 1
    n = sum(map(bool, records[end:]))
    if n:
        note = f"{plural(n, 'row')} of empty cells at the end of {source!r}, left out"
        issues.append(issue(Stage.READ, Code.BLANK_ROW, note, level=Level.INFO))
    return records[:end]


def _usual_width(records: Sequence[Record]) -> int:
    """Return the most frequent number of cells; of two as frequent ones that of the first row, else the larger one."""
    counts = Counter(len(record) for record in records if record)
    first = next((len(record) for record in records if record), 0)
    return max(counts, key=lambda n: (counts[n], n == first, n), default=0)


def _skip_preamble(records: list[Record], width: int, issues: list[Issue], source: str) -> list[Record]:
    """Leave out title lines above the header, each with a line in issues."""
    start = find_header(records, width)
    for position, record in enumerate(records[:start]):
        if has_content(record):
            note = f"line {position + 1} of {source!r} is above the header and no record: {one_line(' '.join(record))}"
            issues.append(issue(Stage.READ, Code.PREAMBLE, note, level=Level.INFO))
    return records[start:]


def _has_header(body: list[Record], width: int) -> bool:
    """Judge whether the first record names the columns."""
    first, rest = body[0], [record for record in body[1:200] if len(record) == len(body[0])]
    if width == 1:
        words = first[0].split()
        has_header_word = bool(_HEADER_WORDS.intersection(word.lower().strip(":?_") for word in words))
        plain = len(words) <= 3 and re.fullmatch(r"[\w\s-]+", first[0]) is not None
        return plain or has_header_word or first[0].rstrip().endswith(("?", ":")) or len(body) == 1
    typed = [i for i, cell in enumerate(first) if is_typed(cell)]
    if not typed or not rest:
        return True
    filled = {i: [record[i] for record in rest if not is_blank(record[i])] for i in typed}
    same = [i for i in typed if sum(map(is_typed, filled[i])) >= 0.8 * len(filled[i])]
    return len(same) < min(2, sum(not is_blank(cell) for cell in first))


def _note_header(header: Record, columns: list[str], issues: list[Issue], source: str) -> None:
    """Say which column names were made up."""
    repeated: dict[str, list[str]] = {}
    for cell, name in zip(header, columns, strict=False):
        if is_blank(cell):
            note = f"a column of {source!r} has no name; it is called {name!r}"
            issues.append(issue(Stage.READ, Code.UNNAMED_COLUMN, note, column=name, level=Level.INFO))
        elif name != " ".join(cell.split()) and "~" in name:
            repeated.setdefault(name.rpartition("~")[0], []).append(name)
    for name, others in repeated.items():
        called = f"one is called {others[0]!r}" if len(others) == 1 else f"they are called {others[0]!r} to {others[-1]!r}"
        n = "two" if len(others) == 1 else f"{len(others) + 1:,}"
        note = f"{n} columns of {source!r} share a name, {one_line(name, 60)!r}; {called}"
        issues.append(issue(Stage.READ, Code.REPEATED_COLUMN, note, column=others[0]))


def _invent_columns(width: int) -> list[str]:
    """Name the columns of a file without header."""
    return ["text"] if width == 1 else [f"column_{i + 1}" for i in range(width)]


def _warn_swallowed(table: RawTable, delimiter: str) -> None:
    """Warn of cells that hold several lines which are records by their numbers and dates: a quote is probably missing."""
    width = len(table.columns)
    kinds = column_kinds(table.rows, width)
    typed = [i for i, kind in enumerate(kinds) if kind != "text"]
    if width < 3 or not typed:
        return
    for row, number in zip(table.rows, table.numbers, strict=True):
        if not any("\n" in cell for cell in row):
            continue
        lines = [line.split(delimiter) for cell in row if "\n" in cell for line in cell.split("\n")[1:]]
        alike = [line for line in lines if len(line) == width and all(_suits(line[i], kinds[i]) for i in typed)]
        if sum(any(not is_blank(line[i]) for i in typed) for line in alike) > 1:
            note = f"record {number:,} of {table.source!r} seems to hold other records; a quote may be missing"
            table.issues.append(issue(Stage.READ, Code.SWALLOWED_ROWS, note, row=number))


def _suits(cell: str, kind: str) -> bool:
    """Return whether a cell may stand in a column of a kind."""
    return is_blank(cell) or cell_kind(cell.strip().strip('"')) == kind


def _repeats(record: Record, header: Record) -> bool:
    """Return whether a record repeats the header, as files put below each other do; a few names may differ."""
    if record == header and len(header) > 1:
        return True
    if not record or (record[0] != header[0] and record[-1] != header[-1]):
        return False
    same = sum(a == b and not is_blank(a) for a, b in zip(record, header, strict=False))
    return same >= 3 and same >= 0.8 * max(count_filled(record), 1)


def _pad(record: Record, width: int) -> Record:
    """Widen a short header row to the usual width, and drop blank cells beyond it."""
    record = record + [""] * (width - len(record))
    while len(record) > width and is_blank(record[-1]):
        record = record[:-1]
    return record


def _fill(table: RawTable, records: list[Record], header: Record | None, delimiter: str) -> None:
    """Put the records below the header into the table, with their numbers."""
    single = len(table.columns) == 1
    first_footer = len(records) - (0 if single else count_footers(records, len(table.columns)))
    for number, record in enumerate(records, start=1):
        if not single and not has_content(record):
            what = "has empty cells only" if record else "is a blank line"
            _drop(table, number, Code.BLANK_ROW, what, Level.INFO)
        elif header is not None and _repeats(record, header):
            _drop(table, number, Code.REPEATED_HEADER, "repeats the header", Level.WARNING)
        elif number > first_footer:
            shown = one_line(" ".join(cell for cell in record if not is_blank(cell)), 80)
            _drop(table, number, Code.FOOTER, f"stands below the records and is none ({shown})", Level.INFO)
        else:
            table.rows.append(record)
            table.numbers.append(number)
    _warn_swallowed(table, delimiter)
    fit_rows(table, delimiter)
    damaged = sum("\ufffd" in cell for row in table.rows for cell in row if not cell.isascii())
    if damaged:
        note = f"{plural(damaged, 'cell')} of {table.source!r} hold U+FFFD, where a character was lost"
        table.issues.append(issue(Stage.READ, Code.REPLACEMENT_CHARACTER, note))


def _drop(table: RawTable, number: int, code: Code, what: str, level: Level) -> None:
    """Leave out one record, with a line in issues."""
    table.n_dropped += 1
    note = f"record {number:,} of {table.source!r} {what}; left out"
    table.issues.append(issue(Stage.READ, code, note, level=level, row=number))
