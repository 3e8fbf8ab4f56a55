"""Themes by customer group: lift, strata and reversals."""

from __future__ import annotations

from cxtext.impact.groups.bands import is_band
from cxtext.impact.groups.compare import lift_interval, measure_groups
from cxtext.impact.groups.length import compare_at_length
from cxtext.impact.groups.pairs import measure_pairs
from cxtext.impact.groups.parts import Part, take_part
from cxtext.impact.groups.protection import Grouping, hide_leaks, hide_small, least_cut
from cxtext.impact.groups.strata import mantel_haenszel

__all__ = [
    "Grouping",
    "Part",
    "compare_at_length",
    "hide_leaks",
    "hide_small",
    "is_band",
    "least_cut",
    "lift_interval",
    "mantel_haenszel",
    "measure_groups",
    "measure_pairs",
    "take_part",
]
