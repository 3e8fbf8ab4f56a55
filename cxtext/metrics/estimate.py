"""A value with its interval, and the small-sample arithmetic behind it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

#: Two-sided 95% standard normal quantile.
Z95 = 1.959963984540054
#: Answers' worth of the variance that answers have when it does not go with their weights, mixed into the one that is seen.
WEIGHT_PRIOR = 3.0
#: What weights must leave of a variance for it to be told, and of degrees of freedom for a mean to have an interval.
_LEAST_FREE, _LEAST_DF = 1e-12, 0.1


@dataclass(frozen=True, slots=True)
class Estimate:
    """A metric with its 95% interval.

    Parameters
    ----------
    value, low, high : float
        In the unit of the metric; ``nan`` where there is none, and ``note`` says why.
    n : int
        Valid answers.
    n_excluded : int
        Answers left out because they are not valid.
    note : str
        Why the value or the interval is missing, or what was excluded; empty otherwise.
    """

    value: float
    low: float
    high: float
    n: int
    n_excluded: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """Valid answers ready for a mean.

    Parameters
    ----------
    values, weights : ndarray of shape (n,), float64
        Answers and their weights, sorted.
    n_effective : float
        Independent answers they are worth.
    df : float
        Degrees of freedom of their variance.
    n_score : float
        Independent answers for a score interval, which has no degrees of freedom of its own.
    n_respondents : int
        Different respondents.
    design_effect : float
        What repeated respondents multiply the variance by, at least 1.
    """

    values: FloatArray
    weights: FloatArray
    n_effective: float
    df: float
    n_score: float
    n_respondents: int = 0
    design_effect: float = 1.0

    @property
    def kish(self) -> float:
        """Kish's number of answers, (sum w)^2 / sum w^2."""
        return float(self.weights.sum() ** 2 / (self.weights @ self.weights))

    @property
    def mean(self) -> float:
        """Weighted mean of the values."""
        return float(np.average(self.values, weights=self.weights))


def usable_weights(weights: ArrayLike | None, n: int) -> FloatArray:
    """Return survey weights as floats, 0 for those that are missing, infinite or not positive.

    Equal weights all become exactly 1, so that they give the same numbers as none.

    Parameters
    ----------
    weights : array-like of shape (n,), optional
    n : int
        Number of answers.

    >>> usable_weights([2, 2, -1], 3).tolist()
    [1.0, 1.0, 0.0]
    """
    if weights is None:
        return np.ones(n)
    given = np.asarray(weights, dtype=np.float64)
    good = np.isfinite(given) & (given > 0)
    if not good.any():
        return np.zeros(n)
    mean = np.sort(given[good]).mean()  # sorted, so that the order of the rows does not show in the last bit
    if np.ptp(given[good]) <= 1e-12 * mean:
        return good.astype(np.float64)
    return np.where(good, given / mean, 0.0)


def take_sample(values: FloatArray, weights: ArrayLike | None, clusters: ArrayLike | None) -> Sample:
    """Keep the finite values with a usable weight, and work out how many independent answers they are worth.

    Notes
    -----
    The number of independent answers is the variance of one answer over the variance of the mean. Weights: Kish's number,
    (sum w)^2 / sum w^2, over :func:`_weight_effect`, which is 1 where weights and values do not go together. Repeated
    respondents: divided by the design effect of the mean (not below 1). For score intervals also times
    (t_{n-1} / t_{df})^2, for want of degrees of freedom (Korn and Graubard 1998).
    """
    w = usable_weights(weights, len(values))
    keep = np.isfinite(values) & (w > 0)
    # Sorted, so that the last bit of a sum does not depend on the order of the rows.
    order = np.lexsort((w[keep], values[keep]))
    y, w = values[keep][order], w[keep][order]
    n = len(y)
    if n == 0:
        return Sample(y, w, 0.0, 0.0, 0.0)
    kish = float(w.sum() ** 2 / (w @ w))
    is_weighted = bool(np.ptp(w) > 0)
    n_effective = kish / _weight_effect(y, w) if is_weighted else kish
    codes = None if clusters is None else np.unique(np.asarray(clusters)[keep][order], return_inverse=True)[1].ravel()
    n_clusters = n if codes is None else int(codes.max()) + 1
    if codes is None or n_clusters == n:
        df = weighted_df(w, kish) if is_weighted else kish - 1
        n_score = max(1.0, n_effective * narrow_by(kish - 1, df)) if is_weighted else n_effective
        return Sample(y, w, n_effective, df, n_score, n)
    effect = _design_effect(y, w, codes, n_effective)
    n_effective = max(1.0, n_effective / effect)
    df = weighted_df(np.sort(np.bincount(codes, weights=w)), n_clusters) if is_weighted else n_clusters - 1.0
    return Sample(y, w, n_effective, df, max(1.0, n_effective * narrow_by(n - 1, df)), n_clusters, effect)


