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


def compare(x, frame, design=SIMPLE, n_units=None):
    return measure_groups(IDS[: x.shape[1]], csr_array(x.astype(float)), frame, design, n_units=n_units).table


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


def opinions(rng, n, lift=1.0, longer=True):
    """Draw opinions; group a writes twice as much when ``longer`` and takes up the first three themes ``lift`` times as often."""
    share = np.exp(rng.uniform(np.log(0.01), np.log(0.15), THEMES))
    share /= max(1, share.sum() / 0.9)
    plan = rng.random(n) < 0.4
    once, again = (1 + rng.poisson(rng.gamma(1.5, 1 / 1.5, n)) for _ in range(2))
    n_units = once + again * (plan & longer)
    shares = np.array([share, share * np.where(np.arange(THEMES) < 3, lift, 1.0)])
    of = np.repeat(np.arange(n), n_units)
    theme = (rng.random((len(of), 1)) > shares.cumsum(axis=1)[plan[of].astype(int)]).sum(axis=1)
    x = np.zeros((n, THEMES + 1))
    x[of, theme] = 1
    return x[:, :THEMES], pd.DataFrame({"plan": np.where(plan, "a", "b")}), n_units


def pick(table):
    return table[table["group"] == "a"].reset_index(drop=True)


@pytest.mark.parametrize(("n", "repeats"), [(500, 16), *long((500, 400), (2000, 200))])
def test_a_group_that_writes_twice_as_much_is_not_established_everywhere(check, n, repeats):
    rng = np.random.default_rng(23)
    plain, adjusted, covered = Tally(), Tally(), Tally()
    for _ in range(repeats):
        x, frame, n_units = opinions(rng, n)
        plain.add(pick(compare(x, frame))["q_value"] <= 0.05)
        table = pick(compare(x, frame, n_units=n_units))
        adjusted.add(table["q_value"] <= 0.05)
        covered.cover(table["length_low"], 1, table["length_high"])
    check.between(plain, 0.4, 1, "established without regard to length, though nothing differs")
    check.at_most(adjusted, 0.05, "established, though nothing differs but length")
    check.covers(covered, "lift at equal length")


@pytest.mark.parametrize(("n", "repeats"), [(500, 16), *long((500, 200), (2000, 100))])
def test_true_differences_are_found_at_equal_length(check, n, repeats):
    rng = np.random.default_rng(29)
    plain, adjusted, longer, false = Tally(), Tally(), Tally(), Tally()
    for _ in range(repeats):
        x, frame, n_units = opinions(rng, n, lift=2, longer=False)
        plain.add(pick(compare(x, frame))["q_value"][:3] <= 0.05)
        adjusted.add(pick(compare(x, frame, n_units=n_units))["q_value"][:3] <= 0.05)
        x, frame, n_units = opinions(rng, n, lift=2)
        found = pick(compare(x, frame, n_units=n_units))["q_value"] <= 0.05
        longer.add(found[:3])
        false.add(found[3:])
    check.figure("twice as often found, of those found without regard to length", adjusted.rate / plain.rate, low=0.8)
    check.between(longer, 0.3, 1, "twice as often found where the group writes twice as much")
    check.at_most(false, 0.05, "other themes of the group that writes twice as much")


@pytest.mark.parametrize("repeats", [16, *long((250,))])
def test_a_group_that_says_everything_twice_is_not_established(check, repeats):
    rng = np.random.default_rng(31)
    found = Tally()
    for _ in range(repeats):
        x, frame, n_units = opinions(rng, N, longer=False)
        found.add((compare(x, frame, n_units=n_units * np.where(frame["plan"] == "a", 2, 1))["q_value"] <= 0.05).any())
    check.at_most(found, 0.05, "any difference established")
