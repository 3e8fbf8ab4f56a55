"""A deterministic sample of texts."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np


def hash_text(text: str, salt: int = 0) -> bytes:
    """Return eight bytes that depend on the text and the salt alone."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, salt=salt.to_bytes(4, "big")).digest()


def sample_texts(texts: Sequence[str], n: int, *, salt: int = 0) -> np.ndarray:
    """Return the ascending positions of ``n`` texts, chosen by a hash of the text alone; all texts when there are fewer.

    Parameters
    ----------
    texts : sequence of str
    n : int
    salt : int
        Another one chooses other texts.

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
    digest = [hash_text(t, salt) for t in texts]
    ranked = sorted(range(len(texts)), key=lambda i: (digest[i], texts[i]))
    return np.array(sorted(ranked[:n]), dtype=np.int64)
