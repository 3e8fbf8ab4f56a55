"""Which responses a person is asked to label: a stratified sample whose probabilities are known."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

IntArray = NDArray[np.int64]
#: Part of the sample that is drawn from the responses in which no audited theme was found.
UNTAGGED_PART = 0.5


def stratify(tagged: NDArray[np.bool_]) -> IntArray:
    """Return the stratum of each response: its rarest tag, or the number of themes where it has none.

    Parameters
    ----------
    tagged : ndarray of shape (n, n_themes), bool

    >>> stratify(np.array([[True, True], [True, False], [False, False]])).tolist()
    [1, 0, 2]
    """
    n_themes = tagged.shape[1]
    rarest_first = np.argsort(tagged.sum(axis=0), kind="stable")
    ordered = tagged[:, rarest_first]
    return (
        np.where(ordered.any(axis=1), rarest_first[ordered.argmax(axis=1)], n_themes) if n_themes else np.zeros(len(tagged), int)
    )


def allocate(sizes: ArrayLike, n: int) -> IntArray:
    """Return how many to draw from each stratum: half from the last, the untagged, the rest alike from the others.

    What a stratum does not hold goes to the others; each stratum gives at least two, if it has them.

    >>> allocate([10, 200, 4000], 100).tolist()
    [10, 30, 60]
    """
    size = np.asarray(sizes, dtype=np.int64)
    if n >= size.sum():
        return size
    part = np.full(len(size), (1 - UNTAGGED_PART) / max(len(size) - 1, 1))
    part[-1] = UNTAGGED_PART
    drawn = np.zeros(len(size), dtype=np.int64)
    while drawn.sum() < n:
        free = drawn < size
        wanted = np.where(free, part / part[free].sum(), 0.0) * (n - drawn.sum())
        step = np.minimum(np.floor(wanted).astype(np.int64), size - drawn)
        if not step.any():
            step[int(np.argmax(np.where(free, wanted, -1.0)))] = 1
        drawn += step
    return np.maximum(drawn, np.minimum(size, 2))


def draw_sample(stratum: IntArray, n: int, *, random_state: int) -> IntArray:
    """Draw a stratified sample without replacement, and shuffle it.

    Returns
    -------
    ndarray of shape (n_drawn,), int64
        Positions. Any first part of it is a sample too, so that labelling may stop early.
    """
    rng = np.random.default_rng(random_state)
    sizes = np.bincount(stratum, minlength=int(stratum.max(initial=-1)) + 1)
    take = allocate(sizes, n)
    parts = [rng.permutation(np.flatnonzero(stratum == h))[: take[h]] for h in range(len(sizes))]
    return np.asarray(rng.permutation(np.concatenate(parts)), dtype=np.int64)
