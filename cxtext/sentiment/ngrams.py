"""Words and word pairs hashed into a fixed number of columns, for embedders that do not see word order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
from scipy.sparse import csr_array

_TOKEN = re.compile(r"\w+(?:'\w+)?|[!?]|[:;]-?[()]")


def hash_ngrams(texts: Sequence[str], n_columns: int) -> csr_array:
    """Return the words and word pairs of each text as hashed columns.

    Parameters
    ----------
    texts : sequence of str
        Cleaned texts.
    n_columns : int
        Width of the result; different n-grams may share a column.

    Returns
    -------
    csr_array of shape (n_texts, n_columns), float64
        1 for each n-gram present, rows scaled to length 1; a text without any is a row of zeros.

    >>> hash_ngrams(["not good", "", "Not good"], 1024).sum(axis=1).round(3).tolist()
    [1.732, 0.0, 1.732]
    """
    columns: list[int] = []
    values: list[float] = []
    bounds = [0]
    for text in texts:
        words = [word.encode("utf-8", "replace") for word in _TOKEN.findall(text.casefold())]
        pairs = [first + b" " + second for first, second in pairwise(words)]
        present = sorted({crc32(gram) % n_columns for gram in words + pairs})
        columns += present
        values += [max(len(present), 1) ** -0.5] * len(present)
        bounds.append(len(columns))
    shape = (len(texts), n_columns)
    return csr_array((np.array(values, dtype=np.float64), np.array(columns, dtype=np.int64), np.array(bounds)), shape=shape)
