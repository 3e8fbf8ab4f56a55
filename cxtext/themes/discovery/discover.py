"""Find themes: pieces of the tree of texts that are not chance."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from cxtext.settings import count_workers
from cxtext.themes.discovery.agreement import count_overlap
from cxtext.themes.discovery.chance import measure_cohesion
from cxtext.themes.discovery.graph import renumber
from cxtext.themes.discovery.heights import Cut, Refit, choose_height, measure_stability
from cxtext.themes.discovery.labels import count_responses, keep_labels
from cxtext.themes.discovery.structure import Structure, measure_structure
from cxtext.themes.discovery.tree import Tree, grow_tree, smooth_rows
from cxtext.themes.sampling import sample_texts
from cxtext.themes.theme import ResolutionRow
from cxtext.themes.vectors import centre_rows, mean_row, sum_by_label, unit_rows

if TYPE_CHECKING:
    from cxtext.settings import ThemesConfig

SMALLEST_FIT = 12
#: Texts of a refit, at most: trees of 2,500 texts agree with the whole as well as those of 80% of all do.
MOST_REFIT_TEXTS = 2500
REFIT_SHARE = 0.8
#: A theme that refits hardly find again, or of a smaller share of the responses, joins the nearest one.
LEAST_JACCARD, LEAST_SHARE = 0.25, 0.015
#: Theme, in a refit, of a row that is not in its sample.
LEFT_OUT = -2


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
    tree : Tree, optional
        Of all rows; None where no groups were found.
    refits : list of Refit
        Trees of subsamples.
    """

    labels: np.ndarray
    stability: np.ndarray
    curve: list[ResolutionRow] = field(default_factory=list)
    tree: Tree | None = None
    refits: list[Refit] = field(default_factory=list)

    @property
    def n_themes(self) -> int:
        """Number of themes."""
        return len(self.stability)

    def join(self, groups: Sequence[np.ndarray]) -> Discovery:
        """Return the discovery with the themes of each group, given by index, as one; their stability is measured anew."""
        theme = np.arange(self.n_themes)
        for group in groups:
            theme[group] = group.min()
        if (theme == np.arange(self.n_themes)).all():
            return self
        return self.regroup(np.append(theme, -1)[self.labels])

    def regroup(self, labels: np.ndarray) -> Discovery:
        """Return the discovery with other themes, renumbered from the largest; their stability is measured anew."""
        labels = renumber(labels)
        height = next(row["height"] for row in self.curve if row["chosen"])
        return replace(self, labels=labels, stability=measure_stability(Cut(height, labels), self.refits))

    def redraw(self, labels: np.ndarray) -> np.ndarray:
        """Return the themes as each refit would draw them: each piece of its tree goes to the theme it has most texts of.

        Parameters
        ----------
        labels : ndarray of shape (n,), int
            Theme of each row; negative is none, and stays so.

        Returns
        -------
        ndarray of shape (n, n_refits), int64
            Theme of each row in each refit, -1 for none, ``LEFT_OUT`` for rows that are not in its sample.
        """
        redrawn = np.full((len(labels), len(self.refits)), LEFT_OUT, dtype=np.int64)
        height = next((row["height"] for row in self.curve if row["chosen"]), 0.0)
        for k, refit in enumerate(self.refits):
            pieces = refit.cut(height)
            piece, theme, number = count_overlap(pieces, labels)
            order = np.lexsort([theme, -number, piece])
            first = order[np.unique(piece[order], return_index=True)[1]]
            theme_of = np.full(int(pieces.max(initial=-1)) + 1, -1, dtype=np.int64)
            theme_of[piece[first]] = theme[first]
            redrawn[refit.sample, k] = np.where(labels[refit.sample] < 0, -1, theme_of[pieces[refit.sample]])
        return redrawn

    @property
    def literal(self) -> bool:
        """Whether each theme is one text that many gave word for word, as no groups were found."""
        return self.tree is None


@dataclass(frozen=True)
class _Gate:
    """What a piece of the tree must have to be a theme."""

    rows: np.ndarray
    responses: sparse.csr_array
    min_responses: int
    structure: Structure

    def keep_real(self, labels: np.ndarray) -> np.ndarray:
        """Give -1 to pieces with too few responses and, where nothing speaks for structure, to those no tighter than chance."""
        n_labels = int(labels.max(initial=-1)) + 1
        real = count_responses(labels, self.responses, n_labels) >= self.min_responses
        if not self.structure.is_structured:
            size = np.bincount(labels[labels >= 0], minlength=n_labels)
            limit = self.structure.chance.limit(size)
            real &= (size < 2) | (measure_cohesion(self.rows, labels, n_labels) > limit)
        return keep_labels(labels, real)


