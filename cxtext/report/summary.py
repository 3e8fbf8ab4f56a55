"""The summary of an analysis: one page of Markdown with the statements of the report's first screen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cxtext.findings import SHOWN, AnalysisLike, Quote, RankedTheme, Ranking, given_themes, rest_text
from cxtext.report.course import ScoreCard
from cxtext.report.document import Document, build_document
from cxtext.report.first_screen import Change, FirstScreen, Statement, cost_text
from cxtext.report.looks import read_looks
from cxtext.report.method import IssueGroup, Method
from cxtext.report.metric_pages import MetricPage
from cxtext.report.responses import Responses
from cxtext.report.restated import Restated
from cxtext.run import read_once
from cxtext.schema import Code, Level, is_told
from cxtext.wording import escape_markdown, escape_message, number, one_line, plural, write_numbers

#: Pain points and candidates that are named after the first ones, and causes of each further metric.
NAMED = 12
#: Responses where there are no themes.
RESPONSES = 8
#: Kinds of warnings that are told.
WARNINGS = 2
#: Most characters of a quote, of a warning, and of a name in a list.
QUOTE_CHARS = 160
WARNING_CHARS = 200
NAME_CHARS = 60
#: Codes of issues that the first screen says already.
SAID_ABOVE = (Code.ANSWERS_LEFT_OUT, Code.SCORE_EXCLUDED)


def render_summary(analysis: AnalysisLike) -> str:
    """Return the score, what to fix first, what changed lately and what people praise, on one page.

    Parameters
    ----------
    analysis : Analysis
        Read only.

    Returns
    -------
    str
        Markdown; what people wrote is escaped, so that it shows as it is and is never markup.
    """
    with read_once(analysis), write_numbers(read_looks(analysis).numbers):
        return _write(analysis, build_document(analysis))


def _write(analysis: AnalysisLike, document: Document) -> str:
    """Return the summary of a document."""
    first = document.first
    lines = [f"# {escape_markdown(document.title)}", "", escape_markdown(" · ".join(document.subtitle)), ""]
    lines += _score(first)
    lines += ["", f"## {first.fixes_title}", "", escape_markdown(first.fixes_note), ""]
    marks = [rf"{place}\." if first.has_pains else "-" for place in range(1, len(first.fixes) + 1)]
    lines += [line for mark, statement in zip(marks, first.fixes, strict=True) for line in _fix(mark, statement)]
    lines += _further(document)
    lines += ["", "## What changed lately", "", *map(_change, first.changes), escape_markdown(first.changes_note)]
    if first.praise or first.praise_note:
        lines += ["", "## What people praise", "", escape_markdown(first.praise_note), "", *map(_praise, first.praise)]
    lines += [line for page in document.metrics[1:] for line in _other_metric(page)]
    lines += _given(analysis)
    lines += _responses(document.section(Responses))
    lines += _reading(document)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def _score(first: FirstScreen) -> list[str]:
    """Write the score, and the figure of each further metric."""
    if first.score is None:
        return [escape_markdown(f"{first.basis}.")]
    score = first.score
    parts = f" {', '.join(part.text for part in score.parts)}." if score.parts else ""
    text = f"{score.spread}{parts} {score.basis.capitalize()}. {first.basis}."
    course = ["", escape_markdown(score.course)] if score.course else []
    others = ["", *(f"- {_figure(card)}" for card in first.others)] if first.others else []
    return [f"{_figure(score)} {escape_markdown(text)}", *course, *others]


def _figure(card: ScoreCard) -> str:
    """Write a score with what it is."""
    name = escape_markdown(one_line(card.title, NAME_CHARS))
    over, sign = " over all periods" if card.waves else "", " " if card.definition.startswith("of ") else ", "
    return f"**{name}: {card.value}**{over}{sign}{escape_markdown(card.definition)}."


def _fix(mark: str, statement: Statement) -> list[str]:
    """Write one of the first pain points, or one of the complaints where there is none."""
    text = escape_markdown(f"– {_facts(statement)}.")
    return [f"{mark} {_name(statement.theme)} {text}  ", *([_quote_line(statement.quote)] if statement.quote else []), ""]


def _facts(statement: Statement) -> str:
    """Write the figure of a theme, how many mention it, and how sure that is."""
    return ". ".join(filter(None, (statement.text, statement.reach, statement.sure)))


def _further(document: Document) -> list[str]:
    """Name the pain points after the first ones, and say what is set apart."""
    page = next(iter(document.metrics), None)
    if page is None:
        return []
    rest = page.ranking.pains[len(document.first.fixes) :]
    lines = [f"After these: {_list_names(rest)}."] if rest else []
    verdicts = page.ranking.verdicts
    lines += [f"Not ranked, as they give no reason: {_list_names(verdicts)}."] if verdicts else []
    return lines


def _list_names(themes: Sequence[RankedTheme]) -> str:
    """Name the first themes and count the others."""
    named = [f"“{escape_markdown(one_line(theme.label, NAME_CHARS))}”" for theme in themes[:NAMED]]
    return ", ".join(named) + (f" and {len(themes) - NAMED} more" if len(themes) > NAMED else "")


def _change(change: Change) -> str:
    """Write something that changed."""
    name = f"**{escape_markdown(change.theme.label)}** " if change.theme else ""
    return f"- {name}{escape_markdown(change.text)}"


def _praise(statement: Statement) -> str:
    """Write one strength."""
    quote = f": {_quote_line(statement.quote)}" if statement.quote else ""
    return f"- {_name(statement.theme)} {escape_markdown(f'– {_facts(statement)}')}{quote}"


def _other_metric(page: MetricPage) -> list[str]:
    """Write the first pain points of a further metric on one line."""
    ranking = page.ranking
    title = escape_markdown(one_line(page.metric.title, NAME_CHARS))
    lines = ["", f"## What to fix first for {title}", ""]
    return [*lines, _first_costs(ranking) if ranking.pains else escape_markdown(ranking.none_note)]


def _first_costs(ranking: Ranking) -> str:
    """Name the first pain points of a metric with what they cost."""
    noun = ranking.basis.noun
    named = [
        f"“{escape_markdown(theme.name)}” {escape_markdown(cost_text(ranking.metric, theme, noun, with_range=False))}"
        + ("" if theme.finding.established else " (not certain)")
        for theme in ranking.pains[:3]
    ]
    return "; ".join(named) + "."


def _responses(responses: Responses | None) -> list[str]:
    """Write the first responses, where there are no themes."""
    if responses is None:
        return []
    return ["", "## Responses", "", *(_quote_line(quote, indent="- ") for quote in responses.quotes[:RESPONSES])]


def _given(analysis: AnalysisLike) -> list[str]:
    """Write what came to each theme of the codebook; nothing without one."""
    given = given_themes(analysis)
    if not given:
        return []
    rest = rest_text(given)
    lines = [f"- **{escape_markdown(theme.label)}**: {theme.text}" for theme in given[:SHOWN]]
    return ["", "## Themes of the codebook", "", *lines, *(["", rest] if rest else [])]


def _reading(document: Document) -> list[str]:
    """Write what the figures mean, and the warnings that a reader must know."""
    method = document.section(Method)
    notes = [document.first.costs_note, document.basis.note, _restated(document.section(Restated))]
    lines = [f"- {escape_markdown(note)}" for note in notes if note]
    warnings = (
        [issue for issue in method.issues if is_told(issue.level, issue.code) and issue.code not in SAID_ABOVE] if method else []
    )
    lines += [_warning(issue) for issue in warnings[:WARNINGS]]
    if len(warnings) > WARNINGS:
        lines.append(f"- {plural(len(warnings) - WARNINGS, 'further kind')} of warning in the report.")
    made = [f"Made with {escape_markdown(f'cxtext {method.version}, seed {method.seed}')}. "] if method else [""]
    return ["", "## Before you act on it", "", *lines, "", f"{made[0]}Numbers, methods and all themes: the report of this run."]


def _restated(restated: Restated | None) -> str:
    """Say that the themes are not the run's own, and name the first three of before; nothing for a run that was not restated."""
    if restated is None:
        return ""
    ranked = [line.row for line in restated.lines if line.row.rank.isdigit()]
    first = [f"{row.label} ({row.share})" for row in ranked[:3]]
    named = f" First before: {', '.join(first)}." if first else ""
    return f"Restated under the themes of another run; its own figures from before are kept in the report.{named}"


def _warning(issue: IssueGroup) -> str:
    """Write one kind of warning with its first example."""
    times = "" if issue.count == 1 else f", {number(issue.count)} times; first"
    level = "note" if issue.level == Level.INFO else issue.level
    return f"- {level}{times}: {escape_message(one_line(issue.examples[0], WARNING_CHARS))}"


def _name(theme: RankedTheme) -> str:
    """Write the name of a theme."""
    return f"**{escape_markdown(theme.label)}**"


def _quote_line(quote: Quote, indent: str = "") -> str:
    """Write one quote with where it comes from."""
    source = ", ".join(part for part in (quote.scores_text, quote.question_text, f"response {quote.response_id}") if part)
    return f"{indent}“{escape_markdown(one_line(quote.text, QUOTE_CHARS))}” ({escape_markdown(source)})"
