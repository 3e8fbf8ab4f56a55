"""What ``cxtext --help`` says, without loading anything.

The tables below also register the commands, so that the short answer and the parser cannot differ.
"""

from __future__ import annotations

from typing import NamedTuple


class CommandRow(NamedTuple):
    """One command: what it does in one line, an example that works beside a ``survey.csv``, and the function that runs it.

    The function is a path, ``module:name`` below ``cxtext.cli``, because help is shown without loading any; it is empty for a
    command that has commands of its own. ``page`` is the page of the guide that shows how the command is used.
    """

    name: str
    summary: str
    example: str
    function: str
    page: str = ""


#: The commands, in the order of the help.
COMMANDS = (
    CommandRow(
        "analyze",
        "Rank the pain points of a survey export and write the report.",
        "cxtext analyze survey.csv -o run",
        "analyze:analyze",
        "first-analysis",
    ),
    CommandRow(
        "apply",
        "Use the themes of a run, with its edits, for the next wave.",
        "cxtext apply survey.csv --model run -o run2",
        "apply:apply",
        "next-wave",
    ),
    CommandRow(
        "inspect",
        "Show which column is taken for what, and why; compute nothing.",
        "cxtext inspect survey.csv",
        "inspect:inspect",
        "columns",
    ),
    CommandRow(
        "report",
        "Write the report of a run again, or print its summary.",
        "cxtext report run --format markdown -o -",
        "report:report",
        "tickets",
    ),
    CommandRow(
        "export",
        "Write the pain points of a run for another tool.",
        "cxtext export run --to jira -o tickets",
        "export:export",
        "tickets",
    ),
    CommandRow(
        "forget",
        "Take a respondent out of runs, and measure them again.",
        "cxtext forget r0003 run --dry-run",
        "forget:forget",
        "privacy",
    ),
    CommandRow(
        "themes",
        "List, show and edit the themes of a run.",
        "cxtext themes run list --json",
        "",
        "edits",
    ),
    CommandRow(
        "review",
        "Ask about the opinions that teach most, a key each; the answers edit the themes.",
        "cxtext review run",
        "review:review",
        "review",
    ),
    CommandRow(
        "audit",
        "Draw a sample to label by hand; read it back for precision, recall and impact.",
        "cxtext audit run --draw 400 -o audit.csv",
        "audit:audit",
        "audits",
    ),
    CommandRow(
        "fixes",
        "Did a theme and its cost change from a date on, more than other themes?",
        "cxtext fixes run --theme T001 --date 2026-04-01",
        "fixes:fixes",
        "audits",
    ),
    CommandRow(
        "compare",
        "Compare two runs: metrics, themes, and what the change goes with.",
        "cxtext compare run run2 --fail-if 'score<-5'",
        "compare:compare",
        "compare",
    ),
    CommandRow(
        "demo",
        "Analyse a real survey that comes with cxtext.",
        "cxtext demo -o cxtext-demo",
        "demo:demo",
        "first-analysis",
    ),
    CommandRow(
        "guide",
        "Read the guide: how to do what, reference, how the figures are worked out.",
        "cxtext guide statistics",
        "guide:guide",
    ),
    CommandRow("info", "Show versions, models and parts that are installed.", "cxtext info", "info:info"),
    CommandRow(
        "config",
        "Show, check or write the settings.",
        "cxtext config init",
        "",
        "settings",
    ),
)

#: The commands below ``config``.
CONFIG_COMMANDS = (
    CommandRow(
        "show",
        "Print the settings in force: file, environment and defaults merged.",
        "cxtext config show",
        "config:show",
        "settings",
    ),
    CommandRow(
        "validate",
        "Check a config file.",
        "cxtext config validate cxtext.toml",
        "config:validate",
        "settings",
    ),
    CommandRow(
        "init",
        "Write a config file that lists every setting with its default.",
        "cxtext config init",
        "config:init",
        "settings",
    ),
)

