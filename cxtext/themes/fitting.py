"""From communities to an assigner whose own labels are the fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from cxtext.themes.assign import Assigned, ThemeAssigner
from cxtext.themes.discover import Discovery
from cxtext.themes.graph import renumber
from cxtext.themes.members import count_responses, keep_labels

#: A text has the theme of a repeated one from this cosine on; the scores of several are told apart this sharply.
REPEAT_COSINE, REPEAT_SHARPNESS = 0.9, np.float32(20.0)


@dataclass(frozen=True)
class Fitted:
    """An assigner with its themes ordered by number of responses.

    Parameters
    ----------
    assigner : ThemeAssigner
    assigned : Assigned
        What it says of the texts it was fitted for.
    stability : ndarray of shape (n_themes,), float64
    curve : list of dict
        Rows of table ``resolutions``; ``parent_id`` is the theme's index.
    """

    assigner: ThemeAssigner
    assigned: Assigned
    stability: np.ndarray
    curve: list[dict[str, Any]]


def learn_repeats(embeddings: np.ndarray, labels: np.ndarray) -> ThemeAssigner:
    """Return the assigner of themes that are one text each: only a text that says nearly the same has the theme."""
    n_dims = embeddings.shape[1]
    inside = np.flatnonzero(labels >= 0)
    centres = embeddings[inside[np.argsort(labels[inside], kind="stable")]]
    none = np.zeros((0, n_dims), dtype=np.float32)
    return ThemeAssigner(
        mean=np.zeros(n_dims, dtype=np.float32),
        weights=REPEAT_SHARPNESS * centres,
        bias=np.zeros(len(centres), dtype=np.float32),
        centres=centres,
        least_cosine=np.full(len(centres), REPEAT_COSINE, dtype=np.float32),
        prototypes=none,
        least_familiarity=np.full(1, -4.0, dtype=np.float32),
        sub_centres=none,
        sub_parent=np.zeros(0, dtype=np.int64),
        sub_least_cosine=np.zeros(0, dtype=np.float32),
    )


def fit_assigner(
    embeddings: np.ndarray,
    sample: np.ndarray,
    found: Discovery,
    responses: sparse.csr_array,
    *,
    min_responses: int,
) -> Fitted:
    """Learn the communities, without those that keep too few responses when the assigner labels everything.

    Parameters
    ----------
    embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
    sample : ndarray of shape (n_sample,), int
        Rows that ``found`` is about.
    found : Discovery
    responses : csr_array of shape (n, n_responses)
    min_responses : int

    Returns
    -------
    Fitted
    """
    rows, labels, sub_labels = embeddings[sample], found.labels, found.sub_labels
    kept = np.arange(found.n_themes)
    learn = learn_repeats if found.literal else ThemeAssigner.fit
    assigner = learn(rows, labels)
    assigned = assigner.assign(embeddings)
    while True:
        assigner = assigner.with_subthemes(rows, labels, sub_labels)
        subtheme = assigner.assign_subthemes(embeddings, assigned.theme)
        n_responses = count_responses(assigned.theme, responses, assigner.n_themes)
        n_sub = count_responses(subtheme, responses, assigner.n_subthemes)
        enough, sub_enough = n_responses >= min_responses, n_sub >= min_responses
        if enough.all() and sub_enough.all():
            break
        sub_labels = _drop_parts(labels, sub_labels, sub_enough)
        if not enough.all():
            left = keep_labels(labels, enough)
            kept = kept[[int(labels[np.argmax(left == theme)]) for theme in range(int(enough.sum()))]]
            labels, sub_labels = left, np.where(left >= 0, sub_labels, -1)
            assigner = learn(rows, labels)
            assigned = assigner.assign(embeddings)
    order = np.lexsort((np.arange(len(kept)), -n_responses))
    sub_order = np.lexsort((np.arange(assigner.n_subthemes), -n_sub, np.argsort(order)[assigner.sub_parent]))
    place = {int(kept[old]): new for new, old in enumerate(order)}
    curve = [
        {**row, "parent_id": None if row["parent_id"] is None else place[row["parent_id"]]}
        for row in found.curve
        if row["parent_id"] is None or row["parent_id"] in place
    ]
    theme, subtheme = (np.append(np.argsort(new), -1)[old] for new, old in ((order, assigned.theme), (sub_order, subtheme)))
    reordered = Assigned(theme, assigned.strength, subtheme)
    return Fitted(assigner.reorder(order, sub_order), reordered, found.stability[kept][order], curve)


def _drop_parts(labels: np.ndarray, sub_labels: np.ndarray, keep: np.ndarray) -> np.ndarray:
    """Remove the parts that are not kept; a theme left with a single part loses it too."""
    out = sub_labels.copy()
    pairs = np.unique(np.column_stack([labels, sub_labels])[sub_labels >= 0], axis=0)
    for theme, part in pairs[~keep]:
        out[(labels == theme) & (out == part)] = -1
    for theme in np.unique(pairs[:, 0]):
        mine = labels == theme
        parts = renumber(out[mine])
        out[mine] = parts if parts.max(initial=-1) > 0 else -1
    return out
