"""Does a fix seem to have worked where nothing was done, and is one that worked still seen?"""

from __future__ import annotations

import numpy as np
import pytest
from fixtures.simulated import DRAWS, Tally, long
from scipy.sparse import csr_array

from cxtext.impact.checks import (
    MEASURES,
    check_before,
    compare_changes,
    judge_placebos,
    place_placebos,
    split_periods,
)
from cxtext.studies.fixes.sentences import judge_change

N_THEMES, N_WAVES = 10, 12
WORLDS = {"calm": (0.0, 0.0), "overdispersed": (0.15, 0.0), "drifting": (0.0, 0.08)}


def survey(rng, world, n, effect=1.0):
    """Draw waves of ``n`` responses; shares vary from wave to wave, or drift, by the world; theme 0 changes from wave 8 on."""
    noise, drift = WORLDS[world]
    level = np.log(rng.uniform(0.05, 0.15, N_THEMES)) + np.cumsum(drift * rng.normal(size=(N_WAVES, N_THEMES)), axis=0)
    level = np.exp(level + noise * rng.normal(size=level.shape))
    level[8:, 0] *= effect
    wave = np.repeat(np.arange(N_WAVES), n)
    x = (rng.random((len(wave), N_THEMES)) < np.minimum(level[wave], 0.6)).astype(float)
    y = 30 - 20 * x.sum(axis=1) + 40 * rng.normal(size=len(wave))
    return csr_array(x), y, wave


def judge(x, y, wave, themes):
    """Return the verdict on each measure of some of the themes at wave 8."""
    data = split_periods(x, (wave >= 8).astype(int), y)
    changes = {m: compare_changes(data, m) for m in MEASURES}
    sides = [split_periods(x, period, y) for period in place_placebos(wave, wave < 8, int((wave >= 8).sum()))]
    placebos = [{m: compare_changes(side, m) for m in MEASURES} for side in sides]
    found = []
    for t in themes:
        test, before = judge_placebos(t, changes, placebos), check_before(data, t, wave)
        found.append([judge_change(m, changes[m][t], test, before) for m in MEASURES])
    return found


def improves(one):
    """Whether a measure changed for the better."""
    return one.is_established and (one.change.net < 0) == (one.measure == "share")


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize(("n", "repeats"), [(80, 6), *long((80, DRAWS // 2), (250, DRAWS // 4))])
def test_where_nothing_was_done_it_seldom_seems_to_have_worked(check, world, n, repeats):
    rng, worked, interval = np.random.default_rng(n), Tally(), Tally()
    for _ in range(repeats):
        judged = judge(*survey(rng, world, n), range(N_THEMES))
        worked.add(np.array([any(map(improves, one)) for one in judged]))
        interval.add(np.array([any(m.change.low > 0 or m.change.high < 0 for m in one) for one in judged]))
    check.at_most(worked, 0.05, "it seems to have worked")
    check.figure("an interval is on one side of zero", interval.rate)


@pytest.mark.parametrize(("n", "repeats"), [(150, 8), *long((150, DRAWS))])
def test_a_fix_that_worked_is_seen(check, n, repeats):
    rng, worked = np.random.default_rng(5), Tally()
    for _ in range(repeats):
        (judged,) = judge(*survey(rng, "calm", n, effect=0.3), [0])
        worked.add(any(map(improves, judged)))
    check.between(worked, 0.75, 1.0, "a fall to three tenths is seen")


#: Log of the share of theme 0, less its level, in waves that have nothing to do with a fix at wave 8, and with one.
COURSES = {
    "a burst just before": np.r_[np.zeros(6), 0.6, 1.2, np.zeros(4)],
    "a decline that began two waves before": -0.12 * np.maximum(0, np.arange(12) - 5),
    "a halving at the date": np.log(np.r_[np.ones(8), np.full(4, 0.5)]),
}


def judge_course(rng, course, n):
    """Judge theme 0, whose share has one of the courses."""
    level = np.tile(np.log(rng.uniform(0.05, 0.15, N_THEMES)), (N_WAVES, 1))
    level[:, 0] += COURSES[course]
    wave = np.repeat(np.arange(N_WAVES), n)
    x = (rng.random((len(wave), N_THEMES)) < np.exp(level)[wave]).astype(float)
    (judged,) = judge(csr_array(x), 30 - 20 * x.sum(axis=1) + 40 * rng.normal(size=len(wave)), wave, [0])
    return judged


@pytest.mark.parametrize(("course", "most"), [("a burst just before", 0.05), ("a decline that began two waves before", 0.3)])
@pytest.mark.parametrize(("n", "repeats"), [(150, 10), *long((150, DRAWS), (400, DRAWS // 2))])
def test_what_began_or_peaked_before_the_date_is_not_put_down_to_the_fix(check, course, most, n, repeats):
    rng, worked, seen = np.random.default_rng(n), Tally(), Tally()
    for _ in range(repeats):
        judged = judge_course(rng, course, n)
        worked.add(any(map(improves, judged)))
        seen.add(any(one.rival is not None for one in judged))
    check.at_most(worked, most, "it seems to have worked")
    check.figure("a change is said to have another reason", seen.rate)


@pytest.mark.parametrize(("n", "least", "repeats"), [(400, 0.85, 6), *long((150, 0.45, DRAWS), (400, 0.85, DRAWS // 2))])
def test_a_halving_at_the_date_is_put_down_to_it(check, n, least, repeats):
    rng, worked, changed = np.random.default_rng(n), Tally(), Tally()
    for _ in range(repeats):
        judged = judge_course(rng, "a halving at the date", n)
        worked.add(any(map(improves, judged)))
        changed.add(any(improves(one) or (one.rival is not None and one.change.net < 0) for one in judged))
    check.between(worked, least, 1.0, "it seems to have worked")
    check.figure("it seems to have worked, or to have changed for another reason", changed.rate)
