"""Penalty and reward, the size that settles a tie, and what controls change: against planted truth."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from fixtures.simulated import DRAWS, Tally, long
from scipy.sparse import csr_array

from cxtext.impact.effects import Design, Mentions, make_controls, measure_asymmetry, measure_effects
from cxtext.impact.ranking import Candidates, rank_effects

#: Penalty and reward planted in each theme, and the kind that they make; the second half as strong is no type at all.
PLANTED = (
    ((-45, 0), "basic"),
    ((0, 45), "delighter"),
    ((-45, 45), "linear"),
    ((0, 0), None),
    ((-40, 20), None),
    ((-20, 40), None),
)


#: Themes that are not of a kind.
FALSE = {"basic": (1, 3, 4, 5), "delighter": (0, 3, 4, 5), "linear": (0, 1, 3)}


def survey(rng, n, repeats=1):
    """Answers, tied and skewed, with a mean linear in negative and positive mentions; people in a bad mood say bad things."""
    people = n // repeats
    mood = rng.random(people)
    bad, good = (rng.random((people, 6)) < 0.24 * m[:, None] for m in (1 - mood, mood))
    neutral = rng.random((people, 6)) < 0.04
    bad, good, neutral = (np.repeat(m, repeats, axis=0).astype(float) for m in (bad, good, neutral))
    slopes = np.array([planted for planted, _ in PLANTED], dtype=float)
    mean = 10 + bad @ slopes[:, 0] + good @ slopes[:, 1] + np.repeat(25 * rng.normal(size=people), repeats) * (repeats > 1)
    y = mean + rng.choice([-90.0, 0.0, 60.0], p=[0.3, 0.25, 0.45], size=len(mean))
    return ((bad + good + neutral) > 0).astype(float), bad, good, y, np.repeat(np.arange(people), repeats)


def judge(parts):
    x, bad, good, y, who = parts
    mentions = Mentions(csr_array(x), csr_array(bad), csr_array(good))
    columns = vars(measure_asymmetry(mentions, y, Design(respondent=who)))
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


@pytest.mark.parametrize(
    ("n", "each", "surveys"),
    [(300, 1, 100), (1200, 3, 50), *long(*((*size, 5 * DRAWS) for size in ((300, 1), (1500, 1), (1200, 3))))],
)
def test_types_are_false_no_more_often_than_stated(check, n, each, surveys):
    rng = np.random.default_rng(n + each)
    false = {(kind, t): Tally() for kind, ruled_out in FALSE.items() for t in ruled_out}
    sides = {side: Tally() for side in ("penalty", "reward")}
    for _ in range(surveys):
        for t, row in enumerate(judge(survey(rng, n, each))):
            for kind in FALSE:
                if (kind, t) in false:
                    false[kind, t].add(row["type"] == kind)
            for (side, tally), truth in zip(sides.items(), PLANTED[t][0], strict=True):
                tally.cover(row[f"{side}_low"], truth, row[f"{side}_high"])
    # 2.5% each is stated for a side that is none, or at least half as strong.
    for kind, ruled_out in FALSE.items():
        check.each_at_most((false[kind, t] for t in ruled_out), 0.025, f"falsely {kind}, worst theme")
    for side, tally in sides.items():
        check.covers(tally, side)


def test_planted_asymmetry_is_recovered():
    rng = np.random.default_rng(8)
    surveys, right = 20, np.zeros(6)
    for _ in range(surveys):
        right += [row["type"] == kind for row, (_, kind) in zip(judge(survey(rng, 4000)), PLANTED, strict=True)]
    assert right[:3].min() / surveys >= 0.9


def draw_world(rng, kind):
    """Draw how often each of ten themes is mentioned, and its points a mention."""
    share = np.exp(rng.uniform(np.log(0.03), np.log(0.25), 10))
    if kind == "all matter":
        return share, -rng.normal(30, 15, 10)
    return share, np.where(rng.random(10) < 0.3, -rng.normal(40, 10, 10), rng.normal(0, 3, 10))


def answer(rng, world, n):
    """Return mentions and answers."""
    x = (rng.random((n, 10)) < world[0]).astype(float)
    return x, 40 + x @ world[1] + 60 * rng.normal(size=n)


def rank(x, y, seed, bootstraps):
    # Another seed each time: with one for all, the noise of its resamples would be a bias of them all.
    themes = Candidates([f"T{t}" for t in range(10)], x.sum(axis=0).astype(np.int64), np.ones(10))
    return rank_effects(measure_effects(csr_array(x), y), 1, themes, bootstraps=bootstraps, random_state=seed)


@pytest.mark.parametrize(
    ("kind", "n", "surveys"),
    [("all matter", 200, 20), *long(*((kind, n, DRAWS) for kind in ("all matter", "few matter") for n in (200, 500)))],
)
def test_as_many_more_responses_as_stated_settle_a_tie_in_eight_of_ten_cases(check, kind, n, surveys):
    rng = np.random.default_rng(n)
    settled = Tally()
    for seed in range(surveys):
        world = draw_world(rng, kind)
        x, y = answer(rng, world, n)
        found = rank(x, y, seed, 200)
        order = np.argsort(found.rank)
        ties = [(a, b) for a, b in pairwise(order[:6]) if found.tier[a] == found.tier[b]]
        ties = [(a, b) for a, b in ties if found.damage[a] > 0 and found.responses_to_separate[a] < 100_000]
        if not ties:
            continue
        a, b = ties[rng.integers(len(ties))]
        more_x, more_y = answer(rng, world, int(found.responses_to_separate[a]))
        again = rank(np.vstack([x, more_x]), np.concatenate([y, more_y]), seed + 10**6, 100)
        damage = np.maximum(0.0, -world[0] * world[1])
        settled.add(again.tier[a] != again.tier[b] and (again.rank[a] < again.rank[b]) == (damage[a] > damage[b]))
    check.between(settled, 0.7, 0.9, "settled, and the right way round, by as many more as stated")


@pytest.mark.parametrize("n", [600, 3000])
def test_controls_take_out_a_planted_confounder(n):
    # The free plan scores 50 points lower and talks about ads, which themselves cost nothing; the slow export costs 30.
    rng = np.random.default_rng(n)
    plain, held, found = [], [], []
    for _ in range(40):
        free = rng.random(n) < 0.4
        x = np.column_stack([rng.random(n) < np.where(free, 0.3, 0.03), rng.random(n) < 0.15]).astype(float)
        y = 40 - 50.0 * free - 30 * x[:, 1] + 50 * rng.normal(size=n)
        controls, used = make_controls(pd.DataFrame({"plan": np.where(free, "free", "paid"), "team": rng.choice(list("xyz"), n)}))
        assert used == ["plan", "team"]
        for controlled, hits in ((None, plain), (controls, held)):
            columns = measure_effects(csr_array(x), y, Design(controls=controlled)).columns
            hits.append(columns["adjusted_low"][0] <= 0 <= columns["adjusted_high"][0])
            if controlled is not None:
                found.append(columns["adjusted_low"][1] <= -30 * 0.15 <= columns["adjusted_high"][1])
    # Without controls the ads seem to cost points in nearly every survey.
    assert np.mean(plain) < 0.2
    assert np.mean(held) >= 0.88
    assert np.mean(found) >= 0.88
