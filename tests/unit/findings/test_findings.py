"""The rules that make a theme a pain point, a strength or neither, one by one."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from fixtures.analysis import make_analysis

from cxtext.findings import Kind, Score, list_findings, metric_views
from cxtext.findings.findings import (
    Evidence,
    complains_without_gain,
    costs_surely,
    has_no_cost,
    is_pain,
    is_strength,
)
from cxtext.schema import TABLES


def evidence(low: float | None, high: float | None, **columns: float | None) -> Evidence:
    """Return a theme with this interval of its effect, mostly negative unless told otherwise."""
    analysis = make_analysis()
    view = metric_views(analysis)[0]
    score = list_findings(analysis, view)[0].score
    columns = {"negative_share": 0.6, "positive_share": 0.1, "impact_low": -1.0, "impact_high": 1.0, "damage": 0.0, **columns}
    effect = None if low is None or high is None else (low + high) / 2
    return Evidence(replace(score, **columns), view, effect, low, high)


def test_a_score_has_the_columns_of_the_scorecard():
    assert [field.name for field in fields(Score)] == list(TABLES["scorecard"])


def test_an_established_cost_is_a_pain_point_whatever_the_tone():
    praised = evidence(-3.0, -1.0, negative_share=0.0, positive_share=0.9)
    assert costs_surely(praised) and is_pain(praised)
    assert not complains_without_gain(praised)


LEANINGS = [(-4.0, 1.0, True), (-1.0, 4.0, False), (1.0, 4.0, False), (None, None, True)]


@pytest.mark.parametrize(("low", "high", "is_one"), LEANINGS)
def test_complaints_count_where_the_effect_leans_to_a_cost_or_is_not_known(low, high, is_one):
    assert complains_without_gain(evidence(low, high)) is is_one
    assert not complains_without_gain(evidence(low, high, negative_share=0.1))


def test_a_cost_that_shows_as_zero_is_no_pain_point_whatever_removal_says():
    for zero in (evidence(-1.0, 1.0), evidence(-1.02, 1.0), evidence(-1.0, 1.0, impact_low=-3.0, impact_high=-1.0)):
        assert has_no_cost(zero) and not is_pain(zero) and not is_strength(zero)
    assert not has_no_cost(evidence(-1.0, 1.0, negative_share=0.1))
    established = evidence(-0.02, -0.01)
    assert is_pain(established) and not has_no_cost(established)


def test_a_gain_that_shows_as_zero_is_no_strength():
    assert not is_strength(evidence(-1.0, 1.02, negative_share=0.1, positive_share=0.7))
    assert is_strength(evidence(0.01, 0.02, negative_share=0.1, positive_share=0.7))


def test_a_strength_is_an_established_gain_or_mostly_praise_without_a_cost():
    assert is_strength(evidence(1.0, 3.0, negative_share=0.1))
    assert not is_strength(evidence(1.0, 3.0))
    assert is_strength(evidence(-1.0, 2.0, negative_share=0.1, positive_share=0.7))
    assert not is_strength(evidence(-1.0, 2.0, negative_share=0.1, positive_share=0.7, damage=0.5))


@pytest.mark.parametrize("kind", [Kind.VERDICT, Kind.ASIDE])
def test_a_verdict_or_an_aside_is_of_no_other_kind(kind: Kind):
    analysis = make_analysis()
    analysis.tables["themes"]["kind"] = kind.value
    assert {f.kind for f in list_findings(analysis, metric_views(analysis)[0])} == {kind}
