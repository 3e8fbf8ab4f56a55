"""Polarity of a text: a small linear head on the vector of a shipped embedder and on the text's words and form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxtext.errors import ModelFormatError
from cxtext.sentiment.lexicon import FEATURES, lexicon_features
from cxtext.sentiment.linear import CHUNK, check_vectors, read_head, rowwise, shipped, softmax
from cxtext.sentiment.ngrams import hash_ngrams

FOLDER, FORMAT = "sentiment", 1
CLASSES = ("negative", "neutral", "positive")


@dataclass(frozen=True)
class Polarity:
    """What a head says about texts.

    Parameters
    ----------
    polarity : ndarray of shape (n_texts,), float64
        P(positive) - P(negative), -1 to 1.
    label : ndarray of shape (n_texts,), object
        ``"negative"``, ``"neutral"`` or ``"positive"``.
    """

    polarity: NDArray[np.float64]
    label: NDArray[np.object_]


class PolarityHead:
    """Multinomial logistic regression from the vectors of one embedder to negative, neutral, positive.

    Get one with :func:`load_head`. A text's polarity depends on its text and vector alone, not on the
    texts it is scored with.

    Parameters
    ----------
    meta : mapping
        The head's description: embedder, temperature, thresholds, training sets, held-out figures.
    tensors : mapping of str to ndarray
        ``coef`` of shape (n_dims, 3), ``intercept`` of shape (3,), and optionally ``lexicon_coef`` of shape
        (13, 3) for :func:`~cxtext.sentiment.lexicon.lexicon_features` and ``ngram_coef`` of shape (n_columns, 3)
        for hashed words and word pairs.

    Raises
    ------
    ModelFormatError
        When the parts do not fit together.

    Notes
    -----
    P = softmax((vector @ coef + lexicon @ lexicon_coef + ngrams @ ngram_coef + intercept) / temperature), with the
    temperature that minimises the log loss on sets held out of training (Guo et al. 2017, "On Calibration of Modern Neural
    Networks"). The label is negative or positive where the polarity is beyond a threshold chosen on the same sets.
    """

    def __init__(self, meta: dict[str, Any], tensors: dict[str, NDArray[Any]]) -> None:
        try:
            self.name = str(meta["name"])
            self.fingerprint = str(meta["embedder"]["fingerprint"])
            self._temperature = float(meta["temperature"])
            self._threshold = float(meta["threshold"])
            self._coef = np.ascontiguousarray(tensors["coef"].T, dtype=np.float64)
            self._intercept = tensors["intercept"].astype(np.float64)
            self._lexicon_coef = tensors["lexicon_coef"].T.astype(np.float64) if "lexicon_coef" in tensors else None
            self._ngram_coef = tensors["ngram_coef"].astype(np.float64) if "ngram_coef" in tensors else None
            known = meta["format"] == FORMAT and tuple(meta["classes"]) == CLASSES
        except (KeyError, TypeError, ValueError) as error:
            raise ModelFormatError(f"a sentiment head lacks {error}.\nReinstall cxtext, or run: make models") from error
        fits = len(self._coef) == len(CLASSES) and self._intercept.shape == (len(CLASSES),)
        if self._lexicon_coef is not None:
            fits = fits and self._lexicon_coef.shape == (len(CLASSES), len(FEATURES))
        if not known or not fits:
            raise ModelFormatError(f"sentiment head {self.name!r} is of another format.\nRebuild it with: make models")

    @classmethod
    def load(cls, embedder_fingerprint: str) -> PolarityHead:
        """Return the shipped head for an embedder; the same as :func:`load_head`."""
        return load_head(embedder_fingerprint)

    @property
    def n_dims(self) -> int:
        """Length of the vectors it reads."""
        return int(self._coef.shape[1])

    def read_words(self, texts: Sequence[str], *, rated: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Return what the words of each text add to its logits, shape (n_texts, 3): the part that needs no vector.

        Parameters
        ----------
        texts : sequence of str
            Cleaned texts.
        rated : ndarray of shape (n_texts, 13), optional
            Their :func:`~cxtext.sentiment.lexicon.lexicon_features`, when they are known.
        """
        logits = np.zeros((len(texts), len(CLASSES)))
        for start in range(0, len(texts), CHUNK):
            rows = slice(start, start + CHUNK)
            if self._lexicon_coef is not None:
                logits[rows] += rowwise(lexicon_features(texts[rows]) if rated is None else rated[rows], self._lexicon_coef)
            if self._ngram_coef is not None:
                logits[rows] += hash_ngrams(texts[rows], len(self._ngram_coef)) @ self._ngram_coef
        return logits

    def score(
        self, texts: Sequence[str], embeddings: NDArray[np.float32], *, words: NDArray[np.float64] | None = None
    ) -> Polarity:
        """Return polarity and label of each text.

        Parameters
        ----------
        texts : sequence of str
            Cleaned texts.
        embeddings : ndarray of shape (n_texts, n_dims), float32
            Their vectors, from the embedder that the head is for.
        words : ndarray of shape (n_texts, 3), optional
            What :meth:`read_words` gave for the same texts, when it ran before.

        Raises
        ------
        ValueError
            When the vectors are of another number or length.
        """
        check_vectors(embeddings, len(texts), self.n_dims)
        p = self.probabilities(texts, embeddings, words=words)
        polarity = p[:, 2] - p[:, 0]
        label = np.full(len(texts), CLASSES[1], dtype=object)
        label[polarity < -self._threshold] = CLASSES[0]
        label[polarity > self._threshold] = CLASSES[2]
        return Polarity(polarity, label)

    def probabilities(
        self, texts: Sequence[str], embeddings: NDArray[np.float32], *, words: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """Return the probability of each class, shape (n_texts, 3), in the order of :data:`CLASSES`."""
        words = self.read_words(texts) if words is None else words
        p = np.empty((len(texts), len(CLASSES)))
        for start in range(0, len(texts), CHUNK):
            rows = slice(start, start + CHUNK)
            logits = rowwise(embeddings[rows].astype(np.float64), self._coef) + self._intercept + words[rows]
            p[rows] = softmax(logits / self._temperature)
        return p


def has_head(embedder_fingerprint: str) -> bool:
    """Tell whether a head for this embedder is shipped.

    >>> has_head("of no shipped embedder")
    False
    """
    return embedder_fingerprint in shipped(FOLDER)


@cache
def load_head(embedder_fingerprint: str) -> PolarityHead:
    """Return the shipped head for an embedder, its files verified; loaded once a process.

    Parameters
    ----------
    embedder_fingerprint : str
        ``fingerprint`` of the embedder whose vectors will be scored.

    Raises
    ------
    ModelNotFoundError
        When there is no head for this embedder.
    ModelFormatError
        When the head's files are damaged or of another format version.

    >>> from cxtext import registry
    >>> embedder = registry.load("cxtext.embedders", "fast")()
    >>> texts = ["Great support, I love it", "Terrible, it crashes all the time"]
    >>> load_head(embedder.fingerprint).score(texts, embedder.encode(texts)).label.tolist()
    ['positive', 'negative']
    """
    return PolarityHead(*read_head(FOLDER, embedder_fingerprint))
