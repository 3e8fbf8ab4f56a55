from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from fixtures.analysis import FakeAnalysis, make_analysis, make_manifest

from cxtext.findings import QuoteBook, describe_ranking, lineage, metric_views
from cxtext.report import Changes, Document, Groups, Method, MetricPage, Responses, Row, Search, ThemePages, build_document
from cxtext.run import count_rows


@pytest.fixture(scope="module")
def analysis() -> FakeAnalysis:
    return make_analysis()


@pytest.fixture(scope="module")
def document(analysis: FakeAnalysis) -> Document:
    return build_document(analysis)


def ranked(document: Document) -> list[Row]:
    page = document.metrics[0]
    return [*page.pains, *page.candidates, *page.strengths, *page.others]


def test_every_number_of_a_ranked_row_is_a_cell_of_the_scorecard(analysis: FakeAnalysis, document: Document) -> None:
    card = analysis.tables["scorecard"].set_index("theme_id")
    rows = ranked(document)
    assert sorted(row.theme.theme_id for row in rows) == sorted(card.index)
    for row in rows:
        cells = card.loc[row.theme.theme_id]
        for column in ("rank", "tier", "n_responses", "share", "negative_share", "p_top5", "metric_with", "adjusted"):
            assert getattr(row.score, column) == cells[column], column
        f = row.finding
        assert (f.effect, f.low, f.high) == (cells["adjusted"], cells["adjusted_low"], cells["adjusted_high"])


def test_pain_points_keep_the_order_of_the_ranking(document: Document) -> None:
    for rows in (document.metrics[0].pains, document.metrics[0].candidates):
        ranks = [row.theme.rank for row in rows]
        assert ranks == sorted(ranks)


def turn_first_pain_into(kind: str) -> tuple[MetricPage, MetricPage]:
    """Return the page of the first metric before and after its first pain point is of another kind."""
    analysis = make_analysis()
    before = build_document(analysis).metrics[0]
    themes = analysis.tables["themes"]
    themes.loc[themes["theme_id"] == before.pains[0].theme.theme_id, "kind"] = kind
    return before, build_document(analysis).metrics[0]


def test_a_verdict_is_listed_with_its_cost_and_not_ranked() -> None:
    before, after = turn_first_pain_into("verdict")
    first = before.pains[0].theme
    assert [row.theme.theme_id for row in after.verdicts] == [first.theme_id]
    assert [row.theme.theme_id for row in after.pains] == [row.theme.theme_id for row in before.pains[1:]]
    verdict = after.ranking.verdicts[0]
    assert first.effect_with_limits in after.ranking.verdict_text(verdict)
    assert {one.label for one in verdict.also} <= {row.theme.finding.label for row in after.rows}
    assert before.verdicts == [] and all(not row.theme.also for row in before.rows)


def test_an_aside_is_named_and_not_ranked() -> None:
    before, after = turn_first_pain_into("aside")
    first = before.pains[0].theme
    assert [row.theme.theme_id for row in after.asides] == [first.theme_id]
    assert [row.theme.theme_id for row in after.pains] == [row.theme.theme_id for row in before.pains[1:]]
    size = f"{first.score.n_responses:,} {after.ranking.basis.noun}s"
    cost = f"{first.effect_with_limits} {after.metric.effect_unit}"
    nothing = f"“Nothing to add” ({before.ranking.n_non_answers} responses)"
    assert before.ranking.n_non_answers > 1
    assert after.ranking.asides_text == f"Aside, no feedback on anything: “{first.name}” ({size}, {cost}), {nothing}."
    assert before.ranking.asides_text == f"Aside, no feedback on anything: {nothing}."
    assert replace(before.ranking, n_non_answers=0).asides_text == ""


def test_established_means_that_the_interval_excludes_zero(document: Document) -> None:
    page = document.metrics[0]
    assert page.pains and page.candidates
    assert all(row.finding.high < 0 for row in page.pains)
    assert all(row.finding.low <= 0 <= row.finding.high for row in page.candidates)
    assert {row.tone for row in page.candidates} == {"mute"}


