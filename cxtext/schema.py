"""The tables of an analysis: their columns, types and meaning.

pandas at the API, Parquet on disk; :func:`conform` brings a frame to its schema and
:func:`to_arrow` gives the exact Arrow types that are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

METRIC_PREFIX = "metric."
GROUP_PREFIX = "group."
VOLUME_METRIC = "negative_mentions"

#: Kinds a column may have, and the pandas dtype that carries each.
DTYPES = {
    "string": "str",
    "int": "int64",
    "float": "float64",
    "bool": "bool",
    "timestamp": "datetime64[us, UTC]",
    "strings": "object",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its kind (a key of :data:`DTYPES`), whether it may be null, and what it means."""

    kind: str
    meaning: str
    nullable: bool = False


def _column(kind: str, meaning: str) -> Column:
    """Read ``"float?"`` as a nullable float column."""
    return Column(kind.rstrip("?"), meaning, kind.endswith("?"))


def _table(**columns: tuple[str, str]) -> dict[str, Column]:
    """Build one table's columns from ``name=(kind, meaning)``."""
    return {name: _column(*spec) for name, spec in columns.items()}


TABLES: dict[str, dict[str, Column]] = {
    "responses": _table(
        response_id=("string", "unique id of the response"),
        respondent_id=("string", "who answered; repeats when one person answers several questions or waves"),
        row=("int", "number of the record in the input, from 1; one record is one submission"),
        question=("string?", "the text column it came from, when there are several"),
        text=("string", "the text as it was read, never changed"),
        status=("string", "content, non_answer or blank"),
        created_at=("timestamp?", "when it was given, UTC"),
        weight=("float", "survey weight, 1 if none"),
        primary_theme_id=("string?", "its most specific strong theme"),
    ),
    "units": _table(
        unit_id=("string", "response_id # position"),
        response_id=("string", "the response it is part of"),
        position=("int", "order within the response, from 0"),
        start=("int", "offset of the first character in responses.text"),
        end=("int", "offset after the last character in responses.text"),
        text=("string", "the cleaned opinion unit"),
        repeats=("int", "how many units of the run have this very text"),
    ),
    "themes": _table(
        theme_id=("string", "stable id such as T007"),
        parent_id=("string?", "the theme it is a sub-theme of"),
        label=("string", "unique name, in the words of the responses"),
        description=("string", "one line"),
        keyphrases=("strings", "its most telling phrases"),
        exemplar_ids=("strings", "unit_ids of diverse, typical units"),
        n_units=("int", "units assigned"),
        n_responses=("int", "responses with at least one such unit"),
        cohesion=("float", "mean cosine of its units to their centre"),
        stability=("float?", "Jaccard index to its best match over refits on resamples"),
        focus=("float", "share of its units that have one of the five words which set it apart"),
        scope=("string", "topic, or general when its units have no subject in common; such a theme is not ranked"),
        origin=("string", "found, edited or codebook"),
        status=("string", "active or hidden"),
    ),
    "assignments": _table(
        unit_id=("string", "the unit"),
        theme_id=("string?", "its theme; null is unassigned"),
        subtheme_id=("string?", "its sub-theme, when the theme has any"),
        strength=("float", "probability of the theme given the unit, 0 to 1"),
        source=("string", "fit, apply, codebook or manual"),
    ),
    "sentiment": _table(
        unit_id=("string", "the unit"),
        polarity=("float", "P(positive) - P(negative), -1 to 1"),
        label=("string", "negative, neutral or positive"),
    ),
    "metrics": _table(
        metric=("string", "name"),
        kind=("string", "nps, csat, ces, binary, number or volume"),
        column=("string?", "the input column"),
        direction=("string", "higher or lower is better"),
        unit=("string", "what one point is"),
        n=("int", "submissions with a valid answer"),
        n_excluded=("int", "answers out of range or not a number, listed in issues"),
        value=("float?", "the metric over all valid answers; without one the share of submissions with a negative unit"),
        low=("float?", "95% interval, lower end"),
        high=("float?", "95% interval, upper end"),
        commenters_n=("int", "valid answers that came with a comment"),
        commenters_value=("float?", "the metric over those"),
        r_squared=("float?", "share of the outcome's variance that the adjusted model explains"),
    ),
    "scorecard": _table(
        theme_id=("string", "the theme"),
        metric=("string", "the metric, or negative_mentions when there is none"),
        n_responses=("int", "submissions that mention the theme"),
        share=("float", "n_responses over submissions with content"),
        polarity_mean=("float", "mean polarity of its units"),
        negative_share=("float", "share of its units that are negative"),
        positive_share=("float", "share of its units that are positive"),
        n_metric=("int", "submissions that mention it and have a valid answer"),
        metric_with=("float?", "the metric among those"),
        metric_without=("float?", "the metric among all other valid answers"),
        gap=("float?", "metric_with - metric_without"),
        gap_low=("float?", "95% interval, lower end"),
        gap_high=("float?", "95% interval, upper end"),
        impact=("float?", "removal lens: metric - metric_without, in points; negative costs"),
        impact_low=("float?", "95% interval, lower end"),
        impact_high=("float?", "95% interval, upper end"),
        adjusted=("float?", "adjusted lens: coefficient x share, in points; negative costs"),
        adjusted_low=("float?", "95% interval, lower end"),
        adjusted_high=("float?", "95% interval, upper end"),
        driver_share=("float?", "share of the explained variance, unsigned"),
        damage=("float", "points lost, 0 or more, in the metric's bad direction"),
        damage_low=("float", "conservative damage: its one-sided 80% lower limit"),
        p_top5=("float", "bootstrap probability of being among the five worst"),
        tier=("int", "themes whose order is not established share a tier, from 1"),
        priority=("float", "damage_low x stability; 0 for a general theme"),
        rank=("int", "1 is the first to look at"),
        note=("string?", "why a value is missing"),
    ),
    "trends": _table(
        theme_id=("string", "the theme"),
        wave=("string", "the period"),
        n=("int", "responses of the wave that mention it"),
        n_wave=("int", "responses of the wave with content"),
        share=("float", "n / n_wave"),
        low=("float", "95% interval, lower end"),
        high=("float", "95% interval, upper end"),
        partial=("bool", "the period is not complete"),
    ),
    "groups": _table(
        theme_id=("string", "the theme"),
        group_column=("string", "the column"),
        group=("string", "the group"),
        n=("int", "responses of the group that mention it"),
        n_group=("int", "responses of the group with content"),
        share=("float", "n / n_group"),
        lift=("float", "share in the group over share elsewhere"),
        low=("float", "95% interval of the lift, lower end"),
        high=("float", "95% interval of the lift, upper end"),
        p_value=("float", "Fisher's exact test"),
        q_value=("float", "after Benjamini-Hochberg over all cells"),
    ),
    "columns": _table(
        column=("string", "name in the input"),
        role=("string", "text, id, respondent, date, metric, group, weight or unused"),
        detail=("string", "kind of the metric, parsed format, or empty"),
        reason=("string", "why it has this role"),
        chosen_by=("string", "guess or user"),
        n_filled=("int", "cells that are not blank"),
        n_distinct=("int", "different values"),
        example=("string", "a typical value"),
    ),
    "resolutions": _table(
        level=("string", "theme or subtheme"),
        parent_id=("string?", "the theme that was split, at sub-theme level"),
        resolution=("float", "Leiden resolution tried"),
        n_themes=("int", "communities of sufficient size"),
        stability=("float", "mean adjusted Rand index over resamples"),
        coverage=("float", "share of units in those communities"),
        chosen=("bool", "the one used"),
    ),
    "issues": _table(
        level=("string", "info, warning or error"),
        stage=("string", "read, clean, split, themes, metrics, impact or report"),
        code=("string", "short stable code"),
        response_id=("string?", "the response"),
        row=("int?", "record number in the input, from 1"),
        column=("string?", "the column"),
        message=("string", "what was found and what was done"),
    ),
}


