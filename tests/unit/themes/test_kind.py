"""What the opinions of a theme are: causes or verdicts."""

from __future__ import annotations

import numpy as np
import pytest

from cxtext.themes import Words
from cxtext.themes.naming import judge_opinion, judge_themes
from cxtext.themes.theme import ThemeKind

VERDICTS = [
    "Never again",
    "Worst company ever!",
    "I will be returning it.",
    "Great app",
    "I highly recommend this to anyone.",
    "No complaints at all",
    "Keep up the good work",
    "Would not use this company again",
    "Don't waste your money",
    "Thank you so much",
    "5 stars",
    "Absolutely love it!!",
]
CAUSES = [
    "The staff were great",
    "It doesn't work",
    "Great app but it crashes",
    "Never again will I pay for parking there",
    "I will be returning it because the zip broke",
    "Stop charging me for the router",
    "They survey the land well",
    "Delivery was late",
    "The customer survey team rang me four times in one week about a parcel that I had sent back long before that",
]


@pytest.mark.parametrize(
    ("kind", "text"),
    [(k, t) for k, texts in ((ThemeKind.VERDICT, VERDICTS), (ThemeKind.CAUSE, CAUSES)) for t in texts],
)
def test_an_opinion_says_why_or_not(kind: ThemeKind, text: str):
    assert judge_opinion(text) == kind


def test_a_theme_is_what_enough_of_its_opinions_are():
    texts = ["never again", "awful", "late parcel", "broken screen", "rude driver", "wrong size", "no reply"]
    theme_of = np.array([0, 0, 0, 0, 0, 1, -1])
    repeats = np.ones(len(texts), dtype=int)
    assert judge_themes(texts, repeats, [theme_of]) == [[ThemeKind.VERDICT, ThemeKind.CAUSE]]
    many = np.array([1, 1, 5, 1, 1, 1, 1])
    assert judge_themes(texts, many, [theme_of])[0][0] == ThemeKind.CAUSE


def test_both_levels_are_judged_and_the_whole_product_is_no_reason():
    texts = [*(f"this gizmo is {word}" for word in ("great", "awful", "nice", "bad", "fine", "lovely")), "the gizmo is slow"]
    top, part = np.zeros(7, dtype=int), np.array([0, 0, 0, 0, 0, 0, 1])
    kinds = judge_themes(texts, np.ones(7, dtype=int), [top, part], Words(texts))
    assert kinds == [[ThemeKind.VERDICT], [ThemeKind.VERDICT, ThemeKind.CAUSE]]


def test_no_themes_have_no_kinds():
    assert judge_themes([], np.zeros(0, dtype=int), [np.zeros(0, dtype=int)]) == [[]]
