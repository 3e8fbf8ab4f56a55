"""Exports of survey tools, and the shipped sample."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fixtures.answers import valid_answers

from cxtext.errors import SchemaError
from cxtext.readers import ReadResult, read_responses
from cxtext.settings import InputConfig

ROOT = Path(__file__).parents[3]
SURVEYMONKEY = ROOT / "tests" / "data" / "surveymonkey_cncf_2019h2.csv"
WHY = "The billing page is really confusing, case"


def roles(result: ReadResult, *, unused: bool = False) -> dict[str, str]:
    """Return the roles of the columns in use."""
    pairs = zip(result.columns["column"], result.columns["role"], strict=True)
    return {column: role for column, role in pairs if unused or role != "unused"}


def read(tmp_path: Path, lines: list[str], **options: object) -> ReadResult:
    """Read lines as a file."""
    path = tmp_path / "export.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_responses(path, config=InputConfig.model_validate(options))


def preset(result: ReadResult) -> object:
    """Return the layout that was recognised."""
    sources = result.receipt.sources
    return sources[0].preset


def qualtrics(*, status: tuple[str, str] = ("IP Address", "Survey Preview")) -> list[str]:
    """Write a Qualtrics export of 12 answers, two of them previews."""
    names = "StartDate,Status,IPAddress,RecordedDate,ResponseId,RecipientEmail,Q23,Q23_NPS_GROUP,Q24,Q24 - Topics"
    texts = "Start,Type,IP,Recorded,Id,Mail,How likely are you to recommend us?,Group,What is the main reason?,Topics"
    ids = ",".join(f'"{{""ImportId"":""x{i}"",""timeZone"":""UTC""}}"' for i in range(10))
    when = "2024-01-01 10:05:00"
    rows = [f'{when},{status[i < 2]},10.0.0.{i},{when},R_{i}abcXYZ,,{i % 11},Passive,"{WHY} {i}",billing' for i in range(12)]
    return [names, texts, ids, *rows]


@pytest.mark.parametrize("status", [("IP Address", "Survey Preview"), ("0", "1")])
def test_qualtrics(tmp_path: Path, status: tuple[str, str]):
    result = read(tmp_path, qualtrics(status=status))
    assert preset(result) == "qualtrics"
    assert roles(result) == {"RecordedDate": "date", "ResponseId": "id", "Q23": "metric", "Q24": "text"}
    assert result.metrics[0].kind == "nps"
    assert [i.row for i in result.issues if i.code == "survey-preview"] == [1, 2]
    assert (result.receipt.n_read, result.receipt.n_kept, result.receipt.n_dropped) == (12, 10, 2)
    assert list(result.responses["row"]) == list(range(3, 13))
    assert result.responses["text"].str.startswith(WHY).all()


def test_qualtrics_without_import_ids(tmp_path: Path):
    result = read(tmp_path, [line for i, line in enumerate(qualtrics()) if i != 2])
    # Without the id row the second row is still not an answer.
    assert "What is the main reason?" not in set(result.responses["text"])


def test_a_question_text_names_a_column_too(tmp_path: Path):
    result = read(tmp_path, qualtrics(), text_columns=("what is the main reason?",))
    assert roles(result)["Q24"] == "text"
    assert result.columns.set_index("column").loc["Q24", "chosen_by"] == "user"


def test_surveymonkey_has_several_open_questions():
    with pytest.raises(SchemaError) as caught:
        read_responses(SURVEYMONKEY)
    flags = str(caught.value).split("--text-column ")[1:]
    assert len(flags) >= 2
    # What the message shows can be used as it stands.
    named = tuple(flag.strip().strip("'") for flag in flags)
    assert len(roles(read_responses(SURVEYMONKEY, config=InputConfig(text_columns=named)))) > 3


def test_surveymonkey_answers_are_read():
    question = "Would you recommend CNCF to other open source projects, and why?"
    result = read_responses(SURVEYMONKEY, config=InputConfig(text_columns=(f"{question}: Why?",)))
    assert preset(result) == "surveymonkey"
    role_of = roles(result)
    assert role_of["Respondent ID"] == "id"
    assert role_of["End Date"] == "date"
    assert role_of[question] == "metric"
    assert (result.metrics[0].kind, result.metrics[0].words) == ("nps", {"absolutely": 10})
    assert len(result.responses) == valid_answers(result, question).notna().sum() == 20
    assert valid_answers(result, question).max() == 10
    assert "Which CNCF Project(s) are you maintaining?: Prometheus" in roles(result, unused=True)
    assert not result.responses["text"].str.contains("Open-Ended").any()


def test_google_forms(tmp_path: Path):
    lines = ["Timestamp,Would you recommend it?,What would you change?"]
    lines += [f'"2020/01/{10 + i} 3:02:25 pm CET",{"Yes" if i % 2 else "No"},"{WHY} {i}"' for i in range(12)]
    result = read(tmp_path, lines)
    assert preset(result) == "google-forms"
    assert list(roles(result).values()) == ["date", "metric", "text"]
    assert str(result.responses["created_at"][0]) == "2020-01-10 14:02:25+00:00"


def test_typeform(tmp_path: Path):
    lines = ["#,How likely are you to recommend us?,Why?,Plan,Start Date (UTC),Submit Date (UTC),Network ID"]
    for i in range(20):
        plan = "free" if i % 2 else "pro"
        lines.append(f"ab{i}cd,{i % 11},my billing page is empty {i},{plan},2024-01-01 01:00:00,2024-01-02 01:00:00,n{i}")
    result = read(tmp_path, lines)
    assert preset(result) == "typeform"
    assert list(roles(result).items()) == [
        ("#", "id"),
        ("How likely are you to recommend us?", "metric"),
        ("Why?", "text"),
        ("Plan", "group"),
        ("Submit Date (UTC)", "date"),
    ]


def test_google_play_in_utf16(tmp_path: Path):
    lines = ["Package Name,Device,Review Submit Date and Time,Star Rating,Review Title,Review Text,Developer Reply Text"]
    for i in range(20):
        text = f"my billing page is empty {i}" if i % 2 else ""
        lines.append(f"com.x,dev{i % 3},2024-05-{1 + i:02d}T10:00:00Z,{1 + i % 5},,{text},We are very sorry to hear that")
    path = tmp_path / "reviews.csv"
    path.write_bytes("\n".join(lines).encode("utf-16"))
    result = read_responses(path)
    assert preset(result) == "google-play"
    assert result.receipt.sources[0].encoding == "utf-16"
    assert roles(result) == {
        "Device": "group",
        "Review Submit Date and Time": "date",
        "Star Rating": "metric",
        "Review Text": "text",
    }
    assert result.receipt.n_blank == 10


def test_alchemer_and_intercom_and_delighted(tmp_path: Path):
    alchemer = ["Response ID,Time Started,Date Submitted,Status,How satisfied are you?,Why?"]
    alchemer += [f"{i},2024-01-01 10:00,2024-01-01 10:05,Complete,{1 + i % 5},my billing page is empty {i}" for i in range(12)]
    result = read(tmp_path, alchemer)
    assert (preset(result), list(roles(result).values())) == ("alchemer", ["id", "date", "metric", "text"])
    intercom = ["Conversation ID,Updated at (America/New_York),Conversation rating remark,Conversation rating,User name"]
    intercom += [f"{1000 + i},2024-07-01 10:00,my billing page is empty {i},{1 + i % 5},Ann" for i in range(12)]
    result = read(tmp_path, intercom)
    assert (preset(result), list(roles(result).values())) == ("intercom", ["id", "date", "text", "metric"])
    assert str(result.responses["created_at"][0]) == "2024-07-01 14:00:00+00:00"
    delighted = ["Score,Comment,Delighted Source", *(f"{i % 11},my billing page is empty {i},email" for i in range(22))]
    result = read(tmp_path, delighted)
    assert (preset(result), result.metrics[0].kind) == ("delighted", "nps")


def test_stacked_headers_of_other_tools(tmp_path: Path):
    lines = ["q1,q2,q3,why", "Item one,Item two,Item three,Why is that", "scale,scale,scale,open"]
    lines += [f"{1 + i % 5},{1 + i % 4},{i},my billing page is empty {i}" for i in range(20)]
    result = read(tmp_path, lines)
    assert preset(result) == "stacked-header"
    assert (result.receipt.n_read, list(result.responses["row"])[:2]) == (20, [1, 2])


def test_the_sample_is_read_whole():
    result = read_responses(ROOT / "sample_data" / "cncf_nps.csv")
    assert roles(result) == {
        "id": "id", "wave": "group", "date": "date", "nps": "metric", "overall_satisfaction10": "metric", "text": "text",
    }  # fmt: skip
    assert [(m.label, m.kind) for m in result.metrics] == [("nps", "nps"), ("overall_satisfaction10", "csat")]
    assert (result.receipt.n_read, result.receipt.n_kept, result.receipt.n_content) == (949, 949, 449)
    answers = valid_answers(result, "nps")
    assert answers.notna().all()
    nps = 100 * ((answers >= 9).mean() - (answers <= 6).mean())
    assert nps == pytest.approx(100 * (619 - 94) / 949)
    assert result.responses["group.wave"].nunique() == 9


DAYS = [f"2024-01-{1 + i % 28:02d}T10:00:00Z" for i in range(40)]


def tool_records(tool: str) -> list[dict[str, object]]:
    """Return 40 records as a tool's interface gives them."""
    made: list[dict[str, object]] = []
    for i, day in enumerate(DAYS):
        text = f"{WHY} {i}"
        records: dict[str, dict[str, object]] = {
            "zendesk-ratings": {
                "id": i, "url": "https://x", "ticket_id": i + 9, "score": ("good", "bad")[i % 2], "comment": text,
                "requester_id": i % 7, "created_at": day,
            },
            "zendesk-tickets": {
                "id": i, "updated_at": day, "satisfaction_rating": {"score": ("good", "bad")[i % 2], "comment": text},
            },
            "app-store-api": {
                "id": f"r{i}", "type": "customerReviews",
                "attributes": {
                    "rating": 1 + i % 5, "title": f"So bad {i}", "body": text, "reviewerNickname": f"n{i}", "createdDate": day,
                    "territory": ("USA", "DEU")[i % 2],
                },
            },
            "app-store": {
                "id": f"r{i}", "rating": 1 + i % 5, "title": f"So bad {i}", "body": text, "reviewerNickname": f"n{i}",
                "createdDate": day, "territory": ("USA", "DEU")[i % 2],
            },
            "trustpilot": {
                "id": f"r{i}", "stars": 1 + i % 5, "title": f"So bad {i}", "text": text, "createdAt": day,
                "consumer": {"id": f"c{i % 9}", "displayName": f"Ann {i}"},
            },
            "delighted-api": {
                "id": str(i), "person": f"p{i % 9}", "survey_type": "nps", "score": i % 11, "comment": text,
                "permalink": "https://x", "created_at": 1_713_418_460 + i,
            },
        }  # fmt: skip
        made.append(records[tool])
    return made


