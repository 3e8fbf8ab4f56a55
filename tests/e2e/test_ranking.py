"""The ranking and the first screen in a real Chromium: sorted, filtered, saved, printed, and read without a mouse or a script."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from fixtures.analysis import FakeAnalysis, make_analysis

from cxtext.report import build_document, render_html

if TYPE_CHECKING:
    from playwright.sync_api import Page

Viewer = Callable[..., "Page"]
FORMULA = "=HYPERLINK(1)"


def with_choices() -> FakeAnalysis:
    """Return an analysis whose themes have topics, owners and a hostile name, and shares in two groups."""
    analysis = make_analysis()
    themes = analysis.tables["themes"]
    decided = ["topic", "owner", "work_status", "ticket"]
    themes.loc[themes["theme_id"] == "T001", decided] = ["waiting-time", "Operations", "in progress", "https://example.org/1"]
    themes.loc[themes["theme_id"] == "T002", decided] = ["waiting-time", "Web", "planned", "WEB-2"]
    themes.loc[themes["theme_id"] == "T004", "label"] = FORMULA
    return analysis


@pytest.fixture(scope="module")
def analysis() -> FakeAnalysis:
    return with_choices()


@pytest.fixture(scope="module")
def path(analysis: FakeAnalysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("ranking") / "report.html"
    target.write_text(render_html(analysis), encoding="utf-8")
    return target


def names(page: Page) -> list[str]:
    return page.locator("table.ranking tbody tr:visible .theme-name").all_inner_texts()


def save(page: Page) -> tuple[str, list[dict[str, str]]]:
    """Press the button, and return the file's name and its rows."""
    with page.expect_download() as download:
        page.locator("button.download").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    return download.value.suggested_filename, list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(view: Viewer, path: Path, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe: pip install 'cxtext[dev]'")
    page = view(path, width=width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:90]) for one in found if one["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("address", ["#%E0%A4%A", "#%", "#nowhere", "#"])
def test_an_address_that_cannot_be_read_does_not_stop_the_script(view: Viewer, path: Path, address: str) -> None:
    page = view(path, anchor=address)
    assert page.locator(".filters").is_visible() and page.locator("#search").is_visible()
    page.evaluate("location.hash = '#%E0%A4%A'")
    page.locator("button.sort[data-key=n]").click()
    assert page.locator("th[aria-sort=descending]").count() == 1


def test_places_have_no_holes_and_columns_sort_both_ways(view: Viewer, path: Path, analysis: FakeAnalysis) -> None:
    page = view(path)
    rows = build_document(analysis).metrics[0].ordered
    places = page.locator("table.ranking td.rank b").all_inner_texts()
    assert places == [str(place) for place in range(1, len(rows) + 1)]
    for key, value in {
        "n": lambda row: row.score.n_responses,
        "negative": lambda row: row.score.negative_share,
        "cost": lambda row: -row.finding.effect,
    }.items():
        of = {row.theme.theme_id: value(row) for row in rows}
        button = page.locator(f"button.sort[data-key={key}]")
        for order, descending in (("descending", True), ("ascending", False)):
            button.click()
            shown = [
                of[id_] for id_ in page.locator("table.ranking tbody tr").evaluate_all("rows => rows.map(r => r.dataset.theme)")
            ]
            assert shown == sorted(shown, reverse=descending)
            assert page.locator(f"th[aria-sort={order}] button").get_attribute("data-key") == key
    page.locator("button.sort[data-key=place]").press("Enter")
    assert page.locator("table.ranking td.rank b").all_inner_texts() == places


def test_filters_go_together_and_say_how_many_are_left(view: Viewer, path: Path, analysis: FakeAnalysis) -> None:
    page = view(path)
    rows = build_document(analysis).metrics[0].ordered
    page.get_by_label("Opinions").first.select_option("Mostly negative")
    assert names(page) == [row.label for row in rows if row.score.negative_share >= 0.5]
    page.get_by_label("Topic").select_option("Waiting time")
    page.get_by_label("Owner").select_option("Web")
    page.get_by_label("Status").select_option("Planned")
    assert names(page) == ["login problems"]
    assert page.locator(".list-count").inner_text() == f"1 of {len(rows)} themes"


def test_in_a_group_shares_are_shown_and_no_cost(view: Viewer, path: Path, analysis: FakeAnalysis) -> None:
    page = view(path)
    cost = page.locator("table.ranking td.cost").first
    assert cost.is_visible()
    page.get_by_label("Shares of").select_option(label="enterprise")
    assert not cost.is_visible() and page.locator("table.ranking .why:visible").count() == 0
    assert page.locator("table.ranking [data-theme=T001] td.there").inner_text().split("\n") == ["24%", "31 of 130"]
    assert page.locator("table.ranking [data-theme=T009] td.there").inner_text() == "not compared"
    assert "130 responses of enterprise" in page.locator(".view-note").inner_text()
    assert page.locator("th[aria-sort=descending] button").get_attribute("data-key") == "there"
    page.get_by_label("Shares of").select_option("")
    assert cost.is_visible() and not page.locator(".view-note").is_visible()


def test_in_a_period_the_shares_are_those_of_the_trends(view: Viewer, path: Path, analysis: FakeAnalysis) -> None:
    page = view(path)
    trends = analysis.tables["trends"]
    page.get_by_label("Shares of").select_option(label="2024-Q3")
    for row in trends[trends["wave"] == "2024-Q3"].itertuples():
        shown = page.locator(f"table.ranking [data-theme={row.theme_id}] td.there").inner_text()
        assert shown.split("\n")[1] == f"{row.n} of {row.n_wave}"


def test_the_list_is_saved_as_it_is_shown_without_formulas(view: Viewer, path: Path, analysis: FakeAnalysis) -> None:
    page = view(path, accept_downloads=True)
    card = analysis.tables["scorecard"].set_index("theme_id")
    name, rows = save(page)
    assert name == "survey-2025-ranking-nps.csv"
    assert [row["no"] for row in rows] == [str(place) for place in range(1, len(rows) + 1)]
    for row in rows:
        cells = card.loc[row["theme_id"]]
        assert float(row["effect"]) == cells["shrunken"] and int(row["n"]) == cells["n_responses"]
    assert [row["theme"] for row in rows if "HYPERLINK" in row["theme"]] == [f"'{FORMULA}"]
    page.get_by_label("Opinions").first.select_option("Mostly positive")
    page.get_by_label("Shares of").select_option(label="enterprise")
    name, rows = save(page)
    assert name == "survey-2025-ranking-nps-plan-enterprise-mostly-positive.csv"
    assert rows and "effect" not in rows[0] and {row["shares_of"] for row in rows} == {"Plan: enterprise"}
    assert {row["opinions"] for row in rows} == {"Mostly positive"}


def test_everything_that_is_clicked_works_from_the_keyboard_on_a_phone(view: Viewer, path: Path) -> None:
    page = view(path, width=390)
    order = page.get_by_label("Sorted by")
    assert order.is_visible() and not page.locator("table.ranking thead").is_visible()
    order.focus()
    page.keyboard.type("most mentions")
    first = names(page)[0]
    assert order.input_value() == "n" and first != "slow export"


def test_the_page_has_landmarks_and_one_heading_of_the_first_level(view: Viewer, path: Path) -> None:
    page = view(path)
    for landmark in ("body > header", "body > nav[aria-label]", "body > main"):
        assert page.locator(landmark).count() == 1
    assert page.locator("h1").count() == 1
    assert page.locator("main section:not([aria-label]):not([aria-labelledby]):not(:has(h2, h3))").count() == 0
    for link in page.locator("nav.jump a").all():
        assert page.locator(link.get_attribute("href") or "").count() == 1


def test_without_script_nothing_is_hidden_or_only_for_show(view: Viewer, path: Path, analysis: FakeAnalysis) -> None:
    page = view(path, java_script_enabled=False)
    assert len(names(page)) == len(build_document(analysis).metrics[0].ordered)
    assert page.locator("button:not([disabled]):visible").count() == 0
    assert page.locator("select:visible").count() == 0
    page.locator(".why summary").first.click()
    assert page.locator(".why dl").first.is_visible()


def test_no_row_is_cut_in_print_and_nothing_to_click_is_printed(view: Viewer, path: Path) -> None:
    page = view(path)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("nav, .filters, .download, button.more").locator("visible=true").count() == 0
    rules = page.evaluate(
        "[...document.querySelectorAll('table.ranking tbody tr, .statements > li')].map(e => getComputedStyle(e).breakInside)"
    )
    assert rules and set(rules) == {"avoid"}
    assert page.locator("table.ranking tbody tr:visible").count() == page.locator("table.ranking tbody tr").count()


def test_the_accent_is_used_in_both_modes(view: Viewer, tmp_path: Path) -> None:
    analysis = make_analysis()
    analysis.manifest.config["report"] = {"accent": "#00695c", "logo": "Northern <Trust>", "title": "Calls", "numbers": "1.234,5"}  # type: ignore[index]
    target = tmp_path / "report.html"
    target.write_text(render_html(analysis), encoding="utf-8")
    strokes = {}
    for scheme in ("light", "dark"):
        page = view(target, color_scheme=scheme)
        strokes[scheme] = page.evaluate("getComputedStyle(document.querySelector('.course-line')).stroke")
        assert page.locator(".logo").inner_text() == "Northern <Trust>" and page.locator("h1").inner_text() == "Calls"
    assert strokes["light"] == "rgb(0, 105, 92)" != strokes["dark"]


BAD: dict[str, Callable[[], Any]] = {}


def case(function: Callable[[], FakeAnalysis]) -> Callable[[], FakeAnalysis]:
    """Add a case of bad input."""
    BAD[function.__name__.replace("_", " ")] = function
    return function


@case
def no_metric() -> FakeAnalysis:
    return make_analysis(metrics=())


@case
def no_dates() -> FakeAnalysis:
    analysis = make_analysis()
    for name in ("trends", "metric_waves"):
        analysis.tables[name] = analysis.tables[name].iloc[:0]
    analysis.tables["responses"] = analysis.tables["responses"].assign(created_at=pd.NaT, local_time=pd.NaT)
    return analysis


@case
def one_theme() -> FakeAnalysis:
    analysis = make_analysis()
    for name in ("scorecard", "trends", "groups", "subthemes", "decomposition", "comentions", "asymmetry", "phrases"):
        column = "term" if name == "decomposition" else "theme_id"
        analysis.tables[name] = analysis.tables[name].loc[lambda t, c=column: t[c] == "T001"].reset_index(drop=True)
    analysis.tables["scorecard"]["rank"] = 1
    keep = analysis.tables["themes"]["theme_id"].str.startswith("T001")
    analysis.tables["themes"] = analysis.tables["themes"][keep].reset_index(drop=True)
    of_one = analysis.tables["assignments"]["theme_id"] == "T001"
    analysis.tables["assignments"].loc[~of_one, "theme_id"] = None
    return analysis


@case
def many_groups() -> FakeAnalysis:
    analysis = make_analysis()
    row = analysis.tables["groups"].iloc[0].to_dict()
    names = [f"Branch number {i} of the northern region" for i in range(300)]
    analysis.tables["groups"] = pd.DataFrame([{**row, "group": name, "n_group": 40 + i} for i, name in enumerate(names)])
    return analysis


@case
def long_names() -> FakeAnalysis:
    analysis = make_analysis()
    analysis.tables["themes"]["label"] = [("unbroken" * 63)[:496] + f"{i:04d}" for i in range(len(analysis.tables["themes"]))]
    analysis.tables["groups"]["group"] = "x" * 500
    return analysis


@case
def right_to_left() -> FakeAnalysis:
    analysis = make_analysis()
    analysis.tables["themes"]["label"] = [f"זמן ההמתנה ארוך מדי {i}" for i in range(len(analysis.tables["themes"]))]
    return analysis


@case
def an_older_run() -> FakeAnalysis:
    analysis = make_analysis()
    analysis.tables["metric_waves"] = analysis.tables["metric_waves"].iloc[:0]
    analysis.tables["metrics"] = analysis.tables["metrics"].assign(good_share=None, middle_share=None, bad_share=None)
    return analysis


SAID = {
    "no metric": ("There is no score", "complain about it"),
    "no dates": ("The responses have no dates, so nothing can be said of changes.",),
    "one theme": ("1 of 1 pain point is established",),
    "many groups": ("Branch number 299",),
    "long names": ("unbroken",),
    "right to left": ("זמן ההמתנה",),
    "an older run": ("promoters (9 or 10) less detractors",),
}


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("name", list(BAD))
def test_the_page_looks_right_whatever_is_in_it(view: Viewer, tmp_path: Path, name: str, width: int) -> None:
    target = tmp_path / "report.html"
    target.write_text(render_html(BAD[name]()), encoding="utf-8")
    page = view(target, width=width)
    text = page.evaluate("document.querySelector('main').textContent")
    assert all(words in text for words in SAID[name])
    assert page.evaluate("document.documentElement.scrollWidth") == width
    too_wide = """[...document.querySelectorAll('main *, header *')]
        .filter(e => !e.closest('.scroll, .vh, thead, details:not([open])'))
        .filter(e => { const b = e.getBoundingClientRect(); return b.width && (b.right > innerWidth + 1 || b.left < -1) })
        .map(e => e.outerHTML.slice(0, 90))"""
    assert page.evaluate(too_wide) == []
    assert page.locator("[data-test=first-screen] .card:visible").count() >= 2
    empty = (
        "[...document.querySelectorAll('[data-test=first-screen] .card')].filter(e => e.innerText.split('\\n').length < 2).length"
    )
    assert page.evaluate(empty) == 0
    assert page.locator(".course:visible").count() == (0 if name in ("no metric", "no dates", "an older run") else 1)


def test_names_in_right_to_left_script_are_set_from_the_right(view: Viewer, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text(render_html(right_to_left()), encoding="utf-8")
    page = view(target)
    directions = page.locator("table.ranking .theme-name").evaluate_all("all => all.map(e => getComputedStyle(e).direction)")
    assert set(directions) == {"rtl"}
    assert page.evaluate("getComputedStyle(document.querySelector('.figure')).direction") == "ltr"
