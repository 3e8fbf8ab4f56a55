"""What the tables say, in words: findings, rankings, metric views, quotes and the sentences that every output shares."""

from __future__ import annotations

from cxtext.findings.basis import Basis, basis_of
from cxtext.findings.codebook import SHOWN, given_themes, rest_text
from cxtext.findings.decomposition import Decomposition, list_decompositions
from cxtext.findings.descriptions import count_descriptions
from cxtext.findings.details import GapPart, Sides, list_gap_parts, list_sides, shared_text, sides_text
from cxtext.findings.drift import DriftRow, describe_drift, list_drift_rows
from cxtext.findings.edit_log import LogWords
from cxtext.findings.factors import Factor
from cxtext.findings.findings import UNRANKED, Finding, Kind, list_findings
from cxtext.findings.groups import GroupRow, list_group_rows, order_groups
from cxtext.findings.mentions import AlsoMentioned, list_also_mentioned
from cxtext.findings.opinions import Opinion, list_theme_opinions
from cxtext.findings.outline import list_warnings, render_outline
from cxtext.findings.pairs import ThemePair, list_theme_pairs
from cxtext.findings.parts import Part
from cxtext.findings.quotes import Quote, QuoteBook, read_quotes
from cxtext.findings.rank_checks import RankCheck, RankChecks
from cxtext.findings.ranking_change import RankingChange, ThemeChange, compare_rankings
from cxtext.findings.ranking_text import VERDICTS_LISTED, RankedTheme, Ranking, describe_ranking, front_text, tie_text, ties_text
from cxtext.findings.release import Outgoing, name_personal_ids, outgoing, render_masks
from cxtext.findings.restated import RestatedFigures, RestatedRow, describe_restated
from cxtext.findings.rows import AnalysisLike, Score, ThemeRow, list_rows, top_themes
from cxtext.findings.said import Said, list_said
from cxtext.findings.scale import differs_on_scale, scale_note, scale_text
from cxtext.findings.sentences import (
    costing,
    doubt_text,
    emotions_text,
    intents_text,
    likely_text,
    no_theme,
    stability_text,
    unranked_text,
)
from cxtext.findings.story import Says, Sentence, ThemeStory, join, tell_stories
from cxtext.findings.terms import explain_terms, terms_line
from cxtext.findings.theme_map import MOST_POINTS, MapCircle, MapGroup, MapPart, MapPoint, ThemeMap, lay_out_map
from cxtext.findings.trends import TrendRow, list_trend_rows
from cxtext.findings.views import intent_shares, lineage, metric_views
from cxtext.findings.wave_bridge import BridgePart, WaveBridge, list_wave_bridges
from cxtext.findings.wave_changes import EXPLAINED, WaveChange, WaveStep, list_wave_steps

__all__ = [
    "EXPLAINED",
    "MOST_POINTS",
    "SHOWN",
    "UNRANKED",
    "VERDICTS_LISTED",
    "AlsoMentioned",
    "AnalysisLike",
    "Basis",
    "BridgePart",
    "Decomposition",
    "DriftRow",
    "Factor",
    "Finding",
    "GapPart",
    "GroupRow",
    "Kind",
    "LogWords",
    "MapCircle",
    "MapGroup",
    "MapPart",
    "MapPoint",
    "Opinion",
    "Outgoing",
    "Part",
    "Quote",
    "QuoteBook",
    "RankCheck",
    "RankChecks",
    "RankedTheme",
    "Ranking",
    "RankingChange",
    "RestatedFigures",
    "RestatedRow",
    "Said",
    "Says",
    "Score",
    "Sentence",
    "Sides",
    "ThemeChange",
    "ThemeMap",
    "ThemePair",
    "ThemeRow",
    "ThemeStory",
    "TrendRow",
    "WaveBridge",
    "WaveChange",
    "WaveStep",
    "basis_of",
    "compare_rankings",
    "costing",
    "count_descriptions",
    "describe_drift",
    "describe_ranking",
    "describe_restated",
    "differs_on_scale",
    "doubt_text",
    "emotions_text",
    "explain_terms",
    "front_text",
    "given_themes",
    "intent_shares",
    "intents_text",
    "join",
    "lay_out_map",
    "likely_text",
    "lineage",
    "list_also_mentioned",
    "list_decompositions",
    "list_drift_rows",
    "list_findings",
    "list_gap_parts",
    "list_group_rows",
    "list_rows",
    "list_said",
    "list_sides",
    "list_theme_opinions",
    "list_theme_pairs",
    "list_trend_rows",
    "list_warnings",
    "list_wave_bridges",
    "list_wave_steps",
    "metric_views",
    "name_personal_ids",
    "no_theme",
    "order_groups",
    "outgoing",
    "read_quotes",
    "render_masks",
    "render_outline",
    "rest_text",
    "scale_note",
    "scale_text",
    "shared_text",
    "sides_text",
    "stability_text",
    "tell_stories",
    "terms_line",
    "tie_text",
    "ties_text",
    "top_themes",
    "unranked_text",
]
