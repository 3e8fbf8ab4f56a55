"""The share of each theme in each period, as table ``trends`` has it."""

from __future__ import annotations

from dataclasses import dataclass

from cxtext.findings.rows import AnalysisLike, list_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendRow:
    """One row of table ``trends``: how often a wave mentions a theme."""

    theme_id: str
    wave: str
    n: int
    n_wave: int
    share: float
    low: float
    high: float
    partial: bool
    flag: str | None
    polarity_mean: float | None
    metric: float | None


def list_trend_rows(analysis: AnalysisLike) -> list[TrendRow]:
    """Return the waves of all themes, in the order of the table."""
    return list_rows(TrendRow, analysis.tables["trends"])
