"""What the question of an answer adds to its sentiment, by the weight that the question has.

``CXTEXT_EVAL_DATA=FOLDER python -m tests.bench.slant`` prints the table of ``slant.md``: answers to "What was good?" and to "What
could we do better?", labelled by people, with the head of the fast embedder.
"""

from __future__ import annotations

import csv
import gzip
import os
from pathlib import Path
from typing import Any

import numpy as np

#: Weights that are tried, as logits.
WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5)


def read_answers() -> list[dict[str, str]]:
    """Return the labelled answers."""
    path = Path(os.environ["CXTEXT_EVAL_DATA"]) / "nhs_fft_themes.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["text"] and row["sentiment"]]


def measure() -> dict[str, Any]:
    """Return accuracy and mean F1 of the three classes for each question and weight."""
    from cxtext.embed import load_embedder
    from cxtext.language import question_slant
    from cxtext.sentiment import CLASSES, Polarity, load_heads
    from cxtext.text import clean_texts

    rows = read_answers()
    texts = [item.text for item in clean_texts([row["text"] for row in rows])]
    embedder = load_embedder("fast")
    sentiment = load_heads(embedder.fingerprint, "en").polarity.score(texts, embedder.encode(texts))
    truth = np.array([row["sentiment"] for row in rows], dtype=object)
    slant = np.array([question_slant(row["question"]) for row in rows])
    result: dict[str, Any] = {"n": len(rows)}
    for way in (1, -1):
        own = slant == way
        for weight in WEIGHTS:
            p = sentiment.probabilities[own] * np.exp(weight * way * np.array([-1, 0, 1]))
            label = Polarity.of(p / p.sum(axis=1, keepdims=True), sentiment.threshold).label
            hits = [
                2 * ((label == c) & (truth[own] == c)).sum() / max(1, (label == c).sum() + (truth[own] == c).sum())
                for c in CLASSES
            ]
            result[f"{'praise' if way > 0 else 'blame'} {weight:g}"] = {
                "accuracy": round(float((label == truth[own]).mean()), 3),
                "mean_f1": round(float(np.mean(hits)), 3),
            }
    return result


def main() -> None:
    """Print the table."""
    print("| question asks for | weight | right labels | mean F1 |\n|---|---|---|---|")
    for name, one in measure().items():
        if isinstance(one, dict):
            way, _, weight = name.partition(" ")
            print(f"| {way} | {weight} | {one['accuracy']:.3f} | {one['mean_f1']:.3f} |")


if __name__ == "__main__":
    main()
