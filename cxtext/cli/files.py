"""Files made from a saved run: whole or not at all, and never over another without being told to."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cxtext.cli.output import Output, write_stdout
from cxtext.errors import ConfigError, OutputError, suggest

if TYPE_CHECKING:
    from cxtext.run import Analysis

#: ``--format`` of report -> file of the run folder that holds it.
FORMATS = {"html": "report.html", "markdown": "summary.md"}


def write_report(out: Output, run: Path, format: str, output: str | None, *, force: bool) -> None:
    """Render a run again, into its own folder, a file, or stdout."""
    from cxtext import plugins
    from cxtext.run import Analysis

    if format not in FORMATS:
        raise ConfigError(f"unknown format {format!r}.{suggest(format, FORMATS)}\nKnown: {', '.join(FORMATS)}")
    if output not in (None, "-"):
        check_free(Path(str(output)), force=force)
    analysis = Analysis.load(run)
    content = str(plugins.load("cxtext.renderers", format)(analysis)).encode("utf-8")
    if output == "-":
        to_stdout(out, content)
        return
    # The run's own file is made from its tables alone: writing it again loses nothing.
    target = run / FORMATS[format] if output is None else Path(output)
    write_files(target.parent, {target.name: content})
    out.result(str(target), {"files": [str(target)]})


def write_export(out: Output, run: Path, to: str, output: str | None, *, top: int | None, force: bool) -> None:
    """Write the pain points of a run with one exporter."""
    from cxtext.backlog import load_exporter
    from cxtext.run import Analysis

    exporter = load_exporter(to)
    analysis = Analysis.load(run)
    files = exporter.export(analysis, top=top)
    empty = _describe_empty(analysis, getattr(exporter, "kind", None))
    if empty:
        out.note(f"note: nothing to export: {empty}")
    if output in (None, "-"):
        if len(files) != 1:
            raise ConfigError(f"{to} makes {len(files)} files here, which do not fit on stdout.\nName a folder: -o FOLDER")
        to_stdout(out, next(iter(files.values())))
        return
    folder = Path(str(output))
    for name in files:
        check_free(folder / name, force=force)
    write_files(folder, files)
    paths = [str(folder / name) for name in files]
    out.result("\n".join(paths), {"files": paths})


def _describe_empty(analysis: Analysis, kind: str | None) -> str:
    """Say why an export of this kind of theme holds none; nothing when it holds any."""
    from cxtext.findings import basis_of, list_findings, metric_views, too_few

    found = list_findings(analysis, metric_views(analysis)[0])
    if any(kind in (None, f.kind) for f in found):
        return ""
    what = "the run has no pain point." if found else "the run has no theme."
    return f"{what} {too_few(basis_of(analysis), found)}".rstrip()


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files so that each is either whole or as it was.

    Raises
    ------
    OutputError
        When the folder or a file cannot be written.
    """
    partial: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            handle, path = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
            partial.append((Path(path), folder / name))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(path).chmod(0o644)
        while partial:
            partial[0][0].replace(partial[0][1])
            partial.pop(0)
    except OSError as error:
        raise OutputError(f"output {str(folder)!r} cannot be written: {error.strerror or error}.") from error
    finally:
        for unfinished, _ in partial:
            unfinished.unlink(missing_ok=True)


def to_stdout(out: Output, content: bytes) -> None:
    """Write a file's content to stdout, inside the document when JSON was asked for."""
    if out.as_json:
        out.result("", {"content": content.decode("utf-8")})
    else:
        write_stdout(content)


def check_free(target: Path, *, force: bool) -> None:
    """Raise when a file is there already and may not be replaced."""
    if target.is_dir():
        raise OutputError(f"output {str(target)!r} is a folder. Name a file in it.")
    if target.exists() and not force:
        raise OutputError(f"output {str(target)!r} exists already. Replace it with --force, or name another.")
