"""Parts stand below their theme: the largest by cost, of a strength by gain, the others as one, and all add up."""

from __future__ import annotations

import pandas as pd
import pytest
from fixtures.analysis import FakeAnalysis, make_analysis

from cxtext.cli.ranking import render
from cxtext.findings import Kind, RankedTheme, Ranking, describe_ranking, metric_views
from cxtext.report import render_html, render_notebook


def with_parts(points: list[float], metric: str = "nps") -> tuple[FakeAnalysis, Ranking]:
    """Return an analysis whose first theme has these parts; the last is what is in none."""
    analysis = make_analysis(hostile=False, metrics=(metric,) if metric else ())
    name = analysis.manifest.primary_metric
    ids = [f"T001.{i + 1}" for i in range(len(points) - 1)]
    themes = analysis.tables["themes"]
    one = themes[themes["theme_id"] == "T001.1"]
    extra = pd.concat([one.assign(theme_id=part, label=f"part {part[-1]}") for part in ids], ignore_index=True)
    analysis.tables["themes"] = pd.concat([themes[themes["parent_id"].isna()], extra], ignore_index=True)
    rows = [["T001", name, part, 7, 0.05, value] for part, value in zip([*ids, None], points, strict=True)]
    analysis.tables["subthemes"] = pd.DataFrame(rows, columns=list(analysis.tables["subthemes"].columns))
    return analysis, describe_ranking(analysis, metric_views(analysis)[0])


def first_theme(ranking: Ranking) -> RankedTheme:
    return next(theme for theme in ranking.themes if theme.theme_id == "T001")


def test_the_costliest_come_first_and_the_others_are_one() -> None:
    _, ranking = with_parts([-0.5, -3.0, 0.2, -1.0, -2.0, -0.4])
    theme = first_theme(ranking)
    assert theme.finding.kind == Kind.PAIN
    assert [part.points for part in theme.parts] == [-3.0, -2.0, -1.0, -0.5, 0.2, -0.4]
    assert [part.label for part in theme.first_parts] == ["part 2", "part 5", "part 4", "2 more, or in no part"]
    assert theme.first_parts[-1].points == pytest.approx(-0.7)
    assert sum(part.points or 0.0 for part in theme.first_parts) == pytest.approx(sum(part.points or 0.0 for part in theme.parts))


def test_where_lower_is_better_the_costliest_add_most() -> None:
    _, ranking = with_parts([0.1, 0.9, 0.2], "effort")
    assert ranking.metric.sign < 0
    assert [part.label for part in first_theme(ranking).parts] == ["part 2", "part 1", "in no part"]


def test_without_a_score_parts_have_the_share_that_complains() -> None:
    _, ranking = with_parts([0.05, 0.11, 0.01], "")
    assert [part.points_text for part in first_theme(ranking).parts] == ["11%", "5.0%", "1.0%"]
    assert "say it negatively" in ranking.parts_note


def test_every_output_has_the_parts_and_says_what_their_points_are() -> None:
    analysis, ranking = with_parts([-0.5, -3.0, 0.2, -1.0, -0.4])
    table, page, notebook = (show(analysis) for show in (render, render_html, render_notebook))
    for part in first_theme(ranking).first_parts:
        for text in (table, page, notebook):
            assert part.label in text and part.points_text in text
    for text in (table, page):
        assert ranking.parts_note in text


def test_a_theme_without_effect_has_parts_without_points() -> None:
    analysis, _ = with_parts([float("nan")] * 6)
    ranking = describe_ranking(analysis, metric_views(analysis)[0])
    assert {part.points_text for part in first_theme(ranking).first_parts} == {"–"}
