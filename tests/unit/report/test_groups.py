from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from fixtures.analysis import FakeAnalysis, make_analysis

from cxtext import schema
from cxtext.report import Changes, Groups, build_document, render_html, render_summary

ATTACK = "<script>alert(1)</script>"


def with_groups(**cell: Any) -> FakeAnalysis:
    analysis = make_analysis(hostile=False)
    row = {"theme_id": "T001", "group_column": "plan", "group": "free", "n": 20, "n_group": 80, "share": 0.25, "lift": 2.5}
    row |= {"low": 1.6, "high": 3.8, "p_value": 0.001, "q_value": 0.01}
    analysis.tables["groups"] = schema.conform("groups", pd.DataFrame([row | cell]))
    return analysis


@pytest.mark.parametrize(
    ("cell", "held"),
    [
        ({}, ""),
        ({"mh_by": "region", "mh_odds_ratio": 2.0, "mh_low": 1.2, "mh_high": 3.0}, "holds within the same region too"),
        ({"mh_by": "region", "mh_odds_ratio": 1.2, "mh_low": 0.7, "mh_high": 2.0}, "not established within the same region"),
        ({"mh_by": "region"}, "cannot be compared within the same region"),
        ({"mh_by": "region", "mh_odds_ratio": 0.5, "mh_low": 0.3, "mh_high": 0.8, "simpson": "region"},
         "more often in total, less often within the same region"),
        ({"lift": 0.4, "low": 0.2, "high": 0.7, "mh_by": "wave", "mh_low": 1.5, "mh_high": 3.0, "simpson": "wave"},
         "less often in total, more often within the same period"),
    ],
)  # fmt: skip
def test_each_difference_says_whether_it_holds_within_other_groups(cell: dict[str, Any], held: str) -> None:
    groups = build_document(with_groups(**cell)).section(Groups)
    assert [difference.held for difference in groups.differences] == [held]
    assert ("Simpson" in groups.warning) == ("simpson" in cell)
    assert "Groups of fewer than 5 respondents" in groups.note


def test_what_is_left_at_equal_length_stands_beside_the_lift() -> None:
    analysis = with_groups(length_lift=1.9, length_low=1.2, length_high=3.1)
    assert "and more often than others who write as much" in build_document(analysis).section(Groups).note
    assert "1.9 [1.2, 3.1] among those who write as much" in render_html(analysis)
    assert "as much" not in build_document(with_groups()).section(Groups).note
    assert "] among those who write as much" not in render_html(with_groups())


def test_the_page_names_a_reversal_and_hostile_names_are_text() -> None:
    page = render_html(with_groups(mh_by=ATTACK, simpson=ATTACK, mh_low=0.1, mh_high=0.5, group=ATTACK))
    assert 'data-test="simpson"' in page
    assert ATTACK not in page


def test_events_are_marked_and_set_beside_the_flagged_themes() -> None:
    analysis = make_analysis(hostile=False)
    wave = analysis.tables["trends"]["wave"].iloc[1]
    when = pd.Timestamp("2024-05-02", tz="UTC")
    event: dict[str, Any] = {"date": when, "label": f"Release *2* {ATTACK}", "wave": wave}
    sides = {"n_before": 10, "n_wave_before": 100, "share_before": 0.1, "n_after": 40, "n_wave_after": 200, "share_after": 0.2}
    flagged = {"theme_id": "T002", **sides, "ratio": 2.0, "low": 1.1, "high": 3.7}
    analysis.tables["events"] = schema.conform("events", pd.DataFrame([event | {"theme_id": None}, event | flagged]))
    (shown,) = build_document(analysis).section(Changes).events
    assert (shown.date, shown.where) == ("2024-05-02", f"period {wave}")
    assert [effect.text for effect in shown.effects] == [
        "mentioned by 10% (10 of 100) of responses in the periods before, 20% (40 of 200) after: 2.0 times as often [1.1, 3.7]"
    ]
    page = render_html(analysis)
    assert 'class="mark"' in page
    assert ATTACK not in page
    assert "<h3>Events</h3>" in page and "Release *2*" in page


def test_new_subjects_are_listed_with_where_they_were_seen() -> None:
    analysis = make_analysis(hostile=False)
    units = analysis.tables["units"]["unit_id"].tolist()[:2]
    row = {"topic": ATTACK, "wave_found": "2024-11", "n_found": 7, "n_found_wave": 60, "wave": "2024-12", "n": 9, "n_wave": 50}
    row |= {"share": 0.18, "low": 0.1, "high": 0.3, "n_waves_before": 4, "n_before": 300, "p_value": 0.0001, "q_value": 0.002}
    analysis.tables["new_topics"] = schema.conform("new_topics", pd.DataFrame([{**row, "exemplar_ids": units}]))
    (new,) = build_document(analysis).section(Changes).new
    assert new.text == (
        "is new, in words of no theme: 7 of 60 responses in 2024-11, 9 of 50 in 2024-12, none of 300 in the 4 periods before"
    )
    assert ATTACK not in render_html(analysis)
    assert "is new" in render_summary(analysis)
