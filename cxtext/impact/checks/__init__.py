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

__all__ = [
    "MEASURES",
    "Change",
    "Periods",
    "PreTrend",
    "audit_theme",
    "check_before",
    "compare_change",
    "similar_themes",
    "split_periods",
]
