"""The one-page Markdown summary of an analysis."""

from __future__ import annotations

import re

from cxtext.findings import SHOWN, AnalysisLike, Kind, Quote, RankedTheme, Ranking, given_themes, rest_text, terms_line
from cxtext.report.changes import Change, Changes, EventEffect, Explained
from cxtext.report.document import build_document
from cxtext.report.drift import Drift
from cxtext.report.method import IssueGroup, Method
from cxtext.report.metric_pages import Card, MetricPage
from cxtext.report.responses import Responses
from cxtext.schema import Code
from cxtext.wording import escape_markdown, escape_message, one_line, plural

#: Most pain points, and responses where there are no themes.
PAIN_POINTS = 10
#: Most strengths.
STRENGTHS = 5
#: Most changes, and themes on either side of one event.
CHANGES = 8
#: Most kinds of issues.
ISSUES = 8
#: Most characters of a quote.
QUOTE_CHARS = 200
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
        f"# {escape_markdown(document.title)}",
        "",
        escape_markdown(" · ".join(document.subtitle)),
        "",
        f"**{escape_markdown(document.headline)}**",
        "",
    ]
    lines += [_card(card) for card in document.cards]
    if document.basis.note:
        lines.append(f"- {escape_markdown(document.basis.note)}")
    for place, page in enumerate(document.metrics):
        lines += _ranking(page, is_first=place == 0)
    lines += _given(analysis)
    lines += _drift(document.section(Drift))
    lines += _changes(document.section(Changes))
    lines += _responses(document.section(Responses))
    lines += _quality(document.section(Method))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def _drift(drift: Drift | None) -> list[str]:
    """Write what changed since the run that gave the themes."""
    if drift is None:
        return []
    return ["", "## Since the run that gave the themes", "", *(f"- {escape_markdown(line)}" for line in drift.lines), ""]


def _card(card: Card) -> str:
    """Write one headline number."""
    text = f"- **{card.value}** {escape_markdown(card.label)}"
    return f"{text} ({escape_markdown(card.detail)})" if card.detail else text


def _ranking(page: MetricPage, *, is_first: bool) -> list[str]:
    """Write the ranking of one metric."""
    ranking, title = page.ranking, escape_markdown(page.metric.title)
    lines = ["", f"## Pain points: {title}", ""]
    if not is_first:
        # One after the other, the rankings say only once that the data are few.
        headline = ranking.headline.removeprefix(ranking.few_text).strip()
        lines += [escape_markdown(headline), ""] if headline else []
    lines += _pain_points(page, is_first=is_first)
    no_cost = ranking.of_kind(Kind.NO_COST)
    if no_cost:
        lines += [f"### No measurable cost: {title}", "", escape_markdown(ranking.no_cost_note), ""]
        lines += [f"- {_name(theme)} (rank {theme.rank}): {_numbers(theme, ranking)}" for theme in no_cost]
        lines.append("")
    if ranking.verdicts:
        lines += [f"### Verdicts: {title}", "", ranking.verdicts_note, ""]
        lines += [f"- {_name(theme)}: {escape_markdown(ranking.verdict_text(theme))}" for theme in ranking.verdicts]
        lines.append("")
    if ranking.strengths:
        lines += [f"### Strengths: {title}", ""]
        for theme in ranking.strengths[:STRENGTHS]:
            lines += [f"- {_name(theme)}: {_numbers(theme, ranking)}", *_parts(theme, ranking, indent="  ")]
    return lines


def _pain_points(page: MetricPage, *, is_first: bool) -> list[str]:
    """Write the pain points of one metric, each with a quote, and the sentences around them."""
    ranking = page.ranking
    rows = [*page.pains, *page.candidates]
    if rows:
        worst = f"; the chance of being among the five worst is computed with {ranking.left_out}" if ranking.left_out else ""
        parts = f" {ranking.parts_note}" if is_first and any(row.theme.parts for row in rows) else ""
        terms = f"  \n{terms_line(has_score=not page.metric.is_volume)}" if is_first else ""
        lines = [escape_markdown(f"{ranking.order}{worst}.{parts}") + terms, ""]
        # An established one is in words in the headline.
        lines += [] if page.pains or not ranking.first_in_words else [escape_markdown(ranking.first_in_words), ""]
    else:
        lines = [ranking.none_note]
    for place, row in enumerate(rows[:PAIN_POINTS]):
        lines += [escape_markdown(ranking.candidates_note), ""] if 0 < place == len(page.pains) else []
        lines.append(f"{row.theme.rank}\\. {_name(row.theme)} (tier {row.score.tier}): {_numbers(row.theme, ranking)}  ")
        lines += [f"{escape_markdown(row.theme.description)}  "] if row.theme.description else []
        lines += [_quote_line(row.quote)] if row.quote else []
        lines += [*_parts(row.theme, ranking), ""]
    n_shown = len(rows[:PAIN_POINTS])
    asides = escape_markdown(ranking.asides_text)
    around = " ".join(
        filter(
            None,
            (
                escape_markdown(ranking.checks_text),
                ranking.ties_text,
                ranking.gaps_text(n_shown),
                ranking.rest_text(n_shown),
                asides,
            ),
        )
    )
    return [*lines, around, ""] if around else lines


