"""What ``cxtext compare`` writes, and how it ends."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cxtext

Cli = Callable[..., Any]


@pytest.fixture(scope="module")
def later_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second wave of the small survey: everybody is less content, and nobody has trouble with the login."""
    from conftest import write_survey

    folder = tmp_path_factory.mktemp("later")
    path = write_survey(folder / "survey.csv", n=150)
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    kept = [rows[0]]
    for row in rows[1:]:
        if not any(word in row[4] for word in ("login", "log in", "Password", "Signing")):
            kept.append([f"later-{row[0]}", row[1], row[2], row[3] and str(max(0, int(row[3]) - 2)), row[4]])
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(kept)
    return cxtext.analyze(path, nps_column="score", embedder="fast").save(folder / "later")


def test_two_equal_runs_have_an_empty_diff_byte_for_byte(cxtext_cli: Cli, working_folder: Path, saved_run: Path):
    (working_folder / "copy").mkdir()
    for file in saved_run.rglob("*"):
        target = working_folder / "copy" / file.relative_to(saved_run)
        if file.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    done = [cxtext_cli("compare", "run", other, "--json") for other in ("run", "copy", "run")]
    assert [one.code for one in done] == [0, 0, 0]
    first, *others = (json.dumps(one.document["data"]) for one in done)
    assert others == [first, first]
    data = done[0].document["data"]
    assert {row["difference"] for row in data["metrics"] + data["themes"]} == {0.0}
    assert {row["flag"] for row in data["themes"]} == {None}
    assert {row["value"] for row in data["ledger"]} == {0.0}
    assert {row[part] for row in data["bridge"] for part in ("mention", "severity")} <= {0.0, None}


def test_a_taught_run_has_another_theme_model(cxtext_cli: Cli, working_folder: Path):
    """The demo run with one theme taught by texts of another: the ids are the same, and A's opinions follow the lesson, too."""
    assert cxtext_cli("demo", "--survey", "cncf", "-o", "demo", "--embedder", "fast", "-q").code == 0
    demo = cxtext.Analysis.load("demo")
    texts = demo.tables["assignments"].merge(demo.units, on="unit_id").query("theme_id == 'T003'")["text"]
    Path("more.txt").write_text("\n".join(texts.head(14)), encoding="utf-8")
    assert cxtext_cli("themes", "demo", "teach", "T001", "--examples", "more.txt", "-o", "taught").code == 0
    same, other = (cxtext_cli("compare", "demo", run) for run in ("demo", "taught"))
    assert "Both have the same theme model." in same.out
    assert "Both have the same theme model." not in other.out
    assert "B has the themes of A with later edits or waves, and A's opinions were given these." in other.out
    back = cxtext_cli("compare", "taught", "demo", "--json").document["data"]
    assert back["counts"]["same_model"] is False and back["counts"]["follows"] is False
    assert {row["difference"] for row in back["themes"]} == {0.0}


def test_the_table_is_the_result_and_the_rest_is_the_story(
    cxtext_cli: Cli, working_folder: Path, saved_run: Path, later_run: Path
):
    done = cxtext_cli("compare", saved_run, later_run)
    assert done.code == 0, done.err
    assert done.out.startswith("Two runs compared: A is run, ")
    assert "The change is the sum of" in done.out
    assert "Changed themes: " in done.out
    assert "\nscore: " in done.out
    assert done.err == ""
    quiet = cxtext_cli("compare", saved_run, later_run, "-q", "--no-progress")
    assert (quiet.out, quiet.err) == (done.out, "")


def test_the_document_says_the_same_as_the_library(cxtext_cli: Cli, working_folder: Path, saved_run: Path, later_run: Path):
    done = cxtext_cli("compare", saved_run, later_run, "--json", "--fail-if", "score<0")
    assert done.code == 5
    assert done.document["ok"] is True
    data, found = done.document["data"], cxtext.compare(saved_run, later_run)
    assert set(data) == {"counts", "metrics", "themes", "ledger", "bridge", "gates"}
    assert data["counts"] == found.counts
    assert [row["theme_id"] for row in data["themes"]] == found.themes["theme_id"].tolist()
    assert data["metrics"][0]["difference"] == pytest.approx(found.metrics["difference"].iat[0], abs=1e-12)
    (gate,) = data["gates"]
    assert gate == {"condition": "score<0", "value": data["metrics"][0]["difference"], "met": True, "note": None}


