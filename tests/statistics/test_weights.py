"""Coverage where weights go with the answers, every comment has a theme, numbers are skew, or scores are missing."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from fixtures.simulated import DRAWS, LENSES, Tally, long
from scipy.sparse import csr_array

from cxtext.impact import commenters_gap, measure_unscored
from cxtext.impact.effects import Design, measure_effects
from cxtext.metrics import make_outcome
from cxtext.settings import Metric

OUTCOMES = {
    kind: make_outcome(Metric(column="q", kind=kind, **options))
    for kind, options in {
        "nps": {},
        "csat": {"scale": (1, 5)},
        "ces": {"scale": (1, 7), "direction": "higher"},
        "binary": {},
        "number": {},
        "duration": {},
        "count": {},
    }.items()
}
SCORES = np.array([0.05, 0.02, 0.02, 0.03, 0.03, 0.05, 0.05, 0.1, 0.2, 0.2, 0.25])
STARS, EASE = np.array([0.1, 0.05, 0.1, 0.25, 0.5]), np.array([0.06, 0.04, 0.05, 0.1, 0.15, 0.3, 0.3])
TRUTH = {"nps": 20.0, "csat": 75.0, "ces": 5.34, "binary": 12.0, "number": 20.0, "duration": np.e, "count": 0.3}


def draw_answers(rng, kind, n):
    """Return answers, their exposures, and who is unhappy."""
    if kind == "nps":
        raw = rng.choice(11, n, p=SCORES).astype(float)
        return raw, None, raw <= 6
    if kind in ("csat", "ces"):
        raw = rng.choice(5 if kind == "csat" else 7, n, p=STARS if kind == "csat" else EASE) + 1.0
        return raw, None, raw <= 3
    if kind == "binary":
        raw = (rng.random(n) < 0.12).astype(float)
        return raw, None, raw > 0
    if kind == "count":
        exposure = rng.integers(1, 25, n).astype(float)
        raw = rng.poisson(0.3 * exposure * rng.gamma(2, 0.5, n)) / exposure
        return raw, exposure, raw > 0.4
    raw = rng.gamma(4, 5, n) if kind == "number" else rng.lognormal(1, 1, n)
    return raw, None, raw < 14 if kind == "number" else raw > 5


def take(rng, unhappy, n, who):
    """Draw ``n`` who answer, and their weights: the unhappy answer less or more often, or weights are unrelated."""
    if who == "unrelated":
        return np.arange(n), rng.lognormal(0, 0.7, n)
    chance = np.where(unhappy, 0.25, 0.9) if who == "the happy answer" else np.where(unhappy, 0.9, 0.25)
    drawn = np.flatnonzero(rng.random(len(unhappy)) < chance)[:n]
    return drawn, 1 / chance[drawn]


WHO = ("the happy answer", "the unhappy answer", "unrelated")


@pytest.mark.parametrize("kind", list(OUTCOMES))
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("n", "repeats"), [(100, 150), *long((100, 5 * DRAWS), (400, 5 * DRAWS))])
def test_metrics_with_weights_cover_the_truth(check, kind, who, n, repeats):
    rng, held = np.random.default_rng(n), Tally()
    for _ in range(repeats):
        raw, exposure, unhappy = draw_answers(rng, kind, 8 * n)
        drawn, w = take(rng, unhappy, n, who)
        found = OUTCOMES[kind].summarize(raw[drawn], w if exposure is None else w * exposure[drawn])
        held.cover(found.low, TRUTH[kind], found.high)
    # What at 100 answers rests on five unhappy ones who answered holds a little less, or more.
    check.covers(held, kind, *((0.93, 0.97) if n > 100 else (0.925, 0.975)))


SHARES, SLOPES = np.array([0.3, 0.2, 0.1, 0.06]), np.array([-40.0, -20.0, 0.0, -50.0])


def draw_survey(rng, n, spread):
    """Draw mentions, answers and who is unhappy; NPS, or numbers that vary four times as much where the first theme is."""
    x = (rng.random((n, 4)) < SHARES * (0.5 + rng.random(n))[:, None]).astype(float)
    mean = 40 + x @ SLOPES
    if spread == "unequal":
        y = mean + np.where(x[:, 0] > 0, 60, 15) * rng.normal(size=n)
        return x, y, y < 20
    u, promoters = rng.random(n), (0.75 + mean / 100) / 2
    y = np.where(u < promoters, 100.0, np.where(u < 0.75, -100.0, 0.0))
    return x, y, y < 0


@cache
def lens_truth(spread):
    """What the lenses estimate, over the whole population."""
    x, _, _ = draw_survey(np.random.default_rng(99), 400_000, spread)
    mean = 40 + x @ SLOPES
    gap = x.T @ mean / x.sum(axis=0) - (1 - x).T @ mean / (1 - x).sum(axis=0)
    return {"gap": gap, "impact": gap * SHARES, "adjusted": SLOPES * SHARES}


@pytest.mark.parametrize("spread", ["nps", "unequal"])
@pytest.mark.parametrize(
    ("who", "n", "repeats"), [(WHO[0], 800, 50), *long(*((who, n, DRAWS) for who in WHO for n in (400, 800)))]
)
def test_lenses_with_weights_cover_the_truth(check, spread, who, n, repeats):
    rng, truth = np.random.default_rng(n), lens_truth(spread)
    held, each = {lens: Tally() for lens in LENSES}, {lens: [Tally() for _ in SHARES] for lens in LENSES}
    for _ in range(repeats):
        x, y, unhappy = draw_survey(rng, 5 * n, spread)
        drawn, w = take(rng, unhappy, n, who)
        found = measure_effects(csr_array(x[drawn]), y[drawn], Design(weight=w)).columns
        for lens in LENSES:
            low, high = found[f"{lens}_low"], found[f"{lens}_high"]
            held[lens].cover(low, truth[lens], high)
            for t, tally in enumerate(each[lens]):
                tally.cover(low[t], truth[lens][t], high[t])
    for lens in LENSES:
        check.covers(held[lens], lens)
        check.covers_each(each[lens], lens, 0.9, 0.985)


@pytest.mark.parametrize("repeats", [40, *long((3 * DRAWS,))])
def test_lenses_with_weights_cover_the_truth_when_respondents_repeat(check, repeats):
    rng, held = np.random.default_rng(2), {lens: Tally() for lens in LENSES}
    truth = {"gap": [-20, 0], "impact": [-7, 0], "adjusted": [-7, 0]}
    for _ in range(repeats):
        mood, x = 30 * rng.normal(size=1000), rng.random((1000, 2)) < [0.35, 0.25]
        chance = np.where(mood + x @ [-20, 0] < -20, 0.3, 0.9)  # the unhappy answer less often
        people = np.flatnonzero(rng.random(1000) < chance)[:200]
        who = np.repeat(people, 3)
        y = x[who] @ [-20.0, 0.0] + mood[who] + 15 * rng.normal(size=len(who))
        found = measure_effects(csr_array(x[who].astype(float)), y, Design(respondent=who, weight=1 / chance[who])).columns
        for lens in LENSES:
            held[lens].cover(found[f"{lens}_low"], truth[lens], found[f"{lens}_high"])
    for lens in LENSES:
        check.covers(held[lens], lens)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("repeats", [200, *long((5 * DRAWS,))])
def test_what_sets_those_who_wrote_apart_covers_the_truth_with_weights(check, who, repeats):
    def draw(rng, n):
        raw = rng.choice(11, n, p=SCORES)
        y = np.where(raw >= 9, 100.0, np.where(raw >= 7, 0.0, -100.0))
        return y, rng.random(n) < np.where(y < 0, 0.7, 0.3)

    y, wrote = draw(np.random.default_rng(1), 1_000_000)
    rng, truth, held = np.random.default_rng(3), y[wrote].mean() - y.mean(), Tally()
    for _ in range(repeats):
        y, wrote = draw(rng, 1500)
        drawn, w = take(rng, y < 0, 300, who)
        _, low, high = commenters_gap(y[drawn], Design(weight=w, has_content=wrote[drawn]))
        held.cover(low, truth, high)
    check.covers(held)


ONE_EACH, ONE_SLOPES = np.array([0.4, 0.25, 0.2, 0.1, 0.05]), np.array([-30.0, 10.0, -10.0, -50.0, 0.0])


@pytest.mark.parametrize(("n_without", "repeats"), [(5, 60), (25, 60), *long(*((n, 2 * DRAWS) for n in (0, 3, 8, 15, 20, 30)))])
def test_what_ranking_uses_covers_the_truth_where_nearly_every_comment_has_one_theme(check, n_without, repeats):
    def draw(rng, n):
        x = np.eye(5)[rng.choice(5, n, p=ONE_EACH)] * (rng.random(n) >= n_without / 400)[:, None]
        u, promoters = rng.random(n), (0.75 + (30 + x @ ONE_SLOPES) / 100) / 2
        return x, np.where(u < promoters, 100.0, np.where(u < 0.75, -100.0, 0.0))

    x, _ = draw(np.random.default_rng(1), 500_000)
    mean = 30 + x @ ONE_SLOPES
    impact = mean.mean() - (mean @ (1 - x)) / (1 - x).sum(axis=0)
    adjusted = ONE_SLOPES * x.mean(axis=0)
    rng, held, shown = np.random.default_rng(n_without), Tally(), Tally()
    for _ in range(repeats):
        x, y = draw(rng, 400)
        found = measure_effects(csr_array(x), y)
        low, high = found.lens.limits()
        held.cover(low, np.where(found.is_adjusted, adjusted, impact), high)
        shown.add(found.is_adjusted.any())
    check.covers(held)
    check.figure("share of surveys with the adjusted lens", shown.rate)


@pytest.mark.parametrize(("n", "repeats"), [(200, 80), *long(*((n, 3 * DRAWS) for n in (60, 200, 800)))])
def test_limits_of_effects_on_skew_numbers_hold(check, n, repeats):
    shares, slopes, outcome = np.array([0.3, 0.15, 0.08, 0.05]), np.array([-60.0, -30.0, 0.0, -90.0]), OUTCOMES["number"]
    rng, held = np.random.default_rng(n), {name: Tally() for name in (*LENSES, "least", "most")}
    for _ in range(repeats):
        x = (rng.random((n, 4)) < shares).astype(float)
        y = 200 + x @ slopes + 40 * (rng.lognormal(0, 1.2, n) - np.exp(0.72))
        found = measure_effects(csr_array(x), outcome.points(y), Design(is_skewed=outcome.skewed))
        # Winsorising pulls in answers with and without a theme alike, less than a point of any effect.
        for lens in LENSES:
            truth = slopes if lens == "gap" else slopes * shares
            held[lens].cover(found.columns[f"{lens}_low"], truth, found.columns[f"{lens}_high"])
        low, high = found.lens.limits(0.8)
        held["least"].add(high >= slopes * shares, np.isfinite(high))
        held["most"].add(low <= slopes * shares, np.isfinite(low))
    for lens in LENSES:
        check.covers(held[lens], lens, high=0.98)
    check.between(held["least"], 0.78, 0.88, "one-sided 80% limit of a loss")
    check.between(held["most"], 0.78, 0.88, "one-sided 80% limit of a gain")


@pytest.mark.parametrize("repeats", [120, *long((5 * DRAWS,))])
def test_a_gap_moves_with_missing_scores_as_stated(check, repeats):
    # Of those who mention the theme 30% of the promoters give no score, and 60% of all others.
    def draw(rng, n):
        x, u = rng.random(n) < 0.3, rng.random(n)
        y = np.where(u < np.where(x, 0.3, 0.5), 100.0, np.where(u < 0.7, 0.0, -100.0))
        return x, y, rng.random(n) < np.where(x, np.where(y > 0, 0.3, 0.6), 0.2)

    x, y, hidden = draw(np.random.default_rng(1), 1_000_000)
    truth = y[x].mean() - y[~x].mean()
    away = {side: y[s & hidden].mean() - y[s & ~hidden].mean() for side, s in (("with", x), ("without", ~x))}
    rng, held, naive = np.random.default_rng(4), Tally(), Tally()
    for _ in range(repeats):
        x, y, hidden = draw(rng, 600)
        mentions, seen = csr_array(x[:, None].astype(float)), np.where(hidden, np.nan, y)
        found, columns = measure_unscored(mentions, seen), measure_effects(mentions, seen).columns
        low, high = columns["gap_low"][0], columns["gap_high"][0]
        moved = found["unscored_with"][0] * away["with"] - found["unscored_without"][0] * away["without"]
        naive.cover(low, truth, high)
        held.cover(low + moved, truth, high + moved)
    check.covers(held, "moved")
    assert naive.rate < 0.9
