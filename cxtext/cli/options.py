"""Options and arguments that several commands share and that are not settings, each declared once.

Options that are settings are rows of :data:`cxtext.settings.OPTION_TABLE`; those of every command are fields of
:class:`cxtext.cli.output.Output`.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from cxtext.errors import ConfigError, OutputError, suggest

#: Endings that no folder has: what is named so was meant as a file.
FILE_ENDINGS = frozenset(
    {".csv", ".html", ".json", ".jsonl", ".md", ".parquet", ".pdf", ".tsv", ".txt", ".xls", ".xlsx", ".yaml", ".yml", ".zip"}
)


def name_output(text: str) -> str:
    """Return the output that an option names; refuse an empty one.

    >>> name_output("run")
    'run'
    """
    if not str(text).strip():
        raise OutputError(f"output {str(text)!r} has no name.\nName a file or folder: -o NAME, or leave -o out.")
    return text


def name_path(text: str) -> Path:
    """Return the file that an argument names; refuse an empty one."""
    return Path(name_output(text))


def name_folder(text: str) -> Path:
    """Return the folder that an option names; refuse an empty name, and that of a file.

    Raises
    ------
    ConfigError
        When it ends like the name of a file, and there is no folder of that name.
    """
    folder = Path(name_output(text))
    if folder.suffix.lower() in FILE_ENDINGS and not folder.is_dir():
        raise ConfigError(
            f"output {str(text)!r} is named like a file, and a folder is written.\n"
            f"Name a folder: -o {shlex.quote(str(folder.with_suffix('')))}"
        )
    return folder


def name_export(text: str) -> str:
    """Return the folder that an option names, or - for stdout; refuse the name of a file."""
    return text if text == "-" else str(name_folder(text))


def name_redaction(text: str) -> str:
    """Return the redaction that an option names; refuse any other.

    >>> name_redaction("full")
    'full'
    """
    from cxtext.privacy import Redaction

    names = [one.value for one in Redaction]
    if str(text) not in names:
        raise ConfigError(f"redaction {str(text)!r} is none of {', '.join(names)}.{suggest(str(text), names)}")
    return str(text)


Inputs = Annotated[
    list[str],
    typer.Argument(metavar="INPUT", help="CSV, TSV, XLSX, JSONL, Parquet or ZIP files, or folders of them; - is stdin."),
]
Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder that 'cxtext analyze -o RUN' wrote.")]
_RUN_OUTPUT = typer.Option("-o", "--output", metavar="RUN", help="Folder to write the run to.", parser=name_folder)
OutputFolder = Annotated[Path | None, _RUN_OUTPUT]
NewRun = Annotated[Path, _RUN_OUTPUT]
CsvOutput = Annotated[
    str | None, typer.Option("-o", "--output", metavar="FILE", help="CSV file to write; - is stdout.", parser=name_output)
]
ConfigFile = Annotated[Path | None, typer.Option("-c", "--config", metavar="FILE", help="Settings, instead of ./cxtext.toml.")]
Redact = Annotated[
    str | None,
    typer.Option(
        "--redact", metavar="HOW", help="Personal data: off, patterns or full, instead of the run's own.", parser=name_redaction
    ),
]
ShowOnly = Annotated[bool, typer.Option("--dry-run", help="Show what it does to the ranking; write nothing.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what an earlier call wrote.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with code 1 when the run has warnings; it is written all the same.")]
