"""Which columns are outcomes, on which scale, in which direction."""

from __future__ import annotations

import tomllib

import pandas as pd
import pytest
from fixtures.answers import count_excluded, valid_answers

from cxtext.errors import SchemaError
from cxtext.readers import ReadResult, read_responses
from cxtext.readers.columns import Guess
from cxtext.settings import InputConfig, Metric

N = 60


def read(columns: dict[str, list[object]], *metrics: Metric, guess: bool = True) -> ReadResult:
    """Read columns of answers beside a text column, repeated to the same length."""
    full = {name: [values[i % len(values)] for i in range(N)] for name, values in columns.items()}
    frame = pd.DataFrame({**full, "comment": [f"the search is slow and fails {i}" for i in range(N)]})
    return read_responses(frame, metrics=metrics, guess_metrics=guess)


def notes(result: ReadResult, code: str) -> str:
    """Return the messages of one code."""
    return " / ".join(str(i.message) for i in result.issues if i.code == code)


@pytest.mark.parametrize(
    ("name", "answers", "kind", "scale", "direction"),
    [
        ("nps", [0, 5, 9, 10], "nps", (0, 10), "higher"),
        ("NPS_score", ["8.0", "9.0", "1.0"], "nps", (0, 10), "higher"),
        ("How likely are you to recommend us to a friend?", [3, 7, 10], "nps", (0, 10), "higher"),
        ("recommend", [1, 4, 5], "csat", (1, 5), "higher"),
        ("recommended", [0, 1], "binary", (0, 1), "higher"),
        ("Would you recommend us?", ["Yes", "No"], "binary", (0, 1), "higher"),
        ("churned", [True, False], "binary", (0, 1), "lower"),
        ("csat", [1, 3, 5], "csat", (1, 5), "higher"),
        ("overall satisfaction", [1, 6, 7], "csat", (1, 7), "higher"),
        ("rating", [1, 8, 10], "csat", (1, 10), "higher"),
        ("stars", [1, 2.5, 4.5], "csat", (1, 5), "higher"),
        ("Star Rating", ["4 stars", "1 stars", "5 stars"], "csat", (1, 5), "higher"),
        ("How easy was it to get help?", [1, 5, 7], "ces", (1, 7), "higher"),
        ("effort", [1, 5, 3], "ces", (1, 5), "lower"),
        ("fft_score", [1, 2, 5], "csat", (1, 5), "lower"),
        ("Weiterempfehlung (0-10)", [1, 8, 10], "nps", (0, 10), "higher"),
        ("Würden Sie uns weiterempfehlen?", [0, 8, 10], "nps", (0, 10), "higher"),
        ("Recommanderiez-vous ce produit ?", [0, 8, 10], "nps", (0, 10), "higher"),
        ("¿Nos recomendaría?", [0, 8, 10], "nps", (0, 10), "higher"),
        ("Zou u ons aanbevelen?", [0, 8, 10], "nps", (0, 10), "higher"),
        ("Zufriedenheit", [1, 4, 5], "csat", (1, 5), "higher"),
        ("satisfacción general", [1, 4, 5], "csat", (1, 5), "higher"),
        ("tevredenheid", [1, 4, 5], "csat", (1, 5), "higher"),
        ("Frage 7 (1-10)", [2, 6, 7], "csat", (1, 10), "higher"),
        ("csat", ["Very satisfied", "Satisfied", "Neutral", "Dissatisfied", "Very dissatisfied"], "csat", (1, 5), "higher"),
        ("q1", ["Sehr zufrieden", "Zufrieden", "Teils/teils", "Unzufrieden", "keine Angabe"], "csat", (1, 5), "higher"),
        ("avis", ["Très satisfait", "Plutôt satisfait", "Plutôt insatisfait", "Pas du tout satisfait"], "csat", (1, 5), "higher"),
        ("q2", ["Excellent", "Very good", "Good", "Fair", "Poor"], "csat", (1, 5), "higher"),
        ("q3", ["Very easy", "Easy", "Neutral", "Difficult", "Very difficult"], "ces", (1, 5), "higher"),
        ("How difficult was it?", ["Muy fácil", "Fácil", "Difícil"], "ces", (1, 5), "higher"),
        ("It was easy to get help", ["Strongly agree", "Agree", "Strongly disagree"], "ces", (1, 5), "higher"),
        ("I am satisfied", ["Stimme voll zu", "Stimme eher zu", "Stimme eher nicht zu"], "csat", (1, 5), "higher"),
        (
            "recommend",
            ["Extremely likely", "Very likely", "Somewhat likely", "Not so likely", "Not at all likely"],
            "csat",
            (1, 5),
            "higher",
        ),
    ],
)
def test_outcomes_are_guessed_and_said(name: str, answers: list[object], kind: str, scale: tuple[float, float], direction: str):
    result = read({name: answers})
    (metric,) = result.metrics
    assert (metric.kind, metric.scale, metric.direction) == (kind, scale, direction)
    assert repr(name) in notes(result, "metric-guessed")
    detail = result.columns.set_index("column").loc[name, "detail"]
    assert kind in detail and f"{direction} is better" in detail
    answered = valid_answers(result, name).notna()
    assert answered.tolist() == [answers[i % len(answers)] != "keine Angabe" for i in range(N)]


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("thumbsUpCount", [0, 3, 5]),
        ("Q_RecaptchaScore", [0.5, 0.9]),
        ("price rating id", [1, 2]),
        ("n_ratings", list(range(30))),
        ("sentiment", [-1, 1]),
        ("score", [120, 3000, 44]),
        ("rating date", [1, 2, 3]),
        ("rating", ["good stuff", "so so", "meh"]),
        ("team", ["Red", "Green", "Good"]),
        ("The cafeteria is a meeting place", ["Strongly agree", "Agree", "Disagree"]),
    ],
)
def test_other_numbers_are_no_outcome(name: str, answers: list[object]):
    assert read({name: answers}).metrics == ()


