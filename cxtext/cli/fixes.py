"""``cxtext fixes``: a theme before and after a fix, beside other themes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from cxtext.cli import options as o
from cxtext.cli.files import check_output, write_csv
from cxtext.cli.output import Output, records


@dataclass(frozen=True)
class When:
    """From when on the fix was there, and how much around it is compared."""

    date: Annotated[str | None, typer.Option(metavar="DATE", help="First day with the fix, such as 2024-05-01.")] = None
    wave: Annotated[str | None, typer.Option(metavar="NAME", help="First wave with the fix, instead of a date.")] = None
    transition: Annotated[
        int, typer.Option(min=0, max=36_500, metavar="N", help="Days (or waves) from then on to leave out.")
    ] = 0
    window: Annotated[
        int | None, typer.Option(min=1, max=36_500, metavar="N", help="Use only N days (or waves) on either side.")
    ] = None


def fixes(
    run: o.Run,
    *,
    theme: Annotated[str, typer.Option(metavar="ID", help="The theme that was worked on, by id or label.")],
    when: When,
    output: o.CsvOutput = None,
    force: o.Force = False,
    out: Output,
) -> None:
    """Compare a theme before and after with other themes."""
    from cxtext.run import Analysis
    from cxtext.studies import measure_fix

    check_output(output, force=force)
    fix = measure_fix(Analysis.load(run), theme, **asdict(when))
    if output is not None:
        write_csv(out, fix.table, output)
        return
    out.result("\n".join(fix.sentences), {**fix.facts, "measures": records(fix.table), "sentences": list(fix.sentences)})
    for note in fix.notes:
        out.note(f"note: {note}")
