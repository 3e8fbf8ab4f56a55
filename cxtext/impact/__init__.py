"""What each theme costs: effects on the metrics, their ranking, trends and groups."""

from __future__ import annotations

from cxtext.metrics.answers import Answers
from cxtext.impact.effects.measure import Effects, measure_effects
from cxtext.impact.scorecard import Impact, build_scorecard

__all__ = ["Answers", "Effects", "Impact", "build_scorecard", "measure"]
