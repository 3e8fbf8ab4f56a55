"""One exit code a kind of trouble, one message, one JSON shape, no traceback unless asked for."""

from __future__ import annotations

import inspect
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxtext import errors
from cxtext.cli import exits

CODES = {
    "ConfigError": 2,
    "InputError": 3,
    "ColumnNotFoundError": 3,
    "SchemaError": 3,
    "UnreadableFileError": 3,
    "EmptyCorpusError": 3,
    "ModelError": 4,
    "ModelNotFoundError": 4,
    "ModelFormatError": 4,
    "MissingExtraError": 4,
    "CxtextError": 1,
    "OutputError": 1,
    "RunBusyError": 1,
    "RunChangedError": 1,
}
KINDS = {n: c for n, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, errors.CxtextError)}


def test_every_error_has_a_decided_exit_code():
    assert {name: exits.exit_code(kind("x")) for name, kind in KINDS.items()} == CODES
    assert exits.exit_code(KeyboardInterrupt()) == 130
    assert exits.exit_code(ZeroDivisionError()) == 1


USAGE = [
    (["anlyze", "x.csv"], "Did you mean 'analyze'?"),
    (["analyze"], "Missing argument 'INPUT"),
    (["analyze", "x.csv", "--nps-colum", "score"], "no option '--nps-colum'. Did you mean '--nps-column'?"),
    (["analyze", "x.csv", "--limit", "0"], "Invalid value for '--limit': expected a number of at least 1 (got '0')"),
    (["analyze", "x.csv", "--themes", "many"], "Invalid value for '--themes': expected a whole number (got 'many')"),
    (["analyze", "x.csv", "--nps-column", ""], "no column is named ''"),
    (["themes", "list", "ra"], "No such command 'ra'.\nThe run comes first: cxtext themes RUN list"),
    (["themes", "show"], "The run comes first: cxtext themes RUN show"),
    (
        ["themes", "run"],
        "The commands are list, show, suggest, labels, teach, rename, ",
    ),
    (["analyze", "x.csv", "--metric", "score:npx"], "Did you mean 'nps'?"),
    (["analyze", "x.csv", "-c", "missing.toml"], "no config file 'missing.toml'"),
    (["export", "run"], "--to"),
    (["export", "run", "--to", "jria"], "Did you mean 'jira'?"),
    (["export", "run", "--to", "xlsx", "-o", "x.xlsx"], "a folder is written.\nName a folder: -o x"),
    (["analyze", "x.csv", "-o", "run.html"], "output 'run.html' is named like a file"),
    (["report", "run", "--format", "htm"], "Did you mean 'html'?"),
    (["analyze", "x.csv", "--n-clusters", "8"], "no option '--n-clusters'. Did you mean '--themes'?"),
    (["analyze", "x.csv", "--random-state", "8"], "no option '--random-state'. Did you mean '--seed'?"),
    (["config"], "command"),
    (["config", "validate"], "cxtext config init"),
]


@pytest.mark.parametrize("more", [[], ["--json"], ["-o", "-", "--json"]])
def test_a_workbook_is_not_written_to_a_terminal_nor_into_json(
    cxtext_cli: Callable[..., Any], working_folder: Path, saved_run: Path, more: list[str]
):
    done = cxtext_cli("export", saved_run, "--to", "xlsx", *more)
    assert done.code == 2 and "Name a folder: -o FOLDER" in done.err


@pytest.mark.parametrize(("args", "message"), USAGE, ids=[" ".join(a) for a, _ in USAGE])
def test_usage_and_config_errors(cxtext_cli: Callable[..., Any], working_folder: Path, args: list[str], message: str):
    done = cxtext_cli(*args)
    assert done.code == 2
    assert done.out == ""
    assert message in done.err
    assert done.err.startswith("error: ")
    assert done.err.count("\n") <= 4
    assert list(working_folder.iterdir()) == []