def weighted_df(w: FloatArray, most: float) -> float:
    """Return the degrees of freedom of a variance from answers, or respondents, of unequal weight, below ``most``."""
    return min(spread_size(w) + WEIGHT_PRIOR, most) - 1


def narrow_by(df_known: float, df: float) -> float:
    """Return by what a number of answers is multiplied for its degrees of freedom; 0 without any (Korn and Graubard 1998)."""
    if df >= df_known:
        return 1.0
    return (t_quantile(0.975, df_known) / t_quantile(0.975, df)) ** 2 if df > 0 else 0.0


def spread_size(w: FloatArray) -> float:
    """Return the number of answers of equal weight whose variance would be known as well as that of these weights.

    Notes
    -----
    The variance of a weighted mean is a sum of w^2 e^2: (sum w^2)^2 / sum w^4 (Satterthwaite 1946, Biometrics Bull. 2:110).

    >>> round(spread_size(np.array([1.0, 1, 1, 1, 2])), 6)
    3.2
    """
    squares = w * w
    return float(squares.sum() ** 2 / (squares @ squares))


def _weight_effect(y: FloatArray, w: FloatArray) -> float:
    """Return the variance of a weighted mean over the one that it would have if weights and values did not go together.

    Notes
    -----
    By linearisation the variance of the mean m is sum w^2 (y - m)^2 / (sum w)^2 (Cochran 1977, Sampling Techniques, ch. 6);
    where weights have nothing to do with values it is s^2 sum w^2 / (sum w)^2 with s^2 the weighted variance. Either
    is divided by what it falls short of on average (:func:`weight_shortfalls`). The ratio is drawn towards 1 by
    ``WEIGHT_PRIOR``; it is 1 where all values are equal, or one weight leaves the others none.
    """
    plain, linear = weight_shortfalls(w)
    if np.ptp(y) == 0 or min(plain, linear) <= _LEAST_FREE:
        return 1.0
    squares = (y - float(np.average(y, weights=w))) ** 2
    apart, together = float(w @ squares) / float(w.sum()) / plain, float(w**2 @ squares) / float(w @ w) / linear
    n = spread_size(w)
    return (n * together / apart + WEIGHT_PRIOR) / (n + WEIGHT_PRIOR)


def weight_shortfalls(w: FloatArray) -> tuple[float, float]:
    """Return what two variances about a weighted mean are on average, over the variance of an answer.

    Returns
    -------
    plain : float
        Of sum w (y - m)^2 / sum w: 1 - sum p^2, with p = w / sum w.
    linear : float
        Of sum w^2 (y - m)^2 / sum w^2: 1 - 2 sum p^3 / sum p^2 + sum p^2.

    Notes
    -----
    Both are 0 when one weight is all there is. They are summed over what each weight leaves to the others, so that nothing
    cancels where one outweighs them.

    >>> weight_shortfalls(np.ones(4))
    (0.75, 0.75)
    """
    p = w / w.sum()
    rest, rest_of_squares = _sum_others(p), _sum_others(p * p)
    return float(p @ rest), float(p**2 @ (rest**2 + rest_of_squares) / (p @ p))


def _sum_others(values: FloatArray) -> FloatArray:
    """Return for each value the sum of all others."""
    zero = np.zeros(1)
    before, after = np.cumsum(values[:-1]), np.cumsum(values[:0:-1])[::-1]
    return np.asarray(np.concatenate([zero, before]) + np.concatenate([after, zero]), dtype=np.float64)


def _design_effect(y: FloatArray, w: FloatArray, codes: NDArray[np.intp], n_effective: float) -> float:
    """Return the variance of the mean with respondents kept together over that without, at least 1."""
    n, n_clusters = len(y), int(codes.max()) + 1
    if n_clusters < 2:
        return n_effective
    psi = w * (y - np.average(y, weights=w))
    apart = float(psi @ psi) * n / (n - 1)
    # Sorted sums: the labels of the respondents must not decide the last bit.
    totals = np.sort(np.bincount(codes, weights=psi))
    together = float(totals @ totals) * n_clusters / (n_clusters - 1)
    if np.ptp(y) == 0 or apart <= 0:
        return n_effective / n_clusters
    return max(1.0, together / apart)


