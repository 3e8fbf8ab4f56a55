"""The content of the report, read from the tables of an analysis; nothing is drawn here."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeVar

from cxtext.findings import AnalysisLike, Basis, basis_of, front_text, no_theme
from cxtext.metrics import readable_name
from cxtext.report.changes import Changes, describe_changes
from cxtext.report.drift import Drift, list_drift
from cxtext.report.first_screen import FirstScreen, describe_first_screen
from cxtext.report.groups import describe_groups
from cxtext.report.heat_map import draw_heat_map
from cxtext.report.looks import read_looks
from cxtext.report.method import describe_method
from cxtext.report.metric_pages import MetricPage, list_metric_pages
from cxtext.report.ranking_list import View, list_views
from cxtext.report.responses import list_responses
from cxtext.report.restated import list_restated
from cxtext.report.search import list_quotes
from cxtext.report.section import Material, Section
from cxtext.report.theme_map import draw_map
from cxtext.report.theme_pages import describe_themes
from cxtext.report.wave_bridge import describe_bridges
from cxtext.report.wave_changes import WaveChanges, list_wave_changes
from cxtext.run import recall
from cxtext.wording import one_line, plural

#: The sections below the ranking, in the order of the page. Each is a function that returns what the section shows, or nothing
#: where there is nothing to show; the page includes the template that the section names.
SECTIONS: tuple[Callable[[Material], Section | None], ...] = (
    list_responses,
    list_drift,
    list_restated,
    list_wave_changes,
    describe_changes,
    draw_map,
    describe_bridges,
    describe_groups,
    draw_heat_map,
    describe_themes,
    list_quotes,
    describe_method,
)

#: Most characters of a title that the settings give.
TITLE_LENGTH = 200

#: What a browser or a file manager appends to the name of a second file.
_COPY = re.compile(r"\s*(?:\(\d{1,3}\)|- copy)$", re.IGNORECASE)
#: What survey tools and people append to the name of an export, after a word at least.
_APPENDED = re.compile(r"(?:(?<=\w) +(?:export(?:ed)?|final|copy|clean(?:ed)?|raw|csv|xlsx|v ?\d{1,2}))+$", re.IGNORECASE)

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Document:
    """What the report shows; shares are in [0, 1], and a missing number is None.

    Parameters
    ----------
    title : str
        Names of the sources.
    subtitle : tuple of str
        Size and period.
    headline : str
        The one sentence to read first.
    basis : Basis
        What shares are over.
    first : FirstScreen
        What stands on the first screen.
    views : tuple of View
        The groups and waves that the ranking can be shown for.
    metrics : tuple of MetricPage
        One per metric, the primary one first; none without themes.
    front : str
        The themes of the Pareto front over several metrics; empty where there is none.
    sections : tuple of Section
        What stands below, in the order of the page.
    version : str
        Of the cxtext that made the run.
    """

    title: str
    subtitle: tuple[str, ...]
    headline: str
    basis: Basis
    first: FirstScreen
    views: tuple[View, ...]
    metrics: tuple[MetricPage, ...]
    front: str
    sections: tuple[Section, ...]
    version: str

    def section(self, section_type: type[S]) -> S | None:
        """Return one section by its type; None where it has nothing to show."""
        return _find(self.sections, section_type)


def _find(sections: Sequence[Section], section_type: type[S]) -> S | None:
    """Return one of the sections by its type."""
    return next((section for section in sections if isinstance(section, section_type)), None)


def build_document(analysis: AnalysisLike) -> Document:
    """Read an analysis into the document that the templates show.

    Every number is a cell of a table, or a count or sum of cells; there is no formula of statistics here.

    Parameters
    ----------
    analysis : Analysis
        Only ``tables`` and ``manifest`` are read.
    """
    return recall(analysis, "document", lambda: _build_document(analysis))


def _build_document(analysis: AnalysisLike) -> Document:
    """Read the document from the tables."""
    material = Material(analysis)
    first = material.rankings[0]
    sections = tuple(section for section in (build(material) for build in SECTIONS) if section is not None)
    return Document(
        title=_title(analysis),
        subtitle=tuple(_subtitle(analysis)),
        headline=first.headline if material.has_themes else no_theme(material.basis),
        basis=material.basis,
        first=describe_first_screen(material, _find(sections, Changes), _find(sections, Drift), _find(sections, WaveChanges)),
        views=tuple(list_views(analysis, material.basis.noun) if material.has_themes else ()),
        metrics=tuple(list_metric_pages(material)),
        front=front_text(material.rankings) if material.has_themes else "",
        sections=sections,
        version=analysis.manifest.version,
    )


def _title(analysis: AnalysisLike) -> str:
    """Return the title that the settings give, or else the names of the sources as words, without extensions."""
    given = read_looks(analysis).title
    if given:
        return one_line(given, TITLE_LENGTH)
    names = [PurePath(source.name).name for source in analysis.manifest.input.sources]
    stems = [re.sub(r"(\.(csv|tsv|txt|xlsx|jsonl|json|parquet|gz))+$", "", name, flags=re.IGNORECASE) for name in names]
    shown = [one_line(title_of(stem), 60) for stem in stems if stem]
    return ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "") or "Feedback"


def title_of(stem: str) -> str:
    """Return the name of a file as a title: words apart, a capital first, and without what exports append.

    >>> title_of("survey_2024_export_final"), title_of("nhs_111"), title_of("NPS Q3 (1)"), title_of("export")
    ('Survey 2024', 'NHS 111', 'NPS Q3', 'Export')
    """
    words = readable_name(_COPY.sub("", stem)) or stem
    short = _APPENDED.sub("", words)
    return short[:1].upper() + short[1:]


def _subtitle(analysis: AnalysisLike) -> list[str]:
    """Return period and size."""
    counts, dates = analysis.manifest.counts, analysis.tables["responses"]["local_time"].dropna()
    basis = basis_of(analysis)
    questions = f" to {plural(basis.n_questions, 'question')}" if basis.n_questions > 1 else ""
    parts = [plural(basis.n_all, basis.noun) + questions]
    if len(dates):
        first, last = f"{dates.min():%b %Y}", f"{dates.max():%b %Y}"
        parts.append(first if first == last else f"{first} to {last}")
    if counts.n_themes:
        parts.append(plural(counts.n_themes, "theme"))
    return parts
