"""The two heads that read every opinion, polarity and intent; both get the rated words of a text, counted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxtext.sentiment.intent import IntentHead, load_intent_head
from cxtext.sentiment.polarity import PolarityHead, load_head
from cxtext.sentiment.valence import ENGLISH, lexicon_features


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
        rated = lexicon_features(texts, language=self.polarity.language)
        return self.polarity.read_words(texts, rated=rated), self.intent.read_words(texts, rated=rated)


def load_heads(embedder_fingerprint: str, language: str = ENGLISH) -> Heads:
    """Return the shipped heads for an embedder, trained on texts of a language.

    Raises
    ------
    ModelNotFoundError
        When there is none for this embedder and language.
    ModelFormatError
        When a file is damaged or of another format version.

    >>> from cxtext import plugins
    >>> embedder = plugins.load("cxtext.embedders", "fast")()
    >>> texts, heads = ["Please add a dark mode"], load_heads(embedder.fingerprint)
    >>> _, intent_logits = heads.read_words(texts)
    >>> heads.intent.label(texts, embedder.encode(texts), words=intent_logits).tolist()
    ['idea']
    """
    return Heads(load_head(embedder_fingerprint, language), load_intent_head(embedder_fingerprint, language))
