"""What people write, in tables: non-answers, what stands around comments, and where statements part.

The tables are ``tests/data/written/*.csv``; ``keep`` and ``drop`` are parts of the units, parted by bars.
"""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import pytest

from cxtext.language import load_language
from cxtext.settings import TextConfig
from cxtext.text import clean_texts, find_boilerplate, find_units, is_non_answer

TABLES = Path(__file__).parents[2] / "data" / "written"


def read_table(name: str) -> list[tuple[str, ...]]:
    """Return the rows of a table."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [tuple(row.values()) for row in csv.DictReader(stream)]


def units_of(text: str) -> list[str]:
    """Return the units of one response."""
    return [unit.text for unit in find_units([text], TextConfig(), load_language()).units[0]]


@pytest.mark.parametrize(("text", "expected"), read_table("non_answers"))
def test_non_answers(text: str, expected: str) -> None:
    assert is_non_answer(clean_texts([text])[0].text) == (expected == "yes")


@pytest.mark.parametrize(("text", "keep", "drop"), read_table("wrappings"))
def test_what_stands_around_a_comment_is_in_no_unit(text: str, keep: str, drop: str) -> None:
    joined = " | ".join(units_of(text)).lower()
    assert all(part in joined for part in keep.lower().split("|"))
    assert not any(part and part in joined for part in drop.lower().split("|"))
    assert bool(joined) == bool(keep)


@pytest.mark.parametrize(("text", "n_units"), read_table("splits"))
def test_statements(text: str, n_units: str) -> None:
    assert len(units_of(text)) == int(n_units)


@pytest.mark.parametrize("row", read_table("wrappings"))
def test_units_quote_the_original(row: tuple[str, ...]) -> None:
    text = row[0]
    units = find_units([text], TextConfig(), load_language()).units[0]
    for unit in units:
        quote = text[unit.start : unit.end]
        assert quote == quote.strip() and (quote[0] in unit.text or quote[0] in ":;<(" or not quote[0].isascii())
    assert all(one.end <= other.start for one, other in pairwise(units))


def test_a_wrapper_that_is_all_of_a_text_stays() -> None:
    for text in ("Read more", "Dear Sir or Madam,", "Sent via the mobile app", "```code```", "Name: Jo\nEmail: jo"):
        assert clean_texts([text])[0].text


def test_automatic_replies_are_non_answers() -> None:
    texts = ["Out of office until Monday", "The office is cold", "Automatic reply: Thank you"]
    split = find_units(texts, TextConfig(), load_language())
    assert split.status == ["non_answer", "content", "non_answer"]
    assert split.is_auto_reply == [True, False, True]


THINGS, FAULTS = ("Login", "Export", "Search", "Billing", "Sync"), ("fails", "is slow", "hangs")
REMARKS = [f"{thing} {fault}" for thing in THINGS for fault in FAULTS]


@pytest.mark.parametrize(
    ("frame", "shared"),
    [
        ("Verified Guest | {} | 7 likes", 2),
        ("{}.\n\nThis form was sent by the Acme kiosk.\nAcme Ltd, 1 High Street", 2),
        ("Question 3: {}", 1),
        ("I would like to tell you about {}", 1),
        ("{} and I answered this survey on my phone", 1),
    ],
)
def test_what_most_responses_share_is_found(frame: str, shared: int) -> None:
    texts = [frame.format(REMARKS[i % len(REMARKS)]) for i in range(40)]
    boilerplate = find_boilerplate(texts)
    assert boilerplate and len(boilerplate.describe()) == shared
    split = find_units(texts, TextConfig(), load_language(), boilerplate=boilerplate)
    assert sorted({unit.text.rstrip(".") for units in split.units for unit in units}) == sorted(REMARKS)
    assert find_boilerplate(texts[::-1]) == boilerplate


@pytest.mark.parametrize(
    "texts",
    [
        ["Great service. Fast delivery."] * 30 + ["Slow. Dear."] * 10,  # an answer that most people give
        [f"Great service. {remark}." for remark in REMARKS] + [f"{remark}, honestly" for remark in REMARKS * 2],
        [f"Sent by form. {remark}" for remark in REMARKS],  # too few to count in
        ["n/a"] * 40,
        [],
    ],
)
def test_what_people_say_alike_is_not_shared_by_a_form(texts: list[str]) -> None:
    boilerplate = find_boilerplate(texts)
    assert not boilerplate and all(boilerplate.locate(text) == [] for text in texts)


def test_a_response_of_shared_words_alone_says_nothing() -> None:
    texts = [f"Sent from the lobby kiosk. {remark} again" for remark in REMARKS * 2] + ["Sent from the lobby kiosk."]
    split = find_units(texts, TextConfig(), load_language(), boilerplate=find_boilerplate(texts))
    assert split.status.count("content") == len(REMARKS) * 2 and split.status[-1] == "non_answer" and split.units[-1] == []
