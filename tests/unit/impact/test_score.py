from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import binom

from cxtext.impact.stats import score_limits

COUNTS = [(0, 30, 1, 30), (0, 30, 0, 40), (30, 30, 0, 30), (5, 50, 20, 60), (3, 100, 3, 25), (59, 60, 60, 60), (10, 10, 10, 10)]


def limits(x_a, n_a, x_b, n_b):
    shares = (np.array([v], dtype=float) for v in (x_a / n_a, n_a, x_b / n_b, n_b))
    return tuple(float(v[0]) for v in score_limits(*shares))


def by_search(x_a, n_a, x_b, n_b, end):
    """The limit, with the most likely shares found numerically."""

    def beyond(d):
        def loss(a):
            return -(binom.logpmf(x_a, n_a, a) + binom.logpmf(x_b, n_b, a + d))

        a = minimize_scalar(loss, bounds=(max(0, -d), min(1, 1 - d)), method="bounded", options={"xatol": 1e-12}).x
        variance = (a * (1 - a) / n_a + (a + d) * (1 - a - d) / n_b) * (n_a + n_b) / (n_a + n_b - 1)
        return (x_b / n_b - x_a / n_a - d) ** 2 / variance - 1.959964**2

    return brentq(beyond, x_b / n_b - x_a / n_a + end * 1e-6, end * (1 - 1e-6), xtol=1e-9)


@pytest.mark.parametrize("counts", [c for c in COUNTS if 0 < c[0] < c[1] and 0 < c[2] < c[3]])
def test_limits_are_where_the_score_test_begins_to_reject(counts):
    low, high = limits(*counts)
    assert low == pytest.approx(by_search(*counts, -1), abs=1e-4)
    assert high == pytest.approx(by_search(*counts, 1), abs=1e-4)


@pytest.mark.parametrize("counts", COUNTS)
def test_limits_hold_the_difference_and_are_no_point(counts):
    x_a, n_a, x_b, n_b = counts
    low, high = limits(*counts)
    assert -1 <= low <= x_b / n_b - x_a / n_a <= high <= 1
    assert low < high


def test_swapping_the_runs_or_the_answers_flips_the_signs():
    low, high = limits(5, 50, 20, 60)
    assert limits(20, 60, 5, 50) == pytest.approx((-high, -low))
    assert limits(45, 50, 40, 60) == pytest.approx((-high, -low))


@pytest.mark.parametrize(("n_a", "n_b", "worst"), [(30, 30, 0.93), (30, 100, 0.93), (120, 120, 0.94)])
def test_coverage_summed_over_every_pair_of_counts(n_a, n_b, worst):
    a, b = np.meshgrid(np.arange(n_a + 1.0), np.arange(n_b + 1.0), indexing="ij")
    low, high = score_limits(a / n_a, np.full(a.shape, n_a), b / n_b, np.full(a.shape, n_b))
    shares = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
    covered = []
    for p in shares:
        for q in shares:
            chance = np.outer(binom.pmf(np.arange(n_a + 1), n_a, p), binom.pmf(np.arange(n_b + 1), n_b, q))
            covered.append(chance[(low <= q - p + 1e-12) & (q - p <= high + 1e-12)].sum())
    assert 0.94 <= np.mean(covered) <= 0.965
    assert min(covered) >= worst
