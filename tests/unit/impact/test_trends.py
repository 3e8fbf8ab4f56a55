from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from cxtext import schema
from cxtext.impact.time import choose_period, find_waves, measure_trends
from cxtext.metrics import wilson


def stamps(days):
    return pd.Series(pd.to_datetime(days, utc=True)).astype("datetime64[us, UTC]")


def trends(days, mentions=None, content=None):
    n = len(days)
    x = csr_array(np.ones((n, 1)) if mentions is None else np.array(mentions, dtype=float).reshape(n, -1))
    ids = [f"T{t + 1:03d}" for t in range(x.shape[1])]
    return measure_trends(ids, x, find_waves(stamps(days), None, np.ones(n, dtype=bool) if content is None else content))


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        ("2024-01-01", "2024-01-02", "week"),
        ("2024-01-01", "2024-06-15", "week"),
        ("2024-01-01", "2024-06-17", "month"),
        ("2023-01-01", "2024-12-31", "month"),
        ("2023-01-01", "2025-01-01", "quarter"),
        ("2019-01-01", "2024-12-31", "quarter"),
        ("2019-01-01", "2025-01-01", "year"),
        ("1960-01-01", "2025-01-01", "year"),
    ],
)
def test_the_wave_is_the_finest_period_with_at_most_24(first, last, period):
    assert choose_period(pd.Timestamp(first), pd.Timestamp(last)) == period


def test_counts_are_over_the_waves_submissions_with_content():
    days = ["2024-01-03", "2024-01-20", "2024-01-30", "2024-05-01", "2024-05-20", "2024-09-01"]
    table = trends(days, [[1, 0], [0, 0], [1, 1], [1, 0], [1, 0], [0, 1]], np.array([True, True, True, True, False, True]))
    assert table[["theme_id", "wave", "n", "n_wave"]].to_numpy().tolist() == [
        ["T001", "2024-01", 2, 3], ["T001", "2024-05", 1, 1], ["T001", "2024-09", 0, 1],
        ["T002", "2024-01", 1, 3], ["T002", "2024-05", 0, 1], ["T002", "2024-09", 1, 1],
    ]  # fmt: skip
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx(wilson(2 / 3, 3))
    assert list(table.columns) == list(schema.TABLES["trends"])
    schema.to_arrow("trends", table)


def test_waves_sort_by_name_across_the_turn_of_the_year():
    table = trends(["2024-12-20", "2024-12-30", "2025-01-07", "2025-01-14"])
    assert table["wave"].tolist() == ["2024-W51", "2025-W01", "2025-W02", "2025-W03"]


def test_the_last_wave_of_a_daily_feed_is_partial_when_it_breaks_off():
    days = pd.date_range("2024-01-01", "2024-07-12", freq="D")
    assert trends(days)["partial"].tolist() == [False] * 6 + [True]
    assert not trends(pd.date_range("2024-01-01", "2024-07-31", freq="D"))["partial"].any()
    assert trends(pd.date_range("2024-01-14", "2024-07-31", freq="D"))["partial"].tolist() == [True] + [False] * 6


def test_a_stray_date_does_not_hide_that_a_feed_breaks_off():
    days = pd.DatetimeIndex(["2020-01-01", *pd.date_range("2024-01-01", "2024-07-10", freq="D")])
    table = trends(days)
    assert table["partial"].tolist()[-1]
    assert not trends(pd.DatetimeIndex(["2024-01-15", "2024-02-15", "2024-03-15"]))["partial"].any()


def test_surveys_once_a_quarter_are_not_partial():
    days = [f"{year}-{month}-15" for year in (2022, 2023, 2024) for month in ("02", "05", "08", "11")]
    table = trends(days)
    assert table["wave"].tolist()[:2] == ["2022-Q1", "2022-Q2"]
    assert not table["partial"].any()


@pytest.mark.parametrize("content", [[True, True], [False, False]])
def test_without_dates_or_content_there_is_no_trend(content):
    days = [None, None] if content[0] else ["2024-01-01", "2024-02-01"]
    table = trends(days, content=np.array(content))
    assert table.empty
    assert list(table.columns) == list(schema.TABLES["trends"])


def test_submissions_without_a_date_are_in_no_wave_and_order_does_not_matter():
    days = ["2024-01-03", None, "2024-05-01", "2024-02-01"]
    table = trends(days)
    assert table["n_wave"].sum() == 3
    pd.testing.assert_frame_equal(table, trends(days[::-1]))


def named(waves, days=None, mentions=None):
    n = len(waves)
    x = csr_array(np.ones((n, 1)) if mentions is None else np.array(mentions, dtype=float).reshape(n, 1))
    when = stamps(days or [None] * n)
    return measure_trends(["T001"], x, find_waves(when, pd.Series(waves, dtype="str"), np.ones(n, dtype=bool)))


def test_a_column_of_waves_goes_before_the_calendar():
    table = named(["b", "a", None, "b"], ["2024-01-01", "2024-06-01", "2024-07-01", "2024-01-02"], [1, 0, 1, 1])
    assert table[["wave", "n", "n_wave", "partial"]].to_numpy().tolist() == [["b", 2, 2, False], ["a", 0, 1, False]]


@pytest.mark.parametrize(
    ("waves", "order"),
    [
        (["Wave 10", "Wave 2", "Wave 1"], ["Wave 1", "Wave 2", "Wave 10"]),
        (["2019H2", "2021H1", "2020H2", "2020H1"], ["2019H2", "2020H1", "2020H2", "2021H1"]),
        (["1", "10", "2.5", "x"], ["1", "2.5", "10", "x"]),
    ],
)
def test_waves_without_dates_are_in_the_order_of_their_names(waves, order):
    assert named(waves)["wave"].tolist() == order
    # A date that only some have does not decide.
    assert named(waves, ["2024-01-01"] + [None] * (len(waves) - 1))["wave"].tolist() == order


def test_a_column_of_waves_that_is_blank_leaves_the_calendar():
    assert named([None, None], ["2024-01-01", "2024-01-09"])["wave"].tolist() == ["2024-W01", "2024-W02"]


def test_the_last_complete_wave_carries_the_verdict():
    days, rows = [], []
    for month in range(1, 9):
        here = [f"2024-{month:02d}-{day:02d}" for day in range(1, 13 if month == 8 else 29) for _ in range(8)]
        days += here
        rows += [[i % 20 == 0 or (month == 7 and i % 4 == 0), i % 10 == 3] for i in range(len(here))]
    table = trends(days, rows)
    flags = table[table["flag"].notna()]
    assert flags[["theme_id", "wave", "flag"]].to_numpy().tolist() == [["T001", "2024-07", "growing"]]
    assert table.loc[table["p_value"].notna(), "wave"].unique().tolist() == ["2024-07"]
    assert table["partial"].tolist() == ([False] * 7 + [True]) * 2
    schema.to_arrow("trends", table)
