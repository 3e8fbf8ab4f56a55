"""Tables and texts that Python callers give: what is analysed, and the rows that results go back to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxtext.run import CallerRows

if TYPE_CHECKING:
    import pandas as pd

#: Column that texts without a name are analysed under.
TEXT = "text"
#: Of so many texts in a list one may be the name of a file.
MOST_FILES = 3
#: Endings of files that are read.
_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".json", ".jsonl", ".ndjson", ".parquet", ".zip", ".gz"})


def take_source(source: Any) -> tuple[Any, pd.Index | None, str | None]:
    """Return what is read, the index of its rows, and the name of the column where texts were given alone.

    Parameters
    ----------
    source : object
        What :func:`cxtext.analyze` takes. A list, an array or a Series of texts becomes a table of one column.

    Returns
    -------
    source : object
        For the readers.
    index : Index or None
        Of all rows of all tables, in order; None for files.
    text_column : str or None
    """
    import pandas as pd

    texts = as_texts(source)
    if texts is not None:
        name = TEXT if texts.name is None else str(texts.name)
        return texts.to_frame(name), texts.index, name
    tables = list(source) if isinstance(source, list | tuple) else [source]
    indices = [_index_of(table) for table in tables]
    if not indices or any(index is None for index in indices):
        return source, None, None
    given = [index for index in indices if index is not None]
    if all(not isinstance(table, pd.DataFrame) for table in tables):
        return source, pd.RangeIndex(sum(map(len, given))), None
    return source, given[0].append(given[1:]) if len(given) > 1 else given[0], None


def as_texts(source: Any) -> pd.Series | None:
    """Return texts that stand alone as a Series; None for anything else.

    >>> as_texts(["The app is slow", None]).tolist()
    ['The app is slow', None]
    >>> as_texts(["march.csv", "april.csv"]) is None
    True
    """
    import numpy as np
    import pandas as pd

    if isinstance(source, pd.Series):
        return source.astype(object).where(source.notna(), None)
    if isinstance(source, np.ndarray) and source.ndim == 1 and source.dtype.kind in "OUT":
        return as_texts(pd.Series(source))
    is_column = hasattr(source, "__arrow_c_stream__") and not hasattr(source, "columns") and not hasattr(source, "schema")
    if is_column or (hasattr(source, "__arrow_c_array__") and not hasattr(source, "columns")):
        import pyarrow as pa

        values = pa.chunked_array(source) if is_column else pa.array(source)
        return pd.Series(values.to_pylist(), name=getattr(source, "name", None) or None, dtype=object)
    if isinstance(source, list | tuple) and _are_texts(source):
        return pd.Series([None if _is_missing(one) else one for one in source], dtype=object)
    return None


def keep_rows(source: Any, index: pd.Index | None, columns: pd.DataFrame) -> CallerRows | None:
    """Return the rows of the caller's tables, with their ids as they were.

    Parameters
    ----------
    source : object
        As :func:`take_source` returns it.
    index : Index or None
    columns : DataFrame
        Table columns of the run: it tells which one holds the ids.
    """
    if index is None:
        return None
    names = columns.loc[columns["role"] == "id", "column"].tolist()
    tables = source if isinstance(source, list | tuple) else [source]
    cells: list[object] = []
    for table in tables:
        own = _cells_of(table, names[0]) if names else None
        if own is None:
            return CallerRows(index)
        cells += own
    return CallerRows(index, cells)


def _index_of(table: Any) -> pd.Index | None:
    """Return the index of a table, positions where it has none; None for what is no table."""
    import pandas as pd

    if isinstance(table, pd.DataFrame):
        return table.index
    if isinstance(table, str | Path) or not hasattr(table, "__arrow_c_stream__"):
        return None
    try:
        return pd.RangeIndex(len(table))
    except TypeError:  # a stream, whose length is not known before it is read
        return None


def _cells_of(table: Any, name: str) -> list[object] | None:
    """Return the cells of a column of a table; None where it has no column of just this name."""
    import pandas as pd

    if isinstance(table, pd.DataFrame):
        places = [i for i, column in enumerate(table.columns) if str(column) == name]
        return table.iloc[:, places[0]].tolist() if len(places) == 1 else None
    import pyarrow as pa

    arrow = pa.table(table)
    return arrow.column(name).to_pylist() if arrow.column_names.count(name) == 1 else None


def _are_texts(items: Sequence[Any]) -> bool:
    """Tell whether a list is one of texts, and not of files or tables: some text has a blank in it, and few name a file.

    An answer may be blank, "-", or by chance the name of a folder.
    """
    strings = [one for one in items if isinstance(one, str)]
    if not strings or any(not isinstance(one, str) and not _is_missing(one) for one in items):
        return False
    n_files = sum(one == "-" or _names_file(one) for one in strings)
    if n_files * MOST_FILES > len(strings):
        return False
    return len(strings) < len(items) or (len(items) > 1 and any(" " in one.strip() for one in strings))


def _names_file(text: str) -> bool:
    """Tell whether a text is the name of a file or a folder, or of files to be."""
    if not text.strip() or len(text) > 1000 or "\n" in text:
        return False
    try:
        return Path(text).suffix.lower() in _SUFFIXES or Path(text).exists()
    except (OSError, ValueError):
        return False


def _is_missing(value: object) -> bool:
    """Tell whether a value is none."""
    return value is None or type(value).__name__ in {"NAType", "NaTType"} or (isinstance(value, float) and math.isnan(value))
