"""How well a partition survives a refit on part of the data."""

from __future__ import annotations

import numpy as np
from scipy import sparse


def draw_resamples(n: int, n_resamples: int, *, share: float = 0.8, random_state: int) -> list[np.ndarray]:
    """Return subsamples without replacement, as ascending positions.

    Parameters
    ----------
    n : int
        Size of the data.
    n_resamples : int
    share : float
        Part of the data in each, in (0, 1].
    random_state : int

    Returns
    -------
    list of ndarray of shape (round(share * n),), int64

    Examples
    --------
    >>> [len(s) for s in draw_resamples(10, 2, random_state=0)]
    [8, 8]
    """
    rng = np.random.default_rng(random_state)
    size = max(1, round(share * n))
    return [np.sort(rng.permutation(n)[:size]) for _ in range(n_resamples)]


def count_overlap(left: np.ndarray, right: np.ndarray) -> sparse.csr_array:
    """Return the contingency table of two labellings; rows where either is negative are left out."""
    kept = (left >= 0) & (right >= 0)
    shape = (int(left.max(initial=-1)) + 1, int(right.max(initial=-1)) + 1)
    table = sparse.csr_array((np.ones(int(kept.sum())), (left[kept], right[kept])), shape=shape)
    table.sum_duplicates()
    return table


def adjusted_rand(left: np.ndarray, right: np.ndarray) -> float:
    """Return the adjusted Rand index of two labellings (Hubert & Arabie 1985), 1 for the same partition.

    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    table = count_overlap(left, right)
    total = table.sum()
    pairs = (table.data * (table.data - 1)).sum() / 2
    rows, columns = np.asarray(table.sum(axis=1)), np.asarray(table.sum(axis=0))
    in_rows, in_columns = (rows * (rows - 1)).sum() / 2, (columns * (columns - 1)).sum() / 2
    expected = in_rows * in_columns / max(total * (total - 1) / 2, 1.0)
    largest = (in_rows + in_columns) / 2
    return 1.0 if largest == expected else float((pairs - expected) / (largest - expected))


def best_jaccard(reference: np.ndarray, refit: np.ndarray, n_clusters: int) -> np.ndarray:
    """Return, for each cluster of ``reference``, the largest Jaccard index to a cluster of ``refit``.

    Clusterwise stability after Hennig (2007), doi:10.1016/j.csda.2006.11.025.

    Parameters
    ----------
    reference, refit : ndarray of shape (n,), int
        Labels of the same rows; negative is outside any cluster.
    n_clusters : int
        Clusters of ``reference``; one that has no row here gets NaN.

    Returns
    -------
    ndarray of shape (n_clusters,), float64

    Examples
    --------
    >>> best_jaccard(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1]), 2).round(2).tolist()
    [0.67, 0.5]
    """
    table = count_overlap(reference, refit).tocoo()
    size = np.bincount(reference[reference >= 0], minlength=n_clusters).astype(np.float64)
    other = np.bincount(refit[refit >= 0], minlength=table.shape[1]).astype(np.float64)
    row, column = table.coords
    jaccard = table.data / (size[row] + other[column] - table.data)
    best = np.zeros(n_clusters)
    np.maximum.at(best, row, jaccard)
    best[size == 0] = np.nan
    return best
