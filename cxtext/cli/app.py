"""The commands: read the options, call the library, write the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxtext.cli import options as o
from cxtext.cli.help import COMMANDS, CONFIG_COMMANDS, THEMES_COMMANDS
from cxtext.cli.output import Output
from cxtext.schema import read_issues

if TYPE_CHECKING:
    from cxtext.settings import Config

_SETTINGS: dict[str, Any] = {"context_settings": {"help_option_names": ["-h", "--help"]}}


def build_app() -> typer.Typer:
    """Return the parser, with every command of the help table."""
    from cxtext.cli import config as settings
    from cxtext.cli import studies as trust
    from cxtext.cli import themes
    from cxtext.cli.info import info

    app = typer.Typer(**_SETTINGS, rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)
    groups = {
        "config": typer.Typer(**_SETTINGS, rich_markup_mode=None),
        "themes": typer.Typer(**_SETTINGS, rich_markup_mode=None),
    }
    groups["themes"].callback()(themes.begin)
    commands: dict[str, Callable[..., None]] = {
        "analyze": analyze,
        "inspect": inspect,
        "report": report,
        "export": export,
        "compare": compare,
        "audit": trust.audit,
        "fixes": trust.fixes,
        "demo": demo,
        "info": info,
    }
    below: dict[str, dict[str, Callable[..., None]]] = {
        "config": {"show": settings.show, "validate": settings.validate, "init": settings.init},
        "themes": {"list": themes.list_themes, "show": themes.show_theme, "teach": themes.teach},
    }
    for name, summary, example in COMMANDS:
        if name in commands:
            app.command(name, help=summary, short_help=summary, epilog=_epilog(example))(commands[name])
        else:
            app.add_typer(groups[name], name=name, help=summary, epilog=_epilog(example))
    for group, table in (("config", CONFIG_COMMANDS), ("themes", THEMES_COMMANDS)):
        for name, summary, example in table:
            groups[group].command(name, help=summary, short_help=summary, epilog=_epilog(example))(below[group][name])
    return app


def _epilog(example: str) -> str:
    """Return the end of a help text; the marker keeps the lines as they are."""
    return f"\b\nExample:\n  {example}"


def analyze(
    ctx: typer.Context,
    inputs: o.Inputs,
    output: o.OutputFolder = None,
    config: o.ConfigFile = None,
    text_column: o.TextColumn = None,
    nps_column: o.NpsColumn = None,
    csat_column: o.CsatColumn = None,
    ces_column: o.CesColumn = None,
    metric: o.MetricOption = None,
    exposure_column: o.ExposureColumn = None,
    primary_metric: o.PrimaryMetric = None,
    date_column: o.DateColumn = None,
    wave_column: o.WaveColumn = None,
    group_column: o.GroupColumn = None,
    id_column: o.IdColumn = None,
    respondent_column: o.RespondentColumn = None,
    weight_column: o.WeightColumn = None,
    value_column: o.ValueColumn = None,
    join: o.JoinFile = None,
    on: o.OnKey = None,
    events: o.Events = None,
    encoding: o.Encoding = None,
    delimiter: o.Delimiter = None,
    sheet: o.Sheet = None,
    limit: o.Limit = None,
    embedder: o.Embedder = None,
    n_themes: o.Themes = None,
    granularity: o.Granularity = None,
    codebook: o.Codebook = None,
    effort: o.Effort = None,
    namer: o.Namer = None,
    namer_model: o.NamerModel = None,
    emotion: o.Emotion = None,
    seed: o.Seed = None,
    jobs: o.Jobs = None,
    dry_run: o.DryRun = False,
    force: o.Force = False,
    json: o.Json = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_progress: o.NoProgress = False,
) -> None:
    """Run the whole analysis and write the run folder."""
    out = Output(json, quiet, not no_progress)
    settings = settle(ctx)
    if dry_run:
        from cxtext.cli.inspect import rehearse

        rehearse(out, inputs, settings, output, force=force)
        return
    analyze_into(out, inputs, settings, output, force=force, verbose=verbose)


def inspect(
    ctx: typer.Context,
    inputs: o.Inputs,
    config: o.ConfigFile = None,
    text_column: o.TextColumn = None,
    nps_column: o.NpsColumn = None,
    csat_column: o.CsatColumn = None,
    ces_column: o.CesColumn = None,
    metric: o.MetricOption = None,
    exposure_column: o.ExposureColumn = None,
    date_column: o.DateColumn = None,
    wave_column: o.WaveColumn = None,
    group_column: o.GroupColumn = None,
    id_column: o.IdColumn = None,
    respondent_column: o.RespondentColumn = None,
    weight_column: o.WeightColumn = None,
    value_column: o.ValueColumn = None,
    join: o.JoinFile = None,
    on: o.OnKey = None,
    encoding: o.Encoding = None,
    delimiter: o.Delimiter = None,
    sheet: o.Sheet = None,
    limit: o.Limit = None,
    json: o.Json = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Show the columns, their roles and the first responses."""
    from cxtext.cli.inspect import show_input

    show_input(Output(json, quiet), inputs, settle(ctx))


