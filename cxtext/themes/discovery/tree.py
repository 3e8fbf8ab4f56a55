"""The tree of themes: average linkage on vectors that know their context and are smoothed over their neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from cxtext.themes.discovery.graph import nearest_neighbours, renumber
from cxtext.themes.vectors import centre_rows, mean_row, unit_rows

#: Weight of the one unit beside a unit, against the unit itself; of several, each weighs so much divided by their number squared.
#: A short unit ("waited three weeks") names no subject; its response does, but a long one is about many. Best match and AMI with
#: human labels, mean of three sets: .388 / .301 without context, .473 / .340 with it.
CONTEXT_WEIGHT = 0.8
#: Each row is drawn this often towards the mean of its neighbours, by this share. Best match and AMI .475 / .341,
#: with neighbours that all weigh the same .470 / .345; agreement after one row more, in tests/bench/units.md.
NEIGHBOURS, PULL, ROUNDS = 20, 0.7, 3
#: Steps per unit to which vectors are rounded before they are summed over responses.
GRID = 2.0**30
#: Rows of distances computed at a time.
BLOCK = 512


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree over ``n`` texts.

    Parameters
    ----------
    merges : ndarray of shape (n - 1, 4), float64
        As :func:`scipy.cluster.hierarchy.linkage` returns them: both nodes, the height at which they join (mean cosine distance),
        and the number of texts below.
    """

    merges: np.ndarray

    def cut(self, height: float) -> np.ndarray:
        """Return the piece of each text when nodes above ``height`` are opened, from the largest piece.

        >>> Tree(np.array([[0, 1, 0.2, 2], [2, 3, 0.9, 3]])).cut(0.5).tolist()
        [0, 0, 1]
        """
        from scipy.cluster.hierarchy import fcluster

        return renumber(fcluster(self.merges, height, "distance") - 1)


def add_context(embeddings: np.ndarray, responses: sparse.csr_array) -> np.ndarray:
    """Add to each text the mean of the texts beside it, over all responses that have it: the more, the less of each.

    Parameters
    ----------
    embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
    responses : csr_array of shape (n, n_responses)
        Nonzero where the response has the text.

    Returns
    -------
    ndarray of shape (n, n_dims), float32, rows of unit length
        A text that always stands alone keeps its vector.
    """
    member = sparse.csr_array((np.ones(len(responses.indices)), responses.indices, responses.indptr), shape=responses.shape)
    n_texts: np.ndarray = np.asarray(member.sum(axis=0)).ravel()
    n_responses = np.diff(member.indptr)
    # on this grid sums of float64 are exact, so that the order of the responses changes nothing
    sums = member.T @ (np.round(embeddings.astype(np.float64) * GRID) / GRID)
    beside = member @ sums - n_responses[:, None] * embeddings
    n_beside = member @ n_texts - n_responses
    weight = CONTEXT_WEIGHT / np.maximum(n_beside / np.maximum(n_responses, 1), 1)
    return unit_rows(embeddings + (weight / np.maximum(n_beside, 1))[:, None] * beside).astype(np.float32)


def smooth_rows(embeddings: np.ndarray, *, threads: int = 0) -> np.ndarray:
    """Centre rows and draw each towards the mean of its nearest neighbours, as mean shift does (Comaniciu & Meer 2002).

    A neighbour weighs by how much nearer it is than the first row that is no neighbour: one that comes or goes at the edge
    changes nothing, so that a text more or less changes little.

    Parameters
    ----------
    embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
        As :func:`add_context` returns them.
    threads : int

    Returns
    -------
    ndarray of shape (n, n_dims), float32, rows of unit length
    """
    rows = centre_rows(embeddings, mean_row(embeddings))
    n = len(rows)
    neighbours, cosines = nearest_neighbours(rows, min(NEIGHBOURS + 1, n - 1), threads=threads)
    weights = cosines - cosines[:, -1:]
    width = weights.shape[1]
    pull = sparse.csr_array((weights.ravel(), neighbours.ravel(), np.arange(0, n * width + 1, width)), shape=(n, n))
    smoothed = rows
    for _ in range(ROUNDS):
        smoothed = unit_rows((1 - PULL) * rows + PULL * unit_rows(pull @ smoothed)).astype(np.float32)
    return smoothed


def grow_tree(smoothed: np.ndarray) -> Tree:
    """Return the tree of some texts. Time and memory grow with the square: 6,000 texts take 1 s and 150 MB.

    Most of the time other threads can run, so that several trees grow side by side.

    Parameters
    ----------
    smoothed : ndarray of shape (n, n_dims), float32, rows of unit length
        As :func:`smooth_rows` returns them; at least two.

    Returns
    -------
    Tree
    """
    import fastcluster

    return Tree(fastcluster.linkage(_measure_distances(smoothed), "average", preserve_input=False))


def _measure_distances(rows: np.ndarray) -> np.ndarray:
    """Return the cosine distances of all pairs, in the order of :func:`scipy.spatial.distance.pdist`."""
    n = len(rows)
    distances = np.empty(n * (n - 1) // 2)
    end = 0
    for start in range(0, n, BLOCK):
        cosines = rows[start : start + BLOCK] @ rows[start:].T
        distance = np.maximum(1.0 - cosines, 0.0)
        for i, row in enumerate(distance, 1):
            distances[end : end + len(row) - i] = row[i:]
            end += len(row) - i
    return distances
