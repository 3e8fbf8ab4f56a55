"""Coverage of the three lenses, recovery of what was planted, and where removal misleads."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from fixtures.simulated import LENSES, LensTally, Tally, long
from scipy.sparse import csr_array

from cxtext.impact.effects import Design, measure_effects

SHARES = np.array([0.3, 0.2, 0.1, 0.1, 0.05, 0.03])
SLOPES = np.array([-25.0, -10.0, 0.0, -35.0, 17.0, -28.0])
SILENT, SILENT_SLOPE, BASE = 0.2, 10.0, 30.0


def draw(rng, n, kind):
    """Answers whose mean is linear in correlated mentions: nps and top box are tied, the last is skewed."""
    no_comment = rng.random(n) < SILENT
    talkative = 0.5 + rng.random(n)
    x = ((rng.random((n, 6)) < SHARES * talkative[:, None]) & ~no_comment[:, None]).astype(float)
    mean = BASE + x @ SLOPES + SILENT_SLOPE * no_comment
    if kind == "nps":
        u, promoters = rng.random(n), (0.75 + mean / 100) / 2
        y = np.where(u < promoters, 100.0, np.where(u < 0.75, -100.0, 0.0))
    elif kind == "top box":
        y = np.where(rng.random(n) < (mean + 100) / 200, 100.0, 0.0)
    else:
        y = mean + 30 * (rng.lognormal(0, 0.6, n) - np.exp(0.18))
    return x, y, no_comment


@cache
def truths(kind):
    """What the lenses estimate, over the whole population."""
    slopes = SLOPES * (0.5 if kind == "top box" else 1.0)
    rng = np.random.default_rng(99)
    x, _, no_comment = draw(rng, 400_000, kind)
    mean = x @ slopes + SILENT_SLOPE * (0.5 if kind == "top box" else 1.0) * no_comment
    share = SHARES * (1 - SILENT)
    gap = x.T @ mean / x.sum(axis=0) - (1 - x).T @ mean / (1 - x).sum(axis=0)
    return {"gap": gap, "impact": gap * share, "adjusted": slopes * share}


@pytest.mark.parametrize("kind", ["nps", "top box", "skewed"])
@pytest.mark.parametrize(
    ("n", "repeats"), [(30, 120), (1000, 60), *long((30, 2500), (60, 600), (100, 600), (300, 400), (1000, 300))]
)
def test_intervals_cover_the_truth(check, kind, n, repeats):
    rng, found = np.random.default_rng(n), LensTally(truths(kind))
    for _ in range(repeats):
        x, y, no_comment = draw(rng, n, kind)
        found.cover(measure_effects(csr_array(x), y, Design(has_content=~no_comment)).columns)
    found.judge(check)


@pytest.mark.parametrize(("n_people", "repeats"), [(25, 60), *long((25, 800), (50, 600), (100, 600))])
def test_intervals_cover_the_truth_when_respondents_repeat(check, n_people, repeats):
    rng = np.random.default_rng(n_people)
    hits, naive = ({lens: Tally() for lens in LENSES} for _ in range(2))
    for _ in range(repeats):
        who = np.repeat(np.arange(n_people), 4)
        # Who brings a theme up does so again and again, and is in the same mood each time.
        x = np.column_stack([rng.random(n_people) < 0.35, rng.random(n_people) < 0.25])[who].astype(float)
        y = x @ [-20.0, 0.0] + 30 * rng.normal(size=n_people)[who] + 15 * rng.normal(size=len(who))
        truth = {"gap": [-20, 0], "impact": [-7, 0], "adjusted": [-7, 0]}
        one, other = measure_effects(csr_array(x), y, Design(respondent=who)).columns, measure_effects(csr_array(x), y).columns
        for lens in LENSES:
            for columns, count in ((one, hits), (other, naive)):
                count[lens].cover(columns[f"{lens}_low"], truth[lens], columns[f"{lens}_high"])
    for lens in LENSES:
        check.covers(hits[lens], lens)
        assert naive[lens].rate < 0.85, lens


def test_planted_effects_are_recovered():
    x, y, no_comment = draw(np.random.default_rng(5), 40_000, "nps")
    found = measure_effects(csr_array(x), y, Design(has_content=~no_comment))
    truth = truths("nps")
    for lens in LENSES:
        spread = (found.columns[f"{lens}_high"] - found.columns[f"{lens}_low"]) / 4
        assert (np.abs(found.columns[lens] - truth[lens]) < 4 * spread).all(), lens
    assert found.model.coefficients == pytest.approx(SLOPES, abs=5)
    assert found.model.intercept == pytest.approx(BASE, abs=2)


def test_a_companion_theme_misleads_removal_but_not_adjusted():
    # Outages cost 60 points. The status page costs nothing, but is mentioned along with outages.
    rng = np.random.default_rng(6)
    n = 4000
    outage = rng.random(n) < 0.2
    status_page = np.where(outage, rng.random(n) < 0.6, rng.random(n) < 0.03)
    u, mean = rng.random(n), np.where(outage, -20.0, 40.0)
    promoters = (0.75 + mean / 100) / 2
    y = np.where(u < promoters, 100.0, np.where(u < 0.75, -100.0, 0.0))
    found = measure_effects(csr_array(np.column_stack([outage, status_page]).astype(float)), y).columns
    assert found["impact_high"][1] < -3
    assert found["adjusted_low"][1] < 0 < found["adjusted_high"][1]
    assert found["adjusted_low"][0] < 0.2 * -60 < found["adjusted_high"][0]
