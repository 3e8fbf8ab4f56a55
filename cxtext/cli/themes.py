"""``cxtext themes RUN``: list, show and teach the themes of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxtext.cli import options as o
from cxtext.cli.output import Output, count_warnings, records, render_table
from cxtext.errors import ConfigError
from cxtext.schema import read_issues
from cxtext.wording import by_people

if TYPE_CHECKING:
    from cxtext.findings import RankedTheme, ThemeRow
    from cxtext.pipeline import Taught
    from cxtext.run import Analysis


@dataclass(frozen=True, slots=True)
class NearTheme:
    """A theme near to another one, with the cosine of their centres."""

    theme_id: str
    label: str
    cosine: float


@dataclass(frozen=True, slots=True)
class ThemeDetails:
    """Why a theme is one: its row of table ``themes``, typical opinions, the nearest themes and its parts."""

    theme: ThemeRow
    story: tuple[str, ...]
    exemplars: tuple[str, ...]
    nearest: tuple[NearTheme, ...]
    subthemes: tuple[ThemeRow, ...]


ThemeId = Annotated[str, typer.Argument(metavar="THEME", help="Its id, such as T007, or its label.")]


def keep_run(ctx: typer.Context, run: o.Run) -> None:
    """Keep the run for the command that follows."""
    ctx.obj = run


def list_themes(ctx: typer.Context, *, out: Output) -> None:
    """Print the themes of a run, each with its parts."""
    from cxtext.findings import ThemeRow, describe_ranking, list_rows, metric_views
    from cxtext.run import Analysis

    analysis = Analysis.load(ctx.obj)
    ranking = describe_ranking(analysis, metric_views(analysis)[0])
    is_volume = ranking.metric.is_volume
    ranked, rows = {theme.theme_id: theme for theme in ranking.themes}, list_rows(ThemeRow, analysis.themes)
    of_id, cells = {row.theme_id: row for row in rows}, []
    for row in rows:
        if row.parent_id is None:
            cells += _list_theme(row, ranked[row.theme_id], of_id, is_volume=is_volume)
    heads = ["say it negatively"] if is_volume else [ranking.metric.effect_heading, "as measured"]
    header = ["id", "theme", "responses", "units", "share", *heads, "origin", "kind", "topic"]
    if any(row.work for row in rows):
        header, cells = [*header, "work"], [[*row, of_id[row[0]].work if row[0] else ""] for row in cells]
    text = render_table(header, cells, right=range(2, 5 + len(heads)))
    data = {"themes": records(analysis.themes.drop(columns=["exemplar_ids"])), "subthemes": records(analysis.tables["subthemes"])}
    out.result("\n".join([text, *([ranking.parts_note] if ranking.parts_note else [])]), data)


def show_theme(ctx: typer.Context, theme: ThemeId, *, out: Output) -> None:
    """Print why a theme is one."""
    from cxtext.run import Analysis

    analysis = Analysis.load(ctx.obj)
    details = describe_theme(analysis, theme)
    out.result(render_theme(details), _to_data(analysis, details))


def teach(
    ctx: typer.Context,
    theme: ThemeId,
    *,
    examples: Annotated[
        str,
        typer.Option(metavar="FILE", help="Opinions that belong to it: one per line, or a table with a text column; - is stdin."),
    ],
    output: o.OutputFolder = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what it does to the ranking; write nothing.")] = False,
    text_column: Annotated[str | None, typer.Option(metavar="NAME", help="Column of the table that holds the examples.")] = None,
    force: o.Force = False,
    strict: o.Strict = False,
    out: Output,
) -> None:
    """Make a run again with a theme that takes more."""
    from cxtext.readers import read_examples
    from cxtext.run import Analysis, check_target

    if output is not None:
        check_target(output, force=force, sources=[str(ctx.obj), examples])
    elif not dry_run:
        raise ConfigError("the run that the theme is taught in needs a folder.\nAdd -o RUN, or --dry-run to see what would move.")
    before = Analysis.load(ctx.obj)
    texts = read_examples(examples, text_column)
    with out.progress() as progress:
        from cxtext.pipeline import teach_theme

        taught = teach_theme(before, theme, texts, progress=progress)
        if output is not None and not dry_run:
            taught.analysis.save(output, force=force)
    if output is None or dry_run:
        _show_lesson(before, taught, out)
        return
    manifest = taught.analysis.manifest
    data = {"run": str(output), "message": taught.message, "counts": asdict(manifest.counts), "taught": manifest.taught}
    n_warnings = count_warnings(read_issues(taught.analysis.issues)) if strict else 0
    out.result(taught.message, data, ok=n_warnings == 0)
    out.note(f"Report: {output / 'report.html'}")
    if n_warnings:
        out.refuse_warnings(n_warnings)


def _show_lesson(before: Analysis, taught: Taught, out: Output) -> None:
    """Show what a lesson does to the ranking."""
    from cxtext.findings import compare_rankings

    change = compare_rankings(before, taught.analysis)
    table = [render_table(change.header, [one.cells for one in change.changes])] if change.changes else []
    data = {"run": None, "message": taught.message, "changes": [asdict(one) for one in change.changes]}
    out.result("\n".join([taught.message, change.summary, *table]), data)
    out.note("Nothing was written. Add -o RUN and leave --dry-run out to teach the theme.")


def describe_theme(analysis: Analysis, wanted: str) -> ThemeDetails:
    """Return why a theme, named by its id or label, is one."""
    from cxtext.findings import ThemeRow, list_rows, outgoing
    from cxtext.run import find_theme

    themes = {row.theme_id: row for row in list_rows(ThemeRow, analysis.themes)}
    theme = themes[find_theme(analysis.themes, wanted)]
    words = outgoing(analysis)
    near = analysis.model.find_nearest(theme.theme_id) if analysis.model is not None and theme.parent_id is None else []
    return ThemeDetails(
        theme=theme,
        story=_tell(analysis, theme),
        exemplars=tuple(words.unit(unit) for unit in theme.exemplar_ids),
        nearest=tuple(NearTheme(theme_id, themes[theme_id].label, cosine) for theme_id, cosine in near),
        subthemes=tuple(row for row in themes.values() if row.parent_id == theme.theme_id),
    )


def _tell(analysis: Analysis, theme: ThemeRow) -> tuple[str, ...]:
    """Return what is known about a theme, as its page of the report tells it; nothing of a part or of one that is hidden."""
    from cxtext.findings import describe_ranking, metric_views, tell_stories

    stories = tell_stories(analysis, describe_ranking(analysis, metric_views(analysis)[0]))
    own = stories.get(theme.theme_id)
    return () if own is None else tuple(sentence.text for sentence in own.sentences)


def _to_data(analysis: Analysis, details: ThemeDetails) -> dict[str, Any]:
    """Return the document of ``--json``: the row of the table, and what was looked up for it."""
    from cxtext.findings import outgoing

    (row,) = records(analysis.themes[analysis.themes["theme_id"] == details.theme.theme_id])
    return {
        **row,
        "exemplar_ids": [outgoing(analysis).name_unit(unit) for unit in details.theme.exemplar_ids],
        "story": details.story,
        "exemplars": details.exemplars,
        "nearest": [asdict(near) for near in details.nearest],
        "subthemes": [{"theme_id": part.theme_id, "label": part.label} for part in details.subthemes],
    }


def render_theme(details: ThemeDetails) -> str:
    """Return the same as text."""
    theme = details.theme
    facts = [
        ("label", f"{theme.label} (from {theme.named_by or 'responses'}{_rank(theme.label_rank)})"),
        ("part of", theme.parent_id or ""),
        ("description", theme.description),
        (
            "size",
            f"{theme.n_responses:,} responses{by_people(theme.n_responses, theme.n_voices)}, {theme.n_units:,} opinion units",
        ),
        ("origin", f"{theme.origin}, {theme.kind}"),
        ("topic", theme.topic or ""),
        ("work", theme.work),
        ("stability", "" if theme.stability is None else f"{theme.stability:.2f} of 1 over refits on resamples"),
        ("cohesion", f"{theme.cohesion:.2f}, mean cosine similarity of its opinion units to the centre of the theme"),
        ("focus", f"{theme.focus:.2f} of 1: how far its units share a subject"),
        ("keyphrases", ", ".join(theme.keyphrases)),
        ("nearest", ", ".join(f"{near.theme_id} {near.label} ({near.cosine:.2f})" for near in details.nearest)),
        ("sub-themes", ", ".join(f"{part.theme_id} {part.label}" for part in details.subthemes)),
    ]
    lines = [theme.theme_id, *(f"{name + ':':<13}{value}" for name, value in facts if value)]
    lines += ["known:", *(f"  {sentence}" for sentence in details.story)] if details.story else []
    return "\n".join([*lines, "typical:", *(f"  {text}" for text in details.exemplars)])


def _rank(place: int | None) -> str:
    """Say how well a label finds its theme."""
    if place is None:
        return ""
    return "; the nearest label to held-out units" if place == 1 else f"; {place - 1} other labels are nearer to held-out units"


def _list_theme(row: ThemeRow, ranked: RankedTheme, of_id: Mapping[str, ThemeRow], *, is_volume: bool) -> list[list[str]]:
    """Return the cells of a theme and of its parts."""
    points = [ranked.damage] if is_volume else [ranked.effect, ranked.measured or ranked.effect]
    cells = [[*_sizes(row, row.label), ranked.share, *points, row.origin, row.kind, row.topic or ""]]
    for part in ranked.parts:
        label = f"- {part.label}"
        own = None if part.subtheme_id is None else of_id[part.subtheme_id]
        sizes = ["", label, f"{part.n_responses:,}", ""] if own is None else _sizes(own, label)
        topic = "" if own is None else own.topic or ""
        cells.append([*sizes, part.share_text, *[""] * (len(points) - 1), part.points_text, "", "", topic])
    return cells


def _sizes(row: ThemeRow, label: str) -> list[str]:
    """Return the first cells of a theme or sub-theme: what it is and how many have it."""
    return [row.theme_id, label, f"{row.n_responses:,}", f"{row.n_units:,}"]
