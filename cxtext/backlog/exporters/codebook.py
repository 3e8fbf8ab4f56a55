"""The themes of a run as a codebook: to be read, edited, and given to the next run."""

from __future__ import annotations

from typing import ClassVar

from cxtext.backlog.items import build_items
from cxtext.findings import AnalysisLike, top_themes
from cxtext.themes import render_codebook
from cxtext.wording import one_line


class CodebookExporter:
    """One entry a theme, by id: name, description, keywords, and typical opinions as examples."""

    kind: ClassVar[str | None] = None

    def export(self, analysis: AnalysisLike, *, top: int | None = None) -> dict[str, bytes]:
        """Return ``codebook.yaml``, which ``cxtext analyze --codebook`` takes as it is.

        Parameters
        ----------
        analysis : Analysis
        top : int, optional
            Keep that many of the best-ranked.
        """
        units = analysis.tables["units"]
        text_of = dict(zip(units["unit_id"], units["text"], strict=True))
        kept = {item.theme_id for item in build_items(analysis, top=top, quotes=0)} if top is not None else None
        themes = [
            {
                "name": one_line(row["label"], 200),
                "id": theme_id,
                "description": one_line(row["description"], 600),
                "keywords": [one_line(phrase, 200) for phrase in row["keyphrases"]],
                "examples": [one_line(text_of[unit], 1000) for unit in row["exemplar_ids"]],
            }
            for theme_id, row in top_themes(analysis).items()
            if kept is None or theme_id in kept
        ]
        return {"codebook.yaml": render_codebook(themes).encode("utf-8")}
