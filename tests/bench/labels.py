"""Labels of cxtext beside those that other tools would give the same groups, to be read by eye.

``python -m tests.bench.labels --markdown OUT.md [SET ...]`` needs the evaluation sets (``CXTEXT_EVAL_DATA``). It takes some
minutes. The groups are cxtext's themes of opinion units, so that only the naming differs:

- ``KeyBERT-style``: the n-grams of 1 to 3 words of the theme's texts whose vectors are nearest to its centre, made diverse by
  maximal marginal relevance (diversity .5), the first three. Of each theme the 60 most frequent n-grams without stop words at
  either end take part.
- ``BERTopic-style``: the four words of highest class-based tf-idf, ``tf * log(1 + A / f)`` with ``A`` the mean number of words a
  theme, English stop words left out, as BERTopic's default topic names are made.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from cxtext.themes import Corpus, Tone

SETS = ["cncf_nps", "nhs_fft_themes", "skytrax_lounge"]
MOST_CANDIDATES, DIVERSITY, SHOWN = 60, 0.5, 3


@dataclass(frozen=True)
class Named:
    """The themes of one set: their names by every method, and how many responses mention them."""

    name: str
    n_responses: list[int]
    labels: dict[str, list[str]]


def read_corpus(name: str) -> Corpus:
    """Return the different unit texts of a set, with vectors of the default embedder."""
    import pandas as pd

    from cxtext.embed import load_embedder
    from cxtext.pipeline import index_members, split_responses
    from cxtext.readers import read_responses
    from cxtext.settings import Config
    from cxtext.themes import Corpus

    frame = pd.read_csv(Path(os.environ["CXTEXT_EVAL_DATA"]) / f"{name}.csv.gz", dtype=str, keep_default_na=False)
    config = Config.model_validate({"input": {"text_columns": ["text"]}})
    data = read_responses(frame, config=config.input, metrics=(), guess_metrics=False)
    survey = split_responses(data.responses, config.text)
    embedder = load_embedder("default", jobs=0)
    texts, members = survey.unique, index_members(survey)
    return Corpus(texts.texts, embedder.encode(texts.texts), texts.counts, members, encode=embedder.encode)


def read_tone(corpus: Corpus) -> Tone:
    """Return how the texts of a corpus sound, as a run has it, with the default embedder."""
    from cxtext.embed import load_embedder
    from cxtext.sentiment import load_heads
    from cxtext.themes import Tone

    head = load_heads(load_embedder("default").fingerprint).polarity
    polarity = head.score(corpus.texts, corpus.vectors).polarity
    return Tone(polarity, lambda phrases, rows: head.score(phrases, rows).polarity, head.directions)


def name_by_keybert(texts: list[str], centre: np.ndarray, encode: Any) -> str:
    """Return the diverse n-grams nearest to the centre."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer

    split = CountVectorizer(ngram_range=(1, 3)).build_analyzer()
    counts = Counter(gram for text in texts for gram in dict.fromkeys(split(text)))
    ends = {gram: (gram.split()[0], gram.split()[-1]) for gram in counts}
    kept = [gram for gram in counts if not ENGLISH_STOP_WORDS & set(ends[gram])]
    kept = sorted(kept, key=lambda gram: (-counts[gram], gram))[:MOST_CANDIDATES]
    vectors = encode(kept)
    near, between = vectors @ centre, vectors @ vectors.T
    chosen = [int(np.argmax(near))]
    while len(chosen) < min(SHOWN, len(kept)):
        score = (1 - DIVERSITY) * near - DIVERSITY * between[:, chosen].max(axis=1)
        score[chosen] = -np.inf
        chosen.append(int(np.argmax(score)))
    return ", ".join(kept[i] for i in chosen)


def name_by_words(texts: list[str], theme_of: np.ndarray, n_themes: int) -> list[str]:
    """Return the four words of highest class-based tf-idf of each theme."""
    from sklearn.feature_extraction.text import CountVectorizer

    joined = [" ".join(texts[i] for i in np.flatnonzero(theme_of == t)) for t in range(n_themes)]
    counter = CountVectorizer(stop_words="english")
    counts = counter.fit_transform(joined).toarray().astype(float)
    words = counter.get_feature_names_out()
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    weights = share * np.log1p(counts.sum(axis=1).mean() / counts.sum(axis=0))
    return [", ".join(words[j] for j in np.argsort(-row, kind="stable")[:4]) for row in weights]


def name_all(name: str) -> Named:
    """Name the themes of one set by every method."""
    from cxtext.embed import load_embedder
    from cxtext.language import load_parser
    from cxtext.settings import ThemesConfig
    from cxtext.themes import ThemeModel, centre_rows, mean_row

    corpus = read_corpus(name)
    texts, vectors = corpus.texts, corpus.vectors
    nlp, parser = load_parser()
    embedder = load_embedder("default", jobs=0)
    tone = read_tone(corpus)
    model, found = ThemeModel.fit_assign(replace(corpus, nlp=nlp, parser=parser), settings=ThemesConfig(), tone=tone)
    mean = mean_row(vectors)
    rows = centre_rows(vectors, mean)
    items = [item for item in model.items if item.parent_id is None]
    keybert = []
    for t in range(len(items)):
        own = np.flatnonzero(found.theme == t)
        centre = rows[own].mean(axis=0)
        own_texts = [texts[i] for i in own]
        keybert.append(name_by_keybert(own_texts, centre, lambda p: centre_rows(embedder.encode(p), mean)))
    labels = {
        "cxtext": [item.label for item in items],
        "KeyBERT-style": keybert,
        "BERTopic-style": name_by_words(texts, found.theme, len(items)),
    }
    return Named(name, [item.n_responses for item in items], labels)


def to_markdown(found: list[Named]) -> str:
    """Return one table a set."""
    parts = []
    for one in found:
        lines = [f"## {one.name}", "", "| responses | " + " | ".join(one.labels) + " |", "|---:" + "|---" * len(one.labels) + "|"]
        for i, n in enumerate(one.n_responses):
            lines.append(f"| {n:,} | " + " | ".join(labels[i] for labels in one.labels.values()) + " |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Name, write to standard output and, if asked, to a file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--markdown", type=Path)
    args = parser.parse_args()
    text = to_markdown([name_all(name) for name in args.sets])
    sys.stdout.write(text)
    if args.markdown:
        args.markdown.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
