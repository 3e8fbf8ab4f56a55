"""One BLAS thread for the whole stage; work that is large enough runs on threads of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def single_threaded_blas() -> Iterator[None]:
    """Limit BLAS to one thread: the same sums on every machine, and no threads that spin while they wait for each other."""
    # scipy has its own BLAS, which its special functions load too, in less time than scipy.linalg; a library that is loaded later
    # would escape the limit.
    import scipy.special  # noqa: F401
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, user_api="blas"):
        yield
