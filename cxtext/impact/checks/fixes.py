"""Did a theme change from a date on, more than other themes did: difference in differences."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from cxtext.impact.effects import PRIOR_ANSWERS, SIMPLE, Design
from cxtext.impact.rules import MENTIONS_BESIDE_A_FIX
from cxtext.impact.stats import variance_of_sum
from cxtext.metrics import FloatArray, t_quantile

#: Themes count as of similar size up to this ratio of their shares. A choice.
SIMILAR_RATIO = 2.0
#: Use at least this many of the nearest themes. A choice.
LEAST_SIMILAR = 3
#: Other themes needed to estimate how much themes change by themselves.
LEAST_OTHERS = 3
MEASURES = ("share", "metric_with", "impact")


@dataclass(frozen=True, slots=True)
class Change:
    """One measure of a theme before and after, beside other themes; ``nan`` where there is none, and ``note`` says why.

    Parameters
    ----------
    before, after : float
        The measure of the theme.
    others : float
        Mean change of the themes of similar size.
    net, low, high : float
        Change less that of the others, with its 95% interval.
    dispersion : float
        How much more themes vary than sampling alone makes them, at least 1.
    n_others : int
    note : str
    """

    before: float
    after: float
    others: float = np.nan
    net: float = np.nan
    low: float = np.nan
    high: float = np.nan
    dispersion: float = np.nan
    n_others: int = 0
    note: str = ""

    @property
    def strength(self) -> float:
        """Net change over half the width of its interval, unsigned: above 1 the interval is on one side of zero."""
        return abs(self.net) / max(self.high - self.net, self.net - self.low) if np.isfinite(self.low) else np.nan


@dataclass(frozen=True)
class Periods:
    """Responses before and after.

    Parameters
    ----------
    x : csr_array of shape (n, n_themes), float64
    period : ndarray of shape (n,), int64
        0 before, 1 after.
    content : ndarray of shape (n,), bool
    y, w : ndarray of shape (n,), float64
        Points of the metric, ``nan`` without one; survey weights.
    respondents : ndarray of shape (n,), int64
        Respondent of each response.
    """

    x: csr_array
    period: NDArray[np.int64]
    content: NDArray[np.bool_]
    y: FloatArray
    w: FloatArray
    respondents: NDArray[np.int64]

    def counts(self) -> FloatArray:
        """Return the mentions of each theme in each period, shape (2, n_themes)."""
        return np.vstack([np.asarray(self.x[np.flatnonzero(self.period == k)].sum(axis=0)).ravel() for k in (0, 1)])

    def shares(self, k: int) -> FloatArray:
        """Return the weighted share of each theme in one period."""
        rows = np.flatnonzero((self.period == k) & self.content)
        return np.asarray(self.x[rows].T @ self.w[rows]).ravel() / max(float(self.w[rows].sum()), 1e-300)


def split_periods(mentions: csr_array, period: ArrayLike, points: FloatArray, design: Design = SIMPLE) -> Periods:
    """Keep the responses of both periods (0 before, 1 after, -1 neither) with a usable weight."""
    codes = np.asarray(period, dtype=np.int64)
    w = design.usable_weights(len(codes))
    used = np.flatnonzero((codes >= 0) & (w > 0))
    x = csr_array(mentions)[used].astype(bool).astype(np.float64)
    y = np.asarray(points, dtype=np.float64)[used]
    respondents = design.take(used).number_respondents(len(used))
    return Periods(x, codes[used], design.content(len(codes))[used], y, w[used], respondents)


def similar_themes(data: Periods, theme: int) -> NDArray[np.intp]:
    """Return the other themes of similar size before, or the nearest ones when those are too few."""
    return _similar(data.counts().sum(axis=0), data.shares(0), theme)


def _similar(count: FloatArray, share: FloatArray, theme: int) -> NDArray[np.intp]:
    """Return the themes of similar size, from mentions in both periods and shares before."""
    pool = _pool(count, theme)
    if not len(pool):
        return pool
    apart = np.abs(np.log((share[pool] + 1e-6) / (share[theme] + 1e-6)))
    near = np.argsort(apart, kind="stable")
    return np.sort(pool[near[: max(LEAST_SIMILAR, int((apart <= np.log(SIMILAR_RATIO)).sum()))]])


def compare_change(data: Periods, theme: int, measure: str) -> Change:
    """Set the change of one theme beside that of the others.

    Parameters
    ----------
    data : Periods
    theme : int
        Column of the theme.
    measure : {"share", "metric_with", "impact"}
        Share of responses with content that mention it; mean of the metric among those who mention it; removal impact.

    Returns
    -------
    Change

    Notes
    -----
    net = change of the theme - mean change of the themes of similar size. Its variance is that of the influence function,
    summed per respondent, which holds the correlation of themes within a response. Themes also change by themselves: phi >= 1
    is the mean square of (change of theme k - mean change of the other themes) / its standard error over all other themes, as
    in the quasi-binomial model, and multiplies the variance. Sampling and what themes change by beyond it have a part each in
    the interval, half = sqrt(t_n^2 + t_k^2 (phi - 1)) x standard error, with Student's t at the answers' degrees of freedom and
    at (number of other themes - 1): the method of variance estimates recovery (Zou and Donner 2008, Stat. Med. 27:1693). With
    one quantile for both the interval jumps where phi passes 1, which with nothing but sampling it does half of the time
    (measured: 97 to 98% covered; this way 95 to 97%). Inference with one treated group and several untreated ones is that of
    Conley and Taber 2011, Rev. Econ. Stat. 93:113, with a normal reference. The mean of few mentions takes its variance shrunk
    towards that of all (see :mod:`~cxtext.impact.effects.contrast`). The limits of a share are cut to what a change from nobody
    to everybody, or back, would give beside the others.
    """
    return _compare(_measure_all(data, measure), theme)


def compare_changes(data: Periods, measure: str) -> list[Change]:
    """Set the change of each theme beside that of the others, as :func:`compare_change` does for one."""
    every = _measure_all(data, measure)
    return [_compare(every, theme) for theme in range(len(every.notes))]


@dataclass(frozen=True, eq=False)
class _Measured:
    """One measure of all themes.

    Parameters
    ----------
    measure : str
    values : ndarray of shape (n_themes, 2), float64
        Before and after.
    gram : ndarray of shape (n_themes, n_themes), float64
        Covariances of the changes: of any sum of them with factors a the variance is a' gram a.
    extra, df : ndarray of shape (n_themes,), float64
        Variance to add, and degrees of freedom.
    notes : list of str
        Why there is no change.
    count, share : ndarray of shape (n_themes,), float64
        Mentions in both periods, share before.
    """

    measure: str
    values: FloatArray
    gram: FloatArray
    extra: FloatArray
    df: FloatArray
    notes: list[str]
    count: FloatArray
    share: FloatArray

    def variance(self, factors: FloatArray) -> FloatArray:
        """Return the variance of sums of changes; one row of factors each, shape (n, n_themes)."""
        return np.asarray(((factors @ self.gram) * factors).sum(axis=-1))


def _measure_all(data: Periods, measure: str) -> _Measured:
    """Measure every theme before and after."""
    n_themes = data.x.shape[1]
    n_respondents = int(data.respondents.max(initial=-1)) + 1
    rows = [_measure(data, theme, measure) for theme in range(n_themes)]
    sums = np.column_stack([np.bincount(data.respondents, weights=psi, minlength=n_respondents) for _, psi, *_ in rows])
    return _Measured(
        measure,
        values=np.array([values for values, *_ in rows]),
        gram=np.asarray(sums.T @ sums * variance_of_sum(1.0, n_respondents), dtype=np.float64),
        extra=np.array([extra for _, _, extra, _, _ in rows]),
        df=np.array([df for *_, df, _ in rows]),
        notes=[note for *_, note in rows],
        count=data.counts().sum(axis=0),
        share=data.shares(0),
    )


def _compare(every: _Measured, theme: int) -> Change:
    """Set the change of one theme beside that of the others."""
    before, after = every.values[theme].tolist()
    if every.notes[theme]:
        return Change(before, after, note=every.notes[theme])
    others = np.array([j for j in _pool(every.count, theme).tolist() if not every.notes[j]], dtype=np.intp)
    chosen = np.intersect1d(_similar(every.count, every.share, theme), others) if len(others) else others
    chosen = chosen if len(chosen) else others
    if not len(chosen):
        return Change(before, after, note="no other theme to set beside it")
    changes = every.values[:, 1] - every.values[:, 0]
    mean = float(changes[chosen].mean())
    net = after - before - mean
    change = Change(before, after, mean, net, n_others=len(chosen))
    if len(others) < LEAST_OTHERS:
        return replace(change, note="fewer than three other themes: how much themes change by themselves is not known")
    factors = np.zeros(len(changes))
    factors[theme], factors[chosen] = 1.0, -1 / len(chosen)
    variance = float(every.variance(factors)) + float(every.extra[theme])
    if not variance > 0:
        return replace(change, note="no spread: no interval")
    phi = _dispersion(every, others)
    sampling, between = t_quantile(0.975, float(every.df[theme])), t_quantile(0.975, len(others) - 1)
    half = float(np.sqrt((sampling**2 + between**2 * (phi - 1)) * variance))
    low, high = net - half, net + half
    if every.measure == "share":  # a share changes by 1 at most
        low, high = max(low, -1 - mean), min(high, 1 - mean)
    return replace(change, low=low, high=high, dispersion=phi)


def _pool(count: FloatArray, theme: int) -> NDArray[np.intp]:
    """Return the other themes with mentions enough."""
    return np.setdiff1d(np.flatnonzero(count >= MENTIONS_BESIDE_A_FIX), [theme])


def _dispersion(every: _Measured, others: NDArray[np.intp]) -> float:
    """Return how much more the other themes change than sampling makes them, at least 1."""
    k, changes = len(others), (every.values[:, 1] - every.values[:, 0])[others]
    factors = np.zeros((k, every.values.shape[0]))
    factors[:, others] = -1 / (k - 1)
    factors[np.arange(k), others] = 1.0
    variance = every.variance(factors) + every.extra[others]
    away = changes - (changes.sum() - changes) / (k - 1)
    varies = variance > 0
    return max(1.0, float(np.mean(away[varies] ** 2 / variance[varies]))) if varies.any() else 1.0


def _measure(data: Periods, theme: int, measure: str) -> tuple[tuple[float, float], FloatArray, float, float, str]:
    """Return a theme's measure before and after, the influence on its change, variance to add, degrees of freedom, and a note."""
    x = data.x[:, [theme]].toarray().ravel()
    answered = data.content if measure == "share" else np.isfinite(data.y)
    y = np.where(np.isfinite(data.y), data.y, 0.0)
    psi, values, extra, df, why = np.zeros(len(x)), [np.nan, np.nan], 0.0, np.inf, ""
    for k, sign in ((0, -1.0), (1, 1.0)):
        here = (data.period == k) & answered
        w = np.where(here, data.w, 0.0)
        n, n_with = int(here.sum()), int((here & (x > 0)).sum())
        if n < 2 or (measure != "share" and (n_with < 2 or n_with == n)):
            why = why or f"{'before' if k == 0 else 'after'}: {n_with} of {n} answers mention it, too few to compare"
            continue
        if measure == "share":
            values[k] = float(w @ x / w.sum())
            psi += sign * w * (x - values[k]) / w.sum()
            continue
        values[k], influence, more, n_effective = measure_answers(x, y, w, measure)
        psi += sign * influence
        extra, df = extra + more, min(df, n_effective - 1 + PRIOR_ANSWERS)
    return (values[0], values[1]), psi, extra, df, why


def measure_answers(x: FloatArray, y: FloatArray, w: FloatArray, measure: str) -> tuple[float, FloatArray, float, float]:
    """Return the metric with a theme, or its removal impact, in one period: value, influence, variance to add, answers."""
    having, total = w * x, float(w.sum())
    with_, without = float(having @ y / having.sum()), float((w - having) @ y / (w - having).sum())
    mean, n = float(w @ y / total), float(having.sum() ** 2 / (having @ having))
    raw = float(having @ (y - with_) ** 2 / having.sum())
    pooled = float(w @ (y - np.where(x > 0, with_, without)) ** 2 / total)
    lacking = max(0.0, (raw * n + PRIOR_ANSWERS * pooled) / (n - 1 + PRIOR_ANSWERS) - raw) / n
    if measure == "metric_with":
        return with_, having * (y - with_) / having.sum(), lacking, n
    rest = total - float(having.sum())
    return (
        mean - without,
        w * (y - mean) / total - (w - having) * (y - without) / rest,
        (float(having.sum()) / total) ** 2 * lacking,
        n,
    )
