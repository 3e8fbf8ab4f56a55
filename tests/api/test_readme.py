"""The README is short, what it shows runs, its picture is there; links and what is said of dependencies are true."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import write_survey
from fixtures.pages import GUIDE, README, ROOT, read_blocks, read_commands, run_page

#: Words of the README, which is read to its end.
MOST_WORDS = 1300
#: Bytes of the picture, which everybody loads who looks at the README.
MOST_BYTES = 250_000


def test_the_readme_is_short():
    assert len(README.read_text("utf-8").split()) <= MOST_WORDS


def test_what_the_readme_shows_runs(
    cxtext_cli: Callable[..., Any], working_folder: Path, survey: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CXTEXT_EMBEDDING__EMBEDDER", "fast")
    write_survey(Path("next.csv"), n=150)
    assert run_page(README, cxtext_cli) >= 10


def test_the_targets_of_make_that_pages_name_are_there():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    pages = [README, ROOT / "CONTRIBUTING.md", *GUIDE.glob("*.md")]
    commands = [
        words for page in pages for block in read_blocks(page) if block.language == "console" for words in read_commands(block)
    ]
    named = {words[1] for words in commands if words[0] == "make"}
    assert {"demo", "test"} <= named <= targets


def test_the_picture_is_one_of_the_report_and_small():
    data = (GUIDE / "report.png").read_bytes()
    width, height = struct.unpack(">II", data[16:24])
    assert data.startswith(b"\x89PNG") and len(data) <= MOST_BYTES
    assert width >= 800 and height >= 500
    assert "(cxtext/guide/report.png)" in README.read_text("utf-8")


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_within_the_repository_lead_somewhere(page: str):
    text = (ROOT / page).read_text("utf-8")
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
        assert (ROOT / target).exists(), target


def test_the_pages_say_why_each_dependency_is_there():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = [*project["dependencies"], *(d for group in project["optional-dependencies"].values() for d in group)]
    names = {re.split(r"[\[<>=~! ]", d)[0] for d in declared} - {"cxtext"}
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert [n for n in sorted(names) if f"`{n}`" not in contributing] == []


def test_every_dependency_is_pinned():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = [*project["dependencies"], *(d for group in project["optional-dependencies"].values() for d in group)]
    names = {re.split(r"[\[<>=~! ]", d)[0].lower().replace("_", "-") for d in declared} - {"cxtext"}
    lines = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lines}
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
    assert names | {"torch"} <= pinned
