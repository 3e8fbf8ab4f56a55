"""What several outputs read of one analysis, read once while they are written one after the other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from cxtext.wording import number_style

T = TypeVar("T")

_shared: ContextVar[tuple[object, dict[Hashable, Any]] | None] = ContextVar("shared", default=None)


@contextmanager
def read_once(analysis: object) -> Iterator[None]:
    """Let :func:`recall` give the same again while the block runs, in which the tables of the analysis must not change.

    A block within a block of the same analysis shares what the outer one has read.
    """
    shared = _shared.get()
    if shared is not None and shared[0] is analysis:
        yield
        return
    token = _shared.set((analysis, {}))
    try:
        yield
    finally:
        _shared.reset(token)


def recall(analysis: object, key: Hashable, make: Callable[[], T]) -> T:
    """Return what ``make`` gives; within :func:`read_once` of the same analysis, what it gave for this key before.

    >>> analysis, made = object(), iter(range(9))
    >>> with read_once(analysis):
    ...     [recall(analysis, "n", lambda: next(made)) for _ in range(2)]
    [0, 0]
    >>> recall(analysis, "n", lambda: next(made))
    1
    """
    key = (key, number_style())  # what is written in words differs with how numbers are written
    shared = _shared.get()
    if shared is None or shared[0] is not analysis:
        return make()
    if key not in shared[1]:
        shared[1][key] = make()
    return cast("T", shared[1][key])
