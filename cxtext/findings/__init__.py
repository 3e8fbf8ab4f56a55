"""What the tables say, in words: findings, metric views, quotes and the sentences that every output shares."""

from __future__ import annotations

from cxtext.findings.basis import Basis, basis_of
from cxtext.findings.codebook import SHOWN, given_themes, rest_text
from cxtext.findings.factors import FACTORS, factor_text, factors_in_use, left_out_text
from cxtext.findings.findings import Finding, Kind, general_note, list_findings, no_cost_note, too_few
from cxtext.findings.quotes import Quote, QuoteBook
from cxtext.findings.ranking_text import (
    front_note,
    ledger_blocks,
    missing_ranks,
    order_text,
    shared_text,
    theme_details,
    tie_text,
    ties_note,
)
from cxtext.findings.rows import AnalysisLike, Score, list_scores, records, top_themes
from cxtext.findings.sentences import (
    candidates_note,
    certainty,
    costing,
    doubt_text,
    effect_text,
    emotions_text,
    headline,
    intents_text,
    limits_text,
    metric_phrase,
    metric_title,
    no_cost_text,
    no_theme,
    points_of,
    short_unit,
    stability_text,
    value_text,
)
from cxtext.findings.terms import explain_terms, terms_line
from cxtext.findings.views import intent_shares, lineage, metric_views, value_name

__all__ = [
    "FACTORS",
    "SHOWN",
    "AnalysisLike",
    "Basis",
    "Finding",
    "Kind",
    "Quote",
    "QuoteBook",
    "Score",
    "basis_of",
    "candidates_note",
    "certainty",
    "costing",
    "doubt_text",
    "effect_text",
    "emotions_text",
    "explain_terms",
    "factor_text",
    "factors_in_use",
    "front_note",
    "general_note",
    "given_themes",
    "headline",
    "intent_shares",
    "intents_text",
    "ledger_blocks",
    "left_out_text",
    "limits_text",
    "lineage",
    "list_findings",
    "list_scores",
    "metric_phrase",
    "metric_title",
    "metric_views",
    "missing_ranks",
    "no_cost_note",
    "no_cost_text",
    "no_theme",
    "order_text",
    "points_of",
    "records",
    "rest_text",
    "shared_text",
    "short_unit",
    "stability_text",
    "terms_line",
    "theme_details",
    "tie_text",
    "ties_note",
    "too_few",
    "top_themes",
    "value_name",
    "value_text",
]
