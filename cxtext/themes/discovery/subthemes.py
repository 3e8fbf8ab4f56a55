"""Split themes at lower nodes of their tree, where the parts are real."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from cxtext.themes.discovery.agreement import adjusted_rand
from cxtext.themes.discovery.heights import Refit, match_pieces
from cxtext.themes.discovery.labels import count_responses, keep_labels
from cxtext.themes.discovery.tree import Tree
from cxtext.themes.theme import ResolutionRow

#: Height of the parts. On banking77 and clinc150 .3 to .35 give a best match with the labels of .70 to .76, .4 and more less.
PART_HEIGHT = 0.35
#: A part that refits do not find again is no sub-theme; Hennig (2007) calls clusters below 0.5 dissolved.
LEAST_JACCARD = 0.5


def split_themes(
    tree: Tree, labels: np.ndarray, refits: Sequence[Refit], responses: sparse.csr_array, *, min_responses: int
) -> tuple[np.ndarray, list[ResolutionRow]]:
    """Split each theme into the nodes below it that come back when part of the texts is left out.

    Parameters
    ----------
    tree : Tree
    labels : ndarray of shape (n,), int
        Theme of each text, negative outside.
    refits : sequence of Refit
        Trees of subsamples.
    responses : csr_array of shape (n, n_responses)
    min_responses : int
        A part needs twice as many.

    Returns
    -------
    sub_labels : ndarray of shape (n,), int64
        Part within the theme, from the largest; -1 for none. A theme has no part or at least two.
    curve : list of ResolutionRow
        One row of table ``resolutions`` per theme that is split, ``parent_id`` holding the theme's index.
    """
    sub_labels = np.full(len(labels), -1, dtype=np.int64)
    pieces = tree.cut(PART_HEIGHT)
    n_pieces = int(pieces.max(initial=-1)) + 1
    again = [refit.cut(PART_HEIGHT) for refit in refits]
    enough = count_responses(pieces, responses, n_pieces) >= 2 * min_responses
    parts = np.where((enough & (match_pieces(pieces, n_pieces, again) >= LEAST_JACCARD))[pieces], pieces, -1)
    curve: list[ResolutionRow] = []
    for theme in range(int(labels.max(initial=-1)) + 1):
        mine = labels == theme
        own = keep_labels(parts[mine], np.ones(n_pieces, dtype=bool))
        if own.max(initial=-1) < 1:
            continue
        sub_labels[mine] = own
        curve.append(
            {
                "level": "subtheme",
                "parent_id": theme,
                "height": PART_HEIGHT,
                "n_themes": int(own.max()) + 1,
                "stability": float(np.mean([adjusted_rand(own, other[mine]) for other in again])),
                "coverage": float((own >= 0).mean()),
                "chosen": True,
                "reason": "the nodes below the theme that refits find again",
            }
        )
    return sub_labels, curve