@pytest.mark.parametrize(
    ("conditions", "code"),
    [
        (["score<-5"], 5),
        (["score>5"], 0),
        (["score<-90"], 0),
        (["score<-90", "changed>0"], 5),
        (["new>50", "gone>50"], 0),
        (["share:T001>0.99"], 0),
    ],
)
def test_a_condition_that_is_met_ends_with_5(
    cxtext_cli: Cli, working_folder: Path, saved_run: Path, later_run: Path, conditions: list[str], code: int
):
    args = [part for condition in conditions for part in ("--fail-if", condition)]
    done = cxtext_cli("compare", saved_run, later_run, *args)
    assert done.code == code
    assert done.out.startswith("Two runs compared")
    for condition in conditions:
        assert f"--fail-if {condition}: " in done.err
    assert (": met" in done.err) is (code == 5)
    quiet = cxtext_cli("compare", saved_run, later_run, *args, "-q")
    assert (quiet.code, quiet.out) == (code, done.out)
    assert (": met" in quiet.err, ": not met" in quiet.err) == (code == 5, False)


@pytest.mark.parametrize(
    ("condition", "message"),
    [("score=5", "cannot be read"), ("scoer<0", "Did you mean 'score'?"), ("share:T01>0", "run A has no theme 'T01'")],
)
def test_a_bad_condition_is_a_usage_error(
    cxtext_cli: Cli, working_folder: Path, saved_run: Path, later_run: Path, condition: str, message: str
):
    done = cxtext_cli("compare", saved_run, later_run, "--fail-if", condition)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert cxtext_cli("compare", saved_run, later_run, "--fail-if", condition, "--json").document["ok"] is False


def test_a_condition_that_cannot_be_checked_fails(cxtext_cli: Cli, working_folder: Path, saved_run: Path, survey: Path):
    """The later run takes the same column as satisfaction, so that the metric is not compared."""
    assert cxtext_cli("analyze", survey, "--metric", "score:csat", "--embedder", "fast", "-q", "-o", "csat").code == 0
    args = ["compare", saved_run, "csat", "--fail-if", "score<-5"]
    done = cxtext_cli(*args)
    assert done.code == 1
    assert done.out.startswith("Two runs compared")
    assert "error: --fail-if score<-5 cannot be checked: metric 'score' is not compared: its kind is 'nps' in A" in done.err
    assert "declare it alike" in done.err
    assert "cannot be checked" in cxtext_cli(*args, "-q").err
    document = cxtext_cli(*args, "--json")
    assert (document.code, document.document["ok"]) == (1, False)
    (gate,) = document.document["data"]["gates"]
    assert (gate["value"], gate["met"]) == (None, None)


@pytest.mark.parametrize("command", ["report", "compare"])
def test_a_run_whose_parts_disagree_is_a_damaged_run(cxtext_cli: Cli, working_folder: Path, saved_run: Path, command: str):
    path = saved_run / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "outcomes": []}), encoding="utf-8")
    done = cxtext_cli(command, saved_run, *([saved_run] if command == "compare" else []))
    assert (done.code, done.out) == (4, "")
    assert "metric 'score' is in table 'metrics', not in the outcomes of the manifest" in done.err


def test_a_file_is_written_as_well_and_never_over_another(
    cxtext_cli: Cli, working_folder: Path, saved_run: Path, later_run: Path
):
    for name in ("out.md", "out.csv"):
        done = cxtext_cli("compare", saved_run, later_run, "-o", name)
        assert done.code == 0, done.err
        assert f"Written: {name}" in done.err
        again = cxtext_cli("compare", saved_run, later_run, "-o", name)
        assert (again.code, again.out) == (1, "")
        assert "--force" in again.err
    assert cxtext_cli("compare", saved_run, later_run, "-o", "out.md", "--force").code == 0
    text = Path("out.md").read_text("utf-8")
    assert text.startswith("# Two runs compared\n")
    assert "## score\n" in text
    with Path("out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = cxtext.compare(saved_run, later_run)
    assert [row["theme_id"] for row in rows] == found.themes["theme_id"].tolist()
    assert {"share_a", "share_b", "q_value", "mention", "severity_low"} <= set(rows[0])


def test_an_unknown_format_is_refused_before_anything_is_read(cxtext_cli: Cli, working_folder: Path):
    done = cxtext_cli("compare", "nowhere", "nothing", "-o", "out.mdd")
    assert done.code == 2
    assert "Did you mean '.md'?" in done.err


def test_a_folder_that_is_no_run_is_an_input_error(cxtext_cli: Cli, working_folder: Path, saved_run: Path):
    done = cxtext_cli("compare", saved_run, "nothing")
    assert done.code == 3
    assert "'nothing' is not a run folder" in done.err
