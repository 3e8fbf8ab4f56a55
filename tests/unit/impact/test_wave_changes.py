"""Waves that a column names, side by side: what is new, fixed or still there, and what so few mentions cannot tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from cxtext.impact import Design, Mentions, compare_shares, compare_waves, find_waves, observe_shares

IDS = [f"T{t + 1:03d}" for t in range(20)]
#: How often themes are mentioned that stay as they are: they tell how much shares vary by themselves.
STEADY = [30, 40, 50, 40]


def survey(counts: list[list[int]], size: int = 200) -> tuple[Mentions, pd.Series]:
    """Return waves of ``size`` responses, in which so many mention each theme, all of them negatively."""
    x = np.zeros((len(counts) * size, len(counts[0])))
    for k, of_wave in enumerate(counts):
        for t, n in enumerate(of_wave):
            start = k * size + (60 * t) % size
            x[start : start + n, t] = 1
    mentions = Mentions(any=csr_array(x), negative=csr_array(x), positive=csr_array(np.zeros_like(x)))
    return mentions, pd.Series([f"v{k + 8}" for k in range(len(counts)) for _ in range(size)], dtype="str")


def compare(
    mentions: Mentions, wave: pd.Series | None, design: Design | None = None, dates: pd.Series | None = None
) -> pd.DataFrame:
    """Return table ``wave_changes``, by wave and theme."""
    n = mentions.any.shape[0]
    times = pd.Series(pd.to_datetime([None] * n, utc=True)) if dates is None else dates
    waves = find_waves(times, wave, np.ones(n, dtype=bool))
    table = compare_waves(IDS[: mentions.any.shape[1]], mentions, waves, design or Design())
    return table.set_index(["wave", "theme_id"])


def test_a_theme_comes_stays_goes_and_comes_back() -> None:
    table = compare(*survey([[0, 40, 30, *STEADY], [40, 41, 0, *STEADY], [38, 40, 31, *STEADY]]))
    table = table[table.index.get_level_values("theme_id").isin(IDS[:3])]
    assert table["status"].to_dict() == {
        ("v9", "T001"): "new",
        ("v9", "T002"): "persisting",
        ("v9", "T003"): "fixed",
        ("v10", "T001"): "persisting",
        ("v10", "T002"): "persisting",
        ("v10", "T003"): "back",
    }
    assert table.loc[("v10", "T003"), ["wave_before", "n_before", "n", "n_earlier"]].tolist() == ["v9", 0, 31, 30]
    assert table["changed"].fillna("").tolist() == ["more", "", "less", "", "", "more"]


@pytest.mark.parametrize(("before", "after"), [(6, 0), (0, 6), (3, 0)])
def test_a_handful_of_mentions_is_neither_new_nor_fixed(before: int, after: int) -> None:
    table = compare(*survey([[before, 40], [after, 40]]))
    row = table.loc[("v9", "T001")]
    assert row["status"] == "unclear"
    assert pd.isna(row["changed"])
    assert row["share_high"] > 0.01  # what it may be although nobody mentions it


def test_what_was_praised_is_gone_and_not_fixed() -> None:
    mentions, wave = survey([[40, 40], [0, 40]])
    praised = Mentions(any=mentions.any, negative=csr_array(mentions.negative.shape), positive=mentions.any)
    assert compare(praised, wave).loc[("v9", "T001"), ["status", "n_negative_before"]].tolist() == ["gone", 0]


def test_two_waves_are_judged_as_two_runs_are() -> None:
    mentions, wave = survey([[30, 40, 7], [61, 38, 1]])
    table = compare(mentions, wave)
    runs = [observe_shares(csr_array(mentions.any)[rows]) for rows in (slice(0, 200), slice(200, 400))]
    expected = compare_shares(*runs)
    for name in ("difference", "low", "high", "p_value", "q_value"):
        assert table[name].tolist() == pytest.approx(getattr(expected, name).tolist()), name
    assert table["changed"].notna().tolist() == expected.is_changed.tolist() == [True, False, False]


def test_every_pair_of_waves_counts_among_the_tests() -> None:
    """A change that one pair alone would show is not called one where 30 pairs were looked at."""
    quiet = [[20, 40]] * 30
    changed = [[20, 40], [54, 40]]
    assert compare(*survey(changed)).loc[("v9", "T001"), "changed"] == "more"
    table = compare(*survey([*quiet, changed[1]]))
    assert table["changed"].isna().all()
    assert table["q_value"].min() > 0.05


def test_shares_that_wander_from_wave_to_wave_are_not_called_changed() -> None:
    """With the allowance of two runs alone, nine in ten of such surveys had a theme that was."""
    rng, size = np.random.default_rng(3), 800
    changed = 0
    for _ in range(6):
        shares = rng.choice([0.02, 0.05, 0.1, 0.2], 20)
        wander = rng.beta(shares * 99, (1 - shares) * 99, (4, 20))  # an intra-wave correlation of .01
        x = (rng.random((4 * size, 20)) < np.repeat(wander, size, axis=0)).astype(float)
        mentions = Mentions(any=csr_array(x), negative=csr_array(x), positive=csr_array(x.shape))
        table = compare(mentions, pd.Series(np.repeat(["v1", "v2", "v3", "v4"], size), dtype="str"))
        changed += int(table["changed"].notna().any())
    assert changed <= 1


def test_copies_and_those_who_say_nothing_do_not_count() -> None:
    mentions, wave = survey([[40, 40], [0, 40]])
    silent = np.zeros(400, dtype=bool)
    silent[390:] = True
    row = compare(mentions, wave, Design(has_content=~silent)).loc[("v9", "T001")]
    assert (row["n_wave_before"], row["n_wave"]) == (200, 190)


def test_calendar_periods_and_a_single_wave_have_no_rows() -> None:
    mentions = survey([[40, 40], [0, 40]])[0]
    dates = pd.Series(pd.date_range("2024-01-01", periods=400, tz="UTC"))
    assert not len(compare(mentions, None, dates=dates))
    assert not len(compare(mentions, pd.Series(["v1"] * 400, dtype="str")))


def test_where_nothing_changed_hardly_anything_is_called_new_or_fixed() -> None:
    rng = np.random.default_rng(5)
    called = 0
    for _ in range(40):
        x = (rng.random((900, 3)) < [0.01, 0.03, 0.2]).astype(float)
        mentions = Mentions(any=csr_array(x), negative=csr_array(x), positive=csr_array((900, 3)))
        called += int(compare(mentions, pd.Series(np.repeat(["v1", "v2", "v3"], 300), dtype="str"))["changed"].notna().any())
    assert called <= 2
