"""What labels that are sometimes wrong say about true shares: the matrix method, with the matrix's own uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxtext.metrics import Z95, FloatArray

#: Positions of the classes in every array with an axis of three.
NEGATIVE, NEUTRAL, POSITIVE = range(3)
#: Added to each cell of the confusion counts, so that an error that was not seen is not held to be impossible.
_HALF = 0.5
#: Labelled opinions that a row of the matrix may be worth at most, and at least.
_MOST, _LEAST = 5_000.0, 3.0
#: One-sided confidence at which Student's quantile is set against the normal one.
_CONFIDENCE = 0.975
#: Part of the opinions that are not negative that is taken to be neutral, before the labels are looked at.
NEUTRAL_PART = 0.2
#: Opinions that this is worth, for each one at hand. A choice: least error on labelled sets, with errors of its own or others.
_PRIOR_WEIGHT = 0.25
#: Steps of the EM algorithm; shares change by less than 1e-4 after it.
_STEPS = 400


@dataclass(frozen=True, eq=False)
class Misclassification:
    """How often a classifier of sentiment shows what, given the truth.

    Parameters
    ----------
    weights : ndarray of shape (3, 3), float64
        Parameters of a Dirichlet distribution for each row of P(shown | true): rows are the true classes, columns the shown
        ones, both in the order negative, neutral, positive. The sum of a row says how many labelled opinions it is worth.

    Notes
    -----
    With q the shares as shown and P = P(shown | true), q = P' p, so that p = inv(P') q (Rogan and Gladen 1978, Am. J.
    Epidemiol. 107:71; Buonaccorsi 2010, Measurement Error, chapter 2). Errors are taken to depend on the true class alone.

    >>> errors = Misclassification(np.array([[80.0, 10, 10], [20, 60, 20], [10, 10, 80]]))
    >>> shown = errors.matrix.T @ np.array([0.5, 0.2, 0.3])
    >>> errors.correct_shares(shown).round(2).tolist()
    [0.52, 0.14, 0.34]
    """

    weights: FloatArray

    @cached_property
    def matrix(self) -> FloatArray:
        """Return P(shown | true), shape (3, 3)."""
        return np.asarray(self.weights / self.weights.sum(axis=1, keepdims=True))

    @cached_property
    def scores(self) -> FloatArray:
        """Return inv(P), shape (3, 3): row s holds the scores of an opinion shown as s; their means are the true classes."""
        return np.asarray(np.linalg.inv(self.matrix), dtype=np.float64)

    def perturbed(self) -> list[tuple[Misclassification, float]]:
        """Return matrices that differ by one direction each, and the standard deviation of the matrix along it.

        The directions of a row are the principal ones of its Dirichlet covariance, so that variances add up over them.
        """
        moved_rows = []
        for true in range(3):
            row, size = self.matrix[true], float(self.weights[true].sum())
            values, vectors = np.linalg.eigh((np.diag(row) - np.outer(row, row)) / (size + 1))
            for value, vector in zip(values[1:], vectors.T[1:], strict=True):
                moved = self.matrix.copy()
                step = _STEP * np.sqrt(max(float(value), 0.0))
                moved[true] = row + step * vector
                moved_rows.append((Misclassification(moved * self.weights.sum(axis=1, keepdims=True)), _STEP))
        return moved_rows

    def update(self, counts: FloatArray) -> Misclassification:
        """Return what is known once more opinions were labelled: ``counts`` of shape (3, 3), true class by shown class."""
        return Misclassification(self.weights + counts)

    def correct_shares(self, shown: FloatArray) -> FloatArray:
        """Return the true shares behind shares as shown.

        Parameters
        ----------
        shown : ndarray of shape (..., 3), float64
            Shares of the classes as shown, which add up to 1.

        Returns
        -------
        ndarray of shape (..., 3), float64
            Shares from 0 to 1 that add up to 1.

        Notes
        -----
        Maximum likelihood by EM (Dempster, Laird and Rubin 1977), which keeps within 0 and 1, with a weak prior on one thing:
        what is not negative is neutral by ``NEUTRAL_PART``, as if a quarter as many opinions as there are had said so. A
        neutral opinion is often taken for another, so that the labels alone hardly tell how many there are, and a guess far
        off would be paid for by the negative ones. The prior has no say on how much is negative.
        """
        prior = _PRIOR_WEIGHT * np.array([NEUTRAL_PART, 1 - NEUTRAL_PART])
        true = np.full(shown.shape, 1 / 3)
        for _ in range(_STEPS):
            true = true * ((shown / (true @ self.matrix)) @ self.matrix.T)
            parts = true[..., NEUTRAL : POSITIVE + 1]  # a view
            parts += prior * (true[..., NEUTRAL : NEUTRAL + 1] + true[..., POSITIVE : POSITIVE + 1])
            parts /= 1 + _PRIOR_WEIGHT
        return true

    def chances(self, true: FloatArray, which: int) -> FloatArray:
        """Return the chance of a true class given the shown one, by Bayes' rule.

        Parameters
        ----------
        true : ndarray of shape (..., 3), float64
            True shares.
        which : int
            The true class.

        Returns
        -------
        ndarray of shape (..., 3), float64
            For an opinion shown as negative, as neutral and as positive.
        """
        return np.asarray(true[..., [which]] * self.matrix[which] / (true @ self.matrix))

    def limits(self, true: FloatArray, n: FloatArray, z: float = Z95) -> tuple[FloatArray, FloatArray]:
        """Return the limits of true shares.

        Parameters
        ----------
        true : ndarray of shape (n_themes, 3), float64
            From :meth:`correct_shares`.
        n : ndarray of shape (n_themes,), float64
            Number of independent opinions that the shares rest on.
        z : float
            Normal quantile; the 95% interval by default.

        Returns
        -------
        low, high : ndarray of shape (n_themes, 3), float64

        Notes
        -----
        Score limits as Wilson's: all t with (p - t)^2 <= z^2 Var(t), the variance of inv(P') q if t were true, the other two
        classes keeping their proportion. With s the scores of the class and v_j the variance of the score of an opinion of
        true class j, Var(t) = [t (1 - t) + sum_j p_j v_j] / n + sum_j p_j^2 v_j / (m_j + 1), m_j labelled opinions behind row
        j: sampling first, then the matrix (delta method). It is quadratic in t, so that the limits are roots.
        """
        low, high = np.empty(true.shape), np.empty(true.shape)
        size = self.weights.sum(axis=1) + 1
        for c in range(3):
            spread = self.matrix @ self.scores[:, c] ** 2 - (np.arange(3) == c)
            others = [j for j in range(3) if j != c]
            p = true[:, c]
            rest = np.maximum(1 - p, 1e-12)
            part = np.where(p[:, None] < 1 - 1e-9, true[:, others] / rest[:, None], 0.5)
            # With the others at (1 - t) times their part, both sums are polynomials of t; these are their coefficients.
            one = part @ spread[others]
            two = part**2 @ (spread / size)[others]
            k = z * z
            a = 1 + k * (1 / n - (spread / size)[c] - two)
            b = -2 * p - k * ((1 + spread[c] - one) / n - 2 * two)
            d = p**2 - k * (one / n + two)
            low[:, c], high[:, c] = _between_roots(a, b, d)
        return np.minimum(low, true), np.maximum(high, true)


#: Part of a standard deviation by which :meth:`Misclassification.perturbed` moves.
_STEP = 0.25


def pool_confusions(confusions: Sequence[ArrayLike]) -> Misclassification:
    """Return what confusion counts of several labelled sets say about the errors in yet another one.

    Parameters
    ----------
    confusions : sequence of array-like of shape (3, 3)
        Counts of each set: true class by shown class.

    Notes
    -----
    Each row of a set's matrix is taken as a draw from a Dirichlet distribution around the mean of the sets, which count by
    their size up to what differences between sets are worth. Its concentration comes from the spread between the sets by the
    method of moments (as for the Dirichlet-multinomial, Mosimann 1962, Biometrika 49:65). So a row that differs much from set
    to set is worth few labelled opinions, however many there were. As few sets do not tell well how much they differ, it is
    worth fewer still: by the squared ratio of Student's quantile, with one degree of freedom less than sets, to the normal
    one. A row that one set alone has gets the concentration of the row that varies most.

    >>> pool_confusions([[[80, 10, 10], [20, 60, 20], [10, 10, 80]]] * 2).matrix.round(1).tolist()
    [[0.8, 0.1, 0.1], [0.2, 0.6, 0.2], [0.1, 0.1, 0.8]]
    """
    counts = np.asarray(confusions, dtype=np.float64).reshape(-1, 3, 3)
    rows = [_pool_row(counts[:, true]) for true in range(3)]
    sizes = [size for _, size in rows if np.isfinite(size)]
    least = min(sizes, default=_LEAST)
    return Misclassification(np.array([mean * (size if np.isfinite(size) else least) for mean, size in rows]))


def _pool_row(counts: FloatArray) -> tuple[FloatArray, float]:
    """Return the mean of a row over the sets that have it, and how many opinions it is worth for a new set."""
    from scipy.special import stdtrit

    counts = counts[counts.sum(axis=1) > 0] + _HALF
    if not len(counts):
        return np.full(3, 1 / 3), np.nan
    n = counts.sum(axis=1)
    p = counts / n[:, None]
    size = np.nan
    weight = np.ones(len(n)) / len(n)
    for _ in range(20):
        mean = weight @ p
        if len(n) < 2:
            break
        inside = 1 - mean @ mean
        between = float(((p - mean) ** 2).sum() / (len(n) - 1) - inside * (1 / n).mean())
        # Var of a share within a Dirichlet of size m is p (1 - p) / (m + 1).
        size = float(np.clip(inside / between - 1 if between > 0 else _MOST, _LEAST, _MOST))
        weight = 1 / (1 / (size + 1) + 1 / n)
        weight /= weight.sum()
    if len(n) < 2:
        return mean, size
    # What the mean itself is unsure of comes on top of how sets differ, and few sets do not tell well how much they do.
    variance = 1 / (size + 1) + 1 / (1 / (1 / (size + 1) + 1 / n)).sum()
    few = float(stdtrit(len(n) - 1, _CONFIDENCE)) / Z95
    return mean, max(1 / (variance * few**2) - 1, _LEAST)


def _between_roots(a: FloatArray, b: FloatArray, d: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the part of 0 to 1 in which a t^2 + b t + d <= 0; where the matrix is too uncertain, all of it."""
    root = np.sqrt(np.maximum(b * b - 4 * a * d, 0.0))
    bounded = a > 1e-9
    scale = np.where(bounded, 2 * a, 1.0)
    low = np.where(bounded, (-b - root) / scale, 0.0)
    high = np.where(bounded, (-b + root) / scale, 1.0)
    return np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)


def count_confusion(true: NDArray[np.int64], shown: NDArray[np.int64], weight: FloatArray | None = None) -> FloatArray:
    """Return the confusion counts of labelled opinions, shape (3, 3): true class by shown class.

    Parameters
    ----------
    true, shown : ndarray of shape (n,), int64
        Positions of the classes.
    weight : ndarray of shape (n,), float64, optional
        What each counts; 1 by default.

    >>> count_confusion(np.array([0, 0, 2]), np.array([0, 1, 2])).tolist()
    [[1.0, 1.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    return np.bincount(3 * true + shown, weights=weight, minlength=9).astype(np.float64).reshape(3, 3)