TOOL_ROLES = {
    "zendesk-ratings": ("comment", "score", "created_at", "binary"),
    "zendesk-tickets": ("satisfaction_rating.comment", "satisfaction_rating.score", "updated_at", "binary"),
    "app-store-api": ("attributes.body", "attributes.rating", "attributes.createdDate", "csat"),
    "app-store": ("body", "rating", "createdDate", "csat"),
    "trustpilot": ("text", "stars", "createdAt", "csat"),
    "delighted-api": ("comment", "score", "created_at", "nps"),
}


@pytest.mark.parametrize("tool", TOOL_ROLES)
@pytest.mark.parametrize("shape", ["lines", "page"])
def test_records_of_an_interface(tmp_path: Path, tool: str, shape: str):
    records = tool_records(tool)
    path = tmp_path / "in.json"
    text = "\n".join(map(json.dumps, records)) if shape == "lines" else json.dumps({"data": records, "links": {"self": "x"}})
    path.write_text(text, "utf-8")
    result = read_responses(path)
    text_column, score, date, kind = TOOL_ROLES[tool]
    role_of = roles(result)
    assert preset(result) == tool
    assert {column: role_of[column] for column in (text_column, score, date)} == {
        text_column: "text",
        score: "metric",
        date: "date",
    }
    assert ([m.kind for m in result.metrics], len(result.responses)) == ([kind], 40)
    assert list(result.responses["text"]) == [f"{WHY} {i}" for i in range(40)]


