"""``cxtext export``: the pain points of a run for another tool."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxtext.cli import options as o
from cxtext.cli.files import check_free, to_stdout, write_files
from cxtext.cli.output import Output
from cxtext.errors import ConfigError

if TYPE_CHECKING:
    from cxtext.run import Analysis


#: Endings of files that are no text.
NO_TEXT = frozenset({".parquet", ".xlsx", ".zip"})


def export(
    run: o.Run,
    *,
    to: Annotated[str, typer.Option(metavar="FORMAT", help="One of: {exporters}.")],
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FOLDER",
            help="Folder to write to; - is stdout, for a single file.",
            parser=o.name_export,
        ),
    ] = None,
    top: Annotated[int | None, typer.Option(min=1, metavar="N", help="Only the N worst pain points.")] = None,
    redact: o.Redact = None,
    force: o.Force = False,
    out: Output,
) -> None:
    """Write the backlog for a tracker."""
    from cxtext.backlog import load_exporter
    from cxtext.pipeline import redacted_as
    from cxtext.run import Analysis

    exporter = load_exporter(to)
    analysis = redacted_as(Analysis.load(run), redact)
    files = exporter.export(analysis, top=top)
    empty = _describe_empty(analysis, getattr(exporter, "kind", None))
    if empty:
        out.note(f"note: nothing to export: {empty}")
    if output in (None, "-"):
        if len(files) != 1:
            raise ConfigError(f"{to} makes {len(files)} files here, which do not fit on stdout.\nName a folder: -o FOLDER")
        _check_stdout(out, to, next(iter(files)), asked=output is not None)
        to_stdout(out, next(iter(files.values())))
        return
    folder = Path(str(output))
    for name in files:
        check_free(folder / name, force=force)
    write_files(folder, files)
    paths = [str(folder / name) for name in files]
    out.result("\n".join(paths), {"files": paths})


def _check_stdout(out: Output, to: str, name: str, *, asked: bool) -> None:
    """Raise when stdout cannot take a file that is no text: a terminal, or the document of ``--json``."""
    if Path(name).suffix not in NO_TEXT:
        return
    if out.as_json:
        raise ConfigError(f"{to} makes {name}, which is no text and does not fit into JSON.\nName a folder: -o FOLDER")
    if sys.stdout.isatty() or not asked:
        raise ConfigError(f"{to} makes {name}, which no terminal shows.\nName a folder: -o FOLDER, or a file: -o - > {name}")


def _describe_empty(analysis: Analysis, kind: str | None) -> str:
    """Say why an export of this kind of theme holds none; nothing when it holds any."""
    from cxtext.findings import describe_ranking, metric_views

    ranking = describe_ranking(analysis, metric_views(analysis)[0])
    if any(kind in (None, theme.finding.kind) for theme in ranking.themes):
        return ""
    what = "the run has no pain point." if ranking.themes else "the run has no theme."
    return f"{what} {ranking.few_text}".rstrip()
