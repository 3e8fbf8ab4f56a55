"""Assignment to a given codebook: macro-F1 by number of examples, and what happens to texts that belong to none of its themes.

``python -m tests.bench.codebook --json OUT.json --markdown OUT.md`` needs the evaluation sets (``CXTEXT_EVAL_DATA``). The
codebook is the labels' names as they are, with 0, 1, 5 or 20 examples each and no description; two sets are measured with
keywords as well. Each draw halves every label at random: examples come from one half, the other half is the survey. The
references are a TF-IDF logistic regression (words and pairs, C = 10, balanced) on the same examples, and on the whole first
half.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

#: Set -> fewest texts of a label that is used.
SETS = {"nhs_fft_themes": 25, "banking77": 20, "acos_rest16": 25, "clinc150": 20}
NO_LABEL = {"", "Not assigned", "oos"}
EXAMPLES, DRAWS, HIDDEN = (0, 1, 5, 20), 5, 1 / 3
#: Keywords that one would write for the names, written down once, before anything was measured with them.
KEYWORDS = {
    "nhs_fft_themes": {
        "Activities & access to fresh air": ("activities", "fresh air", "exercise", "outside"),
        "Appointment arrangements": ("appointment", "booking", "waiting list"),
        "Food & drink provision & facilities": ("food", "meals", "drink", "coffee"),
        "Impact of treatment/ care": ("recovery", "improvement", "felt better"),
        "Information directly from staff during care": ("explained", "explanation", "told"),
        "Information provision & guidance": ("information", "leaflet", "advice"),
        "Negative experience & dissatisfaction": ("disappointed", "terrible", "unhappy"),
        "Number & deployment of staff": ("more staff", "short staffed", "understaffed"),
        "Positive experience & gratitude": ("thank you", "excellent service", "good experience"),
        "Staff listening, understanding & involving patients": ("listened", "listen", "understanding", "involved"),
        "Staff manner & personal attributes": ("friendly", "kind", "polite", "rude"),
        "Timeliness of care": ("on time", "waiting time", "late", "delay"),
    },
    "acos_rest16": {
        "AMBIENCE#GENERAL": ("atmosphere", "decor", "noisy", "music"),
        "DRINKS#QUALITY": ("wine", "cocktails", "drinks", "beer"),
        "FOOD#QUALITY": ("food", "tasty", "delicious", "fresh"),
        "FOOD#STYLE_OPTIONS": ("menu", "portions", "selection", "choice"),
        "RESTAURANT#GENERAL": ("restaurant", "place", "come back", "recommend"),
        "RESTAURANT#MISCELLANEOUS": ("reservation", "crowded"),
        "SERVICE#GENERAL": ("service", "staff", "waiter", "waitress"),
    },
}
#: Names of each other set that are tried on a set where nobody says them.
ABSENT_NAMES = 12
#: Longest example that a codebook takes.
LONGEST = 2000


@dataclass(frozen=True)
class Corpus:
    """One labelled set: texts with one label each, keywords of each label, and the vectors of all texts, names and keywords."""

    texts: list[str]
    labels: np.ndarray
    names: list[str]
    vectors: dict[str, np.ndarray]
    keywords: list[tuple[str, ...]]

    @classmethod
    def read(cls, name: str, embedder: str = "default", *, ending: str = "") -> Corpus:
        """Read and embed a set; ``ending`` is put after each name."""
        import pandas as pd

        from cxtext.embed import load_embedder
        from cxtext.themes.naming import name_subject

        with gzip.open(Path(os.environ["CXTEXT_EVAL_DATA"]) / f"{name}.csv.gz") as file:
            frame = pd.read_csv(file, dtype=str, keep_default_na=False)
        frame["text"] = frame["text"].str.split().str.join(" ")
        one = ~frame["theme"].isin(NO_LABEL) & ~frame["theme"].str.contains("|", regex=False)
        frame = frame[one & frame["text"].str.len().between(1, LONGEST)].drop_duplicates("text").sort_values("text")
        frame = frame[frame.groupby("theme")["theme"].transform("size") >= SETS[name]]
        themes = sorted(set(frame["theme"]))
        texts, names = frame["text"].tolist(), [t.replace("_", " ").replace("#", " ").capitalize() for t in themes]
        names = [name + ending for name in names]
        keywords = [KEYWORDS.get(name, {}).get(theme, ()) for theme in themes]
        phrases = list(dict.fromkeys([*names, *map(name_subject, names), *(word for words in keywords for word in words)]))
        found = load_embedder(embedder).encode([*texts, *phrases])
        labels = np.array([themes.index(t) for t in frame["theme"]])
        return cls(texts, labels, names, dict(zip([*texts, *phrases], found, strict=True)), keywords)


@dataclass(frozen=True)
class Draw:
    """Examples from one half of a set, and the other half as the survey."""

    corpus: Corpus
    examples: np.ndarray
    survey: np.ndarray

    @classmethod
    def take(cls, corpus: Corpus, n: int | None, seed: int) -> Draw:
        """Draw ``n`` examples a label, all of the half when None."""
        rng = np.random.default_rng(seed)
        halves = [np.array_split(rng.permutation(np.flatnonzero(corpus.labels == k)), 2) for k in range(len(corpus.names))]
        return cls(
            corpus,
            np.concatenate([first[:n] for first, _ in halves]).astype(np.int64),
            np.sort(np.concatenate([second for _, second in halves])),
        )

    def assign(self, kept: Sequence[int], *, keywords: bool = False) -> Assignment:
        """Assign the survey to the themes ``kept``."""
        from cxtext.themes import centre_rows
        from cxtext.themes.codebook import KEYWORD, Codebook, CodebookAssigner, Keywords

        corpus = self.corpus
        shown = {k: [corpus.texts[i] for i in self.examples if corpus.labels[i] == k] for k in kept}
        words = {k: corpus.keywords[k] if keywords else () for k in kept}
        themes = [{"name": corpus.names[k], "keywords": words[k], "examples": shown[k]} for k in kept]
        book = Codebook.model_validate({"themes": themes})
        texts = [corpus.texts[i] for i in self.survey]
        vectors, said = np.array([corpus.vectors[text] for text in texts]), Keywords.of(book).find(texts)
        given = CodebookAssigner.fit(vectors, book, lambda texts: np.array([corpus.vectors[t] for t in texts]), said)
        place = {k: i for i, k in enumerate(kept)}
        true = np.array([place.get(int(k), -1) for k in corpus.labels[self.survey]])
        nearest = (centre_rows(vectors, given.mean) @ given.weights.T).argmax(axis=1)
        only = np.where((said == KEYWORD).sum(axis=1) == 1, np.argmax(said == KEYWORD, axis=1), -1)
        return Assignment(true, given.assign(vectors, said)[0], nearest, only)


@dataclass(frozen=True)
class Assignment:
    """Of each text the true theme, the one assigned, the nearest, and the only one it has a keyword of; -1 is none of them."""

    true: np.ndarray
    found: np.ndarray
    nearest: np.ndarray
    only: np.ndarray


def macro_f1(true: np.ndarray, found: np.ndarray, n: int) -> float:
    """Return the mean F1 of the themes."""
    from sklearn.metrics import f1_score

    return float(f1_score(true, found, average="macro", labels=range(n), zero_division=0))


def by_words(draw: Draw) -> float:
    """Return the macro-F1 of a TF-IDF logistic regression on the examples."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    texts, labels = draw.corpus.texts, draw.corpus.labels
    counts = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    model = make_pipeline(counts, LogisticRegression(C=10, class_weight="balanced", max_iter=500))
    model.fit([texts[i] for i in draw.examples], labels[draw.examples])
    return macro_f1(labels[draw.survey], model.predict([texts[i] for i in draw.survey]), len(draw.corpus.names))


