"""What is measured of themes to judge an edit of them: how alike they are, and how their opinions sound."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cxtext.pipeline.edit import ThemeEdits
from cxtext.themes import LEFT_OUT, Assigned, Theme, ThemeSet, Words, compare_words, count_terms

if TYPE_CHECKING:
    from cxtext.run import Analysis

#: Share of its opinions from which a theme is negative, or positive, as a whole.
MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Tone:
    """Share of the opinions of a theme that are labelled negative, and positive."""

    negative: float
    positive: float

    def is_opposite(self, other: Tone) -> bool:
        """Tell whether one is mostly negative and the other one mostly positive.

        >>> Tone(0.7, 0.1).is_opposite(Tone(0.2, 0.6)), Tone(0.7, 0.1).is_opposite(Tone(0.4, 0.4))
        (True, False)
        """
        return min(self.negative, other.positive) >= MOSTLY or min(self.positive, other.negative) >= MOSTLY


@dataclass(frozen=True)
class Likeness:
    """How alike the themes of the upper level are, in pairs.

    Parameters
    ----------
    theme_ids : tuple of str
    centres : ndarray of shape (n_themes, n_themes), float64
        Cosine of the centres; ``nan`` where the fit had no centre of a theme.
    words : ndarray of shape (n_themes, n_themes), float64
        Cosine of the words that set them apart from all other themes (class-based tf-idf).
    redrawn : ndarray of shape (n_themes, n_themes), float64
        Share of the opinions of the theme in the row that refits on subsamples give to the theme in the column.
    """

    theme_ids: tuple[str, ...]
    centres: np.ndarray
    words: np.ndarray
    redrawn: np.ndarray

    def swapped(self, i: int, j: int) -> float:
        """Return the share of the smaller exchange: what refits give from one theme to the other one, the larger of both ways."""
        return float(max(self.redrawn[i, j], self.redrawn[j, i]))


@dataclass(frozen=True)
class ThemeFacts:
    """The themes of an analysis after some edits, and what can be measured of them without vectors.

    Parameters
    ----------
    edits : ThemeEdits
    """

    edits: ThemeEdits

    @classmethod
    def of(cls, analysis: Analysis) -> ThemeFacts:
        """Return those of the themes that an analysis shows."""
        return cls(ThemeEdits(analysis))

    @cached_property
    def themes(self) -> ThemeSet:
        """The themes."""
        return self.edits.themes

    @cached_property
    def labels(self) -> Assigned:
        """The theme and the sub-theme of each text."""
        return self.edits.label()

    @cached_property
    def words(self) -> Words:
        """The words of the texts."""
        return Words(self.edits.unique.texts, language=self.edits.texts.language)

    @cached_property
    def likeness(self) -> Likeness:
        """How alike the themes are."""
        ids, counts = self.themes.theme_ids, self.edits.unique.counts
        terms = count_terms(self.words, self.labels.theme, counts, len(ids))
        return Likeness(tuple(ids), self.compare_centres(ids), compare_words(terms), count_redrawn(self.labels, counts, len(ids)))

    def members(self, theme_id: str) -> np.ndarray:
        """Return the positions of the texts of a theme or sub-theme."""
        is_top = self.themes.get(theme_id).parent_id is None
        ids = self.themes.theme_ids if is_top else self.themes.subtheme_ids
        labels = self.labels.theme if is_top else self.labels.subtheme
        return np.flatnonzero(labels == ids.index(theme_id))

    def size(self, theme_id: str) -> int:
        """Return the number of opinions of a theme or sub-theme."""
        return int(self.edits.unique.counts[self.members(theme_id)].sum())

    def tone(self, theme_id: str) -> Tone:
        """Return how the opinions of a theme or sub-theme sound."""
        return self.tone_of(self.members(theme_id))

    def tone_of(self, positions: np.ndarray) -> Tone:
        """Return how the opinions with some texts sound; all texts of one wording sound the same."""
        n = max(int(self.edits.unique.counts[positions].sum()), 1)
        return Tone(*(float(counts[positions].sum() / n) for counts in self._felt))

    @cached_property
    def _felt(self) -> tuple[np.ndarray, np.ndarray]:
        """Return how many opinions with each text are labelled negative, and positive."""
        unique, label = self.edits.unique, self.edits.analysis.tables["sentiment"]["label"].to_numpy(dtype=object)
        n = len(unique.texts)
        negative, positive = (np.bincount(unique.of_unit[label == wanted], minlength=n) for wanted in ("negative", "positive"))
        return negative, positive

    def compare_centres(self, ids: list[str]) -> np.ndarray:
        """Return the cosines of the centres of themes or sub-themes; ``nan`` where the fit had none."""
        centres = self.edits.model.list_centres()
        rows = np.array([centres.get(name, np.full(self.n_dims, np.nan)) for name in ids]).reshape(len(ids), self.n_dims)
        return np.asarray(np.round(rows @ rows.T, 6))

    @property
    def n_dims(self) -> int:
        """Dimensions of the vectors of the model."""
        return len(self.edits.model.assigner.mean)

    def is_open(self, item: Theme) -> bool:
        """Tell whether edits of the texts of a theme make sense: it is shown, not locked, and says something."""
        return not item.locked and self.themes.is_shown(item.theme_id) and item.kind != "aside"


def count_redrawn(labels: Assigned, counts: np.ndarray, n: int) -> np.ndarray:
    """Return the share of the opinions of each theme that refits give to each theme."""
    share, total = np.zeros((n, n)), np.zeros(n)
    for column in () if labels.redrawn is None else labels.redrawn.T:
        drawn = (labels.theme >= 0) & (column != LEFT_OUT)
        np.add.at(total, labels.theme[drawn], counts[drawn])
        both = drawn & (column >= 0)
        np.add.at(share, (labels.theme[both], column[both]), counts[both])
    return np.asarray(np.round(share / np.maximum(total, 1)[:, None], 6))
