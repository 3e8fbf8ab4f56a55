"""The scorecard: themes measured and ranked under every metric."""

from __future__ import annotations

from cxtext.impact.scorecard.build import Impact, build_scorecard
from cxtext.impact.scorecard.feelings import measure_feelings
from cxtext.impact.scorecard.metric_rows import MetricRow, metric_row, volume_row

__all__ = [
    "Impact",
    "MetricRow",
    "build_scorecard",
    "measure_feelings",
    "metric_row",
    "volume_row",
]
