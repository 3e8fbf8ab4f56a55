"""The report in a real Chromium: nothing runs but its own script, nothing is fetched, it fits, and keys work."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fixtures.analysis import make_analysis

from cxtext.report import render_html

if TYPE_CHECKING:
    from playwright.sync_api import Page

LONGEST = "Thinking of the last twelve months, how satisfied are you with everything that we have done for you and yours?"
CASES: dict[str, dict[str, Any]] = {
    "score": {},
    "no-score": {"metrics": ()},
    "two-scores": {"metrics": ("csat", "effort")},
    "weak": {"weak": True},
    "no-theme": {"themes": False, "n": 12},
    "longest name": {"metrics": (LONGEST,)},
    "long names": {"metrics": ("Would you recommend us to other projects like yours?", "How do you feel about us?")},
}
Opener = Callable[..., "Page"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write every case as a page."""
    folder = tmp_path_factory.mktemp("pages")
    paths = {}
    for name, options in CASES.items():
        paths[name] = folder / f"{name}.html"
        paths[name].write_text(render_html(make_analysis(**options)), encoding="utf-8")
    return paths


@pytest.fixture
def open_page(view: Callable[..., Page], files: dict[str, Path]) -> Opener:
    """Open a case."""

    def open_case(case: str, **options: Any) -> Page:
        return view(files[case], **options)

    return open_case


@pytest.mark.parametrize("case", list(CASES))
@pytest.mark.parametrize("width", [1400, 390])
def test_nothing_hostile_runs_and_nothing_sticks_out(open_page: Opener, case: str, width: int) -> None:
    page = open_page(case, width=width)
    assert page.title() == "Survey<2025> · pain points"
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    too_wide = """[...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll') && !e.closest('.vh, thead'))
        .filter(e => { const b = e.getBoundingClientRect(); return b.width && (b.right > innerWidth + 1 || b.left < -1) })
        .map(e => e.outerHTML.slice(0, 90))"""
    assert page.evaluate(too_wide) == []
    if width == 390:  # a wide table is a list of cards there, and still a table for a screen reader
        wide = "[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.ariaLabel)"
        assert page.evaluate(wide) == []
        assert page.locator(".scroll[tabindex]").count() == 0
        assert page.locator("table.cards:not([role=table])").count() == 0


@pytest.mark.parametrize("case", ["score", "no-score", "two-scores"])
@pytest.mark.parametrize("width", [1400, 390])
def test_chart_words_overlap_neither_one_another_nor_a_tick(open_page: Opener, case: str, width: int) -> None:
    page = open_page(case, width=width)
    overlaps = """[...document.querySelectorAll('svg.chart')].filter(s => s.getBoundingClientRect().width).flatMap(s => {
        const boxes = [...s.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
        const frame = s.getBoundingClientRect(), found = [];
        boxes.forEach(([a, p], i) => {
          if (p.left < frame.left - 1 || p.right > frame.right + 1) found.push(a + ' outside');
          boxes.slice(i + 1).forEach(([b, q]) => {
            const across = p.left < q.right - 1 && q.left < p.right - 1;
            if (across && p.top < q.bottom - 3 && q.top < p.bottom - 3) found.push(a + ' on ' + b);
          });
        });
        return found;
      })"""
    assert page.locator("svg.chart:visible").count() == 1
    assert page.evaluate(overlaps) == []


@pytest.mark.parametrize("case", ["score", "no-score", "two-scores"])
@pytest.mark.parametrize("width", [1400, 390])
def test_every_dot_has_a_name_or_the_number_of_its_rank(open_page: Opener, case: str, width: int) -> None:
    page = open_page(case, width=width)
    chart = page.locator("svg.chart:visible")
    names = [text.text_content() or "" for text in chart.locator("text.label").all()]
    assert len(names) == chart.locator("circle").count() > 0
    numbers = sorted(int(name) for name in names if name.isdigit())
    listed = [item.get_attribute("value") or "" for item in page.locator("ol.legend:visible li").all()] if numbers else []
    assert len(set(numbers)) == len(numbers) and listed == list(map(str, numbers))


def test_names_in_tables_are_not_broken_within_words(open_page: Opener) -> None:
    page = open_page("long names")
    narrow = "[...document.querySelectorAll('.stack td.full')].filter(e => e.offsetWidth && e.offsetWidth < 260).length"
    assert page.evaluate(narrow) == 0


def test_a_long_question_is_cut_on_the_first_screen(open_page: Opener) -> None:
    page = open_page("longest name")
    assert 50 < len(page.locator("[data-test=score] h2").inner_text()) < 100


def test_the_filter_box_is_as_wide_as_its_column(open_page: Opener) -> None:
    page = open_page("score")
    widths = page.evaluate("[document.querySelector('#filter').offsetWidth, document.querySelector('#themes .find').offsetWidth]")
    assert widths[0] == widths[1]


def test_a_ranked_row_leads_to_its_theme(open_page: Opener) -> None:
    page = open_page("score")
    theme = page.locator("#theme-T002")
    assert theme.get_attribute("open") is None
    page.locator("[data-test=pain-points] a", has_text="login problems").click()
    page.wait_for_selector("#theme-T002[open]")  # the page opens it when it is told of the new address
    assert theme.locator("q").first.is_visible()


