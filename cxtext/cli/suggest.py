"""``cxtext themes RUN suggest``: edits that the tables and the model of a run speak for."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from cxtext.cli.output import Output

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
