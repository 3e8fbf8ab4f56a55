"""Outcomes from another file: which row goes where, what is said about the rest, and who counts as one respondent."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fixtures.answers import count_excluded, valid_answers

from cxtext.errors import ColumnNotFoundError, ConfigError, SchemaError, UnreadableFileError
from cxtext.metrics import make_outcome
from cxtext.readers import read_responses
from cxtext.readers.extras import normalize_key
from cxtext.schema import JoinedSource
from cxtext.settings import InputConfig, Metric, resolve_config

SURVEY = pd.DataFrame(
    {
        "ref": ["r1", "r2", "r3", "r4", "r5", "r6"],
        "customer": ["C1", " C2 ", "C1", "C9", "", "12.0"],
        "comment": [f"The export of report {i} is far too slow for us" for i in "abcdef"],
        "plan": ["pro", "free", "pro", "free", "pro", "free"],
    }
)
CRM = pd.DataFrame(
    {
        "id": ["C2", "C1", "C7", "12", ""],
        "tickets": [4, 0, 9, 2, 5],
        "months": [12, 3, 1, 6, 2],
        "plan": ["a", "b", "c", "d", "e"],
    }
)


@pytest.fixture
def crm(tmp_path):
    path = tmp_path / "crm.v2.csv"
    CRM.to_csv(path, index=False)
    return path


def join(path, on="customer=id", frame=SURVEY, metrics=(), **options):
    config = InputConfig(join=({"file": os.fspath(path), "on": on},), text_columns=("comment",), **options)
    return read_responses(frame, config=config, metrics=metrics)


def said(result, code):
    return [row for row in result.issues if row.code == code]


@pytest.mark.parametrize("cell", ["12", " 12 ", "12.0", "12.000", "\ufeff12", "12\u200b"])
def test_a_whole_number_is_one_key_however_it_is_written(cell):
    assert normalize_key(cell) == "12"


@pytest.mark.parametrize("cell", ["012", "12.5", "C12", "1e1", "12,0", "c-12.0"])
def test_other_keys_stay_as_they_are(cell):
    assert normalize_key(cell) == cell


def test_every_record_is_kept_in_place_and_gets_its_row(crm):
    found = join(crm, metrics=[Metric(column="tickets", kind="count", exposure="months")])
    assert found.responses["text"].tolist() == SURVEY["comment"].tolist()
    assert found.responses["row"].tolist() == [1, 2, 3, 4, 5, 6]
    assert found.raw_metrics["tickets"].tolist() == ["0", "4", "0", "", "", "2"]
    assert found.raw_metrics["exposure.tickets"].tolist() == ["3", "12", "3", "", "", "6"]
    assert valid_answers(found, "tickets").fillna(-1).tolist() == [0, 4, 0, -1, -1, 2]


def test_what_has_no_partner_is_counted_and_listed(crm):
    found = join(crm)
    listed = said(found, "unmatched-key")
    assert [(row.row, row.message) for row in listed] == [
        (4, "key 'C9' is not in 'crm.v2.csv'"),
        (5, "no key to look up in 'crm.v2.csv'"),
    ]
    (whole,) = said(found, "joined")
    assert whole.level == "warning"
    assert whole.message == (
        "4 of 6 records have a row in 'crm.v2.csv'; 2 have none and get blank cells (1 without a key); "
        "1 row of it is used by no record"
    )
    (receipt,) = found.receipt.joined
    assert receipt.name == "crm.v2.csv"
    assert receipt.sha256 == hashlib.sha256(crm.read_bytes()).hexdigest()
    assert (receipt.n_matched, receipt.n_unmatched, receipt.n_unused_rows, receipt.on) == (4, 2, 2, "customer=id")
    assert not isinstance(found.receipt.sources[0], JoinedSource)


def test_columns_carry_their_origin_and_a_name_that_is_taken_the_name_of_the_file(crm):
    found = join(crm, group_columns=("plan (crm)",))
    columns = found.columns.set_index("column")
    assert columns.index.tolist() == ["ref", "customer", "comment", "plan", "tickets", "months", "plan (crm)"]
    assert columns["source"].notna().tolist() == [False] * 4 + [True] * 3
    assert columns.loc["plan (crm)", "role"] == "group"
    assert found.responses["group.plan (crm)"].iloc[:2].tolist() == ["b", "a"]
    (note,) = said(found, "column-renamed")
    assert "is called 'plan (crm)'" in note.message


def test_records_that_share_a_row_are_one_respondent(crm):
    found = join(crm)
    who = found.responses["respondent_id"]
    assert who.iloc[0] == who.iloc[2] == "C1"
    assert who.nunique() == 5
    (note,) = said(found, "respondent-joined")
    assert "'customer'" in note.message
    assert dict(zip(found.columns["column"], found.columns["role"], strict=True))["customer"] == "respondent"


def test_a_declared_respondent_stays_and_a_key_with_another_role_still_clusters(crm):
    declared = join(crm, respondent_column="ref")
    assert declared.responses["respondent_id"].nunique() == 6
    assert not said(declared, "respondent-joined")
    as_group = join(crm, group_columns=("customer",))
    assert as_group.responses["respondent_id"].iloc[[0, 2]].tolist() == ["C1", "C1"]
    as_id = join(crm, id_column="customer")
    assert as_id.responses["respondent_id"].iloc[[0, 2]].tolist() == ["C1", "C1"]
    assert as_id.responses["response_id"].is_unique


def test_a_key_that_never_repeats_changes_no_respondent(crm):
    unique = SURVEY.assign(customer=["C1", "C2", "C7", "C9", "", "12"])
    assert not said(join(crm, frame=unique), "respondent-joined")


def test_of_two_keys_the_coarser_one_is_the_respondent(tmp_path):
    frame = SURVEY.assign(account=["a", "a", "a", "b", "b", "b"], customer=["1", "1", "2", "3", "4", "5"])
    pd.DataFrame({"customer": ["1", "2"], "seats": [3, 4]}).to_csv(tmp_path / "people.csv", index=False)
    pd.DataFrame({"account": ["a", "b"], "mrr": [30, 40]}).to_csv(tmp_path / "accounts.csv", index=False)
    joins = [{"file": os.fspath(tmp_path / f"{n}.csv"), "on": k} for n, k in (("people", "customer"), ("accounts", "account"))]
    found = read_responses(frame, config=InputConfig(join=joins, text_columns=("comment",)))
    assert found.responses["respondent_id"].tolist() == list("aaabbb")
    assert [r.name for r in found.receipt.joined] == ["people.csv", "accounts.csv"]


def test_a_key_that_stands_twice_is_an_error_that_names_it(crm):
    pd.concat([CRM, CRM.assign(id=["C2.0", "C1", "C7", "12.0", ""])]).to_csv(crm, index=False)
    with pytest.raises(SchemaError, match=r"has 3 keys in more than one row of 'id': '12' \(2 rows\), 'C1' \(2 rows\), 'C7'"):
        join(crm)


def test_nothing_matches_shows_keys_of_both(crm):
    with pytest.raises(SchemaError) as caught:
        join(crm, on="ref=id")
    message = str(caught.value)
    assert "'r1', 'r2', 'r3'" in message
    assert "'C2', 'C1', 'C7'" in message
    assert "--on LEFT=RIGHT" in message


@pytest.mark.parametrize(("on", "source"), [("custommer=id", "DataFrame"), ("customer=idd", "crm.v2.csv"), ("id", "DataFrame")])
def test_a_missing_key_names_the_file_it_is_missing_in(crm, on, source):
    with pytest.raises(ColumnNotFoundError, match=f"in {source}"):
        join(crm, on=on)


def test_the_case_of_a_key_column_does_not_matter(crm):
    assert join(crm, on="CUSTOMER=ID").receipt.joined[0].n_matched == 4


def test_a_missing_or_empty_file_is_an_error(tmp_path, crm):
    with pytest.raises(UnreadableFileError, match=r"no file"):
        join(tmp_path / "none.csv")
    crm.write_text("id,tickets\n")
    with pytest.raises((UnreadableFileError, SchemaError)):
        join(crm)


@pytest.mark.parametrize("suffix", ["xlsx", "parquet", "jsonl"])
def test_other_formats_join_as_well(tmp_path, suffix):
    path = Path(tmp_path / f"crm.{suffix}")
    frame = CRM.astype({"id": "str"})
    if suffix == "xlsx":
        frame.to_excel(path, index=False)
    elif suffix == "parquet":
        frame.to_parquet(path)
    else:
        frame.to_json(path, orient="records", lines=True)
    assert join(path).receipt.joined[0].n_matched == 4


def test_join_and_on_become_config_in_pairs(tmp_path):
    made = resolve_config({}, options={"join": ["a.csv", Path("b.csv")], "on": "id"})
    assert [(j.file, j.keys) for j in made.input.join] == [("a.csv", ("id", "id")), ("b.csv", ("id", "id"))]
    assert resolve_config(made) == made
    for wrong, message in [
        ({"join": "a.csv"}, "go together"),
        ({"on": "id"}, "go together"),
        ({"join": ["a", "b", "c"], "on": ["x", "y"]}, "3 files to join, but 2 keys"),
        ({"join": CRM, "on": "id"}, "takes a file, not a DataFrame"),
    ]:
        with pytest.raises(ConfigError, match=message):
            resolve_config({}, options=wrong)


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [
        ("90", "minutes", 90),
        ("1:30", "hours", 1.5),
        ("01:30:36", "hours", 1.51),
        ("2 days, 12:00:00", "days", 2.5),
        ("1 days 00:00:00", "hours", 24),
        ("PT1H30M", "minutes", 90),
        ("P1DT12H", "days", 1.5),
        ("P2W", "days", 14),
        ("-1:00", "hours", -1),
        ("26:00", "", 26),
        ("PT0.5S", "seconds", 0.5),
    ],
)
def test_forms_of_a_duration(cell, unit, expected):
    (plain,) = make_outcome(Metric(column="took", kind="duration", unit=unit)).plain_cells([cell])
    assert float(plain) == pytest.approx(expected)


@pytest.mark.parametrize("cell", ["", "P", "PT", "1:75", "1:2:3", "soon", "3 days", "12/2"])
def test_what_is_no_duration(cell):
    outcome = make_outcome(Metric(column="took", kind="duration", unit="hours"))
    assert outcome.plain_cells([cell]) == [cell]
    assert np.isnan(outcome.validate([cell])[0]).all()


def test_a_duration_takes_its_unit_from_its_name_or_its_form():
    cells = ["1:30:00", "PT2H", "4", "-1:00", "", "never"]
    frame = SURVEY.assign(took=cells, handling_minutes=cells)
    metrics = [Metric(column=name, kind="duration") for name in ("took", "handling_minutes")]
    found = read_responses(frame, metrics=metrics, config=InputConfig(text_columns=("comment",)))
    assert [(m.unit, m.direction) for m in found.metrics] == [("hours", "lower"), ("minutes", "lower")]
    assert found.raw_metrics["took"].tolist() == ["1.5", "2", "4", "-1", "", "never"]
    assert found.raw_metrics["handling_minutes"].tolist() == ["90", "120", "4", "-60", "", "never"]
    assert count_excluded(found) == {"took": 2, "handling_minutes": 2}
    assert np.nansum(valid_answers(found, "took")) == 7.5
    assert "taken in hours; so are its plain numbers" in said(found, "metric-assumed")[0].message


@pytest.mark.parametrize(("column", "way"), [("support_calls", "lower"), ("orders", "higher")])
def test_a_count_takes_its_direction_from_its_name_and_says_so(column, way):
    frame = SURVEY.assign(**{column: range(6)})
    found = read_responses(frame, metrics=[Metric(column=column, kind="count")], config=InputConfig(text_columns=("comment",)))
    assert found.metrics[0].direction == way
    assert repr(column) in said(found, "metric-assumed")[0].message


def test_a_column_without_one_valid_answer_says_what_was_expected():
    frame = SURVEY.assign(took=["-1"] * 6)
    for kind, wanted in (("duration", "numbers of 0 or more, times such as"), ("count", "whole numbers of 0 or more")):
        with pytest.raises(SchemaError, match=wanted):
            read_responses(frame, metrics=[Metric(column="took", kind=kind)], config=InputConfig(text_columns=("comment",)))


@pytest.mark.parametrize(
    ("column", "cells", "flag"),
    [
        ("time_to_value_days", ["3", "0", "12.5", "7", "1", "2"], "--metric time_to_value_days:duration"),
        ("support calls", ["3", "0", "12", "7", "1", "2"], "--metric 'support calls:count'"),
        ("support calls", ["3", "0", "1.5", "7", "1", "2"], ""),
        ("month", ["3", "11", "12", "7", "1", "2"], ""),
        ("days", ["-3", "0", "12", "7", "1", "2"], ""),
    ],
)
def test_a_column_that_may_be_a_duration_or_a_count_says_how_to_use_it(column, cells, flag):
    found = read_responses(SURVEY.assign(**{column: cells}), config=InputConfig(text_columns=("comment",)))
    reason = found.columns.set_index("column").loc[column, "reason"]
    assert ("could be a" in reason) is bool(flag)
    assert flag in reason


def test_a_joined_column_is_no_text_date_id_or_weight_unless_it_is_named(tmp_path):
    path = tmp_path / "crm.csv"
    told = [f"Spoke to them on the phone about renewal and pricing, number {i}, quite happy" for i in range(4)]
    pd.DataFrame(
        {
            "id": ["C1", "C2", "C9", "12"],
            "ticket_id": ["t1", "t2", "t3", "t4"],
            "signed_up_at": ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"],
            "weight": ["1", "2", "3", "1.5"],
            "email": ["a@b.de", "c@d.de", "e@f.de", "g@h.de"],
            "account_notes": told,
        }
    ).to_csv(path, index=False)
    config = InputConfig(join=({"file": os.fspath(path), "on": "customer=id"},))
    roles = read_responses(SURVEY, config=config).columns.set_index("column")["role"]
    assert roles["comment"] == "text"
    assert not set(roles[["ticket_id", "signed_up_at", "weight", "email", "account_notes"]]) - {"unused", "group"}
    assert roles[["signed_up_at", "email"]].tolist() == ["unused", "unused"]
    named = join(path, date_column="signed_up_at", weight_column="weight")
    assert named.responses["created_at"].notna().sum() == 5
