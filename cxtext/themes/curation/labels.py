"""Which theme and sub-theme each text has while edits move them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from cxtext.language import Language
from cxtext.themes.assignment import Assigned, TextVectors, hash_texts, round_vectors
from cxtext.themes.curation.learnt import Encode, Learnt
from cxtext.themes.discovery import LEFT_OUT
from cxtext.themes.naming import Words, key_of, tokenize


@dataclass(frozen=True)
class Texts:
    """Texts that edits may move, and what edits ask of them.

    Parameters
    ----------
    texts : sequence of str
    encode : callable, optional
        Embeds texts, as the themes were fitted with; asked for the vectors of the texts that an edit by examples needs.
    vectors : ndarray of shape (n_texts, n_dims), float32 or float16, optional
        Of all texts, where they are there anyway.
    language : Language, optional
        English by default.
    words : Words, optional
        Of all texts, where they are there anyway.
    stored : TextVectors, optional
        Vectors that a run keeps, in which those of the texts are looked for when they are needed first.
    """

    texts: Sequence[str]
    encode: Encode | None = None
    vectors: np.ndarray | None = None
    language: Language | None = None
    words: Words | None = None
    stored: TextVectors | None = None
    _embedded: dict[int, np.ndarray] = field(default_factory=dict, repr=False)

    def embed(self, positions: np.ndarray) -> np.ndarray:
        """Return the vectors of some texts, shape (n_positions, n_dims), float32, rounded; each text is embedded once."""
        vectors = self.find_vectors()
        if vectors is not None:
            return round_vectors(vectors[positions])
        if self.encode is None:
            raise ValueError("an edit by examples needs vectors, or a function that embeds texts")
        missing = [i for i in positions.tolist() if i not in self._embedded]
        if missing:
            rows = np.asarray(self.encode([self.texts[i] for i in missing]), dtype=np.float32)
            self._embedded.update(zip(missing, round_vectors(rows), strict=True))
        return np.array([self._embedded[i] for i in positions.tolist()], dtype=np.float32)

    def find_vectors(self) -> np.ndarray | None:
        """Return the vectors of all texts where they are there anyway; None where one of them is not."""
        return self._stored if self.vectors is None else self.vectors

    @cached_property
    def _stored(self) -> np.ndarray | None:
        """The stored vectors of all texts; None where one of them was not kept."""
        return None if self.stored is None else self.stored.find(self.texts)

    def keep_vectors(self) -> TextVectors | None:
        """Return the vectors of all texts to be kept; None where some were not needed so far."""
        if self.find_vectors() is None and len(self._embedded) < len(self.texts):
            return None
        return TextVectors.of(self.texts, self.embed(np.arange(len(self.texts)))) if len(self.texts) else None

    def contain(self, phrases: Sequence[str], positions: np.ndarray) -> np.ndarray:
        """Tell which of some texts have one of the phrases, its words in this order, whatever their forms; a bool each."""
        keys = sorted({key_of(tokenize(phrase), self.language) for phrase in phrases} - {""})
        if self.words is not None:
            return np.asarray(_has_any(self.words, keys)[positions])
        return _has_any(Words([self.texts[i] for i in positions.tolist()], language=self.language), keys)


@dataclass
class Labels:
    """The theme and the sub-theme of each row, as numbers that stand for ids.

    Parameters
    ----------
    texts : Texts
    text_of : ndarray of shape (n_rows,), int64
        The text of each row: several rows may have the same text, labelled by several fits.
    theme, part : ndarray of shape (n_rows,), int64
        Code of the theme and of the sub-theme, -1 for none.
    strength : ndarray of shape (n_rows,), float64
    either : ndarray of shape (n_rows, 2), int64
        Codes of the two themes that a row without theme could be of; -1 where it fits none, or has one.
    codes : dict of str to int
        The number of each id.
    """

    texts: Texts
    text_of: np.ndarray
    theme: np.ndarray
    part: np.ndarray
    strength: np.ndarray
    either: np.ndarray
    codes: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, assigned: Assigned, theme_ids: Sequence[str], subtheme_ids: Sequence[str], texts: Texts) -> Labels:
        """Return the labels that the fit gives: a row per text, then a row per text for each time that the themes were redrawn.

        Parameters
        ----------
        assigned : Assigned
            Indices into ``theme_ids`` and ``subtheme_ids``.
        theme_ids, subtheme_ids : sequence of str
        texts : Texts
        """
        n = len(assigned.theme)
        redrawn = np.zeros((n, 0), dtype=np.int64) if assigned.redrawn is None else np.maximum(assigned.redrawn, -1)
        theme = np.concatenate([assigned.theme, *redrawn.T])
        fits = redrawn.shape[1] + 1
        # a redraw has no sub-themes of its own: where it gives the same theme, the sub-theme is the same, too
        part = np.where(theme == np.tile(assigned.theme, fits), np.tile(assigned.subtheme, fits), -1)
        part = np.where(part >= 0, part + len(theme_ids), -1)
        codes = {name: i for i, name in enumerate([*theme_ids, *subtheme_ids])}
        either = np.full((len(theme), 2), -1, dtype=np.int64)
        if assigned.either is not None:
            either[:n] = assigned.either
        return cls(texts, np.tile(np.arange(n), fits), theme, part, np.tile(assigned.strength, fits), either, codes)

    def code(self, theme_id: str) -> int:
        """Return the number of an id; a new one for an id that is new."""
        return self.codes.setdefault(theme_id, len(self.codes))

    def rows_of(self, theme_id: str) -> np.ndarray:
        """Return the rows of a theme."""
        return np.flatnonzero(self.theme == self.code(theme_id))

    def rows_of_part(self, subtheme_id: str) -> np.ndarray:
        """Return the rows of a sub-theme."""
        return np.flatnonzero(self.part == self.code(subtheme_id))

    def rows_with_keys(self, keys: Sequence[str]) -> np.ndarray:
        """Return the rows whose texts have these hashes, as :func:`text_key` writes them."""
        return np.flatnonzero(np.isin(self.hashes, hash_keys(keys))[self.text_of])

    @cached_property
    def hashes(self) -> np.ndarray:
        """The hash of each text, shape (n_texts,), uint64."""
        return hash_texts(self.texts.texts)

    def rows_with_words(self, phrases: Sequence[str], rows: np.ndarray) -> np.ndarray:
        """Return those of some rows whose text has one of the phrases, its words in this order, whatever their forms."""
        texts, of_row = np.unique(self.text_of[rows], return_inverse=True)
        return np.asarray(rows[self.texts.contain(phrases, texts)[of_row]])

    def take(self, learnt: Learnt, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the theme by examples of the text of each row, an index or -1, and how certain that is."""
        texts, of_row = np.unique(self.text_of[rows], return_inverse=True)
        theme, strength = learnt.take(self.texts.embed(texts))
        return theme[of_row], strength[of_row]

    def move(self, rows: np.ndarray, theme_id: str | None, part: str | None = None, strength: float | None = None) -> None:
        """Give rows another theme and sub-theme; None is none."""
        self.theme[rows] = -1 if theme_id is None else self.code(theme_id)
        self.part[rows] = -1 if part is None else self.code(part)
        self.either[rows] = -1
        if strength is not None:
            self.strength[rows] = strength

    def join_either(self, theme_id: str, into: str) -> None:
        """Note that two themes are one: a row that could be of either is of the one that remains."""
        old, new = self.code(theme_id), self.code(into)
        self.either[self.either == old] = new
        rows = np.flatnonzero((self.theme < 0) & (self.either == new).all(axis=1))
        self.move(rows, into)

    def to_assigned(self, before: Assigned, theme_ids: Sequence[str], subtheme_ids: Sequence[str]) -> Assigned:
        """Return the labels as indices into lists of ids; a row with an id that is in neither has none.

        Parameters
        ----------
        before : Assigned
            What the labels were made of.
        theme_ids, subtheme_ids : sequence of str
        """
        n = len(before.theme)
        theme = self._place(theme_ids)[self.theme]
        redrawn = None
        if before.redrawn is not None:
            redrawn = np.where(before.redrawn == LEFT_OUT, LEFT_OUT, theme[n:].reshape(-1, n).T)
        either = self._place(theme_ids)[self.either[:n]]
        either[(theme[:n] >= 0) | (either < 0).any(axis=1)] = -1
        return Assigned(
            theme[:n],
            self.strength[:n],
            self._place(subtheme_ids)[self.part[:n]],
            redrawn,
            either if (either >= 0).any() else None,
        )

    def _place(self, ids: Sequence[str]) -> np.ndarray:
        """Return the place in a list of ids of each code; the last element, which -1 reads, is -1."""
        place = np.full(len(self.codes) + 1, -1, dtype=np.int64)
        place[[self.code(name) for name in ids if name in self.codes]] = [i for i, name in enumerate(ids) if name in self.codes]
        return place


def text_key(text: str) -> str:
    """Return the hash by which an edit names a text, 16 hexadecimal digits: the log of edits holds no text that was moved.

    >>> text_key("Search is slow")
    'e953fbc7a3c7a5e5'
    """
    return f"{int(hash_texts([text])[0]):016x}"


def hash_keys(keys: Sequence[str]) -> np.ndarray:
    """Return hashes from how :func:`text_key` writes them, shape (n_keys,), uint64."""
    return np.array([int(key, 16) for key in keys], dtype=np.uint64)


def _has_any(words: Words, keys: Sequence[str]) -> np.ndarray:
    """Tell which texts have one of some phrases."""
    return np.asarray(np.asarray(words.find_phrases(list(keys)).sum(axis=1)).ravel() > 0)