#: The commands below ``themes RUN``.
THEMES_COMMANDS = (
    CommandRow(
        "list",
        "Print the themes with their ids and points, and below each its parts.",
        "cxtext themes run list",
        "themes:list_themes",
        "edits",
    ),
    CommandRow(
        "show",
        "Print why a theme is one: words, typical opinions, nearest themes.",
        "cxtext themes run show T001",
        "themes:show_theme",
        "edits",
    ),
    CommandRow(
        "suggest",
        "List themes that look like one or like two, and names that cover little.",
        "cxtext themes run suggest",
        "suggest:suggest",
        "edits",
    ),
    CommandRow(
        "labels",
        "Print precision and recall of the themes by the answers to 'cxtext review'.",
        "cxtext themes run labels",
        "suggest:labels",
        "review",
    ),
    CommandRow(
        "teach",
        "Give a theme what is like some examples.",
        "cxtext themes run teach T001 --examples more.txt -o run2",
        "themes:teach",
        "edits",
    ),
    CommandRow(
        "rename",
        "Give a theme another name.",
        'cxtext themes run rename T001 "Slow to load"',
        "edits:rename",
        "edits",
    ),
    CommandRow(
        "merge",
        "Make one theme of several; the others become parts of the first.",
        "cxtext themes run merge T001 T002 --dry-run",
        "edits:merge",
        "edits",
    ),
    CommandRow(
        "split",
        "Make themes of the parts of a theme, or a new one of some of its opinions.",
        "cxtext themes run split T001 --words price --name Prices --dry-run",
        "edits:split",
        "edits",
    ),
    CommandRow(
        "move",
        "Give a part, or single opinions, to another theme.",
        "cxtext themes run move r0001#0 --to T002 --dry-run",
        "edits:move",
        "edits",
    ),
    CommandRow(
        "hide",
        "Take a theme out of ranking and report; --off puts it back.",
        "cxtext themes run hide T002 --dry-run",
        "edits:hide",
        "edits",
    ),
    CommandRow(
        "lock",
        "Protect the opinions of a theme from edits and from discovery.",
        "cxtext themes run lock T001",
        "edits:lock",
        "edits",
    ),
    CommandRow(
        "describe",
        "Say in a sentence what belongs to a theme.",
        'cxtext themes run describe T001 "All about waiting"',
        "edits:describe",
        "edits",
    ),
    CommandRow(
        "owner",
        "Say who looks after a theme.",
        "cxtext themes run owner T001 web-team",
        "edits:owner",
        "edits",
    ),
    CommandRow(
        "status",
        "Say how far people are with a theme: open, planned, in progress, done or won't do.",
        'cxtext themes run status T001 "in progress"',
        "edits:status",
        "edits",
    ),
    CommandRow(
        "ticket",
        "Say where people work on a theme: the key of a ticket, or its address.",
        "cxtext themes run ticket T001 WEB-12",
        "edits:ticket",
        "edits",
    ),
    CommandRow(
        "topic",
        "Say which topic a theme is about.",
        "cxtext themes run topic T001 price",
        "edits:topic",
        "edits",
    ),
    CommandRow(
        "kind",
        "Say whether a theme gives a reason, and is ranked: cause or verdict.",
        "cxtext themes run kind T001 verdict",
        "edits:kind",
        "edits",
    ),
    CommandRow(
        "export",
        "Write the themes as a codebook file to edit, or bring one up to date.",
        "cxtext themes run export codebook.yaml",
        "codebook:export_codebook",
        "edits",
    ),
    CommandRow(
        "import",
        "Make the edits that lead to what a codebook file says.",
        "cxtext themes run import codebook.yaml --dry-run",
        "codebook:import_codebook",
        "edits",
    ),
    CommandRow(
        "undo",
        "Take the last edit back.",
        "cxtext themes run undo",
        "edits:undo",
        "edits",
    ),
    CommandRow(
        "redo",
        "Make the edit that was taken back last hold again.",
        "cxtext themes run redo",
        "edits:redo",
        "edits",
    ),
    CommandRow(
        "log",
        "List every edit.",
        "cxtext themes run log",
        "edits:log",
        "edits",
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

  'cxtext COMMAND --help' lists the options of a command; 'cxtext guide' lists
  pages to read, of which 'cxtext guide first-analysis' is the first.

Example:
  cxtext demo
"""


def render_help() -> str:
    """Return the help of the ``cxtext`` command itself."""
    return _TEXT.format(commands="\n".join(f"  {name:<9} {summary}" for name, summary, *_ in COMMANDS))