@pytest.mark.parametrize("width", [1400, 1024, 390])
def test_a_link_from_outside_opens_the_theme_with_its_name_below_the_bar(open_page: Opener, width: int) -> None:
    page = open_page("score", anchor="#theme-T009", width=width, reduced_motion="reduce")
    assert page.locator("#theme-T009 .theme-body").is_visible()
    box = "document.querySelector('{}').getBoundingClientRect().{}"
    bar, name = page.evaluate(box.format(".jump", "bottom")), page.evaluate(box.format("#theme-T009 summary", "top"))
    assert bar <= name < bar + 40


def test_on_a_phone_the_parts_of_the_report_stand_in_one_row(open_page: Opener) -> None:
    page = open_page("score", width=390)
    boxes = "[...document.querySelectorAll('.jump a')].map(a => a.getBoundingClientRect()).map(b => [b.top, b.right])"
    tops, rights = zip(*page.evaluate(boxes), strict=True)
    assert len(tops) >= 5 and len(set(tops)) == 1 and max(rights) <= 390


def test_the_keyboard_reaches_the_ranking_and_opens_a_theme(open_page: Opener) -> None:
    page = open_page("score")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the ranking"
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "slow export":
            break
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('#theme-T001 > summary')")
    assert page.locator("#theme-T001 .theme-body").is_visible()
    page.keyboard.press("Enter")
    assert not page.locator("#theme-T001 .theme-body").is_visible()


def test_arrow_keys_move_between_the_metrics(open_page: Opener) -> None:
    page = open_page("two-scores")
    first, second = page.locator("#metric-1"), page.locator("#metric-2")
    assert first.is_visible() and not second.is_visible()
    page.locator("[role=tab]").first.focus()
    page.keyboard.press("ArrowRight")
    assert second.is_visible() and not first.is_visible()
    assert page.locator("[role=tab][aria-selected=true]").inner_text() == "Effort (CES)"


def test_themes_are_filtered_by_their_words(open_page: Opener) -> None:
    page = open_page("score")
    page.get_by_label("Filter themes").fill("invoice search")
    assert page.locator("details.theme:visible .theme-name").all_inner_texts() == ["search results"]
    assert page.locator("#filter-count").inner_text() == "1 of 10 themes"
    page.get_by_label("Filter themes").fill("")
    assert page.locator("details.theme:visible").count() == 10


def test_quotes_are_found_by_words_theme_and_sentiment(open_page: Opener) -> None:
    page = open_page("score")
    page.get_by_label("Words").fill("</script>")
    assert page.locator("#q-list li q").all_inner_texts() == ["</script><script>document.title='PWNED'</script>"]
    assert "R00001" in page.locator("#q-list .source").inner_text()
    page.get_by_label("Words").fill("")
    page.locator("#q-theme").select_option("T009")
    page.locator("#q-tone").select_option("positive")
    sources = page.locator("#q-list .source").all_inner_texts()
    assert len(sources) == 12
    assert all(source.startswith("friendly support team · positive") for source in sources)
    page.get_by_text("Show more").click()
    assert page.locator("#q-list li").count() > 12
    assert page.title() == "Survey<2025> · pain points"


def test_without_script_everything_is_there_to_read(open_page: Opener) -> None:
    page = open_page("two-scores", java_script_enabled=False)
    assert page.locator("#metric-1").is_visible() and page.locator("#metric-2").is_visible()
    assert not page.locator("#search").is_visible()
    page.locator("#theme-T001 > summary").click()
    assert page.locator("#theme-T001 q").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(open_page: Opener, scheme: str) -> None:
    page = open_page("score", color_scheme=scheme)
    contrast = """() => {
        const light = c => { const v = c.match(/\\d+/g).slice(0, 3).map(n => n / 255)
          .map(x => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4); return .2126 * v[0] + .7152 * v[1] + .0722 * v[2] };
        const ground = light(getComputedStyle(document.querySelector('.card')).backgroundColor);
        return ['h2', '.sub', '.effect b.loss', '.status.gain', '.source', 'th'].map(s => {
          const ink = light(getComputedStyle(document.querySelector('.card ' + s)).color);
          return (Math.max(ink, ground) + .05) / (Math.min(ink, ground) + .05) });
      }"""
    assert min(page.evaluate(contrast)) >= 4.5


def test_print_shows_every_metric_and_theme(open_page: Opener) -> None:
    page = open_page("two-scores")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#metric-2").is_visible()
    assert page.locator("#theme-T010 .theme-body").is_visible()
    assert not page.locator("#search").is_visible()
    for part in (".quotes", ".story"):
        assert page.locator(f"#theme-T010 .theme-body > {part}").first.is_visible()
    assert page.locator(".theme-body > :is(h3, table, details):visible").count() == 0
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 12


def test_the_list_follows_the_metric_chosen(open_page: Opener) -> None:
    page = open_page("two-scores")
    headline, table = page.locator("[data-test=headline]:visible"), page.locator("table.ranking:visible")
    assert headline.count() == 1 and table.get_attribute("aria-label") == "Themes ranked by CSAT"
    page.locator("[role=tab]").last.click()
    assert headline.count() == 1 and table.get_attribute("aria-label") == "Themes ranked by Effort (CES)"
    n_sure = page.locator("#metric-2-list .status.loss").count()
    assert headline.inner_text().startswith(f"{n_sure} of ")
