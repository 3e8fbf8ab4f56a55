"""Embed the texts while others are still being split, and beside it do what needs their words alone.

Embedding leaves the interpreter free.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxtext.embed import load_embedder
from cxtext.sentiment import has_head, load_emotion_head, load_heads
from cxtext.themes import Tone, Words, load_parser

if TYPE_CHECKING:
    from spacy.language import Language

    from cxtext.embed import Embedder
    from cxtext.sentiment import Emotions, Heads, Polarity


@dataclass(frozen=True)
class Embedded:
    """Texts with their vectors, and what themes and sentiment need to know of their words.

    Parameters
    ----------
    texts : sequence of str
    vectors : ndarray of shape (n_texts, n_dims), float32, rows of unit length
    embedder : Embedder
        Whose vectors they are.
    words : Words
        The words of each text.
    nlp : Language or None
        The parser that names themes.
    parser : str
        Its name, ``"none"`` without one.
    reader : Embedder
        Whose vectors the heads read: ``embedder``, or the fast one when there are no heads for it.
    heads : Heads
    said : tuple of ndarray
        What the words of each text say to each head.
    """

    texts: Sequence[str]
    vectors: NDArray[np.float32]
    embedder: Embedder
    words: Words
    nlp: Language | None
    parser: str
    reader: Embedder
    heads: Heads
    said: tuple[NDArray[np.float64], NDArray[np.float64]]

    @cached_property
    def polarity(self) -> Polarity:
        """Polarity of each text."""
        return self.heads.polarity.score(self.texts, self._read, words=self.said[0])

    def polarity_scorer(self) -> Tone | None:
        """Return the polarity of the texts and a function that scores phrases; None when the heads read other vectors."""
        if self.reader is not self.embedder:
            return None
        head = self.heads.polarity
        return Tone(self.polarity.polarity, lambda phrases, vectors: head.score(phrases, vectors).polarity)

    def classify(self, *, emotion: bool = False) -> tuple[Polarity, NDArray[np.object_], Emotions | None]:
        """Return polarity and intent of each text and, if asked, its emotion."""
        intents = self.heads.intent.label(self.texts, self._read, words=self.said[1])
        felt = load_emotion_head(self.reader.fingerprint).predict(self.texts, self._read) if emotion else None
        return self.polarity, intents, felt

    @cached_property
    def _read(self) -> NDArray[np.float32]:
        """The vectors that the heads read."""
        return self.vectors if self.reader is self.embedder else self.reader.encode(self.texts)


class HeadStart:
    """Embeds the first texts while the others are still being split; the model is loaded before there are any.

    Use it as a context, so that nothing runs on when reading or splitting fails. It changes no vector: it does nothing with an
    embedder whose vectors depend, be it in the last bit, on the texts that come together.

    Parameters
    ----------
    embedder : Embedder
    batch_size : int
        Texts a batch.

    Examples
    --------
    >>> embedder = load_embedder("fast")
    >>> with HeadStart(embedder, batch_size=16) as ahead:
    ...     ahead.take(["Login fails", "Slow"])
    ...     vectors = ahead.encode(["Lovely food", "Login fails"])
    >>> bool((vectors == embedder.encode(["Lovely food", "Login fails"])).all())
    True
    """

    def __init__(self, embedder: Embedder, *, batch_size: int) -> None:
        self._embedder = embedder
        self._batch_size = batch_size
        self._side = ThreadPoolExecutor(1, "cxtext-ahead")
        self._runs: list[tuple[list[str], Future[NDArray[np.float32]]]] = []
        self._taken: set[str] = set()
        self._is_exact = getattr(embedder, "is_exact", False)
        self._stopped = False

    def __enter__(self) -> HeadStart:
        if self._is_exact:
            self._side.submit(self._embedder.encode, [""])
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped = True
        self._side.shutdown(cancel_futures=True)

    def take(self, texts: Sequence[str]) -> None:
        """Begin to embed texts, those that were not taken before; it returns at once."""
        new = [text for text in dict.fromkeys(texts) if text not in self._taken]
        if new and self._is_exact:
            self._taken.update(new)
            self._runs.append((new, self._side.submit(self._encode, new)))

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Embed one run of texts, unless nobody waits for it any more."""
        return self._embedder.encode(texts, batch_size=self._batch_size, progress=self._go_on)

    def _go_on(self, _: int) -> None:
        """Raise when the context was left."""
        if self._stopped:
            raise CancelledError

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        """Return the vectors of different texts, in order; only what has not been begun is embedded now.

        Parameters
        ----------
        texts : sequence of str
        progress : callable, optional
            Told how many texts are done since it was last told.

        Returns
        -------
        ndarray of shape (n_texts, n_dims), float32, rows of unit length
        """
        self._side.shutdown(cancel_futures=True)
        place = {text: i for i, text in enumerate(texts)}
        vectors = np.empty((len(texts), self._embedder.n_dims), np.float32)
        for run, done in self._runs:
            if not done.cancelled():
                here = [(place.pop(text), row) for text, row in zip(run, done.result(), strict=True) if text in place]
                for at, row in here:
                    vectors[at] = row
                if progress is not None:
                    progress(len(here))
        vectors[list(place.values())] = self._embedder.encode(list(place), batch_size=self._batch_size, progress=progress)
        return vectors


def embed_texts(
    texts: Sequence[str], embedder: Embedder, ahead: HeadStart, *, jobs: int, progress: Callable[[int], None] | None = None
) -> Embedded:
    """Embed unique texts; parser and words are read meanwhile, on a thread of their own.

    Parameters
    ----------
    texts : sequence of str
    embedder : Embedder
    ahead : HeadStart
        Of the embedder: it has begun with some of the texts.
    jobs : int
        Threads, 0 is one a core.
    progress : callable, optional
        Told how many texts are done since it was last told.
    """
    with ThreadPoolExecutor(1, "cxtext-words") as side:
        reader = embedder if has_head(embedder.fingerprint) else load_embedder("fast", jobs=jobs)
        heads = load_heads(reader.fingerprint)
        parser, words, said = side.submit(load_parser), side.submit(Words, texts), side.submit(heads.read_words, texts)
        vectors = ahead.encode(texts, progress=progress)
        return Embedded(texts, vectors, embedder, words.result(), *parser.result(), reader, heads, said.result())
