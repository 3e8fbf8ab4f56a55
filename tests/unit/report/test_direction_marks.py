"""Marks that turn the direction of text reach neither the report nor an export nor a terminal, wherever a name holds them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from fixtures.analysis import FakeAnalysis, make_analysis
from fixtures.workbooks import read_cells

from cxtext import plugins
from cxtext.cli.output import Output, printable
from cxtext.cli.ranking import render
from cxtext.report import render_html, render_notebook, render_summary

TURNED = "\u202egnp.exe\u2066"
MARKS = [chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]


@pytest.fixture(scope="module")
def turned() -> FakeAnalysis:
    """An analysis whose labels, groups, columns, waves, metric and file are named with such marks."""
    analysis = make_analysis(200)
    tables: dict[str, Any] = analysis.tables
    for name, column in (("themes", "label"), ("themes", "description"), ("groups", "group"), ("groups", "group_column"),
                         ("trends", "wave"), ("columns", "column"), ("columns", "example"), ("issues", "message")):  # fmt: skip
        tables[name][column] = tables[name][column].astype(object) + TURNED
    tables["themes"]["keyphrases"] = [[TURNED]] * len(tables["themes"])
    for name in tables:
        if "metric" in tables[name]:
            tables[name]["metric"] = tables[name]["metric"].replace("nps", "nps" + TURNED)
    receipt = analysis.manifest.input
    sources = tuple(replace(source, name=f"{TURNED}{source.name}") for source in receipt.sources)
    analysis.manifest = replace(analysis.manifest, primary_metric="nps" + TURNED, input=replace(receipt, sources=sources))
    return analysis


def on_terminal(analysis: FakeAnalysis) -> str:
    """What ``analyze`` prints."""
    return printable(render(analysis))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "draw", [render_html, render_notebook, render_summary, on_terminal, plugins.load("cxtext.renderers", "backlog")]
)
def test_no_mark_is_shown(turned: FakeAnalysis, draw: Any) -> None:
    text = draw(turned)
    assert "gnp.exe" in text
    assert not [hex(ord(mark)) for mark in MARKS if mark in text]


# A codebook is read back by the program: it keeps names as they are.
@pytest.mark.parametrize("name", [name for name in plugins.PARTS["cxtext.exporters"] if name != "codebook"])
def test_no_mark_is_exported(turned: FakeAnalysis, name: str) -> None:
    for data in plugins.load("cxtext.exporters", name)().export(turned).values():
        text = read_cells(data) if name == "xlsx" else data.decode()
        assert not [hex(ord(mark)) for mark in MARKS if mark in text]


def test_json_names_the_marks_and_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=True).result("", {"label": TURNED, "c1": "\x9b31m"})
    out = capsys.readouterr().out
    assert not [mark for mark in (*MARKS, "\x9b") if mark in out]
    assert json.loads(out)["data"] == {"label": TURNED, "c1": "\x9b31m"}
