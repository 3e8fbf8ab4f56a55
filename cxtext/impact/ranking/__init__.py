"""The order of the themes, and how certain it is."""

from __future__ import annotations

from cxtext.impact.ranking.bootstrap import bootstrap_lens, resample_counts
from cxtext.impact.ranking.rank import (
    FEW_THEMES,
    TOO_FEW,
    Candidates,
    Ranking,
    rank_draws,
    rank_effects,
)
from cxtext.impact.ranking.sensitivity import mark_front, more_needed, pareto_front, rank_at_double_effort
from cxtext.impact.ranking.shrink import shrink_draws
from cxtext.impact.ranking.volume import Complaints, measure_complaints, rank_volume

__all__ = [
    "FEW_THEMES",
    "TOO_FEW",
    "Candidates",
    "Complaints",
    "Ranking",
    "bootstrap_lens",
    "mark_front",
    "measure_complaints",
    "more_needed",
    "pareto_front",
    "rank_at_double_effort",
    "rank_draws",
    "rank_effects",
    "rank_volume",
    "resample_counts",
    "shrink_draws",
]
