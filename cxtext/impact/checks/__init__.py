"""Checks of a run from outside: audits by hand labels, and the effect of a fix."""

from __future__ import annotations

from cxtext.impact.checks.audit import audit_theme
from cxtext.impact.checks.before import PreTrend, check_before
from cxtext.impact.checks.course import Rival, find_rivals
from cxtext.impact.checks.fixes import (
    MEASURES,
    Change,
    Periods,
    compare_change,
    compare_changes,
    similar_themes,
    split_periods,
)
from cxtext.impact.checks.placebos import PlaceboTest, judge_placebos, place_placebos

__all__ = [
    "MEASURES",
    "Change",
    "Periods",
    "PlaceboTest",
    "PreTrend",
    "Rival",
    "audit_theme",
    "check_before",
    "compare_change",
    "compare_changes",
    "find_rivals",
    "judge_placebos",
    "place_placebos",
    "similar_themes",
    "split_periods",
]
