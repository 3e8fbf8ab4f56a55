"""``cxtext themes RUN``: list, show and teach the themes of a run."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxtext.cli import options as o
from cxtext.cli.output import Output, records, render_table

if TYPE_CHECKING:
    from cxtext.run import Analysis

ThemeId = Annotated[str, typer.Argument(metavar="THEME", help="Its id, such as T007, or its label.")]
#: Endings of files that are read as tables, with a column of texts; any other holds one example a line.
TABLES = (".csv", ".tsv", ".xlsx", ".jsonl", ".parquet")


def begin(ctx: typer.Context, run: o.Run) -> None:
    """Keep the run for the command that follows."""
    ctx.obj = run


def list_themes(ctx: typer.Context, json: o.Json = False, quiet: o.Quiet = False, verbose: o.Verbose = False) -> None:
    """Print the themes of a run."""
    from cxtext.run import Analysis

    analysis = Analysis.load(ctx.obj)
    rows = records(analysis.themes.drop(columns=["exemplar_ids"]))
    cells = [
        [r["theme_id"], _indent(r), f"{r['n_responses']:,}", f"{r['n_units']:,}", r["origin"], r["scope"]] for r in _ordered(rows)
    ]
    text = render_table(["id", "theme", "responses", "units", "origin", "scope"], cells, right=[2, 3])
    Output(json, quiet).result(text, {"themes": rows})


def show_theme(
    ctx: typer.Context, theme: ThemeId, json: o.Json = False, quiet: o.Quiet = False, verbose: o.Verbose = False
) -> None:
    """Print what is known of one theme."""
    from cxtext.run import Analysis

    found = describe_theme(Analysis.load(ctx.obj), theme)
    Output(json, quiet).result(render_theme(found), found)


def teach(
    ctx: typer.Context,
    theme: ThemeId,
    examples: Annotated[
        str,
        typer.Option(metavar="FILE", help="Opinions that belong to it: one a line, or a table with a text column; - is stdin."),
    ],
    output: o.NewRun,
    text_column: Annotated[str | None, typer.Option(metavar="NAME", help="Column of the table that holds the examples.")] = None,
    force: o.Force = False,
    json: o.Json = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_progress: o.NoProgress = False,
) -> None:
    """Make a run again with a theme that takes more."""
    from cxtext.run import Analysis, check_target

    out = Output(json, quiet, not no_progress)
    check_target(output, force=force, sources=[str(ctx.obj), examples])
    before = Analysis.load(ctx.obj)
    texts = read_examples(examples, text_column)
    with out.progress() as progress:
        from cxtext.pipeline import teach_theme

        taught = teach_theme(before, theme, texts, progress=progress)
        taught.analysis.save(output, force=force)
    manifest = taught.analysis.manifest
    data = {"run": str(output), "message": taught.message, "counts": asdict(manifest.counts), "taught": manifest.taught}
    out.result(taught.message, data)
    out.note(f"Report: {output / 'report.html'}")


def describe_theme(analysis: Analysis, theme: str) -> dict[str, Any]:
    """Return why a theme is one: its words, typical opinions, nearest themes, parts, and how firm it is."""
    from cxtext.run import find_theme

    rows = {row["theme_id"]: row for row in records(analysis.themes)}
    theme_id = find_theme(list(rows.values()), theme)
    texts = dict(zip(analysis.units["unit_id"], analysis.units["text"], strict=True))
    row = rows[theme_id]
    near = analysis.model.find_nearest(theme_id) if analysis.model is not None and row["parent_id"] is None else []
    return {
        **row,
        "exemplars": [texts[unit] for unit in row["exemplar_ids"]],
        "nearest": [{"theme_id": t, "label": rows[t]["label"], "cosine": cosine} for t, cosine in near],
        "subthemes": [{"theme_id": t, "label": r["label"]} for t, r in rows.items() if r["parent_id"] == theme_id],
    }


def render_theme(found: dict[str, Any]) -> str:
    """Return the same as text."""
    facts = [
        ("label", f"{found['label']} (from {found['named_by'] or 'responses'}{_rank(found['label_rank'])})"),
        ("part of", found["parent_id"] or ""),
        ("description", found["description"]),
        ("size", f"{found['n_responses']:,} responses, {found['n_units']:,} opinion units"),
        ("origin", f"{found['origin']}, {found['scope']}"),
        ("stability", "" if found["stability"] is None else f"{found['stability']:.2f} of 1 over refits on resamples"),
        ("cohesion", f"{found['cohesion']:.2f}, mean cosine of its units to their centre"),
        ("focus", f"{found['focus']:.2f} of 1: how far its units share a subject"),
        ("keyphrases", ", ".join(found["keyphrases"])),
        ("nearest", ", ".join(f"{n['theme_id']} {n['label']} ({n['cosine']:.2f})" for n in found["nearest"])),
        ("sub-themes", ", ".join(f"{s['theme_id']} {s['label']}" for s in found["subthemes"])),
    ]
    lines = [f"{found['theme_id']}", *(f"{name + ':':<13}{value}" for name, value in facts if value)]
    return "\n".join([*lines, "typical:", *(f"  {text}" for text in found["exemplars"])])


def _rank(place: int | None) -> str:
    """Say how well a label finds its theme."""
    if place is None:
        return ""
    return "; the nearest label to units kept back" if place == 1 else f"; {place - 1} other labels are nearer to units kept back"


def read_examples(file: str, text_column: str | None) -> list[str]:
    """Return the examples of a file."""
    from cxtext.errors import UnreadableFileError

    if text_column is not None or file.lower().endswith(TABLES):
        from cxtext.readers import read_responses
        from cxtext.settings import InputConfig

        config = InputConfig(text_columns=(text_column,) if text_column else ())
        return read_responses([file], config=config, guess_metrics=False).responses["text"].tolist()
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return content.decode("utf-8-sig").splitlines()
    except OSError as error:
        raise UnreadableFileError(f"examples {file!r} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"examples {file!r} are not UTF-8 text (byte {error.start}).\nSave the file as UTF-8."
        ) from None


def _ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each theme followed by its parts."""
    tops = [row for row in rows if row["parent_id"] is None]
    return [row for top in tops for row in (top, *(r for r in rows if r["parent_id"] == top["theme_id"]))]


def _indent(row: dict[str, Any]) -> str:
    """Return a label; one of a part is marked."""
    return str(row["label"]) if row["parent_id"] is None else f"- {row['label']}"
