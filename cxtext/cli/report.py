"""``cxtext report``: a saved run as a page or a summary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cxtext.cli import options as o
from cxtext.cli.files import check_output, to_stdout, write_files
from cxtext.cli.output import Output
from cxtext.errors import ConfigError

#: Renderer -> file of the run folder that it makes.
RUN_FILES = {"html": "report.html", "markdown": "summary.md"}


def report(
    run: o.Run,
    *,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="File to write instead of the run's own; - is stdout.",
            parser=o.name_output,
        ),
    ] = None,
    format: Annotated[
        str, typer.Option(metavar="FORMAT", help="html is the whole report, markdown its summary. Registered: {renderers}.")
    ] = "html",
    redact: o.Redact = None,
    force: o.Force = False,
    out: Output,
) -> None:
    """Render a saved run again, into its own folder, a file, or stdout."""
    from cxtext import plugins
    from cxtext.pipeline import redacted_as
    from cxtext.report import OPINIONS_FILE, render_opinions
    from cxtext.run import FILE_MODE, Analysis

    render = plugins.load("cxtext.renderers", format)
    if output is None and format not in RUN_FILES:
        raise ConfigError(f"a run has no file of its own in the format {format!r}.\nName one: -o FILE, or -o - for stdout.")
    check_output(output, force=force)
    analysis = redacted_as(Analysis.load(run), redact)
    content = str(render(analysis)).encode("utf-8")
    if output == "-":
        to_stdout(out, content)
        return
    # The run's own files are made from its tables alone: writing them again loses nothing.
    target = run / RUN_FILES[format] if output is None else Path(output)
    files = {target.name: content}
    opinions = render_opinions(analysis) if output is None and format == "html" else ""
    if opinions:
        files[OPINIONS_FILE] = opinions.encode("utf-8")
    elif output is None and format == "html":
        # An earlier page may hold words that are not to be shown any more.
        (run / OPINIONS_FILE).unlink(missing_ok=True)
    write_files(target.parent, files, mode=FILE_MODE if output is None else 0o644)
    out.result(str(target), {"files": [str(target.parent / name) for name in files]})
