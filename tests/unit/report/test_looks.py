"""The looks of a report: what may be set, and what it does to the page."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from fixtures.analysis import FakeAnalysis, make_analysis

from cxtext.errors import ConfigError
from cxtext.report import build_document, render_html, render_notebook, render_summary
from cxtext.run import read_once
from cxtext.settings import contrast, lighten, resolve_config
from cxtext.wording import NUMBER_STYLES


@cache
def plain_analysis() -> FakeAnalysis:
    return make_analysis(n=1300, hostile=False)


def with_looks(**report: str) -> FakeAnalysis:
    analysis = plain_analysis()
    return FakeAnalysis(analysis.tables, replace(analysis.manifest, config={**analysis.manifest.config, "report": report}))


@pytest.mark.parametrize("accent", ["red", "#12", "#12345g", "#1d4f91;}", "url(x)", "#1d4f91\n", " #1d4f91"])
def test_an_accent_is_six_hexadecimal_digits(accent: str) -> None:
    with pytest.raises(ConfigError, match="a hash and six hexadecimal digits"):
        resolve_config({}, options={"accent": accent})
    with pytest.raises(ConfigError):
        render_html(with_looks(accent=accent))


@pytest.mark.parametrize("accent", ["#ffcc00", "#8ab4f8", "#ffffff"])
def test_an_accent_that_cannot_be_read_is_refused_with_its_contrast(accent: str) -> None:
    with pytest.raises(ConfigError, match=r"too light to be read: its contrast with the page is \d\.\d"):
        resolve_config({}, options={"accent": accent})


@pytest.mark.parametrize("accent", ["#000000", "#1D4F91", "#00695c", "#7a0019"])
def test_an_accent_is_legible_in_both_modes(accent: str) -> None:
    assert resolve_config({}, options={"accent": accent}).report.accent == accent.lower()
    assert contrast(lighten(accent), "#1a2028") >= 4.5
    style = render_html(with_looks(accent=accent)).partition("<style>")[2].partition("</style>")[0]
    assert f"--accent: {accent.lower()};" in style and f"--accent: {lighten(accent)};" in style


def test_without_settings_the_page_is_the_usual_one() -> None:
    def looks_of(page: str) -> str:
        return page.partition("<style>")[2].partition("</style>")[0] + page.partition("<h1>")[2].partition("</h1>")[0]

    page = render_html(with_looks(title="", logo="", accent="", numbers="1,234.5"))
    assert looks_of(render_html(make_analysis(hostile=False))) == looks_of(page)
    assert 'class="logo"' not in page


def test_title_and_logo_are_words_whatever_they_hold() -> None:
    analysis = with_looks(title="<script>alert(1)</script>", logo="<b>A & B</b>")
    with read_once(analysis):
        page = render_html(analysis)
        assert "<script>alert(1)" not in page and "&lt;b&gt;A &amp; B&lt;/b&gt;" in page
        assert build_document(analysis).title == "<script>alert(1)</script>"
        assert render_summary(analysis).startswith("# &lt;script>")


@pytest.mark.parametrize("style", NUMBER_STYLES)
def test_numbers_are_written_in_one_style_everywhere(style: str) -> None:
    analysis = with_looks(numbers=style)
    thousands, point = NUMBER_STYLES[style]
    with read_once(analysis):  # as a run is saved
        first = build_document(analysis).first
        pages = [render(analysis) for render in (render_html, render_summary, render_notebook)]
    for page in pages:
        text = re.sub(r"<(style|script|svg).*?</\1>|<pre>.*?</pre>", "", page, flags=re.DOTALL)
        assert f"1{thousands}300 responses" in text.replace("1 300", "1\u202f300")  # Markdown has single plain spaces
        value = first.score
        assert value is not None
        if page is not pages[-1]:  # the notebook shows no score
            assert value.value.replace(".", point) in text
        wrong = {",": r"\d,\d{3}\b", ".": r"\d\.\d{3}\b", "\u202f": "\u202f", "": r"(?!)"}
        others = [pattern for mark, pattern in wrong.items() if mark not in (thousands, point)]
        assert not [pattern for pattern in others if re.search(pattern, text)]


def test_one_style_does_not_leak_into_what_is_written_next() -> None:
    analysis = with_looks(numbers="1.234,5")
    with read_once(analysis):
        before = build_document(analysis).subtitle
        assert "1.300 responses" in render_html(analysis)
        assert build_document(analysis).subtitle == before == ("1,300 responses", *before[1:])


def test_drawings_keep_their_coordinates_in_any_style() -> None:
    plain, comma = (render_html(with_looks(numbers=style)) for style in ("1,234.5", "1.234,5"))
    coordinates = r' (?:points|x|y|cx|cy|x1|y2|width)="([^"]*)"'
    assert re.findall(coordinates, plain) == re.findall(coordinates, comma)
