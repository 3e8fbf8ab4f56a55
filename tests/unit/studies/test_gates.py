from __future__ import annotations

import pandas as pd
import pytest

from cxtext.errors import ConfigError
from cxtext.schema import Code, Stage, issue
from cxtext.studies.comparison import Comparison, Gate, check_gates, judge, parse_gate

METRICS = pd.DataFrame({"metric": ["nps", "csat"], "difference": [-6.0, 3.0], "low": [-9.0, -1.0], "high": [-3.0, 7.0]})
THEMES = pd.DataFrame(
    {
        "theme_id": ["T001", "T002", "B.T004"],
        "status": ["persisting", "gone", "new"],
        "difference": [0.08, -0.02, 0.05],
        "low": [0.03, -0.05, 0.02],
        "high": [0.13, 0.01, 0.08],
        "flag": ["changed", None, "changed"],
    }
)
FOUND = Comparison(METRICS, THEMES, pd.DataFrame(), pd.DataFrame(), {})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("nps<-5", ("metric", "nps", "<", -5.0)),
        (" nps <= -5.5 ", ("metric", "nps", "<=", -5.5)),
        ("How likely > 5?>.5", ("metric", "How likely > 5?", ">", 0.5)),
        ("new>0", ("new", "", ">", 0.0)),
        ("metric:new>=+1", ("metric", "new", ">=", 1.0)),
        ("share:T003>0.05", ("share", "T003", ">", 0.05)),
        ("a:b<1", ("metric", "a:b", "<", 1.0)),
    ],
)
def test_conditions_are_read(text, wanted):
    assert parse_gate(text) == Gate(text, *wanted)


@pytest.mark.parametrize(
    "text", ["", "nps", "nps<", "<5", "nps=5", "nps==5", "nps<5%", "nps<1e3", "nps<nan", "__import__('os')", "5>nps"]
)
def test_what_is_no_condition_is_refused_with_the_grammar(text):
    with pytest.raises(ConfigError, match="Expected NAME<NUMBER"):
        parse_gate(text)


@pytest.mark.parametrize(
    ("text", "value", "is_met"),
    [
        ("nps<-5", -6.0, True),
        ("nps<-6", -6.0, False),
        ("nps<=-6", -6.0, True),
        ("nps>0", -6.0, False),
        ("csat>0", 3.0, False),  # its interval holds 0
        ("share:T001>0.05", 0.08, True),
        ("share:T001>0.08", 0.08, False),
        ("share:T002<0", -0.02, False),
        ("new>0", 1.0, True),
        ("gone>0", 0.0, False),  # nobody says it, not established
        ("changed>1", 2.0, True),
        ("changed>=3", 2.0, False),
    ],
)
def test_a_condition_is_met_only_beyond_chance(text, value, is_met):
    found = judge(parse_gate(text), FOUND)
    assert (found.value, found.is_met) == (value, is_met)


def test_a_condition_that_chance_could_explain_says_so():
    verdict = judge(parse_gate("csat>0"), FOUND)
    assert (verdict.note, verdict.is_checked) == ("not beyond chance", True)


def test_a_condition_that_cannot_be_checked_says_why():
    why = "metric 'ces' is not compared: its direction is 'lower' in A and 'higher' in B."
    noted = issue(Stage.COMPARE, Code.METRIC_NOT_COMPARED, why, column="ces")
    blank = METRICS.assign(difference=float("nan"), low=float("nan"), high=float("nan"))
    comparison = Comparison(blank, THEMES, pd.DataFrame(), pd.DataFrame(), {}, [noted])
    for text, note in (
        ("ces<0", why.rstrip(".")),
        ("lost<0", "'lost' is not compared"),
        ("share:T009>0", "'T009' is not compared"),
        ("nps<0", "'nps' has no value in one of the runs"),
        ("nps>0", "'nps' has no value in one of the runs"),
    ):
        verdict = judge(parse_gate(text), comparison)
        assert (verdict.note, verdict.is_checked, verdict.is_met) == (note, False, False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("npss<0", "no metric of both runs is named 'npss'. Did you mean 'nps'?"),
        ("chnged>0", "Did you mean 'changed'?"),
        ("T002>1", "no metric of both runs is named 'T002'. Did you mean 'share:T002'"),
        ("share:T0001>0", "run A has no theme 'T0001'. Did you mean 'T001'?"),
    ],
)
def test_an_unknown_name_is_refused_with_a_hint(text, message):
    with pytest.raises(ConfigError) as caught:
        check_gates([parse_gate(text)], metrics=["nps"], theme_ids=["T001", "T002"])
    assert message in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 3
