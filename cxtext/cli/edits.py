"""``cxtext themes RUN``: edit the themes of a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxtext.cli import options as o
from cxtext.cli.output import Output, render_table
from cxtext.cli.themes import ThemeId
from cxtext.errors import ConfigError

if TYPE_CHECKING:
    from cxtext.pipeline import ThemeEdits
    from cxtext.themes import Entry, Theme

#: Themes of which the change is shown, unless the change is only tried.
CHANGES_SHOWN = 5

WorkWord = Annotated[
    str, typer.Argument(metavar="STATUS", help="open, planned, in progress, done or won't do; an empty one takes it back.")
]
TicketText = Annotated[
    str, typer.Argument(metavar="TICKET", help="The key of a ticket, or its address; an empty one takes it back.")
]
KindWord = Annotated[
    str,
    typer.Argument(metavar="KIND", help="cause: it gives a reason, and is ranked; verdict: it tells how content people are."),
]
Off = Annotated[bool, typer.Option("--off", help="Take it back.")]
ExamplesFile = Annotated[
    str | None,
    typer.Option(
        "--examples", metavar="FILE", help="Opinions like those meant: one per line, or a table with a text column; - is stdin."
    ),
]


@dataclass(frozen=True)
class Saving:
    """Where an edit goes, and who makes it.

    Parameters
    ----------
    output : Path, optional
        Another folder; by default the run itself is written anew.
    dry_run : bool
        Show what the edit does to the ranking and write nothing.
    by : str
    """

    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="RUN", help="Write a new run and leave this one as it is.", parser=o.name_folder),
    ] = None
    dry_run: o.ShowOnly = False
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who edits, for the log.")] = ""
    force: o.Force = False


def rename(ctx: typer.Context, theme: ThemeId, name: str, *, saving: Saving, out: Output) -> None:
    """Give a theme another name."""
    _edit(ctx.obj, lambda edits: edits.rename(theme, name), saving, out)


def describe(ctx: typer.Context, theme: ThemeId, text: str, *, saving: Saving, out: Output) -> None:
    """Say what belongs to a theme."""
    _edit(ctx.obj, lambda edits: edits.describe(theme, text), saving, out)


def owner(ctx: typer.Context, theme: ThemeId, name: str, *, saving: Saving, out: Output) -> None:
    """Say who looks after a theme."""
    _edit(ctx.obj, lambda edits: edits.set_owner(theme, name), saving, out)


def status(ctx: typer.Context, theme: ThemeId, status: WorkWord, *, saving: Saving, out: Output) -> None:
    """Say how far people are with a theme."""
    _edit(ctx.obj, lambda edits: edits.status(theme, status), saving, out)


def ticket(ctx: typer.Context, theme: ThemeId, ticket: TicketText, *, saving: Saving, out: Output) -> None:
    """Say where people work on a theme."""
    _edit(ctx.obj, lambda edits: edits.ticket(theme, ticket), saving, out)


def topic(ctx: typer.Context, theme: ThemeId, name: str, *, saving: Saving, out: Output) -> None:
    """Say which topic a theme is about."""
    _edit(ctx.obj, lambda edits: edits.set_topic(theme, name), saving, out)


def kind(ctx: typer.Context, theme: ThemeId, kind: KindWord, *, saving: Saving, out: Output) -> None:
    """Say whether a theme gives a reason, and is ranked."""
    _edit(ctx.obj, lambda edits: edits.set_kind(theme, kind), saving, out)


def lock(ctx: typer.Context, theme: ThemeId, *, off: Off = False, saving: Saving, out: Output) -> None:
    """Protect the opinions of a theme."""
    _edit(ctx.obj, lambda edits: edits.lock(theme, on=not off), saving, out)


def hide(ctx: typer.Context, theme: ThemeId, *, off: Off = False, saving: Saving, out: Output) -> None:
    """Take a theme out of ranking and report."""
    _edit(ctx.obj, lambda edits: edits.hide(theme, on=not off), saving, out)


def merge(
    ctx: typer.Context,
    themes: Annotated[list[str], typer.Argument(metavar="THEME...", help="Ids or labels; the others go into the first.")],
    *,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="A new name for the one that remains.")] = None,
    saving: Saving,
    out: Output,
) -> None:
    """Make one theme of several."""

    def make(edits: ThemeEdits) -> ThemeEdits:
        merged = edits.merge(*themes)
        return merged if name is None else merged.rename(merged.find(themes[0]), name)

    _edit(ctx.obj, make, saving, out)


def split(
    ctx: typer.Context,
    theme: ThemeId,
    parts: Annotated[
        list[str] | None, typer.Argument(metavar="[PART]...", help="Parts to make themes of; all by default.")
    ] = None,
    *,
    words: Annotated[
        list[str] | None, typer.Option("--words", metavar="PHRASE", help="Opinions with this word or phrase; may be repeated.")
    ] = None,
    examples: ExamplesFile = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="Name of the new theme.")] = None,
    saving: Saving,
    out: Output,
) -> None:
    """Make themes of parts of a theme, or a new one of some of its opinions."""
    ways = [bool(parts), bool(words), examples is not None]
    if sum(ways) > 1:
        raise ConfigError("a theme is split by parts, by --words or by --examples, not by several at once.\nGive one of them.")
    if (words or examples is not None) and not name:
        raise ConfigError("the new theme needs a name.\nAdd --name 'NAME'.")

    def make(edits: ThemeEdits) -> ThemeEdits:
        if words:
            return edits.split_by_words(theme, name or "", words)
        if examples is not None:
            from cxtext.readers import read_examples

            return edits.split_by_examples(theme, name or "", read_examples(examples, None))
        return edits.split(theme, *(parts or []))

    _edit(ctx.obj, make, saving, out)


def move(
    ctx: typer.Context,
    what: Annotated[list[str], typer.Argument(metavar="WHAT...", help="A part by id or label, or opinions by their unit_id.")],
    *,
    to: Annotated[str, typer.Option("--to", metavar="THEME", help="Where it goes; 'none' for opinions that fit no theme.")],
    saving: Saving,
    out: Output,
) -> None:
    """Give a part, or single opinions, to another theme."""
    target = None if to.casefold() == "none" else to
    _edit(ctx.obj, lambda edits: edits.move(what, target), saving, out)


def undo(ctx: typer.Context, *, saving: Saving, out: Output) -> None:
    """Take the last edit back."""
    _edit(ctx.obj, lambda edits: edits.undo(), saving, out)


def redo(ctx: typer.Context, *, saving: Saving, out: Output) -> None:
    """Make the edit that was taken back last hold again."""
    _edit(ctx.obj, lambda edits: edits.redo(), saving, out)


def log(ctx: typer.Context, *, out: Output) -> None:
    """List every edit."""
    from cxtext.findings import LogWords
    from cxtext.run import Analysis
    from cxtext.themes import EditLog

    analysis = Analysis.load(ctx.obj)
    edits = EditLog() if analysis.model is None else analysis.model.edits
    entries, holds = edits.entries, {entry.number for entry in edits.effective}
    words = LogWords(analysis, edits)
    shown = [(words.describe(entry), words.to_record(entry)) for entry in entries]
    rows = [
        [str(e.number), e.at, e.by, e.edit.kind, details, "" if e.number in holds or not e.is_edit else "taken back"]
        for e, (details, _) in zip(entries, shown, strict=True)
    ]
    text = (
        render_table(["n", "at", "by", "edit", "of", ""], rows, right=[0])
        if rows
        else "nobody has edited the themes of this run."
    )
    out.result(text, {"edits": [{**record, "holds": e.number in holds} for e, (_, record) in zip(entries, shown, strict=True)]})


def _edit(run: Path, make: Callable[[ThemeEdits], ThemeEdits], saving: Saving, out: Output) -> None:
    """Edit the themes of a run, measure it again, save it and say what changed."""
    from cxtext.run import Analysis, check_target, read_once

    target = run if saving.output is None else saving.output
    if not saving.dry_run and saving.output is not None:
        check_target(target, force=saving.force)
    with ThreadPoolExecutor(1) as beside:  # reading a run takes half as long as importing what measures it
        loading = beside.submit(Analysis.load, run)
        from cxtext.findings import LogWords, compare_rankings
        from cxtext.pipeline import ThemeEdits, warn_of_each
        from cxtext.themes import Edit

        before = loading.result()
    start = ThemeEdits(before, by=saving.by)
    with out.progress():
        edits = make(start)
    entries = edits.model.edits.entries
    made = entries[len(start.model.edits.entries) :]
    against = warn_of_each([one.edit for one in made if isinstance(one.edit, Edit)], start)
    for reason in against:  # before it is measured and saved, so that there is time to stop it
        out.story(f"warning: {reason}")
    with out.progress() as progress:
        after = edits.apply(progress=progress)
    with read_once(after):
        change = compare_rankings(before, after)
        if not saving.dry_run:
            after.save(target, force=saving.force or saving.output is None)
    shown = change.changes if saving.dry_run else change.changes[:CHANGES_SHOWN]
    words = LogWords(before, edits.model.edits)
    lines = [*(f"{one.edit.kind}: {words.describe(one)}" for one in made), change.summary]
    lines += [render_table(change.header, [one.cells for one in shown])] if shown else []
    left = len(change.changes) - len(shown)
    lines += [f"{left} more; --json lists all of them"] if left else []
    data: dict[str, Any] = {
        "run": None if saving.dry_run else str(target),
        "edit": words.to_record(made[-1]),
        "against": against,
        "changes": [asdict(one) for one in change.changes],
        "kinds": list(change.kinds),
        "n_themes": change.n_themes[1],
    }
    out.result("\n".join(lines), data)
    for item in _list_named_verdicts(made, start):
        out.note(
            f"{item.theme_id} stays a {item.kind}, which is not ranked. If it gives a reason: "
            f"cxtext themes {run} kind {item.theme_id} cause"
        )
    if saving.dry_run:
        out.note("Nothing was written. Leave --dry-run out to make the edit.")
    else:
        out.note(f"Report: {target / 'report.html'}")
        out.note(f"Undo: cxtext themes {target} undo")


def _list_named_verdicts(made: Sequence[Entry], start: ThemeEdits) -> list[Theme]:
    """Return the themes without a subject of their own that edits give a name, which may be one."""
    from cxtext.themes import Rename, ThemeKind

    renamed = {entry.edit.theme for entry in made if isinstance(entry.edit, Rename)}
    items = [item for item in start.themes.items if item.theme_id in renamed and item.parent_id is None]
    return [item for item in items if item.kind == ThemeKind.VERDICT]
