"""Statistical helpers: p-values and score intervals."""

from __future__ import annotations

from cxtext.impact.stats.pvalues import adjust_p, fisher_p
from cxtext.impact.stats.removal import mean_without, variance_of_sum
from cxtext.impact.stats.share_difference import score_limits

__all__ = [
    "adjust_p",
    "fisher_p",
    "mean_without",
    "score_limits",
    "variance_of_sum",
]
