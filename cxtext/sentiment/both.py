"""Both heads of an embedder side by side: what is read in the words alone is read once, before there are vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxtext.sentiment.intent import IntentHead, load_intent_head
from cxtext.sentiment.polarity import PolarityHead, load_head
from cxtext.sentiment.valence import lexicon_features


@dataclass(frozen=True)
class Heads:
    """The heads for polarity and intent.

    Parameters
    ----------
    polarity : PolarityHead
    intent : IntentHead
    """

    polarity: PolarityHead
    intent: IntentHead

    def read_words(self, texts: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return what words and form of each text add to the logits of each head, shapes (n_texts, 3) and (n_texts, 5)."""
        rated = lexicon_features(texts)
        return self.polarity.read_words(texts, rated=rated), self.intent.read_words(texts, rated=rated)


def load_heads(embedder_fingerprint: str) -> Heads:
    """Return the shipped heads for an embedder.

    Raises
    ------
    ModelNotFoundError
        When there is none for this embedder.
    ModelFormatError
        When a file is damaged or of another format version.

    >>> from cxtext import plugins
    >>> embedder = plugins.load("cxtext.embedders", "fast")()
    >>> texts, heads = ["Please add a dark mode"], load_heads(embedder.fingerprint)
    >>> _, put = heads.read_words(texts)
    >>> heads.intent.label(texts, embedder.encode(texts), words=put).tolist()
    ['idea']
    """
    return Heads(load_head(embedder_fingerprint), load_intent_head(embedder_fingerprint))
