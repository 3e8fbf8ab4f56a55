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
#: Prior chance that all themes have the same scaled effect.
_ALIKE = 0.4
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
#: How many answers the mean of all shares may be worth for each of them.
_SIZES = np.geomspace(1.0, 1e5, 41)
#: Draws of the truth per resample. With 4 the priority of a theme differs by a tenth between seeds, and neighbours swap places;
#: with 20 by a twentieth.
_PER_RESAMPLE = 20


@dataclass(frozen=True)
class _Model:
    """Draws of what the themes have in common.

    Parameters
    ----------
    power : ndarray of shape (n_draws, 1), float64
        Power of the share that effects go with.
    middle, between, matter : ndarray of shape (n_draws, 1), float64
        Mean and variance of the scaled effects of themes that matter, and the share of themes that do.
    is_nothing : ndarray of shape (n_draws,), bool
        Whether no theme has any effect.
    shift : ndarray of shape (n_draws, 1), float64
        What all slopes are off by, with the sign turned; 0 where they share no error.
    """

    power: FloatArray
    middle: FloatArray
    between: FloatArray
    matter: FloatArray
    is_nothing: NDArray[np.bool_]
    shift: FloatArray


@dataclass(frozen=True)
class _Seen:
    """Estimates of some themes.

    Parameters
    ----------
    value, v : ndarray of shape (n_themes,), float64
        Effects, and their variance at the share that was seen; an infinite one tells nothing.
    share, relative : ndarray of shape (n_themes,), float64
        Shares, and their relative variance.
    """

    value: FloatArray
    v: FloatArray
    share: FloatArray
    relative: FloatArray

    def take(self, themes: NDArray[np.intp]) -> _Seen:
        """Return some of them, by position."""
        return _Seen(self.value[themes], self.v[themes], self.share[themes], self.relative[themes])

    def scaled(self, power: FloatArray | float, shift: FloatArray | float) -> tuple[FloatArray, FloatArray]:
        """Return effects over share^power, with a shift of all slopes, and their variance at the share that was seen."""
        scale = self.share**power
        return np.asarray((self.value + shift * self.share) / scale), np.asarray(self.v / scale**2)

    def share_noise(self, power: FloatArray | float, squares: FloatArray) -> FloatArray:
        """Return the variance of scaled effects of these mean squares that comes of the share not being known."""
        return np.asarray((1 - power) ** 2 * squares * self.relative)


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
    ndarray of shape (20 n_resamples, n_themes), float64
        0 where there is no effect. A ranked theme without a standard error has draws of what is common.

    Notes
    -----
    With scaled effects z = A / share^g and their estimates ~ N(z_t, v_t): a theme matters with chance w, and then
    z_t ~ N(m, T); else it hardly does, z_t ~ N(0, T / 10) (the spike and slab of Mitchell and Beauchamp 1988, J. Am. Stat.
    Assoc. 83:1023, in the two normals of George and McCulloch 1993, ibid. 88:881). Given the rest, z_t is normal with mean
    c + b_t (estimate - c) and variance b_t v_t, where c is the mean of its kind and b_t = S / (S + v_t), S its variance. m has a
    flat prior from below the least estimate, or 0, to above the largest; that of T makes h / (T + h) uniform, h the harmonic
    mean of the v_t (the uniform shrinkage prior: Christiansen and Morris 1997, J. Am. Stat. Assoc. 92:618; Daniels 1999, Can. J.
    Stat. 27:567); w is 1 with chance 1/2, else .1, .25, .5 or .75; with chance .4
    all z_t are alike, w = 1 and T near 0, which equal effects would else hardly be granted; g is 0, 1/2 or 1. All are
    integrated on a grid, and beside them stands,
    with chance .03, that every effect is 0. v_t is the squared standard error times (df + 1) / (df - 1), for
    what the standard error itself is off. An error that all slopes share, as of the comments that they are compared with, is no
    part of v_t: it is integrated over, too (Gauss-Hermite). The estimate of z is off by the share p, too, with a variance of
    (1 - g)^2 E[z^2] (1 - p) / (p n), which counts with v_t. The share of A = z share^g is drawn at last, from
    Beta(M mean + n p, M (1 - mean) + n (1 - p)), M given the shares of all themes.

    What it makes of the first of a list, in simulated surveys, stands in tests/statistics/test_selection.py.

    >>> rng = np.random.default_rng(0)
    >>> slope, share = np.array([45.0, 5, 0]), np.full(3, 0.2)
    >>> lens = Lens(slope, np.full(3, 25.0), np.full(3, 50.0), share, np.full(3, 500.0))
    >>> drawn = lens.value + rng.normal(size=(1000, 3)) * 5
    >>> shrunk = shrink_draws(lens, drawn, np.ones(3, dtype=bool), random_state=0)
    >>> bool(shrunk[:, 0].mean() < 7), shrunk.shape
    (True, (20000, 3))
    """
    value, share = lens.value, lens.share
    has_effect, draws = np.isfinite(value), np.tile(draws, (_PER_RESAMPLE, 1))
    spread = draws.std(axis=0)
    unit = (draws - draws.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    v, shared = _own_variance(lens, is_ranked, shared)
    measured = has_effect & np.isfinite(v) & (v > 0)
    rng = np.random.default_rng(random_state)
    effects = np.where(has_effect, np.nan_to_num(value) + np.sqrt(np.where(measured, v, 0.0)) * unit, 0.0)
    shrunk = is_ranked & has_effect
    power = np.ones(effects.shape)
    if (shrunk & measured).any():
        at = np.flatnonzero(shrunk)
        fit = np.flatnonzero(measured[at])
        seen = _Seen(value[at], np.where(measured[at], v[at], np.inf), share[at], _share_noise(lens)[at])
        model = _draw_models(seen.take(fit), shared, len(draws), rng)
        noise = unit[:, at] if shared == 0 else rng.standard_normal((len(draws), len(at)))
        effects[:, at] = _draw_effects(seen, noise, model, rng)
        power[:, at] = model.power
    return effects * _draw_shares(lens, shrunk, len(draws), rng) ** power


def _own_variance(lens: Lens, is_ranked: NDArray[np.bool_], shared: float) -> tuple[FloatArray, float]:
    """Return the variance of each effect that is its own, at the share that was seen, and that of the error all slopes share."""
    with np.errstate(divide="ignore", invalid="ignore"):
        v = lens.spread**2 * (lens.df + 1) / np.maximum(lens.df - 1, 1.0)
        whole = v[is_ranked & np.isfinite(v)]
        shared = shared if len(whole) and shared > _LEAST_SHARED * np.median(whole) else 0.0
        return np.where(is_ranked, np.maximum(v - shared, _LEAST_OWN * v), v) * lens.share**2, shared


def _draw_models(seen: _Seen, shared: float, n: int, rng: np.random.Generator) -> _Model:
    """Return ``n`` draws of what the themes have in common, given the estimates of some."""
    prior = _spread_prior()
    shifts, weights = _shared_errors(shared)
    fits, totals, means, steps, nothing = [], [], [], [], []
    for (shift, weight), power in product(zip(shifts, weights, strict=True), _POWERS):
        z, noise = seen.scaled(power, shift)
        h = 1 / np.mean(1 / noise)
        total, pad = np.exp(_GRID) * h, 2 * np.sqrt(h)
        middle, step = np.linspace(min(z.min(), 0.0) - pad, max(z.max(), 0.0) + pad, _MEANS, retstep=True)
        squares = middle[:, None] ** 2 + total[:, None, None]
        matters = _fit(z - middle[:, None], noise + total[:, None, None] + seen.share_noise(power, squares))
        small = _SMALL * total[:, None, None]
        hardly = _fit(z, noise + small + seen.share_noise(power, small))
        with np.errstate(divide="ignore"):
            each = [np.logaddexp(np.log(w) + matters, np.log1p(-w) + hardly).sum(axis=2) for w in _MATTER]
        fits.append(np.array(each) + prior[:, :, None] - power * np.log(seen.share).sum() + weight)
        nothing.append(_fit(seen.value + shift * seen.share, seen.v).sum() + weight - np.log(len(_POWERS)))
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
        power=_POWERS[setting % len(_POWERS)][:, None],
        middle=middle[:, None],
        between=np.array(totals)[setting, t][:, None],
        matter=_MATTER[w][:, None],
        is_nothing=rng.permutation(place) < np.exp(none - np.logaddexp(some, none)),
        shift=shifts[setting // len(_POWERS)][:, None],
    )


def _spread_prior() -> FloatArray:
    """Return the logarithms of the prior of the share of themes that matter, and of the variance between these."""
    prior = _GRID - 2 * np.log1p(np.exp(_GRID))  # uniform in h / (T + h), on this grid
    both = np.log(_PRIOR)[:, None] + prior - np.logaddexp.reduce(prior)
    alike = np.full(both.shape, -np.inf)
    alike[-1, 0] = np.log(_ALIKE)
    return np.asarray(np.logaddexp(both + np.log1p(-_ALIKE), alike))


def _shared_errors(variance: float) -> tuple[FloatArray, FloatArray]:
    """Return nodes of a normal error of mean 0, and the logarithms of their weights; 0 alone without a variance."""
    if variance <= 0:
        return np.zeros(1), np.zeros(1)
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    return nodes * np.sqrt(variance), np.log(weights / weights.sum())


def _draw_effects(seen: _Seen, unit: FloatArray, model: _Model, rng: np.random.Generator) -> FloatArray:
    """Return a draw of each effect under each model, at the share that was seen."""
    tells = np.isfinite(seen.v)
    z, noise = seen.scaled(model.power, model.shift)
    z, noise = np.where(tells, z, 0.0), np.where(tells, noise, 1.0)
    small = _SMALL * model.between
    of_one = noise + seen.share_noise(model.power, model.middle**2 + model.between)
    of_other = noise + seen.share_noise(model.power, small)
    with np.errstate(divide="ignore", over="ignore"):
        odds = np.log(model.matter) - np.log1p(-model.matter)
        odds = odds + np.where(tells, _fit(z - model.middle, of_one + model.between) - _fit(z, of_other + small), 0)
        matters = rng.random(z.shape) < 1 / (1 + np.exp(-odds))
    centre, spread = np.where(matters, model.middle, 0.0), np.where(matters, model.between, small)
    noise = np.where(matters, of_one, of_other)
    factor = np.where(tells, spread / (spread + noise), 0.0)
    around = np.where(tells, np.sqrt(factor * noise) * unit, np.sqrt(spread) * rng.standard_normal(z.shape))
    effects = (centre + factor * (z - centre) + around) * seen.share**model.power
    return np.where(model.is_nothing[:, None], 0.0, effects)


def _share_noise(lens: Lens) -> FloatArray:
    """Return the relative variance of each share; 0 where it is known."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num((1 - lens.share) / (lens.share * lens.n_share), posinf=0.0)


