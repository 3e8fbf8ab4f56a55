"""One source, or several of the same columns, to one table of text cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from cxtext.errors import InputError, SchemaError, UnreadableFileError
from cxtext.readers.cells import RawTable
from cxtext.readers.files.marks import read_marks
from cxtext.readers.files.mojibake import repair_table
from cxtext.schema import Code, Issue, Level, Source, Stage, issue
from cxtext.settings import InputConfig
from cxtext.wording import normalize, one_line, plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.readers.files.source import Source as OpenSource


class ArrowStream(Protocol):
    """A table that hands out an Arrow stream, such as one of pyarrow, Polars or DuckDB."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the stream in a PyCapsule."""


#: A path, "-" for standard input, a pandas DataFrame, or a table that hands out an Arrow stream, such as one of Polars.
Tabular: TypeAlias = "str | PathLike[str] | pd.DataFrame | ArrowStream"
#: Formats whose tables have a header row.
_WITH_HEADER = ("delimited", "xlsx")
#: Settings of how a file is read -> the formats that they apply to.
_APPLIES = {"encoding": ("delimited", "json"), "delimiter": ("delimited",), "sheet": ("xlsx",)}


def read_tables(sources: Sequence[Tabular], config: InputConfig) -> RawTable:
    """Read every source and put the tables below each other.

    Raises
    ------
    InputError
        When a source cannot be read, or the sources do not share most of their columns.
    """
    if not sources:
        raise InputError("no input given.\nGive a file, '-' for standard input, or a DataFrame.")
    tables = [table for position, source in enumerate(sources, start=1) for table in _read(source, position, config)]
    for table in tables:
        read_marks(table)
        repair_table(table)
    _tell_unused(tables, config)
    return _concatenate(_with_records(tables))


def _with_records(tables: Sequence[RawTable]) -> list[RawTable]:
    """Return the tables that hold records; one that has only a header is told, unless all are such."""
    filled = [table for table in tables if table.n_read]
    for table in tables:
        if table.n_read:
            continue
        if not filled and table.sources[0].format not in _WITH_HEADER:
            raise UnreadableFileError(f"{table.source!r} has no rows.\nExpected one record per row.")
        if not filled:
            named = one_line(", ".join(table.columns), 200)
            raise UnreadableFileError(f"{table.source!r} has a header row and no record below it.\nColumns found: {named}")
        note = f"{table.source!r} has a header and no record"
        filled[0].issues.append(issue(Stage.READ, Code.NO_RECORDS, note))
        filled[0].sources = (*filled[0].sources, *table.sources)
    return filled


def as_list(
    sources: Sequence[Tabular] | Tabular,
) -> list[Tabular]:
    """Return one source, or a sequence of them, as a list."""
    if isinstance(sources, str) and not sources:
        raise InputError("the name of the input is empty.\nGive a path, '-' for standard input, or a pandas DataFrame.")
    if isinstance(sources, Sequence) and not isinstance(sources, str | bytes):
        return list(sources)
    return [sources]


def read_table(source: Tabular, config: InputConfig) -> RawTable:
    """Read one source to text cells; ``sources`` says how."""
    return read_tables([source], config)


def _read(source: Tabular, position: int, config: InputConfig) -> Iterator[RawTable]:
    """Read one source, which may be a folder or an archive of several tables; ``position`` is its number among all."""
    if not isinstance(source, str | PathLike):
        yield _from_frame(source, position)
        return
    from cxtext.readers.files.source import find_files, open_sources

    for file in find_files(source):
        for opened in open_sources(file):
            yield _from_file(opened, config)


def _tell_unused(tables: Sequence[RawTable], config: InputConfig) -> None:
    """Add an issue to every table for a setting that applies to none of them."""
    for setting, formats in _APPLIES.items():
        value = getattr(config, setting)
        if value is None or any(source.format in formats for table in tables for source in table.sources):
            continue
        for table in tables:
            what = f"{table.source!r} ({table.sources[0].format})"
            note = f"the {setting} {value!r} that was given does not apply to {what} and is not used"
            table.issues.append(issue(Stage.READ, Code.SETTING_UNUSED, note))


def _from_file(opened: OpenSource, config: InputConfig) -> RawTable:
    """Read a file, or standard input, by its kind."""
    from cxtext.readers.files.encoding import decode

    encoding, delimiter = None, None
    if opened.kind == "parquet":
        from cxtext.readers.files.parquet import read_parquet

        table = read_parquet(opened.data, opened.name, limit=config.limit)
    elif opened.kind == "xlsx":
        from cxtext.readers.files.excel import read_workbook
        from cxtext.readers.files.grid import build_table

        records, notes = read_workbook(opened.data, opened.name, config.sheet, columns=_named_columns(config))
        table = build_table(opened.name, records)
        table.issues[:0] = notes
    else:
        text, encoding, notes = decode(opened.data, opened.name, config.encoding)
        table, delimiter = _from_text(text, opened.name, opened.kind, config)
        table.issues[:0] = notes
    table.sources = (_describe(table, opened.name, opened.kind, opened.sha256, encoding, delimiter),)
    return table


#: How what is no table becomes one, by the name of its type.
_FIRST = {
    "LazyFrame": "Give its rows: frame.collect()",
    "dict": "Give a table of it: pandas.DataFrame(columns)",
    "generator": "Give its texts as a list: list(texts)",
}


