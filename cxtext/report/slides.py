"""The report as a deck of six slides: one HTML file to show, to print, or to take pictures from."""

from __future__ import annotations

from dataclasses import dataclass

from cxtext.findings import AnalysisLike, Part, Quote
from cxtext.report.document import Document, build_document
from cxtext.report.html import fill_page
from cxtext.report.looks import read_looks
from cxtext.report.metric_pages import MetricPage, Row
from cxtext.report.theme_pages import ThemePage, ThemePages
from cxtext.run import read_once
from cxtext.wording import tidy, write_numbers

STYLES = ("report.css", "slides.css")
SCRIPTS = ("slides.js",)
#: Pain points in the table of the fourth slide, and quotes and parts of the first one.
ROWS = 7
QUOTES = 3
PARTS = 4


@dataclass(frozen=True, slots=True)
class Deck:
    """What the slides show.

    Parameters
    ----------
    document : Document
        The report that they are taken from.
    page : MetricPage or None
        The metric that leads; None without themes.
    worst : ThemePage or None
        The first pain point; where there is none, what is complained about most, if anything is.
    rows : tuple of Row
        The first pain points of the ranking; where there is none, its first themes.
    n_more : int
        Those that are not among them.
    notes : tuple of str
        How the figures are to be read.
    """

    document: Document
    page: MetricPage | None
    worst: ThemePage | None
    rows: tuple[Row, ...]
    n_more: int
    notes: tuple[str, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the first pain point that most people mention."""
        shares = [(part.share, part) for part in (self.worst.parts if self.worst else ()) if part.subtheme_id and part.share]
        return tuple(part for _, part in sorted(shares, key=lambda pair: -pair[0])[:PARTS])

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """What people say about it; of what is no pain point, what they complain about."""
        quotes = self.worst.quotes if self.worst else ()
        if not self.document.first.has_pains:
            first = [statement.quote for statement in self.document.first.fixes[:1] if statement.quote]
            others = [quote for quote in quotes if quote.sentiment == "negative" and quote not in first]
            quotes = (*first, *others)
        return quotes[:QUOTES]

    @property
    def rows_title(self) -> str:
        """What the rows are."""
        return "Pain points at a glance" if self.document.first.has_pains else "Themes at a glance"


def render_slides(analysis: AnalysisLike) -> str:
    """Return the deck: one HTML file with no network request, six slides of 16 to 9, one per printed page.

    Parameters
    ----------
    analysis : Analysis
        Read only.

    Returns
    -------
    str
        Encodable as UTF-8; the same analysis gives the same text.
    """
    looks = read_looks(analysis)
    with read_once(analysis), write_numbers(looks.numbers):
        return tidy(
            fill_page("slides.html.j2", STYLES, SCRIPTS, looks, deck=build_deck(build_document(analysis)), logo=looks.logo)
        )


def build_deck(document: Document) -> Deck:
    """Choose what the slides show of a report."""
    page = document.metrics[0] if document.metrics else None
    pains = [*page.pains, *page.candidates] if page else []
    rows = pains or (page.ordered if page else [])
    first = next((statement.link.anchor for statement in document.first.fixes), None)
    themes = document.section(ThemePages)
    pages = {one.anchor: one for one in themes.pages} if themes else {}
    return Deck(
        document=document,
        page=page,
        worst=pages.get(first) if first else None,
        rows=tuple(rows[:ROWS]),
        n_more=len(rows[ROWS:]),
        notes=tuple(_list_notes(document, page)),
    )


def _list_notes(document: Document, page: MetricPage | None) -> list[str]:
    """Say how the figures are to be read."""
    first = document.first
    notes = [f"{first.score.basis[:1].upper()}{first.score.basis[1:]}. {first.basis}." if first.score else f"{first.basis}."]
    notes += [document.basis.note] if document.basis.note else []
    if page and not page.metric.is_volume:
        notes.append(first.costs_note)
        notes.append(
            "“Clear” means that a cost is more than chance alone explains. “Not certain” means that chance could explain it."
        )
        notes.append("A range of figures holds the true one in 95 of 100 such surveys.")
    notes.append("Every quote names its response. Methods, all themes and all their opinions are in the report of the run.")
    return [note for note in notes if note]
