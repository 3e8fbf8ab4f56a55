"""Theme pages, map, heat map and wave bridge: what they show, and what they leave out when there is nothing."""

from __future__ import annotations

import base64
import json
import re

import numpy as np
import pandas as pd
import pytest
from fixtures.analysis import FakeAnalysis, make_analysis

from cxtext.findings import Opinion, describe_ranking, metric_views
from cxtext.report import Bridges, HeatMap, MapSection, ThemePages, build_document, render_html, render_opinions
from cxtext.report.opinions import describe_opinions, embed_opinions, to_data
from cxtext.report.theme_pages import list_by_answer


def changed(analysis: FakeAnalysis, **tables: pd.DataFrame) -> FakeAnalysis:
    return FakeAnalysis(analysis.tables | tables, analysis.manifest)


def many_groups(n_groups: int, *, established: int = 3) -> FakeAnalysis:
    """Return an analysis in which every theme is compared over many groups of a column."""
    analysis = make_analysis(400)
    themes = [row for row in analysis.tables["themes"]["theme_id"] if row <= "T010"]
    cells = []
    for g in range(n_groups):
        for t, theme in enumerate(themes):
            sure = g < established and t == 9
            cells.append(
                [theme, "shop", f"shop {g:03d} {'x' * 60}", 3, 40 + g, 3 / 40, 2.5, 1.2, 4.0, 0.001, 0.01 if sure else 0.9]
            )
    columns = list(analysis.tables["groups"].columns)[:11]
    table = pd.DataFrame(cells, columns=columns).reindex(columns=list(analysis.tables["groups"].columns))
    return changed(analysis, groups=table.astype({"simpson": "object", "mh_by": "object"}))


@pytest.fixture(scope="module")
def analysis() -> FakeAnalysis:
    return make_analysis(400)


@pytest.fixture(scope="module")
def page(analysis: FakeAnalysis) -> str:
    return render_html(analysis)


def data_of(page: str, name: str) -> dict[str, object]:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, flags=re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def test_a_theme_page_leads_with_one_figure_and_folds_the_others(page: str) -> None:
    section = page.partition('id="theme-T001"')[2].partition("</details>\n<details")[0]
    lead, rest = section.partition("How this was measured")[::2]
    assert lead.count('class="lead-figure"') == 1
    assert "Removal, as measured" not in lead
    assert "Removal, as measured" in rest
    assert lead.index('data-test="story"') < lead.index("<h3>")


def test_the_map_has_every_theme_and_every_opinion(analysis: FakeAnalysis, page: str) -> None:
    data = data_of(page, "map-data")
    themes, tones = data["themes"], str(data["tones"])
    assert isinstance(themes, list)
    places = np.frombuffer(base64.b64decode(str(data["places"])), dtype="<i2")
    assert len(places) == 2 * len(tones) == 2 * int(analysis.tables["assignments"]["theme_id"].notna().sum())
    assert sum(theme["n"] for theme in themes) == len(tones)
    layouts = data["layouts"]
    assert isinstance(layouts, dict)
    assert all(len(layout["circles"]) == len(themes) for layout in layouts.values())
    part = page.partition('class="map-list"')[2].partition("</ol>")[0]
    listed = re.findall(r'<li(?: value="\d+")?><a class="theme-name" href="#([\w-]+)"', part)
    assert listed == [theme["anchor"] for theme in sorted(themes, key=lambda theme: theme["number"])]
    ranked = [theme.theme_id for theme in build_document(analysis).metrics[0].ranking.listed]
    assert [theme["id"] for theme in sorted(themes, key=lambda theme: theme["number"])][: len(ranked)] == ranked


def test_marks_and_embedded_opinions_are_in_the_same_order(analysis: FakeAnalysis, page: str) -> None:
    data, opinions = data_of(page, "map-data"), data_of(page, "opinion-data")
    themes, start = data["themes"], 0
    assert isinstance(themes, list)
    for theme in themes:
        own = opinions[theme["id"]]
        assert isinstance(own, dict)
        assert str(data["tones"])[start : start + theme["n"]] == "".join(str(row[4]) for row in own["rows"])
        start += theme["n"]


def test_without_themes_or_groups_or_waves_the_sections_are_left_out() -> None:
    document = build_document(make_analysis(12, themes=False))
    assert all(document.section(kind) is None for kind in (MapSection, HeatMap, Bridges))
    whole = make_analysis(200)
    empty = {name: whole.tables[name].head(0) for name in ("groups", "wave_bridge", "theme_pairs", "trends", "phrases")}
    document = build_document(changed(whole, **empty))
    assert document.section(HeatMap) is None
    assert document.section(Bridges) is None
    assert document.section(MapSection) is not None
    page = render_html(changed(whole, **empty))
    assert 'data-test="pairs"' not in page
    assert 'data-test="theme-groups"' not in page


