"""Build step: emotion heads, one for each shipped embedder, and the words that tell each emotion.

Reads GoEmotions from the folder ``CXTEXT_EVAL_DATA``. Each head is a softmax regression from vectors, rated words, form
and hashed words and word pairs to the emotions that people saw in a Reddit comment. How confident a head must be is chosen
on GoEmotions' development split, the figures are of its test split.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack
from threadpoolctl import threadpool_limits

from cxtext import plugins
from cxtext.embed import Embedder
from cxtext.sentiment import EMOTIONS, FEATURES, FORMS, WORDS, EmotionHead, choose, form_features, hash_ngrams, lexicon_features
from models.emotion_data import HELD, MAPPING, TRAIN, read_emotions
from models.emotion_fit import choose_threshold, f1_scores, telling_words
from models.head_files import HEADS, write_head
from models.sentiment_data import describe
from models.sentiment_fit import fit_softmax, logits, softmax
from models.sources import Entry, Sources

RIDGE = 3e-5
LEXICON_SCALE, FORM_SCALE, N_COLUMNS = 0.25, 0.5, 2**14
BUILT = "softmax regression; threshold chosen on GoEmotions' development split"
Split = tuple[list[str], NDArray[np.float64]]


def build(target: Path, sources: Sources) -> list[Entry]:
    """Write ``lexicon/emotions.json``, and ``emotion/bge_small_en`` and ``emotion/potion_128``, two files each."""
    splits = {"train": read_emotions(TRAIN, "train"), "dev": read_emotions(HELD, "dev"), "test": read_emotions(HELD, "test")}
    entries = [_write_words(target, *splits["train"])]
    for key in HEADS:
        embedder = plugins.load("cxtext.embedders", key)()
        rows = {name: _features(texts, embedder) for name, (texts, _) in splits.items()}
        shown = {name: found for name, (_, found) in splits.items()}
        with threadpool_limits(1):  # the same sums in the same order
            weights = _fit(rows["train"], shown["train"])
        threshold = choose_threshold(softmax(logits(weights, rows["dev"])), shown["dev"])
        found = choose(softmax(logits(weights, rows["test"])), threshold)
        meta = {
            "forms": FORMS,
            "threshold": threshold,
            "test_f1": dict(zip(EMOTIONS, f1_scores(found, shown["test"]).round(3).tolist(), strict=True)),
            "mapping": MAPPING,
            "trained_on": {"goemotions": {**describe(TRAIN), "n_texts": len(splits["train"][0])}},
        }
        tensors = _tensors(weights, embedder.n_dims)
        entries += write_head(target, EmotionHead, key, embedder, meta, tensors, built=BUILT, sets=(TRAIN, HELD))
    return entries


def _write_words(target: Path, texts: list[str], shown: NDArray[np.float64]) -> Entry:
    """Write the words that tell each emotion."""
    (target / WORDS).parent.mkdir(parents=True, exist_ok=True)
    document = json.dumps(telling_words(texts, shown), indent=0, ensure_ascii=False) + "\n"
    (target / WORDS).write_text(document, "utf-8", newline="\n")
    return {
        "name": WORDS,
        "licence": "Apache-2.0",
        "origin": "counted here in GoEmotions, attributed in README.md",
        "built": "log odds ratio of each word and pair of words that stands with an emotion far more often than by chance",
        "built_from": [describe(TRAIN)],
    }


def _features(texts: list[str], embedder: Embedder) -> csr_array:
    """Return what a head reads of each text."""
    dense = [embedder.encode(texts).astype(np.float64), lexicon_features(texts) * LEXICON_SCALE]
    rows = np.hstack([*dense, form_features(texts) * FORM_SCALE])
    return hstack([csr_array(rows), hash_ngrams(texts, N_COLUMNS)]).tocsr()


def _fit(rows: csr_array, shown: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights of a head; a text of several emotions counts for each in part, and rare emotions count for more."""
    targets = shown / shown.sum(axis=1, keepdims=True)
    return fit_softmax(rows, targets, (targets / targets.mean(axis=0) ** 0.5).sum(axis=1), RIDGE)


def _tensors(weights: NDArray[np.float64], n_dims: int) -> dict[str, NDArray[Any]]:
    """Return the tensors of a head; rounded, so that the last bits of a machine's arithmetic do not show."""
    rounded = np.round(weights, 3)
    n_rated = n_dims + len(FEATURES)
    n_dense = n_rated + len(FORMS)
    return {
        "coef": rounded[:n_dims].astype(np.float32),
        "lexicon_coef": (rounded[n_dims:n_rated] * LEXICON_SCALE).astype(np.float32),
        "form_coef": (rounded[n_rated:n_dense] * FORM_SCALE).astype(np.float32),
        "ngram_coef": rounded[n_dense:-1].astype(np.float16),
        "intercept": rounded[-1].astype(np.float32),
    }
