"""What ``cxtext --help`` says, without loading anything.

The tables below also register the commands, so that the short answer and the parser cannot differ.
"""

from __future__ import annotations

from typing import NamedTuple


class CommandRow(NamedTuple):
    """One command: what it does in one line, an example that works beside a ``survey.csv``, and the function that runs it.

    The function is a path, ``module:name`` below ``cxtext.cli``, because help is shown without loading any; it is empty for a
    command that has commands of its own.
    """

    name: str
    summary: str
    example: str
    function: str


#: The commands, in the order of the help.
COMMANDS = (
    CommandRow(
        "analyze",
        "Rank the pain points of a survey export and write the report.",
        "cxtext analyze survey.csv -o run",
        "analyze:analyze",
    ),
    CommandRow(
        "inspect",
        "Show which column is taken for what, and why; compute nothing.",
        "cxtext inspect survey.csv",
        "inspect:inspect",
    ),
    CommandRow(
        "report",
        "Write the report of a run again, or print its summary.",
        "cxtext report run --format markdown -o -",
        "report:report",
    ),
    CommandRow(
        "export", "Write the pain points of a run for another tool.", "cxtext export run --to jira -o tickets", "export:export"
    ),
    CommandRow("themes", "List, show or teach the themes of a run.", "cxtext themes run list --json", ""),
    CommandRow(
        "audit",
        "Draw a sample to label by hand; read it back for precision, recall and impact.",
        "cxtext audit run --draw 400 -o audit.csv",
        "audit:audit",
    ),
    CommandRow(
        "fixes",
        "Did a theme and its cost change from a date on, more than other themes?",
        "cxtext fixes run --theme T001 --date 2026-04-01",
        "fixes:fixes",
    ),
    CommandRow(
        "compare",
        "Compare two runs: metrics, themes, and what the change goes with.",
        "cxtext compare run run2 --fail-if 'score<-5'",
        "compare:compare",
    ),
    CommandRow("demo", "Analyse a real survey that comes with cxtext.", "cxtext demo -o cxtext-demo", "demo:demo"),
    CommandRow("info", "Show versions, models and parts that are installed.", "cxtext info", "info:info"),
    CommandRow("config", "Show, check or write the settings.", "cxtext config init", ""),
)

#: The commands below ``config``.
CONFIG_COMMANDS = (
    CommandRow(
        "show", "Print the settings in force: file, environment and defaults merged.", "cxtext config show", "config:show"
    ),
    CommandRow("validate", "Check a config file.", "cxtext config validate cxtext.toml", "config:validate"),
    CommandRow("init", "Write a config file that lists every setting with its default.", "cxtext config init", "config:init"),
)

#: The commands below ``themes RUN``.
THEMES_COMMANDS = (
    CommandRow(
        "list",
        "Print the themes with their ids and points, and below each its parts.",
        "cxtext themes run list",
        "themes:list_themes",
    ),
    CommandRow(
        "show",
        "Print why a theme is one: words, typical opinions, nearest themes.",
        "cxtext themes run show T001",
        "themes:show_theme",
    ),
    CommandRow(
        "teach",
        "Make a run again in which a theme takes what examples say.",
        "cxtext themes run teach T001 --examples more.txt -o run2",
        "themes:teach",
    ),
)

_TEXT = """\
Usage: cxtext COMMAND [OPTIONS]

  Turns a dump of open-text feedback into a ranked, evidence-backed list of
  pain points.

Commands:
{commands}

Options:
  --version   Show the version and exit.
  -h, --help  Show this message and exit.

  'cxtext COMMAND --help' lists the options of a command.

Example:
  cxtext demo
"""


def render_help() -> str:
    """Return the help of the ``cxtext`` command itself."""
    return _TEXT.format(commands="\n".join(f"  {name:<9} {summary}" for name, summary, *_ in COMMANDS))
