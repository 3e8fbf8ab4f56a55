"""Whether the texts of a theme have a subject in common, or only a tone."""

from __future__ import annotations

import numpy as np

from cxtext.themes.lexicon import Counts, Words
from cxtext.themes.words import is_empty

#: Words that stand for a theme's subject, and how many times as frequent as elsewhere they have to be in it.
TELLING, LEAST_LIFT = 5, 3.0


def measure_focus(words: Words, counts: Counts, theme_of: np.ndarray, repeats: np.ndarray) -> np.ndarray:
    """Return the share of each theme's texts that have one of the words which set it apart.

    Those are the theme's five best words by class-based tf-idf among the ones that name something, occur twice or more,
    are at least three times as frequent in the theme as elsewhere, and are no word that is everywhere (the brand, the
    subject of the survey). A theme of verdicts ("love it", "not recommended") or of unlike remarks has a low value.

    Parameters
    ----------
    words : Words
    counts : Counts
        Of the same texts and themes.
    theme_of : ndarray of shape (n_texts,), int
        Theme of each text, negative is none.
    repeats : ndarray of shape (n_texts,), int
        How often each text occurs.

    Returns
    -------
    ndarray of shape (n_themes,), float64
        0 to 1.
    """
    n_words = len(words.terms)
    inside, total = counts.by_theme[:, :n_words], counts.total[:n_words]
    size = np.maximum(counts.theme_texts, 1.0)[:, None]
    elsewhere = (total - inside) / np.maximum(counts.n_texts - counts.theme_texts, 1.0)[:, None]
    names = np.array([not is_empty(word) for word in words.terms], dtype=bool)
    names &= total <= counts.everywhere * max(counts.n_texts, 1.0)
    apart = names & (inside >= 2) & (inside / size >= LEAST_LIFT * elsewhere)
    weight = np.where(apart, counts.weigh()[:, :n_words], 0.0)
    focus = np.zeros(len(weight))
    for theme, row in enumerate(weight):
        best = np.argsort(-row, kind="stable")[:TELLING]
        members = np.flatnonzero(theme_of == theme)
        has = np.asarray(words.matrix[members][:, best[row[best] > 0]].sum(axis=1)).ravel() > 0
        focus[theme] = repeats[members][has].sum() / size[theme, 0]
    return focus
