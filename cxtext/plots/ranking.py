"""What themes cost, with intervals; and how often they are mentioned against how those who mention them score."""

from __future__ import annotations

from collections.abc import Sequence
from math import pi
from typing import TYPE_CHECKING, Literal

from cxtext.findings import RankedTheme, Ranking
from cxtext.plots.canvas import PLAIN, TONES, clear_frame, make_axes, name_ticks, note_empty, set_title, show_percent
from cxtext.report import tone_of
from cxtext.wording import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Which = Literal["pains", "strengths", "all"]

#: Inches of a row, and of what stands around the rows.
ROW, AROUND = 0.36, 1.4
#: Areas of the smallest and the largest disc of the priority chart, in square points.
LEAST_AREA, MOST_AREA = 24.0, 900.0
#: Size of the names beside the discs; about how wide a letter and how high a line of them are, in points.
NAME_SIZE, LETTER_WIDTH, LINE_HEIGHT = 8, 4.6, 10.0


def choose_themes(ranking: Ranking, which: Which, top: int) -> list[RankedTheme]:
    """Return the themes that a chart shows, best-ranked first."""
    if which == "pains":
        return ranking.pains[:top]
    if which == "strengths":
        return ranking.strengths[:top]
    return ranking.listed[:top]


def draw_ranking(ranking: Ranking, which: Which, top: int, ax: Axes | None) -> Axes:
    """Draw a dot with its interval for each theme; see ``AnalysisPlots.ranking``."""
    themes, metric = choose_themes(ranking, which, top), ranking.metric
    ax = make_axes(ax, 8.0, AROUND + ROW * max(len(themes), 2))
    if not any(_limits(theme, ranking)[0] is not None for theme in themes):
        return note_empty(ax, ranking.none_text)
    for place, theme in enumerate(themes):
        value, low, high = _limits(theme, ranking)
        if value is None:
            continue
        tone, sure = TONES[tone_of(theme.finding)], theme.finding.established
        if low is not None and high is not None:
            ax.hlines(place, low, high, color=tone, linewidth=2, alpha=0.6)
        ax.plot(
            [value], [place], marker="o", markersize=8, color=tone, markerfacecolor=tone if sure else "none", linestyle="none"
        )
    ax.axvline(0, color="gray", linewidth=0.8)
    name_ticks(ax, [theme.label if theme.rank is None else f"{theme.rank}. {theme.label}" for theme in themes])
    ax.set_ylim(len(themes) - 0.5, -0.5)
    clear_frame(ax, "bottom")
    if metric.is_volume:
        show_percent(ax, "x")
        ax.set_xlabel(f"share of {ranking.basis.noun}s that mention it negatively, 95% interval", **PLAIN)
    else:
        ax.set_xlabel(f"{metric.points_of}, 95% interval", **PLAIN)
    set_title(ax, f"{metric.title}: filled where established, hollow where chance could explain it")
    return ax


def _limits(theme: RankedTheme, ranking: Ranking) -> tuple[float | None, float | None, float | None]:
    """Return what is drawn of a theme and its interval, as the report writes them."""
    finding, metric, score = theme.finding, ranking.metric, theme.score
    if metric.is_volume:
        return score.complaint_share_corrected, score.complaint_share_corrected_low, score.complaint_share_corrected_high
    return metric.shown(finding.effect), metric.shown(finding.low), metric.shown(finding.high)


def draw_priority(ranking: Ranking, top: int, label_top: int, ax: Axes | None) -> Axes:
    """Draw a disc for each theme; see ``AnalysisPlots.priority``."""
    metric, noun = ranking.metric, ranking.basis.noun
    ax = make_axes(ax, 8.0, 5.5)
    rows = [
        (theme, value)
        for theme in choose_themes(ranking, "all", top)
        if (value := metric.chart_value(theme.score.metric_with, theme.score.negative_share)) is not None
    ]
    if not rows:
        return note_empty(ax, "No theme has a value to be shown.")
    sizes = [theme.score.damage if metric.is_volume else abs(theme.finding.effect or 0.0) for theme, _ in rows]
    most = max(sizes) or 1.0
    for (theme, value), size in zip(rows, sizes, strict=True):
        area = _area(size / most)
        tone = TONES[tone_of(theme.finding)]
        ax.scatter([theme.score.share], [value], s=area, color=tone, alpha=0.55, linewidths=0)
    if metric.chart_reference is not None:
        ax.axhline(metric.chart_reference, color="gray", linewidth=0.8, linestyle="--")
        place_of = ax.get_yaxis_transform()
        ax.text(1.01, metric.chart_reference, metric.reference_text, transform=place_of, va="center", fontsize=NAME_SIZE, **PLAIN)
    show_percent(ax, "x")
    ax.margins(0.1)
    discs = [
        (one_line(theme.label, 30) if place < label_top else str(theme.rank or ""), theme.score.share, value, _area(size / most))
        for place, ((theme, value), size) in enumerate(zip(rows, sizes, strict=True))
    ]
    _name_discs(ax, discs)
    ax.set_xlabel(f"share of {noun}s that mention it", **PLAIN)
    ax.set_ylabel(f"{metric.chart_title}{' (%)' if metric.is_percent else ''}", **PLAIN)
    clear_frame(ax, "left", "bottom")
    set_title(ax, f"Priorities for {metric.title}: the larger, the more it moves the metric")
    return ax


def _area(part: float) -> float:
    """Return the area of a disc, in square points, for a part of the largest size."""
    return max(LEAST_AREA, MOST_AREA * part)


def _name_discs(ax: Axes, discs: Sequence[tuple[str, float, float, float]]) -> None:
    """Write the name of each disc (name, x, y, area) beside it: right, left, above or below, where no other name stands."""
    scale = 72 / ax.figure.get_dpi()
    taken: list[tuple[float, float, float, float]] = []
    for text, x, y, area in discs:
        px, py = (float(at) * scale for at in ax.transData.transform((x, y)))
        away, width = (area / pi) ** 0.5 + 2, LETTER_WIDTH * len(text)
        sides = (
            (away, 0.0, "left", "center", (px + away, py)),
            (-away, 0.0, "right", "center", (px - away - width, py)),
            (0.0, away, "center", "bottom", (px - width / 2, py + away + LINE_HEIGHT / 2)),
            (0.0, -away, "center", "top", (px - width / 2, py - away - LINE_HEIGHT / 2)),
        )
        boxes = [(left, middle - LINE_HEIGHT / 2, left + width, middle + LINE_HEIGHT / 2) for *_, (left, middle) in sides]
        free = next((k for k, box in enumerate(boxes) if not any(_overlap(box, other) for other in taken)), 0)
        taken.append(boxes[free])
        right, up, across, along, _ = sides[free]
        ax.annotate(
            text, (x, y), xytext=(right, up), textcoords="offset points", ha=across, va=along, fontsize=NAME_SIZE, **PLAIN
        )


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    """Tell whether two boxes (left, bottom, right, top) overlap."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
