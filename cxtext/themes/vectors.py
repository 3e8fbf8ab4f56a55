"""Sums, means and lengths of rows of vectors, and work on blocks of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
from scipy import sparse

from cxtext.errors import ConfigError
from cxtext.settings import count_workers

T = TypeVar("T")

#: Rows per matrix product. Every block is padded to this size: a product of another shape may round differently, and then the
#: theme of a text would depend on the texts beside it.
BLOCK = 512
#: Rows shorter than this are zero: centring leaves nothing of a text that is equal to the mean but rounding errors.
SHORTEST_ROW = 1e-6
#: How far the length of a row may be from 1.
LENGTH_ERROR = 1e-2


def mean_row(rows: np.ndarray) -> np.ndarray:
    """Return the mean of the rows as float32, zeros when there are none."""
    if not len(rows):
        return np.zeros(rows.shape[1], dtype=np.float32)
    return np.asarray(rows.mean(axis=0, dtype=np.float64), dtype=np.float32)


def unit_rows(rows: np.ndarray) -> np.ndarray:
    """Bring rows to unit length; a row of zeros stays.

    >>> unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 0, length, 1))


def require_unit_length(embeddings: np.ndarray) -> None:
    """Raise when a row is neither of unit length nor zero.

    Raises
    ------
    ConfigError
        With the number of such rows.
    """
    lengths = np.sqrt(np.einsum("ij,ij->i", embeddings, embeddings, dtype=np.float64))
    n_other = int((~np.isclose(lengths, 1, atol=LENGTH_ERROR) & ~(lengths < SHORTEST_ROW)).sum())
    if n_other:
        raise ConfigError(f"{n_other:,} of {len(embeddings):,} vectors are not of unit length.\nDivide each row by its length.")


def centre_rows(embeddings: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Subtract ``mean`` and bring the rows back to unit length, as float32.

    What all texts share (the subject of the survey) tells no theme from another.

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
    np.divide(rows, np.where(length > SHORTEST_ROW, length, np.inf), out=rows, casting="same_kind")
    return rows


def pad_and_centre(embeddings: np.ndarray, mean: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pad at most ``BLOCK`` rows with zeros to exactly ``BLOCK``.

    Parameters
    ----------
    embeddings : ndarray of shape (n, n_dims), float32
    mean : ndarray of shape (n_dims,)

    Returns
    -------
    padded : ndarray of shape (BLOCK, n_dims), float32
        The rows as they are.
    centred : ndarray of shape (BLOCK, n_dims), float64
        The same, as :func:`centre_rows` returns them.
    """
    padded = np.zeros((BLOCK, len(mean)), dtype=np.float32)
    padded[: len(embeddings)] = embeddings
    return padded, centre_rows(padded, mean).astype(np.float64)


def map_blocks(function: Callable[..., T], n: int, *arrays: np.ndarray | None) -> Iterator[tuple[slice, T]]:
    """Call ``function`` with each block of the arrays' rows, on one thread per core.

    Parameters
    ----------
    function : callable
        Takes one part of at most ``BLOCK`` rows per array.
    n : int
        Rows of each array.
    *arrays : ndarray of shape (n, ...), or None
        None is passed on as it is.

    Yields
    ------
    rows : slice
        Which rows the block has; in ascending order.
    result
        What the function returned for them.

    Examples
    --------
    >>> [(rows.stop, int(total)) for rows, total in map_blocks(np.sum, 600, np.ones(600))]
    [(512, 512), (600, 88)]
    """
    blocks = [slice(start, min(n, start + BLOCK)) for start in range(0, n, BLOCK)]
    with ThreadPoolExecutor(count_workers(0)) as pool:
        results = pool.map(lambda rows: function(*(None if array is None else array[rows] for array in arrays)), blocks)
        yield from zip(blocks, results, strict=True)


def sum_by_label(rows: np.ndarray, labels: np.ndarray, n_labels: int) -> np.ndarray:
    """Return the sum of the rows of each label, as float64 of shape (n_labels, n_dims); negative labels are left out."""
    inside = np.flatnonzero(labels >= 0)
    ones = np.ones(len(inside), dtype=rows.dtype)
    members = sparse.csr_array((ones, (labels[inside], inside)), shape=(n_labels, len(rows)))
    return np.asarray(members @ rows, dtype=np.float64)


def nearest_mean(cosines: np.ndarray, n: int) -> np.ndarray:
    """Return the mean of the ``n`` largest values of each row, added up in ascending order so that ties change nothing.

    Parameters
    ----------
    cosines : ndarray of shape (n_rows, n_columns)
    n : int
        1 to n_columns.

    Returns
    -------
    ndarray of shape (n_rows,)

    Examples
    --------
    >>> nearest_mean(np.array([[0.2, 0.6, 0.4]]), 2).tolist()
    [0.5]
    """
    return np.asarray(np.sort(np.partition(cosines, -n, axis=1)[:, -n:], axis=1).mean(axis=1))
