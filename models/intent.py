"""Build step: intent heads, one for each shipped embedder, as safetensors with a JSON description.

Reads the sets from the folder ``CXTEXT_EVAL_DATA``. Each head is a softmax regression from vectors, rated words and form to
the probabilities that ``intent_data`` gives to each text; the intents count the same, whatever their number. A few rules are
added to what was learnt.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from cxtext import plugins
from cxtext.sentiment import FEATURES, FORMS, INTENTS, IntentHead, form_features, lexicon_features
from models.head_files import HEADS, write_head
from models.intent_data import SETS, WEIGHTS, as_row, targets
from models.sentiment_data import describe, read_set
from models.sentiment_fit import fit_softmax
from models.sources import Entry, Sources

BUILT = "softmax regression on probabilities given by sentiment, question and form"
RIDGE = 2e-4
#: Vectors have length 1, so their dimensions are small; at these scales the ridge weighs on all features alike.
LEXICON_SCALE, FORM_SCALE = 0.25, 0.5
#: What rare and unmistakable forms add to a logit beside what was learnt, set by hand.
RULES = {("would be better", "idea"): 2.0, ("wants no change", "praise"): 2.0}


def build(target: Path, sources: Sources) -> list[Entry]:
    """Write ``intent/bge_small_en`` and ``intent/potion_128``, ``.safetensors`` and ``.json`` each."""
    texts, wanted, row_weights, counts = _read()
    words = np.hstack([lexicon_features(texts) * LEXICON_SCALE, form_features(texts) * FORM_SCALE])
    share = row_weights[:, None] * wanted
    row_weights = (share / share.sum(axis=0)).sum(axis=1)
    entries: list[Entry] = []
    for key in HEADS:
        embedder = plugins.load("cxtext.embedders", key)()
        vectors = embedder.encode(texts).astype(np.float64)
        with threadpool_limits(1):  # the same sums in the same order
            weights = fit_softmax(np.hstack([vectors, words]), wanted, row_weights, RIDGE)
        meta = {"forms": FORMS, "trained_on": {n: {**describe(data), "n_texts": counts[n]} for n, data in SETS.items()}}
        tensors = _tensors(weights, embedder.n_dims)
        entries += write_head(target, IntentHead, key, embedder, meta, tensors, built=BUILT, sets=SETS.values())
    return entries


def _read() -> tuple[list[str], NDArray[np.float64], NDArray[np.float64], dict[str, int]]:
    """Return all texts, the probabilities they stand for, their weights, and how many each set has.

    The questions to the bank come twice, the second time without their mark.
    """
    texts: list[str] = []
    wanted: list[list[float]] = []
    row_weights: list[float] = []
    counts = {}
    for name, data in SETS.items():
        found, labels = read_set(data)
        pairs = [(text, target) for text, target in zip(found, targets(name, found, labels), strict=True) if target]
        counts[name] = len(pairs)
        weights = [WEIGHTS.get(name, 1.0)] * len(pairs)
        if name == "banking77":
            unmarked = [(text.rstrip("? "), target) for text, target in pairs if "?" in text]
            pairs, weights = pairs + unmarked, weights + [WEIGHTS["unmarked"]] * len(unmarked)
        texts += [text for text, _ in pairs]
        wanted += [as_row(target) for _, target in pairs]
        row_weights += weights
    return texts, np.array(wanted), np.array(row_weights), counts


def _tensors(weights: NDArray[np.float64], n_dims: int) -> dict[str, NDArray[Any]]:
    """Return the tensors of a head; rounded, so that the last bits of a machine's arithmetic do not show."""
    rounded = np.round(weights, 3)
    n_rated = n_dims + len(FEATURES)
    forms = rounded[n_rated:-1] * FORM_SCALE
    for (form, intent), added in RULES.items():
        forms[FORMS.index(form), INTENTS.index(intent)] += added
    parts = {
        "coef": rounded[:n_dims],
        "lexicon_coef": rounded[n_dims:n_rated] * LEXICON_SCALE,
        "form_coef": forms,
        "intercept": rounded[-1],
    }
    return {name: part.astype(np.float32) for name, part in parts.items()}
