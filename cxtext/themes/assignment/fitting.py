"""Train the assigner on the themes; refit until every theme keeps enough responses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from cxtext.themes.assignment.assigner import Assigned, ThemeAssigner, number_parts
from cxtext.themes.assignment.memory import TextMemory
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
    memory : TextMemory
        The texts of the sample with their themes.
    """

    assigner: ThemeAssigner
    assigned: Assigned
    stability: np.ndarray
    curve: list[ResolutionRow]
    memory: TextMemory


@dataclass(frozen=True)
class FitData:
    """Texts that themes are fitted on, and the themes that were discovered among some of them.

    Parameters
    ----------
    texts : sequence of str
    embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
    responses : csr_array of shape (n, n_responses)
        Nonzero where the response has the text.
    sample : ndarray of shape (n_sample,), int
        Rows that were discovered in.
    discovery : Discovery
        The themes of the sample.
    """

    texts: Sequence[str]
    embeddings: np.ndarray
    responses: sparse.csr_array
    sample: np.ndarray
    discovery: Discovery

    def spread(self, labels: np.ndarray) -> np.ndarray:
        """Return the labels of the sample for all texts, -1 for those outside."""
        everywhere = np.full(len(self.texts), -1, dtype=np.int64)
        everywhere[self.sample] = labels
        return everywhere


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
    """Train an assigner on the themes, without those that keep too few responses when it labels everything.

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
    no_part = np.full(len(data.texts), -1, dtype=np.int64)
    while True:
        assigner = fit(rows, labels)
        assigned = assigner.assign(data.embeddings, (data.spread(labels), no_part))
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
        assigned=replace(
            assigned,
            theme=place[assigned.theme],
            either=None if assigned.either is None else np.sort(place[assigned.either], axis=1),
        ),
        stability=discovery.stability[origin][order],
        curve=discovery.curve,
        memory=TextMemory.build([data.texts[i] for i in data.sample.tolist()], place[labels], discovery.tree),
    )


def fit_subthemes(fitted: Fitted, data: FitData, *, min_responses: int) -> Fitted:
    """Split themes, without the parts that keep too few responses when the assigner labels everything.

    Parameters
    ----------
    fitted : Fitted
        As :func:`fit_assigner` returns it for the same data.
    data : FitData
    min_responses : int

    Returns
    -------
    Fitted
        The same with sub-themes, ordered by theme, then by number of responses.
    """
    discovery, labels = data.discovery, fitted.memory.theme
    if discovery.tree is None:
        return fitted
    sub_labels, curve = split_themes(
        discovery.tree, labels, discovery.refits, data.responses[data.sample], min_responses=min_responses
    )
    while True:
        assigner = fitted.assigner.with_subthemes(data.embeddings[data.sample], labels, sub_labels)
        parts, _ = number_parts(labels, sub_labels)
        subtheme = assigner.assign_subthemes(data.embeddings, fitted.assigned.theme, data.spread(parts))
        n_responses = count_responses(subtheme, data.responses, assigner.n_subthemes)
        enough = n_responses >= min_responses
        if enough.all():
            break
        sub_labels = _drop_parts(labels, sub_labels, enough)
    order = np.lexsort((np.arange(assigner.n_subthemes), -n_responses, assigner.sub_parent))
    place = np.append(np.argsort(order), -1)
    return replace(
        fitted,
        assigner=assigner.reorder(np.arange(assigner.n_themes), order),
        assigned=replace(fitted.assigned, subtheme=place[subtheme]),
        curve=fitted.curve + curve,
        memory=fitted.memory.with_subthemes(place[parts]),
    )


def keep_subthemes(fitted: Fitted, data: FitData, keep: np.ndarray) -> tuple[Fitted, np.ndarray]:
    """Return the themes with some of their sub-themes; what was in another one goes to the nearest of these, or to none.

    Parameters
    ----------
    fitted : Fitted
        As :func:`fit_subthemes` returns it for the same data.
    data : FitData
    keep : ndarray of shape (n_subthemes,), bool
        A theme that would keep a single one keeps none.

    Returns
    -------
    fitted : Fitted
    remaining : ndarray of shape (n_remaining,), int64
        Earlier index of each sub-theme, ordered by theme, then by number of responses.
    """
    parent, n_themes = fitted.assigner.sub_parent, fitted.assigner.n_themes
    remaining = np.flatnonzero(keep & (np.bincount(parent[keep], minlength=n_themes) > 1)[parent])
    if len(remaining) == len(keep):
        return fitted, remaining

    def take(order: np.ndarray) -> tuple[ThemeAssigner, TextMemory]:
        place = np.full(len(keep) + 1, -1, dtype=np.int64)
        place[order] = np.arange(len(order))
        memory = fitted.memory.with_subthemes(place[fitted.memory.subtheme])
        return fitted.assigner.reorder(np.arange(n_themes), order), memory

    assigner, memory = take(remaining)
    subtheme = assigner.assign_subthemes(data.embeddings, fitted.assigned.theme, data.spread(memory.subtheme))
    n_responses = count_responses(subtheme, data.responses, len(remaining))
    order = np.lexsort((np.arange(len(remaining)), -n_responses, assigner.sub_parent))
    assigner, memory = take(remaining[order])
    assigned = replace(fitted.assigned, subtheme=np.append(np.argsort(order), -1)[subtheme])
    numbers = np.bincount(assigner.sub_parent, minlength=n_themes).tolist()
    curve: list[ResolutionRow] = [
        {**row, "n_themes": numbers[row["parent_id"]]} if row["level"] == "subtheme" else row
        for row in fitted.curve
        if row["level"] != "subtheme" or numbers[row["parent_id"]]
    ]
    return replace(fitted, assigner=assigner, assigned=assigned, memory=memory, curve=curve), remaining[order]


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
