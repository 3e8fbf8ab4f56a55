"""The stability curve by which the number of themes was chosen, as inline SVG."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from cxtext.report.charts.priority import draw_line, text_width, ticks, write_text
from cxtext.wording import number, plural

_WIDTH, _HEIGHT = 380, 190


def stability_curve(tried: Sequence[tuple[int, float, bool]]) -> Markup:
    """Draw agreement over resamples by number of themes, from 0 to 1; the level that was taken is filled and named.

    Parameters
    ----------
    tried : sequence of (int, float, bool)
        Number of themes, mean adjusted Rand index over resamples, and whether it was taken, of each height.
    """
    left, top, right, bottom = 44.0, 14.0, _WIDTH - 14.0, _HEIGHT - 40.0
    most = max(n for n, _, _ in tried) * 1.05

    def at(n: float, agreement: float) -> tuple[float, float]:
        return round(left + (right - left) * n / most, 1), round(bottom - (bottom - top) * max(agreement, 0.0), 1)

    parts = [draw_line("axis", left, bottom, right, bottom)]
    for value in (0.0, 0.5, 1.0):
        y = at(0, value)[1]
        parts += [
            *([draw_line("grid", left, y, right, y)] if value else []),
            write_text("tick", left - 8, y + 4, "end", f"{value:g}"),
        ]
    parts += [write_text("tick", at(n, 0)[0], bottom + 16, "middle", f"{n:g}") for n in ticks(0.0, most, 6) if n == int(n)]
    parts.append(write_text("name", (left + right) / 2, _HEIGHT - 6, "middle", "number of themes"))
    ordered = sorted(tried)
    path = " ".join(f"{x},{y}" for x, y in (at(n, agreement) for n, agreement, _ in ordered))
    parts.append(Markup('<polyline class="line" points="{}"/>').format(path))
    for n, agreement, taken in ordered:
        x, y = at(n, agreement)
        dot = Markup('<circle class="{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>')
        title = f"{plural(n, 'theme')}: agreement {number(agreement, 2)}"
        parts.append(dot.format("dot" if taken else "dot hollow", x, y, 5 if taken else 3.5, title))
        if taken:
            name = f"{plural(n, 'theme')}, {number(agreement, 2)}"
            side = "start" if x + text_width(name) < right else "end"
            parts.append(write_text("label", x, y + 22 if agreement > 0.3 else y - 12, side, name))
    label = f"Agreement over resamples by number of themes: {', '.join(f'{n}: {number(a, 2)}' for n, a, _ in ordered)}"
    head = Markup('<svg class="curve" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{label}">')
    return head.format(w=_WIDTH, h=_HEIGHT, label=label) + Markup("").join(parts) + Markup("</svg>")
