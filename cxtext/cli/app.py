"""The parser: every command of the help tables, with the function that runs it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import typer

from cxtext.cli.help import COMMANDS, CONFIG_COMMANDS, THEMES_COMMANDS, CommandRow
from cxtext.cli.parameters import Command, flatten
from cxtext.cli.themes import keep_run


def build_app() -> typer.Typer:
    """Return the parser, with every command of the help tables."""
    groups = {"config": _group(CONFIG_COMMANDS), "themes": _group(THEMES_COMMANDS)}
    groups["themes"].callback()(keep_run)
    app = _group([row for row in COMMANDS if row.name not in groups])
    for row in COMMANDS:
        if row.name in groups:
            app.add_typer(groups[row.name], name=row.name, help=row.summary, epilog=_epilog(row))
    return app


def _group(table: Sequence[CommandRow]) -> typer.Typer:
    """Return a parser of the commands in a help table."""
    group = typer.Typer(
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for row in table:
        module, name = row.function.split(":")
        function = getattr(import_module(f"cxtext.cli.{module}"), name)
        add = group.command(row.name, cls=Command, help=row.summary, short_help=row.summary, epilog=_epilog(row))
        add(flatten(function))
    return group


def _epilog(row: CommandRow) -> str:
    """Return the end of a help text; the marker keeps the lines as they are."""
    guide = f"\b\nGuide:\n  cxtext guide {row.page}\n\n" if row.page else ""
    return f"{guide}\b\nExample:\n  {row.example}"
