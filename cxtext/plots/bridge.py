"""What moved a metric from one wave, or one run, to the next: its value before, the parts of the change, its value after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxtext.plots.canvas import PLAIN, TONES, clear_frame, make_axes, name_ticks, note_empty, set_title
from cxtext.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: What the parts of a change are called.
PART_NAMES = {
    "mention": "mentioned more\nor less often",
    "severity": "a mention costs\nmore or less",
    "rest": "apart from\nthemes",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a change, in points of the metric."""

    name: str
    points: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class BridgeChart:
    """A change to be drawn.

    Parameters
    ----------
    title : str
    unit : str
        What one point is.
    sign : int
        1 where higher is better, -1 where lower is.
    before, after : (str, float)
        Name and value of either end.
    steps : sequence of Step
        The parts, whose points add up to the change.
    themes : sequence of (str, sequence of Step)
        Each theme with its parts, those that moved the metric most first.
    note : str
        Why the change is not taken apart; empty where it is.
    decimals : int
        Digits after the point of every number.
    """

    title: str
    unit: str
    sign: int
    before: tuple[str, float]
    after: tuple[str, float]
    steps: Sequence[Step]
    themes: Sequence[tuple[str, Sequence[Step]]] = ()
    note: str = ""
    decimals: int = 1


def draw_bridge(chart: BridgeChart, ax: Axes | None) -> Axes:
    """Draw the parts of a change as steps from its value before to that after; see ``AnalysisPlots.bridge``."""
    ax = make_axes(ax, 8.0, 4.5)
    if not chart.steps:
        return note_empty(ax, chart.note or "The change cannot be taken apart.")
    level = chart.before[1]
    ax.plot([0, len(chart.steps) + 1], [level, chart.after[1]], "o", color="gray", markersize=9)
    ax.annotate(number(level, chart.decimals), (0, level), xytext=(0, 8), textcoords="offset points", ha="center", **PLAIN)
    for place, step in enumerate(chart.steps, start=1):
        color = _tone(step.points, chart.sign)
        ax.bar(place, step.points, bottom=level, color=color, alpha=0.75, width=0.6)
        ax.hlines(level, place - 1, place, color="gray", linewidth=0.8, linestyle=":")
        if step.low is not None and step.high is not None:
            ax.vlines(place, level + step.low, level + step.high, color="gray", linewidth=1.5)
        top = level + max(0.0, step.points, step.high or 0.0)
        level += step.points
        text = number(step.points, chart.decimals, signed=True)
        ax.annotate(text, (place, top), xytext=(0, 5), textcoords="offset points", ha="center", **PLAIN)
    ax.hlines(level, len(chart.steps), len(chart.steps) + 1, color="gray", linewidth=0.8, linestyle=":")
    place, end = len(chart.steps) + 1, chart.after[1]
    text = number(end, chart.decimals)
    ax.annotate(text, (place, end), xytext=(0, 8), textcoords="offset points", ha="center", **PLAIN)
    names = [chart.before[0], *(PART_NAMES.get(step.name, step.name) for step in chart.steps), chart.after[0]]
    ax.set_xticks(range(len(names)), labels=names, **PLAIN)
    ax.set_ylabel(chart.unit, **PLAIN)
    ax.margins(y=0.15)
    clear_frame(ax, "left", "bottom")
    set_title(ax, chart.title)
    return ax


def draw_themes(chart: BridgeChart, top: int, ax: Axes | None) -> Axes:
    """Draw the parts of a change theme by theme; see ``AnalysisPlots.bridge``."""
    themes = list(chart.themes)[:top]
    ax = make_axes(ax, 8.0, 1.6 + 0.45 * max(len(themes), 2))
    if not themes:
        return note_empty(ax, chart.note or "No theme has a part in the change that can be told.")
    shown = {"mention": ("s", -0.14), "severity": ("o", 0.14)}
    for place, (_, steps) in enumerate(themes):
        for step in steps:
            marker, shift = shown[step.name]
            color = _tone(step.points, chart.sign)
            if step.low is not None and step.high is not None:
                ax.hlines(place + shift, step.low, step.high, color=color, linewidth=1.5, alpha=0.6)
            ax.plot([step.points], [place + shift], marker=marker, color=color, linestyle="none", markersize=6)
    ax.axvline(0, color="gray", linewidth=0.8)
    name_ticks(ax, [label for label, _ in themes])
    ax.set_ylim(len(themes) - 0.5, -0.5)
    ax.set_xlabel(f"{chart.unit}, 95% intervals; square: mentioned more or less, dot: a mention costs more or less", **PLAIN)
    clear_frame(ax, "bottom")
    set_title(ax, chart.title)
    return ax


def _tone(points: float, sign: int) -> str:
    """Return the colour of a part: whether it is for the better."""
    return TONES["mute"] if points == 0 else TONES["gain" if points * sign > 0 else "loss"]
