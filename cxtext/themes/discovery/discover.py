"""Find themes: communities of the nearest-neighbour graph that are not chance."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from cxtext.themes.discovery.chance import ChanceCohesion, measure_chance, measure_cohesion
from cxtext.themes.discovery.graph import build_graph, nearest_neighbours, renumber
from cxtext.themes.discovery.labels import count_responses, keep_labels
from cxtext.themes.discovery.refits import Refits
from cxtext.themes.discovery.resolution import Candidate, choose, measure_stability, try_resolutions
from cxtext.themes.discovery.structure import MOST_REFITS, is_structured
from cxtext.themes.theme import ResolutionRow
from cxtext.themes.vectors import centre_rows, mean_row, sum_by_label

if TYPE_CHECKING:
    from cxtext.settings import ThemesConfig

NEIGHBOURS = 15
SMALLEST_FIT = 12
#: A theme that most refits do not find again is chance; Hennig (2007) calls clusters below 0.5 dissolved.
LEAST_JACCARD = 0.25


@dataclass(frozen=True)
class Discovery:
    """What :func:`discover_themes` found.

    Parameters
    ----------
    labels : ndarray of shape (n,), int64
        Theme of each row, from the largest; -1 is outside any theme.
    stability : ndarray of shape (n_themes,), float64
        Mean Jaccard index of each theme to its best match in the refits.
    curve : list of ResolutionRow
        Rows of table ``resolutions``.
    rows : ndarray of shape (n, n_dims), float32, optional
        The centred rows, of unit length; None where no groups were found.
    graph : csr_array of shape (n, n), optional
        Their nearest neighbours.
    """

    labels: np.ndarray
    stability: np.ndarray
    curve: list[ResolutionRow] = field(default_factory=list)
    rows: np.ndarray | None = None
    graph: sparse.csr_array | None = None

    @property
    def n_themes(self) -> int:
        """Number of themes."""
        return len(self.stability)

    @property
    def literal(self) -> bool:
        """Whether each theme is one text that many gave word for word, as no groups were found."""
        return self.graph is None


@dataclass(frozen=True)
class _Gate:
    """What a community must have to be a theme."""

    rows: np.ndarray
    responses: sparse.csr_array
    min_responses: int
    chance: ChanceCohesion
    structured: bool

    def keep_real(self, labels: np.ndarray) -> np.ndarray:
        """Dissolve communities with too few responses or no more cohesion than chance; renumber the rest."""
        n_labels = int(labels.max(initial=-1)) + 1
        size = np.bincount(labels[labels >= 0], minlength=n_labels)
        enough = count_responses(labels, self.responses, n_labels) >= self.min_responses
        limit = self.chance.limit(size, structured=self.structured)
        cohesive = (size < 2) | (measure_cohesion(self.rows, labels, n_labels) > limit)
        return keep_labels(labels, enough & cohesive)


def discover_themes(
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
    chance, are not themes: on a handful of texts, or on unrelated ones, there are none. Where few different texts are given
    again and again, and cover more responses than such communities do, each of them is a theme.

    Parameters
    ----------
    embeddings : ndarray of shape (n, n_dims), float32, rows of unit length, in canonical order
    responses : csr_array of shape (n, n_responses)
        Nonzero where the response has the text.
    settings : ThemesConfig
    random_state : int
    threads : int
        Work done side by side; 0 is one per core. It changes no result.

    Returns
    -------
    Discovery

    Examples
    --------
    >>> from cxtext.settings import ThemesConfig
    >>> few = np.eye(4, dtype=np.float32)
    >>> discover_themes(few, responses=sparse.eye_array(4).tocsr(), settings=ThemesConfig(), random_state=0).labels.tolist()
    [-1, -1, -1, -1]
    """
    n = len(embeddings)
    if n < SMALLEST_FIT:
        return _repeated(responses, settings.min_responses)
    rows = centre_rows(embeddings, mean_row(embeddings))
    k = min(NEIGHBOURS, max(4, n // 10), n - 1)
    graph = build_graph(*nearest_neighbours(rows, k, threads=threads))
    with ThreadPoolExecutor(1) as side:
        measured = side.submit(measure_chance, rows, k, random_state=random_state, threads=threads)
        partitions = try_resolutions(graph, n_themes=settings.n_themes, seed=random_state, threads=threads)
        chance = measured.result()
    refits = Refits(graph, max(MOST_REFITS, settings.stability_refits), seed=random_state, threads=threads)
    structured = is_structured(rows, dict(partitions), chance, refits)
    gate = _Gate(rows, responses, settings.min_responses, chance, structured)
    chosen, curve = choose(
        graph,
        [Candidate(resolution, gate.keep_real(labels)) for resolution, labels in partitions],
        n_themes=settings.n_themes,
        n_refits=settings.stability_refits,
        keep_real=gate.keep_real,
        refits=refits,
        seed=random_state,
        detail=settings.detail,
    )
    repeated = _repeated(responses, settings.min_responses, curve)
    if chosen is None or chosen.n_themes == 0:
        return repeated
    labels = _settle(rows, chosen, settings.n_themes)
    if settings.n_themes is None and _count_covered(repeated.labels, responses) > _count_covered(labels, responses):
        return repeated
    return Discovery(labels, measure_stability(labels, chosen.refits), curve, rows, graph)


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


def _settle(rows: np.ndarray, chosen: Candidate, n_themes: int | None) -> np.ndarray:
    """Merge down to the number asked for, or dissolve themes that refits do not find again."""
    if n_themes is not None:
        return merge_to(rows, chosen.labels, n_themes)
    firm = measure_stability(chosen.labels, chosen.refits) >= LEAST_JACCARD
    return keep_labels(chosen.labels, firm) if firm.any() else chosen.labels


def _count_covered(labels: np.ndarray, responses: sparse.csr_array) -> int:
    """Return how many responses have a text of any label."""
    return len(np.unique(responses[np.flatnonzero(labels >= 0)].indices))


def _repeated(responses: sparse.csr_array, min_responses: int, curve: list[ResolutionRow] | None = None) -> Discovery:
    """Return what is left where texts form no groups: a theme for each text that enough responses give word for word."""
    n_texts = responses.shape[0]
    labels = np.full(n_texts, -1, dtype=np.int64)
    often = np.flatnonzero(count_responses(np.arange(n_texts), responses, n_texts) >= min_responses)
    labels[often] = np.arange(len(often))
    rows: list[ResolutionRow] = [{**row, "chosen": False} for row in curve or []]
    return Discovery(labels, np.ones(len(often)), rows)