def test_a_section_says_what_its_units_do(analysis: FakeAnalysis, document: Document) -> None:
    units = analysis.tables["assignments"].merge(analysis.tables["sentiment"], on="unit_id")
    for page in document.section(ThemePages).pages:
        counts = units.loc[units["theme_id"] == page.theme.theme_id, "intent"].value_counts()
        issues = counts.get("issue", 0) / counts.sum()
        assert (f"{issues:.0%} issues" in page.intents) == (issues >= 0.01)


def test_counts_add_up(analysis: FakeAnalysis, document: Document) -> None:
    counts = document.section(Method).counts
    assert counts.n_responses == counts.n_content + counts.n_non_answer + counts.n_blank == len(analysis.tables["responses"])
    assert counts.n_units == counts.n_assigned + counts.n_unassigned == len(analysis.tables["units"])
    assert counts.n_themes == len(document.section(ThemePages).pages)
    assert counts == analysis.manifest.counts == count_rows(analysis.tables, analysis.manifest.input)
    assert counts.n_rows_kept == analysis.tables["responses"]["row"].nunique()


def test_dropped_rows_are_shown(analysis: FakeAnalysis) -> None:
    counts = replace(analysis.manifest.counts, n_rows=403, n_rows_dropped=3)
    manifest = replace(analysis.manifest, counts=counts)
    flow = build_document(FakeAnalysis(analysis.tables, manifest)).section(Method).flow
    assert (flow[0].total, flow[0].parts) == ("403 rows read", "400 kept + 3 dropped, listed in the issues")


def test_headline_names_the_first_established_theme_and_its_numbers(document: Document) -> None:
    first = document.metrics[0].pains[0].theme
    assert f"“{first.label}”" in document.headline
    numbers = [first.effect, *first.limits.strip("[]").split(", ")]
    assert all(number.startswith("−") and number[1:] in document.headline for number in numbers)
    # The figure of a theme that was picked for being first is the one that allows for that, not the plain gap.
    assert f"NPS over all answers being {first.effect[1:]} points lower" in document.headline
    assert f"{abs(first.score.gap):.1f}" not in document.headline


def test_headline_is_honest_when_nothing_is_established() -> None:
    document = build_document(make_analysis(weak=True))
    assert document.headline.startswith("No theme is established as costing NPS points")
    assert not document.metrics[0].pains
    assert document.metrics[0].candidates


def test_lower_is_better_turns_the_reading_not_the_ranking() -> None:
    document = build_document(make_analysis(metrics=("csat", "effort")))
    assert [page.metric.name for page in document.metrics] == ["csat", "effort"]
    effort = document.metrics[1]
    assert effort.metric.sign < 0
    assert effort.pains[0].label == "slow export"
    assert all(row.finding.low > 0 for row in effort.pains)
    assert all(row.finding.high < 0 for row in effort.strengths if row.finding.established)
    headline = effort.ranking.headline
    assert "Effort (CES)” over all answers being " in headline and "points higher" in headline


def test_the_primary_metric_comes_first() -> None:
    analysis = make_analysis(metrics=("csat", "effort"))
    analysis.manifest = replace(analysis.manifest, primary_metric="effort")
    assert [page.metric.name for page in build_document(analysis).metrics] == ["effort", "csat"]


def test_without_a_score_the_page_says_so_and_shows_negative_mentions() -> None:
    document = build_document(make_analysis(metrics=()))
    page = document.metrics[0]
    assert "no score column" in document.headline
    assert page.metric.is_volume and page.pains
    assert all(row.finding.effect is None for row in ranked(document))
    assert all(row.score.damage > 0 for row in page.pains)
    assert all(row.score.positive_share >= 0.5 for row in page.strengths)
    assert not page.candidates


def test_without_themes_the_responses_are_listed() -> None:
    analysis = make_analysis(n=12, themes=False)
    document = build_document(analysis)
    content = analysis.tables["responses"].query("status == 'content'")["response_id"].tolist()
    assert document.headline.startswith("No theme was found")
    assert [q.response_id for q in document.section(Responses).quotes] == content
    assert not document.metrics and document.section(ThemePages) is None


