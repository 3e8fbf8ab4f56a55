from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array
from scipy.stats import fisher_exact

from cxtext import schema
from cxtext.impact.effects import Design
from cxtext.impact.groups import compare_at_length, hide_small, is_band, least_cut, lift_interval, mantel_haenszel, measure_groups
from cxtext.impact.stats import adjust_p, fisher_p


def groups(labels, mentions, *design, **options):
    return compare(labels, mentions, *design, **options).table


def compare(labels, mentions, *design, **options):
    x = csr_array(np.array(mentions, dtype=float).reshape(len(labels), -1 if len(labels) else 1))
    frame = pd.DataFrame({"plan": labels})
    ids = [f"T{t + 1:03d}" for t in range(x.shape[1])]
    return measure_groups(ids, x, frame, *design, **options)


def test_fisher_matches_the_reference():
    rng = np.random.default_rng(0)
    for n1, n0 in ((4, 4), (10, 25), (60, 7), (200, 300), (1, 9)):
        a, c = rng.integers(0, n1 + 1, 30), rng.integers(0, n0 + 1, 30)
        expected = [fisher_exact([[i, n1 - i], [j, n0 - j]]).pvalue for i, j in zip(a, c, strict=True)]
        assert fisher_p(a.astype(float), n1, c.astype(float), n0) == pytest.approx(expected, abs=1e-9)


def test_q_values_match_the_reference():
    from scipy.stats import false_discovery_control

    p = np.random.default_rng(1).random(50) ** 2
    assert adjust_p(p) == pytest.approx(false_discovery_control(p))
    assert adjust_p(np.array([0.2])).tolist() == [0.2]


@pytest.mark.parametrize(
    ("a", "n1", "c", "n0"), [(0, 10, 0, 10), (0, 10, 5, 10), (5, 10, 0, 10), (10, 10, 10, 10), (3, 10, 40, 90)]
)
def test_lift_is_finite_and_within_its_interval(a, n1, c, n0):
    lift, low, high = (float(v[0]) for v in lift_interval(np.array([float(a)]), n1, np.array([float(c)]), n0))
    assert np.isfinite([lift, low, high]).all()
    assert low <= lift <= high
    assert low < high
    if c:
        assert lift == pytest.approx((a / n1) / (c / n0))


def test_cells_count_submissions_with_content_that_name_a_group():
    labels = ["free"] * 12 + ["paid"] * 8 + [None] * 10
    mentions = [1] * 6 + [0] * 6 + [1] * 2 + [0] * 6 + [1] * 10
    content = np.ones(30, dtype=bool)
    content[11] = False
    table = groups(labels, mentions, Design(has_content=content))
    assert table[["group", "n", "n_group"]].to_numpy().tolist() == [["free", 6, 11], ["paid", 2, 8]]
    assert table["share"].tolist() == pytest.approx([6 / 11, 2 / 8])
    assert table["lift"].tolist() == pytest.approx([(6 / 11) / (2 / 8), (2 / 8) / (6 / 11)])
    assert table["p_value"].tolist() == pytest.approx([fisher_exact([[6, 5], [2, 6]]).pvalue] * 2)
    assert list(table.columns) == list(schema.TABLES["groups"])
    schema.to_arrow("groups", table)


def test_small_groups_are_not_shown_but_count_elsewhere():
    labels = ["big"] * 20 + ["mid"] * 6 + ["tiny"] * 4 + ["small"] * 3
    found = compare(labels, [1] * 15 + [0] * 18)
    assert found.table["group"].tolist() == ["big", "mid"]
    assert found.table["n_group"].tolist() == [20, 6]
    assert found.table.loc[0, "p_value"] == pytest.approx(fisher_exact([[15, 5], [0, 13]]).pvalue)
    assert [one.message for one in found.issues] == [
        "2 groups of 7 respondents are not shown by name: 2 have fewer than 5 respondents with content; "
        "they count among the others"
    ]
    # no name of theirs is in the issue, nor do they stand alone when another limit is asked for
    assert groups(labels, [1] * 15 + [0] * 18, min_cell=3)["group"].tolist() == ["big", "mid", "small", "tiny"]


def test_a_single_small_group_cannot_be_worked_out_by_subtraction():
    found = compare(["big"] * 20 + ["mid"] * 8 + ["other"] * 6 + ["tiny"] * 3, [1] * 15 + [0] * 22)
    assert found.table["group"].tolist() == ["big", "mid"]
    assert "1 would give a smaller one away by subtraction" in found.issues[0].message


