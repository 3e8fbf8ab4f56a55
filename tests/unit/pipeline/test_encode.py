"""A head start on embedding gives the same vectors, tells progress, and stops when nobody asks for them."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import pytest

from cxtext.embed import HeadStart, Progress, StaticEmbedder, Vectors

TEXTS = ["app crashes", "friendly staff", "login fails", "price too high", "slow"]


class Recording(StaticEmbedder):
    """Keeps what it was asked for, and waits for leave to answer."""

    def __init__(self, *, exact: bool = True) -> None:
        super().__init__(jobs=1)
        self.is_exact = exact
        self.asked: list[list[str]] = []
        self.started, self.leave = threading.Event(), threading.Event()
        self.leave.set()
        self.warmed = False

    def encode(self, texts: Sequence[str], *, batch_size: int = 16, progress: Progress | None = None) -> Vectors:
        if list(texts) == [""]:
            self.warmed = True
            return super().encode(texts)
        self.asked.append(list(texts))
        self.started.set()
        self.leave.wait(10)
        if "broken" in texts:
            raise ValueError("cannot be embedded")
        return super().encode(texts, batch_size=batch_size, progress=progress)


def test_a_head_start_changes_no_vector_and_embeds_nothing_twice() -> None:
    embedder = Recording()
    done: list[int] = []
    with HeadStart(embedder, batch_size=16) as ahead:
        ahead.begin(["slow", "not kept", "slow"])
        ahead._started[-1][1].result(10)
        ahead.begin(["login fails", "slow"])
        ahead._started[-1][1].result(10)
        ahead.begin(["slow"])
        vectors = ahead.finish(TEXTS, progress=done.append)
    assert embedder.warmed
    assert embedder.asked == [["slow", "not kept"], ["login fails"], ["app crashes", "friendly staff", "price too high"]]
    assert np.array_equal(vectors, StaticEmbedder().encode(TEXTS))
    assert done == [1, 1, 3]


def test_what_has_not_begun_is_embedded_with_the_rest() -> None:
    embedder = Recording()
    embedder.leave.clear()
    with HeadStart(embedder, batch_size=16) as ahead:
        ahead.begin(["slow"])
        assert embedder.started.wait(10)
        ahead.begin(["login fails"])
        threading.Timer(0.05, embedder.leave.set).start()
        vectors = ahead.finish(TEXTS)
    assert embedder.asked == [["slow"], [text for text in TEXTS if text != "slow"]]
    assert np.array_equal(vectors, StaticEmbedder().encode(TEXTS))


def test_an_embedder_that_is_not_exact_gets_all_texts_at_once() -> None:
    embedder = Recording(exact=False)
    with HeadStart(embedder, batch_size=16) as ahead:
        ahead.begin(["slow"])
        assert np.array_equal(ahead.finish(TEXTS), StaticEmbedder().encode(TEXTS))
    assert embedder.asked == [TEXTS] and not embedder.warmed


def test_a_failure_shows_when_the_vectors_are_asked_for() -> None:
    with HeadStart(Recording(), batch_size=16) as ahead:
        ahead.begin(["broken"])
        ahead._started[-1][1].exception(10)
        with pytest.raises(ValueError, match="cannot be embedded"):
            ahead.finish(["broken"])


def test_nothing_runs_on_after_the_context() -> None:
    embedder = Recording()
    embedder.leave.clear()
    with pytest.raises(RuntimeError, match="splitting failed"), HeadStart(embedder, batch_size=16) as ahead:
        ahead.begin(["slow"])
        assert embedder.started.wait(10)
        ahead.begin(["login fails"])
        threading.Timer(0.05, embedder.leave.set).start()
        raise RuntimeError("splitting failed")
    assert embedder.asked == [["slow"]]


class Endless(StaticEmbedder):
    """Tells progress for as long as it is let."""

    def __init__(self) -> None:
        super().__init__(jobs=1)
        self.started = threading.Event()

    def encode(self, texts: Sequence[str], *, batch_size: int = 16, progress: Progress | None = None) -> Vectors:
        if progress is None:
            return super().encode(texts)
        for _ in range(2000):
            self.started.set()
            threading.Event().wait(0.01)
            progress(1)
        return super().encode(texts)


def test_what_is_running_ends_when_the_context_is_left() -> None:
    embedder = Endless()
    with pytest.raises(KeyboardInterrupt), HeadStart(embedder, batch_size=16) as ahead:
        ahead.begin(["slow"])
        assert embedder.started.wait(10)
        raise KeyboardInterrupt
    assert ahead._started[0][1].exception() is not None
