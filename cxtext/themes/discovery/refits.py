"""Communities of subsamples of one graph: what is left of a partition when part of the data is left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from cxtext.themes.discovery.agreement import draw_resamples
from cxtext.themes.discovery.graph import LeidenJob, find_communities, induce


class Refits:
    """Refits on subsamples of a graph, the same for whoever asks, and none done twice.

    Parameters
    ----------
    graph : csr_array of shape (n, n)
    n_samples : int
        Subsamples drawn.
    seed : int
    threads : int
        Runs side by side; 0 is one per core. It changes no result.

    Examples
    --------
    >>> pairs = sparse.csr_array(np.kron(np.eye(2), np.ones((5, 5)) - np.eye(5)))
    >>> (refit,), _ = Refits(pairs, 1, seed=0, threads=1).find([(1.0, 0)], cycles=1)
    >>> len(refit), int((refit < 0).sum()), int(refit.max()) + 1
    (10, 2, 2)
    """

    def __init__(self, graph: sparse.csr_array, n_samples: int, *, seed: int, threads: int) -> None:
        self._graph = graph
        self._samples = draw_resamples(graph.shape[0], n_samples, random_state=seed)
        self._parts: dict[int, sparse.csr_array] = {}
        self._communities: dict[tuple[float, int, int], np.ndarray] = {}
        self._seed = seed
        self._threads = threads

    def find(
        self, runs: Sequence[tuple[float, int]], *, cycles: int, also: Sequence[LeidenJob] = ()
    ) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Return the communities of each run, and those of other jobs done beside them.

        Parameters
        ----------
        runs : sequence of (float, int)
            Resolution and number of the subsample.
        cycles : int
            Leiden cycles per run.
        also : sequence of LeidenJob
            They start first, so they should be the longer ones.

        Returns
        -------
        refits : list of ndarray of shape (n,), int64
            Negative for rows that were left out.
        others : list of ndarray, int64
        """
        wanted = [(resolution, i, cycles) for resolution, i in runs]
        missing = [key for key in dict.fromkeys(wanted) if key not in self._communities]
        jobs = [LeidenJob(self._part(i), resolution, self._seed + 1 + i, cycles) for resolution, i, _ in missing]
        communities = find_communities([*also, *jobs], threads=self._threads)
        for key, labels in zip(missing, communities[len(also) :], strict=True):
            self._communities[key] = np.full(self._graph.shape[0], -1, dtype=np.int64)
            self._communities[key][self._samples[key[1]]] = labels
        return [self._communities[key] for key in wanted], communities[: len(also)]

    def _part(self, i: int) -> sparse.csr_array:
        """Return the graph of one subsample."""
        if i not in self._parts:
            self._parts[i] = induce(self._graph, self._samples[i])
        return self._parts[i]