def test_the_size_of_a_group_is_its_people_not_their_submissions():
    labels, people = ["a"] * 20 + ["b"] * 20, [*range(20), *([90, 91] * 10)]
    assert groups(labels, [1] * 30 + [0] * 10)["group"].tolist() == ["a", "b"]
    assert groups(labels, [1] * 30 + [0] * 10, Design(respondent=people)).empty


def test_no_count_of_few_people_can_be_worked_out():
    rng = np.random.default_rng(4)
    for _ in range(200):
        sizes = rng.integers(1, 12, rng.integers(2, 9))
        shown = hide_small(sizes, 5)
        assert (sizes[shown] >= 5).all()
        assert shown.all() or sizes[~shown].sum() >= 5 or not shown.any()


@pytest.mark.parametrize("labels", [["one"] * 30, [None] * 30, [f"g{i}" for i in range(30)], ["a"] * 28 + ["b"] * 2])
def test_without_two_groups_there_is_nothing_to_compare(labels):
    assert groups(labels, [1] * 30).empty


def test_q_runs_over_all_cells_of_all_columns():
    rng = np.random.default_rng(2)
    x = csr_array((rng.random((300, 5)) < 0.3).astype(float))
    frame = pd.DataFrame({"plan": rng.choice(["a", "b", "c"], 300), "region": rng.choice(["n", "s"], 300)})
    table = measure_groups([f"T{t}" for t in range(5)], x, frame).table
    assert len(table) == 25
    assert table["q_value"].to_numpy() == pytest.approx(adjust_p(table["p_value"].to_numpy()))
    shuffle = rng.permutation(300)
    again = measure_groups([f"T{t}" for t in range(5)], csr_array(x[shuffle]), frame.iloc[shuffle])
    pd.testing.assert_frame_equal(table, again.table)


def test_the_tail_at_equal_length_is_never_below_the_exact_one():
    from scipy.stats import hypergeom

    for n1, n0, m in ((10, 490, 25), (50, 450, 100), (250, 250, 60), (450, 50, 250), (8, 40, 9), (2000, 3000, 250)):
        a = np.arange(max(0, m - n0), min(m, n1) + 1).astype(float)
        sizes = (np.full((1, len(a)), float(n)) for n in (n1, n0))
        mine, theirs = sizes
        p = compare_at_length(a[None], mine, m - a[None], theirs).p_value
        exact = np.minimum(1, 2 * np.minimum(hypergeom.sf(a - 1, n1 + n0, m, n1), hypergeom.cdf(a, n1 + n0, m, n1)))
        near = (exact > 0.001) & (exact < 0.2)
        assert (p[near] >= 0.98 * exact[near]).all()
        assert (p[near] <= 4 * exact[near]).all()


def test_the_ratio_at_equal_length_matches_the_formula():
    # Greenland and Robins 1985, on two strata by hand
    a, n1, c, n0 = (np.array(v)[:, None] for v in ([12.0, 5], [40.0, 20], [9.0, 16], [50.0, 70]))
    found = compare_at_length(a, n1, c, n0)
    r, s = 12 * 50 / 90 + 5 * 70 / 90, 9 * 40 / 90 + 16 * 20 / 90
    spread = (21 * 40 * 50 / 90**2 - 12 * 9 / 90) + (21 * 20 * 70 / 90**2 - 5 * 16 / 90)
    assert found.lift[0] == pytest.approx(r / s)
    assert np.log(found.high[0] / found.low[0]) == pytest.approx(2 * 1.959964 * np.sqrt(spread / (r * s)))


def test_lengths_that_never_meet_tell_nothing():
    mentions = np.array([1.0] * 20 + [0] * 10 + [1] * 5 + [0] * 25)
    labels, lengths = ["a"] * 30 + ["b"] * 30, np.repeat([1, 2], 30)
    table = groups(labels, mentions, n_units=lengths)
    assert table[["length_lift", "length_low", "length_high", "length_p_value"]].isna().all().all()
    assert table["q_value"].tolist() == [1.0, 1.0]
    assert (table["p_value"] < 0.001).all()


