from __future__ import annotations

import csv
import io
import math
from dataclasses import replace

import pandas as pd
import pytest
from fixtures.analysis import FakeAnalysis, make_analysis

from cxtext import plugins
from cxtext.backlog import build_items, load_exporter
from cxtext.findings import describe_ranking, list_findings, metric_views
from cxtext.schema import TABLES

EXPORTERS = ("csv", "markdown", "jira")
render_backlog = plugins.load("cxtext.renderers", "backlog")


def rows(data: bytes | str) -> list[dict[str, str]]:
    text = data.decode("utf-8") if isinstance(data, bytes) else data
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def analysis() -> FakeAnalysis:
    return make_analysis()


def test_the_table_has_one_row_a_theme_with_the_numbers_of_the_scorecard(analysis: FakeAnalysis) -> None:
    card = analysis.tables["scorecard"].set_index("theme_id")
    found = rows(load_exporter("csv").export(analysis)["themes.csv"])
    listed = describe_ranking(analysis, metric_views(analysis)[0]).listed
    assert [row["theme_id"] for row in found][: len(listed)] == [one.theme_id for one in listed]
    assert [row["rank"] for row in found[: len(listed)]] == [str(place) for place in range(1, len(listed) + 1)]
    assert sorted(row["theme_id"] for row in found) == sorted(card.index)
    for row in found:
        for column in ("share", "adjusted", "adjusted_low", "damage", "p_top5"):
            assert float(row[column]) == pytest.approx(card.loc[row["theme_id"], column], rel=1e-5)


def test_the_backlog_holds_the_pain_points_only(analysis: FakeAnalysis) -> None:
    found = list_findings(analysis, metric_views(analysis)[0])
    pains = [f.theme_id for f in found if f.kind == "pain"]
    assert [row["theme_id"] for row in rows(render_backlog(analysis))] == pains
    assert len(rows(load_exporter("jira").export(analysis)["jira-001.csv"])) == len(pains) < len(found)
    assert load_exporter("markdown").export(analysis)["pain-points.md"].decode().count("\n## ") == len(pains)


def test_top_keeps_the_best_ranked(analysis: FakeAnalysis) -> None:
    assert [r["theme_id"] for r in rows(load_exporter("csv").export(analysis, top=2)["themes.csv"])] == ["T001", "T002"]
    assert len(rows(load_exporter("jira").export(analysis, top=1)["jira-001.csv"])) == 1


@pytest.mark.parametrize("name", EXPORTERS)
def test_bytes_are_the_same_every_time(name: str) -> None:
    exporter = load_exporter(name)
    assert exporter.export(make_analysis()) == exporter.export(make_analysis())


@pytest.mark.parametrize("name", EXPORTERS)
def test_no_pain_point_is_no_error(name: str) -> None:
    files = load_exporter(name).export(make_analysis(n=4, themes=False))
    assert all(files.values())


def test_what_arithmetic_leaves_of_zero_is_zero() -> None:
    analysis = make_analysis()
    analysis.tables["scorecard"]["metric_with"] = -7.1e-15
    assert {row["metric_with"] for row in rows(render_backlog(analysis))} == {"0"}


def test_no_text_cell_is_a_formula(analysis: FakeAnalysis) -> None:
    tables = {name: frame.copy() for name, frame in analysis.tables.items()}
    top = tables["themes"]["parent_id"].isna()
    tables["themes"].loc[top, "label"] = [f"{c}cmd() {i}" for i, c in enumerate("=+-@=+-@=+")]
    tables["themes"]["description"] = "@SUM(1)"
    hostile = FakeAnalysis(tables, analysis.manifest)
    for data in (load_exporter("csv").export(hostile)["themes.csv"], load_exporter("jira").export(hostile)["jira-001.csv"]):
        for row in rows(data):
            for column, cell in row.items():
                if column.startswith(("label", "description", "keyphrases", "quote", "Summary", "Description")):
                    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\x00")), (column, cell)
    assert rows(load_exporter("csv").export(hostile)["themes.csv"])[0]["label"] == "'=cmd() 0"


def test_negative_numbers_stay_numbers(analysis: FakeAnalysis) -> None:
    frame = pd.read_csv(io.BytesIO(load_exporter("csv").export(analysis)["themes.csv"]))
    assert frame["adjusted"].dtype == "float64" and (frame["adjusted"] < 0).any()


def test_an_external_id_outlives_the_run_but_not_the_data(analysis: FakeAnalysis) -> None:
    later = FakeAnalysis(analysis.tables, replace(analysis.manifest, created_at="2031-01-01", version="9"))
    other = make_analysis()
    receipt = other.manifest.input
    sources = (replace(receipt.sources[0], sha256="cd" * 32),)
    other.manifest = replace(other.manifest, input=replace(receipt, sources=sources))
    ids = [[r["external_id"] for r in rows(render_backlog(a))] for a in (analysis, later, other)]
    assert ids[0] == ids[1] != ids[2]
    assert ids[0][0].startswith("cxtext-T001-")


def test_jira_gets_the_columns_it_maps_and_files_it_can_take(analysis: FakeAnalysis) -> None:
    themes, card = analysis.tables["themes"], analysis.tables["scorecard"]
    themes = themes[themes["theme_id"] == "T001"]
    card = card[card["theme_id"] == "T001"]
    many = [f"T{i:04d}" for i in range(1, 602)]
    tables = {
        **analysis.tables,
        "themes": pd.concat([themes.assign(theme_id=t, label=f"theme {t}") for t in many]),
        "scorecard": pd.concat([card.assign(theme_id=t, rank=i) for i, t in enumerate(many, 1)]),
    }
    files = load_exporter("jira").export(FakeAnalysis(tables, analysis.manifest))
    assert list(files) == ["jira-001.csv", "jira-002.csv", "jira-003.csv"]
    parsed = [list(csv.reader(io.StringIO(data.decode(), newline=""))) for data in files.values()]
    assert [len(part) - 1 for part in parsed] == [250, 250, 101]
    assert {tuple(part[0]) for part in parsed} == {("Summary", "Description", "Issue Type", "Priority", "Labels", "Labels")}
    assert all(" " not in label for part in parsed for row in part[1:] for label in row[4:])


