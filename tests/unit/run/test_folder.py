"""What a run may replace, and that nothing else is ever lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from cxtext import Analysis
from cxtext.cli.files import write_files
from cxtext.errors import OutputError
from cxtext.run import OURS, check_target, fill, lock_run


@pytest.mark.parametrize("manifest", ["{}", '{"name": "my web app", "version": "2"}', "[]", "no json"])
def test_a_manifest_of_something_else_makes_no_run(small_analysis: Analysis, tmp_path: Path, manifest: str):
    app = tmp_path / "app"
    app.mkdir()
    (app / "manifest.json").write_text(manifest)
    (app / "index.html").write_text("ten years of work")
    with pytest.raises(OutputError, match="not a run folder"):
        small_analysis.save(app, force=True)
    assert (app / "index.html").read_text() == "ten years of work"


@pytest.mark.parametrize(
    "name",
    [
        "notes.txt",
        "tables/mine.csv",
        "tables/extra.parquet",
        "model/extra.json",
        "model/deep/model.json",
        "tables/deep/units.parquet",
    ],
)
def test_a_run_that_holds_other_files_is_not_replaced(small_analysis: Analysis, saved_run: Path, name: str):
    mine = saved_run / name
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine")
    with pytest.raises(OutputError, match=f"not of the run: {name!r}; it is left"):
        small_analysis.save(saved_run, force=True)
    assert mine.read_text() == "mine"
    assert [p.name for p in saved_run.parent.iterdir()] == ["run"]


@pytest.mark.parametrize("name", [".DS_Store", "model/edits.jsonl", "ledger.jsonl", "tables/ledger.parquet"])
def test_what_a_file_manager_or_cxtext_adds_later_does_not_count(small_analysis: Analysis, saved_run: Path, name: str):
    (saved_run / name).write_bytes(b"x")
    small_analysis.save(saved_run, force=True)
    assert not (saved_run / name).exists()


def test_an_input_inside_the_output_is_never_replaced(cxtext_cli: Callable[..., Any], saved_run: Path):
    table = saved_run / "tables" / "responses.parquet"
    done = cxtext_cli("analyze", table, "--text-column", "text", "-o", saved_run, "--force")
    assert done.code == 1
    assert "which would be replaced" in done.err
    assert table.exists()


def test_an_output_that_appears_meanwhile_is_kept(small_analysis: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    real = Analysis._write

    def write_late(self: Analysis, folder: Path) -> None:
        real(self, folder)
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "thesis.txt").write_text("mine")

    monkeypatch.setattr(Analysis, "_write", write_late)
    with pytest.raises(OutputError, match="exists already"):
        small_analysis.save(tmp_path / "run")
    assert [p.name for p in tmp_path.iterdir()] == ["run"]
    assert (tmp_path / "run" / "thesis.txt").read_text() == "mine"


def test_what_cannot_be_the_output_is_known_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").write_text("x")
    wrong = {
        "link": "symbolic link",
        ".": "working folder",
        "..": "working folder",
        "x" * 250: "too long",
        "file/run": "is no folder",
    }
    for name, message in wrong.items():
        for force in (False, True):
            with pytest.raises(OutputError, match=message):
                check_target(Path(name), force=force)
    check_target(Path("é" * 90), force=False)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_what_a_killed_process_left_goes_with_the_next_run_beside_it(small_analysis: Analysis, tmp_path: Path):
    code = """
import os, signal, sys
from pathlib import Path
from cxtext.run.folder import fill
with fill(Path(sys.argv[1]), force=False) as partial:
    (partial / "half.txt").write_text("x")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    target = tmp_path / "run"
    killed = subprocess.run([sys.executable, "-c", code, str(target)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(list(tmp_path.glob(".run.part.*"))) == 1
    with ThreadPoolExecutor(1) as other_writer, lock_run(target):
        other_writer.submit(small_analysis.save, tmp_path / "run1").result()
        assert len(list(tmp_path.glob(".run.part.*"))) == 1, "whoever writes a run clears up after it"
    with fill(target, force=False) as living:
        small_analysis.save(tmp_path / "run2")
        assert list(tmp_path.glob(".run.part.*")) == [living]
        with fill(tmp_path / "run", force=True) as other:
            other.joinpath("manifest.json").write_text(json.dumps(dict.fromkeys(OURS)))
        assert living.exists(), "a process that lives keeps its folder"
        (tmp_path / "run" / "manifest.json").unlink()
        (tmp_path / "run").rmdir()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["run", "run1", "run2"]


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_what_a_killed_process_left_of_a_file_goes_with_the_next_one(tmp_path: Path):
    code = """
import os, signal, sys
from pathlib import Path
from cxtext.cli.files import write_files
Path.chmod = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
write_files(Path(sys.argv[1]), {"codebook.yaml": b"half"})
"""
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".codebook.yaml.part.")
    other = tmp_path / left.name.replace(f".{left.name.split('.')[-2]}.", f".{os.getpid()}.")
    other.write_bytes(b"of a living process")
    write_files(tmp_path, {"codebook.yaml": b"whole"})
    assert sorted(tmp_path.iterdir()) == sorted([other, tmp_path / "codebook.yaml"])
