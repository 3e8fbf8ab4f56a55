"""The map of themes: every opinion in the circle of its theme, no circle over another, whatever the order of the rows."""

from __future__ import annotations

import math
from itertools import combinations

import pandas as pd
import pytest

from cxtext.findings import ThemeMap, lay_out_map
from tests.fixtures.analysis import FakeAnalysis, make_analysis


def shuffle(analysis: FakeAnalysis) -> FakeAnalysis:
    tables = {name: frame.sample(frac=1, random_state=1).reset_index(drop=True) for name, frame in analysis.tables.items()}
    return FakeAnalysis(tables, analysis.manifest)


def with_parts(analysis: FakeAnalysis) -> FakeAnalysis:
    """Cut the first theme in two parts and a rest."""
    themes, assignments = analysis.tables["themes"].copy(), analysis.tables["assignments"].copy()
    parts = themes.iloc[[0, 0]].assign(theme_id=["T101", "T102"], parent_id=themes["theme_id"].iloc[0], label=["one", "two"])
    own = assignments.index[assignments["theme_id"] == themes["theme_id"].iloc[0]]
    assignments.loc[own[:6], "subtheme_id"] = "T101"
    assignments.loc[own[6:15], "subtheme_id"] = "T102"
    themes = pd.concat([themes, parts], ignore_index=True)
    return FakeAnalysis(analysis.tables | {"themes": themes, "assignments": assignments}, analysis.manifest)


@pytest.fixture(scope="module")
def analysis() -> FakeAnalysis:
    return make_analysis(400)


@pytest.fixture(scope="module")
def theme_map(analysis: FakeAnalysis) -> ThemeMap:
    return lay_out_map(analysis, aspect=1.6)


def test_every_assigned_opinion_has_a_point_in_its_circle(analysis: FakeAnalysis, theme_map: ThemeMap) -> None:
    circles = {circle.theme_id: circle for circle in theme_map.circles}
    assigned = analysis.tables["assignments"].dropna(subset="theme_id")
    assert {p.unit_id: p.theme_id for p in theme_map.points} == dict(zip(assigned["unit_id"], assigned["theme_id"], strict=True))
    for point in theme_map.points:
        circle = circles[point.theme_id]
        assert math.hypot(point.x - circle.x, point.y - circle.y) < circle.radius
    assert theme_map.n_opinions + theme_map.n_elsewhere == len(analysis.tables["assignments"])
    assert not theme_map.is_sample


def test_area_is_proportional_to_opinions_and_nothing_overlaps(theme_map: ThemeMap) -> None:
    per_area = {round(circle.n_opinions / circle.radius**2, 3) for circle in theme_map.circles}
    assert len(per_area) == 1
    for one, other in combinations(theme_map.circles, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) > one.radius + other.radius
    for circle in theme_map.circles:
        assert circle.x - circle.radius >= -1e-9
        assert circle.x + circle.radius <= theme_map.width + 1e-9
        assert circle.y + circle.radius <= theme_map.height + 1e-9
    assert max(theme_map.width, theme_map.height) == pytest.approx(1)


def test_more_typical_opinions_lie_nearer_to_the_middle(theme_map: ThemeMap) -> None:
    for circle in theme_map.circles:
        own = [p for p in theme_map.points if p.theme_id == circle.theme_id]
        by_reach = sorted(own, key=lambda p: math.hypot(p.x - circle.x, p.y - circle.y))
        assert [p.strength for p in by_reach] == sorted((p.strength for p in own), reverse=True)


def test_the_order_of_rows_makes_no_difference(analysis: FakeAnalysis, theme_map: ThemeMap) -> None:
    assert lay_out_map(shuffle(analysis), aspect=1.6) == theme_map


def test_of_many_opinions_a_sample_is_drawn_by_id(analysis: FakeAnalysis) -> None:
    some = lay_out_map(analysis, most_points=100)
    assert (len(some.points), some.is_sample) == (100, True)
    assert some.n_opinions == int(analysis.tables["assignments"]["theme_id"].notna().sum())
    assert sum(circle.n_shown for circle in some.circles) == 100
    assert {p.unit_id for p in some.points} == {p.unit_id for p in lay_out_map(shuffle(analysis), most_points=100).points}
    more = lay_out_map(analysis, most_points=150)
    assert {p.unit_id for p in some.points} < {p.unit_id for p in more.points}
    assert [(c.x, c.radius) for c in some.circles] == [(c.x, c.radius) for c in more.circles]


def test_parts_are_wedges_as_wide_as_their_opinions(analysis: FakeAnalysis) -> None:
    cut = with_parts(analysis)
    theme_id = cut.tables["themes"]["theme_id"].iloc[0]
    theme_map = lay_out_map(cut)
    circle = next(c for c in theme_map.circles if c.theme_id == theme_id)
    named, rest = circle.parts[:2], circle.parts[2]
    assert [(p.subtheme_id, p.label, p.n_opinions) for p in named] == [("T102", "two", 9), ("T101", "one", 6)]
    assert (rest.subtheme_id, rest.n_opinions) == (None, circle.n_opinions - 15)
    assert [p.start for p in circle.parts] == pytest.approx([0.0, 9 / circle.n_opinions, 15 / circle.n_opinions])
    for part in circle.parts:
        for point in theme_map.points:
            if point.theme_id == theme_id and point.subtheme_id == part.subtheme_id:
                turn = math.atan2(point.y - circle.y, point.x - circle.x) / (2 * math.pi) % 1.0
                assert part.start < turn < part.end


def test_themes_on_one_topic_lie_in_one_circle_and_no_other_theme_does(analysis: FakeAnalysis) -> None:
    themes = analysis.tables["themes"].copy()
    top = themes.index[themes["parent_id"].isna()]
    themes.loc[top[[0, 4, 7]], "topic"] = "speed"
    themes.loc[top[[2]], "topic"] = "news"
    theme_map = lay_out_map(FakeAnalysis(analysis.tables | {"themes": themes}, analysis.manifest))
    (group,) = theme_map.groups
    assert group.topic == "speed"
    assert set(group.theme_ids) == set(themes.loc[top[[0, 4, 7]], "theme_id"])
    for circle in theme_map.circles:
        apart = math.hypot(circle.x - group.x, circle.y - group.y)
        inside = apart + circle.radius <= group.radius + 1e-9
        assert inside == (circle.theme_id in group.theme_ids)
        assert inside or apart >= circle.radius + group.radius


def test_causes_come_before_verdicts_and_asides(analysis: FakeAnalysis) -> None:
    themes = analysis.tables["themes"].copy()
    first, second = themes.index[themes["parent_id"].isna()][:2]
    themes.loc[first, "kind"], themes.loc[second, "kind"] = "aside", "verdict"
    theme_map = lay_out_map(FakeAnalysis(analysis.tables | {"themes": themes}, analysis.manifest))
    kinds = [circle.kind for circle in theme_map.circles]
    assert kinds[-2:] == ["verdict", "aside"]
    assert set(kinds[:-2]) == {"cause"}


def test_one_theme_and_none() -> None:
    none = lay_out_map(make_analysis(60, themes=False))
    assert (none.circles, none.points, none.n_opinions) == ((), (), 0)
    analysis = make_analysis(120)
    themes = analysis.tables["themes"].copy()
    themes.loc[1:, "status"] = "hidden"
    one = lay_out_map(FakeAnalysis(analysis.tables | {"themes": themes}, analysis.manifest))
    assert len(one.circles) == 1
    assert (one.width, one.height, one.circles[0].radius) == pytest.approx((1, 1, 0.5))
