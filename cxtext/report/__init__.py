"""The report of a run: one HTML page, a summary, a notebook view, and the text of a comparison."""

from __future__ import annotations

from cxtext.report.changes import Changes
from cxtext.report.comparison import Section, comparison_csv, comparison_markdown, describe_comparison
from cxtext.report.document import Document, build_document
from cxtext.report.groups import Groups
from cxtext.report.heat_map import HeatMap
from cxtext.report.html import embed_json, render_comparison, render_html, render_notebook, render_opinions
from cxtext.report.method import Method
from cxtext.report.metric_pages import MetricPage, Row
from cxtext.report.opinions import OPINIONS_FILE
from cxtext.report.responses import Responses
from cxtext.report.search import Search
from cxtext.report.silence import describe_silence
from cxtext.report.summary import render_summary
from cxtext.report.theme_map import MapSection
from cxtext.report.theme_pages import ThemePages, tone_of
from cxtext.report.wave_bridge import Bridges

__all__ = [
    "OPINIONS_FILE",
    "Bridges",
    "Changes",
    "Document",
    "Groups",
    "HeatMap",
    "MapSection",
    "Method",
    "MetricPage",
    "Responses",
    "Row",
    "Search",
    "Section",
    "ThemePages",
    "build_document",
    "comparison_csv",
    "comparison_markdown",
    "describe_comparison",
    "describe_silence",
    "embed_json",
    "render_comparison",
    "render_html",
    "render_notebook",
    "render_opinions",
    "render_summary",
    "tone_of",
]
