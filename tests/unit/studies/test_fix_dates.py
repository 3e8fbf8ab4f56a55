"""A date that can be read two ways is read as the dates of the run are, and says so, or is refused."""

from __future__ import annotations

import pandas as pd
import pytest
from fixtures.analysis import FakeAnalysis, make_analysis

from cxtext.errors import ConfigError
from cxtext.studies.fixes import measure_fix, read_date


def run_with(order: str) -> FakeAnalysis:
    analysis = make_analysis(60)
    columns = analysis.tables["columns"]
    date = {**columns.iloc[0], "column": "date", "role": "date", "detail": order}
    analysis.tables["columns"] = pd.DataFrame([*columns.to_dict("records"), date])
    return analysis


@pytest.mark.parametrize(("order", "month"), [("day first", 6), ("month first", 1)])
def test_an_ambiguous_date_is_read_as_the_data_are_and_the_note_says_how(order: str, month: int) -> None:
    when, (note,) = read_date(run_with(order), "01/06/2024")
    assert (when.month, when.day, str(when.tz)) == (month, 7 - month, "UTC")
    assert note == f"'01/06/2024' is read as {when:%Y-%m-%d}, {order} as the dates of the run are"


def test_it_is_refused_where_the_data_do_not_tell() -> None:
    with pytest.raises(ConfigError, match="may be 2024-06-01 or 2024-01-06"):
        read_date(run_with("year first"), "01/06/2024")
    with pytest.raises(ConfigError, match="is not a date"):
        read_date(run_with("day first"), "soon")


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024-06-01", "2024-06-01"), ("25/06/2024", "2024-06-25"), ("06/25/2024", "2024-06-25"), ("20240601", "2024-06-01"),
     ("1 June 2024", "2024-06-01"), ("03/03/2024", "2024-03-03"), ("2024-06-01T10:00+02:00", "2024-06-01")],
)  # fmt: skip
def test_a_date_with_one_reading_needs_no_note(text: str, day: str) -> None:
    when, notes = read_date(run_with("month first"), text)
    assert (f"{when:%Y-%m-%d}", notes) == (day, [])


@pytest.mark.parametrize("text", ["now", "today", "1714521600", "1714521600000", "1714521600.5", "2024", "12:30", "20241301", ""])
def test_a_moment_that_moves_or_a_number_is_no_date(text: str) -> None:
    with pytest.raises(ConfigError, match=r"is not a date. Expected one such as 2024-05-01"):
        read_date(run_with("day first"), text)


@pytest.mark.parametrize(
    "options",
    [{"transition": -1}, {"transition": 1.5}, {"transition": float("nan")}, {"transition": True}, {"transition": None},
     {"window": 0}, {"window": -3}, {"window": "7"}],
)  # fmt: skip
@pytest.mark.parametrize("when", [{"date": "2026-04-01"}, {"wave": "2026-W16"}])
def test_a_span_that_is_no_number_of_days_is_refused(options: dict[str, object], when: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"is not a number of (day|wave)s.\nExpected a whole number from [01] on"):
        measure_fix(make_analysis(120), "T001", **when, **options)  # type: ignore[arg-type]
