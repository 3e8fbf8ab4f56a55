from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from cxtext.impact.effects import Design
from cxtext.impact.time import count_waves, find_waves, hold_mix, measure_trends, number_seasons


def monthly(n_months, n=1, start="2023-01"):
    days = pd.period_range(start, periods=n_months, freq="M").to_timestamp().tz_localize("UTC")
    return find_waves(pd.Series(days.repeat(n)).astype("datetime64[us, UTC]"), None, np.ones(n * n_months, dtype=bool))


@pytest.mark.parametrize(("n_months", "n_pairs"), [(24, 12), (17, 5), (16, 4), (15, None), (6, None)])
def test_months_of_two_years_are_of_one_season(n_months, n_pairs):
    season = number_seasons(monthly(n_months), np.arange(n_months))
    if n_pairs is None:
        assert season is None
    else:
        assert season.tolist() == [k % 12 for k in range(n_months)]


def test_quarters_years_and_named_waves_have_seasons_too():
    quarters = monthly(30)
    assert quarters.names[0] == "2023-Q1"
    assert number_seasons(quarters, np.arange(10)).tolist() == [k % 4 for k in range(10)]
    years = find_waves(
        pd.Series(pd.to_datetime([f"{y}-05-{d:02d}" for y in range(2016, 2024) for d in (3, 20)], utc=True)),
        pd.Series(np.repeat([f"wave {k}" for k in range(8)], 2)),
        np.ones(16, dtype=bool),
    )
    assert not number_seasons(years, np.arange(8)).any()
    bare = find_waves(pd.Series([pd.NaT] * 6, dtype="datetime64[us, UTC]"), pd.Series([*"abcdef"]), np.ones(6, dtype=bool))
    assert number_seasons(bare, np.arange(6)) is None


def test_shares_at_a_constant_mix_are_those_of_the_groups_weighted():
    rng, waves = np.random.default_rng(0), monthly(6, 200)
    level = (rng.random(1200) < np.linspace(0.2, 0.8, 6)[waves.codes]).astype(np.int64)
    x = (rng.random((1200, 2)) < np.where(level == 1, 0.4, 0.1)[:, None]).astype(float)
    for design in (Design(), Design(weight=np.full(1200, 5.0))):
        counts, sizes = hold_mix(csr_array(x), waves, np.arange(6), level, design)
        for k in range(6):
            expected = 0.0
            for g in (0, 1):
                here = (waves.codes == k) & (level == g)
                cell = (x[here, 0].sum() + x[level == g, 0].mean()) / (here.sum() + 1)
                expected += (level == g).mean() * cell
            assert counts[k, 0] / sizes[k] == pytest.approx(expected, abs=1e-6)
            assert sizes[k] <= 200
    assert hold_mix(csr_array(x), waves, np.arange(6), np.zeros(1200, dtype=np.int64)) is None


def test_groups_that_tell_the_wave_are_not_held_constant():
    rng, waves = np.random.default_rng(2), monthly(6, 200)
    x = csr_array((rng.random((1200, 2)) < 0.2).astype(float))
    half = (rng.random(1200) < 0.5).astype(np.int64)
    assert hold_mix(x, waves, np.arange(6), half) is not None
    assert hold_mix(x, waves, np.arange(6), waves.codes) is None
    version = np.where(waves.codes == 5, 2, half)  # a version that the last wave alone has
    assert hold_mix(x, waves, np.arange(6), version) is None


def test_a_flag_says_what_it_does_not_rule_out_and_a_change_what_it_goes_with():
    rng, waves = np.random.default_rng(1), monthly(12, 300)
    x = (rng.random((3600, 4)) < 0.08).astype(float)
    app = (rng.random(3600) < np.where(waves.codes == 11, 0.8, 0.2)).astype(int)
    x[:, 0] = rng.random(3600) < np.where(app == 1, 0.35, 0.03)
    x[:, 1] = rng.random(3600) < np.where(waves.codes == 11, 0.3, 0.1)
    channel = pd.DataFrame({"channel": np.array(["web", "app"], dtype=object)[app]})
    last = {}
    for name, groups in (("bare", None), ("held", channel)):
        table = measure_trends(["A", "B", "C", "D"], csr_array(x), waves, groups=groups)
        last[name] = table[table["p_value"].notna()].set_index("theme_id")
    assert last["bare"]["flag"].tolist()[:2] == ["growing", "growing"]
    assert last["bare"].loc["A", "not_ruled_out"] == "season, mix of groups"
    assert pd.isna(last["held"].loc["A", "flag"])
    assert last["held"].loc["A", "goes_with"] == "mix of channel"
    assert last["held"].loc["B", ["flag", "not_ruled_out"]].tolist() == ["growing", "season"]
    assert last["held"]["doubling_power"].between(0, 1).all()
    assert last["bare"].loc["C", "doubling_power"] > 0.5
    assert count_waves(csr_array(x), waves).sizes.tolist() == [300] * 12
