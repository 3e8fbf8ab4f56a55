"""Answers about single opinions: what they add to the assignment, the gold label of a text being the person's answer.

``python -m tests.bench.review --markdown OUT.md [SET ...]`` needs the evaluation sets (``CXTEXT_EVAL_DATA``). Two ways to begin:

* ``codebook``: the names of the labels as they are with three examples each; the examples are neither asked about nor scored.
* ``discovered``: themes as cxtext finds them, each standing for the label that most of its texts have. The person gives a text
  whose label no theme stands for to none.

``macro-F1`` is over the labels that a theme stands for and over all texts, those that were answered as they were answered;
``others`` is the same over the texts that were not asked about. Means over the sessions of a set, each with examples, themes and
random questions of its own, with 95% intervals of the mean gain by Student's t. The constants of the queue and of what is learnt
were chosen on ``nhs_fft_themes`` and ``banking77``; ``acos_rest16`` had no part in that.

``--stop`` asks on, up to ``LAST_ANSWER`` questions, and looks every twenty answers at what the session would be told: what forty
more answers then put right beside what it says, and, where it first says that one may stop, whether they put right less than it
promises.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.bench.codebook import Corpus, macro_f1

if TYPE_CHECKING:
    from cxtext.themes import QuestionPool

#: Sessions of each set.
SETS = {"nhs_fft_themes": 5, "banking77": 4, "acos_rest16": 5}
#: Sessions that are looked at beyond the questions that people answer, of each set and kind of themes.
STOP_SESSIONS = 2
MARKS = (0, 20, 60, 120)
EXAMPLES = 3
#: Whether answers teach, and one question in how many is drawn at random.
WAYS = {
    "random questions, nothing learnt": (False, 1),
    "random questions, learnt": (True, 1),
    "queue, nothing learnt": (False, 4),
    "queue, learnt: as it is": (True, 4),
}
#: Questions of a session whose stop rule is looked at, and answers between two looks.
LAST_ANSWER, LOOK_EVERY = 400, 20
STOP_COLUMNS = [
    *("set", "themes", "sessions", "told, mean", "put right, mean", "told less than came, by .01 or more"),
    *("sessions told to stop", "after answers, mean", "forty more then put right, mean", "less than .02 in"),
]
COLUMNS = [
    *("set", "themes", "way", *(f"macro-F1 after {n}" for n in MARKS)),
    *("gain after 60", "others after 60", "others after 120"),
]


@dataclass(frozen=True)
class Start:
    """An assignment, the label that each theme stands for, and the texts that may be asked about."""

    vectors: np.ndarray
    labels: np.ndarray
    theme: np.ndarray
    label_of: np.ndarray
    is_open: np.ndarray

    @classmethod
    def codebook(cls, corpus: Corpus, seed: int) -> Start:
        """Assign by a codebook of the labels."""
        from cxtext.themes.codebook import Codebook, CodebookAssigner

        rng = np.random.default_rng(seed)
        shown = [rng.permutation(np.flatnonzero(corpus.labels == k))[:EXAMPLES] for k in range(len(corpus.names))]
        entries = [
            {"name": name, "examples": [corpus.texts[i] for i in own]} for name, own in zip(corpus.names, shown, strict=True)
        ]
        vectors = np.array([corpus.vectors[text] for text in corpus.texts])
        book = Codebook.model_validate({"themes": entries})
        given = CodebookAssigner.fit(vectors, book, lambda texts: np.array([corpus.vectors[text] for text in texts]))
        is_open = np.ones(len(vectors), dtype=bool)
        is_open[np.concatenate(shown)] = False
        return cls(vectors, corpus.labels, given.assign(vectors)[0], np.arange(len(corpus.names)), is_open)

    @classmethod
    def discovered(cls, corpus: Corpus, seed: int) -> Start:
        """Assign by discovered themes."""
        from scipy import sparse

        from cxtext.settings import ThemesConfig
        from cxtext.themes import Corpus as Texts
        from cxtext.themes import ThemeModel

        vectors, n = np.array([corpus.vectors[text] for text in corpus.texts]), len(corpus.texts)
        texts = Texts(corpus.texts, vectors, np.ones(n, dtype=np.int64), sparse.eye_array(n).tocsr())
        model, assigned = ThemeModel.fit_assign(texts, settings=ThemesConfig(), random_state=seed)
        n_themes = model.assigner.n_themes
        theme = np.where(assigned.theme < n_themes, assigned.theme, -1)
        label_of = [np.bincount(corpus.labels[theme == k]).argmax() for k in range(n_themes)]
        return cls(vectors, corpus.labels, theme, np.array(label_of), np.ones(n, dtype=bool))

    def answer(self, position: int) -> int:
        """Return the theme that the person gives a text: its own where that is right."""
        theme, label = int(self.theme[position]), int(self.labels[position])
        if theme >= 0 and self.label_of[theme] == label:
            return theme
        standing = np.flatnonzero(self.label_of == label)
        return int(standing[0]) if len(standing) else -1

    def score(self, theme: np.ndarray, rows: np.ndarray) -> float:
        """Return the macro-F1 of an assignment over some texts."""
        labels, place = np.unique(self.label_of, return_inverse=True)
        true = np.searchsorted(labels, self.labels)
        is_there = labels[np.minimum(true, len(labels) - 1)] == self.labels
        found = np.append(place.ravel(), -1)[theme]
        return macro_f1(np.where(is_there, true, -1)[rows], found[rows], len(labels))


def open_pool(start: Start, seed: int, *, random_every: int, learn_every: int) -> QuestionPool:
    """Return the questions of a session."""
    from cxtext.themes import Correction, QuestionPool

    ones = np.ones(len(start.theme), dtype=np.int64)
    return QuestionPool(
        *(Correction.start(start.vectors, start.theme, len(start.label_of)), start.vectors, start.theme, ones, start.is_open),
        *(np.zeros(len(ones), dtype=bool) for _ in range(3)),
        random_state=seed,
        random_every=random_every,
        learn_every=learn_every,
    )


def ask(start: Start, way: str, seed: int) -> list[tuple[float, float]]:
    """Return macro-F1 over all texts, and over those not asked about, after each number of answers in ``MARKS``."""
    learns, random_every = WAYS[way]
    pool = open_pool(start, seed, random_every=random_every, learn_every=5 if learns else 10**6)
    scores = []
    for n in range(max(MARKS) + 1):
        if n in MARKS:
            others = start.is_open.copy()
            others[[asking.position for asking, _ in pool.answers]] = False
            theme = pool.assign(n)
            scores.append((start.score(theme, start.is_open), start.score(theme, others)))
        asking = pool.ask()
        assert asking is not None
        pool.answer(asking, start.answer(asking.position))
    return scores


@dataclass(frozen=True)
class Look:
    """What a session is told after some answers, and what forty more then put right: shares of the opinions."""

    n: int
    told: float
    came: float


def look(start: Start, seed: int) -> list[Look]:
    """Return what a session would be told at each look, beside what came of it."""
    from cxtext.themes import LOOK_BACK

    pool = open_pool(start, seed, random_every=4, learn_every=10)
    truth = np.array([start.answer(position) for position in range(len(start.theme))])
    told: dict[int, float] = {}
    right: dict[int, float] = {}
    for n in range(LAST_ANSWER + 1):
        if n >= LOOK_BACK and n % LOOK_EVERY == 0:
            told[n] = float(pool.expect_gain() or 0.0)
            right[n] = float((pool.assign(n) == truth).mean())
        asking = pool.ask()
        assert asking is not None
        pool.answer(asking, start.answer(asking.position))
    return [Look(n, told[n], right[n + LOOK_BACK] - right[n]) for n in told if n + LOOK_BACK in right]


def sum_up(sessions: list[list[Look]]) -> list[str]:
    """Return the cells of one line: how often what is said comes true, at all looks and where a session may first stop."""
    from cxtext.themes import LEAST_GAIN

    looks = [one for session in sessions for one in session]
    stops = [next((one for one in session if one.told < LEAST_GAIN), None) for session in sessions]
    ended = [one for one in stops if one is not None]
    return [
        str(len(sessions)),
        f"{np.mean([one.told for one in looks]):.3f}",
        f"{np.mean([one.came for one in looks]):.3f}",
        f"{sum(one.came >= one.told + 0.01 for one in looks)} of {len(looks)} looks",
        str(len(ended)),
        f"{np.mean([one.n for one in ended]):.0f}" if ended else "",
        f"{np.mean([one.came for one in ended]):.3f}" if ended else "",
        f"{sum(one.came < LEAST_GAIN for one in ended)} of {len(ended)}" if ended else "",
    ]


def measure_stop(names: tuple[str, ...] = tuple(SETS)) -> str:
    """Return the table of how often the stop rule holds."""
    lines = [STOP_COLUMNS, ["---"] * len(STOP_COLUMNS)]
    for name in names:
        corpus = Corpus.read(name)
        for kind, begin in (("codebook", Start.codebook), ("discovered", Start.discovered)):
            sessions = [look(begin(corpus, seed), seed) for seed in range(STOP_SESSIONS)]
            sys.stderr.write("".join(f"{name}, {kind}: {session}\n" for session in sessions))
            lines.append([name, kind, *sum_up(sessions)])
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def measure(names: tuple[str, ...] = tuple(SETS)) -> dict[str, Any]:
    """Return macro-F1 by set, themes and way."""
    result: dict[str, Any] = {}
    for name in names:
        corpus = Corpus.read(name)
        for kind, begin in (("codebook", Start.codebook), ("discovered", Start.discovered)):
            starts = [begin(corpus, seed) for seed in range(SETS[name])]
            for way in WAYS:
                scores = np.array([ask(start, way, seed) for seed, start in enumerate(starts)])
                result[f"{name}, {kind}, {way}"] = scores.tolist()
                sys.stderr.write(f"{name}, {kind}, {way}: {scores.mean(axis=0).round(3).tolist()}\n")
    return result


def to_markdown(found: dict[str, Any]) -> str:
    """Return the table."""
    from scipy import stats

    lines = [COLUMNS, ["---"] * len(COLUMNS)]
    for title, sessions in found.items():
        scores = np.array(sessions)
        mean, gains = scores.mean(axis=0), scores[:, MARKS.index(60), 0] - scores[:, 0, 0]
        half = stats.t.ppf(0.975, len(gains) - 1) * gains.std(ddof=1) / np.sqrt(len(gains))
        others = dict(zip(MARKS, mean[:, 1], strict=True))
        name, kind, way = title.split(", ", 2)
        gain = f"{gains.mean():+.3f} [{gains.mean() - half:+.3f}, {gains.mean() + half:+.3f}]"
        lines.append([name, kind, way, *(f"{one:.3f}" for one in mean[:, 0]), gain, f"{others[60]:.3f}", f"{others[120]:.3f}"])
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def main() -> None:
    """Measure, write to standard output and, if asked, to a file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", nargs="*", default=list(SETS))
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--stop", action="store_true")
    args = parser.parse_args()
    text = measure_stop(tuple(args.sets)) if args.stop else to_markdown(measure(tuple(args.sets)))
    sys.stdout.write(text)
    if args.markdown:
        args.markdown.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
