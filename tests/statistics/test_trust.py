"""Do audits, silent-majority numbers and comparisons before and after say what was planted, with intervals that hold it?"""

from __future__ import annotations

import numpy as np
import pytest
from fixtures.simulated import Tally, long
from scipy.sparse import csr_array

from cxtext.impact import Design, commenters_gap, measure_silence
from cxtext.impact.checks import audit_theme, check_before, compare_change, split_periods
from cxtext.studies.audit import draw_sample, stratify

SHARES, GAPS = np.array([0.12, 0.06, 0.04]), np.array([-50.0, -30.0, -10.0])


def score(rng, mean):
    """Draw NPS points with this mean; a quarter of the answers are passive."""
    u = rng.random(len(mean))
    return np.where(u < (0.75 + mean / 100) / 2, 100.0, np.where(u < 0.75, -100.0, 0.0))


def tag(rng, x, recall=0.7, wrong=0.03):
    """Tag with recall .7 and precision about .76."""
    return np.where(x, rng.random(x.shape) < recall, rng.random(x.shape) < SHARES * wrong / 0.12)


@pytest.mark.parametrize(
    ("n", "drawn", "repeats"), [(2000, 400, 60), (600, 150, 120), *long((2000, 400, 1500), (600, 150, 1500))]
)
def test_an_audit_takes_the_bias_out_of_the_impact(check, n, drawn, repeats):
    rng = np.random.default_rng(n)
    truth = -SHARES / (1 - SHARES) * (1 - SHARES) * -GAPS  # p (m1 - m0), themes independent
    naive, corrected, held, rates = [], [], Tally(), {rate: Tally() for rate in ("precision", "recall", "share")}
    for k in range(repeats):
        x = rng.random((n, 3)) < SHARES
        y, tagged = score(rng, 30 + x @ GAPS), tag(rng, x)
        stratum = stratify(tagged)
        seen = draw_sample(stratum, drawn, random_state=k)
        for t in range(3):
            label = np.full(n, np.nan)
            label[seen] = x[seen, t]
            found, note = audit_theme(tagged[:, t], label, stratum, y)
            assert note == ""
            naive.append(found["tagged_impact"])
            corrected.append(found["impact"])
            held.cover(found["impact_low"], truth[t], found["impact_high"])
            right = (x[:, t] & tagged[:, t]).sum()
            real = {"precision": right / tagged[:, t].sum(), "recall": right / x[:, t].sum(), "share": x[:, t].mean()}
            for rate, value in real.items():
                rates[rate].cover(found[f"{rate}_low"] - 1e-9, value, found[f"{rate}_high"] + 1e-9)
    naive, corrected = (np.reshape(v, (-1, 3)).mean(axis=0) for v in (naive, corrected))
    error = 3 * np.array([1.2, 0.8, 0.6]) * np.sqrt(400 / drawn) / np.sqrt(repeats)
    assert naive[0] > 0.75 * truth[0]
    assert (np.abs(corrected - truth) < error).all(), (corrected, truth)
    check.covers(held, "impact")
    for rate, tally in rates.items():
        check.covers(tally, rate)


@pytest.mark.parametrize("repeats", [100, *long((800,))])
def test_an_audit_keeps_respondents_together(check, repeats):
    rng, held, alone = np.random.default_rng(3), Tally(), Tally()
    for k in range(repeats):
        who = np.repeat(np.arange(250), 4)
        x = (rng.random(250) < 0.2)[who]
        mood = 40 * rng.normal(size=250)[who]
        y = -20.0 * x + mood + 20 * rng.normal(size=1000)
        tagged = np.where(x, rng.random(1000) < 0.8, rng.random(1000) < 0.02)
        stratum = stratify(tagged[:, None])
        label = np.full(1000, np.nan)
        seen = draw_sample(stratum, 400, random_state=k)
        label[seen] = x[seen]
        for clusters, count in ((who, held), (None, alone)):
            found, _ = audit_theme(tagged, label, stratum, y, Design(respondent=clusters))
            count.cover(found["impact_low"], -4, found["impact_high"])
    check.covers(held, "impact")
    assert alone.rate < 0.9


def draw_silent(rng, n):
    """Draw answers of which the unhappy write more often, and mention a theme the more the lower their score."""
    raw = rng.choice(11, n, p=[0.05, 0.02, 0.03, 0.04, 0.05, 0.08, 0.08, 0.15, 0.2, 0.15, 0.15]).astype(float)
    y = np.where(raw >= 9, 100.0, np.where(raw >= 7, 0.0, -100.0))
    would = rng.random(n) < np.where(raw <= 6, 0.3, 0.05)
    wrote = rng.random(n) < np.where(raw <= 6, 0.8, np.where(raw <= 8, 0.3, 0.4))
    return raw, y, would, wrote


