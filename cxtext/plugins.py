"""Plugins: the parts of cxtext that can be replaced or added, each with its name and the place it is imported from.

``PARTS`` has one line per built-in plugin. Other packages register theirs as entry points of the same groups, for example in
their ``pyproject.toml``::

    [project.entry-points."cxtext.exporters"]
    acme = "my_package.acme:AcmeExporter"

A plugin of another package is listed with the built-in ones (``cxtext info``) and used the same way
(``cxtext export RUN --to acme``). It cannot replace a built-in one: the built-in name wins. A plugin is imported only when it
is used.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from cxtext.errors import ConfigError, suggest
from cxtext.wording import one_line

#: Group -> name -> place of the built-in plugins, as ``module:attribute``.
PARTS: dict[str, dict[str, str]] = {
    "cxtext.embedders": {
        "default": "cxtext.embed.onnx:OnnxEmbedder",
        "fast": "cxtext.embed.static:StaticEmbedder",
        "sentence-transformer": "cxtext.embed.sentence_transformer:SentenceTransformerEmbedder",
    },
    "cxtext.exporters": {
        "csv": "cxtext.backlog.exporters.csv:CsvExporter",
        "markdown": "cxtext.backlog.exporters.markdown:MarkdownExporter",
        "jira": "cxtext.backlog.exporters.jira:JiraExporter",
        "codebook": "cxtext.backlog.exporters.codebook:CodebookExporter",
    },
    "cxtext.renderers": {
        "html": "cxtext.report.html:render_html",
        "opinions": "cxtext.report.html:render_opinions",
        "notebook": "cxtext.report.html:render_notebook",
        "markdown": "cxtext.report.summary:render_summary",
        "backlog": "cxtext.backlog.exporters.csv:render_backlog",
    },
}


def names(group: str) -> list[str]:
    """Return the names of all plugins of a group: the built-in ones first, then those of other packages.

    >>> names("cxtext.exporters")[:4]
    ['csv', 'markdown', 'jira', 'codebook']
    """
    return list(dict.fromkeys([*PARTS[group], *(entry.name for entry in entry_points(group=group))]))


def load(group: str, name: str) -> Any:
    """Import a plugin and return it.

    Parameters
    ----------
    group : str
        A key of :data:`PARTS`.
    name : str
        One of :func:`names`.

    Returns
    -------
    class or function
        What the group asks for: the class of an embedder or exporter, the function of a renderer.

    Raises
    ------
    ConfigError
        When the group has no plugin of this name, or another package registers one that cannot be imported.

    Examples
    --------
    >>> load("cxtext.renderers", "markdown").__name__
    'render_summary'
    """
    if name in PARTS[group]:
        module, _, attribute = PARTS[group][name].partition(":")
        return getattr(import_module(module), attribute)
    for entry in entry_points(group=group, name=name):
        return _load_entry(group, entry)
    registered = names(group)
    raise ConfigError(f"unknown {_noun(group)} {name!r}.{suggest(name, registered)}\nKnown: {', '.join(registered)}")


def _load_entry(group: str, entry: EntryPoint) -> Any:
    """Import the plugin of another package."""
    try:
        return entry.load()
    except Exception as error:  # the code of that package runs here, and may fail in any way
        package = f"package {entry.dist.name!r}" if entry.dist is not None else "another package"
        raise ConfigError(
            f"{_noun(group)} {entry.name!r} of {package} cannot be imported from {entry.value!r}: "
            f"{one_line(error) or type(error).__name__}.\n"
            "Update or reinstall that package, or choose another name."
        ) from error


def _noun(group: str) -> str:
    """Return what one plugin of a group is called.

    >>> _noun("cxtext.exporters")
    'exporter'
    """
    return group.removeprefix("cxtext.").removesuffix("s")
