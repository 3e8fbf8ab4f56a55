"""``--join``, ``--on`` and ``--exposure-column``: what is written, what is shown, and what is refused."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cxtext
from cxtext.findings import list_findings, metric_views

Cli = Callable[..., Any]
METRICS = ["--metric", "resolution_hours:duration", "--metric", "tickets:count", "--exposure-column", "months"]


@pytest.fixture
def joined(survey: Path) -> list[str]:
    """Give the survey customers, and write a file about them; return the options that join it."""
    rng = random.Random(3)
    with survey.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with survey.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "customer"])
        writer.writeheader()
        writer.writerows({**row, "customer": f"{i % 70}"} for i, row in enumerate(rows))
    slow = {i % 70 for i, row in enumerate(rows) if "login" in row["comment"] or "log in" in row["comment"]}
    with (survey.parent / "crm.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["account", "segment", "resolution_hours", "tickets", "months", "plan"])
        for i in range(72):
            took = round(rng.lognormvariate(3 if i in slow else 1.5, 0.5), 1)
            row = [f"{i}.0", rng.choice(["smb", "ent"]), took, rng.randint(0, 9) + 9 * (i in slow), rng.randint(1, 12), "x"]
            if i != 9:
                writer.writerow(["-3" if i == 4 and k == 2 else 0 if i == 5 and k == 4 else value for k, value in enumerate(row)])
    return ["--join", os.fspath(survey.parent / "crm.csv"), "--on", "customer=account"]


def test_a_run_with_joined_outcomes_reads_naturally(cxtext_cli: Cli, working_folder: Path, survey: Path, joined: list[str]):
    done = cxtext_cli("analyze", survey, *joined, *METRICS, "--embedder", "fast", "-o", "run")
    assert done.code == 0, done.err
    assert done.out.startswith("resolution_hours: median ")
    assert " hours, 95% interval [" in done.out
    assert "time  95% interval" in done.out
    assert "%, +" in done.out
    assert "1 of 118" not in done.err
    summary = (working_folder / "run" / "summary.md").read_text("utf-8")
    assert "median of “Resolution hours”" in summary
    page = (working_folder / "run" / "report.html").read_text("utf-8")
    assert "on geometric average" in page
    assert "joined on customer=account: " in page
    assert not any(word in page for word in (">nan", "NaN", "inf%", "None]"))
    analysis = cxtext.Analysis.load("run")
    (receipt,) = analysis.manifest.input.joined
    assert receipt.sha256 == hashlib.sha256((working_folder / "crm.csv").read_bytes()).hexdigest()
    assert analysis.responses["respondent_id"].nunique() == 70
    assert analysis.responses["response_id"].nunique() == 120
    first = list_findings(analysis, metric_views(analysis)[0])[0]
    assert "Password reset" in first.description
    exported = cxtext_cli("export", "run", "--to", "markdown", "-o", "-")
    assert exported.code == 0, exported.err
    assert "among the others (geometric means)" in exported.out
    assert "in time taken over all answers" in exported.out


def test_inspect_shows_origin_and_units_and_what_does_not_match(
    cxtext_cli: Cli, working_folder: Path, survey: Path, joined: list[str]
):
    done = cxtext_cli("inspect", survey, *joined, *METRICS)
    assert done.code == 0, done.err
    lines = {line.split("  ")[0]: line for line in done.out.splitlines()}
    assert "metric (duration in hours, lower is better)" in lines["resolution_hours"]
    assert "from crm.csv: declared by the user" in lines["resolution_hours"]
    assert "metric (count per months, lower is better)" in lines["tickets"]
    assert "exposure" in lines["months"]
    assert "plan (crm)" in lines
    assert "from crm.csv: " in lines["segment"]
    assert "118 of 120 records have a row in 'crm.csv'; 2 have none" in done.err
    assert "taken as the respondent (70 different)" in done.err
    as_json = cxtext_cli("inspect", survey, *joined, "--json").document
    assert as_json["data"]["receipt"]["joined"][0]["n_matched"] == 118
    assert {c["source"] for c in as_json["data"]["columns"]} == {None, "crm.csv"}


def test_what_is_left_out_is_listed(cxtext_cli: Cli, working_folder: Path, survey: Path, joined: list[str]):
    done = cxtext_cli("analyze", survey, *joined, *METRICS, "--embedder", "fast", "--json")
    issues = done.document["issues"]
    codes = [row["code"] for row in issues]
    assert codes.count("unmatched-key") == 2
    assert [row["message"] for row in issues if row["code"] == "score-excluded"] == ["-3: below 0"] * 2
    said = sorted(row["message"] for row in issues if row["code"] == "exposure-unusable")
    assert said[1:] == ["exposure 0: not above 0"] * 2
    left_out = "2 of 118 counts in 'tickets' left out"
    assert said[0] == f"{left_out}: the exposure in 'months' is missing (0) or not a positive number (2)"
    metrics = {row["metric"]: row for row in done.document["data"]["metrics"]}
    assert (metrics["tickets"]["n"], metrics["tickets"]["n_excluded"], metrics["tickets"]["unit"]) == (
        116,
        2,
        "tickets per month",
    )


def test_the_config_of_a_run_gives_the_run_again(cxtext_cli: Cli, working_folder: Path, survey: Path, joined: list[str]):
    crm = json.dumps(joined[1])
    Path("cxtext.toml").write_text(
        f"""
