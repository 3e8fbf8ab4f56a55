"""The parts of a theme below it: its sub-themes, and what is in none of them, with the points that add up to the theme's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxtext.findings.findings import Finding, Kind
from cxtext.findings.rows import AnalysisLike, list_rows
from cxtext.metrics import MetricView
from cxtext.wording import one_line, percent

#: Parts that are listed below a theme; the others are counted.
PARTS_NAMED = 3
#: Most characters of a part's label.
LABEL_LENGTH = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """One row of table ``subthemes``."""

    theme_id: str
    metric: str
    subtheme_id: str | None
    n_responses: int
    share: float
    points: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a theme.

    Parameters
    ----------
    subtheme_id : str or None
        None for what is in no sub-theme, and for several parts together.
    label : str
    n_responses : int or None
        Responses that mention it; None for several parts together, which the same ones may mention.
    share : float or None
        The same, of all responses with content.
    points : float or None
        What its responses add to the theme's effect.
    points_text : str
        The same, written as the effect is.
    """

    subtheme_id: str | None
    label: str
    n_responses: int | None
    share: float | None
    points: float | None
    points_text: str

    @property
    def share_text(self) -> str:
        """Its share in percent; nothing for several parts together."""
        return "" if self.share is None else percent(self.share)


def list_parts(analysis: AnalysisLike, metric: MetricView, findings: Sequence[Finding]) -> dict[str, tuple[Part, ...]]:
    """Return the parts of each theme that has sub-themes, and last what is in none of them, where that is anything.

    Parameters
    ----------
    analysis : Analysis
        Read only.
    metric : MetricView
    findings : sequence of Finding
        Of that metric: sub-themes of a strength stand in the order of what they gain, others of what they cost.
    """
    table, themes = analysis.tables["subthemes"], analysis.tables["themes"]
    labels = dict(zip(themes["theme_id"], themes["label"], strict=True))
    gains = {f.theme_id for f in findings if f.kind == Kind.STRENGTH}
    rows: dict[str, list[PartRow]] = {}
    for row in list_rows(PartRow, table[table["metric"] == metric.name]):
        rows.setdefault(row.theme_id, []).append(row)
    parts = {}
    for theme_id, own in rows.items():
        best_first = metric.is_volume or (theme_id in gains) == (metric.sign > 0)
        own.sort(key=lambda row: (row.subtheme_id is None, *_order(row, 1 if best_first else -1)))
        parts[theme_id] = tuple(
            Part(
                row.subtheme_id,
                "in no part" if row.subtheme_id is None else one_line(labels.get(row.subtheme_id, row.subtheme_id), LABEL_LENGTH),
                row.n_responses,
                row.share,
                row.points,
                points_text(metric, row.points),
            )
            for row in own
            if row.subtheme_id is not None or row.n_responses
        )
    return parts


def _order(row: PartRow, turn: int) -> tuple[float, int, str]:
    """Return what the sub-themes of a theme are sorted by."""
    return (-turn * (row.points or 0.0), -row.n_responses, row.subtheme_id or "")


def shorten_parts(parts: Sequence[Part], metric: MetricView) -> tuple[Part, ...]:
    """Return the first parts, and the others as one: so many that a list of themes stays a list of themes."""
    named = [part for part in parts if part.subtheme_id is not None]
    rest = parts[PARTS_NAMED:]
    if len(named) <= PARTS_NAMED:
        return tuple(parts)
    label = f"{len(named) - PARTS_NAMED} more" + ("" if len(named) == len(parts) else ", or in no part")
    points = [part.points for part in rest if part.points is not None]
    total = sum(points) if len(points) == len(rest) else None
    return (*parts[:PARTS_NAMED], Part(None, label, None, None, total, points_text(metric, total)))


def points_text(metric: MetricView, points: float | None) -> str:
    """Write the points of a part, as the effect of its theme is written; of a run without a score the share that complains."""
    return percent(points) if metric.is_volume and points is not None else metric.effect_text(points)


def parts_note(metric: MetricView, noun: str) -> str:
    """Say what the points of the parts mean."""
    what = f"with the share of {noun}s that say it negatively" if metric.is_volume else "with their points"
    own = "the theme’s" if metric.is_volume else "the theme’s as measured"
    whole = f", which add up to {own}" if metric.parts_add_up else ""
    return f"Below a theme are its parts {what}{whole}: a {noun} in two parts counts half in each."
