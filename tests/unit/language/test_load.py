"""Word lists: readable, complete, and handed in."""

import pickle
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest

import cxtext.language
from cxtext.errors import ConfigError
from cxtext.language import Form, NonAnswerWords, Phrases, list_languages, load_column_words, load_language
from cxtext.language.load import WORDS, read_words
from cxtext.privacy import redact
from cxtext.sentiment import FEATURES, FORMS, form_features, lexicon_features
from cxtext.text import clean_texts, is_non_answer, split_texts
from cxtext.themes.naming import Words, find_whole, is_empty, name_subject, whole_texts

ENGLISH = load_language()
FILES = sorted((Path(cxtext.language.__file__).parent).rglob("*.toml"))
#: Lists whose order means something.
ORDERED = {"months", "weekdays", "day_endings", "numbers"}


def lists_of(table, path=""):
    """Yield every list of a file with its key."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from lists_of(value, f"{path}{key}.")
        elif isinstance(value, list):
            yield f"{path}{key}", value


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_lists_can_be_read_by_people(path):
    text = path.read_text("utf-8")
    assert text.startswith("# ") and "\t" not in text
    for key, entries in lists_of(tomllib.loads(text)):
        assert len(set(entries)) == len(entries), key
        if key.split(".")[0] not in ORDERED and key != "other_languages":
            assert entries == sorted(entries), key


def test_an_unknown_language_names_those_there_are():
    with pytest.raises(ConfigError, match=r"no word lists for the language 'eng'.*Did you mean 'en'\?\nLanguages: .*en"):
        load_language("eng")
    assert "en" in list_languages() and load_language("en") is ENGLISH


def test_a_pickled_language_is_the_one_of_the_process_that_reads_it():
    assert pickle.loads(pickle.dumps(ENGLISH)) is ENGLISH
    for other in (replace(ENGLISH, clauses=replace(ENGLISH.clauses)), replace(ENGLISH, code="xx")):
        copy = pickle.loads(pickle.dumps(other))
        assert copy is not ENGLISH and copy.code == other.code and copy.names.stop == ENGLISH.names.stop


def test_a_file_of_word_lists_is_checked(tmp_path):
    path = tmp_path / "non_answers.toml"
    with pytest.raises(ConfigError, match="cannot be read"):
        read_words(path, NonAnswerWords)
    whole = (WORDS / "en" / "non_answers.toml").read_text("utf-8")
    path.write_text(whole.replace("joining =", "joins ="), "utf-8")
    with pytest.raises(ConfigError, match="lack joining"):
        read_words(path, NonAnswerWords)
    path.write_text(f'stray = ["x"]\n{whole}', "utf-8")
    with pytest.raises(ConfigError, match="have stray, which nothing reads"):
        read_words(path, NonAnswerWords)
    path.write_text(whole.replace("{topics}", "{topcs}"), "utf-8")
    with pytest.raises(ConfigError, match=r"no list 'topcs', which .* refers to. Did you mean 'topics'\?"):
        read_words(path, NonAnswerWords)
    path.write_text(whole.replace("topics = [", 'topics = ["{topics}", '), "utf-8")
    with pytest.raises(ConfigError, match=r"'topics' .* refers to itself"):
        read_words(path, NonAnswerWords)


def phrases_of(words):
    """Yield all phrases among words."""
    if isinstance(words, Phrases):
        yield words
    elif isinstance(words, Mapping):
        for value in words.values():
            yield from phrases_of(value)
    elif is_dataclass(words):
        for field in fields(words):
            yield from phrases_of(getattr(words, field.name))


@pytest.mark.parametrize("words", [ENGLISH, load_column_words()], ids=["en", "columns"])
def test_every_entry_is_a_pattern_of_its_own(words):
    entries = [entry for phrases in phrases_of(words) for entry in phrases.entries]
    assert len(entries) > 300
    for entry in entries:
        assert re.compile(entry).groups == 0 and not re.compile(entry).fullmatch(""), entry


def test_the_order_of_phrases_means_nothing():
    entries = ("no", "none", "no idea", "nope")
    assert str(Phrases(entries)) == str(Phrases(entries[::-1])) == "(?:no idea|none|nope|no)"


def test_references_and_groups_become_a_pattern(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text('who = ["i", "we"]\nwords = ["nie"]\nphrases = ["{who} (never|not) \\\\(sic\\\\)"]\n', "utf-8")
    assert str(read_words(path, Form).phrases) == r"(?:(?:we|i) (?:never|not) \(sic\))"


def test_cleaning_uses_the_language_it_is_given():
    emoji = replace(ENGLISH.emoji, feelings={"prima": "👍"})
    moin = replace(ENGLISH, mail=replace(ENGLISH.mail, hellos=Phrases(("aye",))), emoji=emoji)
    texts = ["Aye, it is slow 👍"]
    assert clean_texts(texts, language=moin)[0].text == "it is slow prima"
    assert clean_texts(texts)[0].text == "Aye, it is slow thumbs up"


def test_non_answers_and_clauses_use_the_language_they_are_given():
    other = replace(
        ENGLISH,
        non_answers=replace(ENGLISH.non_answers, answers=Phrases(("der hund",))),
        clauses=replace(ENGLISH.clauses, contrasts=Phrases(("aber",))),
    )
    assert is_non_answer("der Hund", language=other) and not is_non_answer("der Hund")
    assert not is_non_answer("dunno", language=other) and is_non_answer("dunno")
    cleaned = clean_texts(["Die App ist gut aber der Login geht nie"])
    (units,) = split_texts(cleaned, language=other)
    assert [unit.text for unit in units] == ["Die App ist gut", "der Login geht nie"]
    assert len(split_texts(cleaned)[0]) == 1


def test_sentiment_uses_the_language_it_is_given():
    valence = replace(ENGLISH.valence, negations=frozenset({"nicht"}), wish_starts=Phrases(("lieber",)), wish_hints=("lieber",))
    forms = replace(ENGLISH.forms, anywhere={**ENGLISH.forms.anywhere, "thanks": Form(words=frozenset({"danke"}))})
    other = replace(ENGLISH, valence=valence, forms=forms)
    features = dict(zip(FEATURES, lexicon_features(["lieber nicht good"], language=other)[0].tolist(), strict=True))
    assert features["valence"] < 0 and features["has a negation"] == 1 and features["is a wish"] == 1
    assert dict(zip(FEATURES, lexicon_features(["lieber nicht good"])[0].tolist(), strict=True))["valence"] > 0
    thanks = FORMS.index("thanks")
    assert form_features(["danke"], language=other)[0, thanks] == 1 and form_features(["danke"])[0, thanks] == 0


def test_redaction_uses_the_language_it_is_given():
    other = replace(ENGLISH, redaction=replace(ENGLISH.redaction, identifiers=Phrases(("auftrag",))))
    assert redact("Auftrag A-12", language=other) == "[number]" and redact("Auftrag A-12") == "Auftrag A-12"


def test_names_use_the_language_they_are_given():
    names = replace(
        ENGLISH.names,
        stop=frozenset({"das"}),
        articles=frozenset({"das"}),
        complaints=Phrases(("probleme",)),
        pointing=("diese",),
    )
    other = replace(ENGLISH, names=names)
    assert is_empty("das", other) and not is_empty("das") and not is_empty("the", other)
    assert name_subject("WLAN Probleme", other) == "WLAN" and name_subject("WLAN Probleme") == "WLAN Probleme"
    assert find_whole(Words(["diese App ist toll"] * 6, language=other)) == {"app"}
    assert whole_texts(["the slow login"], other) and not whole_texts(["the slow login"])
