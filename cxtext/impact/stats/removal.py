"""The mean without those who mention a theme, and the variance of what is summed up per respondent."""

from __future__ import annotations

import numpy as np

from cxtext.metrics import FloatArray

#: Share of the weight that has to be left without a theme for a mean of it.
_LEAST_REST = 1e-9


def mean_without(y: FloatArray, w: FloatArray, x: FloatArray) -> tuple[float, float, float]:
    """Return the mean of all, the mean without the theme (``nan`` when nothing is left), and the weight of those without.

    Parameters
    ----------
    y, w : ndarray of shape (n,), float64
        Answers and their weights.
    x : ndarray of shape (n,), float64
        How far each answer mentions the theme, 0 to 1.

    >>> mean_without(np.array([0.0, 10.0, 20.0]), np.ones(3), np.array([1.0, 0.0, 0.0]))
    (10.0, 15.0, 2.0)
    """
    rest = float(w @ (1 - x))
    mean = float(w @ y / w.sum())
    return mean, float(w @ ((1 - x) * y) / rest) if rest > _LEAST_REST * w.sum() else np.nan, rest


def variance_of_sum(squares: float, n: int) -> float:
    """Return the variance of a sum of influences of ``n`` respondents from the sum of their squares; ``nan`` for one.

    >>> variance_of_sum(9.0, 10)
    10.0
    """
    return squares * n / (n - 1) if n > 1 else np.nan
