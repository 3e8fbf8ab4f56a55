"""Columns of groups that only repeat the score: promoter, passive and detractor, or a band of points."""

from __future__ import annotations

from itertools import pairwise
from math import lgamma, log
from typing import TYPE_CHECKING

import numpy as np

from cxtext.metrics import FloatArray

if TYPE_CHECKING:
    import pandas as pd

#: Chance that groups of these sizes lie in separate bands by luck, at most: beyond it they are bands of the score.
MAX_LUCK = 1e-6


def is_band(groups: pd.Series, score: FloatArray) -> bool:
    """Tell whether groups are bands of a score: no two overlap, and that is no luck.

    Parameters
    ----------
    groups : Series of shape (n_submissions,), str
        Nulls are in no group.
    score : ndarray of shape (n_submissions,), float64
        Valid answers, ``nan`` where there is none.

    Notes
    -----
    Of all ways to deal n answers out to k groups of these sizes, at most k! n_1! ... n_k! / n! keep the bands apart.

    >>> import pandas as pd
    >>> score = np.arange(40) % 11.0
    >>> band = pd.Series(np.where(score < 7, "detractor", "other"))
    >>> is_band(band, score), is_band(band.sample(frac=1, random_state=0, ignore_index=True), score)
    (True, False)
    """
    used = np.isfinite(score) & groups.notna().to_numpy()
    points = score[used]
    of = groups[used].groupby(groups[used].astype("object"), sort=True).indices.values()
    bands = sorted((float(points[rows].min()), float(points[rows].max()), len(rows)) for rows in of)
    if len(bands) < 2 or any(low <= high for (_, high, _), (low, _, _) in pairwise(bands)):
        return False
    ways = lgamma(len(bands) + 1) + sum(lgamma(size + 1) for *_, size in bands)
    return ways - lgamma(len(points) + 1) < log(MAX_LUCK)
