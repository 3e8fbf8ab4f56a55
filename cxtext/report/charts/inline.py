"""Small drawings for table cells, as inline SVG: interval, sentiment and trend. Colours come from the style sheet."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

_OPEN = '<svg class="{cls}" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{label}"><title>{label}</title>'


def interval_bar(
    effect: float, low: float | None, high: float | None, domain: tuple[float, float], *, tone: str, label: str
) -> Markup:
    """Draw an effect as a bar from zero, with its interval as a line over it.

    Parameters
    ----------
    effect, low, high : float
        In points; the interval may be missing.
    domain : tuple of float
        Points at the left and right edge, zero among them; what lies beyond is cut off without an end mark.
    tone : {"loss", "gain", "mute"}
        Style class of the bar.
    label : str
        The same in words.
    """
    width, height = 132, 18
    left, right = domain

    def x(value: float) -> float:
        inside = min(max(value, left), right)
        return round(2 + (width - 4) * (inside - left) / ((right - left) or 1.0), 1)

    zero, end = x(0.0), x(effect)
    parts = [
        Markup('<line class="axis" x1="{0}" x2="{0}" y1="0" y2="{1}"/>').format(zero, height),
        Markup('<rect class="bar {}" x="{}" y="5" width="{}" height="8" rx="1.5"/>').format(
            tone, min(zero, end), max(round(abs(end - zero), 1), 0.5)
        ),
    ]
    if low is not None and high is not None:
        a, b = x(low), x(high)
        parts.append(Markup('<line class="whisker" x1="{}" x2="{}" y1="9" y2="9"/>').format(a, b))
        ends = [at for at, value in ((a, low), (b, high)) if left <= value <= right]
        parts += [Markup('<line class="whisker" x1="{0}" x2="{0}" y1="5.5" y2="12.5"/>').format(at) for at in ends]
    return _svg("interval", width, height, label, parts)


def sentiment_bar(negative: float, positive: float) -> Markup:
    """Draw the shares of negative, neutral and positive units as one stacked bar."""
    width, height = 96, 10
    neutral = max(0.0, 1 - negative - positive)
    label = f"{negative:.0%} negative, {neutral:.0%} neutral, {positive:.0%} positive"
    parts, at = [], 0.0
    for share, tone in ((negative, "loss"), (neutral, "mute"), (positive, "gain")):
        span = round(share * width, 1)
        if span:
            parts.append(
                Markup('<rect class="bar {}" x="{}" y="0" width="{}" height="{}"/>').format(tone, round(at, 1), span, height)
            )
        at += share * width
    return _svg("sentiment", width, height, label, parts)


def sparkline(
    shares: Sequence[float], places: Sequence[float], *, partial: bool, label: str, marks: Sequence[int] = ()
) -> Markup:
    """Draw a share over the waves from zero up; the last dot is hollow when its wave is not complete.

    ``places`` are where the waves stand in time, 0 the first and 1 the last; ``marks`` are the positions of waves with an event:
    a vertical line each.
    """
    width, height, pad = 84, 24, 3.5
    top = max([*shares, 1e-9])
    points = [
        (round(pad + at * (width - 2 * pad), 1), round(height - pad - (height - 2 * pad) * share / top, 1))
        for at, share in zip(places, shares, strict=True)
    ]
    path = " ".join(f"{x},{y}" for x, y in points)
    x, y = points[-1]
    parts = [
        *(Markup('<line class="mark" x1="{0}" x2="{0}" y1="0" y2="{1}"/>').format(points[i][0], height - 1) for i in marks),
        Markup('<line class="axis" x1="0" x2="{0}" y1="{1}" y2="{1}"/>').format(width, height - 1),
        Markup('<polyline class="line" points="{}"/>').format(path),
        Markup('<circle class="{}" cx="{}" cy="{}" r="2.4"/>').format("dot hollow" if partial else "dot", x, y),
    ]
    return _svg("spark", width, height, label, parts)


def _svg(cls: str, width: int, height: int, label: str, parts: Sequence[Markup]) -> Markup:
    """Wrap shapes in an SVG element with its description."""
    return Markup(_OPEN).format(cls=cls, w=width, h=height, label=label) + Markup("").join(parts) + Markup("</svg>")
