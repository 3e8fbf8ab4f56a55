"""Runs that earlier commits wrote: read as far as they go, and never refused without a way on."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from fixtures.runs import RUNS

import cxtext
from cxtext import Analysis, schema
from cxtext.errors import EarlierRunWarning, ModelFormatError
from cxtext.pipeline import teach_theme
from cxtext.run.again import command_again

#: Folders of tests/data/runs that this version reads, oldest first.
READABLE = ("format-2-first", "format-2-no-hashes", "format-2-hashes")
AGAIN = "cxtext analyze feedback.csv --text-column comment --date-column date --embedder fast -o"


@pytest.fixture
def run_of(tmp_path: Path) -> Callable[[str], Path]:
    """Copy one of the runs."""
    return lambda name: Path(shutil.copytree(RUNS / name, tmp_path / name))


def columns_of(name: str, table: str) -> set[str]:
    """Return the columns that a table of a run has on disk."""
    return set(pq.read_schema(RUNS / name / "tables" / f"{table}.parquet").names)


@pytest.mark.parametrize("name", READABLE)
def test_a_run_of_format_2_has_all_tables_and_columns_whichever_commit_wrote_it(name: str):
    analysis = Analysis.load(RUNS / name)
    for table, columns in schema.TABLES.items():
        frame = analysis.tables[table]
        assert list(frame.columns)[: len(columns)] == list(columns)
        for column, spec in columns.items():
            assert spec.nullable or not frame[column].isna().any(), (table, column)
    assert len(analysis.responses) == 64
    assert len(analysis.scorecard) == len(analysis.themes[analysis.themes["parent_id"].isna()])


def test_what_the_first_version_of_format_2_lacks_is_what_the_table_of_changes_says():
    first = Analysis.load(RUNS / READABLE[0])
    card = first.scorecard
    on_disk = {path.stem for path in (RUNS / READABLE[0] / "tables").iterdir()}
    lacking = set(schema.TABLES) - on_disk
    assert lacking == {table for change in schema.CHANGES for table in change.tables}
    assert all(first.tables[table].empty for table in lacking)
    missing = {(t, c) for t in on_disk for c in schema.TABLES[t] if c not in columns_of(READABLE[0], t)}
    nullable = {(t, c) for change in schema.CHANGES for t, cs in change.nullable.items() for c in cs}
    defaults = {key for change in schema.CHANGES for key in change.defaults}
    emptied = {key for change in schema.CHANGES for key in change.emptied.items()}
    assert missing == nullable | defaults | emptied
    assert all(first.tables[table][column].isna().all() for table, column in nullable)
    assert first.themes["kind"].eq("cause").all()
    assert first.tables["resolutions"].empty
    assert card["negative_share_corrected"].equals(card["negative_share"].rename("negative_share_corrected"))
    assert card["negative_share_corrected_low"].eq(0).all()
    assert card["negative_share_corrected_high"].eq(1).all()


def test_the_default_of_who_complains_is_what_a_run_of_today_counts_where_each_response_has_one_opinion():
    today = Analysis.load(RUNS / "format-2-hashes").scorecard
    completed = schema.complete("scorecard", today.drop(columns="complaint_share"))
    np.testing.assert_allclose(completed["complaint_share"], today["complaint_share"], atol=1e-12)


@pytest.mark.parametrize("name", READABLE)
def test_every_command_that_shows_a_run_works_on_an_earlier_one(
    cxtext_cli: Callable[..., Any], run_of: Callable[[str], Path], tmp_path: Path, name: str
):
    run = run_of(name)
    page = tmp_path / "page.html"
    for args in (
        ("report", run, "-o", page),
        ("themes", run, "list"),
        ("themes", run, "show", "T001"),
        ("export", run, "--to", "jira", "-o", tmp_path / "tickets"),
    ):
        done = cxtext_cli(*args)
        assert done.code == 0, done.err
        assert "nan" not in done.out.lower()
    text = page.read_text("utf-8")
    assert "App crashes" in text
    assert ">nan" not in text.lower()


def test_a_run_of_format_1_is_refused_with_the_command_that_makes_it_again(cxtext_cli: Callable[..., Any], tmp_path: Path):
    done = cxtext_cli("report", RUNS / "format-1", "-o", tmp_path / "page.html")
    assert done.code == 4
    reason, way_on = done.err.strip().splitlines()
    assert "has format 1, this cxtext reads 2." in reason
    assert way_on == f"Make it again: {AGAIN} {shlex.quote(str(RUNS / 'format-1'))}-again"


def test_that_command_makes_the_run_again(cxtext_cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shutil.copytree(RUNS / "format-1", tmp_path / "old")
    shutil.copy(RUNS / "feedback.csv", tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelFormatError) as caught:
        Analysis.load("old")
    command = shlex.split(str(caught.value).partition("Make it again: ")[2])
    done = cxtext_cli(*command[1:])
    assert done.code == 0, done.err
    again = Analysis.load("old-again")
    assert (again.manifest.embedding.embedder, len(again.responses)) == ("fast", 64)


def test_an_earlier_run_is_compared_with_one_of_today_or_refused_by_name():
    before, today = Analysis.load(RUNS / "format-2-no-hashes"), Analysis.load(RUNS / "format-2-hashes")
    assert cxtext.compare(before, today).metrics["difference"].tolist() == [0.0]
    first = Analysis.load(RUNS / "format-2-first")
    assert first.model is None
    for pair, side in ((first, today), "A"), ((today, first), "B"):
        with pytest.raises(
            ModelFormatError, match=rf"run {side} cannot be compared: theme model in .* is of format .* 1; "
        ) as caught:
            cxtext.compare(*pair)
        assert f"\nMake the run again: {AGAIN} " in str(caught.value)


def test_an_earlier_run_is_taught_and_measured_as_of_today_or_refused_by_name():
    before = Analysis.load(RUNS / "format-2-no-hashes")
    assert before.scorecard["shrunken"].isna().all()
    taught = teach_theme(before, "T002", ["The app froze when I paid"]).analysis
    assert taught.scorecard["shrunken"].notna().any()
    with pytest.raises(ModelFormatError, match=r"is of format cxtext\.themes 1; .*\nMake the run again: cxtext analyze "):
        teach_theme(Analysis.load(RUNS / "format-2-first"), "T002", ["The app froze when I paid"])


def test_a_table_that_no_version_of_format_2_lacked_may_not_be_missing(run_of: Callable[[str], Path]):
    run = run_of("format-2-no-hashes")
    (run / "tables" / "units.parquet").unlink()
    with pytest.raises(ModelFormatError, match=r"incomplete or damaged: No such file or directory: .*units\.parquet\."):
        Analysis.load(run)


def test_the_columns_of_the_table_of_changes_are_columns_of_today():
    for change in schema.CHANGES:
        assert set(change.tables) <= set(schema.TABLES), change.added
        for table, columns in change.nullable.items():
            assert all(schema.TABLES[table][column].nullable for column in columns), change.added
        for table, column in change.defaults:
            assert column in schema.TABLES[table], change.added


def test_the_command_has_every_flag_that_was_not_the_default():
    config = {
        "input": {
            "text_columns": ["What is good?", "What is bad?"],
            "delimiter": ";",
            "join": [{"file": "crm.csv", "on": "id"}],
            "limit": None,
        },
        "themes": {"granularity": 2.0, "n_themes": None},
        "sentiment": {"emotion": True},
        "ranking": {"check": False},
        "metrics": [{"column": "score", "kind": "nps", "direction": None}, {"column": "h", "kind": "ces", "direction": "lower"}],
        "seed": 7,
        "of_another_version": {"x": 1},
    }
    manifest = {"input": {"sources": [{"name": "one.csv"}, {"name": "two.csv"}]}, "config": config}
    assert shlex.split(command_again(manifest, Path("my run"))) == [
        *("cxtext", "analyze", "one.csv", "two.csv"),
        *("--text-column", "What is good?", "--text-column", "What is bad?"),
        *("--metric", "score:nps", "--metric", "h:ces:lower"),
        *("--join", "crm.csv", "--on", "id", "--delimiter", ";", "--granularity", "2.0", "--emotion", "--seed", "7"),
        *("-o", "my run-again"),
    ]


@pytest.mark.parametrize("manifest", [{}, {"input": [], "config": 3}, {"input": {"sources": [None]}, "config": {"input": "x"}}])
def test_a_manifest_that_says_nothing_gives_the_plain_command(manifest: dict[str, object]):
    assert command_again(manifest, Path("run")) == "cxtext analyze INPUT -o run-again"


@pytest.mark.parametrize("name", READABLE)
def test_the_themes_of_an_earlier_run_are_used_for_the_next_wave_or_it_says_what_to_do(run_of: Callable[[str], Path], name: str):
    run = run_of(name)
    before = Analysis.load(run)
    if before.model is None:
        with pytest.raises(ModelFormatError, match="Make the run again"):
            cxtext.analyze(RUNS / "feedback.csv", themes_from=run, text_column="comment", nps_column="nps")
        return
    again = cxtext.analyze(RUNS / "feedback.csv", themes_from=run, text_column="comment", nps_column="nps", id_column="id")
    assert again.tables["assignments"]["theme_id"].tolist() == before.tables["assignments"]["theme_id"].tolist()
    assert again.model.theme_ids[: len(before.model.theme_ids)] == before.model.theme_ids


@pytest.fixture
def turned(tmp_path: Path) -> Callable[..., Path]:
    """Save a run whose good answers are 1 and 2 of 5, with its direction recorded as earlier versions did."""

    def save(*, is_declared: bool) -> Path:
        rows = pd.read_csv(RUNS / "feedback.csv")
        rows["grade"] = 1 + np.arange(len(rows)) % 5
        metric = cxtext.Metric(column="grade", kind="csat", direction="lower", scale=(1, 5))
        made = cxtext.analyze(rows, text_column="comment", metric=[metric], embedder="fast", bootstraps=50)
        folder = made.save(tmp_path / "turned")
        assert Analysis.load(folder).manifest.outcomes[0].direction == "lower"
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        (outcome,) = manifest["outcomes"]
        outcome["direction"] = "higher"
        if not is_declared:
            manifest["config"]["metrics"] = []
        (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
        return folder

    return save


@pytest.mark.parametrize("is_declared", [True, False])
def test_a_run_that_records_a_metric_the_wrong_way_round_says_so_on_load(turned: Callable[..., Path], is_declared: bool):
    with pytest.warns(EarlierRunWarning, match=r"recorded 'grade' with its high answers as the good ones") as caught:
        Analysis.load(turned(is_declared=is_declared))
    assert "\nMake it again: cxtext analyze " in str(caught[0].message)


def test_the_command_line_says_it_too_and_goes_on(cxtext_cli: Callable[..., Any], turned: Callable[..., Path]):
    done = cxtext_cli("themes", turned(is_declared=True), "list")
    assert done.code == 0, done.err
    assert done.err.startswith("warning: run ")
    assert "Make it again: cxtext analyze " in done.err
