"""``cxtext compare``: two runs side by side, as text, Markdown, CSV or JSON, and the conditions that a batch job waits for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxtext.cli import options as o
from cxtext.cli.files import check_free, write_files
from cxtext.cli.output import Output, records, render_table
from cxtext.errors import ConfigError, suggest

if TYPE_CHECKING:
    from cxtext.report import Section
    from cxtext.studies import Comparison, Verdict

_FORMATS = (".md", ".csv")
#: How to make a condition one that can be checked, by its kind.
_MENDS = {
    "metric": (
        "A metric is compared when both runs have answers to it and declare it alike: kind, direction and scale under "
        "[[metrics]] of cxtext.toml."
    ),
    "share": "Name a theme of the earlier run that is ranked: cxtext themes RUN list",
}


def compare(
    run_a: Annotated[Path, typer.Argument(metavar="RUN_A", help="The earlier run.")],
    run_b: Annotated[Path, typer.Argument(metavar="RUN_B", help="The later run; every difference is B less A.")],
    *,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Write it as Markdown (.md), or its themes as CSV (.csv), too.",
            parser=o.name_output,
        ),
    ] = None,
    fail_if: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CONDITION",
            help=(
                "Exit with code 5 when this holds; may be repeated. METRIC<N or METRIC>N: the difference of a metric, in its "
                "points. share:THEME_ID>N: the difference of a theme's share, 0.05 is 5 percentage points. Both also have to be "
                "beyond chance: the 95% interval of the metric excludes 0, the theme is listed as changed. new>N, gone>N, "
                "changed>N: themes whose share changed beyond chance. With code 1 when it cannot be checked."
            ),
        ),
    ] = None,
    force: o.Force = False,
    out: Output,
) -> None:
    """Compare two saved runs."""
    from cxtext.cli.codes import FAILED, GATE_MET

    verdicts = compare_runs(out, run_a, run_b, output, fail_if or [], force=force)
    if any(verdict.is_met for verdict in verdicts):
        raise typer.Exit(GATE_MET)
    if not all(verdict.is_checked for verdict in verdicts):
        raise typer.Exit(FAILED)


def compare_runs(
    out: Output, run_a: Path, run_b: Path, output: str | None, conditions: Sequence[str], *, force: bool
) -> list[Verdict]:
    """Compare, write the result, and return what became of the conditions."""
    from cxtext.report import comparison_csv, comparison_markdown, describe_comparison
    from cxtext.studies import check_gates, judge, parse_gate

    gates = [parse_gate(text) for text in conditions]
    if output is not None:
        _check_output(Path(output), force=force)
    with out.progress() as progress:
        from cxtext.run import Analysis
        from cxtext.schema import active_themes
        from cxtext.studies import compare as compare_analyses

        a, b = Analysis.load(run_a), Analysis.load(run_b)
        both = [name for name in a.metrics["metric"] if name in set(b.metrics["metric"])]
        check_gates(gates, metrics=both, theme_ids=active_themes(a.themes)["theme_id"])
        comparison = compare_analyses(a, b, progress=progress)
    verdicts = [judge(gate, comparison) for gate in gates]
    sections = describe_comparison(comparison, run_a.name, run_b.name)
    if output is not None:
        target = Path(output)
        content = comparison_csv(comparison) if target.suffix == ".csv" else comparison_markdown(sections)
        write_files(target.parent, {target.name: content.encode("utf-8", "replace")})
    are_checked = all(verdict.is_checked for verdict in verdicts)
    out.result(_to_text(sections), _to_data(comparison, verdicts), comparison.issues, ok=are_checked)
    out.issues(comparison.issues)
    for verdict in verdicts:
        (out.story if verdict.is_met or not verdict.is_checked else out.note)(_describe(verdict))
    if output is not None:
        out.note(f"Written: {output}")
    return verdicts


def _check_output(target: Path, *, force: bool) -> None:
    """Raise when the file cannot be written as asked."""
    if target.suffix not in _FORMATS:
        hint = suggest(target.suffix, _FORMATS)
        raise ConfigError(
            f"output {str(target)!r} has no format that is known here.{hint}\nKnown: FILE.md, FILE.csv; --json for programs"
        )
    check_free(target, force=force)


def _describe(verdict: Verdict) -> str:
    """Say what became of a condition."""
    if not verdict.is_checked:
        return f"error: --fail-if {verdict.gate.text} cannot be checked: {verdict.note}.\n{_MENDS[verdict.gate.kind]}"
    state = "met" if verdict.is_met else "not met"
    note = f" ({verdict.note})" if verdict.note else ""
    return f"--fail-if {verdict.gate.text}: {state}{note}; the value is {verdict.value:+.4g}"


def _to_data(comparison: Comparison, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return the comparison for ``--json``."""
    gates = [
        {
            "condition": v.gate.text,
            "value": None if v.value != v.value else v.value,
            "met": v.is_met if v.is_checked else None,
            "note": v.note or None,
        }
        for v in verdicts
    ]
    frames = {name: records(getattr(comparison, name)) for name in ("metrics", "themes", "ledger", "bridge")}
    return {"counts": comparison.counts, **frames, "gates": gates}


def _to_text(sections: Sequence[Section]) -> str:
    """Lay the sections out for a terminal."""
    parts = []
    for section in sections:
        table = [render_table(section.header, section.rows)] if section.rows else []
        parts.append("\n".join([f"{section.title}: {section.lines[0]}", *section.lines[1:], *table]))
    return "\n\n".join(parts)
