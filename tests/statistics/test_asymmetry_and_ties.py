"""Penalty and reward, the size that settles a tie, and what controls change: against planted truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from fixtures.simulated import Tally, long
from scipy.sparse import csr_array

from cxtext.impact import TIER_CONFIDENCE
from cxtext.impact.effects import Design, Mentions, make_controls, measure_asymmetry, measure_effects
from cxtext.impact.ranking import Candidates, rank_effects, responses_needed

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
    [(300, 1, 100), (1200, 3, 50), *long((300, 1, 2500), (1500, 1, 1500), (1200, 3, 1500))],
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


def two_themes(rng, n):
    """Return mentions and answers in which the first theme costs more than the second by 1.2 points."""
    x = (rng.random((n, 3)) < [0.15, 0.14, 0.1]).astype(float)
    return x, 40 + x @ np.array([-40.0, -34.0, 0.0]) + 60 * rng.normal(size=n)


def rank(x, y, seed, bootstraps=150):
    # Another seed each time: with one for all, the noise of its resamples would be a bias of them all.
    themes = Candidates(["a", "b", "c"], x.sum(axis=0).astype(np.int64), np.ones(3))
    return rank_effects(measure_effects(csr_array(x), y), 1, themes, bootstraps=bootstraps, random_state=seed)


@pytest.mark.parametrize(("ties", "surveys"), [(20, 80), *long((200, 800))])
def test_as_many_responses_as_stated_settle_a_tie_four_times_in_five(check, ties, surveys):
    truth = 40 * 0.15 - 34 * 0.14
    rng = np.random.default_rng(1)
    spreads, stated = [], []
    for seed in range(ties):
        found = rank(*two_themes(rng, 500), seed)
        if found.tier[0] == found.tier[1] and found.rank[0] < found.rank[1] and np.isfinite(found.responses_to_separate[0]):
            gap = found.damage[0] - found.damage[1]
            stated.append((found.responses_to_separate[0] + 500) * gap**2 / truth**2)
    for _ in range(max(120, 5 * ties)):
        x, y = two_themes(rng, 500)
        adjusted = measure_effects(csr_array(x), y).columns["adjusted"]
        spreads.append(adjusted[1] - adjusted[0])
    # What a tie states is right for the difference it saw; put the true one in its place.
    needed = responses_needed(truth, float(np.std(spreads)), 500, TIER_CONFIDENCE)
    check.figure("stated responses over those needed", np.median(stated) / needed, *((0.8, 1.25) if ties < 100 else (0.9, 1.1)))
    n, settled = int(np.median(stated)), Tally()
    for seed in range(surveys):
        found = rank(*two_themes(rng, n), seed)
        settled.add(found.rank[0] < found.rank[1] and found.tier[0] != found.tier[1])
    check.between(settled, 0.77, 0.83, "power at the stated number")


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
