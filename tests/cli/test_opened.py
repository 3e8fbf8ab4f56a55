"""What is written is opened in the program that reads it: words of a survey do nothing in a terminal, Markdown or YAML."""

from __future__ import annotations

import json
import os
import re
import select
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from cxtext import Analysis
from cxtext.cli import main

#: Sequences that clear the screen, set the title, fill the clipboard, hide what follows or ask the terminal to answer.
SEQUENCES = ("\x1b[2J", "\x1b]0;PWNED\x07", "\x1b]52;c;UFdORUQ=\x07", "\x1b[8m", "\x9b2J", "\x1b[6n", "\x1bP1$r\x1b\\", "\u202e")
MARKDOWN = (
    "[click](http://evil.example/a)",
    "![pixel](http://evil.example/b.png)",
    "<img src=http://evil.example/c onerror=alert(1)>",
    "<http://evil.example/d>",
    "[e]: http://evil.example/e",
    "| a | b |",
    "# heading",
    "```",
    "<script>alert(1)</script>",
)
YAML = ("!!python/object/apply:os.system ['true']", "&a *a", "{a: b}", "- item", "key: value # no", "'", '"', "%TAG ! x", "---")
#: What our own output is made of: colours and weight; erase a line, up and down; hide and show the cursor.
OURS = re.compile(r"\x1b\[(?:[\d;]*m|\d?[KABG]|\?25[lh]|\?7[lh])")
ESCAPE = re.compile(r"[\x1b\x9b\x90\x9d]|\x07|[\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of a survey of hostile words, in texts, groups and headers."""
    folder = tmp_path_factory.mktemp("hostile")
    hostile = (*SEQUENCES, *MARKDOWN, *YAML)
    openings = ("the export is slow and", "support never answers", "the price is far too high", "search finds nothing at all")
    rows = [
        {
            "id": f"r{i}",
            "nps": i % 11,
            "plan": f"{hostile[i % 3]} plan {i % 3}",
            "comment": f"{openings[i % 4]} {hostile[i % len(hostile)]} {openings[i % 4]} in case {i}",
        }
        for i in range(120)
    ]
    pd.DataFrame(rows).to_csv(folder / "survey.csv", index=False)
    options = ("--text-column", "comment", "--nps-column", "nps", "--group-column", "plan", "--id-column", "id")
    assert main(["analyze", str(folder / "survey.csv"), "-o", str(folder / "run"), *options, "--embedder", "fast", "-q"]) == 0
    return folder / "run"


def read_terminal(arguments: tuple[str, ...], seconds: float = 120) -> str:
    """Run the command line on a terminal of its own, and return all that it wrote there."""
    pty = pytest.importorskip("pty", reason="a pseudo-terminal is POSIX")
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS="100", LINES="40", FORCE_COLOR="1")
        os.execv(sys.executable, [sys.executable, "-m", "cxtext", *arguments])
    written, end = b"", time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            ready, _, _ = select.select([terminal], [], [], 1.0)
            if ready:
                try:
                    piece = os.read(terminal, 65_536)
                except OSError:  # the other side is closed
                    break
                if not piece:
                    break
                written += piece
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)
    return written.decode("utf-8", "replace")


@pytest.mark.parametrize(
    "command",
    [
        ("themes", "RUN", "list"),
        ("themes", "RUN", "show", "T001"),
        ("report", "RUN", "--format", "markdown", "-o", "-"),
        ("inspect", "SURVEY"),
    ],
    ids=lambda command: " ".join(command[:3:2]) if isinstance(command, tuple) else str(command),
)
def test_a_terminal_gets_no_sequence_of_the_survey(run: Path, command: tuple[str, ...]):
    names = {"RUN": str(run), "SURVEY": str(run.parent / "survey.csv")}
    shown = read_terminal(tuple(names.get(part, part) for part in command))
    assert re.search(r"(?i)export|comment|slow|What to fix first", shown), shown[-500:]
    assert not ESCAPE.search(OURS.sub("", shown)), sorted(set(ESCAPE.findall(OURS.sub("", shown))))


def open_markdown(text: str) -> list[Any]:
    """Return all tokens of a text as a renderer of Markdown reads it, raw HTML and tables allowed."""
    parser = pytest.importorskip("markdown_it").MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table")
    flat: list[Any] = []
    for token in parser.parse(text):
        flat += [token, *(token.children or ())]
    return flat


def test_markdown_has_no_html_link_or_picture_of_the_survey(run: Path, tmp_path: Path, cxtext_cli: Callable[..., Any]):
    assert cxtext_cli("export", run, "--to", "markdown", "-o", tmp_path / "out").code == 0
    files = [run / "summary.md", *(tmp_path / "out").rglob("*.md")]
    assert len(files) > 1
    for path in files:
        tokens = open_markdown(path.read_text("utf-8"))
        assert not [
            token.content for token in tokens if token.type in ("html_block", "html_inline", "image", "fence", "code_block")
        ]
        targets = [value for token in tokens if token.type == "link_open" for value in token.attrs.values()]
        assert not [target for target in targets if "evil" in str(target)]
        headings = [tokens[i + 1].content for i, token in enumerate(tokens) if token.type == "heading_open"]
        assert headings and "heading" not in {one.strip() for one in headings}


def test_yaml_holds_the_words_and_nothing_else(run: Path, tmp_path: Path, cxtext_cli: Callable[..., Any]):
    file = tmp_path / "codebook.yaml"
    assert cxtext_cli("themes", run, "export", file).code == 0
    text = file.read_text("utf-8")
    book = yaml.safe_load(text)
    labels = dict(zip(Analysis.load(run).themes["theme_id"], Analysis.load(run).themes["label"], strict=True))
    assert book["themes"]
    assert all(entry["name"] == labels[entry["id"]] for entry in book["themes"])
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        assert type(event).__name__ != "AliasEvent"
        assert not getattr(event, "anchor", None) and not getattr(event, "tag", None), event


def test_json_on_stdout_is_one_document_without_control_characters(run: Path, cxtext_cli: Callable[..., Any]):
    for command in (("themes", run, "list"), ("themes", run, "show", "T001"), ("inspect", run.parent / "survey.csv")):
        done = cxtext_cli(*command, "--json")
        assert json.loads(done.out)["ok"]
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", done.out)
