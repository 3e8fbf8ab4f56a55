"""Why a theme has its place, in words."""

from __future__ import annotations

import pytest
from fixtures.analysis import make_analysis

from cxtext.report.document import build_document


@pytest.mark.parametrize("metrics", [("nps",), ()])
def test_a_row_says_what_it_is_sorted_by_and_how_firm_its_place_is(metrics: tuple[str, ...]) -> None:
    page = build_document(make_analysis(metrics=metrics)).metrics[0]
    for row in page.ordered:
        reasons = {reason.name: reason.text for reason in page.reasons(row)}
        others = sum(other.score.tier == row.score.tier for other in page.ordered) - 1
        assert reasons["How firm its place is"].startswith(f"its order against {others or 'all'} other")
        assert row.theme.priority in reasons["Ordered by"] or row.finding.kind == "strength" or not row.score.priority
        assert ("Among the five worst" in reasons) == (row.score.p_top5 is not None)


def test_what_chance_could_explain_is_not_said_of_a_cost_without_an_interval() -> None:
    page = build_document(make_analysis(weak=True)).metrics[0]
    for row in page.ordered:
        text = next(reason.text for reason in page.reasons(row) if reason.name == "Ordered by")
        assert ("chance alone could explain it" in text) <= (row.finding.low is not None)


def test_the_numbers_of_a_list_without_a_pain_point_are_explained() -> None:
    analysis = make_analysis(weak=True)
    assert not build_document(analysis).metrics[0].order_note
    analysis.tables["scorecard"] = analysis.tables["scorecard"].assign(negative_share=0.1, positive_share=0.8)
    assert "in the order of what each may cost" in build_document(analysis).metrics[0].order_note
