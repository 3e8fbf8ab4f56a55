"""``cxtext apply``: the next wave, new rows of a run, an older run restated."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxtext import Analysis

Cli = Callable[..., Any]


@pytest.fixture
def waves(working_folder: Path, survey: Path) -> tuple[Path, Path]:
    """The first 80 rows of a survey, and all of them."""
    with survey.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    first = working_folder / "first.csv"
    with first.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows[:81])
    return first, survey


@pytest.fixture
def run(cxtext_cli: Cli, waves: tuple[Path, Path]) -> str:
    """A run of the first rows, with an edit."""
    done = cxtext_cli("analyze", waves[0], "--nps-column", "score", "--id-column", "id", "--embedder", "fast", "-o", "run")
    assert done.code == 0, done.err
    theme = Analysis.load("run").scorecard["theme_id"].iloc[0]
    assert cxtext_cli("themes", "run", "rename", theme, "A name of our own").code == 0
    return "run"


def test_the_next_wave_needs_no_columns(cxtext_cli: Cli, run: str, waves: tuple[Path, Path]):
    done = cxtext_cli("apply", waves[1], "--model", run, "-o", "next")
    assert done.code == 0, done.err
    assert "A name of our own" in done.out and "Since the run that gave the themes:" in done.out
    later, before = Analysis.load("next"), Analysis.load(run)
    assert later.metrics["metric"].tolist() == ["score"] and later.manifest.n_edits == 1
    assert later.manifest.embedding.embedder == "fast"
    assert later.model.theme_ids[: len(before.model.theme_ids)] == before.model.theme_ids
    again = cxtext_cli("apply", waves[1], "--model", run, "-o", "again", "--json")
    data = again.document["data"]
    assert len(data["drift"]) == len(later.tables["drift"])


def test_a_run_grows_in_its_place(cxtext_cli: Cli, run: str, waves: tuple[Path, Path]):
    done = cxtext_cli("apply", waves[1], "--since-run", run, "--only", "-o", run, "--force")
    assert done.code == 0 and "40 responses were added to the 80 of the run" in done.err, done.err
    grown = Analysis.load(run)
    assert len(grown.responses) == 120 and grown.manifest.counts.n_rows == 120
    assert [source.n_rows for source in grown.manifest.input.sources] == [80, 120]
    same = cxtext_cli("apply", waves[1], "--since-run", run, "-o", run, "--force")
    assert same.code == 0 and len(Analysis.load(run).responses) == 120
    assert "no new response" in same.err and "were added" not in same.err


def test_an_older_run_is_restated(cxtext_cli: Cli, run: str, waves: tuple[Path, Path]):
    old = cxtext_cli("analyze", waves[1], "--nps-column", "score", "--embedder", "fast", "-o", "old")
    assert old.code == 0
    done = cxtext_cli("apply", "--restate", "old", "--model", run, "-o", "restated")
    assert done.code == 0, done.err
    restated = Analysis.load("restated")
    assert restated.model.theme_ids == Analysis.load(run).model.theme_ids
    assert len(restated.tables["restated"]) == len(Analysis.load("old").scorecard)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["survey.csv"], "name one run"),
        (["survey.csv", "--model", "run", "--since-run", "run"], "name one run"),
        (["--model", "run"], "name the file"),
        (["survey.csv", "--restate", "run", "--model", "run"], "--restate takes an older run and no file"),
        (["--restate", "run"], "--restate takes an older run and no file"),
    ],
)
def test_a_call_that_fits_no_use_is_refused(cxtext_cli: Cli, working_folder: Path, arguments: list[str], said: str):
    done = cxtext_cli("apply", *arguments, "-o", "other")
    assert done.code == 2 and said in done.err
    assert not (working_folder / "other").exists()


def test_a_folder_that_is_no_run_is_refused(cxtext_cli: Cli, survey: Path, working_folder: Path):
    (working_folder / "empty").mkdir()
    for option in ("--model", "--since-run"):
        done = cxtext_cli("apply", survey, option, "empty", "-o", "other")
        assert done.code == 3 and "not a run folder" in done.err
    done = cxtext_cli("analyze", survey, "--themes-from", "nowhere", "-o", "other")
    assert done.code in (2, 3) and "nowhere" in done.err