def test_without_a_metric_the_lead_is_how_many_mention_it() -> None:
    section = build_document(make_analysis(200, metrics=())).section(ThemePages)
    assert section
    assert all("mention it" in page.lead.unit for page in section.pages)
    assert build_document(make_analysis(200, metrics=())).section(Bridges) is None


def test_only_established_cells_are_marked_in_the_heat_map(analysis: FakeAnalysis) -> None:
    heat = build_document(analysis).section(HeatMap)
    assert heat
    (table,) = heat.tables
    cells = {
        (row.theme.theme_id, name): cell
        for row in (*table.rows, *table.others)
        for (name, _), cell in zip(table.groups, row.cells, strict=True)
    }
    marks = {key: cell.mark for key, cell in cells.items() if cell}
    assert marks == {("T001", "enterprise"): "more", ("T002", "free"): "more", ("T004", "team"): ""}
    assert (table.n_marked, table.n_cells) == (2, 3)


def test_groups_without_an_established_difference_are_folded_away(analysis: FakeAnalysis) -> None:
    groups = analysis.tables["groups"].assign(q_value=1.0)
    part = render_html(changed(analysis, groups=groups)).partition('data-test="heat"')[2].partition("</section>")[0]
    assert "No group is established as mentioning a theme more or less often" in part
    assert "<details" in part and " open>" not in part


def test_three_hundred_groups_stay_readable_and_the_rest_is_counted() -> None:
    analysis = many_groups(300)
    heat = build_document(analysis).section(HeatMap)
    assert heat
    (table,) = heat.tables
    assert len(table.groups) == 10
    assert [name[:8] for name, _ in table.groups][:4] == ["shop 002", "shop 001", "shop 000", "shop 299"]  # the marked ones first
    assert table.n_groups_left == 290
    assert len(table.groups_left) == 40
    page = render_html(analysis)
    part = page.partition('data-test="heat"')[2].partition("</section>")[0]
    assert "290 groups not shown" in part
    assert "and 250 more" in part
    assert len(part) < 40_000


def test_the_bridge_names_established_themes_only(analysis: FakeAnalysis, page: str) -> None:
    bridges = build_document(analysis).section(Bridges)
    assert bridges
    (bridge,) = bridges.metrics
    assert [line.part.theme_id for line in bridge.movers] == ["T001"]
    assert [line.part.part for line in bridge.totals] == ["mention", "severity", "rest"]
    part = page.partition('data-test="bridge"')[2].partition("</section>")[0]
    assert part.index("2024-Q4") < part.index("2025-Q1")
    assert "more than chance explains." in part


def test_a_bridge_that_cannot_be_split_says_why(analysis: FakeAnalysis) -> None:
    table = analysis.tables["wave_bridge"].head(1).assign(note="2025-Q1 has 3 answers, too few for a model of 10 themes")
    part = render_html(changed(analysis, wave_bridge=table)).partition('data-test="bridge"')[2].partition("</section>")[0]
    assert "too few for a model" in part
    assert "Themes that went with it" not in part


def test_names_of_500_letters_and_right_to_left_ones_are_shown_cut_and_turned() -> None:
    analysis = make_analysis(200)
    themes = analysis.tables["themes"].copy()
    first, second = themes.index[themes["parent_id"].isna()][:2]
    themes.loc[first, "label"], themes.loc[second, "label"] = "long " * 100, "הייצוא לא עובד"
    page = render_html(changed(analysis, themes=themes))
    listed = page.partition('class="map-list"')[2].partition("</ol>")[0]
    assert 'dir="auto">הייצוא לא עובד<' in listed
    assert "long " * 40 not in listed


def test_owner_and_lock_are_shown_where_there_are_any(analysis: FakeAnalysis, page: str) -> None:
    assert 'data-test="decided"' not in page
    themes = analysis.tables["themes"].assign(
        owner="Dana", locked=True, work_status="won't do", ticket="WEB-12 https://example.org/a?b&c javascript:alert(1)"
    )
    part = render_html(changed(analysis, themes=themes)).partition('data-test="decided"')[2].partition("</dl>")[0]
    assert "Dana" in part
    assert "protected from edits" in part
    assert "Won&#39;t do" in part and "<bdi>WEB-12</bdi>" in part and "<bdi>javascript:alert(1)</bdi>" in part
    assert 'href="https://example.org/a?b&amp;c" rel="noopener noreferrer"' in part


