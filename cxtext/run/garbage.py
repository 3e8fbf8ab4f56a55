"""Let Python look for cyclic garbage seldom while an analysis runs: it makes millions of small objects and hardly any cycle."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

#: Objects made between two looks at the young ones, and looks between two at the older ones, while :func:`collect_seldom` is on.
#: With Python's own 700, 10 and 10 the looks were 1.8 of 27 seconds of an analysis of 10,000 comments, embedding aside; with
#: these 0.25.
SELDOM = (100_000, 20, 50)


class _Usual:
    """The thresholds to go back to, and how many blocks are running: the last one that ends goes back."""

    lock = Lock()
    thresholds = gc.get_threshold()
    n_running = 0


@contextmanager
def collect_seldom() -> Iterator[None]:
    """Collect cyclic garbage seldom within a block; blocks may nest, and run on several threads.

    Memory is freed as ever when nothing refers to it. Who has turned the collector off finds it off, and who looks more seldom
    goes on doing so.

    Examples
    --------
    >>> import gc
    >>> usual = gc.get_threshold()
    >>> with collect_seldom():
    ...     gc.get_threshold() == SELDOM
    True
    >>> gc.get_threshold() == usual
    True
    """
    with _Usual.lock:
        if not _Usual.n_running:
            _Usual.thresholds = gc.get_threshold()
            gc.set_threshold(*map(max, _Usual.thresholds, SELDOM))
        _Usual.n_running += 1
    try:
        yield
    finally:
        with _Usual.lock:
            _Usual.n_running -= 1
            if not _Usual.n_running:
                gc.set_threshold(*_Usual.thresholds)
