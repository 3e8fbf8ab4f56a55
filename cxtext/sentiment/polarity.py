"""Polarity of a text: a small linear head on the vector of a shipped embedder and on the text's words and form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cxtext.sentiment.judgements import judgement_logits
from cxtext.sentiment.linear import HeadMeta, LinearHead, list_heads, read_head, softmax
from cxtext.sentiment.valence import ENGLISH

FOLDER = "sentiment"
#: What a question that asks for praise adds to the logit of positive and takes from that of negative; the opposite for blame.
#: Measured on 2,308 answers to "What was good?" and "What could we do better?" (tests/bench/slant.md): beyond 0.25 the mean F1 of
#: the classes falls faster than the share of right labels grows.
QUESTION_LOGIT = 0.25
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
    probabilities : ndarray of shape (n_texts, 3), float64
        Of each class.
    threshold : float
        Polarity beyond which a text is positive, and below the negative of which it is negative.
    """

    polarity: NDArray[np.float64]
    label: NDArray[np.object_]
    probabilities: NDArray[np.float64]
    threshold: float

    @classmethod
    def of(cls, probabilities: NDArray[np.float64], threshold: float) -> Self:
        """Return polarity and label by the probabilities of negative, neutral and positive."""
        polarity = probabilities[:, 2] - probabilities[:, 0]
        label = np.full(len(polarity), CLASSES[1], dtype=object)
        label[polarity < -threshold] = CLASSES[0]
        label[polarity > threshold] = CLASSES[2]
        return cls(polarity, label, probabilities, threshold)

    def of_units(self, text: NDArray[np.int64], slant: NDArray[np.int64] | None = None) -> Polarity:
        """Return the polarity of units by the texts that they have, and by what their question asks for.

        Parameters
        ----------
        text : ndarray of shape (n_units,), int
            Index of the text of each unit.
        slant : ndarray of shape (n_units,), int, optional
            1 where the question asks for praise, -1 where it asks for blame, else 0.

        Notes
        -----
        P(class | text, question) is in proportion to P(class | text) exp(QUESTION_LOGIT slant (-1, 0, 1)): the odds of positive
        against negative are multiplied by one number, as Bayes' rule has it for a question that is independent of the words.
        """
        if slant is None or not slant.any():
            return Polarity(self.polarity[text], self.label[text], self.probabilities[text], self.threshold)
        weighted = self.probabilities[text] * np.exp(QUESTION_LOGIT * np.outer(slant, (-1, 0, 1)))
        return Polarity.of(weighted / weighted.sum(axis=1, keepdims=True), self.threshold)


class PolarityHead(LinearHead):
    """Multinomial logistic regression from the vectors of one embedder to negative, neutral, positive.

    Get one with :func:`load_head`. A text's polarity depends on its text and vector alone, not on the
    texts it is scored with. Parameters and errors are those of :class:`~cxtext.sentiment.LinearHead`; the description
    also gives ``temperature`` and ``threshold``, and for labelled sets that were held out what it did on them:
    ``confusions`` is a list of arrays of shape (3, 3), texts of each true class, a row, by the label they got.

    Notes
    -----
    P = softmax((vector @ coef + lexicon @ lexicon_coef + ngrams @ ngram_coef + intercept) / temperature), with the
    temperature that minimises the log loss on sets held out of training (Guo et al. 2017, "On Calibration of Modern Neural
    Networks"). The label is negative or positive where the polarity is beyond a threshold chosen on the same sets.
    """

    kind, classes = FOLDER, CLASSES

    def _read_meta(self, meta: HeadMeta) -> None:
        self._temperature = float(meta["temperature"])
        self._threshold = float(meta["threshold"])
        sets = meta.get("held_out", {})
        self.confusions = [np.array(sets[name]["confusion"], dtype=np.float64) for name in sorted(sets)]

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
        return Polarity.of(self.probabilities(texts, embeddings, words=words), self._threshold)

    def read_words(
        self, texts: Sequence[str], *, rated: NDArray[np.float64] | None = None, forms: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """Return what words, form and judgements of each text add to its logits: see :meth:`LinearHead.read_words`."""
        return super().read_words(texts, rated=rated, forms=forms) + judgement_logits(texts, language=self.language)

    @property
    def directions(self) -> NDArray[np.float64]:
        """Directions of the vectors that the classes differ along: shape (2, n_dims), of unit length, at right angles."""
        return np.asarray(np.linalg.svd(self._coef - self._coef.mean(axis=0), full_matrices=False)[2][: len(CLASSES) - 1])

    def probabilities(
        self, texts: Sequence[str], embeddings: NDArray[np.float32], *, words: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """Return the probability of each class, shape (n_texts, 3), in the order of :data:`CLASSES`."""
        return softmax(self.logits(texts, embeddings, words=words) / self._temperature)


def has_head(embedder_fingerprint: str, language: str = ENGLISH) -> bool:
    """Tell whether a head for this embedder, trained on texts of a language, is shipped.

    >>> has_head("of no shipped embedder")
    False
    """
    return (embedder_fingerprint, language) in list_heads(FOLDER)


@cache
def load_head(embedder_fingerprint: str, language: str = ENGLISH) -> PolarityHead:
    """Return the shipped head for an embedder, its files verified; loaded once per process.

    Parameters
    ----------
    embedder_fingerprint : str
        ``fingerprint`` of the embedder whose vectors will be scored.
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
    >>> texts = ["Great support, I love it", "Terrible, it crashes all the time"]
    >>> load_head(embedder.fingerprint).score(texts, embedder.encode(texts)).label.tolist()
    ['positive', 'negative']
    """
    return PolarityHead(*read_head(FOLDER, embedder_fingerprint, language))
