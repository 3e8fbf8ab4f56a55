"""What somebody who sees a report for the first time stumbles over."""

from __future__ import annotations

import re

import pytest
from fixtures.analysis import make_analysis

from cxtext.findings import metric_views
from cxtext.metrics import VIEWS
from cxtext.report import build_document, render_html
from cxtext.report.waves import list_waves
from cxtext.schema import Code, Level, Stage, issue, issue_table


def test_an_issue_is_shown_whole_up_to_its_help() -> None:
    analysis = make_analysis()
    message = f"the scale of a column was guessed from its answers {'and so on ' * 30}to declare it: scale = [1, 5]"
    analysis.tables["issues"] = issue_table([issue(Stage.READ, Code.METRIC_ASSUMED, message, level=Level.WARNING)])
    assert "to declare it: scale = [1, 5]" in render_html(analysis)


def test_a_quote_says_that_its_id_is_that_of_a_response() -> None:
    sources = re.findall(r'<span class="source">([^<]*)</span>', render_html(make_analysis()))
    assert sources and all(re.search(r"(^| · )response R\d+$", source) for source in sources)


def test_the_numbers_of_the_chart_are_those_of_the_list() -> None:
    analysis = make_analysis()
    ranks = {row.anchor: row.listed.place for row in build_document(analysis).metrics[0].chart if row.listed}
    listed = re.findall(r'<li value="(\d+)"><a href="#([^"]+)"', render_html(analysis))
    assert all(ranks[anchor] == int(number) for number, anchor in listed)


def test_one_answer_has_no_interval_in_the_trend() -> None:
    analysis = make_analysis()
    trends = analysis.tables["trends"].copy()
    trends["n_metric"] = [1 + 4 * (i % 2) for i in range(len(trends))]
    analysis.tables["trends"] = trends.assign(metric=-100.0, metric_low=-100.0, metric_high=48.5)
    waves = [wave for rows in list_waves(analysis, metric_views(analysis)[0]).values() for wave in rows]
    assert {(wave.n_metric == 1, wave.metric_limits == "") for wave in waves} == {(True, True), (False, False)}


@pytest.mark.parametrize(
    ("metrics", "expected"), [(("nps",), "established as improving NPS"), ((), "No theme is mostly praise.")]
)
def test_without_strengths_nothing_is_said_of_points_where_there_is_no_score(metrics: tuple[str, ...], expected: str) -> None:
    analysis = make_analysis(metrics=metrics)
    card = analysis.tables["scorecard"]
    worse = -card[["adjusted", "adjusted_low", "adjusted_high", "impact"]].abs()
    analysis.tables["scorecard"] = card.assign(positive_share=0.0, negative_share=1.0, damage=1.0, **worse)
    text = render_html(analysis).partition('data-test="praise"')[2].partition("</section>")[0]
    assert expected in text
    assert ("improving" in text) is bool(metrics)


def test_the_ranking_without_a_score_is_not_called_by_the_name_of_its_rows() -> None:
    assert VIEWS["volume"].heading("negative_mentions") == "Negative mentions"
    assert VIEWS["nps"].heading("score") == "score"
