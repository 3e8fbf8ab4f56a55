"""p-values of many 2x2 tables, and what is left of them after many tests."""

from __future__ import annotations

from functools import cache

import numpy as np

from cxtext.metrics import FloatArray


def fisher_p(a: FloatArray, n1: FloatArray | float, c: FloatArray, n0: FloatArray | float) -> FloatArray:
    """Return two-sided p-values of Fisher's exact test for many 2x2 tables.

    Parameters
    ----------
    a, c : ndarray of shape (n_tables,), float64
        Mentions in the group and elsewhere.
    n1, n0 : float, or ndarray of shape (n_tables,)
        Responses of the group and elsewhere. All four are rounded: the independent answers that weighted ones
        are worth are no whole numbers.

    Notes
    -----
    Sum of the hypergeometric probabilities that do not exceed the observed one, with the tolerance of
    1e-7 that R's ``fisher.test`` has.

    >>> fisher_p(np.array([3.0]), 4, np.array([1.0]), 4).round(4).tolist()
    [0.4857]
    """
    p_values = np.ones(len(a))
    rounded = (np.round(np.broadcast_to(v, len(a))).astype(np.int64) for v in (a, n1, c, n0))
    with_group, sizes, with_others, others = rounded
    if not len(a):
        return p_values
    log_factorial = _log_factorials(int(max(sizes.max(), others.max())).bit_length())
    of_tables = zip(with_group.tolist(), sizes.tolist(), (with_group + with_others).tolist(), others.tolist(), strict=True)
    for i, (mine, n, total, m) in enumerate(of_tables):
        # Mentions in the group run from the least to the most that there can be; those elsewhere are what is left of all.
        least, most = max(0, total - m), min(total, n)
        with_theme, without = log_factorial[least : most + 1], log_factorial[n - most : n - least + 1][::-1]
        elsewhere = log_factorial[total - most : total - least + 1][::-1]
        rest = log_factorial[m - total + least : m - total + most + 1]
        log_p = (log_factorial[n] - with_theme - without) + (log_factorial[m] - elsewhere - rest)
        p = np.exp(log_p - log_p.max())
        observed = p[mine - least]
        p_values[i] = min(1.0, p[p <= observed * (1 + 1e-7)].sum() / p.sum())
    return p_values


@cache
def _log_factorials(bits: int) -> FloatArray:
    """Return the logarithms of the factorials of all numbers of so many bits."""
    from scipy.special import gammaln

    return np.asarray(gammaln(np.arange(2**bits) + 1.0))


def adjust_p(p_values: FloatArray) -> FloatArray:
    """Return Benjamini-Hochberg q-values.

    Notes
    -----
    Benjamini and Hochberg 1995, J. R. Stat. Soc. B 57:289.

    >>> adjust_p(np.array([0.01, 0.04, 0.03])).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    n = len(p_values)
    order = np.argsort(-p_values, kind="stable")
    q = np.minimum.accumulate(p_values[order] * n / np.arange(n, 0, -1))
    q_values = np.empty(n)
    q_values[order] = np.minimum(q, 1.0)
    return q_values
