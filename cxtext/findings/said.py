"""What people complain about, and what they praise, counted: for surveys in which no theme is a pain point or a strength."""

from __future__ import annotations

from dataclasses import dataclass

from cxtext.findings.findings import UNRANKED
from cxtext.findings.ranking_text import RankedTheme, Ranking
from cxtext.findings.rows import AnalysisLike

#: A cause of which a smaller share of the responses complains is not among what is complained about most.
LEAST_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Said:
    """A theme, and how many responses have an opinion on it of one sentiment."""

    theme: RankedTheme
    sentiment: str
    n: int


def list_said(analysis: AnalysisLike, ranking: Ranking, sentiment: str) -> list[Said]:
    """Return the causes that some responses say something negative, or positive, about: those of most responses first.

    Causes of which less than a quarter of the responses say so come after the others: many speak of them, and few complain.

    Parameters
    ----------
    analysis : Analysis
        Read only.
    ranking : Ranking
    sentiment : {"negative", "positive"}
    """
    tables = analysis.tables
    labels = tables["sentiment"].set_index("unit_id")["label"]
    units = tables["units"][["unit_id", "response_id"]].merge(tables["assignments"][["unit_id", "theme_id"]], on="unit_id")
    units = units[(units["unit_id"].map(labels) == sentiment) & units["theme_id"].notna()]
    rows = tables["responses"].set_index("response_id")["row"]
    counts = units.assign(row=units["response_id"].map(rows)).groupby("theme_id")["row"].nunique().to_dict()
    counted = [Said(theme, sentiment, int(counts.get(theme.theme_id, 0))) for theme in ranking.themes]
    causes = [one for one in counted if one.n and one.theme.finding.kind not in UNRANKED]
    return sorted(causes, key=lambda one: (one.n < LEAST_SHARE * one.theme.score.n_responses, -one.n, one.theme.theme_id))