def opinion(i: int, strength: float, part: str | None = None) -> Opinion:
    return Opinion(f"R{i}#0", f"R{i}", "T001", part, f"text {i}", "negative", strength, "", "", -1)


def test_opinions_become_rows_that_number_their_parts() -> None:
    data = to_data([opinion(1, 0.8, "T012"), opinion(2, 0.9, "T011"), opinion(3, 0.7)], {"T011": "calls", "T012": "waits"})
    assert data["parts"] == ["waits", "calls"]
    rows = data["rows"]
    assert isinstance(rows, list)
    assert [(row[0], row[5], row[6]) for row in rows] == [("text 1", 0, 1), ("text 2", 1, 0), ("text 3", -1, 2)]


def test_the_most_typical_opinions_are_the_first_of_all(analysis: FakeAnalysis, page: str) -> None:
    data, pages = data_of(page, "opinion-data"), build_document(analysis).section(ThemePages)
    assert pages
    for one in pages.pages:
        rows = sorted(data[one.finding.theme_id]["rows"], key=lambda row: row[6])  # type: ignore[index,call-overload]
        assert [opinion.text for opinion in one.typical] == [row[0] for row in rows[: len(one.typical)]]


def test_the_bad_answers_of_a_theme_are_shown_with_complaints_and_those_of_a_strength_with_praise(analysis: FakeAnalysis) -> None:
    ranking = describe_ranking(analysis, metric_views(analysis)[0])
    pain, strength = ranking.pains[0].finding, ranking.strengths[0].finding
    opinions = [
        opinion(i, 0.5)._replace(sentiment=sentiment, side=side)
        for i, (sentiment, side) in enumerate([("negative", -1), ("positive", -1), ("negative", 1), ("positive", 1)])
    ]
    assert [one.text for one in list_by_answer(opinions, pain)] == ["text 0"]
    assert [one.text for one in list_by_answer(opinions, strength)] == ["text 3"]


def test_numbers_of_the_map_are_places_in_the_ranking(analysis: FakeAnalysis) -> None:
    themes = analysis.tables["themes"].copy()
    themes.loc[themes["theme_id"] == "T002", "kind"] = "verdict"
    document = build_document(changed(analysis, themes=themes))
    section, page = document.section(MapSection), document.metrics[0]
    assert section
    places = {row.theme.theme_id: row.listed.place for row in page.ordered if row.listed}
    assert {theme.link.theme_id: theme.number for theme in section.listed} == places
    assert [(theme.link.theme_id, theme.number) for theme in section.unranked] == [("T002", 0)]


def test_many_opinions_go_to_a_page_of_their_own() -> None:
    analysis = make_analysis(6000)
    page, own = render_html(analysis), render_opinions(analysis)
    assert data_of(page, "opinion-data") == {}
    assert 'href="opinions.html#theme-T001"' in page
    assert len(page.encode()) < 1_000_000
    data = data_of(own, "opinion-data")
    assert sum(len(theme["rows"]) for theme in data.values()) == int(analysis.tables["assignments"]["theme_id"].notna().sum())  # type: ignore[index]
    assert "default-src 'none'" in own
    assert 'id="theme-T001"' in own
    assert "<script>document.title" not in own


def test_few_opinions_are_in_the_report_and_in_the_page_beside_it(analysis: FakeAnalysis, page: str) -> None:
    assert data_of(page, "opinion-data") == data_of(render_opinions(analysis), "opinion-data")
    assert "opinions.html" not in page
    assert "No theme was found" in render_opinions(make_analysis(12, themes=False))


def test_of_very_many_opinions_the_most_typical_are_kept() -> None:
    analysis = make_analysis(6000)
    page = describe_opinions(analysis, most=500)
    assert sum(theme.n_shown for theme in page.themes) <= 500
    assert "the most typical of each" in page.note
    whole = describe_opinions(analysis)
    for theme in page.themes:
        kept, every = (
            [row[:2] for row in sorted(one.data[theme.theme_id]["rows"], key=lambda row: row[6])]  # type: ignore[index]
            for one in (page, whole)
        )
        assert kept == every[: len(kept)]


def test_opinions_are_embedded_up_to_a_number_of_bytes() -> None:
    opinions = {"T001": [opinion(i, 0.5) for i in range(50)]}
    assert embed_opinions(opinions, {}, most_bytes=100_000)
    assert embed_opinions(opinions, {}, most_bytes=500) is None
