"""Which opinions to ask a person about: those whose answers teach most, and a random share that keeps estimates unbiased."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from cxtext.themes.curation.correction import Correction
from cxtext.themes.threads import single_threaded_blas
from cxtext.themes.vectors import BLOCK, centre_rows

#: One question in so many is drawn at random, from all opinions alike.
RANDOM_EVERY = 4
#: One question in so many is about a theme whose name covers little, where there is one.
LABEL_EVERY = 8
#: Answers over which the stop rule looks back.
LOOK_BACK = 40
#: Further answers are not worth it when they would put a smaller share of the opinions right.
LEAST_GAIN = 0.02
#: Answers between two times that the probabilities are learnt again.
LEARN_EVERY = 5
#: An answer is worth what is in doubt among so many of the nearest texts. This and the next three are measured in
#: tests/bench/review.md.
NEAREST = 20
#: How fast the worth of an answer for a neighbour falls with the distance: exp(-6 (1 - cosine)).
FALL = 6.0
#: Power of the doubt about the text itself.
OWN_DOUBT = 0.5
#: Power of the number of answers that its theme has already, by which the worth is divided.
ANSWERED = 0.5
#: What stands for an answer that teaches nothing: skipped, or either of two themes.
UNLABELLED = -2


class Asked(StrEnum):
    """Why a question is asked."""

    BETWEEN = "between"
    """It could be of either of two themes, or has one and is nearly as far from it as from another one."""
    FAR = "far"
    """It fits none of the themes, and one is nearly as probable as none."""
    LABEL = "label"
    """Its theme has a name that covers little, and it has none of its words."""
    RANDOM = "random"
    """It was drawn at random from all opinions: the only questions whose answers estimate precision and recall."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One question: the position of the text, why it is asked, and the themes in the order of their probability."""

    position: int
    asked: Asked
    ranked: tuple[int, ...]


