from __future__ import annotations

import math
import random
import re
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxtext.report.charts import (
    Axes,
    Point,
    interval_bar,
    priority_chart,
    sentiment_bar,
    sparkline,
    stability_curve,
    text_width,
    ticks,
)

Box = tuple[float, float, float, float]


def draw(points: list[Point], width: int = 700, reference: float | None = 0.0) -> str:
    axes = Axes("c", "wide", "T", "D", "share", "score", reference, "all answers", "", width, 440)
    return str(priority_chart(points, axes))


def texts(svg: str, style: str) -> list[Box]:
    found = re.findall(rf'<text class="{style}" x="([-\d.]+)" y="([-\d.]+)" text-anchor="(\w+)">([^<]*)</text>', svg)
    boxes = []
    for x, y, anchor, text in found:
        wide = text_width(text.replace("&lt;", "<").replace("&amp;", "&").replace("&gt;", ">"))
        left = float(x) - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        boxes.append((left, float(y) - 9, left + wide, float(y) + 2))
    return boxes


def apart(a: Box, b: Box) -> bool:
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


POINTS = st.lists(
    st.builds(
        Point,
        label=st.text(st.characters(codec="ascii", min_codepoint=32, exclude_characters="'\"&<>"), min_size=1, max_size=40),
        anchor=st.just("a"),
        detail=st.just("d"),
        x=st.floats(0, 0.4),
        y=st.floats(-100, 100),
        size=st.floats(0, 9),
        tone=st.sampled_from(["loss", "gain", "mute"]),
        number=st.integers(1, 999),
    ),
    min_size=1,
    max_size=30,
)


@given(POINTS, st.sampled_from([340, 700]))
def test_no_label_covers_another_a_tick_or_the_edge(points: list[Point], width: int) -> None:
    svg = draw(points, width)
    labels, tick_marks = texts(svg, "label"), texts(svg, "tick")
    assert all(apart(a, b) for a, b in combinations(labels, 2))
    assert all(apart(a, b) for a in labels for b in tick_marks)
    assert all(a[0] >= 0 and a[2] <= width for a in labels)


@pytest.mark.parametrize(("low", "high"), [(-100.0, 100.0), (0.0, 12_500.0), (-1.25, 0.5)])
@pytest.mark.parametrize("width", [340, 700])
def test_ticks_stand_clear_of_the_name_of_their_axis(low: float, high: float, width: int) -> None:
    svg = draw([Point("a", "a", "", 0.1, low, 1.0, "mute", 1), Point("b", "b", "", 0.2, high, 1.0, "mute", 2)], width)
    name_edge = 12 + 6  # its base line, and the room below it
    assert min(box[0] for box in texts(svg, "tick")) >= name_edge + 4


def test_distant_points_all_get_their_label_and_a_link() -> None:
    points = [Point(f"theme {i}", f"theme-{i}", "d", 0.05 * i, 20.0 * i, 1.0, "loss", i) for i in range(6)]
    svg = draw(points)
    assert [f">theme {i}<" in svg for i in range(6)] == [True] * 6
    assert [f'href="#theme-{i}"' in svg for i in range(6)] == [True] * 6


def test_the_first_points_are_labelled_and_the_others_numbered_when_not_all_can_be() -> None:
    points = [Point(f"same place {i}", "a", "d", 0.2, 5.0, 1.0, "loss", 100 + i) for i in range(60)]
    svg = draw(points)
    assert ">same place 0<" in svg
    drawing, _, legend = svg.partition("</svg>")
    listed = re.findall(r'<li value="(\d+)"><a href="#a" dir="auto">same place (\d+)<', legend)
    assert drawing.count('class="label"') == 60 and 0 < len(listed) < 60
    # The number on a bubble is the rank of its theme, on the chart and in the legend.
    assert all(int(number) == 100 + int(place) and f">{number}</text>" in drawing for number, place in listed)
    assert svg.count("<circle") == 60


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("width", [340, 700])
def test_a_label_that_could_be_read_as_a_neighbours_has_a_line_to_its_disc(seed: int, width: int) -> None:
    rng = random.Random(seed)
    points = [
        Point(f"theme no {i}", f"t{i}", "d", rng.uniform(0, 0.2), rng.uniform(-20, 20), rng.uniform(0, 3), "mute", i)
        for i in range(20)
    ]
    svg = draw(points, width)
    found = re.findall(r'cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"><title>([^:]+):', svg)
    discs = {label: (float(x), float(y), float(r)) for x, y, r, label in found}
    lines = set(re.findall(r'<line class="leader" x1="([\d.]+)" y1="([\d.]+)"', svg))
    words = re.findall(r'<text class="label"[^>]*>([^<]*)</text>', svg)
    boxes = {word: box for word, box in zip(words, texts(svg, "label"), strict=True) if word in discs}
    assert len(boxes) >= 3

    def gap(box: Box, disc: tuple[float, float, float]) -> float:
        x, y, r = disc
        return math.hypot(min(max(x, box[0]), box[2]) - x, min(max(y, box[1]), box[3]) - y) - r

    for word, box in boxes.items():
        others = [gap(box, disc) for label, disc in discs.items() if label != word]
        x, y, _ = discs[word]
        assert gap(box, discs[word]) < min(others) or (f"{x:.1f}", f"{y:.1f}") in lines, word


