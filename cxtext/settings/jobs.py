"""How many workers the setting ``jobs`` stands for."""

from __future__ import annotations

import os


def count_workers(jobs: int) -> int:
    """Return how many threads to use: ``jobs``, or with 0 one for each core that this process may use.

    >>> count_workers(3)
    3
    """
    if jobs > 0:
        return jobs
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
