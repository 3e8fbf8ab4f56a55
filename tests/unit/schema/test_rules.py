"""A run folder that was edited or damaged is refused on load, with the place that is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from fixtures.runs import reseal

from cxtext import Analysis
from cxtext.errors import ModelFormatError

#: Table, column, row from 0, the value put there, and what is said.
EDITS = [
    (
        "units",
        "response_id",
        2,
        "zz",
        "column 'response_id', row 3: is not a response_id of table 'responses'",
    ),
    ("units", "unit_id", 1, None, "table 'units', column 'unit_id', row 2: is missing"),
    ("units", "start", 0, None, "table 'units', column 'start', row 1: is missing"),
    ("units", "start", 4, -1, "table 'units', column 'start', row 5: is not an offset before the end"),
    ("units", "end", 4, 9999, "table 'units', column 'end', row 5: lies beyond the end of the response"),
    ("themes", "exemplar_ids", 1, ["zz"], "table 'themes', column 'exemplar_ids', row 2: is not a unit_id of table 'units'"),
    ("themes", "keyphrases", 0, None, "table 'themes', column 'keyphrases', row 1: is missing"),
    ("assignments", "theme_id", 3, "T999", "column 'theme_id', row 4: is not a theme_id of table 'themes'"),
    ("scorecard", "share", 0, None, "table 'scorecard', column 'share', row 1: is missing"),
    ("scorecard", "impact", 0, float("inf"), "table 'scorecard', column 'impact', row 1: is not a finite number"),
    ("metrics", "value", 0, float("-inf"), "table 'metrics', column 'value', row 1: is not a finite number"),
    ("metrics", "direction", 0, "up", "table 'metrics', column 'direction', row 1: is none of higher, lower"),
    ("sentiment", "label", 0, "meh", "table 'sentiment', column 'label', row 1: is none of negative, neutral, positive"),
]


@pytest.mark.parametrize(("table", "column", "row", "value", "message"), EDITS)
def test_an_edited_cell_is_named(saved_run: Path, table: str, column: str, row: int, value: object, message: str):
    path = saved_run / "tables" / f"{table}.parquet"
    frame = pq.read_table(path).to_pandas()
    cells = frame[column].astype("object").tolist()
    cells[row] = value
    frame.assign(**{column: cells}).to_parquet(path)
    reseal(saved_run)
    with pytest.raises(ModelFormatError) as found:
        Analysis.load(saved_run)
    assert message in str(found.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda card: card["rank"].max() + 1 - card["rank"], "is behind a theme of less priority"),
        (lambda card: card["rank"] + 1, "is not the next rank of its metric"),
        (lambda card: 1, "is not the next rank of its metric"),
    ],
)
def test_ranks_that_do_not_follow_the_priority_are_refused(saved_run: Path, change: Callable[..., Any], message: str):
    path = saved_run / "tables" / "scorecard.parquet"
    card = pq.read_table(path).to_pandas()
    card.assign(rank=change(card)).to_parquet(path)
    reseal(saved_run)
    with pytest.raises(ModelFormatError, match=rf"table 'scorecard', column 'rank', row \d+: {message}"):
        Analysis.load(saved_run)


@pytest.mark.parametrize("table", ["responses", "units", "themes", "metrics", "scorecard"])
def test_a_row_that_is_there_twice_is_named(saved_run: Path, table: str):
    import pandas as pd

    path = saved_run / "tables" / f"{table}.parquet"
    frame = pq.read_table(path).to_pandas()
    pd.concat([frame, frame.tail(1)]).to_parquet(path)
    reseal(saved_run)
    with pytest.raises(ModelFormatError, match=f"table {table!r}, column '.*', row {len(frame) + 1}: is there twice"):
        Analysis.load(saved_run)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("input", 3, "input is 3, not of type dict"),
        ("input", {"sources": [3]}, r"input.sources\[0\] is 3, not of type dict"),
        ("config", [], r"config is \[\], not of type dict"),
        ("config", {"themes": 5}, "config.themes is 5"),
        ("counts", {"n_rows": "many"}, "counts.n_rows is str, not of type int"),
        ("models", "fast", "models is str, not of type dict"),
        ("seed", True, "seed is True"),
    ],
)
def test_an_edited_manifest_is_named(cxtext_cli: Callable[..., Any], saved_run: Path, key: str, value: object, message: str):
    path = saved_run / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), key: value}), "utf-8")
    with pytest.raises(ModelFormatError, match=rf"manifest\.json: {message}"):
        Analysis.load(saved_run)
    done = cxtext_cli("export", saved_run, "--to", "csv")
    assert done.code == 4
    assert "fault of cxtext" not in done.err