def test_one_overall_rating_wins_over_ratings_of_aspects():
    result = read({"rating": [1, 9, 10], "food_rating": [1, 4, 5], "staff_rating": [1, 2, 5], "nps": [0, 9, 10]})
    assert [m.column for m in result.metrics] == ["nps", "rating"]
    reason = result.columns.set_index("column").loc["food_rating", "reason"]
    assert "'rating' is taken" in reason and "--metric 'food_rating:csat'" in reason


def test_ratings_of_aspects_alone_are_not_chosen_among():
    result = read({"food_rating": [1, 4, 5], "staff_rating": [1, 2, 5]})
    assert result.metrics == ()
    assert "none is the overall one" in result.columns.set_index("column").loc["staff_rating", "reason"]


def test_declared_metrics_stop_the_guessing():
    result = read({"nps": [0, 9], "rating": [1, 5]}, Metric(column="rating", kind="csat", name="stars"))
    assert [m.label for m in result.metrics] == ["stars"]
    assert list(result.raw_metrics) == ["stars"]
    assert read({"nps": [0, 9]}, guess=False).metrics == ()


def test_a_code_set_apart_is_left_out_and_said():
    result = read({"satisfaction": [1, 2, 3, 4, 5, 9]})
    assert result.metrics[0].scale == (1, 5)
    assert count_excluded(result) == {"satisfaction": 10}
    assert "don't know" in notes(result, "metric-assumed")


def test_a_score_of_zero_to_ten_may_be_nps_and_says_so():
    result = read({"score": [0, 5, 10]})
    assert result.metrics[0].kind == "csat"
    assert "--nps-column 'score'" in notes(result, "metric-assumed")


@pytest.mark.parametrize(
    ("name", "answers", "kind", "scale"),
    [
        ("nps", [6, 6, 4, 7, 6], "nps", (0, 10)),
        ("Net Promoter Score", [0, 2, 0], "nps", (0, 10)),
        ("NPS (1-10)", [2, 6, 7], "nps", (0, 10)),
        ("How likely are you to recommend us?", [6, 4, 6], "nps", (0, 10)),
        ("Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?", [0, 3, 6], "nps", (0, 10)),
        ("How likely are you to recommend us?", [5, 4, 2], "csat", (1, 5)),
        ("How likely are you to recommend us? (1-7)", [6, 4, 7], "csat", (1, 7)),
        ("nps", [1, 2, 3, 4, 5], "csat", (1, 5)),
        ("nps", [2, 3, 4, 5], "csat", (1, 5)),
        ("nps", ["4 - likely", "5 - very likely"], "csat", (1, 5)),
        ("NPS 1 to 5", [1, 3, 5], "csat", (1, 5)),
        ("csat", [1, 2], "csat", (1, 5)),
        ("How easy was it? (1-7)", [1, 2, 3], "ces", (1, 7)),
    ],
)
def test_low_answers_alone_keep_the_scale_that_the_header_names(name, answers, kind, scale):
    result = read({name: answers})
    assert (result.metrics[0].kind, result.metrics[0].scale) == (kind, scale)


