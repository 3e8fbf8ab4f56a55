"""The ranked table that ``analyze`` prints, and what it says beside it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxtext.cli.output import printable, records, render_table
from cxtext.findings import (
    EXPLAINED,
    SHOWN,
    VERDICTS_LISTED,
    Basis,
    RankedTheme,
    Ranking,
    describe_drift,
    describe_ranking,
    describe_restated,
    given_themes,
    list_wave_steps,
    metric_views,
    rest_text,
)
from cxtext.metrics import MetricView
from cxtext.schema import Code, Issue, Level
from cxtext.wording import interval, number, percent, percent_interval, plural

if TYPE_CHECKING:
    from cxtext.run import Analysis

#: Most pain points of the table.
TOP = 10
#: Notes that call for a decision of the reader, or say what became of the input; they are shown like warnings.
NOTES_SHOWN = frozenset(
    {Code.UNUSED_RATING, Code.FAST_EMBEDDER, Code.FOREIGN_EMBEDDER, Code.RESPONDENT_JOINED, Code.GREW, Code.NOTHING_NEW}
)


def render(analysis: Analysis) -> str:
    """Return the headline and the worst pain points as text."""
    ranking = describe_ranking(analysis, metric_views(analysis)[0])
    metric, basis, counts = ranking.metric, ranking.basis, analysis.manifest.counts
    lines = [_headline(metric, basis)] if metric.row and metric.row["value"] is not None else []
    lines.append(
        f"{plural(basis.n, basis.noun)} with a usable comment, in these {plural(counts.n_units, 'opinion')} and "
        f"{plural(counts.n_themes, 'theme')}; {percent(counts.unassigned_share)} of the opinions are in no theme"
    )
    lines += [basis.note] if basis.note else []
    lines += _given(analysis)
    listed = ranking.pains[:TOP]
    lines += ["", ranking.first_in_words] if listed and ranking.first_in_words else []
    lines += ["", f"{ranking.order}.", _table(listed, ranking)] if listed else ["", ranking.none_text]
    lines += [ranking.parts_note] if any(theme.parts for theme in listed) else []
    lines += [ranking.caveat] if listed and ranking.caveat else []
    lines += [text for text in (ranking.rest_text(len(listed)),) if text]
    around = (
        ranking.few_text if listed else "",
        ranking.checks_text,
        ranking.ties_text,
        ranking.no_cost_text,
        ranking.asides_text,
    )
    lines += _verdicts(ranking)
    for text in around:
        lines += ["", text] if text else []
    lines += _last_wave(analysis)
    drift = describe_drift(analysis)
    lines += ["", "Since the run that gave the themes:", *(f"- {line}" for line in drift)] if drift else []
    lines += _restated(analysis, ranking)
    return "\n".join(lines)


def _verdicts(ranking: Ranking) -> list[str]:
    """Return the verdicts, the costliest first; nothing without any."""
    if not ranking.verdicts:
        return []
    left = len(ranking.verdicts) - VERDICTS_LISTED
    rows = [f"- “{theme.name}”: {ranking.verdict_text(theme)}" for theme in ranking.verdicts[:VERDICTS_LISTED]]
    return ["", ranking.verdicts_note, *rows, *([f"- {left} more in the report"] if left > 0 else [])]


def _last_wave(analysis: Analysis) -> list[str]:
    """Return what became of the themes in the last named wave; nothing without a column of waves."""
    steps = list_wave_steps(analysis)
    if not steps:
        return []
    more = ["- The waves before are in the report, and in table wave_changes."] if len(steps) > 1 else []
    return ["", f"{steps[0].title}:", *(f"- {line}" for line in steps[0].lines), *more, EXPLAINED]


def _given(analysis: Analysis) -> list[str]:
    """Return the themes of the codebook with what came to each; nothing without a codebook."""
    given = given_themes(analysis)
    if not given:
        return []
    rows = [[theme.label, f"{theme.n_responses:,}", f"{theme.n_units:,}"] for theme in given[:SHOWN]]
    table = render_table(["theme of the codebook", "responses", "opinions"], rows, right=[1, 2])
    rest = rest_text(given)
    return ["", table, *([rest] if rest else [])]


def _restated(analysis: Analysis, ranking: Ranking) -> list[str]:
    """Return what a run said before it was restated; nothing for one that was not."""
    before, metric = describe_restated(analysis, ranking), ranking.metric
    if before is None:
        return []
    cost = [] if metric.is_volume else [metric.effect_heading, "95% interval"]
    header = ["rank then", "theme then", "share", *cost, "its opinions went to", "of them", *(["cost now"] if cost else [])]
    cells = [
        [row.rank, row.label, row.share]
        + ([row.effect, row.limits] if cost else [])
        + [row.now, row.share_kept]
        + ([row.effect_now] if cost else [])
        for row in before.rows[:TOP]
    ]
    left = len(before.rows) - TOP
    right = [header.index(name) for name in ("rank then", "share", *cost[:1], "of them")]
    more = [f"{plural(left, 'more row')} in the report"] if left > 0 else []
    return ["", before.note, render_table(header, cells, right=right), *more]


def to_data(analysis: Analysis, target: Path | None) -> dict[str, Any]:
    """Return the same for ``--json``, with the whole scorecard."""
    labels = analysis.themes.set_index("theme_id")["label"]
    card = analysis.scorecard.assign(label=analysis.scorecard["theme_id"].map(labels))
    return {
        "run": None if target is None else str(target),
        "report": None if target is None else str(target / "report.html"),
        "primary_metric": metric_views(analysis)[0].name,
        "counts": asdict(analysis.manifest.counts),
        "metrics": records(analysis.metrics),
        "scorecard": records(card),
        **{
            name: records(analysis.tables[name])
            for name in (
                "subthemes",
                "decomposition",
                "comentions",
                "asymmetry",
                "rank_check",
                "wave_changes",
                "drift",
                "restated",
            )
        },
    }


def issues_to_show(issues: Sequence[Issue]) -> list[Issue]:
    """Return the warnings, and the notes that call for a decision."""
    return [one for one in issues if one.level != Level.INFO or one.code in NOTES_SHOWN]


def next_steps(analysis: Analysis, target: Path | None, *, verbose: bool) -> list[str]:
    """Return the last notes for stderr: timings when asked for, where the report is, what to do next."""
    lines = []
    if verbose:
        lines += [f"{seconds:8.2f} s  {stage}" for stage, seconds in analysis.manifest.timings.items()]
    if target is None:
        return [*lines, "Nothing was saved. Add -o RUN for the report, the tables and the backlog."]
    run = shlex.quote(str(target))
    lines.append(f"Report: {target / 'report.html'}")
    if describe_ranking(analysis, metric_views(analysis)[0]).pains:
        lines.append(f"Next: cxtext export {run} --to jira -o tickets")
    else:
        lines.append("Why nothing is ranked, and what to try: cxtext guide first-analysis ranked")
    if len(analysis.tables["themes"]):
        lines.append(f"To rename, merge or split themes: cxtext themes {run} list; cxtext guide edits says how")
    return lines


def describe_lead(analysis: Analysis) -> list[str]:
    """Say which of several metrics leads, why, and how to change it."""
    first, *others = [view.name for view in metric_views(analysis)]
    if not others:
        return []
    manifest = analysis.manifest
    declared = [metric["name"] or metric["column"] for metric in manifest.config["metrics"]]
    if manifest.setting("ranking", "primary_metric") == first:
        why = "as asked"
    elif first in declared:
        why = "the first one declared"
    else:
        why = "a guess: NPS first, else the one with most answers"
    return [f"note: {first!r} leads the ranking ({why}); to lead with another: --primary-metric {shlex.quote(others[0])}"]


def _headline(metric: MetricView, basis: Basis) -> str:
    """Return the metric with its interval and what it rests on."""
    row = metric.row
    if metric.is_volume:
        span = f"95% interval {percent_interval(row['low'], row['high'])}"
        what = f"{percent(row['value'])} of {basis.noun}s with content say something negative"
        return f"{metric.title}: {what}, {span}, {plural(row['n'], basis.noun)}"
    span = interval(row["low"], row["high"], metric.decimals, signed=False)
    value = f"{metric.name}: {metric.full_text(row['value'])}"
    return f"{value}, 95% interval {span}, {plural(row['n'], 'answer')}" if span else f"{value}, {plural(row['n'], 'answer')}"


def _table(listed: Sequence[RankedTheme], ranking: Ranking) -> str:
    """Return the ranked table of pain points, the candidates last and under a line of their own."""
    metric = ranking.metric
    cost = ["say it negatively", "negative"] if metric.is_volume else [metric.effect_heading, "95% interval", "as measured"]
    has_value = any(theme.at_risk for theme in listed)
    header = ["rank", "theme", "share", *cost, *ranking.factors, "priority", *(["at risk"] if has_value else [])]
    right = [i for i, name in enumerate(header) if name not in ("theme", "95% interval")]
    blocks = [
        [_row(theme, metric, has_value=has_value), *_part_rows(theme, len(header), is_volume=metric.is_volume)]
        for theme in listed
    ]
    head, *rows = render_table(header, [row for block in blocks for row in block], right=right).splitlines()
    lines: list[str] = []
    candidates: list[str] = []
    for theme, block in zip(listed, blocks, strict=True):
        own, rows = rows[: len(block)], rows[len(block) :]
        below = " ".join(filter(None, (theme.description, f"{theme.doubt[:1].upper()}{theme.doubt[1:]}." if theme.doubt else "")))
        own += [f"{'':6}{printable(below)}"] if below else []
        (lines if theme.finding.established else candidates).extend(own)
    none_sure = [] if lines else ["No pain point is established."]
    note = [*none_sure, ranking.candidates_note] if candidates else []
    # A header stands above rows: where all are candidates, their line comes before it.
    return "\n".join([head, *lines, *note, *candidates] if lines else [*note, head, *candidates])


def _row(theme: RankedTheme, metric: MetricView, *, has_value: bool) -> list[str]:
    """Return the cells of one pain point."""
    cost = [theme.effect, theme.limits or (theme.score.note or "").split("; ")[0], theme.measured]
    return [
        str(theme.rank),
        theme.name,
        theme.share,
        *([theme.damage, theme.negative] if metric.is_volume else cost),
        *(factor.value for factor in theme.factors),
        theme.priority,
        *([number(theme.score.value_at_risk)] if has_value else []),
    ]


def _part_rows(theme: RankedTheme, n_columns: int, *, is_volume: bool) -> list[list[str]]:
    """Return the cells of the parts of a pain point."""
    before = [""] * (0 if is_volume else 2)  # points of parts are as measured
    rest = [""] * (n_columns - 4 - len(before))
    return [["", f"- {part.label}", part.share_text, *before, part.points_text, *rest] for part in theme.first_parts]
