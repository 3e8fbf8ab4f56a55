"""The vectors of the texts of a run, kept so that no edit embeds them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cxtext.themes.assignment.memory import hash_texts
from cxtext.themes.storage import ArrayBundle, Shape


@dataclass(frozen=True)
class TextVectors(ArrayBundle):
    """The vectors of texts by a hash of each, in half precision.

    A text takes 2 bytes a dimension and 8 more: 47 MB for 60,000 texts of 384 dimensions, about those of 25,000 responses.

    Parameters
    ----------
    keys : ndarray of shape (n_texts,), uint64
        Hashes of the texts, sorted.
    rows : ndarray of shape (n_texts, n_dims), float16
        Rows of unit length, but for rounding.
    """

    keys: np.ndarray
    rows: np.ndarray

    SHAPES: ClassVar[dict[str, Shape]] = {"keys": ("texts",), "rows": ("texts", "dims")}

    @classmethod
    def of(cls, texts: Sequence[str], vectors: np.ndarray) -> TextVectors:
        """Keep the vectors of some texts.

        Parameters
        ----------
        texts : sequence of str
            Each once.
        vectors : ndarray of shape (n_texts, n_dims), float32 or float16
        """
        keys = hash_texts(texts)
        order = np.argsort(keys, kind="stable")
        return cls(keys[order], np.asarray(vectors, dtype=np.float16)[order])

    def find(self, texts: Sequence[str]) -> np.ndarray | None:
        """Return the vectors of some texts, shape (n, n_dims), float16; None when one of them was not kept.

        >>> kept = TextVectors.of(["Too slow", "Too dear"], np.eye(2))
        >>> kept.find(["Too dear"]).tolist(), kept.find(["Too dear", "Lovely"])
        ([[0.0, 1.0]], None)
        """
        asked = hash_texts(texts)
        if not len(self.keys):
            return None if len(asked) else self.rows
        place = np.minimum(np.searchsorted(self.keys, asked), len(self.keys) - 1)
        return np.asarray(self.rows[place]) if (self.keys[place] == asked).all() else None

    def join(self, other: TextVectors) -> TextVectors:
        """Return these vectors and those of other texts; of a text that both have, this one."""
        keys, first = np.unique(np.concatenate([self.keys, other.keys]), return_index=True)
        return TextVectors(keys, np.concatenate([self.rows, other.rows])[first])


def round_vectors(vectors: np.ndarray) -> np.ndarray:
    """Return vectors as they are after they were kept, float32: edits give the same whether they were or not."""
    return np.asarray(vectors, dtype=np.float16).astype(np.float32)
