"""Which texts have keywords of the themes of a codebook, or the words of their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from cxtext.errors import ModelFormatError
from cxtext.language import Language, load_language
from cxtext.themes.codebook.codebook import Codebook
from cxtext.themes.codebook.read import CodebookFile
from cxtext.themes.naming import Words, content_of, is_empty, key_of, name_subject, tokenize
from cxtext.wording import one_line

#: The text has all words of the theme's name.
NAME = 1
#: The text has a keyword of the theme.
KEYWORD = 2
#: What a keyword adds to the cosine of a text and the theme (tests/bench/codebook.md).
KEYWORD_LIFT = 0.2
#: What the words of the name add to it.
NAME_LIFT = 0.1


@dataclass(frozen=True)
class Keywords:
    """The keywords of each theme of a codebook, and the words of its name.

    Parameters
    ----------
    keywords : tuple of tuple of str
        Per theme; stemmed words joined by a space.
    names : tuple of tuple of str
        Stemmed content words of each name, without "problems"; empty when they name nothing by themselves.
    """

    keywords: tuple[tuple[str, ...], ...]
    names: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, codebook: Codebook, language: Language | None = None) -> Keywords:
        """Return the words of a codebook, which is in English unless a language is given.

        >>> Keywords.of(Codebook.model_validate({"themes": [{"name": "Wifi problems", "keywords": ["Thin walls"]}]}))
        Keywords(keywords=(('thin wall',),), names=(('wifi',),))
        """
        keys = [sorted({key_of(tokenize(word), language) for word in theme.keywords} - {""}) for theme in codebook.themes]
        names = [sorted(content_of(name_subject(name, language), language)) for name in codebook.names]
        telling = [name if any(not is_empty(word, language) for word in name) else [] for name in names]
        return cls(tuple(map(tuple, keys)), tuple(map(tuple, telling)))

    def find(self, texts: Sequence[str] | Words) -> np.ndarray:
        """Tell which words of each theme a text has; other texts do not matter.

        Parameters
        ----------
        texts : sequence of str, or Words

        Returns
        -------
        ndarray of shape (n_texts, n_themes), int8
            ``KEYWORD`` where it has a keyword, ``NAME`` where it has all words of the name, else 0.

        >>> Keywords((("thin wall",), ()), (("nois",), ("car", "park"))).find(["Thin walls", "Noise in the car park"])
        array([[2, 0],
               [1, 1]], dtype=int8)
        """
        words = texts if isinstance(texts, Words) else Words(texts)
        place = {key: i for i, key in enumerate(sorted({key for parts in (*self.keywords, *self.names) for key in parts}))}
        has = words.find_phrases(list(place))
        n_keywords, n_words = ((has @ _mark(parts, place)).toarray() for parts in (self.keywords, self.names))
        size = np.array([len(name) for name in self.names])
        return np.where(n_keywords > 0, KEYWORD, np.where((n_words == size) & (size > 0), NAME, 0)).astype(np.int8)

    def to_record(self) -> dict[str, list[list[str]]]:
        """Return what :meth:`from_record` needs."""
        return {"keywords": [list(part) for part in self.keywords], "names": [list(part) for part in self.names]}

    @classmethod
    def from_record(cls, record: Any, n_themes: int) -> Keywords | None:
        """Build from a saved record; None when the model has none.

        Raises
        ------
        ModelFormatError
            When it is damaged, or of another number of themes.
        """
        if not record:
            return None
        try:
            parts = [tuple(tuple(str(key) for key in part) for part in record[name]) for name in ("keywords", "names")]
        except (KeyError, TypeError):
            parts = []
        if [len(part) for part in parts] != [n_themes] * 2:
            raise ModelFormatError("the words of the given themes in the theme model are damaged.\nFit it again.")
        return cls(*parts)


def warn_of_keywords(file: CodebookFile, language: Language | None = None) -> list[str]:
    r"""Say which keywords of a codebook are in almost any opinion, or in none: stop words alone, or no word at all.

    Parameters
    ----------
    file : CodebookFile
    language : Language, optional
        Whose stop words count; English by default.

    Returns
    -------
    list of str
        A sentence per keyword, with its line.

    >>> from cxtext.themes.codebook.read import parse_codebook
    >>> warn_of_keywords(parse_codebook("themes:\n- name: Price\n  keywords: [the, price of, '!']", "book.yaml"))[0]
    "codebook 'book.yaml', line 3, theme 'Price': the keyword 'the' is a stop word, which almost any opinion has"
    """
    names = (language or load_language()).names
    empty = names.stop | names.negations
    warnings = []
    for place, theme in file.entries():
        for i, keyword in enumerate(theme.keywords):
            words = tokenize(keyword)
            if all(word in empty for word in words):
                kind = "is a stop word" if len(words) == 1 else "is made of stop words alone"
                why = f"{kind}, which almost any opinion has" if words else "has no word: no opinion has it"
                warnings.append(f"{file.locate((*place, 'keywords', i))}: the keyword {one_line(keyword, 60)!r} {why}")
    return warnings


def lift(cosines: np.ndarray, keyword_hits: np.ndarray | None, *, any_name: bool = False) -> np.ndarray:
    """Return cosines of texts and themes, higher where the text has words of the theme.

    Parameters
    ----------
    cosines : ndarray of shape (n, n_themes), float64
    keyword_hits : ndarray of shape (n, n_themes), int8, optional
        As from :meth:`Keywords.find`.
    any_name : bool
        Whether the words of a name count for every theme. By default they count for the nearest theme only: they are evidence
        for a theme against none at all, not for one theme against another, as names share words ("card lost", "card not
        working").

    Returns
    -------
    ndarray of shape (n, n_themes), float64

    >>> lift(np.array([[0.5, 0.4], [0.5, 0.4]]), np.array([[1, 1], [1, 2]], dtype=np.int8))
    array([[0.6, 0.4],
           [0.5, 0.6]])
    """
    if keyword_hits is None:
        return cosines
    lifted = cosines + KEYWORD_LIFT * (keyword_hits == KEYWORD)
    named = NAME_LIFT * (keyword_hits == NAME)
    if any_name:
        return np.asarray(lifted + named)
    each, best = np.arange(len(lifted)), np.argmax(lifted, axis=1)
    lifted[each, best] += named[each, best]
    return np.asarray(lifted)


def _mark(parts: Sequence[Sequence[str]], place: dict[str, int]) -> sparse.csr_array:
    """Return which key belongs to which theme, as a 0 / 1 matrix of shape (n_keys, n_themes)."""
    pairs = [(place[key], k) for k, keys in enumerate(parts) for key in keys]
    row, column = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return sparse.csr_array((np.ones(len(pairs)), (row, column)), shape=(len(place), len(parts)))