@pytest.mark.parametrize(
    "args",
    [
        ["analyze", "x.csv"],
        ["demo"],
        ["report", "run"],
        ["export", "run", "--to", "jira"],
        ["compare", "run", "run2"],
        ["fixes", "run", "--theme", "T001", "--date", "2026-01-01"],
        ["audit", "run", "--draw", "400"],
        ["config", "init"],
    ],
    ids=lambda args: args[0],
)
def test_an_output_without_a_name_is_refused(cxtext_cli: Callable[..., Any], working_folder: Path, args: list[str]):
    done = cxtext_cli(*args, "-o", "")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("error: output '' has no name.\n")
    assert list(working_folder.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "code", "kind"),
    [
        (["analyze", "x.csv", "--limit", "0", "--json"], 2, "usage"),
        (["analyze", "--json"], 2, "usage"),
        (["analyze", "missing.csv", "--json"], 3, "unreadable-file"),
        (["inspect", "missing.csv", "--json"], 3, "unreadable-file"),
        (["report", "missing", "--json"], 3, "input"),
        (["export", "missing", "--to", "csv", "--json"], 3, "input"),
        (["config", "validate", "--json"], 2, "config"),
    ],
)
def test_failure_is_one_json_document_too(
    cxtext_cli: Callable[..., Any], working_folder: Path, args: list[str], code: int, kind: str
):
    done = cxtext_cli(*args)
    assert done.code == code
    document = done.document
    assert set(document) == {"ok", "data", "issues"}
    assert document["ok"] is False
    assert document["data"] is None
    assert [(i["level"], i["code"]) for i in document["issues"]] == [("error", kind)]
    assert document["issues"][0]["message"] in done.err.removeprefix("error: ")


def test_a_traceback_only_when_asked_for(cxtext_cli: Callable[..., Any], working_folder: Path):
    plain = cxtext_cli("inspect", "missing.csv")
    assert "Traceback" not in plain.err + plain.out
    verbose = cxtext_cli("inspect", "missing.csv", "-v")
    assert verbose.code == plain.code == 3
    assert "Traceback" in verbose.err
    assert plain.err in verbose.err


def test_a_fault_of_ours_is_said_to_be_one(cxtext_cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("cxtext.cli.info._collect", lambda: 1 / 0)
    done = cxtext_cli("info")
    assert done.code == 1
    assert done.err == "error: unexpected ZeroDivisionError: division by zero\nThis is a fault of cxtext; -v shows where.\n"
    assert cxtext_cli("info", "--json").document["issues"][0]["code"] == "internal"


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (MemoryError(), 1, "out of memory"),
        (OSError(28, "No space left on device", "run/x"), 1, "No space left on device: run/x"),
    ],
)
def test_trouble_from_outside(
    cxtext_cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, message: str
):
    def fail() -> None:
        raise error

    monkeypatch.setattr("cxtext.cli.info._collect", fail)
    done = cxtext_cli("info")
    assert (done.code, done.out) == (code, "")
    assert message in done.err


def test_messages_cannot_steer_the_terminal(cxtext_cli: Callable[..., Any], working_folder: Path):
    done = cxtext_cli("inspect", "a\x1b[2Jb.csv")
    assert done.code == 3
    assert "\x1b" not in done.err