def test_quotes_are_cut_out_of_the_response_and_come_from_different_people(analysis: FakeAnalysis, document: Document) -> None:
    texts = analysis.tables["responses"].set_index("response_id")["text"]
    themes = dict(zip(analysis.tables["assignments"]["unit_id"], analysis.tables["assignments"]["theme_id"], strict=True))
    for page in document.section(ThemePages).pages:
        ids = [q.response_id for q in page.quotes]
        assert len(set(ids)) == len(ids) > 0
        for q in page.quotes:
            whole = " ".join(str(texts[q.response_id]).replace("\x00", "").replace("\x07", "").split())
            assert q.text.rstrip("…") in whole or "\u202e" in whole
            assert themes[q.unit_id] == page.theme.theme_id


def test_a_pain_point_is_quoted_with_a_complaint_when_there_is_one(document: Document) -> None:
    page = document.metrics[0]
    assert {row.quote.sentiment for row in page.pains + page.candidates} == {"negative"}
    assert {row.quote.sentiment for row in page.strengths} == {"positive"}


def test_quotes_do_not_depend_on_the_order_of_the_tables(analysis: FakeAnalysis) -> None:
    ranking = describe_ranking(analysis, metric_views(analysis)[0])
    tables = {name: frame.sample(frac=1, random_state=3).reset_index(drop=True) for name, frame in analysis.tables.items()}
    shuffled = QuoteBook(FakeAnalysis(tables, analysis.manifest), ranking)
    for theme in ranking.themes:
        quotes = shuffled.quotes(theme.theme_id, 9)
        assert quotes and quotes == QuoteBook(analysis, ranking).quotes(theme.theme_id, 9)


def test_hidden_themes_are_left_out(analysis: FakeAnalysis) -> None:
    themes = analysis.tables["themes"].copy()
    themes.loc[themes["theme_id"] == "T001", "status"] = "hidden"
    document = build_document(FakeAnalysis({**analysis.tables, "themes": themes}, analysis.manifest))
    assert "T001" not in {row.theme.theme_id for row in ranked(document)}
    assert "T001" not in {page.theme.theme_id for page in document.section(ThemePages).pages}
    assert "T001" not in {row[0] for row in document.section(Search).to_json()["quotes"]}


def test_only_groups_that_pass_the_correction_are_shown(document: Document) -> None:
    rows = [difference.row for difference in document.section(Groups).differences]
    assert [(row.group, row.q_value) for row in rows] == [("enterprise", 0.001), ("free", 0.03)]


def test_issues_are_grouped_with_counts_that_add_up(analysis: FakeAnalysis, document: Document) -> None:
    groups = document.section(Method).issues
    assert sum(group.count for group in groups) == len(analysis.tables["issues"])
    assert groups[0].code == "score-out-of-range"
    assert groups[0].examples[0].startswith("row 7, column nps")


def test_a_missing_adjusted_effect_falls_back_to_removal_and_says_so(analysis: FakeAnalysis) -> None:
    card = analysis.tables["scorecard"].copy()
    card[["adjusted", "adjusted_low", "adjusted_high"]] = math.nan
    document = build_document(FakeAnalysis({**analysis.tables, "scorecard": card}, analysis.manifest))
    assert {row.finding.lens for row in ranked(document)} == {"impact"}
    assert "compared with the answers without it" in document.headline


def test_a_theme_without_any_effect_is_kept(analysis: FakeAnalysis) -> None:
    card = analysis.tables["scorecard"].copy()
    one = card["theme_id"] == "T008"
    card.loc[one, ["adjusted", "adjusted_low", "adjusted_high", "impact", "impact_low", "impact_high", "metric_with"]] = math.nan
    document = build_document(FakeAnalysis({**analysis.tables, "scorecard": card}, analysis.manifest))
    assert "T008" in {row.theme.theme_id for row in ranked(document)}
    assert "T008" not in {row.theme.theme_id for row in document.metrics[0].chart}


