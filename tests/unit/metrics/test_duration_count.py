"""Durations and counts: which cells count, what the metric is, and that every lens on a rate is exact."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array
from scipy.stats import binom

from cxtext.errors import ConfigError
from cxtext.impact import Design, Mentions, build_scorecard
from cxtext.impact.effects import measure_effects
from cxtext.impact.ranking import Candidates, rank_effects
from cxtext.metrics import Answers, make_outcome, median_estimate, rate_estimate
from cxtext.settings import Metric, parse_metric, resolve_config


def duration(**options):
    return make_outcome(Metric(column="took", kind="duration", **options))


def count(**options):
    return make_outcome(Metric(column="tickets", kind="count", **options))


def test_durations_below_zero_and_no_numbers_are_left_out_with_a_reason():
    raw, reasons = duration().validate(["1.5", "0", "-2", "", "soon", math.inf, None])
    assert raw[:2].tolist() == [1.5, 0.0]
    assert np.isnan(raw[2:]).all()
    assert dict(reasons) == {2: "-2: below 0", 4: "'soon' is not a number", 5: "inf: too large to be an answer"}


def test_counts_are_whole_numbers_from_zero_on():
    raw, reasons = count().validate(["0", "3.0", "2.5", "-1", "many", ""])
    assert raw[:2].tolist() == [0.0, 3.0]
    assert dict(reasons) == {2: "2.5: not a whole number", 3: "-1: below 0", 4: "'many' is not a number"}


def test_a_count_without_a_usable_exposure_is_left_out_and_a_missing_count_is_not_listed():
    counts = np.array([3.0, 1.0, 2.0, np.nan, 5.0, 4.0])
    kept, exposure, reasons = count(exposure="months").expose(counts, ["6", "0", "", "-1", "-2", "x"])
    assert kept[0] == 3
    assert exposure[0] == 6
    assert np.isnan(kept[1:]).all()
    assert np.isnan(exposure[1:]).all()
    assert dict(reasons) == {1: "0: not above 0", 2: "missing", 4: "-2: not above 0", 5: "'x' is not a number"}


def test_directions_and_units():
    assert (duration().sign, duration(direction="higher").sign) == (-1, 1)
    assert duration(unit="hours").unit == "log points of hours"
    assert [count(exposure=e).unit for e in ("months", "orders", "address", None)] == [
        "tickets per month",
        "tickets per order",
        "tickets per address",
        "tickets per response",
    ]
    assert count(unit="tickets a year").unit == "tickets a year"


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("nps", {"exposure": "m"}, "exposure is for kind count"),
        ("csat", {"unit": "hours"}, "unit is for kinds duration and count"),
        ("duration", {"unit": "fortnights"}, "is none of seconds"),
        ("duration", {"scale": [0, 9]}, "has no scale"),
        ("count", {"top": 4}, "has no scale"),
    ],
)
def test_what_does_not_fit_the_kind_is_refused(kind, options, said):
    with pytest.raises(ConfigError, match=said):
        resolve_config({"metrics": [{"column": "q", "kind": kind, **options}]})


def test_the_short_form_and_the_exposure_option():
    assert parse_metric("a:b:duration").kind == "duration"
    made = resolve_config({}, options={"metric": ["t:count:lower", "took:duration"], "exposure_column": "months"})
    assert [m.exposure for m in made.metrics] == ["months", None]
    with pytest.raises(ConfigError, match="no metric of kind count"):
        resolve_config({}, options={"metric": "took:duration", "exposure_column": "months"})


@pytest.mark.parametrize("n", [6, 9, 20, 57, 100])
def test_the_median_lies_between_the_order_statistics_of_the_binomial(n):
    values = np.random.default_rng(n).lognormal(size=n)
    found, ordered = median_estimate(values, None, None), np.sort(values)
    assert found.value == pytest.approx(np.median(values))
    # The exact interval of whole ranks contains the interpolated one, which contains that of one rank further in.
    k = max(k for k in range(n // 2 + 1) if binom.cdf(k - 1, n, 0.5) <= 0.025)
    assert ordered[k - 1] - 1e-9 <= found.low <= ordered[k]
    assert ordered[n - k - 1] <= found.high <= ordered[n - k] + 1e-9


def test_a_median_without_an_interval_says_why():
    assert median_estimate(np.array([]), None, None).note == "no valid answer"
    assert median_estimate(np.array([2.0]), None, None).note == "one answer has no interval"
    assert "too few" in median_estimate(np.array([1.0, 2, 3, 4, 5]), None, None).note
    assert "all answers are equal" in median_estimate(np.full(30, 4.0), None, None).note
    alone = median_estimate(np.arange(30.0), None, np.zeros(30))
    assert alone.value == 14.5
    assert math.isnan(alone.low)


def test_a_weighted_median_is_that_of_repeated_answers_and_bad_weights_are_left_out():
    values, weights = np.array([1.0, 2, 3, 4, 5, 6, 7, 8]), np.array([1, 1, 1, 1, 1, 1, 1, 6.0])
    assert median_estimate(values, weights, None).value == pytest.approx(7)
    assert median_estimate(values, None, None).value == 4.5
    bad = np.array([1, 1, 1, 1, 1, np.nan, 0, -3.0])
    assert median_estimate(values, bad, None).value == 3
    assert median_estimate(values, bad, None).n == 5


def test_repeated_respondents_widen_the_median():
    rng = np.random.default_rng(3)
    who = np.repeat(np.arange(30), 6)
    took = np.exp(rng.normal(size=30)[who] + 0.1 * rng.normal(size=180))
    apart, together = median_estimate(took, None, None), median_estimate(took, None, who)
    assert together.high - together.low > 1.7 * (apart.high - apart.low)


def planted(n=400, seed=1):
    rng = np.random.default_rng(seed)
    x = (rng.random((n, 4)) < [0.3, 0.2, 0.15, 0.1]).astype(float)
    took = np.exp(2 + x @ [0.4, 0.0, -0.3, 0.6] + 0.5 * rng.normal(size=n))
    return x, took, rng


def test_effects_on_a_duration_are_differences_of_logarithms_and_levels_geometric_means():
    x, took, _ = planted(90)
    made = duration()
    found = measure_effects(csr_array(x), made.points(took)).columns
    lowest, *_, highest = np.sort(took)[1:-1]
    logs, with_it = np.log(np.clip(took, lowest, highest)), x[:, 0] > 0
    assert found["gap"][0] == pytest.approx(100 * (logs[with_it].mean() - logs[~with_it].mean()))
    assert found["impact"][0] == pytest.approx(100 * (logs.mean() - logs[~with_it].mean()))
    assert made.level(found["metric_with"])[0] == pytest.approx(np.exp(logs[with_it].mean()))
    assert (np.exp(found["gap"] / 100) > 0).all()


def rank(points, x, sign=-1):
    n = x.shape[1]
    themes = Candidates([f"T{t}" for t in range(n)], x.sum(axis=0).astype(int), np.ones(n))
    return rank_effects(measure_effects(csr_array(x), points, sign=sign), sign, themes, bootstraps=50)


@pytest.mark.parametrize("n", [60, 400])
def test_an_outlier_leaves_the_rank_of_durations_unchanged(n):
    x, took, _ = planted(n)
    wild = took.copy()
    wild[np.argmax(took)] *= 1000
    made = duration()
    assert rank(made.points(took), x).rank.tolist() == rank(made.points(wild), x).rank.tolist()
    plain = [measure_effects(csr_array(x), values).columns["impact"] for values in (took, wild)]
    assert np.argsort(plain[0]).tolist() != np.argsort(plain[1]).tolist()


def test_the_unit_of_a_duration_changes_no_effect():
    x, took, _ = planted()
    hours, minutes = (measure_effects(csr_array(x), duration().points(v)).columns["adjusted"] for v in (took, 60 * took))
    assert hours == pytest.approx(minutes)


def test_durations_of_zero_count_as_half_the_shortest_and_it_is_said():
    raw = np.array([0.0, 2, 4, np.nan, 0])
    assert duration().points(raw)[[0, 4]] == pytest.approx(100 * math.log(1))
    assert duration().caveats(raw) == [
        "2 durations in 'took' are 0; for the effects of themes each counts as 1, half the shortest one above 0"
    ]
    assert duration().caveats(raw[1:3]) == []
    assert duration().points(np.zeros(3)).tolist() == [0, 0, 0]


def tickets(n=300, seed=2):
    rng = np.random.default_rng(seed)
    x = (rng.random((n, 4)) < [0.3, 0.2, 0.15, 0.1]).astype(float)
    exposure = rng.integers(1, 25, n).astype(float)
    y = rng.poisson((0.3 + x @ [0.3, 0.0, -0.1, 0.2]) * exposure * rng.gamma(1, 1, n))
    weights = rng.choice([0.5, 1.0, 2.0], n)
    return x, y.astype(float), exposure, weights, rng.integers(0, n // 3, n)


def rate(y, exposure, weights, rows):
    return (weights * y)[rows].sum() / (weights * exposure)[rows].sum()


@pytest.mark.parametrize("weighted", [False, True])
def test_every_lens_on_a_rate_is_that_of_the_sums(weighted):
    x, y, exposure, weights, _ = tickets()
    weights = weights if weighted else np.ones(len(y))
    one = Answers(count(exposure="months"), y / exposure, exposure=exposure)
    found = measure_effects(csr_array(x), one.raw, Design(weight=weights if weighted else None).for_answers(one))
    everyone = np.arange(len(y))
    for t in range(4):
        having, lacking = np.flatnonzero(x[:, t]), np.flatnonzero(x[:, t] == 0)
        m, m1, m0 = (rate(y, exposure, weights, rows) for rows in (everyone, having, lacking))
        assert found.columns["metric_with"][t] == pytest.approx(m1)
        assert found.columns["gap"][t] == pytest.approx(m1 - m0)
        assert found.columns["impact"][t] == pytest.approx(m - m0)
    # Adjusted: least squares on the rates with exposures as weights; the terms add up to the rate.
    design, root = np.column_stack([np.ones(len(y)), x]), np.sqrt(weights * exposure)
    b = np.linalg.lstsq(design * root[:, None], y / exposure * root, rcond=None)[0]
    assert found.model.coefficients == pytest.approx(b[1:])
    assert found.model.intercept + found.columns["adjusted"].sum() == pytest.approx(rate(y, exposure, weights, everyone))


def test_the_variance_of_a_rate_is_that_of_the_linearised_ratio():
    x, y, exposure, _, _ = tickets(4000)
    found = measure_effects(csr_array(x), y / exposure, Design(weight=exposure, is_rate=True)).columns
    for t in range(4):
        variance = 0.0
        for rows in (np.flatnonzero(x[:, t]), np.flatnonzero(x[:, t] == 0)):
            residual = y[rows] - y[rows].sum() / exposure[rows].sum() * exposure[rows]
            variance += (residual**2).sum() / exposure[rows].sum() ** 2
        # One limit is Student's, the other leans the way of the skew.
        short, long = sorted((found["gap"][t] - found["gap_low"][t], found["gap_high"][t] - found["gap"][t]))
        assert short == pytest.approx(1.96 * math.sqrt(variance), rel=0.01)
        assert short < long < 1.1 * short


def test_a_rate_is_wider_with_overdispersion_and_with_repeated_respondents():
    rng = np.random.default_rng(0)
    exposure = rng.integers(1, 25, 500).astype(float)
    steady, wild = (rng.poisson(0.5 * exposure * shape) for shape in (np.ones(500), rng.gamma(0.5, 2, 500)))
    made = count(exposure="months")
    widths = [np.diff([(e := made.summarize(y / exposure, exposure)).low, e.high])[0] for y in (steady, wild)]
    assert widths[1] > 2 * widths[0]
    twice = [np.concatenate([v, v]) for v in (wild / exposure, exposure)]
    shared = made.summarize(*twice, clusters=np.tile(np.arange(500), 2))
    once = made.summarize(wild / exposure, exposure)
    assert (shared.value, shared.low, shared.high) == pytest.approx((once.value, once.low, once.high), rel=0.01)


def test_an_outlier_in_exposure_one_answer_and_equal_rates_give_no_false_interval():
    made = count(exposure="months")
    assert made.summarize(np.array([np.nan]), np.array([np.nan])).note == "no valid answer"
    assert made.summarize(np.array([2.0]), np.array([3.0])).note == "one answer has no interval"
    assert "all answers are equal" in made.summarize(np.zeros(9), np.arange(1.0, 10)).note
    assert made.summarize(np.array([0.5, 0, 1.0]), np.array([1, np.nan, 0])).n == 1


def scorecard(one, x, **options):
    themes = pd.DataFrame(
        {
            "theme_id": [f"T{t}" for t in range(x.shape[1])],
            "parent_id": None,
            "status": "active",
            "stability": 1.0,
            "kind": "cause",
        }
    )
    polarity = themes[["theme_id"]].assign(polarity_mean=0.0, negative_share=0.5, positive_share=0.2)
    matrix = csr_array(x)
    mentions = Mentions(matrix, matrix, 0 * matrix)
    return build_scorecard(themes, mentions, polarity, [one], Design(**options), bootstraps=50)


@pytest.mark.parametrize("kind", ["duration", "count"])
def test_flipping_the_direction_leaves_the_effects_alone(kind):
    x, took, _ = planted()
    cards = []
    for way in ("higher", "lower"):
        made = duration(direction=way) if kind == "duration" else count(direction=way, exposure="m")
        one = Answers(
            made, took if kind == "duration" else np.round(took) / 3, exposure=None if kind == "duration" else np.full(400, 3.0)
        )
        cards.append(scorecard(one, x).scorecard.set_index("theme_id").sort_index())
    same = ["metric_with", "metric_without", "gap", "gap_low", "impact", "impact_high", "adjusted", "adjusted_low"]
    pd.testing.assert_frame_equal(cards[0][same], cards[1][same])
    assert not ((cards[0]["damage"] > 0) & (cards[1]["damage"] > 0)).any()


@pytest.mark.parametrize("n", [1, 2, 3, 8])
@pytest.mark.parametrize("weights", [None, [0, -1, np.nan, 1, 1, 1, 1, 1]])
@pytest.mark.parametrize("kind", ["duration", "count"])
def test_tiny_and_odd_surveys_are_answered(n, weights, kind):
    took = np.array([3.0, 0, 5, 1, 2, 2, 1, 9])[:n]
    x = np.column_stack([np.ones(n), np.zeros(n), np.arange(n) == 0, np.arange(n) % 2 == 0]).astype(float)
    exposure = np.array([1.0, 2, np.nan, 4, 1, 1, 1, 1])[:n]
    one = Answers(duration(), took) if kind == "duration" else Answers(count(exposure="m"), took / exposure, exposure=exposure)
    found = scorecard(one, x, weight=None if weights is None else np.array(weights[:n], dtype=float))
    card = found.scorecard[found.scorecard["metric"] != "negative_mentions"]
    for low, high in (("gap_low", "gap_high"), ("impact_low", "impact_high"), ("adjusted_low", "adjusted_high")):
        assert (card[low].isna() == card[high].isna()).all()
        assert np.isfinite(card[[low, high]].to_numpy(dtype=float)[card[low].notna()]).all()
    assert card.loc[card["theme_id"].isin(["T0", "T1"]), "gap_low"].isna().all()
    if len(card):
        assert card.loc[card["gap"].isna(), "note"].notna().all()


@pytest.mark.parametrize("exposures", [(1, 1), (3, 1), (12, 1), (1, 1, 1e12)])
def test_too_few_counts_have_no_interval_and_no_overflow(exposures):
    rates = np.array([0.0, 1.0, 2.0][: len(exposures)])
    found = rate_estimate(rates, exposures, None)
    assert np.isfinite(found.value)
    assert np.isnan([found.low, found.high]).all()
    assert found.note
