"""The ranking is put into words once; terminal, summary, page and exports lay out the same list."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fixtures.analysis import FakeAnalysis, make_analysis

from cxtext.backlog import load_exporter
from cxtext.cli.ranking import render
from cxtext.findings import Ranking, describe_ranking, metric_views
from cxtext.report import render_html, render_notebook, render_summary

CASES: dict[str, dict[str, Any]] = {
    "score": {},
    "no score": {"metrics": ()},
    "nothing established": {"weak": True},
    "lower is better": {"metrics": ("effort",)},
}


def ranking_of(analysis: FakeAnalysis) -> Ranking:
    return describe_ranking(analysis, metric_views(analysis)[0])


@pytest.mark.parametrize("case", list(CASES))
def test_every_output_has_the_same_list(case: str) -> None:
    analysis = make_analysis(**CASES[case], hostile=False)
    ranking = ranking_of(analysis)
    table, summary = render(analysis), render_summary(analysis)  # type: ignore[arg-type]
    page, notebook = render_html(analysis), render_notebook(analysis)
    tickets = load_exporter("markdown").export(analysis)["pain-points.md"].decode()
    assert ranking.pains
    for theme in ranking.pains:
        cost = theme.damage if ranking.metric.is_volume else theme.effect
        line = next(line for line in table.splitlines() if line.split()[:1] == [str(theme.rank)])
        assert theme.name in line and theme.share in line.split() and theme.priority in line.split()
        part = tickets.partition(f"## {theme.rank}. {theme.label}\n")[2].partition("\n## ")[0]
        assert theme.share in part and theme.negative in part and cost in part
        for text in (page, notebook):
            assert theme.label in text and theme.share in text and theme.priority in text and cost in text
    listed = re.findall(r"^\d+\\\. \*\*(.+?)\*\*", summary, re.M)
    assert listed == [theme.label for theme in ranking.pains[: len(listed)]] and listed
    assert ranking.order in page and ranking.order in table


def test_established_pain_points_come_before_candidates() -> None:
    ranking = ranking_of(make_analysis())
    sure = [theme.finding.established for theme in ranking.pains]
    assert sure == sorted(sure, reverse=True) and len(set(sure)) == 2


def test_what_a_list_leaves_out_is_counted() -> None:
    analysis = make_analysis()
    ranking = ranking_of(analysis)
    n = len(ranking.pains)
    assert ranking.rest_text(n) == "" and ranking.rest_text(n - 1) == "1 further pain point in the report."
    analysis.tables["scorecard"]["rank"] *= 2
    gaps = ranking_of(analysis)
    assert gaps.gaps_text(n) == "Ranks count all themes: a rank that is missing here belongs to a theme that is not a pain point."
    assert gaps.gaps_text(n - 1) == (
        "Ranks count all themes: a rank that is missing here belongs to a theme that is further down or not a pain point."
    )


def test_without_pain_points_the_ranking_says_why() -> None:
    analysis = make_analysis(hostile=False)
    card = analysis.tables["scorecard"]
    pains = {theme.theme_id for theme in ranking_of(analysis).pains}
    analysis.tables["scorecard"] = card[~card["theme_id"].isin(pains)]
    ranking = ranking_of(analysis)
    assert not ranking.pains and not ranking.has_gaps
    assert ranking.none_text == "No pain point was found." and ranking.none_note == "No theme is a pain point."
    few = ranking_of(make_analysis(n=12, themes=False))
    assert few.none_text.startswith("Too little data to establish a ranking: ") and few.none_text == few.few_text
