"""How far shares wander from wave to wave without news, and what is left of a change beyond that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxtext.impact.time.dispersion import correlate, effective_sizes, moderate
from cxtext.impact.time.history import History
from cxtext.metrics import FloatArray

#: Standard deviations of the change of log-odds from one wave to the next that are held possible. A choice.
STEPS = np.array([0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7, 1.0])
#: Parts of the intra-wave correlation of shares that do not wander which are left if they do.
_LEFT = (1.0, 0.5, 0.0)
#: Themes' worth of belief beside what the themes of the survey tell, and how fast it falls with the step. Choices: belief in
#: large steps costs power where nothing wanders, and with little belief few waves pass for calm.
_BELIEF, _FAR = 0.5, 0.3
#: Rounds of expectation and maximisation: beliefs change by less than a hundredth then.
_ROUNDS = 30
#: Waves beyond which a wave of the year is told from wandering. A choice.
WAVES_FOR_YEAR = 14
#: Mean mentions per wave from which a theme tells how far it wanders.
_TELLING = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class Expected:
    """A change, less what the history leads to expect of it, for each way in which shares may vary between waves.

    Parameters
    ----------
    change : ndarray of shape (n_themes,), float64
        As it is seen.
    beyond : ndarray of shape (n_ways, n_themes), float64
        What the history does not lead to expect of it.
    noise, noise_new, walked : ndarray of shape (n_ways, n_themes), float64
        Its variance in units of p (1 - p): of counting, the part of it that is the last waves' own, and of walking.
    now : ndarray of shape (n_themes,), float64
        Share in the waves that do not tell.
    least : float
        The smallest share that is set beside another on the scale of log-odds.
    spread : ndarray of shape (n_themes,), float64
        p (1 - p) over all waves.
    chance : ndarray of shape (n_ways, n_themes), float64
        Of each way, given the history; sums to 1.
    scale, freedom : ndarray of shape (n_themes,), float64
        Dispersion beyond that, at least 1, and its degrees of freedom.
    step : ndarray of shape (n_themes,), float64
        Root mean square of the change of the log-odds from one wave to the next.
    """

    change: FloatArray
    beyond: FloatArray
    noise: FloatArray
    noise_new: FloatArray
    walked: FloatArray
    now: FloatArray
    least: float
    spread: FloatArray
    chance: FloatArray
    scale: FloatArray
    freedom: FloatArray
    step: FloatArray

    def p_value(self, variance: FloatArray) -> FloatArray:
        """Return two-sided p-values; ``variance`` is p (1 - p) of the waves that are set beside each other.

        They are 1 where what is beyond expectation goes the other way than the change.
        """
        from scipy.special import logit, stdtr

        local, walked = np.broadcast_to(variance, self.beyond.shape), self.walked * variance
        if self.least < 0.5:
            due = np.clip(self.now - self.beyond, self.least, 1 - self.least)
            at_due = due * (1 - due)
            local = np.where(walked > 0, np.maximum(variance, at_due), variance)
            apart = (logit(np.clip(self.now, self.least, 1 - self.least)) - logit(due)) * at_due
            stretch = np.divide(self.beyond, apart, out=np.ones_like(apart), where=np.abs(apart) > 1e-12)
            walked = over(self.walked * at_due**2, np.broadcast_to(self.spread, local.shape)) * np.maximum(stretch, 1.0) ** 2
        t = over(self.beyond, np.sqrt(self.scale * (local * self.noise + walked)))
        p = np.sum(self.chance * 2 * stdtr(self.freedom, -np.abs(t)), axis=0)
        other_way = np.sum(self.chance * self.beyond, axis=0) * self.change < 0
        return np.where(other_way, 1.0, np.minimum(p, 1.0))

    def inflation(self, size: float) -> FloatArray:
        """Return the variance of the mentions of ``size`` submissions in the waves now, in those of chance alone."""
        return np.asarray(self.scale * size * np.sum(self.chance * (self.noise_new + self.walked), axis=0))


def over(top: FloatArray, bottom: FloatArray) -> FloatArray:
    """Divide, with 0 where nothing varies: a theme in every submission, or in none."""
    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)


def expect(history: History, told: NDArray[np.bool_], columns: FloatArray, weigh: Callable[[FloatArray], FloatArray]) -> Expected:
    """Set a change beside what the shares of some waves lead to expect of it.

    Parameters
    ----------
    history : History
    told : ndarray of shape (n_waves,), bool
        The waves that tell how shares vary.
    columns : ndarray of shape (n_told, n_columns), float64
        Linearly independent: what shares are a sum of, but for how they vary.
    weigh : callable
        Takes what the waves are worth, and returns the weights of the shares in the change, of shape (n_waves,). Those of the
        waves that tell are weighted least squares on the columns.

    Returns
    -------
    Expected

    Notes
    -----
    The share of a theme in wave k has variance p (1 - p) (1 + (n - 1) rho) / n, and its log-odds walk at random beside, by a
    standard deviation s from wave to wave: cov(y_j, y_k) = [p (1 - p) s]^2 min(j, k). What the residuals of the waves that tell,
    which are free of the columns, lead to expect of the change is its conditional mean, normal theory; the variance is the
    conditional one. Nothing is expected at s = 0. Where the last share stands beside the one that is due, the variance of
    walking is that at the share which is due, and for a rise as much larger as the rise is on the scale of the share than on
    that of log-odds: a walk of log-odds goes further up than down.

    s is one of :data:`STEPS`. How likely each is for a theme is a posterior: the likelihood of the theme's residuals (REML,
    the dispersion at its best value of 1 or more, a wave of the year free where seasons are known) times how frequent the step
    is among all themes (by expectation-maximisation). rho is the one of all themes taken together if shares do not wander, or
    a part of it, each as likely as its likelihood has it. p-values are means over all ways: few waves tell little, and the
    test is as much wider. Against the season shares do not wander: whole years apart tell too little of it, and a flag has to
    stand in the plain reading too.
    """
    x, n, shares = history.counts, history.sizes, history.shares
    share = x.sum(axis=0) / n.sum()
    spread = share * (1 - share)
    rho, df = correlate(x[told], n[told], columns), len(columns) - columns.shape[1]
    walk = np.minimum.outer(np.arange(len(n)) + 1.0, np.arange(len(n)) + 1.0)
    steps = STEPS[:1] if history.season.any() else STEPS
    factor = steps[:, None, None] ** 2 * spread  # of shape (n_steps, 1, n_themes)
    telling = (x[told].mean(axis=0) >= _TELLING) & (spread > 0)
    year = history.year[told] if len(steps) > 1 and len(columns) > WAVES_FOR_YEAR else history.year[told, :0]
    known = np.column_stack([columns, year])
    beyond, counted, new, walks, chi2, likelihood, change = [], [], [], [], [], [], []
    for left in _LEFT if rho > 0 else _LEFT[:1]:
        worth = effective_sizes(n, left * rho)
        root, weights = np.sqrt(worth[told])[:, None], weigh(worth)
        width, free = _free_of(columns, root, walk[np.ix_(told, told)])
        residual = free.T @ shares[told]
        shared = (free.T @ (walk[told] @ weights))[:, None]
        total = 1 + factor * width
        change.append(weights @ shares)
        beyond.append(change[-1] - np.sum(factor * shared * residual / total, axis=1))
        noise = weights**2 / worth
        walked = factor[:, 0] * float(weights @ walk @ weights) - np.sum((factor * shared) ** 2 / total, axis=1)
        counted.append(np.broadcast_to(noise.sum(), walked.shape))
        new.append(np.broadcast_to(noise[~told].sum(), walked.shape))
        walks.append(walked)
        chi2.append(np.sum(residual**2 / total, axis=1) / np.where(spread > 0, spread, np.inf))
        likelihood.append(_log_likelihood(shares[told], root, known, walk[np.ix_(told, told)], factor, spread))
    chance = _chances(np.array(likelihood), telling)
    flat = [np.concatenate(one) for one in (beyond, counted, new, walks, chi2)]
    chance = chance.reshape(flat[0].shape)
    scale, freedom = moderate(np.sum(chance * flat[4], axis=0), df, x.mean(axis=0))
    step = np.sqrt(np.sum(chance * np.tile(steps, len(beyond))[:, None] ** 2, axis=0))
    seen = np.where(spread > 0, np.sum(chance * np.repeat(np.array(change), len(steps), axis=0), axis=0), 0.0)
    now = weights[~told] @ shares[~told]
    least = 0.5 / float(n[~told].sum() + 0.5)
    return Expected(seen, *flat[:4], now, least, spread, chance, scale, freedom, step)


def _free_of(columns: FloatArray, root: FloatArray, walk: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return what takes shares to residuals free of the columns, one a column, and what a walk adds to the variance 1 of each."""
    free = root * np.linalg.qr(root * columns, mode="complete")[0][:, columns.shape[1] :]
    width, turn = np.linalg.eigh(free.T @ walk @ free)
    return np.maximum(width, 0.0)[:, None], free @ turn


