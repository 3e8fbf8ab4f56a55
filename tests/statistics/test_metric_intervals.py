"""Coverage of the metrics' intervals, exactly where the outcomes can be enumerated."""

from __future__ import annotations

import math

import numpy as np
import pytest
from fixtures.simulated import Tally, long

from cxtext.metrics import make_outcome, nps, wilson
from cxtext.settings import Metric


def triples(n):
    return [(p, d) for p in range(n + 1) for d in range(n + 1 - p)]


def log_factorials(values):
    return np.array([math.lgamma(v + 1) for v in values])


@pytest.mark.parametrize("n", range(1, 13))
def test_nps_of_every_possible_survey(n):
    for p, d in triples(n):
        found = nps([9] * p + [7] * (n - p - d) + [0] * d)
        assert found.value == pytest.approx(100 * (p - d) / n)
        assert -100 <= found.low <= found.value <= found.high <= 100
        assert found.low < found.high
        # Rocks 2016, written out.
        share, loss = (p + 0.75) / (n + 3), (d + 0.75) / (n + 3)
        half = 100 * 1.959964 * math.sqrt((share + loss - (share - loss) ** 2) / (n + 3))
        assert found.low == pytest.approx(min(max(-100, 100 * (share - loss) - half), found.value), abs=1e-4)
        assert found.high == pytest.approx(max(min(100, 100 * (share - loss) + half), found.value), abs=1e-4)


@pytest.mark.parametrize(("n", "worst"), [(10, 0.93), (30, 0.93)])
def test_nps_coverage_summed_over_every_survey(n, worst):
    counts = np.array(triples(n))
    promoters, detractors = counts.T
    found = [nps([10] * p + [8] * (n - p - d) + [3] * d) for p, d in counts]
    low, high = np.array([e.low for e in found]), np.array([e.high for e in found])
    log_ways = math.lgamma(n + 1) - sum(log_factorials(k) for k in (promoters, detractors, n - promoters - detractors))
    covered = []
    for p in np.arange(0.05, 0.91, 0.05):
        for d in np.arange(0.05, 0.951 - p, 0.05):
            rest = max(1 - p - d, 1e-12)
            chance = np.exp(
                log_ways + promoters * np.log(p) + detractors * np.log(d) + (n - promoters - detractors) * np.log(rest)
            )
            truth = 100 * (p - d)
            covered.append(chance[(low <= truth) & (truth <= high)].sum())
    assert 0.93 <= np.mean(covered) <= 0.97
    assert min(covered) >= worst


@pytest.mark.parametrize("n", [10, 30, 100, 1000])
def test_wilson_coverage_summed_over_every_count(n):
    k = np.arange(n + 1)
    bounds = np.array([wilson(c / n, n) for c in k])
    log_ways = math.lgamma(n + 1) - log_factorials(k) - log_factorials(n - k)
    truths = np.linspace(0.05, 0.95, 91)
    covered = [
        np.exp(log_ways + k * np.log(p) + (n - k) * np.log(1 - p))[(bounds[:, 0] <= p) & (p <= bounds[:, 1])].sum()
        for p in truths
    ]
    # Counts are whole numbers: for single values of the truth coverage swings, on average it is nominal.
    assert 0.93 <= np.mean(covered) <= 0.97
    assert min(covered) > 0.83


def coverage(outcome, draw, truth, n, repeats):
    rng, tally = np.random.default_rng(n), Tally()
    for _ in range(repeats):
        found = outcome.summarize(draw(rng, n))
        tally.cover(found.low, truth, found.high)
    return tally


def make(kind, **options):
    return make_outcome(Metric(column="q", kind=kind, **options))


SCORES = np.array([0.04, 0.01, 0.01, 0.02, 0.02, 0.06, 0.06, 0.13, 0.2, 0.2, 0.25])
NPS_TRUTH = 100 * (SCORES[9:].sum() - SCORES[:7].sum())


@pytest.mark.parametrize(
    ("n", "repeats"), [(30, 1000), (1000, 800), *long((30, 10_000), (60, 10_000), (100, 10_000), (1000, 5000))]
)
def test_coverage_on_skewed_and_tied_answers(check, n, repeats):
    scores = lambda rng, size: rng.choice(11, size, p=SCORES).astype(float)  # noqa: E731
    stars = lambda rng, size: rng.choice(5, size, p=[0.1, 0.05, 0.1, 0.25, 0.5]) + 1.0  # noqa: E731
    check.covers(coverage(make("nps"), scores, NPS_TRUTH, n, repeats), "nps")
    check.covers(coverage(make("csat", scale=(1, 5)), stars, 75.0, n, repeats), "csat")
    check.covers(coverage(make("ces", scale=(1, 5), direction="lower"), stars, 4.0, n, repeats), "ces")


@pytest.mark.parametrize(("n", "repeats"), [(30, 1500), (90, 1500), *long((30, 20_000), (90, 10_000))])
def test_coverage_of_a_mean_of_numbers(check, n, repeats):
    # Mildly skewed numbers; nothing is winsorised below 100 answers.
    check.covers(coverage(make("number"), lambda rng, size: rng.gamma(4, 5, size), 20.0, n, repeats), "number")


@pytest.mark.parametrize("repeats", [1000, *long((10_000,))])
def test_coverage_with_weights(check, repeats):
    # The weights undo that promoters are twice as likely to answer.
    def answers(rng, size):
        happy = rng.random(size) < 2 / 3
        return np.where(happy, 10.0, 3.0)

    rng = np.random.default_rng(1)
    hits = Tally()
    for _ in range(repeats):
        raw = answers(rng, 100)
        found = make("nps").summarize(raw, np.where(raw > 5, 0.5, 1.0))
        hits.cover(found.low, 0, found.high)
    check.covers(hits)


@pytest.mark.parametrize(("people", "repeats"), [(15, 600), (60, 600), *long((15, 8000), (60, 6000))])
def test_coverage_with_repeated_respondents(check, people, repeats):
    rng = np.random.default_rng(people)
    hits = {name: Tally() for name in ("nps", "ces", "naive")}
    for _ in range(repeats):
        mood = rng.normal(0, 1, people)
        who = np.repeat(np.arange(people), 4)
        latent = mood[who] + rng.normal(0, 0.5, 4 * people)
        raw = np.where(latent > 0.3, 10.0, np.where(latent < -0.3, 3.0, 7.0))
        for name, found in (
            ("nps", make("nps").summarize(raw, clusters=who)),
            ("naive", make("nps").summarize(raw)),
            ("ces", make("ces", scale=(-2, 2), direction="higher").summarize(np.clip(latent, -2, 2), clusters=who)),
        ):
            hits[name].cover(found.low, 0, found.high)
    # With 15 people the two small-sample corrections add up to a little more than nominal.
    for kind in ("nps", "ces"):
        check.covers(hits[kind], kind, high=0.97 if people >= 30 else 0.985)
    assert hits["naive"].rate < 0.85
