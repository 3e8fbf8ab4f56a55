"""What each theme accounts for on a metric with two ends, in a model whose fits cannot pass them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, diags_array, hstack

from cxtext.impact.effects.adjusted import AdjustedModel, leverage
from cxtext.impact.effects.clusters import correlate_answers, weigh_difference
from cxtext.impact.effects.contrast import PRIOR_ANSWERS
from cxtext.impact.effects.design import IntArray
from cxtext.impact.effects.lens import Lens
from cxtext.impact.effects.observations import Observations
from cxtext.metrics import FloatArray

#: Newton steps at most; five to eight are usual.
_MOST_STEPS = 50
#: The fit has converged when no log-odds move by more than this.
_TOLERANCE = 1e-10


@dataclass(frozen=True)
class BoundedModel:
    """Fractional logit of a bounded outcome on all themes and controls at once.

    Parameters
    ----------
    lens : Lens
        Points that each theme accounts for: slope per mention x share; ``nan`` where the adjusted lens has none.
    off_scale : float
        Weighted share of answers, 0 to 1, whose fit in the linear adjusted model lies beyond an end of the scale.
    """

    lens: Lens
    off_scale: float


@dataclass(frozen=True)
class _Fit:
    """A converged fit.

    Parameters
    ----------
    design : csr_array of shape (n, n_columns)
        Intercept, controls scaled to a range of 1, themes.
    log_odds : ndarray of shape (n,)
        Of each answer.
    theta : ndarray of shape (n_columns,)
        Coefficients, in log-odds.
    inverse : ndarray of shape (n_columns, n_columns)
        Inverse of the penalised information.
    """

    design: csr_array
    log_odds: FloatArray
    theta: FloatArray
    inverse: FloatArray


@dataclass(frozen=True)
class _Removal:
    """Every mention, and what the fit is without it.

    Parameters
    ----------
    x : csr_array of shape (n, n_used)
        The themes of the fit.
    row, column : ndarray of shape (n_mentions,), int
        Answer and theme of each mention.
    w, without : ndarray of shape (n_mentions,)
        Its weight, and the fit of the answer without this theme, 0 to 1.
    total : ndarray of shape (n_used,)
        Weight of all who mention a theme.
    through : ndarray of shape (n_used, n_columns)
        Change of the mean fit without each theme by a change of each column's score.
    """

    x: csr_array
    row: IntArray
    column: IntArray
    w: FloatArray
    total: FloatArray
    without: FloatArray
    through: FloatArray

    def average(self, values: FloatArray) -> FloatArray:
        """Return the weighted mean of one value a mention, for each theme."""
        return np.asarray(np.bincount(self.column, self.w * values, len(self.total)) / self.total)

    def spread_out(self, values: FloatArray) -> csr_array:
        """Return one value a mention, over the weight of its theme, as a matrix of answers and themes."""
        return csr_array((values / self.total[self.column], (self.row, self.column)), shape=self.x.shape)


def fit_bounded(obs: Observations, model: AdjustedModel, scale: tuple[float, float]) -> BoundedModel:
    """Fit the outcome so that it stays on its scale, and return what each theme accounts for.

    Parameters
    ----------
    obs : Observations
        ``y`` lies within the scale.
    model : AdjustedModel
        The linear fit of the same observations.
    scale : tuple of float
        Lowest and highest possible points.

    Notes
    -----
    With z = (y - low) / (high - low): E[z] = 1 / (1 + exp(-eta)), eta = b0 + sum_k b_k x_k + controls, by quasi-likelihood
    (fractional logit; Papke and Wooldridge 1996, J. Appl. Econom. 11:619), which asks only that the mean be right: z need
    not be 0 or 1. A theme accounts for the mean over all answers of z - fit(x without the theme), over those who mention it
    (g-computation; Snowden et al. 2011, Am. J. Epidemiol. 173:731). Unlike coefficient x share these do not add up to the
    metric: near the end of a scale each further theme has less left to take.

    Every coefficient but the intercept has the log-F(1, 1) prior (Greenland and Mansournia 2015, Stat. Med. 34:3133), worth
    one answer of z = 1/2 with that column alone: fits stay finite where all who mention a theme answer alike.

    Variance by the delta method: influences of the coefficients (HC2) and of the average over those who mention the theme,
    summed per respondent; mixed, as for :func:`~cxtext.impact.effects.adjust`, with that of the common dispersion worth
    ``PRIOR_ANSWERS`` answers. Degrees of freedom, shares and the limits are those of the adjusted lens.
    """
    low, high = scale
    used = np.flatnonzero(np.isfinite(model.coefficients))
    z = (obs.y - low) / (high - low)
    fit = _fit(obs, used, z)
    removal = _remove_each(obs, fit, used)
    slope, se = np.full((2, obs.n_themes), np.nan)
    slope[used] = removal.average(z[removal.row] - removal.without) * (high - low)
    se[used] = np.sqrt(_variance(obs, fit, removal, z)) * (high - low)
    se[~np.isfinite(model.lens.se)] = np.nan
    return BoundedModel(replace(model.lens, slope=slope, se=se, skew=0.0), _off_scale(obs, model, scale))


def _off_scale(obs: Observations, model: AdjustedModel, scale: tuple[float, float]) -> float:
    """Return the weighted share of answers whose linear fit lies beyond the scale."""
    fits = model.intercept + obs.controls @ model.control_coefficients + obs.x @ np.nan_to_num(model.coefficients)
    slack = 1e-9 * (scale[1] - scale[0])
    return float(np.average((fits < scale[0] - slack) | (fits > scale[1] + slack), weights=obs.w))


def _fit(obs: Observations, used: np.ndarray, z: FloatArray) -> _Fit:
    """Maximise the penalised quasi-likelihood by Newton's method, halving steps that overshoot."""
    ranges = np.ptp(obs.controls, axis=0)
    front = np.column_stack([np.ones(obs.n), obs.controls / ranges])
    design = csr_array(hstack([csr_array(front), obs.x[:, used]], format="csr"))
    transposed = csr_array(design.T)
    is_penalised = np.arange(design.shape[1]) > 0
    theta = np.zeros(design.shape[1])
    mean = float(np.average(z, weights=obs.w))
    theta[0] = np.log(mean / (1 - mean))
    eta = design @ theta

    def gain(theta: FloatArray, eta: FloatArray) -> float:
        prior = theta[is_penalised]
        return float(obs.w @ (z * eta - np.logaddexp(0, eta)) + np.sum(prior / 2 - np.logaddexp(0, prior)))

    reached = gain(theta, eta)
    for _ in range(_MOST_STEPS):
        fits, prior = _logistic(eta), _logistic(theta)
        score = transposed @ (obs.w * (z - fits)) + is_penalised * (0.5 - prior)
        curvature = diags_array(obs.w * fits * (1 - fits))
        information = (transposed @ csr_array(curvature @ design)).toarray() + np.diag(is_penalised * prior * (1 - prior))
        step = np.linalg.solve(information, score)
        while True:
            moved = design @ step
            best = gain(theta + step, eta + moved)
            # Near the top a gain is less than what rounding leaves of the sums; the step is right all the same.
            if best >= reached - _TOLERANCE * abs(reached):
                break
            step = step / 2
        theta, eta, reached = theta + step, eta + moved, best
        if np.max(np.abs(step)) <= _TOLERANCE:
            break
    return _Fit(design, eta, theta, np.linalg.inv(information))


