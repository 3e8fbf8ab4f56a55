"""What each command writes, and where."""

from __future__ import annotations

import io
import json
import re
import sys
import tomllib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cxtext import Analysis, plugins
from cxtext.settings import Metric

Cli = Callable[..., Any]
RUN_FILES = ["backlog.csv", "manifest.json", "masks.json", "model", "opinions.html", "report.html", "summary.md", "tables"]


def test_analyze_writes_a_run_and_prints_the_ranking(cxtext_cli: Cli, working_folder: Path, survey: Path):
    done = cxtext_cli("analyze", survey, "--nps-column", "score", "--embedder", "fast", "-o", "run")
    assert done.code == 0, done.err
    assert sorted(p.name for p in (working_folder / "run").iterdir()) == RUN_FILES
    assert sorted(p.name for p in working_folder.iterdir()) == ["run", "survey.csv"]
    lines = done.out.splitlines()
    assert lines[0].startswith("score: ")
    assert "95% interval" in lines[0]
    assert "rank  theme" in done.out
    assert f"Report: {Path('run') / 'report.html'}" in done.err
    assert "cxtext export run --to jira" in done.err
    assert "cxtext themes run list" in done.err


def test_analyze_says_the_same_as_its_tables(cxtext_cli: Cli, working_folder: Path, survey: Path):
    from cxtext.findings import list_findings, metric_views

    done = cxtext_cli("analyze", survey, "--nps-column", "score", "--embedder", "fast", "-o", "run", "--json")
    assert done.code == 0, done.err
    data, analysis = done.document["data"], Analysis.load("run")
    assert done.document["ok"] is True
    assert data["counts"] == asdict(analysis.manifest.counts)
    assert len(data["scorecard"]) == len(analysis.scorecard)
    assert {row["label"] for row in data["scorecard"]} <= set(analysis.themes["label"])
    assert len(done.document["issues"]) == len(analysis.issues)
    pains = [f for f in list_findings(analysis, metric_views(analysis)[0]) if f.kind == "pain"]
    assert pains
    again = cxtext_cli("analyze", survey, "--nps-column", "score", "--embedder", "fast")
    before, _, rest = again.out.partition("rank  theme")
    table = rest.split("\n\n")[0].splitlines()[1:]
    assert table[0].split()[0].isdigit()  # no header without rows below it
    sure, _, candidates = "\n".join(table).partition("Candidates: ")
    if not any(f.established for f in pains):
        assert "Candidates: " in before
        sure, candidates = candidates, sure
    in_order = sorted(pains, key=lambda f: not f.established)[:10]
    shown = [line for line in table if line.split()[0].isdigit()]
    assert len(shown) == len(in_order)
    for place, (line, found) in enumerate(zip(shown, in_order, strict=True), 1):
        assert line.split(maxsplit=1)[0] == str(place)
        assert found.label in line
        assert line in (sure if found.established else candidates)
    summary = cxtext_cli("report", "run", "--format", "markdown", "-o", "-").out
    listed = re.findall(r"^(\d+)\\\. \*\*(.+?)\*\*", summary, re.M)
    assert listed == [(str(place), found.label) for place, found in enumerate(in_order[:3], 1)]
    order = next(line for line in again.out.splitlines() if line.startswith("Ranked by"))
    assert "times stability" in order
    page = (working_folder / "run" / "report.html").read_text("utf-8")
    assert order.rstrip(".") in page
    assert "effort" not in order


def test_without_an_output_nothing_is_written_and_it_says_so(cxtext_cli: Cli, working_folder: Path, survey: Path):
    done = cxtext_cli("analyze", survey, "--nps-column", "score", "--embedder", "fast")
    assert done.code == 0, done.err
    assert "Nothing was saved" in done.err
    assert [p.name for p in working_folder.iterdir()] == ["survey.csv"]


