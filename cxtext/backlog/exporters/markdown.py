"""The pain points as Markdown."""

from __future__ import annotations

from typing import ClassVar

from cxtext.backlog.exporters.base import Exporter
from cxtext.backlog.items import Item, build_items
from cxtext.findings import AnalysisLike, Kind, describe_ranking, metric_views
from cxtext.wording import escape_markdown


class MarkdownExporter(Exporter):
    """One section per pain point, ready to paste."""

    kind: ClassVar[Kind | None] = Kind.PAIN

    def export(self, analysis: AnalysisLike, *, top: int | None = None) -> dict[str, bytes]:
        """Return ``pain-points.md``; the words of respondents are escaped.

        Parameters
        ----------
        analysis : Analysis
        top : int, optional
            Number of pain points to keep, best-ranked first.
        """
        items = build_items(analysis, top=top, kind=self.kind)
        lines = ["# Pain points", "", *([] if items else [describe_ranking(analysis, metric_views(analysis)[0]).none_text])]
        for item in items:
            lines += _section(item)
        return {"pain-points.md": ("\n".join(lines).rstrip() + "\n").encode("utf-8")}


def _section(item: Item) -> list[str]:
    """Return the lines of one pain point."""
    return [
        f"## {item.rank}. {escape_markdown(item.label)}",
        "",
        *([escape_markdown(item.given), ""] if item.given else []),
        *(f"- {escape_markdown(fact)}" for fact in item.facts),
        "",
        *(f"> “{escape_markdown(quote.text)}” ({escape_markdown(quote.response_id)})\n>" for quote in item.quotes),
        "",
        f"`{item.external_id}`",
        "",
    ]
