"""What lies behind the numbers of one theme: whom its gap is shared with, each mention, and what is at risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxtext.findings.findings import Finding
from cxtext.findings.rows import AnalysisLike, list_rows
from cxtext.metrics import MetricView
from cxtext.wording import number, one_line, percent

#: Share of a gap that has to go with other mentions before it is worth a sentence.
WORTH_SAYING = 0.25
#: Share from which a part is most of the whole.
MOST = 0.5

_TYPES = {
    "basic": "basic: goes with a loss where it is bad, with little gain where it is good",
    "delighter": "a delighter: goes with a gain where it is good, with little loss where it is bad",
    "linear": "linear: goes with a loss where it is bad and with a gain where it is good",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GapPart:
    """One row of table ``comentions``: a part of a theme's gap, and what it goes with."""

    theme_id: str
    metric: str
    kind: str
    other_id: str | None
    points: float
    share: float | None
    share_without: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """One row of table ``asymmetry``: what goes with a bad and with a good mention."""

    theme_id: str
    metric: str
    n_negative: int
    n_positive: int
    penalty: float | None
    penalty_low: float | None
    penalty_high: float | None
    reward: float | None
    reward_low: float | None
    reward_high: float | None
    type: str | None


def list_gap_parts(analysis: AnalysisLike) -> list[GapPart]:
    """Return the parts of the gaps of all themes."""
    return list_rows(GapPart, analysis.tables["comentions"])


def list_sides(analysis: AnalysisLike, metric: str) -> dict[str, Sides]:
    """Return what goes with a bad and with a good mention under one metric, by theme."""
    table = analysis.tables["asymmetry"]
    return {row.theme_id: row for row in list_rows(Sides, table[table["metric"] == metric])}


def shared_text(metric: MetricView, f: Finding, parts: Sequence[GapPart], labels: Mapping[str, str]) -> str:
    """Say which part of a theme's gap goes with what is mentioned along with it; nothing when it is little or not sure.

    Parameters
    ----------
    metric : MetricView
    f : Finding
    parts : sequence of GapPart
        The parts of the theme's gap.
    labels : mapping of str to str
        Label by theme_id.
    """
    gap, low, high = f.score.gap, f.score.gap_low, f.score.gap_high
    if not metric.parts_add_up or not parts or gap is None or low is None or high is None or low <= 0 <= high:
        return ""
    shared = sum(part.points for part in parts if part.kind != "own")
    share = shared / gap
    if abs(share) < WORTH_SAYING:
        return ""
    who = _whom(parts, shared, labels)
    points = number(abs(shared), metric.decimals)
    if share < 0:
        return f"It would be {points} points larger but for {who}."
    amount = "Most of it" if share > MOST else "Part of it"
    return f"{amount} ({points} of the {number(abs(gap), metric.decimals)} points) is shared with {who}."


def _whom(parts: Sequence[GapPart], shared: float, labels: Mapping[str, str]) -> str:
    """Say what the shared points of a gap go with."""
    if sum(part.points for part in parts if part.kind == "controls") / shared > MOST:
        return "whether anything is said, or the group"
    themes = [part for part in parts if part.kind == "theme" and part.points * shared > 0]
    if not themes:
        return "other mentions"
    first = max(themes, key=lambda part: abs(part.points))
    other_id = first.other_id or ""
    how = "other mentions, above all" if first.points / shared > MOST else "many other mentions, most of all"
    name = one_line(labels.get(other_id, other_id), 80)
    return f"{how} “{name}”, mentioned by {percent(first.share)} of them and {percent(first.share_without)} of the others"


def sides_text(metric: MetricView, sides: Sides | None) -> str:
    """Write penalty, reward and type of a theme; nothing when neither is known."""
    if sides is None:
        return ""
    parts = []
    for effect, low, high, word, n in (
        (sides.penalty, sides.penalty_low, sides.penalty_high, "negatively", sides.n_negative),
        (sides.reward, sides.reward_low, sides.reward_high, "positively", sides.n_positive),
    ):
        if effect is not None and metric.tells_nothing(low, high):
            parts.append(f"too few answers to say what goes with it where it is mentioned {word} ({number(n)})")
        elif effect is not None:
            value = f"{metric.effect_text(effect, whole=True)} {metric.limits_text(low, high, whole=True)}".rstrip()
            parts.append(f"{value} {metric.effect_unit} where it is mentioned {word} ({number(n)})")
    kind = _TYPES.get(sides.type or "")
    return "; ".join([*parts, *([kind] if kind and parts else [])])


def risk_text(at_risk: float | None, name: str) -> str:
    """Write the value of those who complain; nothing without a value column.

    >>> risk_text(12500.0, "mrr"), risk_text(None, "")
    ('12,500 mrr at risk', '')
    """
    return "" if at_risk is None else f"{number(at_risk)} {name or 'value'} at risk"
