"""The deck in a real Chromium: a slide fits its page, keys lead on, and it prints as six pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fixtures.analysis import make_analysis

from cxtext.report.slides import render_slides

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CASES = {
    "score": {},
    "two scores": {"metrics": ("csat", "effort")},
    "no score": {"metrics": ()},
    "no theme": {"n": 12, "themes": False},
}


@pytest.fixture(params=list(CASES))
def deck(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Open the deck of a case; at the end nothing may have been refused by the policy, or thrown."""
    faults: list[str] = []
    file = tmp_path / "slides.html"
    file.write_text(render_slides(make_analysis(**CASES[request.param])), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(file.as_uri())
    yield page
    page.close()
    assert not faults


def test_each_slide_fills_the_window_and_no_more(deck: Page) -> None:
    sizes = deck.eval_on_selector_all(".slide", "all => all.map(one => [one.offsetHeight, one.scrollWidth, one.clientWidth])")
    assert sizes
    for height, content, width in sizes:
        assert height == 720 and content <= width


def test_keys_lead_from_slide_to_slide(deck: Page) -> None:
    deck.emulate_media(reduced_motion="reduce")
    tops = "all => all.map(one => Math.round(one.getBoundingClientRect().top))"
    deck.keyboard.press("ArrowRight")
    assert deck.eval_on_selector_all(".slide", tops)[1] == 0
    deck.keyboard.press("End")
    assert deck.eval_on_selector_all(".slide", tops)[-1] == 0
    deck.keyboard.press("Home")
    assert deck.eval_on_selector_all(".slide", tops)[0] == 0


def test_each_slide_is_one_printed_page(deck: Page) -> None:
    printed = deck.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == deck.locator(".slide").count()


def test_a_phone_shows_all_of_it_without_scrolling_sideways(deck: Page) -> None:
    deck.set_viewport_size({"width": 390, "height": 800})
    assert deck.evaluate("document.documentElement.scrollWidth") <= 390
