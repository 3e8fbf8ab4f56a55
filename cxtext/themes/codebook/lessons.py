"""Teach a theme by examples: what it then takes from the other themes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from cxtext.themes.assignment import Assigned
from cxtext.themes.codebook.codebook import MOST_EXAMPLES, Codebook, CodebookTheme
from cxtext.themes.codebook.prototypes import GivenThemes
from cxtext.themes.codebook.reach import Reach
from cxtext.themes.theme import Theme


def as_entry(theme: Theme, lessons: Sequence[str]) -> CodebookTheme:
    """Return a theme as an entry of a codebook; what it was taught goes before its own typical texts."""
    own = [text for text in theme.exemplar_texts if text not in lessons]
    return CodebookTheme(
        name=theme.label[:200],
        description=theme.description[:2000] if theme.origin == "codebook" else "",
        keywords=tuple(phrase[:2000] for phrase in theme.keyphrases),
        examples=tuple(text[:2000] for text in [*lessons, *own][:MOST_EXAMPLES]),
    )


def learn_lessons(
    themes: Sequence[Theme],
    lessons: Mapping[str, Sequence[str]],
    embeddings: np.ndarray,
    encode: Callable[[Sequence[str]], np.ndarray],
) -> tuple[GivenThemes, Reach]:
    """Learn all themes as a codebook, and how far the examples of those that were taught reach.

    Parameters
    ----------
    themes : sequence of Theme
        All but sub-themes.
    lessons : mapping of str to sequence of str
        Examples by id of the theme, one at least.
    embeddings, encode
        As :meth:`cxtext.themes.model.ThemeModel.teach` is given them.

    Returns
    -------
    taught : GivenThemes
        It goes by vectors alone: the keyphrases of themes that were found are nobody's word for what belongs to them.
    reach : Reach
    """
    book = Codebook(themes=tuple(as_entry(theme, lessons.get(theme.theme_id, [])) for theme in themes))
    taught = GivenThemes.fit(embeddings, book, encode)
    said = [(k, text) for k, theme in enumerate(themes) for text in lessons.get(theme.theme_id, [])]
    vectors = np.asarray(encode([text for _, text in said]), dtype=np.float32)
    return taught, Reach.fit(taught, [k for k, _ in said], vectors)


def take_taught(found: Assigned, theme: np.ndarray, strength: np.ndarray, is_taught: Sequence[bool]) -> Assigned:
    """Return what was found, with the texts that taught themes take moved to them.

    Parameters
    ----------
    found : Assigned
    theme : ndarray of shape (n,), int
        Theme by examples, -1 for none.
    strength : ndarray of shape (n,), float64
    is_taught : sequence of bool
        Of each theme.

    Returns
    -------
    Assigned
        A text that moves has no sub-theme; one that was there already stays as it was.

    >>> found = Assigned(np.array([0, 1, 1]), np.array([0.9, 0.8, 0.7]), np.array([-1, 0, 0]))
    >>> take_taught(found, np.array([1, 1, 0]), np.array([0.5, 0.5, 0.6]), [True, False]).theme.tolist()
    [0, 1, 0]
    """
    moves = np.append(np.asarray(is_taught, dtype=bool), False)[theme] & (theme != found.theme)
    return Assigned(
        np.where(moves, theme, found.theme),
        np.where(moves, strength, found.strength),
        np.where(moves, -1, found.subtheme),
    )
