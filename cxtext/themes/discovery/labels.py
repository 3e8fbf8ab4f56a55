"""Which rows a label has: how many responses they stand for, and labels without some of them."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from cxtext.themes.discovery.graph import renumber


def count_responses(labels: np.ndarray, responses: sparse.csr_array, n_labels: int) -> np.ndarray:
    """Return the number of distinct responses of each label.

    Parameters
    ----------
    labels : ndarray of shape (n,), int
        Negative is outside.
    responses : csr_array of shape (n, n_responses)
    n_labels : int

    Returns
    -------
    ndarray of shape (n_labels,), int64
    """
    label = np.repeat(labels, np.diff(responses.indptr))
    inside = label >= 0
    n_responses = max(responses.shape[1], 1)
    pairs = np.unique(label[inside].astype(np.int64) * n_responses + responses.indices[inside])
    return np.bincount(pairs // n_responses, minlength=n_labels).astype(np.int64)


def keep_labels(labels: np.ndarray, keep: np.ndarray) -> np.ndarray:
    """Set labels that are not kept to -1 and renumber the others from the largest.

    >>> keep_labels(np.array([0, 1, 1, -1]), np.array([False, True])).tolist()
    [-1, 0, 0, -1]
    """
    return renumber(np.where(np.append(keep, False)[labels], labels, -1))