def test_a_difference_needs_both_tests():
    rng = np.random.default_rng(6)
    labels, lengths = rng.choice(["a", "b"], 300), rng.integers(1, 4, 300)
    x = rng.random((300, 4)) < np.where(labels == "a", 0.3, 0.2)[:, None]
    table = groups(list(labels), x, n_units=lengths)
    both = table[["p_value", "length_p_value"]].max(axis=1)
    agree = (table["lift"] > 1) == (table["length_lift"] > 1)
    assert table["q_value"].to_numpy() == pytest.approx(adjust_p(np.where(agree, both, 1.0)))
    plain = groups(list(labels), x)
    assert plain["length_lift"].isna().all()
    assert plain["q_value"].to_numpy() == pytest.approx(adjust_p(plain["p_value"].to_numpy()))
    order = rng.permutation(300)
    pd.testing.assert_frame_equal(table, groups(list(labels[order]), x[order], n_units=lengths[order]))


def test_the_least_cut_is_brute_force():
    rng = np.random.default_rng(8)
    for n in (2, 3, 5, 7):
        for _ in range(10):
            half = np.triu(rng.integers(0, 5, (n, n)), 1).astype(float)
            graph = half + half.T
            sides = [[bool(k >> i & 1) for i in range(n)] for k in range(1, 2 ** (n - 1))]
            weights = [graph[np.ix_(side, ~side)].sum() for side in map(np.array, sides)]
            weight, inside = least_cut(graph)
            one = np.isin(np.arange(n), inside)
            assert weight == min(weights) == graph[np.ix_(one, ~one)].sum()


def test_a_planted_difference_is_found():
    rng = np.random.default_rng(3)
    plan = rng.choice(["free", "paid"], 600)
    x = np.column_stack([rng.random(600) < np.where(plan == "free", 0.4, 0.15), rng.random(600) < 0.2]).astype(float)
    table = groups(list(plan), x).set_index(["theme_id", "group"])
    row = table.loc[("T001", "free")]
    assert row["low"] < 0.4 / 0.15 < row["high"]
    assert row["q_value"] < 0.001
    assert table.loc[("T002", "free"), "q_value"] > 0.05


