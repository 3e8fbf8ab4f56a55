"""Questions asked of finished runs: comparison, audit, fixes."""

from __future__ import annotations

from cxtext.studies.audit import draw_audit, score_audit, score_labels, score_sentiment
from cxtext.studies.comparison import Comparison, Verdict, check_gates, compare, judge, parse_gate
from cxtext.studies.fixes import measure_fix

__all__ = [
    "Comparison",
    "Verdict",
    "check_gates",
    "compare",
    "draw_audit",
    "judge",
    "measure_fix",
    "parse_gate",
    "score_audit",
    "score_labels",
    "score_sentiment",
]
