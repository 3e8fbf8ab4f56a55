"""Whether a group mentions a theme more often than others who write as much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxtext.impact.groups.strata import count_excess
from cxtext.metrics import Z95, FloatArray

#: Numbers of opinion units in one stratum differ by a tenth at most; up to a dozen each is a stratum of its own.
_STEP = 1.1
#: Below this skewness the curve is the normal one.
_LEAST_SKEWNESS = 1e-3


@dataclass(frozen=True, slots=True)
class LengthComparison:
    """A group against all others who write as much, theme by theme; arrays of shape (n_themes,), float64.

    Parameters
    ----------
    lift, low, high : ndarray
        Common ratio of the shares and its 95% interval; ``nan`` where one side has no mention that can be compared.
    p_value : ndarray
        Two-sided; ``nan`` where no stratum compares both sides.
    direction : ndarray
        1 where the group mentions the theme more often than its length explains, -1 where less often, else 0.
    """

    lift: FloatArray
    low: FloatArray
    high: FloatArray
    p_value: FloatArray
    direction: FloatArray


def group_lengths(n_units: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the stratum of each number of opinion units.

    >>> group_lengths(np.array([0, 1, 2, 11, 12, 13, 200])).tolist()
    [0, 0, 8, 26, 27, 27, 56]
    """
    return np.asarray(np.ceil(np.log(np.maximum(n_units, 1)) / np.log(_STEP)), dtype=np.int64)


def compare_at_length(a: FloatArray, n1: FloatArray, c: FloatArray, n0: FloatArray) -> LengthComparison:
    """Compare two sides within strata of length.

    Parameters
    ----------
    a, n1, c, n0
        As in :func:`~cxtext.impact.groups.strata.mantel_haenszel`.

    Notes
    -----
    The lift is Mantel and Haenszel's ratio of shares with the variance of Greenland and Robins 1985, Biometrics 41:55.
    The test is that of Cochran, Mantel and Haenszel with the correction for continuity: given the mentions of each stratum,
    those of the group are a sum of hypergeometric numbers. Its tail is read off a Pearson type III curve with their mean,
    variance and skewness, since the normal curve makes too much of rare themes and small groups; twice the smaller tail.

    >>> found = compare_at_length(*(np.array(v)[:, None] for v in ([8.0, 3], [10.0, 10], [5.0, 1], [10.0, 10])))
    >>> found.lift.round(2).tolist(), found.p_value.round(2).tolist()
    ([1.83], [0.16])
    """
    is_compared, away, variance = count_excess(a, n1, c, n0)
    total, m = n1 + n0, a + c
    whole = np.where(is_compared, total, 1.0)
    third = variance * (total - 2 * n1) * (total - 2 * m) / (whole * np.where(total > 2, total - 2, np.inf))
    p_value = _two_sided(away.sum(axis=0), variance.sum(axis=0), third.sum(axis=0))
    r, s, spread = (
        np.where(is_compared, part, 0.0).sum(axis=0)
        for part in (a * n0 / whole, c * n1 / whole, m * n1 * n0 / whole**2 - a * c / whole)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = np.where((r > 0) & (s > 0), r / s, np.nan)
        half = Z95 * np.sqrt(np.maximum(spread, 0.0) / (r * s))
        return LengthComparison(
            lift, lift * np.exp(-half), lift * np.exp(half), p_value, np.where(np.isnan(p_value), 0.0, np.sign(r - s))
        )


def _two_sided(away: FloatArray, variance: FloatArray, third: FloatArray) -> FloatArray:
    """Return twice the smaller tail of numbers with this distance from their mean, variance and third central moment."""
    from scipy.special import gammainc, gammaincc, ndtr

    is_known = variance > 1e-12
    spread = np.sqrt(np.where(is_known, variance, 1.0))
    z = np.maximum(np.abs(away) - 0.5, 0.0) / spread
    skewness = np.sign(away) * third / spread**3
    is_skewed = np.abs(skewness) > _LEAST_SKEWNESS
    shape = 4 / np.where(is_skewed, skewness, 1.0) ** 2
    shift = z * np.sqrt(shape)
    to_the_right, to_the_left = gammaincc(shape, shape + shift), gammainc(shape, np.maximum(shape - shift, 0.0))
    tail = np.where(is_skewed, np.where(skewness > 0, to_the_right, to_the_left), ndtr(-z))
    return np.asarray(np.where(is_known, np.where(z > 0, np.minimum(1.0, 2 * tail), 1.0), np.nan))
