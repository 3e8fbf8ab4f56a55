"""What changed in the themes since the run that gave them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cxtext.findings import DriftRow, describe_drift, list_drift_rows
from cxtext.report.links import ThemeLink, link_theme
from cxtext.report.section import Material


@dataclass(frozen=True, slots=True)
class DriftLine:
    """A theme, and a link to it; None where it has no section, and for what fits no theme."""

    row: DriftRow
    theme: ThemeLink | None


@dataclass(frozen=True, slots=True)
class Drift:
    """What changed.

    Parameters
    ----------
    lines : tuple of str
        A sentence for each thing.
    rows : tuple of DriftLine
        Every theme, those that changed first.
    """

    template: ClassVar[str] = "drift.html.j2"

    lines: tuple[str, ...]
    rows: tuple[DriftLine, ...]


def list_drift(material: Material) -> Drift | None:
    """Return what changed; nothing for a run that found its own themes."""
    lines = describe_drift(material.analysis)
    rows, themes = list_drift_rows(material.analysis), material.themes
    links = [link_theme(row.theme_id, themes) if row.theme_id in themes and row.theme_id is not None else None for row in rows]
    return Drift(tuple(lines), tuple(map(DriftLine, rows, links))) if lines else None
