"""Choose how fine the themes are: by what comes back when part of the data is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from cxtext.themes.discovery.agreement import adjusted_rand, best_jaccard
from cxtext.themes.discovery.graph import LeidenJob, find_communities
from cxtext.themes.discovery.refits import Refits
from cxtext.themes.theme import ResolutionRow

RESOLUTIONS = tuple(round(0.25 * 2 ** (i / 2), 4) for i in range(12))
FINER_RESOLUTIONS = tuple(round(RESOLUTIONS[-1] * 2 ** (i / 2), 4) for i in range(1, 9))
FEWEST_RANGE, MOST_RANGE = 10, 40
#: How many times the most that a reader can use may be taken where fewer are less stable.
ABOUT = 1.1
#: From this size on the search is shorter: fewer resolutions and candidates, one Leiden cycle a run.
LARGE = 5000
CANDIDATES, CANDIDATES_LARGE = 6, 3
CURVE_REFITS, CURVE_REFITS_LARGE = 3, 2
#: Stabilities nearer than this are not told apart by a few refits; the finer partition is used. The less of the best one comes
#: back, the more any other may lack: by this share of what is missing (tests/bench/themes.md).
TOLERANCE, DOUBT = 0.1, 0.2
MOST_STABLE, NEAREST_ASKED = "the finest of the most stable ones", "the nearest to the number asked for"


@dataclass
class Candidate:
    """One resolution: its themes, and the partitions found again on subsamples.

    Parameters
    ----------
    resolution : float
    labels : ndarray of shape (n,), int64
        Theme of each row, -1 outside any.
    refits : list of ndarray of shape (n,), int64
        Communities of each refit, -1 for rows that were left out.
    reason : str, optional
        Why it was used, or what it is to the one used.
    """

    resolution: float
    labels: np.ndarray
    refits: list[np.ndarray] = field(default_factory=list)
    reason: str | None = None

    @property
    def n_themes(self) -> int:
        """Number of themes."""
        return int(self.labels.max(initial=-1)) + 1

    @property
    def stability(self) -> float:
        """Mean adjusted Rand index between the themes and the refits, over the rows of both."""
        return float(np.mean([adjusted_rand(self.labels, refit) for refit in self.refits])) if self.refits else 0.0

    def describe(self, *, chosen: bool) -> ResolutionRow:
        """Return one row of table ``resolutions``."""
        return {
            "level": "theme",
            "parent_id": None,
            "resolution": self.resolution,
            "n_themes": self.n_themes,
            "stability": self.stability,
            "coverage": float((self.labels >= 0).mean()),
            "chosen": chosen,
            "reason": self.reason,
        }


def usual_range(n: int) -> tuple[int, int]:
    """Return the number of themes that a reader can use for ``n`` different texts: at most 40, fewer for less text.

    >>> usual_range(100), usual_range(1000), usual_range(20_000)
    ((3, 8), (9, 25), (10, 40))
    """
    middle = np.sqrt(n)
    return int(min(FEWEST_RANGE, max(2, middle * 0.3))), int(min(MOST_RANGE, max(3, middle * 0.8)))


def try_resolutions(graph: sparse.csr_array, *, n_themes: int | None, seed: int, threads: int) -> list[tuple[float, np.ndarray]]:
    """Find communities at every resolution of the grid, a finer one when many themes are asked for.

    On large graphs the coarse end is left out where three finer resolutions give no more than the usual number.

    Parameters
    ----------
    graph : csr_array of shape (n, n)
    n_themes : int, optional
        The number asked for.
    seed, threads : int

    Returns
    -------
    list of (float, ndarray of shape (n,), int64)
    """

    def find(grid: Sequence[float]) -> list[tuple[float, np.ndarray]]:
        """Find communities at these resolutions."""
        jobs = [LeidenJob(graph, resolution, seed, _cycles(graph)) for resolution in grid]
        return list(zip(grid, find_communities(jobs, threads=threads), strict=True))

    if n_themes is not None:
        return find(RESOLUTIONS + FINER_RESOLUTIONS if n_themes > MOST_RANGE else RESOLUTIONS)
    if graph.shape[0] < LARGE:
        return find(RESOLUTIONS)
    partitions = find(RESOLUTIONS[3:8])
    enough = partitions[CANDIDATES_LARGE - 1][1].max() < MOST_RANGE
    return partitions if enough else find(RESOLUTIONS[1:3]) + partitions


def choose(
    graph: sparse.csr_array,
    candidates: Sequence[Candidate],
    *,
    n_themes: int | None,
    n_refits: int,
    keep_real: Callable[[np.ndarray], np.ndarray],
    refits: Refits,
    seed: int,
    detail: float = 1.0,
) -> tuple[Candidate | None, list[ResolutionRow]]:
    """Return the candidate to use, and the stability curve.

    Without ``n_themes`` that is the finest of the most stable ones with a usual number of themes, or the one at
    ``detail`` times its resolution; with it, the nearest that has at least so many.

    Parameters
    ----------
    graph : csr_array of shape (n, n)
    candidates : sequence of Candidate
    n_themes : int, optional
        The number asked for.
    n_refits : int
        Refits of the one chosen.
    keep_real : callable
        Turns communities into themes.
    refits : Refits
        Of the same graph.
    seed : int
    detail : float
        What the resolution chosen by stability is multiplied by.

    Returns
    -------
    chosen : Candidate or None
        None when no candidate has any theme.
    curve : list of ResolutionRow
        Rows of table ``resolutions``.
    """
    usable = [c for c in candidates if c.n_themes > 0]
    if not usable:
        return None, []
    low, high = usual_range(graph.shape[0]) if n_themes is None else (n_themes, n_themes)
    is_large = graph.shape[0] >= LARGE
    n_candidates = CANDIDATES_LARGE if is_large else CANDIDATES
    shown = sorted(usable, key=lambda c: (_distance(c.n_themes, low, high), -c.n_themes))[:n_candidates]
    shown.sort(key=lambda c: c.resolution)
    n_first, cycles = min(n_refits, CURVE_REFITS_LARGE if is_large else CURVE_REFITS), _cycles(graph)
    first, _ = refits.find([(c.resolution, i) for c in shown for i in range(n_first)], cycles=cycles)
    for at, candidate in enumerate(shown):
        candidate.refits = first[at * n_first : (at + 1) * n_first]
    if n_themes is None:
        readable = [c for c in shown if c.n_themes <= ABOUT * high] or shown
        score = [c.stability - _distance(c.n_themes, low, high) for c in readable]
        least = max(score) - TOLERANCE - DOUBT * (1 - max(score))
        chosen = max((c for c, s in zip(readable, score, strict=True) if s >= least), key=lambda c: c.resolution)
        chosen.reason = MOST_STABLE
        if detail != 1.0:
            chosen = _refine(graph, chosen, usable, detail, keep_real, seed)
            shown = sorted({id(c): c for c in (*shown, chosen)}.values(), key=lambda c: c.resolution)
    else:
        chosen = min(shown, key=lambda c: (c.n_themes < n_themes, abs(c.n_themes - n_themes), c.resolution))
        chosen.reason = NEAREST_ASKED
    last = [LeidenJob(graph, chosen.resolution, seed)] if is_large else []
    chosen.refits, again = refits.find([(chosen.resolution, i) for i in range(n_refits)], cycles=cycles, also=last)
    for labels in again:
        chosen.labels = keep_real(labels)
    return chosen, [c.describe(chosen=c is chosen) for c in shown]


def _refine(
    graph: sparse.csr_array,
    usual: Candidate,
    tried: Sequence[Candidate],
    detail: float,
    keep_real: Callable[[np.ndarray], np.ndarray],
    seed: int,
) -> Candidate:
    """Return the candidate at ``detail`` times the usual resolution; the usual one where that leaves no theme."""
    wanted = round(usual.resolution * detail, 4)
    refined = next((c for c in tried if abs(c.resolution - wanted) < 1e-3 * wanted), None)
    if refined is None:
        (labels,) = find_communities([LeidenJob(graph, wanted, seed, _cycles(graph))], threads=1)
        refined = Candidate(wanted, keep_real(labels))
    if refined.n_themes == 0:
        usual.reason = f"{MOST_STABLE}, as {detail:g} times its resolution leaves no theme"
        return usual
    usual.reason = f"the usual choice: {MOST_STABLE}"
    refined.reason = f"the one at {detail:g} times the resolution of the usual choice, as asked"
    return refined


def measure_stability(labels: np.ndarray, refits: Sequence[np.ndarray]) -> np.ndarray:
    """Return the mean over refits of each theme's Jaccard index to its best match, on the rows of the refit.

    Parameters
    ----------
    labels : ndarray of shape (n,), int
    refits : sequence of ndarray of shape (n,), int

    Returns
    -------
    ndarray of shape (n_themes,), float64
    """
    n_themes = int(labels.max(initial=-1)) + 1
    stacked = np.array([best_jaccard(np.where(refit >= 0, labels, -1), refit, n_themes) for refit in refits])
    present = ~np.isnan(stacked)
    return np.asarray(np.where(present, stacked, 0.0).sum(axis=0) / np.maximum(present.sum(axis=0), 1))


def _cycles(graph: sparse.csr_array) -> int:
    """Return the Leiden cycles of a run that the size of the graph allows."""
    return 1 if graph.shape[0] >= LARGE else 2


def _distance(n_themes: int, low: int, high: int) -> float:
    """Return how far a number of themes is from the range, in natural logarithms."""
    return float(max(0.0, np.log(low / n_themes), np.log(n_themes / high)))
