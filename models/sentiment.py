"""Build step: sentiment heads, one for each shipped embedder, as safetensors with a JSON description.

Reads the sets from the folder ``CXTEXT_EVAL_DATA``. The head of the default embedder is a softmax regression on the labels,
and on what survey questions say about their answers. The fast embedder does not see word order, so its head also reads
hashed words and word pairs, and learns from the probabilities that the default head gives to the same texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack, vstack
from threadpoolctl import threadpool_limits

from cxtext import plugins
from cxtext.sentiment import CLASSES, FEATURES, PolarityHead, hash_ngrams, judgement_logits, lexicon_features
from models.head_files import HEADS, write_head
from models.sentiment_data import DATA, TARGETS, describe, read_set
from models.sentiment_fit import calibrate, fit_softmax, logits, softmax
from models.sources import Entry, Sources

BUILT = "softmax regression; temperature and threshold chosen on sets held out"
RIDGE = {"default": 1.5e-4, "fast": 3e-5}
#: Vectors have length 1, so their dimensions are small; at this scale the ridge weighs on the lexicon's features alike.
LEXICON_SCALE = 0.25
N_COLUMNS = 2**15
#: How much the answers without a label count, all together, against one for all labelled texts.
UNLABELLED_SHARE = 1.0
#: The sets that show what a head can do on feedback. GoEmotions is never held out: it stands for general English.
#: What they are: reviews or answers to a survey.
HELD_OUT = {
    "kotzias_yelp": "review",
    "kotzias_amazon": "review",
    "course_evaluations": "survey",
    "vader_amazon_valence": "review",
    "nhs_fft": "survey",
}


@dataclass(frozen=True)
class Labelled:
    """One set: the probabilities that each label stands for, the features of each embedder, VADER's scores, a row's weight.

    What judgements add to the logits is not learnt; it counts where temperature, threshold and figures are taken.
    """

    targets: NDArray[np.float64]
    features: dict[str, Any]
    vader: NDArray[np.float64]
    judged: NDArray[np.float64]
    weight: float

    @property
    def labels(self) -> NDArray[np.int64]:
        """Index of the likeliest class of each row."""
        return np.asarray(self.targets.argmax(axis=1))


def build(target: Path, sources: Sources) -> list[Entry]:
    """Write ``sentiment/bge_small_en`` and ``sentiment/potion_128``, ``.safetensors`` and ``.json`` each."""
    embedders = {name: plugins.load("cxtext.embedders", name)() for name in HEADS}
    sets = {name: _read(name, embedders) for name in DATA}
    entries: list[Entry] = []
    with threadpool_limits(1):  # the same sums in the same order
        for key in HEADS:
            weights = _fit(key, list(sets.values()))
            meta = {
                **_measure(key, sets),
                "trained_on": {n: {**describe(DATA[n]), "n_texts": len(s.targets), "weight": s.weight} for n, s in sets.items()},
            }
            tensors = _tensors(weights, embedders[key].n_dims)
            entries += write_head(target, PolarityHead, key, embedders[key], meta, tensors, built=BUILT, sets=DATA.values())
    return entries


def _read(name: str, embedders: dict[str, Any]) -> Labelled:
    """Read one set and compute its features."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # type: ignore[import-untyped]

    texts, labels = _without_content_answers(*read_set(DATA[name]))
    features = {key: embedder.encode(texts).astype(np.float64) for key, embedder in embedders.items()}
    lexicon = lexicon_features(texts)
    features = {key: np.hstack([vectors, lexicon * LEXICON_SCALE]) for key, vectors in features.items()}
    features["fast"] = hstack([csr_array(features["fast"]), hash_ngrams(texts, N_COLUMNS)]).tocsr()
    rate = SentimentIntensityAnalyzer().polarity_scores
    vader = np.array([rate(text)["compound"] for text in texts])
    return Labelled(np.array([TARGETS[label] for label in labels]), features, vader, judgement_logits(texts), DATA[name].weight)


def _without_content_answers(texts: list[str], labels: list[str]) -> tuple[list[str], list[str]]:
    """Leave out answers of people who want no change: their question, which labels them, says the opposite."""
    content = lexicon_features(texts)[:, FEATURES.index("wants no change")] > 0
    kept = [i for i, label in enumerate(labels) if max(TARGETS[label]) == 1 or not content[i]]
    return [texts[i] for i in kept], [labels[i] for i in kept]


def _fit(key: str, sets: Sequence[Labelled]) -> NDArray[np.float64]:
    """Return the weights of a head, the intercept as the last row; the classes count the same."""
    vectors = np.vstack([s.features["default"] for s in sets])
    targets = np.vstack([s.targets for s in sets])
    row_weights = np.concatenate([np.full(len(s.targets), s.weight) for s in sets])
    for labelled, share in ((True, 1.0), (False, UNLABELLED_SHARE)):
        for c in range(len(CLASSES)):
            rows = (targets.argmax(axis=1) == c) & ((targets.max(axis=1) == 1) == labelled)
            row_weights[rows] *= share / row_weights[rows].sum()
    teacher = fit_softmax(vectors, targets, row_weights, RIDGE["default"])
    if key == "default":
        return teacher
    features = vstack([s.features[key] for s in sets]).tocsr()
    return fit_softmax(features, softmax(logits(teacher, vectors)), np.ones(len(targets)), RIDGE[key])


def _measure(key: str, sets: dict[str, Labelled]) -> dict[str, Any]:
    """Hold out one set after the other; return temperature, threshold and the figures."""
    held_out = {}
    for name in HELD_OUT:
        weights = _fit(key, [s for other, s in sets.items() if other != name])
        held_out[name] = logits(weights, sets[name].features[key]) + sets[name].judged
    figures = calibrate({n: sets[n].labels for n in HELD_OUT}, held_out, {n: sets[n].vader for n in HELD_OUT})
    for name, of_set in figures["held_out"].items():
        of_set["kind"] = HELD_OUT[name]
    return figures


def _tensors(weights: NDArray[np.float64], n_dims: int) -> dict[str, NDArray[Any]]:
    """Return the tensors of a head; rounded, so that the last bits of a machine's arithmetic do not show."""
    rounded = np.round(weights, 3)
    n_dense = n_dims + len(FEATURES)
    tensors: dict[str, NDArray[Any]] = {
        "coef": rounded[:n_dims].astype(np.float32),
        "lexicon_coef": (rounded[n_dims:n_dense] * LEXICON_SCALE).astype(np.float32),
        "intercept": rounded[-1].astype(np.float32),
    }
    if len(weights) > n_dense + 1:
        tensors["ngram_coef"] = rounded[n_dense:-1].astype(np.float16)
    return tensors