@pytest.mark.parametrize(
    ("tool", "header", "questions"),
    [
        ("g2", "Title,Star Rating,What do you like best about it?,What do you dislike about it?,Date", (2, 3)),
        (
            "g2",
            "Reviewer Title,Star Rating,What do you like best about the product?,What do you dislike about it?,Review Date",
            (2, 3),
        ),
        ("capterra", "Review Title,Overall Rating,Pros,Cons,Date", (2, 3)),
    ],
)
def test_reviews_of_two_questions(tmp_path: Path, tool: str, header: str, questions: tuple[int, int]):
    """Both are read, without being named."""
    rows = [f'T {i},{1 + i % 5},exports are fast and easy {i},"{WHY} {i}",2024-01-{1 + i % 28:02d}' for i in range(40)]
    names = header.split(",")
    result = read(tmp_path, [header, *rows])
    assert [column for column, role in roles(result).items() if role == "text"] == [names[i] for i in questions]
    assert preset(result) == tool
    assert (len(result.responses), result.metrics[0].kind) == (80, "csat")
    assert roles(result, unused=True)[names[0]] == "unused"


def test_trustpilot_business(tmp_path: Path):
    header = (
        "Review Id,Review Created (UTC),Review Consumer User Id,Review Username,Review User Email,Review Title,Review Content,"
        "Review Stars,Source Of Review,Reference Id,Company Response,Company Reply Date (UTC),Review Language,"
        "Domain Url,Webshop Name"
    )
    rows = [
        f'r{i},2024-01-{1 + i % 28:02d} 10:00:00,c{i},Ann {i},a{i}@x.org,So bad {i},"{WHY} {i}",{1 + i % 5},'
        f"{('Organic', 'Invitation')[i % 2]},order-{i},We are sorry to hear that dear {i},2024-02-01,en,www.x.org,X"
        for i in range(40)
    ]
    result = read(tmp_path, [header, *rows])
    assert preset(result) == "trustpilot-business"
    assert roles(result) == {
        "Review Id": "id",
        "Review Created (UTC)": "date",
        "Review Consumer User Id": "respondent",
        "Review Content": "text",
        "Review Stars": "metric",
        "Source Of Review": "group",
    }
    assert (result.metrics[0].kind, len(result.responses)) == ("csat", 40)


def test_ratings_that_zendesk_only_offered_are_no_answers(tmp_path: Path):
    scores = ("good", "bad", "offered", "unoffered")
    rows = [f'{i},{i + 9},{scores[i % 4]},"{WHY} {i}",{i % 7},2024-01-01' for i in range(40)]
    result = read(tmp_path, ["id,ticket_id,score,comment,requester_id,created_at", *rows])
    assert preset(result) == "zendesk-ratings"
    assert result.metrics[0].kind == "binary"
    assert len(result.responses) == 40
