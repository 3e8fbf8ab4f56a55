"""``cxtext guide``: the list, a page as it is when piped, drawn on a terminal, and what is said of a page that there is not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fixtures.analysis import make_analysis

from cxtext.cli.guide import adapt_links
from cxtext.cli.help import COMMANDS, CONFIG_COMMANDS, THEMES_COMMANDS
from cxtext.cli.ranking import next_steps
from cxtext.guide import SECTIONS, list_pages, read_page


def draw(*args: str) -> str:
    """Return what the command draws on a terminal of 90 columns, without its colours."""
    pty = pytest.importorskip("pty", reason="no pseudo-terminals on this system")
    parent, child = pty.openpty()
    environment = {**os.environ, "COLUMNS": "90", "TERM": "xterm-256color"}
    with subprocess.Popen([sys.executable, "-m", "cxtext", "guide", *args], stdout=child, env=environment) as process:
        os.close(child)
        chunks = []
        while True:
            try:
                chunk = os.read(parent, 65536)
            except OSError:  # Linux ends a terminal with an error
                break
            if not chunk:
                break
            chunks.append(chunk)
    os.close(parent)
    assert process.returncode == 0
    return re.sub(r"\x1b\[[\d;]*m", "", b"".join(chunks).decode())


def test_without_a_page_every_page_is_listed_with_a_line(cxtext_cli: Callable[..., Any]):
    done = cxtext_cli("guide")
    assert done.code == 0
    for page in list_pages():
        assert re.search(rf"^  {page.name} +{re.escape(page.summary)}$", done.out, re.M)
    assert [line for line in done.out.splitlines() if line and not line.startswith(" ")] == list(SECTIONS)


def test_the_list_as_json(cxtext_cli: Callable[..., Any]):
    document = cxtext_cli("guide", "--json").document
    assert document["ok"] and document["issues"] == []
    assert [row["name"] for row in document["data"]["pages"]] == [page.name for page in list_pages()]
    assert {key for row in document["data"]["pages"] for key in row} == {"name", "section", "title", "summary"}


@pytest.mark.parametrize("name", [page.name for page in list_pages()])
def test_a_page_that_is_piped_is_its_file(cxtext_cli: Callable[..., Any], name: str):
    done = cxtext_cli("guide", name)
    assert (done.code, done.err) == (0, "")
    assert done.out == read_page(name).text


def test_a_page_as_json(cxtext_cli: Callable[..., Any]):
    data = cxtext_cli("guide", "statistics", "--json").document["data"]
    assert data["text"] == read_page("statistics").text
    assert (data["name"], data["title"]) == ("statistics", "How the points are worked out")


def test_a_part_of_a_page(cxtext_cli: Callable[..., Any]):
    done = cxtext_cli("guide", "tables", "Units")
    assert done.out.startswith("## units\n") and "| `unit_id` |" in done.out and "| `theme_id` |" not in done.out
    wrong = cxtext_cli("guide", "tables", "unitz")
    assert wrong.code == 2 and "Did you mean 'units'?" in wrong.err


def test_a_page_is_drawn_on_a_terminal():
    drawn = draw("tables", "new_topics")
    assert "q_value" in drawn and "## " not in drawn and "<!--" not in drawn and "|---" not in drawn
    drawn = " ".join(draw("review").split())
    assert "becomes" not in drawn and "The answers become edits (cxtext guide edits)" in drawn
    assert "(tests/bench/review.md in the repository)" in drawn


@pytest.mark.parametrize(
    ("wanted", "hint"), [("statistcs", "Did you mean 'statistics'?"), ("jira", "These say something of it: tickets"), ("zzz", "")]
)
def test_an_unknown_page_is_answered_with_those_there_are(cxtext_cli: Callable[..., Any], wanted: str, hint: str):
    done = cxtext_cli("guide", wanted)
    assert (done.code, done.out) == (2, "")
    assert hint in done.err and "\nPages: first-analysis, " in done.err


def test_links_out_of_the_guide_stay():
    link = "[Thematic](https://example.org/impact)"
    assert adapt_links(link) == link


@pytest.mark.parametrize("row", [*COMMANDS, *CONFIG_COMMANDS, *THEMES_COMMANDS], ids=lambda row: row.example)
def test_every_command_has_a_page_that_shows_it(cxtext_cli: Callable[..., Any], row: Any):
    assert row.page or row.name in ("guide", "info")
    if row.page:
        text = read_page(row.page).text
        assert re.search(rf"cxtext (themes \w+ |config )?{row.name}\b|`{row.name}`", text)
        words = row.example.split()
        path = [words[1], *(words[2:4] if words[1] == "themes" else words[2:3] if words[1] == "config" else [])]
        assert f"cxtext guide {row.page}" in cxtext_cli(*path, "--help").out


def test_help_and_info_name_the_guide(cxtext_cli: Callable[..., Any]):
    assert "cxtext guide" in cxtext_cli("--help").out
    assert "cxtext guide" in cxtext_cli("info").out


def test_a_run_without_a_pain_point_names_the_part_of_the_guide_that_says_why(cxtext_cli: Callable[..., Any]):
    (line,) = [one for one in next_steps(make_analysis(themes=False, n=12), Path("run"), verbose=False) if "guide" in one]
    *_, page, heading = line.split()
    assert "Nothing is ranked" in cxtext_cli("guide", page, heading).out
