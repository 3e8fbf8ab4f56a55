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
#: L2 penalty on what the labels add to the scores. Measured in tests/bench/review.md.
PENALTY = 0.1
#: L-BFGS iterations at most.
ITERATIONS = 100
#: Scores are rounded to this many digits before they are compared, so that the last bit decides nothing.
DIGITS = 9


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
    learnt by minimising cross-entropy + ``PENALTY / 2 * |change|^2`` over the labelled texts alone.
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

    def learn(self, embeddings: np.ndarray, theme: np.ndarray, answers: np.ndarray, hashes: np.ndarray) -> Correction:
        """Return the same scores with what labels teach, in place of what earlier ones did.

        Parameters
        ----------
        embeddings : ndarray of shape (n_labels, n_dims), float32, rows of unit length
        theme, answers : ndarray of shape (n_labels,), int64
            The theme that each labelled text has, and the one that a person gave it; -1 for none.
        hashes : ndarray of uint64
            Of all texts that a person placed.
        """
        rows = centre_rows(embeddings, self.mean).astype(np.float64)
        with single_threaded_blas():
            start = _raise_own(rows @ self.weights.T.astype(np.float64) + self.bias, theme)
            change = _fit_change(rows, start, np.where(answers < 0, self.n_themes, answers))
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


def _fit_change(rows: np.ndarray, start: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """Minimise cross-entropy + ``PENALTY / 2 * |change|^2`` by L-BFGS; in the rows' own span, where the solution lies.

    Parameters
    ----------
    rows : ndarray of shape (n_labels, n_dims), float64, centred, rows of unit length
    start : ndarray of shape (n_labels, n_themes + 1), float64
        Scores before the labels.
    answers : ndarray of shape (n_labels,), int64

    Returns
    -------
    ndarray of shape (n_themes + 1, n_dims), float64
    """
    from scipy.optimize import minimize

    each, kernel = np.arange(len(rows)), rows @ rows.T
    target = np.zeros_like(start)
    target[each, answers] = 1.0

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        """Return loss and gradient."""
        dual = flat.reshape(start.shape)
        added = kernel @ dual
        logs = log_softmax(start + added, axis=1)
        value = -logs[each, answers].sum() + PENALTY / 2 * (dual * added).sum()
        return float(value), (kernel @ (np.exp(logs) - target) + PENALTY * added).ravel()

    result = minimize(loss, np.zeros(start.size), jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS})
    return np.asarray((rows.T @ result.x.reshape(start.shape)).T)


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
