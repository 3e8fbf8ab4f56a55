"""Find themes: communities of the nearest-neighbour graph, at the resolution that survives resampling best."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from cxtext.themes.cohesion import STRUCTURED, ChanceCohesion, centre_rows, measure_chance, measure_cohesion, sum_by_label
from cxtext.themes.graph import LeidenJob, build_graph, find_communities, induce, nearest_neighbours, renumber
from cxtext.themes.stability import adjusted_rand, best_jaccard, draw_resamples
from cxtext.themes.subthemes import split_themes

if TYPE_CHECKING:
    from cxtext.config import ThemesConfig

NEIGHBOURS = 15
SMALLEST_FIT = 12
LARGEST_RANGE = 40
RESOLUTIONS = tuple(round(0.25 * 2 ** (i / 2), 4) for i in range(12))
CANDIDATES = 6
CURVE_REFITS = 3
#: From this size on the search is coarser: fewer resolutions, shorter runs.
LARGE = 5000
#: A theme that most refits do not find again is chance; Hennig (2007) calls clusters below 0.5 dissolved.
LEAST_JACCARD = 0.25
#: Stabilities nearer than this are not told apart by a few refits; the finer partition is used.
TOLERANCE = 0.05


@dataclass(frozen=True)
class Discovery:
    """What :func:`discover` found.

    Parameters
    ----------
    labels : ndarray of shape (n,), int64
        Theme of each row, from the largest; -1 is outside any theme.
    sub_labels : ndarray of shape (n,), int64
        Sub-theme within the theme of each row; -1 is none.
    stability : ndarray of shape (n_themes,), float64
        Mean Jaccard index of each theme to its best match in the refits.
    curve : list of dict
        Rows of table ``resolutions``, ``parent_id`` holding the theme's index at sub-theme level.
    """

    labels: np.ndarray
    sub_labels: np.ndarray
    stability: np.ndarray
    curve: list[dict[str, Any]] = field(default_factory=list)

    @property
    def n_themes(self) -> int:
        """Number of themes."""
        return len(self.stability)


@dataclass(frozen=True)
class _Space:
    """The data of one discovery: centred rows, graph, responses, and the limits a theme must pass."""

    rows: np.ndarray
    graph: sparse.csr_array
    responses: sparse.csr_array
    chance: ChanceCohesion
    structured: bool
    settings: ThemesConfig
    seed: int
    threads: int

    def count_responses(self, labels: np.ndarray, n_labels: int) -> np.ndarray:
        """Return the number of distinct responses of each label."""
        return count_responses(labels, self.responses, n_labels)

    def keep_real(self, labels: np.ndarray) -> np.ndarray:
        """Dissolve communities with too few responses or no more cohesion than chance; renumber the rest."""
        n_labels = int(labels.max(initial=-1)) + 1
        size = np.bincount(labels[labels >= 0], minlength=n_labels)
        enough = self.count_responses(labels, n_labels) >= self.settings.min_responses
        cohesive = (size < 2) | (measure_cohesion(self.rows, labels, n_labels) > self.chance.limit(size, structured=self.structured))
        real = np.append(enough & cohesive, False)
        return renumber(np.where(real[labels], labels, -1))


@dataclass
class _Candidate:
    """One resolution: its themes, their refits and what they are worth."""

    resolution: float
    labels: np.ndarray
    refits: list[np.ndarray] = field(default_factory=list)
    agreement: list[float] = field(default_factory=list)

    @property
    def n_themes(self) -> int:
        """Number of themes."""
        return int(self.labels.max(initial=-1)) + 1

    @property
    def stability(self) -> float:
        """Mean adjusted Rand index over the refits."""
        return float(np.mean(self.agreement)) if self.agreement else 0.0


def discover(
    embeddings: np.ndarray,
    *,
    responses: sparse.csr_array,
    settings: ThemesConfig,
    random_state: int,
    threads: int = 0,
) -> Discovery:
    """Group texts that say the same kind of thing.

    An exact cosine nearest-neighbour graph of the centred vectors is cut into communities by Leiden at several
    resolutions. The one used is the most stable over refits on subsamples, among those that give a usable number of
    themes (10 to 40 from a thousand texts on, fewer below). Communities of few responses, or no more cohesive than
    chance, are no themes: on a handful of texts, or on unrelated ones, there are none.

    Parameters
    ----------
    embeddings : ndarray of shape (n, n_dims), float32, rows of unit length, in canonical order
    responses : csr_array of shape (n, n_responses)
        Nonzero where the response has the text.
    settings : ThemesConfig
    random_state : int
    threads : int
        Work done side by side; 0 is one a core. It changes no result.

    Returns
    -------
    Discovery

    Examples
    --------
    >>> from cxtext.config import ThemesConfig
    >>> few = np.eye(4, dtype=np.float32)
    >>> discover(few, responses=sparse.eye_array(4).tocsr(), settings=ThemesConfig(), random_state=0).labels.tolist()
    [-1, -1, -1, -1]
    """
    n = len(embeddings)
    if n < SMALLEST_FIT:
        return _nothing(n)
    rows = centre_rows(embeddings, embeddings.mean(axis=0, dtype=np.float64))
    k = min(NEIGHBOURS, max(4, n // 10), n - 1)
    graph = build_graph(*nearest_neighbours(rows, k, threads=threads))
    chance = measure_chance(rows, k, random_state=random_state)
    found = _try_resolutions(graph, settings, random_state, threads)
    structured = _is_structured(rows, [labels for _, labels in found], chance)
    space = _Space(rows, graph, responses, chance, structured, settings, random_state, threads)
    candidates = [_Candidate(resolution, space.keep_real(labels)) for resolution, labels in found]
    chosen = _choose(space, candidates)
    curve = [_curve_row(c, chosen=c is chosen) for c in candidates if c.agreement]
    if chosen is None or chosen.n_themes == 0:
        return _nothing(n, curve)
    labels, stability = _settle(space, chosen)
    sub_labels, sub_curve = split_themes(
        rows, graph, labels, responses, min_responses=settings.min_responses, random_state=random_state, threads=threads
    )
    return Discovery(labels, sub_labels, stability, curve + sub_curve)


def count_responses(labels: np.ndarray, responses: sparse.csr_array, n_labels: int) -> np.ndarray:
    """Return the number of distinct responses of each label.

    Parameters
    ----------
    labels : ndarray of shape (n,), int
        Negative is outside.
    responses : csr_array of shape (n, n_responses)
    n_labels : int

    Returns
    -------
    ndarray of shape (n_labels,), int64
    """
    label = np.repeat(labels, np.diff(responses.indptr))
    kept = label >= 0
    n_responses = responses.shape[1]
    pairs = np.unique(label[kept].astype(np.int64) * n_responses + responses.indices[kept])
    return np.bincount(pairs // max(n_responses, 1), minlength=n_labels).astype(np.int64)


def usual_range(n: int) -> tuple[int, int]:
    """Return the number of themes that a reader can use for ``n`` different texts: at most 40, fewer for less text.

    >>> usual_range(100), usual_range(1000), usual_range(20_000)
    ((3, 8), (9, 25), (10, 40))
    """
    middle = np.sqrt(n)
    return int(min(10, max(2, middle * 0.3))), int(min(LARGEST_RANGE, max(3, middle * 0.8)))


def _try_resolutions(graph: sparse.csr_array, settings: ThemesConfig, seed: int, threads: int) -> list[tuple[float, np.ndarray]]:
    """Find communities at every resolution of the grid."""
    n = graph.shape[0]
    grid = RESOLUTIONS[:9] if n >= LARGE else RESOLUTIONS
    if settings.n_themes is not None and settings.n_themes > LARGEST_RANGE:
        grid = (*RESOLUTIONS, *(round(RESOLUTIONS[-1] * 2 ** (i / 2), 4) for i in range(1, 9)))
    return list(zip(grid, find_communities([_job(graph, r, seed) for r in grid], threads=threads), strict=True))


def _job(graph: sparse.csr_array, resolution: float, seed: int) -> LeidenJob:
    """Return a Leiden run as long as the size allows."""
    return LeidenJob(graph, resolution, seed, iterations=1 if graph.shape[0] >= LARGE else 2)


def _is_structured(rows: np.ndarray, partitions: list[np.ndarray], chance: ChanceCohesion) -> bool:
    """Tell whether communities are on the whole clearly tighter than chance would make them."""
    excess = []
    for labels in partitions[2:7]:
        size = np.bincount(labels)
        kept = size >= 3
        excess.append(chance.excess(size[kept], measure_cohesion(rows, labels, len(size))[kept]))
    return float(np.median(excess)) >= STRUCTURED


def _choose(space: _Space, candidates: list[_Candidate]) -> _Candidate | None:
    """Return the most stable candidate with a usable number of themes; fill in what was measured on the way."""
    low, high = usual_range(len(space.rows))
    if space.settings.n_themes is not None:
        low = high = space.settings.n_themes
    usable = [c for c in candidates if c.n_themes > 0]
    if not usable:
        return None
    nearest = sorted(usable, key=lambda c: (_distance(c.n_themes, low, high), -c.n_themes))[: CANDIDATES if len(space.rows) < LARGE else 4]
    nearest.sort(key=lambda c: c.resolution)
    refits = space.settings.stability_refits
    _refit(space, nearest, min(refits, CURVE_REFITS))
    score = [c.stability - 0.5 * _distance(c.n_themes, low, high) for c in nearest]
    best = max(score)
    chosen = max((c for c, s in zip(nearest, score, strict=True) if s >= best - TOLERANCE), key=lambda c: c.resolution)
    _refit(space, [chosen], refits)
    return chosen


def _distance(n_themes: int, low: int, high: int) -> float:
    """Return how far a number of themes is from the range, in natural logarithms."""
    return float(max(0.0, np.log(low / n_themes), np.log(n_themes / high)))


def _refit(space: _Space, candidates: list[_Candidate], n_refits: int) -> None:
    """Bring every candidate to ``n_refits`` refits, each on its own subsample and seed."""
    samples = draw_resamples(len(space.rows), n_refits, random_state=space.seed)
    missing = [(c, i) for i in range(n_refits) for c in candidates if len(c.refits) <= i]
    graphs = {i: induce(space.graph, samples[i]) for i in sorted({i for _, i in missing})}
    jobs = [_job(graphs[i], c.resolution, space.seed + 1 + i) for c, i in missing]
    for (candidate, i), labels in zip(missing, find_communities(jobs, threads=space.threads), strict=True):
        refit = np.full(len(space.rows), -1, dtype=np.int64)
        refit[samples[i]] = labels
        candidate.refits.append(refit)
        candidate.agreement.append(adjusted_rand(candidate.labels, refit))


def _settle(space: _Space, chosen: _Candidate) -> tuple[np.ndarray, np.ndarray]:
    """Dissolve unstable themes, merge down to the number asked for, and measure the stability of the rest."""
    labels = chosen.labels
    jaccard = _stability(labels, chosen.refits)
    firm = jaccard >= LEAST_JACCARD
    if space.settings.n_themes is None and firm.any():
        labels = renumber(np.where(np.append(firm, False)[labels], labels, -1))
    if space.settings.n_themes is not None:
        labels = merge_to(space.rows, labels, space.settings.n_themes)
    return labels, _stability(labels, chosen.refits)


def _stability(labels: np.ndarray, refits: list[np.ndarray]) -> np.ndarray:
    """Return the mean over refits of each theme's Jaccard index to its best match, on the rows of the refit."""
    n_themes = int(labels.max(initial=-1)) + 1
    scores = [best_jaccard(np.where(refit >= 0, labels, -1), refit, n_themes) for refit in refits]
    stacked = np.array(scores)
    known = ~np.isnan(stacked)
    return np.where(known, stacked, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)


