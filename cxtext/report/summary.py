"""The one-page Markdown summary of an analysis."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cxtext.findings import SHOWN, AnalysisLike, Kind, given_themes, missing_ranks, rest_text, terms_line
from cxtext.report.document import build_document
from cxtext.schema import Code
from cxtext.wording import chance, escape_markdown, one_line, percent, plural

PAIN_POINTS, STRENGTHS, CHANGES, ISSUES, QUOTE_CHARS = 10, 5, 8, 8, 200
#: Codes of issues that the line about their metric has said already.
SAID_WITH_METRIC = (Code.ANSWERS_LEFT_OUT, Code.SCORE_EXCLUDED)


def render_summary(analysis: AnalysisLike) -> str:
    """Return the headline, the ranked pain points with one quote each, the strengths and the data-quality notes.

    Parameters
    ----------
    analysis : Analysis
        Read only.

    Returns
    -------
    str
        Markdown; what people wrote is escaped, so that it shows as it is and is never markup.
    """
    document = build_document(analysis)
    lines = [
        f"# {escape_markdown(document['title'])}",
        "",
        escape_markdown(" · ".join(document["subtitle"])),
        "",
        f"**{escape_markdown(document['headline'])}**",
        "",
    ]
    lines += [_card(card) for card in document["cards"]]
    if document["share_note"]:
        lines += ["", escape_markdown(document["share_note"])]
    for i, view in enumerate(document["views"]):
        lines += _view(view, document["noun"], is_first=i == 0)
    lines += _given(analysis)
    lines += _changes(document["changes"])
    if document["responses"]:
        lines += ["", "## Responses", ""]
        lines += [_quote_line(quote, indent="- ") for quote in document["responses"][:PAIN_POINTS]]
    lines += _quality(document["method"])
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def _card(card: Mapping[str, str]) -> str:
    """Write one headline number."""
    text = f"- **{card['value']}** {escape_markdown(card['label'])}"
    return f"{text} ({escape_markdown(card['detail'])})" if card["detail"] else text


def _view(view: Mapping[str, Any], noun: str, *, is_first: bool) -> list[str]:
    """Write the ranking of one metric."""
    pains = (view["pains"] + view["candidates"])[:PAIN_POINTS]
    n_left = len(view["pains"]) + len(view["candidates"]) - len(pains)
    lines = ["", f"## Pain points: {escape_markdown(view['title'])}", ""]
    if not is_first and view["headline"]:
        lines += [escape_markdown(view["headline"]), ""]
    worst = f"; the chance of being among the five worst is told with {view['worst_text']}" if view["worst_text"] else ""
    lines += [escape_markdown(f"{view['order_text']}{worst}."), ""] if pains else [view["none_note"]]
    lines += [terms_line(has_score=not view["is_volume"]), ""] if pains and is_first else []
    first = pains[len(view["pains"])] if view["pains"] and len(pains) > len(view["pains"]) else None
    for row in pains:
        lines += [escape_markdown(view["candidates_note"]), ""] if row is first else []
        lines.append(f"{row['rank']}\\. **{escape_markdown(row['label'])}** (tier {row['tier']}): {_numbers(row, view, noun)}  ")
        lines += [_quote_line(row["quote"]), ""] if row["quote"] else [""]
    if view["ties_note"]:
        lines += [view["ties_note"], ""]
    if view["has_gaps"]:
        lines += [f"{missing_ranks(n_left)}.", ""]
    if view["general_note"]:
        lines += [escape_markdown(view["general_note"]), ""]
    if n_left:
        lines += [f"{plural(n_left, 'further pain point')} in the report.", ""]
    if view["no_cost"]:
        lines += [f"### No measurable cost: {escape_markdown(view['title'])}", "", escape_markdown(view["no_cost_note"]), ""]
        lines += [f"- **{escape_markdown(r['label'])}** (rank {r['rank']}): {_numbers(r, view, noun)}" for r in view["no_cost"]]
        lines.append("")
    if view["strengths"]:
        lines += [f"### Strengths: {escape_markdown(view['title'])}", ""]
        lines += [f"- **{escape_markdown(r['label'])}**: {_numbers(r, view, noun)}" for r in view["strengths"][:STRENGTHS]]
    return lines


def _given(analysis: AnalysisLike) -> list[str]:
    """Write what came to each theme of the codebook; nothing without one."""
    given = given_themes(analysis)
    if not given:
        return []
    rest = rest_text(given)
    lines = [f"- **{escape_markdown(theme.label)}**: {theme.text}" for theme in given[:SHOWN]]
    return ["", "## Themes of the codebook", "", *lines, *(["", rest] if rest else [])]


def _changes(changes: Mapping[str, Any]) -> list[str]:
    """Write the themes that change, what is new, and events; nothing when there is none of these."""
    if not (changes["rows"] or changes["new"] or changes["events"]):
        return []
    rows = [f"- {_change(row)}" for row in [*changes["rows"], *changes["new"]][:CHANGES]]
    left = len(changes["rows"]) + len(changes["new"]) - len(rows)
    rows += [f"- {plural(left, 'further change')} in the report."] if left > 0 else []
    events = []
    for event in changes["events"]:
        events.append(f"- {event['date']} **{escape_markdown(event['label'])}** ({escape_markdown(event['where'])})")
        events += [f"  - {_change(row)}" for row in event["rows"][:CHANGES]]
    events = ["", "### Events", "", *events] if events else []
    return ["", "## What changes", "", escape_markdown(changes["note"]), "", *rows, *events]


def _change(row: Mapping[str, Any]) -> str:
    """Write one theme with what it does."""
    return f"**{escape_markdown(row['label'])}** {escape_markdown(row['text'])}."


def _numbers(row: Mapping[str, Any], view: Mapping[str, Any], noun: str) -> str:
    """Write what is known about one theme."""
    facts = []
    if row["effect"] is not None:
        lens = "adjusted" if row["lens"] == "adjusted" else "by removal"
        sure = "" if row["established"] else ", not established"
        facts.append(f"{row['effect_text']} {escape_markdown(view['unit'])} ({lens}{sure})")
    facts.append(f"{plural(row['n_responses'], noun)} ({percent(row['share'])})")
    negative = row["kind"] != Kind.STRENGTH
    if view["is_volume"]:
        facts.append(f"said negatively in {percent(row['damage'])} of {noun}s")
    facts.append(f"{percent(row['negative_share'])} negative" if negative else f"{percent(row['positive_share'])} positive")
    if row["kind"] == Kind.PAIN and row["p_top5"] is not None:
        facts.append(f"{chance(row['p_top5'])} chance of being among the five worst")
    facts += [f"priority {row['priority_text']}", *row["factors"]] if row["kind"] == Kind.PAIN else []
    facts += [escape_markdown(view["at_risk"][row["theme_id"]])] if view["at_risk"][row["theme_id"]] else []
    return "; ".join(facts) + "."


def _quote_line(quote: Mapping[str, Any], indent: str = "") -> str:
    """Write one quote with where it comes from."""
    source = ", ".join(part for part in (quote["response_id"], quote["scores"], quote["created_at"]) if part)
    return f"{indent}“{escape_markdown(one_line(quote['text'], QUOTE_CHARS))}” ({escape_markdown(source)})"


def _quality(method: Mapping[str, Any]) -> list[str]:
    """Write the counts, issues and notes."""
    lines = ["", "## Data quality", ""]
    lines += ["- " + escape_markdown(f"{line['total']} = {line['parts']}") for line in method["flow"]]
    lines += ["- " + escape_markdown(f"{metric['title']}: {metric['text']}") for metric in method["metrics"]]
    issues = [issue for issue in method["issues"] if issue["code"] not in SAID_WITH_METRIC]
    lines += [_issue_line(issue) for issue in issues[:ISSUES]]
    if len(issues) > ISSUES:
        lines.append(f"- {plural(len(issues) - ISSUES, 'further kind')} of issue in the report.")
    chosen = method["resolution"]
    if chosen:
        lines.append(f"- Themes: {chosen['text']}.")
    made = f"cxtext {method['version']}, seed {method['seed']}"
    return [
        *lines,
        "",
        f"Made with {escape_markdown(made)}. The numbers describe who says what and how they score; none is a promise.",
    ]


def _issue_line(issue: Mapping[str, Any]) -> str:
    """Write one kind of issue with its first example."""
    head, example = f"{issue['level']}: {issue['code']}", escape_markdown(issue["examples"][0])
    return f"- {head}: {example}" if issue["count"] == 1 else f"- {head}, {issue['count']:,} times; first: {example}"
