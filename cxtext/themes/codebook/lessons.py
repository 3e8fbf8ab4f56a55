"""Lessons: examples that teach a theme which texts belong to it, and what it then takes from the other themes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cxtext.errors import ModelFormatError
from cxtext.language import Language
from cxtext.themes.codebook.codebook import MOST_EXAMPLES, Codebook, CodebookTheme
from cxtext.themes.codebook.prototypes import CodebookAssigner
from cxtext.themes.storage import ArrayBundle, Shape
from cxtext.themes.theme import Origin, Theme
from cxtext.themes.vectors import centre_rows, map_blocks, nearest_mean, pad_and_centre

#: The similarity of a text to the examples is its mean cosine to this many of the nearest.
NEAREST_EXAMPLES = 3
#: A text of this cosine to an example says nearly the same: it belongs to the theme of the example.
LIKE_ONE = 0.75
#: Below every cosine: a single example sets no limit.
NO_LIMIT = -2.0


@dataclass(frozen=True)
class LessonAssigner(ArrayBundle):
    """The examples that themes were taught with, and the similarity that a text needs to move to such a theme.

    Parameters
    ----------
    theme : ndarray of shape (n_examples,), int64
        Index of the theme that each example teaches.
    examples : ndarray of shape (n_examples, n_dims), float32
        Centred, rows of unit length.
    least : ndarray of shape (n_examples,), float32
        What a text must reach for the theme of the example; -2 where a single example sets no limit.

    Notes
    -----
    Similarity is the mean cosine to the 3 nearest examples, less half of the mean cosine to the nearest texts of the survey, as
    in :class:`~cxtext.themes.codebook.CodebookAssigner`. The limit is the median of what the examples themselves reach, each
    left out in turn: a text moves when it is as near to the examples as they are to one another. A text that says nearly the
    same as an example moves in any case.
    """

    theme: np.ndarray
    examples: np.ndarray
    least: np.ndarray

    SHAPES: ClassVar[dict[str, Shape]] = {
        "theme": ("examples",),
        "examples": ("examples", "dims"),
        "least": ("examples",),
    }

    @classmethod
    def fit(cls, taught: CodebookAssigner, theme: Sequence[int], embeddings: np.ndarray) -> LessonAssigner:
        """Learn the limit of each taught theme from its examples.

        Parameters
        ----------
        taught : CodebookAssigner
            Fitted with the same examples.
        theme : sequence of int
            Index of the theme of each example.
        embeddings : ndarray of shape (n_examples, n_dims), float32, rows of unit length

        Returns
        -------
        LessonAssigner
        """
        themes = np.asarray(theme, dtype=np.int64)
        rows = centre_rows(embeddings, taught.mean)
        density = taught.measure_density(rows.astype(np.float64))
        least = np.full(len(rows), NO_LIMIT)
        for k in np.unique(themes):
            own = np.flatnonzero(themes == k)
            if len(own) > 1:
                cosines = (rows[own] @ rows[own].T).astype(np.float64)
                np.fill_diagonal(cosines, -1.0)
                least[own] = np.median(_example_cosine(cosines) - density[own])
        return cls(themes, rows, np.asarray(np.round(least, 6), dtype=np.float32))

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], prefix: str = "", **lengths: int) -> LessonAssigner:
        """Build as :meth:`ArrayBundle.from_arrays` does; a lesson without examples is damaged."""
        assigner = super().from_arrays(arrays, prefix, **lengths)
        if not len(assigner.theme):
            raise ModelFormatError(f"the lessons of the theme model have no example (array '{prefix}_theme').\nTeach it again.")
        return assigner

    def assign(self, taught: CodebookAssigner, embeddings: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the taught theme that takes each row, -1 for none, and how certain that is.

        A theme takes what ``taught`` assigns to it, but only texts that are similar enough to its examples. An example itself,
        and a text that says nearly the same, belongs to the theme of the example whatever the scores.

        Parameters
        ----------
        taught : CodebookAssigner
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length

        Returns
        -------
        theme : ndarray of shape (n,), int64
        strength : ndarray of shape (n,), float64, in [0, 1]
        """
        theme, strength = taught.assign(embeddings)

        def move(embeddings: np.ndarray, theme: np.ndarray, strength: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            """Return theme and strength of at most ``BLOCK`` rows."""
            _, rows = pad_and_centre(embeddings, taught.mean)
            cosines = np.round(rows @ self.examples.T.astype(np.float64), 9)[: len(theme)]
            near = self._find_near(cosines, taught.measure_density(rows)[: len(theme)], theme)
            nearest = cosines.max(axis=1)
            repeats = nearest >= LIKE_ONE
            moved = np.where(repeats, self.theme[np.argmax(cosines, axis=1)], np.where(near, theme, -1))
            return moved, np.where(repeats, np.minimum(nearest, 1.0), strength)

        for rows, result in map_blocks(move, len(theme), embeddings, theme, strength):
            theme[rows], strength[rows] = result
        return theme, strength

    def _find_near(self, cosines: np.ndarray, density: np.ndarray, theme: np.ndarray) -> np.ndarray:
        """Tell which rows are similar enough to the examples of the theme that they would get."""
        near = np.zeros(len(theme), dtype=bool)
        for k in np.unique(self.theme):
            own = np.flatnonzero(self.theme == k)
            similarity = np.round(_example_cosine(cosines[:, own]) - density, 6)
            near |= (theme == k) & (similarity >= self.least[own[0]])
        return near


def learn_lessons(
    themes: Sequence[Theme],
    lessons: Mapping[str, Sequence[str]],
    embeddings: np.ndarray,
    encode: Callable[[Sequence[str]], np.ndarray],
    language: Language | None = None,
) -> tuple[CodebookAssigner, LessonAssigner]:
    """Learn all themes as a codebook, and the limits of those that were taught.

    Parameters
    ----------
    themes : sequence of Theme
        All but sub-themes.
    lessons : mapping of str to sequence of str
        Examples by id of the theme, one at least.
    embeddings, encode, language
        As in :meth:`cxtext.themes.ThemeModel.teach`.

    Returns
    -------
    taught : CodebookAssigner
        It goes by vectors alone: that a theme has a keyphrase does not mean that every text with it belongs there.
    lesson_assigner : LessonAssigner
    """
    book = Codebook(themes=tuple(_as_entry(theme, lessons.get(theme.theme_id, [])) for theme in themes))
    taught = CodebookAssigner.fit(embeddings, book, encode, language=language)
    examples = [(k, text) for k, theme in enumerate(themes) for text in lessons.get(theme.theme_id, [])]
    vectors = np.asarray(encode([text for _, text in examples]), dtype=np.float32)
    return taught, LessonAssigner.fit(taught, [k for k, _ in examples], vectors)


def _as_entry(theme: Theme, lessons: Sequence[str]) -> CodebookTheme:
    """Return a theme as an entry of a codebook; what it was taught goes before its own typical texts."""
    own = [text for text in theme.exemplar_texts if text not in lessons]
    return CodebookTheme(
        name=theme.label[:200],
        description=theme.description[:2000] if theme.origin == Origin.CODEBOOK else "",
        keywords=tuple(phrase[:2000] for phrase in theme.keyphrases),
        examples=tuple(text[:2000] for text in [*lessons, *own][:MOST_EXAMPLES]),
    )


def _example_cosine(cosines: np.ndarray) -> np.ndarray:
    """Return the mean of the largest cosines of each row: to as many examples as one has others, three at most."""
    return nearest_mean(cosines, min(NEAREST_EXAMPLES, max(cosines.shape[1] - 1, 1)))
