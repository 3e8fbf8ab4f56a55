"""What the README tells people to run, run."""

from __future__ import annotations

import re
import shlex
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from cxtext import plugins
from cxtext.cli import exits
from cxtext.cli.app import build_app
from cxtext.cli.help import COMMANDS, CONFIG_COMMANDS, THEMES_COMMANDS
from cxtext.settings import OPTION_TABLE, describe_keys, variable_name

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def fenced(language: str) -> list[str]:
    """Return the code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


def test_python_blocks_run(working_folder: Path, survey: Path):
    blocks = fenced("python")
    assert blocks
    scope: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), scope)


def test_commands_run(cxtext_cli: Callable[..., Any], working_folder: Path, survey: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CXTEXT_EMBEDDING__EMBEDDER", "fast")
    commands = [line for block in fenced("console") for line in block.splitlines() if line.startswith("$ cxtext ")]
    assert len(commands) >= 5
    (codebook,) = fenced("yaml")
    Path("codebook.yaml").write_text(codebook, encoding="utf-8")
    Path("more.txt").write_text("I cannot sign in\n", encoding="utf-8")
    for command in commands:
        _, _, *args = shlex.split(command, comments=True)
        done = cxtext_cli(*args)
        assert done.code == 0, f"{command}\n{done.err}"


def table_of_options() -> str:
    """Return the README's table of options, made from the table in the package."""
    rows = ["| flag | keyword in Python | setting | variable | what it is for |", "|---|---|---|---|---|"]
    descriptions = describe_keys()
    for option in OPTION_TABLE:
        flag = f"`{option.flag} {option.metavar}".rstrip() + "`" if option.commands else ""
        key, variable = (f"`{option.key}`", f"`{variable_name(option.key)}`") if option.key else ("", "")
        rows.append(f"| {flag} | `{option.name}` | {key} | {variable} | {option.help} |")
        descriptions.pop(option.key, None)
    rows += [f"| | | `{key}` | `{variable_name(key)}` | {text} |" for key, text in descriptions.items()]
    return "\n".join(rows)


def table_of_commands() -> str:
    """Return the README's table of commands, made from what the parser registers."""
    groups = {"config": CONFIG_COMMANDS, "themes": THEMES_COMMANDS}
    rows = ["| command | what it does |", "|---|---|"]
    for name, summary, *_ in COMMANDS:
        calls = [(f"{name} RUN {own}" if name == "themes" else f"{name} {own}", text) for own, text, *_ in groups.get(name, ())]
        rows += [f"| `cxtext {call}` | {text} |" for call, text in calls or [(name, summary)]]
    return "\n".join(rows)


def commands_below(group: typer.core.TyperGroup) -> Iterator[tuple[str, typer.core.TyperCommand]]:
    """Yield each command with its name, those of a group after the group's."""
    for name, command in group.commands.items():
        if isinstance(command, typer.core.TyperGroup):
            yield from ((f"{name} {own}", below) for own, below in commands_below(command))
        elif isinstance(command, typer.core.TyperCommand):
            yield name, command


def table_of_flags() -> str:
    """Return the README's table of the flags that are not settings, made from what the parser registers."""
    app = typer.main.get_command(build_app())
    assert isinstance(app, typer.core.TyperGroup)
    commands = dict(commands_below(app))
    settings = {option.flag for option in OPTION_TABLE}
    takers: dict[tuple[str, str], list[str]] = {}
    for name, command in commands.items():
        for param in command.params:
            is_setting = name in ("analyze", "apply", "inspect", "demo", "report") and not settings.isdisjoint(param.opts)
            if not isinstance(param, typer.core.TyperOption) or is_setting:
                continue
            metavar = "" if param.is_flag else f" {param.metavar}"
            names = {part: ", ".join(plugins.names(f"cxtext.{part}")) for part in ("exporters", "renderers")}
            flag = "`" + ", ".join(param.opts) + f"{metavar}`"
            takers.setdefault((flag, str(param.help).format(**names)), []).append(name)
    rows = ["| flag | of | what it is for |", "|---|---|---|"]
    for (flag, text), names in sorted(takers.items(), key=lambda item: (len(item[1]) < len(commands), item[1])):
        of = "every command" if len(names) == len(commands) else ", ".join(f"`{name}`" for name in names)
        rows.append(f"| {flag} | {of} | {text} |")
    return "\n".join(rows)


@pytest.mark.parametrize(("heading", "expected"), [("command", table_of_commands), ("flag \\| of", table_of_flags)])
def test_the_tables_of_commands_and_of_other_flags_are_those_of_the_parser(heading: str, expected: Callable[[], str]):
    (shown,) = re.findall(rf"^\| {heading} \|.*?(?=\n\n)", README, re.M | re.S)
    assert shown == expected(), "put the right-hand side into README.md"


def test_the_table_of_options_is_the_one_of_the_package():
    (shown,) = re.findall(r"^\| flag \| keyword.*?(?=\n\n)", README, re.M | re.S)
    assert shown == table_of_options(), "put the right-hand side into README.md"


def test_the_exit_codes_are_those_of_the_package():
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", README.partition("| exit code |")[2].partition("\n\n")[0], re.M)}
    codes = {exits.FAILED, exits.USAGE, exits.INPUT, exits.MISSING, exits.GATE_MET, exits.INTERRUPTED}
    assert listed == {0, *codes, 128 + signal.SIGTERM, 128 + signal.SIGHUP}


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_within_the_repository_lead_somewhere(page: str):
    text = (ROOT / page).read_text("utf-8")
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
        assert (ROOT / target).exists(), target


def test_the_pages_say_why_each_dependency_is_there():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = [*project["dependencies"], *(d for group in project["optional-dependencies"].values() for d in group)]
    names = {re.split(r"[\[<>=~! ]", d)[0] for d in declared} - {"cxtext"}
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert [n for n in sorted(names) if f"`{n}`" not in contributing] == []


def test_every_dependency_is_pinned():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = [*project["dependencies"], *(d for group in project["optional-dependencies"].values() for d in group)]
    names = {re.split(r"[\[<>=~! ]", d)[0].lower().replace("_", "-") for d in declared} - {"cxtext"}
    lines = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lines}
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
    assert names | {"torch"} <= pinned
