"""Outcome metrics: validity, points, and estimates with intervals. One file per kind."""

from __future__ import annotations

from cxtext.metrics.answers import Answers
from cxtext.metrics.count import CountOutcome, rate_estimate
from cxtext.metrics.display import MetricView, metric_view, risk_text, sides_text
from cxtext.metrics.duration import median_estimate
from cxtext.metrics.estimate import Z95, FloatArray, share_estimate, t_quantile, take_sample, usable_weights, wilson
from cxtext.metrics.kinds import make_outcome
from cxtext.metrics.nps import nps
from cxtext.metrics.outcome import Outcome

__all__ = [
    "Z95",
    "Answers",
    "CountOutcome",
    "FloatArray",
    "MetricView",
    "Outcome",
    "make_outcome",
    "median_estimate",
    "metric_view",
    "nps",
    "rate_estimate",
    "risk_text",
    "share_estimate",
    "sides_text",
    "t_quantile",
    "take_sample",
    "usable_weights",
    "wilson",
]
