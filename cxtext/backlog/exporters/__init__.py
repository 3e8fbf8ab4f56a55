"""One file per exporter: items as CSV, Markdown, Jira issues or a codebook."""

from __future__ import annotations

from cxtext.backlog.exporters.tables import CsvExporter, JiraExporter, MarkdownExporter, render_backlog

__all__ = [
    "CsvExporter",
    "JiraExporter",
    "MarkdownExporter",
    "render_backlog",
]
