from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from cxtext.impact.checks import MEASURES, check_before, compare_change, similar_themes, split_periods
from cxtext.impact.effects import Design


def draw(n=500, k=6, seed=0):
    rng = np.random.default_rng(seed)
    x = (rng.random((2 * n, k)) < 0.12).astype(float)
    return x, np.repeat([0, 1], n), 20 - 30 * x[:, 0] + 40 * rng.normal(size=2 * n), rng.uniform(0.5, 2, 2 * n)


def periods(x, period, y, *design):
    return split_periods(csr_array(x), period, y, *design)


def test_the_net_change_is_the_interaction_of_a_regression():
    """With equal weights of theme and controls, statsmodels' clustered OLS on stacked rows says the same."""
    import statsmodels.api as sm

    x, period, y, _ = draw()
    data = periods(x, period, y)
    found = compare_change(data, 0, "share")
    others = similar_themes(data, 0)
    assert found.n_others == len(others)
    apart = x[:, 0] - x[:, others].mean(axis=1)
    fit = sm.OLS(apart, sm.add_constant(period.astype(float))).fit(cov_type="HC0")
    assert found.net == pytest.approx(fit.params[1])
    half = (found.high - found.low) / 2
    z = half / (np.sqrt(found.dispersion) * fit.bse[1])
    assert z == pytest.approx(1.96 if found.dispersion == 1 else 2.776, rel=0.01)


@pytest.mark.parametrize("measure", ["metric_with", "impact"])
def test_values_of_each_period_are_plain_weighted_means(measure):
    x, period, y, w = draw()
    y[::7] = np.nan
    found = compare_change(periods(x, period, y, Design(weight=w)), 0, measure)
    for k, value in ((0, found.before), (1, found.after)):
        ok = (period == k) & np.isfinite(y)
        with_, without = (np.average(y[ok & (x[:, 0] == v)], weights=w[ok & (x[:, 0] == v)]) for v in (1, 0))
        expected = with_ if measure == "metric_with" else np.average(y[ok], weights=w[ok]) - without
        assert value == pytest.approx(expected)


@pytest.mark.parametrize("measure", MEASURES)
def test_limits_are_about_as_wide_as_the_bootstrap_has_them(measure):
    x, period, y, _ = draw(n=400)
    found, rng, nets = compare_change(periods(x, period, y), 0, measure), np.random.default_rng(1), []
    for _ in range(200):
        k = np.r_[rng.integers(0, 400, 400), rng.integers(400, 800, 400)]
        nets.append(compare_change(periods(x[k], period[k], y[k]), 0, measure).net)
    between = 2.776**2 * (found.dispersion - 1)
    assert (found.high - found.low) / 2 / np.sqrt(1.96**2 + between) == pytest.approx(np.std(nets), rel=0.2)


def test_repeating_every_respondent_changes_nothing():
    x, period, y, _ = draw(n=300)
    plain = periods(x, period, y)
    again = periods(*(np.repeat(v, 3, axis=0) for v in (x, period, y)), Design(respondent=np.repeat(np.arange(600), 3)))
    for measure in MEASURES:
        one, other = (compare_change(data, 0, measure) for data in (plain, again))
        assert (other.net, other.low) == pytest.approx((one.net, one.low), rel=0.05, abs=0.02 if measure != "share" else 1e-6)


def test_themes_that_change_by_themselves_widen_the_interval():
    x, period, y, _ = draw(n=2000, k=8)
    rng = np.random.default_rng(5)
    for j in range(1, 8):
        x[period == 1, j] = rng.random(2000) < 0.12 * (1.6 if j % 2 else 0.5)
    calm, wild = (compare_change(periods(v, period, y), 0, "share") for v in (draw(n=2000, k=8)[0], x))
    assert wild.dispersion > 5 * calm.dispersion
    assert wild.high - wild.low > 2 * (calm.high - calm.low)


def test_the_themes_beside_it_are_of_similar_size():
    rng = np.random.default_rng(6)
    share = np.array([0.1, 0.09, 0.12, 0.11, 0.5, 0.6, 0.02, 0.00001])
    x = (rng.random((4000, 8)) < share).astype(float)
    assert similar_themes(periods(x, np.repeat([0, 1], 2000), np.zeros(4000)), 0).tolist() == [1, 2, 3]
    assert len(similar_themes(periods(x, np.repeat([0, 1], 2000), np.zeros(4000)), 4)) == 3


@pytest.mark.parametrize("k", [1, 2, 3])
def test_without_enough_other_themes_there_is_no_interval(k):
    x, period, y, _ = draw(k=k)
    found = compare_change(periods(x, period, y), 0, "share")
    assert np.isnan(found.low)
    assert np.isnan(found.net) == (k == 1)
    assert found.note


@pytest.mark.parametrize("measure", MEASURES)
def test_themes_in_all_none_or_few_answers_have_a_reason(measure):
    x, period, y, _ = draw(n=60)
    for column in (np.zeros(120), np.ones(120), (np.arange(120) == 3).astype(float), (np.arange(120) < 60).astype(float)):
        x[:, 0] = column
        found = compare_change(periods(x, period, y), 0, measure)
        assert found.note or found.low <= found.net <= found.high
        assert found.note or measure == "share"


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_tiny_periods_and_bad_weights_have_an_answer(n):
    for y in (np.zeros(2 * n), np.full(2 * n, np.nan), np.arange(2.0 * n)):
        for w in (None, np.resize([np.nan, -1.0, 0.0], 2 * n)):
            data = periods(np.ones((2 * n, 4)), np.repeat([0, 1], n), y, Design(weight=w))
            for measure in MEASURES:
                assert compare_change(data, 0, measure).note
            assert np.isnan(check_before(data, 0, np.zeros(len(data.y))).slope)


def test_the_time_before_is_checked_from_four_waves_on():
    x, _, y, _ = draw(n=600)
    wave = np.repeat(np.arange(12), 100)
    for first in (3, 4, 8):
        found = check_before(periods(x, (wave >= first).astype(int), y), 0, wave)
        assert found.n_waves == first
        assert np.isnan(found.slope) == (first < 4)
    apart = [x[wave == k, 0].mean() - x[wave == k, 1:].mean() for k in range(8)]
    assert found.slope == pytest.approx(np.polyfit(range(8), apart, 1)[0])


def test_the_limits_of_a_share_stay_within_what_a_share_can_do():
    share = np.array([[0.5, 0.9, 0.1, 0.9, 0.1], [0.4, 0.1, 0.9, 0.1, 0.9]])  # themes that swing by themselves
    x = (np.arange(20)[None, :, None] < 20 * share[:, None, :]).reshape(40, 5).astype(float)
    found = compare_change(periods(x, np.repeat([0, 1], 20), np.zeros(40)), 0, "share")
    assert found.low <= found.net <= found.high
    assert found.low >= -1 - found.others - 1e-12 and found.high <= 1 - found.others + 1e-12
    assert found.high - found.low == pytest.approx(2)  # both limits were beyond
