"""``cxtext forget``: take a respondent out of saved runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cxtext.cli.output import Output
from cxtext.errors import InputError
from cxtext.wording import plural


def forget(
    respondent: Annotated[
        str, typer.Argument(metavar="RESPONDENT", help="Id of a respondent or a response; - reads it from standard input.")
    ],
    runs: Annotated[list[Path], typer.Argument(metavar="RUN...", help="Folders that 'cxtext analyze -o RUN' wrote.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be taken out; write nothing.")] = False,
    out: Output,
) -> None:
    """Take a respondent out of runs, measure them again and write them anew."""
    import sys

    from cxtext.pipeline import forget as forget_in
    from cxtext.run import Analysis

    wanted = sys.stdin.readline().strip() if respondent == "-" else respondent.strip()
    if not wanted:
        raise InputError("no respondent is named.\nGive an id: cxtext forget RESPONDENT RUN")
    loaded = {run: Analysis.load(run) for run in dict.fromkeys(runs)}  # a run that cannot be read stops it before any is changed
    lines: list[str] = []
    rows: list[dict[str, Any]] = []
    remaining: dict[str, None] = {}
    with out.progress() as progress:
        for run, before in loaded.items():
            done = forget_in(before, wanted, progress=progress)
            if done is None:
                rows.append({"run": str(run), "n_responses": 0, "n_opinions": 0})
                lines.append(f"{run}: not in it")
                continue
            if not dry_run:
                done.analysis.save(run, force=True)
            remaining |= dict.fromkeys(done.remaining)
            rows.append({"run": str(run), "n_responses": done.n_responses, "n_opinions": done.n_units})
            verb = "would be taken out" if dry_run else "taken out, and the run measured again"
            lines.append(f"{run}: {plural(done.n_responses, 'response')}, {plural(done.n_units, 'opinion')} {verb}")
    if not any(row["n_responses"] for row in rows):
        raise InputError(
            f"no response or respondent of this id is in {', '.join(repr(str(run)) for run in loaded)}.\n"
            "Give the id as the input has it, or as a report calls the response."
        )
    out.result("\n".join(lines), {"runs": rows, "remaining": list(remaining), "written": not dry_run})
    for note in remaining:
        out.note(f"note: {note}")
