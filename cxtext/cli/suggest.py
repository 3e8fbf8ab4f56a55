"""``cxtext themes RUN suggest`` and ``labels``: edits that a run speaks for, and what people's answers say of its themes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import typer

from cxtext.cli.output import Output, records, render_table
from cxtext.wording import interval, number, one_line

if TYPE_CHECKING:
    from cxtext.pipeline import Suggestion

_TITLES = {
    "merge": "Themes that look like one",
    "split": "Themes that look like two",
    "rename": "Names that cover little",
}


def suggest(ctx: typer.Context, *, out: Output) -> None:
    """Print edits that what was measured speaks for."""
    from cxtext.pipeline import suggest_edits
    from cxtext.run import Analysis

    suggestions = suggest_edits(Analysis.load(ctx.obj))
    out.result(_render(suggestions, str(ctx.obj)), {"suggestions": [asdict(one) for one in suggestions]})
    if suggestions:
        out.note("Each is a measurement, not a verdict: read the themes first. --dry-run shows what an edit does to the ranking.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRow:
    """What answers say of one theme: a row of the table that :func:`cxtext.studies.score_labels` returns."""

    theme_id: str | None
    label: str
    n_labels: int
    n_checked: int
    precision: float | None
    precision_low: float | None
    precision_high: float | None
    recall: float | None
    recall_low: float | None
    recall_high: float | None
    note: str | None


def labels(ctx: typer.Context, *, out: Output) -> None:
    """Print precision and recall of the themes by what people answered."""
    from cxtext.findings import list_rows
    from cxtext.run import Analysis
    from cxtext.studies import score_labels

    table = score_labels(Analysis.load(ctx.obj))
    rows = list_rows(LabelRow, table)
    if not rows:
        out.result(f"Nobody has answered a question about this run. Answer some: cxtext review {ctx.obj}", {"themes": []})
        return
    header = ["theme", "answers", "checked", "precision", "", "recall", "", ""]
    cells = [
        [
            one_line(f"{row.theme_id or ''} {row.label}".strip(), 40),
            f"{row.n_labels:,}",
            f"{row.n_checked:,}",
            number(row.precision, 2),
            interval(row.precision_low, row.precision_high, 2, signed=False),
            number(row.recall, 2),
            interval(row.recall_low, row.recall_high, 2, signed=False),
            row.note or "",
        ]
        for row in rows
    ]
    out.result(render_table(header, cells, right=[1, 2, 3, 5]), {"themes": records(table)})
    out.note("By the answers to random questions alone, of the theme that an opinion had when it was asked about.")


def _render(suggestions: list[Suggestion], run: str) -> str:
    """Return the suggestions, kind by kind, each with its command."""
    import shlex

    if not suggestions:
        return "No edit of the themes suggests itself."
    lines = []
    for kind, title in _TITLES.items():
        own = [one for one in suggestions if one.kind == kind]
        if own:
            lines += ["", title]
        for one in own:
            command = one.command.replace(" RUN ", f" {shlex.quote(run)} ", 1)
            lines += [f"  {one.reason[:1].upper()}{one.reason[1:]}", f"    {command}"]
    return "\n".join(lines[1:])
