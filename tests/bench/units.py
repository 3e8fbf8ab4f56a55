"""Themes of opinion units against human labels of whole responses: are themes as large as the subjects that people see?

``CXTEXT_EVAL_DATA=... python -m tests.bench.run units`` takes some minutes. Responses are split as in a run, and each stands
under the theme of its longest unit. Sets of intents, with many labels of equal size, are looked at on the lower level, unsplit.

*Best match* is the F1 of the theme that fits a human label best, weighted by the label's size: it falls when a subject is cut
into pieces, and when a theme is a mixture. *Any node* takes any node of the tree in place of a theme: the most that another cut
could give. *AMI* is the adjusted mutual information (Vinh, Epps & Bailey 2010); responses without a theme count as one group.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from cxtext.embed import Embedder, load_embedder
from cxtext.pipeline import embed_units, index_members, split_responses
from cxtext.settings import TextConfig, ThemesConfig
from cxtext.themes import Assigned, Corpus, ThemeModel
from tests.bench.labels import read_tone
from tests.bench.themes import read_labelled

OPINIONS = ("nhs_fft_themes", "acos_rest16", "jupyter_ux2015")
INTENTS = ("banking77", "clinc150")
#: Labels of a smaller share of the responses are left out of the best match.
LEAST_OPINIONS, LEAST_INTENTS = 0.02, 0.004


@dataclass(frozen=True)
class Labelled:
    """Responses with one human label each.

    Parameters
    ----------
    corpus : Corpus
    gold : ndarray of shape (n_responses,), str
    text : ndarray of shape (n_responses,), int
        Text of the longest unit of each response; -1 without any.
    """

    corpus: Corpus
    gold: np.ndarray
    text: np.ndarray

    @classmethod
    def split(cls, name: str, embedder: Embedder) -> Labelled:
        """Read a set as responses of several units."""
        texts, labels = read_labelled(name)
        ids = [f"r{i:05}" for i in range(len(texts))]
        batch = embed_units(split_responses(pd.DataFrame({"response_id": ids, "text": texts}), TextConfig()), embedder)
        assert batch.vectors is not None
        units = batch.units.assign(place=batch.unique.of_unit, length=batch.units["text"].str.len())
        longest = units.sort_values("length", kind="stable", ascending=False).drop_duplicates("response_id")
        place = longest.set_index("response_id")["place"].reindex(ids, fill_value=-1).to_numpy()
        corpus = Corpus(batch.unique.texts, batch.vectors, batch.unique.counts, index_members(batch))
        corpus = replace(corpus, encode=embedder.encode, embedder_fingerprint=embedder.fingerprint)  # as a run names its themes
        return cls(corpus, np.array(labels), place)

    @classmethod
    def whole(cls, name: str, embedder: Embedder) -> Labelled:
        """Read a set as responses of one unit."""
        texts, labels = read_labelled(name)
        n = len(texts)
        corpus = Corpus(texts, embedder.encode(texts), np.ones(n, dtype=np.int64), sparse.eye_array(n).tocsr())
        return cls(corpus, np.array(labels), np.arange(n))

    def place(self, labels: np.ndarray) -> np.ndarray:
        """Return for each response the label of its text, -1 without."""
        return np.append(labels, -1)[self.text]


def best_match(gold: np.ndarray, found: np.ndarray, least_share: float) -> float:
    """Return the mean over human labels, by size, of the best F1 of one theme with the label.

    >>> round(best_match(np.array([0, 0, 1, 1]), np.array([5, 5, 5, 6]), 0.0), 3)  # .8 and .667
    0.733
    """
    scores, sizes = [], []
    for label in np.unique(gold):
        truth = gold == label
        if truth.mean() >= least_share:
            themes = np.unique(found[truth & (found >= 0)])
            f1 = [2 * (truth & (found == t)).sum() / (truth.sum() + (found == t).sum()) for t in themes]
            scores.append(max(f1, default=0.0))
            sizes.append(truth.sum())
    return float(np.average(scores, weights=sizes))


def match_any_node(labelled: Labelled, model: ThemeModel) -> float:
    """Return the best match when each label may take any node of the tree."""
    merges = model.memory.merges
    place, n = labelled.place(model.memory.find_leaves(labelled.corpus.texts)), len(model.memory.keys)
    labels = [label for label in np.unique(labelled.gold) if (labelled.gold == label).mean() >= LEAST_OPINIONS]
    truth = [np.bincount(place[(labelled.gold == label) & (place >= 0)], minlength=n) for label in labels]
    below = np.zeros((n + len(merges), len(labels) + 1))
    below[:n] = np.column_stack([*truth, np.bincount(place[place >= 0], minlength=n)])
    for i, (left, right) in enumerate(merges[:, :2].astype(int)):
        below[n + i] = below[left] + below[right]
    sizes = np.array([(labelled.gold == label).sum() for label in labels])
    return float(np.average((2 * below[:, :-1] / (below[:, -1:] + sizes)).max(axis=0), weights=sizes))


def compare(labelled: Labelled, found: np.ndarray, least_share: float) -> dict[str, float]:
    """Return the agreement of one level with the human labels."""
    from sklearn.metrics import adjusted_mutual_info_score

    of_response = labelled.place(found)
    return {
        "best_match": best_match(labelled.gold, of_response, least_share),
        "ami": float(adjusted_mutual_info_score(labelled.gold, of_response)),
        "n": len(np.unique(found[found >= 0])),
    }


def fit(labelled: Labelled) -> tuple[ThemeModel, Assigned]:
    """Return the themes of a set as a run finds them."""
    return ThemeModel.fit_assign(labelled.corpus, settings=ThemesConfig(), tone=read_tone(labelled.corpus))


def measure() -> dict[str, Any]:
    """Compare every set with its labels; the figures that have floors are means over sets."""
    embedder = load_embedder("default", jobs=0)
    sets: dict[str, dict[str, float]] = {}
    for name in OPINIONS:
        labelled = Labelled.split(name, embedder)
        model, assigned = fit(labelled)
        sets[name] = compare(labelled, assigned.theme, LEAST_OPINIONS) | {"any_node": match_any_node(labelled, model)}
    for name in INTENTS:
        labelled = Labelled.whole(name, embedder)
        model, assigned = fit(labelled)
        finest = np.where(assigned.subtheme >= 0, assigned.subtheme + len(model.theme_ids), assigned.theme)
        sets[name] = compare(labelled, finest, LEAST_INTENTS)

    def mean(names: tuple[str, ...], key: str) -> float:
        return round(float(np.mean([sets[name][key] for name in names])), 3)

    return {
        "best_match": mean(OPINIONS, "best_match"),
        "ami": mean(OPINIONS, "ami"),
        "any_node": mean(OPINIONS, "any_node"),
        "intents_best_match": mean(INTENTS, "best_match"),
        "intents_ami": mean(INTENTS, "ami"),
        "sets": {name: {key: round(value, 3) for key, value in one.items()} for name, one in sets.items()},
    }