def report(
    run: o.Run,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="File to write instead of the run's own; - is stdout.")
    ] = None,
    format: Annotated[str, typer.Option(metavar="html|markdown", help="The whole report, or its summary.")] = "html",
    force: o.Force = False,
    json: o.Json = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Render a saved run again."""
    from cxtext.cli.files import write_report

    write_report(Output(json, quiet), run, format, output, force=force)


def export(
    run: o.Run,
    to: Annotated[str, typer.Option(metavar="FORMAT", help="csv, markdown, jira or codebook.")],
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FOLDER", help="Folder to write to; - is stdout, for a single file.")
    ] = None,
    top: Annotated[int | None, typer.Option(min=1, metavar="N", help="Only the N worst pain points.")] = None,
    force: o.Force = False,
    json: o.Json = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Write the backlog for a tracker."""
    from cxtext.cli.files import write_export

    write_export(Output(json, quiet), run, to, output, top=top, force=force)


def compare(
    run_a: Annotated[Path, typer.Argument(metavar="RUN_A", help="The earlier run.")],
    run_b: Annotated[Path, typer.Argument(metavar="RUN_B", help="The later run; every difference is B less A.")],
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write it as Markdown (.md), or its themes as CSV (.csv), too."),
    ] = None,
    fail_if: o.FailIf = None,
    force: o.Force = False,
    json: o.Json = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_progress: o.NoProgress = False,
) -> None:
    """Compare two saved runs."""
    from cxtext.cli.compare import compare_runs

    if not compare_runs(Output(json, quiet, not no_progress), run_a, run_b, output, fail_if or [], force=force):
        raise typer.Exit(1)


def demo(
    ctx: typer.Context,
    output: o.NewRun = Path("cxtext-demo"),
    embedder: o.Embedder = None,
    n_themes: o.Themes = None,
    granularity: o.Granularity = None,
    limit: o.Limit = None,
    seed: o.Seed = None,
    jobs: o.Jobs = None,
    force: o.Force = False,
    json: o.Json = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_progress: o.NoProgress = False,
) -> None:
    """Analyse the sample survey."""
    from cxtext.settings import Config, resolve_config
    from cxtext.shipped import sample_path

    options = {**_given(ctx), **DEMO_COLUMNS}
    out = Output(json, quiet, not no_progress)
    analyze_into(out, [str(sample_path(DEMO))], resolve_config(Config(), options=options), output, force=force, verbose=verbose)


#: The sample of the demo and what its columns are.
DEMO = "cncf_nps.csv"
DEMO_COLUMNS: dict[str, Any] = {
    "text_column": "text",
    "id_column": "id",
    "date_column": "date",
    "group_column": "wave",
    "metric": ["nps:nps", "overall_satisfaction10:csat"],
}


def settle(ctx: typer.Context) -> Config:
    """Return the config in force: defaults, file, environment, and the options given."""
    from cxtext.settings import resolve_config

    return resolve_config(path=ctx.params.get("config"), options=_given(ctx))


def _given(ctx: typer.Context) -> dict[str, Any]:
    """Return the options that set a config key, by the names ``resolve_config`` knows."""
    from cxtext.settings import OPTIONS, OTHER_OPTIONS

    known = {*OPTIONS, *OTHER_OPTIONS, "nps_column", "csat_column", "ces_column"}
    given = {name: value for name, value in ctx.params.items() if name in known}
    if given.get("delimiter"):
        given["delimiter"] = given["delimiter"].replace("\\t", "\t")
    return given


def analyze_into(
    out: Output, inputs: Sequence[str], config: Config, target: Path | None, *, force: bool, verbose: bool = False
) -> None:
    """Check the output, analyse, save, and show the ranking."""
    from cxtext.cli import ranking
    from cxtext.run import check_target, restore_interrupted

    if target is not None:
        if restore_interrupted(target):
            out.note(f"note: an earlier call was killed while it replaced {target}; the run from before it was put back")
        check_target(target, force=force, sources=[*inputs, *(join.file for join in config.input.join)])
        if config.themes.namer and not config.themes.namer_run and target.exists():  # what it said before is not asked again
            themes = config.themes.model_copy(update={"namer_run": str(target)})
            config = config.model_copy(update={"themes": themes})
    with out.progress() as progress:
        from cxtext.pipeline import analyze as run_pipeline

        analysis = run_pipeline(list(inputs), config=config, progress=progress)
        if target is not None:
            analysis.save(target, force=force)
    out.result(ranking.render(analysis), ranking.to_data(analysis, target), read_issues(analysis.issues))
    for line in ranking.story(analysis, target, verbose=verbose):
        out.note(line)