def test_jira_priority_follows_what_is_established(analysis: FakeAnalysis) -> None:
    priority = {r["Summary"]: r["Priority"] for r in rows(load_exporter("jira").export(analysis)["jira-001.csv"])}
    assert priority["slow export"] == "High"
    assert priority["search results"] == "Low"


def test_jira_type_follows_what_there_is_more_of(analysis: FakeAnalysis) -> None:
    def types(of: FakeAnalysis) -> list[str]:
        return [row["Issue Type"] for row in rows(load_exporter("jira").export(of)["jira-001.csv"])]

    more_ideas = [item.intents.get("idea", 0) > item.intents.get("issue", 0) for item in build_items(analysis, kind="pain")]
    assert types(analysis) == ["Story" if ideas else "Bug" for ideas in more_ideas]
    assert set(types(analysis)) == {"Bug", "Story"}
    neither = analysis.tables["sentiment"].assign(intent="other")
    assert set(types(FakeAnalysis({**analysis.tables, "sentiment": neither}, analysis.manifest))) == {"Task"}


def test_the_table_names_the_most_frequent_intent(analysis: FakeAnalysis) -> None:
    units = analysis.tables["assignments"].merge(analysis.tables["sentiment"], on="unit_id")
    for row in rows(load_exporter("csv").export(analysis)["themes.csv"]):
        counts = units.loc[units["theme_id"] == row["theme_id"], "intent"].value_counts()
        assert counts[row["intent"]] == counts.max()


def test_jira_markup_in_quotes_is_escaped(analysis: FakeAnalysis) -> None:
    tables = {name: frame.copy() for name, frame in analysis.tables.items()}
    tables["themes"]["description"] = (
        "{code}x{code} [y|http://evil.example] !z.png! ~sam _a_ -b- +c+ ??d?? www.e.example f@g.example snake_case x-ray ok?"
    )
    first = rows(load_exporter("jira").export(FakeAnalysis(tables, analysis.manifest))["jira-001.csv"])[0]
    assert first["Description"].startswith(
        r"\{code\}x\{code\} \[y\|http:%//evil.example\] \!z.png\! \~sam \_a\_ \-b\- \+c\+ \?\?d\?\? "
        r"www%.e.example f@%g.example snake_case x-ray ok?".replace("%", "\u200b")
    )


def test_without_a_score_the_backlog_is_ranked_by_negative_mentions() -> None:
    found = rows(render_backlog(make_analysis(metrics=())))
    assert found and {row["metric"] for row in found} == {"negative_mentions"}
    assert {row["adjusted"] for row in found} == {""}


def test_penalty_reward_type_and_what_is_at_risk_are_exported() -> None:
    analysis = make_analysis()
    analysis.tables["scorecard"]["value_at_risk"] = 12_500.0
    analysis.tables["asymmetry"] = pd.DataFrame(
        [["T001", "nps", 30, 12, -3.0, -4.0, -2.0, -2.6, 0.5, -0.5, 1.5, 0.4, "basic", None]], columns=list(TABLES["asymmetry"])
    )
    first, second = rows(render_backlog(analysis))[:2]
    assert (first["theme_id"], first["asymmetry_type"], first["unit"]) == ("T001", "basic", "NPS points")
    sides = [float(first[f"{side}{end}"]) for side in ("penalty", "reward") for end in ("", "_low", "_high")]
    assert sides == [-3.0, -4.0, -2.0, 0.5, -0.5, 1.5]
    assert float(first["value_at_risk"]) == 12_500
    assert (second["penalty"], second["asymmetry_type"]) == ("", "")
    text = load_exporter("markdown").export(analysis)["pain-points.md"].decode()
    assert "Each response that mentions it: −3.0 \\[−4.0" in text or "Each response that mentions it: −3.0 [−4.0" in text
    assert "12,500 value at risk" in text and "basic: goes with a loss" in text


def test_effects_on_a_duration_are_the_percent_that_the_report_shows() -> None:
    analysis = make_analysis(metrics=("effort",))
    metrics, card = analysis.tables["metrics"], analysis.tables["scorecard"]
    metrics["kind"], metrics["direction"], metrics["unit"] = "duration", "lower", "log points of hours"
    top = card["theme_id"] == "T001"
    card.loc[top, ["adjusted", "adjusted_low", "adjusted_high", "damage", "damage_low"]] = [40.0, 10.0, 70.0, 40.0, 20.0]
    row = next(r for r in rows(render_backlog(analysis)) if r["theme_id"] == "T001")
    for name, points in (("adjusted", 40.0), ("adjusted_low", 10.0), ("adjusted_high", 70.0), ("damage", 40), ("damage_low", 20)):
        assert float(row[name]) == pytest.approx(100 * math.expm1(points / 100), rel=1e-5), name
    (view,) = metric_views(analysis)
    assert view.effect_text(40.0).startswith("+49") and row["unit"] == "percent of the time taken"
    priority = card.loc[top, "priority"].iloc[0]
    assert float(row["priority"]) == pytest.approx(priority, rel=1e-5)