def t_quantile(p: float, df: float) -> float:
    """Return the Student t quantile; infinite when ``df`` is not positive.

    >>> round(t_quantile(0.975, 9), 3)
    2.262
    """
    from scipy.special import stdtrit

    return float(stdtrit(df, p)) if df > 0 else math.inf


def wilson(share: float, n: float, z: float = Z95) -> tuple[float, float]:
    """Return Wilson's score interval of a share.

    Parameters
    ----------
    share : float
        Observed share, 0 to 1.
    n : float
        (Effective) number of answers, above 0.
    z : float
        Normal quantile; 0.8416 gives a one-sided 80% limit.

    Notes
    -----
    Wilson 1927, J. Am. Stat. Assoc. 22:209.

    >>> [round(x, 3) for x in wilson(0.5, 10)]
    [0.237, 0.763]
    """
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, centre - half) if share > 0 else 0.0, min(1.0, centre + half) if share < 1 else 1.0


def share_estimate(sample: Sample) -> Estimate:
    """Estimate a share, in percent, from values that are 0 or 100."""
    n = len(sample.values)
    if n == 0:
        return no_answers()
    low, high = wilson(sample.mean / 100, sample.n_score)
    return Estimate(sample.mean, 100 * low, 100 * high, n)


def bounded_estimate(sample: Sample, low: float, high: float) -> Estimate:
    """Estimate the mean of answers on a bounded scale by the adjusted Wald interval.

    Three answers are added to the (effective) number of answers: 3/4 of one at either end of the scale, the rest
    in its middle. Coverage is nominal from about ten answers on, skewed answers included, and unanimous answers
    keep an honest interval. It stays within the scale and never excludes the value itself.

    Parameters
    ----------
    sample : Sample
    low, high : float
        Ends of the scale.

    Notes
    -----
    Rocks 2016, Int. J. Market Research 58:165, for the NPS, where the ends are -100 and 100.
    """
    n, answers = sample.n_score, len(sample.values)
    if not answers:
        return no_answers()
    value, middle = sample.mean, (low + high) / 2
    centre = (value * n + 3 * middle) / (n + 3)
    spread = float(np.average((sample.values - centre) ** 2, weights=sample.weights)) * n
    spread += 0.75 * ((low - centre) ** 2 + (high - centre) ** 2) + 1.5 * (middle - centre) ** 2
    half = Z95 * math.sqrt(spread) / (n + 3)
    return Estimate(value, min(max(low, centre - half), value), max(min(high, centre + half), value), answers)


def mean_estimate(sample: Sample) -> Estimate:
    """Estimate a mean with Student's t interval; equal answers have none."""
    n = len(sample.values)
    if n == 0:
        return no_answers()
    mean = sample.mean
    deviation = sample.values - mean
    spread = float(sample.weights @ deviation**2) / float(sample.weights.sum())
    if sample.df < _LEAST_DF or sample.n_effective <= 1:
        why = "one answer has no interval" if n == 1 else "one answer outweighs all others: no interval"
        return Estimate(mean, math.nan, math.nan, n, note=why)
    if np.ptp(sample.values) == 0:
        return Estimate(float(sample.values[0]), math.nan, math.nan, n, note="all answers are equal: no interval")
    half = t_quantile(0.975, sample.df) * math.sqrt(spread / (sample.n_effective - 1))
    return Estimate(mean, mean - half, mean + half, n)


def difference_estimate(first: Estimate, second: Estimate) -> Estimate:
    """Estimate the difference of two independent values from their own intervals.

    Parameters
    ----------
    first, second : Estimate

    Returns
    -------
    Estimate
        ``first`` less ``second``; without limits where one of them has none.

    Notes
    -----
    The square-and-add limits of Newcombe 1998 (Stat. Med. 17:873), which Zou and Donner 2008 (Stat. Med. 27:1693) show to hold
    for any two estimates whose own limits do.

    >>> change = difference_estimate(Estimate(60, 55, 65, 300), Estimate(50, 45, 55, 300))
    >>> change.value, round(change.low, 1), round(change.high, 1)
    (10, 2.9, 17.1)
    """
    value = first.value - second.value
    low = value - math.hypot(first.value - first.low, second.high - second.value)
    high = value + math.hypot(first.high - first.value, second.value - second.low)
    return Estimate(value, low, high, min(first.n, second.n))


def no_answers() -> Estimate:
    """Return the estimate from no valid answer."""
    return Estimate(math.nan, math.nan, math.nan, 0, note="no valid answer")
