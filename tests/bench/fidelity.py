"""How many labels find their own theme, and how far that is chance: every fifth of the units kept back in turn.

``python -m tests.bench.fidelity [SET ...]`` needs the evaluation sets (``CXTEXT_EVAL_DATA``) and takes some minutes. A run keeps
one fifth of each theme's units back from naming and tells the place of its label among all by nearness to them
(:mod:`cxtext.themes.naming.fidelity`): one draw of a few units a theme. Here the themes of a set stay as they are and are
named five times, with another fifth kept back each time. The interval is Wilson's for the mean share among so many themes,
not five times as many: the five draws of one theme are not independent.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np

from cxtext.metrics import wilson
from tests.bench.labels import read_corpus, read_tone

SETS = [
    "acos_rest16",
    "app_review_types",
    "banking77",
    "cncf_maintainers_long",
    "cncf_nps",
    "course_evaluations",
    "is22_feature_sentiment",
    "jupyter2020_open",
    "jupyter_ux2015",
    "kotzias_amazon",
    "kotzias_yelp",
    "mybinder_survey",
    "nhs_fft_themes",
    "skytrax_lounge",
    "skytrax_seat",
    "vader_amazon_valence",
]
DRAWS, MOSTLY = 5, 3


@dataclass(frozen=True)
class Gate:
    """Which labels of one set find their themes.

    Parameters
    ----------
    name : str
    found : ndarray of shape (n_draws, n_themes), bool
        The first draw is the one that a run makes; themes too small to keep anything back are left out.
    """

    name: str
    found: np.ndarray

    @property
    def n_missed(self) -> int:
        """Number of themes whose label misses in most draws: not by chance of what was kept back."""
        return int(((~self.found).sum(axis=0) >= MOSTLY).sum())


def rotate(theme_of: np.ndarray, by: int) -> np.ndarray:
    """Return an order of the texts in which the first ``by`` of each theme come last, so that other ones are kept back.

    >>> rotate(np.array([0, 0, 1, 0, 1]), 1).tolist()
    [1, 3, 4, 0, 2]
    """
    place = np.zeros(len(theme_of), dtype=np.int64)
    for theme in np.unique(theme_of):
        members = np.flatnonzero(theme_of == theme)
        place[members] = np.arange(len(members))
    return np.argsort(place < by, kind="stable")


def measure(name: str) -> Gate:
    """Name the themes of one set, every fifth kept back in turn."""
    from cxtext.embed import load_embedder
    from cxtext.language import load_parser
    from cxtext.settings import ThemesConfig
    from cxtext.themes import ThemeModel
    from cxtext.themes.naming import Describer

    corpus = read_corpus(name)
    texts, vectors, counts = corpus.texts, corpus.vectors, corpus.counts
    felt = read_tone(corpus)
    theme_of = ThemeModel.fit_assign(corpus, settings=ThemesConfig(), tone=felt)[1].theme
    nlp, _ = load_parser()
    embedder = load_embedder("default", jobs=0)
    draws = []
    for draw in range(DRAWS):
        order = rotate(theme_of, draw)
        tone = replace(felt, of_texts=felt.of_texts[order])
        describer = Describer(
            [texts[i] for i in order], vectors[order], counts[order], nlp=nlp, encode=embedder.encode, tone=tone
        )
        places = [theme.label_rank for theme in describer.describe(theme_of[order])]
        draws.append([place == 1 for place in places if place is not None])
    return Gate(name, np.array(draws, dtype=bool))


def to_markdown(gates: list[Gate]) -> str:
    """Return one row a set, and their mean."""
    lines = [
        f"| set | themes | a run | {DRAWS} draws | 95% interval | least, most | missed in {MOSTLY} or more |",
        "|---|---:|---:|---:|---|---|---:|",
    ]
    for gate in gates:
        shares, n = gate.found.mean(axis=1), gate.found.shape[1]
        low, high = wilson(float(shares.mean()), n)
        measured = f"{shares[0]:.2f} | {shares.mean():.2f} | {low:.2f} to {high:.2f} | {shares.min():.2f}, {shares.max():.2f}"
        lines.append(f"| {gate.name} | {n} | {measured} | {gate.n_missed} |")
    n, missed = sum(g.found.shape[1] for g in gates), sum(g.n_missed for g in gates)
    one, each = fmean(g.found[0].mean() for g in gates), fmean(g.found.mean() for g in gates)
    lines.append(f"| mean of sets; sums | {n} | {one:.3f} | {each:.3f} | | | {missed} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and write to standard output."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", nargs="*", default=SETS)
    sys.stdout.write(to_markdown([measure(name) for name in parser.parse_args().sets]))


if __name__ == "__main__":
    main()
