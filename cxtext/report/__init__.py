"""The report of a run: one HTML page, a summary, a notebook view, and the text of a comparison."""

from __future__ import annotations

from cxtext.report.comparison import Section, comparison_csv, comparison_markdown, describe_comparison
from cxtext.report.document import build_document
from cxtext.report.html import embed_json, render_html, render_notebook
from cxtext.report.silence import describe_silence
from cxtext.report.summary import render_summary

__all__ = [
    "Section",
    "build_document",
    "comparison_csv",
    "comparison_markdown",
    "describe_comparison",
    "describe_silence",
    "embed_json",
    "render_html",
    "render_notebook",
    "render_summary",
]
