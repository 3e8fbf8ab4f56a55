"""Two of the three lenses: the metric with and without a theme (gap), and the metric without it (removal)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from cxtext.impact.effects.clusters import Worth, correlate_answers, weigh_difference
from cxtext.impact.effects.ends import Ends
from cxtext.impact.effects.lens import Lens
from cxtext.impact.effects.observations import Observations, share_sizes
from cxtext.impact.rules import RESPONDENTS_FOR_INTERVAL
from cxtext.metrics import FloatArray

#: Answers' worth of the pooled variance mixed into the variance of each side. Two or three answers that happen to
#: be equal must not pass for certainty; from some 30 mentions on it changes nothing that can be seen.
PRIOR_ANSWERS = 3.0
#: Part of a sum from which the rest of it is not taken by subtraction: rounding would be more than a ten thousandth of the rest.
_EXACT = 1e-12


@dataclass(frozen=True)
class Contrasts:
    """Counts and the two lenses that compare answers with and without each theme."""

    n_metric: FloatArray
    metric_with: FloatArray
    metric_without: FloatArray
    gap: Lens
    removal: Lens


@dataclass(frozen=True)
class _Side:
    """Answers on one side of a comparison: weight, effective number, mean and sum of squares about it.

    ``size`` is what divides the spread in the variance of the mean: the effective number, or the exposure. ``spare`` is n - 1
    and what takes its place with weights: what the squares have on average, in units of the variance of an answer.
    ``free`` are the degrees of freedom of the squares.
    """

    total: FloatArray
    n: FloatArray
    mean: FloatArray
    squares: FloatArray
    size: FloatArray
    spare: FloatArray
    free: FloatArray


def contrast(obs: Observations, bounds: tuple[float, float] | None = None) -> Contrasts:
    """Compare the answers that mention each theme with all others.

    Parameters
    ----------
    obs : Observations
    bounds : tuple of float, optional
        Lowest and highest points that an answer can have; by default those of the lowest and the highest answer.

    Returns
    -------
    Contrasts
        Standard errors only where ``RESPONDENTS_FOR_INTERVAL`` respondents mention a theme, and as many do not.

    Notes
    -----
    With p the share of answers that mention the theme, m1 and m0 the means with and without it, s1 and s0 the
    standard deviations and n1, n0, n the (effective) numbers of answers:
    gap = m1 - m0, variance s1^2 / n1 + s0^2 / n0, degrees of freedom by Satterthwaite (Welch). With weights n1 is Kish's
    number and s1^2 = sum w^2 (y - m1)^2 / sum w^2 over those who mention the theme, so that s1^2 / n1 is the variance by
    linearisation whether or not weights go with answers; it is divided by what it falls short of on average where they do not,
    1 - 2 sum w^3 / (sum w sum w^2) + 1 / n1, which is (n1 - 1) / n1 for equal weights, and has as many degrees of freedom as
    (sum w^2)^2 / sum w^4 answers;
    removal = m - m0 = p (m1 - m0), the gap times the share (see :meth:`Lens.limits`). Repeated respondents multiply
    the variance by the design effect of the gap's influence function, taken per respondent; it is mixed with the one that the
    correlation within respondents implies, and rests on as many respondents as their unequal sizes leave (:class:`Worth`). Of a
    rate the variance of
    either mean is sum w^2 (y - m)^2 / (sum w)^2, by linearisation, whatever the distribution of the counts; it goes with the
    mean, and the limits are skewed the way of the side that decides it (:func:`_skew`).
    """
    mean = float(np.average(obs.y, weights=obs.w))
    y = obs.y - mean
    ones, zeros = _sides(obs, y)
    error = _error(obs, y, ones, zeros, mean)
    n_having = np.asarray((obs.sum_respondents(obs.x) > 0).sum(axis=0)).ravel()
    has_interval = (np.minimum(n_having, obs.n_respondents - n_having) >= RESPONDENTS_FOR_INTERVAL) & (error.variance > 0)
    share = ones.total / float(obs.w.sum())
    correlation = _correlate(obs, y, ones, zeros) if obs.is_weighted else np.zeros(obs.n_themes)
    gap = Lens(
        slope=ones.mean - zeros.mean,
        se=np.where(has_interval, np.sqrt(error.variance), np.nan),
        df=np.where(has_interval, error.df, np.nan),
        share=np.ones(obs.n_themes),
        n_share=np.full(obs.n_themes, np.inf),
        skew=error.skew,
        # a rate has no upper end, and its skew tells of the lower one
        ends=None if obs.is_rate else _ends(obs, y, (ones, zeros), error.sides * error.effect, error.effect, mean, bounds),
    )
    return Contrasts(
        n_metric=np.asarray(obs.x.sum(axis=0), dtype=np.float64).ravel(),
        metric_with=ones.mean + mean,
        metric_without=zeros.mean + mean,
        gap=gap,
        removal=replace(gap, share=share, n_share=share_sizes(obs, share), correlation=correlation),
    )


def compare_means(obs: Observations) -> tuple[FloatArray, FloatArray]:
    """Return the gap of each theme and the share of answers that mention it alone, the same as :func:`contrast` has them."""
    ones, zeros = _sides(obs, obs.y - float(np.average(obs.y, weights=obs.w)))
    return ones.mean - zeros.mean, ones.total / float(obs.w.sum())


@dataclass(frozen=True)
class _Error:
    """What is not known of each gap: its variance, degrees of freedom and skew, respondents allowed for.

    ``sides`` has the variances of both means, shape (2, n_themes), for independent answers; ``effect`` is what repeated
    respondents multiply them by.
    """

    variance: FloatArray
    df: FloatArray
    skew: FloatArray
    sides: FloatArray
    effect: FloatArray | float


def _error(obs: Observations, y: FloatArray, ones: _Side, zeros: _Side, mean: float) -> _Error:
    """Return what is not known of each gap."""
    with np.errstate(divide="ignore", invalid="ignore"):
        # Counts vary more where they are higher: what a side borrows from the pooled spread grows with its rate.
        up1, up0 = (np.maximum(1.0, 1 + s.mean / mean) if obs.is_rate else 1.0 for s in (ones, zeros))
        v1, v0 = _spread(ones, zeros, up1) / ones.size, _spread(zeros, ones, up0) / zeros.size
        variance = v1 + v0
        df = variance**2 / (v1**2 / _df(ones) + v0**2 / _df(zeros))
        skew = _skew(ones, v1, mean) - _skew(zeros, v0, mean) if obs.is_rate else np.zeros(obs.n_themes)
        skew = _sample_skew(obs, y, ones, zeros) if obs.is_skewed else skew
        skew = np.nan_to_num(skew / variance)
    sides = np.array([v1, v0])
    if obs.respondents is None:
        return _Error(variance, df, skew, sides, 1.0)
    worth = weigh_difference(obs.x, obs.w, obs.respondents, correlate_answers(y, obs.respondents))
    effect = _design_effect(obs, y, ones, zeros, worth)
    return _Error(variance * effect, np.minimum(df, worth.df), skew * effect, sides, effect)


def _sides(obs: Observations, y: FloatArray) -> tuple[_Side, _Side]:
    """Return the answers with and without each theme; ``y`` has weighted mean 0."""
    w = obs.w
    second = w * w
    sums = [w, second, w * y, second * y, second * y * y]
    sums += [second * w, second * second] if obs.is_weighted else []
    having = [np.asarray(obs.x.T @ s).ravel() for s in sums]
    n_having = np.asarray(obs.x.sum(axis=0)).ravel()
    # A theme that everybody mentions leaves rounding errors behind, not answers.
    lacking = [np.where(n_having < len(y), s.sum() - h, 0.0) for s, h in zip(sums, having, strict=True)]
    # Nor is a difference exact beside a weight far above all others: such themes are summed one by one.
    for t in np.flatnonzero((lacking[1] < _EXACT * second.sum()) & (n_having < len(y))).tolist():
        without = np.delete(np.arange(len(y)), obs.x[:, [t]].nonzero()[0])
        for one, s in zip(lacking, sums, strict=True):
            one[t] = s[without].sum()
    return _side(having, is_rate=obs.is_rate), _side(lacking, is_rate=obs.is_rate)


def _side(sums: list[FloatArray], *, is_rate: bool) -> _Side:
    """Build one side from its sums of w, w^2, wy, w^2 y, w^2 y^2 and, where weights differ, w^3 and w^4."""
    total, second, first, *about = sums
    with np.errstate(divide="ignore", invalid="ignore"):
        n = total**2 / second
        mean = first / total
        squares = np.maximum(0.0, about[1] - 2 * mean * about[0] + mean**2 * second)
        squares = squares / (total if is_rate else second) * n
        spare = free = n - 1
        if len(about) > 2:
            spare = n - 1 if is_rate else n + 1 - 2 * total * about[2] / second**2
            free = np.minimum(second**2 / about[3], n) - 1
        return _Side(total, n, mean, squares, total if is_rate else n, spare, free)


def _spread(side: _Side, other: _Side, up: FloatArray | float) -> FloatArray:
    """Return the variance of one side, shrunk towards the pooled variance times ``up``."""
    pooled = up * (side.squares + other.squares) / np.maximum(side.spare + other.spare, 1)
    return (side.squares + PRIOR_ANSWERS * pooled) / (side.spare + PRIOR_ANSWERS)


def _ends(
    obs: Observations,
    y: FloatArray,
    sides: tuple[_Side, _Side],
    variance: FloatArray,
    effect: FloatArray | float,
    mean: float,
    bounds: tuple[float, float] | None,
) -> Ends:
    """Return where the two means lie on the scale; ``y`` has weighted mean 0, and was ``mean`` more.

    The scatter of an answer is drawn towards that of all, by as many answers as hold ``PRIOR_ANSWERS`` that differ from the
    most common one: where nearly all are equal, those that differ tell it. Where one weight is so far above all others that the
    rest adds nothing, nothing tells it, and it is the largest that an answer on the scale can have.
    """
    low, high = (float(y.min()), float(y.max())) if bounds is None else (bounds[0] - mean, bounds[1] - mean)
    room, differing = -low * high, 1 - _common_share(y, obs.w)
    with np.errstate(divide="ignore", invalid="ignore"):
        below, above = (np.array([sign * (s.mean - end) for s in sides]) for sign, end in ((1, low), (-1, high)))
        below, above = np.maximum(np.nan_to_num(below), 0.0), np.maximum(np.nan_to_num(above), 0.0)
        own = np.array([np.nan_to_num(s.squares) for s in sides])
        n = np.array([np.nan_to_num(s.n) for s in sides])
        scatter = np.ones_like(n)
        if room > 0 and differing > 0:
            spread, prior = float(np.average(y**2, weights=obs.w)) / room, PRIOR_ANSWERS / differing * room
            scatter = np.minimum((own + prior * spread) / (n * below * above + prior), 1.0)
        scatter = scatter / np.maximum(n, 1.0) * effect
    return Ends(scatter, below, above, variance, np.ones((1, obs.n_themes)))


def _common_share(y: FloatArray, w: FloatArray) -> float:
    """Return the share of the answers that are equal to the most common one, by weight."""
    _, codes = np.unique(y, return_inverse=True)
    return float(np.bincount(codes.ravel(), weights=w).max() / w.sum())


def _skew(side: _Side, variance: FloatArray, mean: float) -> FloatArray:
    """Return what one side's rate adds to the skew of the gap, times the variance of the gap.

    With the variance v of a rate in proportion to the rate m its third cumulant is v^2 / m; m is drawn towards that of all
    answers, which may not be 0, and of v only the side's own part counts: what is borrowed does not go with m.
    """
    own = (side.n - 1) / (side.n - 1 + PRIOR_ANSWERS)
    rate = mean + side.n * side.mean / (side.n + PRIOR_ANSWERS)
    return np.asarray(own * variance**2 / rate / 2, dtype=np.float64)


def _sample_skew(obs: Observations, y: FloatArray, ones: _Side, zeros: _Side) -> FloatArray:
    """Return half the third cumulant of the gap, from the answers.

    Notes
    -----
    sum w^3 (y - m1)^3 / (sum w)^3 of those who mention the theme, less the same of the others. Each is made unbiased for equal
    weights, n^2 / ((n - 1) (n - 2)), and drawn towards that of both sides, as the variance is: a few answers hardly tell it. With
    the limits of :meth:`Lens.limits` this is a score limit for a mean whose variance goes with it; in Johnson's expansion
    (1978, J. Am. Stat. Assoc. 73:536) the shift is (1 + 2 t^2) k3 / (6 v), here t^2 k3 / (2 v): .40 against .35 k3 / v at 80%.
    """
    cube = obs.w**3
    sums = [cube, cube * y, cube * y**2, cube * y**3]
    having = [np.asarray(obs.x.T @ s).ravel() for s in sums]
    sides = ((ones, having), (zeros, [s.sum() - h for s, h in zip(sums, having, strict=True)]))
    with np.errstate(divide="ignore", invalid="ignore"):
        thirds, free = [], []
        for side, (zeroth, first, second, third) in sides:
            m, n = side.mean, side.n
            of_one = (third - 3 * m * second + 3 * m**2 * first - m**3 * zeroth) / side.total**3 * n**2
            free.append(np.maximum(n - 2, 0.0))
            thirds.append(np.where(n > 2, of_one * n**2 / ((n - 1) * (n - 2)), 0.0))
        pooled = (free[0] * thirds[0] + free[1] * thirds[1]) / np.maximum(free[0] + free[1], 1.0)
        own = [(k * third + PRIOR_ANSWERS * pooled) / (k + PRIOR_ANSWERS) for k, third in zip(free, thirds, strict=True)]
        return np.asarray(own[0] / ones.n**2 - own[1] / zeros.n**2) / 2


def _df(side: _Side) -> FloatArray:
    """Return the degrees of freedom of a side's shrunk variance."""
    return side.free + PRIOR_ANSWERS


