"""A deterministic sample of texts."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np


def hash_text(text: str) -> bytes:
    """Return eight bytes that depend on the text alone."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def sample_texts(texts: Sequence[str], n: int) -> np.ndarray:
    """Return the ascending positions of ``n`` texts, chosen by a hash of the text alone; all texts when there are fewer.

    Parameters
    ----------
    texts : sequence of str
    n : int

    Returns
    -------
    ndarray of shape (min(n, len(texts)),), int64

    Examples
    --------
    >>> sample_texts(["b", "a"], 5).tolist()
    [0, 1]
    """
    if len(texts) <= n:
        return np.arange(len(texts))
    digest = [hash_text(t) for t in texts]
    ranked = sorted(range(len(texts)), key=lambda i: (digest[i], texts[i]))
    return np.array(sorted(ranked[:n]), dtype=np.int64)
