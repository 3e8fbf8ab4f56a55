"""``cxtext compare``: two runs side by side, as text, Markdown, CSV or JSON, and the conditions that a batch job waits for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxtext.cli import options as o
from cxtext.cli.files import check_free, write_files
from cxtext.cli.output import Output, records, render_table
from cxtext.errors import ConfigError, suggest
from cxtext.schema import Code
from cxtext.wording import escape_markdown, interval, neutralise, number, one_line, percent, plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.studies import Comparison, Verdict

_FORMATS = (".md", ".csv")
#: Rows of a table that a person reads.
_TOP = 10
#: What is said of every change.
_NO_TREND = "Beyond chance, with allowance for how much shares vary by themselves; two runs do not make a trend."
#: Parts of the ledger, in words.
_PARTS = {
    "mention": "themes mentioned more or less often",
    "severity": "themes of which a mention costs more or less than before",
    "rest": "the rest: what answers give apart from the themes in them",
}
_BY_THEME = (
    "Themes with a part whose interval leaves out 0, the largest first, in points of the metric; an association, not a cause."
)


@dataclass(frozen=True)
class _Section:
    """A heading, what is said below it, and a table."""

    title: str
    lines: Sequence[str]
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def compare(
    run_a: Annotated[Path, typer.Argument(metavar="RUN_A", help="The earlier run.")],
    run_b: Annotated[Path, typer.Argument(metavar="RUN_B", help="The later run; every difference is B less A.")],
    *,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write it as Markdown (.md), or its themes as CSV (.csv), too."),
    ] = None,
    fail_if: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CONDITION",
            help=(
                "Exit with code 5 when this holds; may be repeated. METRIC<N or METRIC>N: the difference of a metric, in its "
                "points. share:THEME_ID>N: the difference of a theme's share, 0.05 is 5 percentage points. Both also have to be "
                "beyond chance: the 95% interval of the metric excludes 0, the theme is listed as changed. new>N, gone>N, "
                "changed>N: themes whose share changed beyond chance."
            ),
        ),
    ] = None,
    force: o.Force = False,
    out: Output,
) -> None:
    """Compare two saved runs."""
    from cxtext.cli.exits import GATE_MET

    if not compare_runs(out, run_a, run_b, output, fail_if or [], force=force):
        raise typer.Exit(GATE_MET)


def compare_runs(out: Output, run_a: Path, run_b: Path, output: str | None, conditions: Sequence[str], *, force: bool) -> bool:
    """Compare, write the result, and tell whether no condition is met."""
    from cxtext.studies import check_gates, judge, parse_gate

    gates = [parse_gate(text) for text in conditions]
    if output is not None:
        _check_output(Path(output), force=force)
    with out.progress() as progress:
        from cxtext.run import Analysis
        from cxtext.studies import compare as compare_analyses

        a, b = Analysis.load(run_a), Analysis.load(run_b)
        both = [name for name in a.metrics["metric"] if name in set(b.metrics["metric"])]
        check_gates(gates, metrics=both, theme_ids=a.themes.loc[a.themes["parent_id"].isna(), "theme_id"])
        found = compare_analyses(a, b, progress=progress)
    verdicts = [judge(gate, found) for gate in gates]
    sections = _sections(found, run_a.name, run_b.name)
    if output is not None:
        target = Path(output)
        content = _to_csv(found) if target.suffix == ".csv" else _to_markdown(sections)
        write_files(target.parent, {target.name: content.encode("utf-8", "replace")})
    out.result(_to_text(sections), _to_data(found, verdicts), found.issues)
    out.issues(found.issues)
    for verdict in verdicts:
        (out.story if verdict.is_met else out.note)(_describe(verdict))
    if output is not None:
        out.note(f"Written: {output}")
    return not any(verdict.is_met for verdict in verdicts)


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
    state = "met" if verdict.is_met else "not met"
    note = f" ({verdict.note})" if verdict.note else ""
    return f"--fail-if {verdict.gate.text}: {state}{note}; the value is {verdict.value:+.4g}"


def _to_data(found: Comparison, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return the comparison for ``--json``."""
    gates = [
        {"condition": v.gate.text, "value": None if v.value != v.value else v.value, "met": v.is_met, "note": v.note or None}
        for v in verdicts
    ]
    frames = {name: records(getattr(found, name)) for name in ("metrics", "themes", "ledger", "bridge")}
    return {"counts": found.counts, **frames, "gates": gates}