def _log_likelihood(
    shares: FloatArray, root: FloatArray, columns: FloatArray, walk: FloatArray, factor: FloatArray, spread: FloatArray
) -> FloatArray:
    """Return the restricted log-likelihood of each step and theme, the dispersion at its best value of 1 or more."""
    width, free = _free_of(columns, root, walk)
    df, total = len(width), 1 + factor * width
    chi2 = np.sum((free.T @ shares) ** 2 / total, axis=1) / np.where(spread > 0, spread, np.inf)
    scale = np.maximum(1.0, chi2 / df)
    level = np.log(np.abs(np.diag(np.linalg.qr(root * columns)[1]))).sum() - np.log(root).sum()
    return np.asarray(-0.5 * (np.log(total).sum(axis=1) + df * np.log(scale) + chi2 / scale) - level)


def _chances(likelihood: FloatArray, telling: NDArray[np.bool_]) -> FloatArray:
    """Return the chance of each part of rho and each step for each theme, from logarithms (n_parts, n_steps, n_themes)."""
    n_steps = likelihood.shape[1]
    fading = np.exp(-STEPS[:n_steps] / _FAR)
    even = (_BELIEF * fading / fading.sum())[None, :, None]
    logs = np.where(telling, likelihood, 0.0)
    top = logs.max(axis=1, keepdims=True)
    seen = np.exp(logs - top)
    frequent = np.full((len(logs), n_steps, 1), 1 / n_steps)
    for _ in range(_ROUNDS):
        counts = even + (seen * frequent / _sum_steps(seen * frequent))[:, :, telling].sum(axis=2, keepdims=True)
        frequent = counts / _sum_steps(counts)
    joint = seen * frequent
    total = _sum_steps(joint)
    evidence = (np.log(total) + top)[:, 0, telling].sum(axis=1) + (even * np.log(frequent)).sum(axis=(1, 2))
    of_part = np.exp(evidence - evidence.max())
    return np.asarray(joint / total * (of_part / of_part.sum())[:, None, None])


def _sum_steps(values: FloatArray) -> FloatArray:
    """Return sums over the steps."""
    return np.asarray(values.sum(axis=1, keepdims=True))