def merge_to(rows: np.ndarray, labels: np.ndarray, n_themes: int) -> np.ndarray:
    """Merge the smallest theme into the one nearest to it until ``n_themes`` are left.

    Parameters
    ----------
    rows : ndarray of shape (n, n_dims), rows of unit length
    labels : ndarray of shape (n,), int
    n_themes : int

    Returns
    -------
    ndarray of shape (n,), int64
    """
    labels = renumber(labels)
    while (n_now := int(labels.max(initial=-1)) + 1) > max(n_themes, 1):
        sums = sum_by_label(rows, labels, n_now)
        centres = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
        nearest = int(np.argmax(centres[:-1] @ centres[-1]))
        labels = renumber(np.where(labels == n_now - 1, nearest, labels))
    return labels


def _curve_row(candidate: _Candidate, *, chosen: bool) -> dict[str, Any]:
    """Return one row of table ``resolutions``."""
    return {
        "level": "theme",
        "parent_id": None,
        "resolution": candidate.resolution,
        "n_themes": candidate.n_themes,
        "stability": candidate.stability,
        "coverage": float((candidate.labels >= 0).mean()),
        "chosen": chosen,
    }


def _nothing(n: int, curve: list[dict[str, Any]] | None = None) -> Discovery:
    """Return the discovery without any theme."""
    none = np.full(n, -1, dtype=np.int64)
    return Discovery(none, none.copy(), np.zeros(0), [{**row, "chosen": False} for row in curve or []])
