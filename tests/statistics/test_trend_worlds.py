"""Is a theme called growing when the season, the mix of groups or copies of a text make it so; does the stated power hold?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from fixtures.simulated import DRAWS, Tally, long
from scipy.sparse import csr_array

from cxtext.impact.time import (
    History,
    count_once,
    count_waves,
    doubling_power,
    find_copies,
    find_waves,
    hold_mix,
    judge_changes,
    number_seasons,
)

N_THEMES = 12


def months(n_months, per_month):
    """Return the waves of so many months with ``per_month`` responses each."""
    days = pd.date_range("2023-01-01", periods=n_months, freq="MS", tz="UTC").repeat(per_month)
    days = days + pd.to_timedelta(np.tile(np.arange(per_month) % 28, n_months), unit="D")
    return find_waves(pd.Series(days).astype("datetime64[us, UTC]"), None, np.ones(len(days), dtype=bool))


def history(rng, shares, n, rho):
    """Draw a history of waves of ``n`` responses; ``rho`` is the correlation within waves."""
    spread = (1 - rho) / max(rho, 1e-12)
    level = rng.beta(np.maximum(shares * spread, 1e-9), (1 - shares) * spread) if rho else shares
    return History(rng.binomial(n, level).astype(float), np.full(len(shares), float(n)), np.zeros(len(shares), dtype=np.int64))


def base(rng):
    """Return shares from 1% to 20%."""
    return np.exp(rng.uniform(np.log(0.01), np.log(0.2), N_THEMES))


@pytest.mark.parametrize("rho", [0.0, 0.005])
@pytest.mark.parametrize(
    ("n_months", "n", "repeats"),
    [(24, 400, 20), (18, 400, 15), *long(*((*size, DRAWS) for size in ((24, 400), (24, 200), (18, 400), (30, 400))))],
)
def test_a_yearly_peak_is_no_growth(check, n_months, n, rho, repeats):
    rng, waves = np.random.default_rng(n_months + n), months(min(n_months, 24), 1)
    # beyond two years waves are quarters; here months go on, as a column of named waves has them
    season = number_seasons(waves, np.arange(24))[np.arange(n_months) % 12] if n_months > 24 else None
    season = number_seasons(waves, np.arange(n_months)) if season is None else season
    away = (np.arange(n_months) - (n_months - 1)) % 12
    peak = np.exp(np.log(3) * np.exp(-(np.minimum(away, 12 - away) ** 2) / 2))  # three times as often in the last month
    plain, alarms = Tally(), Tally()
    for _ in range(repeats):
        shares = np.tile(base(rng), (n_months, 1))
        shares[:, :3] = np.array([0.02, 0.04, 0.06]) * peak[:, None]
        found = history(rng, shares, n, rho)
        against = History(found.counts, found.sizes, season, "season")
        plain.add(any(judge_changes(found).flag))
        alarms.add(any(judge_changes(found, [against]).flag))
    check.at_most(alarms, 0.1, "any false flag")
    check.figure("any false flag, season left out", plain.rate, low=0.15 if n_months == 24 else None)


@pytest.mark.parametrize("repeats", [25, *long((DRAWS,))])
def test_growth_beyond_the_season_is_found(check, repeats):
    rng, season = np.random.default_rng(4), np.arange(24) % 12
    peak = 1 + 0.3 * np.cos(2 * np.pi * (np.arange(24) - 11) / 12)
    found = {"step": Tally(), "slope": Tally()}
    for _ in range(repeats):
        for course, tally in found.items():
            shares = np.tile(base(rng), (24, 1)) * peak[:, None]
            shares[:, 0] = 0.08 * peak * (np.r_[np.ones(22), 2, 2] if course == "step" else np.linspace(0.6, 1.8, 24))
            drawn = history(rng, shares, 400, 0.0)
            tally.add(bool(judge_changes(drawn, [History(drawn.counts, drawn.sizes, season, "season")]).flag[0]))
    for course, tally in found.items():
        check.between(tally, 0.75, 1.0, f"{course} found")


def channels(rng, n_waves, n, app_share):
    """Draw responses of two channels; themes are up to six times as frequent in one, which has ``app_share`` of each wave."""
    wave = np.repeat(np.arange(n_waves), n)
    app = rng.random(len(wave)) < app_share[wave]
    shares = base(rng)
    odds = np.exp(rng.choice([-1, 0, 0, 1], N_THEMES) * rng.uniform(0.5, 1.8, N_THEMES))
    odds[:2] = 6.0, 1.0
    level = np.where(app[:, None], np.minimum(shares * odds, 0.6), shares)
    return csr_array((rng.random(level.shape) < level).astype(float)), app.astype(np.int64)


def as_it_is(x, waves):
    """Return the history of the mentions as they are."""
    shares = count_waves(x, waves)
    return History(shares.counts, shares.sizes, np.zeros(len(shares.sizes), dtype=np.int64))


def at_one_mix(x, waves, channel):
    """Return the history with the mix of channels held constant."""
    held = hold_mix(x, waves, np.arange(len(waves.names)), channel)
    assert held is not None
    return History(*held, np.zeros(len(waves.names), dtype=np.int64), "mix of channel")


MIXES = {
    "a channel comes": np.r_[np.zeros(6), np.full(6, 0.6)],
    "a channel grows": np.linspace(0.1, 0.7, 12),
    "a channel doubles at last": np.r_[np.full(11, 0.25), 0.6],
}


@pytest.mark.parametrize("mix", MIXES)
@pytest.mark.parametrize(("n", "repeats"), [(300, 25), *long((300, DRAWS), (1000, DRAWS // 2))])
def test_a_change_of_mix_is_no_growth(check, mix, n, repeats):
    rng, waves = np.random.default_rng(n), months(12, n)
    plain, alarms, said = Tally(), Tally(), Tally()
    for _ in range(repeats):
        x, channel = channels(rng, 12, n, MIXES[mix])
        found, held = as_it_is(x, waves), at_one_mix(x, waves, channel)
        alone, judged = judge_changes(found), judge_changes(found, [held])
        plain.add(any(alone.flag))
        alarms.add(any(judged.flag))
        told = [bool(flag or why == "mix of channel") for flag, why in zip(judged.flag, judged.goes_with, strict=True)]
        said.add(np.array(told)[[bool(flag) for flag in alone.flag]])
    check.at_most(alarms, 0.1, "any false flag")
    check.figure("any false flag, mix left out", plain.rate, low=0.3)
    check.between(said, 1.0, 1.0, "what vanishes is said to go with the mix")


@pytest.mark.parametrize("repeats", [25, *long((DRAWS,))])
def test_growth_at_a_changing_mix_is_found(check, repeats):
    rng, waves, found = np.random.default_rng(6), months(12, 500), Tally()
    for _ in range(repeats):
        x, channel = channels(rng, 12, 500, MIXES["a channel grows"])
        dense = x.toarray()
        dense[:, 1] = rng.random(6000) < np.where(waves.codes == 11, 0.2, 0.08)
        x = csr_array(dense)
        found.add(bool(judge_changes(as_it_is(x, waves), [at_one_mix(x, waves, channel)]).flag[1]))
    check.between(found, 0.8, 1.0, "growth found")


TEXT = "The new app loses every draft that I have written on the train"


@pytest.mark.parametrize("near", [False, True])
@pytest.mark.parametrize(("n_copies", "repeats"), [(10, 15), (40, 5), *long((10, DRAWS // 2), (40, DRAWS // 2))])
def test_copies_of_a_text_are_no_growth(check, n_copies, near, repeats):
    rng, waves = np.random.default_rng(n_copies), months(12, 200)
    plain, alarms = Tally(), Tally()
    vocabulary = np.array([f"w{k}" for k in range(800)])
    for _ in range(repeats):
        x = (rng.random((2400, N_THEMES)) < base(rng)).astype(float)
        texts = [" ".join(row) for row in vocabulary[rng.integers(0, 800, (2400, 12))]]
        hit = rng.choice(np.flatnonzero(waves.codes == 11), n_copies, replace=False)
        x[hit], x[hit, 0] = 0.0, 1.0
        for k, i in enumerate(hit.tolist()):
            texts[i] = f"{TEXT} {k}!" if near else TEXT.upper() if k % 2 else f"{TEXT}."
        once, notes = count_once(waves, find_copies(texts, waves), texts, texts)
        assert len(notes) == 1
        assert notes[0].message.startswith(f"{n_copies} responses of 2023-12")
        plain.add(any(judge_changes(as_it_is(csr_array(x), waves)).flag))
        alarms.add(any(judge_changes(as_it_is(csr_array(x), once)).flag))
    check.at_most(alarms, 0.1, "any false flag")
    check.figure("any false flag, each copy counted", plain.rate, low=0.1 if n_copies == 10 else 0.9)


@pytest.mark.parametrize("rho", [0.0, 0.005])
@pytest.mark.parametrize(
    ("n_waves", "n", "repeats"), [(12, 200, 15), *long(*((*size, DRAWS // 2) for size in ((12, 200), (8, 500), (5, 500))))]
)
def test_a_doubling_is_seen_as_often_as_is_said(check, n_waves, n, rho, repeats):
    """In 3 of 10 cases, it may say: so often is a doubling in the last wave flagged."""
    rng = np.random.default_rng(n_waves)
    shares = np.geomspace(0.01, 0.2, N_THEMES)
    stated, seen = np.zeros(N_THEMES), np.zeros(N_THEMES)
    for _ in range(repeats):
        calm, twice = history(rng, np.tile(shares, (n_waves, 1)), n, rho), history(rng, np.tile(2 * shares, (1, 1)), n, rho)
        stated += np.nan_to_num(doubling_power(calm, [], judge_changes(calm)))
        for t in range(N_THEMES):
            counts = calm.counts.copy()
            counts[-1, t] = twice.counts[0, t]
            seen[t] += bool(judge_changes(History(counts, calm.sizes, calm.season)).flag[t])
    for part, name in ((slice(0, 4), "rare"), (slice(4, 8), "middling"), (slice(8, 12), "frequent")):
        noise = 0.5 / np.sqrt(4 * repeats)
        apart = (stated[part] - seen[part]).mean() / repeats
        check.figure("stated power less the share seen", apart, low=-0.1 - 2 * noise, high=0.1 + 2 * noise, what=f"{name} themes")
    check.figure("share seen", seen.mean() / repeats)
