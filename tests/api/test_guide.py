"""The guide: every page is listed, short, linked, true to the code, and what it shows runs."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import write_survey
from fixtures.generated import GENERATED, fill, places
from fixtures.pages import FILES, GUIDE, README, read_blocks, run_page

from cxtext.cli import codes
from cxtext.guide import SECTIONS, list_pages
from cxtext.impact import MAX_Q, RESPONDENTS_FOR_CHANCE, TIER_CONFIDENCE

#: Words of a how-to page, which is read in a few minutes.
MOST_WORDS = 900
PAGES = [page.name for page in list_pages()]
EXAMPLES = [name for name in PAGES if any(block.language in ("console", "python") for block in read_blocks(GUIDE / f"{name}.md"))]


def test_every_file_is_a_page_and_every_page_a_file():
    assert sorted(PAGES) == sorted(path.stem for path in GUIDE.glob("*.md"))


@pytest.mark.parametrize("page", list_pages(), ids=lambda page: page.name)
def test_a_page_begins_with_its_title_and_says_in_one_sentence_what_it_is_for(page: Any):
    assert page.text.startswith(f"# {page.title}\n\n")
    assert page.summary.endswith(".") and len(page.summary) <= 130
    assert not re.search(r"[`\[|#]", page.summary)


@pytest.mark.parametrize("name", SECTIONS["How to"])
def test_a_how_to_page_is_short(name: str):
    assert len((GUIDE / f"{name}.md").read_text("utf-8").split()) <= MOST_WORDS


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_a_page_shows_runs(
    name: str,
    cxtext_cli: Callable[..., Any],
    working_folder: Path,
    survey: Path,
    saved_run: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    """Each page starts beside a survey, its run, and the survey of the next month, which has the rows of the first one too."""
    monkeypatch.setenv("CXTEXT_EMBEDDING__EMBEDDER", "fast")
    write_survey(Path("next.csv"), n=150)
    assert run_page(GUIDE / f"{name}.md", cxtext_cli) >= 1


@pytest.mark.parametrize("name", PAGES)
def test_a_block_that_shows_a_file_names_it(name: str):
    blocks = read_blocks(GUIDE / f"{name}.md")
    assert {block.language for block in blocks} <= {"console", "python", *FILES}
    assert [block.text for block in blocks if (block.language in FILES) != bool(block.file)] == []


def test_the_settings_that_pages_show_are_valid(cxtext_cli: Callable[..., Any], working_folder: Path):
    blocks = [block for name in PAGES for block in read_blocks(GUIDE / f"{name}.md")]
    shown = [block for block in blocks if block.language == "toml"]
    assert len(shown) >= 2
    Path("crm.csv").write_text("id,tickets,months\n1,2,3\n", encoding="utf-8")
    for block in shown:
        Path(block.file).write_text(block.text, encoding="utf-8")
        done = cxtext_cli("config", "validate", block.file)
        assert done.code == 0, done.err


@pytest.mark.parametrize("name", PAGES)
def test_the_generated_tables_are_those_of_the_code(name: str):
    page = GUIDE / f"{name}.md"
    text = page.read_text("utf-8")
    if os.environ.get("CXTEXT_UPDATE_GOLDEN"):
        page.write_text(fill(text), encoding="utf-8")
        text = page.read_text("utf-8")
    assert text == fill(text), "CXTEXT_UPDATE_GOLDEN=1 writes them"


def test_every_generated_table_has_its_place():
    shown = sorted(place for name in PAGES for place in places(GUIDE / f"{name}.md"))
    assert shown == sorted(GENERATED), "a new table of a run gets a heading, a sentence and a place in cxtext/guide/tables.md"


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_a_page_or_a_file_of_the_repository(name: str):
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", (GUIDE / f"{name}.md").read_text("utf-8")):
        assert (GUIDE / target).exists(), target


def test_every_page_is_linked_from_the_readme():
    linked = set(re.findall(r"\(cxtext/guide/([\w-]+)\.md\)", README.read_text("utf-8")))
    assert linked == set(PAGES)


def test_the_exit_codes_are_those_of_the_package():
    batch = (GUIDE / "batch.md").read_text("utf-8")
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", batch.partition("| exit code |")[2].partition("\n\n")[0], re.M)}
    of_package = {codes.FAILED, codes.USAGE, codes.INPUT, codes.MISSING, codes.GATE_MET, codes.INTERRUPTED}
    assert listed == {0, *of_package, 128 + signal.SIGTERM, 128 + signal.SIGHUP}


def test_the_thresholds_are_those_in_force():
    statistics, compare = (" ".join((GUIDE / f"{name}.md").read_text("utf-8").split()) for name in ("statistics", "compare"))
    assert f"It is not shown for fewer than {RESPONDENTS_FOR_CHANCE} respondents, or five themes or fewer" in statistics
    assert f"the one-sided {TIER_CONFIDENCE:.0%} lower limit of what a theme costs" in statistics
    assert f"a chance of at least {TIER_CONFIDENCE:.0%}" in statistics
    assert f"q at most {f'{MAX_Q:.2f}'.lstrip('0')} over all themes, five mentions, a ratio beyond 1.2" in compare
