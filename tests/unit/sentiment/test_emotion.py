"""Emotions: abstention, the words that tell, where they stand in the original, and what is refused."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

import cxtext
from cxtext.backlog import build_items, load_exporter
from cxtext.embed import load_embedder
from cxtext.errors import ModelFormatError, ModelNotFoundError
from cxtext.findings import intent_shares
from cxtext.sentiment import EMOTIONS, FEATURES, FORMS, EmotionHead, find_trigger, load_emotion_head, locate
from cxtext.text import clean_texts, split_texts

N = len(EMOTIONS)
META: dict[str, Any] = {
    "format": 1,
    "name": "toy head",
    "classes": list(EMOTIONS),
    "forms": list(FORMS),
    "embedder": {"name": "toy", "fingerprint": "toy"},
    "threshold": 0.5,
}
TENSORS = {
    "coef": np.array([[0.0] * (N - 1) + [4.0], [0.0] * N], dtype=np.float32),
    "lexicon_coef": np.zeros((len(FEATURES), N), dtype=np.float32),
    "form_coef": np.zeros((len(FORMS), N), dtype=np.float32),
    "intercept": np.zeros(N, dtype=np.float32),
}
FELT = {
    "frustration": "I hate this, it is so annoying",
    "disappointment": "I was really disappointed",
    "worry": "I'm worried that my data is lost",
    "confusion": "I'm confused about the fees",
    "surprise": "I was surprised by the size of the room",
    "delight": "I love it, it is awesome",
    "gratitude": "Thank you so much for your help",
    "none": "The shop is on Main Street",
}


def test_below_the_threshold_there_is_none() -> None:
    head = EmotionHead(META, TENSORS)
    vectors = np.array([[1.0, 0], [0.4, 0], [-1.0, 0]], dtype=np.float32)  # e^4 / (e^4 + 7) = .89, e^1.6 / (e^1.6 + 7) = .41
    assert head.predict(["a", "b", "c"], vectors).label.tolist() == ["gratitude", "none", "none"]


@pytest.mark.parametrize("name", ["default", "fast"])
def test_shipped_heads(name: str) -> None:
    embedder = load_embedder(name, jobs=1)
    head = load_emotion_head(embedder.fingerprint)
    texts = [*FELT.values(), "", "👍", "\ud800"]
    vectors = embedder.encode(texts)
    found = head.predict(texts, vectors)
    assert found.label[: len(FELT)].tolist() == list(FELT)
    for i, text in enumerate(texts):
        alone = head.predict([text], vectors[i : i + 1])
        assert alone.label[0] == found.label[i] and alone.spans[0] == found.spans[i]


@pytest.mark.parametrize(
    ("text", "emotion", "told"),
    [
        ("The desk was closed and I am so disappointed.", "disappointment", "disappointed"),
        ("Thanks for the quick reply", "gratitude", "Thanks"),
        ("It’s all very CONFUSING to me", "confusion", "CONFUSING"),
        ("The desk was closed", "worry", None),
        ("I love it", "none", None),
        ("", "delight", None),
    ],
)
def test_the_words_that_tell(text: str, emotion: str, told: str | None) -> None:
    span = find_trigger(text, emotion)
    assert (span and text[slice(*span)]) == told if told is None else told in text[slice(*(span or (0, 0)))]


@pytest.mark.parametrize(
    ("text", "span", "quote", "expected"),
    [
        ("so sad", (3, 6), "so sad", (3, 6)),
        ("sad, so sad", (8, 11), "sad,\n so sad", (9, 12)),
        ("very sad", (0, 8), "very \n sad", (0, 10)),
        ("it's sad", (0, 4), "it&#39;s sad", None),
    ],
)
def test_where_they_stand_in_the_original(text: str, span: tuple[int, int], quote: str, expected: tuple[int, int] | None) -> None:
    assert locate(text, span, quote) == expected


def survey() -> pd.DataFrame:
    """Return a survey of felt and plain comments, some with marks that cleaning changes."""
    marked = ["Hello &amp; welcome.\n\nI am  so\nvery disappointed; thanks anyway", "<b>awesome</b> staff, love it"]
    comments = [*FELT.values(), *marked]
    return pd.DataFrame({"comment": [f"{comments[i % len(comments)]} {i}" for i in range(60)]})


def test_offsets_lie_within_the_unit_and_say_the_words() -> None:
    analysis = cxtext.analyze(survey(), text_column="comment", embedder="fast", emotion=True)
    rows = analysis.tables["sentiment"].merge(analysis.units, on="unit_id").merge(analysis.responses, on="response_id")
    assert set(rows["emotion"]) <= set(EMOTIONS) and len(set(rows["emotion"])) > 4
    told = rows.dropna(subset="emotion_start")
    assert len(told) > 20 and (told["emotion"] != "none").all()
    for row in told.itertuples():
        assert row.start <= row.emotion_start < row.emotion_end <= row.end
        words = row.text_y[row.emotion_start : row.emotion_end]
        assert " ".join(words.split()) in row.text_x
    assert "emotions" in set(analysis.issues["code"])
    for shares in intent_shares(analysis, "emotion").values():
        assert sum(shares.values()) == pytest.approx(1.0)
    items = build_items(analysis)
    assert any(fact.startswith("Emotions, as a hint: ") for item in items for fact in item.facts)
    (content,) = load_exporter("csv").export(analysis).values()
    table = pd.read_csv(io.BytesIO(content), keep_default_na=False)
    assert set(table["emotion"]) <= {*EMOTIONS, ""} - {"none"} and any(table["emotion"])
    page = analysis.to_html()
    assert "<dt>Emotion</dt>" in page and re.search(r'<q dir="auto">[^<]*<em>[^<]+</em>', page)


def test_off_by_default() -> None:
    analysis = cxtext.analyze(survey(), text_column="comment", embedder="fast")
    sentiment = analysis.tables["sentiment"]
    assert sentiment[["emotion", "emotion_start", "emotion_end"]].isna().all(axis=None)
    assert not any(intent_shares(analysis, "emotion").values())
    assert "emotions" not in set(analysis.issues["code"])
    assert "<dt>Emotion</dt>" not in analysis.to_html()


def test_every_span_is_part_of_its_unit() -> None:
    text = "Love it!! Sorry, I’m sad it crashed…  thanks;\nbut SCARED of updates"
    for unit in split_texts(clean_texts([text]))[0]:
        for emotion in EMOTIONS:
            span = find_trigger(unit.text, emotion)
            assert span is None or 0 <= span[0] < span[1] <= len(unit.text)


@pytest.mark.parametrize(
    ("meta", "tensors"),
    [
        ({k: v for k, v in META.items() if k != "threshold"}, TENSORS),
        ({**META, "classes": ["rage"]}, TENSORS),
        (META, {k: v for k, v in TENSORS.items() if k != "lexicon_coef"}),
    ],
)
def test_broken_heads_are_refused(meta: dict[str, Any], tensors: dict[str, np.ndarray]) -> None:
    with pytest.raises(ModelFormatError):
        EmotionHead(meta, tensors)
    with pytest.raises(ModelNotFoundError, match="no emotion head"):
        load_emotion_head("another")
