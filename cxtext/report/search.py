"""The quotes that a reader can search on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cxtext.findings import Quote
from cxtext.report.section import Material
from cxtext.wording import one_line

#: Most quotes in the page, which keeps it small whatever the size of the data.
SEARCHABLE_QUOTES = 900
#: Most characters of a quote.
QUOTE_LENGTH = 240


@dataclass(frozen=True, slots=True)
class Search:
    """The most telling quotes, out of how many opinion units, and the labels of their themes by id."""

    template: ClassVar[str] = "search.html.j2"

    quotes: tuple[Quote, ...]
    n_units: int
    labels: dict[str, str]

    def to_json(self) -> dict[str, object]:
        """Return what the script of the page reads; a quote is a row: theme, text, response, date, scores, sentiment."""
        rows = [
            [
                quote.theme_id if quote.theme_id in self.labels else "",
                one_line(quote.text, QUOTE_LENGTH),
                quote.response_id,
                quote.created_at,
                quote.scores_text,
                quote.sentiment,
            ]
            for quote in self.quotes
        ]
        return {"quotes": rows, "labels": self.labels}


def list_quotes(material: Material) -> Search | None:
    """Return the quotes that can be searched; nothing where there are no themes."""
    if not material.has_themes:
        return None
    labels = {theme.theme_id: theme.label for theme in material.rankings[0].themes}
    quotes = tuple(material.quotes.sample(SEARCHABLE_QUOTES))
    return Search(quotes, len(material.analysis.tables["units"]), labels)
