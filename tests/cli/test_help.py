from __future__ import annotations

import ast
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

import cxtext.cli
from cxtext import __version__
from cxtext.cli.app import build_app
from cxtext.cli.help import COMMANDS, CONFIG_COMMANDS, THEMES_COMMANDS
from cxtext.settings import OPTION_TABLE

HEAVY = {"pandas", "numpy", "scipy", "sklearn", "spacy", "onnxruntime", "torch", "pyarrow", "typer", "rich", "pydantic", "jinja2"}
HELP_CALLS = [[name] for name, *_ in COMMANDS] + [["config", name] for name, *_ in CONFIG_COMMANDS]
HELP_CALLS += [["themes", "run", name] for name, *_ in THEMES_COMMANDS]


def load_heavy(code: str) -> set[str]:
    """Run code in a new interpreter and return which heavy packages it loaded."""
    report = "\nimport sys\nsys.stderr.write(' '.join(m for m in sys.modules if '.' not in m))"
    done = subprocess.run([sys.executable, "-c", code + report], capture_output=True, text=True, check=True, timeout=60)
    return HEAVY & set(done.stderr.split())


@pytest.mark.parametrize(
    "code",
    [
        "import cxtext; dir(cxtext); cxtext.__version__",
        "from cxtext.cli import main; main(['--help'])",
        "from cxtext.cli import main; main([])",
        "from cxtext.cli import main; main(['--version'])",
    ],
)
def test_the_short_answers_load_nothing_heavy(code: str):
    assert load_heavy(code) == set()


def test_the_check_above_can_fail():
    assert load_heavy("import typer, numpy") >= {"typer", "numpy"}


def test_a_command_s_help_loads_only_the_parser():
    assert load_heavy("from cxtext.cli import main; main(['analyze', '--help'])") <= {"typer", "rich", "pydantic"}


@pytest.mark.parametrize("args", [[], ["--help"], ["-h"]])
def test_help_lists_every_command_that_the_parser_knows(cxtext_cli: Callable[..., Any], args: list[str]):
    done = cxtext_cli(*args)
    assert (done.code, done.err) == (0, "")
    group = typer.main.get_command(build_app())
    known = {name: command.get_short_help_str(limit=200) for name, command in group.commands.items()}  # type: ignore[attr-defined]
    assert known == {name: summary for name, summary, *_ in COMMANDS}
    for name, summary in known.items():
        assert f"  {name:<9} {summary}\n" in done.out


def test_config_commands_are_those_of_the_table():
    group = typer.main.get_command(build_app()).commands["config"]  # type: ignore[attr-defined]
    assert list(group.commands) == [name for name, *_ in CONFIG_COMMANDS]


def test_themes_commands_are_those_of_the_table():
    group = typer.main.get_command(build_app()).commands["themes"]  # type: ignore[attr-defined]
    assert list(group.commands) == [name for name, *_ in THEMES_COMMANDS]


def test_version(cxtext_cli: Callable[..., Any]):
    done = cxtext_cli("--version")
    assert (done.code, done.out, done.err) == (0, f"cxtext {__version__}\n", "")


@pytest.mark.parametrize("args", HELP_CALLS, ids=" ".join)
def test_every_help_describes_its_options_and_ends_with_an_example(cxtext_cli: Callable[..., Any], args: list[str]):
    done = cxtext_cli(*args, "--help")
    assert (done.code, done.err) == (0, "")
    *_, heading, example = done.out.rstrip("\n").splitlines()
    assert heading.strip() == "Example:"
    assert example.strip().startswith(" ".join(["cxtext", *args]))
    options = [line for line in done.out.splitlines() if line.lstrip().startswith("-")]
    assert options


def find_examples(cxtext_cli: Callable[..., Any]) -> list[str]:
    """Return the example of every help text, the overall one included."""
    calls: list[list[str]] = [[], *HELP_CALLS]
    return [cxtext_cli(*args, "--help").out.rstrip("\n").splitlines()[-1].strip() for args in calls]


def test_every_example_of_a_help_text_works(
    cxtext_cli: Callable[..., Any], working_folder: Path, survey: Path, saved_run: Path, tmp_path: Path
):
    examples = find_examples(cxtext_cli)
    assert len(set(examples)) >= len(HELP_CALLS) - 1
    Path("more.txt").write_text("I cannot sign in\n", encoding="utf-8")
    for example in examples:
        for made in ("cxtext.toml", "cxtext-demo"):  # an earlier example may have written these
            target = tmp_path / made
            if target.is_dir():
                shutil.rmtree(target)
            else:
                target.unlink(missing_ok=True)
        if "validate" in example:
            assert cxtext_cli("config", "init").code == 0
        if example.endswith("-o run"):
            shutil.rmtree(saved_run)
        shutil.rmtree(tmp_path / "run2", ignore_errors=True)
        if example.startswith("cxtext compare"):
            shutil.copytree(saved_run, tmp_path / "run2")
        program, *args = shlex.split(example)
        assert program == "cxtext"
        if args == ["demo", "-o", "cxtext-demo"]:  # 'cxtext demo', which is the same, runs in full
            args += ["--limit", "300", "--embedder", "fast"]
        done = cxtext_cli(*args)
        assert done.code == 0, f"{example}\n{done.err}"
        assert done.out, example


def test_help_and_message_call_a_metric_the_same(cxtext_cli: Callable[..., Any]):
    wording = "COLUMN:KIND[:DIRECTION]"
    assert wording in " ".join(cxtext_cli("analyze", "--help").out.split())
    assert wording in cxtext_cli("analyze", "x.csv", "--metric", "score").err


def test_no_option_is_declared_twice():
    """What two commands share stands once: in the table of options, ``cli/options.py`` or ``cli/output.py``."""
    folder = Path(cxtext.cli.__file__).parent
    found = [
        ast.dump(call)
        for file in sorted(folder.glob("*.py"))
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("typer.Option", "typer.Argument")
    ]
    assert len(found) > 30
    assert [call for call, n in Counter(found).items() if n > 1] == []
    for values in ([option.name for option in OPTION_TABLE], [option.flag for option in OPTION_TABLE]):
        assert [value for value, n in Counter(values).items() if n > 1] == []
