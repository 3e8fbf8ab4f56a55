"""Parquet files and data frames to text cells, without the coercions of either."""

from __future__ import annotations

import io
import math
from datetime import date, datetime
from typing import TYPE_CHECKING

from cxtext.errors import UnreadableFileError
from cxtext.readers.cells import RawTable, clean_text, unique_names

if TYPE_CHECKING:
    import pandas as pd


def read_parquet(data: bytes, name: str) -> RawTable:
    """Return the rows of a Parquet file as text cells.

    Raises
    ------
    UnreadableFileError
        When the file is damaged or has no rows.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(data), use_threads=False)
        columns = [column.to_pylist() for column in table.columns]
    except (pa.ArrowException, OSError, ValueError, TypeError, OverflowError, KeyError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise UnreadableFileError(f"{name!r} is not a readable Parquet file: {reason}") from None
    return _table(name, [str(column) for column in table.column_names], columns)


def read_frame(frame: pd.DataFrame, name: str = "DataFrame") -> RawTable:
    """Return the rows of a data frame as text cells; its index is not used.

    Raises
    ------
    UnreadableFileError
        When the frame has no rows or no columns.
    """
    names = [" ".join(str(part) for part in c) if isinstance(c, tuple) else str(c) for c in frame.columns]
    columns = [frame.iloc[:, i].tolist() for i in range(len(names))]
    return _table(name, names, columns)


def _table(name: str, names: list[str], columns: list[list[object]]) -> RawTable:
    """Turn columns of values into rows of text cells."""
    n_rows = len(columns[0]) if columns else 0
    if not n_rows:
        raise UnreadableFileError(f"{name!r} has no rows.\nExpected one record per row.")
    cells = [[to_text(value) for value in column] for column in columns]
    rows = [list(row) for row in zip(*cells, strict=True)]
    return RawTable(name, unique_names(clean_text(n) for n in names), rows, list(range(1, n_rows + 1)))


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
