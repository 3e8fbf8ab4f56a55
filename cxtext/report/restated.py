"""What the run said before it was restated under the themes of another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cxtext.findings import RestatedFigures, RestatedRow, describe_restated
from cxtext.metrics import MetricView
from cxtext.report.links import ThemeLink, link_theme
from cxtext.report.section import Material


@dataclass(frozen=True, slots=True)
class RestatedLine:
    """A theme of before, and a link to the one that its opinions went to; None where that has no section."""

    row: RestatedRow
    theme: ThemeLink | None


@dataclass(frozen=True, slots=True)
class Restated:
    """The earlier figures under the first metric.

    Parameters
    ----------
    metric : MetricView
    note : str
        Which themes the run is measured under now.
    lines : tuple of RestatedLine
        Best-ranked first.
    """

    template: ClassVar[str] = "restated.html.j2"

    metric: MetricView
    note: str
    lines: tuple[RestatedLine, ...]


def list_restated(material: Material) -> Restated | None:
    """Return the earlier figures; nothing for a run that was not restated."""
    ranking = material.rankings[0]
    figures = describe_restated(material.analysis, ranking)
    return None if figures is None else Restated(ranking.metric, figures.note, _link(figures, material))


def _link(figures: RestatedFigures, material: Material) -> tuple[RestatedLine, ...]:
    """Return the rows with links."""
    themes = material.themes
    return tuple(RestatedLine(row, link_theme(row.theme_id, themes) if row.theme_id in themes else None) for row in figures.rows)
