"""The ranking is put into words once; terminal, summary, page and exports lay out the same list."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fixtures.analysis import FakeAnalysis, make_analysis

from cxtext.backlog import build_items, load_exporter
from cxtext.cli.ranking import render
from cxtext.findings import Ranking, describe_ranking, list_said, metric_views
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


def test_places_are_the_same_in_every_output_and_have_no_holes() -> None:
    analysis = make_analysis()
    themes = analysis.tables["themes"]
    first = ranking_of(analysis).pains[0].theme_id
    themes.loc[themes["theme_id"] == first, "kind"] = "verdict"
    ranking = ranking_of(analysis)
    assert [theme.rank for theme in ranking.listed] == list(range(1, len(ranking.listed) + 1))
    assert {theme.theme_id for theme in ranking.themes if theme.rank is None} >= {first}
    assert any(theme.rank != theme.score.rank for theme in ranking.listed)
    names = {theme.theme_id: theme for theme in ranking.listed}
    assert [item.rank for item in build_items(analysis) if item.theme_id in names] == [theme.rank for theme in ranking.listed]
    lines = render(analysis).splitlines()  # type: ignore[arg-type]
    shown = [line.split()[0] for line in lines if re.match(r" {0,3}\d{1,2}  ", line)]
    assert shown == [str(place) for place in range(1, len(shown) + 1)] and shown


def test_what_is_complained_about_is_counted_by_submission() -> None:
    analysis = make_analysis()
    tables = analysis.tables
    rows = tables["responses"].set_index("response_id")["row"]
    frame = tables["units"].merge(tables["assignments"], on="unit_id").merge(tables["sentiment"], on="unit_id")
    said = list_said(analysis, ranking_of(analysis), "negative")
    assert said == sorted(said, key=lambda one: -one.n) and all(one.theme.rank is not None for one in said)
    for one in said:
        own = frame[(frame["theme_id"] == one.theme.theme_id) & (frame["label"] == "negative")]
        assert one.n == own["response_id"].map(rows).nunique()


def test_what_a_list_leaves_out_is_counted() -> None:
    analysis = make_analysis()
    ranking = ranking_of(analysis)
    n = len(ranking.pains)
    assert ranking.rest_text(n) == "" and ranking.rest_text(n - 1) == "1 further pain point in the report."


def test_without_pain_points_the_ranking_says_why() -> None:
    analysis = make_analysis(hostile=False)
    card = analysis.tables["scorecard"]
    pains = {theme.theme_id for theme in ranking_of(analysis).pains}
    analysis.tables["scorecard"] = card[~card["theme_id"].isin(pains)]
    ranking = ranking_of(analysis)
    assert not ranking.pains
    assert ranking.none_text == "No pain point was found." and ranking.none_note == "No theme is a pain point."
    few = ranking_of(make_analysis(n=12, themes=False))
    assert few.none_text.startswith("Too little data to establish a ranking: ") and few.none_text == few.few_text
