"""Words that judge are brought to their usual spelling, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cxtext.language import load_language
from cxtext.text import clean_texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("slooow and baaaad", "slow and bad"),
        ("Greeeat staff", "Great staff"),
        ("SLOOOW", "SLOW"),
        ("horible experiance", "horrible experiance"),
        ("Terible servise", "Terrible servise"),
        ("I was dissapointed", "I was disappointed"),
        ("it dosent work and wont load", "it doesn't work and won't load"),
        ("gr8 app, luv it", "great app, love it"),
        ("yessss", "yess"),
        ("noooo", "noo"),
        ("zzzz brrrr", "zz brr"),
    ],
)
def test_usual_spelling(text: str, expected: str) -> None:
    assert clean_texts([text])[0].text == expected


@pytest.mark.parametrize(
    "text",
    [
        "matplotlib, grafana and revolut are fine",
        "We use Trello and Perfekt every day",
        "a fruitless, unreadable and confining form",
        "the chunky soup was crammed in",
        "a travelled costumer favours inconvenience",
        "see terible.example and #horible or @awsome_bot",
    ],
)
def test_words_of_the_language_and_names_stay(text: str) -> None:
    assert clean_texts([text])[0].text.split()[0] == text.split()[0]
    assert set(clean_texts([text])[0].text.split()) <= set(text.split())


def test_the_quote_is_what_was_written() -> None:
    text = "Sooo horible, really"
    item = clean_texts([text])[0]
    assert item.text == "So horrible, really"
    at = item.text.index("horrible")
    start, end = item.original_span(at, at + len("horrible"))
    assert text[start:end] == "horible"


def test_a_language_without_a_vocabulary_changes_what_its_lists_hold() -> None:
    english = load_language()
    other = replace(english, code="xx", spelling=replace(english.spelling, respelled={"besser": ("bessa",)}))
    assert clean_texts(["bessa horible"], language=other)[0].text == "besser horible"
