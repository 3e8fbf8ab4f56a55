"""The map of themes: a circle per theme as large as its opinions, and a point per opinion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxtext.findings import ThemeMap
from cxtext.plots.canvas import PLAIN, SENTIMENTS, make_axes, note_empty, set_title
from cxtext.wording import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Inches of the longer side.
SIDE = 8.0
#: Circles whose radius is a larger part of the map than this have their name on them.
LEAST_NAMED = 0.045
#: Characters that fit across a circle whose radius is the whole map.
ACROSS = 150


def draw_map(layout: ThemeMap, ax: Axes | None) -> Axes:
    """Draw the map; see ``AnalysisPlots.map``."""
    from matplotlib.patches import Circle

    ax = make_axes(ax, max(SIDE * layout.width, 3.0), max(SIDE * layout.height, 3.0))
    if not layout.circles:
        return note_empty(ax, "No theme has an opinion.")
    for group in layout.groups:
        ax.add_patch(Circle((group.x, group.y), group.radius, fill=False, linestyle=":", linewidth=0.8, edgecolor="gray"))
    for circle in layout.circles:
        style = {"facecolor": "none", "edgecolor": "gray", "linewidth": 0.8}
        ax.add_patch(Circle((circle.x, circle.y), circle.radius, **style))
    for sentiment, color in SENTIMENTS.items():
        own = [point for point in layout.points if point.sentiment == sentiment]
        if own:
            ax.scatter([p.x for p in own], [p.y for p in own], s=5, color=color, linewidths=0, label=sentiment or "not read")
    for circle in layout.circles:
        if circle.radius < LEAST_NAMED:
            continue
        text = f"{one_line(circle.label, max(8, round(ACROSS * circle.radius)))}\n{circle.n_opinions:,}"
        ax.text(
            circle.x,
            circle.y,
            text,
            ha="center",
            va="center",
            fontsize=8,
            bbox={"boxstyle": "round", "facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.2},
            color="black",
            **PLAIN,
        )
    ax.set_xlim(-0.01, layout.width + 0.01)
    ax.set_ylim(layout.height + 0.01, -0.01)
    ax.set_aspect("equal")
    ax.set_axis_off()
    ax.legend(loc="lower right", fontsize=8, markerscale=2, frameon=False)
    sample = f", a sample of {len(layout.points):,} as points" if layout.is_sample else ""
    set_title(ax, f"{layout.n_opinions:,} opinions by theme{sample}; {layout.n_elsewhere:,} in none")
    return ax
