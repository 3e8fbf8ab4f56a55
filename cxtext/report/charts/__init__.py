"""Charts of the report as inline SVG."""

from __future__ import annotations

from cxtext.report.charts.inline import interval_bar, sentiment_bar, sparkline
from cxtext.report.charts.priority import Axes, Point, priority_chart, text_width, ticks
from cxtext.report.charts.stability import stability_curve

__all__ = [
    "Axes",
    "Point",
    "interval_bar",
    "priority_chart",
    "sentiment_bar",
    "sparkline",
    "stability_curve",
    "text_width",
    "ticks",
]
