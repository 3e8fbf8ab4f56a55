"""What themes may cost in truth: resamples of noisy estimates, drawn towards what themes have in common."""

from __future__ import annotations

import numpy as np

from cxtext.metrics.estimate import FloatArray

#: Logarithms of the variance between themes over the harmonic mean of their squared standard errors.
_GRID = np.linspace(-8.0, 20.0, 141)


def shrink_draws(value: FloatArray, se: FloatArray, share: FloatArray, draws: FloatArray, *, random_state: int) -> FloatArray:
    """Turn resamples of effects into draws of the effects themselves.

    A resample scatters about the estimate as the estimate does about the truth: the noise is in it twice, and what happens
    to lead leads too surely. With few responses most of the difference between themes is noise, and is taken out here.

    Parameters
    ----------
    value, se : ndarray of shape (n_themes,), float64
        Effect in points, ``nan`` where there is none, and the standard error of the effect at a known share; ``nan`` where
        the mentions are too few for an interval.
    share : ndarray of shape (n_themes,), float64
        Share of answers that mention the theme.
    draws : ndarray of shape (n_draws, n_themes), float64
        Resamples of ``value``: their correlations and shape are kept.
    random_state : int

    Returns
    -------
    ndarray of shape (n_draws, n_themes), float64
        0 where there is no effect; as they were where no theme has a standard error.

    Notes
    -----
    With z = slope sqrt(share), what a theme makes of the spread of the answers, z_t ~ N(m, T) for all themes alike and the
    estimate ~ N(z_t, v_t). Given m and T, z_t is normal with mean m + b_t (estimate - m) and variance b_t v_t, where
    b_t = T / (T + v_t). m has a flat prior; that of T makes h / (T + h) uniform, h the harmonic mean of the v_t (the uniform
    shrinkage prior: Christiansen and Morris 1997, J. Am. Stat. Assoc. 92:618; Daniels 1999, Can. J. Stat. 27:567). Both are
    integrated over, T on a grid. A theme without a standard error has what is common, N(m, T).

    Measured with 100 answers at a time, from five simulated worlds and four real surveys: the calibration error of
    P(rank <= 5) is .037 on average against .060 for the resamples, that of P(rank <= 3) .031 against .038; from 300
    answers on they are alike.

    >>> rng = np.random.default_rng(0)
    >>> drawn = np.array([9.0, 1, 0]) + rng.normal(size=(4000, 3)) * 5
    >>> found = shrink_draws(np.array([9.0, 1, 0]), np.full(3, 5.0), np.full(3, 0.2), drawn, random_state=0)
    >>> bool(found[:, 0].mean() < 7), bool(found[:, 0].std() < 5)
    (True, True)
    """
    root = np.sqrt(np.where(share > 0, share, 1.0))
    known = np.isfinite(value)
    use = known & np.isfinite(se) & (np.nan_to_num(se) > 0)
    if not use.any():
        return np.where(known, draws, 0.0)
    z, v = np.where(use, value, 0.0) / root, np.where(use, se / root, 1.0) ** 2
    spread = draws.std(axis=0)
    unit = (draws - draws.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    rng, n = np.random.default_rng(random_state), len(draws)
    total, chance, mean, weight = _posterior(z[use], v[use])
    at = rng.permutation(np.searchsorted(np.cumsum(chance)[:-1], (np.arange(n) + 0.5) / n))
    middle = (mean[at] + rng.standard_normal(n) / np.sqrt(weight[at]))[:, None]
    between = total[at][:, None]
    kept = np.where(use, between / (between + v), 0.0)
    around = np.where(use, np.sqrt(kept * v) * unit, np.sqrt(between) * rng.standard_normal(draws.shape))
    return np.where(known, (middle + kept * (z - middle) + around) * root, 0.0)


def _posterior(z: FloatArray, v: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return a grid of the variance between themes, the chance of each point, and mean and precision of their common mean."""
    total = np.exp(_GRID) / np.mean(1 / v)
    w = 1 / (v + total[:, None])
    weight = w.sum(axis=1)
    mean = w @ z / weight
    prior = _GRID - 2 * np.log1p(np.exp(_GRID))  # uniform in h / (T + h), on this grid
    fit = prior + 0.5 * (np.log(w).sum(axis=1) - np.log(weight) - (w * (z - mean[:, None]) ** 2).sum(axis=1))
    chance = np.exp(fit - fit.max())
    return total, chance / chance.sum(), mean, weight