def score(corpus: Corpus, n: int, seed: int, *, keywords: bool = False) -> dict[str, float]:
    """Return what one draw gives: with the whole codebook, and with a third of its themes left out.

    With keywords also, of the texts that have a keyword of one theme alone: their share, how many of them truly belong to it, and
    how many were assigned to it.
    """
    draw, k = Draw.take(corpus, n, seed), len(corpus.names)
    one = draw.assign(range(k), keywords=keywords)
    taken = one.found >= 0
    result = {"f1_forced": macro_f1(one.true, one.nearest, k), "f1": macro_f1(one.true, one.found, k)}
    result |= {"coverage": float(taken.mean()), "precision": float((one.found == one.true)[taken].mean())}
    if keywords:
        has = one.only >= 0
        result |= {"has_keyword": float(has.mean()), "keyword_right": float((one.only == one.true)[has].mean())}
        result |= {"keyword_followed": float((one.only == one.found)[has].mean())}
    kept = np.sort(np.random.default_rng(seed).permutation(k)[round(k * HIDDEN) :]).tolist()
    part = draw.assign(kept, keywords=keywords)
    taken, other = part.found >= 0, part.true < 0
    result |= {"part_coverage": float(taken[~other].mean()), "part_wrongly_taken": float(taken[other].mean())}
    return result | {"part_precision": float((part.found == part.true)[taken].mean())}


