"""Waves, trends, events and new topics."""

from __future__ import annotations

from cxtext.impact.time.dispersion import correlate, effective_sizes, moderate
from cxtext.impact.time.events import measure_events, set_beside
from cxtext.impact.time.flags import judge_changes
from cxtext.impact.time.new_phrases import index_phrases, spell
from cxtext.impact.time.new_topics import Opinions, find_new_topics
from cxtext.impact.time.trends import count_waves, measure_trends
from cxtext.impact.time.waves import Waves, choose_period, find_waves

__all__ = [
    "Opinions",
    "Waves",
    "choose_period",
    "correlate",
    "count_waves",
    "effective_sizes",
    "find_new_topics",
    "find_waves",
    "index_phrases",
    "judge_changes",
    "measure_events",
    "measure_trends",
    "moderate",
    "set_beside",
    "spell",
]
