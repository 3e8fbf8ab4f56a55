from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from cxtext.impact.effects import driver_shares, lmg_shares, relative_weights


def correlated(seed, k, n=400, noise=2.0, common=0.7):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, k)) + common * rng.normal(size=(n, 1))
    y = x @ rng.normal(size=k) + noise * rng.normal(size=n)
    together = np.corrcoef(np.column_stack([x, y]), rowvar=False)
    return together[:k, :k], together[:k, k]


def r_squared(correlation, toward, members):
    members = list(members)
    if not members:
        return 0.0
    return toward[members] @ np.linalg.solve(correlation[np.ix_(members, members)], toward[members])


def test_lmg_is_the_mean_gain_over_all_orders():
    correlation, toward = correlated(1, 4)
    gains = np.zeros(4)
    orders = list(permutations(range(4)))
    for order in orders:
        for place, k in enumerate(order):
            gains[k] += r_squared(correlation, toward, order[: place + 1]) - r_squared(correlation, toward, order[:place])
    assert lmg_shares(correlation, toward) == pytest.approx(gains / len(orders), abs=1e-12)


@pytest.mark.parametrize("k", [1, 3, 8, 12, 13, 40])
def test_shares_sum_to_r_squared(k):
    correlation, toward = correlated(2, k)
    shares = driver_shares(correlation, toward)
    assert (shares >= 0).all()
    assert shares.sum() == pytest.approx(r_squared(correlation, toward, range(k)), abs=1e-9)


def test_relative_weights_stand_in_for_lmg():
    # Correlations of .08 on average: mentions of themes are rarely more alike than that.
    made = [correlated(seed, 8, common=0.3) for seed in range(10)]
    pairs = [(lmg_shares(*each), relative_weights(*each)) for each in made]
    assert min(np.corrcoef(exact, near)[0, 1] for exact, near in pairs) >= 0.999


def test_twins_share_equally_in_a_singular_correlation():
    correlation, toward = correlated(3, 3)
    twice = np.ix_([0, 0, 1, 2], [0, 0, 1, 2])
    for method in (lmg_shares, relative_weights):
        shares = method(correlation[twice], toward[[0, 0, 1, 2]])
        assert shares[0] == pytest.approx(shares[1])
        assert shares.sum() == pytest.approx(r_squared(correlation, toward, range(3)), abs=1e-9)


def test_no_predictor_no_share():
    assert driver_shares(np.empty((0, 0)), np.empty(0)).shape == (0,)
