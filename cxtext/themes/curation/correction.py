"""What labels of single texts teach about all others: a correction of the scores that today's assignment implies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from scipy.special import log_softmax

from cxtext.themes.assignment import fit_softmax
from cxtext.themes.storage import ArrayBundle, Shape
from cxtext.themes.threads import single_threaded_blas
from cxtext.themes.vectors import centre_rows, map_blocks, mean_row, pad_and_centre, sum_by_label, unit_rows

#: "Fits none" starts this far below the best theme of a text that has one.
NONE_BELOW = 3.0
#: A text that fits none needs a push of this much to get a theme.
NONE_ABOVE = 0.3
#: L2 penalty on what the labels add to the scores. This one and the next three are measured in tests/bench/review.md.
PENALTY = 0.03
#: Texts nearest to a labelled one, of the theme that it had, that are learnt as if they had the same label, ...
FOLLOWERS = 5
#: ... where their cosine to it is at least this, ...
FOLLOWING = 0.5
#: ... each with this weight times its cosine.
FOLLOWER_WEIGHT = 0.1
#: Texts that hold the scores where they are, and the weight of each: few labels should not move what they are not about.
ANCHORS, ANCHOR_WEIGHT = 200, 0.2
#: Labels a theme from which texts follow with all of their weight and anchors have none; with fewer, both in proportion: what a
#: text should follow may have no label yet.
ENOUGH_LABELS = 3.0
#: L-BFGS iterations at most.
ITERATIONS = 50
#: Scores are rounded to this many digits before they are compared, so that the last bit decides nothing.
DIGITS = 9
#: Stands for a text that shall keep the probabilities that it has.
HELD = -2


@dataclass(frozen=True)
class Correction(ArrayBundle):
    """Scores of themes, and what labels add to them.

    Parameters
    ----------
    pinned : ndarray of shape (n_placed,), uint64
        Hashes of the texts that a person placed, which stay where a person put them.
    mean : ndarray of shape (n_dims,), float32
    weights : ndarray of shape (n_themes, n_dims), float32
    bias : ndarray of shape (n_themes,), float32
        A softmax regression that reproduces the assignment before the labels.
    change : ndarray of shape (n_themes + 1, n_dims), float32
        What the labels add to the weights; the last row is that of no theme.

    Notes
    -----
    The score of a text's own theme, or of none, is raised to the best of its scores: without labels nothing moves. Labels are
    learnt by minimising cross-entropy + ``PENALTY / 2 * |change|^2`` over the labelled texts and, with a small weight, over those
    that follow them: the texts of the same theme nearest to each. While there are few labels, a sample of the texts that are like
    none of them is learnt with the probabilities that they have before.
    """

    pinned: np.ndarray
    mean: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    change: np.ndarray

    SHAPES: ClassVar[dict[str, Shape]] = {
        "pinned": ("placed",),
        "mean": ("dims",),
        "weights": ("themes", "dims"),
        "bias": ("themes",),
        "change": ("outcomes", "dims"),
    }

    @property
    def n_themes(self) -> int:
        """Number of themes."""
        return len(self.weights)

    @classmethod
    def start(cls, embeddings: np.ndarray, theme: np.ndarray, n_themes: int) -> Correction:
        """Return the scores that an assignment implies, without any label.

        Parameters
        ----------
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
            All texts of the fit.
        theme : ndarray of shape (n,), int64
            Index of the theme that each text has, -1 for none.
        n_themes : int
        """
        mean = mean_row(embeddings)
        rows = centre_rows(embeddings, mean)
        inside = np.flatnonzero(theme >= 0)
        centres = unit_rows(sum_by_label(rows, theme, n_themes)).astype(np.float32)
        with single_threaded_blas():
            weights, bias = fit_softmax(rows[inside], theme[inside], centres)
        change = np.zeros((n_themes + 1, len(mean)), dtype=np.float32)
        return cls(np.zeros(0, dtype=np.uint64), mean, weights.astype(np.float32), bias.astype(np.float32), change)

    def learn(
        self, embeddings: np.ndarray, theme: np.ndarray, labelled: np.ndarray, answers: np.ndarray, hashes: np.ndarray
    ) -> Correction:
        """Return the same scores with what labels teach, in place of what earlier ones did.

        Parameters
        ----------
        embeddings : ndarray of shape (n_texts, n_dims), float32, rows of unit length
            All texts of the fit, or a sample of them with all that are labelled.
        theme : ndarray of shape (n_texts,), int64
            The theme that each of them has, -1 for none.
        labelled : ndarray of shape (n_labels,), int64
            Positions of the labelled texts, each once.
        answers : ndarray of shape (n_labels,), int64
            The theme that a person gave each; -1 for none.
        hashes : ndarray of uint64
            Of all texts that a person placed.
        """
        rows = centre_rows(embeddings, self.mean)
        with single_threaded_blas():
            lesson = _make_lesson(rows, theme, labelled, answers, self.n_themes)
            own = rows[lesson.positions].astype(np.float64)
            start = _raise_own(own @ self.weights.T.astype(np.float64) + self.bias, theme[lesson.positions])
            change = _fit_change(own, start, lesson.make_target(start), lesson.weights)
        return replace(self, pinned=np.sort(hashes), change=change.astype(np.float32))

    def score(self, embeddings: np.ndarray, of_row: np.ndarray, theme: np.ndarray) -> np.ndarray:
        """Return the probability of each theme, and last of none.

        Parameters
        ----------
        embeddings : ndarray of shape (n_texts, n_dims), float32, rows of unit length
        of_row : ndarray of shape (n_rows,), int64
            The text of each row.
        theme : ndarray of shape (n_rows,), int64
            Index of the theme that each row has before the labels, -1 for none.

        Returns
        -------
        ndarray of shape (n_rows, n_themes + 1), float64
        """
        start, added = (np.zeros((len(embeddings), n)) for n in (self.n_themes, self.n_themes + 1))
        with single_threaded_blas():
            for rows, result in map_blocks(self._score_block, len(embeddings), embeddings):
                start[rows], added[rows] = result
        scores = np.round(_raise_own(start[of_row], theme) + added[of_row], DIGITS)
        return np.asarray(np.round(np.exp(log_softmax(scores, axis=1)), DIGITS))

    def move(self, embeddings: np.ndarray, of_row: np.ndarray, theme: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the theme of each row after the labels, -1 for none, and its probability; see :meth:`score`."""
        shares = self.score(embeddings, of_row, theme)
        best = np.argmax(shares, axis=1)
        return np.where(best == self.n_themes, -1, best), shares[np.arange(len(best)), best]

    def _score_block(self, embeddings: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the scores of at most ``BLOCK`` rows before the labels, and what these add."""
        _, rows = pad_and_centre(embeddings, self.mean)
        start = rows @ self.weights.T.astype(np.float64) + self.bias
        return start[: len(embeddings)], (rows @ self.change.T.astype(np.float64))[: len(embeddings)]


def _raise_own(scores: np.ndarray, theme: np.ndarray) -> np.ndarray:
    """Return scores with that of none at the end, where what each row has already is raised to the best."""
    top = scores.max(axis=1)
    scores = np.column_stack([scores, top - NONE_BELOW])
    is_none = theme < 0
    scores[np.arange(len(theme)), np.where(is_none, -1, theme)] = np.where(is_none, top + NONE_ABOVE, top)
    return scores


@dataclass(frozen=True)
class _Lesson:
    """What is learnt from: the positions of texts, the theme of each, and its weight.

    ``answers`` has -1 for none, and ``HELD`` for a text that shall keep the probabilities that it has.
    """

    positions: np.ndarray
    answers: np.ndarray
    weights: np.ndarray

    def make_target(self, start: np.ndarray) -> np.ndarray:
        """Return the probabilities to learn, shape (n, n_themes + 1), of texts with these scores before the labels."""
        target = np.exp(log_softmax(start, axis=1))
        answered = np.flatnonzero(self.answers != HELD)
        target[answered] = 0.0
        target[answered, self.answers[answered]] = 1.0  # the last column, -1, is that of none
        return np.asarray(target)


def _make_lesson(rows: np.ndarray, theme: np.ndarray, labelled: np.ndarray, answers: np.ndarray, n_themes: int) -> _Lesson:
    """Return the labelled texts, those that follow them, and those that hold the scores where they are.

    A text follows the label that it is nearest to, when it is among the few nearest to that one, too.
    """
    cosines = np.round(rows.astype(np.float64) @ rows[labelled].T.astype(np.float64), DIGITS)
    cosines[labelled] = -1.0
    nearest = cosines.argmax(axis=1)
    trust = min(1.0, len(labelled) / (ENOUGH_LABELS * max(n_themes, 1)))
    positions, answered, weights = [labelled], [answers], [np.ones(len(labelled))]
    for i, (label, answer) in enumerate(zip(labelled.tolist(), answers.tolist(), strict=True)):
        own = np.flatnonzero((theme == theme[label]) & (cosines[:, i] >= FOLLOWING))
        own = own[np.argsort(-cosines[own, i], kind="stable")[:FOLLOWERS]]
        own = own[nearest[own] == i]
        positions.append(own)
        answered.append(np.full(len(own), answer))
        weights.append(trust * FOLLOWER_WEIGHT * cosines[own, i])
    if trust < 1:
        others = np.flatnonzero((cosines < FOLLOWING).all(axis=1))
        others = np.setdiff1d(others, labelled)
        anchors = others[np.linspace(0, len(others) - 1, min(ANCHORS, len(others))).astype(np.int64)]
        positions.append(anchors)
        answered.append(np.full(len(anchors), HELD))
        weights.append(np.full(len(anchors), (1 - trust) * ANCHOR_WEIGHT))
    return _Lesson(*(np.concatenate(column) for column in (positions, answered, weights)))


def _fit_change(rows: np.ndarray, start: np.ndarray, target: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Minimise weighted cross-entropy + ``PENALTY / 2 * |change|^2`` by L-BFGS.

    Fewer rows than dimensions are solved for in their own span, where the solution lies.

    Parameters
    ----------
    rows : ndarray of shape (n, n_dims), float64, centred, rows of unit length
    start : ndarray of shape (n, n_themes + 1), float64
        Scores before the labels.
    target : ndarray of shape (n, n_themes + 1), float64
        Probabilities to learn.
    weights : ndarray of shape (n,), float64

    Returns
    -------
    ndarray of shape (n_themes + 1, n_dims), float64
    """
    from scipy.optimize import minimize

    in_span = len(rows) < rows.shape[1]
    features = rows @ rows.T if in_span else rows
    shape = (features.shape[1], start.shape[1])

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        """Return loss and gradient."""
        part = flat.reshape(shape)
        added = features @ part
        pull = added if in_span else part
        logs = log_softmax(start + added, axis=1)
        value = -(weights * (target * logs).sum(axis=1)).sum() + PENALTY / 2 * (part * pull).sum()
        return float(value), (features.T @ (weights[:, None] * (np.exp(logs) - target)) + PENALTY * pull).ravel()

    result = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS})
    part = result.x.reshape(shape)
    return np.asarray((rows.T @ part if in_span else part).T)


@dataclass(frozen=True)
class LearntLabels:
    """What labels taught, and which themes that is about.

    Parameters
    ----------
    theme_ids : tuple of str
        The themes, in the order of the indices.
    correction : Correction
    """

    theme_ids: tuple[str, ...]
    correction: Correction

    def to_arrays(self, prefix: str) -> dict[str, np.ndarray]:
        """Return the arrays by name."""
        return self.correction.to_arrays(f"{prefix}_labels")

    def to_record(self) -> dict[str, list[str]]:
        """Return the ids as JSON values."""
        return {"labelled": list(self.theme_ids)}

    @classmethod
    def from_arrays(
        cls, arrays: Mapping[str, np.ndarray], prefix: str, record: Mapping[str, Sequence[str]], **lengths: int
    ) -> LearntLabels:
        """Build from what :meth:`to_arrays` and :meth:`to_record` gave.

        Raises
        ------
        ModelFormatError
            When they do not belong together.
        """
        theme_ids = tuple(str(name) for name in record["labelled"])
        n = {"themes": len(theme_ids), "outcomes": len(theme_ids) + 1}
        return cls(theme_ids, Correction.from_arrays(arrays, f"{prefix}_labels", **n, **lengths))
