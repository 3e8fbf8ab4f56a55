"""What the README tells people to run, run."""

from __future__ import annotations

import re
import shlex
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxtext.cli import exits
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
