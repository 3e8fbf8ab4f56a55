"""What those who mention a theme are worth: its value weight, and the value at risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from cxtext.impact.effects import Design, Mentions
from cxtext.metrics import FloatArray


@dataclass(frozen=True)
class Worth:
    """Value columns of the scorecard, one entry per theme.

    Parameters
    ----------
    weight : ndarray of shape (n_themes,), float64
        Value-weighted share over plain share; 1 where nobody's value is known.
    at_risk : ndarray of shape (n_themes,), float64
        Sum of the value of the respondents who mention the theme negatively; ``nan`` without values.
    """

    weight: FloatArray
    at_risk: FloatArray


def measure_worth(mentions: Mentions, design: Design) -> Worth:
    """Measure what the respondents behind each theme are worth.

    Parameters
    ----------
    mentions : Mentions
    design : Design
        ``value`` is what each respondent is worth.

    Notes
    -----
    value weight = (sum v w x / sum v w) / (sum w x / sum w) over responses with content, a known value v and a usable
    survey weight w. It is an average over few people where few mention a theme, so one large customer can decide it. Value
    at risk counts each respondent once, with the largest value given, and no survey weight: it is a sum over the data.

    >>> x = csr_array(np.array([[1.0], [0.0]]))
    >>> worth = measure_worth(Mentions(x, x, 0 * x), Design(value=[30.0, 10.0]))
    >>> worth.weight.tolist(), worth.at_risk.tolist()
    ([1.5], [30.0])
    """
    n, n_themes = mentions.any.shape
    value = np.full(n, np.nan) if design.value is None else design.value
    has_value = np.isfinite(value) & (value >= 0)
    if not has_value.any():
        return Worth(np.ones(n_themes), np.full(n_themes, np.nan))
    weights = design.usable_weights(n)
    order = np.lexsort((weights, np.where(has_value, value, -1.0)))  # sums must not depend on the order of the rows
    order = order[has_value[order]]
    values, x = value[order], csr_array(csr_array(mentions.any)[order].astype(bool).astype(np.float64))
    w = weights[order] * design.content(n)[order]
    total, valued = float(w.sum()), float(w @ values)
    weight = np.ones(n_themes)
    if valued > 0 and np.ptp(values[w > 0]) > 0:
        share = np.asarray(x.T @ w).ravel() / total
        value_share = np.asarray(x.T @ (w * values)).ravel() / valued
        weight = np.where(share > 0, value_share / np.where(share > 0, share, 1.0), 1.0)
    respondents = design.take(order).number_respondents(len(order))
    return Worth(weight, _value_at_risk(csr_array(mentions.negative)[order], values, respondents))


def _value_at_risk(negative: csr_array, value: FloatArray, respondents: np.ndarray) -> FloatArray:
    """Add up the value of those with a negative mention, each respondent once; rows are in the order of their value."""
    n = len(respondents)
    largest = np.zeros(int(respondents.max()) + 1)
    np.maximum.at(largest, respondents, value)
    rows_of = csr_array((np.ones(n), (respondents, np.arange(n))), shape=(len(largest), n))
    complains = csr_array(csr_array(rows_of @ negative.astype(bool).astype(np.float64)).astype(bool).astype(np.float64))
    by_value = np.argsort(largest, kind="stable")
    return np.asarray(complains[by_value].T @ largest[by_value], dtype=np.float64).ravel()