def test_a_reader_that_goes_away_is_no_error(working_folder: Path):
    code = "import sys; from cxtext.cli import main; sys.exit(main(['info', '--json']))"
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as pipe:
        done = subprocess.run([sys.executable, "-c", code], stdout=pipe, stderr=subprocess.PIPE, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize("options", [[], ["--json"]])
@pytest.mark.parametrize(
    ("name", "code", "message"),
    [("SIGINT", 130, "interrupted"), ("SIGTERM", 143, "stopped by SIGTERM"), ("SIGHUP", 129, "stopped by SIGHUP")],
)
def test_a_signal_in_the_middle_leaves_nothing_behind(
    working_folder: Path, survey: Path, name: str, code: int, message: str, options: list[str]
):
    # The embedder blocks until the signal comes, so that the interrupt always falls into the middle of the run.
    # A shell's background job starts with interrupts ignored, which a child inherits: take them again.
    program = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from pathlib import Path
import cxtext.pipeline.embedder
def block(*args, **kwargs):
    Path("started").touch()
    time.sleep(300)
cxtext.pipeline.embedder.load_embedder = block
from cxtext.cli import main
sys.exit(main(["analyze", "survey.csv", "-o", "run", *sys.argv[1:]]))
"""
    call = [sys.executable, "-c", program, *options]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not (working_folder / "started").exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)  # an exception that a signal raises can be lost in a finaliser: it should come while the child sleeps
    process.send_signal(getattr(signal, name))
    out, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    message += "; an output is written whole or not at all."
    issue = {"level": "error", "stage": "cli", "code": "interrupted", "response_id": None, "row": None, "column": None}
    document = {"ok": False, "data": None, "issues": [{**issue, "message": message}]}
    assert (json.loads(out) if options else out) == (document if options else "")
    assert err.splitlines()[-1] == f"error: {message}"
    assert "Traceback" not in err
    assert sorted(p.name for p in working_folder.iterdir()) == ["started", "survey.csv"]


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_after_the_end_changes_no_exit_code(working_folder: Path, name: str):
    program = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from cxtext.cli import main
sys.argv[1:] = ["info"]
code = main()
os.kill(os.getpid(), getattr(signal, "%s"))
sys.exit(code)
"""
    done = subprocess.run([sys.executable, "-c", program % name], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")


CALL = "import sys; from cxtext.cli import main; sys.exit(main(sys.argv[1:]))"
#: What the shell does to the streams, the arguments, the exit code, and what stderr says.
STREAMS = [
    (">/dev/full", ["info", "--json"], 1, "error: No space left on device"),
    (">/dev/full", ["info"], 1, "error: No space left on device"),
    (">/dev/full", ["inspect", "missing.csv", "--json"], 3, "error: no file 'missing.csv'."),
    ("2>/dev/full", ["inspect", "survey.csv"], 0, ""),
    (">&-", ["info"], 0, ""),
    ("2>&-", ["inspect", "survey.csv"], 0, ""),
    ("<&-", ["inspect", "-"], 3, "error: 'stdin' is empty."),
]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="/dev/full is of Linux")
@pytest.mark.parametrize(("streams", "args", "code", "message"), STREAMS)
def test_streams_that_are_full_or_closed(
    working_folder: Path, survey: Path, streams: str, args: list[str], code: int, message: str
):
    shell = ["sh", "-c", f'exec "$@" {streams}', "sh", sys.executable, "-c", CALL, *args]
    done = subprocess.run(shell, capture_output=True, text=True, timeout=120)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "internal" not in done.stderr
    assert done.stderr.startswith(message)


@pytest.mark.parametrize("flag", ["-v", "-qv", "-vq", "--verbose"])
def test_short_flags_may_stand_together(cxtext_cli: Callable[..., Any], working_folder: Path, flag: str):
    assert "Traceback" in cxtext_cli("inspect", "missing.csv", flag).err


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes on Linux")
def test_names_that_are_not_utf8(cxtext_cli: Callable[..., Any], working_folder: Path, survey: Path):
    name, run = os.fsdecode(b"caf\xe9.csv"), os.fsdecode(b"r\xfcn")
    survey.rename(name)
    done = cxtext_cli("analyze", name, "--nps-column", "score", "--embedder", "fast", "-o", run, "--sheet", os.fsdecode(b"\xe9"))
    assert done.code == 0, done.err
    assert "caf\ufffd.csv" in (Path(run) / "manifest.json").read_text("utf-8")
    assert "caf\ufffd" in (Path(run) / "summary.md").read_text("utf-8")
    assert cxtext_cli("export", run, "--to", "csv", "-o", os.fsdecode(b"\xe9")).code == 0
    assert cxtext_cli("analyze", name, "--nps-column", "score", "--embedder", "fast", "-o", run, "--force", "--json").code == 0
