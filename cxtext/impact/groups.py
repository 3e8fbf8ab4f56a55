"""Which groups mention a theme more, or less, than the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from cxtext import schema
from cxtext.metrics.estimate import Z95, FloatArray

if TYPE_CHECKING:
    import pandas as pd

#: Groups with fewer submissions are not shown: they could point at a person.
MIN_SIZE = 5


def measure_groups(
    theme_ids: Sequence[str],
    mentions: csr_array,
    groups: pd.DataFrame,
    *,
    has_content: ArrayLike,
    min_size: int = MIN_SIZE,
) -> pd.DataFrame:
    """Compare how often each group mentions each theme with everybody else who named a group.

    Parameters
    ----------
    theme_ids : sequence of str
        One a column of ``mentions``.
    mentions : csr_array of shape (n_submissions, n_themes)
        Non-zero where the submission mentions the theme.
    groups : DataFrame of n_submissions rows
        One text column for each way of grouping; nulls are in no group.
    has_content : array-like of shape (n_submissions,), bool
    min_size : int
        Groups, and their complements, with fewer submissions are left out.

    Returns
    -------
    DataFrame
        Table ``groups``: columns as given, groups by name, themes as given.

    Notes
    -----
    lift = share in the group / share elsewhere; its interval is log-normal with 1/2 added to each of the four
    counts (Haldane 1956, Ann. Hum. Genet. 20:309), and so is the lift itself where nobody elsewhere mentions
    the theme. p is Fisher's exact test, two-sided; q is Benjamini-Hochberg's over all cells of the table.

    >>> import pandas as pd
    >>> x = csr_array(np.array([[1]] * 8 + [[0]] * 2 + [[1]] * 2 + [[0]] * 8))
    >>> plans = pd.DataFrame({"plan": ["free"] * 10 + ["paid"] * 10})
    >>> table = measure_groups(["T001"], x, plans, has_content=[True] * 20)
    >>> table[["group", "n", "lift"]].to_numpy().tolist(), round(float(table.loc[0, "p_value"]), 3)
    ([['free', 8, 4.0], ['paid', 2, 0.25]], 0.023)
    """
    import pandas as pd

    content = np.asarray(has_content, dtype=bool)
    x = csr_array(mentions).astype(bool).astype(np.float64)
    parts = [_compare(str(name), groups[name], x, content, theme_ids, min_size) for name in groups.columns]
    parts = [part for part in parts if len(part)]
    if not parts or not len(theme_ids):
        return schema.empty("groups")
    table = pd.concat(parts, ignore_index=True)
    table["q_value"] = adjust_p(table["p_value"].to_numpy())
    return schema.conform("groups", table)


def _compare(
    name: str, column: pd.Series, x: csr_array, content: NDArray[np.bool_], theme_ids: Sequence[str], min_size: int
) -> pd.DataFrame:
    """Return the cells of one grouping column."""
    import pandas as pd

    used = np.flatnonzero(content & column.notna().to_numpy())
    codes, labels = pd.factorize(column.iloc[used].astype("str"), sort=True)
    sizes = np.bincount(codes, minlength=len(labels))
    membership = csr_array((np.ones(len(used)), (codes, np.arange(len(used)))), shape=(len(labels), len(used)))
    counts = np.asarray((membership @ x[used]).todense())
    totals = counts.sum(axis=0)
    shown = np.flatnonzero((sizes >= min_size) & (len(used) - sizes >= min_size))
    rows = [pd.DataFrame()]
    for g in shown.tolist():
        a, n1, n0 = counts[g], float(sizes[g]), float(len(used) - sizes[g])
        lift, low, high = lift_interval(a, n1, totals - a, n0)
        cells = {"theme_id": list(theme_ids), "group_column": name, "group": labels[g], "n": a.astype(np.int64)}
        shares = {"n_group": int(n1), "share": a / n1, "lift": lift, "low": low, "high": high}
        rows.append(pd.DataFrame({**cells, **shares, "p_value": fisher_p(a, n1, totals - a, n0)}))
    return pd.concat(rows, ignore_index=True)


def lift_interval(a: FloatArray, n1: float, c: FloatArray, n0: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the ratio of the shares a / n1 and c / n0, and its 95% interval.

    >>> [round(float(v[0]), 2) for v in lift_interval(np.array([8.0]), 10, np.array([2.0]), 10)]
    [4.0, 1.09, 10.59]
    """
    ratio = ((a + 0.5) / (n1 + 1)) / ((c + 0.5) / (n0 + 1))
    spread = np.sqrt(1 / (a + 0.5) - 1 / (n1 + 1) + 1 / (c + 0.5) - 1 / (n0 + 1))
    low, high = ratio * np.exp(-Z95 * spread), ratio * np.exp(Z95 * spread)
    lift = np.where(c > 0, (a / n1) / (np.maximum(c, 1) / n0), np.where(a > 0, ratio, 1.0))
    # Nobody mentions it at all: the groups are equal, and nothing is known about their ratio beyond that.
    return lift, np.minimum(low, lift), np.maximum(high, lift)


def fisher_p(a: FloatArray, n1: float, c: FloatArray, n0: float) -> FloatArray:
    """Return two-sided p-values of Fisher's exact test for many 2x2 tables with the same group sizes.

    Parameters
    ----------
    a, c : ndarray of shape (n_tables,), float64
        Mentions in the group and elsewhere.
    n1, n0 : float
        Submissions of the group and elsewhere.

    Notes
    -----
    Sum of the hypergeometric probabilities that do not exceed the observed one, with the tolerance of
    1e-7 that R's ``fisher.test`` has.

    >>> fisher_p(np.array([3.0]), 4, np.array([1.0]), 4).round(4).tolist()
    [0.4857]
    """
    from scipy.special import gammaln

    def log_choose(n: FloatArray | float, k: FloatArray) -> FloatArray:
        return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))

    found = np.ones(len(a))
    for i, (mine, total) in enumerate(zip(a, a + c, strict=True)):
        k = np.arange(max(0.0, total - n0), min(total, n1) + 1)
        log_p = log_choose(n1, k) + log_choose(n0, total - k)
        p = np.exp(log_p - log_p.max())
        observed = p[int(mine - k[0])]
        found[i] = min(1.0, p[p <= observed * (1 + 1e-7)].sum() / p.sum())
    return found


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
    found = np.empty(n)
    found[order] = np.minimum(q, 1.0)
    return found
