"""Writing for people and for programs: stdout is the result, stderr is the story."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from cxtext.cli.codes import FAILED
from cxtext.schema import Issue, Level, Stage, group_issues
from cxtext.wording import plural

if TYPE_CHECKING:
    import pandas as pd

#: Characters that steer a terminal or turn the direction of what follows; JSON can name them instead.
_UNSEEN = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
#: What ``-q`` hides: the same of every command.
_QUIET = "Hide notes, next steps, progress and the ranking of analyze and demo; warnings, errors and other results stay."
#: Called as ``progress(stage, done, total)``; ``total`` is 0 when it is not known.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Output:
    """How one command writes: the options that every command has.

    Parameters
    ----------
    as_json : bool
        Write one document ``{"ok", "data", "issues"}`` instead of text.
    quiet : bool
        Leave out notes, next steps and progress, and the ranking that ``analyze`` and ``demo`` print; warnings, errors and every
        other result stay.
    verbose : bool
        Write timings; the traceback of an error is written where the error ends.
    no_progress : bool
        Draw no progress bars. They are drawn on a terminal only.
    """

    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON document to stdout, on failure too.")] = False
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help=_QUIET)] = False
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show timings, and the traceback of an error.")] = False
    no_progress: Annotated[bool, typer.Option("--no-progress", help="No progress bars.")] = False

    def result(self, text: str, data: Any, issues: Sequence[Issue] = (), *, ok: bool = True) -> None:
        """Write the result to stdout; ``ok`` is False when the command fails although it has one."""
        if self.as_json:
            _write_json(ok, data, issues)
        else:
            write_stdout(printable(text).rstrip("\n") + "\n")

    def refuse_warnings(self, n_warnings: int) -> NoReturn:
        """End a command with ``--strict`` whose run has warnings; what it made is written already."""
        self.story(f"error: the run has {plural(n_warnings, 'warning')}, and --strict asks for none.")
        raise typer.Exit(FAILED)

    def failure(self, code: str, message: str) -> None:
        """Write an error: to stderr, and as the document when JSON was asked for."""
        self.story(f"error: {message}")
        if self.as_json:
            _write_json(False, None, [Issue(Level.ERROR, Stage.CLI, code, None, None, None, message)])

    def note(self, text: str) -> None:
        """Write a line to stderr unless quiet."""
        if not self.quiet:
            self.story(text)

    def issues(self, issues: Sequence[Issue]) -> None:
        """Write one line per kind of issue to stderr; of a quiet command only warnings and errors."""
        for line in summarise_issues([one for one in issues if not self.quiet or one.level != Level.INFO]):
            self.story(line)

    def story(self, text: str) -> None:
        """Write to stderr, quiet or not."""
        try:
            sys.stderr.write(printable(text).rstrip("\n") + "\n")
            sys.stderr.flush()
        except OSError:  # a full or broken stderr must not cost the result, nor the exit code when it is flushed at the end
            give_up_stream(2)

    @contextmanager
    def progress(self) -> Iterator[Progress | None]:
        """Give a callback ``(stage, done, total)`` that draws bars on a terminal, or None."""
        if self.quiet or self.no_progress or not sys.stderr.isatty():
            yield None
            return
        from rich.console import Console
        from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        tasks: dict[str, TaskID] = {}
        columns = (TextColumn("{task.description:<10}"), BarColumn(), TimeElapsedColumn(), TextColumn("{task.fields[count]}"))
        with Bars(*columns, console=Console(stderr=True), transient=True) as bars:

            def advance(stage: str, done: int, total: int) -> None:
                if stage not in tasks:
                    tasks[stage] = bars.add_task(stage, total=total or None, count="")
                count = f"{done:,} of {total:,}" if total else ""
                bars.update(tasks[stage], completed=done, total=total or done or None, count=count)

            yield advance


def give_up_stream(descriptor: int) -> None:
    """Redirect stdout (1) or stderr (2) to os.devnull, so that the final flush of the interpreter cannot fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)


def write_stdout(text: str | bytes) -> None:
    """Write a result to stdout as UTF-8, whatever the locale."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:  # stdout was replaced by a text-only stream
        sys.stdout.write(data.decode("utf-8"))
        return
    sys.stdout.flush()
    stream.write(data)
    stream.flush()


def printable(text: str) -> str:
    r"""Replace control characters, which data could use to steer the terminal.

    >>> printable("a\x1b[31mb")
    'a�[31mb'
    """
    return "".join(c if c in "\n\t\u200d" or c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)


def render_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    r"""Lay out cells in aligned columns; those in ``right`` are flush right. Nothing is wrapped, cut or coloured.

    >>> render_table(["rank", "theme"], [["1", "Slow login"]], right=[0])
    'rank  theme\n   1  Slow login'
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    cells = [[Text(printable(" ".join(str(cell).split()))) for cell in row] for row in [header, *rows]]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="")
    for column, name in enumerate(cells[0]):
        table.add_column(name, justify="right" if column in right else "left", no_wrap=True)
    for row in cells[1:]:
        table.add_row(*row)
    text = io.StringIO()
    Console(file=text, width=sys.maxsize, color_system=None, legacy_windows=False).print(table)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines())


def summarise_issues(issues: Sequence[Issue], *, at_most: int = 6) -> list[str]:
    """Return one line per kind of issue and column, with how many more there are of it."""
    kinds = group_issues(issues)
    lines = []
    for kind in kinds[:at_most]:
        level = "note" if kind.first.level == Level.INFO else kind.first.level
        lines.append(f"{level}: {kind.text} [{kind.first.code}]")
    if len(kinds) > at_most:
        lines.append(f"and {len(kinds) - at_most} more kinds; --json lists all of them")
    return lines


def count_warnings(issues: Sequence[Issue]) -> int:
    """Return how many issues are warnings or worse."""
    return sum(one.level != Level.INFO for one in issues)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as JSON-ready records; a missing value is None, a time is ISO 8601."""
    rows: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", date_format="iso", double_precision=15))
    return rows


def _write_json(ok: bool, data: Any, issues: Sequence[Issue]) -> None:
    """Write the one document of ``--json``."""
    document = {"ok": ok, "data": data, "issues": [one.to_json() for one in issues]}
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    write_stdout(_UNSEEN.sub(lambda char: f"\\u{ord(char.group()):04x}", text) + "\n")
