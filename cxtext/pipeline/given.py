"""What a Python caller gives beside the data, as objects that no setting can name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxtext.embed import Embedder, Embeddings


@dataclass(frozen=True)
class GivenPolarity:
    """Polarities of a caller, -1 to 1.

    Parameters
    ----------
    by_row : mapping of int to float
        Of whole records, by their number from 1: each opinion of a record gets its polarity.
    by_unit : mapping of str to float
        Of single opinions, by unit_id; they win.
    """

    by_row: Mapping[int, float]
    by_unit: Mapping[str, float]


@dataclass(frozen=True)
class Given:
    """Objects of a caller.

    Parameters
    ----------
    embedder : Embedder, optional
    embeddings : Embeddings, optional
        Vectors of texts that need not be embedded.
    polarity : GivenPolarity, optional
    """

    embedder: Embedder | None = None
    embeddings: Embeddings | None = None
    polarity: GivenPolarity | None = None
