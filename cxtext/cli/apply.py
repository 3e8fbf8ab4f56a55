"""``cxtext apply``: the themes of a run, with its edits, in another file: the next wave, new rows, or an older run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxtext.cli import options as o
from cxtext.cli.analyze import analyze_into, run_into
from cxtext.cli.output import Output
from cxtext.cli.parameters import TableOptions, TableValues
from cxtext.errors import ConfigError

if TYPE_CHECKING:
    from cxtext.run import Analysis
    from cxtext.settings import Config

Folder = Path | None


def apply(
    inputs: Annotated[list[str] | None, typer.Argument(metavar="INPUT", help="The next wave; none with --restate.")] = None,
    *,
    model: Annotated[Folder, typer.Option(metavar="RUN", help="Run whose themes, edits and settings are used.")] = None,
    restate: Annotated[
        Folder, typer.Option(metavar="OLD_RUN", help="Measure this older run again under the themes of --model.")
    ] = None,
    output: o.OutputFolder = None,
    options: Annotated[TableValues, TableOptions("apply")],
    force: o.Force = False,
    strict: o.Strict = False,
    out: Output,
) -> None:
    """Use the themes of a run for another file."""
    since = options.get("since_run")
    _check_call(inputs, model, restate, since)
    if restate is not None:
        assert model is not None
        _restate_into(out, restate, model, output, force=force, strict=strict)
        return
    config = _continue(Path(str(since or model)), options)
    analyze_into(out, inputs or [], config, output, force=force, strict=strict)


def _check_call(inputs: list[str] | None, model: Folder, restate: Folder, since: object) -> None:
    """Raise unless the arguments are those of one of the three uses."""
    if restate is not None and (inputs or since is not None or model is None):
        raise ConfigError("--restate takes an older run and no file.\ncxtext apply --restate OLD_RUN --model RUN -o RUN2")
    if restate is None and not inputs:
        raise ConfigError("name the file to use the themes for.\ncxtext apply FILE --model RUN -o RUN2")
    if (model is None) == (since is None):
        raise ConfigError("name one run: --model RUN for the next wave, or --since-run RUN to add new rows to it.")


def _continue(folder: Path, options: TableValues) -> Config:
    """Return the settings of a run for another file, with the options given on top."""
    from cxtext.pipeline import continue_config
    from cxtext.run import Analysis
    from cxtext.settings import METRIC_OPTIONS, resolve_config

    config = continue_config(Analysis.load(folder), str(folder))
    if any(options.get(name) for name in (*METRIC_OPTIONS, "metric")):
        config = config.model_copy(update={"metrics": ()})
    return resolve_config(config, options=options)


def _restate_into(out: Output, old: Path, model: Path, target: Path | None, *, force: bool, strict: bool) -> None:
    """Restate a run, save it, and show the ranking."""
    from cxtext.pipeline import restate as restate_run
    from cxtext.run import Analysis, ProgressCallback

    runs = Analysis.load(old), Analysis.load(model)

    def make(progress: ProgressCallback | None) -> Analysis:
        """Return the restated run."""
        return restate_run(*runs, source=str(model), progress=progress)

    run_into(out, make, target, force=force, strict=strict, sources=[])
