"""What respondents of unequal size are worth: how many alike ones a variance rests on, and what it falls short of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cxtext.metrics import FloatArray

#: Respondents' worth of the variance that a common correlation within respondents implies, mixed into the one from their sums.
PRIOR_RESPONDENTS = 3.0
#: Least part of a variance that sums over respondents are taken to hold.
_LEAST_SHORT = 0.05


@dataclass(frozen=True)
class Worth:
    """What respondents are worth for a difference, or a share, of each column.

    Parameters
    ----------
    n : ndarray of shape (n_columns,), float64
        Respondents of equal say whose sums would tell the variance as well.
    short : ndarray of shape (n_columns,), float64
        What the sum of squares over respondents is on average, over the variance.
    effect : ndarray of shape (n_columns,), float64
        Variance over that of answers from different respondents, as the correlation within respondents implies it.
    """

    n: FloatArray
    short: FloatArray
    effect: FloatArray

    @property
    def spare(self) -> FloatArray:
        """Respondents, less one, that the sum of squares rests on."""
        return np.asarray(np.maximum(self.n - 1, 0.0))

    @property
    def df(self) -> FloatArray:
        """Degrees of freedom of the variance from :meth:`mix`."""
        return np.asarray(self.spare + PRIOR_RESPONDENTS)

    def mix(self, seen: FloatArray) -> FloatArray:
        """Return the design effect, at least 1, from the one of the sums over respondents, without any correction."""
        corrected = seen / self.short
        return np.asarray(np.maximum(1.0, (self.spare * corrected + PRIOR_RESPONDENTS * self.effect) / self.df))


def correlate_answers(y: FloatArray, codes: NDArray[np.int64]) -> float:
    """Return the correlation of the answers of one respondent, 0 to 1, by analysis of variance.

    >>> correlate_answers(np.array([1.0, 1, 5, 5, 9, 9]), np.array([0, 0, 1, 1, 2, 2]))
    1.0
    """
    y = y - y.mean()
    sums, n = np.bincount(codes, weights=y), np.bincount(codes).astype(np.float64)
    return float(_correlate(np.atleast_1d(sums @ (sums / n)), np.atleast_1d(y @ y), n)[0])


def correlate_mentions(x: csr_array, codes: NDArray[np.int64]) -> FloatArray:
    """Return the correlation of what one respondent mentions, 0 to 1, for each column."""
    n = np.bincount(codes).astype(np.float64)
    entry, column, count = count_mentions(x, codes)
    total = np.bincount(column, count, x.shape[1])
    between = np.bincount(column, count**2 / n[entry], x.shape[1]) - total**2 / n.sum()
    return _correlate(between, total - total**2 / n.sum(), n)


def count_mentions(x: csr_array, codes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], FloatArray]:
    """Return each pair of respondent and column that meet, in this order, with the number of answers where they do.

    >>> [a.tolist() for a in count_mentions(csr_array(np.array([[1.0, 0], [1, 1], [0, 0]])), np.array([0, 0, 1]))]
    [[0, 0], [0, 1], [2.0, 1.0]]
    """
    n_columns = x.shape[1]
    who = np.repeat(codes, np.diff(x.indptr))
    pairs, count = np.unique(who * n_columns + x.indices, return_counts=True)
    return pairs // n_columns, pairs % n_columns, count.astype(np.float64)


def _correlate(between: FloatArray, total: FloatArray, n: FloatArray) -> FloatArray:
    """Return the intraclass correlation from sums of squares between respondents and in all."""
    groups, rows = len(n), float(n.sum())
    if groups in (1, rows):
        return np.zeros(len(total))
    inside = np.maximum(total - between, 0.0) / (rows - groups)
    usual = (rows - float(n @ n) / rows) / (groups - 1)
    shared = np.maximum(between / (groups - 1) - inside, 0.0) / usual
    whole = shared + inside
    return np.asarray(np.clip(shared / np.where(whole > 0, whole, 1.0), 0.0, 1.0))


def weigh_mean(w: FloatArray, codes: NDArray[np.int64], correlation: FloatArray) -> Worth:
    """Return what respondents are worth for a weighted mean, for each of several correlations within respondents.

    As :func:`weigh_difference`, with one mean in place of two.
    """
    total = float(w.sum())
    squares, size = np.bincount(codes, weights=w * w) / total**2, np.bincount(codes, weights=w) / total
    r, s = correlation, 1 - correlation
    q, aa = float(squares.sum()), float(size @ size)
    sum_v = s * q + r * aa
    sum_v2 = s**2 * float(squares @ squares) + 2 * r * s * float(squares @ size**2) + r**2 * float(size**2 @ size**2)
    lost = r * (2 * float(size @ size**2) - aa**2) + s * (2 * float(squares @ size) - q * aa)
    return Worth(sum_v**2 / sum_v2, np.clip(1 - lost / sum_v, _LEAST_SHORT, 1.0), sum_v / q)


def weigh_difference(x: csr_array, w: FloatArray, codes: NDArray[np.int64], correlation: float) -> Worth:
    """Return what respondents are worth for the difference of the answers with and without each column.

    Parameters
    ----------
    x : csr_array of shape (n, n_columns)
        Non-zero where an answer has the column.
    w : ndarray of shape (n,), float64
    codes : ndarray of shape (n,), int64
        Respondent of each answer, from 0 on.
    correlation : float
        Of the answers of one respondent.

    Notes
    -----
    With l_i = w_i x_i / W1 - w_i (1 - x_i) / W0 the difference is sum l_i y_i. If answers of one respondent are correlated by r,
    respondent g adds v_g = (1 - r) sum l_i^2 + r (sum l_i)^2 to its variance. Its sum of squares rests on (sum v)^2 / sum v^2
    respondents (Satterthwaite; the effective number of clusters of Carter, Schnepel and Steigerwald 2017, Rev. Econ. Stat.
    99:698), and falls short of the variance since means are taken out that large respondents draw to themselves. That is undone
    on average, for the same r, as HC2 does for answers (CR2 with the degrees of freedom of Bell and McCaffrey 2002, Surv.
    Methodol. 28:169, does so respondent by respondent).
    """
    x = csr_array(x).astype(bool).astype(np.float64)
    total, squares = float(w.sum()), np.bincount(codes, weights=w * w)
    size = np.bincount(codes, weights=w)
    entry, column, mine, mine2 = _entries(x, w, codes)
    n = x.shape[1]

    def per_column(values: FloatArray) -> FloatArray:
        return np.bincount(column, values, n).astype(np.float64)

    with np.errstate(divide="ignore", invalid="ignore"):
        w1 = per_column(mine)
        w0 = total - w1
        q1 = per_column(mine2) / w1**2
        q0 = (float(squares.sum()) - per_column(mine2)) / w0**2
        a, b, b_else = mine / w1[column], (size[entry] - mine) / w0[column], size[entry] / w0[column]
        p1, p0 = mine2 / w1[column] ** 2, (squares[entry] - mine2) / w0[column] ** 2
        p_else = squares[entry] / w0[column] ** 2
        r, s = correlation, 1 - correlation

        def over_all(here: FloatArray, elsewhere: FloatArray, whole: FloatArray) -> FloatArray:
            """Sum ``here`` where there is an entry, else ``elsewhere``, which adds up to ``whole`` over all respondents."""
            return np.asarray(whole + per_column(here - elsewhere))

        v, v_else = s * (p1 + p0) + r * (a - b) ** 2, s * p_else + r * b_else**2
        sum_v = over_all(v, v_else, (s * squares.sum() + r * (size @ size)) / w0**2)
        every = s * squares + r * size**2
        sum_v2 = over_all(v**2, v_else**2, float(every @ every) / w0**4)
        # What taking out the two means costs: first where answers of one respondent are alike, then where they are not.
        aa, ab = per_column(a * a), per_column(a * b)
        bb = over_all(b * b, b_else**2, float(size @ size) / w0**2)
        cubes = over_all((a - b) ** 2 * (a + b), b_else**3, float((size**3).sum()) / w0**3)
        alike = 2 * cubes - aa**2 - bb**2 + 2 * ab**2
        crossed = over_all(p0 * b, p_else * b_else, float(squares @ size) / w0**3)
        apart = 2 * per_column(p1 * a) + 2 * crossed - q1 * aa - q0 * bb
        short = np.clip(1 - (r * alike + s * apart) / sum_v, _LEAST_SHORT, 1.0)
        return Worth(
            np.nan_to_num(sum_v**2 / sum_v2, nan=1.0), np.nan_to_num(short, nan=1.0), np.nan_to_num(sum_v / (q1 + q0), nan=1.0)
        )


def _entries(
    x: csr_array, w: FloatArray, codes: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], FloatArray, FloatArray]:
    """Return each pair of respondent and column that meet, with the sums of the weights and of the squared weights there."""
    n_respondents = int(codes.max()) + 1
    member = csr_array((np.ones(len(codes)), (codes, np.arange(len(codes)))), shape=(n_respondents, len(codes)))
    sums, squares = (csr_array(member @ csr_array(x * values[:, None])) for values in (w, w * w))
    for matrix in (sums, squares):
        matrix.sort_indices()
    row, column = (np.asarray(place, dtype=np.int64) for place in sums.nonzero())
    return row, column, np.asarray(sums.data), np.asarray(squares.data)
