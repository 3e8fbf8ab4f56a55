"""Where answers crowd at an end of the scale: what themes account for in the linear lens, and in a model that stays on it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from fixtures.simulated import DRAWS, Tally, long
from scipy.sparse import csr_array
from scipy.special import expit
from scipy.stats import spearmanr

from cxtext.impact.effects import measure_effects

#: Steps of an ordinal logit below its top: a top box, promoters and passives, a rating from 1 to 5.
STEPS = {"top box": (0.0,), "nps": (0.0, 1.2), "rating": (0.0, 1.2, 2.2, 3.2)}
BOUNDS = {"top box": (0.0, 100.0), "nps": (-100.0, 100.0), "rating": (1.0, 5.0)}
#: Log-odds of an answer at the top without any theme.
BASE = 2.0


@cache
def themes(k):
    """Shares and log-odds of the themes."""
    rng = np.random.default_rng(1)
    return rng.uniform(0.02, 0.2, k), rng.normal(-0.9, 1.5, k)


def mention(rng, n, k):
    """Mentions: some say more than others, and every other theme mostly comes with the one before it."""
    share, _ = themes(k)
    x = rng.random((n, k)) < share * (0.4 + 1.2 * rng.random(n))[:, None]
    for t in range(1, k, 2):
        x[:, t] = np.where(x[:, t - 1], rng.random(n) < 0.5, rng.random(n) < share[t] / 3)
    return x.astype(float)


def points_of(steps, kind):
    """Points of an answer, or of its mean, by how many steps are reached."""
    low, high = BOUNDS[kind]
    return low + (high - low) * sum(steps) / len(STEPS[kind])


def mean_of(log_odds, kind):
    return points_of([expit(log_odds + step) for step in STEPS[kind]], kind)


@cache
def truth(kind, k):
    """What each theme accounts for over the whole population."""
    slopes = themes(k)[1]
    x = mention(np.random.default_rng(99), 200_000, k)
    log_odds = BASE + x @ slopes
    mean = mean_of(log_odds, kind)
    return np.array([np.mean(x[:, t] * (mean - mean_of(log_odds - slopes[t] * x[:, t], kind))) for t in range(k)])


@pytest.mark.parametrize(
    ("kind", "n", "k", "repeats"),
    [
        ("top box", 1000, 16, 60), ("nps", 300, 10, 60),
        *long(*((kind, n, k, DRAWS) for kind in STEPS for n, k in ((150, 10), (300, 10), (1000, 16), (3000, 25)))),
    ],
)  # fmt: skip
def test_effects_near_an_end_of_the_scale(check, kind, n, k, repeats):
    rng, true = np.random.default_rng(n), truth(kind, k)
    lenses = ("adjusted", "bounded")
    held, each = {lens: Tally() for lens in lenses}, {lens: [Tally() for _ in true] for lens in lenses}
    values, orders, beyond = {lens: [] for lens in lenses}, {lens: [] for lens in lenses}, []
    for _ in range(repeats):
        x = mention(rng, n, k)
        u, log_odds = rng.random(n), BASE + x @ themes(k)[1]
        y = points_of([u < expit(log_odds + step) for step in STEPS[kind]], kind)
        effects = measure_effects(csr_array(x), y, bounds=BOUNDS[kind])
        columns, has_value = effects.columns, np.isfinite(effects.columns["adjusted"])
        beyond.append(effects.off_scale)
        for lens in lenses:
            held[lens].cover(columns[f"{lens}_low"], true, columns[f"{lens}_high"])
            for t, tally in enumerate(each[lens]):
                tally.cover(columns[f"{lens}_low"][t], true[t], columns[f"{lens}_high"][t])
            values[lens].append(columns[lens])
            orders[lens].append(spearmanr(columns[lens][has_value], true[has_value])[0])
    large = np.abs(true) > np.median(np.abs(true))
    bias = {lens: np.abs(np.nanmean(values[lens], axis=0) / true - 1)[large].max() for lens in lenses}
    check.figure("share of answers whose linear fit is off the scale", np.mean(beyond), low=0.01)
    for lens in lenses:
        check.figure(
            "largest relative bias, larger half of themes", bias[lens], what=lens, high=0.2 if lens == "bounded" else None
        )
        check.figure("rank correlation with the truth", np.mean(orders[lens]), what=lens)
    check.covers(held["bounded"], "bounded")
    check.covers_each(each["bounded"], "bounded", 0.9, 0.99)
    check.between(held["adjusted"], 0, 1, "coverage of the adjusted lens")
    worst = min((one for one in each["adjusted"] if sum(one.tries) > repeats / 2), key=lambda one: one.rate)
    check.between(worst, 0, 0.6 if k == 16 else 1, "coverage of the adjusted lens, lowest of themes")
    better = np.subtract(orders["bounded"], orders["adjusted"])
    check.figure("gain in rank correlation", better.mean(), low=-2.5 * better.std() / repeats**0.5)
