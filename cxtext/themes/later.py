"""Themes that later waves add to a model: found among what fits none of the themes before, under ids that go on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxtext.themes.assignment import Assigned
from cxtext.themes.codebook import number_on
from cxtext.themes.discovery import count_responses
from cxtext.themes.theme import ResolutionRow, Theme

if TYPE_CHECKING:
    from cxtext.themes.corpus import Corpus


def fits_none(assigned: Assigned) -> np.ndarray:
    """Tell which texts no theme fits; one that could be of either of two themes is not among them. Shape (n_texts,), bool."""
    is_none = assigned.theme < 0
    return is_none if assigned.either is None else is_none & (assigned.either < 0).any(axis=1)


def join_items(before: Sequence[Theme], added: Sequence[Theme]) -> tuple[Theme, ...]:
    """Return themes and those that were added, in the order of their indices: themes, then sub-themes."""
    return tuple(sorted([*before, *added], key=lambda item: item.parent_id is not None))


@dataclass(frozen=True)
class Places:
    """Where the themes and sub-themes of one wave stand among all, as arrays of indices; -1 for one that is no theme of its own.

    Parameters
    ----------
    themes, subthemes : ndarray of shape (n,), int64
    """

    themes: np.ndarray
    subthemes: np.ndarray

    @classmethod
    def of(
        cls,
        own: tuple[Sequence[str], Sequence[str]],
        whole: tuple[Sequence[str], Sequence[str]],
        same_as: Mapping[str, str | None],
    ) -> Places:
        """Return the places of the themes that a wave added.

        Parameters
        ----------
        own, whole : sequence of sequence of str
            Ids of the themes and the sub-themes of the wave, and of all waves.
        same_as : mapping of str to str or None
            Themes of the wave that are an earlier one, or take no text.
        """
        tops, parts = ({name: i for i, name in enumerate(ids)} for ids in whole)
        themes = np.array([tops.get(str(same_as.get(name, name)), -1) for name in own[0]], dtype=np.int64)
        return cls(themes, np.array([parts.get(name, -1) for name in own[1]], dtype=np.int64))

    def find_themes(self, index: np.ndarray) -> np.ndarray:
        """Return the place of each theme; what is below 0 stays as it is."""
        return np.where(index >= 0, np.append(self.themes, -1)[np.maximum(index, -1)], index)

    def put(self, assigned: Assigned, rows: np.ndarray, more: Assigned) -> Assigned:
        """Return the themes of all texts, where some rows that had none get those of the wave.

        Parameters
        ----------
        assigned : Assigned
            Of all texts.
        rows : ndarray of shape (n_rows,), int64
        more : Assigned
            Of these texts, as indices of the wave's themes.
        """
        theme, part, strength = assigned.theme.copy(), assigned.subtheme.copy(), assigned.strength.copy()
        theme[rows] = self.find_themes(more.theme)
        taken = theme[rows] >= 0
        strength[rows[taken]] = more.strength[taken]
        part[rows] = np.append(self.subthemes, -1)[more.subtheme]
        either = assigned.either
        if more.either is not None:
            either = np.full((len(theme), 2), -1, dtype=np.int64) if either is None else either.copy()
            pairs = self.find_themes(more.either)
            either[rows] = np.where((pairs >= 0).all(axis=1, keepdims=True), pairs, -1)
        return replace(assigned, theme=theme, subtheme=part, strength=strength, either=either)

    def redraw(self, theme: np.ndarray, rows: np.ndarray, redrawn: np.ndarray | None, n_before: int) -> np.ndarray | None:
        """Return the themes as refits draw them, where the themes before are the same in every refit.

        Parameters
        ----------
        theme : ndarray of shape (n_texts,), int64
        rows : ndarray of shape (n_rows,), int64
            The texts among which themes were found.
        redrawn : ndarray of shape (n_rows, n_refits), int64, optional
            Of these texts, as indices of the wave's themes.
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
        is_own = (theme[rows] < 0) | (theme[rows] >= n_before)
        drawn[rows[is_own]] = self.find_themes(redrawn[is_own])
        return drawn


def find_own(theme: np.ndarray, corpus: Corpus, is_free: np.ndarray, n: int, min_responses: int) -> np.ndarray:
    """Tell which themes that were found are of texts that fitted none before; the others are those of the background.

    Parameters
    ----------
    theme : ndarray of shape (n_texts,), int64
        Theme that each text was found to have.
    corpus : Corpus
        The texts.
    is_free : ndarray of shape (n_texts,), bool
        Whether the text fitted none.
    n : int
        Themes that were found.
    min_responses : int
        Fewest responses of a theme.

    Returns
    -------
    ndarray of shape (n_themes,), bool
        Half of its texts or more fitted none, and enough responses have one of these.
    """
    free = np.where(is_free, theme, -1)
    sizes = [np.bincount(one[one >= 0], minlength=n) for one in (free, theme)]
    return np.asarray((2 * sizes[0] >= sizes[1]) & (count_responses(free, corpus.responses, n) >= min_responses))


def find_same(found: Sequence[Theme], earlier: Sequence[Theme], labels: Mapping[str, str]) -> dict[str, str]:
    """Return which new themes are an earlier one, by their ids: those that have the label it has, or had before edits.

    A theme that is locked takes no other texts.

    Parameters
    ----------
    found, earlier : sequence of Theme
        Before edits.
    labels : mapping of str to str
        Label of each theme after edits, by its id; of locked ones there is none.
    """
    owner: dict[str, str] = {}
    for item in earlier:
        if item.parent_id is None and item.theme_id in labels:
            for label in (labels[item.theme_id], item.label):
                owner.setdefault(label.casefold(), item.theme_id)
    tops = [item for item in found if item.parent_id is None]
    return {item.theme_id: owner[item.label.casefold()] for item in tops if item.label.casefold() in owner}


def renumber(
    items: Sequence[Theme], curve: Sequence[ResolutionRow], used: Collection[str]
) -> tuple[tuple[Theme, ...], list[ResolutionRow]]:
    """Return new themes and their curve under ids that no theme has or had.

    Parameters
    ----------
    items : sequence of Theme
    curve : sequence of ResolutionRow
    used : collection of str
        Ids that were given before.
    """
    old = [item.theme_id for item in items]
    new = dict(zip(old, number_on(list(used), len(old)), strict=True))
    numbered = tuple(
        replace(item, theme_id=new[item.theme_id], parent_id=None if item.parent_id is None else new[item.parent_id])
        for item in items
    )
    rows: list[ResolutionRow] = [
        {**row, "parent_id": None if row["parent_id"] is None else new[str(row["parent_id"])]} for row in curve
    ]
    return numbered, rows


def relabel(items: Sequence[Theme], labels: Collection[str]) -> list[Theme]:
    """Return new themes, where one whose label another theme has or had gets its id behind it."""
    taken = {label.casefold() for label in labels}
    return [
        replace(item, label=f"{item.label} ({item.theme_id})")
        if item.parent_id is None and item.label.casefold() in taken
        else item
        for item in items
    ]
