"""How often words and phrases occur, by theme and over all texts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, reduce
from itertools import chain

import numpy as np
from scipy import sparse

from cxtext.language import Language, load_language
from cxtext.themes.naming.words import is_empty, stem, stem_all, tokenize

#: A word in more than this share of all texts (brand, subject of the survey) does not tell themes apart;
#: with few themes, one's own words may reach more.
EVERYWHERE = 0.2
OWN_SHARE = 1.2


class Counts:
    """Number of texts with each term, by theme: the basis of class-based tf-idf.

    Parameters
    ----------
    terms : dict of str to int
        Column of each term (stemmed words joined by a space). A text has a phrase when it has all its words, in any order.
    by_theme : ndarray of shape (n_themes, n_terms), float64
        Weighted number of the theme's texts that have the term.
    total : ndarray of shape (n_terms,), float64
        The same over all texts, those of no theme included.
    n_texts : float
        Weighted number of all texts.
    theme_texts : ndarray of shape (n_themes,), float64
    language : Language, optional
        Of the terms; English by default.
    spelling : mapping of str to str, optional
        A word for each stem.
    """

    def __init__(
        self,
        terms: dict[str, int],
        by_theme: np.ndarray,
        total: np.ndarray,
        n_texts: float,
        theme_texts: np.ndarray,
        language: Language | None = None,
        spelling: Mapping[str, str] | None = None,
    ) -> None:
        self.terms = terms
        self.spelling = spelling or {}
        self.by_theme = by_theme
        self.total = total
        self.n_texts = n_texts
        self.theme_texts = theme_texts
        self.language = language or load_language()

    @property
    def everywhere(self) -> float:
        """Share of all texts above which a word tells no theme from another."""
        return max(EVERYWHERE, OWN_SHARE / max(len(self.theme_texts), 1))

    def of(self, term: str, theme: int) -> tuple[float, float]:
        """Return how many texts of the theme, and of all, have the term."""
        column = self.terms.get(term)
        if column is None:
            return 0.0, 0.0
        return float(self.by_theme[theme, column]), float(self.total[column])

    def cover(self, term: str, theme: int) -> float:
        """Return the share of the theme's texts that have the term."""
        return self.of(term, theme)[0] / max(float(self.theme_texts[theme]), 1.0)

    def share(self, term: str) -> float:
        """Return the share of all texts that have the term."""
        column = self.terms.get(term)
        return 0.0 if column is None else float(self.total[column]) / max(self.n_texts, 1.0)

    def tells(self, word: str) -> bool:
        """Tell whether a word names something, and is not everywhere."""
        return word in self.terms and not is_empty(word, self.language) and self.share(word) <= self.everywhere

    @cached_property
    def telling_columns(self) -> np.ndarray:
        """Columns of the single words that :meth:`tells`."""
        return np.array([column for term, column in self.terms.items() if " " not in term and self.tells(term)], dtype=np.int64)

    def weigh(self) -> np.ndarray:
        """Return class-based tf-idf: ``texts of the theme x log(1 + n_texts / total)``, scaled to a maximum of 1 a theme.

        After Grootendorst (2022), arXiv:2203.05794, with text frequencies for term frequencies.
        """
        return self._weights

    @cached_property
    def _weights(self) -> np.ndarray:
        """The weights, computed once."""
        idf = np.log1p(self.n_texts / np.maximum(self.total, 1.0))
        weights = self.by_theme * idf
        top = weights.max(axis=1, initial=0.0, keepdims=True)
        return np.asarray(weights / np.where(top > 0, top, 1.0))


