"""The shipped emotion heads on units labelled by hand and on GoEmotions' test split, beside majority and a word list.

``emotion_sample.csv`` holds opinion units of jsdabrowski/IS-22 (MIT), commit 2b685b144200, The-Strategy-Unit/pxtextmining (MIT),
commit ba6c0a2f10ca, cjhutto/vaderSentiment (MIT), commit 44fc044cd877, sgibson91/mybinder.org-user-survey-nlp (MIT), commit
13d1ff9cdc67, cncf/surveys (Apache-2.0), commit e2dd7c5405be, and jupyter/surveys (CC0), commit 8f0765524859, labelled by one
reader before any prediction was seen. GoEmotions is read from the folder ``CXTEXT_EVAL_DATA``.
"""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import f1_score

from cxtext import shipped
from cxtext.embed import load_embedder
from cxtext.sentiment import WORDS, load_emotion_head, tokens_of

HERE = Path(__file__).parent
FLOORS = json.loads((HERE / "floors.json").read_text("utf-8"))["emotion"]
#: Those that the sample has more than five of.
COMMON = ["none", "frustration", "delight"]


def by_words(text: str) -> str:
    """Return the emotion that a single word of the text tells most, by the shipped list alone, from seven to one on."""
    listed = json.loads(shipped.weight_path(WORDS).read_text("utf-8"))
    words = [word for word, _, _ in tokens_of(text)]
    told = {emotion: max((known.get(word, 0.0) for word in words), default=0.0) for emotion, known in listed.items()}
    best = max(told, key=lambda emotion: told[emotion])
    return best if told[best] >= 2 else "none"


@pytest.mark.parametrize("embedder_name", sorted(FLOORS))
def test_sample(embedder_name: str) -> None:
    with (HERE / "emotion_sample.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    texts, labels = [row["text"] for row in rows], [row["emotion"] for row in rows]
    embedder = load_embedder(embedder_name)
    found = load_emotion_head(embedder.fingerprint).predict(texts, embedder.encode(texts))

    def macro_f1(emotions: list[str]) -> float:
        return float(f1_score(labels, emotions, labels=COMMON, average="macro", zero_division=0))

    score = macro_f1(found.label.tolist())
    assert score >= FLOORS[embedder_name]["sample_macro_f1"]
    assert score > macro_f1([by_words(text) for text in texts]) > macro_f1(["none"] * len(texts))
    told = [span is not None for span, emotion in zip(found.spans, found.label, strict=True) if emotion != "none"]
    assert np.mean(told) >= FLOORS[embedder_name]["told"]


@pytest.mark.parametrize("embedder_name", sorted(FLOORS))
def test_goemotions(embedder_name: str) -> None:
    if not os.environ.get("CXTEXT_EVAL_DATA"):
        pytest.skip("CXTEXT_EVAL_DATA is not set")
    from models.emotion_data import HELD, read_emotions
    from models.emotion_fit import f1_scores

    texts, shown = read_emotions(HELD, "test")
    texts, shown = texts[:2000], shown[:2000]
    embedder = load_embedder(embedder_name)
    found = load_emotion_head(embedder.fingerprint).predict(texts, embedder.encode(texts))
    assert f1_scores(found.label, shown)[1:].mean() >= FLOORS[embedder_name]["goemotions"]