def test_words_in_a_chart_are_escaped() -> None:
    svg = draw([Point("<script>alert(1)</script>", 'x"y', "<b>", 0.1, 1.0, 1.0, "loss", 1)])
    assert "<script" not in svg and "<b>" not in svg and 'x"y' not in svg


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-73.2, 41), (0, 0.0007), (6.9, 7.1), (3, 3), (0, 1e6)])
def test_ticks_are_round_inside_and_few(low: float, high: float) -> None:
    found = ticks(low, high, 6)
    assert 1 <= len(found) <= 8
    assert all(low - 1e-9 <= t <= high + 1e-9 for t in found)
    steps = {round(b - a, 9) for a, b in pairwise(found)}
    assert len(steps) <= 1


def test_an_interval_bar_marks_only_the_ends_that_are_inside() -> None:
    inside = interval_bar(-1.0, -2.0, -0.5, (-3.0, 1.0), tone="loss", label="l")
    beyond = interval_bar(-1.0, -9.0, -0.5, (-3.0, 1.0), tone="loss", label="l")
    assert inside.count('class="whisker"') == 3
    assert beyond.count('class="whisker"') == 2
    assert interval_bar(-1.0, None, None, (-3.0, 1.0), tone="loss", label="l").count('class="whisker"') == 0


def test_the_parts_of_a_sentiment_bar_fill_it() -> None:
    widths = [float(w) for w in re.findall(r'<rect [^>]*width="([\d.]+)"', sentiment_bar(0.25, 0.5))]
    assert widths == [24.0, 24.0, 48.0]


def test_a_sparkline_starts_at_zero_and_marks_an_incomplete_wave() -> None:
    svg = sparkline([0.0, 0.1, 0.2], [0.0, 0.5, 1.0], partial=True, label="l")
    assert 'points="3.5,20.5 42.0,12.0 80.5,3.5"' in svg
    assert "dot hollow" in svg


def test_the_stability_curve_marks_the_level_taken_and_has_a_dot_for_each() -> None:
    svg = str(stability_curve([(12, 0.68, False), (4, 0.93, False), (20, 0.70, True)]))
    dots = re.findall(r'<circle class="([^"]+)" cx="([\d.]+)" cy="([\d.]+)"', svg)
    assert [kind for kind, _, _ in dots] == ["dot hollow", "dot hollow", "dot"]
    xs, ys = [float(x) for _, x, _ in dots], [float(y) for _, _, y in dots]
    assert xs == sorted(xs) and ys[0] < ys[2] < ys[1]  # higher agreement stands higher
    assert ">20 themes, 0.70</text>" in svg
    assert "4: 0.93, 12: 0.68, 20: 0.70" in svg


@given(st.lists(st.tuples(st.integers(1, 60), st.floats(-0.2, 1), st.booleans()), min_size=2, max_size=12))
def test_the_stability_curve_stays_in_its_frame(tried: list[tuple[int, float, bool]]) -> None:
    svg = str(stability_curve(tried))
    assert all(0 <= float(x) <= 380 and 0 <= float(y) <= 190 for x, y in re.findall(r'cx="([-\d.]+)" cy="([-\d.]+)"', svg))
    assert all(a[0] >= 0 and a[2] <= 380 and a[1] >= 0 for a in texts(svg, "label"))
