"""Negative and positive mentions as they likely are, where the labels of opinions are sometimes wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, hstack

from cxtext.impact.effects.design import Mentions
from cxtext.impact.stats import NEGATIVE, NEUTRAL, POSITIVE, Misclassification
from cxtext.metrics import FloatArray

#: Opinions of one class of one response on one theme that are told apart; more of them count as this many.
_MOST_ALIKE = 3
_STEPS = range(1, _MOST_ALIKE + 1)


@dataclass(frozen=True, eq=False)
class TrueMentions:
    """What each response truly says of each theme, as far as the labels tell: matrices of the same sparsity.

    Parameters
    ----------
    negative, positive : csr_array of shape (n_submissions, n_themes)
        Chance of having a negative, or a positive, opinion on it.
    both : csr_array of the same shape
        Chance of having one of each.
    scores : csr_array of the same shape
        Score of having a negative opinion on it: its mean is unbiased whatever the true shares are, but a single one may lie
        below 0 or above 1. How scores vary says what a share is sure of.
    """

    negative: csr_array
    positive: csr_array
    both: csr_array
    scores: csr_array


@dataclass(frozen=True, eq=False)
class Cells:
    """How many opinions of each class each response has on each theme, for the pairs where there is any.

    Parameters
    ----------
    counts : ndarray of shape (3, n_cells), float64
        Shown as negative, as neutral and as positive.
    indices, indptr : ndarray
        Places of the cells, as a CSR matrix has them.
    shape : tuple of int
        Responses and themes.
    """

    counts: FloatArray
    indices: np.ndarray
    indptr: np.ndarray
    shape: tuple[int, int]

    @classmethod
    def read(cls, columns: csr_array) -> Cells:
        """Return the cells of the columns that :func:`lay_counts` made; rows may have been left out or reordered."""
        n_themes = columns.shape[1] // (3 * _MOST_ALIKE)
        blocks = [csr_array(columns[:, i * n_themes : (i + 1) * n_themes]) for i in range(3 * _MOST_ALIKE)]
        by_class = [_add(blocks[c * _MOST_ALIKE : (c + 1) * _MOST_ALIKE]) for c in range(3)]
        places = _add(by_class)
        places.sort_indices()
        places.data[:] = 1.0
        counts = []
        for matrix in by_class:
            aligned = csr_array(places + matrix)
            aligned.sort_indices()
            counts.append(np.rint(aligned.data - 1.0))
        return cls(np.array(counts), places.indices, places.indptr, places.shape)

    def correct(self, errors: Misclassification) -> TrueMentions:
        """Return what is likely true of each cell.

        Notes
        -----
        The true shares of the classes of each theme come from all its opinions (:meth:`Misclassification.correct_shares`);
        Bayes' rule then says what an opinion that is shown as c likely is. No opinion of a cell is negative with the product
        of their chances not to be, as if their errors were independent. The same with scores inv(P)[c] in place of chances is
        unbiased (corrected scores, Nakamura 1990, Biometrika 77:127).
        """
        n_themes = self.shape[1]
        shown = np.stack([np.bincount(self.indices, row, minlength=n_themes) for row in self.counts], axis=1)
        true = errors.correct_shares((shown + 1e-9) / (shown + 1e-9).sum(axis=1, keepdims=True))
        chances = [errors.chances(true, c)[self.indices].T for c in (NEGATIVE, NEUTRAL, POSITIVE)]
        not_negative, not_positive = self._product(1 - chances[NEGATIVE]), self._product(1 - chances[POSITIVE])
        neutral = self._product(chances[NEUTRAL])
        scores = self._product(1 - errors.scores[:, [NEGATIVE]])
        parts = (1 - not_negative, 1 - not_positive, 1 - not_negative - not_positive + neutral, 1 - scores)
        return TrueMentions(*(self.lay(part) for part in parts))

    def lay(self, values: FloatArray) -> csr_array:
        """Return a matrix with one value for each cell."""
        return csr_array((values, self.indices, self.indptr), shape=self.shape)

    def _product(self, factors: FloatArray) -> FloatArray:
        """Return the product over the opinions of each cell; ``factors`` of shape (3, n_cells) or (3, 1), by shown class."""
        return np.asarray(np.prod(factors**self.counts, axis=0))


def lay_counts(mentions: Mentions) -> csr_array:
    """Return how many opinions of each class each response has on each theme, as columns of 0 and 1.

    Returns
    -------
    csr_array of shape (n_submissions, 9 n_themes)
        For each class, and for 1, 2 and 3 opinions, a block with one column per theme: 1 where there are as many or more.
    """
    blocks = [csr_array((csr_array(counts) >= least).astype(np.float64)) for counts in mentions.shown for least in _STEPS]
    return csr_array(hstack(blocks, format="csr"))


def _add(blocks: list[csr_array]) -> csr_array:
    """Return the sum of sparse matrices of one shape."""
    total = blocks[0]
    for block in blocks[1:]:
        total = csr_array(total + block)
    return total
