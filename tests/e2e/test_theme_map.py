"""The theme map, the lists of opinions and the heat map in a real Chromium: mouse, keys, search, pages, print and no scripts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fixtures.analysis import FakeAnalysis, make_analysis

from cxtext.report import render_html, render_opinions
from cxtext.settings import Metric

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Opener = Callable[..., "Page"]
#: Where the circle of a theme is in the window, from the data that the page draws.
CENTRE = """id => {
  const map = JSON.parse(document.getElementById('map-data').textContent), i = map.themes.findIndex(t => t.id === id);
  const canvas = document.getElementById('map-canvas'), box = canvas.getBoundingClientRect();
  const layout = map.layouts[box.width >= 620 ? 'wide' : 'narrow'];
  const scale = Math.min((box.width - 12) / layout.width, (box.height - 12) / layout.height);
  const [x, y] = layout.circles[i];
  return [box.left + (box.width - layout.width * scale) / 2 + x * scale, box.top + 6 + y * scale];
}"""


def with_answers(n: int) -> FakeAnalysis:
    """Return an analysis whose metric says which answers are bad."""
    analysis = make_analysis(n)
    manifest = dataclasses.replace(analysis.manifest, outcomes=(Metric(column="nps", kind="nps"),))
    return FakeAnalysis(analysis.tables, manifest)


def hebrew(n: int) -> FakeAnalysis:
    """Return an analysis whose names are long, or written from right to left."""
    analysis = make_analysis(n)
    themes = analysis.tables["themes"].copy()
    themes["label"] = [("הייצוא לא עובד " if i % 2 else "wordwithoutend" * 40) + str(i) for i in range(len(themes))]
    return FakeAnalysis(analysis.tables | {"themes": themes}, analysis.manifest)


def one_theme(n: int) -> FakeAnalysis:
    analysis = make_analysis(n)
    themes = analysis.tables["themes"].copy()
    themes.loc[themes["theme_id"] != "T001", "status"] = "hidden"
    return FakeAnalysis(analysis.tables | {"themes": themes}, analysis.manifest)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    many = with_answers(5000)
    pages = {
        "score": render_html(with_answers(600)),
        "no-score": render_html(make_analysis(300, metrics=())),
        "names": render_html(hebrew(300)),
        "one": render_html(one_theme(200)),
        "report": render_html(many),
        "opinions": render_opinions(many),
    }
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in pages}


@pytest.fixture
def open_page(browser: Browser, files: dict[str, Path]) -> Iterator[Opener]:
    """Open a case; at the end nothing may have been fetched, refused by the policy, or thrown."""
    faults: list[str] = []
    pages: list[Page] = []

    def open_case(case: str, *, width: int = 1400, anchor: str = "", **options: Any) -> Page:
        page = browser.new_page(viewport={"width": width, "height": 900}, **options)
        page.on("console", lambda message: faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("request", lambda request: request.url.startswith(("file:", "data:")) or faults.append(f"request: {request.url}"))
        page.goto(files[case].as_uri() + anchor)
        pages.append(page)
        return page

    yield open_case
    for page in pages:
        page.close()
    assert not faults


@pytest.mark.parametrize("case", ["score", "no-score", "names", "one", "opinions"])
@pytest.mark.parametrize("width", [1400, 1024, 390])
def test_my_sections_do_not_stick_out(open_page: Opener, case: str, width: int) -> None:
    page = open_page(case, width=width)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    page.wait_for_timeout(100)
    too_wide = """[...document.querySelectorAll('#map *, [data-test=heat] *, [data-test=bridge] *, .theme-body *')]
        .filter(e => !e.closest('.scroll') && !e.closest('.vh, thead'))
        .filter(e => { const b = e.getBoundingClientRect(); return b.width && (b.right > innerWidth + 1 || b.left < -1) })
        .map(e => e.outerHTML.slice(0, 90))"""
    assert page.evaluate(too_wide) == []


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_is_drawn_in_both_schemes(open_page: Opener, width: int, scheme: str) -> None:
    page = open_page("score", width=width, color_scheme=scheme)
    inked = """() => {
        const canvas = document.getElementById('map-canvas'), context = canvas.getContext('2d'), colours = new Set();
        const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
        for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3] === 255) colours.add(pixels.slice(i, i + 3).join());
        const of = name => { const probe = document.createElement('i'); probe.style.color = `var(${name})`;
          document.getElementById('map-stage').append(probe); const rgb = getComputedStyle(probe).color.match(/\\d+/g).join();
          probe.remove(); return rgb; };
        return ['--map-negative', '--map-neutral', '--map-positive'].map(name => colours.has(of(name)));
      }"""
    assert page.evaluate(inked) == [True, True, True]
    assert not page.locator(".map-still:visible").count()


def test_the_mouse_shows_the_theme_and_its_opinion_and_a_click_opens_it(open_page: Opener) -> None:
    page = open_page("score")
    page.locator("#map-canvas").scroll_into_view_if_needed()
    x, y = page.evaluate(CENTRE, "T009")
    page.mouse.move(x + 3, y + 3)
    tip = page.locator("#map-tip")
    assert tip.is_visible()
    lines = tip.locator("span").all_inner_texts()
    assert lines[0] == "friendly support team"
    assert "responses" in lines[1]
    assert lines[-1].startswith("“")
    page.mouse.click(x, y)
    page.wait_for_selector("#theme-T009[open]")
    page.mouse.move(2, 2)
    assert not tip.is_visible()


def test_keys_move_between_themes_and_enter_opens_one(open_page: Opener) -> None:
    page = open_page("score")
    page.locator("#map-stage").focus()
    page.keyboard.press("Home")
    now = page.locator("#map-now")
    first = now.inner_text()
    assert first.startswith("1 of 10: ")
    seen = {first.split(" · ")[0]}
    for key in ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"] * 8:
        page.keyboard.press(key)
        seen.add(now.inner_text().split(" · ")[0])
    assert len(seen) >= 4
    page.keyboard.press("End")
    assert now.inner_text().startswith("10 of 10: ")
    target = now.locator("a").get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{target}[open]")


def test_every_theme_is_reached_by_arrow_keys(open_page: Opener) -> None:
    page = open_page("score")
    page.locator("#map-stage").focus()
    reached, routes = set(), [["Home"]]
    while routes:
        route = routes.pop()
        for key in route:
            page.keyboard.press(key)
        place = page.locator("#map-now").inner_text().split(" ")[0]
        if place not in reached:
            reached.add(place)
            routes += [[*route, key] for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp")]
    assert reached == {str(i) for i in range(1, 11)}


def test_search_highlights_opinions_and_counts_them(open_page: Opener) -> None:
    page = open_page("score")
    inked = "document.getElementById('map-canvas').toDataURL().length"
    before = page.evaluate(inked)
    page.get_by_label("Highlight on the map").fill("onboarding")
    count = page.locator("#map-count").inner_text()
    assert count.endswith("in 1 of 10 themes")
    wanted = """JSON.parse(document.getElementById('opinion-data').textContent)['T008'].rows.length"""
    assert count.split()[0] == str(page.evaluate(wanted))  # its name has the word, so every opinion of it does
    assert page.evaluate(inked) < before
    page.get_by_label("Highlight on the map").fill("no such word")
    assert page.locator("#map-count").inner_text() == "0 marks in 0 of 10 themes"
    page.get_by_label("Highlight on the map").fill("")
    assert page.evaluate(inked) == before


@pytest.mark.parametrize(("case", "anchor"), [("score", "#theme-T009"), ("opinions", "#theme-T009")])
def test_opinions_come_fifty_at_a_time_and_are_filtered(open_page: Opener, case: str, anchor: str) -> None:
    page = open_page(case, anchor=anchor)
    theme = page.locator("#theme-T009")
    if case == "score":
        theme.locator("details.all-opinions > summary").click()
    opinions = theme.locator(".opinions")
    status = opinions.locator("[role=status]")
    n = int(status.inner_text().split()[0].replace(",", ""))
    assert n > 50
    assert opinions.locator("li").count() == 50
    first = opinions.locator("li q").first.inner_text()
    opinions.get_by_text("Next 50").click()
    assert "51 to" in status.inner_text()
    assert opinions.locator("li").count() == min(50, n - 50)
    opinions.get_by_text("Previous 50").click()
    assert opinions.locator("li q").first.inner_text() == first
    opinions.locator("[name=sentiment]").select_option("2")
    assert "match" in status.inner_text()
    assert all(text.startswith("positive") for text in opinions.locator(".source").all_inner_texts())
    opinions.locator("[name=answer]").select_option("-1")
    opinions.locator("[name=sentiment]").select_option("")
    scores = [int(text.split("NPS ")[1].split()[0]) for text in opinions.locator(".source").all_inner_texts()]
    assert scores
    assert max(scores) <= 6
    opinions.locator("[name=answer]").select_option("")
    opinions.get_by_label("Words").fill("zzzz")
    assert opinions.locator("li").count() == 0


def test_a_large_report_links_to_the_opinions_of_the_theme(open_page: Opener) -> None:
    page = open_page("report", anchor="#theme-T002")
    page.locator("#theme-T002 a.all-opinions").click()
    page.wait_for_url("**/opinions.html#theme-T002")
    assert page.locator("#theme-T002 .opinions li").count() == 50
    page.locator("#theme-T002").get_by_text("Its page in the report").click()
    page.wait_for_url("**/report.html#theme-T002")
    assert page.locator("#theme-T002 .theme-body").is_visible()


def test_without_script_the_map_is_a_drawing_and_a_list(open_page: Opener) -> None:
    page = open_page("score", java_script_enabled=False)
    assert page.locator(".map-still.wide").is_visible()
    assert not page.locator("#map-canvas").is_visible()
    assert not page.locator("#map-find").is_visible()
    page.get_by_text("The map as a list").click()
    assert page.locator(".map-list > li").count() == 10
    page.locator("#theme-T001 > summary").click()
    page.locator("#theme-T001 details.all-opinions > summary").click()
    assert "needs JavaScript" in page.locator("#theme-T001 .opinions").inner_text()


def test_print_shows_the_still(open_page: Opener) -> None:
    page = open_page("score")
    page.emulate_media(media="print")
    assert page.locator(".map-still.wide").is_visible()
    assert not page.locator("#map-canvas").is_visible()


def test_names_of_the_heat_map_stay_in_place_when_it_scrolls(open_page: Opener) -> None:
    page = open_page("score", width=800)
    page.evaluate("document.querySelector('.heat-scroll').style.width = '220px'")
    page.evaluate("document.querySelector('.heat-scroll').scrollLeft = 60")
    assert page.evaluate("document.querySelector('.heat-scroll').scrollLeft") > 0
    page.wait_for_selector(".heat-scroll[role=region][tabindex='0']")  # the keyboard reaches what scrolls
    left = "document.querySelector('table.heat tbody th').getBoundingClientRect().left"
    assert page.evaluate(left) == page.evaluate("document.querySelector('.heat-scroll').getBoundingClientRect().left")
    assert "more often" in page.locator("td.heat-more").first.inner_text()