def _sections(found: Comparison, name_a: str, name_b: str) -> list[_Section]:
    """Return what is to be said, in order."""
    counts = found.counts
    size = f"A is {name_a}, {counts['n_a']:,} with content; B is {name_b}, {counts['n_b']:,}. Every difference is B less A."
    how = "Both have the same theme model." if counts["same_model"] else "B's opinions were given the themes of A."
    shares = [percent(counts[f"in_themes_{side}"]) for side in "ab"]
    how += f" {shares[0]} of the responses of A and {shares[1]} of those of B lie in a theme of A that has a subject."
    left_out = [one_line(one.message, 400) for one in found.issues if one.code == Code.METRIC_NOT_COMPARED]
    sections = [_Section("Two runs compared", [size, how, *(line[:1].upper() + line[1:] for line in left_out)])]
    for row in records(found.metrics):
        sections += _metric(row, found)
    return [*sections, *_themes(found)]


def _metric(row: dict[str, Any], found: Comparison) -> list[_Section]:
    """Return what is said of one metric."""
    from cxtext.metrics import VIEWS

    name, title, view = row["metric"], one_line(row["metric"], 80), VIEWS[row["kind"]]
    values = {key: None if row[key] is None else view.table_scale * row[key] for key in ("a", "b", "difference", "low", "high")}
    width = None if values["low"] is None else values["high"] - values["low"]
    unit = view.short_unit(row["unit"])
    decimals = view.choose_decimals(unit, width)
    span = interval(values["low"], values["high"], decimals)
    sure = (
        f", 95% interval {span}" + ("" if row["established"] else ": chance alone could explain it") if span else ", no interval"
    )
    gap = f"{number(values['difference'], decimals, signed=True)} {unit}{sure}"
    lines = [f"{number(values['a'], decimals)} in A, {number(values['b'], decimals)} in B: {gap}."]
    if values["difference"] == 0:
        lines = [f"{number(values['a'], decimals)} in both."]
    if row["bridge_note"]:
        return [_Section(title, [*lines, f"What the change goes with cannot be told: {row['bridge_note']}."])]
    if values["difference"] == 0:
        return [_Section(title, lines)]
    parts = {r["part"]: r for r in records(found.ledger[found.ledger["metric"] == name])}
    ledger = [[_points(parts[key], "value", "low", "high", decimals), words] for key, words in _PARTS.items()]
    table = _bridge_rows(records(found.bridge[found.bridge["metric"] == name]), decimals)
    said = _BY_THEME if table else "No theme has a part in it that is beyond chance."
    header = ["theme", "mentioned more or less", "a mention costs more or less"]
    sections = [_Section(title, [*lines, "The change is the sum of"], ["points, 95% interval", "what goes with them"], ledger)]
    return [*sections, _Section(f"{title}, theme by theme", [said], header, table)]


def _bridge_rows(rows: list[dict[str, Any]], decimals: int) -> list[list[str]]:
    """Return the themes with an established part, the largest first."""
    sure = []
    for row in rows:
        known = [row[part] for part in ("mention", "severity") if row[part] is not None and _excludes_zero(row, part)]
        if known:
            sure.append((max(map(abs, known)), row))
    sure.sort(key=lambda pair: (-pair[0], pair[1]["theme_id"]))
    cells = [[_points(row, part, f"{part}_low", f"{part}_high", decimals) for part in ("mention", "severity")] for _, row in sure]
    return [[_name(row), *pair] for (_, row), pair in zip(sure[:_TOP], cells, strict=False)]


