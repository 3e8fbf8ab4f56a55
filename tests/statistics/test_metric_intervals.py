"""Coverage of the metrics' intervals, exactly where the outcomes can be enumerated."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cxtext.config import Metric
from cxtext.metrics import make_outcome
from cxtext.metrics.estimate import wilson
from cxtext.metrics.nps import nps


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


def coverage(outcome, draw, truth, n, repeats=1500, **sampling):
    rng = np.random.default_rng(n)
    found = [outcome.summarize(draw(rng, n), **{k: make(rng, n) for k, make in sampling.items()}) for _ in range(repeats)]
    return np.mean([e.low <= truth <= e.high for e in found])


def make(kind, **options):
    return make_outcome(Metric(column="q", kind=kind, **options))


SCORES = np.array([0.04, 0.01, 0.01, 0.02, 0.02, 0.06, 0.06, 0.13, 0.2, 0.2, 0.25])
NPS_TRUTH = 100 * (SCORES[9:].sum() - SCORES[:7].sum())


@pytest.mark.parametrize("n", [30, 100, 1000])
def test_coverage_on_skewed_and_tied_answers(n):
    scores = lambda rng, size: rng.choice(11, size, p=SCORES).astype(float)  # noqa: E731
    stars = lambda rng, size: rng.choice(5, size, p=[0.1, 0.05, 0.1, 0.25, 0.5]) + 1.0  # noqa: E731
    assert 0.93 <= coverage(make("nps"), scores, NPS_TRUTH, n) <= 0.975
    assert 0.93 <= coverage(make("csat", scale=(1, 5)), stars, 75.0, n) <= 0.975
    assert 0.93 <= coverage(make("ces", scale=(1, 5), direction="lower"), stars, 4.0, n) <= 0.975


@pytest.mark.parametrize("n", [30, 90])
def test_coverage_of_a_mean_of_numbers(n):
    # Student's t: nominal for mildly skewed numbers only; nothing is winsorised below 100 answers.
    assert 0.925 <= coverage(make("number"), lambda rng, size: rng.gamma(4, 5, size), 20.0, n) <= 0.97


def test_coverage_with_weights():
    # The weights undo that promoters are twice as likely to answer.
    def answers(rng, size):
        happy = rng.random(size) < 2 / 3
        return np.where(happy, 10.0, 3.0)

    rng = np.random.default_rng(1)
    hits = []
    for _ in range(1500):
        raw = answers(rng, 100)
        found = make("nps").summarize(raw, np.where(raw > 5, 0.5, 1.0))
        hits.append(found.low <= 0 <= found.high)
    assert 0.93 <= np.mean(hits) <= 0.975


@pytest.mark.parametrize("people", [15, 60])
def test_coverage_with_repeated_respondents(people):
    rng = np.random.default_rng(people)
    hits = {"nps": [], "ces": [], "naive": []}
    for _ in range(1200):
        mood = rng.normal(0, 1, people)
        who = np.repeat(np.arange(people), 4)
        latent = mood[who] + rng.normal(0, 0.5, 4 * people)
        raw = np.where(latent > 0.3, 10.0, np.where(latent < -0.3, 3.0, 7.0))
        for name, found in (
            ("nps", make("nps").summarize(raw, clusters=who)),
            ("naive", make("nps").summarize(raw)),
            ("ces", make("ces", scale=(-2, 2), direction="higher").summarize(np.clip(latent, -2, 2), clusters=who)),
        ):
            hits[name].append(found.low <= 0 <= found.high)
    # With 15 people the two small-sample corrections add up to a little more than nominal.
    assert 0.93 <= np.mean(hits["nps"]) <= 0.985
    assert 0.93 <= np.mean(hits["ces"]) <= 0.985
    assert np.mean(hits["naive"]) < 0.85
