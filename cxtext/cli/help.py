"""What ``cxtext --help`` says, without loading anything.

The table below also registers the commands, so that the short answer and the parser cannot differ.
"""

from __future__ import annotations

#: Command, what it does in one line, an example that works as it stands beside a ``survey.csv``.
COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("analyze", "Rank the pain points of a survey export and write the report.", "cxtext analyze survey.csv -o run"),
    ("inspect", "Show which column is taken for what, and why; compute nothing.", "cxtext inspect survey.csv"),
    ("report", "Write the report of a run again, or print its summary.", "cxtext report run --format markdown -o -"),
    ("export", "Write the pain points of a run for another tool.", "cxtext export run --to jira -o tickets"),
    (
        "compare",
        "Compare two runs: metrics, themes, and what the change goes with.",
        "cxtext compare run run --fail-if 'score<-5'",
    ),
    ("demo", "Analyse the real survey that comes with cxtext.", "cxtext demo -o cxtext-demo"),
    ("info", "Show versions, models and parts that are installed.", "cxtext info"),
    ("config", "Show, check or write the settings.", "cxtext config init"),
)

#: The same for the commands below ``config``.
CONFIG_COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("show", "Print the settings in force: file, environment and defaults merged.", "cxtext config show"),
    ("validate", "Check a config file.", "cxtext config validate cxtext.toml"),
    ("init", "Write a config file that lists every setting with its default.", "cxtext config init"),
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
    return _TEXT.format(commands="\n".join(f"  {name:<9} {summary}" for name, summary, _ in COMMANDS))
