"""What themes cost in truth, as far as can be told: noisy estimates, drawn towards what themes have in common."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from cxtext.impact.effects import Lens
from cxtext.metrics import FloatArray

#: Logarithms of the variance between themes over the harmonic mean of their squared standard errors.
_GRID = np.linspace(-8.0, 20.0, 57)
#: Points of the grid of the mean of the themes that matter.
_MEANS = 41
#: Share of themes that matter.
_MATTER = np.array([0.1, 0.25, 0.5, 0.75, 1.0])
#: Prior chance of each of these shares: half of it says that all themes matter.
_PRIOR = np.array([0.125, 0.125, 0.125, 0.125, 0.5])
#: Variance of the themes that hardly matter over that of those that do.
_SMALL = 0.1
#: Prior chance that no theme has any effect at all. A small one tells: other effects may be of any size, and few of the sizes
#: look like noise. With .1 themes of surveys of 150 answers are shrunk too far, with none the limit is above 0 too often.
_NOTHING = 0.03
#: Powers of the share that effects may go with: 0 where themes cost alike in all, 1 where each mention does.
_POWERS = np.array([0.0, 0.5, 1.0])
#: Nodes of the error that all slopes share, and the part of a theme's own variance below which it is left in that.
_NODES, _LEAST_SHARED = 9, 0.02
#: Least part of a squared standard error that is a theme's own.
_LEAST_OWN = 0.1
#: Draws of the truth per resample.
_PER_RESAMPLE = 4


@dataclass(frozen=True)
class _Model:
    """Draws of what the themes have in common.

    Parameters
    ----------
    scale : ndarray of shape (n_draws, n_themes), float64
        The share of each theme to the drawn power.
    middle, between, matter : ndarray of shape (n_draws, 1), float64
        Mean and variance of the scaled effects of themes that matter, and the share of themes that do.
    is_nothing : ndarray of shape (n_draws,), bool
        Whether no theme has any effect.
    shift : ndarray of shape (n_draws, 1), float64
        What all slopes are off by, with the sign turned; 0 where they share no error.
    """

    scale: FloatArray
    middle: FloatArray
    between: FloatArray
    matter: FloatArray
    is_nothing: NDArray[np.bool_]
    shift: FloatArray


def shrink_draws(
    lens: Lens, draws: FloatArray, is_ranked: NDArray[np.bool_], *, shared: float = 0.0, random_state: int
) -> FloatArray:
    """Turn estimates of effects into draws of the effects themselves.

    A theme that leads a list leads in part by luck: its estimate is too large. With few responses most of the difference
    between themes is noise, and is taken out here; and few of many themes may matter, or none.

    Parameters
    ----------
    lens : Lens
        Effect of each theme; its standard errors hold all that is not known of the slopes.
    draws : ndarray of shape (n_resamples, n_themes), float64
        Resamples of ``lens.value``: their correlations are kept.
    is_ranked : ndarray of shape (n_themes,), bool
        Themes that are shrunk towards what they have in common; the others keep their estimates.
    shared : float
        Variance of the error that the slopes of all ranked themes share, as they are told against one baseline.
    random_state : int

    Returns
    -------
    ndarray of shape (4 n_resamples, n_themes), float64
        0 where there is no effect. A ranked theme without a standard error has draws of what is common.

    Notes
    -----
    With scaled effects z = A / share^g and their estimates ~ N(z_t, v_t): a theme matters with chance w, and then
    z_t ~ N(m, T); else it hardly does, z_t ~ N(0, T / 10) (the spike and slab of Mitchell and Beauchamp 1988, J. Am. Stat.
    Assoc. 83:1023, in the two normals of George and McCulloch 1993, ibid. 88:881). Given the rest, z_t is normal with mean
    c + b_t (estimate - c) and variance b_t v_t, where c is the mean of its kind and b_t = S / (S + v_t), S its variance. m has a
    flat prior from below the least estimate, or 0, to above the largest; that of T makes h / (T + h) uniform, h the harmonic
    mean of the v_t (the uniform shrinkage prior: Christiansen and Morris 1997, J. Am. Stat. Assoc. 92:618; Daniels 1999, Can. J.
    Stat. 27:567); w is 1 with chance 1/2, else .1, .25, .5 or .75; g is 0, 1/2 or 1. All are integrated on a grid, and beside
    them stands, with chance .03, that every effect is 0. v_t is the squared standard error times (df + 1) / (df - 1), for
    what the standard error itself is off. An error that all slopes share, as of the comments that they are compared with, is no
    part of v_t: it is integrated over, too (Gauss-Hermite). The share is drawn at last, from Beta(n p + 1/2, n (1 - p) + 1/2).

    What it makes of the first of a list, in simulated surveys, stands in tests/statistics/test_selection.py.

    >>> rng = np.random.default_rng(0)
    >>> slope, share = np.array([45.0, 5, 0]), np.full(3, 0.2)
    >>> lens = Lens(slope, np.full(3, 25.0), np.full(3, 50.0), share, np.full(3, 500.0))
    >>> drawn = lens.value + rng.normal(size=(1000, 3)) * 5
    >>> shrunk = shrink_draws(lens, drawn, np.ones(3, dtype=bool), random_state=0)
    >>> bool(shrunk[:, 0].mean() < 7), shrunk.shape
    (True, (4000, 3))
    """
    value, share = lens.value, lens.share
    has_effect, draws = np.isfinite(value), np.tile(draws, (_PER_RESAMPLE, 1))
    spread = draws.std(axis=0)
    unit = (draws - draws.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        v = lens.spread**2 * (lens.df + 1) / np.maximum(lens.df - 1, 1.0)
        whole = v[is_ranked & np.isfinite(v)]
        shared = shared if len(whole) and shared > _LEAST_SHARED * np.median(whole) else 0.0
        v = np.where(is_ranked, np.maximum(v - shared, _LEAST_OWN * v), v) * share**2
    measured = has_effect & np.isfinite(v) & (v > 0)
    rng = np.random.default_rng(random_state)
    effects = np.where(has_effect, np.nan_to_num(value) + np.sqrt(np.where(measured, v, 0.0)) * unit, 0.0)
    shrunk = is_ranked & has_effect
    if (shrunk & measured).any():
        at = np.flatnonzero(shrunk)
        fit = np.flatnonzero(measured[at])
        model = _draw_models(value[at], v[at], share[at], fit, shared, len(draws), rng)
        noise = unit[:, at] if shared == 0 else rng.standard_normal((len(draws), len(at)))
        shifted = value[at] + model.shift * share[at]
        effects[:, at] = _draw_effects(shifted, np.where(measured[at], v[at], np.inf), noise, model, rng)
    return effects * _draw_shares(lens, len(draws), rng)


def _draw_models(
    value: FloatArray,
    v: FloatArray,
    share: FloatArray,
    fit: NDArray[np.intp],
    shared: float,
    n: int,
    rng: np.random.Generator,
) -> _Model:
    """Return ``n`` draws of what the themes have in common, given the estimates of some."""
    prior = _GRID - 2 * np.log1p(np.exp(_GRID))  # uniform in h / (T + h), on this grid
    prior -= np.logaddexp.reduce(prior)
    shifts, weights = _shared_errors(shared)
    fits, totals, means, steps, nothing = [], [], [], [], []
    for (shift, weight), power in product(zip(shifts, weights, strict=True), _POWERS):
        scale = share[fit] ** power
        shifted = value[fit] + shift * share[fit]
        z, noise = shifted / scale, v[fit] / scale**2
        h = 1 / np.mean(1 / noise)
        total, pad = np.exp(_GRID) * h, 2 * np.sqrt(h)
        middle, step = np.linspace(min(z.min(), 0.0) - pad, max(z.max(), 0.0) + pad, _MEANS, retstep=True)
        matters = _fit(z - middle[:, None], noise + total[:, None, None])
        hardly = _fit(z, noise + _SMALL * total[:, None, None])
        with np.errstate(divide="ignore"):
            each = [np.logaddexp(np.log(w) + matters, np.log1p(-w) + hardly).sum(axis=2) for w in _MATTER]
        fits.append(np.array(each) + prior[:, None] + np.log(_PRIOR)[:, None, None] - np.log(scale).sum() + weight)
        nothing.append(_fit(shifted, v[fit]).sum() + weight - np.log(len(_POWERS)))
        totals.append(total)
        means.append(middle)
        steps.append(step)
    fit_of_all = np.array(fits) - np.log(_MEANS * len(_POWERS))
    some = np.logaddexp.reduce(fit_of_all.ravel()) + np.log1p(-_NOTHING)
    none = np.logaddexp.reduce(nothing) + np.log(_NOTHING)
    chance = np.exp(fit_of_all - fit_of_all.max()).ravel()
    place = (np.arange(n) + 0.5) / n
    at = rng.permutation(np.searchsorted(np.cumsum(chance / chance.sum())[:-1], place))
    setting, w, t, m = np.unravel_index(at, fit_of_all.shape)
    middle = np.array(means)[setting, m] + np.array(steps)[setting] * (rng.random(n) - 0.5)
    return _Model(
        scale=share ** _POWERS[setting % len(_POWERS)][:, None],
        middle=middle[:, None],
        between=np.array(totals)[setting, t][:, None],
        matter=_MATTER[w][:, None],
        is_nothing=rng.permutation(place) < np.exp(none - np.logaddexp(some, none)),
        shift=shifts[setting // len(_POWERS)][:, None],
    )


def _shared_errors(variance: float) -> tuple[FloatArray, FloatArray]:
    """Return nodes of a normal error of mean 0, and the logarithms of their weights; 0 alone without a variance."""
    if variance <= 0:
        return np.zeros(1), np.zeros(1)
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    return nodes * np.sqrt(variance), np.log(weights / weights.sum())


def _draw_effects(value: FloatArray, v: FloatArray, unit: FloatArray, model: _Model, rng: np.random.Generator) -> FloatArray:
    """Return a draw of each effect under each model; an infinite ``v`` is an estimate that tells nothing."""
    tells = np.isfinite(v)
    z = np.where(tells, value, 0.0) / model.scale
    noise = np.where(tells, v, 1.0) / model.scale**2
    with np.errstate(divide="ignore", over="ignore"):
        odds = np.log(model.matter) - np.log1p(-model.matter)
        odds = odds + np.where(tells, _fit(z - model.middle, noise + model.between) - _fit(z, noise + _SMALL * model.between), 0)
        matters = rng.random(z.shape) < 1 / (1 + np.exp(-odds))
    centre, spread = np.where(matters, model.middle, 0.0), np.where(matters, model.between, _SMALL * model.between)
    factor = np.where(tells, spread / (spread + noise), 0.0)
    around = np.where(tells, np.sqrt(factor * noise) * unit, np.sqrt(spread) * rng.standard_normal(z.shape))
    effects = (centre + factor * (z - centre) + around) * model.scale
    return np.where(model.is_nothing[:, None], 0.0, effects)


def _draw_shares(lens: Lens, n: int, rng: np.random.Generator) -> FloatArray:
    """Return draws of each share over the one that was seen; 1 where it is known."""
    unknown = np.isfinite(lens.n_share) & (lens.share > 0) & (lens.share < 1)
    share, size = np.where(unknown, lens.share, 0.5), np.where(unknown, lens.n_share, 1.0)
    drawn = rng.beta(size * share + 0.5, size * (1 - share) + 0.5, (n, len(share)))
    return np.where(unknown, drawn / share, 1.0)


def _fit(away: FloatArray, variance: FloatArray) -> FloatArray:
    """Return the logarithm of a normal density, but for a constant."""
    return np.asarray(-0.5 * (np.log(variance) + away**2 / variance), dtype=np.float64)
