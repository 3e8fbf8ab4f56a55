"""``cxtext inspect``: the columns of an input and their roles, before anything is computed."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cxtext.cli import options as o
from cxtext.cli.output import Output, count_warnings, records, render_table
from cxtext.cli.parameters import TableOptions, TableValues, read_config
from cxtext.schema import Level, conform
from cxtext.wording import is_blank, one_line, plural, quote_argument

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.readers import ReadResult
    from cxtext.settings import Config

#: Responses that are shown.
_PREVIEW = 5
#: Options of one question from which they are one line.
FOLDED = 4
#: What the reader says of the column of an option.
OPTION = re.compile(r"one of (\d+) options that people could choose")
#: Where the question of an option may end: at a sign, else at a blank.
_SIGN = re.compile(r"[:/|\[_]|\s[-–—]\s")
_BLANK = re.compile(r"\s")
#: Most characters of a column's example.
_EXAMPLE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRow:
    """One row of table ``columns``, as far as the terminal shows it."""

    column: str
    source: str | None
    role: str
    detail: str | None
    n_filled: int
    n_distinct: int
    reason: str


def inspect(
    inputs: o.Inputs,
    *,
    config: o.ConfigFile = None,
    options: Annotated[TableValues, TableOptions("inspect")],
    out: Output,
) -> None:
    """Show the columns, their roles and the first responses."""
    show_input(out, inputs, read_config(config, options))


def show_input(out: Output, inputs: Sequence[str], config: Config) -> None:
    """Write the columns with their roles and reasons, and the first responses."""
    from cxtext.pipeline import check_inputs, conceal_read, make_redactor
    from cxtext.readers import inspect_source

    check_inputs(config)
    read = inspect_source(list(inputs), config=config.input, metrics=config.metrics, guess_metrics=config.guess_metrics)
    read = conceal_read(read, make_redactor(config))
    data = _to_data(read)
    needed = [one.message for one in read.issues if one.level == Level.ERROR]
    preview = "" if needed else f"\n\n{_render_preview(read)}"
    out.result(f"{_render_columns(read)}{preview}", data, read.issues)
    out.issues([one for one in read.issues if one.level != Level.ERROR])
    for message in needed:
        out.story(f"A choice is needed before it can be analysed: {message}")
    if not needed and read.receipt.n_content:
        out.note(f"Next: cxtext analyze {shlex.join(inputs)} -o run, with the options given here")


def rehearse(out: Output, inputs: Sequence[str], config: Config, target: Path | None, *, force: bool, strict: bool) -> None:
    """Check input, settings and output as ``analyze`` would, and stop there."""
    from cxtext.metrics import make_outcome
    from cxtext.pipeline import check_inputs, conceal_read, make_redactor, redact_message, validate_metrics
    from cxtext.readers import read_responses
    from cxtext.run import check_target
    from cxtext.settings import render_config

    files = check_inputs(config)
    if target is not None:
        check_target(target, force=force, sources=[*inputs, *(join.file for join in config.input.join)])
    read = read_responses(list(inputs), config=config.input, metrics=config.metrics, guess_metrics=config.guess_metrics)
    outcomes = [make_outcome(metric, read.raw_metrics[metric.label]) for metric in read.metrics]
    _, _, bad_cells = validate_metrics(read.responses, read.raw_metrics, outcomes)
    redactor = make_redactor(config)
    read = conceal_read(read, redactor)
    issues = [*files.issues, *read.issues, *(replace(one, message=redact_message(one.message, redactor)) for one in bad_cells)]
    n_warnings = count_warnings(issues) if strict else 0
    data = {**_to_data(read), "config": config.model_dump(mode="json"), "run": None if target is None else str(target)}
    out.result(f"{_render_columns(read)}\n\n{render_config(config)}", data, issues, ok=n_warnings == 0)
    out.issues(issues)
    where = "nothing would be saved" if target is None else f"the run would be written to {target}"
    out.note(f"Dry run: nothing was computed; {where}.")
    if n_warnings:
        out.refuse_warnings(n_warnings)


def _to_data(read: ReadResult) -> dict[str, Any]:
    """Return the document of ``--json``."""
    return {
        "columns": [{**row, "example": _example(read, row["column"])} for row in records(read.columns)],
        "metrics": [m.model_dump(mode="json") for m in read.metrics],
        "preview": records(_preview(read)),
        "n_responses": len(read.responses),
        "receipt": read.receipt.to_json(),
    }


def _preview(read: ReadResult) -> pd.DataFrame:
    """Return the first responses with their status and their valid answers."""
    from cxtext.metrics import make_outcome
    from cxtext.pipeline import mark_status, split_responses, validate_metrics
    from cxtext.settings import TextConfig

    shown, raw = read.responses.head(_PREVIEW), read.raw_metrics.head(_PREVIEW)
    outcomes = [make_outcome(metric, read.raw_metrics[metric.label]) for metric in read.metrics]
    checked, _, _ = validate_metrics(mark_status(shown, split_responses(shown, TextConfig())), raw, outcomes)
    return conform("responses", checked)


def _example(read: ReadResult, column: str) -> str:
    """Return the first value that a column holds."""
    return one_line(read.first_values.get(column, ""), _EXAMPLE)


def _render_columns(read: ReadResult) -> str:
    """Return the table of columns."""
    from cxtext.findings import list_rows

    rows = [cells for rows in fold_options(list_rows(ColumnRow, read.columns)) for cells in _render_rows(rows, read)]
    return render_table(["column", "role", "filled", "distinct", "example", "why"], rows, right=[2, 3])


def fold_options(rows: Sequence[ColumnRow]) -> list[list[ColumnRow]]:
    """Return the columns in order, those of the options of one question together, each other one alone."""
    folded: list[list[ColumnRow]] = []
    for row in rows:
        match = OPTION.match(row.reason)
        before = folded[-1][-1] if folded else None
        if match and before and (other := OPTION.match(before.reason)) and match[1] == other[1] and _question(before, row):
            folded[-1].append(row)
        else:
            folded.append([row])
    return folded


def _question(*rows: ColumnRow) -> str:
    """Return what the names of columns begin with, up to a blank or sign; empty where that is nothing.

    >>> rows = [ColumnRow(column=name, source=None, role="group", detail=None, n_filled=1, n_distinct=1, reason="")
    ...         for name in ("What do you use?: Search", "What do you use?: Seats")]
    >>> _question(*rows)
    'What do you use?'
    """
    first, last = min(row.column for row in rows), max(row.column for row in rows)
    start = "".join(char for char, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
    if all(row.column != start for row in rows):
        ends = [[match.end() for match in pattern.finditer(start)] for pattern in (_SIGN, _BLANK)]
        start = start[: next((own[-1] for own in ends if own), 0)]
    return start.rstrip(" \t:/|[_-")


def _render_rows(rows: Sequence[ColumnRow], read: ReadResult) -> list[list[str]]:
    """Return the cells of one column, or one line for the options of a question."""
    if len(rows) >= FOLDED:
        return [_render_options(rows, read)]
    return [
        [
            _name(_title(row.column, read.labels.get(row.column, ""))),
            f"{row.role} ({row.detail})" if row.detail else row.role,
            f"{row.n_filled:,}",
            f"{row.n_distinct:,}",
            one_line(_example(read, row.column), 40),
            one_line(f"from {row.source}: {row.reason}" if row.source else row.reason, 1_000),
        ]
        for row in rows
    ]


def _render_options(rows: Sequence[ColumnRow], read: ReadResult) -> list[str]:
    """Return one line for the options of a question: how many are groups, and how to take another."""
    roles = Counter(row.role for row in rows)
    counts = ", ".join(plural(n, "group") if role == "group" else f"{n:,} {role}" for role, n in roles.items())
    fewest, most = min(row.n_filled for row in rows), max(row.n_filled for row in rows)
    left = next((row for row in rows if row.role == "unused"), None)
    more = f"; a group more: --group-column {quote_argument(left.column)}" if left else ""
    return [
        _name(f"{_question(*rows)}: {plural(len(rows), 'option')}"),
        counts,
        f"{most:,}" if fewest == most else f"{fewest:,}–{most:,}",
        f"{max(row.n_distinct for row in rows):,}",
        one_line(", ".join(_example(read, row.column) for row in rows), 40),
        f"options that people could choose, a column each; --json lists them{more}",
    ]


def _title(column: str, label: str) -> str:
    """Return a column's name with its question, where the name is a code such as Q7.

    >>> _title("Q7", "Why did you give this score?"), _title("EndDate", "End Date")
    ('Q7: Why did you give this score?', 'EndDate')
    """
    return f"{column}: {label}" if label and len(label.split()) > len(column.split()) + 2 else column


def _name(column: str) -> str:
    """Return a column's name; of a long one the middle is left out, since sub-headers differ at the end.

    >>> _name("Which of our projects are you maintaining?: Kubernetes")
    'Which of our project…ng?: Kubernetes'
    """
    name = one_line(column, 10_000)
    return name if len(name) <= 36 else f"{name[:20].rstrip()}…{name[-15:].lstrip()}"


def _render_preview(read: ReadResult) -> str:
    """Return the first responses that have text."""
    size = plural(read.responses["row"].nunique(), "response")
    shown = read.responses[[not is_blank(text) for text in read.responses["text"]]].head(_PREVIEW)
    if shown.empty:
        none = "none with text: nothing can be analysed until another column is named"
        return f"{size}, {none}."
    rows = [[r["response_id"], one_line(r["text"], 100)] for r in records(shown)]
    return f"{size}. The first:\n{render_table(['id', 'text'], rows)}"
