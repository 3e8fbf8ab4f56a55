"""The adjusted lens: what a theme costs with the other themes held constant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, hstack

from cxtext.impact.effects.clusters import Worth, correlate_answers, weigh_difference, weigh_mean
from cxtext.impact.effects.contrast import PRIOR_ANSWERS
from cxtext.impact.effects.lens import Lens
from cxtext.impact.effects.observations import Observations, share_sizes
from cxtext.impact.rules import RESPONDENTS_FOR_INTERVAL
from cxtext.metrics import FloatArray

#: Residual degrees of freedom below which no model is fitted.
MIN_RESIDUAL_DF = 5
_RANK_TOLERANCE = 1e-9
_BASELINE_TOLERANCE = 1e-6
_CHUNK = 16_384


@dataclass(frozen=True)
class AdjustedModel:
    """Least-squares fit of the outcome on all themes and controls at once.

    Parameters
    ----------
    lens : Lens
        Coefficient x share for each theme.
    intercept : float
        Fitted outcome of a comment that mentions no theme, controls at zero.
    coefficients : ndarray of shape (n_themes,)
        ``nan`` for a theme the controls determine.
    control_coefficients, control_means : ndarray of shape (n_controls,)
        intercept + sum of lens values + sum over controls of coefficient x mean = the mean outcome, exactly.
    covariance : ndarray of shape (1 + n_controls + n_themes, 1 + n_controls + n_themes)
        Of intercept, control and theme coefficients; its diagonal holds the squared standard errors.
    gram : ndarray of the same shape
        Weighted cross-products of those columns.
    residual_df : float
    n_without_theme : int
        Respondents with a comment that mentions none of the themes with a coefficient.
    has_baseline : bool
        Whether they are enough for coefficients to be told against them; the fit as a whole needs none.
    r_squared : float
        Share of the outcome's variance explained by themes and controls, less what as many columns of noise would explain (the
        adjusted R^2 of Ezekiel 1930, Methods of Correlation Analysis); 0 where that is all.
    inflation : ndarray of shape (n_themes,)
        Variance of each slope over that of its gap, if all answers vary alike: what its mentions have in common with the rest.
    tied : list of ndarray of int
        For each theme the other themes whose mentions determine its own, with which it shares its effect.
    correlation, correlation_y : ndarray
        Correlations among themes, and with the outcome, controls held constant: input of the driver shares.
    """

    lens: Lens
    intercept: float
    coefficients: FloatArray
    control_coefficients: FloatArray
    control_means: FloatArray
    covariance: FloatArray
    gram: FloatArray
    residual_df: float
    n_without_theme: int
    has_baseline: bool
    r_squared: float
    inflation: FloatArray
    tied: list[NDArray[np.intp]]
    correlation: FloatArray
    correlation_y: FloatArray

    @property
    def controls(self) -> float:
        """Points that the controls account for, together."""
        return float(self.control_means @ self.control_coefficients)


@dataclass(frozen=True)
class _SideSizes:
    """Respondents, of equal weight, who have each column of the design (not 0) and who do not."""

    having: FloatArray
    lacking: FloatArray

    @property
    def spare(self) -> FloatArray:
        """Answers, less one, that the variance of each coefficient rests on."""
        return np.asarray(np.maximum(np.minimum(self.having, self.lacking) - 1, 0.0), dtype=np.float64)


@dataclass(frozen=True)
class _Fit:
    """Normal equations solved: coefficients, and the linear maps the variances need."""

    theta: FloatArray
    gram: FloatArray
    moment: FloatArray
    inverse: FloatArray
    used: NDArray[np.intp]
    null: FloatArray
    rank: int


def adjust(obs: Observations) -> AdjustedModel | None:
    """Fit the adjusted model, or return None when there are too few answers for it.

    Notes
    -----
    y = b0 + sum_k b_k x_k + controls by weighted least squares; A_t = b_t p_t. Var(b) is HC2 (MacKinnon and White
    1985; with Student's t it keeps 95% coverage at 30 answers, where HC3 is too wide), or its cluster-robust form
    when respondents repeat (:class:`~cxtext.impact.effects.clusters.Worth`), averaged with the homoscedastic
    variance worth ``PRIOR_ANSWERS`` answers so that a theme with few mentions gets no false certainty;
    degrees of freedom as the two sides of a gap would have them with equal
    spreads (Satterthwaite). Limits of A join those of b
    and p (:meth:`Lens.limits`). Coefficients are told against the intercept, a comment that mentions no theme: where it is
    known no better than from ``RESPONDENTS_WITHOUT_THEME`` such comments, and from ``SHARE_WITHOUT_THEME`` of all, the model has
    no baseline; how well it fits and the correlations do not depend on one. Comments on several themes tell of it too, by what
    each theme adds. Where mentions determine each other the effect is shared by the solution of least (mention-weighted) norm.
    """
    design = _design(obs)
    fit = _solve(obs, design)
    residual_df = obs.n - fit.rank
    if residual_df < MIN_RESIDUAL_DF or not len(fit.used):
        return None
    q = 1 + obs.controls.shape[1]
    residual = obs.y - design @ fit.theta
    n_effective = float(obs.w.sum() ** 2 / (obs.w @ obs.w))
    mean = float(np.average(obs.y, weights=obs.w))
    squares, second = float(obs.w @ residual**2), float(obs.w**2 @ residual**2)
    spread = second / float(obs.w.sum() if obs.is_rate else obs.w @ obs.w)
    sigma2 = spread * n_effective / max(n_effective - fit.rank, 1.0)
    sizes = _count_sides(obs, design)
    worth = _weigh_respondents(obs, design, residual)
    covariance, scores = _covariance(obs, design, fit, residual, sigma2, sizes, worth)
    var_b = np.where(np.isin(np.arange(obs.n_themes), fit.used), np.diag(covariance)[q:], np.nan)
    share = np.asarray(obs.x.T @ obs.w).ravel() / obs.w.sum()
    b = _slopes(obs, fit)
    n_mentions = np.asarray((obs.sum_respondents(obs.x) > 0).sum(axis=0)).ravel()
    n_others = obs.n_respondents - n_mentions
    df = np.minimum(df_between(sizes.having[q:], sizes.lacking[q:]) if worth is None else worth.df[q:], residual_df)
    has_interval = (var_b > 0) & (np.minimum(n_mentions, n_others) >= RESPONDENTS_FOR_INTERVAL)
    total = float(obs.w @ (obs.y - mean) ** 2)
    control_means = np.average(obs.controls, axis=0, weights=obs.w) if q > 1 else np.empty(0)
    corr, corr_y = _partial_correlations(fit, total, q)
    return AdjustedModel(
        lens=Lens(
            slope=b,
            se=np.where(has_interval, np.sqrt(var_b), np.nan),
            df=np.where(has_interval, df, np.nan),
            share=share,
            n_share=share_sizes(obs, share),
            correlation=_correlate(obs, design, fit, scores, sizes)[q:] if obs.is_weighted else 0.0,
        ),
        intercept=float(fit.theta[0]),
        coefficients=b,
        control_coefficients=fit.theta[1:q],
        control_means=control_means,
        covariance=covariance,
        gram=fit.gram,
        residual_df=float(residual_df),
        n_without_theme=obs.count_comments(csr_array(obs.x[:, fit.used])),
        has_baseline=_has_baseline(obs, fit, n_effective),
        r_squared=max(0.0, 1 - (squares / residual_df) / (total / (obs.n - 1))),
        inflation=_inflation(fit, q),
        tied=_tied(fit.null),
        correlation=corr,
        correlation_y=corr_y,
    )


def fit_slopes(obs: Observations) -> FloatArray:
    """Return the slopes of the adjusted model alone, the same as :func:`adjust` fits; ``nan`` without a model or a baseline."""
    fit = _solve(obs, _design(obs))
    has_model = obs.n - fit.rank >= MIN_RESIDUAL_DF and len(fit.used) > 0
    if not has_model or not _has_baseline(obs, fit, float(obs.w.sum() ** 2 / (obs.w @ obs.w))):
        return np.full(obs.n_themes, np.nan)
    return _slopes(obs, fit)


def _slopes(obs: Observations, fit: _Fit) -> FloatArray:
    """Return the coefficient of each theme, ``nan`` for one that was left out."""
    slopes = np.full(obs.n_themes, np.nan)
    slopes[fit.used] = fit.theta[1 + obs.controls.shape[1] :][fit.used]
    return slopes


def _has_baseline(obs: Observations, fit: _Fit, n_effective: float) -> bool:
    """Tell whether the intercept is known well enough to compare with."""
    return obs.is_baseline(_baseline_worth(fit) * n_effective / obs.n * obs.n_respondents / obs.n)


def _inflation(fit: _Fit, q: int) -> FloatArray:
    """Return the variance of each theme's slope over that of its gap, at least 1, if all answers vary alike."""
    total, having = fit.gram[0, 0], np.diag(fit.gram)[q:]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.diag(fit.inverse)[q:] / (1 / having + 1 / (total - having))
    return np.asarray(np.maximum(np.nan_to_num(ratio, nan=1.0, posinf=1.0), 1.0), dtype=np.float64)


def _baseline_worth(fit: _Fit) -> float:
    """Return the number of comments without a theme from whose mean the intercept would be as well known; 0 where it is not."""
    q = len(fit.gram) - len(fit.null)
    solved = np.concatenate([np.arange(q), q + fit.used])
    row = fit.inverse[0] @ fit.gram[:, solved]
    row[0] -= 1
    is_known = bool(np.abs(row).max() < _BASELINE_TOLERANCE)
    return round(float(1 / fit.inverse[0, 0]), 6) if is_known and fit.inverse[0, 0] > 0 else 0.0


def df_between(n_mentions: ArrayLike, n_others: ArrayLike) -> FloatArray:
    """Return the degrees of freedom of a difference between two sides of equal spread, by respondents on each."""
    n1, n0 = np.asarray(n_mentions, dtype=np.float64), np.asarray(n_others, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        df = (1 / n1 + 1 / n0) ** 2 / (1 / n1**2 / (n1 - 1 + PRIOR_ANSWERS) + 1 / n0**2 / (n0 - 1 + PRIOR_ANSWERS))
    return np.asarray(np.nan_to_num(df, nan=PRIOR_ANSWERS))


def _design(obs: Observations) -> csr_array:
    """Return the columns intercept, controls, themes."""
    front = np.column_stack([np.ones(obs.n), obs.controls])
    return csr_array(hstack([csr_array(front), obs.x], format="csr"))


def _solve(obs: Observations, design: csr_array) -> _Fit:
    """Solve the normal equations, controls first; themes they determine are left out.

    The inverse is a generalised one over the whole design: with it leverages and fitted values are unique.
    """
    q = 1 + obs.controls.shape[1]
    weighted = csr_array(design * obs.w[:, None])
    mean = np.average(obs.y, weights=obs.w)
    gram, moment = (weighted.T @ design).toarray(), np.asarray(weighted.T @ (obs.y - mean)).ravel()
    front = np.linalg.pinv(gram[:q, :q], hermitian=True, rcond=1e-12)
    project = front @ gram[:q, q:]
    partial = gram[q:, q:] - gram[q:, :q] @ project
    own = np.diag(gram)[q:]
    used = np.flatnonzero(np.diag(partial) > _RANK_TOLERANCE * np.maximum(own, 1.0))
    scale = 1 / np.sqrt(own[used])
    values, vectors = np.linalg.eigh(partial[np.ix_(used, used)] * scale[:, None] * scale)
    good = values > _RANK_TOLERANCE * max(float(values.max(initial=0.0)), 1.0)
    themes = np.zeros_like(partial)
    themes[np.ix_(used, used)] = (vectors[:, good] / values[good]) @ vectors[:, good].T * scale[:, None] * scale
    null = np.zeros_like(partial)
    null[np.ix_(used, used)] = vectors[:, ~good] @ vectors[:, ~good].T
    corner = -project @ themes
    inverse = np.block([[front + project @ themes @ project.T, corner], [corner.T, themes]])
    theta = inverse @ moment
    # One step of refinement: the terms have to add up to the metric to the last digits.
    theta = theta + inverse @ (moment - gram @ theta)
    theta[0] += mean
    rank = int(np.linalg.matrix_rank(gram[:q, :q], hermitian=True)) + int(good.sum())
    return _Fit(theta, gram, moment, inverse, used, null, rank)


def _count_sides(obs: Observations, design: csr_array) -> _SideSizes:
    """Count who has each column, and who has not; unequal weights count as so many equal ones (:func:`spread_size`)."""
    has = csr_array(obs.sum_respondents(csr_array(abs(design))) > 0).astype(np.float64)
    if not obs.is_weighted:
        having = np.asarray(has.sum(axis=0)).ravel()
        return _SideSizes(np.append(obs.n_respondents, having[1:]), np.append(obs.n_respondents, obs.n_respondents - having[1:]))
    squares = obs.w**2 if obs.respondents is None else np.bincount(obs.respondents, weights=obs.w) ** 2
    sums = np.column_stack([squares, squares**2])
    having, total = np.asarray(has.T @ sums), sums.sum(axis=0)
    lacking = np.where(has.sum(axis=0)[:, None] < obs.n_respondents, total - having, 0.0)
    having[0] = lacking[0] = total
    mine, theirs = (part[:, 0] ** 2 / np.where(part[:, 1] > 0, part[:, 1], 1.0) for part in (having, lacking))
    return _SideSizes(mine, theirs)


def _weigh_respondents(obs: Observations, design: csr_array, residual: FloatArray) -> Worth | None:
    """Return what respondents are worth for each coefficient; None where nobody repeats."""
    if obs.respondents is None:
        return None
    correlation = correlate_answers(residual, obs.respondents)
    first = weigh_mean(obs.w, obs.respondents, np.array([correlation]))
    rest = weigh_difference(csr_array(design[:, 1:]), obs.w, obs.respondents, correlation)
    return Worth(*(np.append(getattr(first, name), getattr(rest, name)) for name in ("n", "short", "effect")))


def _covariance(
    obs: Observations,
    design: csr_array,
    fit: _Fit,
    residual: FloatArray,
    sigma2: float,
    sizes: _SideSizes,
    worth: Worth | None,
) -> tuple[FloatArray, csr_array]:
    """Return the covariance of all coefficients: robust and homoscedastic, mixed by how many answers each rests on.

    With it goes what each respondent adds to the equations of the coefficients.
    """
    h = leverage(obs, design, fit.inverse)
    alone = h > 1 - 1e-7
    score = np.where(alone, 0.0, obs.w * residual / np.sqrt(np.where(alone, 1.0, 1 - h)))
    summed = obs.sum_respondents(csr_array(design * score[:, None]))
    meat = (summed.T @ summed).toarray()
    # An answer that only fixes a coefficient of its own says nothing about the noise: the common one is taken.
    lone = csr_array(design[np.flatnonzero(alone)] * obs.w[alone][:, None])
    meat += sigma2 * (lone.T @ (csr_array(design[np.flatnonzero(alone)]) if obs.is_rate else lone)).toarray()
    weighted = csr_array(design * obs.w[:, None])
    plain = sigma2 * (weighted.T @ (design if obs.is_rate else weighted)).toarray()
    robust, common = (fit.inverse @ m @ fit.inverse for m in (meat, plain))
    n = sizes.spare if worth is None else worth.spare
    mine, theirs = (np.sqrt(part / (n + PRIOR_ANSWERS)) for part in (n, np.full(len(n), PRIOR_ANSWERS)))
    if worth is not None:
        mine, theirs = mine / np.sqrt(worth.short), theirs * np.sqrt(np.maximum(worth.effect, 1.0))
    return np.asarray(robust * np.outer(mine, mine) + common * np.outer(theirs, theirs), dtype=np.float64), summed


def _correlate(obs: Observations, design: csr_array, fit: _Fit, scores: csr_array, sizes: _SideSizes) -> FloatArray:
    """Return the correlation of each coefficient and its share: of their influences, drawn towards 0 as few answers tell it."""
    parts = obs.sum_respondents(csr_array(design * obs.w[:, None]))
    share = fit.gram[0] / fit.gram[0, 0]
    cross, gram = (scores.T @ parts).toarray(), (parts.T @ parts).toarray()
    together = ((cross - np.outer(cross[:, 0], share)) * fit.inverse).sum(axis=0)
    of_slope = np.diag(fit.inverse @ (scores.T @ scores).toarray() @ fit.inverse)
    of_share = np.diag(gram) - 2 * share * gram[0] + share**2 * gram[0, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation = np.nan_to_num(together / np.sqrt(of_slope * of_share), posinf=0.0, neginf=0.0)
    own_part = sizes.spare / (sizes.spare + PRIOR_ANSWERS)
    return np.asarray(np.clip(correlation * own_part, -1.0, 1.0), dtype=np.float64)


def leverage(obs: Observations, design: csr_array, inverse: FloatArray) -> FloatArray:
    """Return the leverage of each answer."""
    leverages = np.empty(obs.n)
    for start in range(0, obs.n, _CHUNK):
        part = csr_array(design[start : start + _CHUNK])
        leverages[start : start + _CHUNK] = np.asarray(part.multiply(part @ inverse).sum(axis=1)).ravel()
    return leverages * obs.w


def _tied(null: FloatArray) -> list[NDArray[np.intp]]:
    """Return for each theme the others that share its indeterminacy."""
    linked = np.abs(null) > 1e-6
    return [np.setdiff1d(np.flatnonzero(row), [t]) if row[t] else np.empty(0, np.intp) for t, row in enumerate(linked)]


def _partial_correlations(fit: _Fit, total: float, q: int) -> tuple[FloatArray, FloatArray]:
    """Return correlations among the used themes and with the outcome, the first ``q`` columns held constant.

    ``total`` is the sum of squares of the outcome about its mean.
    """
    gram, moment, used = fit.gram, fit.moment, fit.used
    front = np.linalg.pinv(gram[:q, :q], hermitian=True, rcond=1e-12)
    partial = (gram[q:, q:] - gram[q:, :q] @ front @ gram[:q, q:])[np.ix_(used, used)]
    toward_y = (moment[q:] - gram[q:, :q] @ front @ moment[:q])[used]
    rest = total - float(moment[:q] @ front @ moment[:q])
    scale = 1 / np.sqrt(np.diag(partial))
    scale_y = 1 / np.sqrt(rest) if rest > _RANK_TOLERANCE * total else 0.0
    return partial * scale[:, None] * scale, toward_y * scale * scale_y
