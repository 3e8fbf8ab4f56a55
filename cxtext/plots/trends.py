"""How often themes are mentioned in each wave, and how often each group mentions them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cxtext.errors import InputError
from cxtext.findings import AnalysisLike, GroupRow, TrendRow, list_trend_rows, order_groups
from cxtext.plots.canvas import PLAIN, TONES, clear_frame, make_axes, make_grid, name_ticks, set_title, show_percent
from cxtext.wording import one_line, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Waves whose names are written side by side; of more some are left out.
NAMED_WAVES = 6
#: Height of the scale of shares over the largest limit on it.
ROOM_ABOVE = 1.05
#: Part of the largest share from which a cell is so dark that its text is white.
DARK = 0.55


def read_trends(analysis: AnalysisLike) -> dict[str, list[TrendRow]]:
    """Return the waves of each theme, in order.

    Raises
    ------
    InputError
        When the run has no waves.
    """
    waves: dict[str, list[TrendRow]] = {}
    for row in list_trend_rows(analysis):
        waves.setdefault(row.theme_id, []).append(row)
    if not waves:
        raise InputError("the run has no waves to draw.\nAnalyse with a date or wave column: date_column=NAME")
    return waves


def draw_trends(waves: Sequence[tuple[str, Sequence[TrendRow]]]) -> Figure:
    """Draw the waves of each theme under its name; see ``AnalysisPlots.trends``."""
    figure, cells = make_grid(len(waves), columns=3, width=3.2, height=2.2)
    for ax, (label, rows) in zip(cells, waves, strict=True):
        flag = next((row.flag for row in rows if row.flag), None)
        color = TONES["mute"] if flag is None else TONES["loss"]
        places = list(range(len(rows)))
        ax.fill_between(places, [row.low for row in rows], [row.high for row in rows], color=color, alpha=0.2, linewidth=0)
        ax.plot(places, [row.share for row in rows], color=color, marker="o", markersize=4)
        for place, row in enumerate(rows):
            if row.partial:
                ax.plot([place], [row.share], marker="o", markersize=6, color=color, markerfacecolor="white")
        step = -(-len(rows) // NAMED_WAVES)
        shown = [one_line(row.wave, 12) for row in rows[::step]]
        ax.set_xticks(places[::step], labels=shown, rotation=45, ha="right", fontsize=8, **PLAIN)
        ax.set_title(one_line(label, 34) + (f" ({flag})" if flag else ""), loc="left", fontsize=9, **PLAIN)
        show_percent(ax, "y")
        clear_frame(ax, "left", "bottom")
    most = max((row.high for _, rows in waves for row in rows), default=1.0)
    for ax in cells[:1]:  # all charts share their scale, which has room for the largest
        ax.set_ylim(0, ROOM_ABOVE * most or 1.0)
    figure.suptitle("Share that mentions each theme, 95% intervals; hollow: the wave is not complete", fontsize=10, **PLAIN)
    return figure


def draw_groups(rows: Sequence[GroupRow], labels: Sequence[tuple[str, str]], column: str, ax: Axes | None) -> Axes:
    """Draw a cell for each theme and group; see ``AnalysisPlots.groups``.

    Parameters
    ----------
    rows : sequence of GroupRow
        Of one group column.
    labels : sequence of (str, str)
        Id and label of each theme, the first one on top.
    column : str
    ax : Axes, optional
    """
    sizes = {row.group: row.n_group for row in rows}
    groups = order_groups(sorted(sizes, key=lambda name: (-sizes[name], name)))
    cells = {(row.theme_id, row.group): row for row in rows}
    shares = [[cells[one, group].share if (one, group) in cells else float("nan") for group in groups] for one, _ in labels]
    ax = make_axes(ax, 3.5 + 0.9 * len(groups), 1.8 + 0.36 * len(labels))
    most = max((row.share for row in cells.values()), default=0.0) or 1.0
    ax.imshow(shares, cmap="Blues", vmin=0, vmax=most, aspect="auto")
    for y, (theme_id, _) in enumerate(labels):
        for x, group in enumerate(groups):
            row = cells.get((theme_id, group))
            if row is None:
                continue
            is_dark = row.share > DARK * most
            mark = ("▲" if row.is_more else "▼") if row.established else ""
            color, weight = "white" if is_dark else "black", "bold" if mark else "normal"
            ax.text(
                x, y, f"{percent(row.share)}{mark}", ha="center", va="center", color=color, fontsize=8, weight=weight, **PLAIN
            )
    name_ticks(ax, [label for _, label in labels])
    name_ticks(ax, [f"{group} ({sizes[group]:,})" for group in groups], axis="x", rotation=30, ha="right")
    clear_frame(ax)
    set_title(ax, f"Share of each {one_line(column, 40)} that mentions a theme; ▲ ▼ beyond chance")
    return ax
