"""What is kept of each theme, and how it is put together from what the steps found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from cxtext.themes.assignment.assigner import Assigned
from cxtext.themes.codebook.codebook import Codebook, number_on
from cxtext.themes.discovery.chance import sum_by_label
from cxtext.themes.naming.describe import Description
from cxtext.themes.assignment.fitting import Fitted
from cxtext.themes.discovery.labels import count_responses


@dataclass(frozen=True)
class Theme:
    """One theme or sub-theme.

    Parameters
    ----------
    theme_id : str
        Stable id such as ``T007``.
    parent_id : str or None
        The theme it is part of.
    label, description : str
    keyphrases : tuple of str
    exemplar_texts : tuple of str
        Typical units, word for word.
    cohesion : float
        Mean cosine of its texts to their centre.
    stability : float or None
        Mean Jaccard index to its best match over refits on resamples; None for a sub-theme and for one of a codebook.
    focus : float
        How far its units share a subject, 0 to 1: the share that have one of the words which set it apart, times the share
        that name anything at all.
    scope : str
        ``topic``, or ``general`` when its focus is too low for its units to have a subject in common.
    label_rank : int or None
        Place of its label among all labels of its level by nearness to units kept back from naming; 1 is right.
    n_units, n_responses : int
        In the fit data.
    origin, status : str
    named_by : str
        Where its label comes from: ``responses``, ``namer`` or ``codebook``.
    """

    theme_id: str
    parent_id: str | None
    label: str
    description: str
    keyphrases: tuple[str, ...]
    exemplar_texts: tuple[str, ...]
    cohesion: float
    stability: float | None
    focus: float
    scope: str
    label_rank: int | None
    n_units: int
    n_responses: int
    origin: str = "found"
    status: str = "active"
    named_by: str = "responses"


def build_items(
    texts: Sequence[str],
    rows: np.ndarray,
    assigned: Assigned,
    fitted: Fitted,
    counts: np.ndarray,
    responses: sparse.csr_array,
    levels: list[list[Description]],
    least_focus: float,
    codebook: Codebook | None,
) -> tuple[Theme, ...]:
    """Put together what is known of each theme and sub-theme.

    Parameters
    ----------
    texts : sequence of str
    rows : ndarray of shape (n_texts, n_dims), centred rows of unit length
    assigned : Assigned
        Of the texts; themes of the codebook come first.
    fitted : Fitted
        The themes that were found.
    counts : ndarray of shape (n_texts,), int
    responses : csr_array of shape (n_texts, n_responses)
    levels : list of list of Description
        Themes, sub-themes.
    least_focus : float
        Below this focus a theme that was found is general.
    codebook : Codebook, optional

    Returns
    -------
    tuple of Theme
        Those of the codebook, those found, sub-themes.
    """
    items: list[Theme] = []
    assigner = fitted.assigner
    given = codebook.ids if codebook is not None else []
    n_given = len(given)
    ids = [*given, *number_on(given, assigner.n_themes + assigner.n_subthemes)]
    for level, (labels, described) in enumerate(zip((assigned.theme, assigned.subtheme), levels, strict=True)):
        n = len(described)
        n_responses = count_responses(labels, responses, n)
        n_units = np.bincount(labels[labels >= 0], weights=counts[labels >= 0], minlength=n)
        cohesion = _centre_cosines(rows, labels, n)
        for i, what in enumerate(described):
            is_given = not level and i < n_given
            items.append(
                Theme(
                    ids[len(items)],
                    ids[n_given + int(assigner.sub_parent[i])] if level else None,
                    what.label,
                    what.description,
                    what.keyphrases,
                    tuple(texts[e] for e in what.exemplars),
                    float(np.round(cohesion[i], 6)),
                    None if level or is_given else float(np.round(fitted.stability[i - n_given], 6)),
                    float(np.round(what.focus, 6)),
                    "topic" if is_given or what.focus >= least_focus else "general",
                    what.label_rank,
                    int(n_units[i]),
                    int(n_responses[i]),
                    origin="codebook" if is_given else "found",
                    named_by=what.named_by,
                )
            )
    return tuple(items)


def _centre_cosines(rows: np.ndarray, labels: np.ndarray, n: int) -> np.ndarray:
    """Return the mean cosine of each group's texts to their centre."""
    size = np.bincount(labels[labels >= 0], minlength=n)
    # a single text is one with itself, though it may be all there is and so at the origin
    return np.where(size == 1, 1.0, np.linalg.norm(sum_by_label(rows, labels, n), axis=1) / np.maximum(size, 1))


def name_parents(curve: list[dict[str, Any]], items: tuple[Theme, ...]) -> list[dict[str, Any]]:
    """Put theme ids where the curve has indices."""
    ids = [t.theme_id for t in items if t.parent_id is None and t.origin == "found"]
    return [{**row, "parent_id": None if row["parent_id"] is None else ids[row["parent_id"]]} for row in curve]
