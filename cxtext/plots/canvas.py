"""What all charts share: matplotlib when it is needed, axes to draw on, colours, and text that is shown as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cxtext.errors import MissingExtraError
from cxtext.wording import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: What costs, what helps, and neither: told apart also by people who see no red and green (Okabe and Ito, 2008).
TONES = {"loss": "#d55e00", "gain": "#0072b2", "mute": "#8c8c8c"}
#: Of opinions, by their sentiment.
SENTIMENTS = {"negative": TONES["loss"], "positive": TONES["gain"], "neutral": TONES["mute"], "": TONES["mute"]}
#: Text of customers is no formula: a dollar sign is a dollar sign, and a backslash no command.
PLAIN: Mapping[str, Any] = {"parse_math": False, "usetex": False}
#: Most characters of a name on an axis.
NAME_LENGTH = 44


def load_pyplot() -> Any:
    """Return ``matplotlib.pyplot``.

    Raises
    ------
    MissingExtraError
        When matplotlib is not installed.
    """
    try:
        import matplotlib.pyplot
    except ImportError as error:
        raise MissingExtraError.needs("a chart", "plot") from error
    return matplotlib.pyplot


def make_axes(ax: Axes | None, width: float, height: float) -> Axes:
    """Return the axes of the caller, or new ones of a size in inches."""
    if ax is not None:
        return ax
    _, made = load_pyplot().subplots(figsize=(width, height), layout="constrained")
    axes: Axes = made
    return axes


def make_grid(n: int, *, columns: int, width: float, height: float) -> tuple[Figure, list[Axes]]:
    """Return a figure of ``n`` small charts that share their vertical scale; a chart has this size in inches."""
    rows = -(-n // columns)
    size = (width * min(n, columns), height * rows)
    figure, grid = load_pyplot().subplots(
        rows, min(n, columns), figsize=size, layout="constrained", sharey=True, sharex=True, squeeze=False
    )
    cells = list(grid.ravel())
    for cell in cells[n:]:
        cell.set_visible(False)
    made: Figure = figure
    return made, cells[:n]


def name_ticks(ax: Axes, names: Sequence[str], *, axis: str = "y", **style: Any) -> None:
    """Write a name at each whole number of an axis, from 0."""
    shown = [one_line(name, NAME_LENGTH) for name in names]
    (ax.set_yticks if axis == "y" else ax.set_xticks)(range(len(shown)), labels=shown, **PLAIN, **style)


def set_title(ax: Axes, title: str) -> None:
    """Write a title, on the left."""
    ax.set_title(title, loc="left", **PLAIN)


def clear_frame(ax: Axes, *sides: str) -> None:
    """Take the frame away, at all sides but some."""
    for side in {"top", "right", "left", "bottom"} - set(sides):
        ax.spines[side].set_visible(False)


def show_percent(ax: Axes, axis: str) -> None:
    """Write the shares of an axis as percentages."""
    from matplotlib.ticker import PercentFormatter

    (ax.yaxis if axis == "y" else ax.xaxis).set_major_formatter(PercentFormatter(1.0, decimals=None))


def note_empty(ax: Axes, text: str) -> Axes:
    """Say on empty axes why nothing is drawn."""
    ax.text(0.5, 0.5, text, ha="center", va="center", transform=ax.transAxes, wrap=True, **PLAIN)
    ax.set_axis_off()
    return ax