def test_quiet_keeps_warnings_and_drops_the_ranking(cxtext_cli: Cli, working_folder: Path, survey: Path):
    args = ["analyze", survey, "--nps-column", "score", "--embedder", "fast"]
    warnings = [line for line in cxtext_cli(*args).err.splitlines() if line.startswith("warning: ")]
    done = cxtext_cli(*args, "-q", "-o", "run")
    assert (done.code, done.out, done.err.splitlines()) == (0, "", warnings)
    assert (working_folder / "run" / "report.html").is_file()
    spoilt = survey.read_text("utf-8").replace(",free,2,", ",free,many,", 1)
    survey.write_text(spoilt, encoding="utf-8")
    done = cxtext_cli(*args, "-q")
    assert (done.code, done.out) == (0, "")
    assert len([line for line in done.err.splitlines() if line.startswith("warning: ")]) == len(warnings) + 2
    assert "warning: nothing was saved, and -q hides the ranking: add -o RUN" in done.err
    strict = cxtext_cli(*args, "-q", "--strict")
    assert (strict.code, strict.out) == (1, "")


def test_strict_fails_on_a_warning_and_keeps_the_run(cxtext_cli: Cli, working_folder: Path, survey: Path):
    args = ["analyze", survey, "--nps-column", "score", "--embedder", "fast", "--strict", "--force", "-o", "run"]
    clean = cxtext_cli(*args, "-q", "--json")
    n_warnings = sum(row["level"] != "info" for row in clean.document["issues"])
    assert (clean.code, clean.document["ok"]) == ((1, False) if n_warnings else (0, True))
    survey.write_text(survey.read_text("utf-8").replace(",free,2,", ",free,many,", 1), encoding="utf-8")
    done = cxtext_cli(*args)
    assert done.code == 1
    assert "rank  theme" in done.out
    assert done.err.splitlines()[-1].startswith("error: the run has ")
    assert Analysis.load("run").issues["level"].ne("info").sum() == n_warnings + 1
    document = cxtext_cli(*args, "--json")
    assert (document.code, document.document["ok"]) == (1, False)
    assert len(document.document["data"]["scorecard"]) > 0


def test_verbose_tells_the_time_of_each_stage(cxtext_cli: Cli, working_folder: Path, survey: Path):
    done = cxtext_cli("analyze", survey, "--nps-column", "score", "--embedder", "fast", "-v")
    assert done.code == 0
    assert " s  read" in done.err


def test_no_score_ranks_by_negative_volume_and_says_so(cxtext_cli: Cli, working_folder: Path, survey: Path):
    texts = [line.rsplit(",", 1)[1] for line in survey.read_text("utf-8").splitlines()]
    Path("texts.csv").write_text("\n".join(texts) + "\n", encoding="utf-8")
    done = cxtext_cli("analyze", "texts.csv", "--embedder", "fast", "--json")
    assert done.code == 0, done.err
    assert done.document["data"]["primary_metric"] == "negative_mentions"
    table = cxtext_cli("analyze", "texts.csv", "--embedder", "fast").out
    assert "points" not in table
    assert "negative" in table


def test_an_existing_run_is_replaced_only_when_told_to(cxtext_cli: Cli, working_folder: Path, survey: Path, saved_run: Path):
    before = (saved_run / "manifest.json").read_bytes()
    args = ["analyze", survey, "--nps-column", "score", "--embedder", "fast", "-o", saved_run, "--seed", "3"]
    done = cxtext_cli(*args)
    assert done.code == 1
    assert "--force" in done.err
    assert (saved_run / "manifest.json").read_bytes() == before
    assert cxtext_cli(*args, "--force").code == 0
    assert Analysis.load(saved_run).manifest.seed == 3


def test_a_folder_that_is_no_run_is_never_replaced(cxtext_cli: Cli, working_folder: Path, survey: Path):
    mine = working_folder / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work", encoding="utf-8")
    done = cxtext_cli("analyze", survey, "-o", mine, "--force")
    assert done.code == 1
    assert [p.name for p in mine.iterdir()] == ["thesis.txt"]


