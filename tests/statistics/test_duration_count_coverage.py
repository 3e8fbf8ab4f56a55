"""Coverage of the intervals of durations and rates: the metric itself and the three lenses, on skewed answers."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from fixtures.simulated import LensTally, Tally, long
from scipy.sparse import csr_array

from cxtext.impact.effects import Design, measure_effects
from cxtext.metrics import make_outcome
from cxtext.settings import Metric

SHARES, SILENT = np.array([0.3, 0.2, 0.1, 0.1, 0.05]), 0.2
#: Log points of a duration and events per unit of exposure that each theme goes with, those who say nothing, and all others.
SLOPES = {"duration": np.array([35.0, 12, 0, 60, -15]), "count": np.array([0.3, 0.12, 0, 0.5, -0.1])}
SILENT_SLOPE, BASE = {"duration": -10.0, "count": -0.1}, {"duration": 250.0, "count": 0.3}


def made(kind):
    return make_outcome(Metric(column="q", kind=kind))


def draw(rng, n, kind, who=None):
    """Correlated mentions; logarithms of durations are skewed, counts have exposures of 1 to 24 and vary twice over."""
    people = n if who is None else who.max() + 1
    no_comment = rng.random(n) < SILENT
    x = ((rng.random((n, 5)) < SHARES * (0.5 + rng.random(n))[:, None]) & ~no_comment[:, None]).astype(float)
    mean = BASE[kind] + x @ SLOPES[kind] + SILENT_SLOPE[kind] * no_comment
    who = np.arange(n) if who is None else who
    if kind == "duration":
        return x, no_comment, np.exp((mean + 80 * (rng.gamma(1.5, 1, people) - 1.5)[who]) / 100), None, mean
    exposure = rng.integers(1, 25, people)[who].astype(float)
    return x, no_comment, rng.poisson(mean * exposure * rng.gamma(2, 0.5, people)[who]) / exposure, exposure, mean


@cache
def truths(kind):
    """What the lenses estimate, over the whole population."""
    x, _, _, _, mean = draw(np.random.default_rng(99), 300_000, kind)
    share = SHARES * (1 - SILENT)
    gap = x.T @ mean / x.sum(axis=0) - (1 - x).T @ mean / (1 - x).sum(axis=0)
    return {"gap": gap, "impact": gap * share, "adjusted": SLOPES[kind] * share}


def hold(check, kind, n, repeats, who=None):
    rng, outcome, found = np.random.default_rng(n), made(kind), LensTally(truths(kind))
    for _ in range(repeats):
        x, no_comment, raw, exposure, _ = draw(rng, n, kind, who)
        design = Design(has_content=~no_comment, exposure=exposure, is_rate=outcome.rate, respondent=who)
        found.cover(measure_effects(csr_array(x), outcome.points(raw), design).columns)
    found.judge(check)


@pytest.mark.parametrize("kind", ["duration", "count"])
@pytest.mark.parametrize(("n", "repeats"), [(100, 160), (1000, 60), *long((30, 2500), (100, 600), (300, 400), (1000, 300))])
def test_lenses_cover_the_truth(check, kind, n, repeats):
    hold(check, kind, n, repeats)


@pytest.mark.parametrize("kind", ["duration", "count"])
@pytest.mark.parametrize("repeats", [70, *long((500,))])
def test_lenses_cover_the_truth_when_responses_share_a_customers_outcome(check, kind, repeats):
    hold(check, kind, 300, repeats, np.repeat(np.arange(100), 3))


@pytest.mark.parametrize(("n", "repeats"), [(10, 800), (30, 800), (1000, 400), *long((30, 8000), (100, 8000), (1000, 3000))])
def test_the_median_covers_the_truth(check, n, repeats):
    rng, outcome = np.random.default_rng(n), made("duration")
    plain, weighted = Tally(), Tally()
    for _ in range(repeats):
        # Ten unequal weights may be worth fewer than six answers: then there is no interval.
        for tally, weights in ((plain, None), (weighted, rng.choice([0.5, 1, 3], n))):
            found = outcome.summarize(rng.lognormal(1, 1.2, n), weights)
            tally.cover(found.low, np.e, found.high)
    check.covers(plain, "median")
    check.covers(weighted, "weighted median")


@pytest.mark.parametrize(("n", "repeats"), [(30, 500), (1000, 300), *long((30, 5000), (100, 5000), (1000, 3000))])
@pytest.mark.parametrize(("spread", "rate"), [(0.01, 0.1), (0.5, 0.3), (1.0, 0.3)])
def test_the_rate_covers_the_truth_and_a_poisson_interval_does_not(check, n, spread, rate, repeats):
    rng, outcome = np.random.default_rng(n), made("count")
    hits, poisson = Tally(), []
    for _ in range(repeats):
        exposure = rng.integers(1, 25, n).astype(float)
        y = rng.poisson(rate * exposure * rng.gamma(1 / spread, spread, n))
        found = outcome.summarize(y / exposure, exposure)
        hits.cover(found.low, rate, found.high)
        poisson.append(abs(y.sum() / exposure.sum() - rate) <= 1.96 * np.sqrt(y.sum()) / exposure.sum())
    check.covers(hits, "rate")
    if spread >= 0.5:
        assert np.mean(poisson) < 0.87


@pytest.mark.parametrize("kind", ["duration", "count"])
@pytest.mark.parametrize("repeats", [200, *long((4000,))])
def test_a_metric_that_responses_share_needs_its_respondents(check, kind, repeats):
    rng, outcome = np.random.default_rng(4), made(kind)
    hits, naive = Tally(), Tally()
    for _ in range(repeats):
        who = np.repeat(np.arange(60), rng.integers(1, 8, 60))
        took, exposure = rng.lognormal(0, 1, 60)[who], rng.integers(1, 13, 60)[who].astype(float)
        rates = (rng.poisson(exposure[np.unique(who, return_index=True)[1]] * rng.gamma(2, 0.5, 60)))[who] / exposure
        raw, weights = (took, None) if kind == "duration" else (rates, exposure)
        for found, count in ((outcome.summarize(raw, weights, who), hits), (outcome.summarize(raw, weights), naive)):
            count.cover(found.low, 1.0, found.high)
    check.covers(hits)
    assert naive.rate < 0.8
