"""Outcomes and cohorts from another file, looked up for every record by a key that both have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace

from cxtext.errors import ColumnNotFoundError, SchemaError
from cxtext.readers.cells import Hint, RawTable, locate_column, unique_names
from cxtext.readers.files import read_table
from cxtext.schema import Code, JoinedSource, Level, Stage, issue
from cxtext.settings import InputConfig, Join
from cxtext.wording import INVISIBLE, one_line, plural

_WHOLE = re.compile(r"(-?\d+)\.0+\Z", re.ASCII)
_SHOWN = 3


def join_tables(table: RawTable, config: InputConfig) -> None:
    """Add the columns of every joined file to ``table``, in place.

    No record is lost, repeated or moved: a key stands in at most one row of the joined file, and a record whose key it lacks
    gets blank cells. Keys are compared as text, without the blanks around them, and ``12.0`` is ``12``. Where records share
    a key it tells who answered, unless another column is named for that.

    Raises
    ------
    InputError
        When a file cannot be read, lacks the key, or has a key twice; when no key of it is among those of the records.
    """
    table.joined = tuple(_join(table, join) for join in config.join)
    if config.respondent_column is None:
        _take_respondents(table, config.join)


def normalize_key(cell: str) -> str:
    """Return a key as it is compared; an empty one stands for none.

    >>> normalize_key(" 12.0 "), normalize_key("007"), normalize_key("C-1")
    ('12', '007', 'C-1')
    """
    key = cell.strip().strip(INVISIBLE).strip()
    whole = _WHOLE.match(key)
    return whole.group(1) if whole else key


def _join(table: RawTable, join: Join) -> JoinedSource:
    """Join one file; return its receipt."""
    right = read_table(join.file, InputConfig(encoding=join.encoding, delimiter=join.delimiter, sheet=join.sheet))
    place, right_place = _locate_keys(table, right, join)
    left_key, right_key = table.columns[place], right.columns[right_place]
    keys = [normalize_key(row[place]) for row in table.rows]
    rows = _by_key(right, right_key)
    matched = {key for key in keys if key in rows}
    if not matched and any(keys):
        raise _nothing_matches(table, left_key, keys, right, right_key, rows)
    _append(table, right, right_key, [rows.get(key) for key in keys])
    missing = _note_unmatched(table, left_key, keys, right, rows)
    for one in right.issues:
        where = f", row {one.row}" if one.row is not None else ""
        table.issues.append(replace(one, row=None, message=f"{right.source!r}{where}: {one.message}"))
    return JoinedSource(
        **asdict(right.sources[0]),
        on=join.on,
        n_matched=len(keys) - missing,
        n_unmatched=missing,
        n_unused_rows=len(right.rows) - len(matched),
    )


def _locate_keys(table: RawTable, right: RawTable, join: Join) -> tuple[int, int]:
    """Return the places of the key in the input and in the joined file."""
    left_name, right_name = join.keys
    try:
        left = locate_column(table.columns, [left_name], table.source)
    except ColumnNotFoundError as error:
        raise ColumnNotFoundError(f"{error}\nWhere the input calls the key differently: --on COLUMN={right_name}") from None
    try:
        return left, locate_column(right.columns, [right_name], right.source)
    except ColumnNotFoundError as error:
        raise ColumnNotFoundError(f"{error}\nWhere this file calls the key differently: --on {left_name}=COLUMN") from None


def _by_key(right: RawTable, column: str) -> dict[str, list[str]]:
    """Return the rows of the joined file by their key, which has to be unique."""
    place = right.columns.index(column)
    keyed = [(normalize_key(row[place]), row) for row in right.rows]
    counts = Counter(key for key, _ in keyed if key)
    twice = sorted(key for key, n in counts.items() if n > 1)
    if twice:
        shown = ", ".join(f"{one_line(key, 40)!r} ({counts[key]:,} rows)" for key in twice[:_SHOWN])
        more = ", ..." if len(twice) > _SHOWN else "."
        raise SchemaError(
            f"{right.source!r} has {plural(len(twice), 'key')} in more than one row of {column!r}: {shown}{more}\n"
            "Which row a response belongs to is not clear. Leave one row per key, such as the sum or the latest."
        )
    return {key: row for key, row in keyed if key}


def _nothing_matches(
    table: RawTable, left_key: str, keys: Sequence[str], right: RawTable, right_key: str, rows: dict[str, list[str]]
) -> SchemaError:
    """Return the error for two files that share no key, with examples of both."""
    ours, theirs = (", ".join(repr(one_line(key, 40)) for key in list(dict.fromkeys(side))[:_SHOWN]) or "none"
                    for side in ([key for key in keys if key], list(rows)))  # fmt: skip
    return SchemaError(
        f"no key of {table.source!r} is in {right.source!r}; they are compared as text, upper and lower case apart.\n"
        f"Column {left_key!r} of the one holds {ours}; column {right_key!r} of the other holds {theirs}.\n"
        "Name the right columns: --on KEY, or --on LEFT=RIGHT."
    )


def _append(table: RawTable, right: RawTable, right_key: str, matches: Sequence[list[str] | None]) -> None:
    """Put the columns of the joined file beside those of the table; a name that is taken gets the file's name behind it."""
    places = [i for i, column in enumerate(right.columns) if column != right_key]
    stem = re.split(r"[\\/]", right.source)[-1].partition(".")[0] or "joined"
    wanted = [right.columns[i] for i in places]
    renamed = [f"{name} ({stem})" if name in table.columns else name for name in wanted]
    names = unique_names([*table.columns, *renamed])[len(table.columns) :]
    for before, after in zip(wanted, names, strict=True):
        table.origins[after] = right.source
        if before in right.labels:
            table.labels[after] = right.labels[before]
        if before != after:
            note = f"column {before!r} of {right.source!r} is called {after!r}, as the input has one of that name"
            table.issues.append(issue(Stage.READ, Code.COLUMN_RENAMED, note, level=Level.INFO, column=after))
    blank = [""] * len(places)
    table.columns = [*table.columns, *names]
    table.rows = [
        [*row, *(blank if other is None else (other[i] for i in places))] for row, other in zip(table.rows, matches, strict=True)
    ]


