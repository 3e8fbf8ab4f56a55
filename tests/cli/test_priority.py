"""Value, effort and controls from the command line to the tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from cxtext import Analysis

Cli = Callable[..., Any]


def with_values(survey: Path) -> pd.DataFrame:
    """Give the survey a column of revenue, one cell of it unusable and one blank; logging in is the one thing that costs."""
    frame = pd.read_csv(survey, dtype=str, keep_default_na=False)
    frame["revenue"] = [f"${100 + 10 * i:,}" for i in range(len(frame))]
    frame.loc[:1, "revenue"] = ["lots", ""]
    others = ~frame["comment"].str.contains("log|Password|Signing") & (frame["score"] != "")
    frame.loc[others, "score"] = [str(7 + i % 4) for i in range(int(others.sum()))]
    frame["plan"] = ["free" if i % 3 else "paid" for i in range(len(frame))]
    frame.to_csv(survey, index=False)
    return frame


def test_value_effort_and_controls_reach_the_tables(cxtext_cli: Cli, working_folder: Path, survey: Path):
    frame = with_values(survey)
    (working_folder / "effort.csv").write_text("theme,effort\nT001,1000\nT0001x,3\n", encoding="utf-8")
    (working_folder / "cxtext.toml").write_text("[ranking]\ncontrols = true\n", encoding="utf-8")
    options = ["--nps-column", "score", "--embedder", "fast", "--value-column", "revenue", "--group-column", "plan"]
    done = cxtext_cli("analyze", survey, *options, "--effort", "effort.csv", "-o", "run", "--json")
    assert done.code == 0, done.err
    data, analysis = done.document["data"], Analysis.load("run")
    codes = [issue["code"] for issue in done.document["issues"]]
    assert {"effort-unknown", "effort-missing", "bad-value", "controls"} <= set(codes)
    assert codes.count("bad-value") == 1
    assert analysis.responses["value"].isna().sum() == 2
    assert analysis.responses["value"].max() == 100 + 10 * (len(frame) - 1)
    role = analysis.tables["columns"].set_index("column").loc["revenue", ["role", "chosen_by"]].tolist()
    assert role == ["value", "user"]
    card = analysis.scorecard.set_index("theme_id")
    assert card.loc["T001", "effort"] == 1000
    assert (card.drop(index="T001")["effort"] == 1).all()
    product = card["damage_low"] * card["value_weight"] * card["trust"] / card["effort"]
    assert card["priority"].tolist() == product.tolist()
    assert (card["value_weight"] != 1).any()
    assert (card["value_at_risk"] >= 0).all()
    # Every comment is about one theme, so that there is none to compare with.
    assert data["decomposition"] == data["comentions"] == []
    assert all("ranked by removal" in row["note"] for row in data["scorecard"])
    assert len(data["asymmetry"]) == len(card)
    (working_folder / "cxtext.toml").unlink()
    shown = cxtext_cli("analyze", survey, *options, "--effort", "effort.csv", "-o", "plain")
    assert "at risk" in shown.out
    page = (working_folder / "plain" / "report.html").read_text(encoding="utf-8")
    assert "revenue at risk" in page
    assert "divided by its effort" in page


def test_an_effort_file_is_checked_before_anything_is_read(cxtext_cli: Cli, working_folder: Path, survey: Path):
    (working_folder / "effort.csv").write_text("theme,effort\nT001,none\n", encoding="utf-8")
    done = cxtext_cli("analyze", survey, "--effort", "effort.csv", "--dry-run")
    assert done.code == 3
    assert "record 1: effort 'none' is not a positive number" in done.err
    assert cxtext_cli("analyze", survey, "--effort", "missing.csv", "--dry-run").code == 3


def test_a_value_column_that_is_not_there(cxtext_cli: Cli, working_folder: Path, survey: Path):
    done = cxtext_cli("inspect", survey, "--value-column", "revenu")
    assert done.code == 3
    assert "revenu" in done.err
