"""Options and arguments that several commands share and that are not settings, each declared once.

Options that are settings are rows of :data:`cxtext.settings.OPTION_TABLE`; those of every command are fields of
:class:`cxtext.cli.output.Output`.
"""

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
Force = Annotated[bool, typer.Option("--force", help="Replace what an earlier call wrote.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with code 1 when the run has warnings; it is written all the same.")]
