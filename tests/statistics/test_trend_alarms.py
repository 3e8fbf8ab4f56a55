"""Are flags of change as rare as they say when nothing changes, and found when something does?"""

from __future__ import annotations

import numpy as np
import pytest
from fixtures.simulated import DRAWS, Tally, long

from cxtext.impact.time import History, judge_changes

N_THEMES = 30


def draw(rng, shares, sizes, rho):
    """Draw beta-binomial mentions; ``rho`` is each theme's correlation within waves."""
    spread = (1 - rho) / np.maximum(rho, 1e-12)
    level = np.where(rho > 0, rng.beta(np.maximum(shares * spread, 1e-9), np.maximum((1 - shares) * spread, 1e-9)), shares)
    return rng.binomial(sizes[:, None].astype(int), level).astype(float)


def judge(counts, sizes):
    """Judge waves as they are."""
    return judge_changes(History(counts, sizes, np.zeros(len(sizes), dtype=np.int64)))


def levels(rng, n_waves):
    """Return shares from .5% to 25% that stay as they are."""
    return np.exp(rng.uniform(np.log(0.005), np.log(0.25), N_THEMES))[None, :].repeat(n_waves, axis=0)


SIZES = {
    "even": lambda rng, w: np.full(w, 200.0),
    "growing": lambda rng, w: np.round(np.geomspace(40, 1000, w)),
    "uneven": lambda rng, w: rng.integers(20, 600, w).astype(float),
}
SPREADS = {
    "chance": lambda rng: np.zeros(N_THEMES),
    "spread": lambda rng: np.full(N_THEMES, 0.01),
    "mixed": lambda rng: rng.choice([0, 0.005, 0.03], N_THEMES),
}


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize(("n_waves", "repeats"), [(5, 20), (12, 25), *long(*((n_waves, DRAWS) for n_waves in (5, 7, 12, 24)))])
def test_false_alarms_stay_within_the_budget(check, n_waves, spread, repeats):
    rng = np.random.default_rng(n_waves)
    alarms, small = Tally(), []
    for sizes in SIZES.values():
        for _ in range(repeats):
            n, shares, rho = sizes(rng, n_waves), levels(rng, n_waves), SPREADS[spread](rng)
            found = judge(draw(rng, shares, n, rho), n)
            alarms.add(any(found.flag))
            small.append(np.mean(found.p_value[~np.isnan(found.p_value)] <= 0.05))
    # Nothing changes: a run with any flag is a false alarm, and one in twenty may have one.
    check.at_most(alarms, 0.05, "any false flag")
    check.figure("p <= .05 where nothing changes", np.mean(small), high=0.05)


@pytest.mark.parametrize(
    ("course", "flag", "least"),
    [
        (lambda w: np.r_[np.full(w - 1, 0.08), 0.16], "growing", 0.9),
        (lambda w: np.linspace(0.16, 0.06, w), "shrinking", 0.8),
        (lambda w: np.r_[np.full(w - 2, 0.002), 0.05, 0.05], "emerging", 0.9),
    ],
)
def test_a_planted_change_is_found(course, flag, least):
    rng = np.random.default_rng(3)
    n, found = np.full(12, 1000.0), []
    for _ in range(40):
        shares = levels(rng, 12)
        shares[:, 0] = course(12)
        found.append(judge(draw(rng, shares, n, np.zeros(N_THEMES)), n).flag)
    assert np.mean([flags[0] == flag for flags in found]) >= least
    # Among what is flagged, at most one in twenty may be false.
    assert sum(bool(f) for flags in found for f in flags[1:]) <= 0.05 * 2 * sum(bool(f) for flags in found for f in flags)
