"""Columns that look like something else than they are."""

from __future__ import annotations

import hashlib
import uuid
from itertools import cycle, islice

import pandas as pd
import pytest

from cxtext.errors import CxtextError
from cxtext.readers import inspect_source

N = 40


def look(header: str, cells: list[object]) -> pd.Series:
    """What a column is taken for, beside a text column."""
    comments = [f"the search is slow in week {k} and support is late" for k in range(N)]
    frame = pd.DataFrame({"comment": comments, header: list(islice(cycle(cells), N))})
    return inspect_source(frame).columns.set_index("column").loc[header]


HEX = [hashlib.sha256(str(k).encode()).hexdigest()[:24] for k in range(N)]
UUIDS = [str(uuid.UUID(HEX[k] + HEX[k][:8])) for k in range(N)]


@pytest.mark.parametrize("cells", [HEX, UUIDS])
def test_codes_are_no_words(cells: list[object]):
    assert look("session", cells)["role"] != "text"
    assert "open text" not in look("session", cells)["reason"]


def test_versions_are_no_personal_data():
    assert look("app version", ["5.12.0.3", "5.12.1.0", "6.0.0.1"])["role"] == "group"
    assert look("client", ["83.12.0.3", "84.12.1.0", "96.0.0.1"])["reason"].startswith("personal data")


def test_how_long_is_no_rating():
    frame = pd.DataFrame(
        {"comment": ["the search is slow"] * N, "How long have you been with us?": list(islice(cycle(range(9)), N))}
    )
    assert not [row for row in inspect_source(frame).issues if row.code == "unused-rating"]


def test_ratings_in_words_are_no_groups_and_are_told():
    cells = ["Agree", "Strongly agree", "Neutral", "Disagree"]
    frame = pd.DataFrame({"comment": ["the search is slow"] * N, "Support helps me": list(islice(cycle(cells), N))})
    shown = inspect_source(frame)
    assert shown.columns.set_index("column").loc["Support helps me", "role"] == "unused"
    (note,) = [row.message for row in shown.issues if row.code == "unused-rating"]
    assert "--csat-column 'Support helps me'" in note


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("How many working years of experience do you have?", ["Less than 2 years", "2 - 5 years", "5 - 10 years"]),
        ("How old is your company's experience rating?", [1, 2, 3, 4, 5]),
    ],
)
def test_how_many_years_is_no_outcome(header: str, cells: list[object]):
    assert look(header, cells)["role"] != "metric"


def test_numbers_of_cases_are_no_count():
    assert "could be a count" not in look("Case: Case Number", [4_037_266 + 7 * k for k in range(N)])["reason"]
    assert "could be a count" in look("open tickets", [0, 3, 25, 40])["reason"]


def test_yes_with_a_full_stop_is_yes():
    assert look("Recommended", ["Yes.", "No."])["role"] == "metric"


def test_lists_of_options_leave_room_for_plain_groups():
    options = ["; ".join(f"option {k}" for k in range(i % 13, i % 13 + 3)) for i in range(N)]
    comments = [f"the search is slow in week {k}" for k in range(N)]
    frame = pd.DataFrame({"comment": comments, "What do you use?": options, "plan": list(islice(cycle(["free", "pro"]), N))})
    roles = inspect_source(frame).columns.set_index("column")["role"]
    assert roles.to_dict() == {"comment": "text", "What do you use?": "group", "plan": "group"}


def test_a_saved_data_frame_of_one_column_keeps_its_header(tmp_path):
    path = tmp_path / "reviews.csv"
    pd.DataFrame({"reviews": [f"the crew was friendly, but flight {k} was late" for k in range(N)]}).to_csv(path)
    columns = inspect_source(path).columns
    assert columns.set_index("column").loc["reviews", "role"] == "text"


def test_a_file_of_nothing_but_a_delimiter_is_refused_by_name(tmp_path):
    path = tmp_path / "blank.csv"
    path.write_bytes(b"\0|")
    with pytest.raises(CxtextError, match=r"blank\.csv"):
        inspect_source(path)