@dataclass
class QuestionPool:
    """The opinions that may be asked about, and what the answers so far say of the others.

    Parameters
    ----------
    correction : Correction
        As :meth:`Correction.start` gives it.
    embeddings : ndarray of shape (n, n_dims), float32
    theme : ndarray of shape (n,), int64
        Index of the theme that each text has, -1 for none.
    counts : ndarray of shape (n,), int64
        Opinions that have each text: a random question is a random opinion.
    is_open : ndarray of shape (n,), bool
        Texts that may be asked about.
    is_answered : ndarray of shape (n,), bool
        Texts that a person placed in an earlier session: they are not asked about again.
    is_either : ndarray of shape (n,), bool
        Texts without a theme that could be of either of two: not far from all, but between them.
    is_unnamed : ndarray of shape (n,), bool
        Texts of a theme whose name covers little that have none of its words.
    random_state : int
    random_every : int
        One question in so many is drawn at random.
    learn_every : int
        Answers after which the probabilities are learnt again.
    """

    correction: Correction
    embeddings: np.ndarray
    theme: np.ndarray
    counts: np.ndarray
    is_open: np.ndarray
    is_answered: np.ndarray
    is_either: np.ndarray
    is_unnamed: np.ndarray
    random_state: int = 0
    random_every: int = RANDOM_EVERY
    learn_every: int = LEARN_EVERY
    answers: list[tuple[Asking, int]] = field(default_factory=list)
    _shares: dict[int, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Draw the order of the random questions, and find the nearest texts of each."""
        rng = np.random.default_rng(self.random_state)
        opinions = rng.permutation(np.repeat(np.arange(len(self.counts)), self.counts))
        self._random_order = [int(text) for text in dict.fromkeys(opinions.tolist()) if self.is_open[text]]
        self.is_open = self.is_open & ~self.is_answered
        self._rows = centre_rows(self.embeddings, self.correction.mean).astype(np.float64)
        with single_threaded_blas():
            self._near, self._worth_there = _find_near(self._rows)

    @property
    def n_themes(self) -> int:
        """Number of themes."""
        return self.correction.n_themes

    def ask(self) -> Asking | None:
        """Return the next question; None when all opinions were asked about."""
        n, free = len(self.answers), self.is_open.copy()
        free[[asking.position for asking, _ in self.answers]] = False
        if not free.any():
            return None
        shares = self.shares(n)
        if n % self.random_every == 0:
            position, asked = next(text for text in self._random_order if free[text]), Asked.RANDOM
        elif n % LABEL_EVERY == LABEL_EVERY // 2 + 1 and (free & self.is_unnamed).any():
            position, asked = self._pick(free & self.is_unnamed, shares), Asked.LABEL
        else:
            position = self._pick(free, shares)
            asked = Asked.FAR if self.theme[position] < 0 and not self.is_either[position] else Asked.BETWEEN
        ranked = np.argsort(-shares[position, :-1], kind="stable")
        return Asking(position, asked, tuple(ranked.tolist()))

    def answer(self, asking: Asking, theme: int) -> None:
        """Note an answer: the index of the theme, -1 for none of them, ``UNLABELLED`` for an answer that teaches nothing."""
        self.answers.append((asking, theme))

    def take_back(self) -> Asking:
        """Take the last answer back and return its question."""
        asking, _ = self.answers.pop()
        self._shares = {n: shares for n, shares in self._shares.items() if n <= len(self.answers)}
        return asking

    def shares(self, n: int) -> np.ndarray:
        """Return the probability of each theme, and last of none, of each text, after the first ``n`` answers."""
        n -= n % self.learn_every
        if n not in self._shares:
            each = np.arange(len(self.theme))
            self._shares[n] = self._learn(n).score(self.embeddings, each, self.theme)
        return self._shares[n]

    def assign(self, n: int) -> np.ndarray:
        """Return the theme of each text after the first ``n`` answers, -1 for none; what was answered is as it was answered."""
        best = self.shares(n).argmax(axis=1)
        theme = np.where(best == self.n_themes, -1, best)
        for asking, answer in self.answers[:n]:
            if answer != UNLABELLED:
                theme[asking.position] = answer
        return np.asarray(theme)

    def find_random(self) -> set[int]:
        """Return the positions of the answered texts that are a random sample.

        That is every text up to the last random question in the order of the draw, which is the same in each session: one that
        was asked about for another reason before its turn came is part of the sample, too.
        """
        asked = [asking.position for asking, _ in self.answers if asking.asked is Asked.RANDOM]
        done = {asking.position for asking, _ in self.answers} | set(np.flatnonzero(self.is_answered).tolist())
        last = max((self._random_order.index(position) for position in asked), default=-1)
        return done & set(self._random_order[: last + 1])

    def expect_gain(self) -> float | None:
        """Return the share of the opinions that forty more answers would put right, as far as can be told.

        That is what the last forty did, by what is thought now: the mean of the probability of the theme that each opinion has
        now less that of the theme it had forty answers ago. So an opinion that moves between two themes that are as probable
        counts nothing. None before forty answers.
        """
        n = len(self.answers)
        if n < LOOK_BACK:
            return None
        shares = self.shares(n).copy()
        for asking, answer in self.answers:
            if answer != UNLABELLED:
                shares[asking.position] = 0.0
                shares[asking.position, answer] = 1.0  # the last column, -1, is that of none
        each = np.arange(len(shares))
        gain = shares[each, self.assign(n)] - shares[each, self.assign(n - LOOK_BACK)]
        return float(max((gain * self.counts).sum() / max(int(self.counts.sum()), 1), 0.0))

    def _learn(self, n: int) -> Correction:
        """Return what the first ``n`` answers teach."""
        labelled = [(asking.position, answer) for asking, answer in self.answers[:n] if answer != UNLABELLED]
        if not labelled:
            return self.correction
        positions, answers = (np.array(column, dtype=np.int64) for column in zip(*labelled, strict=True))
        hashes = np.zeros(len(positions), dtype=np.uint64)
        return self.correction.learn(self.embeddings, self.theme, positions, answers, hashes)

    def _pick(self, free: np.ndarray, shares: np.ndarray) -> int:
        """Return the text to ask about: the one that stands for most of what is in doubt.

        In doubt is what lies between two themes, or between a theme and none. A text stands for the nearest others as far as they
        are like it and like none that was asked about before; one whose theme has answers already is worth less.
        """
        rows = np.flatnonzero(free)
        two = np.sort(shares, axis=1)[:, -2:]
        doubt = 1 - two[:, 1] + two[:, 0]
        asked = [asking.position for asking, _ in self.answers]
        left = doubt.copy()
        if asked:
            with single_threaded_blas():
                cosines = (self._rows @ self._rows[asked].T).max(axis=1)
            left *= 1 - np.exp(FALL * (np.minimum(cosines, 1.0) - 1))
        answered = np.array([answer for _, answer in self.answers if answer >= 0], dtype=np.int64)
        n_answers = np.bincount(answered, minlength=self.n_themes)[shares[rows, :-1].argmax(axis=1)]
        near = left[rows] + (self._worth_there[rows] * left[self._near[rows]]).sum(axis=1)
        worth = np.round(near * doubt[rows] ** OWN_DOUBT / (1 + n_answers) ** ANSWERED, 6)
        return int(rows[np.argmax(worth)])


def _find_near(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of the texts nearest to each, and what an answer about it is worth for them.

    Parameters
    ----------
    rows : ndarray of shape (n, n_dims), float64, rows of unit length

    Returns
    -------
    near : ndarray of shape (n, n_near), int64
    worth : ndarray of shape (n, n_near), float64
        1 for a text that says the same.
    """
    n = max(min(NEAREST, len(rows) - 1), 0)
    near, worth = np.zeros((len(rows), n), dtype=np.int64), np.zeros((len(rows), n))
    for start in range(0, len(rows) if n else 0, BLOCK):
        cosines = np.round(rows[start : start + BLOCK] @ rows.T, 9)
        each = np.arange(len(cosines))
        cosines[each, start + each] = -2.0
        own = np.argsort(-cosines, axis=1, kind="stable")[:, :n]
        near[start : start + BLOCK] = own
        worth[start : start + BLOCK] = np.exp(FALL * (np.minimum(np.take_along_axis(cosines, own, axis=1), 1.0) - 1))
    return near, worth