def _design_effect(obs: Observations, y: FloatArray, ones: _Side, zeros: _Side, worth: Worth) -> FloatArray:
    """Return the design effect of the gap: its influence summed per respondent against one by one."""
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = _gap_terms(ones, zeros)
        apart = _sum_squares(obs, y, terms, together=False) * obs.n / max(obs.n - 1, 1)
        together = _sum_squares(obs, y, terms, together=True)
        return worth.mix(np.where(apart > 0, together / apart, 1.0))


def _correlate(obs: Observations, y: FloatArray, ones: _Side, zeros: _Side) -> FloatArray:
    """Return the correlation of gap and share: of their influences, drawn towards 0 as few answers of unequal weight tell it."""
    together, total = obs.respondents is not None, float(obs.w.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = _gap_terms(ones, zeros)
        nothing = np.zeros(obs.n_themes)
        share = (nothing, -ones.total / total, nothing, np.ones(obs.n_themes))
        of_gap, of_share = (_sum_squares(obs, y, terms, together=together) for terms in (gap, share))
        scale = np.sqrt(of_gap / of_share)
        both = tuple(a + scale * b for a, b in zip(gap, share, strict=True))
        correlation = _sum_squares(obs, y, both, together=together) / (2 * of_gap) - 1
        free = np.maximum(np.minimum(ones.free, zeros.free), 0.0)
        return np.clip(np.nan_to_num(correlation * free / (free + PRIOR_ANSWERS)), -1.0, 1.0)


def _gap_terms(ones: _Side, zeros: _Side) -> tuple[FloatArray, ...]:
    """Return the factors of wy, w, wxy and wx in the influence of the gap."""
    w0, w1, m0, m1 = zeros.total, ones.total, zeros.mean, ones.mean
    return -1 / w0, m0 / w0, 1 / w1 + 1 / w0, -(m1 / w1 + m0 / w0)


def _sum_squares(obs: Observations, y: FloatArray, terms: tuple[FloatArray, ...], *, together: bool) -> FloatArray:
    """Sum over rows (or respondents) of (a wy + b w + c wxy + d wx)^2 for each theme, without a dense matrix."""
    a, b, c, d = terms
    dense = csr_array(np.column_stack([obs.w * y, obs.w]))
    wx, wxy = csr_array(obs.x * obs.w[:, None]), csr_array(obs.x * (obs.w * y)[:, None])
    if together:
        dense, wx, wxy = (obs.sum_respondents(m) for m in (dense, wx, wxy))
    flat = dense.toarray()
    p, q = flat[:, 0], flat[:, 1]
    with np.errstate(invalid="ignore"):
        cross = 2 * a * (c * (wxy.T @ p) + d * (wx.T @ p)) + 2 * b * (c * (wxy.T @ q) + d * (wx.T @ q))
        squares = c**2 * _column_dot(wxy, wxy) + 2 * c * d * _column_dot(wxy, wx) + d**2 * _column_dot(wx, wx)
        total: FloatArray = a**2 * (p @ p) + 2 * a * b * (p @ q) + b**2 * (q @ q) + cross + squares
    return np.maximum(total, 0.0)


def _column_dot(left: csr_array, right: csr_array) -> FloatArray:
    """Return the dot product of each pair of columns."""
    return np.asarray(left.multiply(right).sum(axis=0), dtype=np.float64).ravel()
