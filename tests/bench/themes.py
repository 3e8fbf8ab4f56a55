"""Themes against human labels: cxtext and its peers on every labelled set, in one run.

``python -m tests.bench.themes --json OUT.json --markdown OUT.md`` needs the evaluation sets (``CXTEXT_EVAL_DATA``) and the
peers (``pip install 'cxtext[bench]'``). It takes about a quarter of an hour.

Agreement is the adjusted mutual information (Vinh, Epps & Bailey 2010) and the adjusted Rand index (Hubert & Arabie 1985)
with the human labels, over all texts; texts that a method leaves out count as one group of their own. Every method gets the
same whole texts, and the seconds include its embedding. ``k-means`` and ``NMF`` are told the true number of labels.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

SETS = ["banking77", "clinc150", "acos_rest16", "nhs_fft_themes", "jupyter_ux2015"]
#: Labels of fewer texts are too rare to be found by anything.
RAREST = 5


@dataclass(frozen=True)
class Corpus:
    """One labelled set: its texts, sorted, one human label each, and vectors with the seconds they took."""

    name: str
    texts: list[str]
    labels: list[str]
    ours: tuple[np.ndarray, float]
    minilm: tuple[np.ndarray, float]

    @property
    def n_labels(self) -> int:
        """Number of human labels."""
        return len(set(self.labels))


def read_labelled(name: str) -> tuple[list[str], list[str]]:
    """Return the different texts of a set that have exactly one label, sorted, and the labels."""
    import pandas as pd

    with gzip.open(Path(os.environ["CXTEXT_EVAL_DATA"]) / f"{name}.csv.gz") as file:
        frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    frame["label"] = frame["theme"] if "theme" in frame else frame["themes"]
    one = (frame["label"] != "") & (frame["label"] != "oos") & ~frame["label"].str.contains("|", regex=False)
    frame = frame[one & (frame["text"].str.strip() != "")].drop_duplicates("text").sort_values("text")
    frame = frame[frame.groupby("label")["label"].transform("size") >= RAREST]
    return frame["text"].tolist(), frame["label"].tolist()


def read_corpora() -> list[Corpus]:
    """Read and embed every set, by the default embedder and by the model that peers use by default."""
    from cxtext.embed import load_embedder
    from tests.bench.embedding import peer

    ours, theirs = load_embedder("default", jobs=0), peer()

    def timed(encode: Callable[[list[str]], object], texts: list[str]) -> tuple[np.ndarray, float]:
        start = time.perf_counter()
        vectors = np.asarray(encode(texts), dtype=np.float32)
        return vectors, time.perf_counter() - start

    corpora = []
    for name in SETS:
        texts, labels = read_labelled(name)
        corpora.append(Corpus(name, texts, labels, timed(ours.encode, texts), timed(theirs, texts)))
    return corpora


def by_cxtext(corpus: Corpus, *, parts: bool = False) -> tuple[np.ndarray, float]:
    """Return cxtext's themes, names included; with ``parts`` the sub-theme of each text that has one."""
    from scipy import sparse

    from cxtext import themes
    from cxtext.embed import load_embedder
    from cxtext.language import load_parser
    from cxtext.settings import ThemesConfig

    n = len(corpus.texts)
    nlp, parser = load_parser()
    encode = load_embedder("default", jobs=0).encode
    fitted = themes.Corpus(
        corpus.texts,
        corpus.ours[0],
        np.ones(n, dtype=np.int64),
        sparse.eye_array(n).tocsr(),
        encode=encode,
        nlp=nlp,
        parser=parser,
    )
    model, found = themes.ThemeModel.fit_assign(fitted, settings=ThemesConfig())
    finest = np.where(found.subtheme >= 0, found.subtheme + len(model.theme_ids), found.theme)
    return finest if parts else found.theme, corpus.ours[1]


def by_bertopic(corpus: Corpus, *, ours: bool = False, reduce_outliers: bool = False) -> tuple[np.ndarray, float]:
    """Return the topics of BERTopic's defaults."""
    from bertopic import BERTopic

    vectors, seconds = corpus.ours if ours else corpus.minilm
    model = BERTopic()
    topics, _ = model.fit_transform(corpus.texts, vectors)
    if reduce_outliers and -1 in topics:
        topics = model.reduce_outliers(corpus.texts, topics)
    return np.array(topics), seconds


