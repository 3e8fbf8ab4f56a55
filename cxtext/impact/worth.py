"""What those who mention a theme are worth: its value weight, and the value at risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from cxtext.metrics import FloatArray, usable_weights


@dataclass(frozen=True)
class Worth:
    """Value columns of the scorecard, one entry a theme.

    Parameters
    ----------
    weight : ndarray of shape (n_themes,), float64
        Value-weighted share over plain share; 1 where nobody's value is known.
    at_risk : ndarray of shape (n_themes,), float64
        Sum of the value of the respondents who mention the theme negatively; ``nan`` without values.
    """

    weight: FloatArray
    at_risk: FloatArray


def measure_worth(
    mentions: csr_array,
    negative: csr_array,
    value: ArrayLike | None,
    *,
    has_content: ArrayLike,
    clusters: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> Worth:
    """Measure what the respondents behind each theme are worth.

    Parameters
    ----------
    mentions, negative : csr_array of shape (n_submissions, n_themes)
        Non-zero where the submission mentions the theme, or has a negative unit of it.
    value : array-like of shape (n_submissions,), float, optional
        Worth of the respondent, such as revenue, 0 or more; other values count as unknown.

    Notes
    -----
    value weight = (sum v w x / sum v w) / (sum w x / sum w) over submissions with content, a known value v and a usable
    survey weight w. It is an average over few people where few mention a theme, so one large customer can decide it. Value
    at risk counts each respondent once, with the largest value given, and no survey weight: it is a sum over the data.

    >>> x = csr_array(np.array([[1.0], [0.0]]))
    >>> found = measure_worth(x, x, [30.0, 10.0], has_content=[True, True])
    >>> found.weight.tolist(), found.at_risk.tolist()
    ([1.5], [30.0])
    """
    n, n_themes = mentions.shape
    given = np.full(n, np.nan) if value is None else np.asarray(value, dtype=np.float64)
    known = np.isfinite(given) & (given >= 0)
    if not known.any():
        return Worth(np.ones(n_themes), np.full(n_themes, np.nan))
    held = usable_weights(weights, n)
    order = np.lexsort((held, np.where(known, given, -1.0)))  # sums must not depend on the order of the rows
    order = order[known[order]]
    worth, x = given[order], csr_array(csr_array(mentions)[order].astype(bool).astype(np.float64))
    w = held[order] * np.asarray(has_content, dtype=bool)[order]
    total, valued = float(w.sum()), float(w @ worth)
    weight = np.ones(n_themes)
    if valued > 0 and np.ptp(worth[w > 0]) > 0:
        share = np.asarray(x.T @ w).ravel() / total
        heavy = np.asarray(x.T @ (w * worth)).ravel() / valued
        weight = np.where(share > 0, heavy / np.where(share > 0, share, 1.0), 1.0)
    return Worth(
        weight, _value_at_risk(csr_array(negative)[order], worth, None if clusters is None else np.asarray(clusters)[order])
    )


def _value_at_risk(negative: csr_array, worth: FloatArray, clusters: np.ndarray | None) -> FloatArray:
    """Add up the worth of those with a negative mention, each respondent once; rows are in the order of their worth."""
    codes = np.arange(len(worth)) if clusters is None else np.unique(clusters, return_inverse=True)[1].ravel()
    most = np.zeros(int(codes.max()) + 1)
    np.maximum.at(most, codes, worth)
    who = csr_array((np.ones(len(codes)), (codes, np.arange(len(codes)))), shape=(len(most), len(codes)))
    says = csr_array(csr_array(who @ negative.astype(bool).astype(np.float64)).astype(bool).astype(np.float64))
    by_worth = np.argsort(most, kind="stable")
    found: FloatArray = np.asarray(says[by_worth].T @ most[by_worth]).ravel()
    return found
