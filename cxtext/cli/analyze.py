"""``cxtext analyze``: the whole analysis, and the ranking that it prints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxtext.cli import options as o
from cxtext.cli.output import Output, count_warnings
from cxtext.cli.parameters import TableOptions, TableValues, read_config
from cxtext.schema import Code, Issue, Level, Stage, read_issues

if TYPE_CHECKING:
    from cxtext.run import Analysis, ProgressCallback
    from cxtext.settings import Config

#: What a quiet command without an output comes to.
NOT_SAVED = "nothing was saved, and -q hides the ranking: add -o RUN for the report, the tables and the backlog"


def analyze(
    inputs: o.Inputs,
    *,
    output: o.OutputFolder = None,
    config: o.ConfigFile = None,
    options: Annotated[TableValues, TableOptions("analyze")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check input, settings and output, then stop.")] = False,
    force: o.Force = False,
    strict: o.Strict = False,
    out: Output,
) -> None:
    """Run the whole analysis and write the run folder."""
    settings = read_config(config, options)
    if dry_run:
        from cxtext.cli.inspect import rehearse

        rehearse(out, inputs, settings, output, force=force, strict=strict)
        return
    analyze_into(out, inputs, settings, output, force=force, strict=strict)


def analyze_into(out: Output, inputs: Sequence[str], config: Config, target: Path | None, *, force: bool, strict: bool) -> None:
    """Check the output, analyse, save, and show the ranking."""
    if config.themes.namer and not config.themes.namer_run and target is not None and target.exists():
        themes = config.themes.model_copy(update={"namer_run": str(target)})  # its earlier answers are used again
        config = config.model_copy(update={"themes": themes})

    def make(progress: ProgressCallback | None) -> Analysis:
        """Return the finished run."""
        from cxtext.pipeline import analyze as run_pipeline

        return run_pipeline(list(inputs), config=config, progress=progress)

    run_into(out, make, target, force=force, strict=strict, sources=[*inputs, *(join.file for join in config.input.join)])


def run_into(
    out: Output,
    make: Callable[[ProgressCallback | None], Analysis],
    target: Path | None,
    *,
    force: bool,
    strict: bool,
    sources: Sequence[str],
) -> None:
    """Check the output, make a run, save it, and show the ranking.

    Parameters
    ----------
    out : Output
    make : callable
        Returns the run, given what shows progress.
    target : Path, optional
        The folder to make; what is not saved is shown only.
    force, strict : bool
    sources : sequence of str
        Files that the run is made of: they must not lie in the folder that is replaced.
    """
    from cxtext.cli import ranking
    from cxtext.run import check_target, restore_interrupted

    if target is not None:
        if restore_interrupted(target):
            out.note(f"note: an earlier call was killed while it replaced {target}; the run from before it was put back")
        check_target(target, force=force, sources=sources)
    with out.progress() as progress:
        analysis = make(progress)
        if target is not None:
            analysis.save(target, force=force)
    issues = read_issues(analysis.issues)
    if target is None and out.quiet and not out.as_json:  # neither saved nor shown
        issues.append(Issue(Level.WARNING, Stage.CLI, Code.NOT_SAVED, None, None, None, NOT_SAVED))
    n_warnings = count_warnings(issues) if strict else 0
    if out.as_json or not out.quiet:
        out.result(ranking.render(analysis), ranking.to_data(analysis, target), issues, ok=n_warnings == 0)
    out.note("\n".join(["", *ranking.describe_lead(analysis)]))
    out.issues(ranking.issues_to_show(issues))
    for line in ranking.next_steps(analysis, target, verbose=out.verbose):
        out.note(line)
    if n_warnings:
        out.refuse_warnings(n_warnings)
