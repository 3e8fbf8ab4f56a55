"""The shipped heads on texts that they were not trained on, beside VADER, a lexicon that needs no model.

``sentiment_sample.csv`` holds sentences of app reviews labelled by the features praised or criticised in them, from
jsdabrowski/IS-22 (MIT), commit 2b685b144200. The larger sets are read from the folder ``CXTEXT_EVAL_DATA``.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import f1_score

from cxtext.embed import load_embedder
from cxtext.sentiment import load_head
from cxtext.text import clean_texts

HERE = Path(__file__).parent
FLOORS = json.loads((HERE / "floors.json").read_text("utf-8"))["sentiment"]
SETS = sorted(FLOORS["default"]["gain_over_vader"])


def read_set(name: str) -> tuple[list[str], list[str]]:
    """Return the texts of an evaluation set and their labels, or skip."""
    folder = os.environ.get("CXTEXT_EVAL_DATA")
    if not folder:
        pytest.skip("CXTEXT_EVAL_DATA is not set")
    with gzip.open(Path(folder) / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        labelled = [(row["text"], label_of(name, row)) for row in csv.DictReader(stream)]
    kept = [(text, label) for text, label in labelled if label]
    return [item.text for item in clean_texts([text for text, _ in kept])], [label for _, label in kept]


def label_of(name: str, row: dict[str, str]) -> str | None:
    """Return the label of one row, nothing for rows with mixed or no sentiment."""
    if name == "is22_feature_sentiment":  # its neutral class means that no feeling is put in words, also of a crash
        sides = [side for side in ("positive", "negative") if row[f"features_{side[:3]}"]]
        return sides[0] if len(sides) == 1 and not row["features_neu"] else None
    label = row["sentiment"].removeprefix("strong ")
    return None if label == "mixed" else label


def macro_f1(expected: list[str], found: np.ndarray) -> float:
    """Return the mean F1 over the classes that are expected at all."""
    return float(f1_score(expected, list(found), labels=sorted(set(expected)), average="macro", zero_division=0))


def by_head(embedder_name: str, texts: list[str]) -> np.ndarray:
    """Return the labels that the shipped head gives."""
    embedder = load_embedder(embedder_name)
    return load_head(embedder.fingerprint).score(texts, embedder.encode(texts)).label


def by_vader(texts: list[str]) -> np.ndarray:
    """Return VADER's labels, at the thresholds that its authors recommend."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    rate = SentimentIntensityAnalyzer().polarity_scores
    scores = np.array([rate(text)["compound"] for text in texts])
    return np.where(scores >= 0.05, "positive", np.where(scores <= -0.05, "negative", "neutral"))


@pytest.mark.parametrize("embedder_name", sorted(FLOORS))
def test_sample(embedder_name: str) -> None:
    with (HERE / "sentiment_sample.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = by_head(embedder_name, [row["text"] for row in rows])
    assert macro_f1([row["label"] for row in rows], found) >= FLOORS[embedder_name]["sample_macro_f1"]


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("embedder_name", sorted(FLOORS))
def test_gain_over_vader(embedder_name: str, name: str) -> None:
    texts, labels = read_set(name)
    gain = macro_f1(labels, by_head(embedder_name, texts)) - macro_f1(labels, by_vader(texts))
    assert gain >= FLOORS[embedder_name]["gain_over_vader"][name]
