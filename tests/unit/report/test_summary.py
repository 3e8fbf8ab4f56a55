from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from fixtures.analysis import FakeAnalysis, make_analysis

from cxtext.backlog import load_exporter
from cxtext.cli.ranking import render
from cxtext.findings import SHOWN, explain_terms, list_also_mentioned
from cxtext.report import build_document, render_html, render_summary


def test_it_says_what_the_first_screen_says() -> None:
    analysis = make_analysis(hostile=False)
    text, first = render_summary(analysis), build_document(analysis).first
    assert first.score is not None and f"**NPS: {first.score.value}**" in text and first.score.spread in text
    assert [part.text in text for part in first.score.parts] == [True] * 3
    for place, fix in enumerate(first.fixes, 1):
        line = f"{place}\\. **{fix.theme.label}** – {fix.text}. {fix.reach}. {fix.sure}."
        assert line in text and fix.quote is not None and f"response {fix.quote.response_id})" in text
    for strength in first.praise:
        assert f"- **{strength.theme.label}** – {strength.text}" in text
    for change in first.changes:
        assert change.text in text


@pytest.mark.parametrize("options", [{}, {"metrics": ()}, {"metrics": ("csat", "effort")}, {"weak": True}])
def test_it_fits_a_page(options: dict[str, object]) -> None:
    text = render_summary(make_analysis(n=3000, **options))  # type: ignore[arg-type]
    assert len(text.splitlines()) <= 50
    assert len(text.split()) <= 540  # a page of 50 lines


def test_hostile_words_are_no_markup() -> None:
    text = render_summary(make_analysis())
    assert "<" not in text
    assert "\x00" not in text


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"metrics": ()}, "There is no score"),
        ({"weak": True}, "Nothing is established yet. These are candidates"),
        ({"themes": False, "n": 6}, "No theme was found"),
    ],
)
def test_it_is_honest(options: dict[str, object], sentence: str) -> None:
    assert sentence in render_summary(make_analysis(**options))  # type: ignore[arg-type]


def test_that_there_are_only_candidates_is_said_once() -> None:
    assert render_summary(make_analysis(weak=True)).count("candidates") == 1


@pytest.mark.parametrize("weak", [True, False])
def test_a_table_header_stands_above_rows(weak: bool) -> None:
    analysis = make_analysis(weak=weak)
    lines = render(analysis).splitlines()  # type: ignore[arg-type]
    (head,) = (i for i, line in enumerate(lines) if line.startswith("rank  theme"))
    assert lines[head + 1].split()[0].isdigit()
    assert sum(line.startswith("Candidates: ") for line in lines) == 1
    assert lines[head - 1].startswith("Candidates: ") is weak
    assert (lines[head - 2] == "No pain point is established.") is weak
    for text in (render_summary(analysis), load_exporter("markdown").export(analysis)["pain-points.md"].decode()):
        assert not any(line.startswith("| ---") for line in text.splitlines())


@pytest.mark.parametrize("metrics", [("nps",), ()])
def test_the_priority_that_decides_and_the_terms_are_told(metrics: tuple[str, ...]) -> None:
    analysis = make_analysis(metrics=metrics)
    page, shown = render_html(analysis), render(analysis)  # type: ignore[arg-type]
    metric = build_document(analysis).metrics[0]
    assert [row.theme.rank for row in metric.pains] == list(range(1, len(metric.pains) + 1))
    for row in metric.pains + metric.candidates:
        priority, score = row.theme.priority, row.score
        assert f": {priority} (priority)</dd>" in page or not score.priority
        number = float(priority.rstrip("%").replace(",", "")) / (1 if metrics else 100)
        assert number == pytest.approx(score.priority, abs=0.006 if metrics else 0.0006 + 0.01 * score.priority)
        line = next(line for line in shown.splitlines() if line.split()[:1] == [str(row.theme.rank)])
        assert priority in line.split()
    assert "Ranked by priority: the cautious end (80% limit)" in page and "Ranked by priority" in shown
    assert 'href="#terms"' in page and 'id="terms"' in page
    for term, meaning in explain_terms(has_score=bool(metrics)):
        assert f"<dt>{term.capitalize()}</dt><dd>{meaning[:1].upper()}{meaning[1:]}." in page


