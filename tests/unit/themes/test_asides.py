"""Opinions that are no feedback: set apart one by one, in rows of their own, whatever theme they would be in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from cxtext.errors import ModelFormatError
from cxtext.language import SurveyLanguages
from cxtext.settings import ThemesConfig
from cxtext.themes import Codebook, Corpus, ThemeKind, ThemeModel
from cxtext.themes.asides import Aside, Asides, find_aside

EXAMPLES = {
    Aside.OPT_OUTS: [
        "STOP",
        "unsubscribe please",
        "Stop sending me emails",
        "Do not contact me again",
        "opt out",
        "Take me off this list",
    ],
    Aside.GREETINGS: ["Hi there", "Merry Christmas everyone", "Have a nice day", "Best regards"],
    Aside.EMOJI: ["👍 thumbs up", "❤ love", "<3", "thumbs up", "???", "😡😡 angry face"],
    Aside.SURVEY: [
        "This survey is too long",
        "Sorry, filled this form in wrong.",
        "Too many questions",
        "The survey link is broken",
    ],
    Aside.SMALL_TALK: ["Hope this helps", "just testing", "who is this?", "wrong number"],
    None: [
        "Stop charging me for the router",
        "Stop the",
        "Cancel the subscription",
        "They survey the land well",
        "They asked me too many questions at the desk",
        "Great staff",
        "I love it",
        "Cancel my contract, it is too dear",
        "Fire in the kitchen ©",
        "The customer survey team rang me four times in one week about a parcel that I had sent back long before that",
    ],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in EXAMPLES.items() for text in texts])
def test_what_is_no_feedback(kind: Aside | None, text: str):
    assert find_aside(text) == kind


def encode(texts: list[str]) -> np.ndarray:
    """Return vectors in which texts are near that share their first word; every text has its own place."""
    rows = []
    for text in texts:
        first = np.random.default_rng(sum(map(ord, text.split()[0]))).normal(size=24)
        own = np.random.default_rng(sum(ord(c) * (i + 1) for i, c in enumerate(text))).normal(size=24)
        rows.append(first + 0.4 * own)
    return (np.array(rows) / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


FEEDBACK = [
    f"{subject} {what} {when}"
    for subject in ("staff", "parking", "wifi")
    for what in ("was bad", "was slow")
    for when in ("on Monday", "on Tuesday", "in May", "in June", "again", "for us")
]
SPANISH = [f"El envío llegó tarde y roto, como {n} veces antes" for n in ("dos", "tres", "cuatro", "cinco", "seis")]
DUTCH, DANISH = "De levering was twee weken te laat", "Leveringen kom alt for sent og var i stykker"
ENGLISH_AND_SPANISH = SurveyLanguages("en", ("es",))
CHATTER = ["STOP", "Stop texting me", "unsubscribe", "Opt out", "Please stop", "Hi there", "Hello all"]


def make_corpus(extra: list[str], languages: SurveyLanguages | None = ENGLISH_AND_SPANISH) -> Corpus:
    """Return a corpus of one response per text."""
    texts = sorted({*FEEDBACK, *extra})
    n = len(texts)
    return Corpus(
        texts,
        encode(texts),
        np.ones(n, dtype=np.int64),
        sparse.csr_array(np.eye(n, dtype=np.int8)),
        "own",
        encode,
        languages=languages,
    )


def fit(corpus: Corpus, **settings: object) -> tuple[ThemeModel, list[str | None]]:
    """Fit and return the model and the label of each text's theme; applying must give the same again, to the last bit."""
    book = settings.pop("codebook", None)
    config = ThemesConfig.model_validate({"min_responses": 3, **settings})
    model, assigned = ThemeModel.fit_assign(corpus, settings=config, codebook=book)  # type: ignore[arg-type]
    again = model.assign(corpus.vectors, corpus.texts)
    for name in ("theme", "strength", "subtheme"):
        np.testing.assert_array_equal(getattr(assigned, name), getattr(again, name))
    tops = [item.label for item in model.items if item.parent_id is None]
    assert len(set(tops)) == len(tops)
    return model, [tops[t] if t >= 0 else None for t in assigned.theme.tolist()]


def test_each_kind_is_one_row_and_in_no_theme():
    corpus = make_corpus([*SPANISH, DUTCH, DANISH, *CHATTER])
    model, labels = fit(corpus)
    rows = [item for item in model.items if item.kind == ThemeKind.ASIDE]
    assert [(row.label, row.n_responses) for row in rows] == [("Comments in Spanish", 5), ("Opt-outs", 5)]
    assert {row.named_by for row in rows} == {"rule"} and all(row.stability is None for row in rows)
    label_of = dict(zip(corpus.texts, labels, strict=True))
    assert {label_of[text] for text in SPANISH} == {"Comments in Spanish"}
    assert {label_of[text] for text in CHATTER[:5]} == {"Opt-outs"}
    assert [label_of[text] for text in (DUTCH, "Hi there")] == [None, None]
    assert not {label_of[text] for text in FEEDBACK} & {"Comments in Spanish", "Opt-outs"}
    assert set(rows[0].exemplar_texts) == set(SPANISH)
    assert len({item.theme_id for item in model.items}) == len(model.items)


