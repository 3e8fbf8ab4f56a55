"""The parser: every command of the help table, with the function that runs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import typer

from cxtext.cli.analyze import analyze
from cxtext.cli.audit import audit
from cxtext.cli.compare import compare
from cxtext.cli.config import init, show, validate
from cxtext.cli.demo import DEMO, DEMO_COLUMNS, demo
from cxtext.cli.export import export
from cxtext.cli.fixes import fixes
from cxtext.cli.help import COMMANDS, CONFIG_COMMANDS, THEMES_COMMANDS
from cxtext.cli.info import info
from cxtext.cli.inspect import inspect
from cxtext.cli.parameters import Command, flatten
from cxtext.cli.report import report
from cxtext.cli.themes import keep_run, list_themes, show_theme, teach

__all__ = ["DEMO", "DEMO_COLUMNS", "build_app"]

Functions = dict[str, Callable[..., None]]

_COMMANDS: Functions = {
    "analyze": analyze,
    "inspect": inspect,
    "report": report,
    "export": export,
    "compare": compare,
    "audit": audit,
    "fixes": fixes,
    "demo": demo,
    "info": info,
}
_CONFIG: Functions = {"show": show, "validate": validate, "init": init}
_THEMES: Functions = {"list": list_themes, "show": show_theme, "teach": teach}


def build_app() -> typer.Typer:
    """Return the parser, with every command of the help table."""
    config, themes = _group(CONFIG_COMMANDS, _CONFIG), _group(THEMES_COMMANDS, _THEMES)
    themes.callback()(keep_run)
    app = _group([row for row in COMMANDS if row[0] in _COMMANDS], _COMMANDS)
    for name, summary, example in COMMANDS:
        if name not in _COMMANDS:
            app.add_typer({"config": config, "themes": themes}[name], name=name, help=summary, epilog=_epilog(example))
    return app


def _group(table: Sequence[tuple[str, str, str]], functions: Functions) -> typer.Typer:
    """Return a parser of the commands in a help table."""
    group = typer.Typer(
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for name, summary, example in table:
        add = group.command(name, cls=Command, help=summary, short_help=summary, epilog=_epilog(example))
        add(flatten(functions[name]))
    return group


def _epilog(example: str) -> str:
    """Return the end of a help text; the marker keeps the lines as they are."""
    return f"\b\nExample:\n  {example}"
