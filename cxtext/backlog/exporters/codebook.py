"""The themes of a run as a codebook: to be read, edited, and given back to the run or to the next one."""

from __future__ import annotations

from typing import ClassVar

from cxtext.backlog.codebook import list_exported
from cxtext.backlog.exporters.base import Exporter
from cxtext.findings import AnalysisLike, Kind
from cxtext.themes import render_codebook


class CodebookExporter(Exporter):
    """One entry per theme, by id: name, owner, topic, description, keywords, typical opinions as examples, and parts."""

    kind: ClassVar[Kind | None] = None

    def export(self, analysis: AnalysisLike, *, top: int | None = None) -> dict[str, bytes]:
        """Return ``codebook.yaml``, which ``cxtext themes RUN import`` and ``cxtext analyze --codebook`` take as it is.

        Parameters
        ----------
        analysis : Analysis
        top : int, optional
            Number of themes to keep, best-ranked first; all by default, those that are hidden among them.
        """
        return {"codebook.yaml": render_codebook(list_exported(analysis, top=top)).encode("utf-8")}
