"""Group columns and waves as controls of the adjusted lens: a few dummy columns, never so many that they cost certainty."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from cxtext.metrics import FloatArray

if TYPE_CHECKING:
    import pandas as pd

#: Responses that a level needs for a column of its own; smaller ones are pooled.
LEAST_LEVEL = 20
#: Responses for each column of controls, all together; a group column that would exceed this is left out.
PER_COLUMN = 20


def make_controls(groups: pd.DataFrame) -> tuple[FloatArray, list[str]]:
    """Return dummy columns of groups.

    Parameters
    ----------
    groups : DataFrame of shape (n_submissions, n_columns), str
        Blank cells are a level of their own.

    Returns
    -------
    controls : ndarray of shape (n_submissions, n_dummies), float64
        Of each column all levels but the most frequent one; levels below ``LEAST_LEVEL`` responses are pooled with it.
    used : list of str
        The columns held constant: those with most responses for each level first, as long as there are ``PER_COLUMN``
        responses for each dummy.
    """
    n = len(groups)
    made: dict[str, FloatArray] = {}
    for name in groups.columns:
        levels = groups[name].astype("object").where(groups[name].notna(), "")
        counts = Counter(levels.tolist())
        large = sorted((level for level, count in counts.items() if count >= LEAST_LEVEL), key=lambda v: (-counts[v], str(v)))
        if len(large) > 1:
            made[str(name)] = np.column_stack([(levels == level).to_numpy(dtype=np.float64) for level in large[1:]])
    used, width = [], 0
    for name in sorted(made, key=lambda c: (made[c].shape[1], list(made).index(c))):
        if (width + made[name].shape[1]) * PER_COLUMN <= n:
            used.append(name)
            width += made[name].shape[1]
    return (np.hstack([made[name] for name in used]) if used else np.empty((n, 0))), used
