"""The priority chart: how often a theme is mentioned against how those who mention it score."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

_FONT = 12.0
#: Pixels between a disc and its label, tried in this order; beyond them the label gives way to a number.
LABEL_GAPS = (3.0, 12.0, 24.0)
#: Pixels between a disc and its number; beyond them the number may cover a disc.
NUMBER_GAPS = (2.0, 8.0, 16.0, 28.0, 44.0, 64.0, 90.0)
#: Pixels between the spots that are tried for a number that may cover a disc.
GRID_STEP = 8
#: Right edge of the turned name of the vertical axis, and the space between its ticks and the plot.
NAME_EDGE, TICK_GAP = 18.0, 8.0
_Box = tuple[float, float, float, float]
_Disc = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Point:
    """One theme on the chart.

    Parameters
    ----------
    label, anchor, detail : str
        Name, id of its section on the page, and the numbers in words.
    x, y : float
        Share of responses, and the value on the vertical axis.
    size : float
        What its area stands for, 0 or more.
    tone : {"loss", "gain", "mute"}
    number : int
        What stands on the chart for a label that has no room: the rank of the theme.
    """

    label: str
    anchor: str
    detail: str
    x: float
    y: float
    size: float
    tone: str
    number: int


@dataclass(frozen=True, slots=True)
class Axes:
    """Words and the reference line of a chart, and its size in pixels."""

    name: str
    style: str
    title: str
    description: str
    x_label: str
    y_label: str
    reference: float | None
    reference_label: str
    y_suffix: str
    width: int
    height: int


def priority_chart(points: Sequence[Point], axes: Axes) -> Markup:
    """Draw the chart; labels never overlap one another, a disc, or an axis: one without room is a number with a legend.

    Parameters
    ----------
    points : sequence of Point
        Most important first: they get their labels first.
    axes : Axes
    """
    xs, ys = [p.x for p in points], [p.y for p in points]
    if axes.reference is not None:
        ys = [*ys, axes.reference]
    x_ticks = ticks(0.0, max([*xs, 0.01]) * 1.08, 4 if axes.width < 500 else 7)
    x_range, y_range = _pad(0.0, max(x_ticks[-1], max([*xs, 0.01]) * 1.04), 0.0, 0.02), _pad(min(ys), max(ys), 0.1, 0.1)
    y_ticks = [(t, _tick_text(t, axes.y_suffix)) for t in ticks(min(ys), max(ys), 6) if y_range[0] <= t <= y_range[1]]
    left = NAME_EDGE + 6.0 + max([text_width(text) for _, text in y_ticks]) + TICK_GAP
    plot = (max(54.0, left), 14.0, axes.width - 16.0, axes.height - 48.0)

    def px(value: float) -> float:
        return plot[0] + (plot[2] - plot[0]) * (value - x_range[0]) / (x_range[1] - x_range[0])

    def py(value: float) -> float:
        return plot[3] - (plot[3] - plot[1]) * (value - y_range[0]) / (y_range[1] - y_range[0])

    largest = max([p.size for p in points] or [0.0]) or 1.0
    biggest = 20.0 if axes.width > 500 else 14.0
    discs = [(px(p.x), py(p.y), 4.5 + (biggest - 4.5) * math.sqrt(p.size / largest)) for p in points]
    parts = _frame(axes, plot, [(px(t), t) for t in x_ticks], [(py(t), text) for t, text in y_ticks])
    taken: list[_Box] = []
    if axes.reference is not None:
        y = py(axes.reference)
        box = _reference_spot(axes.reference_label, y, plot, discs)
        taken += [box, (plot[0], y - 1, plot[2], y + 1)]
        parts += [
            draw_line("reference", plot[0], y, plot[2], y),
            write_text("reference", box[2], box[3] - 3, "end", axes.reference_label),
        ]
    for point, (x, y, r) in sorted(zip(points, discs, strict=True), key=lambda pair: -pair[1][2]):
        disc = Markup(
            '<a href="#{}"><circle class="disc {}" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"><title>{}: {}</title></circle></a>'
        )
        parts.append(disc.format(point.anchor, point.tone, x, y, r, point.label, point.detail))
    labels, numbered = _labels(points, discs, plot, taken)
    parts += labels
    head = Markup(
        '<svg class="chart {s}" viewBox="0 0 {w} {h}" role="group" aria-labelledby="{n}-t {n}-d">'
        '<title id="{n}-t">{t}</title><desc id="{n}-d">{d}</desc>'
    ).format(s=axes.style, w=axes.width, h=axes.height, n=axes.name, t=axes.title, d=axes.description)
    return head + Markup("").join(parts) + Markup("</svg>") + _legend(numbered, axes)


def _legend(numbered: Sequence[Point], axes: Axes) -> Markup:
    """List the themes that stand on the chart as numbers."""
    if not numbered:
        return Markup("")
    item = Markup('<li value="{}"><a href="#{}" dir="auto">{}</a></li>')
    items = [item.format(p.number, p.anchor, p.label) for p in sorted(numbered, key=lambda p: p.number)]
    return Markup('<ol class="legend {}">{}</ol>').format(axes.style, Markup("").join(items))


def ticks(low: float, high: float, about: int) -> list[float]:
    """Return round values inside ``[low, high]``, around ``about`` of them.

    >>> ticks(0.0, 0.23, 5)
    [0.0, 0.05, 0.1, 0.15, 0.2]
    """
    span = high - low if high - low > 1e-9 else 1.0  # ticks are rounded to ten places
    raw = span / max(1, about)
    scale = 10.0 ** math.floor(math.log10(raw))
    step = next(m * scale for m in (1, 2, 2.5, 5, 10) if m * scale >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    values = [round((first + i) * step, 10) for i in range(math.floor(high / step + 1e-9) - first + 1)]
    return values or [round(low, 10)]


def text_width(text: str, size: float = _FONT) -> float:
    """Return the width of ``text`` in pixels, a little over what system fonts need.

    >>> text_width("abc") < text_width("表示中")
    True
    """
    return size * sum(_char_width(c) for c in text) + 2


def _char_width(char: str) -> float:
    """Return the width of a character in ems, as the wider system fonts have it."""
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in " ijlt.,:;'|!I()[]":
        return 0.39
    return 0.95 if char in "mwMW@%" else 0.73 if char.isupper() else 0.62


def _pad(low: float, high: float, below: float, above: float) -> tuple[float, float]:
    """Widen a range by shares of its span; an empty range becomes one unit wide."""
    span = high - low if high - low > 1e-9 else 1.0  # ticks are rounded to ten places
    return low - below * span, high + above * span


def _frame(axes: Axes, plot: _Box, x_ticks: list[tuple[float, float]], y_ticks: list[tuple[float, str]]) -> list[Markup]:
    """Draw grid lines, tick labels and axis names."""
    left, top, right, bottom = plot
    parts = [draw_line("axis", left, bottom, right, bottom)]
    for y, text in y_ticks:
        parts += [draw_line("grid", left, y, right, y), write_text("tick", left - TICK_GAP, y + 4, "end", text)]
    parts += [write_text("tick", x, bottom + 18, "middle", f"{100 * value:g}%") for x, value in x_ticks]
    parts.append(write_text("name", (left + right) / 2, bottom + 38, "middle", axes.x_label))
    turned = Markup('<text class="name" transform="translate(12 {:.1f}) rotate(-90)" text-anchor="middle">{}</text>')
    return [*parts, turned.format((top + bottom) / 2, axes.y_label)]


def _tick_text(value: float, suffix: str) -> str:
    """Write the value of a tick."""
    return f"{value:,g}".replace("-", "−") + suffix


def draw_line(style: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    """Draw a line."""
    return Markup('<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>').format(style, x1, y1, x2, y2)


def write_text(style: str, x: float, y: float, anchor: str, text: str) -> Markup:
    """Write a text that starts, ends or centres at ``x``."""
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(style, x, y, anchor, text)


def _reference_spot(text: str, y: float, plot: _Box, discs: Sequence[_Disc]) -> _Box:
    """Return where the words of the reference line cover the fewest discs: above or below it, from the right."""
    wide = text_width(text, 11)
    room = plot[2] - plot[0] - wide - 4
    lefts = [plot[2] - wide - room * step / 8 for step in range(9)]
    spots = [(left, top, left + wide, top + 13) for left in lefts for top in (y - 16, y + 3)]
    return min(spots, key=lambda box: sum(_distance(box, at_x, at_y) < r for at_x, at_y, r in discs))


def _distance(box: _Box, x: float, y: float) -> float:
    """Return how far a point is from a box."""
    return math.hypot(min(max(x, box[0]), box[2]) - x, min(max(y, box[1]), box[3]) - y)


def _labels(points: Sequence[Point], discs: Sequence[_Disc], plot: _Box, taken: list[_Box]) -> tuple[list[Markup], list[Point]]:
    """Place each label at the nearest free spot around its disc; return them, and the points that got a number instead."""
    parts: list[Markup] = []
    crowded: list[tuple[Point, _Disc]] = []
    for point, disc in zip(points, discs, strict=True):
        text = point.label if len(point.label) <= 28 else point.label[:27].rstrip() + "…"
        if not _place(text, disc, LABEL_GAPS, discs, plot, taken, parts):
            crowded.append((point, disc))
    for point, disc in crowded:
        number = str(point.number)
        if not _place(number, disc, NUMBER_GAPS, discs, plot, taken, parts):
            _place_anywhere(number, disc, plot, taken, parts)
    return parts, [point for point, _ in crowded]


def _place(
    text: str,
    disc: _Disc,
    gaps: Sequence[float],
    discs: Sequence[_Disc],
    plot: _Box,
    taken: list[_Box],
    parts: list[Markup],
) -> bool:
    """Write a text at a free spot around a disc; tell whether there was one.

    It is the nearest spot that is nearer to this disc than to any other; failing that, or from afar, a line leads to it.
    """
    x, y, r = disc
    spots = [s for s in _spots(x, y, r, text_width(text), gaps) if _free(s[0], (x, y), discs, plot, taken)]
    if not spots:
        return False
    own = [s for s in spots if _is_own(s[0], disc, discs)]
    box, side = (own or spots)[0]
    taken.append(box)
    end = (min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3]))
    if not own or math.hypot(end[0] - x, end[1] - y) - r > 7:
        parts.append(draw_line("leader", x, y, *end))
    at = {"start": box[0], "middle": (box[0] + box[2]) / 2, "end": box[2]}[side]
    parts.append(write_text("label", at, box[3] - 4, side, text))
    return True


def _place_anywhere(text: str, disc: _Disc, plot: _Box, taken: list[_Box], parts: list[Markup]) -> None:
    """Write a text on its disc or at the nearest spot of the plot that is clear of other labels; a line leads to it from afar."""
    x, y, r = disc
    width, high = text_width(text), _FONT * 1.24
    corners = [(x - width / 2, y - high / 2)]
    left, top, right, bottom = map(int, plot)
    corners += [(a, b) for a in range(left, right, GRID_STEP) for b in range(top, bottom, GRID_STEP)]
    boxes = sorted(((a, b, a + width, b + high) for a, b in corners), key=lambda box: _distance(box, x, y))
    box = next((box for box in boxes if _free(box, (x, y), (), plot, taken)), boxes[0])
    taken.append(box)
    if _distance(box, x, y) - r > 7:
        parts.append(draw_line("leader", x, y, min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3])))
    parts.append(write_text("label", (box[0] + box[2]) / 2, box[3] - 4, "middle", text))


def _spots(x: float, y: float, r: float, width: float, gaps: Sequence[float]) -> list[tuple[_Box, str]]:
    """Return boxes around a disc where its label may stand, nearest first, each with the side the text starts from."""
    high = _FONT * 1.24
    spots: list[tuple[_Box, str]] = []
    for gap in gaps:
        d = r + gap
        e = 0.75 * d
        for left, top, side in (
            (x + d, y - high / 2, "start"),
            (x - d - width, y - high / 2, "end"),
            (x - width / 2, y - d - high, "middle"),
            (x - width / 2, y + d, "middle"),
            (x + e, y - e - high, "start"),
            (x + e, y + e, "start"),
            (x - e - width, y - e - high, "end"),
            (x - e - width, y + e, "end"),
        ):
            spots.append(((left, top, left + width, top + high), side))
    return spots


def _is_own(box: _Box, disc: _Disc, discs: Sequence[_Disc]) -> bool:
    """Tell whether a box is plainly nearer to the edge of its disc than to that of any other."""
    gap = _distance(box, disc[0], disc[1]) - disc[2]
    return all(_distance(box, x, y) - r > gap + 4.0 for x, y, r in discs if (x, y) != disc[:2])


def _free(box: _Box, own: tuple[float, float], discs: Sequence[_Disc], plot: _Box, taken: Sequence[_Box]) -> bool:
    """Tell whether a box is inside the plot and clear of every disc and label."""
    a, b, c, d = box
    if a < plot[0] + 2 or c > plot[2] or b < plot[1] - 10 or d > plot[3] - 2:
        return False
    if any(a < t[2] + 3 and t[0] - 3 < c and b < t[3] + 1 and t[1] - 1 < d for t in taken):
        return False
    return all(_distance(box, x, y) >= r + (1.0 if (x, y) != own else 0.0) for x, y, r in discs)
