"""Whose voice each response is, and what that does to the figures."""

import numpy as np
import pandas as pd
import pytest

from cxtext import analyze
from cxtext.cli.ranking import render
from cxtext.pipeline import index_answers, unique_texts
from cxtext.pipeline.steps import split_responses
from cxtext.pipeline.tables import count_repeats, mark_status
from cxtext.pipeline.voices import mark_voices
from cxtext.run import gather_submissions
from cxtext.schema import Code, Level, conform
from cxtext.settings import TextConfig

LONG = "The new version of the app loses every draft when I close it, and support says that nothing can be done."
OTHER = "Parking was easy to find, but the lift was out of order and nobody at the desk knew anything about it."


def mark(texts, *, join=True, **columns):
    """Mark responses of these texts; respondents are those that the input gives, or nobody is."""
    n = len(texts)
    ids = [f"r{i}" for i in range(n)]
    frame = pd.DataFrame({"response_id": ids, "row": range(1, n + 1), "text": texts, "weight": 1.0, "status": "content"})
    frame = frame.assign(respondent_id=columns.pop("respondent", ids), **columns)
    frame["respondent_id"] = frame["respondent_id"].fillna(frame["response_id"])
    if "created_at" in frame:
        frame["created_at"] = pd.to_datetime(frame["created_at"], utc=True)
    responses = conform("responses", frame.assign(voice_id=frame["respondent_id"]))
    survey = split_responses(responses, TextConfig())
    marked, issues = mark_voices(mark_status(responses, survey), count_repeats(survey), join=join)
    return conform("responses", marked), issues


def test_one_text_on_two_channels_is_one_voice_and_counts_once():
    responses, issues = mark([LONG, OTHER, LONG.lower(), "too slow", "too slow"])
    assert responses["voice_id"].tolist() == ["r0", "r1", "r0", "r3", "r4"]
    assert responses["copy_of"].isna().tolist() == [False, True, False, True, True]
    assert set(responses["copy_of"].dropna()) == {"r0"}
    (one,) = issues
    assert (one.code, one.level) == (Code.VOICES, Level.WARNING)
    for part in ("2 responses", "1 group", "r0, r2", "--copies count"):
        assert part in one.message


def test_each_counts_when_the_user_says_so():
    responses, issues = mark([LONG, LONG], join=False)
    assert responses["voice_id"].tolist() == ["r0", "r1"]
    assert responses["copy_of"].isna().all()
    assert issues == []


def test_two_people_that_the_input_tells_apart_stay_two():
    responses, issues = mark([LONG, LONG], respondent=["ann", "bob"])
    assert responses["voice_id"].tolist() == ["ann", "bob"]
    assert responses["copy_of"].isna().all()
    assert issues == []


def test_a_copy_by_nobody_in_particular_is_the_known_persons():
    responses, _ = mark([LONG, OTHER, LONG], respondent=[None, "ann", "ann"])
    assert responses["voice_id"].tolist() == ["ann"] * 3
    assert responses["copy_of"].isna().tolist() == [False, True, False]


def test_short_texts_are_copies_only_of_one_person_at_one_time():
    days = ["2024-01-01", "2024-01-03", "2024-06-01", "2024-01-01"]
    responses, _ = mark(
        ["Too slow", "too slow!", "too slow", "too slow"], respondent=["ann", "ann", "ann", "bob"], created_at=days
    )
    assert responses["copy_of"].isna().tolist() == [False, False, True, True]


def test_a_text_in_another_wave_is_another_answer_of_the_same_voice():
    responses, _ = mark([LONG, LONG, LONG], wave=["1", "1", "2"])
    assert responses["voice_id"].tolist() == ["r0"] * 3
    assert responses["copy_of"].isna().tolist() == [False, False, True]


def test_a_signature_makes_no_other_text_and_joins_none():
    foot = "\n\nSent from my iPhone"
    responses, _ = mark([LONG, LONG + foot, "Too slow." + foot, "Too dear." + foot])
    assert responses["voice_id"].tolist() == ["r0", "r0", "r2", "r3"]


