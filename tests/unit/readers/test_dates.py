"""Dates as surveys write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from cxtext.errors import ConfigError, SchemaError
from cxtext.readers import inspect_source, read_responses
from cxtext.readers.cells import looks_like_date, parse_dates
from cxtext.settings import InputConfig


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("2024-03-05", "2024-03-05T00:00"),
        ("2024-03-05T10:11:12Z", "2024-03-05T10:11:12"),
        ("2024-03-05 10:11:12.345+02:00", "2024-03-05T08:11:12.345"),
        ("2024/03/05 3:02:25 pm CET", "2024-03-05T14:02:25"),
        ("2024/03/05 12:00:00 am", "2024-03-05T00:00"),
        ("31-Jul-18", "2018-07-31T00:00"),
        ("5 March 2024", "2024-03-05T00:00"),
        ("Mar 5, 2024", "2024-03-05T00:00"),
        ("Tue, 5 Mar 2024 10:00:00 GMT", "2024-03-05T10:00"),
        ("March 5th, 2024 at 10:00 PST", "2024-03-05T18:00"),
        ("05.03.2024 10:00", "2024-03-05T10:00"),
        ("25/03/2024", "2024-03-25T00:00"),
        ("3/25/2024", "2024-03-25T00:00"),
        ("1709632800", "2024-03-05T10:00"),
        ("1709632800000", "2024-03-05T10:00"),
        ("2024-03", "2024-03-01T00:00"),
        ("1709632800000000", "2024-03-05T10:00"),
        ("45356", "2024-03-05T00:00"),
        ("45356.4166666667", "2024-03-05T10:00"),
        ("20240305", "2024-03-05T00:00"),
        ("20240305T100000Z", "2024-03-05T10:00"),
        ("2024-W10", "2024-03-04T00:00"),
        ("2024-W10-2", "2024-03-05T00:00"),
        ("Tue Mar 05 2024 10:00:00 GMT+0100 (Central European Standard Time)", "2024-03-05T09:00"),
        ("Tue Mar 05 10:00:00 +0000 2024", "2024-03-05T10:00"),
        ("2024-03-05T10:00:00+00:00[UTC]", "2024-03-05T10:00"),
        ("2024-03-05T10:11:12.345678Z", "2024-03-05T10:11:12.345678"),
        ("2024-07-05 10:00 Europe/Berlin", "2024-07-05T08:00"),
        ("Mar-24", "2024-03-01T00:00"),
        ("March 2024", "2024-03-01T00:00"),
        ("03/2024", "2024-03-01T00:00"),
        ("5 mars 2024", "2024-03-05T00:00"),
        ("1er août 2024", "2024-08-01T00:00"),
        ("5. März 2024, 10:00", "2024-03-05T10:00"),
        ("Dienstag, 5. März 2024", "2024-03-05T00:00"),
        ("5 de marzo de 2024", "2024-03-05T00:00"),
        ("5 maart 2024", "2024-03-05T00:00"),
        ("5 dic 2024", "2024-12-05T00:00"),
        ("Reviewed in the United Kingdom on 5 March 2024", "2024-03-05T00:00"),
        ("Rezension aus Deutschland vom 5. März 2024", "2024-03-05T00:00"),
        ("Commenté en France le 5 mars 2024", "2024-03-05T00:00"),
    ],
)
def test_forms(cell: str, iso: str):
    assert parse_dates([cell]).values == [datetime.fromisoformat(iso).replace(tzinfo=UTC)]


@pytest.mark.parametrize(
    "cell", ["2024-13-05", "31/31/2024", "soon", "5", "2024-03-05 25:00", "2024-03-05 10:00 XYZT", "13:00", "1-2-3", "0001-01-01"]
)
def test_what_is_no_date_is_listed(cell: str):
    found = parse_dates(["2024-01-01", cell, ""])
    assert (found.values[1:], found.bad) == ([None, None], [1])
    assert not looks_like_date(cell)


def test_a_spreadsheet_that_took_the_day_for_the_month_is_put_right_and_told():
    # 5, 3 and 9 October 2024, written day first and opened month first; the others have no such month and stayed text.
    mixed = parse_dates(["2024-05-10", "2024-03-10 00:00:00", "2024-09-10", "18/10/2024", "23/10/2024", "31/10/2024"])
    assert [(v.day, v.month) for v in mixed.values if v] == [(5, 10), (3, 10), (9, 10), (18, 10), (23, 10), (31, 10)]
    assert "'2024-03-10 00:00:00'" in mixed.swap_note
    whole = parse_dates(["2024-05-10", "2024-03-10", "2024-09-25", "18/10/2024", "23/10/2024", "31/10/2024"])
    assert whole.values[0] is not None and whole.values[0].month == 5
    assert not whole.swap_note


@pytest.mark.parametrize(
    ("header", "cells", "role"),
    [
        ("Submitted", ["45296", "45309", "45322"], "date"),
        ("created_at", ["1704456000000000", "1705579200000000", "1706702400000000"], "date"),
        ("Datum", ["20240105", "20240118", "20240131"], "date"),
        ("Month", ["Jan-24", "Feb-24", "Mar-24"], "date"),
        ("seats", ["45296", "45309", "45322"], "unused"),
        ("batch", ["20240105", "20240118", "20240131"], "unused"),
    ],
)
def test_numbers_are_dates_under_a_header_that_says_when(header: str, cells: list[str], role: str):
    frame = pd.DataFrame({"comment": [f"the search is slow in week {k}" for k in range(30)], header: cells * 10})
    columns = inspect_source(frame).columns.set_index("column")
    assert columns.loc[header, "role"] == role


def test_one_value_decides_for_the_column():
    day = parse_dates(["02/06/2021", "25/06/2021"])
    assert [v.month for v in day.values if v] == [6, 6]
    assert (day.format, day.order_note) == ("day first", "")
    month = parse_dates(["06/02/2021", "06/25/2021"])
    assert [v.month for v in month.values if v] == [6, 6]
    assert (month.format, month.order_note) == ("month first", "")


def test_an_ambiguous_column_says_what_was_assumed():
    slashes = parse_dates(["02/06/2021", "03/07/2021"])
    assert slashes.values[0] is not None and slashes.values[0].month == 2
    assert "'02/06/2021' was read month first" in slashes.order_note
    dots = parse_dates(["02.06.2021"])
    assert dots.values[0] is not None and dots.values[0].month == 6
    assert parse_dates(["02/02/2021"]).order_note == ""


def test_both_orders_in_one_column_are_told():
    mixed = parse_dates(["25/06/2021", "26/06/2021", "06/27/2021", "01/02/2021"])
    assert [v.month for v in mixed.values if v] == [6, 6, 6, 2]
    assert "both" in mixed.order_note


def test_the_zone_in_a_column_name_is_used():
    (value,) = parse_dates(["2024-07-01 10:00"], "Updated at (America/New_York)").values
    assert value == datetime(2024, 7, 1, 14, tzinfo=UTC)
    assert parse_dates(["2024-07-01 10:00"], "Submit Date (UTC)").values == [datetime(2024, 7, 1, 10, tzinfo=UTC)]
    unknown = parse_dates(["2024-07-01 10:00"], "Date (Mars/Olympus)")
    assert unknown.values == [datetime(2024, 7, 1, 10, tzinfo=UTC)]
    assert "not known" in unknown.zone_note


def test_the_day_is_that_of_the_clocks_of_the_survey():
    cells = ["2024-05-01T03:00:00+09:00", "2024-04-30T23:00:00Z", "1714518000"]
    written = parse_dates(cells)
    assert [v.day for v in written.local if v] == [1, 30, 30]
    tokyo = parse_dates(cells, time_zone="Asia/Tokyo")
    assert [(v.month, v.day, v.hour) for v in tokyo.local if v] == [(5, 1, 3), (5, 1, 8), (5, 1, 8)]
    assert tokyo.values == written.values


def test_times_without_a_zone_are_in_that_of_the_survey():
    (value,) = parse_dates(["2024-07-01 01:00"], time_zone="Europe/Berlin").values
    assert value == datetime(2024, 6, 30, 23, tzinfo=UTC)
    with pytest.raises(ConfigError, match="not known"):
        parse_dates(["2024-07-01"], time_zone="Mars/Olympus")


def test_waves_follow_the_clocks_of_the_survey():
    frame = pd.DataFrame({"comment": ["the search is slow"] * 4, "date": ["2024-05-01T03:00:00+09:00"] * 4})
    responses = read_responses(frame).responses
    assert responses["created_at"][0].month == 4
    assert responses["local_time"][0].month == 5


def test_a_date_column_that_is_read_in_part_is_refused():
    cells = ["2024-05-01", "sometime in May"] * 20
    frame = pd.DataFrame({"comment": ["the search is slow"] * 40, "date": cells})
    with pytest.raises(SchemaError, match="20 of the 40 cells of column 'date' cannot be read as dates"):
        read_responses(frame, config=InputConfig(date_column="date"))
