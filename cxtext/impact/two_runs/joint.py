"""The adjusted model of two runs at once: a coefficient per run where it can be told, one for both where it cannot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack, vstack

from cxtext.impact.effects import PRIOR_ANSWERS, Observations, adjust, df_between, leverage
from cxtext.impact.rules import RESPONDENTS_PER_RUN
from cxtext.metrics import FloatArray

_RANK_TOLERANCE = 1e-9

IndexArray = NDArray[np.intp]


@dataclass(frozen=True)
class JointModel:
    """Both runs fitted.

    Parameters
    ----------
    own, common : ndarray of int
        Columns with a coefficient in each run, and with one for both; the others are left out.
    slopes : ndarray of shape (2, 1 + n_own + n_common), float64
        Coefficients of A and of B: intercept, own columns, common columns (equal in both).
    means : ndarray of shape (2, 1 + n_own + n_common), float64
        Weighted means of the same columns; the first is 1.
    covariance : ndarray of shape (n_parameters, n_parameters), float64
        Of intercept and own coefficients of A, of B, common coefficients, means of A, means of B.
    df : ndarray of shape (n_parameters,), float64
        Degrees of freedom of each variance; infinite for means.
    place : ndarray of int
        Which parameter each of ``slopes[0]``, ``slopes[1]``, ``means[0]``, ``means[1]`` is, end to end.
    """

    own: IndexArray
    common: IndexArray
    slopes: FloatArray
    means: FloatArray
    covariance: FloatArray
    df: FloatArray
    place: IndexArray


@dataclass(frozen=True)
class _RunMoments:
    """Normal equations of one run: its own columns, the intercept first, and those it has in common with the other."""

    obs: Observations
    own: csr_array
    common: csr_array
    mean: float
    inverse: FloatArray
    cross: FloatArray
    moment: FloatArray
    rest: FloatArray

    @property
    def project(self) -> FloatArray:
        """Regression of the common columns on the own ones."""
        return np.asarray(self.inverse @ self.cross, dtype=np.float64)


def fit_runs(a: Observations, b: Observations) -> JointModel | None:
    """Fit the outcome of both runs on the columns of x; None when either run is too small for the adjusted model.

    Notes
    -----
    Weighted least squares with an intercept in each run. The common coefficients come first, from what the own columns leave
    of the others (Frisch and Waugh 1933), then each run by itself: equal runs have equal coefficients to the last bit.
    The covariance is that of the influence functions (coefficients: HC2, moderated as in
    :func:`~cxtext.impact.effects.adjust`; means: w (x - mean) / sum w), summed per respondent; runs are independent.
    """
    pair = (a, b)
    counts = np.array([_count(obs) for obs in pair])
    separate = np.ones(a.n_themes, dtype=bool)
    for obs, n in zip(pair, counts, strict=True):
        model = adjust(obs)
        if model is None:
            return None
        alone = np.array([not len(tied) for tied in model.tied])
        separate &= np.isfinite(model.coefficients) & alone & (np.minimum(n, obs.n_respondents - n) >= RESPONDENTS_PER_RUN)
    total = counts.sum(axis=0)
    n_all = a.n_respondents + b.n_respondents
    own = np.flatnonzero(separate)
    common = np.flatnonzero(~separate & (np.minimum(total, n_all - total) >= RESPONDENTS_PER_RUN))
    left, right = (_normal_equations(obs, own, common) for obs in pair)
    is_identified = _identified(left, right)
    if not is_identified.all():
        common = common[is_identified]
        left, right = (_normal_equations(obs, own, common) for obs in pair)
    return _solve(left, right, own, common, counts)


def _count(obs: Observations) -> FloatArray:
    """Return how many respondents have each column."""
    return np.asarray((obs.sum_respondents(obs.x) > 0).sum(axis=0), dtype=np.float64).ravel()


def _normal_equations(obs: Observations, own: IndexArray, common: IndexArray) -> _RunMoments:
    """Return the normal equations of one run, the outcome about its mean."""
    x = csr_array(hstack([csr_array(np.ones((obs.n, 1))), obs.x[:, own]], format="csr"))
    z = csr_array(obs.x[:, common])
    mean = float(np.average(obs.y, weights=obs.w))
    wx, wy = csr_array(x * obs.w[:, None]), obs.w * (obs.y - mean)
    gram = (wx.T @ x).toarray()
    scale = 1 / np.sqrt(np.diag(gram))
    inverse = np.linalg.inv(gram * scale[:, None] * scale) * scale[:, None] * scale
    return _RunMoments(obs, x, z, mean, inverse, (wx.T @ z).toarray(), x.T @ wy, z.T @ wy)


def _partial(side: _RunMoments) -> FloatArray:
    """Return the moments of the common columns that a run's own columns leave."""
    weighted = csr_array(side.common * side.obs.w[:, None])
    return np.asarray((weighted.T @ side.common).toarray() - side.cross.T @ side.project, dtype=np.float64)


