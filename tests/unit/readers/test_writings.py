"""Ratings in other writings than plain numbers, the end of a scale that is the good one, and lists of options."""

from __future__ import annotations

from itertools import cycle, islice

import pandas as pd
import pytest

from cxtext.errors import SchemaError
from cxtext.metrics import make_outcome
from cxtext.readers import ReadResult, inspect_source, read_responses
from cxtext.settings import Metric

N = 40
COMMENTS = [
    f"the {thing} takes far too long in week {k}" for k in range(8) for thing in ("export", "search", "sync", "login", "map")
]


def read(header: str, answers: list[str], *metrics: Metric) -> ReadResult:
    frame = pd.DataFrame({"comment": COMMENTS, header: list(islice(cycle(answers), N))})
    return read_responses(frame, metrics=metrics)


def numbers(result: ReadResult) -> list[float]:
    """The numbers that the answers of the first five rows are read as, turned so that high is good."""
    (metric,) = result.metrics
    outcome = make_outcome(metric)
    values, reasons = outcome.validate(list(result.raw_metrics[metric.label]))
    assert not reasons
    ends = sum(metric.scale or (0, 0))
    return [ends - value if metric.direction == "lower" else value for value in values[:5].tolist()]


FIVE = [5.0, 4.0, 3.0, 2.0, 1.0]


@pytest.mark.parametrize(
    ("header", "answers"),
    [
        ("Rating", ["★★★★★", "★★★★", "★★★", "★★", "★"]),
        ("Rating", ["★★★★★", "★★★★☆", "★★★☆☆", "★★☆☆☆", "★☆☆☆☆"]),
        ("stars", ["⭐️⭐️⭐️⭐️⭐️", "⭐️⭐️⭐️⭐️", "⭐️⭐️⭐️", "⭐️⭐️", "⭐️"]),
        ("rating", ["*****", "****", "***", "**", "*"]),
        ("q7", ["♥♥♥♥♥", "♥♥♥♥♡", "♥♥♥♡♡", "♥♥♡♡♡", "♥♡♡♡♡"]),
        ("Review rating", [f"{k} out of 5" for k in (5, 4, 3, 2, 1)]),
        ("Review rating", [f"{k}.0 out of 5 stars" for k in (5, 4, 3, 2, 1)]),
        ("Note", [f"{k},0 sur 5" for k in (5, 4, 3, 2, 1)]),
        ("Bewertung", ["5 Sterne", "4 Sterne", "3 Sterne", "2 Sterne", "1 Stern"]),
        ("valoración", ["5 estrellas", "4 estrellas", "3 estrellas", "2 estrellas", "1 estrella"]),
        ("Rating", [f"Rated {word} out of five stars" for word in ("five", "four", "three", "two", "one")]),
        ("starRating", ["FIVE", "FOUR", "THREE", "TWO", "ONE"]),
        ("rating", ["５", "４", "３", "２", "１"]),
        ("Overall rating", ["Score: 5", "Score: 4", "Score: 3", "Score: 2", "Score: 1"]),
        ("Satisfaction", ["😍", "🙂", "😐", "🙁", "😡"]),
        ("mood", ["😀 Great", "🙂 Good", "😐 OK", "☹️ Poor", "😡 Awful"]),
        ("Overall rating", ["A", "B", "C", "D", "F"]),
        ("Overall rating", ["A", "B", "C", "D", "E"]),
        ("Would you recommend us?", ["Definitely", "Probably", "Might or might not", "Probably not", "Definitely not"]),
        ("Satisfaction", ["1 - Very satisfied", "2 - Satisfied", "3 - Neutral", "4 - Dissatisfied", "5 - Very dissatisfied"]),
        ("Satisfaction (1 = best, 5 = worst)", ["1", "2", "3", "4", "5"]),
        ("How satisfied are you? 1=very satisfied 5=very unsatisfied", ["1", "2", "3", "4", "5"]),
        ("Zufriedenheit (1 = sehr zufrieden, 5 = sehr unzufrieden)", ["1", "2", "3", "4", "5"]),
        ("rating", ["1: Excellent", "2: Very good", "3: Good", "4: Poor", "5: Very poor"]),
    ],
)
def test_a_rating_is_read_in_any_writing(header: str, answers: list[str]):
    assert numbers(read(header, answers)) == FIVE


@pytest.mark.parametrize(
    ("header", "answers"),
    [
        ("NPS", ["10 pts", "9 pts", "7 pts", "3 pts", "0 pts"]),
        ("NPS", ["Promoter (10)", "Promoter (9)", "Passive (7)", "Detractor (3)", "Detractor (0)"]),
        ("NPS", ["'10", "'9", "'7", "'3", "'0"]),
        ("NPS", ["1", "0.9", "0.7", "0.3", "0"]),
        ("NPS", ["2024-10-10 00:00:00", "2024-10-09 00:00:00", "2024-10-07 00:00:00", "2024-10-03 00:00:00", "0/10"]),
        ("How likely to recommend us? (0 = extremely likely, 10 = not at all likely)", ["0", "1", "3", "7", "10"]),
    ],
)
def test_an_nps_answer_is_read_in_any_writing(header: str, answers: list[str]):
    result = read(header, answers)
    assert result.metrics[0].kind == "nps"
    assert numbers(result) == [10, 9, 7, 3, 0]


