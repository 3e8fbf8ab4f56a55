"""Did a theme move against the others before a fix already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from cxtext.impact.checks.course import Rival, find_rivals
from cxtext.impact.checks.fixes import MEASURES, Periods, similar_themes
from cxtext.impact.rules import WAVES_BEFORE_A_FIX
from cxtext.metrics import t_quantile


@dataclass(frozen=True, slots=True)
class PreTrend:
    """How a theme moved against the others, wave by wave, before the date.

    Parameters
    ----------
    n_waves : int
        Complete waves before.
    slope, low, high : float
        Share per wave with its 95% interval.
    rivals : mapping of str to Rival or None
        By measure, the course over all waves that explains a change as well as a step at the date does, None for none (see
        :func:`~cxtext.impact.checks.find_rivals`); without the measures for which this cannot be checked.
    """

    n_waves: int
    slope: float = np.nan
    low: float = np.nan
    high: float = np.nan
    rivals: Mapping[str, Rival | None] = field(default_factory=dict)

    def drifts(self, change: float) -> bool:
        """Whether the share moved the way of a change already."""
        return self.low > 0 if change > 0 else self.high < 0


def check_before(data: Periods, theme: int, wave: ArrayLike) -> PreTrend:
    """Draw a line through the differences of a theme's share and its likes' over the waves before; find rivals of the date.

    Parameters
    ----------
    data : Periods
    theme : int
    wave : array-like of shape (n,), int
        Number of the wave of each response of ``data``, -1 for none.

    Notes
    -----
    Weighted least squares with the sampling variance of each wave's difference; residuals above it (phi > 1) widen the interval.
    Responses of one respondent in several waves are taken as independent here.
    """
    number = np.asarray(wave, dtype=np.int64)
    codes = np.where((data.period == 0) & data.content, number, -1)
    names, others = np.unique(codes[codes >= 0]), similar_themes(data, theme)
    if len(names) < WAVES_BEFORE_A_FIX or not len(others):
        return PreTrend(len(names))
    apart = data.x[:, [theme]].toarray().ravel() - np.asarray(data.x[:, others].mean(axis=1)).ravel()
    pooled = float(np.average((apart - np.average(apart, weights=data.w)) ** 2, weights=data.w))
    difference, variance = np.empty(len(names)), np.empty(len(names))
    for k, name in enumerate(names):
        here = codes == name
        w = data.w[here]
        difference[k] = np.average(apart[here], weights=w)
        variance[k] = pooled * float(w @ w) / float(w.sum()) ** 2
    if pooled <= 0:
        return PreTrend(len(names))
    weight, order = 1 / variance, np.asarray(names, dtype=np.float64)
    away = order - np.average(order, weights=weight)
    slope = float(weight @ (away * difference) / (weight @ away**2))
    left = difference - np.average(difference, weights=weight) - slope * away
    df = len(names) - 2
    phi = max(1.0, float(weight @ left**2) / df)
    half = t_quantile(0.975, df if phi > 1 else np.inf) * float(np.sqrt(phi / (weight @ away**2)))
    return PreTrend(len(names), slope, slope - half, slope + half, find_rivals(data, theme, number, MEASURES))
