"""Split large themes, where the parts are real."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from cxtext.themes.discovery.agreement import adjusted_rand, best_jaccard, draw_resamples
from cxtext.themes.discovery.chance import measure_cohesion
from cxtext.themes.discovery.graph import LeidenJob, find_communities, induce, renumber
from cxtext.themes.discovery.labels import count_responses, keep_labels
from cxtext.themes.theme import ResolutionRow

SMALLEST_SPLIT = 60
RESOLUTIONS = (0.5, 1.0)
REFITS = 3
LEAST_STABILITY = 0.6
LEAST_JACCARD = 0.6
MOST_PARTS = 6


def split_themes(
    rows: np.ndarray,
    graph: sparse.csr_array,
    labels: np.ndarray,
    responses: sparse.csr_array,
    *,
    min_responses: int,
    random_state: int,
    threads: int = 0,
) -> tuple[np.ndarray, list[ResolutionRow]]:
    """Split each large theme whose parts come back when part of its texts is left out.

    Parameters
    ----------
    rows : ndarray of shape (n, n_dims), float32, centred rows of unit length
    graph : csr_array of shape (n, n)
    labels : ndarray of shape (n,), int
        Theme of each row, negative outside.
    responses : csr_array of shape (n, n_responses)
    min_responses : int
        A part needs twice as many.
    random_state : int
    threads : int
        Splits tried side by side; 0 is one per core.

    Returns
    -------
    sub_labels : ndarray of shape (n,), int64
        Part within the theme, -1 for none.
    curve : list of dict
        One row of table ``resolutions`` per theme and resolution tried, ``parent_id`` holding the theme's index; the
        largest theme first.
    """
    sub_labels = np.full(len(labels), -1, dtype=np.int64)
    by_size = renumber(labels)
    groups = [np.flatnonzero(by_size == rank) for rank in range(int(by_size.max(initial=-1)) + 1)]
    members = {int(labels[nodes[0]]): nodes for nodes in groups if len(nodes) >= SMALLEST_SPLIT}
    samples = {t: draw_resamples(len(nodes), REFITS, random_state=random_state) for t, nodes in members.items()}
    jobs = [job for t, nodes in members.items() for job in _plan(induce(graph, nodes), samples[t], random_state)]
    partitions = iter(find_communities(jobs, threads=threads))
    curve: list[ResolutionRow] = []
    for theme, nodes in members.items():
        best, chosen = 0.0, None
        own_rows, own_responses = rows[nodes], responses[nodes]
        for resolution in RESOLUTIONS:
            full, refits = next(partitions), [next(partitions) for _ in range(REFITS)]
            parts, stability = _keep_real(own_rows, own_responses, full, refits, samples[theme], 2 * min_responses)
            curve.append(_describe(theme, resolution, parts, stability))
            if 2 <= curve[-1]["n_themes"] <= MOST_PARTS and stability >= LEAST_STABILITY and stability > best:
                best, chosen = stability, curve[-1]
                sub_labels[nodes] = parts
        if chosen is not None:
            chosen |= {"chosen": True, "reason": "the most stable split"}
    return sub_labels, curve


def _plan(part: sparse.csr_array, samples: list[np.ndarray], seed: int) -> list[LeidenJob]:
    """Return the runs for one theme: at each resolution all of it, then each resample."""
    graphs = [part, *(induce(part, sample) for sample in samples)]
    return [LeidenJob(g, resolution, seed + i, iterations=1) for resolution in RESOLUTIONS for i, g in enumerate(graphs)]


def _describe(theme: int, resolution: float, parts: np.ndarray, stability: float) -> ResolutionRow:
    """Return one row of table ``resolutions``, not chosen yet."""
    return {
        "level": "subtheme",
        "parent_id": theme,
        "resolution": resolution,
        "n_themes": int(parts.max(initial=-1)) + 1,
        "stability": stability,
        "coverage": float((parts >= 0).mean()),
        "chosen": False,
        "reason": None,
    }


def _keep_real(
    rows: np.ndarray,
    responses: sparse.csr_array,
    labels: np.ndarray,
    refits: list[np.ndarray],
    samples: list[np.ndarray],
    least_responses: int,
) -> tuple[np.ndarray, float]:
    """Keep the parts that are large, stable and tighter than their theme; return them and the split's stability."""
    n_parts = int(labels.max(initial=-1)) + 1
    jaccard = np.zeros(n_parts)
    agreement = []
    for sample, refit in zip(samples, refits, strict=True):
        jaccard += np.nan_to_num(best_jaccard(labels[sample], refit, n_parts)) / len(refits)
        agreement.append(adjusted_rand(labels[sample], refit))
    whole = measure_cohesion(rows, np.zeros(len(rows), dtype=np.int64), 1)[0]
    tight = measure_cohesion(rows, labels, n_parts) > whole
    enough = count_responses(labels, responses, n_parts) >= least_responses
    return keep_labels(labels, (jaccard >= LEAST_JACCARD) & tight & enough), float(np.mean(agreement))
