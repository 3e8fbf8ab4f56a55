"""Themes that come together: counts by hand, chance, and cells that few people are in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from cxtext.impact import Design, measure_pairs
from cxtext.metrics import Answers, make_outcome
from cxtext.settings import Metric

IDS = ["T001", "T002", "T003"]
#: Mentions of three themes, the number of responses with just these, and their answers.
CELLS = [
    ([1, 1, 0], 12, 2.0),
    ([1, 0, 0], 8, 6.0),
    ([0, 1, 0], 10, 8.0),
    ([0, 0, 1], 20, 9.0),
    ([1, 0, 1], 3, 5.0),
    ([0, 0, 0], 47, 10.0),
]


def survey(copies: int = 1) -> tuple[csr_array, Answers]:
    mentions = np.repeat([row for row, *_ in CELLS], [n * copies for _, n, _ in CELLS], axis=0)
    raw = np.repeat([value for *_, value in CELLS], [n * copies for _, n, _ in CELLS])
    return csr_array(mentions.astype(float)), Answers(make_outcome(Metric(column="score", kind="number")), raw)


def pair(table: pd.DataFrame, theme: str, other: str) -> pd.Series:
    (row,) = table[(table["theme_id"] == theme) & (table["other_id"] == other)].to_dict("records")
    return pd.Series(row)


def test_counts_shares_and_the_metric_are_those_counted_by_hand() -> None:
    mentions, answers = survey()
    row = pair(measure_pairs(IDS, mentions, [answers]), "T001", "T002")
    assert (row["n_both"], row["n_theme"]) == (12, 23)
    assert (row["share"], row["share_without"]) == pytest.approx((12 / 23, 10 / 77))
    assert row["lift"] == pytest.approx((12 / 23) / (10 / 77))
    assert row["low"] < row["lift"] < row["high"]
    assert (row["n_metric_both"], row["n_metric_theme_only"], row["n_metric_other_only"]) == (12, 11, 10)
    assert row["metric_both"] == pytest.approx(2.0)
    assert row["metric_theme_only"] == pytest.approx((8 * 6 + 3 * 5) / 11)
    assert row["metric_other_only"] == pytest.approx(8.0)
    assert row["q_value"] < 0.05


def test_a_pair_that_few_mention_is_left_out_and_still_counted_among_the_tests() -> None:
    mentions, answers = survey()
    table = measure_pairs(IDS, mentions, [answers], min_cell=5)
    assert not ((table["theme_id"] == "T001") & (table["other_id"] == "T003")).any()
    whole = measure_pairs(IDS, mentions, [answers], min_cell=1)
    assert pair(table, "T001", "T002")["q_value"] == pair(whole, "T001", "T002")["q_value"]


def test_the_metric_is_withheld_in_all_three_cells_where_one_is_small() -> None:
    mentions, answers = survey()
    table = measure_pairs(IDS, mentions, [answers], min_cell=11)
    row = pair(table, "T001", "T002")  # 10 mention the other only
    assert row["n_both"] == 12
    assert row[["metric_both", "metric_theme_only", "metric_other_only", "n_metric_both"]].isna().all()


def test_people_are_counted_not_their_submissions() -> None:
    mentions, answers = survey()
    both = np.flatnonzero(mentions.toarray()[:, :2].all(axis=1))
    respondent = np.arange(mentions.shape[0])
    respondent[both] = 1000 + np.arange(len(both)) % 4
    table = measure_pairs(IDS, mentions, [answers], Design(respondent=respondent), min_cell=5)
    assert not ((table["theme_id"] == "T001") & (table["other_id"] == "T002")).any()


def test_the_order_of_rows_makes_no_difference() -> None:
    mentions, answers = survey()
    order = np.random.default_rng(0).permutation(mentions.shape[0])
    turned = Answers(answers.outcome, answers.raw[order])
    pd.testing.assert_frame_equal(measure_pairs(IDS, mentions, [answers]), measure_pairs(IDS, mentions[order], [turned]))


def test_without_a_metric_or_a_second_theme() -> None:
    mentions, _ = survey()
    table = measure_pairs(IDS, mentions, [])
    assert set(table["metric"]) == {"negative_mentions"}
    assert table["metric_both"].isna().all()
    assert not len(measure_pairs(["T001"], mentions[:, [0]], []))
    assert not len(measure_pairs([], mentions[:, []], []))


def test_independent_themes_are_not_established() -> None:
    rng = np.random.default_rng(3)
    found = [
        (measure_pairs([f"T{t}" for t in range(12)], csr_array((rng.random((400, 12)) < 0.15) * 1.0), [])) for _ in range(20)
    ]
    assert sum((table["q_value"] <= 0.05).any() for table in found) <= 3
