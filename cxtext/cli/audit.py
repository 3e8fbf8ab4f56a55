"""``cxtext audit``: a sample to label by hand, and what its labels say of the tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from cxtext.cli import options as o
from cxtext.cli.files import check_output, write_csv
from cxtext.cli.output import Output, records, render_table
from cxtext.errors import ConfigError
from cxtext.wording import interval, number, one_line, percent, percent_interval, plural


@dataclass(frozen=True)
class Sample:
    """What to draw for labelling."""

    draw: Annotated[int | None, typer.Option(min=10, metavar="N", help="Draw N responses to label; 400 take about an hour.")] = (
        None
    )
    theme: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Theme to audit, by id or label; may be repeated. Six by default.")
    ] = None
    blind: Annotated[bool, typer.Option("--blind", help="Leave the theme cells empty instead of filled by cxtext.")] = False
    seed: Annotated[int | None, typer.Option(min=0, metavar="N", help="Seed of the draw; 0 by default.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """What the labels say of one theme: a row of the table that :func:`cxtext.score_audit` returns."""

    theme_id: str
    label: str
    n_checked: int
    precision: float | None
    precision_low: float | None
    precision_high: float | None
    recall: float | None
    recall_low: float | None
    recall_high: float | None
    tagged_share: float
    share: float | None
    share_low: float | None
    share_high: float | None
    metric: str | None
    tagged_impact: float | None
    impact: float | None
    impact_low: float | None
    impact_high: float | None
    negative_share: float | None
    negative_share_corrected: float | None
    negative_share_corrected_low: float | None
    negative_share_corrected_high: float | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentimentRow:
    """How one sentiment is labelled: a row of the table that :func:`cxtext.studies.score_sentiment` returns."""

    sentiment: str
    n: int
    shown_negative: int
    shown_neutral: int
    shown_positive: int
    right: float | None
    right_low: float | None
    right_high: float | None


def audit(
    run: o.Run,
    *,
    sample: Sample,
    labels: Annotated[Path | None, typer.Option(metavar="FILE", help="The labelled sample, as CSV or XLSX.")] = None,
    output: o.CsvOutput = None,
    force: o.Force = False,
    out: Output,
) -> None:
    """Draw a sample to label, or read its labels."""
    if (sample.draw is None) == (labels is None):
        raise ConfigError(
            "give either --draw N, to draw a sample, or --labels FILE, to read it back.\n"
            "First: cxtext audit RUN --draw 400 -o audit.csv; then, labelled: cxtext audit RUN --labels audit.csv"
        )
    check_output(output, force=force)
    if labels is None:
        write_sample(out, run, sample, output)
    elif sample != Sample():
        raise ConfigError("--theme, --blind and --seed belong to --draw: with --labels the file says what was drawn.")
    else:
        show_audit(out, run, labels, output)


def write_sample(out: Output, run: Path, sample: Sample, output: str | None) -> None:
    """Draw a sample and write it as CSV."""
    from cxtext.run import Analysis
    from cxtext.studies import draw_audit

    table = draw_audit(
        Analysis.load(run), sample.draw or 0, themes=sample.theme or (), blind=sample.blind, random_state=sample.seed or 0
    )
    write_csv(out, table, output)
    themes = plural(list(table.columns).index("text") - 4, "theme")
    cells = "the theme cells are empty" if sample.blind else "the theme cells say what the machine says: correct them"
    out.note(f"{plural(len(table), 'row')} in random order, {themes}; {cells} (1: it mentions the theme).")
    out.note("Optional: write negative, neutral or positive into 'sentiment', how the text in 'opinion' sounds to you.")
    if sample.blind:
        out.note("Write 0 where a text does not mention a theme: one whose column stays empty is not audited.")
    out.note("Put an x into 'checked' of each row you read; stopping early is fine. Leave the other columns as they are.")
    out.note(f"Next: cxtext audit {run} --labels {output or 'audit.csv'}")


def show_audit(out: Output, run: Path, labels: Path, output: str | None) -> None:
    """Read a labelled sample and show what it says."""
    from cxtext.findings import list_rows, metric_views
    from cxtext.run import Analysis
    from cxtext.studies import score_audit, score_sentiment

    analysis = Analysis.load(run)
    table, confusion = score_audit(analysis, labels), score_sentiment(analysis, labels)
    if output is not None:
        write_csv(out, table, output)
        return
    rows = list_rows(AuditRow, table)
    decimals = metric_views(analysis)[0].effect_decimals
    felt = [] if confusion is None else list_rows(SentimentRow, confusion)
    audited = any(row.n_checked for row in rows)
    themes = _render(rows, decimals) if audited else "Themes were not audited: their cells are empty in every checked row."
    parts = [themes, *([_render_sentiment(felt, rows)] if felt else [])]
    sentiment = {} if confusion is None else {"sentiment": records(confusion)}
    out.result("\n\n".join(parts), {"themes": records(table), **sentiment})
    impact = " Impact is the removal lens: the metric minus the metric without the theme; an association."
    if audited:
        out.note("Shares count responses." + (impact if any(row.metric for row in rows) else ""))
    if felt:
        out.note(
            "Right, and true: these labels together with what was measured on labelled opinions of other sources. "
            "A dash: no label says anything of it."
        )


def _render(rows: Sequence[AuditRow], decimals: int) -> str:
    """Return the audit as a table and the reasons for its gaps."""
    header = ["theme", "checked", "precision", "", "recall", "", "share: tagged", "true", "", "impact: tagged", "corrected", ""]
    cells = [
        [
            one_line(f"{row.theme_id} {row.label}", 40),
            f"{row.n_checked:,}",
            *_rate(row.precision, row.precision_low, row.precision_high),
            *_rate(row.recall, row.recall_low, row.recall_high),
            percent(row.tagged_share),
            *_rate(row.share, row.share_low, row.share_high),
            number(row.tagged_impact, decimals, signed=True),
            number(row.impact, decimals, signed=True),
            interval(row.impact_low, row.impact_high, decimals),
        ]
        for row in rows
    ]
    if not any(row.metric for row in rows):
        header, cells = header[:-3], [line[:-3] for line in cells]
    notes = [f"{row.theme_id}: {row.note}" for row in rows if row.note]
    return "\n".join([render_table(header, cells, right=[1, 2, 4, 6, 7, 9, 10]), *([""] if notes else []), *notes])


def _render_sentiment(felt: Sequence[SentimentRow], rows: Sequence[AuditRow]) -> str:
    """Return how each sentiment is labelled, and what it means for the negative share of each theme."""
    header = ["opinions that are", "checked", "shown negative", "neutral", "positive", "right", ""]
    cells = [
        [
            row.sentiment,
            f"{row.n:,}",
            *(f"{n:,}" for n in (row.shown_negative, row.shown_neutral, row.shown_positive)),
            *_rate(row.right, row.right_low, row.right_high),
        ]
        for row in felt
    ]
    of_themes = [
        [
            one_line(f"{row.theme_id} {row.label}", 40),
            percent(row.negative_share),
            *_rate(row.negative_share_corrected, row.negative_share_corrected_low, row.negative_share_corrected_high),
        ]
        for row in rows
    ]
    table = render_table(header, cells, right=[1, 2, 3, 4, 5])
    return f"{table}\n\n{render_table(['theme', 'negative: labelled', 'true', ''], of_themes, right=[1, 2])}"


def _rate(share: float | None, low: float | None, high: float | None) -> list[str]:
    """Return a share and its interval."""
    return [percent(share), percent_interval(low, high)]
