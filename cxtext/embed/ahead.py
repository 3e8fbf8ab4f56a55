"""Embed the first texts while the others are still being split: embedding leaves the interpreter free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor

import numpy as np

from cxtext.embed.base import Embedder, Progress, Vectors


class HeadStart:
    """Embeds texts on a thread of its own as they come, and the rest when all are there.

    Use it as a context, so that nothing runs on when reading or splitting fails. The model is loaded on entry. A head start
    changes no vector: an embedder that is not exact, whose vectors may depend in the last bit on the texts that come together,
    gets all texts at once.

    Parameters
    ----------
    embedder : Embedder
    batch_size : int
        Texts per batch.

    Examples
    --------
    >>> from cxtext.embed import load_embedder
    >>> embedder = load_embedder("fast")
    >>> with HeadStart(embedder, batch_size=16) as ahead:
    ...     ahead.begin(["Login fails", "Slow"])
    ...     vectors = ahead.finish(["Lovely food", "Login fails"])
    >>> bool((vectors == embedder.encode(["Lovely food", "Login fails"])).all())
    True
    """

    def __init__(self, embedder: Embedder, *, batch_size: int) -> None:
        self._embedder = embedder
        self._batch_size = batch_size
        self._is_exact = getattr(embedder, "is_exact", False)
        self._thread = ThreadPoolExecutor(1, "cxtext-ahead")
        self._started: list[tuple[list[str], Future[Vectors]]] = []
        self._texts: set[str] = set()
        self._is_left = False

    def __enter__(self) -> HeadStart:
        if self._is_exact:
            self._thread.submit(self._embedder.encode, [""])  # loads the model
        return self

    def __exit__(self, *_: object) -> None:
        self._is_left = True
        self._thread.shutdown(cancel_futures=True)

    def begin(self, texts: Iterable[str]) -> None:
        """Start to embed texts, those that are new; return at once."""
        new = [text for text in dict.fromkeys(texts) if text not in self._texts]
        if new and self._is_exact:
            self._texts.update(new)
            self._started.append((new, self._thread.submit(self._encode, new)))

    def _encode(self, texts: list[str]) -> Vectors:
        """Embed some texts; stop when the context was left."""
        return self._embedder.encode(texts, batch_size=self._batch_size, progress=self._check_left)

    def _check_left(self, _: int) -> None:
        """Raise when the context was left."""
        if self._is_left:
            raise CancelledError

    def finish(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return the vectors of different texts, in order; embed now what no thread has begun with.

        Parameters
        ----------
        texts : sequence of str
        progress : callable, optional
            Called with the number of texts finished since the last call.

        Returns
        -------
        ndarray of shape (n_texts, n_dims), float32, rows of unit length
        """
        self._thread.shutdown(cancel_futures=True)
        place = {text: i for i, text in enumerate(texts)}
        vectors = np.empty((len(texts), self._embedder.n_dims), np.float32)
        for started, future in self._started:
            if future.cancelled():
                continue
            rows = [(place.pop(text), row) for text, row in zip(started, future.result(), strict=True) if text in place]
            for i, row in rows:
                vectors[i] = row
            if progress is not None:
                progress(len(rows))
        vectors[list(place.values())] = self._embedder.encode(list(place), batch_size=self._batch_size, progress=progress)
        return vectors
