"""Whatever the sizes are: no circle lies over another, the circle around them holds them, and points stay in their wedge."""

from __future__ import annotations

import math
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from cxtext.findings.circles import Disc, enclose, pack_discs, sunflower

RADII = st.lists(st.integers(1, 1_000_000).map(math.sqrt), min_size=1, max_size=25)
PLACES = st.floats(-100, 100)


@given(RADII, st.floats(0.4, 2.5), st.floats(0, 20))
def test_no_circle_lies_over_another(radii: list[float], aspect: float, gap: float) -> None:
    discs = pack_discs(radii, aspect=aspect, gap=gap)
    assert [disc.radius for disc in discs] == radii
    rounding = 1e-6 * max(radii)
    for one, other in combinations(discs, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius + gap - rounding


@given(RADII)
def test_every_circle_touches_the_ones_before_it(radii: list[float]) -> None:
    discs = pack_discs(radii)
    for i, disc in enumerate(discs[1:], 1):
        nearest = min(math.hypot(disc.x - one.x, disc.y - one.y) - disc.radius - one.radius for one in discs[:i])
        assert abs(nearest) <= 1e-6 * max(radii)


@given(st.lists(st.builds(Disc, PLACES, PLACES, st.floats(0.1, 50)), min_size=1, max_size=12))
def test_the_circle_around_others_holds_them(discs: list[Disc]) -> None:
    around = enclose(discs)
    assert all(math.hypot(d.x - around.x, d.y - around.y) + d.radius <= around.radius * (1 + 1e-9) for d in discs)
    widest = max(math.hypot(a.x - b.x, a.y - b.y) + a.radius + b.radius for a in discs for b in discs)
    assert around.radius <= widest


@given(st.integers(0, 400), st.floats(0, 0.9), st.floats(0.01, 1))
def test_points_lie_in_their_wedge_and_ever_farther_out(n: int, start: float, width: float) -> None:
    places = sunflower(n, start, min(1.0, start + width))
    reach = [math.hypot(x, y) for x, y in places]
    assert len(places) == n
    assert all(r <= 1 for r in reach)
    assert reach == sorted(reach)
    turns = [math.atan2(y, x) / (2 * math.pi) % 1.0 for x, y in places]
    assert all(start - 1e-9 <= turn <= start + width + 1e-9 for turn in turns)
