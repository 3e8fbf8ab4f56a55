"""How often something happened: events per unit of exposure."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cxtext.metrics.display import MetricView, readable_name
from cxtext.metrics.estimate import Estimate, FloatArray, no_answers, t_quantile, take_sample
from cxtext.metrics.outcome import Outcome


class CountView(MetricView):
    """A rate: its unit says of what and per what."""

    is_amount: ClassVar[bool] = True
    effect_heading: ClassVar[str] = "rate"

    @property
    def definition(self) -> str:
        """The rate, in its own unit."""
        return f"{self.title}; {'lower' if self.sign < 0 else 'higher'} is better"

    @property
    def is_percent(self) -> bool:
        """Never, whatever the unit is called."""
        return False

    @property
    def effect_unit(self) -> str:
        """The whole unit."""
        return self.unit

    @property
    def title(self) -> str:
        """The unit, with the column's name unless it begins with that."""
        return self.unit if self.unit.startswith(self.name) else f"{readable_name(self.name)} ({self.unit})"

    def change_text(self, size: str, change: float, *, named: bool = False) -> str:
        """Say how the rate differs; the unit stays whole beside the name, which is a part of it."""
        return super().change_text(size, change)


class CountOutcome(Outcome):
    """A count (tickets, returns, calls) out of its exposure (customer-months): the rate sum y / sum exposure.

    The rate is the mean of y / exposure weighted by exposure. So an answer's points are y / exposure, its weight is that of
    the survey times its exposure, and every lens on the mean is one on the rate, exactly.

    >>> from cxtext.settings import Metric
    >>> tickets = CountOutcome(Metric(column="tickets", kind="count", exposure="months"))
    >>> tickets.unit
    'tickets per month'
    >>> counts, exposure, reasons = tickets.expose(np.array([3.0, 1.0, 2.0]), ["6", "0", ""])
    >>> counts, exposure, reasons
    (array([ 3., nan, nan]), array([ 6., nan, nan]), [(1, '0: not above 0'), (2, 'missing')])
    """

    view: ClassVar[type[MetricView]] = CountView
    doubts_direction: ClassVar[bool] = True
    fewer: ClassVar[str] = "fewer"
    rate: ClassVar[bool] = True
    is_mean: ClassVar[bool] = False

    @property
    def unit(self) -> str:
        """What one more per unit of exposure is called."""
        exposure = self.metric.exposure or "response"
        one = exposure[:-1] if exposure.endswith("s") and not exposure.endswith("ss") else exposure
        return self.metric.unit or f"{self.metric.column} per {one}"

    @property
    def expected(self) -> str:
        """Whole numbers."""
        return "whole numbers of 0 or more"

    def check(self, number: float) -> str | None:
        """Accept whole numbers from 0 on."""
        if number < 0:
            return "below 0"
        return None if number == math.floor(number) else "not a whole number"

    def points(self, raw: FloatArray) -> FloatArray:
        """Return the rates themselves: counts over exposure."""
        return raw

    def summarize(self, raw: FloatArray, weights: ArrayLike | None = None, clusters: ArrayLike | None = None) -> Estimate:
        """Estimate the rate; ``raw`` is each answer's own rate and ``weights`` hold its exposure."""
        return rate_estimate(raw, weights, clusters)


#: An interval that reaches further than this on the log scale, a hundredfold either way, says nothing.
FAR = math.log(100)


def rate_estimate(rates: FloatArray, weights: ArrayLike | None, clusters: ArrayLike | None) -> Estimate:
    """Estimate a rate from each answer's own rate, weighted by exposure.

    Parameters
    ----------
    rates : ndarray of shape (n,), float64
        Count over exposure, ``nan`` where there is none.
    weights : array-like of shape (n,), optional
        Exposure, times the survey weight.
    clusters : array-like of shape (n,), optional
        Respondent of each answer.

    Notes
    -----
    The variance is that of a ratio by linearisation, sum w^2 (y - m)^2 / (sum w)^2 (Cochran 1977, Sampling Techniques,
    ch. 6), which assumes no Poisson: overdispersion widens it. It is scaled by n / (n - 1) with Kish's effective n and by
    the design effect of repeated respondents. The interval is symmetric on the log scale, with Student's t; there is none
    where it would reach a hundredfold of the rate.

    >>> found = rate_estimate(np.array([2.0, 0.0, 1.0, 1.0]), [1, 1, 2, 4], None)
    >>> found.value, round(found.low, 2), round(found.high, 2)
    (1.0, 0.37, 2.67)
    """
    sample = take_sample(rates, weights, clusters)
    n = len(sample.values)
    if n == 0:
        return no_answers()
    w, value = sample.weights, sample.mean
    kish, df = sample.kish, float(sample.n_respondents - 1)
    if df <= 0 or kish <= sample.design_effect:
        return Estimate(value, math.nan, math.nan, n, note="one answer has no interval")
    if np.ptp(sample.values) == 0:
        return Estimate(value, math.nan, math.nan, n, note="all answers are equal: no interval")
    df = kish - 1 if sample.n_respondents == n else df
    variance = float(w**2 @ (sample.values - value) ** 2) / float(w.sum()) ** 2 * kish / (kish - 1)
    half = t_quantile(0.975, df) * math.sqrt(variance * sample.design_effect) / value
    if half > FAR:
        return Estimate(value, math.nan, math.nan, n, note="too few answers for an interval")
    return Estimate(value, value * math.exp(-half), value * math.exp(half), n)
