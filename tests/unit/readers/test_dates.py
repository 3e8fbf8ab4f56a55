"""Dates as surveys write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cxtext.readers.cells import looks_like_date, parse_dates


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