def test_what_came_to_each_theme_of_a_codebook_is_told() -> None:
    analysis = make_analysis(hostile=False)
    assert "codebook" not in render(analysis) + render_summary(analysis)  # type: ignore[arg-type]
    themes = analysis.tables["themes"].copy()
    given = themes["theme_id"].isin([f"T{i:03d}" for i in range(1, 9)])
    themes["origin"] = themes["origin"].where(~given, "codebook")
    themes.loc[themes["theme_id"] == "T003", ["n_units", "n_responses"]] = 0
    analysis.tables["themes"] = themes
    rows = themes[given].sort_values(["n_responses", "n_units"], ascending=False)
    shown, summary = render(analysis), render_summary(analysis)  # type: ignore[arg-type]
    for row in rows.head(SHOWN).itertuples():
        assert f"- **{row.label}**: {row.n_responses} responses, {row.n_units} opinion units" in summary
        assert any(line.split() == [*row.label.split(), str(row.n_responses), str(row.n_units)] for line in shown.splitlines())
    rest = f"In the report: 2 further themes of the codebook, {rows['n_units'].iloc[SHOWN:].sum()} opinion units in all."
    assert rest in shown and rest in summary


@pytest.mark.parametrize("metrics", [("nps",), ("csat",), ("effort",), ()])
def test_one_unit_has_one_name(metrics: tuple[str, ...]) -> None:
    text = render_summary(make_analysis(metrics=metrics))
    assert " units " not in text.replace("opinion units", "").replace("of the units", "")


def test_without_a_score_the_share_of_negative_responses_is_shown() -> None:
    analysis = make_analysis(metrics=())
    row = analysis.tables["metrics"].iloc[0]
    text = render_summary(analysis)
    assert f"**Negative mentions: {row['value']:.0%}** of responses with a comment say something negative." in text