@pytest.mark.parametrize("repeats", [150, *long((1000,))])
def test_the_bias_of_those_who_write_is_recovered(check, repeats):
    rng = np.random.default_rng(1)
    raw, y, would, wrote = draw_silent(rng, 400_000)
    share, impact = would.mean(), y.mean() - y[~would].mean()
    gap = y[wrote].mean() - y.mean()
    held, naive, matched = {name: Tally() for name in ("matched share", "matched impact", "gap")}, [], []
    for _ in range(repeats):
        raw, y, would, wrote = draw_silent(rng, 600)
        found = measure_silence(csr_array((would & wrote)[:, None].astype(float)), y, raw, Design(has_content=wrote))
        value = {name: v[0] for name, v in found.items()}
        naive.append([value["share"], value["impact"]])
        matched.append([value["share_matched"], value["impact_matched"]])
        low, high = commenters_gap(y, Design(has_content=wrote))[1:]
        held["matched share"].cover(value["share_matched_low"], share, value["share_matched_high"])
        held["matched impact"].cover(value["impact_matched_low"], impact, value["impact_matched_high"])
        held["gap"].cover(low, gap, high)
        assert value["share_least"] <= would.mean() <= value["share_most"]
        assert value["impact_least"] <= y.mean() - y[~would].mean() <= value["impact_most"]
    naive, matched = np.mean(naive, axis=0), np.mean(matched, axis=0)
    assert naive[0] > 1.3 * share
    assert naive[1] > 0.9 * impact
    assert matched == pytest.approx([share, impact], rel=0.04)
    for name, tally in held.items():
        check.covers(tally, name)


def draw_fix(rng, n, *, effect=1.0, drift=0.0, n_themes=15, repeat=1):
    """Draw two periods of ``n`` responses; theme 0 is mentioned ``effect`` times as often after.

    ``drift`` is how much themes change by themselves, as the standard deviation of the log of their shares.
    """
    share = rng.uniform(0.04, 0.15, n_themes)
    share[0] = 0.1
    after = share * np.exp(drift * rng.normal(size=n_themes) - drift**2 / 2)
    after[0] *= effect
    period = np.repeat([0, 1], n // repeat * repeat)
    people = len(period) // repeat
    u = rng.random((people, n_themes))
    who = np.repeat(np.arange(people), repeat)
    x = np.where(period[:, None] == 0, u[who] < share, u[who] < after)
    y = score(rng, 30 - 20.0 * x.sum(axis=1).clip(0, 3))
    return x.astype(float), period, y, who


@pytest.mark.parametrize("drift", [0.0, 0.15])
@pytest.mark.parametrize(("repeat", "repeats"), [(1, 40), (3, 40), *long((1, 4000), (3, 4000))])
def test_no_fix_no_change(check, drift, repeat, repeats):
    rng, held = np.random.default_rng(7), {name: Tally() for name in ("share", "metric_with", "impact")}
    for _ in range(repeats):
        x, period, y, who = draw_fix(rng, 600, drift=drift, repeat=repeat, n_themes=10)
        data = split_periods(csr_array(x), period, y, Design(has_content=np.ones(len(y), bool), respondent=who))
        for measure, tally in held.items():
            found = compare_change(data, 0, measure)
            tally.cover(found.low, 0, found.high)
    for measure, tally in held.items():
        check.covers(tally, measure)


@pytest.mark.parametrize("drift", [0.0, 0.15])
@pytest.mark.parametrize("repeats", [80, *long((800,))])
def test_a_planted_fix_is_found_and_held(check, drift, repeats):
    rng, nets, held, sure = np.random.default_rng(8), [], Tally(), []
    for _ in range(repeats):
        x, period, y, _ = draw_fix(rng, 800, effect=0.5, drift=drift, n_themes=10)
        data = split_periods(csr_array(x), period, y, Design(has_content=np.ones(len(y), bool)))
        found = compare_change(data, 0, "share")
        nets.append(found.net)
        held.cover(found.low, -0.05, found.high)
        sure.append(found.high < 0)
    assert np.mean(nets) == pytest.approx(-0.05, abs=0.004)
    check.covers(held, "share")
    assert np.mean(sure) >= (0.85 if not drift else 0.5)


def test_a_common_change_is_no_fix_and_a_drift_before_shows():
    rng, alarms, drifts = np.random.default_rng(9), 0, []
    for steep in (0.0, 0.015):
        caught = 0
        for _ in range(80):
            wave = np.repeat(np.arange(8), 250)
            level = np.full((8, 8), 0.1)
            level[6:] *= 0.7  # everything is mentioned less from wave 6 on
            level[:, 0] -= steep * np.arange(8)
            x = (rng.random((len(wave), 8)) < level[wave]).astype(float)
            data = split_periods(csr_array(x), (wave >= 6).astype(int), np.full(len(wave), np.nan), Design(has_content=wave >= 0))
            before = check_before(data, 0, wave)
            caught += before.high < 0 or before.low > 0
            if not steep:
                found = compare_change(data, 0, "share")
                alarms += not found.low <= 0 <= found.high
        drifts.append(caught / 80)
    assert alarms / 80 <= 0.1
    assert drifts[0] <= 0.1
    assert drifts[1] >= 0.6
