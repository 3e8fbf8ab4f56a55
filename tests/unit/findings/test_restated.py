"""What is said of a restated run is what table restated has, beside today's ranking."""

from __future__ import annotations

import pandas as pd
from fixtures.analysis import make_analysis

from cxtext import schema
from cxtext.cli.ranking import render
from cxtext.findings import describe_ranking, describe_restated, metric_views
from cxtext.report import render_html, render_summary


def row(metric, label, theme_id, **values):
    return {
        "earlier_theme_id": "T901",
        "earlier_label": label,
        "metric": metric,
        "earlier_rank": 1,
        "earlier_n_responses": 12,
        "earlier_share": 0.125,
        "earlier_impact": -0.5,
        "earlier_low": -0.75,
        "earlier_high": -0.25,
        "theme_id": theme_id,
        "share_kept": 0.5,
    } | values


def make_restated():
    """An analysis that was restated: one theme of before is a theme of today, one was no cause, one is in no theme now."""
    analysis = make_analysis()
    metric = metric_views(analysis)[0]
    today = describe_ranking(analysis, metric).pains[0]
    rows = [
        row(metric.name, "Old <b>name</b>", today.theme_id),
        row(
            metric.name,
            "Happy with all",
            today.theme_id,
            earlier_rank=None,
            earlier_impact=None,
            earlier_low=None,
            earlier_high=None,
        ),
        row(metric.name, "Lost topic", None, earlier_rank=2, share_kept=0.9),
        row("another metric", "Not of this metric", today.theme_id),
    ]
    analysis.tables["restated"] = schema.conform("restated", pd.DataFrame(rows))
    return analysis, metric, today


def test_a_run_that_was_not_restated_says_nothing():
    analysis = make_analysis()
    assert describe_restated(analysis, describe_ranking(analysis, metric_views(analysis)[0])) is None
    assert "measured again under" not in render(analysis) + render_html(analysis) + render_summary(analysis)


def test_each_theme_of_before_stands_beside_the_one_that_it_went_to():
    analysis, metric, today = make_restated()
    figures = describe_restated(analysis, describe_ranking(analysis, metric))
    first, happy, lost = figures.rows
    assert (first.rank, first.share, first.effect) == ("1", "12%", metric.effect_text(-0.5))
    assert first.limits == metric.limits_text(-0.75, -0.25)
    assert (first.now, first.share_kept, first.effect_now) == (today.label, "50%", today.effect_with_limits)
    assert (happy.rank, happy.effect, happy.limits) == ("–", "–", "")
    assert (lost.now, lost.theme_id, lost.effect_now) == ("no theme", None, "–")


def test_terminal_report_and_summary_show_it():
    analysis, _, today = make_restated()
    text, page, summary = render(analysis), render_html(analysis), render_summary(analysis)
    assert "Lost topic" in text and "its opinions went to" in text
    section = page[page.index('data-test="restated"') :].partition("</section>")[0]
    assert "Lost topic" in section and "Old &lt;b&gt;name&lt;/b&gt;" in section and "Not of this metric" not in page
    assert f'href="#theme-{today.theme_id}"' in section
    assert "Lost topic" in summary and "Restated under the themes of another run" in summary
