from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxtext import wording


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [(0.04, 1, "0.0"), (-0.04, 1, "0.0"), (-0.06, 1, "−0.1"), (1234567, 0, "1,234,567"), (float("nan"), 1, "–"), (None, 0, "–")],
)
def test_number(value: float | None, decimals: int, expected: str) -> None:
    assert wording.number(value, decimals) == expected


def test_zero_carries_no_sign() -> None:
    assert wording.number(0.04, 1, signed=True) == "0.0"
    assert wording.number(0.06, 1, signed=True) == "+0.1"


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0994, "9.9%"), (0.0996, "10%"), (1.0, "100%"), (0.0004, "<0.1%"), (0, "0%"), (None, "–")]
)
def test_percent(share: float | None, expected: str) -> None:
    assert wording.percent(share) == expected


def test_an_interval_without_an_end_is_left_out() -> None:
    assert wording.interval(None, 1.0, 1) == ""
    assert wording.interval(float("nan"), 1.0, 1) == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\x00=", " =", "\n=", "\uff1d"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert wording.neutralise(f"{start}1+1").startswith("'")


@given(st.text(max_size=60))
def test_a_neutralised_cell_survives_a_csv_round_trip(text: str) -> None:
    cell = wording.neutralise(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow([cell, "end"])
    buffer.seek(0)
    assert list(csv.reader(io.StringIO(buffer.getvalue(), newline=""))) == [[cell, "end"]]
    cell.encode("utf-8")


@given(st.text(max_size=400), st.integers(5, 60))
def test_one_line_is_short_and_one_line(text: str, limit: int) -> None:
    line = wording.one_line(text, limit)
    assert len(line) <= limit + 1
    assert len(line.splitlines()) <= 1


def test_direction_overrides_do_not_reach_the_page() -> None:
    assert wording.one_line("\u202egnp.exe\u2066") == "gnp.exe"


@pytest.mark.parametrize(
    "markup",
    [
        "<script>",
        "<b>",
        "[x](javascript:1)",
        "![x](http://e/x.png)",
        "`code`",
        "*bold*",
        "_soft_",
        "# head",
        "> quote",
        "- item",
        "1. item",
    ],
)
def test_markdown_keeps_no_markup(markup: str) -> None:
    escaped = wording.escape_markdown(markup)
    assert escaped != markup
    assert "<" not in escaped
    assert "](" not in escaped.replace("\\](", "")


@pytest.mark.parametrize("text", ["ask @sam", "a@b.example", "https://x.example", "WWW.x.example", "well :smile:", "FTP://x"])
def test_nothing_becomes_a_mention_a_link_or_an_emoji(text: str) -> None:
    escaped = wording.escape_markdown(text)
    assert text not in escaped
    assert escaped.replace("\u200b", "") == text


def test_times_and_ratios_stay_as_they_are() -> None:
    assert wording.escape_markdown("at 10:30:15, 2:1:") == "at 10:30:15, 2:1:"


def test_a_footnote_mark_is_no_footnote() -> None:
    assert wording.escape_markdown("slow[^1]") == r"slow\[^1]"


def test_words_with_underscores_stay_readable() -> None:
    assert wording.escape_markdown("user_id and −7.6 [−9.5, −5.8]") == "user_id and −7.6 [−9.5, −5.8]"


def test_a_limit_of_an_interval_without_zero_is_not_written_as_zero():
    assert wording.interval(-1.3, -0.04, 1) == "[−1.3, >−0.1]"
    assert wording.interval(0.0004, 2.0, 1) == "[<+0.1, +2.0]"
    assert wording.interval(-1.3, 0.04, 1) == "[−1.3, 0.0]"
    assert wording.interval(0.0, 2.0, 1) == "[0.0, +2.0]"
    assert wording.interval(1e-30, 2.0, 1) == "[0.0, +2.0]"