def test_an_output_that_cannot_be_written_is_told_before_anything_is_computed(
    cxtext_cli: Cli, working_folder: Path, survey: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("cxtext.pipeline.flow.analyze", lambda *a, **k: pytest.fail("it was computed"))
    done = cxtext_cli("analyze", survey, "-o", survey / "run")
    assert done.code == 1
    assert "cannot be written" in done.err


def test_a_full_disk_leaves_nothing_behind(cxtext_cli: Cli, working_folder: Path, survey: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.write_table", fail)
    done = cxtext_cli("analyze", survey, "--nps-column", "score", "--embedder", "fast", "-o", "run")
    assert (done.code, done.out) == (1, "")
    assert "No space left on device" in done.err
    assert [p.name for p in working_folder.iterdir()] == ["survey.csv"]


def test_a_dry_run_computes_and_writes_nothing(
    cxtext_cli: Cli, working_folder: Path, survey: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("cxtext.pipeline.flow.analyze", lambda *a, **k: pytest.fail("it was computed"))
    args = ["analyze", survey, "--nps-column", "score", "--themes", "7", "-o", "run", "--dry-run"]
    done = cxtext_cli(*args)
    assert done.code == 0, done.err
    assert "n_themes = 7" in done.out
    assert "the run would be written to run" in done.err
    data = cxtext_cli(*args, "--json").document["data"]
    assert data["config"]["themes"]["n_themes"] == 7
    assert [m["column"] for m in data["metrics"]] == ["score"]
    assert [p.name for p in working_folder.iterdir()] == ["survey.csv"]


def test_a_dry_run_is_as_strict_as_a_run(cxtext_cli: Cli, working_folder: Path, survey: Path):
    args = ["analyze", survey, "--nps-column", "score", "--dry-run", "--strict"]
    lenient = cxtext_cli(*args[:-1], "--json")
    n_warnings = sum(row["level"] != "info" for row in lenient.document["issues"])
    assert cxtext_cli(*args).code == (1 if n_warnings else 0)
    survey.write_text(survey.read_text("utf-8").replace(",free,2,", ",free,many,", 1), encoding="utf-8")
    done = cxtext_cli(*args)
    assert done.code == 1
    assert "'many'" in done.err
    assert done.err.splitlines()[-1].startswith("error: the run has ")
    assert cxtext_cli(*args[:-1]).code == 0
    Path("events.csv").write_text("date,label\nsoon,release\n", encoding="utf-8")
    document = cxtext_cli(*args, "--events", "events.csv", "--json")
    assert (document.code, document.document["ok"]) == (1, False)
    assert {"event-left-out", "score-excluded"} <= {row["code"] for row in document.document["issues"]}


def test_a_file_of_settings_is_named_whatever_is_wrong_with_a_metric(cxtext_cli: Cli, working_folder: Path):
    for scale, message in (("[2, 5]", "nps is asked from 0 to 10"), ("[10, 0]", "must run from low to high")):
        Path("mine.toml").write_text(f'[[metrics]]\ncolumn = "score"\nkind = "nps"\nscale = {scale}\n', encoding="utf-8")
        done = cxtext_cli("config", "validate", "mine.toml")
        assert (done.code, done.out) == (2, "")
        assert "mine.toml: " in done.err
        assert message in done.err


def test_stdin_is_an_input(cxtext_cli: Cli, working_folder: Path, survey: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(survey.read_bytes())))
    done = cxtext_cli("inspect", "-", "--json")
    assert done.code == 0, done.err
    assert {c["column"]: c["role"] for c in done.document["data"]["columns"]}["comment"] == "text"


def test_inspect_has_one_line_for_the_options_of_a_question(cxtext_cli: Callable[..., Any], working_folder: Path):
    options = [f"Which do you use?: Tool {k}" for k in range(6)]
    rows = [[f"The export is slow and fails on file {i}", *("Tool" if (i + k) % 2 else "" for k in range(6))] for i in range(30)]
    cells = [["comment", *options], *([row[0], *(cell and f"Tool {k}" for k, cell in enumerate(row[1:]))] for row in rows)]
    Path("ticks.csv").write_text("\n".join(",".join(row) for row in cells), "utf-8")
    done = cxtext_cli("inspect", "ticks.csv")
    assert done.code == 0 and done.out.count("Which do you use?") == 1
    assert "Which do you use?: 6 options" in done.out and "6 groups" in done.out
    assert len(cxtext_cli("inspect", "ticks.csv", "--json").document["data"]["columns"]) == 7


def test_inspect_gives_every_column_a_role_and_a_reason(cxtext_cli: Cli, working_folder: Path, survey: Path):
    done = cxtext_cli("inspect", survey, "--json")
    assert done.code == 0, done.err
    columns = {c["column"]: c for c in done.document["data"]["columns"]}
    assert list(columns) == ["id", "date", "plan", "score", "comment"]
    assert (columns["comment"]["role"], columns["score"]["role"], columns["date"]["role"]) == ("text", "metric", "date")
    assert all(c["reason"] for c in columns.values())
    assert done.document["data"]["preview"][0]["text"]
    text = cxtext_cli("inspect", survey)
    assert all(name in text.out for name in columns)
    assert "cxtext analyze" in text.err


def test_inspect_of_a_blank_text_says_so_and_leads_nowhere(cxtext_cli: Cli, working_folder: Path):
    Path("in.csv").write_bytes(b"id,score,comment\n1,3,\n2,9, \n3,5,\n")
    done = cxtext_cli("inspect", "in.csv")
    assert done.code == 0, done.err
    assert "its name says that it holds text, but it is always blank" in done.out
    assert done.out.rstrip().endswith("3 responses, none with text: nothing can be analysed until another column is named.")
    assert "Next:" not in done.err


def test_options_override_the_guess(cxtext_cli: Cli, working_folder: Path, survey: Path):
    args = ["--text-column", "plan", "--metric", "score:number:lower", "--group-column", "comment"]
    done = cxtext_cli("inspect", survey, *args, "--json")
    assert done.code == 0, done.err
    columns = {c["column"]: (c["role"], c["chosen_by"]) for c in done.document["data"]["columns"]}
    assert (columns["plan"], columns["comment"], columns["score"]) == (("text", "user"), ("group", "user"), ("metric", "user"))
    assert done.document["data"]["metrics"][0]["direction"] == "lower"


def test_a_config_file_and_the_flags_above_it(cxtext_cli: Cli, working_folder: Path, survey: Path):
    Path("cxtext.toml").write_text('seed = 4\n[input]\ntext_columns = ["plan"]\n', encoding="utf-8")
    config = cxtext_cli("analyze", survey, "--text-column", "comment", "--dry-run", "--json").document["data"]["config"]
    assert (config["seed"], config["input"]["text_columns"]) == (4, ["comment"])
    Path("other.toml").write_text("seed = 5\n", encoding="utf-8")
    config = cxtext_cli("analyze", survey, "-c", "other.toml", "--dry-run", "--json").document["data"]["config"]
    assert config["seed"] == 5


@pytest.mark.parametrize("delimiter", [r"\t", "\t"])
def test_a_tab_can_be_typed(cxtext_cli: Cli, working_folder: Path, survey: Path, delimiter: str):
    config = cxtext_cli("analyze", survey, "--text-column", "comment", "--delimiter", delimiter, "--dry-run", "--json")
    assert config.code == 3  # the file has commas
    assert r"is not separated by '\t'" in config.document["issues"][0]["message"]
    Path("survey.tsv").write_bytes(survey.read_bytes().replace(b",", b"\t"))
    assert cxtext_cli("inspect", "survey.tsv", "--delimiter", delimiter).code == 0


def test_report_renders_a_run_again_with_the_same_bytes(cxtext_cli: Cli, working_folder: Path, saved_run: Path):
    page, opinions = ((saved_run / name).read_bytes() for name in ("report.html", "opinions.html"))
    (saved_run / "report.html").unlink()
    (saved_run / "opinions.html").write_bytes(b"an earlier page")
    done = cxtext_cli("report", saved_run)
    assert (done.code, done.out) == (0, f"{saved_run / 'report.html'}\n")
    assert (saved_run / "report.html").read_bytes() == page
    assert (saved_run / "opinions.html").read_bytes() == opinions
    assert cxtext_cli("report", saved_run, "-o", "-").out.encode() == page
    summary = cxtext_cli("report", saved_run, "--format", "markdown", "-o", "-")
    assert summary.out == (saved_run / "summary.md").read_text("utf-8")


def test_report_takes_any_renderer_that_is_registered(cxtext_cli: Cli, working_folder: Path, saved_run: Path):
    shown = " ".join(cxtext_cli("report", "--help").out.split())
    assert f"Registered: {', '.join(plugins.names('cxtext.renderers'))}." in shown
    done = cxtext_cli("report", saved_run, "--format", "notebook", "-o", "-")
    assert (done.code, done.out) == (0, Analysis.load(saved_run)._repr_html_())
    done = cxtext_cli("report", saved_run, "--format", "notebook")
    assert (done.code, done.out) == (2, "")
    assert "-o FILE" in done.err


def test_the_help_of_export_lists_the_exporters_of_other_packages(cxtext_cli: Cli, monkeypatch: pytest.MonkeyPatch):
    registered = {"cxtext.exporters": [SimpleNamespace(name="linear")]}
    monkeypatch.setattr("cxtext.plugins.entry_points", lambda group: registered.get(group, []))
    shown = " ".join(cxtext_cli("export", "--help").out.split())
    assert "One of: csv, xlsx, markdown, jira, codebook, linear." in shown


def test_report_to_a_file_never_writes_over_another(cxtext_cli: Cli, working_folder: Path, saved_run: Path):
    Path("mine.html").write_text("mine", encoding="utf-8")
    assert cxtext_cli("report", saved_run, "-o", "mine.html").code == 1
    assert Path("mine.html").read_text("utf-8") == "mine"
    assert cxtext_cli("report", saved_run, "-o", "mine.html", "--force").code == 0
    assert Path("mine.html").read_bytes() == (saved_run / "report.html").read_bytes()
    assert cxtext_cli("report", saved_run, "-o", ".").code == 1


@pytest.mark.parametrize("to", ["csv", "markdown", "jira", "codebook"])
def test_export_writes_files_or_stdout(cxtext_cli: Cli, working_folder: Path, saved_run: Path, to: str):
    done = cxtext_cli("export", saved_run, "--to", to, "-o", "out")
    assert done.code == 0, done.err
    files = [Path(line) for line in done.out.splitlines()]
    assert sorted(files) == sorted(Path("out").iterdir())
    assert cxtext_cli("export", saved_run, "--to", to).out.encode() == files[0].read_bytes()
    assert cxtext_cli("export", saved_run, "--to", to, "--json").document["data"]["content"].encode() == files[0].read_bytes()
    again = cxtext_cli("export", saved_run, "--to", to, "-o", "out")
    assert again.code == 1
    assert "--force" in again.err
    assert cxtext_cli("export", saved_run, "--to", to, "-o", "out", "--force").code == 0


def test_a_codebook_goes_out_of_one_run_and_into_the_next(cxtext_cli: Cli, working_folder: Path, saved_run: Path, survey: Path):
    assert cxtext_cli("export", saved_run, "--to", "codebook", "-o", ".").out == "codebook.yaml\n"
    names = [line.partition(": ")[2] for line in Path("codebook.yaml").read_text("utf-8").splitlines() if "name: " in line]
    options = ("--nps-column", "score", "--embedder", "fast", "--codebook", "codebook.yaml", "--json")
    done = cxtext_cli("analyze", survey, *options)
    assert done.code == 0, done.err
    assert set(names) <= {row["label"] for row in done.document["data"]["scorecard"]}
    Path("codebook.yaml").write_text("themes:\n- nam: a\n", encoding="utf-8")
    bad = cxtext_cli("analyze", survey, "--codebook", "codebook.yaml", "--dry-run")
    assert (bad.code, bad.out) == (2, "")
    assert "codebook.yaml" in bad.err


def test_export_to_a_place_that_cannot_be_written(cxtext_cli: Cli, working_folder: Path, saved_run: Path):
    Path("file").write_text("x", encoding="utf-8")
    done = cxtext_cli("export", saved_run, "--to", "csv", "-o", "file")
    assert done.code == 1
    assert "cannot be written" in done.err


def test_a_folder_that_is_no_run(cxtext_cli: Cli, working_folder: Path):
    done = cxtext_cli("report", working_folder)
    assert done.code == 3
    assert "cxtext analyze" in done.err


def test_a_file_that_cannot_be_written_is_named(cxtext_cli: Cli, working_folder: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*args: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    done = cxtext_cli("config", "init")
    assert (done.code, done.out) == (1, "")
    assert done.err == "error: output 'cxtext.toml' cannot be written: Permission denied.\n"


def test_config_init_writes_every_default_and_is_valid(cxtext_cli: Cli, working_folder: Path):
    from cxtext.settings import describe_keys

    done = cxtext_cli("config", "init")
    assert (done.code, done.out) == (0, "cxtext.toml\n")
    text = Path("cxtext.toml").read_text("utf-8")
    lines = text.splitlines()
    for key, meaning in describe_keys().items():
        assert meaning
        if key != "metrics":
            (line,) = [one for one in lines if one.lstrip("# ").startswith(f"{key.rpartition('.')[2]} =") and meaning in one]
            assert line.endswith(f"# {meaning}")
    assert cxtext_cli("config", "validate").out == "cxtext.toml is valid\n"
    assert cxtext_cli("config", "init").code == 1
    assert cxtext_cli("config", "init", "--force").code == 0
    assert cxtext_cli("config", "init", "-o", "-").out == text
    assert cxtext_cli("config", "init", "-o", "-", "--json").document["data"] == {"content": text}


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ("kind = 'csat'\nscale = [10, 0]", "scale"),
        ("kind = 'nps'\nscale = [1, 5]", "nps is asked from 0 to 10"),
        ("kind = 'csat'\nscale = [1, 5]\ntop = 9", "top 9 is outside its scale"),
        ("kind = 'csat'\ntop = inf", "finite number"),
        ("kind = 'number'\nname = 'negative_mentions'", "may not be named 'negative_mentions'"),
    ],
)
def test_config_validate_finds_what_analyze_would_refuse(cxtext_cli: Cli, working_folder: Path, declared: str, message: str):
    Path("cxtext.toml").write_text(f"[[metrics]]\ncolumn = 'score'\n{declared}\n", encoding="utf-8")
    done = cxtext_cli("config", "validate")
    assert done.code == 2
    assert message in done.err


def test_config_init_shows_every_setting_of_a_metric(cxtext_cli: Cli):
    block = cxtext_cli("config", "init", "-o", "-").out.rpartition("# [[metrics]]")[2]
    shown = tomllib.loads("\n".join(line.removeprefix("# ") for line in block.splitlines()[1:]))
    assert set(shown) == set(Metric.model_fields)
    assert Metric.model_validate(shown).words


def test_inspect_gives_whole_reasons_and_the_first_value(cxtext_cli: Cli, working_folder: Path):
    rows = "".join(f"the search is slow and fails {i},{i % 9 + 1}\n" for i in range(40))
    Path("survey.csv").write_text(f"comment,Weiterempfehlung (0-10)\n{rows}", encoding="utf-8")
    shown = cxtext_cli("inspect", "survey.csv").out
    assert "no 0 is in use, 0 to 10 is assumed" in shown
    assert "the search is slow and fails 0 " in shown.split("40 responses")[0]


def test_an_unused_rating_is_pointed_out_with_its_flag(cxtext_cli: Cli, working_folder: Path):
    rows = "".join(f"the search is slow and fails {i},{i % 11},{i % 40}\n" for i in range(60))
    Path("survey.csv").write_text(f"comment,Frage 7,visits\n{rows}", encoding="utf-8")
    for command in ("inspect", "analyze"):
        told = cxtext_cli(command, "survey.csv").err
        assert told.count("[unused-rating]") == 1
        assert "--nps-column 'Frage 7' if it asks about recommending" in told
    assert "[unused-rating]" not in cxtext_cli("inspect", "survey.csv", "--nps-column", "Frage 7").err


def test_a_metric_that_is_no_longer_guessed_is_pointed_out(cxtext_cli: Cli, working_folder: Path):
    rows = "".join(f"the search is slow and fails {i},{i % 11},{i % 5 + 1}\n" for i in range(60))
    Path("survey.csv").write_text(f"comment,score,star rating\n{rows}", encoding="utf-8")
    said = "Not used, because metrics are declared: 'star rating' (reads as csat). To use it too: --csat-column 'star rating'"
    for command in ("inspect", "analyze"):
        assert said in cxtext_cli(command, "survey.csv", "--nps-column", "score").err
    for more in (["--csat-column", "star rating"], ["--group-column", "star rating"]):
        assert "reads as csat" not in cxtext_cli("inspect", "survey.csv", "--nps-column", "score", *more).err


def test_config_show_merges_file_and_environment(cxtext_cli: Cli, working_folder: Path, monkeypatch: pytest.MonkeyPatch):
    Path("cxtext.toml").write_text("seed = 4\njobs = 3\n", encoding="utf-8")
    monkeypatch.setenv("CXTEXT_JOBS", "1")
    shown = tomllib.loads(cxtext_cli("config", "show").out)
    assert (shown["seed"], shown["jobs"]) == (4, 1)
    assert cxtext_cli("config", "show", "--json").document["data"]["seed"] == 4


def test_info_lists_the_shipped_models(cxtext_cli: Cli):
    from cxtext import shipped

    document = json.loads(cxtext_cli("info", "--json").out)
    assert document["data"]["models"] == shipped.manifest()["files"]
    assert document["data"]["python"] == sys.version.split()[0]
    text = cxtext_cli("info").out
    assert all(name in text for name in document["data"]["models"])


def test_inspect_shows_the_columns_when_the_text_has_to_be_chosen(cxtext_cli: Cli, working_folder: Path):
    rows = [f"{i},The login page never loads {i},Prices went up without warning {i}" for i in range(40)]
    Path("two.csv").write_text("\n".join(["id,good,bad", *rows]) + "\n", encoding="utf-8")
    done = cxtext_cli("inspect", "two.csv")
    assert done.code == 0, done.err
    assert [line.split()[0] for line in done.out.splitlines()] == ["column", "id", "good", "bad"]
    assert "A choice is needed" in done.err
    assert "--text-column 'bad' --text-column 'good'" in done.err
    assert "Next:" not in done.err
    document = cxtext_cli("inspect", "two.csv", "--json").document
    assert document["ok"] is True
    assert [i["code"] for i in document["issues"] if i["level"] == "error"] == ["text-column-needed"]


@pytest.mark.parametrize(
    ("args", "first", "why"),
    [
        (["--csat-column", "stars", "--nps-column", "score"], "stars", "the first one declared"),
        (["--nps-column", "score", "--csat-column", "stars"], "score", "the first one declared"),
        (["--metric", "stars:csat", "--nps-column", "score", "--primary-metric", "score"], "score", "as asked"),
        ([], "nps", "a guess"),
    ],
)
def test_the_metric_that_leads_is_told(
    cxtext_cli: Cli, working_folder: Path, survey: Path, args: list[str], first: str, why: str
):
    header, *rows = survey.read_text("utf-8").splitlines()
    header = f"{header},stars" if args else f"{header.replace('score', 'nps')},star rating"
    rows = [f"{line},{1 + i % 5}" for i, line in enumerate(rows)]
    Path("two.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    done = cxtext_cli("analyze", "two.csv", "--text-column", "comment", *args, "--embedder", "fast")
    assert done.code == 0, done.err
    assert done.out.startswith(f"{first}: ")
    assert f"note: {first!r} leads the ranking ({why}" in done.err
    assert "--primary-metric" in done.err


def test_a_metric_that_is_alone_is_not_said_to_lead(cxtext_cli: Cli, working_folder: Path, survey: Path):
    one = cxtext_cli("analyze", survey, "--nps-column", "score", "--embedder", "fast")
    assert one.code == 0
    assert "leads the ranking" not in one.err


def test_an_export_of_nothing_says_so(cxtext_cli: Cli, working_folder: Path, saved_run: Path):
    few = ["The kayak paddle snapped", "Invoices lack the tax number", "Bus 42 never stops here"]
    Path("few.csv").write_text("comment\n" + "\n".join(few) + "\n", encoding="utf-8")
    assert cxtext_cli("analyze", "few.csv", "--embedder", "fast", "-o", "few").code == 0
    for to in ("jira", "markdown", "csv"):
        done = cxtext_cli("export", "few", "--to", to, "-o", to)
        assert done.code == 0, to
        assert "nothing to export: the run has no theme. Too little data to establish a ranking: 3 responses" in done.err, to
        assert "nothing to export" not in cxtext_cli("export", saved_run, "--to", to).err, to


def test_few_mixed_comments_are_too_little_data(cxtext_cli: Cli, working_folder: Path):
    things = ["bus", "soap", "library", "soup", "tent", "violin", "canal", "chess club", "dentist"]
    says = ["The {} was a delight", "I wish the {} were nearer", "We liked the {} very much", "The {} is fine"]
    rows = [f"{(7 * i + i // 4) % 11},{says[i % 4].format(things[i // 4])}" for i in range(36)]
    Path("mixed.csv").write_text("\n".join(["nps,comment", *rows]) + "\n", encoding="utf-8")
    done = cxtext_cli("analyze", "mixed.csv", "--embedder", "fast", "-o", "run")
    assert done.code == 0, done.err
    assert "Too little data to establish a ranking: 36 responses with content." in done.out
    assert "No pain point was found" not in done.out
    assert "36 responses with content" in (working_folder / "run" / "summary.md").read_text("utf-8")


def test_without_a_score_the_share_of_negative_responses_comes_first(cxtext_cli: Cli, working_folder: Path, survey: Path):
    texts = [line.rsplit(",", 1)[1] for line in survey.read_text("utf-8").splitlines()]
    Path("texts.csv").write_text("\n".join(texts) + "\n", encoding="utf-8")
    done = cxtext_cli("analyze", "texts.csv", "--embedder", "fast", "-o", "run")
    assert done.code == 0, done.err
    row = Analysis.load("run").metrics.iloc[0]
    assert 0 < row["low"] < row["value"] < row["high"] < 1
    share = f"{row['value']:.0%} of responses with content say something negative"
    assert done.out.startswith(f"Negative mentions: {share}, 95% interval [")
    assert f"{row['value']:.0%}" in (working_folder / "run" / "summary.md").read_text("utf-8")
