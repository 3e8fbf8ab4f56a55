"""Which themes come together, and what the metric is among those who mention both, as table ``theme_pairs`` has it."""

from __future__ import annotations

from dataclasses import dataclass

from cxtext.findings.rows import AnalysisLike, list_rows, top_themes
from cxtext.impact import MAX_Q


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemePair:
    """One row of table ``theme_pairs``: how often those who mention a theme mention another one too."""

    theme_id: str
    metric: str
    other_id: str
    n_both: int
    n_theme: int
    share: float
    share_without: float
    lift: float
    low: float
    high: float
    q_value: float
    n_metric_both: int | None
    metric_both: float | None
    n_metric_theme_only: int | None
    metric_theme_only: float | None
    n_metric_other_only: int | None
    metric_other_only: float | None

    @property
    def established(self) -> bool:
        """Whether chance alone hardly explains how often both come together, among all pairs of themes."""
        return self.q_value <= MAX_Q

    @property
    def is_more(self) -> bool:
        """Whether they come together more often than apart."""
        return self.lift > 1


def list_theme_pairs(analysis: AnalysisLike, metric: str) -> list[ThemePair]:
    """Return the pairs of active themes under one metric, in the order of the table; none in a run of an earlier version."""
    themes, table = top_themes(analysis), analysis.tables["theme_pairs"]
    rows = list_rows(ThemePair, table[table["metric"] == metric])
    return [row for row in rows if row.theme_id in themes and row.other_id in themes]
