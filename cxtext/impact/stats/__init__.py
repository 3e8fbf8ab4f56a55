"""Statistical helpers: p-values and score intervals."""

from __future__ import annotations

from cxtext.impact.stats.pvalues import adjust_p, fisher_p
from cxtext.impact.stats.share_difference import score_limits

__all__ = [
    "adjust_p",
    "fisher_p",
    "score_limits",
]
