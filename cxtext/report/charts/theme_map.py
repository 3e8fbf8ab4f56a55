"""The map of themes as a still: what is printed, and what shows without scripts."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from cxtext.findings import MapCircle, ThemeMap
from cxtext.report.charts.priority import text_width
from cxtext.wording import one_line

#: Size of the letters, and the height of a line.
_LETTERS = 13
_LINE = 15
#: Times its radius that words in a circle may be wide: up to its edge where that keeps a name whole.
_FILLED = (1.7, 1.95)
#: Radius from which a name that does not fit is cut; in a smaller circle its number stands for it.
_LEAST_CUT = 36
#: Radius below which a circle has no number either.
_LEAST_RADIUS = 9


def still_map(theme_map: ThemeMap, tones: Sequence[str], numbers: Sequence[int], *, name: str, width: int) -> Markup:
    """Draw the circles with their names, or the numbers that they have in the list, as SVG.

    Parameters
    ----------
    theme_map : ThemeMap
    tones : sequence of {"loss", "gain", "mute"}
        Of its circles.
    numbers : sequence of int
        Of its circles: the place in the ranking, which stands for a name that has no room; 0 for none.
    name : str
        Style class.
    width : int
        Of the drawing; the height follows.
    """
    scale, pad = (width - 4) / theme_map.width, 2
    height = round(theme_map.height * scale + 2 * pad)
    parts = [
        Markup('<circle class="topic" cx="{}" cy="{}" r="{}"/>').format(*_place(g.x, g.y, g.radius, scale, pad))
        for g in theme_map.groups
    ]
    for circle, tone, number in zip(theme_map.circles, tones, numbers, strict=True):
        x, y, radius = _place(circle.x, circle.y, circle.radius, scale, pad)
        kind = tone if circle.kind == "cause" else f"{tone} aside"
        parts.append(Markup('<circle class="theme-circle {}" cx="{}" cy="{}" r="{}"/>').format(kind, x, y, radius))
        lines = fit_words(circle, radius) or ([str(number)] if number and radius >= _LEAST_RADIUS else [])
        top = y - _LINE * (len(lines) - 1) / 2 + _LETTERS / 3
        parts += [
            Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(x, round(top + _LINE * i, 1), line)
            for i, line in enumerate(lines)
        ]
    label = f"Map of {len(theme_map.circles)} themes; the list below has the same themes, and the numbers of those in the ranking"
    return (
        Markup('<svg class="map-still {}" viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>').format(
            name, width, height, label, label
        )
        + Markup("").join(parts)
        + Markup("</svg>")
    )


def _place(x: float, y: float, radius: float, scale: float, pad: int) -> tuple[float, float, float]:
    """Return a circle in the drawing."""
    return round(x * scale + pad, 1), round(y * scale + pad, 1), round(radius * scale, 1)


def fit_words(circle: MapCircle, radius: float) -> list[str]:
    """Return the name of a theme in lines that fit into its circle, cut where it is too long; nothing in a small circle."""
    name = one_line(circle.label, 80)
    for filled in _FILLED:
        lines = _wrap(name, filled * radius)
        if all(text_width(one, _LETTERS) <= filled * radius for one in lines) and _LINE * len(lines) <= 1.2 * radius:
            return lines
    if radius < _LEAST_CUT:
        return []
    while name and text_width(f"{name}…", _LETTERS) > _FILLED[-1] * radius:
        name = name[:-1]
    return [f"{name.strip()}…"]


def _wrap(name: str, room: float) -> list[str]:
    """Return the words of a name in lines, no wider than ``room`` where a word is not wider by itself."""
    lines, line = [], ""
    for word in name.split():
        longer = f"{line} {word}".strip()
        if line and text_width(longer, _LETTERS) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]
