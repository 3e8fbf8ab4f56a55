"""Parquet files, data frames and Arrow tables to text cells, without the coercions of any."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cxtext.errors import UnreadableFileError
from cxtext.readers.cells import RawTable, clean_text, unique_names
from cxtext.readers.files.kinds import check_columns
from cxtext.schema import Code, Issue, Level, Stage, issue
from cxtext.wording import one_line

if TYPE_CHECKING:
    import pandas as pd

#: Rows that are turned into cells at a time.
_BATCH_ROWS = 10_000
#: Cells up to which a file is read whole: more would fill the memory, whatever the file's own size.
MAX_CELLS = 32_000_000
#: What Arrow raises for a value that Python cannot hold, such as a date after 9999 or in a time zone that is not known.
_OUT_OF_RANGE = (ValueError, OverflowError, KeyError)


def read_parquet(data: bytes, name: str, *, limit: int | None = None) -> RawTable:
    """Return the rows of a Parquet file as text cells, at most ``limit`` of them.

    A file packs rows so well that few bytes may hold millions: only what the limit asks for is unpacked.

    Raises
    ------
    UnreadableFileError
        When the file is damaged, or holds more cells than the memory does.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(data))
        n_rows, columns = file.metadata.num_rows, [str(column) for column in file.schema_arrow.names]
        check_columns(len(columns), name)
        _check_size(name, min(n_rows, limit or n_rows), len(columns))
        batches = file.iter_batches(batch_size=min(_BATCH_ROWS, limit or _BATCH_ROWS), use_threads=False)
        table = _from_batches(name, columns, batches, limit)
    except (pa.ArrowException, OSError, ValueError, TypeError, OverflowError, KeyError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise UnreadableFileError(f"{name!r} is not a readable Parquet file: {reason}") from None
    if len(table.rows) < n_rows:
        note = f"the first {len(table.rows):,} of {n_rows:,} records are used, as asked; the rest was not read"
        table.issues.append(issue(Stage.READ, Code.LIMIT, note, level=Level.INFO))
    return table


def read_frame(frame: pd.DataFrame, name: str = "DataFrame") -> RawTable:
    """Return the rows of a data frame as text cells; its index is not used."""
    names = [" ".join(str(part) for part in c) if isinstance(c, tuple) else str(c) for c in frame.columns]
    columns = [[to_text(value) for value in frame.iloc[:, i].tolist()] for i in range(len(names))]
    return _table(name, names, [list(row) for row in zip(*columns, strict=True)], [])


def read_arrow(table: Any, name: str) -> RawTable:
    """Return the rows of a table that hands out an Arrow stream, such as one of pyarrow, Polars or DuckDB.

    Raises
    ------
    UnreadableFileError
        When its types cannot be read.
    """
    import pyarrow as pa

    try:
        reader = pa.RecordBatchReader.from_stream(table)
        return _from_batches(name, [str(column) for column in reader.schema.names], reader, None)
    except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
        raise UnreadableFileError(f"{name!r} cannot be read: {one_line(error, 120)}") from None


def _check_size(name: str, n_rows: int, n_columns: int) -> None:
    """Raise when a file holds more cells than the memory does."""
    if n_rows * n_columns > MAX_CELLS:
        raise UnreadableFileError(
            f"{name!r} holds {n_rows:,} rows of {n_columns:,} columns, more than can be read at once.\n"
            "Read a part of it with --limit N, or write the columns that matter to a smaller file."
        )


def _from_batches(name: str, names: list[str], batches: Iterable[Any], limit: int | None) -> RawTable:
    """Return the rows of record batches as text cells, each value that Python cannot hold with a line in issues."""
    rows: list[list[str]] = []
    issues: list[Issue] = []
    for batch in batches:
        part = batch if limit is None else batch.slice(0, limit - len(rows))
        columns = []
        for label, column in zip(names, part.columns, strict=True):
            cells, unread = _texts(column)
            for position, value in unread:
                note = f"the value {one_line(value, 60)!r} is out of range; the cell is left blank"
                number = len(rows) + position + 1
                issues.append(issue(Stage.READ, Code.UNREADABLE_CELL, note, row=number, column=label))
            columns.append(cells)
        rows += [list(row) for row in zip(*columns, strict=True)]
        if limit is not None and len(rows) >= limit:
            break
    return _table(name, names, rows, issues)


def _texts(column: Any) -> tuple[list[str], list[tuple[int, str]]]:
    """Return the cells of an Arrow column as text, and the place and writing of each that Python cannot hold."""
    try:
        return [to_text(value) for value in column.to_pylist()], []
    except _OUT_OF_RANGE:
        cells, unread = [], []
        for position, scalar in enumerate(column):
            try:
                cells.append(to_text(scalar.as_py()))
            except _OUT_OF_RANGE:
                cells.append("")
                unread.append((position, f"{column.type} {getattr(scalar, 'value', '')}".strip()))
        return cells, unread


def _table(name: str, names: list[str], rows: list[list[str]], issues: list[Issue]) -> RawTable:
    """Return rows of cells as a table with names of its own."""
    columns = unique_names(clean_text(n) for n in names)
    for before, after in _renamed(names, columns):
        note = f"two columns of {name!r} share a name, {one_line(before, 60)!r}; one is called {after!r}"
        issues.append(issue(Stage.READ, Code.REPEATED_COLUMN, note, column=after))
    return RawTable(name, columns, rows, list(range(1, len(rows) + 1)), issues)


def _renamed(names: list[str], columns: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the names that another column has too, with what they became."""
    seen: set[str] = set()
    for before, after in zip(names, columns, strict=True):
        if before in seen:
            yield before, after
        seen.add(before)


def to_text(value: object) -> str:
    """Return one value as the text a person would write; nothing for a missing one.

    >>> to_text(8.0), to_text(float("nan")), to_text(float("inf")), to_text("NA"), to_text(True)
    ('8', '', 'inf', 'NA', 'true')
    """
    if isinstance(value, str):
        return clean_text(value)
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return ""
    if isinstance(value, bool) or type(value).__name__ in {"bool", "bool_"}:
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        if math.isinf(value):  # it is not missing: whoever reads the cell names it as invalid
            return repr(float(value))
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(float(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return clean_text(value.decode("utf-8", errors="replace"))
    try:
        return clean_text(str(value))
    except ValueError:
        # Python refuses to print an integer of more than 4,300 digits.
        return ""
