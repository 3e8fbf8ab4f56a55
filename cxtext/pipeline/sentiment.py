"""Sentiment of unit texts: the heads to use, the vectors they read, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxtext.embed import Embedder, load_embedder
from cxtext.impact import Misclassification, pool_confusions
from cxtext.sentiment import EmotionHead, Emotions, Heads, Polarity, has_head, load_emotion_head, load_head, load_heads
from cxtext.settings import EmbeddingConfig
from cxtext.themes import Tone

#: What the words of texts add to the logits of the heads for polarity and intent.
WordLogits = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class Sentiment:
    """Polarity and intent of texts and, if asked, their emotion.

    Parameters
    ----------
    polarity : Polarity
    intents : ndarray of shape (n_texts,), object
    emotions : Emotions, optional
    """

    polarity: Polarity
    intents: NDArray[np.object_]
    emotions: Emotions | None = None


def label_errors(embedder_fingerprint: str | None, language: str) -> Misclassification | None:
    """Return how often the labels of a shipped head are wrong, from labelled sets that were held out of its training.

    Parameters
    ----------
    embedder_fingerprint : str, optional
        Of the embedder that the head reads.
    language : str
        Code of the language of the texts.

    Returns
    -------
    Misclassification or None
        All sets together, reviews and answers to surveys: two or three of a kind are too few to tell how kinds differ. None
        where there is no such head, or none of its sets was held out.
    """
    if embedder_fingerprint is None or not has_head(embedder_fingerprint, language):
        return None
    confusions = load_head(embedder_fingerprint, language).confusions
    return pool_confusions(confusions) if confusions else None


@dataclass(frozen=True)
class SentimentReader:
    """The heads of an embedder. One for which none are shipped leaves the sentiment to a shipped embedder.

    It can be pickled, and a text's sentiment depends on its text and vector alone.

    Parameters
    ----------
    embedder : Embedder
        Whose vectors the heads read.
    heads : Heads
    is_shared : bool
        Whether these are the vectors that themes are made of; else the reader embeds the texts itself.

    Examples
    --------
    >>> embedder = load_embedder("fast")
    >>> reader = SentimentReader.load(embedder)
    >>> texts = ["Great support", "The app crashes"]
    >>> reader.classify(texts, embedder.encode(texts)).polarity.label.tolist()
    ['positive', 'negative']
    """

    embedder: Embedder
    heads: Heads
    is_shared: bool

    @classmethod
    def load(
        cls,
        embedder: Embedder,
        settings: EmbeddingConfig | None = None,
        *,
        language: str = "en",
        jobs: int = 0,
        stand_in: str = "fast",
    ) -> SentimentReader:
        """Return the reader for texts that an embedder embeds; raise ModelNotFoundError without heads for their language.

        Parameters
        ----------
        embedder : Embedder
            That of the themes.
        settings : EmbeddingConfig, optional
            How another embedder is loaded where it is needed, but for its name.
        language : str
            Code of the language of the texts.
        jobs : int
            Threads; 0 is one per core.
        stand_in : {"fast", "default"}
            Whose heads are used for an embedder that has none.
        """
        is_shared = has_head(embedder.fingerprint, language)
        if not is_shared:
            embedder = load_embedder((settings or EmbeddingConfig()).model_copy(update={"embedder": stand_in}), jobs=jobs)
        return cls(embedder, load_heads(embedder.fingerprint, language), is_shared)

    def classify(
        self, texts: Sequence[str], vectors: NDArray[np.float32], *, emotion: bool = False, word_logits: WordLogits | None = None
    ) -> Sentiment:
        """Return the sentiment of each text.

        Parameters
        ----------
        texts : sequence of str
        vectors : ndarray of shape (n_texts, n_dims), float32, rows of unit length
            From the embedder of the themes.
        emotion : bool
            Whether to read emotions too.
        word_logits : tuple of ndarray, optional
            What ``heads.read_words`` gave for the same texts, when it ran before.
        """
        if not self.is_shared:
            vectors = self.embedder.encode(texts)
        of_polarity, of_intent = self.heads.read_words(texts) if word_logits is None else word_logits
        return Sentiment(
            self.heads.polarity.score(texts, vectors, words=of_polarity),
            self.heads.intent.label(texts, vectors, words=of_intent),
            self._load_emotion_head().predict(texts, vectors) if emotion else None,
        )

    def _load_emotion_head(self) -> EmotionHead:
        """Return the head for emotions of the same embedder and language."""
        return load_emotion_head(self.embedder.fingerprint, self.heads.polarity.language.code)

    def polarity_scorer(self, sentiment: Sentiment) -> Tone | None:
        """Return how the texts sound, and a scorer for phrases; None when the heads read other vectors than phrases have."""
        if not self.is_shared:
            return None
        return Tone(sentiment.polarity.polarity, self._score_phrases, self.heads.polarity.directions)

    def _score_phrases(self, phrases: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Return the polarity of phrases."""
        return self.heads.polarity.score(phrases, vectors).polarity
