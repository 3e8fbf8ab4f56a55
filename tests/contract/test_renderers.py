"""Every renderer keeps the same promises: one text from an analysis, the same every time, whatever people wrote."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pandas as pd
import pytest
from fixtures.analysis import ATTACK, FakeAnalysis, make_analysis

from cxtext import plugins
from cxtext.findings import list_findings, metric_views

Renderer = Callable[[FakeAnalysis], str]
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
CASES = {
    "score": {},
    "two scores": {"metrics": ("nps", "effort")},
    "no score": {"metrics": ()},
    "nothing established": {"weak": True},
    "few": {"n": 12},
    "no theme": {"n": 6, "themes": False},
}


@pytest.fixture(params=plugins.names("cxtext.renderers"))
def render(request: pytest.FixtureRequest) -> Renderer:
    renderer: Renderer = plugins.load("cxtext.renderers", request.param)
    return renderer


@pytest.fixture(scope="module")
def analysis() -> FakeAnalysis:
    return make_analysis(n=300)


def letters(text: str) -> str:
    """Return letters and digits alone, whatever the escapes of a format are."""
    return re.sub(r"[\W_]+", "", html.unescape(text))


def test_says_what_it_returns(render: Renderer):
    assert render.__doc__


@pytest.mark.parametrize("case", CASES)
def test_any_analysis_gives_text_that_can_be_saved(render: Renderer, case: str):
    text = render(make_analysis(**{"n": 300, **CASES[case]}))
    assert type(text) is str
    assert text.encode("utf-8").strip()
    assert not CONTROL.search(text)
    assert not re.search(r"\bnan\b", text, re.IGNORECASE)


def test_the_same_analysis_gives_the_same_text_and_stays_as_it_was(render: Renderer, analysis: FakeAnalysis):
    before = {name: frame.copy() for name, frame in analysis.tables.items()}
    first = render(analysis)
    assert render(analysis) == first == render(make_analysis(n=300))
    for name, frame in before.items():
        pd.testing.assert_frame_equal(analysis.tables[name], frame)


def test_all_pain_points_are_there_in_the_order_of_the_ranking(render: Renderer, analysis: FakeAnalysis):
    labels = [letters(f.label) for f in list_findings(analysis, metric_views(analysis)[0]) if f.kind == "pain"]
    assert len(labels) >= 3
    text = letters(render(analysis))
    places = [text.find(label) for label in labels]
    assert min(places) >= 0
    assert places == sorted(places)


class Scripts(HTMLParser):
    """Collects what a browser would run or load: handlers, addresses outside the run, and scripts with words of the attack."""

    def __init__(self) -> None:
        super().__init__()
        self.run: list[str] = []
        self._is_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._is_script = tag in ("script", "style") and given.get("type") != "application/json"
        for name, value in given.items():
            if name.startswith("on") or (
                name in ("src", "href") and not value.startswith(("#", "data:,", "report.html", "opinions.html"))
            ):
                self.run.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, tag: str) -> None:
        self._is_script = False

    def handle_data(self, data: str) -> None:
        if self._is_script and "PWNED" in data:
            self.run.append(data)


def test_nothing_that_people_wrote_is_run(analysis: FakeAnalysis):
    """Scripts in a page, markup in Markdown, formulas in a table; a new renderer has to say here what its readers would run."""
    texts = {name: plugins.load("cxtext.renderers", name)(analysis) for name in plugins.names("cxtext.renderers")}
    assert any("PWNED" in text for text in texts.values())
    for name in ("html", "opinions", "notebook", "slides"):
        page = Scripts()
        page.feed(texts[name])
        assert page.run == []
        assert ATTACK not in texts.pop(name)
    assert not re.search(r"<(script|img)|\]\(", texts.pop("markdown"))
    cells = [cell for row in csv.reader(io.StringIO(texts.pop("backlog"), newline="")) for cell in row]
    assert not [cell for cell in cells if re.match(r"\s*([=+@]|-(?![\d.]))", cell)]
    assert not texts


def test_it_reads_no_file_and_asks_no_clock(render: Renderer, analysis: FakeAnalysis, tmp_path, monkeypatch: pytest.MonkeyPatch):
    first = render(analysis)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert render(analysis) == first
    assert not list(tmp_path.iterdir())
