"""Tests of a constant share: a step in the last waves, and a line through all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxtext.impact.stats import beta_binomial_tail, fisher_p
from cxtext.impact.time.dispersion import correlate, effective_sizes, moderate
from cxtext.impact.time.history import History
from cxtext.metrics import FloatArray


@dataclass(frozen=True, eq=False, slots=True)
class ShareTest:
    """One test of every theme.

    Parameters
    ----------
    p_value, scale, sign : ndarray of shape (n_themes,), float64
        Two-sided p-value, dispersion, and whether the share rose (1) or fell (-1).
    now, before : ndarray of shape (n_waves,), bool
        The waves that are set beside each other.
    inflation : ndarray of shape (n_themes,), float64
        Variance of the mentions of the waves ``now``, in those of chance alone.
    """

    p_value: FloatArray
    scale: FloatArray
    sign: FloatArray
    now: NDArray[np.bool_]
    before: NDArray[np.bool_]
    inflation: FloatArray

    def log_ratio(self, history: History) -> FloatArray:
        """Return the logarithm of the share in the waves ``now`` over that before, half a mention added to each."""
        now, before = (
            (history.counts[side].sum(axis=0) + 0.5) / (history.sizes[side].sum() + 0.5) for side in (self.now, self.before)
        )
        return np.asarray(np.log(now / before))


def _untold(n_waves: int, n_themes: int) -> ShareTest:
    """Return a test that tells nothing, for want of waves of the same season."""
    last = np.arange(n_waves) == n_waves - 1
    return ShareTest(np.ones(n_themes), np.ones(n_themes), np.zeros(n_themes), last, ~last, np.ones(n_themes))


def compare_last(history: History, n_last: int) -> ShareTest:
    """Set the last waves beside all earlier ones of their season."""
    from scipy.special import stdtr

    x, n, shares = history.counts, history.sizes, history.shares
    new = np.arange(len(n)) >= len(n) - n_last
    old = ~new
    matched = old & np.isin(history.season, history.season[new])
    seasons = history.seasons[:, history.seasons[old].any(axis=0)]
    df = int(old.sum()) - seasons.shape[1]
    if not seasons[new].any(axis=1).all() or df <= 0:
        return _untold(len(n), x.shape[1])
    worth = effective_sizes(n, correlate(x[old], n[old], seasons[old]))[:, None]
    among = (x[new].sum(axis=0) + x[matched].sum(axis=0)) / (n[new].sum() + n[matched].sum())
    weight = seasons[old].T @ worth[old]
    level = (seasons[old].T @ (worth[old] * shares[old])) / weight
    share = x.sum(axis=0) / n.sum()
    chi2 = over((worth[old] * (shares[old] - seasons[old] @ level) ** 2).sum(axis=0), share * (1 - share))
    scale, freedom = moderate(chi2, df, x.mean(axis=0))
    portion = (seasons[new].T @ worth[new]) / worth[new].sum()
    difference = np.average(shares[new], axis=0, weights=worth[new, 0]) - (portion * level).sum(axis=0)
    noise = 1 / worth[new].sum() + float((portion**2 / weight).sum())
    t = over(difference, np.sqrt(scale * among * (1 - among) * noise))
    # whole numbers for the exact tests: independent responses that weighted ones are worth are none
    mentions, size = np.round(x[new].sum(axis=0)), round(float(n[new].sum()))
    exact = fisher_p(mentions, size, x[matched].sum(axis=0), float(n[matched].sum()))
    p = np.maximum(2 * stdtr(freedom, -np.abs(t)), exact)
    # The beta-binomial whose variance is the binomial's times the inflation that the test reckons with.
    inflation = scale * size / worth[new].sum()
    wide = np.flatnonzero((t > 0) & (inflation > 1) & (size > 1))
    a, b = beta_of(among[wide], inflation[wide], size)
    p[wide] = np.maximum(p[wide], 2 * beta_binomial_tail(mentions[wide] - 1, size, a, b))
    return ShareTest(np.minimum(p, 1.0), scale, np.sign(difference), new, matched, inflation)


def fit_slope(history: History) -> ShareTest:
    """Draw a line through the shares of all waves, each season with a level of its own."""
    from scipy.special import stdtr

    x, n, shares, order = history.counts, history.sizes, history.shares, np.arange(len(history.sizes), dtype=np.float64)
    seasons = history.seasons
    df = len(n) - seasons.shape[1] - 1
    if df <= 0:
        return _untold(len(n), x.shape[1])
    share = x.sum(axis=0) / n.sum()
    w = effective_sizes(n, correlate(x, n, np.column_stack([seasons, order - order.mean()])))[:, None]

    def center(values: FloatArray) -> FloatArray:
        return np.asarray(values - seasons @ ((seasons.T @ (w * values)) / (seasons.T @ w)))

    away = center(order[:, None])
    width, variance = float((w * away**2).sum()), share * (1 - share)
    slope = (w * away * shares).sum(axis=0) / width
    left = center(shares) - slope * away
    scale, freedom = moderate(over((w * left**2).sum(axis=0), variance), df, x.mean(axis=0))
    t = over(slope, np.sqrt(scale * variance / width))
    now, before = _halves(history)
    return ShareTest(2 * stdtr(freedom, -np.abs(t)), scale, np.sign(slope), now, before, scale)


def _halves(history: History) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the later and the earlier half of the waves; of seasons the last and the first wave of each that has two."""
    n_waves, season = len(history.sizes), history.season
    if not season.any():
        late = np.arange(n_waves) >= n_waves - (n_waves + 1) // 2
        return late, ~late
    first, last = np.zeros(n_waves, dtype=bool), np.zeros(n_waves, dtype=bool)
    for one in np.unique(season).tolist():
        at = np.flatnonzero(season == one)
        if len(at) > 1:
            first[at[0]] = last[at[-1]] = True
    return last, first


def beta_of(share: FloatArray, inflation: FloatArray, size: int) -> tuple[FloatArray, FloatArray]:
    """Return the parameters of the beta-binomial of ``size`` draws with the binomial's variance times an inflation above 1."""
    spread = np.minimum((inflation - 1) / (size - 1), 1 - 1e-9)
    return share * (1 - spread) / spread, (1 - share) * (1 - spread) / spread


def over(top: FloatArray, bottom: FloatArray) -> FloatArray:
    """Divide, with 0 where nothing varies: a theme in every response, or in none."""
    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
