"""A language is a folder of word lists and heads trained on texts of it: a run uses those of its own language and no others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cxtext.errors import ConfigError, ModelNotFoundError
from cxtext.language import Language, detect, load, load_language
from cxtext.pipeline import analyze, teach_theme
from cxtext.run import Analysis
from cxtext.sentiment import intent, linear, polarity, valence
from tests.conftest import write_survey

SETTINGS = {"text": {"language": "xx"}, "embedding": {"embedder": "fast"}}


@pytest.fixture
def only_xx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make xx the only language: its lists are the English ones, those of no other may be read, and English texts are in it."""
    lists = replace(load_language(), code="xx")

    def load_lists(code: str) -> Language:
        assert code == "xx", f"the lists of {code!r} were read in a run in xx"
        return lists

    (tmp_path / "words" / "xx").mkdir(parents=True)
    monkeypatch.setattr(load, "WORDS", tmp_path / "words")
    monkeypatch.setattr(load, "_load", load_lists)
    monkeypatch.setattr(detect, "_names", lambda: ({"xx": "the language xx"}, {"en": "xx"}))
    detect._probabilities.cache_clear()
    yield
    detect._probabilities.cache_clear()


@pytest.fixture
def heads_of_xx(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pretend that the English heads are trained on texts in xx."""

    def read_head(folder: str, fingerprint: str, language: str) -> tuple[dict[str, Any], dict[str, Any]]:
        assert language == "xx"
        meta, tensors = linear.read_head(folder, fingerprint, "en")
        return {**meta, "language": "xx"}, tensors

    for module in (intent, polarity):
        monkeypatch.setattr(module, "read_head", read_head)
    of_xx = {(fingerprint, "xx"): name for (fingerprint, _), name in linear.list_heads("sentiment").items()}
    monkeypatch.setattr(polarity, "list_heads", lambda folder: of_xx)
    monkeypatch.setattr(valence, "lexicon_of", lambda name, language: name)
    yield
    polarity.load_head.cache_clear()
    intent.load_intent_head.cache_clear()
    valence.valences_of_words.cache_clear()


@pytest.mark.usefixtures("only_xx", "heads_of_xx")
def test_no_step_reads_the_lists_of_another_language(tmp_path: Path, small_analysis: Analysis):
    run = analyze(write_survey(tmp_path / "survey.csv"), config=SETTINGS, nps_column="score")
    assert run.themes["topic"].isna().all(), "the catalogue of topics is English"
    expected = dict(small_analysis.tables)
    expected["responses"] = expected["responses"].assign(language=expected["responses"]["language"].replace("en", "xx"))
    names = ["topic", "label", "label_rank", "named_by", "description"]  # a topic may name a theme
    del expected["phrases"]
    for name, table in expected.items():
        plain = [own.drop(columns=names, errors="ignore") for own in (run.tables[name], table)]
        pd.testing.assert_frame_equal(*plain)
    theme = str(run.themes["theme_id"].iloc[0])
    taught = teach_theme(run, theme, ["The queue at the desk is too long"]).analysis
    assert taught.manifest.setting("text", "language") == "xx"
    book = tmp_path / "book.yaml"
    book.write_text("themes:\n- name: Parking problems\n  keywords: [car park]\n", "utf-8")
    given = analyze(tmp_path / "survey.csv", config=SETTINGS, nps_column="score", codebook=book)
    assert given.themes["label"].iloc[0] == "Parking problems"


@pytest.mark.usefixtures("only_xx")
def test_heads_of_another_language_are_not_used(tmp_path: Path):
    with pytest.raises(ModelNotFoundError, match=r"no sentiment head .* language 'xx', only of en\..*\n.*text\.language"):
        analyze(tmp_path / "not read.csv", config=SETTINGS)


def test_a_language_without_word_lists_is_named_with_those_there_are(tmp_path: Path):
    message = r"text\.language in config: no word lists for 'eng'\. Did you mean 'en'\?\nLanguages: en"
    with pytest.raises(ConfigError, match=message):
        analyze(tmp_path / "not read.csv", config={"text": {"language": "eng"}})
