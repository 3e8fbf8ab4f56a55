"""Are differences between groups as rare as they say when there are none, and their intervals as wide as they must be?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from fixtures.simulated import Tally, long
from scipy.sparse import csr_array

from cxtext.impact.effects import SIMPLE, Design
from cxtext.impact.groups import measure_groups

N, THEMES = 500, 12
IDS = [f"T{t:03d}" for t in range(THEMES)]


def compare(x, frame, design=SIMPLE):
    return measure_groups(IDS[: x.shape[1]], csr_array(x.astype(float)), frame, design).table


def population(rng, kind):
    """Draw mentions and, as the kind has it, weights or respondents who repeat themselves."""
    share = np.exp(rng.uniform(np.log(0.02), np.log(0.4), THEMES))
    if kind == "respondents":
        who = rng.integers(0, N // 2, N)
        mind, again = rng.random((N // 2, THEMES)) < share, rng.random((N, THEMES)) < 0.7
        return np.where(again, mind[who], rng.random((N, THEMES)) < share), Design(respondent=who), who
    x = rng.random((N, THEMES)) < share
    return x, Design(weight=rng.gamma(1.5, 1, N) if kind == "weights" else None), np.arange(N)


@pytest.mark.parametrize("kind", ["plain", "weights", "respondents"])
@pytest.mark.parametrize("repeats", [16, *long((500,))])
def test_false_discoveries_on_permuted_groups_stay_within_the_nominal_rate(check, kind, repeats):
    rng = np.random.default_rng(7)
    false, share = Tally(), []
    for _ in range(repeats):
        x, design, who = population(rng, kind)
        labels = pd.DataFrame(
            {"plan": rng.choice(["a", "b", "c"], who.max() + 1)[who], "region": rng.choice(["n", "s"], who.max() + 1)[who]}
        )
        false.add((compare(x, labels, design)["q_value"] <= 0.05).any())
        # some themes differ in truth: the false ones among those found
        real = (labels["plan"] == "a").to_numpy()[:, None] & (np.arange(THEMES) < 4)
        table = compare(x | (real & (rng.random((N, 1)) < 0.5)), labels, design)
        found = table[table["q_value"] <= 0.05]
        wrong = found["theme_id"].isin(IDS[4:]) | (found["group_column"] == "region")
        share.append(wrong.mean() if len(found) else 0.0)
    check.at_most(false, 0.05, "any false discovery")
    check.figure("false discovery rate", np.mean(share), high=0.05 + 2 * np.std(share) / repeats**0.5)


@pytest.mark.parametrize("kind", ["plain", "weights", "respondents"])
@pytest.mark.parametrize("repeats", [24, *long((250,))])
def test_intervals_of_the_lift_cover_the_truth(check, kind, repeats):
    rng = np.random.default_rng(11)
    covered = Tally()
    for _ in range(repeats):
        x, design, who = population(rng, kind)
        table = compare(x, pd.DataFrame({"plan": rng.choice(["a", "b"], who.max() + 1)[who]}), design)
        covered.cover(table["low"], 1, table["high"])
    check.covers(covered)


def strata(rng, n, log_odds):
    """Draw a group that is mostly on the channel where everybody mentions the theme; within channels by ``log_odds``."""
    channel = rng.random(n) < 0.5
    plan = rng.random(n) < np.where(channel, 0.8, 0.2)
    level = np.where(channel, 0.6, -1.6)[:, None] + np.outer(plan, log_odds)
    frame = pd.DataFrame({"plan": np.where(plan, "a", "b"), "channel": np.where(channel, "web", "shop")})
    return rng.random((n, len(log_odds))) < 1 / (1 + np.exp(-level)), frame


def test_planted_reversals_are_flagged_and_others_are_not():
    rng = np.random.default_rng(13)
    flagged, false, runs = [], [], 12
    for _ in range(runs):
        # two themes reversed within channels, ten only mixed by them: overall they differ, within channels not
        x, frame = strata(rng, 2000, np.r_[np.full(2, -0.7), np.zeros(10)])
        table = compare(x, frame)
        plans = table[table["group_column"] == "plan"]
        is_flagged = plans["simpson"].notna().to_numpy().reshape(2, THEMES)[0]
        flagged.append(is_flagged[:2].mean())
        false.append(is_flagged[2:].sum() / max(1, is_flagged.sum()))
    assert np.mean(flagged) >= 0.9
    assert np.mean(false) <= 0.05 + 0.015


@pytest.mark.parametrize("repeats", [24, *long((100,))])
def test_without_any_difference_nothing_is_called_reversed(check, repeats):
    rng = np.random.default_rng(17)
    flagged = Tally()
    for _ in range(repeats):
        x, _, _ = population(rng, "plain")
        frame = pd.DataFrame({name: rng.choice(["a", "b", "c"], N) for name in ("plan", "region", "channel")})
        flagged.add(compare(x, frame)["simpson"].notna().any())
    check.at_most(flagged, 0.05)


@pytest.mark.parametrize("repeats", [30, *long((250,))])
def test_the_common_odds_ratio_covers_the_truth(check, repeats):
    rng = np.random.default_rng(19)
    truth, covered = np.linspace(-0.7, 0.7, THEMES), Tally()
    for _ in range(repeats):
        x, frame = strata(rng, 600, truth)
        table = compare(x, frame)
        row = table[(table["group_column"] == "plan") & (table["group"] == "a")]
        covered.cover(np.log(row["mh_low"]), truth, np.log(row["mh_high"]))
    check.covers(covered)
