"""Train the assigner on the communities; refit until every theme keeps enough responses."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from cxtext.themes.assignment.assigner import Assigned, ThemeAssigner
from cxtext.themes.discovery import Discovery, count_responses, keep_labels, renumber, split_themes
from cxtext.themes.theme import ResolutionRow

#: A text from this cosine on repeats another.
REPEAT_COSINE = 0.9
#: Scores are cosines times this where each theme is one text.
REPEAT_SCALE = np.float32(20.0)
#: Below every familiarity, which is a sum of two cosines: no text is too strange.
NO_FAMILIARITY_LIMIT = -4.0


@dataclass(frozen=True)
class Fitted:
    """An assigner whose themes are ordered by number of responses.

    Parameters
    ----------
    assigner : ThemeAssigner
    assigned : Assigned
        Its themes of the texts that it was fitted on.
    stability : ndarray of shape (n_themes,), float64
    curve : list of ResolutionRow
        Rows of table ``resolutions``; ``parent_id`` is the theme's index.
    labels : ndarray of shape (n_sample,), int64
        Theme of each row of the sample, -1 outside.
    """

    assigner: ThemeAssigner
    assigned: Assigned
    stability: np.ndarray
    curve: list[ResolutionRow]
    labels: np.ndarray


@dataclass(frozen=True)
class FitData:
    """Texts that themes are fitted on, and the communities that were discovered among some of them.

    Parameters
    ----------
    embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
    responses : csr_array of shape (n, n_responses)
        Nonzero where the response has the text.
    sample : ndarray of shape (n_sample,), int
        Rows that were discovered in.
    discovery : Discovery
        The communities of the sample.
    """

    embeddings: np.ndarray
    responses: sparse.csr_array
    sample: np.ndarray
    discovery: Discovery


def fit_repeats(embeddings: np.ndarray, labels: np.ndarray) -> ThemeAssigner:
    """Return the assigner of themes that are one text each: only a text that says nearly the same gets the theme."""
    n_dims = embeddings.shape[1]
    inside = np.flatnonzero(labels >= 0)
    centres = embeddings[inside[np.argsort(labels[inside], kind="stable")]]
    none = np.zeros((0, n_dims), dtype=np.float32)
    return ThemeAssigner(
        mean=np.zeros(n_dims, dtype=np.float32),
        weights=REPEAT_SCALE * centres,
        bias=np.zeros(len(centres), dtype=np.float32),
        centres=centres,
        least_cosine=np.full(len(centres), REPEAT_COSINE, dtype=np.float32),
        prototypes=none,
        least_familiarity=np.full(1, NO_FAMILIARITY_LIMIT, dtype=np.float32),
        sub_centres=none,
        sub_parent=np.zeros(0, dtype=np.int64),
        sub_least_cosine=np.zeros(0, dtype=np.float32),
    )


def fit_assigner(data: FitData, *, min_responses: int) -> Fitted:
    """Train an assigner on the communities, without those that keep too few responses when it labels everything.

    Parameters
    ----------
    data : FitData
    min_responses : int

    Returns
    -------
    Fitted
        Without sub-themes.
    """
    discovery = data.discovery
    rows, labels = data.embeddings[data.sample], discovery.labels
    origin = np.arange(discovery.n_themes)
    fit = fit_repeats if discovery.literal else ThemeAssigner.fit
    while True:
        assigner = fit(rows, labels)
        assigned = assigner.assign(data.embeddings)
        n_responses = count_responses(assigned.theme, data.responses, assigner.n_themes)
        enough = n_responses >= min_responses
        if enough.all():
            break
        remaining = keep_labels(labels, enough)
        origin = origin[[int(labels[np.argmax(remaining == theme)]) for theme in range(int(enough.sum()))]]
        labels = remaining
    order = np.lexsort((np.arange(len(origin)), -n_responses))
    place = np.append(np.argsort(order), -1)
    return Fitted(
        assigner=assigner.reorder(order, np.arange(0)),
        assigned=replace(assigned, theme=place[assigned.theme]),
        stability=discovery.stability[origin][order],
        curve=discovery.curve,
        labels=place[labels],
    )


def fit_subthemes(fitted: Fitted, data: FitData, *, min_responses: int, random_state: int, threads: int = 0) -> Fitted:
    """Split large themes, without the parts that keep too few responses when the assigner labels everything.

    Parameters
    ----------
    fitted : Fitted
        As :func:`fit_assigner` returns it for the same data.
    data : FitData
    min_responses : int
    random_state : int
    threads : int
        0 is one per core.

    Returns
    -------
    Fitted
        The same with sub-themes, ordered by theme, then by number of responses.
    """
    discovery, labels = data.discovery, fitted.labels
    if discovery.rows is None or discovery.graph is None:
        return fitted
    sub_labels, curve = split_themes(
        discovery.rows,
        discovery.graph,
        labels,
        data.responses[data.sample],
        min_responses=min_responses,
        random_state=random_state,
        threads=threads,
    )
    while True:
        assigner = fitted.assigner.with_subthemes(data.embeddings[data.sample], labels, sub_labels)
        subtheme = assigner.assign_subthemes(data.embeddings, fitted.assigned.theme)
        n_responses = count_responses(subtheme, data.responses, assigner.n_subthemes)
        enough = n_responses >= min_responses
        if enough.all():
            break
        sub_labels = _drop_parts(labels, sub_labels, enough)
    order = np.lexsort((np.arange(assigner.n_subthemes), -n_responses, assigner.sub_parent))
    assigned = replace(fitted.assigned, subtheme=np.append(np.argsort(order), -1)[subtheme])
    assigner = assigner.reorder(np.arange(assigner.n_themes), order)
    return replace(fitted, assigner=assigner, assigned=assigned, curve=fitted.curve + curve)


def _drop_parts(labels: np.ndarray, sub_labels: np.ndarray, keep: np.ndarray) -> np.ndarray:
    """Remove the parts that do not count as enough; a theme left with a single part loses it too."""
    out = sub_labels.copy()
    pairs = np.unique(np.column_stack([labels, sub_labels])[sub_labels >= 0], axis=0)
    for theme, part in pairs[~keep]:
        out[(labels == theme) & (out == part)] = -1
    for theme in np.unique(pairs[:, 0]):
        mine = labels == theme
        parts = renumber(out[mine])
        out[mine] = parts if parts.max(initial=-1) > 0 else -1
    return out
