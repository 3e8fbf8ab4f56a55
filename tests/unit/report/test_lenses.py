from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from fixtures.analysis import make_analysis

from cxtext.findings import GapPart, Sides, list_findings, metric_views, shared_text, sides_text, tie_text, ties_text
from cxtext.report import Method, build_document, render_html


def first(analysis):
    view = metric_views(analysis)[0]
    found = list_findings(analysis, view)
    return view, next(f for f in found if f.kind == "pain" and f.established), found


def part(kind, points, other=None, share=0.4, without=0.1):
    return GapPart(theme_id="T001", metric="nps", kind=kind, points=points, other_id=other, share=share, share_without=without)


def rescored(f, **columns):
    """Return a finding with other values in its row of the scorecard."""
    return replace(f, score=replace(f.score, **columns))


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ([("own", 0.2), ("theme", 0.7), ("rest", 0.1)], "Most of it (8.0 of the 10.0 points) is shared with other mentions"),
        ([("own", 0.6), ("theme", 0.15), ("rest", 0.25)], "Part of it (4.0 of the 10.0 points) is shared with many other"),
        ([("own", 0.9), ("theme", 0.1), ("rest", 0.0)], ""),
        ([("own", 0.2), ("theme", 0.1), ("controls", 0.7)], "whether anything is said"),
        ([("own", 1.5), ("theme", -0.5), ("rest", 0.0)], "It would be 5.0 points larger but for other mentions"),
    ],
)  # fmt: skip
def test_what_a_gap_is_shared_with(parts, says):
    view, f, _ = first(make_analysis())
    f = rescored(f, gap=-10.0, gap_low=-15.0, gap_high=-5.0)
    split = [part(kind, -10.0 * share, "T9") for kind, share in parts]
    text = shared_text(view, f, split, {"T9": "Fees"})
    assert says in text
    assert bool(text) == bool(says)
    if "“" in text:
        assert "“Fees”, mentioned by 40% of them and 10% of the others" in text
    f = rescored(f, gap_high=5.0)
    assert shared_text(view, f, split, {"T9": "Fees"}) == ""


def test_penalty_and_reward_in_words():
    view, *_ = first(make_analysis())
    sides = Sides(
        theme_id="T001", metric="nps", n_negative=25, n_positive=12, penalty=-30.0, penalty_low=-40.0, penalty_high=-20.0,
        reward=2.0, reward_low=-5.0, reward_high=9.0, type="basic",
    )  # fmt: skip
    text = sides_text(view, sides)
    assert text.startswith("−30.0 [−40.0, −20.0] NPS points where it is mentioned negatively (25); +2.0 [−5.0, +9.0]")
    assert "basic: goes with a loss" in text
    assert sides_text(view, replace(sides, penalty=None, reward=None, type=None)) == ""
    assert sides_text(view, None) == ""


def test_an_interval_as_wide_as_the_scale_says_nothing():
    view, *_ = first(make_analysis())
    sides = Sides(
        theme_id="T001", metric="nps", n_negative=25, n_positive=90, penalty=-30.0, penalty_low=-40.0, penalty_high=-20.0,
        reward=30.0, reward_low=-90.0, reward_high=150.0, type=None,
    )  # fmt: skip
    assert sides_text(view, sides).endswith("; too few answers to say what goes with it where it is mentioned positively (90)")
    assert view.tells_nothing(-100.0, 100.0) and view.tells_nothing(-40.0, 170.0)
    assert not view.tells_nothing(-40.0, 20.0) and not view.tells_nothing(1.0, 220.0) and not view.tells_nothing(None, None)


def test_a_tier_of_several_pain_points_is_named_from_its_first_to_its_last():
    view, f, _ = first(make_analysis())
    ranked = [rescored(f, tier=1, rank=rank, responses_to_separate=50.0) for rank in (1, 2, 4)]
    tied = [replace(one, place=place) for place, one in enumerate(ranked, 1)]
    text = ties_text(view, tied)
    assert (
        text == "The order is not settled among no. 1 to 3 (of the first two: about 50 more answers would settle which costs "
        "more, in 8 of 10 cases)."
    )
    assert ties_text(view, tied[:2]).startswith("The order is not settled between no. 1 and 2 (about 50 more")
    assert ties_text(view, [tied[0], rescored(tied[1], tier=2)]) == ""
    assert ties_text(view, [replace(one, established=False) for one in tied]) == ""
    far = rescored(tied[0], responses_to_separate=11.0 * view.row["n"])
    assert "differ too little" in ties_text(view, [far, tied[1]])


def test_ties_are_named_with_what_would_settle_them():
    analysis = make_analysis()
    view, f, found = first(analysis)
    after = found[found.index(f) + 1]
    f = rescored(f, tier=1, responses_to_separate=1234.0)  # fewer than ten times the answers at hand
    after = rescored(after, tier=1)
    text = tie_text(view, f, after)
    assert (
        text
        == f"in one tier with the next, “{after.label}”: about 1,200 more answers would settle which costs more, in 8 of 10 cases"
    )
    f = rescored(f, responses_to_separate=None)
    assert "differ too little" in tie_text(view, f, after)
    after = rescored(after, damage=f.score.damage + 1)
    assert "less sure or less stable" in tie_text(view, f, after)
    after = rescored(after, tier=2)
    assert tie_text(view, f, after) == tie_text(view, f, None) == ""
    assert ties_text(view, []) == ""


def test_the_report_adds_up_and_stays_quiet_without_the_options():
    document = build_document(make_analysis())
    ranking = document.metrics[0].ranking
    terms = document.section(Method).decompositions[0].lines
    assert sum(line.points for line in terms) == pytest.approx(ranking.metric.row["value"])
    assert ranking.order.endswith("times stability (how well the theme is found again); where it is 0, in the order of cost")
    assert ranking.left_out == "stability left out"
    assert not ranking.factors and not any(theme.factors for theme in ranking.themes)
    assert not any(theme.at_risk for theme in ranking.themes)
    assert document.front == ""
    assert build_document(make_analysis(metrics=())).section(Method).decompositions == ()


def test_value_effort_and_the_front_are_shown_when_there_are_any():
    analysis = make_analysis(metrics=("nps", "effort"))
    card = analysis.tables["scorecard"]
    card["value_at_risk"], card["effort"], card["trust"], card["value_weight"] = 12345.0, 2.0, 0.8, 1.25
    config = {**analysis.manifest.config, "input": {"value_column": "revenue"}}
    analysis.manifest = replace(analysis.manifest, config=config)
    document = build_document(analysis)
    ranking = document.metrics[0].ranking
    assert {theme.at_risk for theme in ranking.themes} == {"12,345 revenue at risk"}
    assert "by revenue" in ranking.order
    assert ranking.order.endswith("divided by its effort")
    assert ranking.left_out == "stability left out, value and effort counted"
    factors = ["stability 0.80", "weight 1.25", "effort 2"]
    assert all([factor.text for factor in theme.factors] == factors for theme in ranking.pains)
    assert "<dt>Effort</dt><dd>2</dd>" in render_html(analysis)
    front = card.loc[card["pareto"] & (card["metric"] == "nps"), "theme_id"]
    label = analysis.tables["themes"].set_index("theme_id")["label"]
    assert len(front) >= 2
    assert all(math.isfinite(rank) for rank in card["rank"])
    assert label[front.iloc[0]][:20] in document.front


def test_every_new_table_keeps_to_its_schema_when_empty():
    document = build_document(make_analysis(themes=False))
    assert document.section(Method).decompositions == ()
    assert isinstance(make_analysis(themes=False).tables["decomposition"], pd.DataFrame)
