"""Analyses on disk: what is written is what is read, and nothing is ever half-written."""

import json
import os

import numpy as np
import pandas as pd
import pytest
from fixtures.analysis import make_manifest
from fixtures.runs import edit_manifest, reseal

from cxtext import Analysis, schema
from cxtext.errors import InputError, ModelFormatError, OutputError
from cxtext.run import RunLog
from cxtext.schema import Code, Level


def test_a_saved_run_loads_as_it_was(small_analysis, tmp_path):
    folder = small_analysis.save(tmp_path / "run")
    loaded = Analysis.load(folder)
    for name in schema.TABLES:
        pd.testing.assert_frame_equal(loaded.tables[name], small_analysis.tables[name])
    assert loaded.manifest == small_analysis.manifest
    assert loaded.to_html() == (folder / "report.html").read_text(encoding="utf-8")


def test_run_folder_has_every_file(saved_run):
    names = {str(p.relative_to(saved_run)) for p in saved_run.rglob("*") if p.is_file()}
    tables = {f"tables/{name}.parquet" for name in schema.TABLES}
    assert {"manifest.json", "report.html", "opinions.html", "summary.md", "backlog.csv", "model/model.json"} | tables <= names
    assert {p.name for p in saved_run.parent.iterdir()} == {"run"}


def test_two_saves_are_the_same_bytes(small_analysis, tmp_path):
    first, second = small_analysis.save(tmp_path / "a"), small_analysis.save(tmp_path / "b")
    for path in first.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (second / path.relative_to(first)).read_bytes(), path.name


def test_an_existing_run_is_replaced_only_when_asked(small_analysis, saved_run):
    before = (saved_run / "manifest.json").read_bytes()
    with pytest.raises(OutputError, match="exists already"):
        small_analysis.save(saved_run)
    assert (saved_run / "manifest.json").read_bytes() == before
    (saved_run / "tables" / "ledger.parquet").write_bytes(b"as an earlier version named it")
    small_analysis.save(saved_run, force=True)
    assert not (saved_run / "tables" / "ledger.parquet").exists()
    assert [p.name for p in saved_run.parent.iterdir()] == ["run"]


def test_a_folder_that_is_no_run_is_never_replaced(small_analysis, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("ten years of work")
    with pytest.raises(OutputError, match="not a run folder"):
        small_analysis.save(tmp_path / "thesis", force=True)
    assert (tmp_path / "thesis" / "chapter.txt").exists()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_broken_save_leaves_nothing(small_analysis, tmp_path, monkeypatch, error):
    import pyarrow.parquet as pq

    real, calls = pq.write_table, []

    def fail_late(*args, **kwargs):
        calls.append(args)
        if len(calls) == 4:
            raise error
        return real(*args, **kwargs)

    monkeypatch.setattr(pq, "write_table", fail_late)
    with pytest.raises(OutputError if isinstance(error, OSError) else KeyboardInterrupt):
        small_analysis.save(tmp_path / "out" / "run")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_failed_replacement_keeps_the_old_run(small_analysis, saved_run, monkeypatch):
    from pathlib import Path

    before = (saved_run / "manifest.json").read_bytes()
    real = Path.rename

    def refuse(self, target):
        if Path(target) == saved_run and self.name.startswith(".run.") and self.parent == saved_run.parent:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OutputError):
        small_analysis.save(saved_run, force=True)
    assert (saved_run / "manifest.json").read_bytes() == before
    assert [p.name for p in saved_run.parent.iterdir()] == ["run"]


def test_a_folder_without_manifest_is_not_a_run(tmp_path):
    with pytest.raises(InputError, match="not a run folder"):
        Analysis.load(tmp_path)


