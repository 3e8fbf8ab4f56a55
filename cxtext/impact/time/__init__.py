"""Waves, trends, events and new topics."""

from __future__ import annotations

from cxtext.impact.time.copies import count_once, find_copies
from cxtext.impact.time.dispersion import correlate, correlate_typical, effective_sizes, moderate
from cxtext.impact.time.events import measure_events, set_beside
from cxtext.impact.time.flags import judge_changes
from cxtext.impact.time.history import History, count_waves, hold_mix, number_seasons
from cxtext.impact.time.metric_waves import measure_metric_waves
from cxtext.impact.time.new_phrases import index_phrases, spell
from cxtext.impact.time.new_topics import Opinions, find_new_topics
from cxtext.impact.time.power import doubling_power
from cxtext.impact.time.trends import measure_trends
from cxtext.impact.time.waves import Waves, choose_period, find_waves

__all__ = [
    "History",
    "Opinions",
    "Waves",
    "choose_period",
    "correlate",
    "correlate_typical",
    "count_once",
    "count_waves",
    "doubling_power",
    "effective_sizes",
    "find_copies",
    "find_new_topics",
    "find_waves",
    "hold_mix",
    "index_phrases",
    "judge_changes",
    "measure_events",
    "measure_metric_waves",
    "measure_trends",
    "moderate",
    "number_seasons",
    "set_beside",
    "spell",
]