def several_questions() -> FakeAnalysis:
    """Return an analysis where each record holds the answers to two questions."""
    analysis = make_analysis(n=400, hostile=False)
    responses = analysis.tables["responses"].copy()
    responses["row"] = (responses.index // 2) + 1
    responses["question"] = ["good" if i % 2 else "bad" for i in range(len(responses))]
    counts = replace(analysis.manifest.counts, n_rows=200)
    manifest = replace(analysis.manifest, counts=counts)
    return FakeAnalysis({**analysis.tables, "responses": responses}, manifest)


def test_with_several_questions_it_says_what_shares_are_over() -> None:
    analysis = several_questions()
    content = analysis.tables["responses"].query("status == 'content'")["row"].nunique()
    text, document = render_summary(analysis), build_document(analysis)
    note = f"Counts and shares of themes are over the {content} responses with a usable comment"
    assert note in text
    assert text.count(note) == 1
    assert "200 responses to 2 questions" in text
    assert document.basis.noun == "response"
    page = render_html(analysis)
    assert note in page
    assert f"% of {content}</small>" in page
    assert note not in render_summary(make_analysis())


def test_too_few_submissions_are_named_instead_of_no_pain_point() -> None:
    analysis = make_analysis(n=30, weak=True, hostile=False)
    n = int((analysis.tables["responses"]["status"] == "content").sum())
    card = analysis.tables["scorecard"].assign(damage=0.0, negative_share=0.0, positive_share=0.3)
    few = FakeAnalysis({**analysis.tables, "scorecard": card}, analysis.manifest)
    said = f"Too little data to establish a ranking: {n} responses with content. A theme needs 5 similar responses"
    for text in (render_summary(few), render_html(few)):
        assert said in text
        assert "about 100 responses" in text
        assert "No theme is a pain point" not in text
    assert said in load_exporter("markdown").export(few)["pain-points.md"].decode()
    many = make_analysis(n=400, weak=True, hostile=False)
    assert "Too little data" not in render_summary(many)


def test_places_have_no_holes() -> None:
    analysis = make_analysis()
    themes = analysis.tables["themes"]
    themes.loc[themes["theme_id"] == build_document(analysis).metrics[0].pains[0].theme.theme_id, "kind"] = "verdict"
    page, document = render_html(analysis), build_document(analysis)
    rows = document.metrics[0].ordered
    assert [row.listed.place for row in rows if row.listed] == list(range(1, len(rows) + 1))
    assert rows[0].score.rank > 1
    for row in rows:
        part = page.partition(f'data-theme="{row.theme.theme_id}"')[2].partition("</tr>")[0]
        assert row.listed and f"<b>{row.listed.place}</b></td>" in part
    assert [line[:3] for line in render_summary(analysis).splitlines() if line[1:3] == "\\."] == ["1\\.", "2\\.", "3\\."]


def test_that_the_data_are_few_is_said_once_for_all_metrics() -> None:
    analysis = make_analysis(n=40, metrics=("nps", "effort"), weak=True, hostile=False)
    text = render_summary(analysis)
    assert text.count("Too little data to establish a ranking") == 1
    assert "## What to fix first for Effort (CES)" in text


def test_what_changed_is_said_in_one_sentence_also_where_nothing_did() -> None:
    analysis = make_analysis()

    def changed() -> str:
        return render_summary(analysis).partition("## What changed lately")[2].partition("##")[0]

    assert "**login problems** is mentioned" in changed() and "in 2025-Q1, by" in changed()
    analysis.tables["trends"] = analysis.tables["trends"].assign(flag=None)
    analysis.tables["metric_waves"] = analysis.tables["metric_waves"].iloc[:0]
    assert changed().strip() == "No theme is established to be mentioned more or less often than before."
    analysis.tables["trends"] = analysis.tables["trends"].iloc[:0]
    assert changed().strip() == "There are too few periods to see a change of the themes."
    undated = analysis.tables["responses"].assign(local_time=pd.NaT, created_at=pd.NaT)
    analysis.tables["responses"] = undated
    assert changed().strip() == "The responses have no dates, so nothing can be said of changes."


def test_a_change_of_the_score_that_chance_explains_is_not_called_one() -> None:
    analysis = make_analysis()
    table = analysis.tables["metric_waves"]
    last = table.index[~table["partial"]][-1]
    for low, high, said in ((-9.0, 3.0, "Chance alone could explain the difference"), (-9.0, -1.0, "NPS fell from")):
        table.loc[last, ["change", "change_low", "change_high"]] = [-5.0, low, high]
        assert said in render_summary(analysis)


def test_verdicts_and_asides_are_named_wherever_a_ranking_is() -> None:
    analysis = make_analysis()
    costly, small = (row.theme.theme_id for row in build_document(analysis).metrics[0].pains[:2])
    themes = analysis.tables["themes"]
    themes.loc[themes["theme_id"] == costly, "kind"] = "verdict"
    themes.loc[themes["theme_id"] == small, "kind"] = "aside"
    page = build_document(analysis).metrics[0]
    (verdict,), (_aside,) = page.verdicts, page.asides
    terminal, summary, report = render(analysis), render_summary(analysis), render_html(analysis)  # type: ignore[arg-type]
    assert f"Not ranked, as they give no reason: “{verdict.theme.name}”" in summary
    for text in (terminal, report):
        for part in (verdict.theme.effect, verdict.theme.limits, page.ranking.verdicts_note):
            assert part in text
    assert f"- “{verdict.theme.name}”: {page.ranking.verdict_text(verdict.theme)}" in terminal
    assert page.ranking.asides_text in terminal
    assert 'data-test="verdicts"' in report and 'data-test="asides"' in report
    shown = [row.theme.theme_id for row in (*page.pains, *page.candidates, *page.chart)]
    assert costly not in shown and small not in shown


def test_what_those_who_give_a_verdict_also_mention_adds_up() -> None:
    analysis = make_analysis()
    themes = analysis.tables["themes"]
    verdict = themes.loc[themes["parent_id"].isna(), "theme_id"].iat[0]
    assert list_also_mentioned(analysis) == {}
    themes.loc[themes["theme_id"] == verdict, "kind"] = "verdict"
    units = analysis.tables["assignments"].merge(analysis.tables["units"], on="unit_id")
    units = units.merge(analysis.tables["responses"][["response_id", "row"]], on="response_id")
    rows = units.groupby("theme_id")["row"].agg(set)
    also = list_also_mentioned(analysis)[verdict]
    assert also
    for one in also:
        assert one.n == len(rows[verdict] & rows[one.theme_id]) >= 3
        assert one.share == one.n / len(rows[verdict])