def test_damaged_and_foreign_runs_are_named(saved_run):
    table = saved_run / "tables" / "units.parquet"
    content = table.read_bytes()
    table.write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelFormatError, match="damaged"):
        Analysis.load(saved_run)
    table.unlink()
    with pytest.raises(ModelFormatError, match="incomplete"):
        Analysis.load(saved_run)
    manifest = json.loads((saved_run / "manifest.json").read_text())
    table.write_bytes(content)
    without = {name: value for name, value in manifest.items() if name != "outcomes"}
    (saved_run / "manifest.json").write_text(json.dumps(without))
    with pytest.raises(ModelFormatError, match=r"manifest\.json lacks 'outcomes'\.\nMake it again: cxtext analyze INPUT -o RUN"):
        Analysis.load(saved_run)
    (saved_run / "manifest.json").write_text(json.dumps({**manifest, "format_version": 99}))
    with pytest.raises(ModelFormatError, match=r"format 99, this cxtext reads 2\.\nInstall a newer cxtext, or make it again: cx"):
        Analysis.load(saved_run)
    (saved_run / "manifest.json").write_text(json.dumps({**manifest, "format_version": "2"}))
    with pytest.raises(ModelFormatError, match=r"format '2', this cxtext reads 2\.\nMake it again: cxtext analyze "):
        Analysis.load(saved_run)


@pytest.mark.parametrize("name", schema.TABLES)
def test_a_table_cut_short_is_named_in_one_sentence(saved_run, name):
    table = saved_run / "tables" / f"{name}.parquet"
    table.write_bytes(table.read_bytes()[:100])
    reseal(saved_run)
    with pytest.raises(ModelFormatError, match=r"incomplete or damaged: [^\n]*[^. ]\.\nMake it again: [^\n]*\Z"):
        Analysis.load(saved_run)


def test_outcomes_of_a_manifest_that_make_no_sense_are_named_in_plain_words(saved_run):
    edit_manifest(saved_run, outcomes=[{"column": "score", "kind": "npx"}])
    with pytest.raises(
        ModelFormatError, match=r"manifest\.json: outcomes\.0: kind: expected 'nps', .* \(got 'npx'\)\.\n"
    ) as error:
        Analysis.load(saved_run)
    assert "pydantic" not in str(error.value)
    assert str(error.value).count("\n") == 1
    edit_manifest(saved_run, outcomes=[])
    with pytest.raises(ModelFormatError, match=r"metric 'score' is in table 'metrics', not in the outcomes of the manifest\."):
        Analysis.load(saved_run)
    edit_manifest(saved_run, outcomes=[{"column": name, "kind": "nps"} for name in ("score", "other")])
    with pytest.raises(ModelFormatError, match=r"metric 'other' is in the manifest, not in table 'metrics'\."):
        Analysis.load(saved_run)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("scorecard", "table 'scorecard' has no rows, the manifest says .* themes"),
        ("themes", "theme"),
        ("metrics", "metric"),
        ("responses", "responses"),
        ("units", "unit"),
    ],
)
def test_a_table_without_its_rows_is_a_damaged_run(saved_run, name, message):
    import pyarrow.parquet as pq

    table = saved_run / "tables" / f"{name}.parquet"
    pq.write_table(pq.read_table(table).slice(0, 0), table)
    reseal(saved_run)
    with pytest.raises(ModelFormatError, match=message):
        Analysis.load(saved_run)


def test_a_scorecard_that_lacks_a_theme_is_a_damaged_run(saved_run):
    import pyarrow.parquet as pq

    table = saved_run / "tables" / "scorecard.parquet"
    rows = pq.read_table(table)
    pq.write_table(rows.slice(0, len(rows) - 1), table)
    reseal(saved_run)
    with pytest.raises(ModelFormatError, match=r"table 'scorecard' has \d+ rows of metric 'score', the manifest says \d+ themes"):
        Analysis.load(saved_run)


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX here")
def test_the_output_is_checked_before_anything_is_computed(tmp_path):
    from cxtext.run import check_target

    file = tmp_path / "file.txt"
    file.write_text("x")
    with pytest.raises(OutputError):
        check_target(file / "run", force=False)
    with pytest.raises(OutputError, match="exists"):
        check_target(file, force=True)
    check_target(tmp_path / "new" / "deep" / "run", force=False)


def test_an_interrupt_between_the_renames_keeps_the_old_run(small_analysis, saved_run, monkeypatch):
    from pathlib import Path

    before = (saved_run / "manifest.json").read_bytes()
    real, calls = Path.rename, []

    def interrupt_second(self, target):
        calls.append(target)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "rename", interrupt_second)
    with pytest.raises(KeyboardInterrupt):
        small_analysis.save(saved_run, force=True)
    assert (saved_run / "manifest.json").read_bytes() == before
    assert [p.name for p in saved_run.parent.iterdir()] == ["run"]


