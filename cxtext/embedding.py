"""Embed the texts, and beside it do what needs their words alone: embedding leaves the interpreter free."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxtext.embed import load_embedder
from cxtext.sentiment import has_head, load_emotion_head, load_heads
from cxtext.themes.lexicon import Words
from cxtext.themes.phrases import load_parser
from cxtext.themes.tone import Tone

if TYPE_CHECKING:
    from spacy.language import Language

    from cxtext.embed.base import Embedder
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

    def hear(self) -> Tone | None:
        """Return the polarity of the texts, and who tells it of phrases; None when the heads read other vectors."""
        if self.reader is not self.embedder:
            return None
        head = self.heads.polarity
        of_texts = head.score(self.texts, self.vectors, words=self.said[0]).polarity
        return Tone(of_texts, lambda phrases, vectors: head.score(phrases, vectors).polarity)

    def judge(self, *, emotion: bool = False) -> tuple[Polarity, NDArray[np.object_], Emotions | None]:
        """Return polarity and intent of each text and, if asked, its emotion."""
        read = self.vectors if self.reader is self.embedder else self.reader.encode(self.texts)
        polarity, intents = self.heads.judge(self.texts, read, words=self.said)
        felt = load_emotion_head(self.reader.fingerprint).feel(self.texts, read) if emotion else None
        return polarity, intents, felt


def embed_texts(
    texts: Sequence[str], embedder: Embedder, *, batch_size: int, jobs: int, progress: Callable[[int], None] | None = None
) -> Embedded:
    """Embed unique texts; parser and words are read meanwhile, on a thread of their own.

    Parameters
    ----------
    texts : sequence of str
    embedder : Embedder
    batch_size, jobs : int
        Texts a batch; threads, 0 is one a core.
    progress : callable, optional
        Told how many texts are done since it was last told.
    """
    with ThreadPoolExecutor(1, "cxtext-words") as side:
        reader = embedder if has_head(embedder.fingerprint) else load_embedder("fast", jobs=jobs)
        heads = load_heads(reader.fingerprint)
        parser, words, said = side.submit(load_parser), side.submit(Words, texts), side.submit(heads.read_words, texts)
        vectors = embedder.encode(texts, batch_size=batch_size, progress=progress)
        return Embedded(texts, vectors, embedder, words.result(), *parser.result(), reader, heads, said.result())
