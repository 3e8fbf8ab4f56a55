"""The tables of an analysis: their columns, types and meaning.

pandas at the API, Parquet on disk; :func:`conform` brings a frame to its schema and
:func:`to_arrow` gives the exact Arrow types that are written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from cxtext.schema.columns import TABLES as TABLES
from cxtext.schema.columns import Column

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

METRIC_PREFIX = "metric."
GROUP_PREFIX = "group."
#: Before a metric's name: what each of its counts is out of.
EXPOSURE_PREFIX = "exposure."
VOLUME_METRIC = "negative_mentions"
#: What the columns of ``responses`` that depend on the input hold, by the start of their name.
EXTRA = {
    METRIC_PREFIX: "answer on the metric's own scale; null where there is none, or none that counts",
    EXPOSURE_PREFIX: "what the count of the metric is out of, such as months or visits",
    GROUP_PREFIX: "group of the respondent, as the input names it",
}

#: Kinds a column may have, and the pandas dtype that carries each.
DTYPES = {
    "string": "str",
    "int": "int64",
    "float": "float64",
    "bool": "bool",
    "timestamp": "datetime64[us, UTC]",
    "strings": "object",
}


def empty(name: str) -> pd.DataFrame:
    """Return the table ``name`` with its columns and no rows."""
    import pandas as pd

    return conform(name, pd.DataFrame({c: [] for c in TABLES[name]}))


def conform(name: str, frame: pd.DataFrame, *, without: Collection[str] = ()) -> pd.DataFrame:
    """Bring ``frame`` to the columns, order and dtypes of table ``name``.

    Parameters
    ----------
    name : str
        A key of :data:`TABLES`.
    frame : DataFrame
        Missing nullable columns are added as nulls; metric, exposure and group columns of
        ``responses`` are kept after the declared ones; any other column is dropped.
    without : collection of str
        Columns that a later stage adds.

    Returns
    -------
    DataFrame
        A new frame with a fresh RangeIndex.

    Raises
    ------
    KeyError
        When a column that may not be null is missing.
    """
    import pandas as pd

    columns = TABLES[name]
    frame = frame.reset_index(drop=True)
    data: dict[str, pd.Series] = {}
    for column, spec in columns.items():
        if column in without:
            continue
        if column in frame:
            values = frame[column]
        elif spec.nullable:
            values = pd.Series([None] * len(frame), dtype="object")
        else:
            raise KeyError(f"table {name!r} lacks column {column!r}")
        data[column] = _cast(values, spec)
    for column in extra_columns(frame.columns) if name == "responses" else ():
        data[column] = frame[column]
    return pd.DataFrame(data, index=frame.index)


def is_active(themes: pd.DataFrame) -> pd.Series:
    """Tell which rows of table ``themes`` are ranked and shown: not sub-themes, and not hidden."""
    return themes["parent_id"].isna() & (themes["status"] != "hidden")


def active_themes(themes: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of table ``themes`` that are ranked and shown, in order, with a fresh index."""
    return themes[is_active(themes)].reset_index(drop=True)


def extra_columns(columns: Iterable[str]) -> list[str]:
    """Return the metric, exposure and group columns among ``columns``, in order."""
    return [c for c in columns if str(c).startswith(tuple(EXTRA))]


def to_arrow(name: str, frame: pd.DataFrame) -> pa.Table:
    """Return ``frame`` as an Arrow table with the exact types of table ``name``; each field carries its description."""
    import pyarrow as pa

    frame = conform(name, frame)
    kinds: Mapping[str, pa.DataType] = {
        "string": pa.string(),
        "int": pa.int64(),
        "float": pa.float64(),
        "bool": pa.bool_(),
        "timestamp": pa.timestamp("us", "UTC"),
        "strings": pa.list_(pa.string()),
    }
    fields = [
        pa.field(c, kinds[s.kind], nullable=s.nullable, metadata={"description": s.meaning}) for c, s in TABLES[name].items()
    ]
    for column in frame.columns[len(fields) :]:
        prefix = next((p for p in EXTRA if str(column).startswith(p)), METRIC_PREFIX)
        kind = pa.string() if prefix == GROUP_PREFIX else pa.float64()
        fields.append(pa.field(column, kind, metadata={"description": EXTRA[prefix]}))
    return pa.Table.from_pandas(frame, schema=pa.schema(fields), preserve_index=False).replace_schema_metadata(None)


def _cast(values: pd.Series, spec: Column) -> pd.Series:
    """Cast one column to the pandas dtype of its kind."""
    if spec.kind == "strings":
        return values.map(list).astype("object")
    dtype = "Int64" if spec.kind == "int" and spec.nullable else DTYPES[spec.kind]
    return values if values.dtype == dtype else values.astype(dtype)  # type: ignore[call-overload]
