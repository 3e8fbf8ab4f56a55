"""Whatever themes, parts and topics there are: circles apart, every opinion inside its own, whatever the order of the rows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from cxtext.findings import lay_out_map


@dataclass
class Tables:
    """The three tables that a map is made of."""

    tables: dict[str, pd.DataFrame]


@st.composite
def surveys(draw: st.DrawFn) -> Tables:
    sizes = draw(st.lists(st.integers(1, 30), min_size=1, max_size=12))
    themes, assignments = [], []
    for t, size in enumerate(sizes):
        theme = f"T{t:03d}"
        kind = draw(st.sampled_from(["cause", "cause", "verdict", "aside"]))
        themes.append({"theme_id": theme, "parent_id": None, "label": theme, "kind": kind})
        themes[-1]["topic"] = draw(st.sampled_from([None, None, "speed", "price"]))
        parts = [None, *(f"{theme}.{p}" for p in range(draw(st.integers(0, 3))))]
        for u in range(size):
            strength = draw(st.sampled_from([0.2, 0.5, 0.5, 0.9]))
            part = draw(st.sampled_from(parts))
            assignments.append({"unit_id": f"{theme}#{u}", "theme_id": theme, "subtheme_id": part, "strength": strength})
    frame = pd.DataFrame(assignments)
    blank = {"description": "", "keyphrases": [[]] * len(themes), "exemplar_ids": [[]] * len(themes), "n_units": 1}
    blank |= {"n_responses": 1, "cohesion": None, "stability": None, "focus": 0.5, "label_rank": None, "origin": "found"}
    blank |= {"status": "active", "named_by": None, "owner": None, "locked": False}
    sentiment = pd.DataFrame({"unit_id": frame["unit_id"], "label": "negative"})
    return Tables({"themes": pd.DataFrame(themes).assign(**blank), "assignments": frame, "sentiment": sentiment})


@settings(max_examples=40)
@given(surveys(), st.floats(0.5, 2.5))
def test_a_map_holds_every_opinion_once_in_circles_that_lie_apart(survey: Tables, aspect: float) -> None:
    theme_map = lay_out_map(survey, aspect=aspect)  # type: ignore[arg-type]
    circles = {circle.theme_id: circle for circle in theme_map.circles}
    assert sorted(p.unit_id for p in theme_map.points) == sorted(survey.tables["assignments"]["unit_id"])
    for one, other in combinations(theme_map.circles, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) > one.radius + other.radius
    for point in theme_map.points:
        circle = circles[point.theme_id]
        assert math.hypot(point.x - circle.x, point.y - circle.y) < circle.radius
    for circle in theme_map.circles:
        assert circle.x - circle.radius > -1e-9 and circle.x + circle.radius < theme_map.width + 1e-9
        assert circle.y - circle.radius > -1e-9 and circle.y + circle.radius < theme_map.height + 1e-9
    turned = Tables({name: frame.sample(frac=1, random_state=7).reset_index(drop=True) for name, frame in survey.tables.items()})
    assert lay_out_map(turned, aspect=aspect) == theme_map  # type: ignore[arg-type]
