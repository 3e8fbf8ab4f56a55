from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from fixtures.analysis import ATTACK, make_analysis, make_manifest

from cxtext import schema
from cxtext.report import embed_json, render_html, render_notebook

VOID = {"meta", "link", "input", "br", "circle", "line", "rect", "path", "polyline"}
KINDS: dict[str, dict[str, Any]] = {
    "score": {},
    "no score": {"metrics": ()},
    "two scores": {"metrics": ("csat", "effort")},
    "nothing established": {"weak": True},
    "no theme": {"themes": False, "n": 12},
    "one response": {"themes": False, "n": 1},
}


class Reader(HTMLParser):
    """Collects tags, ids and links, and checks that every element is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.data: dict[str, str] = {}
        self.styles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in {"script", "style"}:
            attrs = self.tags[-1][1]
            if attrs.get("type") == "application/json":
                self.data[str(attrs["id"])] = data
            else:
                {"script": self.scripts, "style": self.styles}[self.open[-1]].append(data)


@pytest.fixture(scope="module", params=list(KINDS))
def page(request: pytest.FixtureRequest) -> str:
    return render_html(make_analysis(**KINDS[request.param]))


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    assert not reader.open
    return reader


def test_only_the_pages_own_scripts_and_styles_may_run(page: str, read: Reader) -> None:
    policy = next(a["content"] for t, a in read.tags if t == "meta" and a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None and policy.startswith("default-src 'none'")
    assert "unsafe" not in policy and "http" not in policy
    assert len(read.scripts) == 1 and len(read.styles) == 1
    for content in (read.scripts[0], read.styles[0]):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_there_is_no_inline_handler_style_or_outside_address(read: Reader) -> None:
    for tag, attrs in read.tags:
        assert not any(name.startswith("on") or name == "style" for name in attrs), (tag, attrs)
        for name in ("src", "href", "action", "xlink:href"):
            value = attrs.get(name)
            assert value is None or value.startswith("#") or value == "data:,", (tag, value)
    assert not {"img", "iframe", "object", "embed", "base", "form"} & {tag for tag, _ in read.tags}
    assert "url(" not in read.styles[0] and "@import" not in read.styles[0]


def test_hostile_words_stay_words(page: str) -> None:
    assert ATTACK not in page
    assert "<img src=x" not in page
    assert "\x00" not in page and "\x07" not in page
    page.encode("utf-8")


def test_every_link_has_a_target_and_every_id_is_unique(read: Reader) -> None:
    ids = [attrs["id"] for _, attrs in read.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in read.tags:
        for name in ("href", "aria-controls", "aria-labelledby"):
            value = attrs.get(name)
            if value and value != "data:,":
                assert {part.lstrip("#") for part in value.split()} <= set(ids), (name, value)


def test_every_drawing_says_what_it_shows(page: str) -> None:
    for svg in re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL):
        assert "<title" in svg or 'aria-hidden="true"' in svg
        assert 'class="chart' not in svg or "<desc" in svg


def test_the_data_are_json(read: Reader) -> None:
    data = {name: json.loads(text) for name, text in read.data.items()}
    assert set(data["data"]) == {"quotes", "labels", "views", "lists"}
    assert all(len(row) == 6 for row in data["data"]["quotes"])
    assert {"map-data", "opinion-data"} <= set(data) or set(data) == {"data"}


def test_the_same_analysis_gives_the_same_page() -> None:
    assert render_html(make_analysis(n=80)) == render_html(make_analysis(n=80))


def test_a_large_analysis_stays_a_small_page() -> None:
    analysis = make_analysis(n=3000)  # their words alone are 1.2 MB
    for frame, column in ((analysis.tables["responses"], "text"), (analysis.tables["units"], "text")):
        frame[column] = frame[column] + " and so on and on" * 24
    analysis.tables["units"]["end"] += 17 * 24
    assert analysis.tables["responses"]["text"].str.len().sum() > 1_200_000
    assert len(render_html(analysis).encode()) < 1_000_000


def test_embedded_json_cannot_end_its_script() -> None:
    text = embed_json({"<": ATTACK, "sep": "\u2028&"})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"<": ATTACK, "sep": "\u2028&"}


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_notebook_table_is_small_plain_and_escaped(kind: str) -> None:
    analysis = make_analysis(**KINDS[kind])
    table = render_notebook(analysis)
    reader = Reader()
    reader.feed(table)
    assert not reader.open
    assert not {"script", "style", "link"} & {tag for tag, _ in reader.tags}
    # the header, ten themes, and the parts of three of them
    assert table.count("<tr>") - table.count("<tr><td></td>") <= 11
    assert len(table) < 10_000


def test_an_empty_analysis_renders() -> None:
    from fixtures.analysis import FakeAnalysis

    tables = {name: schema.empty(name) for name in schema.TABLES}
    nothing = FakeAnalysis(tables, make_manifest(tables, ""))
    assert "No theme was found" in render_html(nothing)
    assert "No theme was found" in render_notebook(nothing)


def test_a_theme_that_changes_has_a_word_beside_its_line_and_a_section() -> None:
    page = render_html(make_analysis())
    assert page.count('data-test="changes"') == 1
    assert "</svg><small>changed</small>" in page


def test_the_page_shows_how_the_number_of_themes_was_chosen() -> None:
    analysis = make_analysis()
    part = render_html(analysis).partition("How the number of themes was chosen</h3>")[2]
    assert '<svg class="curve"' in part and "The filled one was taken: the usual height." in part
    analysis.tables["resolutions"] = analysis.tables["resolutions"].query("chosen")
    assert "How the number of themes was chosen" not in render_html(analysis)
