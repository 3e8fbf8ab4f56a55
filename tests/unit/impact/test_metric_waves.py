from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxtext.impact import Design, measure_metric_waves
from cxtext.metrics import Answers, Estimate, Outcome, difference_estimate, make_outcome
from cxtext.settings import Metric

KINDS = {
    "nps": (Metric(column="m", kind="nps"), [10, 9, 7, 8, 3, 0]),
    "csat": (Metric(column="m", kind="csat", scale=(1, 5)), [5, 4, 3, 3, 2, 1]),
    "csat, 1 is best": (Metric(column="m", kind="csat", scale=(1, 5), direction="lower"), [1, 2, 3, 3, 4, 5]),
    "churned": (Metric(column="m", kind="binary", direction="lower"), [0, 0, 0, 1, 1, 1]),
    "effort": (Metric(column="m", kind="ces", scale=(1, 7), direction="lower"), [1, 2, 4, 4, 6, 7]),
}


def days(*texts: str) -> pd.Series:
    return pd.Series(pd.to_datetime(list(texts), utc=True))


def measure(outcome: Outcome, raw: np.ndarray, dates: pd.Series, design: Design | None = None) -> pd.DataFrame:
    return measure_metric_waves([Answers(outcome, raw)], dates, None, design or Design())


@pytest.mark.parametrize("name", list(KINDS))
def test_the_parts_of_a_metric_add_up_and_the_good_ones_are_the_better_answers(name: str):
    metric, answers = KINDS[name]
    outcome = make_outcome(metric)
    split = outcome.measure_split(np.array([*answers, np.nan], dtype=float))
    assert split.good_share is not None and split.middle_share is not None and split.bad_share is not None
    assert split.good_share + split.middle_share + split.bad_share == pytest.approx(1)
    assert (split.good_share, split.bad_share) == pytest.approx((1 / 2, 1 / 2) if name == "churned" else (1 / 3, 1 / 3))


def test_a_score_is_its_promoters_less_its_detractors_with_weights_too():
    outcome, raw, weights = make_outcome(KINDS["nps"][0]), np.array(KINDS["nps"][1], dtype=float), [3, 1, 1, 1, 2, 0]
    split = outcome.measure_split(raw, weights)
    assert outcome.summarize(raw, weights).value == pytest.approx(100 * ((split.good_share or 0) - (split.bad_share or 0)))


def test_a_low_top_box_leaves_no_answer_on_both_sides():
    outcome = make_outcome(Metric(column="m", kind="csat", scale=(1, 5), top=2))
    split = outcome.measure_split(np.array([1.0, 2, 3, 4, 5]))
    assert (split.good_share, split.middle_share, split.bad_share) == pytest.approx((0.8, 0.0, 0.2))


def test_amounts_have_no_good_and_bad_parts():
    split = make_outcome(Metric(column="m", kind="duration", unit="hours")).measure_split(np.array([1.0, 2.0]))
    assert (split.good_share, split.middle_share, split.bad_share) == (None, None, None)


def test_everybody_who_answered_counts_and_waves_add_up_to_all():
    outcome, raw = make_outcome(KINDS["nps"][0]), np.array([10, 10, 0, np.nan, 9, 2, 10, 8], dtype=float)
    dates = days(*(f"2024-0{month}-{day}" for month in range(1, 5) for day in ("01", "28")))
    silent = Design(has_content=np.array([True] * 4 + [False] * 4))
    table = measure(outcome, raw, dates, silent)
    assert table["n"].sum() == 7
    assert float((table["value"] * table["n"]).sum() / table["n"].sum()) == pytest.approx(outcome.summarize(raw).value)


def test_a_change_is_from_the_complete_wave_before_and_none_is_said_of_one_that_is_not():
    outcome = make_outcome(KINDS["nps"][0])
    every_day = pd.Series(pd.date_range("2024-01-01", "2024-04-10", tz="UTC"))
    raw = np.where(every_day.dt.month == 2, 10.0, 0.0)
    table = measure(outcome, raw, every_day).set_index("wave")
    weeks = table[~table["partial"]]
    assert table["partial"].tolist()[-1] and table["change"].isna().iloc[[0, -1]].all()
    assert weeks["change"].iloc[1:].to_numpy() == pytest.approx(np.diff(weeks["value"]))
    moved = weeks["change"].abs() > 100
    assert moved.any() and ((weeks["change_low"] <= weeks["change"]) & (weeks["change"] <= weeks["change_high"])).iloc[1:].all()


def test_no_dates_make_no_waves():
    assert not len(
        measure(make_outcome(KINDS["nps"][0]), np.array([1.0, 10.0]), pd.Series(pd.to_datetime([None, None], utc=True)))
    )


def test_a_difference_covers_its_true_value_in_ninety_five_of_a_hundred_cases():
    rng, outcome, hits = np.random.default_rng(0), make_outcome(Metric(column="m", kind="binary")), 0
    for _ in range(1000):
        one, two = (outcome.summarize((rng.random(80) < share).astype(float)) for share in (0.3, 0.5))
        change = difference_estimate(one, two)
        hits += change.low <= -20 <= change.high
    assert 0.93 <= hits / 1000 <= 0.97


def test_a_difference_of_something_without_an_interval_has_none():
    change = difference_estimate(Estimate(3, float("nan"), float("nan"), 1), Estimate(2, 1, 3, 9))
    assert change.value == 1 and np.isnan(change.low) and np.isnan(change.high)
