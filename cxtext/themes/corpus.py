"""What themes are fitted on: the unit texts of a survey, their vectors and words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy import sparse
    from spacy.language import Language

    from cxtext.language import SurveyLanguages
    from cxtext.themes.naming import Words

    Encode = Callable[[Sequence[str]], np.ndarray]


@dataclass(frozen=True)
class Corpus:
    """The different unit texts of a survey, and what themes and their names are made from.

    Parameters
    ----------
    texts : sequence of str
        Unique, in sorted order.
    vectors : ndarray of shape (n_texts, n_dims), float32, rows of unit length
    counts : ndarray of shape (n_texts,), int
        Units that have each text.
    responses : csr_array of shape (n_texts, n_responses)
        Nonzero where the response has the text.
    embedder_fingerprint : str
        The embedder whose vectors these are.
    encode : callable, optional
        Embeds phrases with that embedder, so that names are chosen by meaning as well; a codebook needs it.
    words : Words, optional
        Of the same texts, when they were split into words before.
    nlp : Language, optional
        The parser that reads phrases, as from :func:`cxtext.language.load_parser`; without one names are runs of words.
    parser : str
        Its name.
    languages : SurveyLanguages, optional
        With them texts in other languages than the main one are in no theme, but in rows of their own.
    """

    texts: Sequence[str]
    vectors: np.ndarray
    counts: np.ndarray
    responses: sparse.csr_array
    embedder_fingerprint: str = ""
    encode: Encode | None = None
    words: Words | None = None
    nlp: Language | None = None
    parser: str = "none"
    languages: SurveyLanguages | None = None

    def take(self, positions: np.ndarray) -> Corpus:
        """Return the corpus of some of its texts, by ascending positions."""
        if len(positions) == len(self.texts):
            return self
        return replace(
            self,
            texts=[self.texts[i] for i in positions.tolist()],
            vectors=self.vectors[positions],
            counts=self.counts[positions],
            responses=self.responses[positions],
            words=None if self.words is None else self.words.take(positions),
        )
