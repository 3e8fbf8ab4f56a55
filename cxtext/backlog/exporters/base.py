"""What an exporter is, and how one is loaded by its name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import ClassVar, Protocol

from cxtext import plugins
from cxtext.errors import ConfigError
from cxtext.findings import AnalysisLike, Kind


class Exporter(Protocol):
    """Writes an analysis as the files that another tool imports.

    A class in a file of its own, registered by one line in :data:`cxtext.plugins.PARTS` or by an entry point of the group
    ``cxtext.exporters``. Every exporter keeps the promises of ``tests/contract/test_exporters.py``: fixed file names, the same
    bytes every time, no cell that a spreadsheet evaluates, and for each theme its stable id, its numbers with intervals, and
    quotes with response ids.

    Attributes
    ----------
    kind : Kind or None
        The kind of theme that is exported, such as ``Kind.PAIN``; None, the default, for all.
    """

    kind: ClassVar[Kind | None] = None

    def export(self, analysis: AnalysisLike, *, top: int | None = None) -> dict[str, bytes]:
        """Return the contents of the files by file name.

        Parameters
        ----------
        analysis : Analysis
            Read only.
        top : int, optional
            Number of themes to keep, best-ranked first; all by default.
        """


def load_exporter(name: str) -> Exporter:
    """Return a new exporter by its registered name.

    Parameters
    ----------
    name : str
        As in ``cxtext export --to``.

    Raises
    ------
    ConfigError
        When no exporter has this name, or what is registered has no ``export`` method.

    Examples
    --------
    >>> load_exporter("jira").kind.value
    'pain'
    """
    exporter: Exporter = plugins.load("cxtext.exporters", name)()
    if not callable(getattr(exporter, "export", None)):
        where = f"{type(exporter).__module__}.{type(exporter).__qualname__}"
        raise ConfigError(
            f"exporter {name!r} cannot be used: {where} has no method export(analysis, *, top=None).\n"
            "Ask the package that registers it to add the method, or choose another exporter."
        )
    return exporter


def render_csv(rows: Iterable[Sequence[str]]) -> str:
    r"""Return rows as CSV text.

    >>> render_csv([["a", "b"], ["1", "x, y"]])
    'a,b\n1,"x, y"\n'
    """
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()
