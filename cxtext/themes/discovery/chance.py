"""How close the members of a group are, and how close chance alone would bring them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxtext.themes.discovery.graph import LeidenJob, build_graph, find_communities, nearest_neighbours
from cxtext.themes.vectors import centre_rows, sum_by_label

REFERENCE_SIZE = 2000
REFERENCE_RESOLUTIONS = (0.7, 1.0, 1.4, 2.0, 2.8)
STRICT_MARGIN = 3.0
LEAST_COHESION, LEAST_SPREAD = 0.02, 0.1


@dataclass(frozen=True, slots=True)
class ChanceCohesion:
    """Cohesion that groups of unstructured points reach: ``base + slope / sqrt(size)``, give or take a share ``spread`` of it."""

    base: float
    slope: float
    spread: float

    def expect(self, sizes: np.ndarray) -> np.ndarray:
        """Return the cohesion that chance gives to groups of these sizes."""
        return np.asarray(np.maximum(self.base + self.slope / np.sqrt(np.maximum(sizes, 1)), LEAST_COHESION))

    def limit(self, sizes: np.ndarray) -> np.ndarray:
        """Return the cohesion a group of each size must exceed where nothing else speaks for structure."""
        return self.expect(sizes) * (1.0 + STRICT_MARGIN * self.spread)

    def excess(self, sizes: np.ndarray, cohesions: np.ndarray) -> float:
        """Return how far groups are above chance on average, in spreads, each member counting once."""
        if not sizes.sum():
            return 0.0
        above = cohesions / self.expect(sizes) - 1.0
        return float(np.average(above / self.spread, weights=sizes))


def measure_cohesion(rows: np.ndarray, labels: np.ndarray, n_labels: int) -> np.ndarray:
    """Return the mean cosine between two different members of each group.

    Parameters
    ----------
    rows : ndarray of shape (n, n_dims), rows of unit length
    labels : ndarray of shape (n,), int
        Negative is outside any group.
    n_labels : int

    Returns
    -------
    ndarray of shape (n_labels,), float64
        0 for a group of less than two.
    """
    sums = sum_by_label(rows, labels, n_labels)
    size = np.bincount(labels[labels >= 0], minlength=n_labels).astype(np.float64)
    squared = np.einsum("ij,ij->i", sums, sums)
    return np.where(size > 1, (squared - size) / np.maximum(size * (size - 1), 1), 0.0)


def measure_chance(rows: np.ndarray, k: int, *, random_state: int, threads: int = 0) -> ChanceCohesion:
    """Measure the cohesion of communities in data without structure.

    The reference is a Gaussian sample with the covariance of ``rows`` (as the gap statistic, Tibshirani, Walther &
    Hastie 2001, takes one from their principal axes), clustered by the same graph and Leiden. On unrelated texts the
    two reach the same cohesion; texts about the same things are far above it.

    Parameters
    ----------
    rows : ndarray of shape (n, n_dims), float32, centred rows of unit length
    k : int
        Neighbours in the graph.
    random_state, threads : int

    Returns
    -------
    ChanceCohesion
    """
    rng = np.random.default_rng(random_state)
    n = len(rows)
    values, axes = np.linalg.eigh((rows.T @ rows).astype(np.float64) / n)
    noise = rng.standard_normal((min(n, REFERENCE_SIZE), rows.shape[1]))
    points = (noise * np.sqrt(np.maximum(values, 0.0))) @ axes.T
    points = centre_rows(points.astype(np.float32), points.mean(axis=0))
    graph = build_graph(*nearest_neighbours(points, min(k, len(points) - 1), threads=threads))
    sizes, cohesions = [], []
    jobs = [LeidenJob(graph, r, random_state) for r in REFERENCE_RESOLUTIONS]
    for labels in find_communities(jobs, threads=threads):
        size = np.bincount(labels)
        cohesion = measure_cohesion(points, labels, len(size))
        sizes.append(size[size >= 3])
        cohesions.append(cohesion[size >= 3])
    return _fit(np.concatenate(sizes), np.concatenate(cohesions))


def _fit(sizes: np.ndarray, cohesions: np.ndarray) -> ChanceCohesion:
    """Fit cohesion by size, and the spread around it."""
    if len(sizes) < 3:
        return ChanceCohesion(0.0, 1.0, LEAST_SPREAD)
    design = np.column_stack([np.ones(len(sizes)), 1 / np.sqrt(sizes)])
    (base, slope), *_ = np.linalg.lstsq(design, cohesions, rcond=None)
    expected = np.maximum(design @ [base, slope], LEAST_COHESION)
    return ChanceCohesion(float(base), float(slope), max(float(np.std(cohesions / expected)), LEAST_SPREAD))
