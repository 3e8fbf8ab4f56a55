"""Emotion of a text, when asked for: which of seven it shows, if any, and which of its words tell."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cxtext import shipped
from cxtext.sentiment.linear import HeadMeta, LinearHead, read_head, softmax
from cxtext.sentiment.valence import ENGLISH, lexicon_of, valences_of_words

FOLDER = "emotion"
#: The label of a text that shows no emotion.
NONE = "none"
EMOTIONS = (NONE, "frustration", "disappointment", "worry", "confusion", "surprise", "delight", "gratitude")
WORDS = "lexicon/emotions.json"
#: Sign of the rated words that go with an emotion: for texts with none of the words that tell the emotion in labelled texts.
SIGNS = {"frustration": -1, "disappointment": -1, "worry": -1, "delight": 1, "gratitude": 1}

#: The greatest valence of a rated word: brings valences to the range of the weights, 0 to 1.
GREATEST_VALENCE = 4

_TOKEN = re.compile(r"\w+(?:'\w+)?|[^\w\s]")


@dataclass(frozen=True)
class Emotions:
    """What a head says about texts.

    Parameters
    ----------
    label : ndarray of shape (n_texts,), object
        One of :data:`EMOTIONS`.
    spans : list of (int, int) or None
        Start and end, in each text, of the words that tell; None without an emotion, or when none of its words does.
    """

    label: NDArray[np.object_]
    spans: list[tuple[int, int] | None]


class EmotionHead(LinearHead):
    """Softmax regression from a text's vector, rated words, form and n-grams to the emotion it shows.

    Get one with :func:`load_emotion_head`. A text's emotion depends on its text and vector alone, not on the texts it is
    read with. Parameters and errors are those of :class:`~cxtext.sentiment.LinearHead`; the description also gives
    ``threshold``, the probability that an emotion must have: below it the text shows none.
    """

    kind, classes, needs = FOLDER, EMOTIONS, ("lexicon_coef", "form_coef")

    def _read_meta(self, meta: HeadMeta) -> None:
        self._threshold = float(meta["threshold"])

    def predict(
        self, texts: Sequence[str], embeddings: NDArray[np.float32], *, words: NDArray[np.float64] | None = None
    ) -> Emotions:
        """Return the emotion of each text and the words that tell.

        Parameters
        ----------
        texts : sequence of str
            Cleaned texts.
        embeddings : ndarray of shape (n_texts, n_dims), float32
            Their vectors, from the embedder that the head is for.
        words : ndarray of shape (n_texts, n_emotions), optional
            What :meth:`read_words` gave for the same texts, when it ran before.

        Raises
        ------
        ValueError
            When the vectors are of another number or length.
        """
        label = choose(softmax(self.logits(texts, embeddings, words=words)), self._threshold)
        code = self.language.code
        return Emotions(label, [find_trigger(text, emotion, code) for text, emotion in zip(texts, label, strict=True)])


def choose(p: NDArray[np.float64], threshold: float) -> NDArray[np.object_]:
    """Return the likeliest emotion of each row, none where its probability is below the threshold or none is likelier."""
    return np.where(p.max(axis=1) >= threshold, np.array(EMOTIONS, dtype=object)[p.argmax(axis=1)], NONE)


def tokens_of(text: str) -> list[tuple[str, int, int]]:
    """Return words and marks of a text, casefolded, each with its span."""
    return [(m.group().replace("’", "'").casefold(), m.start(), m.end()) for m in _TOKEN.finditer(text.replace("’", "'"))]


def find_trigger(text: str, emotion: str, language: str = ENGLISH) -> tuple[int, int] | None:
    """Return the span of the words that tell an emotion most, by the weights of the shipped word lists.

    Words and pairs of words that stand next to each other and tell the emotion make one span; the span with the greatest
    sum of weights is taken, the first of equals. A word that is only rated as good or bad counts for less than any that
    tells the emotion in labelled texts.

    >>> text = "The desk was closed and I am so disappointed."
    >>> start, end = find_trigger(text, "disappointment")
    >>> text[start:end]
    'am so disappointed'
    """
    weights = _weights(language).get(emotion)
    if not weights:
        return None
    tokens = tokens_of(text)
    rated, sign = valences_of_words(language), SIGNS.get(emotion, 0)
    strength = [weights.get(word) or max(sign * rated.get(word, 0.0), 0.0) / GREATEST_VALENCE for word, _, _ in tokens]
    for i in range(len(tokens) - 1):
        together = weights.get(f"{tokens[i][0]} {tokens[i + 1][0]}", 0.0)
        for j in (i, i + 1):
            strength[j] = max(strength[j], together / 2)
    best, span, i = 0.0, None, 0
    while i < len(strength):
        j = i
        while j < len(strength) and strength[j] > 0:
            j += 1
        if (total := sum(strength[i:j])) > best:
            best, span = total, (tokens[i][1], tokens[j - 1][2])
        i = j + 1
    return span


def locate(text: str, span: tuple[int, int], quote: str) -> tuple[int, int] | None:
    r"""Return where the words of a span of a cleaned text stand in the text it was cleaned from; None when they do not.

    >>> locate("so so sad", (6, 9), "so\nso  sad")
    (7, 10)
    """
    if text == quote:
        return span
    words = re.compile(r"\s+".join(map(re.escape, text[span[0] : span[1]].split())))
    before = sum(1 for match in words.finditer(text) if match.start() < span[0])
    spans = [match.span() for match in words.finditer(quote)]
    return spans[before] if before < len(spans) else None


@cache
def _weights(language: str) -> dict[str, dict[str, float]]:
    """Return the words and pairs of words that tell each emotion, with their weights."""
    weights: dict[str, dict[str, float]] = json.loads(shipped.weight_path(lexicon_of(WORDS, language)).read_text("utf-8"))
    return weights


@cache
def load_emotion_head(embedder_fingerprint: str, language: str = ENGLISH) -> EmotionHead:
    """Return the shipped emotion head for an embedder, its files verified; loaded once per process.

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
    >>> texts = ["Thank you so much for your help", "The shop is on Main Street"]
    >>> load_emotion_head(embedder.fingerprint).predict(texts, embedder.encode(texts)).label.tolist()
    ['gratitude', 'none']
    """
    return EmotionHead(*read_head(FOLDER, embedder_fingerprint, language))
