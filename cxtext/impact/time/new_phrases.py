"""Words and pairs of words that texts of no theme have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from scipy import sparse

from cxtext.language import Language
from cxtext.themes import is_empty, tokenize


def index_phrases(
    of_text: Sequence[Sequence[str]], seeds: Iterable[int], least: int, *, language: Language | None = None
) -> tuple[list[str], sparse.csr_array]:
    """Find what texts share word for word, and every text that has it.

    Parameters
    ----------
    of_text : sequence of sequence of str
        Stemmed words of each text.
    seeds : iterable of int
        Texts that phrases are taken from; a text that many gave stands there as often.
    least : int
        Phrases of fewer seeds are left out.
    language : Language, optional
        Of the texts; English by default.

    Returns
    -------
    phrases : list of str
        Words that name something, and pairs of such words that follow each other, sorted.
    matrix : csr_array of shape (n_texts, n_phrases), float64, 0 or 1

    >>> index_phrases([["passkey", "fail"], ["the", "passkey"]], [0, 1], 2)[0]
    ['passkey']
    """
    counts = Counter(phrase for i in seeds for phrase in _phrases(of_text[i], language))
    phrases = sorted(phrase for phrase, n in counts.items() if n >= least)
    column = {phrase: j for j, phrase in enumerate(phrases)}
    rows: list[int] = []
    columns: list[int] = []
    first = {phrase.split(" ")[0] for phrase in phrases if " " in phrase}  # what a phrase is made of names something
    starts = first.union(phrases)
    for i, words in enumerate(of_text) if phrases else ():
        if starts.isdisjoint(words):  # most texts
            continue
        found = {column[word] for word in words if word in column}
        found |= {column[pair] for one, two in pairwise(words) if one in first and (pair := f"{one} {two}") in column}
        rows += [i] * len(found)
        columns += found
    return phrases, sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(of_text), len(phrases)))


def spell(phrase: str, of_text: Sequence[Sequence[str]], texts: Sequence[str], where: Iterable[int]) -> str:
    """Return a phrase as it is most often written in these texts."""
    wanted = phrase.split(" ")
    forms: Counter[str] = Counter()
    for i in where:
        words, stems = tokenize(texts[i]), list(of_text[i])
        for k in range(len(stems) - len(wanted) + 1):
            if stems[k : k + len(wanted)] == wanted:
                forms[" ".join(words[k : k + len(wanted)])] += 1
    return min(forms, key=lambda form: (-forms[form], form)) if forms else phrase


def _phrases(words: Sequence[str], language: Language | None) -> set[str]:
    """Return the telling words of a text and the pairs of them."""
    telling = [not is_empty(word, language) for word in words]
    single = {word for word, tells in zip(words, telling, strict=True) if tells}
    pairs = zip(words, words[1:], telling, telling[1:], strict=False)
    return single | {f"{one} {two}" for one, two, a, b in pairs if a and b}
