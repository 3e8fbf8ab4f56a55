"""How often words and phrases occur, by theme and over all texts."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from scipy import sparse

from cxtext.themes.words import stem, tokenize

LONGEST = 4


class Counts:
    """Number of texts with each term, by theme: the basis of class-based tf-idf.

    Parameters
    ----------
    terms : dict of str to int
        Column of each term (stemmed words joined by a space).
    by_theme : ndarray of shape (n_themes, n_terms), float64
        Weighted number of the theme's texts that have the term.
    total : ndarray of shape (n_terms,), float64
        The same over all texts, those of no theme included.
    n_texts : float
        Weighted number of all texts.
    theme_texts : ndarray of shape (n_themes,), float64
    """

    def __init__(
        self, terms: dict[str, int], by_theme: np.ndarray, total: np.ndarray, n_texts: float, theme_texts: np.ndarray
    ) -> None:
        self.terms = terms
        self.by_theme = by_theme
        self.total = total
        self.n_texts = n_texts
        self.theme_texts = theme_texts

    def of(self, term: str, theme: int) -> tuple[float, float]:
        """Return how many texts of the theme, and of all, have the term."""
        column = self.terms.get(term)
        if column is None:
            return 0.0, 0.0
        return float(self.by_theme[theme, column]), float(self.total[column])

    def share(self, term: str) -> float:
        """Return the share of all texts that have the term."""
        column = self.terms.get(term)
        return 0.0 if column is None else float(self.total[column]) / max(self.n_texts, 1.0)

    def weigh(self) -> np.ndarray:
        """Return class-based tf-idf: ``texts of the theme x log(1 + n_texts / total)``, scaled to a maximum of 1 a theme.

        After Grootendorst (2022), arXiv:2203.05794, with text frequencies for term frequencies.
        """
        idf = np.log1p(self.n_texts / np.maximum(self.total, 1.0))
        weights = self.by_theme * idf
        top = weights.max(axis=1, initial=0.0, keepdims=True)
        return np.asarray(weights / np.where(top > 0, top, 1.0))


def split_words(texts: Sequence[str]) -> list[list[str]]:
    """Return the stemmed words of each text.

    >>> split_words(["Slow queues!"])
    [['slow', 'queue']]
    """
    return [[stem(w) for w in tokenize(text)] for text in texts]


def count_terms(
    texts: Sequence[Sequence[str]], themes: np.ndarray, counts: np.ndarray, n_themes: int, *, phrases: Collection[str] = ()
) -> Counts:
    """Count every word, and the given phrases, in all texts.

    Parameters
    ----------
    texts : sequence of sequence of str
        The stemmed words of each text, as from :func:`split_words`.
    themes : ndarray of shape (n_texts,), int
        Theme of each text, negative is none.
    counts : ndarray of shape (n_texts,), int
        How often each text occurs.
    n_themes : int
    phrases : collection of str
        Keys of phrases of 2 to 4 words.

    Returns
    -------
    Counts
    """
    wanted = set(phrases)
    openers = {p.split(" ", 1)[0] for p in wanted}
    terms: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    for row, words in enumerate(texts):
        found = dict.fromkeys(words)  # a set, in the order of the text
        for i, word in enumerate(words):
            if word not in openers:
                continue
            for stop in range(i + 2, min(len(words), i + LONGEST) + 1):
                key = " ".join(words[i:stop])
                if key in wanted:
                    found[key] = None
        rows += [row] * len(found)
        columns += [terms.setdefault(term, len(terms)) for term in found]
    weight = np.asarray(counts, dtype=np.float64)
    shape = (len(texts), len(terms))
    matrix = sparse.csr_array((weight[rows], (rows, columns)), shape=shape)
    inside = np.flatnonzero(themes >= 0)
    pick = sparse.csr_array((np.ones(len(inside)), (themes[inside], inside)), shape=(n_themes, len(texts)))
    theme_texts = np.bincount(themes[inside], weights=weight[inside], minlength=n_themes)
    total: np.ndarray = np.asarray(matrix.sum(axis=0)).ravel()
    return Counts(terms, (pick @ matrix).toarray(), total, float(weight.sum()), theme_texts)
