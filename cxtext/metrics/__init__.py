"""Outcome metrics: validity, points, and estimates with intervals. One file per kind."""

from __future__ import annotations

from cxtext.metrics.answers import Answers
from cxtext.metrics.cells import BLANKS, describe_excluded
from cxtext.metrics.clock import CLOCK_UNIT, parse_clock
from cxtext.metrics.count import CountOutcome, rate_estimate
from cxtext.metrics.display import ACRONYMS, MetricView, readable_name
from cxtext.metrics.duration import median_estimate
from cxtext.metrics.estimate import (
    WEIGHT_PRIOR,
    Z95,
    Estimate,
    FloatArray,
    difference_estimate,
    narrow_by,
    share_estimate,
    spread_size,
    t_quantile,
    take_sample,
    usable_weights,
    weight_shortfalls,
    weighted_df,
    wilson,
)
from cxtext.metrics.kinds import KINDS, VIEWS, VOLUME, make_outcome, metric_view
from cxtext.metrics.nps import nps
from cxtext.metrics.outcome import Outcome, Split

__all__ = [
    "ACRONYMS",
    "BLANKS",
    "CLOCK_UNIT",
    "KINDS",
    "VIEWS",
    "VOLUME",
    "WEIGHT_PRIOR",
    "Z95",
    "Answers",
    "CountOutcome",
    "Estimate",
    "FloatArray",
    "MetricView",
    "Outcome",
    "Split",
    "describe_excluded",
    "difference_estimate",
    "make_outcome",
    "median_estimate",
    "metric_view",
    "narrow_by",
    "nps",
    "parse_clock",
    "rate_estimate",
    "readable_name",
    "share_estimate",
    "spread_size",
    "t_quantile",
    "take_sample",
    "usable_weights",
    "weight_shortfalls",
    "weighted_df",
    "wilson",
]
