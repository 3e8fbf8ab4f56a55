"""Judgements: what each statement is read as, and that the default head then gives the right label."""

from __future__ import annotations

import csv
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from cxtext.embed import load_embedder
from cxtext.sentiment import JUDGEMENTS, find_judgements, judgement_logits, load_head
from cxtext.text import clean_texts

TABLE = Path(__file__).parents[2] / "data" / "written" / "sentiments.csv"
with TABLE.open(encoding="utf-8", newline="") as stream:
    ROWS = list(csv.DictReader(stream))


def judgements(text: str) -> set[str]:
    """Return the judgements of one text."""
    return {name for name, weight in zip(JUDGEMENTS, find_judgements([text])[0], strict=True) if weight}


@cache
def labels() -> dict[str, str]:
    """Return the label that the default head gives to each text of the table."""
    embedder = load_embedder("default")
    texts = [item.text for item in clean_texts([row["text"] for row in ROWS])]
    labels = load_head(embedder.fingerprint).score(texts, embedder.encode(texts)).label
    return {row["text"]: str(label) for row, label in zip(ROWS, labels, strict=True)}


@pytest.mark.parametrize(("text", "right"), [(row["text"], row["right"]) for row in ROWS], ids=[row["text"] for row in ROWS])
def test_label(text: str, right: str) -> None:
    assert labels()[text] in right.split("/")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the leak was fixed", {"evil ended"}),
        ("the leak was never fixed", set()),
        ("please fix the leak", set()),
        ("they could have fixed the leak", set()),
        ("unable to resolve my complaint", set()),
        ("able to resolve my complaint", {"evil ended"}),
        ("low latency", {"evil small"}),
        ("latency is low", {"evil small"}),
        ("we want low latency", set()),
        ("fewer ads", {"evil small, as a wish"}),
        ("fewer ads than on other sites now", {"evil small"}),
        ("high latency", {"evil large"}),
        ("limited parking", {"good small"}),
        ("little support needed", set()),
        ("not expensive", {"word of praise"}),
        ("too expensive", {"word of blame"}),
        ("I am used to it", set()),
        ("it used to be good", {"past"}),
        ("8/10", {"rated high"}),
        ("open 24/7 since 1/5/2024", set()),
        ("would be 10/10 if it worked", set()),
        ("not one star hotel", set()),
        ("The door is blue", set()),
        ("", set()),
    ],
)
def test_judgements(text: str, expected: set[str]) -> None:
    assert judgements(text) == expected


def test_long_texts_are_left_to_their_vectors() -> None:
    text = "the bug was fixed"
    weights = [find_judgements([text + " again" * n])[0].max() for n in range(12)]
    assert weights[0] == 1 and weights[-1] == 0
    assert all(a >= b for a, b in pairwise(weights))


def test_logits_are_of_praise_against_blame() -> None:
    logits = judgement_logits(["second to none", "the blue door", "waste of money"])
    assert (logits[:, 0] == -logits[:, 2]).all() and (logits[:, 1] == 0).all()
    assert np.sign(logits[:, 2]).tolist() == [1, 0, -1]
    assert judgement_logits([]).shape == (0, 3)


def test_each_text_stands_alone() -> None:
    texts = ["the leak was fixed", "", "★" * 5000, "\ud800", "fee " * 4000, "cheap and reliable"]
    together = find_judgements(texts)
    assert all(find_judgements([text])[0].tobytes() == row.tobytes() for text, row in zip(texts, together, strict=True))
