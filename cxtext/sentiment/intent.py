"""Intent of a text: does it report an issue, bring an idea, praise, ask, or none of these."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cxtext.sentiment.linear import LinearHead, read_head
from cxtext.sentiment.valence import ENGLISH

FOLDER = "intent"
INTENTS = ("issue", "idea", "praise", "question", "other")


class IntentHead(LinearHead):
    """Softmax regression from a text's vector, rated words and form to its intent.

    Get one with :func:`load_intent_head`. A text's intent depends on its text and vector alone, not on the texts it is read with.
    Parameters and errors are those of :class:`~cxtext.sentiment.LinearHead`; ``lexicon_coef`` and ``form_coef`` are needed.
    """

    kind, classes, needs = FOLDER, INTENTS, ("lexicon_coef", "form_coef")

    def label(
        self, texts: Sequence[str], embeddings: NDArray[np.float32], *, words: NDArray[np.float64] | None = None
    ) -> NDArray[np.object_]:
        """Return the likeliest intent of each text, one of :data:`INTENTS`.

        Parameters
        ----------
        texts : sequence of str
            Cleaned texts.
        embeddings : ndarray of shape (n_texts, n_dims), float32
            Their vectors, from the embedder that the head is for.
        words : ndarray of shape (n_texts, 5), optional
            What :meth:`read_words` gave for the same texts, when it ran before.

        Raises
        ------
        ValueError
            When the vectors are of another number or length.
        """
        likeliest = self.logits(texts, embeddings, words=words).argmax(axis=1)
        return np.asarray(np.array(INTENTS, dtype=object)[likeliest])


@cache
def load_intent_head(embedder_fingerprint: str, language: str = ENGLISH) -> IntentHead:
    """Return the shipped intent head for an embedder, its files verified; loaded once per process.

    Parameters
    ----------
    embedder_fingerprint : str
        ``fingerprint`` of the embedder whose vectors will be read.
    language : str
        Code of the language of the texts that it is trained on.

    Raises
    ------
    ModelNotFoundError
        When there is no head for this embedder and language.
    ModelFormatError
        When the head's files are damaged or of another format version.

    >>> from cxtext import plugins
    >>> embedder = plugins.load("cxtext.embedders", "fast")()
    >>> texts = ["It crashes when I open it", "Please add a dark mode", "Great staff", "How do I log in?"]
    >>> load_intent_head(embedder.fingerprint).label(texts, embedder.encode(texts)).tolist()
    ['issue', 'idea', 'praise', 'question']
    """
    return IntentHead(*read_head(FOLDER, embedder_fingerprint, language))
