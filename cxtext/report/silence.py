"""The silent majority in words: how those who wrote differ from all who answered, and what that leaves open."""

from __future__ import annotations

from cxtext.findings import AnalysisLike, Kind, list_findings, metric_phrase, records, short_unit, value_text
from cxtext.metrics import MetricView
from cxtext.wording import is_missing, one_line, percent


def describe_silence(analysis: AnalysisLike, view: MetricView) -> str:
    """Say how many of those who answered wrote something, how far they are from all, and what the first pain point may cost."""
    row = view.row
    if row["commenters_n"] == row["n"]:
        return "All of those who answered wrote something."
    start = f"{percent(row['commenters_n'] / row['n'])} of those who answered wrote something"
    return "; ".join(filter(None, [start, _difference(view), _first_theme(analysis, view)])) + "."


def _difference(view: MetricView) -> str:
    """Say how far those who wrote are from all."""
    row, d = view.row, view.decimals
    gap, low, high = (row[name] for name in ("commenters_gap", "commenters_gap_low", "commenters_gap_high"))
    if is_missing(gap):
        return ""
    way = "lower" if gap < 0 else "higher"
    size = view.gap_text(gap).rsplit(" ", 1)[0].removesuffix(f" {view.effect_unit}")
    apart = f"{size} {way} than" if round(abs(gap), d) else "the same as"
    text = f"their {metric_phrase(view)} is {value_text(view, row['commenters_value'])}, {apart} that of all"
    if is_missing(low):
        return text
    sure = "" if low > 0 or high < 0 else ", so no difference is established"
    span = view.limits_text(low, high, whole=True)
    return f"{text} (95% interval of the difference {span}{sure})"


def _first_theme(analysis: AnalysisLike, view: MetricView) -> str:
    """Say what the first pain point would cost if the silent thought like those who wrote, and at the extremes."""
    first = next((f for f in list_findings(analysis, view) if f.kind == Kind.PAIN), None)
    table = analysis.tables["silence"]
    rows = records(table[(table["metric"] == view.name) & (table["theme_id"] == first.theme_id)]) if first else []
    if first is None or not rows or is_missing(rows[0]["impact_matched"]):
        return ""
    row = rows[0]
    names = ("impact_matched", "impact", "impact_least", "impact_most")
    matched, plain, least, most = (view.effect_text(row[name], whole=True) for name in names)
    spread = f" {view.limits_text(row['impact_matched_low'], row['impact_matched_high'], whole=True)}".rstrip()
    return (
        f"removal, which compares all answers with those that do not mention it, puts “{one_line(first.label, 60)}” at {plain} "
        f"{short_unit(view)} as it stands, at {matched}{spread} if the silent would say it as often as those who wrote and gave "
        f"the same score, and anywhere from {least} to {most} if nothing is assumed of them"
    )
