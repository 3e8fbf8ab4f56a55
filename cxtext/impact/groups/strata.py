"""Whether a difference between groups is the same, or the reverse, where something else is held constant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cxtext.metrics import Z95, FloatArray


@dataclass(frozen=True, slots=True)
class Stratified:
    """A group against all others within strata, theme by theme; arrays of shape (n_themes,), float64.

    Parameters
    ----------
    odds_ratio, low, high : ndarray
        Mantel-Haenszel's common odds ratio and its 95% interval; ``nan`` where no stratum compares both sides, or
        none of one side mentions the theme.
    z : ndarray
        Cochran-Mantel-Haenszel's statistic, drawn to 0 by half a mention; positive when the group mentions it more. ``nan``
        where no stratum compares both sides.
    """

    odds_ratio: FloatArray
    low: FloatArray
    high: FloatArray
    z: FloatArray


def count_excess(
    a: FloatArray, n1: FloatArray, c: FloatArray, n0: FloatArray
) -> tuple[NDArray[np.bool_], FloatArray, FloatArray]:
    """Return which strata compare both sides, the mentions of the group beyond the expected ones, and their variance.

    Parameters
    ----------
    a, n1, c, n0
        As in :func:`mantel_haenszel`.

    Notes
    -----
    Mean and variance of the hypergeometric distribution, given the mentions of each stratum; 0 where nothing is compared.
    """
    total, m = n1 + n0, a + c
    is_compared = (n1 > 0) & (n0 > 0) & (total > 1)
    whole, left = np.where(is_compared, total, 1.0), np.where(is_compared, total - 1, 1.0)
    away = np.where(is_compared, a - n1 * m / whole, 0.0)
    return is_compared, away, np.where(is_compared, n1 * n0 * m * (total - m) / (whole**2 * left), 0.0)


def mantel_haenszel(a: FloatArray, n1: FloatArray, c: FloatArray, n0: FloatArray) -> Stratified:
    """Compare two sides within strata.

    Parameters
    ----------
    a, c : ndarray of shape (n_strata, n_themes), float64
        Mentions on either side; with weights or repeated respondents, of independent answers.
    n1, n0 : ndarray of shape (n_strata, n_themes), float64
        Answers on either side; strata with none on one side tell nothing.

    Notes
    -----
    Mantel and Haenszel 1959, J. Natl. Cancer Inst. 22:719; the interval has the variance of Robins, Breslow and
    Greenland 1986, Biometrics 42:311.

    >>> stratified = mantel_haenszel(*(np.array(v)[:, None] for v in ([8.0, 3], [10.0, 10], [5.0, 1], [10.0, 10])))
    >>> stratified.odds_ratio.round(2).tolist()
    [3.94]
    """
    is_compared, excess, variances = count_excess(a, n1, c, n0)
    whole = np.where(is_compared, n1 + n0, 1.0)
    b, d = n1 - a, n0 - c
    r, s = np.where(is_compared, a * d / whole, 0.0), np.where(is_compared, b * c / whole, 0.0)
    p, q = (a + d) / whole, (b + c) / whole
    r_sum, s_sum = r.sum(axis=0), s.sum(axis=0)
    away, variance = excess.sum(axis=0), variances.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where((r_sum > 0) & (s_sum > 0), r_sum / s_sum, np.nan)
        spread = (p * r).sum(axis=0) / r_sum**2 + (p * s + q * r).sum(axis=0) / (r_sum * s_sum) + (q * s).sum(axis=0) / s_sum**2
        half = Z95 * np.sqrt(spread / 2)
        z = np.where(variance > 1e-12, np.sign(away) * np.maximum(np.abs(away) - 0.5, 0) / np.sqrt(variance), np.nan)
        return Stratified(ratio, ratio * np.exp(-half), ratio * np.exp(half), z)


@dataclass(frozen=True, slots=True)
class Strata:
    """Weighted sizes and mentions of every group within every stratum.

    Parameters
    ----------
    name : str
        The column that is held constant.
    sizes : ndarray of shape (n_groups, n_strata), float64
    mentions : ndarray of shape (n_groups, n_strata, n_themes), float64
    """

    name: str
    sizes: FloatArray
    mentions: FloatArray

    def compare(self, group: int, worth: FloatArray, worth_elsewhere: FloatArray) -> Stratified:
        """Set a group beside all others within strata."""
        return mantel_haenszel(*self.sides(group, worth, worth_elsewhere))

    def sides(
        self, group: int, worth: FloatArray, worth_elsewhere: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Return mentions and answers of a group and of all others, each side scaled to the independent answers it is worth."""
        n1, a = self.sizes[group], self.mentions[group]
        n0, c = self.sizes.sum(axis=0) - n1, self.mentions.sum(axis=0) - a
        mine, theirs = worth / n1.sum(), worth_elsewhere / n0.sum()
        return a * mine, n1[:, None] * mine, c * theirs, n0[:, None] * theirs


def lay_strata(
    name: str, x: csr_array, w: FloatArray, groups: NDArray[np.int64], n_groups: int, strata: NDArray[np.int64]
) -> Strata:
    """Sum up every group within every stratum; responses in no stratum (negative code) are one of their own."""
    code = np.unique(strata, return_inverse=True)[1].ravel()
    n_strata = int(code.max()) + 1
    cell = groups * n_strata + code
    member = csr_array((w, (cell, np.arange(len(cell)))), shape=(n_groups * n_strata, len(cell)))
    sizes = np.bincount(cell, weights=w, minlength=n_groups * n_strata).reshape(n_groups, n_strata)
    return Strata(name, np.asarray(sizes, dtype=np.float64), np.asarray((member @ x).todense()).reshape(n_groups, n_strata, -1))
