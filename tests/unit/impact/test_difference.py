from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.stats import fisher_exact, norm

from cxtext.impact.effects import Design
from cxtext.impact.two_runs import SPREAD, compare_shares, difference_limits, observe_shares


def run(counts, n, **design):
    """A run of n responses, theme t mentioned by the first counts[t] of them."""
    x = np.arange(n)[:, None] < np.array(counts)
    return observe_shares(csr_array(x.astype(float)), Design(**design))


def test_limits_are_those_that_newcombe_printed():
    # Newcombe 1998, table II, method 6 (Miettinen and Nurminen): 56/70 - 48/80 is 0.2 [0.0528, 0.3382].
    found = compare_shares(run([48], 80), run([56], 70))
    assert found.difference[0] == pytest.approx(0.2)
    assert (found.low[0], found.high[0]) == pytest.approx((0.0528, 0.3382), abs=5e-5)


def test_p_is_that_of_the_z_test_with_more_spread_and_not_below_fisher_s():
    found = compare_shares(run([10, 40, 2, 4], 100), run([30, 41, 1, 8], 120))
    pooled = np.array([40 / 220, 81 / 220])
    z = np.array([30 / 120 - 0.1, 41 / 120 - 0.4]) / np.sqrt(SPREAD * pooled * (1 - pooled) * (1 / 100 + 1 / 120))
    np.testing.assert_allclose(found.p_value[:2], 2 * norm.sf(np.abs(z)), rtol=1e-9)
    assert (
        found.p_value[[0, 1, 3]] + 1e-9
        >= [fisher_exact([[a, 100 - a], [b, 120 - b]])[1] for a, b in ((10, 30), (40, 41), (4, 8))]
    ).all()
    assert np.isnan(found.p_value[2])
    assert found.q_value[0] == pytest.approx(3 * found.p_value[0])


def test_a_change_takes_mentions_size_and_certainty():
    found = compare_shares(run([0, 20, 500, 300, 4], 1000), run([30, 22, 560, 0, 0], 1000))
    # new, about equal, certain but small, gone, too few
    assert found.is_changed.tolist() == [True, False, False, True, False]


def test_equal_runs_do_not_differ():
    found = compare_shares(run([10, 0, 50], 50), run([10, 0, 50], 50))
    assert found.difference.tolist() == [0.0, 0.0, 0.0]
    assert not found.is_changed.any()
    assert np.isfinite(found.low).all()


def test_repeated_respondents_and_weights_cost_certainty():
    plain = compare_shares(run([40], 200), run([70], 200))
    # Everybody answers four times, always the same: 50 respondents.
    quadruple = compare_shares(run([40], 200, respondent=np.arange(200) // 4), run([70], 200, respondent=np.arange(200) // 4))
    uneven = np.tile([0.2, 1.8], 100)
    weighted = compare_shares(run([40], 200, weight=uneven), run([70], 200, weight=uneven))
    assert plain.is_changed[0]
    assert not quadruple.is_changed[0]
    for other in (quadruple, weighted):
        assert other.difference[0] == pytest.approx(0.15)
        assert other.p_value[0] > plain.p_value[0]
        assert other.high[0] - other.low[0] > plain.high[0] - plain.low[0]


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_hardly_any_submission_gives_no_false_certainty(n):
    found = compare_shares(run([min(n, 1)], n), run([5], 50))
    assert not found.is_changed[0]
    assert np.isnan(found.low[0]) == (n == 0)


def test_no_theme_gives_empty_columns():
    assert len(compare_shares(run([], 10), run([], 10)).p_value) == 0


def test_a_difference_without_an_interval_has_none():
    low, high = difference_limits(*(np.array(v) for v in (1.0, np.nan, np.nan, 2.0, 1.5, 2.5)))
    assert np.isnan(low)
    assert np.isnan(high)
