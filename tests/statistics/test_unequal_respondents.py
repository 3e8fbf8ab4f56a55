"""Respondents of unequal size, as accounts of companies: do intervals hold, and is nothing established where nothing matters?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from fixtures.simulated import DRAWS, Tally, long
from scipy.sparse import csr_array

from cxtext.impact import MAX_Q
from cxtext.impact.effects import Design, measure_effects
from cxtext.impact.groups import measure_groups
from cxtext.impact.ranking import Candidates, rank_effects

SIZES = {
    "four each": lambda rng, n: np.full(n, 4),
    "geometric": lambda rng, n: rng.geometric(0.25, n),
    "lognormal": lambda rng, n: rng.lognormal(1, 1, n),
    "pareto": lambda rng, n: rng.pareto(1.0, n),
    "a quarter of all": lambda rng, n: np.r_[n // 4, np.ones(n)],
    "half of all": lambda rng, n: np.r_[n // 2, np.full(n, 2)],
    "four large": lambda rng, n: np.r_[np.full(4, n // 8), np.ones(n)],
}


def draw_respondents(rng, n, kind):
    """Return the respondent of each of ``n`` answers."""
    sizes = np.maximum(1, SIZES[kind](rng, n)).astype(int)
    return np.repeat(np.arange(len(sizes)), sizes)[:n]


def mention(rng, who, k, share, own):
    """Mentions: with chance ``own`` those that are the respondent's, else of the answer alone."""
    theirs = (rng.random((who.max() + 1, k)) < share)[who]
    return np.where(rng.random((len(who), k)) < own, theirs, rng.random((len(who), k)) < share).astype(float)


@pytest.mark.parametrize(
    ("kind", "repeats"),
    [("four each", 30), ("lognormal", 30), ("a quarter of all", 30), *long(*((kind, DRAWS) for kind in SIZES))],
)
@pytest.mark.parametrize("mood", [60.0, 0.0])
def test_effects_hold_whatever_the_size_of_respondents(check, kind, mood, repeats):
    rng, n, k = np.random.default_rng(4), 400, 15
    lenses = ("gap", "impact", "adjusted")
    held, any_established = {lens: Tally() for lens in lenses}, Tally()
    for _ in range(repeats):
        who = draw_respondents(rng, n, kind)
        x = mention(rng, who, k, 0.1, 0.8 if mood else 0.0)
        y = mood * rng.normal(size=n)[who] + (20 if mood else 60) * rng.normal(size=n)
        effects = measure_effects(csr_array(x), y, Design(respondent=who))
        themes = Candidates([f"T{t:03d}" for t in range(k)], x.sum(axis=0).astype(np.int64), np.full(k, np.nan))
        found = rank_effects(effects, 1, themes, bootstraps=40)
        for lens in lenses:
            held[lens].cover(effects.columns[f"{lens}_low"] - 1e-9, 0.0, effects.columns[f"{lens}_high"] + 1e-9)
        beyond = (found.shrunken_low > 0) | (found.shrunken_high < 0)
        any_established.add(bool((beyond & (found.q_value <= MAX_Q)).any()))
    for lens in lenses:
        check.covers(held[lens], lens, high=1.0)
    check.at_most(any_established, MAX_Q, "surveys with an established theme")


@pytest.mark.parametrize(
    ("kind", "repeats"), [("lognormal", 25), ("a quarter of all", 25), *long(*((kind, DRAWS) for kind in SIZES))]
)
def test_no_group_differs_where_none_does_whatever_the_size_of_respondents(check, kind, repeats):
    rng, n, k, any_established = np.random.default_rng(5), 600, 15, Tally()
    for _ in range(repeats):
        who = draw_respondents(rng, n, kind)
        x = csr_array(mention(rng, who, k, 0.12, 0.7))
        plans = pd.DataFrame({"plan": rng.choice(["a", "b", "c"], n)[who]})
        table = measure_groups([f"T{t}" for t in range(k)], x, plans, Design(respondent=who)).table
        any_established.add(bool((table["q_value"] <= MAX_Q).any()))
    check.at_most(any_established, 0.06, "surveys with an established group")


@pytest.mark.parametrize(("kind", "repeats"), [("lognormal", 60), *long(*((kind, 2 * DRAWS) for kind in SIZES))])
def test_effects_that_are_there_are_covered_whatever_the_size_of_respondents(check, kind, repeats):
    rng, n = np.random.default_rng(6), 600
    slopes, shares = np.array([-40.0, -20.0, 0.0]), np.array([0.3, 0.15, 0.1])
    truth = {"gap": slopes, "impact": slopes * shares, "adjusted": slopes * shares}
    held = {lens: Tally() for lens in truth}
    for _ in range(repeats):
        who = draw_respondents(rng, n, kind)
        x = mention(rng, who, 3, shares, 0.5)
        y = x @ slopes + 30 * rng.normal(size=n)[who] + 30 * rng.normal(size=n)
        columns = measure_effects(csr_array(x), y, Design(respondent=who)).columns
        for lens, true in truth.items():
            held[lens].cover(columns[f"{lens}_low"], true, columns[f"{lens}_high"])
    for lens in truth:
        check.covers(held[lens], lens, high=1.0)
