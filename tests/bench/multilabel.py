"""Several themes a response against several human labels a response: extended B-cubed on patient feedback.

``python -m tests.bench.multilabel --markdown OUT.md`` needs the evaluation sets (``CXTEXT_EVAL_DATA``). BERTopic takes part
when it is installed (``pip install 'cxtext[bench]'``). It takes a few minutes.

Every response that people labelled takes part, those included that cxtext takes for non-answers. Responses without a theme
are one group of their own. The figure is not corrected for chance, so two partitions that know nothing stand beside.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

SET = "nhs_fft_themes"
NO_THEME = "(none)"

#: The groups of one item: none, one or several.
Groups = Iterable[str]


def extended_bcubed(found: Sequence[Groups], wanted: Sequence[Groups]) -> dict[str, float]:
    """Return precision, recall and F of overlapping groups against overlapping categories.

    Parameters
    ----------
    found, wanted : sequence of iterable of str
        Groups, and true categories, of each item.

    Returns
    -------
    dict of str to float

    Notes
    -----
    Extended B-cubed of Amigo, Gonzalo, Artiles & Verdejo (2009), doi:10.1007/s10791-008-9066-8: over the pairs (e, e') that
    share a group, e with itself included, the mean of ``min(groups shared, categories shared) / groups shared``, first over
    e', then over e; recall swaps groups and categories. F is their harmonic mean. Items without a group leave precision out.

    >>> extended_bcubed([["a"], ["a"], ["b"]], [["x"], ["x"], ["y"]])
    {'precision': 1.0, 'recall': 1.0, 'f': 1.0}
    """
    shared, true = _count_shared(found), _count_shared(wanted)
    both = np.minimum(shared, true)
    precision, recall = _mean_ratio(both, shared), _mean_ratio(both, true)
    f = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f": f}


def _count_shared(groups: Sequence[Groups]) -> np.ndarray:
    """Return how many groups each two items share, shape (n, n)."""
    pairs = [(i, name) for i, names in enumerate(groups) for name in dict.fromkeys(names)]
    column = {name: j for j, name in enumerate(sorted({name for _, name in pairs}))}
    at = ([i for i, _ in pairs], [column[name] for _, name in pairs])
    cells = sparse.csr_array((np.ones(len(pairs), dtype=np.float32), at), shape=(len(groups), max(len(column), 1)))
    return (cells @ cells.T).toarray()


def _mean_ratio(both: np.ndarray, shared: np.ndarray) -> float:
    """Return the mean over items of the mean over those that share a group with it."""
    linked = shared > 0
    ratio = np.divide(both, shared, out=np.zeros_like(both), where=linked)
    n_linked = linked.sum(axis=1)
    kept = n_linked > 0
    return float((ratio.sum(axis=1)[kept] / n_linked[kept]).mean()) if kept.any() else 0.0


@dataclass(frozen=True)
class Feedback:
    """Labelled responses, and the units of those that say something."""

    texts: list[str]
    labels: list[list[str]]
    unit_texts: list[str]
    of_unit: np.ndarray
    counts: np.ndarray
    response: np.ndarray
    members: Any

    @classmethod
    def read(cls) -> Feedback:
        """Read the responses that have human labels and split them as the pipeline does."""
        import pandas as pd

        from cxtext.pipeline import index_members, split_responses
        from cxtext.readers import read_responses
        from cxtext.settings import Config

        frame = pd.read_csv(Path(os.environ["CXTEXT_EVAL_DATA"]) / f"{SET}.csv.gz", dtype=str, keep_default_na=False)
        frame = frame[(frame["themes"] != "") & (frame["text"].str.strip() != "")].reset_index(drop=True)
        config = Config.model_validate({"input": {"text_columns": ["text"]}})
        data = read_responses(frame, config=config.input, metrics=(), guess_metrics=False)
        survey = split_responses(data.responses, config.text)
        place = {name: i for i, name in enumerate(survey.response_ids)}
        return cls(
            frame["text"].tolist(),
            frame["themes"].str.split("|").tolist(),
            survey.unique.texts,
            survey.unique.of_unit,
            survey.unique.counts,
            survey.units["response_id"].map(place).to_numpy(dtype=np.int64),
            index_members(survey),
        )

    @property
    def n_labels(self) -> int:
        """Number of different human labels."""
        return len({name for names in self.labels for name in names})

    def gather(self, of_text: np.ndarray) -> list[list[str]]:
        """Return the groups of each response: those of its units, ``NO_THEME`` when none of them has any."""
        groups: list[set[str]] = [set() for _ in self.texts]
        for response, group in zip(self.response.tolist(), of_text[self.of_unit].tolist(), strict=True):
            if group >= 0:
                groups[response].add(str(group))
        return [sorted(names) or [NO_THEME] for names in groups]


def by_cxtext(data: Feedback, vectors: np.ndarray) -> dict[str, list[list[str]]]:
    """Return the themes of the units, the strongest alone, and the finest of the units, of each response."""
    from cxtext.settings import ThemesConfig
    from cxtext.themes import Corpus, ThemeModel

    corpus = Corpus(data.unit_texts, vectors, data.counts, data.members)
    model, found = ThemeModel.fit_assign(corpus, settings=ThemesConfig())
    finest = np.where(found.subtheme >= 0, found.subtheme + len(model.theme_ids), found.theme)
    strongest: list[tuple[float, str]] = [(0.0, NO_THEME)] * len(data.texts)
    for response, text in zip(data.response.tolist(), data.of_unit.tolist(), strict=True):
        if found.theme[text] >= 0 and found.strength[text] > strongest[response][0]:
            strongest[response] = (float(found.strength[text]), str(found.theme[text]))
    return {
        "cxtext, themes of the units": data.gather(found.theme),
        "cxtext, strongest theme alone": [[name] for _, name in strongest],
        "cxtext, sub-themes of the units": data.gather(finest),
    }


def by_kmeans(vectors: np.ndarray, n: int) -> np.ndarray:
    """Return k-means clusters."""
    from sklearn.cluster import KMeans

    return np.asarray(KMeans(n, n_init=3, random_state=0).fit_predict(vectors))


def by_nmf(texts: list[str], n: int) -> np.ndarray:
    """Return the strongest component of TF-IDF + NMF, -1 for none."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    counts = TfidfVectorizer(stop_words="english", min_df=2, sublinear_tf=True).fit_transform(texts)
    strengths = NMF(n, random_state=0, init="nndsvda").fit_transform(counts)
    return np.where(strengths.max(axis=1) > 0, strengths.argmax(axis=1), -1)


def by_bertopic(texts: list[str], vectors: np.ndarray) -> np.ndarray:
    """Return the topics of BERTopic's defaults, -1 for outliers."""
    from bertopic import BERTopic

    return np.array(BERTopic().fit_transform(texts, vectors)[0])


def find_groups() -> tuple[Feedback, dict[str, list[list[str]]]]:
    """Return the data and what every method says of each response."""
    from cxtext.embed import load_embedder
    from tests.bench.embedding import peer

    data, encode = Feedback.read(), load_embedder("default", jobs=0).encode
    units, whole = encode(data.unit_texts), np.asarray(peer()(data.texts), dtype=np.float32)

    def alone(labels: np.ndarray) -> list[list[str]]:
        """Give each response its one group."""
        return [[str(label) if label >= 0 else NO_THEME] for label in labels.tolist()]

    found = by_cxtext(data, units)
    found["k-means of the units, true k, cxtext's vectors"] = data.gather(by_kmeans(units, data.n_labels))
    found["k-means of the responses, true k, MiniLM"] = alone(by_kmeans(whole, data.n_labels))
    found["TF-IDF + NMF of the responses, true k"] = alone(by_nmf(data.texts, data.n_labels))
    if find_spec("bertopic"):
        found["BERTopic of the responses, MiniLM"] = alone(by_bertopic(data.texts, whole))
    found["all in one group"] = [["0"] for _ in data.texts]
    found["each alone"] = [[str(i)] for i in range(len(data.texts))]
    return data, found


def measure() -> dict[str, Any]:
    """Score every method."""
    data, found = find_groups()
    result: dict[str, Any] = {"n_texts": len(data.texts), "n_labels": data.n_labels, "methods": {}}
    for name, groups in found.items():
        scores = {key: round(value, 3) for key, value in extended_bcubed(groups, data.labels).items()}
        each = float(np.mean([len(set(names) - {NO_THEME}) for names in groups]))
        left = float(np.mean([names == [NO_THEME] for names in groups]))
        n_groups = len({name for names in groups for name in names} - {NO_THEME})
        result["methods"][name] = {**scores, "n_groups": n_groups, "groups_each": round(each, 2), "left_out": round(left, 3)}
    return result


def to_markdown(found: dict[str, Any]) -> str:
    """Return the table."""
    lines = ["| method | precision | recall | F | groups | groups a response | without |", "|---" * 7 + "|"]
    for name, m in found["methods"].items():
        scores = f"{m['precision']:.3f} | {m['recall']:.3f} | **{m['f']:.3f}**"
        lines.append(f"| {name} | {scores} | {m['n_groups']:,} | {m['groups_each']:.2f} | {m['left_out']:.0%} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, write to standard output and, if asked, to a file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--markdown", type=Path)
    args = parser.parse_args()
    text = to_markdown(measure())
    sys.stdout.write(text)
    if args.markdown:
        args.markdown.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