def _draw_shares(lens: Lens, is_ranked: NDArray[np.bool_], n: int, rng: np.random.Generator) -> FloatArray:
    """Return draws of each share over the one that was seen; 1 where it is known.

    Shares of ranked themes come from a Beta distribution around their mean, whose size is drawn given all of them: a theme may
    lead because many happened to mention it.
    """
    unknown = np.isfinite(lens.n_share) & (lens.share > 0) & (lens.share < 1)
    share, size = np.where(unknown, lens.share, 0.5), np.where(unknown, lens.n_share, 1.0)
    front, back = np.full((n, len(share)), 0.5), np.full((n, len(share)), 0.5)
    at = np.flatnonzero(unknown & is_ranked)
    if len(at) > 1:
        middle, sizes = float(share[at].mean()), _draw_sizes(share[at], size[at], n, rng)
        spread = np.sqrt(middle * (1 - middle) * (1 / (sizes + 1) + (1 / size[at]).mean()) / len(at))
        mean = np.clip(middle + spread * rng.standard_normal(n), middle / 2, (1 + middle) / 2)
        front[:, at], back[:, at] = (sizes * mean)[:, None], (sizes * (1 - mean))[:, None]
    drawn = rng.beta(size * share + front, size * (1 - share) + back)
    return np.where(unknown, drawn / share, 1.0)


def _draw_sizes(share: FloatArray, size: FloatArray, n: int, rng: np.random.Generator) -> FloatArray:
    """Return draws of how many answers the mean of all shares is worth for each of them (beta-binomial, on a grid)."""
    from scipy.special import betaln

    mean, grid = float(share.mean()), _SIZES[:, None]
    fit = betaln(grid * mean + size * share, grid * (1 - mean) + size * (1 - share)) - betaln(grid * mean, grid * (1 - mean))
    fit = fit.sum(axis=1)
    chance = np.cumsum(np.exp(fit - fit.max()))
    return np.asarray(rng.permutation(_SIZES[np.searchsorted(chance[:-1] / chance[-1], (np.arange(n) + 0.5) / n)]))


def _fit(away: FloatArray, variance: FloatArray) -> FloatArray:
    """Return the logarithm of a normal density, but for a constant."""
    return np.asarray(-0.5 * (np.log(variance) + away**2 / variance), dtype=np.float64)
