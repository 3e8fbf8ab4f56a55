"""The different texts among units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class UniqueTexts:
    """The different unit texts in sorted order: only these are embedded, whatever the order of the rows.

    Parameters
    ----------
    texts : list of str
        Sorted, each once.
    of_unit : ndarray of shape (n_units,), int64
        Position in ``texts`` of each unit.
    counts : ndarray of shape (n_texts,), int64
        Units that have each text.
    """

    texts: list[str]
    of_unit: np.ndarray
    counts: np.ndarray


def unique_texts(units: pd.DataFrame) -> UniqueTexts:
    """Return the different texts of the units, sorted, and where each unit's text is among them."""
    texts: list[str] = units["text"].tolist()
    position = {text: i for i, text in enumerate(sorted(set(texts)))}
    of_unit = np.array([position[text] for text in texts], dtype=np.int64)
    return UniqueTexts(list(position), of_unit, np.bincount(of_unit, minlength=len(position)).astype(np.int64))