def take_absent(surveys: Sequence[Corpus]) -> dict[str, Any]:
    """Return what names that nobody says take: names of every other set, each a codebook by itself.

    Of each other set ``ABSENT_NAMES`` names take part, evenly spaced, without those whose content words occur together in one
    of 500 texts or more.
    """
    from cxtext.themes.codebook import Codebook, CodebookAssigner, Keywords
    from cxtext.themes.naming import Words, content_of

    taken = []
    for survey in surveys:
        words, vectors = Words(survey.texts), np.array([survey.vectors[text] for text in survey.texts])
        for other in surveys:
            chosen = np.unique(np.linspace(0, len(other.names) - 1, ABSENT_NAMES).astype(int))
            for name in [other.names[i] for i in chosen] if other is not survey else []:
                content = content_of(name)
                if sum(content <= set(said) for said in words.of_text) >= len(survey.texts) / 500:
                    continue
                book = Codebook.model_validate({"themes": [{"name": name}]})
                said, known = Keywords.of(book).find(words), other.vectors
                given = CodebookAssigner.fit(vectors, book, lambda texts, known=known: np.array([known[t] for t in texts]), said)
                taken.append(float((given.assign(vectors, said)[0] >= 0).mean()))
    above = float(np.mean([share > 0.02 for share in taken]))
    return {"n_names": len(taken), "taken": round(float(np.mean(taken)), 4), "above_2_percent": round(above, 2)}


def measure(names: Sequence[str] = tuple(SETS), *, draws: int = DRAWS, examples: Sequence[int] = EXAMPLES) -> dict[str, Any]:
    """Return the means over the draws, by set and number of examples; ``words`` are the references."""
    result: dict[str, Any] = {}
    for name in names:
        corpus = Corpus.read(name)
        one: dict[str, Any] = {"n_texts": len(corpus.texts), "n_themes": len(corpus.names), "cxtext": {}, "words": {}}
        for keywords in (False, True) if any(corpus.keywords) else (False,):
            for n in examples:
                found = [score(corpus, n, seed, keywords=keywords) for seed in range(draws)]
                title = f"{n}, keywords" if keywords else str(n)
                one["cxtext"][title] = {key: round(float(np.mean([f[key] for f in found])), 3) for key in found[0]}
                sys.stderr.write(f"{name}, {title} examples: {one['cxtext'][title]}\n")
        for label, n_words in (("5", 5), ("20", 20), ("all", None)):
            scores = [by_words(Draw.take(corpus, n_words, seed)) for seed in range(draws)]
            one["words"][label] = round(float(np.mean(scores)), 3)
        sys.stderr.write(f"{name}, words: {one['words']}\n")
        result[name] = one
    return result


def to_markdown(found: dict[str, Any]) -> str:
    """Return the table: one row a set and number of examples."""
    lines = [
        "| set | examples | macro-F1, all placed | macro-F1 | coverage | precision | TF-IDF | part: coverage "
        "| wrongly taken | precision |",
        "|---" * 10 + "|",
    ]
    for name, one in found.items():
        title = f"{name}, {one['n_texts']:,} texts, {one['n_themes']} themes"
        for n, m in one["cxtext"].items():
            shares = [f"{m[key]:.0%}" for key in ("coverage", "precision")]
            part = [f"{m[f'part_{key}']:.0%}" for key in ("coverage", "wrongly_taken", "precision")]
            words = f"{one['words'][n]:.3f}" if n in one["words"] else ""
            lines.append("| " + " | ".join([title, n, f"{m['f1_forced']:.3f}", f"{m['f1']:.3f}", *shares, words, *part]) + " |")
        if "all" in one["words"]:
            lines.append(f"| {title} | all of the half |  |  |  |  | {one['words']['all']:.3f} |  |  |  |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, write to standard output and, if asked, to files."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=list(SETS))
    args = parser.parse_args()
    found = measure(args.sets)
    sys.stderr.write(f"names that nobody says: {take_absent([Corpus.read(name) for name in args.sets])}\n")
    for name in args.sets:
        vague = [score(Corpus.read(name, ending=" problems"), 0, seed)["f1"] for seed in range(DRAWS)]
        sys.stderr.write(f"{name}, each name with 'problems', no examples: macro-F1 {np.mean(vague):.3f}\n")
    sys.stdout.write(to_markdown(found))
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if args.markdown:
        args.markdown.write_text(to_markdown(found), encoding="utf-8")


if __name__ == "__main__":
    main()
