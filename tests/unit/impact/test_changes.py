from __future__ import annotations

import numpy as np
import pytest

from cxtext.impact.time import History, correlate, effective_sizes, judge_changes, moderate

STEADY = np.array([40, 38, 41, 40, 39, 42, 40, 39], dtype=float)
SIZES = np.full(8, 400.0)


def judge(counts, sizes):
    """Judge waves as they are."""
    return judge_changes(History(counts, sizes, np.zeros(len(sizes), dtype=np.int64)))


def with_theme(*series):
    """Put each series beside nine steady themes."""
    steady = [STEADY[(np.arange(8) + k) % 8] for k in range(9)]
    return np.column_stack([*map(np.array, series), *steady]).astype(float)


@pytest.mark.parametrize(
    ("series", "flag"),
    [
        ([20, 21, 19, 20, 22, 18, 20, 60], "growing"),
        ([0, 0, 0, 1, 0, 0, 0, 40], "emerging"),
        ([0, 0, 1, 0, 0, 0, 45, 40], "emerging"),
        ([80, 81, 79, 80, 82, 78, 80, 20], "shrinking"),
        ([10, 15, 22, 26, 33, 36, 44, 50], "growing"),
        ([50, 44, 36, 33, 26, 22, 15, 10], "shrinking"),
        ([5, 10, 20, 40, 60, 80, 90, 30], ""),
        ([20, 40, 18, 41, 19, 42, 20, 41], ""),
        ([40, 39, 41, 40, 40, 41, 39, 42], ""),
    ],
)
def test_a_theme_is_named_by_what_its_share_does(series, flag):
    found = judge(with_theme(series), SIZES)
    assert found.flag == [flag] + [""] * 9
    assert (found.q_value >= found.p_value).all()


def test_with_fewer_than_six_waves_it_changed_and_with_fewer_than_four_nothing_is_said():
    x, n = with_theme([20, 21, 19, 20, 22, 18, 20, 90]), SIZES
    assert judge(x[-5:], n[-5:]).flag[0] == "changed"
    for few in (0, 1, 2, 3):
        found = judge(x[8 - few :], n[8 - few :])
        assert found.flag == [""] * 10
        assert np.isnan(found.p_value).all()


def test_a_theme_in_all_or_no_response_has_a_defined_answer():
    x = with_theme(SIZES, np.zeros(8), [0, 0, 0, 0, 0, 0, 0, 4])
    found = judge(x, SIZES)
    assert found.flag[:3] == ["", "", ""]
    assert found.p_value[0] == 1.0
    # Nothing can be said of a theme with fewer than five mentions.
    assert np.isnan(found.p_value[1:3]).all()
    assert np.isfinite(found.p_value[3:]).all()


def test_few_mentions_and_small_changes_are_not_flagged():
    many = np.full(8, 400_000.0)
    slight = np.random.default_rng(0).binomial(400_000, 0.1, (8, 10)).astype(float)
    slight[-1, 0] *= 1.1
    found = judge(slight, many)
    assert found.q_value[0] <= 0.05
    assert found.flag[0] == ""


@pytest.mark.parametrize("sizes", [[1, 1, 1, 1, 1, 1, 1, 1], [1, 500, 1, 500, 1, 500, 1, 500], [500, 1, 1, 1, 1, 1, 1, 1]])
def test_tiny_waves_do_not_break_it(sizes):
    n = np.array(sizes, dtype=float)
    x = np.column_stack([n, np.minimum(n, 1), np.where(np.arange(8) == 7, n, 0), np.zeros(8)])
    found = judge(x, n)
    judged = ~np.isnan(found.p_value)
    assert ((found.p_value[judged] >= 0) & (found.p_value[judged] <= 1)).all()


def test_one_theme_alone_is_judged_by_its_own_spread():
    calm, wild = np.array([[20, 21, 19, 20, 22, 18, 20, 70.0]]).T, np.array([[5, 45, 10, 38, 2, 50, 8, 70.0]]).T
    assert judge(calm, SIZES).flag == ["growing"]
    assert judge(wild, SIZES).flag == [""]


def test_the_correlation_within_waves_is_recovered():
    rng = np.random.default_rng(5)
    n = rng.integers(50, 800, 24).astype(float)
    for rho in (0.0, 0.01, 0.05):
        share = np.full((24, 40), 0.1) if not rho else rng.beta(0.1 * (1 - rho) / rho, 0.9 * (1 - rho) / rho, (24, 40))
        assert correlate(rng.binomial(n[:, None].astype(int), share).astype(float), n) == pytest.approx(
            rho, abs=0.25 * rho + 5e-4
        )
    assert effective_sizes(n, 0.0).tolist() == n.tolist()


def test_dispersions_are_drawn_together_and_never_below_chance():
    rng = np.random.default_rng(2)
    chi2, mean = rng.chisquare(5, 200) * 3.0, np.full(200, 20.0)
    scale, df = moderate(chi2, 5, mean)
    assert np.std(scale) < 0.2 * np.std(chi2 / 5)
    assert np.mean(scale) == pytest.approx(3.0, rel=0.1)
    assert (df > 40).all()
    assert moderate(chi2 / 10, 5, mean)[0].tolist() == [1.0] * 200
    assert moderate(chi2, 0, mean)[0].tolist() == [1.0] * 200
