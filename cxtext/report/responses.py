"""The responses themselves, for data too small to have themes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cxtext.findings import Quote
from cxtext.report.section import Material

#: Most responses that are listed.
LISTED_RESPONSES = 200


@dataclass(frozen=True, slots=True)
class Responses:
    """The first responses with content, in the order of the data."""

    template: ClassVar[str] = "responses.html.j2"

    quotes: tuple[Quote, ...]
    n_content: int


def list_responses(material: Material) -> Responses | None:
    """Return the first responses; nothing where there are themes, or no response has content."""
    if material.has_themes:
        return None
    table = material.analysis.tables["responses"]
    ids = table.loc[table["status"] == "content", "response_id"].tolist()[:LISTED_RESPONSES]
    quotes = tuple(material.quotes.whole(ids))
    return Responses(quotes, material.analysis.manifest.counts.n_content) if quotes else None
