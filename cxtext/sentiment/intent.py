"""Intent of a text: does it report an issue, bring an idea, praise, ask, or none of these."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxtext.errors import ModelFormatError
from cxtext.sentiment.form import FORMS, form_features
from cxtext.sentiment.lexicon import FEATURES, lexicon_features
from cxtext.sentiment.linear import CHUNK, check_vectors, read_head, rowwise

FOLDER, FORMAT = "intent", 1
INTENTS = ("issue", "idea", "praise", "question", "other")


class IntentHead:
    """Softmax regression from a text's vector, rated words and form to its intent.

    Get one with :func:`load_intent_head`. A text's intent depends on its text and vector alone, not on the texts it is read with.

    Parameters
    ----------
    meta : mapping
        The head's description: embedder, classes, names of the forms, training sets.
    tensors : mapping of str to ndarray
        ``coef`` of shape (n_dims, 5), ``lexicon_coef`` of shape (13, 5) for
        :func:`~cxtext.sentiment.lexicon.lexicon_features`, ``form_coef`` of shape (n_forms, 5) for
        :func:`~cxtext.sentiment.form.form_features`, and ``intercept`` of shape (5,).

    Raises
    ------
    ModelFormatError
        When the parts do not fit together.
    """

    def __init__(self, meta: dict[str, Any], tensors: dict[str, NDArray[Any]]) -> None:
        try:
            self.name = str(meta["name"])
            self.fingerprint = str(meta["embedder"]["fingerprint"])
            known = meta["format"] == FORMAT and tuple(meta["classes"]) == INTENTS and tuple(meta["forms"]) == FORMS
            self._coef = np.ascontiguousarray(tensors["coef"].T, dtype=np.float64)
            self._lexicon_coef = tensors["lexicon_coef"].T.astype(np.float64)
            self._form_coef = tensors["form_coef"].T.astype(np.float64)
            self._intercept = tensors["intercept"].astype(np.float64)
        except (KeyError, TypeError, ValueError) as error:
            raise ModelFormatError(f"an intent head lacks {error}.\nReinstall cxtext, or run: make models") from error
        n = len(INTENTS)
        fits = len(self._coef) == n and self._intercept.shape == (n,) and self._lexicon_coef.shape == (n, len(FEATURES))
        if not known or not fits or self._form_coef.shape != (n, len(FORMS)):
            raise ModelFormatError(f"intent head {self.name!r} is of another format.\nRebuild it with: make models")

    @property
    def n_dims(self) -> int:
        """Length of the vectors it reads."""
        return int(self._coef.shape[1])

    def read_words(self, texts: Sequence[str], *, rated: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Return what words and form of each text add to its logits, shape (n_texts, 5): the part that needs no vector.

        Parameters
        ----------
        texts : sequence of str
            Cleaned texts.
        rated : ndarray of shape (n_texts, 13), optional
            Their :func:`~cxtext.sentiment.lexicon.lexicon_features`, when they are known.
        """
        logits = np.zeros((len(texts), len(INTENTS)))
        for start in range(0, len(texts), CHUNK):
            rows = slice(start, start + CHUNK)
            logits[rows] = rowwise(lexicon_features(texts[rows]) if rated is None else rated[rows], self._lexicon_coef)
            logits[rows] += rowwise(form_features(texts[rows]), self._form_coef)
        return logits

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
        check_vectors(embeddings, len(texts), self.n_dims)
        words = self.read_words(texts) if words is None else words
        found = np.empty(len(texts), dtype=np.int64)
        for start in range(0, len(texts), CHUNK):
            rows = slice(start, start + CHUNK)
            found[rows] = (rowwise(embeddings[rows].astype(np.float64), self._coef) + self._intercept + words[rows]).argmax(
                axis=1
            )
        return np.array(INTENTS, dtype=object)[found]


@cache
def load_intent_head(embedder_fingerprint: str) -> IntentHead:
    """Return the shipped intent head for an embedder, its files verified; loaded once a process.

    Parameters
    ----------
    embedder_fingerprint : str
        ``fingerprint`` of the embedder whose vectors will be read.

    Raises
    ------
    ModelNotFoundError
        When there is no head for this embedder.
    ModelFormatError
        When the head's files are damaged or of another format version.

    >>> from cxtext import registry
    >>> embedder = registry.load("cxtext.embedders", "fast")()
    >>> texts = ["It crashes when I open it", "Please add a dark mode", "Great staff", "How do I log in?"]
    >>> load_intent_head(embedder.fingerprint).label(texts, embedder.encode(texts)).tolist()
    ['issue', 'idea', 'praise', 'question']
    """
    return IntentHead(*read_head(FOLDER, embedder_fingerprint))