def _excludes_zero(row: dict[str, Any], part: str) -> bool:
    """Tell whether the interval of a part lies on one side of 0."""
    return row[f"{part}_low"] is not None and bool(row[f"{part}_low"] > 0 or row[f"{part}_high"] < 0)


def _points(row: dict[str, Any], value: str, low: str, high: str, decimals: int) -> str:
    """Write points with their interval."""
    return f"{number(row[value], decimals, signed=True)} {interval(row[low], row[high], decimals)}".rstrip()


def _themes(found: Comparison) -> list[_Section]:
    """Return what is said of the themes."""
    rows = records(found.themes)
    changed = [r for r in rows if r["flag"] and r["status"] in ("persisting", "gone")]
    new = [r for r in rows if r["status"] == "new"]
    gone = [r for r in rows if r["status"] == "gone" and not r["flag"]]
    outside = [r for r in rows if r["status"] == "outside"]
    header = ["theme", "in A", "in B", "difference", "95% interval"]
    n = len(found.changed)  # the new ones among them: the figure of the library and of --fail-if
    which = f", {len(new):,} of them new in B" if new else ""
    lines = [f"{n:,} of {plural(len(rows), 'theme')} changed beyond chance{which}.", *([_NO_TREND] if n else [])]
    sections = [_Section("Changed themes", lines, header, _shares(changed))]
    if new:
        lines = ["A has no place for these; B's own model found them, and hardly finds them in A."]
        sections.append(_Section("New in B", lines, header, _shares(new)))
    if gone:
        lines = ["Nobody in B mentions these; with so few mentions in A that may be chance."]
        sections.append(_Section("Gone from B, not established", lines, header, _shares(gone)))
    if outside:
        lines = ["Themes of B that A has no place for, as often said in A too, or by too few to tell."]
        sections.append(_Section("Outside the themes of A, not established as new", lines, header, _shares(outside)))
    return sections


def _shares(rows: list[dict[str, Any]]) -> list[list[str]]:
    """Return the cells of themes, the largest change first."""
    ordered = sorted(rows, key=lambda row: (-abs(row["difference"] or 0.0), row["theme_id"]))[:_TOP]
    return [
        [
            _name(row),
            f"{row['n_a']:,} ({percent(row['share_a'])})",
            f"{row['n_b']:,} ({percent(row['share_b'])})",
            f"{number(100 * row['difference'], 1, signed=True)} pp",
            interval(100 * row["low"], 100 * row["high"], 1),
        ]
        for row in ordered
    ]


def _name(row: dict[str, Any]) -> str:
    """Return id and label of a theme."""
    return f"{row['theme_id']} {one_line(row['label'], 60)}"


def _to_text(sections: Sequence[_Section]) -> str:
    """Lay the sections out for a terminal."""
    parts = []
    for section in sections:
        table = [render_table(section.header, section.rows)] if section.rows else []
        parts.append("\n".join([f"{section.title}: {section.lines[0]}", *section.lines[1:], *table]))
    return "\n\n".join(parts)


def _to_markdown(sections: Sequence[_Section]) -> str:
    """Lay the sections out as Markdown."""
    parts = []
    for level, section in enumerate(sections):
        lines = [f"{'#' if level == 0 else '##'} {escape_markdown(section.title)}", "", *map(escape_markdown, section.lines)]
        if section.rows:
            lines += ["", "| " + " | ".join(section.header) + " |", "|" + " --- |" * len(section.header)]
            lines += ["| " + " | ".join(map(escape_markdown, row)) + " |" for row in section.rows]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _to_csv(found: Comparison) -> str:
    """Return the themes with the parts of the leading metric."""
    themes: pd.DataFrame = found.themes
    if len(found.bridge):
        first = found.bridge[found.bridge["metric"] == found.bridge["metric"].iat[0]]
        themes = themes.merge(first.drop(columns="label"), on="theme_id", how="left")
    text = {column: themes[column].map(neutralise, na_action="ignore") for column in ("theme_id", "label")}
    return str(themes.assign(**text).to_csv(index=False, lineterminator="\n"))
