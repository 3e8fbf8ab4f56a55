"""The silent majority in words: how those who wrote differ from all who answered, and what that leaves open."""

from __future__ import annotations

from cxtext.findings import AnalysisLike, MetricView, findings, records
from cxtext.report.sentences import metric_phrase, short_unit, value_text
from cxtext.wording import interval, is_missing, number, one_line, percent


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
    apart = f"{number(abs(gap), d)} {way} than" if round(abs(gap), d) else "the same as"
    text = f"their {metric_phrase(view)} is {value_text(view, row['commenters_value'])}, {apart} that of all"
    if is_missing(low):
        return text
    sure = "" if low > 0 or high < 0 else ", so no difference is established"
    return f"{text} (95% interval of the difference {interval(low, high, d)}{sure})"


def _first_theme(analysis: AnalysisLike, view: MetricView) -> str:
    """Say what the first pain point would cost if the silent thought like those who wrote, and at the extremes."""
    first = next((f for f in findings(analysis, view) if f.kind == "pain"), None)
    table = analysis.tables["silence"]
    rows = records(table[(table["metric"] == view.name) & (table["theme_id"] == first.theme_id)]) if first else []
    if first is None or not rows or is_missing(rows[0]["impact_matched"]):
        return ""
    row, d = rows[0], max(view.effect_decimals, 1)
    matched, plain = (number(row[name], d, signed=True) for name in ("impact_matched", "impact"))
    least, most = (number(row[name], d, signed=True) for name in ("impact_least", "impact_most"))
    spread = f" {interval(row['impact_matched_low'], row['impact_matched_high'], d)}".rstrip()
    return (
        f"by removal, “{one_line(first.label, 60)}” accounts for {plain} {short_unit(view)} as it stands, for {matched}{spread} "
        "if the silent would say it as often as those who wrote and gave the same score, and for anything "
        f"from {least} to {most} if nothing is assumed of them"
    )
