"""Rated words, negation, contrast and form: one row of features for each text, whatever it comes with."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from cxtext import shipped
from cxtext.language import load_language
from cxtext.sentiment import ALPHA, FEATURES, TURNED, lexicon_features, valence


def features(text: str) -> dict[str, float]:
    """Return the features of one text by their names."""
    return dict(zip(FEATURES, lexicon_features([text])[0].tolist(), strict=True))


def squash(x: float) -> float:
    return x / (x * x + ALPHA) ** 0.5


def test_a_sum_of_valences() -> None:
    good, awful = 1.9, -2.0  # as rated in VADER's lexicon
    assert features("good")["valence"] == pytest.approx(squash(good))
    found = features("good and awful")
    assert found["valence"] == pytest.approx(squash(good + awful))
    assert (found["praise"], found["blame"]) == pytest.approx((squash(good), squash(-awful)))


@pytest.mark.parametrize("text", ["not good", "isn't good", "Isn’t good", "never a very good", "without any good"])
def test_negation_turns_what_follows(text: str) -> None:
    found = features(text)
    assert found["valence"] == pytest.approx(squash(1.9 * TURNED))
    assert found["praise negated"] > 0 and found["has a negation"] == 1


@pytest.mark.parametrize("text", ["not there. good", "no, it is, as they say, good", "good, not slow", "not it but good"])
def test_negation_ends(text: str) -> None:
    assert features(text)["valence"] == pytest.approx(squash(1.9))


@pytest.mark.parametrize("text", ["Nothing, good staff", "Absolutely nothing good staff", "nothing. It is good"])
def test_an_opening_nothing_turns_no_word(text: str) -> None:
    found = features(text)
    assert found["valence"] == pytest.approx(squash(1.9)) and found["praise negated"] == 0
    assert (found["wants no change"], found["has a negation"]) == (1, 0)


@pytest.mark.parametrize("text", ["Nothing good about it", "nothing is good", "There was nothing good", "nothing has been good"])
def test_any_other_nothing_does(text: str) -> None:
    assert features(text)["valence"] == pytest.approx(squash(1.9 * TURNED))


def test_contrast_shows_the_last_clause() -> None:
    assert features("awful queue, but good staff")["valence after the last contrast"] > 0
    assert features("good staff, however an awful queue")["valence after the last contrast"] < 0
    assert features("good staff, awful queue")["valence after the last contrast"] == 0
    assert features("good staff but slow")["has a contrast"] == 1


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Why is it closed?", "has a question mark", 1),
        ("Closed!", "has an exclamation mark", 1),
        ("More staff.", "is a wish", 1),
        ("It should be faster", "is a wish", 1),
        ("It is fast", "is a wish", 0),
        ("Nothing. Keep doing what you do", "wants no change", 1),
        ("I can't fault it", "wants no change", 1),
        ("It could not be better", "is a wish", 0),
        ("nothing works", "wants no change", 0),
        ("The door", "has no rated word", 1),
        ("", "has no rated word", 1),
    ],
)
def test_form(text: str, name: str, expected: float) -> None:
    assert features(text)[name] == expected


@pytest.mark.parametrize(("text", "sign"), [("👍", 1), ("👍🏽", 1), ("❤️", 1), (":)", 1), ("😡", -1), ("👎", -1), (":(", -1)])
def test_emoji(text: str, sign: int) -> None:
    assert np.sign(features(text)["valence"]) == sign
    assert np.sign(features(f"the app{text}")["valence"]) == sign


def test_each_text_stands_alone() -> None:
    texts = ["not good", "", "awful but cheap :(", "👍", "\ud800", "?" * 10_000, "good " * 3000]
    together = lexicon_features(texts)
    assert together.shape == (len(texts), len(FEATURES)) and np.isfinite(together).all() and np.abs(together).max() <= 1
    for i, text in enumerate(texts):
        assert lexicon_features([text])[0].tobytes() == together[i].tobytes()
    assert lexicon_features(texts[::-1])[::-1].tobytes() == together.tobytes()
    assert lexicon_features([]).shape == (0, len(FEATURES))


def test_a_text_without_a_hint_matches_no_pattern() -> None:
    with shipped.sample_path("cncf_nps.csv").open(encoding="utf-8", newline="") as stream:
        texts = [row["text"].casefold() for row in csv.DictReader(stream)]
    words = [word for text in texts for word in text.split()]
    texts += [" ".join(words[i : i + 4]) for i in range(0, len(words), 2)]
    texts += ["can not fault it", "i couldn't complain", "no issues", "i don't see what could be better", "carry on", "of want"]
    patterns, lists = valence._patterns(load_language()), load_language().valence
    for pattern, hints in ((patterns.wish, lists.wish_hints), (patterns.no_change, lists.no_change_hints)):
        matching = [text for text in texts if pattern.search(text)]
        assert len(matching) > 10 and all(any(hint in text for hint in hints) for text in matching)
