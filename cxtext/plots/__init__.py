"""Charts for notebooks, drawn with matplotlib: every one returns what can be changed, and nothing is shown or set globally."""

from __future__ import annotations

from cxtext.plots.plots import AnalysisPlots, ComparisonPlots

__all__ = ["AnalysisPlots", "ComparisonPlots"]
