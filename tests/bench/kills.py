"""What ``kill -9`` leaves of each command that writes: ``python -m tests.bench.kills [--kills N] [--seed S]`` prints a table.

Each command runs on a small survey in a process that is forked from one that has loaded everything, and is killed: half of them
at a random moment, the others at a random event on the file system (a file opened, a folder made, renamed or removed), which is
where something half-written could be. Then a run folder must load or be absent, a file must be as before, complete or absent, the
next command must work, and nothing hidden may be left beside the run after it.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import re
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

KILLS = 240
ROWS = 100
#: Seconds that a command may take that is not killed.
MOST_SECONDS = 120
#: Events of Python on files and folders (the table of audit events in the library reference).
EVENTS = frozenset({"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.truncate", "shutil.rmtree"})
QUIET = ("-q",)


@dataclass(frozen=True)
class Case:
    """A command that writes, and what has to work after it was killed.

    Parameters
    ----------
    name : str
    command, next : tuple of str
        Arguments of cxtext, in a folder with ``survey.csv``, ``wave.csv``, ``run`` and ``codebook.yaml``.
    runs : tuple of str
        Run folders that it may write.
    files : tuple of str
        Files that it may write.
    """

    name: str
    command: tuple[str, ...]
    next: tuple[str, ...]
    runs: tuple[str, ...] = ("run",)
    files: tuple[str, ...] = ()


_COLUMNS = ("--text-column", "text", "--nps-column", "nps", "--id-column", "id", "--embedder", "fast", *QUIET)
CASES = (
    Case(
        "analyze",
        ("analyze", "survey.csv", "-o", "new", *_COLUMNS),
        ("analyze", "survey.csv", "-o", "new", "--force", *_COLUMNS),
        ("new",),
    ),
    Case(
        "analyze --force",
        ("analyze", "survey.csv", "-o", "run", "--force", *_COLUMNS),
        ("themes", "run", "rename", "{first}", "Food", *QUIET),
    ),
    Case(
        "themes rename",
        ("themes", "run", "rename", "{first}", "Parking", *QUIET),
        ("themes", "run", "rename", "{first}", "Food", *QUIET),
    ),
    Case(
        "themes merge",
        ("themes", "run", "merge", "{first}", "{second}", *QUIET),
        ("themes", "run", "rename", "{first}", "Food", *QUIET),
    ),
    Case(
        "themes export",
        ("themes", "run", "export", "codebook.yaml", "--force", *QUIET),
        ("themes", "run", "export", "codebook.yaml", "--force", *QUIET),
        files=("codebook.yaml",),
    ),
    Case(
        "themes import",
        ("themes", "run", "import", "edited.yaml", *QUIET),
        ("themes", "run", "rename", "{first}", "Food", *QUIET),
    ),
    Case(
        "apply",
        ("apply", "wave.csv", "--model", "run", "-o", "wave", *QUIET),
        ("apply", "wave.csv", "--model", "run", "-o", "wave", "--force", *QUIET),
        ("run", "wave"),
    ),
    Case(
        "export",
        ("export", "run", "--to", "jira", "-o", "tickets", "--force", *QUIET),
        ("export", "run", "--to", "jira", "-o", "tickets", "--force", *QUIET),
        files=("tickets/*",),
    ),
    Case("forget", ("forget", "{one}", "run", *QUIET), ("forget", "{other}", "run", *QUIET)),
    Case("report", ("report", "run", *QUIET), ("report", "run", *QUIET), files=("run/report.html", "run/summary.md")),
)


@dataclass
class Outcome:
    """What the kills of one command left."""

    n_by_moment: int = 0
    n_by_event: int = 0
    n_hidden: int = 0
    states: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def fork(arguments: tuple[str, ...], folder: Path, *, kill_at: int | None = None, log: Path | None = None) -> int:
    """Run a command in a fork of this process, which kills itself at the event of that number; return its process id.

    With ``log`` the number of events is written there at the end.
    """
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        os.chdir(folder)
        null = os.open(os.devnull, os.O_RDWR)
        err = os.open(str(folder.with_suffix(".err")), os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
        os.dup2(null, 0), os.dup2(null, 1), os.dup2(err, 2)
        n_events = 0

        def count(event: str, details: tuple[object, ...]) -> None:
            nonlocal n_events
            if event in EVENTS and str(folder) in os.path.abspath(os.fsdecode(details[0]) if _is_path(details[0]) else "/"):
                n_events += 1
                if n_events == kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        from cxtext.cli import main

        code = main(list(arguments))
        if log is not None:
            log.write_text(str(n_events), encoding="utf-8")
            with log.with_name("modules").open("a", encoding="utf-8") as file:
                file.write("\n".join(name for name in sys.modules if name != "__main__") + "\n")
    finally:
        os._exit(code)


def _is_path(value: object) -> bool:
    """Tell whether an audit event names a file."""
    return isinstance(value, str | bytes | os.PathLike)


def wait(pid: int, seconds: float = MOST_SECONDS) -> int | None:
    """Return how a process ended, negative for a signal; kill it after so many seconds and return None."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return None


