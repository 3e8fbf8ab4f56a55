"""The last two complete waves of a metric: what moved it is found, its parts add up, and too little data say so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from cxtext.impact import bridge_waves
from cxtext.metrics import Answers, make_outcome
from cxtext.settings import Metric

IDS = ["T001", "T002"]


def survey(n: int, shares: list[float], *, seed: int = 0) -> tuple[csr_array, Answers, pd.Series]:
    """Draw waves of ``n`` answers; the first theme costs 4 points and is mentioned at ``shares``, the second changes nothing."""
    rng = np.random.default_rng(seed)
    wave = np.repeat(np.arange(len(shares)), n)
    x = np.column_stack([rng.random(len(wave)) < np.asarray(shares)[wave], rng.random(len(wave)) < 0.2]).astype(float)
    y = 8 - 4 * x[:, 0] + rng.normal(0, 1, len(wave))
    names = pd.Series([f"2024-{k + 1:02d}" for k in wave], dtype="str")
    return csr_array(x), Answers(make_outcome(Metric(column="score", kind="number")), y), names


def no_dates(n: int) -> pd.Series:
    return pd.Series(pd.to_datetime([None] * n, utc=True))


def test_the_theme_that_moved_the_metric_is_found_and_the_parts_add_up() -> None:
    x, answers, wave = survey(400, [0.2, 0.1, 0.4])
    table = bridge_waves(IDS, x, [answers], no_dates(len(wave)), wave)
    assert set(table["wave_before"]) == {"2024-02"}
    assert set(table["wave"]) == {"2024-03"}
    whole = table[table["theme_id"].isna()].set_index("part")
    last, before = (answers.outcome.points(answers.raw[(wave == name).to_numpy()]).mean() for name in ("2024-03", "2024-02"))
    assert whole.loc["change", "points"] == pytest.approx(last - before)
    assert whole.loc[["mention", "severity", "rest"], "points"].sum() == pytest.approx(last - before)
    assert whole.loc["change", "high"] < 0
    of_theme = table[table["theme_id"] == "T001"].set_index("part")
    assert of_theme.loc["mention", "high"] < -0.5
    assert of_theme.loc["mention", ["n_before", "n"]].tolist() == [int(x[400:800, [0]].sum()), int(x[800:, [0]].sum())]
    assert of_theme.loc["mention", "value"] == pytest.approx(x[800:, [0]].sum() / 400)
    assert abs(of_theme.loc["severity", "points"]) < 0.5
    for part in ("mention", "severity"):
        assert table.loc[table["theme_id"].notna() & (table["part"] == part), "points"].sum() == pytest.approx(
            whole.loc[part, "points"]
        )


def test_two_waves_alike_hardly_ever_establish_anything() -> None:
    tables = []
    for seed in range(20):
        x, answers, wave = survey(200, [0.2, 0.2], seed=seed)
        tables.append(bridge_waves(IDS, x, [answers], no_dates(len(wave)), wave))
    established = pd.concat(tables).eval("low * high > 0")
    changes = pd.concat(tables)["part"] == "change"
    assert established[changes].sum() <= 3
    assert established[~changes].mean() <= 0.1


def test_one_wave_or_no_dates_gives_nothing() -> None:
    x, answers, wave = survey(50, [0.2])
    assert not len(bridge_waves(IDS, x, [answers], no_dates(50), wave))
    assert not len(bridge_waves(IDS, x, [answers], no_dates(50), None))
    assert not len(bridge_waves(IDS, x, [], no_dates(50), wave))


def test_waves_too_small_for_a_model_have_a_change_and_a_reason_that_names_the_wave() -> None:
    x, answers, wave = survey(3, [0.5, 0.5])
    table = bridge_waves(IDS, x, [answers], no_dates(len(wave)), wave)
    assert table["part"].tolist() == ["change"]
    assert "run" not in table["note"][0]
    assert "2024-0" in table["note"][0]


def test_what_is_no_mean_is_not_taken_apart() -> None:
    x, answers, wave = survey(60, [0.2, 0.3])
    minutes = Answers(make_outcome(Metric(column="minutes", kind="duration")), np.exp(answers.raw / 4))
    table = bridge_waves(IDS, x, [minutes], no_dates(len(wave)), wave)
    assert table["part"].tolist() == ["change"]
    assert "not a mean" in table["note"][0]
