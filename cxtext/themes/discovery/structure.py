"""Tell whether a corpus falls into themes at all."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from cxtext.themes.discovery.agreement import adjusted_rand, draw_resamples
from cxtext.themes.discovery.chance import ChanceCohesion, measure_chance, measure_cohesion
from cxtext.themes.discovery.graph import LeidenJob, build_graph, find_communities, induce, nearest_neighbours

#: More texts than this are not needed to tell; an even choice of them is looked at.
MOST_TEXTS = 2000
NEIGHBOURS = 15
#: Leiden resolutions looked at, and refits of each.
RESOLUTIONS = (0.7071, 1.0, 1.4142)
N_REFITS = 4
#: Sum of both signs from which a corpus counts as structured. Measured on samples of 120 to 700: texts on unrelated
#: subjects reach 0.6 at 120 and mostly less than 0.4, answers to a survey 0.2 to 2.6, points without any structure -2.
STRUCTURED = 0.6
UNSTABLE = 0.5
WEIGHT_OF_STABILITY = 4.0


@dataclass(frozen=True, slots=True)
class Structure:
    """What is known of a corpus before it is divided.

    Parameters
    ----------
    chance : ChanceCohesion
        Cohesion of groups that chance alone makes.
    is_structured : bool
        Whether communities of its texts are tighter than that, and come back when part of the data is left out.
    """

    chance: ChanceCohesion
    is_structured: bool


def measure_structure(rows: np.ndarray, *, random_state: int, threads: int = 0) -> Structure:
    """Compare communities of the nearest-neighbour graph with chance, and with communities of subsamples.

    One sign can make up for the other: on small corpora cohesion says little, on large ones it says most.

    Parameters
    ----------
    rows : ndarray of shape (n, n_dims), float32, centred rows of unit length
    random_state, threads : int

    Returns
    -------
    Structure
    """
    if len(rows) > MOST_TEXTS:
        rows = rows[np.linspace(0, len(rows) - 1, MOST_TEXTS).astype(np.int64)]
    n = len(rows)
    k = min(NEIGHBOURS, max(4, n // 10), n - 1)
    graph = build_graph(*nearest_neighbours(rows, k, threads=threads))
    with ThreadPoolExecutor(1) as side:
        measured = side.submit(measure_chance, rows, k, random_state=random_state, threads=threads)
        partitions = find_communities([LeidenJob(graph, r, random_state) for r in RESOLUTIONS], threads=threads)
        refits = find_refits(graph, RESOLUTIONS, N_REFITS, seed=random_state, threads=threads)
        chance = measured.result()
    excess = []
    for labels in partitions:
        size = np.bincount(labels)
        large = size >= 3
        excess.append(chance.excess(size[large], measure_cohesion(rows, labels, len(size))[large]))
    whole = zip(RESOLUTIONS, partitions, strict=True)
    agreement = [adjusted_rand(labels, refit) for resolution, labels in whole for refit in refits[resolution]]
    sign = float(np.median(excess)) + WEIGHT_OF_STABILITY * (float(np.mean(agreement)) - UNSTABLE)
    return Structure(chance, sign >= STRUCTURED)


def find_refits(
    graph: sparse.csr_array, resolutions: Sequence[float], n_samples: int, *, seed: int, threads: int = 0
) -> dict[float, list[np.ndarray]]:
    """Return the communities of subsamples of a graph: what is left of a partition when part of the data is left out.

    Parameters
    ----------
    graph : csr_array of shape (n, n)
    resolutions : sequence of float
    n_samples : int
        Subsamples, the same at each resolution.
    seed : int
    threads : int
        Runs side by side; 0 is one per core. It changes no result.

    Returns
    -------
    dict of float to list of ndarray of shape (n,), int64
        Negative for rows that were left out.
    """
    samples = draw_resamples(graph.shape[0], n_samples, random_state=seed)
    parts = [induce(graph, sample) for sample in samples]
    jobs = [LeidenJob(part, resolution, seed + 1 + i, 1) for resolution in resolutions for i, part in enumerate(parts)]
    communities = iter(find_communities(jobs, threads=threads))
    refits: dict[float, list[np.ndarray]] = {resolution: [] for resolution in resolutions}
    for resolution in resolutions:
        for sample in samples:
            labels = np.full(graph.shape[0], -1, dtype=np.int64)
            labels[sample] = next(communities)
            refits[resolution].append(labels)
    return refits
