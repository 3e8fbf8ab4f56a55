"""Multinomial logistic regression on unit rows."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

#: Inverse of the L2 penalty on a mean loss: large enough to reproduce communities, small enough for honest strengths.
PENALTY = 1e-4
ITERATIONS = 25
#: More rows than this do not move the boundaries; an even choice of them is used.
MOST_ROWS = 4000


def fit_softmax(rows: np.ndarray, labels: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Minimise mean cross-entropy + ``PENALTY / 2 * |weights|^2`` by L-BFGS, started at the centres.

    Parameters
    ----------
    rows : ndarray of shape (n, n_dims), float32, rows of unit length
    labels : ndarray of shape (n,), int64
        Classes 0 to n_classes - 1.
    centres : ndarray of shape (n_classes, n_dims), float32
        Unit centre of each class.

    Returns
    -------
    weights : ndarray of shape (n_classes, n_dims), float64
    bias : ndarray of shape (n_classes,), float64
    """
    n_classes, n_dims = centres.shape
    if n_classes == 0:
        return np.zeros((0, n_dims)), np.zeros(0)
    if len(rows) > MOST_ROWS:
        chosen = _spread(labels, MOST_ROWS)
        rows, labels = rows[chosen], labels[chosen]
    each = np.arange(len(rows))

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        """Return loss and gradient."""
        table = flat.reshape(n_classes, n_dims + 1)
        weights, bias = table[:, :-1], table[:, -1]
        scores = rows @ weights.T.astype(np.float32) + bias.astype(np.float32)
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        picked = np.maximum(scores[each, labels], 1e-30)
        value = -np.log(picked).mean(dtype=np.float64) + PENALTY / 2 * (weights**2).sum()
        scores[each, labels] -= 1.0
        gradient = np.empty_like(table)
        gradient[:, :-1] = (scores.T @ rows).astype(np.float64) / len(rows) + PENALTY * weights
        gradient[:, -1] = scores.sum(axis=0, dtype=np.float64) / len(rows)
        return float(value), gradient.ravel()

    start = np.column_stack([10.0 * centres.astype(np.float64), np.zeros(n_classes)]).ravel()
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS, "maxcor": 10})
    table = found.x.reshape(n_classes, n_dims + 1)
    return table[:, :-1], table[:, -1]


def _spread(labels: np.ndarray, n: int) -> np.ndarray:
    """Return ``n`` positions, an even choice from every class in proportion to its size."""
    order = np.argsort(labels, kind="stable")
    return np.sort(order[np.linspace(0, len(order) - 1, n).astype(np.int64)])
