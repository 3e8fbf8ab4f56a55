"""What an analysis has only in the process that made it: the rows of the caller's table, and exact vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from cxtext.embed import Embedder, Embeddings


@dataclass(frozen=True)
class CallerRows:
    """The rows of a table that was given in Python.

    Parameters
    ----------
    index : Index of shape (n_records,)
        Of each record: the index of a pandas table, else positions from 0.
    ids : sequence of object, optional
        The cells of the id column with the type they had.
    """

    index: pd.Index
    ids: Sequence[object] | None = None


@dataclass(frozen=True)
class Session:
    """What no run folder holds.

    Parameters
    ----------
    rows : CallerRows, optional
        None for an analysis of files.
    embeddings : Embeddings, optional
        The exact vectors of the texts: a run folder has them in half precision.
    embedder : Embedder, optional
        The one that was given as an object, which cannot be loaded by its name.
    """

    rows: CallerRows | None = None
    embeddings: Embeddings | None = None
    embedder: Embedder | None = None
