"""Hand labels of a sample: precision, recall and corrected impact."""

from __future__ import annotations

from cxtext.studies.audit.answers import score_labels
from cxtext.studies.audit.audit import draw_audit, score_audit, score_sentiment
from cxtext.studies.audit.sample import allocate, draw_sample, stratify

__all__ = [
    "allocate",
    "draw_audit",
    "draw_sample",
    "score_audit",
    "score_labels",
    "score_sentiment",
    "stratify",
]