@pytest.mark.parametrize("other", ["nps_group", "NPS category", "nps_wave", "How likely are you to buy again or recommend?"])
@pytest.mark.parametrize("question", ["nps", "How likely are you to recommend us?"])
def test_low_answers_never_displace_an_nps_question(question, other):
    result = read({question: [0, 3, 6, 8, 9, 10], other: [1, 2, 3, 1, 2, 3]})
    assert [m.column for m in result.metrics if m.kind == "nps"] == [question]


@pytest.mark.parametrize("name", ["nps_group", "nps_flag", "nps_wave"])
def test_what_is_made_of_an_nps_is_none(name):
    assert not [m for m in read({name: [1, 2, 3], "satisfaction": [1, 3, 5]}).metrics if m.column == name]


def test_what_is_assumed_about_low_answers_is_said():
    low = notes(read({"nps": [6, 6, 4, 7, 6]}), "metric-assumed")
    assert "no answer to 'nps' is above 7" in low and "--metric nps:csat" in low
    assert "--nps-column 'nps'" in notes(read({"nps": [1, 2, 3, 4, 5]}), "metric-assumed")
    assert not notes(read({"nps": [6, 9]}), "metric-assumed") + notes(read({"NPS (0-10)": [6, 7]}), "metric-assumed")


def test_effort_or_ease_must_be_known():
    with pytest.raises(SchemaError, match="ces:lower"):
        read({"q7": [1, 5, 7]}, Metric(column="q7", kind="ces"))
    declared = read({"q7": [1, 5, 7]}, Metric(column="q7", kind="ces", direction="lower"))
    assert (declared.metrics[0].direction, declared.metrics[0].scale) == ("lower", (1, 7))
    assert read({"Ease of use": [1, 5, 7]}, Metric(column="Ease of use", kind="ces")).metrics[0].direction == "higher"


