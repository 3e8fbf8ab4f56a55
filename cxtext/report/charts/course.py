"""The course of a score over the waves with the band of its intervals, and its parts as one stacked bar, as inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from markupsafe import Markup

from cxtext.report.charts.priority import draw_line, text_width, ticks, write_text
from cxtext.wording import localise

#: An interval wider than this many times the usual one does not set the range of the picture: it is cut off at its edge.
BAND_REACH = 3.0
_PAD_TOP, _PAD_RIGHT, _PAD_BOTTOM = 18.0, 14.0, 26.0


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """One wave: its place among all, where it stands in time (0 the first, 1 the last), and its value.

    The value has its interval and is given in words; ``partial`` is a wave that is not complete.
    """

    place: int
    at: float
    wave: str
    value: float
    low: float | None
    high: float | None
    text: str
    partial: bool


@dataclass(frozen=True, slots=True)
class CoursePicture:
    """Name, style, words and size of the drawing."""

    name: str
    style: str
    title: str
    description: str
    suffix: str
    width: int
    height: int


def course_chart(points: Sequence[CoursePoint], picture: CoursePicture) -> Markup:
    """Draw the values as a line with a dot each, over a band from the lower to the upper ends of their intervals.

    Parameters
    ----------
    points : sequence of CoursePoint
        Two or more, in order. No line joins two that are not next to each other.
    picture : CoursePicture
    """
    low, high = _range(points)
    levels = [t for t in ticks(low, high, 4) if low <= t <= high]
    names = [localise(f"{t:g}{picture.suffix}").replace("-", "−") for t in levels]
    left = 10.0 + max([text_width(name) for name in names] or [0.0])
    right, bottom = picture.width - _PAD_RIGHT, picture.height - _PAD_BOTTOM
    # Half of the usual step is left at both ends.
    margin = 0.5 * (right - left) / len(points)

    def px(i: int) -> float:
        return left + margin + (right - left - 2 * margin) * points[i].at

    def py(value: float) -> float:
        inside = min(max(value, low), high)
        return bottom - (bottom - _PAD_TOP) * (inside - low) / ((high - low) or 1.0)

    parts = [draw_line("grid", left, py(t), right, py(t)) for t in levels]
    parts += [write_text("tick", left - 6, py(t) + 4, "end", name) for t, name in zip(levels, names, strict=True)]
    parts += [_draw_band(run, px, py) for run in _runs(points)]
    for stretch in (one for one in _stretches(points) if len(one) > 1):
        path = " ".join(f"{px(i):.1f},{py(points[i].value):.1f}" for i in stretch)
        parts.append(Markup('<polyline class="course-line" points="{}"/>').format(path))
    for i, p in enumerate(points):
        style = "course-dot hollow" if p.partial else "course-dot"
        dot = Markup('<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="3.6"><title>{}: {}</title></circle>')
        parts.append(dot.format(style, px(i), py(p.value), p.wave, p.text))
    parts += _write_waves(points, px, picture.height - 8.0, right)
    y = py(points[-1].value)
    below = points[-1].value < points[-2].value and y + 24.0 < bottom
    parts.append(_write_last(points[-1], px(len(points) - 1), y + (20.0 if below else -9.0), right))
    head = Markup(
        '<svg class="course {s}" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{n}-t {n}-d">'
        '<title id="{n}-t">{t}</title><desc id="{n}-d">{d}</desc>'
    ).format(s=picture.style, w=picture.width, h=picture.height, n=picture.name, t=picture.title, d=picture.description)
    return head + Markup("").join(parts) + Markup("</svg>")


def split_bar(parts: Sequence[tuple[float, str]], label: str) -> Markup:
    """Draw shares, each with its tone, as one stacked bar with gaps between them; ``label`` is the same in words."""
    width, height, at = 400.0, 14, 0.0
    shapes = []
    for share, tone in parts:
        span = share * width
        if span > 0:
            rect = Markup('<rect class="bar {}" x="{:.1f}" y="0" width="{:.1f}" height="{}"/>')
            shapes.append(rect.format(tone, at, max(span - 1.5, 0.5), height))
        at += span
    head = Markup('<svg class="parts-bar" viewBox="0 0 {:g} {}" preserveAspectRatio="none" role="img"><title>{}</title>')
    return head.format(width, height, label) + Markup("").join(shapes) + Markup("</svg>")


def _range(points: Sequence[CoursePoint]) -> tuple[float, float]:
    """Return the lowest and highest value of the picture: all values, and the intervals that are not far wider than usual."""
    values = [p.value for p in points]
    limits = [(p.low, p.high) for p in points if p.low is not None and p.high is not None]
    usual = median([high - low for low, high in limits] or [0.0])
    shown = [limit for low, high in limits if high - low <= BAND_REACH * usual for limit in (low, high)]
    low, high = min([*values, *shown]), max([*values, *shown])
    pad = 0.06 * ((high - low) or 1.0)
    return low - pad, high + pad


def _stretches(points: Sequence[CoursePoint]) -> list[list[int]]:
    """Return the positions of waves in stretches of neighbours."""
    stretches: list[list[int]] = [[]]
    for i, p in enumerate(points):
        if i and p.place != points[i - 1].place + 1:
            stretches.append([])
        stretches[-1].append(i)
    return stretches


def _runs(points: Sequence[CoursePoint]) -> list[list[tuple[int, float, float]]]:
    """Return the stretches of neighbouring waves that have an interval, as (position, low, high)."""
    runs: list[list[tuple[int, float, float]]] = []
    for stretch in _stretches(points):
        runs.append([])
        for i in stretch:
            low, high = points[i].low, points[i].high
            if low is None or high is None:
                runs.append([])
            else:
                runs[-1].append((i, low, high))
    return [run for run in runs if run]


def _draw_band(run: Sequence[tuple[int, float, float]], px: object, py: object) -> Markup:
    """Draw one stretch of intervals: an area, or a line where it is one wave alone."""
    assert callable(px) and callable(py)
    if len(run) == 1:
        i, low, high = run[0]
        return draw_line("course-whisker", px(i), py(low), px(i), py(high))
    upper = [f"{px(i):.1f},{py(high):.1f}" for i, _, high in run]
    lower = [f"{px(i):.1f},{py(low):.1f}" for i, low, _ in reversed(run)]
    return Markup('<polygon class="course-band" points="{}"/>').format(" ".join([*upper, *lower]))


def _write_waves(points: Sequence[CoursePoint], px: object, y: float, right: float) -> list[Markup]:
    """Write as many names of waves below the line as fit, the last one among them."""
    assert callable(px)
    widest = max(text_width(p.wave) for p in points) + 14
    shown: list[tuple[float, str]] = []
    for i in range(len(points) - 1, -1, -1):
        if not shown or shown[-1][0] - px(i) >= widest:
            shown.append((px(i), points[i].wave))
    return [
        write_text("tick", min(max(x, text_width(name) / 2), right - text_width(name) / 2 + 10), y, "middle", name)
        for x, name in reversed(shown)
    ]


def _write_last(point: CoursePoint, x: float, y: float, right: float) -> Markup:
    """Write the last value on the side of its dot where the line does not come from."""
    return write_text("label", min(x, right - text_width(point.text) / 2 + 8), y, "middle", point.text)