def _identified(left: _RunMoments, right: _RunMoments) -> NDArray[np.bool_]:
    """Return which common columns have a coefficient that the data determine."""
    gram = _partial(left) + _partial(right)
    own = np.asarray(sum(side.common.T @ side.obs.w for side in (left, right)))
    is_identified = np.diag(gram) > _RANK_TOLERANCE * np.maximum(own, 1.0)
    inside = np.flatnonzero(is_identified)
    if len(inside):
        scale = 1 / np.sqrt(own[inside])
        values, vectors = np.linalg.eigh(gram[np.ix_(inside, inside)] * scale[:, None] * scale)
        null = vectors[:, values <= _RANK_TOLERANCE]
        is_identified[inside] = (np.abs(null) < 1e-6).all(axis=1)
    return np.asarray(is_identified, dtype=bool)


def _solve(left: _RunMoments, right: _RunMoments, own: IndexArray, common: IndexArray, counts: FloatArray) -> JointModel:
    """Solve for all coefficients, and put the covariance together."""
    sides = (left, right)
    gram = _partial(left) + _partial(right)
    inner = np.linalg.pinv(gram, hermitian=True) if len(common) else gram
    gamma = inner @ sum(side.rest - side.project.T @ side.moment for side in sides)
    theta = [_own_slopes(side, gamma) for side in sides]
    means = [np.asarray(_columns(side).T @ side.obs.w) / side.obs.w.sum() for side in sides]
    for side, slopes_of_run in zip(sides, theta, strict=True):
        slopes_of_run[0] += side.mean
    slopes = np.array([np.concatenate([t, gamma]) for t in theta])
    inner = np.asarray(inner, dtype=np.float64)
    covariance = _covariance(sides, inner, slopes, np.array(means), counts[:, own], counts[:, common])
    df = _degrees(sides, counts[:, own], counts[:, common])
    # A common coefficient stands once in the covariance, and serves both runs.
    q, k = 1 + len(own), slopes.shape[1]
    shared = np.arange(2 * q, 2 * q + len(common))
    place = np.concatenate([np.arange(q), shared, np.arange(q, 2 * q), shared, np.arange(len(df) - 2 * k, len(df))])
    return JointModel(own, common, slopes, np.array(means), covariance, df, place)


def _own_slopes(side: _RunMoments, gamma: FloatArray) -> FloatArray:
    """Return intercept and own coefficients of one run, the common ones given."""
    wanted = side.moment - side.cross @ gamma
    slopes = side.inverse @ wanted
    # One step of refinement: the terms have to add up to the metric to the last digits.
    fitted = side.own.T @ (side.obs.w * (side.own @ slopes))
    refined: FloatArray = slopes + side.inverse @ (wanted - fitted)
    return refined


def _columns(side: _RunMoments) -> csr_array:
    """Return all columns of one run: intercept, own, common."""
    return csr_array(hstack([side.own, side.common], format="csr"))


