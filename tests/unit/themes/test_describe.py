"""Names: from the texts' own words, unique, and saying something."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from fixtures.planted import TOPICS, plant

from cxtext.language import load_parser
from cxtext.themes import centre_rows
from cxtext.themes.naming import (
    Candidate,
    Casing,
    Describer,
    Tone,
    Words,
    count_terms,
    find_phrases,
    is_empty,
    pick_exemplars,
    put_wide_first,
    tokenize,
    whole_texts,
)


@pytest.fixture(scope="module")
def nlp():
    found, name = load_parser()
    assert found is not None and name.startswith("en_core_web_sm")
    return found


def forms(text, nlp):
    return {phrase.form for phrase in find_phrases([text], nlp)[0].values()}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The login keeps failing every day.", "login keeps failing"),
        ("There was a long waiting time at the clinic.", "waiting time"),
        ("The review process is painfully slow.", "review process"),
        ("The nurses were kind and caring.", "kind and caring"),
        ("There is no parking near the building.", "no parking"),
    ],
)
def test_phrases_that_name_something_are_found(text, wanted, nlp):
    assert wanted in forms(text, nlp)


def test_what_stands_in_place_of_personal_data_is_in_no_name(nlp):
    for text in ("[NAME] was rude to my sister.", "I spoke to [name] about the late parcel."):
        assert not any("name" in form.lower() for form in forms(text, nlp) | forms(text, None))
    assert Words(["[NAME] rang [phone] back", "my name is wrong"]).terms == Words(["rang back", "my name is wrong"]).terms


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("It has great open source projects.", "source projects"),
        ("CNCF provides strong support.", "CNCF provides"),
        ("I think that it was a great thing.", "great thing"),
        ("We were told that you would call us.", "told that you"),
        ("The seats is hard.", "seats is hard"),
        ("The seats are narrow hard and very uncomfortable.", "seats are narrow hard"),
        ("Our plotting tool = matplotlib here.", "plotting tool = matplotlib"),
    ],
)
def test_fragments_and_fillers_are_not(text, fragment, nlp):
    assert fragment not in forms(text, nlp)


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("I could not follow Zenaida's slides at all.", "Zenaida's slides"),
        ("They have magazines newspapers there.", "magazines newspapers"),
    ],
)
def test_what_belongs_to_one_person_and_lists_without_a_comma_are_no_names(text, fragment, nlp):
    assert fragment not in forms(text, nlp)


def test_who_is_asked_and_one_word_said_again_name_nothing():
    assert all(map(is_empty, ("patients", "customer", "passengers", "students")))
    texts = ["pin pin pin", "pinning boards", "boards for pins", "pin", "pins and boards"]
    label = (
        Describer(texts, np.eye(5, dtype=np.float32), np.ones(5, dtype=np.int64)).describe(np.zeros(5, dtype=np.int64))[0].label
    )
    assert len(set(label.lower().split())) == len(label.split())


def test_without_a_parser_phrases_are_runs_of_content_words():
    assert forms("The slow login page, of course, is down.", None) == {"slow login", "login page", "slow login page"}


def test_labels_are_unique_short_and_from_the_texts(nlp):
    corpus = plant(6, 40)
    for parser in (nlp, None):
        found = Describer(corpus.texts, corpus.vectors, corpus.counts, nlp=parser).describe(corpus.topic)
        labels = [d.label for d in found]
        assert len(set(labels)) == 6
        joined = " ".join(corpus.texts).lower()
        for topic, (description, phrases) in enumerate(zip(found, TOPICS.values(), strict=True)):
            words = description.label.split()
            assert 1 <= len(words) <= 4
            assert description.label[0].isupper() and description.label[1:] == description.label[1:].lower()
            assert description.label.lower() in joined
            assert set(tokenize(description.label)) & set(" ".join(phrases).split())
            assert all(corpus.topic[e] == topic for e in description.exemplars)
            assert 1 <= len(description.keyphrases) <= 7


def test_labels_stay_unique_when_groups_say_the_same():
    texts = [f"slow login page {i}" for i in range(30)]
    vectors = plant(1, 30).vectors
    found = Describer(texts, vectors, np.ones(30, dtype=int)).describe(np.arange(30) % 3)
    assert len({d.label.lower() for d in found}) == 3


def test_labels_stay_unique_when_there_is_nothing_to_say():
    texts = ["ok", "yes", "no", "well", "so", "hm"]
    found = Describer(texts, plant(1, 6).vectors, np.ones(6, dtype=int)).describe(np.array([0, 0, 1, 1, 2, 2]))
    assert len({d.label for d in found}) == 3
    assert all(d.label for d in found)


def test_sub_themes_get_other_labels_than_themes(nlp):
    corpus = plant(4, 40)
    describer = Describer(corpus.texts, corpus.vectors, corpus.counts, nlp=nlp)
    themes = describer.describe(corpus.topic)
    parts = describer.describe(corpus.topic * 2 + np.arange(len(corpus.texts)) % 2)
    labels = [d.label.lower() for d in themes + parts]
    assert len(set(labels)) == len(labels) == 12


def test_meaning_decides_between_phrases_as_frequent():
    texts = [f"slow login page and old coffee machine {i}" for i in range(12)]
    axes = np.eye(8, dtype=np.float32)
    vectors = np.vstack([np.tile(axes[0], (12, 1)), np.tile(axes[1], (12, 1))])
    others = [f"other words entirely here {i}" for i in range(12)]

    def encode(phrases):
        return np.array([axes[0] if "login" in p else axes[1] for p in phrases])

    labels = np.array([0] * 12 + [1] * 12)
    found = Describer([*texts, *others], vectors, np.ones(24, dtype=int), encode=encode).describe(labels)
    assert "login" in found[0].label.lower()


def test_words_that_are_everywhere_do_not_name_a_theme():
    corpus = plant(4, 40)
    texts = [f"Acme {t[4:]}" for t in corpus.texts]
    found = Describer(texts, corpus.vectors, corpus.counts).describe(corpus.topic)
    assert all(set(tokenize(d.label)) - {"acme"} for d in found)
    assert sum("acme" in d.label.lower() for d in found) == 0


def test_exemplars_are_members_and_differ():
    corpus = plant(2, 40)
    rows = centre_rows(corpus.vectors, corpus.vectors.mean(axis=0))
    members = np.flatnonzero(corpus.topic == 1)
    centre = rows[members].mean(axis=0)
    picked = pick_exemplars(corpus.texts, rows, members, centre / np.linalg.norm(centre), n=5)
    assert len(set(picked.tolist())) == 5
    assert set(picked.tolist()) <= set(members.tolist())
    assert pick_exemplars(corpus.texts, rows, members[:2], centre, n=5).tolist() != []


def test_terms_are_counted_by_text_and_weight():
    texts, weights = ["slow login", "login login", "price"], np.array([2, 1, 5])
    counts = count_terms(Words(texts), np.array([0, 0, -1]), weights, 1, phrases=["slow login"])
    assert counts.of("login", 0) == (3.0, 3.0)
    assert counts.of("slow login", 0) == (2.0, 2.0)
    assert counts.of("price", 0) == (0.0, 5.0)
    assert counts.of("absent", 0) == (0.0, 0.0)
    assert counts.share("price") == 5 / 8


def test_casing_keeps_names_and_drops_capitals_of_sentence_starts():
    casing = Casing()
    casing.learn(["We love the NHS and the Wi-Fi here. Staff are kind.", "Our NHS staff", "SHOUTING STAFF TEXT"])
    assert casing.title("Staff of the nhs") == "Staff of the NHS"
    assert casing.write("Wi-fi Staff") == "Wi-Fi staff"


def test_casing_knows_acronyms_that_few_write_in_capitals():
    casing = Casing()
    casing.learn(["save as PDF", "the PDF", "to pdf", "a pdf", "my pdf", "the slow page", "the page", "a PAGE"])
    casing.learn(["all of US", "for US", "for us", "to us"])
    assert casing.title("export pdf page") == "Export PDF page"
    assert casing.write("us") == "us"


def test_a_number_written_with_its_unit_costs_what_a_number_costs(nlp):
    found = find_phrases(["We had an 11hr flight to Paris.", "We had a night flight to Paris."], nlp)
    assert found[0]["11hr flight"].cost >= 0.3 > found[1]["night flight"].cost


def test_whole_texts_are_short_and_start_with_a_word_of_their_own():
    assert set(whole_texts(["No complaints.", "The food", "ok", "this is far too long to be one"])) == {"no complaint"}


@pytest.mark.parametrize("word", ["the", "good", "thing", "7", "x", "greatest"[:5]])
def test_empty_words(word):
    assert is_empty(word)


def test_emoji_are_no_names(nlp):
    from cxtext.language import load_language
    from cxtext.themes.naming import picture_pattern

    written = {word for word in load_language().emoji.feelings if " " in word}
    assert written >= {"joking face", "thumbs up", "check mark"}
    assert {word for word in written if not picture_pattern(load_language()).search(word)} == set()
    found = forms("I hate the login page angry face", nlp)
    assert found and not any("face" in phrase for phrase in found)


def test_a_wide_name_comes_before_rare_exact_phrases():
    wide, rare = (
        Candidate("queue", "queue", typical=1.0, coverage=0.4),
        Candidate("airport queue", "airport queue", coverage=0.05),
    )
    assert put_wide_first([rare, wide]) == [wide, rare]
    narrow = Candidate("queue", "queue", typical=1.0, coverage=0.1)
    assert put_wide_first([rare, narrow]) == [rare, narrow]


@dataclass(frozen=True)
class Topic:
    share: float
    name: str = "Long waiting times"

    def name_for(self, polarity):
        return self.name if polarity < 0 else "Waiting time"


def unalike(n):
    """Return texts of two groups that share no words with one another, and their vectors."""
    rng = np.random.default_rng(3)
    texts = [f"{' '.join(rng.choice(list('abcdefghijklmnopqrstuvwxyz'), size=6))}{i} xx{i}yy" for i in range(2 * n)]
    vectors = np.repeat(np.eye(2, 8), n, axis=0) + rng.normal(scale=0.1, size=(2 * n, 8))
    return texts, (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), np.repeat([0, 1], n)


def test_a_topic_names_a_theme_that_no_phrase_covers():
    texts, vectors, theme_of = unalike(10)
    tone = Tone(np.repeat([-0.3, 0.0], 10), lambda phrases, rows: np.zeros(len(phrases)))
    describer = Describer(texts, vectors, np.ones(20, dtype=int), tone=tone)

    first, second = describer.describe(theme_of, topics=[Topic(0.6), Topic(0.1)])

    assert (first.label, first.named_by) == ("Long waiting times", "topic")
    assert second.named_by == "responses", "the topic covers too little of the theme"


def test_a_theme_that_only_blames_is_called_so():
    texts, vectors, theme_of = unalike(10)
    tone = Tone(np.repeat([-0.8, 0.1], 10), lambda phrases, rows: np.zeros(len(phrases)))
    encode = lambda phrases: np.resize(vectors, (len(phrases), 8))  # noqa: E731
    describer = Describer(texts, vectors, np.ones(20, dtype=int), tone=tone, encode=encode)

    blame, other = describer.describe(theme_of)

    assert (blame.label, blame.named_by, blame.label_rank) == ("General complaints", "tone", None)
    assert other.named_by == "responses"


def test_a_theme_with_a_subject_keeps_it_however_it_sounds():
    texts = [f"the parking {word}" for word in ("fails", "broke", "stinks", "costs", "lags", "annoys")] + ["abc", "def", "ghi"]
    vectors = np.vstack([np.tile([1.0, 0.0], (6, 1)), np.tile([0.0, 1.0], (3, 1))]).astype(np.float32)
    tone = Tone(np.full(9, -0.8), lambda phrases, rows: np.zeros(len(phrases)))
    described = Describer(texts, vectors, np.ones(9, dtype=int), tone=tone).describe(np.array([0] * 6 + [-1] * 3))
    assert described[0].named_by == "responses"
    assert "parking" in described[0].label.lower()
