"""Whether what was read from a run folder is sound: a table that was edited or damaged is named, not shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from cxtext.schema.columns import TABLES
from cxtext.schema.frames import EXPOSURE_PREFIX, METRIC_PREFIX

if TYPE_CHECKING:
    import pandas as pd

#: Columns of a table whose values, together, occur once.
KEYS: dict[str, list[str]] = {
    "responses": ["response_id"],
    "units": ["unit_id"],
    "themes": ["theme_id"],
    "phrases": ["theme_id", "phrase"],
    "assignments": ["unit_id"],
    "sentiment": ["unit_id"],
    "metrics": ["metric"],
    "metric_waves": ["metric", "wave"],
    "scorecard": ["theme_id", "metric"],
    "subthemes": ["theme_id", "metric", "subtheme_id"],
    "silence": ["theme_id", "metric"],
    "decomposition": ["metric", "kind", "term"],
    "theme_pairs": ["theme_id", "metric", "other_id"],
    "wave_bridge": ["metric", "part", "theme_id"],
    "wave_changes": ["theme_id", "wave"],
    "asymmetry": ["theme_id", "metric"],
    "rank_check": ["theme_id", "metric", "alternative"],
}
#: Table, its column, and the table that has every value of it as its key.
REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("responses", "primary_theme_id", "themes"),
    ("units", "response_id", "responses"),
    ("themes", "parent_id", "themes"),
    ("themes", "exemplar_ids", "units"),
    ("phrases", "theme_id", "themes"),
    ("assignments", "unit_id", "units"),
    ("assignments", "theme_id", "themes"),
    ("assignments", "subtheme_id", "themes"),
    ("sentiment", "unit_id", "units"),
    ("metric_waves", "metric", "metrics"),
    ("scorecard", "theme_id", "themes"),
    ("scorecard", "metric", "metrics"),
    ("subthemes", "theme_id", "themes"),
    ("subthemes", "metric", "metrics"),
    ("subthemes", "subtheme_id", "themes"),
    ("silence", "theme_id", "themes"),
    ("silence", "metric", "metrics"),
    ("decomposition", "metric", "metrics"),
    ("comentions", "theme_id", "themes"),
    ("comentions", "metric", "metrics"),
    ("comentions", "other_id", "themes"),
    ("theme_pairs", "theme_id", "themes"),
    ("theme_pairs", "metric", "metrics"),
    ("theme_pairs", "other_id", "themes"),
    ("wave_bridge", "metric", "metrics"),
    ("wave_bridge", "theme_id", "themes"),
    ("asymmetry", "theme_id", "themes"),
    ("asymmetry", "metric", "metrics"),
    ("rank_check", "theme_id", "themes"),
    ("rank_check", "metric", "metrics"),
    ("trends", "theme_id", "themes"),
    ("wave_changes", "theme_id", "themes"),
    ("groups", "theme_id", "themes"),
    ("events", "theme_id", "themes"),
    ("new_topics", "exemplar_ids", "units"),
)
#: All values that a column may have, by table and column.
Values = Mapping[tuple[str, str], Collection[str]]
#: Those of columns whose values no other package lists.
VALUES: Values = {
    ("responses", "status"): ("content", "non_answer", "blank"),
    ("metrics", "direction"): ("higher", "lower"),
    ("assignments", "reason"): ("none", "either"),
    ("wave_bridge", "part"): ("change", "mention", "severity", "rest"),
    ("wave_changes", "status"): ("new", "back", "fixed", "gone", "persisting", "unclear"),
}
#: Tables in which a number is never infinite; the lift of a group may be.
FINITE = (
    "assignments",
    "sentiment",
    "metrics",
    "metric_waves",
    "scorecard",
    "subthemes",
    "decomposition",
    "comentions",
    "asymmetry",
    "silence",
)


def check_nulls(name: str, frame: pd.DataFrame) -> None:
    """Raise ValueError when a column of a table as it was read is null where it may not be, or is no number."""
    for column, spec in TABLES[name].items():
        if not spec.nullable and column in frame:
            _refuse(name, column, frame[column].isna(), "is missing")
    for column in map(str, frame.columns):
        if column.startswith((METRIC_PREFIX, EXPOSURE_PREFIX)) and frame[column].dtype.kind not in "fiu":
            raise ValueError(f"table {name!r}, column {column!r}: it holds no numbers")


def check_run(tables: Mapping[str, pd.DataFrame], allowed: Values) -> None:
    """Raise ValueError, with table, column and first row, when the tables are not those of one run.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Every table of a run.
    allowed : mapping of (str, str) to collection of str
        By table and column, the values that other packages list, such as the kinds of metrics.
    """
    for name, key in KEYS.items():
        _refuse(name, key[0], tables[name].duplicated(key), "is there twice")
    for name, column, other in REFERENCES:
        values = tables[name][column].explode() if TABLES[name][column].kind == "strings" else tables[name][column]
        keys = tables[other][KEYS[other][0]]
        _refuse(name, column, values.notna() & ~_is_in(values, keys), f"is not a {KEYS[other][0]} of table {other!r}")
    for (name, column), choices in {**VALUES, **allowed}.items():
        values = tables[name][column]
        _refuse(name, column, values.notna() & ~values.isin(list(choices)), f"is none of {', '.join(sorted(choices))}")
    for name in FINITE:
        for column in map(str, tables[name].select_dtypes("float").columns):
            _refuse(name, column, tables[name][column].abs() == float("inf"), "is not a finite number")
    _check_offsets(tables)
    _check_ranks(tables["scorecard"])


def _is_in(values: pd.Series, keys: pd.Series) -> pd.Series:
    """Tell which values are among some keys: ``values.isin(keys)``, which is slow where the keys are many strings."""
    import pandas as pd

    if values.equals(keys):  # the same opinions in the same order
        return pd.Series(True, index=values.index)
    return pd.Series(pd.Index(keys).get_indexer(values) >= 0, index=values.index) if keys.is_unique else values.isin(keys)


def _check_offsets(tables: Mapping[str, pd.DataFrame]) -> None:
    """Raise when a unit lies outside of its response."""
    units, responses = tables["units"], tables["responses"]
    length = units["response_id"].map(responses.set_index("response_id")["text"].str.len())
    _refuse("units", "start", (units["start"] < 0) | (units["start"] > units["end"]), "is not an offset before the end")
    _refuse("units", "end", units["end"] > length, "lies beyond the end of the response")
    spans = tables["sentiment"].merge(units[["unit_id", "start", "end"]], on="unit_id", how="left")
    start, end = (spans[column].astype("float64") for column in ("emotion_start", "emotion_end"))
    _refuse("sentiment", "emotion_start", (start < spans["start"]) | (start >= end), "is not an offset within the unit")
    _refuse("sentiment", "emotion_end", (end > spans["end"]) | (start.isna() != end.isna()), "is not an offset within the unit")


def _check_ranks(card: pd.DataFrame) -> None:
    """Raise when the themes of a metric are not ranked 1, 2, 3, ... in order of priority, the highest first."""
    ordered = card.sort_values(["metric", "rank"], kind="stable")
    by_metric = ordered.groupby("metric", sort=False)
    _refuse("scorecard", "rank", ordered["rank"] != by_metric.cumcount() + 1, "is not the next rank of its metric")
    _refuse("scorecard", "rank", ordered["priority"] > by_metric["priority"].shift(), "is behind a theme of less priority")


def _refuse(name: str, column: str, wrong: pd.Series, why: str) -> None:
    """Raise for the first row, counted from 1, where ``wrong`` holds; the cell is not quoted, it may hold what people said."""
    if wrong.any():
        row = int(wrong.index[int(wrong.to_numpy().argmax())]) + 1
        raise ValueError(f"table {name!r}, column {column!r}, row {row}: {why}")