@pytest.mark.parametrize(
    "change",
    [
        lambda m: [],
        lambda m: {"format_version": 2},
        lambda m: {**m, "primary_metric": "zz"},
        lambda m: {**m, "counts": {**m["counts"], "n_units": 1}},
    ],
)
def test_an_edited_manifest_is_refused(saved_run, change):
    path = saved_run / "manifest.json"
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    with pytest.raises(ModelFormatError):
        Analysis.load(saved_run)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_a_kill_between_the_renames_is_mended_by_the_next_call(small_analysis, saved_run):
    import subprocess
    import sys
    from pathlib import Path

    before = (saved_run / "manifest.json").read_bytes()
    code = """
import os, signal, sys
from pathlib import Path
from cxtext.run.folder import replace
real, calls = Path.rename, []
def kill_after_first(self, target):
    real(self, target)
    os.kill(os.getpid(), signal.SIGKILL)
Path.rename = kill_after_first
replace(Path(sys.argv[1]), Path(sys.argv[2]), force=True)
"""
    partial = small_analysis.save(saved_run.parent / "new")
    subprocess.run([sys.executable, "-c", code, str(partial), str(saved_run)], check=False)
    assert not saved_run.exists()
    with pytest.raises(OutputError, match="exists already"):
        small_analysis.save(saved_run)
    assert (saved_run / "manifest.json").read_bytes() == before
    assert sorted(p.name for p in saved_run.parent.iterdir()) == ["new", "run"]

    # Killed after the second rename: the new run is in its place, and the old one goes.
    aside = Path(saved_run.parent / ".run.old.x1")
    aside.mkdir()
    small_analysis.save(aside / "run")
    small_analysis.save(saved_run, force=True)
    assert not aside.exists()


def test_a_folder_that_only_looks_like_a_leftover_is_left_alone(small_analysis, tmp_path):
    mine = tmp_path / ".run.old.photos"
    mine.mkdir()
    (mine / "photo.jpg").write_bytes(b"x")
    small_analysis.save(tmp_path / "run")
    assert (mine / "photo.jpg").exists()


def test_the_repr_is_short_and_names_the_first_themes(small_analysis):
    text = repr(small_analysis)
    lines = text.splitlines()
    assert len(lines) <= 3
    assert max(map(len, lines)) < 200
    assert "120 responses, 112 with content" in lines[0]
    n_warnings = int((small_analysis.issues["level"] != "info").sum())
    assert lines[2:] == ([f" {n_warnings} warnings, see analysis.issues>"] if n_warnings else [])
    first = small_analysis.scorecard.query("rank == 1")["theme_id"].iat[0]
    assert small_analysis.themes.set_index("theme_id").loc[first, "label"] in text
    assert f"{small_analysis.manifest.counts.n_themes} themes" in text


def test_the_repr_names_no_theme_where_none_is_a_pain_point(small_analysis):
    card = small_analysis.scorecard.assign(negative_share=0.0, positive_share=1.0, adjusted=np.nan, impact=np.nan)
    happy = Analysis({**small_analysis.tables, "scorecard": card}, small_analysis.manifest)
    assert "no pain point" in repr(happy)
    assert "first by" not in repr(happy)


def test_the_repr_counts_warnings(small_analysis):
    log = RunLog()
    log.warn(Code.BLANK_ROW, "a blank record")
    log.warn(Code.SOURCE, "only a note", level=Level.INFO)
    warned = Analysis({**small_analysis.tables, "issues": schema.issue_table(log.issues)}, small_analysis.manifest)
    assert repr(warned).splitlines()[2:] == [" warning: a blank record", " 1 warning, see analysis.issues>"]


def test_the_repr_of_nothing_is_short_too():
    tables = {name: schema.empty(name) for name in schema.TABLES}
    nothing = Analysis(tables, make_manifest(tables, ""))
    assert repr(nothing) == "<Analysis of feedback: 0 responses, 0 with content\n 0 themes>"