def _note_unmatched(table: RawTable, left_key: str, keys: Sequence[str], right: RawTable, rows: dict[str, list[str]]) -> int:
    """List the records without a row in the joined file, sum them up, and return how many there are."""
    unmatched = [(key, number) for key, number in zip(keys, table.numbers, strict=True) if key not in rows]
    for key, number in unmatched:
        note = f"key {one_line(key, 40)!r} is not in {right.source!r}" if key else f"no key to look up in {right.source!r}"
        table.issues.append(issue(Stage.READ, Code.UNMATCHED_KEY, note, level=Level.INFO, row=number, column=left_key))
    n_unused = len(rows.keys() - set(keys))
    n_blank = sum(not key for key, _ in unmatched)
    parts = [f"{len(keys) - len(unmatched):,} of {plural(len(keys), 'record')} have a row in {right.source!r}"]
    if unmatched:
        parts.append(f"{len(unmatched):,} have none and get blank cells" + (f" ({n_blank:,} without a key)" if n_blank else ""))
    if n_unused:
        parts.append(f"{plural(n_unused, 'row')} of it {'is' if n_unused == 1 else 'are'} used by no record")
    level = Level.WARNING if unmatched else Level.INFO
    table.issues.append(issue(Stage.READ, Code.JOINED, "; ".join(parts), level=level, column=left_key))
    return len(unmatched)


def _take_respondents(table: RawTable, joins: Sequence[Join]) -> None:
    """Take the key whose outcomes several records share, the coarsest of several, as the respondent, and say so."""
    counts: dict[str, int] = {}
    for join in joins:
        place = locate_column(table.columns, [join.keys[0]], table.source)
        column = table.columns[place]
        keys = [key for row in table.rows if (key := normalize_key(row[place]))]
        if len(set(keys)) < len(keys):
            counts[column] = len(set(keys))
    if not counts:
        return
    column = table.respondents = min(counts, key=lambda name: (counts[name], name))
    table.hints[column] = Hint("respondent", "records that share a key of a joined file are one respondent's")
    note = (
        f"records that share a key in {column!r} share their outcomes too: it is taken as the respondent "
        f"({counts[column]:,} different), and intervals count respondents"
    )
    table.issues.append(issue(Stage.READ, Code.RESPONDENT_JOINED, note, level=Level.INFO, column=column))
