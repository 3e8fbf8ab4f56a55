"""The options that commands share, each declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Inputs = Annotated[list[str], typer.Argument(metavar="INPUT", help="CSV, TSV, XLSX, JSONL or Parquet files; - is stdin.")]
Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder that 'cxtext analyze -o RUN' wrote.")]
OutputFolder = Annotated[Path | None, typer.Option("-o", "--output", metavar="RUN", help="Folder to write the run to.")]
DemoFolder = Annotated[Path, typer.Option("-o", "--output", metavar="RUN", help="Folder to write the run to.")]
ConfigFile = Annotated[Path | None, typer.Option("-c", "--config", metavar="FILE", help="Settings, instead of ./cxtext.toml.")]

TextColumn = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Column of answers; repeat for several questions.")]
IdColumn = Annotated[str | None, typer.Option(metavar="NAME", help="Column that identifies a response.")]
RespondentColumn = Annotated[str | None, typer.Option(metavar="NAME", help="Column that tells who answered.")]
DateColumn = Annotated[str | None, typer.Option(metavar="NAME", help="Column that tells when.")]
WaveColumn = Annotated[str | None, typer.Option(metavar="NAME", help="Column of survey waves, instead of calendar periods.")]
GroupColumn = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Column of cohorts to compare; may be repeated.")]
WeightColumn = Annotated[str | None, typer.Option(metavar="NAME", help="Column of survey weights.")]
NpsColumn = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Column of 0-10 answers to 'would you recommend'.")]
CsatColumn = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Column of satisfaction ratings.")]
CesColumn = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Column of effort or ease ratings.")]
MetricOption = Annotated[
    list[str] | None,
    typer.Option(
        "--metric",
        metavar="COLUMN:KIND[:DIRECTION]",
        help="Any outcome column. Kinds: nps, csat, ces, binary, number; directions: higher, lower (is better).",
    ),
]
PrimaryMetric = Annotated[str | None, typer.Option(metavar="NAME", help="The metric that leads; else the first declared.")]

Encoding = Annotated[str | None, typer.Option(metavar="NAME", help="Encoding of the input, when it is guessed wrong.")]
Delimiter = Annotated[str | None, typer.Option(metavar="CHAR", help=r"Field delimiter, when it is guessed wrong; \t is a tab.")]
Sheet = Annotated[str | None, typer.Option(metavar="NAME", help="Sheet of a workbook; the first one by default.")]
Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="Read only the first N records.")]

Embedder = Annotated[
    str | None, typer.Option(metavar="NAME", help="default, fast, or a sentence-transformers model by path or name.")
]
Themes = Annotated[int | None, typer.Option("--themes", min=2, max=500, metavar="N", help="Number of themes; chosen by default.")]
Codebook = Annotated[
    str | None, typer.Option(metavar="FILE", help="YAML file of themes that are given; others are found as usual.")
]
Emotion = Annotated[bool | None, typer.Option("--emotion/--no-emotion", help="Read emotions as well; off by default.")]
Seed = Annotated[int | None, typer.Option(min=0, metavar="N", help="Seed of everything random; 0 by default.")]
Jobs = Annotated[int | None, typer.Option(min=0, metavar="N", help="Worker threads; 0, the default, is one a core.")]

DryRun = Annotated[bool, typer.Option("--dry-run", help="Check input, settings and output, then stop.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what an earlier call wrote.")]
Json = Annotated[bool, typer.Option("--json", help="Write one JSON document to stdout, on failure too.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No notes, no progress.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Show timings, and the traceback of an error.")]
NoProgress = Annotated[bool, typer.Option("--no-progress", help="No progress bars.")]
