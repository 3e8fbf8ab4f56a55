"""A survey in which some responses were posted on two channels: the figures are those of the survey without the copies."""

from __future__ import annotations

import numpy as np
import pytest
from fixtures.simulated import DRAWS, Tally, long
from scipy.sparse import csr_array

from cxtext.impact.effects import Design, measure_effects
from cxtext.metrics import Answers, make_outcome
from cxtext.settings import Metric

SLOPES, SHARES = np.array([-2.0, -1.0, 0.0]), np.array([0.3, 0.15, 0.1])
LENSES = ("gap", "impact", "adjusted")


def draw_survey(rng, n):
    """Return mentions of three themes, and answers to a recommendation from 0 to 10."""
    x = (rng.random((n, 3)) < SHARES).astype(float)
    return x, np.clip(np.round(8 + x @ SLOPES + 2 * rng.normal(size=n)), 0, 10)


def post_twice(rng, x, score, share, lost):
    """Return the survey with copies behind it, and the number of the text of each; a part of the copies has no score."""
    n = len(score)
    again = np.flatnonzero(rng.random(n) < share)
    second = np.where(rng.random(len(again)) < lost, np.nan, score[again])
    text = np.concatenate([np.arange(n), again])
    return x[text], np.concatenate([score, second]), text


def measure(x, score, design):
    """Return low, value and high of the metric, and of each lens for each theme."""
    nps = make_outcome(Metric(column="nps", kind="nps"), score.astype(str))
    answers = Answers(nps, score, 0)
    own = design.for_answers(answers)
    whole = nps.summarize(score, own.weights, own.respondent)
    columns = measure_effects(csr_array(x), nps.points(score), own).columns
    found = {"metric": np.array([[whole.low], [whole.value], [whole.high]])}
    return found | {name: np.array([columns[f"{name}_low"], columns[name], columns[f"{name}_high"]]) for name in LENSES}


@pytest.fixture(scope="module")
def truth():
    """The same of very many people."""
    rng = np.random.default_rng(0)
    return {name: found[1] for name, found in measure(*draw_survey(rng, 200_000), Design()).items()}


@pytest.mark.parametrize(
    ("share", "lost", "repeats"),
    [(0.1, 0.0, 40), (0.1, 0.5, 40), *long(*((*kind, 4 * DRAWS) for kind in ((0.1, 0.0), (0.1, 0.5), (0.5, 0.5))))],
)
def test_copies_on_another_channel_change_neither_estimates_nor_intervals(check, truth, share, lost, repeats):
    rng = np.random.default_rng(1)
    held, width = {name: Tally() for name in truth}, {name: [] for name in truth}
    for _ in range(repeats):
        x, score = draw_survey(rng, 400)
        alone = measure(x, score, Design())
        x2, score2, text = post_twice(rng, x, score, share, lost)
        joined = measure(x2, score2, Design(respondent=text, copies=text))
        for name, (low, value, high) in joined.items():
            held[name].cover(low, truth[name], high)
            np.testing.assert_allclose(value, alone[name][1], rtol=0, atol=1e-8)
            width[name].append(np.mean((high - low) / (alone[name][2] - alone[name][0])))
    for name, tally in held.items():
        check.covers(tally, name, high=0.97)
        check.figure(f"{name}: width over that without copies", float(np.mean(width[name])), low=0.97, high=1.03)


@pytest.mark.parametrize(("share", "repeats"), [(0.5, 150), *long((0.1, 4 * DRAWS), (0.5, 4 * DRAWS))])
def test_copies_that_count_each_make_intervals_too_narrow(check, truth, share, repeats):
    rng, held = np.random.default_rng(2), {name: Tally() for name in truth}
    for _ in range(repeats):
        x, score, _ = post_twice(rng, *draw_survey(rng, 400), share, 0.0)
        for name, (low, _, high) in measure(x, score, Design()).items():
            held[name].cover(low, truth[name], high)
    for name, tally in held.items():
        check.figure(f"{name}: coverage, each copy counted", tally.rate, high=0.945)
