"""The graph of nearest neighbours, and Leiden communities on it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from cxtext.settings import count_workers

BLOCK = 512
GROUPS = 32


@dataclass(frozen=True, slots=True)
class LeidenJob:
    """One Leiden run: a symmetric graph, a resolution, a seed, and how often the whole cycle is repeated."""

    graph: sparse.csr_array
    resolution: float
    seed: int
    iterations: int = 2


def nearest_neighbours(embeddings: np.ndarray, k: int, *, threads: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return the exact ``k`` nearest other rows of every row, by cosine.

    Similarities are computed in blocks, so memory stays at about ``BLOCK * n`` floats per thread.

    Parameters
    ----------
    embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
    k : int
        Neighbours of each row, at most ``n - 1``.
    threads : int
        Blocks searched side by side; 0 is one per core. BLAS itself should be limited to one thread.

    Returns
    -------
    neighbours : ndarray of shape (n, k), int32
        Positions, nearest first, ties by position.
    similarities : ndarray of shape (n, k), float32
        Their cosines.

    Examples
    --------
    >>> rows = np.array([[1, 0], [0, 1], [0.8, 0.6]], dtype=np.float32)
    >>> nearest_neighbours(rows, 1)[0].ravel().tolist()
    [2, 2, 0]
    """
    n = len(embeddings)
    width = -(-n // GROUPS)
    columns = np.zeros((embeddings.shape[1], width * GROUPS), dtype=np.float32)
    columns[:, :n] = embeddings.T
    neighbours = np.empty((n, k), dtype=np.int32)
    similarities = np.empty((n, k), dtype=np.float32)

    def search(start: int) -> None:
        """Fill the rows of one block."""
        stop = min(n, start + BLOCK)
        block = embeddings[start:stop] @ columns
        block[:, n:] = -2.0
        block[np.arange(stop - start), np.arange(start, stop)] = -2.0
        neighbours[start:stop], similarities[start:stop] = _top(block, k)

    with ThreadPoolExecutor(count_workers(threads)) as pool:
        for _ in pool.map(search, range(0, n, BLOCK)):
            pass
    return neighbours, similarities


def _top(block: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return positions and values of the ``k`` largest of each row, largest first, ties by position."""
    n_rows, n_columns = block.shape
    width = n_columns // GROUPS
    if width <= 2 * k:
        column = np.argsort(-block, axis=1, kind="stable")[:, :k]
        return column, np.take_along_axis(block, column, axis=1)
    # The k-th largest of the groups' maxima is a lower bound of the k-th largest value, and a tight one.
    maxima = block.reshape(n_rows, GROUPS, width).max(axis=1)
    least = np.partition(maxima, width - k, axis=1)[:, width - k]
    row, column = np.divmod(np.flatnonzero(block >= least[:, None]), n_columns)
    value = block[row, column]
    order = np.lexsort((column, -value, row))
    row, column, value = row[order], column[order], value[order]
    rank = np.arange(len(row)) - np.searchsorted(row, np.arange(n_rows))[row]
    inside = rank < k
    return column[inside].reshape(n_rows, k), value[inside].reshape(n_rows, k)


def build_graph(neighbours: np.ndarray, similarities: np.ndarray) -> sparse.csr_array:
    """Return the symmetric graph in which two rows are joined when either is a neighbour of the other.

    Parameters
    ----------
    neighbours : ndarray of shape (n, k), int
    similarities : ndarray of shape (n, k), float
        Cosines; an edge weighs as much as its cosine, negative ones are left out.

    Returns
    -------
    csr_array of shape (n, n), float64
    """
    n, k = neighbours.shape
    weights = np.maximum(similarities.ravel().astype(np.float64), 0.0)
    graph = sparse.csr_array((weights, (np.repeat(np.arange(n), k), neighbours.ravel())), shape=(n, n))
    graph = sparse.csr_array(graph.maximum(graph.T))
    graph.eliminate_zeros()
    graph.sort_indices()
    return graph


def induce(graph: sparse.csr_array, nodes: np.ndarray) -> sparse.csr_array:
    """Return the part of ``graph`` among ``nodes`` (ascending positions)."""
    part = sparse.csr_array(graph[nodes][:, nodes])
    part.sort_indices()
    return part


def find_communities(jobs: Sequence[LeidenJob], *, threads: int = 0) -> list[np.ndarray]:
    """Run Leiden for each job.

    Modularity is maximised (Traag, Waltman & van Eck 2019). The result of a job depends on nothing but the job.

    Parameters
    ----------
    jobs : sequence of LeidenJob
    threads : int
        Jobs run side by side; 0 is one per core.

    Returns
    -------
    list of ndarray of shape (n,), int64
        Community of each node, numbered from the largest (ties by first node).
    """
    workers = max(1, min(count_workers(threads), len(jobs)))
    if workers == 1:
        return [_leiden(job) for job in jobs]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(_leiden, jobs))


def _leiden(job: LeidenJob) -> np.ndarray:
    """Run one Leiden job."""
    from graspologic_native import leiden_csr

    graph = job.graph
    n = graph.shape[0]
    if graph.nnz == 0:
        return np.arange(n)
    _, member_of = leiden_csr(
        graph.indptr.astype(np.int64),
        graph.indices.astype(np.int32),
        graph.data,
        n,
        resolution=job.resolution,
        iterations=job.iterations,
        seed=job.seed,
    )
    return renumber(np.fromiter((member_of[i] for i in range(n)), dtype=np.int64, count=n))


def renumber(labels: np.ndarray) -> np.ndarray:
    """Renumber groups from the largest, ties by their first member; negative labels stay -1.

    >>> renumber(np.array([7, -1, 3, 3])).tolist()
    [1, -1, 0, 0]
    """
    labels = np.asarray(labels)
    out = np.full(len(labels), -1, dtype=np.int64)
    inside = labels >= 0
    if inside.any():
        _, first, inverse, size = np.unique(labels[inside], return_index=True, return_inverse=True, return_counts=True)
        rank = np.empty(len(size), dtype=np.int64)
        rank[np.lexsort((first, -size))] = np.arange(len(size))
        out[inside] = rank[inverse]
    return out
