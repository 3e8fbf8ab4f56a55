"""Charts of the report as inline SVG."""

from __future__ import annotations

from cxtext.report.charts.inline import interval_bar, sentiment_bar, sparkline
from cxtext.report.charts.priority import Axes, Point, priority_chart, text_width, ticks
from cxtext.report.charts.stability import stability_curve
from cxtext.report.charts.theme_map import still_map
from cxtext.report.charts.trend import WaveBar, trend_chart

__all__ = [
    "Axes",
    "Point",
    "WaveBar",
    "interval_bar",
    "priority_chart",
    "sentiment_bar",
    "sparkline",
    "stability_curve",
    "still_map",
    "text_width",
    "ticks",
    "trend_chart",
]
