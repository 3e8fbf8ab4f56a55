"""Language detection on comments written for this test in 28 languages, and on English ones in ``CXTEXT_EVAL_DATA``."""

from __future__ import annotations

import csv
import gzip
import json
import os
from pathlib import Path

import pytest

from cxtext.language import SurveyLanguages

HERE = Path(__file__).parent
FLOORS = json.loads((HERE / "floors.json").read_text("utf-8"))["language"]
ENGLISH = SurveyLanguages("en")
OF_SIX = SurveyLanguages("en", ("de", "es", "fr", "it", "pt"))
#: Sets of English comments: surveys, reviews, and answers of a word or two.
SETS = ["cncf_nps", "jupyter_ux2015", "mybinder_survey", "nhs_fft_themes", "acos_rest16", "kotzias_amazon", "skytrax_lounge"]


def read_sample(length: str) -> list[tuple[str, str]]:
    """Return the language and the text of the comments of a length."""
    with (HERE / "language_sample.csv").open(encoding="utf-8", newline="") as stream:
        return [(row["language"], row["text"]) for row in csv.DictReader(stream) if row["length"] == length]


def share_right(languages: SurveyLanguages, rows: list[tuple[str, str]]) -> float:
    """Return the share of comments whose language is detected."""
    return sum(languages.detect(text) == code for code, text in rows) / len(rows)


def test_comments_of_a_sentence_are_recognised():
    rows = read_sample("sentence")
    assert len({code for code, _ in rows}) >= 25
    assert share_right(ENGLISH, rows) >= FLOORS["sentences"]
    assert share_right(OF_SIX, rows) >= FLOORS["sentences_of_known"]


def test_two_words_are_recognised_where_the_survey_has_the_language():
    rows = [row for row in read_sample("short") if row[0] != "en"]
    assert share_right(OF_SIX, rows) >= FLOORS["short_of_known"]
    wrong = [(text, OF_SIX.detect(text)) for code, text in rows if OF_SIX.detect(text) not in (code, "en")]
    assert wrong == []


def test_short_english_answers_stay_english():
    texts = [text for code, text in read_sample("short") if code == "en"]
    assert [text for text in texts if ENGLISH.detect(text) != "en"] == []
    assert [text for text in texts if OF_SIX.detect(text) != "en"] == []


def test_english_comments_are_hardly_taken_for_others():
    folder = os.environ.get("CXTEXT_EVAL_DATA")
    if not folder:
        pytest.skip("CXTEXT_EVAL_DATA is not set")
    texts: set[str] = set()
    for name in SETS:
        with gzip.open(Path(folder) / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as stream:
            texts |= set(sorted({row["text"] for row in csv.DictReader(stream)})[:1500])
    for languages, floor in ((ENGLISH, "english_taken_for_other"), (OF_SIX, "english_taken_for_one_of_five")):
        assert sum(languages.detect(text) != "en" for text in texts) / len(texts) <= FLOORS[floor]
