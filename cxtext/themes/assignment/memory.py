"""The texts that themes were found among, with the themes that the tree gave them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from cxtext.themes.discovery import Tree
from cxtext.themes.sampling import hash_text
from cxtext.themes.storage import ArrayBundle, Shape


@dataclass(frozen=True)
class TextMemory(ArrayBundle):
    """The texts of the tree by a hash of each, their themes, and the tree itself.

    The tree reads a text together with what stands beside it, which the assigner cannot: texts that were in the tree keep the
    theme that it gave them, wherever they turn up again.

    Parameters
    ----------
    keys : ndarray of shape (n_texts,), uint64
        Hash of each text, in the order of the tree's leaves.
    theme, subtheme : ndarray of shape (n_texts,), int64
        -1 where the tree gave none; the assigner decides then.
    merges : ndarray of shape (n_merges, 4), float64
        See :class:`Tree`; ``n_texts - 1`` of them, none where no groups were found.
    """

    keys: np.ndarray
    theme: np.ndarray
    subtheme: np.ndarray
    merges: np.ndarray

    SHAPES: ClassVar[dict[str, Shape]] = {
        "keys": ("texts",),
        "theme": ("texts",),
        "subtheme": ("texts",),
        "merges": ("merges", 4),
    }

    @classmethod
    def build(cls, texts: Sequence[str], theme: np.ndarray, tree: Tree | None) -> TextMemory:
        """Return the memory of some texts, without sub-themes.

        Parameters
        ----------
        texts : sequence of str
        theme : ndarray of shape (n_texts,), int64
        tree : Tree, optional
        """
        merges = np.zeros((0, 4)) if tree is None else tree.merges
        return cls(hash_texts(texts), theme, np.full(len(theme), -1, dtype=np.int64), merges)

    @classmethod
    def empty(cls) -> TextMemory:
        """Return a memory of nothing."""
        return cls.build([], np.zeros(0, dtype=np.int64), None)

    def with_subthemes(self, subtheme: np.ndarray) -> TextMemory:
        """Return the same with these sub-themes."""
        return replace(self, subtheme=subtheme)

    def recall(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return theme and sub-theme of each text, -1 for a text that is not remembered.

        Returns
        -------
        theme, subtheme : ndarray of shape (n,), int64
        """
        leaf = self.find_leaves(texts)
        return np.append(self.theme, -1)[leaf], np.append(self.subtheme, -1)[leaf]

    def forget(self, keys: np.ndarray) -> TextMemory:
        """Return the same without the hashes of some texts: their leaves stay, as the leaves of no text."""
        gone = np.flatnonzero(np.isin(self.keys, keys))
        nobody = hash_texts([f"forgotten {leaf}" for leaf in gone.tolist()])
        own = self.keys.copy()
        own[gone] = nobody
        return replace(self, keys=own)

    def find_leaves(self, texts: Sequence[str]) -> np.ndarray:
        """Return the leaf of the tree that each text is, -1 for a text that is not remembered.

        Returns
        -------
        ndarray of shape (n,), int64
        """
        if not len(self.keys) or not len(texts):
            return np.full(len(texts), -1, dtype=np.int64)
        asked = hash_texts(texts)
        order = np.argsort(self.keys, kind="stable")
        place = order[np.minimum(np.searchsorted(self.keys, asked, sorter=order), len(order) - 1)]
        return np.where(self.keys[place] == asked, place, -1)


def hash_texts(texts: Sequence[str]) -> np.ndarray:
    """Return a hash of each text.

    Returns
    -------
    ndarray of shape (n,), uint64
    """
    return np.frombuffer(b"".join(map(hash_text, texts)), dtype="<u8").astype(np.uint64)