def _responses(responses: Responses | None) -> list[str]:
    """Write the first responses, where there are no themes."""
    if responses is None:
        return []
    return ["", "## Responses", "", *(_quote_line(quote, indent="- ") for quote in responses.quotes[:PAIN_POINTS])]


def _given(analysis: AnalysisLike) -> list[str]:
    """Write what came to each theme of the codebook; nothing without one."""
    given = given_themes(analysis)
    if not given:
        return []
    rest = rest_text(given)
    lines = [f"- **{escape_markdown(theme.label)}**: {theme.text}" for theme in given[:SHOWN]]
    return ["", "## Themes of the codebook", "", *lines, *(["", rest] if rest else [])]


def _changes(changes: Changes | None) -> list[str]:
    """Write the themes that change, what is new, and events; nothing when there is none of these."""
    if changes is None:
        return []
    lines = [_change(change) for change in changes.themes] + [_change(change) for change in changes.explained]
    lines += [_statement(topic.label, topic.text) for topic in changes.new]
    rows = [f"- {line}" for line in lines[:CHANGES]]
    rows += [f"- {plural(len(lines) - CHANGES, 'further change')} in the report."] if len(lines) > CHANGES else []
    events = []
    for event in changes.events:
        events.append(f"- {event.date} **{escape_markdown(event.label)}** ({escape_markdown(event.where)})")
        events += [f"  - {_change(effect)}" for effect in event.effects[:CHANGES]]
    events = ["", "### Events", "", *events] if events else []
    power = ["", escape_markdown(changes.power)] if changes.power else []
    return ["", "## What changes", "", escape_markdown(changes.note), "", *rows, *power, *events]


def _change(change: Change | EventEffect | Explained) -> str:
    """Write one theme with what it does."""
    return _statement(change.theme.label, change.text)


def _statement(name: str, text: str) -> str:
    """Write what something does."""
    return f"**{escape_markdown(name)}** {escape_markdown(text)}."


def _parts(theme: RankedTheme, ranking: Ranking, indent: str = "") -> list[str]:
    """Write the parts of a theme, each with its size and points."""
    lines = []
    for part in theme.first_parts:
        points = f"said negatively in {part.points_text}" if ranking.metric.is_volume else part.points_text
        size = "" if part.n_responses is None else f"{plural(part.n_responses, ranking.basis.noun)} ({part.share_text}); "
        lines.append(f"{indent}- {escape_markdown(part.label)}: {size}{points}")
    return ["", *lines] if lines and not indent else lines


def _name(theme: RankedTheme) -> str:
    """Write the name of a theme."""
    return f"**{escape_markdown(theme.label)}**"


def _numbers(theme: RankedTheme, ranking: Ranking) -> str:
    """Write what is known about one theme."""
    f, noun, facts = theme.finding, ranking.basis.noun, []
    if f.effect is not None:
        lens = "other themes held equal" if f.lens == "adjusted" else "other themes not held equal"
        notes = [lens, *([theme.measured_note] if theme.measured_note else []), *([] if f.established else ["not established"])]
        facts.append(f"{theme.effect_with_limits} {escape_markdown(ranking.metric.effect_unit)} ({', '.join(notes)})")
    facts.append(f"{theme.score.count_text(noun)} ({theme.share})")
    if ranking.metric.is_volume:
        facts.append(f"said negatively in {theme.damage} of {noun}s")
    facts.append(theme.tone_text)
    if f.kind == Kind.PAIN:
        facts += [f"{theme.worst_five} chance of being among the five worst"] if theme.score.p_top5 is not None else []
        facts += [f"priority {theme.priority}", *(factor.text for factor in theme.factors)]
    facts += [theme.doubt] if theme.doubt else []
    facts += [escape_markdown(theme.at_risk)] if theme.at_risk else []
    return "; ".join(facts) + "."


def _quote_line(quote: Quote, indent: str = "") -> str:
    """Write one quote with where it comes from."""
    source = ", ".join(part for part in (quote.response_id, quote.scores_text, quote.created_at) if part)
    return f"{indent}“{escape_markdown(one_line(quote.text, QUOTE_CHARS))}” ({escape_markdown(source)})"


def _quality(method: Method | None) -> list[str]:
    """Write the counts, issues and notes."""
    if method is None:
        return []
    lines = ["", "## Data quality", ""]
    lines += ["- " + escape_markdown(f"{line.total} = {line.parts}") for line in method.flow]
    lines += ["- " + escape_markdown(f"{metric.title}: {metric.text}") for metric in method.metrics]
    issues = [issue for issue in method.issues if issue.code not in SAID_WITH_METRIC]
    lines += [_issue_line(issue) for issue in issues[:ISSUES]]
    if len(issues) > ISSUES:
        lines.append(f"- {plural(len(issues) - ISSUES, 'further kind')} of issue in the report.")
    if method.resolution is not None:
        lines.append(f"- Themes: {method.resolution.text}.")
    made = f"cxtext {method.version}, seed {method.seed}"
    return [
        *lines,
        "",
        f"Made with {escape_markdown(made)}. The numbers describe who says what and how they score; none is a promise.",
    ]


def _issue_line(issue: IssueGroup) -> str:
    """Write one kind of issue with its first example."""
    head, example = f"{issue.level}: {issue.code}", escape_message(issue.examples[0])
    return f"- {head}: {example}" if issue.count == 1 else f"- {head}, {issue.count:,} times; first: {example}"
