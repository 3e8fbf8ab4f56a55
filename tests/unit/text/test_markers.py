"""The markers of answers to a question for what is good or what is not."""

from __future__ import annotations

import pandas as pd
import pytest

from cxtext.pipeline.steps import split_responses
from cxtext.settings import TextConfig


def units(text: str, question: str | None = "Cons") -> list[str]:
    """Return the units of an answer to a question."""
    frame = pd.DataFrame({"response_id": ["r"], "text": [text], "question": [question]})
    return split_responses(frame, TextConfig()).units["text"].tolist()


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Cons: slow export and bad search", ["slow export and bad search"]),
        ("CON - the price", ["the price"]),
        ("**Dislikes:** the bugs", ["the bugs"]),
        ("What I dislike most is that it crashes", ["it crashes"]),
        ("The worst thing about it is the queue", ["the queue"]),
        ("My biggest complaint is the app", ["the app"]),
        ("Cons:", []),
    ],
)
def test_a_marker_is_no_part_of_the_opinion(text: str, rest: list[str]):
    assert units(text) == rest


@pytest.mark.parametrize(
    "text", ["Consistent errors", "The pros and cons are unclear", "Bad parking", "Likes to crash", "The best of them left"]
)
def test_words_that_only_look_like_one_stay(text: str):
    assert units(text) == [text]


@pytest.mark.parametrize("question", ["Why?", None, "Comment"])
def test_markers_stay_where_the_question_asks_for_no_side(question: str | None):
    assert units("Cons: slow export and bad search", question) == ["Cons: slow export and bad search"]