def _covariance(
    sides: tuple[_RunMoments, _RunMoments],
    inner: FloatArray,
    slopes: FloatArray,
    means: FloatArray,
    n_own: FloatArray,
    n_common: FloatArray,
) -> FloatArray:
    """Return the covariance of own coefficients of A and B, common ones, and the means of A and B."""
    inverse = _block_inverse(sides, inner)
    design = _stack_design(sides)
    robust, plain = 0.0, np.zeros_like(inverse)
    q, k = sides[0].own.shape[1], slopes.shape[1]
    n_coefficients, rows = len(inverse), 0
    for r, side in enumerate(sides):
        obs = side.obs
        part = csr_array(design[rows : rows + obs.n])
        rows += obs.n
        residual = obs.y - _columns(side) @ slopes[r]
        spent = q + (k - q) / 2
        n_effective = float(obs.w.sum() ** 2 / (obs.w @ obs.w))
        sigma2 = float(obs.w @ residual**2) / obs.w.sum() * n_effective / max(n_effective - spent, 1.0)
        h = leverage(obs, part, inverse)
        alone = h > 1 - 1e-7
        score = np.where(alone, 0.0, obs.w * residual / np.sqrt(np.where(alone, 1.0, 1 - h)))
        basis = hstack([csr_array(part * score[:, None]), csr_array(_columns(side) * obs.w[:, None])], format="csr")
        summed = obs.sum_respondents(csr_array(basis))
        correction = 1.0 if obs.respondents is None else obs.n_respondents / (obs.n_respondents - 1)
        meat = correction * (summed.T @ summed).toarray()
        weighted = csr_array(part * obs.w[:, None])
        plain += sigma2 * (weighted.T @ weighted).toarray()
        lone = csr_array(part[np.flatnonzero(alone)] * obs.w[alone][:, None])
        meat[:n_coefficients, :n_coefficients] += sigma2 * (lone.T @ lone).toarray()
        # From the basis to the parameters; w x - mean w is the influence of a mean.
        to = np.zeros((n_coefficients + 2 * k, n_coefficients + k))
        to[:n_coefficients, :n_coefficients] = inverse
        at = n_coefficients + r * k
        to[at : at + k, n_coefficients:] = (np.eye(k) - np.outer(means[r], np.eye(k)[0])) / obs.w.sum()
        robust = robust + to @ meat @ to.T
    common = inverse @ plain @ inverse
    if any(side.obs.respondents is not None for side in sides):
        ratio = np.sqrt(np.maximum(1.0, np.diag(robust)[:n_coefficients] / np.diag(common)))
        common = common * ratio[:, None] * ratio
    n = np.concatenate([_spare(sides, n_own, r) for r in (0, 1)] + [_spare_common(sides, n_common)])
    own_weight = np.concatenate([np.sqrt(n / (n + PRIOR_ANSWERS)), np.ones(2 * k)])
    prior = np.sqrt(PRIOR_ANSWERS / (n + PRIOR_ANSWERS))
    covariance: FloatArray = robust * own_weight[:, None] * own_weight
    covariance[:n_coefficients, :n_coefficients] += common * prior[:, None] * prior
    return covariance


def _block_inverse(sides: tuple[_RunMoments, _RunMoments], inner: FloatArray) -> FloatArray:
    """Return the inverse of the normal equations of both runs at once."""
    left, right = (side.project for side in sides)
    zero = np.zeros((left.shape[0], right.shape[0]))
    outer = np.block([[sides[0].inverse, zero], [zero.T, sides[1].inverse]])
    both = np.vstack([left, right])
    return np.block([[outer + both @ inner @ both.T, -both @ inner], [-inner @ both.T, inner]])


def _stack_design(sides: tuple[_RunMoments, _RunMoments]) -> csr_array:
    """Return the columns of the model: own of A, own of B, common."""
    left, right = sides
    empty_right, empty_left = csr_array((left.obs.n, right.own.shape[1])), csr_array((right.obs.n, left.own.shape[1]))
    rows = [hstack([left.own, empty_right, left.common]), hstack([empty_left, right.own, right.common])]
    return csr_array(vstack(rows, format="csr"))


def _spare(sides: tuple[_RunMoments, _RunMoments], n_own: FloatArray, r: int) -> FloatArray:
    """Return the answers, less one, that the variance of each own coefficient of a run rests on."""
    n_all = sides[r].obs.n_respondents
    return np.concatenate([[n_all - 1.0], np.maximum(np.minimum(n_own[r], n_all - n_own[r]) - 1, 0.0)])


def _spare_common(sides: tuple[_RunMoments, _RunMoments], n_common: FloatArray) -> FloatArray:
    """Return the same for the common coefficients."""
    n_all, n = sum(side.obs.n_respondents for side in sides), n_common.sum(axis=0)
    return np.asarray(np.maximum(np.minimum(n, n_all - n) - 1, 0.0), dtype=np.float64)


def _degrees(sides: tuple[_RunMoments, _RunMoments], n_own: FloatArray, n_common: FloatArray) -> FloatArray:
    """Return the degrees of freedom of every coefficient, as the adjusted model has them, and of the means."""
    left = [float(side.obs.n_respondents - side.own.shape[1]) for side in sides]
    n_all, n = [side.obs.n_respondents for side in sides], n_common.sum(axis=0)
    free = [np.append(n_all[r] - 1 + PRIOR_ANSWERS, df_between(n_own[r], n_all[r] - n_own[r])) for r in (0, 1)]
    own = [np.minimum(df, most) for df, most in zip(free, left, strict=True)]
    common = np.minimum(df_between(n, sum(n_all) - n), sum(left))
    n_means = 2 * (sides[0].own.shape[1] + n_common.shape[1])
    return np.concatenate([*own, common, np.full(n_means, np.inf)])
