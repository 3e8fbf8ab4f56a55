"""Tick boxes: one column per option of a question with several answers becomes one group per option."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cxtext.readers import ReadResult, read_responses
from cxtext.readers.columns.profile import profile_column
from cxtext.readers.columns.ticks import find_tick_boxes
from cxtext.settings import InputConfig, Metric

N = 24
WHY = [f"The export of case {i} takes far too long" for i in range(N)]
#: Who chose the search, and who the export.
SEARCH, EXPORT = ([i % k == 0 for i in range(N)] for k in (2, 3))


def cells(chosen: list[bool], yes: str, no: str = "") -> list[str]:
    """Write a column of one option."""
    return [yes if own else no for own in chosen]


def read(columns: dict[str, list[str]], **options: object) -> ReadResult:
    """Read columns beside a comment."""
    return read_responses(pd.DataFrame({**columns, "Why?": WHY}), config=InputConfig.model_validate(options))


def roles(result: ReadResult) -> dict[str, str]:
    """Return the role of each column."""
    return dict(zip(result.columns["column"], result.columns["role"], strict=True))


STYLES = {
    "google grid": (("Used? [Search]", "Used? [Export]"), ("Yes", ""), ("Yes", "")),
    "own name": (("Used?: Search", "Used?: Export"), ("Search", ""), ("Export", "")),
    "ones and zeros": (("Used? - Search", "Used? - Export"), ("1", "0"), ("1", "0")),
    "selected": (("Used?/Search", "Used?/Export"), ("Selected", "Not selected"), ("Selected", "Not selected")),
    "codes": (("Used? | Search", "Used? | Export"), ("1", ""), ("2", "")),
    "crosses": (("Used? [Search]", "Used? [Export]"), ("x", ""), ("x", "")),
}


@pytest.mark.parametrize("style", STYLES)
def test_each_option_is_a_group_under_its_question(style: str):
    names, search, export = STYLES[style]
    result = read({names[0]: cells(SEARCH, *search), names[1]: cells(EXPORT, *export)})
    assert roles(result) == {names[0]: "group", names[1]: "group", "Why?": "text"}
    groups = result.responses.filter(like="group.")
    assert list(groups) == ["group.Used?: Search", "group.Used?: Export"]
    assert list(groups.iloc[:, 0] == "chosen") == SEARCH
    assert list(groups.iloc[:, 1] == "chosen") == EXPORT


def test_who_ticked_nothing_did_not_answer():
    result = read({"Used? [Search]": cells(SEARCH, "Yes"), "Used? [Export]": cells(EXPORT, "Yes")})
    silent = [not (a or b) for a, b in zip(SEARCH, EXPORT, strict=True)]
    assert list(result.responses["group.Used?: Search"].isna()) == silent
    written = read({"Used? [Search]": cells(SEARCH, "Yes", "No"), "Used? [Export]": cells(EXPORT, "Yes", "No")})
    assert not written.responses["group.Used?: Search"].isna().any()


def test_neighbours_that_hold_their_own_header():
    result = read({"Search": cells(SEARCH, "Search"), "Export": cells(EXPORT, "Export"), "Plan": ["pro", "free"] * (N // 2)})
    assert list(result.responses.filter(like="group.")) == ["group.Search", "group.Export", "group.Plan"]
    assert set(result.responses["group.Search"].dropna()) == {"chosen", "not chosen"}


def test_question_texts_of_codes(tmp_path: Path):
    names = "StartDate,Status,RecordedDate,ResponseId,Q1_1,Q1_2,Q2"
    asked = "Which do you use? Select all that apply. - Selected Choice - "
    texts = f"Start,Type,Recorded,Id,{asked}Search,{asked}Export,Why?"
    ids = ",".join(f'"{{""ImportId"":""x{i}""}}"' for i in range(7))
    rows = [f"2024-01-01 10:00:00,0,2024-01-01 10:05:00,R_{i}abc,{'1' * SEARCH[i]},{'1' * EXPORT[i]},{WHY[i]}" for i in range(N)]
    path = tmp_path / "qualtrics.csv"
    path.write_text("\n".join([names, texts, ids, *rows]), encoding="utf-8")
    result = read_responses(path)
    question = "Which do you use? Select all that apply."
    assert [c for c in result.responses if c.startswith("group.")] == [f"group.{question}: Search", f"group.{question}: Export"]


def test_second_header_row_with_options_that_are_numbers(tmp_path: Path):
    versions = ["1.16", "1.17", "1.18"]
    head = ["Which versions do you run?", "", "", "What is missing?"]
    sub = [*versions, "Open-Ended Response"]
    rows = [[*(v if (i + k) % 3 else "" for k, v in enumerate(versions)), WHY[i]] for i in range(N)]
    path = tmp_path / "survey.csv"
    path.write_text("\n".join(",".join(row) for row in [head, sub, *rows]), encoding="utf-8")
    result = read_responses(path)
    assert [c for c in result.responses if c.startswith("group.")] == [f"group.Which versions do you run?: {v}" for v in versions]
    assert len(result.responses) == N


def test_long_options_are_never_the_text():
    long = "I use it every day for the most important work that I have"
    columns = {f"Which apply? [{long} {k}]": cells(SEARCH if k else EXPORT, f"{long} {k}") for k in range(2)}
    result = read_responses(pd.DataFrame({**columns, "note": ["slow"] * N}))
    assert roles(result)["note"] == "text"


def test_options_named_like_ids_people_and_ratings_are_groups():
    names = ["Which sign-ins do you use? [Apple ID]", "Which sign-ins do you use? [Phone]", "Which sign-ins do you use? [Rating]"]
    result = read({name: cells(SEARCH if i else EXPORT, "1", "0") for i, name in enumerate(names)})
    assert [roles(result)[name] for name in names] == ["group"] * 3
    assert not result.metrics


def test_yes_or_no_outcomes_are_no_options():
    result = read({"Churned: 2023": cells(SEARCH, "Yes", "No"), "Churned: 2024": cells(EXPORT, "Yes", "No")})
    assert result.columns["reason"].str.contains("could be a binary metric").sum() == 2


def test_declared_columns_keep_their_roles():
    columns = {"Used? [Search]": cells(SEARCH, "1", "0"), "Used? [Export]": cells(EXPORT, "1", "0")}
    frame = pd.DataFrame({**columns, "Why?": WHY})
    result = read_responses(frame, metrics=[Metric(column="Used? [Search]", kind="binary", direction="higher")])
    assert roles(result) == {"Used? [Search]": "metric", "Used? [Export]": "group", "Why?": "text"}
    named = read(columns, group_columns=("Used? [Export]",))
    assert list(named.responses.filter(like="group.")) == ["group.Used?: Export"]
    assert "others were named" in named.columns.set_index("column").loc["Used? [Search]", "reason"]


def test_no_more_groups_than_others_may_be():
    result = read({f"Used? [{k}]": [("Yes" if (i + k) % (k + 2) else "") for i in range(N)] for k in range(20)})
    own = result.columns[result.columns["column"].str.startswith("Used?")]
    assert (own["role"] == "group").sum() == 12
    assert own.loc[own["role"] == "unused", "reason"].str.contains("12 are taken already").all()


@pytest.mark.parametrize(
    "columns",
    [
        {"Rating: Search": ["4", "5", ""], "Rating: Export": ["3", "5", ""]},
        {"Address: Country": ["US", "US", ""], "Address: Type": ["home", "home", ""]},
        {"Used? [Search]": ["Yes", "", "Yes"], "Plan": ["pro", "", "pro"]},
    ],
)
def test_other_columns_are_no_tick_boxes(columns: dict[str, list[str]]):
    assert not find_tick_boxes({name: profile_column(name, column) for name, column in columns.items()})
