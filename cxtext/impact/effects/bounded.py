"""What each theme accounts for on a metric with two ends, in a model whose fits cannot pass them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, diags_array, hstack

from cxtext.impact.effects.adjusted import AdjustedModel, leverage
from cxtext.impact.effects.contrast import PRIOR_ANSWERS
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
    slope, variance = _slopes(obs, fit, used, z)
    slopes, errors = np.full((2, obs.n_themes), np.nan)
    slopes[used] = slope * (high - low)
    errors[used] = np.sqrt(variance) * (high - low)
    errors[~np.isfinite(model.lens.se)] = np.nan
    return BoundedModel(replace(model.lens, slope=slopes, se=errors, skew=0.0), _off_scale(obs, model, scale))


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
            if best >= reached or np.max(np.abs(step)) <= _TOLERANCE:
                break
            step = step / 2
        if np.max(np.abs(step)) <= _TOLERANCE:
            break
        theta, eta, reached = theta + step, eta + moved, best
    return _Fit(design, eta, theta, np.linalg.inv(information))


def _slopes(obs: Observations, fit: _Fit, used: np.ndarray, z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return points per mention and their variance, on a scale of length 1."""
    q = 1 + obs.controls.shape[1]
    x = csr_array(obs.x[:, used])
    row, column = x.nonzero()
    w, own = obs.w[row], np.arange(len(used))
    total = np.asarray(x.T @ obs.w).ravel()

    def average(values: FloatArray) -> FloatArray:
        return np.asarray(np.bincount(column, w * values, len(used)) / total)

    def of_mentions(values: FloatArray) -> csr_array:
        return csr_array((values / total[column], (row, column)), shape=x.shape)

    fits = _logistic(fit.log_odds)
    without = _logistic(fit.log_odds[row] - fit.theta[q + column])
    gradient = (of_mentions(w * without * (1 - without)).T @ fit.design).toarray()
    gradient[own, q + own] = 0.0
    through = gradient @ fit.inverse
    change = fits[row] - without
    change -= average(change)[column]

    spread, residual = fits * (1 - fits), z - fits
    h = leverage(replace(obs, w=obs.w * spread), fit.design, fit.inverse)
    noise = obs.w * residual / np.sqrt(np.maximum(1 - h, _TOLERANCE))
    averages = obs.sum_respondents(of_mentions(w * change + noise[row]))
    scores = obs.sum_respondents(csr_array(diags_array(noise) @ fit.design))
    robust = _squares(averages) - 2 * _row_dot((averages.T @ scores).toarray(), through) + _row_dot(through @ (scores.T @ scores), through)
    n = obs.n_respondents
    robust *= 1.0 if obs.respondents is None else n / (n - 1)

    n_effective = float(obs.w.sum() ** 2 / (obs.w @ obs.w))
    lost = n_effective / max(n_effective - fit.design.shape[1], 1.0)
    dispersion = float(obs.w @ residual**2) / float(obs.w @ spread) * lost
    information = csr_array(diags_array(obs.w**2 * spread) @ fit.design)
    common = average(w * spread[row]) / total
    common -= 2 * _row_dot((of_mentions(np.ones(len(row))).T @ information).toarray(), through)
    common += _row_dot(through @ (fit.design.T @ information), through)
    common = dispersion * common + _squares(of_mentions(w * change))
    if obs.respondents is not None:
        common = np.maximum(common, robust)
    n_mentions = np.asarray((obs.sum_respondents(x) > 0).sum(axis=0)).ravel()
    rest = np.maximum(np.minimum(n_mentions, n - n_mentions) - 1, 0)
    variance: FloatArray = (rest * robust + PRIOR_ANSWERS * common) / (rest + PRIOR_ANSWERS)
    return average(z[row] - without), variance


def _squares(matrix: csr_array) -> FloatArray:
    """Return the sum of squares of each column."""
    return np.asarray(matrix.multiply(matrix).sum(axis=0), dtype=np.float64).ravel()


def _row_dot(left: FloatArray, right: FloatArray) -> FloatArray:
    """Return the dot product of each pair of rows."""
    return np.asarray(np.einsum("ij,ij->i", left, right), dtype=np.float64)


def _logistic(values: FloatArray) -> FloatArray:
    """Return the logistic function, without overflow."""
    from scipy.special import expit

    return np.asarray(expit(values), dtype=np.float64)
