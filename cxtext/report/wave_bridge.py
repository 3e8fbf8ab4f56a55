"""How the metrics moved between the last two complete waves, and which themes went with it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cxtext.findings import BridgePart, WaveBridge, list_wave_bridges
from cxtext.metrics import MetricView
from cxtext.report.links import ThemeLink, link_theme
from cxtext.report.section import Material
from cxtext.wording import one_line, percent, plural

#: Most characters of a wave's name.
WAVE_LENGTH = 40

_TOTALS = {
    "mention": "Themes are mentioned more or less often",
    "severity": "A mention goes with a better or a worse score than before",
    "rest": "Everything else: how people answer apart from the themes that they mention",
}


@dataclass(frozen=True, slots=True)
class BridgeLine:
    """One part of a change in words: what it is, its points with the interval, and what stands behind it."""

    part: BridgePart
    label: str
    theme: ThemeLink | None
    points: str
    limits: str
    detail: str


@dataclass(frozen=True, slots=True)
class MetricBridge:
    """The change of one metric.

    Parameters
    ----------
    metric : MetricView
    text : str
        How it moved, and whether that is established.
    reason : str
        Why it cannot be taken apart; empty where it can.
    totals, movers, others : tuple of BridgeLine
        What it is the sum of, the themes that are established as part of it, and the others.
    domain : tuple of float
        Points at the left and the right edge of the bars.
    """

    metric: MetricView
    text: str
    reason: str
    totals: tuple[BridgeLine, ...]
    movers: tuple[BridgeLine, ...]
    others: tuple[BridgeLine, ...]
    domain: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bridges:
    """The change of each metric between its last two complete waves."""

    template: ClassVar[str] = "bridge.html.j2"

    metrics: tuple[MetricBridge, ...]


def describe_bridges(material: Material) -> Bridges | None:
    """Return how the metrics moved between the last two complete waves; nothing where there are none."""
    if not material.has_themes:
        return None
    bridges = list_wave_bridges(material.analysis, [ranking.metric for ranking in material.rankings])
    return Bridges(tuple(_describe(bridge, material) for bridge in bridges)) if bridges else None


def _describe(bridge: WaveBridge, material: Material) -> MetricBridge:
    """Write the change of one metric."""
    metric = bridge.metric
    ends = [value for part in bridge.totals for value in (part.points, part.low, part.high) if value is not None]
    totals = [BridgeLine(part, _TOTALS[part.part], None, *_points(metric, part), "") for part in bridge.totals]
    themes = [_theme_line(part, metric, material) for part in bridge.themes]
    n = len(bridge.movers)
    domain = min([0.0, *ends]), max([0.0, *ends])
    return MetricBridge(
        metric, _change_text(bridge), bridge.change.note or "", tuple(totals), tuple(themes[:n]), tuple(themes[n:]), domain
    )


def _change_text(bridge: WaveBridge) -> str:
    """Say how a metric moved, and how sure that is."""
    metric, change = bridge.metric, bridge.change
    before, after = (one_line(wave, WAVE_LENGTH) for wave in (change.wave_before, change.wave))
    values = [metric.value_text(value) for value in (change.value_before, change.value)]
    points, limits = _points(metric, change)
    sure = "more than chance explains" if change.established else "chance alone could explain it"
    return (
        f"{metric.phrase} went from {values[0]} in {before} ({plural(change.n_before, 'answer')}) to {values[1]} in {after} "
        f"({plural(change.n, 'answer')}): {points} {limits} {metric.effect_unit}, {sure}."
    )


def _theme_line(part: BridgePart, metric: MetricView, material: Material) -> BridgeLine:
    """Write the part of one theme."""
    if part.part == "mention":
        label = "mentioned more often" if (part.value or 0.0) > (part.value_before or 0.0) else "mentioned less often"
        detail = f"{percent(part.value_before)} → {percent(part.value)} of answers ({part.n_before:,} → {part.n:,})"
    else:
        costs = [metric.effect_text(value, whole=True) for value in (part.value_before, part.value)]
        label = "goes with another score than before"
        detail = f"{costs[0]} → {costs[1]} per mention ({part.n_before:,} → {part.n:,})"
    return BridgeLine(part, label, link_theme(part.theme_id or "", material.themes), *_points(metric, part), detail)


def _points(metric: MetricView, part: BridgePart) -> tuple[str, str]:
    """Write the points of a part, and their interval."""
    return metric.effect_text(part.points, whole=True, sure=part.established), metric.limits_text(part.low, part.high, whole=True)
