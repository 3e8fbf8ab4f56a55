from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array
from scipy.stats import fisher_exact

from cxtext import schema
from cxtext.impact.groups import adjust_p, fisher_p, lift_interval, measure_groups


def groups(labels, mentions, content=None, **options):
    x = csr_array(np.array(mentions, dtype=float).reshape(len(labels), -1))
    frame = pd.DataFrame({"plan": labels})
    ids = [f"T{t + 1:03d}" for t in range(x.shape[1])]
    return measure_groups(ids, x, frame, has_content=np.ones(len(labels), dtype=bool) if content is None else content, **options)


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
    table = groups(labels, mentions, content)
    assert table[["group", "n", "n_group"]].to_numpy().tolist() == [["free", 6, 11], ["paid", 2, 8]]
    assert table["share"].tolist() == pytest.approx([6 / 11, 2 / 8])
    assert table["lift"].tolist() == pytest.approx([(6 / 11) / (2 / 8), (2 / 8) / (6 / 11)])
    assert table["p_value"].tolist() == pytest.approx([fisher_exact([[6, 5], [2, 6]]).pvalue] * 2)
    assert list(table.columns) == list(schema.TABLES["groups"])
    schema.to_arrow("groups", table)


def test_small_groups_are_not_shown_but_count_elsewhere():
    labels = ["big"] * 20 + ["mid"] * 6 + ["tiny"] * 4
    table = groups(labels, [1] * 15 + [0] * 15)
    assert table["group"].tolist() == ["big", "mid"]
    assert table["n_group"].tolist() == [20, 6]
    assert table.loc[0, "p_value"] == pytest.approx(fisher_exact([[15, 5], [0, 10]]).pvalue)
    assert groups(labels, [1] * 15 + [0] * 15, min_size=4)["group"].tolist() == ["big", "mid", "tiny"]


@pytest.mark.parametrize("labels", [["one"] * 30, [None] * 30, [f"g{i}" for i in range(30)], ["a"] * 28 + ["b"] * 2])
def test_without_two_groups_there_is_nothing_to_compare(labels):
    assert groups(labels, [1] * 30).empty


def test_q_runs_over_all_cells_of_all_columns():
    rng = np.random.default_rng(2)
    x = csr_array((rng.random((300, 5)) < 0.3).astype(float))
    frame = pd.DataFrame({"plan": rng.choice(["a", "b", "c"], 300), "region": rng.choice(["n", "s"], 300)})
    table = measure_groups([f"T{t}" for t in range(5)], x, frame, has_content=np.ones(300, dtype=bool))
    assert len(table) == 25
    assert table["q_value"].to_numpy() == pytest.approx(adjust_p(table["p_value"].to_numpy()))
    shuffle = rng.permutation(300)
    again = measure_groups(
        [f"T{t}" for t in range(5)], csr_array(x[shuffle]), frame.iloc[shuffle], has_content=np.ones(300, dtype=bool)
    )
    pd.testing.assert_frame_equal(table, again)


def test_a_planted_difference_is_found():
    rng = np.random.default_rng(3)
    plan = rng.choice(["free", "paid"], 600)
    x = np.column_stack([rng.random(600) < np.where(plan == "free", 0.4, 0.15), rng.random(600) < 0.2]).astype(float)
    table = groups(list(plan), x).set_index(["theme_id", "group"])
    row = table.loc[("T001", "free")]
    assert row["low"] < 0.4 / 0.15 < row["high"]
    assert row["q_value"] < 0.001
    assert table.loc[("T002", "free"), "q_value"] > 0.05
