"""Those who wrote nothing, or gave no score, in words: how those who wrote differ from all, and what is left open."""

from __future__ import annotations

from dataclasses import dataclass

from cxtext.findings import AnalysisLike, Kind, basis_of, list_findings, list_rows
from cxtext.metrics import MetricView
from cxtext.report.course import find_ends
from cxtext.wording import is_missing, one_line, percent


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceRow:
    """One row of table ``silence``: the removal lens of a theme if the silent spoke."""

    impact: float | None
    impact_matched: float | None
    impact_matched_low: float | None
    impact_matched_high: float | None
    impact_least: float | None
    impact_most: float | None
    gap_tip: float | None = None


def describe_silence(analysis: AnalysisLike, view: MetricView) -> list[str]:
    """Say how many of those who answered wrote something, how far they are from all, and what the first pain point may cost.

    Returns
    -------
    list of str
        A sentence each.
    """
    row, unscored = view.row, describe_unscored(analysis, view)
    if row["commenters_n"] == row["n"]:
        return [text for text in ("All of those who answered wrote something.", unscored) if text]
    start = f"{percent(row['commenters_n'] / row['n'])} of those who answered wrote something"
    start = "; ".join(filter(None, [start, _difference(view)]))
    first = _first_theme(analysis, view)
    return [text for text in (f"{start}.", f"{first}." if first else "", unscored) if text]


def describe_unscored(analysis: AnalysisLike, view: MetricView) -> str:
    """Say how many gave no valid answer, and how far the metric and the first gap depend on theirs; nothing when all gave one."""
    row = view.row
    if is_missing(row["n_unscored"]) or not row["n_unscored"] or is_missing(row["unscored_share"]):
        return ""
    text = f"{percent(row['unscored_share'])} of the {basis_of(analysis).noun}s have no valid answer"
    if not is_missing(row["unscored_shift"]):
        shift = view.gap_text(row["unscored_shift"]).rsplit(" ", 1)[0]
        text += (
            f": if theirs differ from the others by as much as answers usually do (one standard deviation), the {view.phrase} of "
            f"all is off by {shift}"
        )
    first = next((f for f in list_findings(analysis, view) if f.kind == Kind.PAIN), None)
    table = analysis.tables["silence"]
    tip = None
    if first is not None:
        rows = list_rows(SilenceRow, table[(table["metric"] == view.name) & (table["theme_id"] == first.theme_id)])
        tip = rows[0].gap_tip if rows else None
    if first is None or tip is None:
        return f"{text}."
    ends = find_ends(analysis, view)
    if ends is not None and abs(tip) > ends[1] - ends[0]:
        return f"{text}; no answers that theirs could be would make the gap of “{one_line(first.label, 60)}” 0."
    return (
        f"{text}; the gap of “{one_line(first.label, 60)}” would be 0 only if those who mention it without a valid answer were "
        f"{view.gap_text(tip)} than those who gave one."
    )


def _difference(view: MetricView) -> str:
    """Say how far those who wrote are from all."""
    row, d = view.row, view.decimals
    gap, low, high = (row[name] for name in ("commenters_gap", "commenters_gap_low", "commenters_gap_high"))
    if is_missing(gap):
        return ""
    apart = f"{view.gap_text(gap, named=True)} than" if round(abs(gap), d) else "the same as"
    text = f"their {view.phrase} is {view.value_text(row['commenters_value'])}, {apart} that of all"
    if is_missing(low):
        return text
    sure = "" if low > 0 or high < 0 else ", so no difference is established"
    span = view.limits_text(low, high, whole=True)
    return f"{text} (95% interval of the difference {span}{sure})"


def _first_theme(analysis: AnalysisLike, view: MetricView) -> str:
    """Say what the first pain point would cost if the silent thought like those who wrote, and at the extremes."""
    first = next((f for f in list_findings(analysis, view) if f.kind == Kind.PAIN), None)
    if first is None:
        return ""
    table = analysis.tables["silence"]
    rows = list_rows(SilenceRow, table[(table["metric"] == view.name) & (table["theme_id"] == first.theme_id)])
    if not rows or rows[0].impact_matched is None:
        return ""
    row = rows[0]
    effects = (row.impact_matched, row.impact, row.impact_least, row.impact_most)
    matched, plain, least, most = (view.effect_text(effect, whole=True) for effect in effects)
    spread = f" {view.limits_text(row.impact_matched_low, row.impact_matched_high, whole=True)}".rstrip()
    return (
        f"All answers against those that do not mention “{one_line(first.label, 60)}” (removal): {plain} {view.effect_unit} as "
        f"it stands, {matched}{spread} if the silent would say it as often as those who wrote and gave the same score, and "
        f"anywhere from {least} to {most} if nothing is assumed of them"
    )
