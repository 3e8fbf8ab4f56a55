"""How values and effects of each kind of metric are written."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from cxtext.findings import costing
from cxtext.metrics import VIEWS


def view(kind, unit, *, sign=1, name="took", decimals=1, effect_decimals=1):
    return VIEWS[kind](name, kind, unit, sign, decimals, effect_decimals, {})


def test_log_points_are_written_as_a_change_in_percent():
    took = view("duration", "log points of hours", sign=-1)
    assert took.effect_text(100 * math.log(1.35)) == "+35.0%"
    assert took.effect_text(100 * math.log(0.5)) == "−50.0%"
    assert took.limits_text(100 * math.log(1.1), 100 * math.log(1.6)) == "[+10.0%, +60.0%]"
    assert took.gap_text(100 * math.log(1.35)) == "35% longer"
    assert took.gap_text(100 * math.log(0.8)) == "20% shorter"
    assert took.value_text(12.34) == "12.3 hours"
    assert view("duration", "log points of took").value_text(12.34) == "12.3"
    assert (took.effect_unit, took.points_of, costing(took)) == (
        "in time taken",
        "the time taken (“Took”)",
        "adding to the time taken (“Took”)",
    )


@pytest.mark.parametrize("missing", [None, math.nan])
def test_what_is_missing_is_a_dash_and_an_interval_nothing(missing):
    for one in (view("duration", "log points of hours"), view("count", "took per month"), view("nps", "NPS points")):
        assert one.effect_text(missing) == "–"
        assert one.value_text(missing) == "–"
        assert one.limits_text(missing, 3.0) == ""


def test_a_huge_effect_is_still_a_number():
    assert "inf" not in view("duration", "log points of hours").effect_text(1e9)


def test_a_rate_keeps_its_whole_unit():
    rate = view("count", "number of calls per month", sign=-1, name="number of calls", decimals=2)
    assert rate.effect_unit == rate.title == "number of calls per month"
    assert rate.gap_text(-0.25) == "0.25 number of calls per month lower"
    assert costing(rate) == "adding to number of calls per month"
    assert view("count", "a month", name="calls").title == "Calls (a month)"


def test_other_kinds_are_written_as_before():
    score = view("nps", "NPS points", name="NPS")
    assert (score.effect_text(-2.25), score.limits_text(-3.0, 0.5)) == ("−2.2", "[−3.0, +0.5]")
    assert (score.value_text(31.04), view("csat", "percentage points of answers 4 to 5").value_text(81.26)) == ("+31.0", "81.3%")
    assert costing(score) == "costing NPS points"


def test_a_top_box_of_effort_is_a_share_and_a_mean_of_effort_is_not():
    share = view("ces", "percentage points of answers 6 to 7", name="ease")
    assert (share.value_text(45.26), share.full_text(45.26)) == ("45.3%", "45.3% answer 6 to 7")
    assert share.choose_decimals(share.unit, 0.02) == 1
    mean = view("ces", "points of the 1 to 7 scale", name="ease")
    assert (mean.value_text(5.26), mean.full_text(5.26)) == ("5.3", "5.3 points of the 1 to 7 scale")


def test_a_share_says_of_which_answers_its_points_are():
    csat = replace(view("csat", "percentage points of answers 4 to 5"), row={"value": 69.8}, scale=(1.0, 5.0))
    assert csat.cost_unit == "percentage points"
    assert csat.cost_scale == "Percentage points are of the share of answers 4 to 5, which is 69.8%."
    assert csat.definition == "gave 4 or 5, answers from 1 to 5"


def test_a_mean_says_from_where_to_where_answers_run():
    mean = replace(view("number", "points of overall_rating", name="overall_rating"), row={"value": 3.5}, scale=(1.0, 5.0))
    assert mean.title == "Overall rating" and mean.cost_unit == "points of the average"
    assert mean.definition == "average of “Overall rating”, answers from 1 to 5; higher is better"
    assert mean.cost_scale == "Points are of the average, which is 3.5 with answers from 1 to 5."
    assert replace(mean, scale=None).cost_scale == "Points are of the average, which is 3.5."


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("nps", "NPS"),
        ("nps_score", "NPS score"),
        ("NPS", "NPS"),
        ("Would you recommend us?", "Would you recommend us? (NPS)"),
        ("Q7", "NPS (Q7)"),
        ("Would you recommend us to all of your many friends?", "NPS: Would you recommend us to all of your…"),
    ],
)
def test_the_name_of_a_kind_is_not_said_twice(name: str, title: str):
    assert view("nps", "NPS points", name=name).title == title