[[input.join]]
file = {crm}
on = "customer=account"

[[metrics]]
column = "tickets"
kind = "count"
exposure = "months"
unit = "tickets a month"
""",
        encoding="utf-8",
    )
    shown = cxtext_cli("config", "show")
    assert shown.code == 0, shown.err
    Path("cxtext.toml").write_text(shown.out, encoding="utf-8")
    assert cxtext_cli("config", "show").out == shown.out
    done = cxtext_cli("analyze", survey, "--embedder", "fast", "--json")
    assert done.document["data"]["metrics"][0]["unit"] == "tickets a month"
    python = cxtext.analyze(
        survey, config={}, join=joined[1], on=joined[3], metric="tickets:count", exposure_column="months", embedder="fast"
    )
    assert python.metrics["value"].iloc[0] == pytest.approx(done.document["data"]["metrics"][0]["value"])


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--join", "crm.csv"], 2, "join and on go together"),
        (["--on", "customer"], 2, "join and on go together"),
        (["--join", "crm.csv", "--on", "customer=tickets"], 3, "in more than one row of 'tickets'"),
        (["--join", "crm.csv", "--on", "custom=account"], 3, "Did you mean 'customer'?"),
        (["--join", "crm.csv", "--on", "account"], 3, "\nWhere the input calls the key differently: --on COLUMN=account\n"),
        (["--join", "crm.csv", "--on", "customer"], 3, "\nWhere this file calls the key differently: --on customer=COLUMN\n"),
        (["--join", "crm.csv", "--on", "id=account"], 3, "no key of 'survey.csv' is in 'crm.csv'"),
        (["--join", "cmr.csv", "--on", "customer=account"], 3, "no file 'cmr.csv'"),
        (["--exposure-column", "months"], 2, "no metric of kind count"),
        (["--metric", "score:duraton"], 2, "Did you mean 'duration'?"),
    ],
)
def test_what_is_refused(
    cxtext_cli: Cli, working_folder: Path, survey: Path, joined: list[str], options: list[str], code: int, said: str
):
    done = cxtext_cli("inspect", survey, *options)
    assert done.code == code
    assert said in done.err


def test_a_joined_file_in_the_folder_that_is_replaced_is_safe(
    cxtext_cli: Cli, working_folder: Path, survey: Path, joined: list[str]
):
    assert cxtext_cli("analyze", survey, "--nps-column", "score", "--embedder", "fast", "-o", "run").code == 0
    inside = working_folder / "run" / "tables" / "crm.csv"
    inside.write_bytes(Path(joined[1]).read_bytes())
    done = cxtext_cli("analyze", survey, "--join", inside, "--on", joined[3], "--embedder", "fast", "-o", "run", "--force")
    assert done.code != 0
    assert inside.is_file()
