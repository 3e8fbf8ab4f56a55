"""Whoever writes a run, and however it ends: a complete run stands in its place, and nothing is lost in silence."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from fixtures.runs import RUNS

from cxtext import Analysis
from cxtext.errors import OutputError
from cxtext.run import lock_run

WRITER = Path(__file__).parents[2] / "fixtures" / "writer.py"
#: Steps of saving after which a process is killed at most. The new run is in its place after the fourth.
MOST_STEPS = 10
#: Longest time that it then still has, about a third of what writing takes.
LONGEST_LEFT_S = 0.05


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Save a run of today in a folder of its own."""
    return Analysis.load(RUNS / "format-2-hashes").save(tmp_path / "place" / "run")


def edited(analysis: Analysis, seed: int) -> Analysis:
    """Return what an edit makes of an analysis: another manifest."""
    return replace(analysis, manifest=replace(analysis.manifest, seed=seed))


def kill_while_saving(run: Path, tmp_path: Path, draw: random.Random, times: int) -> None:
    """Kill processes that save over ``run`` at random moments, and check after each that a complete run is there."""
    base = Analysis.load(run)
    sources = [edited(base, seed).save(tmp_path / f"source{seed}") for seed in (1, 2)]
    command = [sys.executable, str(WRITER), str(run), *map(str, sources)]
    seen = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        for _ in range(times):
            print(draw.randrange(10**6), file=writer.stdin, flush=True)
            steps_left, child = draw.randrange(MOST_STEPS), ""
            while steps_left or not child:
                word = writer.stdout.readline().strip()
                assert word and word != "ended", "the writer ended by itself"
                child = word if word.isdigit() else child
                steps_left -= word == "step" and steps_left > 0
            time.sleep(draw.uniform(0, LONGEST_LEFT_S))
            os.kill(int(child), signal.SIGKILL)
            while writer.stdout.readline() != "ended\n":
                pass
            seen.append(Analysis.load(run).manifest.seed)
        writer.stdin.close()
    assert {1, 2} <= set(seen) <= {base.manifest.seed, 1, 2}, seen
    Analysis.load(sources[0]).save(run, force=True)
    assert [path.name for path in run.parent.iterdir()] == ["run"]


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_a_complete_run_is_there_after_each_of_15_kills(run: Path, tmp_path: Path):
    kill_while_saving(run, tmp_path, random.Random(15), 15)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_a_complete_run_is_there_after_each_of_100_kills(run: Path, tmp_path: Path):
    kill_while_saving(run, tmp_path, random.Random(100), 100)


def hold(run: Path, held: object, done: object) -> None:
    """Hold the lock of a run until it is said to be done."""
    with lock_run(run):
        held.set()  # type: ignore[attr-defined]
        done.wait()  # type: ignore[attr-defined]


def test_the_second_of_two_processes_that_write_a_run_is_refused_and_nothing_is_lost(run: Path):
    before = (run / "manifest.json").read_bytes()
    analysis = Analysis.load(run)
    spawn = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    held, done = spawn.Event(), spawn.Event()
    other = spawn.Process(target=hold, args=(run, held, done), daemon=True)
    other.start()
    assert held.wait(60)
    with pytest.raises(OutputError, match=r"run '.*run' is being written by another process\. Try again when it has ended\."):
        edited(analysis, 5).save(run, force=True)
    assert (run / "manifest.json").read_bytes() == before
    assert Analysis.load(run).manifest == analysis.manifest, "reading is not writing"
    done.set()
    other.join(60)
    edited(analysis, 5).save(run, force=True)
    assert Analysis.load(run).manifest.seed == 5
    assert [path.name for path in run.parent.iterdir()] == ["run"]


def test_a_writer_in_another_thread_is_refused_and_one_in_the_same_is_not(run: Path):
    refused: list[BaseException] = []

    def write() -> None:
        try:
            Analysis.load(run).save(run, force=True)
        except OutputError as error:
            refused.append(error)

    with lock_run(run):
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        Analysis.load(run).save(run, force=True)
    assert "is being written by another process" in str(refused[0])
    assert [path.name for path in run.parent.iterdir()] == ["run"]


def test_one_that_waits_writes_after_the_other(run: Path):
    order: list[str] = []
    inside = threading.Event()

    def first() -> None:
        with lock_run(run):
            inside.set()
            time.sleep(0.2)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait()
    with lock_run(run, timeout=60):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_two_edits_of_one_run_are_not_both_saved_over_it(run: Path):
    mine, theirs = Analysis.load(run), Analysis.load(run)
    edited(theirs, 1).save(run, force=True)
    after = (run / "manifest.json").read_bytes()
    with pytest.raises(OutputError, match=r"run '.*run' was changed since it was loaded: load it again, then repeat the edit\."):
        edited(mine, 2).save(run, force=True)
    assert (run / "manifest.json").read_bytes() == after
    assert [path.name for path in run.parent.iterdir()] == ["run"]
    edited(theirs, 1).save(run, force=True)  # the same again loses nothing
    edited(mine, 2).save(run.parent / "elsewhere")
    edited(Analysis.load(run), 2).save(run, force=True)
    assert Analysis.load(run).manifest.seed == 2


def test_an_analysis_that_was_not_loaded_from_there_replaces_the_run(run: Path, tmp_path: Path):
    other = edited(Analysis.load(run), 3).save(tmp_path / "other")
    edited(Analysis.load(run), 4).save(run, force=True)
    Analysis.load(other).save(run, force=True)
    assert Analysis.load(run).manifest.seed == 3


def test_where_it_was_loaded_from_is_no_part_of_an_analysis(run: Path):
    analysis = Analysis.load(run)
    assert analysis.origin is not None
    assert analysis.origin.folder == run.resolve()
    assert "origin" not in repr(analysis)
    assert replace(analysis, origin=None) == analysis


def test_a_run_that_a_killed_process_had_moved_aside_is_there_for_the_next_reader(run: Path):
    aside = run.parent / ".run.old.x1"
    aside.mkdir()
    run.rename(aside / "run")
    assert len(Analysis.load(run).responses) == 64
    assert [path.name for path in run.parent.iterdir()] == ["run"]
