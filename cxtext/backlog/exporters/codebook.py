"""The themes of a run as a codebook: to be read, edited, and given back to the run or to the next one."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from cxtext.backlog.exporters.base import Exporter
from cxtext.backlog.items import build_items
from cxtext.findings import AnalysisLike, Kind, ThemeRow, count_descriptions, list_rows
from cxtext.themes import Exported, list_entries, render_codebook


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


def list_exported(analysis: AnalysisLike, *, top: int | None = None) -> Exported:
    """Return what a codebook is written of.

    Parameters
    ----------
    analysis : Analysis
    top : int, optional
        Number of themes to keep, best-ranked first; all by default.
    """
    tables, model = analysis.tables, analysis.model
    units, themes = tables["units"], tables["themes"]
    counted = dict(zip(themes["theme_id"], count_descriptions(tables), strict=True))
    text_of = dict(zip(units["unit_id"], units["text"], strict=True))
    # what only counts this run says nothing of what belongs to a theme
    rows = [
        replace(row, description="") if row.description == counted[row.theme_id] else row
        for row in list_rows(ThemeRow, themes)
        if row.kind != "aside"
    ]
    lessons = {} if model is None else model.lessons
    examples = {row.theme_id: [*lessons.get(row.theme_id, ()), *(text_of[unit] for unit in row.exemplar_ids)] for row in rows}
    best = None if top is None else [item.theme_id for item in build_items(analysis, top=top, quotes=0)]
    entries = list_entries(rows, examples, best)
    return Exported(entries) if model is None else Exported(entries, model.fit_fingerprint[:12], len(model.edits.entries))
