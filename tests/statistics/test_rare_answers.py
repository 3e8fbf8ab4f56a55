"""Where nearly all answers are alike: do intervals hold, and is nothing established where nothing matters?"""

from __future__ import annotations

import numpy as np
import pytest
from fixtures.simulated import Tally, long
from scipy.sparse import csr_array

from cxtext.impact import MAX_Q
from cxtext.impact.effects import measure_effects
from cxtext.impact.ranking import Candidates, rank_effects


def events(share):
    """Answers of yes or no."""
    return lambda rng, n: 100.0 * (rng.random(n) < share)


def happy(rng, n):
    """NPS with few who are not promoters."""
    return rng.choice([-100.0, 0.0, 100.0], n, p=[0.01, 0.02, 0.97])


def stars(rng, n):
    """Ratings that are nearly all the best one."""
    return rng.choice(np.arange(1.0, 6.0), n, p=[0.005, 0.005, 0.01, 0.03, 0.95])


KINDS = {"2% yes": events(0.02), "3% yes": events(0.03), "5% yes": events(0.05), "10% yes": events(0.1),
         "99% yes": events(0.99), "nps of 96": happy, "4.9 stars": stars}  # fmt: skip
BOUNDS = {"nps of 96": (-100.0, 100.0), "4.9 stars": (1.0, 5.0)}
SIZES = [(kind, n, k, 200) for kind in KINDS for n, k in ((800, 15), (1500, 25))]


@pytest.mark.parametrize(
    ("kind", "n", "k", "repeats"),
    [
        ("2% yes", 1500, 40, 25), ("5% yes", 1500, 25, 25), ("nps of 96", 1500, 25, 25),
        *long(*SIZES, ("2% yes", 1500, 40, 300), ("2% yes", 5000, 25, 150), ("10% yes", 400, 20, 300)),
    ],
)  # fmt: skip
def test_nothing_is_established_where_nothing_matters(check, kind, n, k, repeats):
    rng = np.random.default_rng(n + k)
    lenses = ("gap", "impact", "adjusted", "bounded")
    held, shown, any_established = {lens: Tally() for lens in lenses}, Tally(), Tally()
    for _ in range(repeats):
        x = (rng.random((n, k)) < rng.uniform(0.02, 0.15, k)).astype(float)
        effects = measure_effects(csr_array(x), KINDS[kind](rng, n), bounds=BOUNDS.get(kind, (0.0, 100.0)))
        themes = Candidates([f"T{t:03d}" for t in range(k)], x.sum(axis=0).astype(np.int64), np.full(k, np.nan))
        found = rank_effects(effects, 1, themes, bootstraps=40)
        for lens in lenses:
            held[lens].cover(effects.columns[f"{lens}_low"] - 1e-9, 0.0, effects.columns[f"{lens}_high"] + 1e-9)
        shown.cover(found.shrunken_low - 1e-9, 0.0, found.shrunken_high + 1e-9)
        beyond = (found.shrunken_low > 0) | (found.shrunken_high < 0)
        any_established.add(bool((beyond & (found.q_value <= MAX_Q)).any()))
    for lens in lenses:
        check.covers(held[lens], lens, high=1.0)
    check.covers(shown, "shown", high=1.0)
    check.at_most(any_established, MAX_Q, "surveys with an established theme")


@pytest.mark.parametrize(
    ("share", "with_theme", "repeats"), [(0.02, 0.12, 60), *long(*((p, q, 1000) for p in (0.02, 0.05) for q in (0.0, 0.12, 0.3)))]
)
def test_a_theme_that_goes_with_rare_answers_is_measured_and_seen(check, share, with_theme, repeats):
    rng, n, shares = np.random.default_rng(2), 1500, np.array([0.06, 0.05, 0.1, 0.03, 0.12, 0.08])
    held, small = Tally(), Tally()
    for _ in range(repeats):
        x = (rng.random((n, len(shares))) < shares).astype(float)
        y = 100.0 * (rng.random(n) < np.where(x[:, 0] > 0, with_theme, share))
        effects = measure_effects(csr_array(x), y, bounds=(0.0, 100.0))
        held.cover(effects.columns["gap_low"][0], 100 * (with_theme - share), effects.columns["gap_high"][0])
        small.add(effects.lens.p_values()[0] <= 0.05)
    check.covers(held, "gap", high=1.0)
    check.between(small, 0.8 if with_theme >= 0.12 and share == 0.02 else 0.0, 1.0, "surveys in which the theme has p <= .05")