@pytest.mark.parametrize("answers", [["Promoter", "Passive", "Detractor"], ["100", "0", "-100"]])
def test_the_groups_of_the_nps_give_the_nps(answers: list[str]):
    result = read("NPS", [*answers[:1] * 3, *answers[1:2], answers[2]])
    outcome = make_outcome(result.metrics[0])
    raw, _ = outcome.validate(list(result.raw_metrics["NPS"]))
    assert outcome.summarize(raw).value == pytest.approx(40.0)


def test_the_writing_of_a_declared_metric_is_read_too_and_told():
    result = read("q1", ["10 pts", "9 pts", "7 pts", "3 pts", "0 pts"], Metric(column="q1", kind="nps"))
    assert numbers(result) == [10, 9, 7, 3, 0]
    (note,) = [row.message for row in result.issues if row.code == "rating-writing"]
    assert "'10 pts' = 10" in note


def test_ratings_up_to_100_are_a_mean():
    (metric,) = read("Satisfaction score", ["100", "80", "55", "20"]).metrics
    assert (metric.kind, metric.scale) == ("number", (0, 100))
    (percent,) = read("Satisfaction", ["100%", "80%", "55%", "20%"]).metrics
    assert (percent.kind, percent.scale) == ("number", (0, 100))


@pytest.mark.parametrize(
    ("header", "answers"),
    [
        ("tier", ["Tier 1", "Tier 2", "Tier 3"]),
        ("plan", ["A", "B", "C"]),
        ("release", ["v1", "v2", "v3"]),
        ("seats", ["5 users", "10 users", "50 users"]),
        ("country", ["Fiji", "Chad", "Peru"]),
    ],
)
def test_a_group_with_numbers_or_letters_stays_a_group(header: str, answers: list[str]):
    result = read(header, answers)
    assert not result.metrics
    assert result.columns.set_index("column").loc[header, "role"] == "group"


@pytest.mark.parametrize(
    "header",
    [
        "How satisfied are you? (1 = very dissatisfied, 5 = very satisfied)",
        "Rating (5 = best)",
        "rating",
        "1 (worst) to 5 (best) rating",
    ],
)
def test_a_scale_that_rises_is_not_turned(header: str):
    (metric,) = read(header, ["1", "2", "3", "4", "5"]).metrics
    assert metric.direction == "higher"


def test_a_number_beside_any_other_word_is_no_rating():
    with pytest.raises(SchemaError, match="none of its 40 answers is valid"):
        read("q", ["fine 1", "fine 2", "fine 3"], Metric(column="q", kind="nps"))


def test_a_declared_direction_wins_over_the_labels():
    answers = ["1 - Very satisfied", "2 - Satisfied", "4 - Dissatisfied"]
    (metric,) = read("q", answers, Metric(column="q", kind="csat", direction="higher")).metrics
    assert metric.direction == "higher"
    (turned,) = read("q", answers, Metric(column="q", kind="csat")).metrics
    assert turned.direction == "lower"


def test_an_nps_question_can_be_declared_the_other_way_round():
    result = read("q", ["0", "1", "3", "7", "10"], Metric(column="q", kind="nps", direction="lower"))
    assert numbers(result) == [10, 9, 7, 3, 0]
    assert result.metrics[0].direction == "higher"


def test_options_that_people_chose_become_groups():
    answers = ["Price; Design", "Design", "Price; Speed; Design", "Speed", "", "Price", "Speed; Design"]
    result = read("What do you like? (select all)", answers)
    price = result.responses["group.What do you like? (select all): Price"]
    assert price[:7].tolist()[:4] == ["chosen", "not chosen", "chosen", "not chosen"]
    assert price.isna()[4]


@pytest.mark.parametrize(
    "answers", [["1,2", "1,3", "2,4", "1", "1,2,3", "4"], ["2,4", "1,2", "1,3", "4", "5", "4,5", "2,3", "3,5", "1,4"]]
)
def test_codes_of_options_are_no_ratings(answers: list[str]):
    result = read("rating reasons", answers)
    assert not result.metrics
    assert "group.rating reasons: 1" in result.responses


def test_a_decimal_comma_is_no_list_of_codes():
    (metric,) = read("rating", ["4,5", "3,5", "4,0", "5,0", "2,5"]).metrics
    assert numbers(read("rating", ["4,5", "3,5", "4,0", "5,0", "2,5"])) == [4.5, 3.5, 4.0, 5.0, 2.5]
    assert metric.kind == "csat"


def test_a_list_of_options_is_no_text():
    frame = pd.DataFrame({"like": list(islice(cycle(["Price; Design", "Design", "Price; Speed; Design", "Speed", "Price"]), N))})
    with pytest.raises(SchemaError, match="'like' holds choices from a list"):
        read_responses(frame)
    assert inspect_source(frame).columns["role"].tolist() == ["group"]
