"""Tails of the binomial and the beta-binomial, against scipy.stats."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import betabinom, binom

from cxtext.impact.stats import beta_binomial_tail, binomial_tail


@pytest.mark.parametrize("n", [1, 2, 17, 400, 3000])
def test_tails_are_those_of_scipy(n: int):
    rng = np.random.default_rng(n)
    k = np.concatenate([rng.integers(-2, n + 3, 200), [-1, 0, n - 1, n]])
    p = rng.uniform(0, 1, len(k)) ** 3
    a, b = np.exp(rng.normal(0, 3, len(k))), np.exp(rng.normal(2, 3, len(k)))
    np.testing.assert_allclose(binomial_tail(k, n, p), binom.sf(k, n, p), rtol=1e-12)
    np.testing.assert_allclose(beta_binomial_tail(k, n, a, b), betabinom.sf(k, n, a, b), rtol=1e-12, atol=1e-15)


def test_a_beta_without_spread_has_no_tail():
    tails = beta_binomial_tail(np.array([1.0, 1.0, -1.0]), 5, np.array([0.0, 1.0, 1.0]), np.array([1.0, 0.0, 1.0]))
    np.testing.assert_array_equal(tails, [np.nan, np.nan, 1.0])
