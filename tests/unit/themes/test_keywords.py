"""Whose words a text has."""

from __future__ import annotations

import numpy as np
import pytest

from cxtext.themes.codebook import KEYWORD, NAME, Codebook, Keywords
from cxtext.themes.naming import Words

BOOK = Codebook.model_validate(
    {
        "themes": [
            {"name": "Wifi problems", "keywords": ["internet", "Wi-Fi"]},
            {"name": "Noise", "keywords": ["thin walls", "could not sleep a wink all night"]},
            {"name": "Parking garage"},
            {"name": "Other", "keywords": ["!!!"]},
        ]
    }
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The WIFI is slow", [NAME, 0, 0, 0]),
        ("No internet", [KEYWORD, 0, 0, 0]),
        ("No wi-fi, no wifi", [KEYWORD, 0, 0, 0]),
        ("A thin wall, and noise", [0, KEYWORD, 0, 0]),
        ("The walls are thin", [0, 0, 0, 0]),
        ("thin. Walls", [0, KEYWORD, 0, 0]),
        ("I could not sleep a wink all night", [0, KEYWORD, 0, 0]),
        ("Parking is dear", [0, 0, 0, 0]),
        ("Garages for parking", [0, 0, NAME, 0]),
        ("Other problems !!!", [0, 0, 0, 0]),
        ("internetwork", [0, 0, 0, 0]),
        ("", [0, 0, 0, 0]),
    ],
)
def test_words_are_found_as_whole_words_in_singular_and_plural(text, expected):
    assert Keywords.of(BOOK).find([text]).tolist() == [expected]


def test_other_texts_and_the_form_of_the_texts_do_not_matter():
    texts = ["The wifi is slow", "Thin walls", "Parking garage", "internet and noise", "nothing"] * 3
    whole = Keywords.of(BOOK).find(texts)
    assert whole.dtype == np.int8 and whole.shape == (15, 4)
    assert (Keywords.of(BOOK).find(Words(texts)) == whole).all()
    for i, text in enumerate(texts):
        assert (Keywords.of(BOOK).find([text])[0] == whole[i]).all()


def test_a_codebook_without_a_word_and_a_survey_without_a_text_are_no_trouble():
    silent = Keywords.of(Codebook.model_validate({"themes": [{"name": "Other"}, {"name": "..."}]}))
    assert silent.find(["Other ... things"]).tolist() == [[0, 0]]
    assert silent.find([]).shape == (0, 2)
    assert Keywords.of(BOOK).find([]).shape == (0, 4)
    assert Keywords.from_record(silent.to_record(), 2) == silent
    assert Keywords.from_record({}, 2) is None
