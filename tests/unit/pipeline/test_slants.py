"""What a question asks for moves the sentiment of its answers, where a survey asks for both sides."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxtext import analyze
from cxtext.errors import SchemaError
from cxtext.language import question_slant
from cxtext.readers import read_responses
from cxtext.sentiment import Polarity

N = 30
PAIRS = [
    ("Pros", "Cons"),
    ("What do you like best about it?", "What do you dislike about it?"),
    ("What was good?", "What could we do better?"),
    ("Strengths", "Weaknesses"),
]


def frame(praise: str, blame: str) -> pd.DataFrame:
    """Return reviews of two questions; one answer is the same to both."""
    good = [f"exports of case {i} are fast and easy" for i in range(N - 1)] + ["The reports"]
    bad = [f"the support of case {i} is slow and rude" for i in range(N - 1)] + ["The reports"]
    return pd.DataFrame({"Rating": [1 + i % 5 for i in range(N)], praise: good, blame: bad})


@pytest.mark.parametrize(("praise", "blame"), PAIRS)
def test_both_questions_are_read(praise: str, blame: str):
    assert (question_slant(praise), question_slant(blame)) == (1, -1)
    result = read_responses(frame(praise, blame))
    assert list(result.columns.set_index("column")["role"]) == ["metric", "text", "text"]
    assert set(result.responses["question"]) == {praise, blame}


def test_three_open_questions_still_have_to_be_named():
    three = frame("Pros", "Cons").assign(**{"Any weaknesses?": [f"too dear for us in case {i}" for i in range(N)]})
    with pytest.raises(SchemaError, match=r"3 columns .* read equally well"):
        read_responses(three)


@pytest.mark.parametrize("question", ["Why?", "What do you like least?", "Consent", "What would you like to see?"])
def test_other_questions_ask_for_neither(question: str):
    assert question_slant(question) < 1


def test_the_same_words_are_more_positive_where_praise_is_asked_for():
    analysis = analyze(frame("Pros", "Cons"), embedder="fast")
    table = analysis.units.merge(analysis.tables["sentiment"], on="unit_id")
    same = table[table["text"] == "The reports"].merge(analysis.responses[["response_id", "question"]], on="response_id")
    polarity = same.set_index("question")["polarity"]
    assert polarity["Pros"] > polarity["Cons"]
    one = analyze(frame("Pros", "Cons"), embedder="fast", text_column="Pros")
    alone = one.units.merge(one.tables["sentiment"], on="unit_id").set_index("text").loc["The reports", "polarity"]
    assert polarity["Cons"] < alone < polarity["Pros"]


def test_a_question_moves_no_clear_answer():
    sure = Polarity.of(np.array([[0.9, 0.05, 0.05], [0.05, 0.05, 0.9], [0.3, 0.35, 0.35]]), 0.1)
    moved = sure.of_units(np.array([0, 1, 2]), np.array([1, -1, 1]))
    assert moved.label.tolist() == ["negative", "positive", "positive"]
    assert np.allclose(moved.probabilities.sum(axis=1), 1)
    still = sure.of_units(np.array([2, 0]))
    assert still.polarity.tolist() == [sure.polarity[2], sure.polarity[0]]
