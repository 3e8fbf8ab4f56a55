"""Bad input: the right exit code, a message that names the next step, nothing half-written."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
GOOD = "The login page never loads on my phone"
OTHER = "Prices went up again without any warning"

CASES: dict[str, tuple[bytes | None, list[str], str]] = {
    "missing": (None, [], "in.csv"),
    "empty": (b"", [], "empty"),
    "header only": (b"id,comment\n", [], "in.csv"),
    "binary": (random.Random(1).randbytes(4000), [], "in.csv"),
    "no text column": (b"id,score\n" + b"".join(b"%d,%d\n" % (i, i % 11) for i in range(40)), [], "--text-column"),
    "unknown column": (f"id,comment\n1,{GOOD}\n".encode(), ["--text-column", "coment"], "Did you mean 'comment'?"),
    "unknown metric": (f"id,comment\n1,{GOOD}\n".encode(), ["--nps-column", "nps"], "nps"),
    "only blank": (b"id,comment\n1,\n2, \n3,\n", ["--text-column", "comment"], ""),
    "only blank, not named": (b"id,score,comment\n1,3,\n2,9, \n3,5,\n", [], "The text was read from 'comment'"),
    "weights of 0": (
        f"id,comment,w\n1,{GOOD},0\n2,{OTHER},0\n".encode(),
        ["--text-column", "comment", "--weight-column", "w"],
        "none of its 2 cells is a positive number",
    ),
    "answers that are no score": (
        b"id,comment,nps\n" + b"".join(f"{i},{GOOD},fine {i}\n".encode() for i in range(6)),
        ["--text-column", "comment", "--nps-column", "nps"],
        "'fine 3' (1), ...\nExpected numbers from 0 to 10.",
    ),
    "a value that is no number": (
        f"id,comment,region\n1,{GOOD},north\n2,{OTHER},south\n".encode(),
        ["--text-column", "comment", "--value-column", "region"],
        "column 'region' is taken as the value, but none of its 2 cells is a number of 0 or more",
    ),
    "a weight where nothing is said": (
        f"id,comment,w\n1,{GOOD},0\n2,,1\n".encode(),
        ["--text-column", "comment", "--weight-column", "w"],
        "no response with content has a weight above 0",
    ),
    "only non-answers": (b"id,comment\n1,n/a\n2,none\n3,-\n4,no comment\n", ["--text-column", "comment"], ""),
    "two text columns": (
        b"id,good,bad\n" + b"".join(f"{i},{GOOD} {i},{OTHER} {i}\n".encode() for i in range(40)),
        [],
        "--text-column",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_input_that_cannot_be_analysed(cxtext_cli: Cli, working_folder: Path, name: str):
    content, args, message = CASES[name]
    if content is not None:
        Path("in.csv").write_bytes(content)
    before = sorted(working_folder.iterdir())
    done = cxtext_cli("analyze", "in.csv", *args, "-o", "run")
    assert (done.code, done.out) == (3, ""), done.err
    assert message in done.err
    assert "Traceback" not in done.err
    assert done.err.startswith("error: ")
    assert done.err.count("\n") <= 4
    assert sorted(working_folder.iterdir()) == before


def test_a_folder_is_no_input(cxtext_cli: Cli, working_folder: Path):
    done = cxtext_cli("analyze", working_folder, "-o", "run")
    assert (done.code, done.out) == (3, "")
    assert list(working_folder.iterdir()) == []


def test_a_wrong_encoding_is_named(cxtext_cli: Cli, working_folder: Path):
    Path("in.csv").write_bytes(f"id,comment\n1,{GOOD} café\n".encode())
    unknown = cxtext_cli("analyze", "in.csv", "--encoding", "utf-9")
    assert unknown.code == 2
    assert "utf-9" in unknown.err
    no_text = cxtext_cli("analyze", "in.csv", "--encoding", "idna")
    assert (no_text.code, no_text.out) == (2, "")
    assert "unknown encoding 'idna'" in no_text.err
    wrong = cxtext_cli("analyze", "in.csv", "--encoding", "ascii")
    assert wrong.code == 3
    assert "ascii" in wrong.err


@pytest.mark.parametrize("n", [1, 5, 30])
def test_very_few_responses_are_no_error(cxtext_cli: Cli, working_folder: Path, n: int):
    rows = [f"{i},{i % 11},{GOOD if i % 2 else OTHER}" for i in range(n)]
    Path("in.csv").write_text("\n".join(["id,nps,comment", *rows]) + "\n", encoding="utf-8")
    columns = ["--text-column", "comment", "--nps-column", "nps"]
    done = cxtext_cli("analyze", "in.csv", *columns, "--embedder", "fast", "-o", "run", "--json")
    assert done.code == 0, done.err
    assert done.document["data"]["counts"]["n_content"] == n
    assert (working_folder / "run" / "report.html").is_file()


def test_answers_that_are_no_score_are_excluded_counted_and_listed(cxtext_cli: Cli, working_folder: Path, survey: Path):
    lines = survey.read_text("utf-8").splitlines()
    for i, answer in ((3, "11"), (4, "-1"), (6, "ten out of ten"), (7, "3.5")):
        cells = lines[i].split(",")
        lines[i] = ",".join([*cells[:3], answer, *cells[4:]])
    Path("odd.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = cxtext_cli("analyze", "odd.csv", "--nps-column", "score", "--embedder", "fast", "--json")
    assert done.code == 0, done.err
    excluded = {i["row"] for i in done.document["issues"] if i["column"] == "score" and i["code"] == "score-excluded"}
    assert {3, 4, 6} <= excluded
    assert done.document["data"]["metrics"][0]["n_excluded"] == len(excluded)


def test_repeated_ids_are_kept_and_told(cxtext_cli: Cli, working_folder: Path, survey: Path):
    lines = survey.read_text("utf-8").splitlines()
    lines[2] = "r0000," + lines[2].split(",", 1)[1]
    Path("twice.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    args = ["--nps-column", "score", "--id-column", "id", "--embedder", "fast", "--json"]
    done = cxtext_cli("analyze", "twice.csv", *args)
    assert done.code == 0, done.err
    assert done.document["data"]["counts"]["n_responses"] == len(lines) - 1
    assert any("id" in i["code"] for i in done.document["issues"])


def with_answers(survey: Path, answers: list[str]) -> Path:
    """Write the survey with a column ``renewed`` of these answers, over and over."""
    lines = survey.read_text("utf-8").splitlines()
    rows = [f"{answers[i % len(answers)]},{line}" for i, line in enumerate(lines[1:])]
    Path("words.csv").write_text("\n".join([f"renewed,{lines[0]}", *rows]) + "\n", encoding="utf-8")
    return Path("words.csv")


def test_words_that_are_no_answer_are_counted_and_named(cxtext_cli: Cli, working_folder: Path, survey: Path):
    path = with_answers(survey, ["Yes", "No", "Maybe", "No", "Yes", "Yes"])
    args = ["--metric", "renewed:binary", "--text-column", "comment", "--embedder", "fast"]
    done = cxtext_cli("analyze", path, *args, "-o", "run")
    assert done.code == 0, done.err
    said = "20 of 120 answers to 'renewed' are not valid and left out of the metric: 'Maybe' (20)"
    assert done.err.count("Maybe") == 1
    assert f"warning: {said}" in done.err
    assert "20 left out as not valid" in (working_folder / "run" / "summary.md").read_text("utf-8")
    page = (working_folder / "run" / "report.html").read_text("utf-8")
    assert "20 left out as not valid" in page
    assert "Maybe" in page


@pytest.mark.parametrize("command", ["analyze", "inspect"])
def test_a_declared_metric_without_any_valid_answer_is_refused(cxtext_cli: Cli, working_folder: Path, survey: Path, command: str):
    path = with_answers(survey, ["Maybe", "Maybe", "Later"])
    done = cxtext_cli(command, path, "--metric", "renewed:binary", "--text-column", "comment")
    assert (done.code, done.out) == (3, "")
    assert "none of its 120 answers is valid: 'Maybe' (80), 'Later' (40)" in done.err
    number = cxtext_cli(command, path, "--csat-column", "renewed", "--text-column", "comment")
    assert number.code == 3
    assert "'Maybe' (80)" in number.err
    blank = cxtext_cli(command, with_answers(survey, [""]), "--metric", "renewed:binary", "--text-column", "comment")
    assert blank.code == 3
    assert "blank" in blank.err


def test_a_folder_of_files_and_deduplicate(cxtext_cli: Cli, working_folder: Path):
    (working_folder / "in").mkdir()
    rows = "".join(f"{i},{GOOD if i % 2 else OTHER} number {i},{i % 11}\n" for i in range(20))
    for name in ("jan.csv", "feb.csv"):
        (working_folder / "in" / name).write_text(f"id,comment,nps\n{rows}", encoding="utf-8")
    both = cxtext_cli("inspect", "in", "--json")
    assert both.code == 0, both.err
    assert both.document["data"]["receipt"]["n_kept"] == 40
    assert "duplicate-records" in {one["code"] for one in both.document["issues"]}
    once = cxtext_cli("inspect", "in", "--deduplicate", "--json").document
    assert (once["data"]["receipt"]["n_kept"], once["data"]["receipt"]["n_dropped"]) == (20, 20)
    assert [one["row"] for one in once["issues"] if one["code"] == "duplicate-dropped"] == list(range(21, 41))
