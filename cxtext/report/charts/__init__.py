"""Charts of the report as inline SVG."""

from __future__ import annotations

from cxtext.report.charts.course import CoursePicture, CoursePoint, course_chart, split_bar
from cxtext.report.charts.inline import interval_bar, sentiment_bar, sparkline
from cxtext.report.charts.priority import Axes, Point, priority_chart, text_width, ticks
from cxtext.report.charts.stability import stability_curve

__all__ = [
    "Axes",
    "CoursePicture",
    "CoursePoint",
    "Point",
    "course_chart",
    "interval_bar",
    "priority_chart",
    "sentiment_bar",
    "sparkline",
    "split_bar",
    "stability_curve",
    "text_width",
    "ticks",
]
