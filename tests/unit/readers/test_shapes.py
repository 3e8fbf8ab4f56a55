"""Tables of another shape: a row for each question and respondent is put together; counts of answers are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from cxtext.errors import SchemaError, UnreadableFileError
from cxtext.readers import ReadResult, inspect_source, read_responses
from cxtext.settings import InputConfig, Metric

N = 30
RECOMMEND, WHY, PLAN = "How likely are you to recommend us?", "Why?", "Which plan do you have?"
WHYS = [f"The export of case {i} takes far too long" for i in range(N)]


def long_frame(*, by_question: bool = False) -> pd.DataFrame:
    """Return a survey of three questions with a row for each answer."""
    rows = [
        {
            "answer_id": f"a{3 * i + k}",
            "respondent": f"p{i}",
            "country": "NL" if i % 2 else "DE",
            "question": question,
            "answer": answer,
        }
        for i in range(N)
        for k, (question, answer) in enumerate([(RECOMMEND, str(i % 11)), (WHY, WHYS[i]), (PLAN, "pro" if i % 3 else "free")])
    ]
    frame = pd.DataFrame(rows)
    return frame.sort_values("question", kind="stable") if by_question else frame


def roles(result: ReadResult) -> dict[str, str]:
    """Return the role of each column."""
    return dict(zip(result.columns["column"], result.columns["role"], strict=True))


@pytest.mark.parametrize("by_question", [False, True])
def test_rows_of_a_respondent_become_one_record(by_question: bool):
    result = read_responses(long_frame(by_question=by_question))
    assert roles(result) == {"respondent": "id", "country": "group", RECOMMEND: "metric", WHY: "text", PLAN: "group"}
    assert result.metrics[0].kind == "nps"
    assert dict(zip(result.responses["response_id"], result.responses["text"], strict=True)) == {
        f"p{i}": why for i, why in enumerate(WHYS)
    }
    assert sorted(map(int, result.raw_metrics[RECOMMEND])) == sorted(i % 11 for i in range(N))
    (note,) = [one.message for one in result.issues if one.code == "long-format"]
    assert "90 rows are read as 30 records of 'respondent'" in note
    assert "left out: 'answer_id'" in note


def test_an_unanswered_question_is_blank_and_several_answers_are_joined():
    frame = long_frame()
    frame = frame[~((frame["respondent"] == "p1") & (frame["question"] == WHY))]
    second = frame[(frame["respondent"] == "p2") & (frame["question"] == PLAN)].assign(answer="trial")
    result = read_responses(pd.concat([frame, second]))
    responses = result.responses.set_index("response_id")
    assert responses.loc["p1", "text"] == ""
    assert responses.loc["p2", f"group.{PLAN}"] == "pro; trial"


def test_naming_the_column_of_answers_keeps_the_rows():
    result = read_responses(long_frame(), config=InputConfig(text_columns=("answer",)))
    assert len(result.responses) == 3 * N
    assert "long-format" not in {one.code for one in result.issues}


@pytest.mark.parametrize("change", ["one question", "texts only", "scores only", "no respondent", "blank question"])
def test_other_tables_keep_their_rows(change: str):
    frame = long_frame()
    texts, scores = frame["question"] == WHY, frame["question"] == RECOMMEND
    if change == "one question":
        frame = frame[texts]
    elif change == "texts only":
        frame["answer"] = [f"{answer} and this is what I think of it" for answer in frame["answer"]]
    elif change == "scores only":
        frame = frame.assign(answer="7", comment="It is fine as it is").loc[scores | texts]
    elif change == "no respondent":
        frame = frame.assign(respondent=[f"p{i}" for i in range(len(frame))])
    else:
        frame.loc[frame.index[1], "question"] = ""
    assert "long-format" not in {one.code for one in inspect_source(frame).issues}


SUMMARY = "Survey 2020\n\nQ1. How do you install it?\nAnswer Choices,Response Percent,Responses\n" + (
    "YAML files,30.77%,12\nHelm,38.46%,15\nThe hub,25.64%,10\n,Answered,39\n,Skipped,2\n"
)
COUNTS = {
    "summary of a survey tool": SUMMARY,
    "sum of columns": "Plan,Happy,Unhappy,All\npro,40,6,46\nfree,9,10,19\nteam,25,7,32\ntrial,3,3,6\n",
    "sum of rows": "Reason,2023,2024\nToo dear for me,40,31\nMissing features,9,10\nBad support calls,25,7\nTotal,74,48\n",
    "percentages": "Reason,Number,Share\nToo dear for us,40,40%\nMissing features,35,35%\nBad support,25,25%\n",
}


@pytest.mark.parametrize("name", COUNTS)
def test_counts_are_refused(name: str, tmp_path: Path):
    path = tmp_path / "counts.csv"
    path.write_text(COUNTS[name], encoding="utf-8")
    with pytest.raises(SchemaError, match="has no responses: each row counts answers"):
        read_responses(path)


def test_a_sheet_of_counts_is_refused(tmp_path: Path):
    rows = [line.split(",") for line in COUNTS["sum of columns"].splitlines()]
    cells = [[int(cell) if cell.isdigit() else cell for cell in row] for row in rows[1:]]
    pd.DataFrame(cells, columns=rows[0]).to_excel(tmp_path / "counts.xlsx", index=False)
    with pytest.raises(SchemaError, match="the sum of the others"):
        read_responses(tmp_path / "counts.xlsx")


def test_what_the_user_names_is_read_all_the_same(tmp_path: Path):
    path = tmp_path / "counts.csv"
    path.write_text(COUNTS["percentages"], encoding="utf-8")
    assert len(read_responses(path, config=InputConfig(text_columns=("Reason",))).responses) == 3


def test_responses_whose_scores_add_up_are_no_counts(tmp_path: Path):
    frame = pd.DataFrame({"Comment": WHYS, "ease": [1 + i % 5 for i in range(N)], "speed": [1 + i % 4 for i in range(N)]})
    frame["total"] = frame["ease"] + frame["speed"]
    frame.to_csv(tmp_path / "survey.csv", index=False)
    result = read_responses(tmp_path / "survey.csv", metrics=[Metric(column="ease", kind="csat")])
    assert len(result.responses) == N


REVIEWS = [{"id": i, "comment": f"the page is slow and support never answers {i}", "nps": i % 11} for i in range(12)]


@pytest.mark.parametrize(
    "document",
    [
        {"data": REVIEWS, "included": [{"id": i} for i in range(20)]},
        {"meta": {"page": 1}, "body": {"reviews": REVIEWS}},
        {"shop": {"reviews": REVIEWS, "orders": [{"id": i} for i in range(20)]}},
    ],
)
def test_the_list_of_records_of_a_json_document(tmp_path: Path, document: dict[str, object]):
    path = tmp_path / "in.json"
    path.write_text(json.dumps(document), "utf-8")
    assert list(read_responses(path).responses["text"]) == [one["comment"] for one in REVIEWS]


def test_several_lists_of_records_are_named_and_not_one_response(tmp_path: Path):
    path = tmp_path / "in.json"
    path.write_text(json.dumps({"tabs": {"North": {"lines": REVIEWS}, "South": {"lines": REVIEWS}}}), "utf-8")
    with pytest.raises(UnreadableFileError, match=r"2 lists of records: tabs.North.lines \(12\), tabs.South.lines \(12\)"):
        read_responses(path)


def test_lists_as_programs_write_them_are_no_open_text():
    cells = [f"['Ann Lee {i}', 'The Band {i} of Old', 'Guest']" for i in range(40)]
    with pytest.raises(SchemaError, match="reads as open text"):
        read_responses(pd.DataFrame({"year": [1990 + i % 9 for i in range(40)], "artists": cells}))


def test_sections_over_questions_are_two_header_rows(tmp_path: Path):
    rows = [
        ",Which systems do you use?,,,About you,",
        "#,macOS,Linux,Windows,Where do you live now?,Why do you use our product in your job?",
    ]
    for i in range(30):
        ticked = f"{'macOS' if i % 2 else ''},{'Linux' if i % 3 else ''},{'' if i % 5 else 'Windows'}"
        rows.append(f"k{i},{ticked},{('Asia', 'Europe')[i % 2]},it makes the reports of our team {i} so much faster")
    path = tmp_path / "in.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    result = read_responses(path)
    assert len(result.responses) == 30
    assert set(result.columns["column"]) >= {"Which systems do you use?: Linux", "Where do you live now?"}
    text = result.columns.loc[result.columns["role"] == "text", "column"]
    assert list(text) == ["Why do you use our product in your job?"]
