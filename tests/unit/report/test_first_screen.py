"""The first screen says each thing once, in plain words, and nothing that the tables do not say."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from fixtures.analysis import FakeAnalysis, make_analysis

from cxtext.report import build_document, render_html
from cxtext.report.first_screen import NO_PROBLEM, NO_STRENGTH
from cxtext.settings import Metric

#: Words that belong below the first screen.
TERMS = ("tier", "priority", "stability", "lens", "bootstrap", "q-value", "by removal", "coefficient", "95%", "worst five")


def first_screen(analysis: FakeAnalysis) -> str:
    """Return the words of the first screen, without the figures of the chart."""
    part = render_html(analysis).partition('data-test="first-screen"')[2].partition('<section id="ranking"')[0]
    return re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>|<details.*?</details>", " ", part, flags=re.DOTALL))


@pytest.mark.parametrize("options", [{}, {"metrics": ()}, {"metrics": ("csat", "effort")}, {"weak": True}, {"n": 40}])
def test_no_term_stands_on_it(options: dict[str, object]) -> None:
    text = first_screen(make_analysis(hostile=False, **options)).lower()  # type: ignore[arg-type]
    assert [term for term in TERMS if term in text] == []


@pytest.mark.parametrize("options", [{}, {"metrics": ()}, {"metrics": ("effort",)}])
def test_every_statement_has_one_figure_and_a_quote_with_its_response(options: dict[str, object]) -> None:
    first = build_document(make_analysis(hostile=False, **options)).first  # type: ignore[arg-type]
    assert len(first.fixes) == 3
    for statement in (*first.fixes, *first.praise):
        is_counted = statement.sure in {NO_PROBLEM, NO_STRENGTH}
        figure, _, likely = statement.text.partition(" (very likely ")
        assert len(re.findall(r"\d[\d.,]*", figure)) == (2 if is_counted else 1)
        assert bool(likely) == (statement.theme.finding.low is not None and not is_counted)
        assert not statement.reach or statement.reach == f"Mentioned by {statement.theme.share} of responses with a comment"
        assert statement.quote is not None and statement.quote.response_id.startswith("R")


def test_the_score_is_the_cell_of_its_table_and_its_parts_add_up() -> None:
    analysis = make_analysis()
    row, score = analysis.tables["metrics"].iloc[0], build_document(analysis).first.score
    assert score is not None
    assert score.value == score.metric.value_text(row["value"])
    assert sum(part.share for part in score.parts) == pytest.approx(1)
    assert 100 * (score.parts[0].share - score.parts[2].share) == pytest.approx(row["value"])
    table = analysis.tables["metric_waves"]
    assert [(wave.wave, wave.value, wave.low) for wave in score.waves] == list(
        table[["wave", "value", "low"]].itertuples(index=False, name=None)
    )


def test_what_is_said_most_stands_beside_a_name_with_its_count() -> None:
    analysis = make_analysis(hostile=False)
    first = build_document(analysis).first
    themes = analysis.tables["themes"].set_index("theme_id")
    part = themes[themes["parent_id"] == first.fixes[0].theme.theme_id].sort_values("n_responses").iloc[-1]
    assert f"often about “{part['label']}” ({part['n_responses']})" in first.fixes[0].about
    assert not any(one.about for one in first.praise)


def test_sure_and_unsure_costs_are_told_apart() -> None:
    first = build_document(make_analysis()).first
    assert [statement.is_sure for statement in first.fixes] == [True, True, False]
    assert {statement.sure for statement in first.fixes} == {
        "Clear: more than chance explains",
        "Not certain: chance alone could explain it",
    }
    score = first.score
    assert score is not None
    scale = f"NPS runs from −100 to +100 and is {score.value}."
    assert first.fixes_note == f"2 pain points are clear; the others are not certain. {scale}"


@pytest.mark.parametrize(
    ("metric", "unit", "scale"),
    [
        ("nps", "NPS points", "NPS runs from −100 to +100 and is "),
        ("effort", "points of the average", "Points are of the average, which is "),
    ],
)
def test_a_cost_says_of_what_it_is(metric: str, unit: str, scale: str) -> None:
    analysis = make_analysis(metrics=(metric,))
    first = build_document(analysis).first
    assert first.score is not None and f" {unit} (very likely " in first.fixes[0].text
    assert f"{scale}{first.score.value}" in first.fixes_note


def test_a_strength_has_a_size_a_share_and_how_sure_it_is() -> None:
    first = build_document(make_analysis(hostile=False)).first
    strengths = [one for one in first.praise if one.sure != NO_STRENGTH]
    assert strengths
    for statement in strengths:
        amount = first.score.metric.amount_text(statement.theme.finding.effect, sure=statement.is_sure)  # type: ignore[union-attr]
        assert statement.is_sure and statement.text.startswith(f"is worth about {amount} NPS points (very likely ")
        assert statement.reach == f"Mentioned by {statement.theme.share} of responses with a comment" and statement.sure


def test_praise_without_an_established_gain_is_counted_and_has_no_points() -> None:
    first = build_document(make_analysis(hostile=False)).first
    unsure = [one for one in first.praise if not one.theme.finding.established]
    assert unsure and all("points" not in one.text and one.sure == NO_STRENGTH for one in unsure)


@pytest.mark.parametrize("weak", [False, True])
def test_a_cost_has_the_limits_of_its_interval_in_words(weak: bool) -> None:
    first = build_document(make_analysis(hostile=False, weak=weak)).first
    for statement in first.fixes:
        f = statement.theme.finding
        low, high = first.score.metric.amount_limits(f.low, f.high)  # type: ignore[union-attr, arg-type]
        span = f"{high} to {low}" if f.low * f.high > 0 else f"at most {low}"  # type: ignore[operator]
        assert statement.text.endswith(f"(very likely {span})") and (f.low * f.high > 0) == statement.is_sure  # type: ignore[operator]


def test_the_course_is_told_from_the_first_period_to_the_last() -> None:
    analysis = make_analysis()
    score = build_document(analysis).first.score
    assert score is not None
    complete = [wave for wave in score.waves if wave.has_enough and not wave.partial]
    first, last = complete[0], complete[-1]
    text = score.metric.value_text
    assert score.course.startswith(f"From {text(first.value)} in {first.wave} to {text(last.value)} in {last.wave}")
    overlap = first.low <= last.high and last.low <= first.high  # type: ignore[operator]
    assert score.course.endswith("no difference is shown." if overlap else "more than chance explains.")
    table = analysis.tables["metric_waves"]
    table.loc[table.index[2:], "n"] = 3
    short = replace(analysis, tables={**analysis.tables, "metric_waves": table})
    assert build_document(short).first.score.course == ""  # type: ignore[union-attr]


def test_periods_with_few_answers_are_named_and_not_drawn() -> None:
    analysis = make_analysis()
    table = analysis.tables["metric_waves"]
    complete = table.index[~table["partial"]]
    table.loc[complete[[1, -1]], "n"] = [1, 9]
    analysis = replace(analysis, tables={**analysis.tables, "metric_waves": table})
    score = build_document(analysis).first.score
    assert score is not None
    few = [(wave.wave, wave.n) for wave in score.waves if wave.n < 10]
    assert (table.loc[complete[1], "wave"], 1) in few and (table.loc[complete[-1], "wave"], 9) in few
    assert score.left_out.startswith(f"{len(few)} periods are not drawn, as they have fewer than 10 answers: ")
    assert all(f"{wave} ({n})" in score.left_out for wave, n in few)
    assert [wave.wave for wave in score.drawn] == [wave.wave for wave in score.waves if wave.n >= 10]
    text = render_html(analysis)
    chart = text.partition('<svg class="course wide"')[2].partition("</svg>")[0]
    assert chart.count("<circle") == len(score.drawn) and chart.count("<polyline") == 1
    assert (
        score.latest == f"The latest period, {table.loc[complete[-1], 'wave']}, has too few answers for a figure of its own (9)."
    )
    assert score.change.endswith("too few answers to say what changed.")


def test_where_nothing_is_established_the_first_candidates_are_named_as_such() -> None:
    first = build_document(make_analysis(weak=True)).first
    assert first.fixes_note.startswith("Nothing is established yet. These are candidates, first what may cost most.")
    assert first.fixes and not any(statement.is_sure for statement in first.fixes)


def test_a_metric_that_is_not_a_share_has_no_parts_and_a_definition() -> None:
    score = build_document(make_analysis(metrics=("effort",))).first.score
    assert score is not None and score.parts == () and "lower is better" in score.definition


def test_a_score_without_a_course_has_no_chart() -> None:
    analysis = make_analysis()
    analysis.tables["metric_waves"] = analysis.tables["metric_waves"].iloc[:1]
    score = build_document(analysis).first.score
    assert score is not None and score.waves == () and score.change == ""
    assert '<svg class="course' not in render_html(analysis)


def test_without_dates_it_says_so() -> None:
    analysis = make_analysis()
    for name in ("trends", "metric_waves"):
        analysis.tables[name] = analysis.tables[name].iloc[:0]
    analysis.tables["responses"] = analysis.tables["responses"].assign(local_time=pd.NaT, created_at=pd.NaT)
    first = build_document(analysis).first
    assert first.changes == () and first.changes_note == "The responses have no dates, so nothing can be said of changes."


def test_a_run_with_dates_and_no_theme_is_not_said_to_have_none() -> None:
    first = build_document(make_analysis(n=12, themes=False)).first
    assert "no dates" not in first.changes_note and first.changes


def test_a_theme_that_changed_is_said_to_be_mentioned_more_or_less() -> None:
    analysis = make_analysis()
    first = build_document(analysis).first
    trends = analysis.tables["trends"]
    row = trends[trends["flag"].notna()].iloc[0]
    (change,) = [one for one in first.changes if one.theme is not None]
    assert change.theme is not None and change.theme.theme_id == row["theme_id"]
    assert f"in {row['wave']}, by " in change.text and change.text.startswith("is mentioned ")
    others = trends[(trends["theme_id"] == row["theme_id"]) & ~trends["partial"] & (trends["wave"] != row["wave"])]
    pooled = others["n"].sum() / others["n_wave"].sum()
    assert ("more often" in change.text) == (row["share"] > pooled)


def test_groups_beyond_the_largest_are_not_offered() -> None:
    analysis = make_analysis()
    row = analysis.tables["groups"].iloc[0].to_dict()
    many = [{**row, "group": f"branch {i}", "n_group": 100 + i} for i in range(300)]
    analysis.tables["groups"] = pd.DataFrame(many)
    views = [view.label for view in build_document(analysis).views if view.kind != "Period"]
    assert len(views) == 40 and set(views) == {f"branch {i}" for i in range(260, 300)}
    assert len(render_html(analysis).encode()) < 1_000_000


def test_intervals_of_the_course_are_cut_at_the_scale_and_one_answer_has_none() -> None:
    analysis = make_analysis()
    manifest = replace(analysis.manifest, outcomes=(Metric(column="nps", kind="nps"),))
    waves = analysis.tables["metric_waves"]
    first, second = waves.index[waves["metric"] == "nps"][:2]
    waves.loc[first, ["n", "value", "low", "high"]] = [1, 50.0, 20.0, 80.0]
    waves.loc[second, ["n", "value", "low", "high"]] = [3, 90.0, 40.0, 130.0]
    score = build_document(FakeAnalysis(analysis.tables, manifest)).first.score
    assert score is not None
    one, cut = score.waves[:2]
    assert (one.value, one.low, one.high) == (50.0, None, None)
    assert (cut.low, cut.high) == (40.0, 100.0)