def test_the_lineage_is_of_the_data_and_not_of_the_moment(analysis: FakeAnalysis) -> None:
    later = FakeAnalysis(analysis.tables, replace(analysis.manifest, created_at="2031-01-01"))
    other = FakeAnalysis(analysis.tables, replace(analysis.manifest, seed=9))
    assert lineage(later) == lineage(analysis) != lineage(other)


def test_an_analysis_of_nothing_still_makes_a_document() -> None:
    from cxtext import schema

    tables = {name: schema.empty(name) for name in schema.TABLES}
    nothing = FakeAnalysis(tables, make_manifest(tables, ""))
    document = build_document(nothing)
    assert document.title == "Feedback"
    assert not document.metrics and document.section(Responses) is None
    assert isinstance(nothing.tables["units"], pd.DataFrame)


def test_what_changes_is_said_with_its_denominators_and_no_cause(analysis: FakeAnalysis, document: Document) -> None:
    changes = document.section(Changes)
    assert [(change.theme.theme_id, change.flag, change.q_value) for change in changes.themes] == [("T002", "changed", 0.008)]
    waves = analysis.tables["trends"].query("theme_id == 'T002' and not partial")
    last, before = waves.iloc[-1], waves.iloc[:-1]
    text = changes.themes[0].text
    assert text.startswith("changed: mentioned by ")
    assert f"in 2025-Q1 ({last['n']} of {last['n_wave']})" in text
    assert f"in the {len(before)} periods before ({before['n'].sum()} of {before['n_wave'].sum()})" in text
    assert changes.note.endswith("2025-Q2 is not complete and not judged.")
    assert not {"because", "due", "caused", "driven"} & set(text.split())


def test_what_a_change_goes_with_and_what_a_flag_leaves_open_is_said(analysis: FakeAnalysis) -> None:
    trends, judged = analysis.tables["trends"].copy(), analysis.tables["trends"]["p_value"].notna()
    trends["doubling_power"] = np.where(judged, np.where(trends["theme_id"] == "T001", 0.97, 0.02), np.nan)
    trends.loc[judged & (trends["theme_id"] == "T002"), "not_ruled_out"] = "season, mix of groups"
    trends.loc[judged & (trends["theme_id"] == "T003"), "goes_with"] = "season; mix of <channel>"
    document = build_document(FakeAnalysis({**analysis.tables, "trends": trends}, analysis.manifest))
    changes = document.section(Changes)
    assert changes.themes[0].text.endswith("; not ruled out, as it cannot be checked: season, mix of groups")
    (explained,) = changes.explained
    assert explained.theme.theme_id == "T003"
    assert "goes with the season, or the mix of “<channel>” or cannot be told from it" in explained.text
    n = trends["theme_id"].nunique()
    assert f"in 8 of 10 cases or more for 1 of {n} themes, and in fewer than 1 of 10 cases for the rest" in changes.power
    notes = {row.note for page in document.section(ThemePages).pages for row in page.waves if row.q_value is not None}
    assert "a doubling would be seen in more than 9 of 10 cases" in notes


def test_waves_stay_in_the_order_of_the_table(analysis: FakeAnalysis) -> None:
    tables = dict(analysis.tables)
    named = tables["trends"].assign(wave=lambda t: t["wave"].map({w: f"w{9 - i}" for i, w in enumerate(sorted(set(t["wave"])))}))
    shown = build_document(FakeAnalysis({**tables, "trends": named}, analysis.manifest)).section(ThemePages).pages[0].waves
    assert [row.wave for row in shown] == sorted({row.wave for row in shown}, reverse=True)


def test_a_theme_that_dissolves_says_so_in_its_row() -> None:
    from cxtext.findings import doubt_text

    assert doubt_text(0.31) == "often not found again in other samples"
    assert doubt_text(0.5) == doubt_text(None) == ""
    analysis = make_analysis()
    analysis.tables["themes"]["stability"] = 0.2
    assert {row.theme.doubt for row in ranked(build_document(analysis))} == {"often not found again in other samples"}
