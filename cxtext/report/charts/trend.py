"""A share over the waves, each with its 95% interval, as inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

#: Waves that are drawn; the table has all of them.
MOST_WAVES = 24
_WIDTH = 340
_HEIGHT = 118
_LEFT = 38
_BOTTOM = 20
_TOP = 10


@dataclass(frozen=True, slots=True)
class WaveBar:
    """One wave of a theme: its share with the interval, the same in words, and where it stands in time, from 0 to 1."""

    wave: str
    share: float
    low: float
    high: float
    partial: bool
    label: str
    at: float


def trend_chart(waves: Sequence[WaveBar], *, top_label: str) -> Markup:
    """Draw the last waves: a dot for the share, a line for its interval; the dot is hollow where the wave is not complete.

    Parameters
    ----------
    waves : sequence of WaveBar
        At least one, in order.
    top_label : str
        The largest upper limit among all waves, in words: the height of the drawing.
    """
    top = max([*(wave.high for wave in waves), 1e-9])
    shown = waves[-MOST_WAVES:]
    first, span = shown[0].at, (shown[-1].at - shown[0].at) or 1.0

    def y(share: float) -> float:
        return round(_TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - share / top), 1)

    xs = [round(_LEFT + 8 + (_WIDTH - _LEFT - 16) * (wave.at - first) / span, 1) for wave in shown]
    parts = [
        Markup('<line class="grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>').format(_LEFT, _WIDTH, y(top)),
        Markup('<line class="axis" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>').format(_LEFT, _WIDTH, y(0)),
        Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(_LEFT - 4, y(top) + 4, top_label),
        Markup('<text x="{}" y="{}" text-anchor="end">0%</text>').format(_LEFT - 4, y(0) + 4),
        Markup('<text x="{}" y="{}">{}</text>').format(_LEFT, _HEIGHT - 4, shown[0].wave),
        Markup('<polyline class="line" points="{}"/>').format(
            " ".join(f"{x},{y(wave.share)}" for x, wave in zip(xs, shown, strict=True))
        ),
    ]
    if len(shown) > 1:
        last = Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(_WIDTH, _HEIGHT - 4, shown[-1].wave)
        parts.append(last)
    for x, wave in zip(xs, shown, strict=True):
        dot = "dot hollow" if wave.partial else "dot"
        parts += [
            Markup('<line class="whisker" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>').format(x, y(wave.low), y(wave.high)),
            Markup('<circle class="{}" cx="{}" cy="{}" r="2.8"><title>{}</title></circle>').format(
                dot, x, y(wave.share), wave.label
            ),
        ]
    label = f"Share over time with 95% intervals, from {shown[0].label} to {shown[-1].label}"
    head = '<svg class="trend" viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>'
    return Markup(head).format(_WIDTH, _HEIGHT, label, label) + Markup("").join(parts) + Markup("</svg>")
