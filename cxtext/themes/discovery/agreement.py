"""How well a partition survives a refit on part of the data."""

from __future__ import annotations

import numpy as np


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


def count_overlap(left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the filled cells of the contingency table of two labellings: row, column and number.

    Rows where either label is negative are left out.
    """
    inside = (left >= 0) & (right >= 0)
    width = int(right.max(initial=0)) + 1
    cell, number = np.unique(left[inside] * width + right[inside], return_counts=True)
    row, column = np.divmod(cell, width)
    return row, column, number.astype(np.float64)


def adjusted_rand(left: np.ndarray, right: np.ndarray) -> float:
    """Return the adjusted Rand index of two labellings (Hubert & Arabie 1985), 1 for the same partition.

    Rows where either label is negative are left out.

    >>> adjusted_rand(np.array([0, 0, 1, -1]), np.array([1, 1, 0, 0]))
    1.0
    """
    row, column, number = count_overlap(left, right)
    total = number.sum()
    pairs, in_rows, in_columns = (
        (n * (n - 1)).sum() / 2 for n in (number, np.bincount(row, weights=number), np.bincount(column, weights=number))
    )
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
    row, column, number = count_overlap(reference, refit)
    size = np.bincount(reference[reference >= 0], minlength=n_clusters).astype(np.float64)
    other = np.bincount(refit[refit >= 0]).astype(np.float64)
    jaccard = number / (size[row] + other[column] - number)
    best = np.zeros(n_clusters)
    np.maximum.at(best, row, jaccard)
    best[size == 0] = np.nan
    return best
