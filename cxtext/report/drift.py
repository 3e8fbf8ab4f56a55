"""What changed in the themes since the run that gave them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cxtext.findings import describe_drift
from cxtext.report.section import Material


@dataclass(frozen=True, slots=True)
class Drift:
    """A sentence for each thing that changed."""

    template: ClassVar[str] = "drift.html.j2"

    lines: tuple[str, ...]


def list_drift(material: Material) -> Drift | None:
    """Return what changed; nothing for a run that found its own themes."""
    lines = describe_drift(material.analysis)
    return Drift(tuple(lines)) if lines else None
