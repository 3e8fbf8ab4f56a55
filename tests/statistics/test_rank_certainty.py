"""Are the probabilities and tiers that the ranking states borne out?"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from fixtures.simulated import DRAWS, Tally, long
from scipy.sparse import csr_array

from cxtext.impact import RESPONDENTS_FOR_CHANCE
from cxtext.impact.effects import Design, measure_effects
from cxtext.impact.groups import measure_groups
from cxtext.impact.ranking import Candidates, rank_effects


def world(rng, n, k, few):
    """Draw shares, slopes and a survey; return the survey and the true damage. ``few`` themes matter, or all."""
    share, slope = rng.uniform(0.02, 0.15, k), rng.normal(-15, 25, k)
    if few:
        slope = np.where(rng.permutation(k) < few, rng.uniform(-60, -20, k), rng.normal(0, 3, k))
    x = (rng.random((n, k)) < share).astype(float)
    return x, x @ slope + 60 * rng.normal(size=n), np.maximum(0.0, -slope * share)


class Chances:
    """Stated chances, and whether what they are of is so, in five bins; surveys are kept together."""

    def __init__(self):
        self.off, self.sizes = [], []

    def add(self, stated, happened):
        bins = np.minimum((stated * 5).astype(int), 4)
        self.off.append(np.bincount(bins, weights=stated - happened, minlength=5))
        self.sizes.append(np.bincount(bins, minlength=5))

    def judge(self, check, high, worst):
        """Hold the mean error of the bins, and the largest one with its standard error."""
        off, size = np.array(self.off), np.maximum(np.sum(self.sizes, axis=0), 1)
        gaps = np.abs(off.sum(axis=0)) / size
        errors = np.sqrt((off**2).sum(axis=0)) / size
        check.figure("calibration error of P(rank <= 5)", gaps @ size / size.sum(), high=high)
        at = int(np.argmax(gaps))
        check.figure("worst of five bins", gaps[at], high=worst, error=errors[at])


@pytest.mark.parametrize(
    ("n", "k", "few", "repeats"),
    [
        (300, 13, 0, 60), (1000, 25, 0, 40), (100, 20, 3, 60),
        *long((100, 12, 0, DRAWS), *((*size, DRAWS) for size in ((300, 8, 0), (300, 15, 0), (300, 8, 2), (300, 20, 3)))),
        *long(*((*size, DRAWS // 2) for size in ((1000, 25, 0), (3000, 25, 0), (1000, 30, 5)))),
    ],
)  # fmt: skip
def test_stated_probabilities_and_tiers_hold(check, n, k, few, repeats):
    rng = np.random.default_rng(n)
    chances, wrong = Chances(), Tally()
    for _ in range(repeats):
        x, y, truth = world(rng, n, k, few)
        themes = Candidates([f"T{t:03d}" for t in range(k)], x.sum(axis=0).astype(np.int64), np.full(k, np.nan))
        found = rank_effects(measure_effects(csr_array(x), y), 1, themes, bootstraps=200)
        worst = np.argsort(-truth)[:5]
        known = np.isfinite(found.p_top5)  # nothing is stated of a theme that nobody mentions, or of so few answers
        chances.add(found.p_top5[known], (np.isin(np.arange(k), worst) & (truth > 0))[known])
        assert known.any() == (n >= RESPONDENTS_FOR_CHANCE)
        order = np.argsort(found.rank)
        for before, after in pairwise(order):
            if found.tier[before] != found.tier[after]:
                wrong.add(truth[before] < truth[after])
    if n >= RESPONDENTS_FOR_CHANCE:
        # .04 is wanted; a mean of five absolute errors is .01 at least where nothing is wrong.
        # Where few matter some bins are nearly empty: no bounds.
        chances.judge(check, high=0.05 if repeats >= 100 else 0.06, worst=None if few else 0.1)
    # Each step between tiers is claimed at 80%.
    assert few or len(wrong.tries) >= 25
    check.at_most(wrong, 0.2, "wrong steps between tiers")


@pytest.mark.parametrize("repeats", [16, *long((3 * DRAWS,))])
def test_false_discoveries_among_groups_stay_at_their_rate(check, repeats):
    rng, found = np.random.default_rng(4), Tally()
    for _ in range(repeats):
        x = csr_array((rng.random((400, 10)) < 0.15).astype(float))
        groups = pd.DataFrame({"plan": rng.choice(["a", "b", "c"], 400), "region": rng.choice(["n", "s"], 400)})
        table = measure_groups([f"T{t}" for t in range(10)], x, groups, Design(has_content=np.ones(400, dtype=bool))).table
        found.add((table["q_value"] <= 0.05).any())
    # Nothing differs: every discovery is false, so that the false discovery rate is how often there is any.
    check.at_most(found, 0.05, "any false discovery")
