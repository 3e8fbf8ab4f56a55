from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from cxtext import schema
from cxtext.schema import Code, Level, Stage


@pytest.mark.parametrize("name", schema.TABLES)
def test_an_empty_table_has_every_column_in_order_and_writes_with_the_exact_types(name: str):
    frame = schema.empty(name)
    assert list(frame.columns) == list(schema.TABLES[name])
    assert len(frame) == 0
    table = schema.to_arrow(name, frame)
    assert [f.nullable for f in table.schema] == [c.nullable for c in schema.TABLES[name].values()]


@pytest.mark.parametrize("name", schema.TABLES)
def test_every_column_has_a_known_kind_and_a_meaning(name: str):
    for column, spec in schema.TABLES[name].items():
        assert spec.kind in schema.DTYPES, column
        assert spec.meaning, column


def units(**changes: object) -> pd.DataFrame:
    """One row of the units table."""
    row = {"unit_id": "a#0", "response_id": "a", "position": 0, "start": 0, "end": 2, "text": "ok", "repeats": 1, **changes}
    return pd.DataFrame([row])


def test_conform_orders_casts_and_drops():
    frame = units(start="3", extra=1)[["extra", "text", "repeats", "end", "start", "position", "response_id", "unit_id"]]
    done = schema.conform("units", frame)
    assert list(done.columns) == list(schema.TABLES["units"])
    assert done["start"].tolist() == [3]
    assert done["start"].dtype == "int64"


def test_conform_adds_only_columns_that_may_be_null():
    with pytest.raises(KeyError, match="'units' lacks column 'text'"):
        schema.conform("units", units().drop(columns="text"))
    done = schema.conform("issues", pd.DataFrame([{"level": "info", "stage": "read", "code": "x", "message": "m"}]))
    assert done[["response_id", "row", "column"]].isna().all(axis=None)
    assert done["row"].dtype == "Int64"


def test_conform_gives_a_fresh_index_and_leaves_its_input_alone():
    frame = units()
    frame.index = pd.Index([7])
    before = frame.copy()
    assert schema.conform("units", frame).index.tolist() == [0]
    pd.testing.assert_frame_equal(frame, before)


def responses(**changes: object) -> pd.DataFrame:
    """One row of the responses table."""
    row = {
        "response_id": "a",
        "respondent_id": "a",
        "voice_id": "a",
        "row": 1,
        "text": "fine",
        "status": "content",
        "weight": 1.0,
    }
    row |= changes
    return pd.DataFrame([row])


def test_metric_and_group_columns_of_responses_survive_after_the_declared_ones():
    frame = responses(**{"group.plan": "pro", "metric.nps": 9.0, "other": 1})
    done = schema.conform("responses", frame)
    assert list(done.columns) == [*schema.TABLES["responses"], "group.plan", "metric.nps"]
    table = schema.to_arrow("responses", frame)
    assert table.schema.field("metric.nps").type == pa.float64()
    assert table.schema.field("group.plan").type == pa.string()


def test_arrow_types_do_not_depend_on_the_rows():
    one, none = schema.to_arrow("responses", responses()), schema.to_arrow("responses", schema.empty("responses"))
    assert one.schema == none.schema
    assert one.schema.field("created_at").type == pa.timestamp("us", "UTC")


def test_a_null_where_none_may_be_is_refused():
    frame = units()
    frame["response_id"] = pd.Series([None], dtype="object")
    with pytest.raises((ValueError, pa.ArrowInvalid)):
        table = schema.to_arrow("units", frame)
        table.validate(full=True)


def test_lists_survive_the_round_trip():
    row = {
        "theme_id": "T001",
        "label": "Slow login",
        "description": "d",
        "keyphrases": ("a", "b"),
        "exemplar_ids": [],
        "n_units": 2,
        "n_responses": 2,
        "cohesion": 0.5,
        "focus": 0.6,
        "kind": "cause",
        "origin": "found",
        "status": "active",
        "locked": False,
    }
    table = schema.to_arrow("themes", pd.DataFrame([row]))
    assert table.column("keyphrases").to_pylist() == [["a", "b"]]
    assert table.column("exemplar_ids").to_pylist() == [[]]
    assert table.column("stability").to_pylist() == [None]


def test_an_issue_has_the_columns_of_the_table():
    assert list(schema.issue(Stage.READ, Code.LIMIT, "m").to_json()) == list(schema.TABLES["issues"])


def test_issues_are_sorted_by_gravity_and_come_back_from_their_table():
    issues = [
        schema.issue(Stage.READ, Code.LIMIT, "m", level=Level.INFO),
        schema.issue(Stage.READ, Code.BAD_DATE, "m", row=9, column="date"),
        schema.issue(Stage.READ, Code.BAD_DATE, "m", row=2, column="date"),
        schema.issue(Stage.METRICS, Code.SCORE_EXCLUDED, "m", response_id="7", row=1),
        schema.issue(Stage.READ, Code.BAD_RECORD, "m", level=Level.ERROR),
    ]
    table = schema.issue_table(issues)
    assert schema.read_issues(table) == [issues[place] for place in (4, 3, 2, 1, 0)]
    assert schema.read_issues(schema.issue_table([])) == []
    assert all(type(value) in (str, int, type(None)) for value in schema.read_issues(table)[1].to_json().values())


def test_every_code_has_a_meaning_of_its_own():
    assert all(code.meaning and code == code.name.lower().replace("_", "-") for code in Code)
    assert len({code.meaning for code in Code}) == len(Code)


def test_parquet_fields_carry_their_description():
    table = schema.to_arrow("themes", schema.empty("themes"))
    assert table.schema.field("label").metadata == {b"description": b"unique name, in the words of the responses"}
    assert all(table.schema.field(c).metadata for c in schema.TABLES["themes"])
    frame = schema.conform(
        "responses", schema.empty("responses").assign(**{c: [] for c in ("metric.nps", "exposure.nps", "group.x")})
    )
    assert all(field.metadata[b"description"] for field in schema.to_arrow("responses", frame).schema)
