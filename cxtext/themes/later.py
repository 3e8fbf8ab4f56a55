"""Themes that later waves add to a model: found among what fits none of the themes before, under ids that go on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cxtext.themes.assignment import Assigned
from cxtext.themes.codebook import number_on
from cxtext.themes.theme import ResolutionRow, Theme

if TYPE_CHECKING:
    from cxtext.themes.model import ThemeModel


def fits_none(assigned: Assigned) -> np.ndarray:
    """Tell which texts no theme fits; one that could be of either of two themes is not among them. Shape (n_texts,), bool."""
    is_none = assigned.theme < 0
    return is_none if assigned.either is None else is_none & (assigned.either < 0).any(axis=1)


def join_items(before: Sequence[Theme], added: Sequence[Theme]) -> tuple[Theme, ...]:
    """Return themes and those that were added, in the order of their indices: themes, then sub-themes."""
    return tuple(sorted([*before, *added], key=lambda item: item.parent_id is not None))


def assign_later(
    assigned: Assigned, later: Sequence[ThemeModel], embeddings: np.ndarray, texts: Sequence[str], n_own: tuple[int, int]
) -> Assigned:
    """Give the texts that fit none of the themes before to those that were added, one wave after the other.

    Parameters
    ----------
    assigned : Assigned
        By the first fit.
    later : sequence of ThemeModel
    embeddings : ndarray of shape (n_texts, n_dims), float32, rows of unit length
    texts : sequence of str
    n_own : (int, int)
        Themes and sub-themes of the first fit.
    """
    for model, first in _list_offsets(later, n_own):
        rows = np.flatnonzero(fits_none(assigned))
        if len(rows):
            more = model.assign_fitted(embeddings[rows], [texts[i] for i in rows.tolist()])
            assigned = _put(assigned, rows, more, first)
    return assigned


def _list_offsets(later: Sequence[ThemeModel], n_own: tuple[int, int]) -> Iterator[tuple[ThemeModel, tuple[int, int]]]:
    """Yield each model with the indices of its first theme and its first sub-theme."""
    first = n_own
    for model in later:
        yield model, first
        first = (first[0] + len(model.theme_ids), first[1] + len(model.subtheme_ids))


def _put(assigned: Assigned, rows: np.ndarray, more: Assigned, first: tuple[int, int]) -> Assigned:
    """Return the themes of all texts, where some rows that had none get those of a model whose indices begin at ``first``."""
    theme, part, strength = assigned.theme.copy(), assigned.subtheme.copy(), assigned.strength.copy()
    taken = more.theme >= 0
    theme[rows[taken]] = more.theme[taken] + first[0]
    strength[rows[taken]] = more.strength[taken]
    part[rows] = np.where(more.subtheme >= 0, more.subtheme + first[1], -1)
    either = assigned.either
    if more.either is not None:
        either = np.full((len(theme), 2), -1, dtype=np.int64) if either is None else either.copy()
        either[rows] = np.where(more.either >= 0, more.either + first[0], -1)
    return replace(assigned, theme=theme, subtheme=part, strength=strength, either=either)


def add_themes(fitted: Assigned, rows: np.ndarray, found: Assigned, n_before: tuple[int, int]) -> Assigned:
    """Return the themes of all texts after those of some rows were found.

    Parameters
    ----------
    fitted : Assigned
        Of all texts, by the themes before.
    rows : ndarray of shape (n_rows,), int64
        The texts among which themes were found.
    found : Assigned
        Of these texts.
    n_before : (int, int)
        Themes and sub-themes before.
    """
    joined = _put(fitted, rows, found, n_before)
    return replace(joined, redrawn=redraw_later(joined.theme, rows, found.redrawn, n_before[0]))


def redraw_later(theme: np.ndarray, rows: np.ndarray, redrawn: np.ndarray | None, n_before: int) -> np.ndarray | None:
    """Return the themes as refits draw them, where the themes before are the same in every refit.

    Parameters
    ----------
    theme : ndarray of shape (n_texts,), int64
    rows : ndarray of shape (n_rows,), int64
        The texts among which themes were found.
    redrawn : ndarray of shape (n_rows, n_refits), int64, optional
        Of these texts, as indices of the themes that were found.
    n_before : int
        Themes before.

    Returns
    -------
    ndarray of shape (n_texts, n_refits), int64
        None without refits.
    """
    if redrawn is None:
        return None
    drawn = np.repeat(theme[:, None], redrawn.shape[1], axis=1)
    drawn[rows] = np.where(redrawn >= 0, redrawn + n_before, redrawn)
    return drawn


def renumber(model: ThemeModel, used: Collection[str], labels: Collection[str]) -> ThemeModel:
    """Return a model under ids that no theme has or had; a theme whose label another one has gets its id behind it.

    Parameters
    ----------
    model : ThemeModel
        Of new themes, which nobody edited.
    used : collection of str
        Ids that were given before.
    labels : collection of str
        Labels that other themes have or had.
    """
    old = [item.theme_id for item in model.items]
    new = dict(zip(old, number_on(list(used), len(old)), strict=True))
    taken = {label.casefold() for label in labels}
    items = []
    for item in model.items:
        own = new[item.theme_id]
        label = f"{item.label} ({own})" if item.parent_id is None and item.label.casefold() in taken else item.label
        parent = None if item.parent_id is None else new[item.parent_id]
        items.append(replace(item, theme_id=own, parent_id=parent, label=label))
    curve: list[ResolutionRow] = [
        {**row, "parent_id": None if row["parent_id"] is None else new[str(row["parent_id"])]} for row in model.curve
    ]
    return replace(model, items=tuple(items), curve=curve)
