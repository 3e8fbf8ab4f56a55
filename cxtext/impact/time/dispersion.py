"""How much more the share of a theme varies from wave to wave than chance alone makes it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cxtext.metrics import FloatArray

#: Mean mentions per wave from which a theme tells about the dispersion of others.
_TELLING = 1.0
#: The same where what is typical of the themes is asked for: below it Pearson's statistic has steps.
_TELLING_BY_ITSELF = 5.0
#: Themes from which one of them can be called typical. A choice: with four, two that changed are half.
_THEMES_FOR_TYPICAL = 5
#: Steps of Newton's method at most; five or six are enough for 16 digits.
_NEWTON_STEPS = 50


def correlate(counts: FloatArray, sizes: FloatArray, model: FloatArray | None = None) -> float:
    """Estimate one intra-wave correlation for all themes.

    Parameters
    ----------
    counts : ndarray of shape (n_waves, n_themes), float64
    sizes : ndarray of shape (n_waves,), float64
    model : ndarray of shape (n_waves, n_columns), float64, optional
        Columns, linearly independent, of which shares are a sum; a constant by default.

    Returns
    -------
    float
        In [0, 1]; 0 when there are too few waves to tell.

    Notes
    -----
    The rho at which Pearson's statistic with variances p (1 - p) (1 + (n - 1) rho) / n, summed over themes, equals its
    degrees of freedom, by bisection (Williams 1982, Appl. Stat. 31:144, has it for one).

    >>> same = np.array([[10.0], [10.0], [10.0]])
    >>> correlate(same, np.full(3, 100.0))
    0.0
    """
    share = counts.sum(axis=0) / sizes.sum()
    telling = (counts.mean(axis=0) >= _TELLING) & (share < 1)
    columns = np.ones((len(sizes), 1)) if model is None else model
    df = (len(sizes) - columns.shape[1]) * int(telling.sum())
    if df <= 0:
        return 0.0
    y = counts[:, telling] / sizes[:, None] / np.sqrt(share[telling] * (1 - share[telling]))

    def excess(rho: float) -> float:
        root = np.sqrt(effective_sizes(sizes, rho))[:, None]
        basis = np.linalg.qr(root * columns)[0]
        z = root * y
        return float(np.sum((z - basis @ (basis.T @ z)) ** 2) - df)

    return _solve(excess)


def _solve(excess: Callable[[float], float]) -> float:
    """Return where a falling function of a correlation is 0, by bisection; 0 where it never is above."""
    low, high = 0.0, 1.0
    if excess(low) <= 0:
        return 0.0
    for _ in range(25):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return high


def correlate_typical(counts: FloatArray, sizes: FloatArray) -> float:
    """Estimate the intra-wave correlation of the theme in the middle, which those that changed for good do not raise.

    Parameters
    ----------
    counts : ndarray of shape (n_waves, n_themes), float64
    sizes : ndarray of shape (n_waves,), float64

    Returns
    -------
    float
        In [0, 1]; 0 when there are fewer than three waves.

    Notes
    -----
    The rho at which the median over themes of Pearson's statistic is that of chi squared with its degrees of freedom. With
    fewer than five themes that are mentioned often enough, that of all (:func:`correlate`).

    >>> steady = np.tile([40.0, 60, 80, 50, 30], (4, 1))
    >>> steady[3, 0] = 160  # one theme that changed
    >>> correlate_typical(steady, np.full(4, 400.0)), correlate(steady, np.full(4, 400.0)) > 0.01
    (0.0, True)
    """
    from scipy.special import chdtri

    df, share = len(sizes) - 1, counts.sum(axis=0) / sizes.sum()
    telling = (counts.mean(axis=0) >= _TELLING_BY_ITSELF) & (share < 1)
    if df < 2:
        return 0.0
    if telling.sum() < _THEMES_FOR_TYPICAL:
        return correlate(counts, sizes)
    shares = counts[:, telling] / sizes[:, None]

    def excess(rho: float) -> float:
        worth = effective_sizes(sizes, rho)
        mean = np.average(shares, axis=0, weights=worth)
        chi2 = (worth[:, None] * (shares - mean) ** 2).sum(axis=0) / (mean * (1 - mean))
        return float(np.median(chi2) - chdtri(df, 0.5))

    return _solve(excess)


def effective_sizes(sizes: FloatArray, rho: float) -> FloatArray:
    """Return how many independent responses each wave is worth.

    >>> effective_sizes(np.array([1.0, 101.0]), 0.01).tolist()
    [1.0, 50.5]
    """
    return np.asarray(sizes / (1 + (sizes - 1) * rho))


def moderate(chi2: FloatArray, df: int, mean_counts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return each theme's dispersion, drawn towards that of all themes, and its degrees of freedom.

    Parameters
    ----------
    chi2 : ndarray of shape (n_themes,), float64
        Pearson's statistic of each theme.
    df : int
        Its degrees of freedom; with 0 nothing is known, and the dispersion is 1.
    mean_counts : ndarray of shape (n_themes,), float64
        Mean mentions per wave; themes with fewer than 1 do not count for the others.

    Returns
    -------
    scale, df : ndarray of shape (n_themes,), float64
        ``scale`` is at least 1: no theme varies less than chance makes it.

    Notes
    -----
    (d0 s0 + d s) / (d0 + d) with d0 + d degrees of freedom; d0 and s0 by the moments of log s (Smyth 2004, Stat. Appl.
    Genet. Mol. Biol. 3:3). With fewer than three themes that tell, each stands for itself.

    >>> [v.tolist() for v in moderate(np.array([3.0]), 5, np.array([9.0]))]
    [[1.0], [5.0]]
    """
    if df <= 0:
        return np.ones(len(chi2)), np.full(len(chi2), np.inf)
    own = chi2 / df
    telling = own[(mean_counts >= _TELLING) & (own > 0)]
    d0, s0 = _prior(telling, df) if len(telling) >= 3 else (0.0, 1.0)
    total = np.full(len(chi2), min(d0 + df, float(df * max(1, len(telling)))))
    pooled = s0 if np.isinf(d0) else (d0 * s0 + df * own) / (d0 + df)
    return np.maximum(1.0, pooled * np.ones(len(chi2))), total


def _prior(own: FloatArray, df: int) -> tuple[float, float]:
    """Return the degrees of freedom and the dispersion that all themes together stand for."""
    from scipy.special import digamma, polygamma

    logs = np.log(own) - digamma(df / 2) + np.log(df / 2)
    spread = float(logs.var(ddof=1) - polygamma(1, df / 2))
    if spread <= 1e-4:
        return np.inf, float(np.exp(logs.mean()))
    half = invert_trigamma(spread) if spread < float(polygamma(1, 1e-3)) else 1e-3
    return 2 * half, float(np.exp(logs.mean() + digamma(half) - np.log(half)))


def invert_trigamma(value: float) -> float:
    """Return where the trigamma function has a positive value.

    Notes
    -----
    Newton's method on its reciprocal, which is nearly straight and convex: it converges from below without a bracket
    (Smyth 2004, appendix).

    >>> from scipy.special import polygamma
    >>> round(invert_trigamma(float(polygamma(1, 2.5))), 12)
    2.5
    """
    from scipy.special import polygamma

    at = 0.5 + 1 / value
    for _ in range(_NEWTON_STEPS):
        trigamma = float(polygamma(1, at))
        step = trigamma * (1 - trigamma / value) / float(polygamma(2, at))
        at += step
        if abs(step) <= 1e-15 * at:
            break
    return at