class Words:
    """The stemmed words of texts, and which text has which word.

    Parameters
    ----------
    texts : sequence of str
    language : Language, optional
        In which they are; English by default.

    Examples
    --------
    >>> Words(["Slow queues!"]).of_text
    [['slow', 'queue']]
    """

    def __init__(self, texts: Sequence[str], *, language: Language | None = None) -> None:
        language = language or load_language()
        tokens = [tokenize(text) for text in texts]
        words = sorted(set(chain.from_iterable(tokens)))
        stem_of = dict(zip(words, stem_all(words, language), strict=True))
        self._index(tokens, stem_of, language)

    def _index(self, tokens: Sequence[Sequence[str]], stem_of: dict[str, str], language: Language) -> None:
        """Give each stem of the texts a number; ``stem_of`` has every word of theirs, in sorted order."""
        self.language = language
        self.stem_of = stem_of
        self._tokens = tokens
        every = list(chain.from_iterable(tokens))
        self.terms: dict[str, int] = {}
        number = {word: self.terms.setdefault(stem_of[word], len(self.terms)) for word in dict.fromkeys(every)}
        columns = np.fromiter(map(number.__getitem__, every), dtype=np.int64, count=len(every))
        lengths = np.fromiter(map(len, tokens), dtype=np.int64, count=len(tokens))
        ends = np.concatenate([[0], np.cumsum(lengths)])
        self._word_at = columns.astype(np.uint64)
        self._text_of = np.repeat(np.arange(len(tokens)), lengths)
        self.matrix = sparse.csr_array((np.ones(len(columns)), columns, ends), shape=(len(tokens), len(self.terms)))
        self.matrix.sum_duplicates()
        self.matrix.data[:] = 1.0

    @cached_property
    def of_text(self) -> list[list[str]]:
        """The stems of each text, in its order."""
        return [list(map(self.stem_of.__getitem__, words)) for words in self._tokens]

    def take(self, positions: np.ndarray) -> Words:
        """Return the words of some of the texts.

        >>> Words(["Slow queues!", "Kind staff"]).take(np.array([1])).of_text
        [['kind', 'staff']]
        """
        taken = Words.__new__(Words)
        taken._index([self._tokens[i] for i in positions.tolist()], self.stem_of, self.language)
        return taken

    def count_after(self, word: str) -> dict[str, int]:
        """Return how many texts have each word right after the one given.

        >>> Words(["this app", "this app, this price"]).count_after("this")
        {'app': 2, 'price': 1}
        """
        number = self.terms.get(stem(word, self.language), -1)
        before = np.flatnonzero((self._word_at[:-1] == number) & (self._text_of[:-1] == self._text_of[1:]))
        pairs = np.unique(np.column_stack([self._text_of[before], self._word_at[before + 1].astype(np.int64)]), axis=0)
        next_words, n = np.unique(pairs[:, 1], return_counts=True)
        names = list(self.terms)
        return {names[column]: count for column, count in zip(next_words.tolist(), n.tolist(), strict=True)}

    def find_phrases(self, phrases: Collection[str]) -> sparse.csr_array:
        """Return which text has which word or phrase, as a 0 / 1 matrix of shape (n_texts, n_phrases)."""
        spelt = [[self.terms.get(word, -1) for word in phrase.split(" ")] for phrase in phrases]
        rows, columns = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for size in sorted({len(words) for words in spelt}):
            wanted = [i for i, words in enumerate(spelt) if len(words) == size and min(words) >= 0]
            places, hits = self._find_runs(np.array([spelt[i] for i in wanted], dtype=np.uint64).reshape(-1, size))
            rows.append(self._text_of[places])
            columns.append(np.array(wanted, dtype=np.int64)[hits])
        row, column = np.concatenate(rows), np.concatenate(columns)
        matrix = sparse.csr_array((np.ones(len(row)), (row, column)), shape=(len(self._tokens), len(spelt)))
        matrix.sum_duplicates()
        matrix.data[:] = 1.0
        return matrix

    def find_together(self, phrases: Collection[str]) -> sparse.csr_array:
        """Return which text has all words of which phrase, in any order, as a 0 / 1 matrix of shape (n_texts, n_phrases).

        >>> Words(["The queue was slow", "Slow app"]).find_together(["slow queue"]).toarray().ravel().tolist()
        [1.0, 0.0]
        """
        by_word = self.matrix.tocsc()
        texts_of = {word: by_word.indices[by_word.indptr[i] : by_word.indptr[i + 1]] for word, i in self.terms.items()}
        nowhere = np.zeros(0, dtype=np.int64)
        columns = []
        for phrase in phrases:
            postings = sorted((texts_of.get(word, nowhere) for word in set(phrase.split(" "))), key=len)
            columns.append(reduce(lambda a, b: np.intersect1d(a, b, assume_unique=True), postings))
        rows = np.concatenate([nowhere, *columns])
        ends = np.cumsum([0, *(len(column) for column in columns)])
        return sparse.csc_array((np.ones(len(rows)), rows, ends), shape=(len(self._tokens), len(columns))).tocsr()

    def _find_runs(self, runs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return where in all words, one text after the other, each run of words starts: places, and which run."""
        size = runs.shape[1]
        n = max(len(self._word_at) - size + 1, 0)
        if not len(runs) or not n:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        whole = np.flatnonzero(self._text_of[:n] == self._text_of[size - 1 :])
        code, wanted = _hash([self._word_at[whole + i] for i in range(size)]), _hash(list(runs.T))
        order = np.argsort(wanted, kind="stable")
        at = np.minimum(np.searchsorted(wanted[order], code), len(order) - 1)
        matches = np.flatnonzero(wanted[order][at] == code)
        return whole[matches], order[at[matches]]


def _hash(columns: list[np.ndarray]) -> np.ndarray:
    """Return one 64-bit number for each row of word numbers."""
    code = columns[0].copy()
    for column in columns[1:]:
        code = (code * np.uint64(0x9E3779B97F4A7C15)) ^ (column + np.uint64(1))
    return code


def count_terms(words: Words, themes: np.ndarray, counts: np.ndarray, n_themes: int, *, phrases: Sequence[str] = ()) -> Counts:
    """Count the texts that have a word, or all words of a phrase.

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
    parts = [words.matrix, words.find_together(phrases)]
    by_theme = np.hstack([(pick @ part).toarray() for part in parts])
    total = np.concatenate([part.T @ weight for part in parts])
    theme_texts = np.bincount(themes[inside], weights=weight[inside], minlength=n_themes)
    spelling = {root: word for word, root in reversed(words.stem_of.items())}
    return Counts(terms, by_theme, total, float(weight.sum()), theme_texts, words.language, spelling)