def discover_themes(
    embeddings: np.ndarray,
    *,
    texts: Sequence[str] | None = None,
    context: np.ndarray | None = None,
    responses: sparse.csr_array,
    settings: ThemesConfig,
    random_state: int,
    threads: int = 0,
) -> Discovery:
    """Group texts that say the same kind of thing.

    Vectors with their context are smoothed over their neighbours and joined to one tree by average linkage; themes are a cut of
    it. Pieces of few responses are no themes; small ones, and those that trees of subsamples do not find again, join the nearest;
    each text then goes to the nearest theme. Where the corpus as a whole shows no structure, a piece has to be tighter than
    chance makes it: on a handful of texts, or on unrelated ones, there are none. Where few different texts are given again and
    again, and cover more responses than the pieces do, each of them is a theme.

    Parameters
    ----------
    embeddings : ndarray of shape (n, n_dims), float32, rows of unit length, in canonical order
    texts : sequence of str, optional
        What was embedded: subsamples are chosen by a hash of the texts, so that one text more changes little.
    context : ndarray of shape (n, n_dims), float32, rows of unit length, optional
        As :func:`add_context` returns them; without it each text stands alone.
    responses : csr_array of shape (n, n_responses)
        Nonzero where the response has the text.
    settings : ThemesConfig
    random_state : int
        Of the test whether the corpus has structure; tree and subsamples have no seed.
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
    context = embeddings if context is None else context
    smoothed = smooth_rows(context, threads=threads)
    size = min(round(REFIT_SHARE * n), MOST_REFIT_TEXTS)
    names = [str(i) for i in range(n)] if texts is None else texts
    samples = [sample_texts(names, size, salt=k + 1) for k in range(settings.stability_refits)]
    with ThreadPoolExecutor(count_workers(threads), "cxtext-trees") as pool:
        whole = pool.submit(grow_tree, smoothed)
        parts = pool.map(lambda sample: grow_tree(smooth_rows(context[sample], threads=1)), samples)
        refits = [Refit(sample, part, n) for sample, part in zip(samples, parts, strict=True)]
        tree = whole.result()
    structure = measure_structure(rows, random_state=random_state, threads=threads)
    gate = _Gate(rows, responses, settings.min_responses, structure)
    chosen, curve = choose_height(tree, refits, gate.keep_real, n_themes=settings.n_themes, detail=settings.detail)
    repeated = _repeated(responses, settings.min_responses, curve)
    if chosen is None:
        return repeated
    settled = Cut(chosen.height, _settle(smoothed, chosen, refits, responses, settings.n_themes))
    if settings.n_themes is None and _count_covered(repeated.labels, responses) > _count_covered(settled.labels, responses):
        return repeated
    return Discovery(settled.labels, measure_stability(settled, refits), curve, tree, refits)


def join_themes(rows: np.ndarray, labels: np.ndarray, keep: np.ndarray) -> np.ndarray:
    """Join each theme that is not kept, as a whole, to the nearest of those that are.

    Parameters
    ----------
    rows : ndarray of shape (n, n_dims), rows of unit length
    labels : ndarray of shape (n,), int
        Negative is outside.
    keep : ndarray of shape (n_themes,), bool
        At least one is true.

    Returns
    -------
    ndarray of shape (n,), int64
        Renumbered from the largest.

    Examples
    --------
    >>> rows = np.array([[1, 0], [0, 1], [0.8, 0.6]])
    >>> join_themes(rows, np.array([0, 1, 2]), np.array([True, True, False])).tolist()
    [0, 1, 0]
    """
    n_themes = len(keep)
    size = np.bincount(labels[labels >= 0], minlength=n_themes)
    means = sum_by_label(rows, labels, n_themes) / np.maximum(size, 1)[:, None]  # distances between them are those of the tree
    nearest = np.flatnonzero(keep)[np.argmax(means @ means[keep].T, axis=1)]
    joined = np.where(keep, np.arange(n_themes), nearest)
    return renumber(np.append(joined, -1)[labels])


def _settle(
    smoothed: np.ndarray, chosen: Cut, refits: list[Refit], responses: sparse.csr_array, n_themes: int | None
) -> np.ndarray:
    """Keep the largest themes, as many as were asked for, or those of some size that refits find again; join the others."""
    size = count_responses(chosen.labels, responses, chosen.n_themes)
    is_large = size >= LEAST_SHARE * len(np.unique(responses.indices))
    is_firm = measure_stability(chosen, refits) >= LEAST_JACCARD
    keep = is_large & is_firm if n_themes is None else np.arange(chosen.n_themes) < n_themes
    return move_to_nearest(smoothed, join_themes(smoothed, chosen.labels, keep) if keep.any() else chosen.labels)


def move_to_nearest(rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Give each row of any theme the theme whose centre is nearest: a tree leaves some where they were joined first.

    Parameters
    ----------
    rows : ndarray of shape (n, n_dims), rows of unit length
    labels : ndarray of shape (n,), int
        Negative is outside, and stays so.

    Returns
    -------
    ndarray of shape (n,), int64
        Renumbered from the largest.

    Examples
    --------
    >>> rows = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [0, 1]])
    >>> move_to_nearest(rows, np.array([0, 0, 0, 1, 1])).tolist()
    [1, 1, 0, 0, 0]
    """
    n_themes = int(labels.max(initial=-1)) + 1
    centres = unit_rows(sum_by_label(rows, labels, n_themes))
    inside = np.flatnonzero(labels >= 0)
    moved = labels.copy()
    moved[inside] = np.argmax(np.round(rows[inside] @ centres.T, 6), axis=1)
    return renumber(moved)


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