def by_kmeans(corpus: Corpus) -> tuple[np.ndarray, float]:
    """Return k-means clusters with the true number of labels."""
    from sklearn.cluster import KMeans

    return KMeans(corpus.n_labels, n_init=10, random_state=0).fit_predict(corpus.minilm[0]), corpus.minilm[1]


def by_nmf(corpus: Corpus) -> tuple[np.ndarray, float]:
    """Return the strongest component of TF-IDF + NMF with the true number of labels."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    counts = TfidfVectorizer(stop_words="english", min_df=2, sublinear_tf=True).fit_transform(corpus.texts)
    strengths = NMF(min(corpus.n_labels, *counts.shape), random_state=0, init="nndsvda").fit_transform(counts)
    return np.where(strengths.max(axis=1) > 0, strengths.argmax(axis=1), -1), 0.0


METHODS: dict[str, Callable[[Corpus], tuple[np.ndarray, float]]] = {
    "cxtext": by_cxtext,
    "cxtext, sub-themes": lambda c: by_cxtext(c, parts=True),
    "BERTopic": by_bertopic,
    "BERTopic, cxtext's vectors": lambda c: by_bertopic(c, ours=True),
    "BERTopic, outliers reduced": lambda c: by_bertopic(c, reduce_outliers=True),
    "k-means, true k": by_kmeans,
    "TF-IDF + NMF, true k": by_nmf,
}


def score(corpus: Corpus, run: Callable[[Corpus], tuple[np.ndarray, float]]) -> dict[str, Any]:
    """Run one method on one set; return its agreement with people, what it covers, its themes and its time."""
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

    start = time.perf_counter()
    found, embedding_seconds = run(corpus)
    seconds = time.perf_counter() - start + embedding_seconds
    return {
        "ami": round(float(adjusted_mutual_info_score(corpus.labels, found)), 3),
        "ari": round(float(adjusted_rand_score(corpus.labels, found)), 3),
        "coverage": round(float((found >= 0).mean()), 3),
        "n_themes": len(set(found[found >= 0].tolist())),
        "seconds": round(seconds, 1),
    }


def measure() -> dict[str, Any]:
    """Score every method on every set; ``mean`` is over the sets."""
    corpora = read_corpora()
    by_bertopic(corpora[-1])  # compiles what it needs
    result: dict[str, Any] = {}
    for corpus in corpora:
        result[corpus.name] = {"n_texts": len(corpus.texts), "n_labels": corpus.n_labels, "methods": {}}
        for name, run in METHODS.items():
            result[corpus.name]["methods"][name] = score(corpus, run)
            sys.stderr.write(f"{corpus.name}: {name} {result[corpus.name]['methods'][name]}\n")
    means = {name: np.mean([result[c.name]["methods"][name]["ami"] for c in corpora]) for name in METHODS}
    return {"sets": result, "mean_ami": {name: round(float(mean), 3) for name, mean in means.items()}}


def to_markdown(found: dict[str, Any]) -> str:
    """Return the table: AMI / ARI, coverage and number of themes of every method on every set."""
    lines = ["| set | " + " | ".join(METHODS) + " |", "|---" * (len(METHODS) + 1) + "|"]
    for name, one in found["sets"].items():
        cells = []
        for method in METHODS:
            m = one["methods"][method]
            cells.append(f"{m['ami']:.3f} / {m['ari']:.3f}, {m['coverage']:.0%}, {m['n_themes']}, {m['seconds']:.0f} s")
        lines.append(f"| {name}, {one['n_texts']:,} texts, {one['n_labels']} labels | " + " | ".join(cells) + " |")
    lines.append("| **mean AMI** | " + " | ".join(f"**{found['mean_ami'][m]:.3f}**" for m in METHODS) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, write to standard output and, if asked, to files."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    parser.add_argument("--markdown", type=Path)
    args = parser.parse_args()
    found = measure()
    sys.stdout.write(to_markdown(found))
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if args.markdown:
        args.markdown.write_text(to_markdown(found), encoding="utf-8")


if __name__ == "__main__":
    main()
