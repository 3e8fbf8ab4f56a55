"""``cxtext themes RUN export`` and ``import``: a whole session of edits as a file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxtext.cli import options as o
from cxtext.cli.edits import CHANGES_SHOWN, Saving
from cxtext.cli.files import write_files
from cxtext.cli.output import Output, render_table
from cxtext.errors import OutputError
from cxtext.wording import plural

if TYPE_CHECKING:
    from cxtext.pipeline import ThemeEdits
    from cxtext.themes import Entry

CodebookPath = Annotated[Path, typer.Argument(metavar="FILE", help="A codebook, such as codebook.yaml.", parser=o.name_path)]


def export_codebook(ctx: typer.Context, file: CodebookPath, *, force: o.Force = False, out: Output) -> None:
    """Write the themes of a run as a codebook; one that is there is brought up to date."""
    from cxtext.backlog import list_exported
    from cxtext.pipeline import ThemeEdits
    from cxtext.run import Analysis
    from cxtext.themes import read_text, render_codebook, update_codebook

    analysis = Analysis.load(ctx.obj)
    exported = list_exported(analysis)
    if file.is_dir():
        raise OutputError(f"output {str(file)!r} is a folder. Name a file in it.")
    is_new = not file.exists()
    if is_new:
        text = render_codebook(exported)
    else:
        if not force:
            _refuse_lost_edits(ThemeEdits(analysis), file, ctx.obj)
        text = update_codebook(read_text(file), str(file), exported)
    write_files(file.parent, {file.name: text.encode("utf-8")})
    n = len(exported.themes)
    out.result(
        f"{file}: {plural(n, 'theme')}" + ("" if is_new else ", brought up to date"), {"files": [str(file)], "n_themes": n}
    )
    out.note(f"Edit it, then: cxtext themes {ctx.obj} import {file} --dry-run")


def import_codebook(ctx: typer.Context, file: CodebookPath, *, saving: Saving, out: Output) -> None:
    """Make the edits that lead to what a codebook says."""
    from cxtext.findings import LogWords, compare_rankings
    from cxtext.pipeline import ThemeEdits, warn_of_each
    from cxtext.run import Analysis, check_target
    from cxtext.themes import Edit

    run: Path = ctx.obj
    target = run if saving.output is None else saving.output
    if not saving.dry_run and saving.output is not None:
        check_target(target, force=saving.force, sources=[str(run), str(file)])
    before = Analysis.load(run)
    start = ThemeEdits(before, by=saving.by)
    with out.progress():
        edits = start.read_codebook(file)
    made = list_new(edits)
    against = warn_of_each([one.edit for one in made if isinstance(one.edit, Edit)], start)
    for reason in against:
        out.story(f"warning: {reason}")
    with out.progress() as progress:
        after = edits.apply(progress=progress) if made else before
    change = compare_rankings(before, after)
    written = not saving.dry_run and (bool(made) or saving.output is not None)
    if written:
        after.save(target, force=saving.force or saving.output is None)
    shown = change.changes if saving.dry_run else change.changes[:CHANGES_SHOWN]
    words = LogWords(before, edits.model.edits)
    lines = [render_table(["edit", "of"], [[one.edit.kind, words.describe(one)] for one in made])] if made else []
    lines += [f"{plural(len(made), 'edit')}: {change.summary}" if made else "no edit: the themes are as the file says."]
    lines += [render_table(change.header, [one.cells for one in shown])] if shown else []
    left = len(change.changes) - len(shown)
    lines += [f"{left} more; --json lists all of them"] if left else []
    data: dict[str, Any] = {
        "run": str(target) if written else None,
        "edits": [words.to_record(one) for one in made],
        "against": against,
        "notes": list(edits.notes),
        "changes": [asdict(one) for one in change.changes],
        "n_themes": change.n_themes[1],
    }
    out.result("\n".join(lines), data)
    for note in edits.notes:
        out.note(f"note: {note}")
    if saving.dry_run and made:
        out.note("Nothing was written. Leave --dry-run out to make the edits.")
    elif written:
        out.note(f"Report: {target / 'report.html'}")
        out.note(f"Undo: cxtext themes {target} undo, once for each edit")
        out.note(f"Bring the file up to date, with the ids of new themes: cxtext themes {target} export {file}")


def list_new(edits: ThemeEdits) -> list[Entry]:
    """Return the edits that the run does not have yet."""
    saved = edits.analysis.model
    return list(edits.model.edits.entries[0 if saved is None else len(saved.edits.entries) :])


def _refuse_lost_edits(edits: ThemeEdits, file: Path, run: Path) -> None:
    """Raise when a file that is there has changes that the run does not have."""
    read = edits.read_codebook(file)
    changes = list_new(read)
    if changes:
        from cxtext.findings import LogWords

        n = plural(len(changes), "change")
        first = f"{changes[0].edit.kind}: {LogWords(edits.analysis, read.model.edits).describe(changes[0])}"
        raise OutputError(
            f"codebook {str(file)!r} has {n} that run {str(run)!r} does not have ({first}).\n"
            f"Make the edits: cxtext themes {run} import {file}. Or undo the changes in the file with --force."
        )