def run(arguments: tuple[str, ...], folder: Path, **options: object) -> int | None:
    """Run a command to its end and return its exit code."""
    return wait(fork(arguments, folder, **options))


def prepare(folder: Path) -> dict[str, str]:
    """Write a survey, a later wave, a run, its codebook and an edited one; return what stands for the names in braces."""
    import csv

    from cxtext.shipped import sample_path

    with sample_path("cncf_nps.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["text"].strip()][: 2 * ROWS]
    for name, part in (("survey.csv", rows[:ROWS]), ("wave.csv", rows[ROWS:])):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(part)
    for command in (
        ("analyze", "survey.csv", "-o", "run", *_COLUMNS),
        ("themes", "run", "export", "codebook.yaml", *QUIET),
        ("themes", "run", "list", *QUIET),
        ("export", "run", "--to", "jira", "-o", "tickets", *QUIET),
    ):
        code = run(command, folder, log=folder.parent / "events")
        if code != 0:
            raise RuntimeError(f"{command} ended with {code}: {folder.with_suffix('.err').read_text()}")
    text = (folder / "codebook.yaml").read_text("utf-8")
    (folder / "edited.yaml").write_text(
        text.replace("owner: null", "owner: Ops").replace("name: ", "name: New ", 1), encoding="utf-8"
    )
    themes = re.findall(r"^(?:- |  )id: (T\d+)", text, re.MULTILINE)
    return {"first": themes[0], "second": themes[1], "one": rows[3]["id"], "other": rows[5]["id"]}


def fill_in(arguments: tuple[str, ...], names: dict[str, str]) -> tuple[str, ...]:
    """Put what the names in braces stand for into arguments."""
    return tuple(part.format(**names) if part.startswith("{") else part for part in arguments)


def describe(folder: Path, case: Case) -> dict[str, str]:
    """Return, for each run and file that a case may write, a hash of what is there; nothing for what is not."""
    found = {}
    for name in case.runs:
        manifest = folder / name / "manifest.json"
        if (folder / name).exists():
            found[name] = sha256(manifest.read_bytes()).hexdigest() if manifest.exists() else "no manifest"
    for pattern in case.files:
        found |= {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in folder.glob(pattern)}
    return found


def load_all(folder: Path, runs: tuple[str, ...]) -> int | None:
    """Load each run that is there in a process of its own; return 0 when all load."""
    pid = os.fork()
    if pid:
        return wait(pid)
    code = 1
    try:
        from cxtext import Analysis

        for name in runs:
            if (folder / name).exists():
                Analysis.load(folder / name)
        code = 0
    except Exception as error:
        folder.with_suffix(".err").write_text(f"{type(error).__name__}: {error}", encoding="utf-8")
    finally:
        os._exit(code)


def list_hidden(folder: Path) -> list[str]:
    """Return hidden names and unfinished files of a folder."""
    return sorted(
        str(p.relative_to(folder)) for p in folder.rglob("*") if p.name.startswith(".") or p.suffix in (".tmp", ".part")
    )


def measure_case(case: Case, base: Path, names: dict[str, str], n_kills: int, chance: random.Random) -> Outcome:
    """Kill one command so many times, half of them at a random moment and half at a random event."""
    command, after = fill_in(case.command, names), fill_in(case.next, names)
    outcome = Outcome()
    trial = base.parent / "trial"
    log = base.parent / "events"
    whole: list[dict[str, str]] = []
    seconds: list[float] = []
    for _ in range(2):
        shutil.rmtree(trial, ignore_errors=True)
        shutil.copytree(base, trial)
        start = time.monotonic()
        code = run(command, trial, log=log)
        seconds.append(time.monotonic() - start)
        if code != 0:
            raise RuntimeError(f"{case.name} ended with {code}: {trial.with_suffix('.err').read_text()}")
        whole.append(describe(trial, case))
    n_events = int(log.read_text("utf-8"))
    before = describe(base, case)
    while outcome.n_by_moment + outcome.n_by_event < n_kills:
        shutil.rmtree(trial, ignore_errors=True)
        shutil.copytree(base, trial)
        by_event = outcome.n_by_event < n_kills // 2
        if by_event:
            code = run(command, trial, kill_at=chance.randint(1, n_events))
        else:
            pid = fork(command, trial)
            time.sleep(chance.uniform(0, statistics.mean(seconds)))
            os.kill(pid, signal.SIGKILL)
            code = wait(pid)
        if code != -signal.SIGKILL:
            continue
        outcome.n_by_event += by_event
        outcome.n_by_moment += not by_event
        outcome.n_hidden += bool(list_hidden(trial))
        state = describe(trial, case)
        outcome.states["as before" if state == before else "complete or partly done, all of it whole"] += 1
        for name in case.files:
            for path in trial.glob(name):
                key = str(path.relative_to(trial))
                if state[key] not in {known.get(key) for known in (before, *whole)}:
                    outcome.failures.append(f"{case.name}: {key} is neither as before nor complete")
        if load_all(trial, case.runs) != 0:
            outcome.failures.append(f"{case.name}: a run does not load: {trial.with_suffix('.err').read_text()[:300]}")
        code = run(after, trial)
        if code != 0:
            outcome.failures.append(
                f"{case.name}: the next command ended with {code}: {trial.with_suffix('.err').read_text()[:300]}"
            )
        if load_all(trial, case.runs) != 0:
            outcome.failures.append(f"{case.name}: a run does not load after the next command")
        if left := list_hidden(trial):
            outcome.failures.append(f"{case.name}: left after the next command: {', '.join(left)[:200]}")
    return outcome


def load_modules(base: Path) -> None:
    """Import what the commands imported while they prepared, so that a fork begins with the work."""
    for name in (base.parent / "modules").read_text("utf-8").split():
        with suppress(Exception):
            importlib.import_module(name)


def measure(n_kills: int = KILLS, seed: int = 0, names: tuple[str, ...] = ()) -> dict[str, object]:
    """Kill every command, and return what was left."""
    chance = random.Random(seed)
    cases = [case for case in CASES if not names or case.name in names]
    result: dict[str, object] = {}
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cxtext-kills-") as place:
        base = Path(place, "base")
        base.mkdir()
        known = prepare(base)
        load_modules(base)
        for case in cases:
            outcome = measure_case(case, base, known, n_kills // len(cases), chance)
            result[case.name] = {
                "by_moment": outcome.n_by_moment,
                "by_event": outcome.n_by_event,
                "left_hidden": outcome.n_hidden,
                **outcome.states,
                "failures": outcome.failures,
            }
            sys.stderr.write(f"{case.name}: {json.dumps(result[case.name])}\n")
    result["seconds"] = round(time.monotonic() - start)
    result["kills"] = sum(one["by_moment"] + one["by_event"] for one in result.values() if isinstance(one, dict))
    result["failures"] = sum(len(one["failures"]) for one in result.values() if isinstance(one, dict))
    return result


def main() -> int:
    """Print what kills left; return 1 when anything was half-written."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.kills", description="Kill commands that write.")
    parser.add_argument("names", nargs="*", metavar="COMMAND", help=f"of {', '.join(case.name for case in CASES)}")
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    result = measure(options.kills, options.seed, tuple(options.names))
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    return int(bool(result["failures"]))


if __name__ == "__main__":
    sys.exit(main())
