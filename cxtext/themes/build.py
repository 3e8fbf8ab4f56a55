"""Put the themes of a model together from what the steps returned."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxtext.themes.asides import Asides
from cxtext.themes.assignment import Assigned, Fitted
from cxtext.themes.catalogue import TopicMatch
from cxtext.themes.codebook import Codebook, CodebookTheme, number_on
from cxtext.themes.corpus import Corpus
from cxtext.themes.discovery import count_responses
from cxtext.themes.naming import Description
from cxtext.themes.theme import Origin, ResolutionRow, Status, Theme, ThemeKind
from cxtext.themes.vectors import centre_rows, mean_row, sum_by_label

#: Texts that show what is in a row of asides: the most frequent ones.
ASIDE_EXEMPLARS = 5


def build_items(
    corpus: Corpus,
    rows: np.ndarray,
    assigned: Assigned,
    fitted: Fitted,
    levels: list[list[Description]],
    kinds: list[list[ThemeKind]],
    topics: list[list[TopicMatch | None]],
    codebook: Codebook | None,
) -> tuple[Theme, ...]:
    """Put together what the steps returned for each theme and sub-theme.

    Parameters
    ----------
    corpus : Corpus
    rows : ndarray of shape (n_texts, n_dims), centred rows of unit length
    assigned : Assigned
        Of the texts; themes of the codebook come first.
    fitted : Fitted
        The themes that were discovered.
    levels : list of list of Description
        Themes, sub-themes.
    kinds : list of list of ThemeKind
        Of the themes and the sub-themes.
    topics : list of list of TopicMatch or None
        Of the themes and the sub-themes; what says nothing on anything has none.
    codebook : Codebook, optional

    Returns
    -------
    tuple of Theme
        Those of the codebook, those discovered, sub-themes.
    """
    items: list[Theme] = []
    assigner = fitted.assigner
    given = codebook.ids if codebook is not None else []
    n_given = len(given)
    ids = [*given, *number_on(given, assigner.n_themes + assigner.n_subthemes)]
    for level, (labels, described) in enumerate(zip((assigned.theme, assigned.subtheme), levels, strict=True)):
        n = len(described)
        n_responses = count_responses(labels, corpus.responses, n)
        n_units = np.bincount(labels[labels >= 0], weights=corpus.counts[labels >= 0], minlength=n)
        cohesion = _centre_cosines(rows, labels, n)
        for i, what in enumerate(described):
            is_given = not level and i < n_given
            kind = ThemeKind.CAUSE if is_given else kinds[level][i]
            if not what.has_subject and kind is ThemeKind.CAUSE:
                kind = ThemeKind.VERDICT
            match = topics[level][i] if kind is ThemeKind.CAUSE else None
            entry = codebook.themes[i] if codebook is not None and is_given else None
            items.append(
                Theme(
                    theme_id=ids[len(items)],
                    parent_id=ids[n_given + int(assigner.sub_parent[i])] if level else None,
                    label=what.label,
                    description=what.description,
                    keyphrases=what.keyphrases,
                    exemplar_texts=tuple(corpus.texts[e] for e in what.exemplars),
                    cohesion=float(np.round(cohesion[i], 6)),
                    stability=None if level or is_given else float(np.round(fitted.stability[i - n_given], 6)),
                    focus=float(np.round(what.focus, 6)),
                    kind=kind,
                    label_rank=what.label_rank,
                    n_units=int(n_units[i]),
                    n_responses=int(n_responses[i]),
                    origin=Origin.CODEBOOK if is_given else Origin.FOUND,
                    named_by=what.named_by,
                    **{"topic": None if match is None else match.topic_id} | _read_given(entry),
                )
            )
    return tuple(items)


def _read_given(entry: CodebookTheme | None) -> dict[str, Any]:
    """Return what a codebook says of a theme beside its words; nothing for a theme that it does not have."""
    if entry is None:
        return {}
    given = {"owner": entry.owner or None, "status": Status.HIDDEN if entry.hidden else Status.ACTIVE, "locked": entry.locked}
    given |= {"work_status": entry.status or None, "ticket": entry.ticket or None}
    return given | ({"topic": entry.topic} if entry.topic else {})


def _centre_cosines(rows: np.ndarray, labels: np.ndarray, n: int) -> np.ndarray:
    """Return the mean cosine of each group's texts to their centre."""
    size = np.bincount(labels[labels >= 0], minlength=n)
    # a single text is one with itself, though it may be all there is and so at the origin
    return np.where(size == 1, 1.0, np.linalg.norm(sum_by_label(rows, labels, n), axis=1) / np.maximum(size, 1))


def add_asides(items: tuple[Theme, ...], asides: Asides, corpus: Corpus, rows: np.ndarray) -> tuple[Theme, ...]:
    """Return themes with the rows of asides between themes and sub-themes; their ids follow all others.

    Parameters
    ----------
    items : tuple of Theme
    asides : Asides
    corpus : Corpus
        All texts.
    rows : ndarray of shape (n_texts,), int64
        Row of each text, as :meth:`Asides.find` returns it.
    """
    n = len(asides.keys)
    if not n:
        return items
    ids = number_on([item.theme_id for item in items], n)
    taken = {item.label.casefold() for item in items}
    n_responses = count_responses(rows, corpus.responses, n)
    cohesion = _centre_cosines(centre_rows(corpus.vectors, mean_row(corpus.vectors)), rows, n)
    made = []
    for row, (label, description) in enumerate(asides.list_names()):
        members = np.flatnonzero(rows == row)
        typical = members[np.lexsort((members, -corpus.counts[members]))[:ASIDE_EXEMPLARS]]
        made.append(
            Theme(
                theme_id=ids[row],
                parent_id=None,
                label=f"{label} (aside)" if label.casefold() in taken else label,
                description=description,
                keyphrases=(),
                exemplar_texts=tuple(corpus.texts[i] for i in typical.tolist()),
                cohesion=float(np.round(cohesion[row], 6)),
                stability=None,
                focus=0.0,
                kind=ThemeKind.ASIDE,
                label_rank=None,
                n_units=int(corpus.counts[members].sum()),
                n_responses=int(n_responses[row]),
                named_by="rule",
            )
        )
    is_top = [item.parent_id is None for item in items]
    tops = [item for item, top in zip(items, is_top, strict=True) if top]
    return (*tops, *made, *(item for item, top in zip(items, is_top, strict=True) if not top))


def name_parents(curve: list[ResolutionRow], items: tuple[Theme, ...]) -> list[ResolutionRow]:
    """Put theme ids where the curve has indices."""
    ids = [t.theme_id for t in items if t.parent_id is None and t.origin == Origin.FOUND]
    return [{**row, "parent_id": None if row["parent_id"] is None else ids[int(row["parent_id"])]} for row in curve]