def test_blank_responses_and_non_answers_are_nobodys_copies():
    responses, issues = mark(["", "", "n/a", "n/a", "No comment"])
    assert responses["voice_id"].is_unique
    assert issues == []


def test_all_the_same_text_is_one_voice_and_a_warning():
    responses, issues = mark([LONG] * 200)
    assert responses["voice_id"].nunique() == 1
    assert [one.level for one in issues] == [Level.WARNING]


def test_a_file_behind_itself_is_noticed_whatever_the_length_of_its_texts():
    rng = np.random.default_rng(0)
    words = ["search", "price", "login", "staff", "menu", "room", "queue", "ticket", "seat", "coffee"]
    texts = [f"The {a} and the {b} are bad" for a, b in {tuple(rng.choice(words, 2)) for _ in range(60)}]
    _, issues = mark(texts * 2)
    assert [one.code for one in issues] == [Code.TEXTS_TWICE]
    assert mark(texts)[1] == []


def twice(n=60):
    """Return a survey, and the same with every tenth response on another channel, half of those without a score."""
    rng = np.random.default_rng(3)
    said = [
        "the app loses every draft",
        "support never answers my letters",
        "the price went up again",
        "parking is easy and free",
    ]
    texts = [
        f"I think that {said[i % 4]}, and in week {i} after order {i * 7} of customer {i * 13} it was so once more"
        for i in range(n)
    ]
    survey = pd.DataFrame({"comment": texts, "nps": rng.integers(0, 11, n).astype(float), "channel": "form"})
    copies = survey.iloc[::10].assign(channel="store")
    copies.loc[copies.index[::2], "nps"] = np.nan
    return survey, pd.concat([survey, copies], ignore_index=True)


@pytest.fixture(scope="module")
def runs():
    options = {"text_column": "comment", "nps_column": "nps", "embedder": "fast", "bootstraps": 50}
    survey, both = twice()
    return [analyze(frame, **options) for frame in (survey, both)] + [analyze(both, copies="count", **options)]


def test_figures_are_those_of_the_survey_without_the_copies(runs):
    alone, joined, counted = runs
    value = [run.metrics["value"].iloc[0] for run in runs]
    assert value[0] == pytest.approx(value[1])
    assert value[0] != pytest.approx(value[2])
    width = [(run.metrics["high"] - run.metrics["low"]).iloc[0] for run in runs]
    assert width[1] == pytest.approx(width[0], rel=0.03)
    assert joined.manifest.counts.n_voices == alone.manifest.counts.n_voices == 60
    assert counted.manifest.counts.n_voices == 66
    assert (joined.scorecard["n_voices"] <= joined.scorecard["n_responses"]).all()
    assert (joined.scorecard["n_voices"] < joined.scorecard["n_responses"]).any()
    assert (alone.scorecard["n_voices"] == alone.scorecard["n_responses"]).all()


def test_both_counts_are_said_where_they_differ(runs):
    alone, joined, _ = runs
    assert "66 responses with content are by 60 people; 6 of them are copies" in render(joined)
    assert "people" not in render(alone)


def test_copies_share_a_weight_only_where_they_have_an_answer(runs):
    _, joined, _ = runs
    submissions = gather_submissions(joined.tables)
    w = submissions.design.weights
    assert w.sum() == pytest.approx(60)
    assert sorted(set(w.tolist())) == [0.5, 1.0]


def test_a_response_and_its_copies_are_one_answer_where_themes_are_found():
    responses = pd.DataFrame({"response_id": ["r1", "r2", "r3", "r4"], "copy_of": [None, "r1", None, "r1"]})
    units = pd.DataFrame({"response_id": ["r1", "r2", "r3", "r4", "r4"], "text": ["a", "a", "b", "b", "c"]})
    members = index_answers(responses, units, unique_texts(units))
    assert members.toarray().tolist() == [[1, 0], [1, 1], [1, 0]]
    each = index_answers(responses.assign(copy_of=None), units, unique_texts(units))
    assert each.sum(axis=1).tolist() == [2, 2, 1]
