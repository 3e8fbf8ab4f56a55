"""What can be said about an input before anything is computed."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxtext.cli.output import Output, records, render_table, summarise_issues
from cxtext.schema import Level, conform
from cxtext.wording import one_line, plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.readers import ReadResult
    from cxtext.settings import Config

_PREVIEW = 5


def show_input(out: Output, inputs: Sequence[str], config: Config) -> None:
    """Write the columns with their roles and reasons, and the first responses."""
    from cxtext.pipeline import check_inputs
    from cxtext.readers import inspect_source

    check_inputs(config)
    found = inspect_source(list(inputs), config=config.input, metrics=config.metrics, guess_metrics=config.guess_metrics)
    data = _to_data(found)
    needed = [one.message for one in found.issues if one.level == Level.ERROR]
    preview = "" if needed else f"\n\n{_render_preview(found)}"
    out.result(f"{_render_columns(found)}{preview}", data, found.issues)
    for line in summarise_issues([one for one in found.issues if one.level != Level.ERROR]):
        out.note(line)
    for message in needed:
        out.story(f"A choice is needed before it can be analysed: {message}")
    if not needed and found.receipt.n_content:
        out.note(f"Next: cxtext analyze {shlex.join(inputs)} -o run, with the options given here")


def rehearse(out: Output, inputs: Sequence[str], config: Config, target: Path | None, *, force: bool) -> None:
    """Check input, settings and output as ``analyze`` would, and stop there."""
    from cxtext.cli.config_toml import render_config
    from cxtext.pipeline import check_inputs
    from cxtext.readers import read_responses
    from cxtext.run import check_target

    check_inputs(config)
    if target is not None:
        check_target(target, force=force, sources=[*inputs, *(join.file for join in config.input.join)])
    found = read_responses(list(inputs), config=config.input, metrics=config.metrics, guess_metrics=config.guess_metrics)
    data = {**_to_data(found), "config": config.model_dump(mode="json"), "run": None if target is None else str(target)}
    out.result(f"{_render_columns(found)}\n\n{render_config(config)}", data, found.issues)
    for line in summarise_issues(found.issues):
        out.note(line)
    where = "nothing would be saved" if target is None else f"the run would be written to {target}"
    out.note(f"Dry run: nothing was computed; {where}.")


def _to_data(found: ReadResult) -> dict[str, Any]:
    """Return what was found for ``--json``."""
    return {
        "columns": _columns(found),
        "metrics": [m.model_dump(mode="json") for m in found.metrics],
        "preview": records(_preview(found)),
        "n_responses": len(found.responses),
        "receipt": found.receipt.to_json(),
    }


def _preview(found: ReadResult) -> pd.DataFrame:
    """Return the first responses with their status and their valid answers."""
    from cxtext.metrics import make_outcome
    from cxtext.pipeline import mark_status, split_responses, validate_metrics
    from cxtext.settings import TextConfig

    shown, raw = found.responses.head(_PREVIEW), found.raw_metrics.head(_PREVIEW)
    outcomes = [make_outcome(metric, found.raw_metrics[metric.label]) for metric in found.metrics]
    checked, _, _ = validate_metrics(mark_status(shown, split_responses(shown, TextConfig())), raw, outcomes)
    return conform("responses", checked)


def _columns(found: ReadResult) -> list[dict[str, Any]]:
    """Return the columns, each with the first value that it holds as its example."""
    return [{**c, "example": one_line(found.first_values.get(c["column"], ""), 80)} for c in records(found.columns)]


def _render_columns(found: ReadResult) -> str:
    """Return the table of columns."""
    rows = [
        [
            _name(c["column"]),
            f"{c['role']} ({c['detail']})" if c["detail"] else c["role"],
            f"{c['n_filled']:,}",
            f"{c['n_distinct']:,}",
            one_line(c["example"], 40),
            one_line(f"from {c['source']}: {c['reason']}" if c["source"] else c["reason"], 1_000),
        ]
        for c in _columns(found)
    ]
    return render_table(["column", "role", "filled", "distinct", "example", "why"], rows, right=[2, 3])


def _name(column: str) -> str:
    """Return a column's name; of a long one the middle is left out, since sub-headers differ at the end.

    >>> _name("Which of our projects are you maintaining?: Kubernetes")
    'Which of our project…ng?: Kubernetes'
    """
    name = one_line(column, 10_000)
    return name if len(name) <= 36 else f"{name[:20].rstrip()}…{name[-15:].lstrip()}"


def _render_preview(found: ReadResult) -> str:
    """Return the first responses that have text."""
    from cxtext.readers import is_blank

    shown = found.responses[[not is_blank(text) for text in found.responses["text"]]].head(_PREVIEW)
    if shown.empty:
        none = "none with text: nothing can be analysed until another column is named"
        return f"{plural(len(found.responses), 'response')}, {none}."
    rows = [[r["response_id"], one_line(r["text"], 100)] for r in records(shown)]
    return f"{plural(len(found.responses), 'response')}. The first:\n{render_table(['id', 'text'], rows)}"
