"""Checks of a run from outside: audits by hand labels, and the effect of a fix."""

from __future__ import annotations

from cxtext.impact.checks.audit import audit_theme
from cxtext.impact.checks.fixes import (
    MEASURES,
    Change,
    Periods,
    PreTrend,
    check_before,
    compare_change,
    similar_themes,
    split_periods,
)
from cxtext.impact.checks.sample import allocate, draw_sample, stratify

__all__ = [
    "MEASURES",
    "Change",
    "Periods",
    "PreTrend",
    "allocate",
    "audit_theme",
    "check_before",
    "compare_change",
    "draw_sample",
    "similar_themes",
    "split_periods",
    "stratify",
]
