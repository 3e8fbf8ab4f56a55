"""Upper tails of the binomial and the beta-binomial, without the second that ``scipy.stats`` takes to be imported."""

from __future__ import annotations

import numpy as np

from cxtext.metrics import FloatArray


def binomial_tail(k: FloatArray, n: int, p: FloatArray) -> FloatArray:
    """Return the chance of more than ``k`` of ``n`` draws, each with chance ``p``: the same as ``scipy.stats.binom.sf``.

    >>> binomial_tail(np.array([-1, 1, 3]), 3, np.array([0.5, 0.5, 0.5])).tolist()
    [1.0, 0.5, 0.0]
    """
    from scipy.special import betainc

    inside = np.clip(k, 0, n - 1).astype(np.float64)
    return np.where(k < 0, 1.0, np.where(k >= n, 0.0, betainc(inside + 1, n - inside, p)))


def beta_binomial_tail(k: FloatArray, n: int, a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the chance of more than ``k`` of ``n`` draws whose chance is Beta(a, b): the same as ``scipy.stats.betabinom.sf``.

    Parameters
    ----------
    k, a, b : ndarray of shape (n_tails,)
    n : int

    >>> beta_binomial_tail(np.array([-1.0, 0.0, 2.0]), 2, np.ones(3), np.ones(3)).round(9).tolist()
    [1.0, 0.666666667, 0.0]
    """
    from scipy.special import betaln

    draws = np.arange(n + 1, dtype=np.float64)
    log_ways = -np.log(n + 1) - betaln(n - draws + 1, draws + 1)
    known = (a > 0) & (b > 0)
    tails = np.where(known, np.where(k < 0, 1.0, 0.0), np.nan)
    for i in np.flatnonzero(known & (k >= 0) & (k < n)).tolist():
        up_to = draws[: int(k[i]) + 1]
        log_p = log_ways[: len(up_to)] + betaln(up_to + a[i], n - up_to + b[i]) - betaln(a[i], b[i])
        tails[i] = min(max(1.0 - np.exp(log_p).sum(), 0.0), 1.0)
    return tails
