"""The sample surveys: described, chosen by name, and worth showing."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxtext import Analysis, shipped
from cxtext.cli.demo import DEFAULT, SAMPLES
from cxtext.findings import Kind, list_findings, metric_views

Cli = Callable[..., Any]
QUICK = ["--embedder", "fast", "--limit", "150", "--json"]


def read_rows(file: str) -> list[dict[str, str]]:
    """Return the rows of a sample."""
    with shipped.sample_path(file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("name", SAMPLES)
def test_each_survey_is_described_beside_its_file(name: str):
    sample = SAMPLES[name]
    readme = shipped.sample_path("README.md").read_text("utf-8")
    section = readme.partition(f"## `{sample.file}`")[2].partition("\n## ")[0]
    assert all(f"| {fact} |" in section for fact in ("Source", "Author", "Licence", "Rows"))
    rows = read_rows(sample.file)
    assert f"{len(rows)} responses" in section
    assert re.findall(r"^\| `(\w+)` \|", section, re.M) == list(rows[0])
    assert f"cxtext demo{'' if name == DEFAULT else f' --survey {name}'}`" in section


def test_the_count_of_comments_is_that_of_the_file():
    rows = read_rows(SAMPLES["nhs"].file)
    n_comments = sum(bool(row[column]) for row in rows for column in SAMPLES["nhs"].columns["text_column"])
    assert f"with {n_comments} comments" in shipped.sample_path("README.md").read_text("utf-8")


def test_the_demo_ignores_settings_from_around_it(cxtext_cli: Cli, working_folder: Path):
    Path("cxtext.toml").write_text('[input]\ntext_columns = ["no such column"]\n', encoding="utf-8")
    done = cxtext_cli("demo", *QUICK)
    assert done.code == 0, done.err
    assert done.document["data"]["run"] == "cxtext-demo"
    assert [metric["kind"] for metric in done.document["data"]["metrics"]] == ["number"]
    assert (working_folder / "cxtext-demo" / "report.html").stat().st_size > 10_000


def test_the_second_survey_is_chosen_by_name(cxtext_cli: Cli, working_folder: Path):
    done = cxtext_cli("demo", "--survey", "cncf", *QUICK)
    assert done.code == 0, done.err
    assert [metric["kind"] for metric in done.document["data"]["metrics"]] == ["nps", "csat"]


def test_an_unknown_survey_is_an_error_that_names_those_there_are(cxtext_cli: Cli, working_folder: Path):
    done = cxtext_cli("demo", "--survey", "cnfc")
    assert (done.code, done.out) == (2, "")
    assert "no sample survey 'cnfc'. Did you mean 'cncf'?\nSurveys: nhs, cncf" in done.err
    assert not (working_folder / "cxtext-demo").exists()


def test_the_demo_shows_what_a_ranking_is_for(cxtext_cli: Cli, working_folder: Path):
    assert cxtext_cli("demo", "-q").code == 0
    analysis = Analysis.load("cxtext-demo")
    (metric,) = metric_views(analysis)
    pains = [one for one in list_findings(analysis, metric) if one.kind == Kind.PAIN]
    established = [one for one in pains if one.established]
    assert established and len(pains) >= 3
    units = analysis.tables["assignments"].merge(analysis.units, on="unit_id")
    texts = units.loc[units["theme_id"] == established[0].theme_id, "text"]
    assert texts.str.contains("wait|hold|hour|minutes|time|long|quick|slow|soon|delay|call ?back", case=False).mean() > 0.6
    page = Path("cxtext-demo/report.html").read_text("utf-8")
    assert established[0].label in page
