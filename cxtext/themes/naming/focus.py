"""Whether the texts of a theme have a subject in common, or only a tone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from cxtext.themes.naming.term_counts import Counts, Words
from cxtext.themes.naming.words import is_empty

#: Words that stand for a theme's subject, and those that lead among them.
TELLING, LEADING = 5, 2
#: How many times as frequent as elsewhere they are in the theme, at least.
LEAST_LIFT = 3.0
#: Texts that have a word after "this" from which on it is the product as a whole,
LEAST_THIS = 5
#: and the share of them among the texts that have "this" before a word that names something.
THIS_SHARE = 0.05
#: A theme with less focus, by five or by two words, has no subject to be named by.
LEAST_FOCUS, LEAST_LEADING = 0.2, 0.15
#: Up to the first mean polarity it blames, from the second on it praises: a remark that is neither sounds bad rather than good.
#: Of 43 themes without a subject, in 12 surveys, hardly any lies near either: one more row seldom moves one to the other side.
BLAME_TONE, PRAISE_TONE = -0.45, 0.35
#: One that is hardly anything else may have somewhat more focus.
LEAST_FOCUS_OF_PURE, PURE_TONE = 0.3, 0.8
#: A word that names something is said twice or more: others are misspelt, or told once.
LEAST_TEXTS = 2


def find_whole(words: Words) -> frozenset[str]:
    """Return the stemmed words for what the texts are about as a whole: app, airline, restaurant.

    People point at it: "this app", "this airline". Praise or blame of it has no subject of its own.

    Parameters
    ----------
    words : Words

    Returns
    -------
    frozenset of str

    Examples
    --------
    >>> sorted(find_whole(Words(["I love this app", "this app is slow", "Delete this app"] * 2)))
    ['app']
    """
    pointed: Counter[str] = Counter()
    for pointer in words.language.names.pointing:
        pointed.update({word: n for word, n in words.count_after(pointer).items() if not is_empty(word, words.language)})
    least = max(LEAST_THIS, THIS_SHARE * sum(pointed.values()))
    return frozenset(word for word, n in pointed.items() if n >= least)


@dataclass(frozen=True)
class Focus:
    """How far the texts of themes share a subject.

    Parameters
    ----------
    shared : ndarray of shape (n_themes,), float64
        0 to 1: the share of texts that have one of the theme's five own words, times the share that have any word that names
        something.
    leading : ndarray of shape (n_themes,), float64
        The same with its two best words.
    """

    shared: np.ndarray
    leading: np.ndarray

    def find_bare(self, tone: np.ndarray | None) -> np.ndarray:
        """Return which themes share no subject, only praise or blame: a bool each.

        Parameters
        ----------
        tone : ndarray of shape (n_themes,), float64, optional
            Mean polarity of their texts, -1 to 1; without it none is said to.

        Examples
        --------
        >>> Focus(np.array([0.1, 0.1, 0.6]), np.array([0.1, 0.1, 0.5])).find_bare(np.array([-0.7, 0.0, -0.7])).tolist()
        [True, False, False]
        """
        if tone is None:
            return np.zeros(len(self.shared), dtype=bool)
        blames, praises, _ = split_by_tone(tone)
        lacks = (self.shared < LEAST_FOCUS) | (self.leading < LEAST_LEADING)
        is_pure = (self.shared < LEAST_FOCUS_OF_PURE) & (np.abs(tone) >= PURE_TONE)
        return np.asarray((lacks & (blames | praises)) | is_pure)


def measure_focus(words: Words, counts: Counts, theme_of: np.ndarray, repeats: np.ndarray) -> Focus:
    """Return how far the texts of each theme share a subject: have a word of its own, and name anything at all.

    A theme's own words are its best by class-based tf-idf among the ones that name something, occur twice or more,
    are at least three times as frequent in the theme as elsewhere, are not everywhere (the brand, the subject of
    the survey) and do not mean the product as a whole. A theme of verdicts ("love it", "worst airline", "not recommended") or
    of unlike remarks has a low value.

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
    Focus
    """
    n_words = len(words.terms)
    inside, total = counts.by_theme[:, :n_words], counts.total[:n_words]
    size = np.maximum(counts.theme_texts, 1.0)[:, None]
    elsewhere = (total - inside) / np.maximum(counts.n_texts - counts.theme_texts, 1.0)[:, None]
    whole = find_whole(words)
    is_repeated = np.asarray(words.matrix.T @ np.asarray(repeats, dtype=np.float64)).ravel() >= LEAST_TEXTS
    counts_anywhere = is_repeated | (inside >= 2).any(axis=0)  # half of all words stand in one text
    asked = zip(words.terms, counts_anywhere.tolist(), strict=True)
    names = np.array([own and word not in whole and not is_empty(word, words.language) for word, own in asked], dtype=bool)
    names &= total <= counts.everywhere * max(counts.n_texts, 1.0)
    apart = names & (inside >= 2) & (inside / size >= LEAST_LIFT * elsewhere)
    weight = np.where(apart, counts.weigh()[:, :n_words], 0.0)
    names_something = np.asarray(words.matrix @ (names & is_repeated).astype(np.float64)).ravel() > 0
    shares = np.zeros((len(weight), 2))
    for theme, row in enumerate(weight):
        members = np.flatnonzero(theme_of == theme)
        names_any = repeats[members][names_something[members]].sum() / size[theme, 0]
        for i, n_best in enumerate((TELLING, LEADING)):
            best = np.argsort(-row, kind="stable")[:n_best]
            has = np.asarray(words.matrix[members][:, best[row[best] > 0]].sum(axis=1)).ravel() > 0
            shares[theme, i] = repeats[members][has].sum() / size[theme, 0] * names_any
    return Focus(shares[:, 0], shares[:, 1])


def split_by_tone(tone: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which themes blame, which praise, and which do neither.

    >>> [which.tolist() for which in split_by_tone(np.array([-0.6, 0.1, 0.8]))]
    [[True, False, False], [False, False, True], [False, True, False]]
    """
    blames, praises = tone <= BLAME_TONE, tone >= PRAISE_TONE
    return blames, praises, ~blames & ~praises