def test_impossible_answers_are_missing_and_counted_but_stay_in_the_raw_cells():
    cells: list[object] = ["9", "11", "-1", "7.5", "ten", "", "N/A", "0", "8.0", "10"]
    result = read({"nps": cells}, Metric(column="nps", kind="nps"))
    assert valid_answers(result, "nps").fillna(-9).tolist()[:10] == [9, -9, -9, -9, -9, -9, -9, 0, 8, 10]
    assert count_excluded(result) == {"nps": 4 * N // 10}
    assert list(result.raw_metrics["nps"])[:10] == cells


def test_a_number_with_its_label_is_that_number():
    result = read({"satisfaction": ["1 - Strongly disagree", "4", "5 - Strongly agree"]})
    assert valid_answers(result, "satisfaction").tolist()[:3] == [1, 4, 5]
    assert result.metrics[0].words == {"1 - strongly disagree": 1, "5 - strongly agree": 5}
    assert "read as 5" in notes(result, "labelled-number")


def test_numbers_with_a_comma_are_told_once_a_column():
    result = read({"rating": ["3,4", "4,6", "4,6", "5"], "nps": [0, 9]})
    assert valid_answers(result, "rating").tolist()[:4] == [3.4, 4.6, 4.6, 5]
    assert notes(result, "number-format") == "45 answers with a decimal comma, such as '4,6' in 'rating' read as 4.6"


def test_a_word_for_the_end_of_the_scale_is_read_aloud():
    result = read({"Would you recommend us?": ["Absolutely", 9, 8, 3]})
    assert valid_answers(result, "Would you recommend us?")[0] == 10
    assert "15 answers 'Absolutely'" in notes(result, "scale-word")


@pytest.mark.parametrize(
    "answers", [["Absolutely", 10, 9, 3], ["Absolutely", "Definitely", 9, 8, 7, 3], ["Neutral", 9, 8, 3], ["Never", 9, 8, 3]]
)
def test_a_word_whose_number_is_not_plain_is_excluded(answers: list[object]):
    result = read({"Would you recommend us?": answers})
    assert result.metrics[0].kind == "nps"
    assert count_excluded(result)["Would you recommend us?"] > 0
    assert notes(result, "scale-word") == ""


def test_declared_words_win():
    metric = Metric(column="q", kind="csat", scale=(1, 5), words={"Great": 5, "Poor": 1})
    result = read({"q": ["great", "POOR", "so so", "4"]}, metric)
    assert valid_answers(result, "q").fillna(0).tolist()[:4] == [5, 1, 0, 4]


def test_decimal_commas_are_read():
    result = read({"revenue": ["7,5", "1,250", "12"]}, Metric(column="revenue", kind="number"))
    assert valid_answers(result, "revenue").tolist()[:3] == [7.5, 1250.0, 12.0]
    told = notes(result, "number-format")
    assert "a decimal comma, such as '7,5' in 'revenue' read as 7.5" in told
    assert "a comma between thousands, such as '1,250' in 'revenue' read as 1250" in told


def test_mostly_yes_and_no_says_how_to_use_it():
    result = read({"Would you recommend us?": ["Yes", "Yes", "Yes", "Maybe", "No"]})
    assert result.metrics == ()
    assert ":binary'" in result.columns.set_index("column").loc["Would you recommend us?", "reason"]


def test_a_declared_column_without_numbers_is_an_error():
    with pytest.raises(SchemaError, match="holds no number") as caught:
        read({"mood": ["fine", "bad"]}, Metric(column="mood", kind="csat"))
    (declared,) = tomllib.loads(str(caught.value).partition("cxtext.toml: ")[2])["metrics"]
    assert read({"mood": ["fine", "bad"]}, Metric(**declared | {"words": {"fine": 2, "bad": 1}})).metrics[0].scale == (1, 2)
    with pytest.raises(SchemaError, match="not a scale of 5, 7 or 10") as caught:
        read({"points": [55, 90, 100]}, Metric(column="points", kind="csat"))
    (declared,) = tomllib.loads(str(caught.value).partition("cxtext.toml: ")[2])["metrics"]
    assert read({"points": [55, 90, 100]}, Metric(**declared)).metrics[0].scale == (0, 100)


def test_a_declared_word_scale_is_read_and_the_mapping_told():
    answers = ["Very dissatisfied", "Dissatisfied", "Satisfied", "N/A", "Very satisfied"]
    result = read({"q": answers}, Metric(column="q", kind="csat"))
    assert valid_answers(result, "q").head(5).tolist()[:3] == [1, 2, 4]
    assert "'very dissatisfied' = 1, 'dissatisfied' = 2, 'satisfied' = 4, 'very satisfied' = 5" in notes(result, "metric-assumed")
    assert count_excluded(result) == {"q": 0}


def test_low_words_may_be_the_good_ones():
    result = read({"effort": ["Very easy", "Easy", "Difficult"]}, Metric(column="effort", kind="ces", direction="lower"))
    assert valid_answers(result, "effort").head(3).tolist() == [1, 2, 4]


def test_declared_words_need_no_scale():
    words = {"Top": 3, "So so": 2, "Flop": 1}
    result = read({"mood": ["Top", "So so", "Flop", "never"]}, Metric(column="mood", kind="csat", words=words))
    assert result.metrics[0].scale == (1, 3)
    assert valid_answers(result, "mood").head(3).tolist() == [3, 2, 1]
    mixed = read({"mood": ["5", "4", "Flop"]}, Metric(column="mood", kind="csat", words={"Flop": 1}))
    assert mixed.metrics[0].scale == (1, 5)


def test_several_word_ratings_of_aspects_say_how_to_use_them():
    scale = ["Excellent", "Good", "Fair", "Poor"]
    reasons = read({"The food": scale, "The room": scale}).columns.set_index("column")["reason"]
    assert "--metric 'The food:csat'" in reasons["The food"]


def test_the_text_column_cannot_be_a_metric_too():
    with pytest.raises(SchemaError, match="two roles"):
        frame = pd.DataFrame({"comment": ["9", "slow"]})
        read_responses(frame, config=InputConfig(text_columns=("comment",)), metrics=[Metric(column="comment", kind="nps")])


def test_ten_point_column_with_five_point_answers_is_averaged_with_a_warning():
    rating = [1, 2, 3, 4, 5] * 20 + [8, 9, 10]
    frame = pd.DataFrame({"comment": [f"the lounge was crowded on day {i}" for i in range(103)], "rating": rating})
    result = read_responses(frame)
    assert [(m.kind, m.scale) for m in result.metrics] == [("number", (1.0, 10.0))]
    assert any("two scales may be mixed" in str(row.message) for row in result.issues)


def test_a_guessed_metric_without_any_valid_answer_is_dropped_and_told(monkeypatch: pytest.MonkeyPatch):
    from cxtext.readers.columns import roles

    guess = Guess(Metric(column="renewed", kind="binary", direction="higher", scale=(0, 1)), "a guess", 2, True)
    monkeypatch.setattr(roles, "guess_outcome", lambda profile: guess if profile.name == "renewed" else None)
    texts = [f"The login page never loads on my phone {i}" for i in range(40)]
    found = read_responses(pd.DataFrame({"comment": texts, "renewed": ["Maybe", "Later"] * 20}))
    assert found.metrics == ()
    assert found.raw_metrics.empty
    issue = next(i for i in found.issues if i.code == "metric-dropped")
    assert issue.level == "warning"
    assert "no answer is valid: 'Later' (20), 'Maybe' (20)" in str(issue.message)
    assert found.columns.set_index("column").loc["renewed", "role"] == "unused"


def test_a_number_may_be_written_with_an_exponent():
    texts = [f"The login page never loads on my phone {i}" for i in range(40)]
    frame = pd.DataFrame({"comment": texts, "value": ["1e5", "2e5"] * 20})
    assert read_responses(frame, metrics=[Metric(column="value", kind="number")]).metrics[0].kind == "number"


@pytest.mark.parametrize(
    ("answers", "doubt"),
    [
        ([1, 2, 3, 4, 5] * 11 + [9, 10], "two scales may be mixed"),
        ([1, 2, 3, 4, 5], "no answer is above 5, and nps is asked from 0 to 10"),
        ([0, 3, 7, 9, 10], ""),
    ],
)
def test_a_declared_nps_column_of_a_shorter_scale_is_doubted_unless_its_scale_is_declared(answers: list[object], doubt: str):
    told = notes(read({"rating": answers}, Metric(column="rating", kind="nps")), "metric-assumed")
    assert doubt in told
    assert bool(told) == bool(doubt)
    if doubt:
        assert "--csat-column rating" in told
        declared = tomllib.loads(told.partition("cxtext.toml: ")[2])["metrics"][0]
        assert notes(read({"rating": answers}, Metric.model_validate(declared)), "metric-assumed") == ""


def test_a_scale_from_the_answers_says_how_to_declare_it():
    told = notes(read({"rating": [1, 3, 5]}, Metric(column="rating", kind="csat", direction="higher")), "metric-assumed")
    assert "scale of 'rating' taken as 1 to 5, from the answers; to declare the scale" in told
    declared = tomllib.loads(told.partition("cxtext.toml: ")[2])["metrics"][0]
    assert declared == {"column": "rating", "kind": "csat", "direction": "higher", "scale": [1, 5]}
    assert notes(read({"rating": [1, 3, 5]}, Metric.model_validate(declared)), "metric-assumed") == ""


def test_a_column_of_versions_may_be_the_waves_and_says_how():
    versions = {"app_version": ["1.0", "1.1", "1.2"], "nps": [3, 9, 10]}
    result = read(versions)
    assert result.columns.set_index("column").loc["app_version", "role"] == "group"
    assert "--wave-column 'app_version'" in notes(result, "waves-possible")
    frame = pd.DataFrame({name: values * 20 for name, values in versions.items()})
    frame["comment"] = [f"the search is slow and fails {i}" for i in range(len(frame))]
    named = read_responses(frame, config=InputConfig(wave_column="app_version"))
    assert not notes(named, "waves-possible") + notes(read({"plan": ["a", "b", "c"]}), "waves-possible")
