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


class Words:
    """The stemmed words of texts, and which text has which word.

    Parameters
    ----------
    texts : sequence of str

    Examples
    --------
    >>> Words(["Slow queues!"]).of_text
    [['slow', 'queue']]
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.of_text = [[stem(word) for word in tokenize(text)] for text in texts]
        self.terms: dict[str, int] = {}
        columns = [self.terms.setdefault(word, len(self.terms)) for words in self.of_text for word in words]
        ends = np.cumsum([0, *map(len, self.of_text)])
        self.matrix = sparse.csr_array((np.ones(len(columns)), columns, ends), shape=(len(texts), len(self.terms)))
        self.matrix.sum_duplicates()
        self.matrix.data[:] = 1.0

    def find_phrases(self, phrases: Collection[str]) -> sparse.csr_array:
        """Return which text has which phrase of 2 to 4 words, as a 0 / 1 matrix of shape (n_texts, n_phrases)."""
        wanted = {phrase: column for column, phrase in enumerate(phrases)}
        openers = {phrase.split(" ", 1)[0] for phrase in wanted}
        rows: list[int] = []
        columns: list[int] = []
        for row, words in enumerate(self.of_text):
            if openers.isdisjoint(words):
                continue
            found: set[int] = set()
            for i, word in enumerate(words):
                if word in openers:
                    keys = (" ".join(words[i:stop]) for stop in range(i + 2, min(len(words), i + LONGEST) + 1))
                    found.update(wanted[key] for key in keys if key in wanted)
            rows += [row] * len(found)
            columns += found
        return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(self.of_text), len(wanted)))


def count_terms(words: Words, themes: np.ndarray, counts: np.ndarray, n_themes: int, *, phrases: Sequence[str] = ()) -> Counts:
    """Count every word, and the given phrases, in all texts.

    Parameters
    ----------
    words : Words
    themes : ndarray of shape (n_texts,), int
        Theme of each text, negative is none.
    counts : ndarray of shape (n_texts,), int
        How often each text occurs.
    n_themes : int
    phrases : sequence of str
        Keys of phrases of 2 to 4 words, each once.

    Returns
    -------
    Counts
    """
    n_words = len(words.terms)
    terms = words.terms | {phrase: n_words + i for i, phrase in enumerate(phrases)}
    weight = np.asarray(counts, dtype=np.float64)
    inside = np.flatnonzero(themes >= 0)
    pick = sparse.csr_array((weight[inside], (themes[inside], inside)), shape=(n_themes, len(weight)))
    parts = [words.matrix, words.find_phrases(phrases)]
    by_theme = np.hstack([(pick @ part).toarray() for part in parts])
    total = np.concatenate([part.T @ weight for part in parts])
    theme_texts = np.bincount(themes[inside], weights=weight[inside], minlength=n_themes)
    return Counts(terms, by_theme, total, float(weight.sum()), theme_texts)
