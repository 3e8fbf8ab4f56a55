"""The sentences of the report and the summary, computed from findings; none of them claims a cause."""

from __future__ import annotations

from cxtext.findings import DISSOLVES, STABLE, Finding, MetricView
from cxtext.wording import interval, number, percent, plural

_KINDS = {"nps": "NPS", "csat": "CSAT", "ces": "CES"}


def metric_title(metric: MetricView) -> str:
    """Return the metric's name as a reader knows it, such as ``NPS`` or ``score (NPS)``."""
    if metric.is_volume:
        return "Negative mentions"
    known = _KINDS.get(metric.kind)
    if known is None:
        return metric.name
    return known if metric.name.lower() == known.lower() else f"{metric.name} ({known})"


def value_text(metric: MetricView, value: float | None) -> str:
    """Write a value of the metric; shares of satisfied answers carry a percent sign."""
    text = number(value, metric.decimals, signed=metric.kind == "nps")
    return f"{text}%" if metric.kind in {"csat", "binary"} and value is not None else text


def effect_text(metric: MetricView, finding: Finding) -> str:
    """Write the effect of a theme with its interval."""
    effect = number(finding.effect, metric.effect_decimals, signed=True)
    return f"{effect} {interval(finding.low, finding.high, metric.effect_decimals)}".rstrip()


def headline(metric: MetricView, found: list[Finding], n_content: int) -> str:
    """Return the one sentence to read first."""
    if not found:
        return (
            f"No theme was found: {plural(n_content, 'response')} with content "
            f"{'is' if n_content == 1 else 'are'} too few, or too different, to group. They are listed below as they are."
        )
    pains = [f for f in found if f.kind == "pain"]
    if metric.is_volume:
        return _volume_headline(pains)
    sure = [f for f in pains if f.established]
    if not sure:
        return (
            f"No theme is established as costing {metric_title(metric)} points: every interval includes zero. "
            "The pain points below are candidates."
        )
    first = sure[0]
    text = f"Responses that mention “{first.label}”"
    gap = first.row["gap"]
    if gap is not None:
        way = "lower" if gap < 0 else "higher"
        size = number(abs(gap), metric.decimals)
        text += f" score {size} points {way} on {metric_title(metric)} on average than all others;"
    lens = "adjusted for the other themes, this theme accounts" if first.lens == "adjusted" else "by removal, this theme accounts"
    return f"{text} {lens} for {effect_text(metric, first)} {metric.unit}."


def _volume_headline(pains: list[Finding]) -> str:
    """Return the headline of a run without a score."""
    start = (
        "The data have no score column, so themes are ranked by how many responses mention them negatively, not by points lost."
    )
    if not pains:
        return f"{start} No theme is mentioned more often negatively than positively."
    first = pains[0]
    return (
        f"{start} First is “{first.label}”: {plural(first.row['n_responses'], 'response')} ({percent(first.row['share'])}), "
        f"{percent(first.row['negative_share'])} of what they say about it negative."
    )


def certainty(metric: MetricView, found: list[Finding]) -> tuple[str, str, str]:
    """Return value, label and detail of the card that says how sure the ranking is."""
    pains = [f for f in found if f.kind == "pain"]
    if not pains:
        return "–", "no pain point to rank", ""
    first = f"no. {pains[0].row['rank']} is among the five worst in {percent(pains[0].row['p_top5'])} of resamples"
    if metric.is_volume:
        return str(len(pains)), "pain points by negative mentions", first
    sure = sum(f.established for f in pains)
    return f"{sure} of {len(pains)}", "pain points established", first


def candidates_note(metric: MetricView) -> str:
    """Return the line above pain points whose interval includes zero."""
    return f"Candidates: mostly negative, but the interval of what they cost in {metric_title(metric)} includes zero."


def stability_text(stability: float | None) -> str:
    """Say what a stability means."""
    if stability is None:
        return "not measured"
    word = "stable" if stability >= STABLE else "dissolves on resamples" if stability < DISSOLVES else "fairly stable"
    return f"{number(stability, 2)}, {word}"
