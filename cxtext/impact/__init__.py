"""What each theme costs: effects on the metrics, their ranking, trends, groups and comparisons."""

from __future__ import annotations

from cxtext.impact.checks import (
    MEASURES,
    Change,
    Periods,
    PlaceboTest,
    PreTrend,
    audit_theme,
    check_before,
    compare_change,
    compare_changes,
    judge_placebos,
    place_placebos,
    split_periods,
)
from cxtext.impact.effects import Design, Effects, Mentions, Observations, Subthemes, make_controls, measure_effects
from cxtext.impact.groups import is_band, measure_groups
from cxtext.impact.rules import (
    ANSWERS_PER_SIDE,
    DISSOLVES,
    MAX_Q,
    MAX_Q_TEXT,
    RESPONDENTS_FOR_CHANCE,
    STABLE,
    TIER_CONFIDENCE,
    WAVES_BEFORE_A_FIX,
)
from cxtext.impact.scorecard import Impact, MetricRow, build_scorecard, volume_row
from cxtext.impact.silence import COLUMNS, commenters_gap, measure_silence, tabulate_silence
from cxtext.impact.time import Opinions, Waves, count_waves, find_new_topics, find_waves, measure_events, measure_trends
from cxtext.impact.two_runs import Bridge, build_bridge, compare_shares, difference_limits, observe_run, observe_shares
from cxtext.impact.worth import measure_worth

__all__ = [
    "ANSWERS_PER_SIDE",
    "COLUMNS",
    "DISSOLVES",
    "MAX_Q",
    "MAX_Q_TEXT",
    "MEASURES",
    "RESPONDENTS_FOR_CHANCE",
    "STABLE",
    "TIER_CONFIDENCE",
    "WAVES_BEFORE_A_FIX",
    "Bridge",
    "Change",
    "Design",
    "Effects",
    "Impact",
    "Mentions",
    "MetricRow",
    "Observations",
    "Opinions",
    "Periods",
    "PlaceboTest",
    "PreTrend",
    "Subthemes",
    "Waves",
    "audit_theme",
    "build_bridge",
    "build_scorecard",
    "check_before",
    "commenters_gap",
    "compare_change",
    "compare_changes",
    "compare_shares",
    "count_waves",
    "difference_limits",
    "find_new_topics",
    "find_waves",
    "is_band",
    "judge_placebos",
    "make_controls",
    "measure_effects",
    "measure_events",
    "measure_groups",
    "measure_silence",
    "measure_trends",
    "measure_worth",
    "observe_run",
    "observe_shares",
    "place_placebos",
    "split_periods",
    "tabulate_silence",
    "volume_row",
]
