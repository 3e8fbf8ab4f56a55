"""What a codebook is written of: the themes of a run, hidden ones among them, as people may edit them."""

from __future__ import annotations

from dataclasses import replace

from cxtext.backlog.items import build_items
from cxtext.findings import AnalysisLike, ThemeRow, count_descriptions, list_rows, outgoing
from cxtext.themes import Exported, list_entries


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
    words, present = outgoing(analysis), set(units["unit_id"])
    # what only counts this run says nothing of what belongs to a theme
    rows = [
        replace(row, description="") if row.description == counted[row.theme_id] else row
        for row in list_rows(ThemeRow, themes)
        if row.kind != "aside"
    ]
    lessons = {} if model is None else model.lessons
    examples = {
        row.theme_id: [
            *map(words.text, lessons.get(row.theme_id, ())),
            *(words.unit(unit) for unit in row.exemplar_ids if unit in present),
        ]
        for row in rows
    }
    best = None if top is None else [item.theme_id for item in build_items(analysis, top=top, quotes=0)]
    entries = list_entries(rows, examples, best)
    return Exported(entries) if model is None else Exported(entries, model.fit_fingerprint[:12], len(model.edits.entries))
