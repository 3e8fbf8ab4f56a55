"""Audits and fixes on the command line: samples written, results shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxtext.cli import options as o
from cxtext.cli.files import check_free, to_stdout, write_files
from cxtext.cli.output import Output, records, render_table
from cxtext.errors import ConfigError
from cxtext.wording import interval, is_missing, neutralise, number, one_line, percent, plural

if TYPE_CHECKING:
    import pandas as pd


def audit(
    run: o.Run,
    draw: Annotated[
        int | None, typer.Option(min=10, metavar="N", help="Draw N responses to label; 400 are an hour's work.")
    ] = None,
    labels: Annotated[Path | None, typer.Option(metavar="FILE", help="The labelled sample, as CSV or XLSX.")] = None,
    theme: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Theme to audit, by id or label; may be repeated. Six by default.")
    ] = None,
    blind: Annotated[bool, typer.Option("--blind", help="Do not fill in what the machine says.")] = False,
    output: o.CsvOutput = None,
    seed: o.Seed = None,
    force: o.Force = False,
    json: o.Json = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Draw a sample to label, or read its labels."""
    out = Output(json, quiet)
    if (draw is None) == (labels is None):
        raise ConfigError(
            "give either --draw N, to draw a sample, or --labels FILE, to read it back.\n"
            "First: cxtext audit RUN --draw 400 -o audit.csv; then, labelled: cxtext audit RUN --labels audit.csv"
        )
    if labels is not None and (theme or blind or seed is not None):
        raise ConfigError("--theme, --blind and --seed belong to --draw: with --labels the file tells what was drawn.")
    if labels is None:
        write_sample(out, run, draw or 0, theme or (), output, blind=blind, seed=seed or 0, force=force)
    else:
        show_audit(out, run, labels, output, force=force)


def fixes(
    run: o.Run,
    theme: Annotated[str, typer.Option(metavar="ID", help="The theme that was worked on, by id or label.")],
    date: Annotated[str | None, typer.Option(metavar="DATE", help="First day with the fix, such as 2024-05-01.")] = None,
    wave: Annotated[str | None, typer.Option(metavar="NAME", help="First wave with the fix, instead of a date.")] = None,
    transition: Annotated[
        int, typer.Option(min=0, max=36_500, metavar="N", help="Days (or waves) from then on to leave out.")
    ] = 0,
    window: Annotated[
        int | None, typer.Option(min=1, max=36_500, metavar="N", help="Use so many days (or waves) on either side only.")
    ] = None,
    output: o.CsvOutput = None,
    force: o.Force = False,
    json: o.Json = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Compare a theme before and after with other themes."""
    show_fix(Output(json, quiet), run, theme, output, force=force, date=date, wave=wave, transition=transition, window=window)


def write_sample(
    out: Output, run: Path, n: int, themes: Sequence[str], output: str | None, *, blind: bool, seed: int, force: bool
) -> None:
    """Draw a sample and write it as CSV."""
    from cxtext.run import Analysis
    from cxtext.studies import draw_audit

    _check(output, force=force)
    table = draw_audit(Analysis.load(run), n, themes=themes, blind=blind, random_state=seed)
    _write(out, table, output)
    named = [str(c) for c in table.columns[4:-1]]
    told = "the theme cells are empty" if blind else "the theme cells say what the machine says: correct them"
    out.note(f"{plural(len(table), 'row')} in random order, {plural(len(named), 'theme')}; {told} (1: it mentions the theme).")
    out.note("Put an x into 'checked' of each row you read; stopping early is fine. Leave the other columns as they are.")
    out.note(f"Next: cxtext audit {run} --labels {output or 'audit.csv'}")


def show_audit(out: Output, run: Path, labels: Path, output: str | None, *, force: bool) -> None:
    """Read a labelled sample and show what it says."""
    from cxtext.findings import metric_views
    from cxtext.run import Analysis
    from cxtext.studies import score_audit

    _check(output, force=force)
    analysis = Analysis.load(run)
    table = score_audit(analysis, labels)
    if output is not None:
        _write(out, table, output)
        return
    rows = records(table)
    decimals = metric_views(analysis)[0].effect_decimals
    out.result(_audit_text(rows, decimals), {"themes": rows})
    impact = " Impact is the removal lens: the metric minus the metric without the theme; an association."
    out.note("Shares count responses." + (impact if any(row["metric"] for row in rows) else ""))


def show_fix(out: Output, run: Path, theme: str, output: str | None, *, force: bool, **when: Any) -> None:
    """Measure what changed with a fix and show it."""
    from cxtext.run import Analysis
    from cxtext.studies import measure_fix

    _check(output, force=force)
    found = measure_fix(Analysis.load(run), theme, **when)
    if output is not None:
        _write(out, found.table, output)
        return
    out.result("\n".join(found.sentences), {**found.facts, "measures": records(found.table), "sentences": list(found.sentences)})
    for note in found.notes:
        out.note(f"note: {note}")


def _audit_text(rows: Sequence[Mapping[str, Any]], decimals: int) -> str:
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


def _check(output: str | None, *, force: bool) -> None:
    """Raise when the output may not be written."""
    if output not in (None, "-"):
        check_free(Path(str(output)), force=force)


def _write(out: Output, table: pd.DataFrame, output: str | None) -> None:
    """Write a table as CSV that spreadsheets open: UTF-8 with its mark, no cell a formula."""
    cells = table.astype("object").map(lambda v: "" if is_missing(v) else v if isinstance(v, int | float) else neutralise(v))
    content = cells.to_csv(index=False, lineterminator="\n", float_format="%.6g").encode("utf-8")
    if output in (None, "-"):
        to_stdout(out, content)
        return
    target = Path(str(output))
    write_files(target.parent, {target.name: b"\xef\xbb\xbf" + content})
    out.result(str(target), {"files": [str(target)]})
