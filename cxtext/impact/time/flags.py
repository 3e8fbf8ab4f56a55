"""Which themes are mentioned more, or less, than their own past leads to expect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxtext.impact.rules import EMERGING_RATIO, LEAST_RATIO, MAX_Q, MENTIONS_TO_JUDGE, WAVES_FOR_DIRECTION, WAVES_TO_JUDGE
from cxtext.impact.stats import adjust_p, fisher_p
from cxtext.impact.time.dispersion import correlate, effective_sizes, moderate
from cxtext.metrics import Z95, FloatArray


@dataclass(frozen=True, slots=True)
class Changes:
    """What is said of each theme: flag ("" for none), p-value and q-value (NaN where it is not judged)."""

    flag: list[str]
    p_value: FloatArray
    q_value: FloatArray


@dataclass(frozen=True, slots=True)
class _Test:
    """One test of every theme: p-values, dispersion, and how many of the last waves are set beside those before."""

    p_value: FloatArray
    scale: FloatArray
    n_last: int


def judge_changes(counts: FloatArray, sizes: FloatArray) -> Changes:
    """Test whether each theme's share in the last waves departs from that of the waves before, or drifts over all.

    Parameters
    ----------
    counts : ndarray of shape (n_waves, n_themes), float64
        Mentions in each complete wave, in order; with weights or repeated respondents, of independent submissions.
    sizes : ndarray of shape (n_waves,), float64
        (Independent) submissions with content in each wave, above 0.

    Returns
    -------
    Changes
        ``flag`` is emerging, growing or shrinking from six waves on, "changed" with fewer, and "" where nothing is
        established. Fewer than four waves are not judged.

    Notes
    -----
    Shares vary between waves by more than chance: with the intra-wave correlation rho of the beta-binomial, a wave of n
    submissions is worth v = n / (1 + (n - 1) rho) (Williams 1982, Appl. Stat. 31:144). p is the share over all waves, phi >= 1
    the quasi-binomial dispersion, moderated over themes (:func:`~cxtext.impact.time.moderate`). Tests of a constant p:

    - step: T = (s_last - s_before) / sqrt(phi p (1 - p) (1 / v_last + 1 / v_before)), for the last wave, and from six waves
      on for the last two; rho and phi from the waves before;
    - slope, from six waves on: the regression of the shares on the number of the wave, weighted by v, with variances
      phi p (1 - p) / v (the score test of Cochran 1954 and Armitage 1955); rho and phi from what the line leaves.

    p-values are two-sided from Student's t. Those of a step are never below Fisher's exact test nor, for a rise, twice the
    tail of the beta-binomial with the same variance: shares of rare themes are skewed. The smallest p of a theme times the
    number of its tests is its p-value; q is Benjamini-Hochberg's over the themes with five mentions or more. A flag needs
    q <= .05, five mentions on the side that has more, and a ratio of shares whose 95% interval lies beyond 1.2 (or below
    1 / 1.2); the sides of a slope are the halves. The last wave has to lie on the same side of those before.

    >>> n = np.full(8, 400.0)
    >>> x = np.array([[40, 21], [38, 19], [41, 20], [40, 22], [39, 18], [42, 20], [40, 21], [39, 60.0]])
    >>> judge_changes(x, n).flag
    ['', 'growing']
    """
    n_waves, n_themes = counts.shape
    p_value, q_value, flag = np.full(n_themes, np.nan), np.full(n_themes, np.nan), [""] * n_themes
    judged = np.flatnonzero(counts.sum(axis=0) >= MENTIONS_TO_JUDGE)
    if n_waves < WAVES_TO_JUDGE or not len(judged):
        return Changes(flag, p_value, q_value)
    x = counts[:, judged]
    tests = [_step(x, sizes, 1)]
    if n_waves >= WAVES_FOR_DIRECTION:
        tests += [_step(x, sizes, 2), _slope(x, sizes)]
    p = np.vstack([test.p_value for test in tests])
    p_value[judged] = np.minimum(1.0, len(tests) * p.min(axis=0))
    q_value[judged] = adjust_p(p_value[judged])
    leading = np.argmin(p, axis=0)
    for j in np.flatnonzero(q_value[judged] <= MAX_Q).tolist():
        test = tests[leading[j]]
        flag[judged[j]] = _name(x[:, j], sizes, test.n_last, test.scale[j])
    return Changes(flag, p_value, q_value)


def _step(x: FloatArray, n: FloatArray, n_last: int) -> _Test:
    """Set the last waves beside all earlier ones."""
    from scipy.special import stdtr
    from scipy.stats import betabinom

    old, new = slice(None, -n_last), slice(-n_last, None)
    worth = effective_sizes(n, correlate(x[old], n[old]))[:, None]
    share, shares = x.sum(axis=0) / n.sum(), x / n[:, None]
    variance = share * (1 - share)
    before, last = (np.average(shares[part], axis=0, weights=worth[part, 0]) for part in (old, new))
    chi2 = _over((worth[old] * (shares[old] - before) ** 2).sum(axis=0), variance)
    scale, df = moderate(chi2, len(n) - n_last - 1, x.mean(axis=0))
    t = _over(last - before, np.sqrt(scale * variance * (1 / worth[new].sum() + 1 / worth[old].sum())))
    # whole numbers for the exact tests: independent submissions that weighted ones are worth are none
    mentions, size = np.round(x[new].sum(axis=0)), round(float(n[new].sum()))
    p = np.maximum(2 * stdtr(df, -np.abs(t)), fisher_p(mentions, size, x[old].sum(axis=0), float(n[old].sum())))
    # The beta-binomial whose variance is the binomial's times the inflation that the test reckons with.
    inflation = scale * size / worth[new].sum()
    wide = np.flatnonzero((t > 0) & (inflation > 1) & (size > 1))
    spread = np.minimum((inflation[wide] - 1) / (size - 1), 1 - 1e-9)
    a, b = share[wide] * (1 - spread) / spread, (1 - share[wide]) * (1 - spread) / spread
    p[wide] = np.maximum(p[wide], 2 * betabinom.sf(mentions[wide] - 1, int(size), a, b))
    return _Test(np.minimum(p, 1.0), scale, n_last)


def _slope(x: FloatArray, n: FloatArray) -> _Test:
    """Draw a line through the shares of all waves."""
    from scipy.special import stdtr

    share, shares, order = x.sum(axis=0) / n.sum(), x / n[:, None], np.arange(len(n), dtype=np.float64)
    w = effective_sizes(n, correlate(x, n, order))[:, None]
    away = order[:, None] - np.average(order, weights=w[:, 0])
    width, variance = float((w * away**2).sum()), share * (1 - share)
    slope = (w * away * shares).sum(axis=0) / width
    left = shares - np.average(shares, axis=0, weights=w[:, 0]) - slope * away
    scale, df = moderate(_over((w * left**2).sum(axis=0), variance), len(n) - 2, x.mean(axis=0))
    t = _over(slope, np.sqrt(scale * variance / width))
    return _Test(2 * stdtr(df, -np.abs(t)), scale, (len(n) + 1) // 2)


def _over(top: FloatArray, bottom: FloatArray) -> FloatArray:
    """Divide, with 0 where nothing varies: a theme in every submission, or in none."""
    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)


def _name(x: FloatArray, n: FloatArray, n_last: int, scale: float) -> str:
    """Return the word for one theme with a significant test; none when the change is small, on few mentions, or over by now."""
    now, before = x[-n_last:].sum(), x[:-n_last].sum()
    n_now, n_before = n[-n_last:].sum(), n[:-n_last].sum()
    up = bool(now / n_now > before / n_before)
    if up != bool(x[-1] / n[-1] > x[:-1].sum() / n[:-1].sum()):
        return ""
    ratio = np.log((now + 0.5) / (n_now + 0.5)) - np.log((before + 0.5) / (n_before + 0.5))
    noise = 1 / (now + 0.5) - 1 / (n_now + 0.5) + 1 / (before + 0.5) - 1 / (n_before + 0.5)
    if (now if up else before) < MENTIONS_TO_JUDGE or abs(ratio) - Z95 * np.sqrt(scale * noise) < np.log(LEAST_RATIO):
        return ""
    if len(n) < WAVES_FOR_DIRECTION:
        return "changed"
    if not up:
        return "shrinking"
    half = len(n) // 2
    return "emerging" if x[:half].sum() / n[:half].sum() <= EMERGING_RATIO * now / n_now else "growing"
