"""Named waves, such as releases, side by side: which themes are new, fixed or still there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cxtext.findings import EXPLAINED, WaveChange, WaveStep, list_wave_steps
from cxtext.report.links import ThemeLink, link_theme
from cxtext.report.section import Material
from cxtext.wording import one_line

#: Pairs of waves on the page; the table has all.
SHOWN = 8
#: Most characters of the column's name.
COLUMN_LENGTH = 40


@dataclass(frozen=True, slots=True)
class WaveLine:
    """A theme, and a link to it."""

    row: WaveChange
    theme: ThemeLink


@dataclass(frozen=True, slots=True)
class StepPart:
    """One wave beside the one before it, with a line for each theme."""

    step: WaveStep
    rows: tuple[WaveLine, ...]


@dataclass(frozen=True, slots=True)
class WaveChanges:
    """The waves of a column.

    Parameters
    ----------
    column : str
        The column that names them; empty where it is not known.
    note : str
        What the words for the themes mean.
    steps : tuple of StepPart
        The latest first.
    n_left : int
        Pairs of waves that are not shown.
    """

    template: ClassVar[str] = "waves.html.j2"

    column: str
    note: str
    steps: tuple[StepPart, ...]
    n_left: int


def list_wave_changes(material: Material) -> WaveChanges | None:
    """Return what became of the themes from wave to wave; nothing without a column of waves."""
    steps = list_wave_steps(material.analysis)
    if not steps:
        return None
    parts = [
        StepPart(step, tuple(WaveLine(row, link_theme(row.theme_id, material.themes)) for row in step.rows)) for step in steps
    ]
    column = one_line(str(material.analysis.manifest.setting("input", "wave_column") or ""), COLUMN_LENGTH)
    return WaveChanges(column, EXPLAINED, tuple(parts[:SHOWN]), max(0, len(parts) - SHOWN))
