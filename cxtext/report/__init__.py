"""The report of a run: one HTML page, a summary, a notebook view."""

from __future__ import annotations

from cxtext.report.document import build_document
from cxtext.report.html import embed_json, render_html, render_notebook
from cxtext.report.silence import describe_silence
from cxtext.report.summary import render_summary

__all__ = [
    "build_document",
    "describe_silence",
    "embed_json",
    "render_html",
    "render_notebook",
    "render_summary",
]
