"""Two runs compared under one set of themes."""

from __future__ import annotations

from cxtext.studies.comparison.gates import Gate, Verdict, check_gates, judge, parse_gate
from cxtext.studies.comparison.runs import Comparison, compare

__all__ = [
    "Comparison",
    "Gate",
    "Verdict",
    "check_gates",
    "compare",
    "judge",
    "parse_gate",
]
