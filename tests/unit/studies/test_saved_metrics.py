"""Whatever measures a saved run again gets the numbers of its own tables, for every kind of metric and either direction."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cxtext
from cxtext.metrics import KINDS
from cxtext.settings import Metric
from cxtext.studies import draw_audit, measure_fix, score_audit
from tests.conftest import THINGS, TOPICS

N = 160
#: First day of the second half of the survey.
LATER = "2026-03-01"
METRICS = [
    Metric(
        column=f"{kind}_answer",
        kind=kind,
        name=f"{kind}_{direction}",
        direction=direction,
        unit="hours" if KINDS[kind].is_time else "",
    )
    for kind in KINDS
    for direction in ("higher", "lower")
]
NAMES = [metric.label for metric in METRICS]


def answers_to(score: int, rng: random.Random) -> dict[str, object]:
    """Return an answer of every kind from somebody whose day went so well, from 0 to 10."""
    return {
        "nps_answer": score,
        "csat_answer": 1 + score * 4 // 10,
        "ces_answer": 1 + score * 6 // 10,
        "binary_answer": "yes" if score > rng.randint(2, 7) else "no",
        "number_answer": round(3.0 * score + rng.random(), 2),
        "duration_answer": round(1 + 2.0 * score * rng.random(), 2),
        "count_answer": score // 2,
    }


def analyze_survey(folder: Path, seed: int) -> cxtext.Analysis:
    """Score a survey in every kind and direction, save it and load it again; a tenth of the answers have no comment."""
    rng = random.Random(seed)
    rows = []
    for i in range(N):
        score, texts = TOPICS[rng.choice(sorted(TOPICS))]
        text = "" if i % 10 == 9 else rng.choice(texts).format(rng.choice(THINGS))
        score = min(10, max(0, score + rng.randint(-3, 3)))
        rows.append({"id": f"{seed}-{i:03d}", "date": f"2026-0{1 + i % 4}-15", "comment": text, **answers_to(score, rng)})
    made = cxtext.analyze(
        pd.DataFrame(rows), text_column="comment", date_column="date", metric=METRICS, embedder="fast", bootstraps=50
    )
    return cxtext.Analysis.load(made.save(folder / str(seed)))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> cxtext.Analysis:
    return analyze_survey(tmp_path_factory.mktemp("kinds"), 11)


@pytest.fixture(scope="module")
def comparison(run: cxtext.Analysis, tmp_path_factory: pytest.TempPathFactory) -> cxtext.Comparison:
    """The run and one of another sample."""
    return cxtext.compare(run, analyze_survey(tmp_path_factory.mktemp("kinds"), 12))


def led_by(run: cxtext.Analysis, name: str) -> cxtext.Analysis:
    """The run with another metric as its leading one."""
    return dataclasses.replace(run, manifest=dataclasses.replace(run.manifest, primary_metric=name))


def card_of(run: cxtext.Analysis, name: str) -> pd.DataFrame:
    """The scorecard of one metric by theme."""
    return run.scorecard[run.scorecard["metric"] == name].set_index("theme_id")


def is_mean(name: str) -> bool:
    return KINDS[name.split("_")[0]].is_mean


def test_every_kind_and_direction_was_scored(run: cxtext.Analysis):
    assert set(run.scorecard["metric"]) == set(NAMES)
    csat = run.metrics.set_index("metric")
    assert csat.loc["csat_lower", "unit"] == "percentage points of answers 1 to 2"
    assert csat.loc["csat_higher", "unit"] == "percentage points of answers 4 to 5"


@pytest.mark.parametrize("name", NAMES)
def test_an_audit_of_right_labels_gives_the_impact_of_the_run(run: cxtext.Analysis, name: str):
    theme = str(card_of(run, name).index[0])
    sample = draw_audit(run, N, themes=[theme]).assign(checked="1")
    row = score_audit(led_by(run, name), sample).iloc[0]
    impact = card_of(run, name).loc[theme, "impact"] if is_mean(name) else np.nan
    assert row["tagged_impact"] == pytest.approx(impact, abs=1e-9, nan_ok=True)
    assert row["impact"] == pytest.approx(impact, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("name", NAMES)
def test_the_periods_of_a_fix_put_together_give_the_metric_of_the_run(run: cxtext.Analysis, name: str):
    theme = str(card_of(run, name).index[0])
    table = measure_fix(led_by(run, name), theme, date=LATER).table.set_index("measure")
    if not is_mean(name):
        assert list(table.index) == ["share"]
        return
    responses = run.responses[run.responses["status"] == "content"]
    mentions = responses["response_id"].isin(
        run.units["response_id"][(run.tables["assignments"]["theme_id"] == theme).to_numpy()]
    )
    is_later = pd.to_datetime(responses["created_at"], utc=True) >= pd.Timestamp(LATER, tz="UTC")
    sizes = [int((mentions & (is_later == later)).sum()) for later in (False, True)]
    both = np.average(table.loc["metric_with", ["before", "after"]].astype(float), weights=sizes)
    points_with = card_of(run, name).loc[theme, "metric_with"]
    assert both == pytest.approx(np.log(points_with) if name.startswith("duration") else points_with, abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_the_parts_of_a_change_between_two_runs_add_up_to_it(comparison: cxtext.Comparison, run: cxtext.Analysis, name: str):
    row = comparison.metrics.set_index("metric").loc[name]
    assert row["a"] == run.metrics.set_index("metric").loc[name, "value"]
    parts = comparison.ledger[comparison.ledger["metric"] == name]
    if not is_mean(name):
        assert parts.empty
        assert row["bridge_note"]
        return
    assert list(parts["part"]) == ["mention", "severity", "rest"]
    assert parts["value"].sum() == pytest.approx(row["difference"], abs=1e-9)
