"""Statistical helpers: p-values, tails, score intervals, and shares behind labels that are sometimes wrong."""

from __future__ import annotations

from cxtext.impact.stats.binomials import beta_binomial_tail, binomial_tail
from cxtext.impact.stats.misclassification import (
    NEGATIVE,
    NEUTRAL,
    POSITIVE,
    Misclassification,
    count_confusion,
    pool_confusions,
)
from cxtext.impact.stats.pvalues import adjust_p, fisher_p
from cxtext.impact.stats.removal import mean_without, variance_of_sum
from cxtext.impact.stats.share_difference import score_limits

__all__ = [
    "NEGATIVE",
    "NEUTRAL",
    "POSITIVE",
    "Misclassification",
    "adjust_p",
    "beta_binomial_tail",
    "binomial_tail",
    "count_confusion",
    "fisher_p",
    "mean_without",
    "pool_confusions",
    "score_limits",
    "variance_of_sum",
]