def survey(rng, n=600):
    """Draw mentions of two themes, groups and respondents who answer up to four times and repeat themselves."""
    who = rng.integers(0, n // 3, n)
    plan = rng.choice(["a", "b"], n)
    mind = rng.random((n // 3, 2)) < 0.3
    return mind[who].astype(float), plan, who


def test_equal_weights_and_single_respondents_change_nothing():
    x, plan, _ = survey(np.random.default_rng(0))
    plain = groups(list(plan), x)
    pd.testing.assert_frame_equal(plain, groups(list(plan), x, Design(weight=np.full(600, 2.5), respondent=np.arange(600))))


def test_weights_move_the_shares_and_widen_the_intervals():
    rng = np.random.default_rng(1)
    x, plan, who = survey(rng)
    w = rng.choice([0.2, 3.0], 600)
    plain, weighted, clustered = (
        groups(list(plan), x, design) for design in (Design(), Design(weight=w), Design(respondent=who))
    )
    here = plan == "a"
    assert weighted.loc[0, "share"] == pytest.approx(np.average(x[here, 0], weights=w[here]))
    assert weighted.loc[0, "n"] == plain.loc[0, "n"]
    width = [np.log(t["high"] / t["low"]).mean() for t in (plain, weighted, clustered)]
    assert width[1] > 1.2 * width[0]
    assert width[2] > 1.2 * width[0]


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf])
def test_submissions_without_a_usable_weight_do_not_count(bad):
    x, plan, _ = survey(np.random.default_rng(2))
    w = np.ones(600)
    w[:100] = bad
    content = np.arange(600) >= 100
    pd.testing.assert_frame_equal(groups(list(plan), x, Design(weight=w)), groups(list(plan), x, Design(has_content=content)))
    assert groups(list(plan), x, Design(weight=np.full(600, bad))).empty


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_few_submissions_have_no_groups(n):
    assert groups(["a", "b", "b"][:n], np.ones((n, 1))).empty
    assert len(groups(["a", "b", "b"][:n], np.ones((n, 1)), min_cell=1)) == (0 if n < 2 else 2)


def test_the_common_odds_ratio_matches_the_reference():
    from statsmodels.stats.contingency_tables import StratifiedTable

    rng = np.random.default_rng(5)
    n1, n0 = rng.integers(5, 60, 6).astype(float), rng.integers(5, 60, 6).astype(float)
    a, c = rng.binomial(n1.astype(int), 0.4).astype(float), rng.binomial(n0.astype(int), 0.25).astype(float)
    reference = StratifiedTable([np.array([[i, m - i], [j, k - j]]) for i, m, j, k in zip(a, n1, c, n0, strict=True)])
    found = mantel_haenszel(*(v[:, None] for v in (a, n1, c, n0)))
    assert found.odds_ratio[0] == pytest.approx(reference.oddsratio_pooled)
    assert [found.low[0], found.high[0]] == pytest.approx(reference.oddsratio_pooled_confint())
    assert found.z[0] ** 2 == pytest.approx(reference.test_null_odds(correction=True).statistic)


def test_strata_that_tell_nothing_are_left_out():
    one, none = np.array([[5.0], [0.0]]), np.array([[0.0], [0.0]])
    found = mantel_haenszel(one, 2 * one, none, np.array([[0.0], [7.0]]))
    assert np.isnan([found.odds_ratio[0], found.low[0], found.z[0]]).all()
    # mentioned by all, or by none
    for a in (0.0, 9.0):
        found = mantel_haenszel(np.full((2, 1), a), np.full((2, 1), 9.0), np.full((2, 1), a), np.full((2, 1), 9.0))
        assert np.isnan([found.odds_ratio[0], found.z[0]]).all()


def simpson():
    """Return a survey in which ``a`` mentions the theme more overall, and less on each channel."""
    cells = [("a", "web", 300, 0.60), ("b", "web", 60, 0.75), ("a", "shop", 60, 0.10), ("b", "shop", 300, 0.25)]
    plan, channel, x = [], [], []
    for group, where, n, share in cells:
        plan += [group] * n
        channel += [where] * n
        x += [1.0] * round(n * share) + [0.0] * (n - round(n * share))
    return pd.DataFrame({"plan": plan, "channel": channel}), csr_array(np.array(x)[:, None])


def test_a_reversal_within_another_column_is_flagged():
    frame, x = simpson()
    table = measure_groups(["T001"], x, frame).table
    plans = table[table["group_column"] == "plan"]
    assert plans["lift"].iloc[0] > 1 > plans["mh_odds_ratio"].iloc[0]
    assert plans["mh_high"].iloc[0] < 1
    assert plans["simpson"].tolist() == ["channel", "channel"]
    # the channel differs within each plan as it does overall
    assert table.loc[table["group_column"] == "channel", "simpson"].isna().all()
    # the same when the channel is the wave
    by_wave = measure_groups(["T001"], x, frame[["plan"]], waves=frame["channel"]).table
    assert by_wave["simpson"].tolist() == ["wave", "wave"]
    assert by_wave["group_column"].unique().tolist() == ["plan"]


def test_a_column_that_says_the_same_holds_nothing_constant():
    frame, x = simpson()
    table = measure_groups(["T001"], x, frame[["plan"]].assign(again=frame["plan"])).table
    assert table[["mh_by", "mh_odds_ratio", "simpson"]].isna().all().all()


def test_bands_of_a_score_are_told_from_groups():
    rng = np.random.default_rng(0)
    score = rng.integers(0, 11, 200).astype(float)
    nps = pd.Series(np.select([score >= 9, score >= 7], ["promoter", "passive"], "detractor"))
    assert is_band(nps, score)
    assert is_band(nps.where(rng.random(200) < 0.7), np.where(rng.random(200) < 0.8, score, np.nan))
    assert not is_band(pd.Series(rng.permutation(nps.to_numpy())), score)
    # one answer out of its band makes it a group
    one_off = nps.mask((score == 10) & (np.arange(200) == np.flatnonzero(score == 10)[0]), "detractor")
    assert not is_band(one_off, score)


def test_a_few_answers_or_one_group_are_no_bands():
    assert not is_band(pd.Series(["low"] * 3 + ["high"] * 3), np.array([1.0, 2, 3, 8, 9, 10]))
    assert not is_band(pd.Series([f"r{i}" for i in range(50)]), np.arange(50.0))
    assert not is_band(pd.Series(["a"] * 50), np.arange(50.0))
    assert not is_band(pd.Series([None] * 50, dtype="str"), np.arange(50.0))
    assert not is_band(pd.Series(["a", "b"] * 25), np.full(50, np.nan))
