"""``cxtext themes RUN``: list, show and teach the themes of a run."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxtext.cli import options as o
from cxtext.cli.output import Output, count_warnings, records, render_table
from cxtext.schema import read_issues

if TYPE_CHECKING:
    from cxtext.run import Analysis

ThemeId = Annotated[str, typer.Argument(metavar="THEME", help="Its id, such as T007, or its label.")]


def keep_run(ctx: typer.Context, run: o.Run) -> None:
    """Keep the run for the command that follows."""
    ctx.obj = run


def list_themes(ctx: typer.Context, *, out: Output) -> None:
    """Print the themes of a run."""
    from cxtext.run import Analysis

    analysis = Analysis.load(ctx.obj)
    rows = records(analysis.themes.drop(columns=["exemplar_ids"]))
    cells = [
        [r["theme_id"], _indent(r), f"{r['n_responses']:,}", f"{r['n_units']:,}", r["origin"], r["scope"]] for r in _ordered(rows)
    ]
    text = render_table(["id", "theme", "responses", "units", "origin", "scope"], cells, right=[2, 3])
    out.result(text, {"themes": rows})


def show_theme(ctx: typer.Context, theme: ThemeId, *, out: Output) -> None:
    """Print why a theme is one."""
    from cxtext.run import Analysis

    description = describe_theme(Analysis.load(ctx.obj), theme)
    out.result(render_theme(description), description)


def teach(
    ctx: typer.Context,
    theme: ThemeId,
    *,
    examples: Annotated[
        str,
        typer.Option(metavar="FILE", help="Opinions that belong to it: one per line, or a table with a text column; - is stdin."),
    ],
    output: o.NewRun,
    text_column: Annotated[str | None, typer.Option(metavar="NAME", help="Column of the table that holds the examples.")] = None,
    force: o.Force = False,
    strict: o.Strict = False,
    out: Output,
) -> None:
    """Make a run again with a theme that takes more."""
    from cxtext.cli.exits import refuse_warnings
    from cxtext.readers import read_examples
    from cxtext.run import Analysis, check_target

    check_target(output, force=force, sources=[str(ctx.obj), examples])
    before = Analysis.load(ctx.obj)
    texts = read_examples(examples, text_column)
    with out.progress() as progress:
        from cxtext.pipeline import teach_theme

        taught = teach_theme(before, theme, texts, progress=progress)
        taught.analysis.save(output, force=force)
    manifest = taught.analysis.manifest
    data = {"run": str(output), "message": taught.message, "counts": asdict(manifest.counts), "taught": manifest.taught}
    n_warnings = count_warnings(read_issues(taught.analysis.issues)) if strict else 0
    out.result(taught.message, data, ok=n_warnings == 0)
    out.note(f"Report: {output / 'report.html'}")
    if n_warnings:
        refuse_warnings(out, n_warnings)


def describe_theme(analysis: Analysis, theme: str) -> dict[str, Any]:
    """Return why a theme is one: its words, typical opinions, nearest themes, parts, and how firm it is."""
    from cxtext.run import find_theme

    rows = {row["theme_id"]: row for row in records(analysis.themes)}
    theme_id = find_theme(analysis.themes, theme)
    texts = dict(zip(analysis.units["unit_id"], analysis.units["text"], strict=True))
    row = rows[theme_id]
    near = analysis.model.find_nearest(theme_id) if analysis.model is not None and row["parent_id"] is None else []
    return {
        **row,
        "exemplars": [texts[unit] for unit in row["exemplar_ids"]],
        "nearest": [{"theme_id": t, "label": rows[t]["label"], "cosine": cosine} for t, cosine in near],
        "subthemes": [{"theme_id": t, "label": r["label"]} for t, r in rows.items() if r["parent_id"] == theme_id],
    }


def render_theme(theme: dict[str, Any]) -> str:
    """Return the same as text."""
    facts = [
        ("label", f"{theme['label']} (from {theme['named_by'] or 'responses'}{_rank(theme['label_rank'])})"),
        ("part of", theme["parent_id"] or ""),
        ("description", theme["description"]),
        ("size", f"{theme['n_responses']:,} responses, {theme['n_units']:,} opinion units"),
        ("origin", f"{theme['origin']}, {theme['scope']}"),
        ("stability", "" if theme["stability"] is None else f"{theme['stability']:.2f} of 1 over refits on resamples"),
        ("cohesion", f"{theme['cohesion']:.2f}, mean cosine of its units to their centre"),
        ("focus", f"{theme['focus']:.2f} of 1: how far its units share a subject"),
        ("keyphrases", ", ".join(theme["keyphrases"])),
        ("nearest", ", ".join(f"{n['theme_id']} {n['label']} ({n['cosine']:.2f})" for n in theme["nearest"])),
        ("sub-themes", ", ".join(f"{s['theme_id']} {s['label']}" for s in theme["subthemes"])),
    ]
    lines = [f"{theme['theme_id']}", *(f"{name + ':':<13}{value}" for name, value in facts if value)]
    return "\n".join([*lines, "typical:", *(f"  {text}" for text in theme["exemplars"])])


def _rank(place: int | None) -> str:
    """Say how well a label finds its theme."""
    if place is None:
        return ""
    return "; the nearest label to held-out units" if place == 1 else f"; {place - 1} other labels are nearer to held-out units"


def _ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each theme followed by its parts."""
    tops = [row for row in rows if row["parent_id"] is None]
    return [row for top in tops for row in (top, *(r for r in rows if r["parent_id"] == top["theme_id"]))]


def _indent(row: dict[str, Any]) -> str:
    """Return a label; one of a part is marked."""
    return str(row["label"]) if row["parent_id"] is None else f"- {row['label']}"
