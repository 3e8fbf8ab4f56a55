"""What the tables say, in words: findings, rankings, metric views, quotes and the sentences that every output shares."""

from __future__ import annotations

from cxtext.findings.basis import Basis, basis_of
from cxtext.findings.codebook import SHOWN, given_themes, rest_text
from cxtext.findings.decomposition import Decomposition, list_decompositions
from cxtext.findings.descriptions import count_descriptions
from cxtext.findings.details import GapPart, Sides, list_gap_parts, list_sides, shared_text, sides_text
from cxtext.findings.drift import describe_drift
from cxtext.findings.factors import Factor
from cxtext.findings.findings import UNRANKED, Finding, Kind, list_findings
from cxtext.findings.mentions import AlsoMentioned, list_also_mentioned
from cxtext.findings.outline import render_outline
from cxtext.findings.parts import Part
from cxtext.findings.quotes import Quote, QuoteBook, read_quotes
from cxtext.findings.rank_checks import RankCheck, RankChecks
from cxtext.findings.ranking_change import RankingChange, ThemeChange, compare_rankings
from cxtext.findings.ranking_text import VERDICTS_LISTED, RankedTheme, Ranking, describe_ranking, front_text, tie_text, ties_text
from cxtext.findings.release import Outgoing, name_personal_ids, outgoing
from cxtext.findings.rows import AnalysisLike, Score, ThemeRow, list_rows, top_themes
from cxtext.findings.scale import differs_on_scale, scale_note, scale_text
from cxtext.findings.sentences import (
    costing,
    doubt_text,
    emotions_text,
    intents_text,
    no_theme,
    stability_text,
    unranked_text,
)
from cxtext.findings.terms import explain_terms, terms_line
from cxtext.findings.views import intent_shares, lineage, metric_views

__all__ = [
    "SHOWN",
    "UNRANKED",
    "VERDICTS_LISTED",
    "AlsoMentioned",
    "AnalysisLike",
    "Basis",
    "Decomposition",
    "Factor",
    "Finding",
    "GapPart",
    "Kind",
    "Outgoing",
    "Part",
    "Quote",
    "QuoteBook",
    "RankCheck",
    "RankChecks",
    "RankedTheme",
    "Ranking",
    "RankingChange",
    "Score",
    "Sides",
    "ThemeChange",
    "ThemeRow",
    "basis_of",
    "compare_rankings",
    "costing",
    "count_descriptions",
    "describe_drift",
    "describe_ranking",
    "differs_on_scale",
    "doubt_text",
    "emotions_text",
    "explain_terms",
    "front_text",
    "given_themes",
    "intent_shares",
    "intents_text",
    "lineage",
    "list_also_mentioned",
    "list_decompositions",
    "list_findings",
    "list_gap_parts",
    "list_rows",
    "list_sides",
    "metric_views",
    "name_personal_ids",
    "no_theme",
    "outgoing",
    "read_quotes",
    "render_outline",
    "rest_text",
    "scale_note",
    "scale_text",
    "shared_text",
    "sides_text",
    "stability_text",
    "terms_line",
    "tie_text",
    "ties_text",
    "top_themes",
    "unranked_text",
]
