"""What a person answers when asked about single opinions: edits that are labels, and the edit that learns from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cxtext.errors import ConfigError
from cxtext.themes.curation.correction import LearntLabels
from cxtext.themes.curation.edits import Edit, find_unlocked
from cxtext.themes.curation.labels import Labels
from cxtext.themes.curation.learnt import Learnt
from cxtext.themes.curation.theme_set import ThemeSet


@dataclass(frozen=True)
class Confirm(Edit):
    """Say that some opinions are in the right theme: it moves none of them, and is a label of each.

    ``keys`` are hashes of the texts; ``asked`` is the kind of question that was asked, empty where nobody asked.
    """

    keys: tuple[str, ...]
    theme: str | None
    asked: str = ""
    kind: ClassVar[str] = "confirm"

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check that there is such a theme."""
        if not self.keys:
            raise ConfigError("to confirm opinions, name one at least.")
        if self.theme is not None:
            themes.get(self.theme)
        return themes


@dataclass(frozen=True)
class Either(Edit):
    """Say that some opinions could be of either of two themes: they are given to none, for this reason.

    ``asked`` and ``was`` are as in :class:`Move`.
    """

    keys: tuple[str, ...]
    themes: tuple[str, ...]
    asked: str = ""
    was: str | None = None
    kind: ClassVar[str] = "either"
    moves_texts: ClassVar[bool] = True

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check that two themes are named."""
        if not self.keys:
            raise ConfigError("to say of opinions that they could be of either theme, name one at least.")
        if len(set(self.themes)) != 2:
            raise ConfigError(f"'either' needs two themes, {len(set(self.themes))} are named.")
        for name in self.themes:
            if themes.get(name).parent_id is not None:
                raise ConfigError(f"{name!r} is a sub-theme; 'either' needs two themes.")
        return themes

    def route(self, labels: Labels, themes: ThemeSet, learnt: Learnt | LearntLabels | None) -> None:
        """Give the texts to none, but not those of locked themes."""
        rows = find_unlocked(labels, labels.rows_with_keys(self.keys), themes)
        labels.move(rows, None)
        labels.either[rows] = [labels.code(name) for name in sorted(self.themes)]


@dataclass(frozen=True)
class LearnLabels(Edit):
    """Give texts like those that people labelled the themes of these; a labelled text stays where a person put it."""

    n_labels: int
    kind: ClassVar[str] = "learn"
    moves_texts: ClassVar[bool] = True
    learns: ClassVar[bool] = True

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check that there is a label."""
        if self.n_labels < 1:
            raise ConfigError("there is no label to learn from.\nAnswer questions first: cxtext review RUN")
        return themes

    def route(self, labels: Labels, themes: ThemeSet, learnt: Learnt | LearntLabels | None) -> None:
        """Move what the labels speak for, but nothing from or to locked themes."""
        if not isinstance(learnt, LearntLabels) or not len(labels.theme):
            return
        codes = np.append([labels.code(name) for name in learnt.theme_ids], -1).astype(np.int64)
        place = np.full(max(len(labels.codes), int(codes.max(initial=0)) + 1) + 1, -1, dtype=np.int64)
        place[codes[:-1]] = np.arange(len(learnt.theme_ids))
        is_judged = (labels.theme < 0) | (place[labels.theme] >= 0)
        rows = np.flatnonzero(is_judged & ~np.isin(labels.hashes, learnt.correction.pinned)[labels.text_of])
        texts, of_row = np.unique(labels.text_of[rows], return_inverse=True)
        before = np.where(labels.theme[rows] < 0, -1, place[labels.theme[rows]])
        taken, strength = learnt.correction.move(labels.texts.embed(texts), of_row, before)
        moved = taken != before
        locked = [labels.code(item.theme_id) for item in themes.items if item.locked]
        moved &= ~np.isin(codes[taken], locked) & ~np.isin(labels.theme[rows], locked)
        rows, taken = rows[moved], taken[moved]
        labels.theme[rows], labels.part[rows], labels.strength[rows] = codes[taken], -1, strength[moved]
        labels.either[rows] = -1
