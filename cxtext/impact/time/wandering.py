"""How far shares wander from wave to wave without news, and what is left of a change beyond that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cxtext.impact.time.dispersion import correlate, effective_sizes, moderate
from cxtext.impact.time.history import History
from cxtext.metrics import FloatArray

#: Standard deviations of the change of log-odds from one wave to the next that are held possible. A choice.
STEPS = np.array([0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7, 1.0])
#: Parts of the intra-wave correlation of shares that do not wander which are left if they do.
_LEFT = (1.0, 0.75, 0.5, 0.25, 0.0)
#: Themes' worth of belief that is spread evenly over the steps, beside what the themes of the survey tell. A choice.
_BELIEF = 1.0
#: Rounds of expectation and maximisation: beliefs change by less than a hundredth then.
_ROUNDS = 30
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
    variance : ndarray of shape (n_ways, n_themes), float64
        Of that, in units of p (1 - p).
    variance_new : ndarray of shape (n_ways, n_themes), float64
        Of it what does not come from the waves before.
    chance : ndarray of shape (n_ways, n_themes), float64
        Of each way, given the history; sums to 1.
    scale, freedom : ndarray of shape (n_themes,), float64
        Dispersion beyond that, at least 1, and its degrees of freedom.
    step : ndarray of shape (n_themes,), float64
        Root mean square of the change of the log-odds from one wave to the next.
    """

    change: FloatArray
    beyond: FloatArray
    variance: FloatArray
    variance_new: FloatArray
    chance: FloatArray
    scale: FloatArray
    freedom: FloatArray
    step: FloatArray

    def p_value(self, variance: FloatArray) -> FloatArray:
        """Return two-sided p-values, 1 where what is beyond expectation goes the other way than the change; ``variance`` is p (1 - p)."""
        from scipy.special import stdtr

        bottom = np.sqrt(self.scale * variance * self.variance)
        t = np.divide(self.beyond, bottom, out=np.zeros_like(self.beyond), where=bottom > 0)
        p = np.sum(self.chance * 2 * stdtr(self.freedom, -np.abs(t)), axis=0)
        return np.where(np.sum(self.chance * self.beyond, axis=0) * self.change < 0, 1.0, np.minimum(p, 1.0))

    def inflation(self, size: float) -> FloatArray:
        """Return the variance of the mentions of ``size`` submissions in the waves now, in those of chance alone."""
        return np.asarray(self.scale * size * np.sum(self.chance * self.variance_new, axis=0))


def expect(history: History, told: FloatArray, columns: FloatArray, weigh: Callable[[FloatArray], FloatArray]) -> Expected:
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
    conditional one. Nothing is expected at s = 0.

    s is one of :data:`STEPS`. How likely each is for a theme is a posterior: the likelihood of the theme's residuals (REML,
    the dispersion at its best value of 1 or more) times how frequent the step is among all themes (by
    expectation-maximisation). rho is the one of all themes taken together if shares do not wander, or a part of it, each as
    likely as its likelihood has it. p-values are means over all ways: few waves tell little, and the test is as much wider.
    """
    x, n, shares = history.counts, history.sizes, history.shares
    share = x.sum(axis=0) / n.sum()
    spread = share * (1 - share)
    rho, df = correlate(x[told], n[told], columns), len(columns) - columns.shape[1]
    walk = np.minimum.outer(np.arange(len(n)) + 1.0, np.arange(len(n)) + 1.0)
    factor = STEPS[:, None, None] ** 2 * spread  # of shape (n_steps, 1, n_themes)
    telling = (x[told].mean(axis=0) >= _TELLING) & (spread > 0)
    beyond, variance, new, chi2, likelihood, change = [], [], [], [], [], []
    for left in _LEFT if rho > 0 else _LEFT[:1]:
        worth = effective_sizes(n, left * rho)
        root, weights = np.sqrt(worth[told])[:, None], weigh(worth)
        basis, upper = np.linalg.qr(root * columns, mode="complete")
        free = root * basis[:, columns.shape[1] :]  # residuals of variance 1, one a column
        width, turn = np.linalg.eigh(free.T @ walk[np.ix_(told, told)] @ free)
        width, free = np.maximum(width, 0.0)[:, None], free @ turn
        residual = free.T @ shares[told]
        shared = (free.T @ (walk[told] @ weights))[:, None]
        total = 1 + factor * width
        change.append(weights @ shares)
        beyond.append(change[-1] - np.sum(factor * shared * residual / total, axis=1))
        noise = weights**2 / worth
        walked = factor[:, 0] * float(weights @ walk @ weights) - np.sum((factor * shared) ** 2 / total, axis=1)
        variance.append(noise.sum() + walked)
        new.append(noise[~told].sum() + walked)
        chi2.append(np.sum(residual**2 / total, axis=1) / np.where(spread > 0, spread, np.inf))
        own = np.maximum(1.0, chi2[-1] / df)
        level = np.log(np.abs(np.diag(upper))).sum() - np.log(root).sum()
        likelihood.append(-0.5 * (np.log(total).sum(axis=1) + df * np.log(own) + chi2[-1] / own) - level)
    chance = _chances(np.array(likelihood), telling)
    flat = [np.concatenate(one) for one in (beyond, variance, new, chi2)]
    chance = chance.reshape(flat[0].shape)
    scale, freedom = moderate(np.sum(chance * flat[3], axis=0), df, x.mean(axis=0))
    step = np.sqrt(np.sum(chance * np.tile(STEPS, len(beyond))[:, None] ** 2, axis=0))
    seen = np.sum(chance * np.repeat(np.array(change), len(STEPS), axis=0), axis=0)
    return Expected(seen, flat[0], flat[1], flat[2], chance, scale, freedom, step)


def _chances(likelihood: FloatArray, telling: FloatArray) -> FloatArray:
    """Return the chance of each part of rho and each step for each theme, from logarithms of shape (n_parts, n_steps, n_themes)."""
    from scipy.special import softmax

    n_parts, n_steps, _ = likelihood.shape
    even = np.full(n_steps, _BELIEF / n_steps)
    posterior, evidence = np.empty_like(likelihood), np.zeros(n_parts)
    for part, logs in enumerate(likelihood):
        logs = np.where(telling, logs - logs.max(axis=0), 0.0)
        frequent = np.full(n_steps, 1 / n_steps)
        for _ in range(_ROUNDS):
            posterior[part] = softmax(logs + np.log(frequent)[:, None], axis=0)
            counts = posterior[part][:, telling].sum(axis=1) + even
            frequent = counts / counts.sum()
        top = likelihood[part].max(axis=0)
        each = np.log(frequent @ np.exp(logs)) + top
        evidence[part] = each[telling].sum() + even @ np.log(frequent)
    return np.asarray(posterior * softmax(evidence)[:, None, None])
