"""The options that commands share, each declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Inputs = Annotated[list[str], typer.Argument(metavar="INPUT", help="CSV, TSV, XLSX, JSONL or Parquet files; - is stdin.")]
Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder that 'cxtext analyze -o RUN' wrote.")]
_RUN_OUTPUT = typer.Option("-o", "--output", metavar="RUN", help="Folder to write the run to.")
OutputFolder = Annotated[Path | None, _RUN_OUTPUT]
NewRun = Annotated[Path, _RUN_OUTPUT]
CsvOutput = Annotated[str | None, typer.Option("-o", "--output", metavar="FILE", help="CSV file to write; - is stdout.")]
ConfigFile = Annotated[Path | None, typer.Option("-c", "--config", metavar="FILE", help="Settings, instead of ./cxtext.toml.")]

TextColumn = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Column of answers; repeat for several questions.")]
IdColumn = Annotated[str | None, typer.Option(metavar="NAME", help="Column that identifies a response.")]
RespondentColumn = Annotated[str | None, typer.Option(metavar="NAME", help="Column that tells who answered.")]
DateColumn = Annotated[str | None, typer.Option(metavar="NAME", help="Column that tells when.")]
WaveColumn = Annotated[str | None, typer.Option(metavar="NAME", help="Column of survey waves, instead of calendar periods.")]
GroupColumn = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Column of cohorts to compare; may be repeated.")]
Events = Annotated[str | None, typer.Option(metavar="FILE", help="CSV of date and label: what happened, to mark in the trends.")]
WeightColumn = Annotated[str | None, typer.Option(metavar="NAME", help="Column of survey weights.")]
ValueColumn = Annotated[str | None, typer.Option(metavar="NAME", help="Column of what the respondent is worth, such as revenue.")]
NpsColumn = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Column of 0-10 answers to 'would you recommend'.")]
CsatColumn = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Column of satisfaction ratings.")]
CesColumn = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Column of effort or ease ratings.")]
MetricOption = Annotated[
    list[str] | None,
    typer.Option(
        "--metric",
        metavar="COLUMN:KIND[:DIRECTION]",
        help="Any outcome column. Kinds: nps, csat, ces, binary, number, duration, count; directions: higher, lower (is better).",
    ),
]
ExposureColumn = Annotated[
    str | None, typer.Option(metavar="NAME", help="Column that count metrics are out of, such as months or orders.")
]
JoinFile = Annotated[
    list[str] | None,
    typer.Option("--join", metavar="FILE", help="File with more columns, such as a CRM export."),
]
OnKey = Annotated[list[str] | None, typer.Option("--on", metavar="KEY", help="Column of the key in both, or LEFT=RIGHT.")]
PrimaryMetric = Annotated[str | None, typer.Option(metavar="NAME", help="The metric that leads; else the first declared.")]

Encoding = Annotated[str | None, typer.Option(metavar="NAME", help="Encoding of the input, when it is guessed wrong.")]
Delimiter = Annotated[str | None, typer.Option(metavar="CHAR", help=r"Field delimiter, when it is guessed wrong; \t is a tab.")]
Sheet = Annotated[str | None, typer.Option(metavar="NAME", help="Sheet of a workbook; the first one by default.")]
Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="Read only the first N records.")]

Embedder = Annotated[
    str | None, typer.Option(metavar="NAME", help="default, fast, or a sentence-transformers model by path or name.")
]
Themes = Annotated[int | None, typer.Option("--themes", min=2, max=500, metavar="N", help="Number of themes; chosen by default.")]
Granularity = Annotated[
    str | None, typer.Option(metavar="LEVEL", help="coarse, default, fine, or a number: times the level of detail chosen.")
]
Namer = Annotated[
    str | None,
    typer.Option(metavar="URL", help="OpenAI-compatible endpoint that proposes labels from redacted quotes; off by default."),
]
NamerModel = Annotated[str | None, typer.Option(metavar="NAME", help="The model that the namer's endpoint is asked for.")]
Codebook = Annotated[
    str | None, typer.Option(metavar="FILE", help="YAML file of themes that are given; others are found as usual.")
]
Effort = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Table of themes (label or id) and the effort each takes; priority is divided by it."),
]
Emotion = Annotated[bool | None, typer.Option("--emotion/--no-emotion", help="Read emotions as well; off by default.")]
Seed = Annotated[int | None, typer.Option(min=0, metavar="N", help="Seed of everything random; 0 by default.")]
Jobs = Annotated[int | None, typer.Option(min=0, metavar="N", help="Worker threads; 0, the default, is one a core.")]

FailIf = Annotated[
    list[str] | None,
    typer.Option(
        metavar="CONDITION",
        help=(
            "Exit with code 1 when this holds; may be repeated. METRIC<N or METRIC>N: the difference of a metric, in its points. "
            "share:THEME_ID>N: the difference of a theme's share, 0.05 is 5 percentage points. Both also have to be beyond "
            "chance: the 95% interval of the metric excludes 0, the theme is listed as changed. new>N, gone>N, changed>N: "
            "themes whose share changed beyond chance."
        ),
    ),
]

DryRun = Annotated[bool, typer.Option("--dry-run", help="Check input, settings and output, then stop.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what an earlier call wrote.")]
Json = Annotated[bool, typer.Option("--json", help="Write one JSON document to stdout, on failure too.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No notes, no progress.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Show timings, and the traceback of an error.")]
NoProgress = Annotated[bool, typer.Option("--no-progress", help="No progress bars.")]
