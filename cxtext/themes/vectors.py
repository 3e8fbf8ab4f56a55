"""Sums and means over rows of vectors."""

from __future__ import annotations

import numpy as np
from scipy import sparse


def mean_row(rows: np.ndarray) -> np.ndarray:
    """Return the mean of the rows as float32, zeros when there are none."""
    if not len(rows):
        return np.zeros(rows.shape[1], dtype=np.float32)
    return np.asarray(rows.mean(axis=0, dtype=np.float64), dtype=np.float32)


def centre_rows(embeddings: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Subtract ``mean`` and bring the rows back to unit length, as float32.

    What all texts share (the subject of the survey) says nothing about themes.

    Parameters
    ----------
    embeddings : ndarray of shape (n, n_dims), float32
    mean : ndarray of shape (n_dims,)

    Returns
    -------
    ndarray of shape (n, n_dims), float32, rows of unit length (a row equal to the mean stays zero)
    """
    rows: np.ndarray = np.subtract(embeddings, mean, dtype=np.float32)
    length = np.sqrt(np.einsum("ij,ij->i", rows, rows, dtype=np.float64))[:, None]
    np.divide(rows, np.where(length > 1e-6, length, np.inf), out=rows, casting="same_kind")
    return rows


def sum_by_label(rows: np.ndarray, labels: np.ndarray, n_labels: int) -> np.ndarray:
    """Return the sum of the rows of each label, as float64 of shape (n_labels, n_dims); negative labels are left out."""
    kept = np.flatnonzero(labels >= 0)
    ones = np.ones(len(kept), dtype=rows.dtype)
    members = sparse.csr_array((ones, (labels[kept], kept)), shape=(n_labels, len(rows)))
    return np.asarray(members @ rows, dtype=np.float64)
