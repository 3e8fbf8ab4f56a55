"""Hand labels of a sample: precision, recall and corrected impact."""

from __future__ import annotations

from cxtext.studies.audit.audit import draw_audit, score_audit

__all__ = [
    "draw_audit",
    "score_audit",
]
