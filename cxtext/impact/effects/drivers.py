"""Driver shares: how the explained variance divides among the themes."""

from __future__ import annotations

import math

import numpy as np

from cxtext.metrics import FloatArray

#: Up to this many themes every subset is fitted (Shapley); above it the relative weights stand in.
MAX_EXACT = 12
_TOLERANCE = 1e-9


def driver_shares(correlation: FloatArray, correlation_y: FloatArray) -> FloatArray:
    """Divide the explained variance among the predictors.

    Exact (LMG, the Shapley value of R^2) up to ``MAX_EXACT`` predictors, relative weights above.

    Parameters
    ----------
    correlation : ndarray of shape (n, n), float64
        Correlations among the predictors.
    correlation_y : ndarray of shape (n,), float64
        Their correlations with the outcome.

    Returns
    -------
    ndarray of shape (n,), float64
        At least 0, unsigned; sums to R^2.

    >>> driver_shares(np.eye(2), np.array([0.6, 0.3])).round(2).tolist()
    [0.36, 0.09]
    """
    exact = len(correlation_y) <= MAX_EXACT
    return lmg_shares(correlation, correlation_y) if exact else relative_weights(correlation, correlation_y)


def relative_weights(correlation: FloatArray, correlation_y: FloatArray) -> FloatArray:
    """Divide R^2 by the relative weights of Johnson.

    Notes
    -----
    L = R^(1/2), omega = L^(-1) r, share_k = sum_j L_kj^2 omega_j^2 (Johnson 2000, Multivariate Behav. Res. 35:1;
    Genizi 1993, Statistica Sinica 3:407). A singular R is inverted on its range.

    >>> relative_weights(np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.5, 0.5])).round(3).tolist()
    [0.125, 0.125]
    """
    values, vectors = np.linalg.eigh(correlation)
    good = values > _TOLERANCE * max(float(values.max(initial=0.0)), 1.0)
    roots = np.sqrt(np.where(good, values, 0.0))
    root = (vectors * roots) @ vectors.T
    inverse = (vectors[:, good] / roots[good]) @ vectors[:, good].T
    omega = inverse @ correlation_y
    shares: FloatArray = root**2 @ omega**2
    return shares


def lmg_shares(correlation: FloatArray, correlation_y: FloatArray) -> FloatArray:
    """Divide R^2 by its Shapley value: the mean gain of each predictor over all orders of entry.

    Notes
    -----
    Lindeman, Merenda and Gold 1980; Groemping 2007, Am. Stat. 61:139. All 2^n subsets are fitted.

    >>> lmg_shares(np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([0.6, 0.3])).round(3).tolist()
    [0.315, 0.045]
    """
    n = len(correlation_y)
    fits = _subset_fits(correlation, correlation_y)
    sizes = _list_subsets(n).sum(axis=1)
    weight = np.array([math.factorial(k) * math.factorial(n - k - 1) / math.factorial(n) for k in range(n)])
    subsets = np.arange(1 << n)
    shares = np.empty(n)
    for k in range(n):
        without = subsets[(subsets >> k) & 1 == 0]
        shares[k] = weight[sizes[without]] @ (fits[without | (1 << k)] - fits[without])
    return np.maximum(shares, 0.0)


def _subset_fits(correlation: FloatArray, correlation_y: FloatArray) -> FloatArray:
    """Return R^2 of every subset of predictors, by bit mask."""
    n = len(correlation_y)
    masks = _list_subsets(n)
    fits = np.zeros(1 << n)
    for size in range(1, n + 1):
        chosen = np.flatnonzero(masks.sum(axis=1) == size)
        members = np.nonzero(masks[chosen])[1].reshape(-1, size)
        blocks = correlation[members[:, :, None], members[:, None, :]]
        toward = correlation_y[members]
        inverse = np.linalg.pinv(blocks, rcond=_TOLERANCE, hermitian=True)
        fits[chosen] = np.einsum("bi,bij,bj->b", toward, inverse, toward)
    return fits


def _list_subsets(n: int) -> np.ndarray:
    """Return which of ``n`` predictors each subset has, by bit mask; shape (2 ** n, n), bool."""
    return np.asarray((np.arange(1 << n)[:, None] >> np.arange(n)) & 1, dtype=bool)