def _from_frame(frame: Any, position: int) -> RawTable:
    """Read a data frame; its fingerprint is that of its cells."""
    from cxtext.readers.files.parquet import read_arrow, read_frame

    name = "DataFrame" if position == 1 else f"DataFrame {position}"
    if hasattr(frame, "iloc") and hasattr(frame, "columns"):
        table = read_frame(frame, name)
    elif hasattr(frame, "__arrow_c_stream__"):
        table = read_arrow(frame, name)
    else:
        expected = "Give a path, '-' for standard input, a list of texts, a pandas or Polars DataFrame, or an Arrow table."
        expected = _FIRST.get(type(frame).__name__, expected)
        raise InputError(f"cannot read a {type(frame).__name__}.\n{expected}")
    digest = sha256()
    for row in [table.columns, *table.rows]:
        digest.update("\x1f".join(row).encode("utf-8", "replace") + b"\x1e")
    table.sources = (_describe(table, table.source, "dataframe", digest.hexdigest()),)
    return table


def _named_columns(config: InputConfig) -> list[str]:
    """Return the columns that the user named, which the sheet of a workbook has to have."""
    single = (config.id_column, config.respondent_column, config.date_column, config.wave_column, config.weight_column)
    return [*config.text_columns, *config.group_columns, *(name for name in single if name)]


def _describe(
    table: RawTable, name: str, kind: str, sha256: str, encoding: str | None = None, delimiter: str | None = None
) -> Source:
    """Return how a table was read."""
    return Source(
        name=name,
        format=kind,
        sha256=sha256,
        encoding=encoding,
        delimiter=delimiter,
        preset=table.preset,
        n_rows=table.n_read,
    )


def _from_text(text: str, name: str, kind: str, config: InputConfig) -> tuple[RawTable, str | None]:
    """Cut a text source into cells; return the delimiter too, None where there is none."""
    if kind == "json":
        from cxtext.readers.files.json import read_json

        return read_json(text, name), None
    from cxtext.readers.files import delimited, dialect
    from cxtext.readers.files.grid import build_table
    from cxtext.readers.files.head import take_head
    from cxtext.readers.files.wrapped import unwrap

    text, declared = dialect.take_declared(text)
    text, n_left = take_head(text, config.limit)
    wanted = dialect.parse_delimiter(config.delimiter) if config.delimiter is not None else declared
    suffix = Path(name.removesuffix(".gz")).suffix.lower()
    if config.delimiter is not None and wanted is not None:
        dialect.check_delimiter(text, wanted, name, suffix)
    used = dialect.sniff(text, delimiter=wanted, suffix=suffix)
    records, repairs = delimited.parse(text, used)
    records, used, unwrapped = unwrap(records, used)
    table = build_table(name, records, delimiter=used.delimiter or ",")
    table.issues[:0] = [*repairs, *unwrapped]
    table.n_unread_lines = n_left
    return table, used.delimiter or None


def _shift(one: Issue, offset: int) -> Issue:
    """Add ``offset`` to the record number of an issue."""
    return one if one.row is None else replace(one, row=one.row + offset)


def _share_spellings(tables: list[RawTable]) -> None:
    """Call columns alike that differ in case or spaces only, as the first table that has them does, in place."""
    spellings: dict[str, str] = {}
    for table in tables:
        own = {normalize(name) for name in table.columns}
        changed = {}
        for name in table.columns:
            first = spellings.setdefault(normalize(name), name)
            if first != name and first not in table.columns and len(own) == len(table.columns):
                changed[name] = first
        if not changed:
            continue
        table.columns = [changed.get(name, name) for name in table.columns]
        table.labels = {changed.get(name, name): label for name, label in table.labels.items()}
        table.hints = {changed.get(name, name): hint for name, hint in table.hints.items()}
        named = one_line(", ".join(f"{name!r} as {first!r}" for name, first in changed.items()), 200)
        note = f"columns of {table.source!r} that the others spell differently: {named}"
        table.issues.append(issue(Stage.READ, Code.COLUMN_SPELLING, note, level=Level.INFO))


def _concatenate(tables: list[RawTable]) -> RawTable:
    """Put tables below each other; record numbers run on."""
    if len(tables) == 1:
        return tables[0]
    first = tables[0]
    _share_spellings(tables)
    columns = list(dict.fromkeys(column for table in tables for column in table.columns))
    shared = set(first.columns).intersection(*(table.columns for table in tables[1:]))
    for table in tables[1:]:
        common = set(table.columns) & set(first.columns)
        if len(common) < 0.5 * min(len(table.columns), len(first.columns)):
            raise SchemaError(
                f"{table.source!r} and {first.source!r} share {plural(len(common), 'column')} only; use them one by one.\n"
                f"In the one: {one_line(', '.join(table.columns), 120)}\nIn the other: {one_line(', '.join(first.columns), 120)}"
            )
    joined = RawTable("all sources", columns, [], [], counts=next((table.counts for table in tables if table.counts), ""))
    offset = 0
    for table in tables:
        note = f"records {offset + 1:,} to {offset + table.n_read:,} are from {table.source!r}"
        joined.issues.append(issue(Stage.READ, Code.SOURCE, note, level=Level.INFO))
        joined.issues += [_shift(one, offset) for one in table.issues]
        lacking = [column for column in columns if column not in table.columns]
        if lacking:
            note = f"{table.source!r} lacks {one_line(', '.join(map(repr, lacking)), 200)}; taken as blank"
            joined.issues.append(issue(Stage.READ, Code.MISSING_COLUMN, note))
        places = [table.columns.index(column) if column in table.columns else None for column in columns]
        joined.rows += [[row[i] if i is not None else "" for i in places] for row in table.rows]
        joined.numbers += [number + offset for number in table.numbers]
        joined.labels |= table.labels
        joined.hints |= {c: h for c, h in table.hints.items() if c in shared}
        joined.n_dropped += table.n_dropped
        offset += table.n_read
    joined.n_unread_lines = sum(table.n_unread_lines for table in tables)
    joined.sources = tuple(source for table in tables for source in table.sources)
    return joined
