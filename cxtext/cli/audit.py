"""``cxtext audit``: a sample to label by hand, and what its labels say of the tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from cxtext.cli import options as o
from cxtext.cli.files import check_output, write_csv
from cxtext.cli.output import Output, records, render_table
from cxtext.errors import ConfigError
from cxtext.wording import interval, number, one_line, percent, plural


@dataclass(frozen=True)
class Sample:
    """What to draw for labelling."""

    draw: Annotated[int | None, typer.Option(min=10, metavar="N", help="Draw N responses to label; 400 are an hour's work.")] = (
        None
    )
    theme: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Theme to audit, by id or label; may be repeated. Six by default.")
    ] = None
    blind: Annotated[bool, typer.Option("--blind", help="Leave the theme cells empty instead of filled by cxtext.")] = False
    seed: Annotated[int | None, typer.Option(min=0, metavar="N", help="Seed of the draw; 0 by default.")] = None


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
    themes = plural(len(table.columns[4:-1]), "theme")
    cells = "the theme cells are empty" if sample.blind else "the theme cells say what the machine says: correct them"
    out.note(f"{plural(len(table), 'row')} in random order, {themes}; {cells} (1: it mentions the theme).")
    out.note("Put an x into 'checked' of each row you read; stopping early is fine. Leave the other columns as they are.")
    out.note(f"Next: cxtext audit {run} --labels {output or 'audit.csv'}")


def show_audit(out: Output, run: Path, labels: Path, output: str | None) -> None:
    """Read a labelled sample and show what it says."""
    from cxtext.findings import metric_views
    from cxtext.run import Analysis
    from cxtext.studies import score_audit

    analysis = Analysis.load(run)
    table = score_audit(analysis, labels)
    if output is not None:
        write_csv(out, table, output)
        return
    rows = records(table)
    decimals = metric_views(analysis)[0].effect_decimals
    out.result(_render(rows, decimals), {"themes": rows})
    impact = " Impact is the removal lens: the metric minus the metric without the theme; an association."
    out.note("Shares count responses." + (impact if any(row["metric"] for row in rows) else ""))


def _render(rows: Sequence[Mapping[str, Any]], decimals: int) -> str:
    """Return the audit as a table and the reasons for its gaps."""
    header = ["theme", "checked", "precision", "", "recall", "", "share: tagged", "true", "", "impact: tagged", "corrected", ""]
    cells = [
        [
            one_line(f"{r['theme_id']} {r['label']}", 40),
            f"{r['n_checked']:,}",
            *_rate(r, "precision"),
            *_rate(r, "recall"),
            percent(r["tagged_share"]),
            *_rate(r, "share"),
            number(r["tagged_impact"], decimals, signed=True),
            number(r["impact"], decimals, signed=True),
            interval(r["impact_low"], r["impact_high"], decimals),
        ]
        for r in rows
    ]
    if not any(r["metric"] for r in rows):
        header, cells = header[:-3], [row[:-3] for row in cells]
    notes = [f"{r['theme_id']}: {r['note']}" for r in rows if r["note"]]
    return "\n".join([render_table(header, cells, right=[1, 2, 4, 6, 7, 9, 10]), *([""] if notes else []), *notes])


def _rate(row: Mapping[str, Any], name: str) -> list[str]:
    """Return a share and its interval."""
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return [percent(row[name]), "" if low is None or high is None else f"[{percent(low)}, {percent(high)}]"]