def _remove_each(obs: Observations, fit: _Fit, used: np.ndarray) -> _Removal:
    """Take each theme out of the responses that mention it."""
    x = csr_array(obs.x[:, used])
    row, column = (np.asarray(place, dtype=np.int64) for place in x.nonzero())
    first = fit.design.shape[1] - len(used)
    without = _logistic(fit.log_odds[row] - fit.theta[first + column])
    removal = _Removal(x, row, column, obs.w[row], np.asarray(x.T @ obs.w).ravel(), without, np.empty(0))
    gradient = (removal.spread_out(removal.w * without * (1 - without)).T @ fit.design).toarray()
    own = np.arange(len(used))
    gradient[own, first + own] = 0.0
    return replace(removal, through=gradient @ fit.inverse)


def _variance(obs: Observations, fit: _Fit, removal: _Removal, z: FloatArray) -> FloatArray:
    """Return the variance of the points per mention, on a scale of length 1."""
    through, row, w = removal.through, removal.row, removal.w
    fits = _logistic(fit.log_odds)
    change = fits[row] - removal.without
    change -= removal.average(change)[removal.column]

    spread, residual = fits * (1 - fits), z - fits
    h = leverage(replace(obs, w=obs.w * spread), fit.design, fit.inverse)
    noise = obs.w * residual / np.sqrt(np.maximum(1 - h, _TOLERANCE))
    averages = obs.sum_respondents(removal.spread_out(w * change + noise[row]))
    scores = obs.sum_respondents(csr_array(diags_array(noise) @ fit.design))
    robust = _sum_squares(averages, scores, through)

    n_effective = float(obs.w.sum() ** 2 / (obs.w @ obs.w))
    lost = n_effective / max(n_effective - fit.design.shape[1], 1.0)
    dispersion = float(obs.w @ residual**2) / float(obs.w @ spread) * lost
    usual = obs.w * np.sqrt(dispersion * spread)
    changes = removal.spread_out(w * change)
    common = _sum_squares(removal.spread_out(usual[row]), csr_array(diags_array(usual) @ fit.design), through)
    common += np.asarray(changes.multiply(changes).sum(axis=0)).ravel()
    if obs.respondents is None:
        n_mentions = np.asarray(removal.x.sum(axis=0)).ravel()
        rest = np.maximum(np.minimum(n_mentions, obs.n - n_mentions) - 1, 0)
    else:
        worth = weigh_difference(removal.x, obs.w, obs.respondents, correlate_answers(residual, obs.respondents))
        robust, common, rest = robust / worth.short, common * np.maximum(worth.effect, 1.0), worth.spare
    return np.asarray((rest * robust + PRIOR_ANSWERS * common) / (rest + PRIOR_ANSWERS), dtype=np.float64)


def _sum_squares(averages: csr_array, scores: csr_array, through: FloatArray) -> FloatArray:
    """Return for each theme the sum over rows of (average - score through the coefficients)^2, without a dense matrix."""
    squares = np.asarray(averages.multiply(averages).sum(axis=0)).ravel()
    cross = np.einsum("ij,ij->i", (averages.T @ scores).toarray(), through)
    own = np.einsum("ij,ij->i", through @ (scores.T @ scores).toarray(), through)
    return np.asarray(squares - 2 * cross + own, dtype=np.float64)


def _logistic(values: FloatArray) -> FloatArray:
    """Return the logistic function, without overflow."""
    from scipy.special import expit

    return np.asarray(expit(values), dtype=np.float64)
