"""The themes of a run as a codebook: to be read, edited, and given to the next run."""

from __future__ import annotations

from typing import ClassVar

from cxtext.backlog.exporters.base import Exporter
from cxtext.backlog.items import build_items
from cxtext.findings import AnalysisLike, Kind, count_descriptions, top_themes
from cxtext.themes import render_codebook
from cxtext.wording import one_line

#: Most characters of a name or keyword.
NAME_LENGTH = 200
#: Most characters of a description.
DESCRIPTION_LENGTH = 600
#: Most characters of an example.
EXAMPLE_LENGTH = 1000


class CodebookExporter(Exporter):
    """One entry per theme, by id: name, description, keywords, and typical opinions as examples."""

    kind: ClassVar[Kind | None] = None

    def export(self, analysis: AnalysisLike, *, top: int | None = None) -> dict[str, bytes]:
        """Return ``codebook.yaml``, which ``cxtext analyze --codebook`` takes as it is.

        Parameters
        ----------
        analysis : Analysis
        top : int, optional
            Number of themes to keep, best-ranked first.
        """
        units = analysis.tables["units"]
        themes = analysis.tables["themes"]
        counted = dict(zip(themes["theme_id"], count_descriptions(analysis.tables), strict=True))
        text_of = dict(zip(units["unit_id"], units["text"], strict=True))
        best = {item.theme_id for item in build_items(analysis, top=top, quotes=0)} if top is not None else None
        entries = [
            {
                "name": one_line(row.label, NAME_LENGTH),
                "id": theme_id,
                # what only counts this run says nothing of what belongs to a theme
                "description": "" if row.description == counted[theme_id] else one_line(row.description, DESCRIPTION_LENGTH),
                "keywords": [one_line(phrase, NAME_LENGTH) for phrase in row.keyphrases],
                "examples": [one_line(text_of[unit], EXAMPLE_LENGTH) for unit in row.exemplar_ids],
            }
            for theme_id, row in top_themes(analysis).items()
            if row.kind != "aside" and (best is None or theme_id in best)
        ]
        return {"codebook.yaml": render_codebook(entries).encode("utf-8")}
