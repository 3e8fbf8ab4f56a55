"""Themes by customer group: lift, strata and reversals."""

from __future__ import annotations

from cxtext.impact.groups.bands import is_band
from cxtext.impact.groups.compare import lift_interval, measure_groups
from cxtext.impact.groups.parts import Part, hide_small, take_part
from cxtext.impact.groups.strata import mantel_haenszel

__all__ = [
    "Part",
    "hide_small",
    "is_band",
    "lift_interval",
    "mantel_haenszel",
    "measure_groups",
    "take_part",
]
