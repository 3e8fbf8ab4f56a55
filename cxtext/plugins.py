"""Names of the replaceable parts, and where each is found.

One line a part. Third parties add theirs by entry points of the same group names
(``cxtext.embedders``, ``cxtext.exporters``, ...); built-in names win.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from cxtext.errors import ConfigError, suggest

PARTS: dict[str, dict[str, str]] = {
    "cxtext.embedders": {
        "default": "cxtext.embed.onnx:OnnxEmbedder",
        "fast": "cxtext.embed.static:StaticEmbedder",
        "sentence-transformer": "cxtext.embed.sentence_transformer:SentenceTransformerEmbedder",
    },
    "cxtext.exporters": {
        "csv": "cxtext.backlog.exporters.tables:CsvExporter",
        "markdown": "cxtext.backlog.exporters.tables:MarkdownExporter",
        "jira": "cxtext.backlog.exporters.tables:JiraExporter",
        "codebook": "cxtext.backlog.exporters.codebook:CodebookExporter",
    },
    "cxtext.renderers": {
        "html": "cxtext.report.html:render_html",
        "notebook": "cxtext.report.html:render_notebook",
        "markdown": "cxtext.report.summary:render_summary",
        "backlog": "cxtext.backlog.exporters.tables:render_backlog",
    },
}


def names(group: str) -> list[str]:
    """Return the names registered in ``group``, built-in ones first."""
    return list(dict.fromkeys([*PARTS[group], *(e.name for e in entry_points(group=group))]))


def load(group: str, name: str) -> Any:
    """Return the part ``name`` of ``group``, imported now.

    Raises
    ------
    ConfigError
        When no such part is registered.
    """
    if name in PARTS[group]:
        module, _, attribute = PARTS[group][name].partition(":")
        return getattr(import_module(module), attribute)
    for entry in entry_points(group=group, name=name):
        return entry.load()
    known = names(group)
    kind = group.removeprefix("cxtext.").rstrip("s")
    raise ConfigError(f"unknown {kind} {name!r}.{suggest(name, known)}\nKnown: {', '.join(known)}")