def empty(name: str) -> pd.DataFrame:
    """Return the table ``name`` with its columns and no rows."""
    import pandas as pd

    return conform(name, pd.DataFrame({c: [] for c in TABLES[name]}))


def conform(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Bring ``frame`` to the columns, order and dtypes of table ``name``.

    Parameters
    ----------
    name : str
        A key of :data:`TABLES`.
    frame : DataFrame
        Missing nullable columns are added as nulls; metric and group columns of
        ``responses`` are kept after the declared ones; any other column is dropped.

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
    data: dict[str, pd.Series] = {}
    for column, spec in columns.items():
        if column in frame:
            values = frame[column].reset_index(drop=True)
        elif spec.nullable:
            values = pd.Series([None] * len(frame), dtype="object")
        else:
            raise KeyError(f"table {name!r} lacks column {column!r}")
        data[column] = _cast(values, spec)
    for column in extra_columns(frame.columns) if name == "responses" else ():
        data[column] = frame[column].reset_index(drop=True)
    return pd.DataFrame(data)


def extra_columns(columns: Iterable[str]) -> list[str]:
    """Return the metric and group columns among ``columns``, in order."""
    return [c for c in columns if str(c).startswith((METRIC_PREFIX, GROUP_PREFIX))]


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
        is_metric = str(column).startswith(METRIC_PREFIX)
        fields.append(pa.field(column, pa.float64() if is_metric else pa.string()))
    return pa.Table.from_pandas(frame, schema=pa.schema(fields), preserve_index=False).replace_schema_metadata(None)


def _cast(values: pd.Series, spec: Column) -> pd.Series:
    """Cast one column to the pandas dtype of its kind."""
    if spec.kind == "int" and spec.nullable:
        return values.astype("Int64")
    if spec.kind == "strings":
        return values.map(list).astype("object")
    return values.astype(DTYPES[spec.kind])  # type: ignore[call-overload,no-any-return]


def issue(
    stage: str,
    code: str,
    message: str,
    *,
    level: str = "warning",
    response_id: str | None = None,
    row: int | None = None,
    column: str | None = None,
) -> dict[str, object]:
    """Return one row of the ``issues`` table.

    >>> issue("read", "score-out-of-range", "11 is not 0 to 10", row=7)["row"]
    7
    """
    return {
        "level": level,
        "stage": stage,
        "code": code,
        "response_id": response_id,
        "row": row,
        "column": column,
        "message": message,
    }