def test_rare_languages_share_a_row_when_they_are_enough_together():
    _, labels = fit(make_corpus([DUTCH, DANISH, "L'application plante à chaque fois", "Aplikacja zawiesza się przy płatności"]))
    assert labels.count("Comments in other languages") == 4


def test_languages_are_kept_together_when_the_corpus_has_none():
    _, labels = fit(make_corpus(SPANISH, languages=None))
    assert "Comments in Spanish" not in labels


def test_feedback_has_the_same_themes_with_and_without_asides():
    plain, mixed = make_corpus([]), make_corpus([*SPANISH, *CHATTER])
    (_, alone), (_, beside) = fit(plain), fit(mixed)
    label_of = dict(zip(mixed.texts, beside, strict=True))
    assert [label_of[text] for text in plain.texts] == alone and len(set(alone)) == 3


def test_a_batch_of_one_and_any_order_give_the_same():
    corpus = make_corpus([*SPANISH, *CHATTER])
    model, _ = fit(corpus)
    all_at_once = model.assign(corpus.vectors, corpus.texts)
    for i in range(0, len(corpus.texts), 7):
        one = model.assign(corpus.vectors[i : i + 1], corpus.texts[i : i + 1])
        assert (one.theme[0], one.strength[0], one.subtheme[0]) == (
            all_at_once.theme[i],
            all_at_once.strength[i],
            all_at_once.subtheme[i],
        )
    order = np.random.default_rng(3).permutation(len(corpus.texts))
    turned = model.assign(corpus.vectors[order], [corpus.texts[i] for i in order])
    np.testing.assert_array_equal(turned.theme, all_at_once.theme[order])


def test_new_texts_go_to_the_rows_there_are():
    model, _ = fit(make_corpus([*SPANISH, *CHATTER]))
    texts = ["La aplicación se cierra cada vez que pago", DUTCH, "STOP emailing me", "Hello"]
    labels = [item.label for item in model.items if item.parent_id is None]
    themes = model.assign(encode(texts), texts).theme.tolist()
    assert [labels[t] if t >= 0 else None for t in themes] == ["Comments in Spanish", None, "Opt-outs", None]


def test_a_saved_model_has_its_asides(tmp_path):
    corpus = make_corpus([*SPANISH, *CHATTER])
    model, _ = fit(corpus)
    model.save(tmp_path)
    loaded = ThemeModel.load(tmp_path)
    assert loaded.asides == model.asides and loaded.fingerprint == model.fingerprint
    np.testing.assert_array_equal(
        loaded.assign(corpus.vectors, corpus.texts).theme, model.assign(corpus.vectors, corpus.texts).theme
    )
    assert replace(model, asides=Asides()).fingerprint != model.fingerprint
    row = next(item.theme_id for item in model.items if item.kind == ThemeKind.ASIDE)
    assert model.find_nearest(row) == []
    with pytest.raises(ModelFormatError, match="asides of the theme model are damaged"):
        Asides.from_record({"keys": 1})


def test_a_theme_of_a_codebook_keeps_what_has_its_words():
    book = Codebook.model_validate(
        {
            "themes": [
                {"name": "Texting", "keywords": ["texting"], "examples": ["Stop texting me"]},
                {"name": "Wifi", "keywords": ["wifi"]},
            ]
        }
    )
    corpus = make_corpus([*SPANISH, *CHATTER])
    model, labels = fit(corpus, codebook=book)
    label_of = dict(zip(corpus.texts, labels, strict=True))
    assert label_of["Stop texting me"] == "Texting" and label_of["unsubscribe"] == "Opt-outs"
    assert {label_of[text] for text in SPANISH} == {"Comments in Spanish"}
    assert next(item.stability for item in model.items if item.label == "Opt-outs") is None


def test_nothing_but_asides_gives_rows_and_no_theme():
    texts = sorted([*SPANISH, *CHATTER])
    corpus = replace(
        make_corpus([]),
        texts=texts,
        vectors=encode(texts),
        counts=np.ones(len(texts), dtype=np.int64),
        responses=sparse.csr_array(np.eye(len(texts), dtype=np.int8)),
    )
    model, _ = fit(corpus)
    assert {item.kind for item in model.items} == {ThemeKind.ASIDE}
