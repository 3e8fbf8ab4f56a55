"""``cxtext themes RUN``: list, show and teach the themes of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


#: What a theme is, as ``themes RUN list`` has it.
_KINDS = {
    "pain": "pain point",
    "no-cost": "complaints, no measurable cost",
    "strength": "strength",
    "other": "mixed",
    "verdict": "a verdict, not ranked",
    "aside": "no feedback, not ranked",
}
#: Where a theme comes from that was not discovered.
_ORIGINS = {"codebook": ", from the codebook", "edited": ", made by an edit"}

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
    ranked, rows = {theme.theme_id: theme for theme in ranking.themes}, list_rows(ThemeRow, analysis.themes)
    of_id, listed = {row.theme_id: row for row in rows}, []
    for row in rows:
        if row.parent_id is None:
            listed += _list_theme(row, ranked[row.theme_id], of_id, is_volume=ranking.metric.is_volume)
    points = ["say it negatively"] if ranking.metric.is_volume else [ranking.metric.effect_heading, "as measured"]
    header = ["id", "theme", "responses", "share", "opinions", *points, "what it is", "topic", "work"]
    text = render_table(
        *drop_empty(header, listed, ("topic", "work")), right=[2, 3, 4, 5, *([] if ranking.metric.is_volume else [6])]
    )
    data = {"themes": records(analysis.themes.drop(columns=["exemplar_ids"])), "subthemes": records(analysis.tables["subthemes"])}
    out.result("\n".join(filter(None, [text, ranking.parts_note, ranking.basis.note])), data)


def drop_empty(header: list[str], rows: list[list[str]], names: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Return a table without those of some columns in which no row has anything.

    >>> drop_empty(["id", "topic"], [["T001", ""]], ["topic"])
    (['id'], [['T001']])
    """
    columns = [i for i, name in enumerate(header) if name not in names or any(row[i] for row in rows)]
    return [header[i] for i in columns], [[row[i] for i in columns] for row in rows]


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
    dry_run: o.ShowOnly = False,
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
        ("label", theme.label),
        ("part of", theme.parent_id or ""),
        ("size", f"{theme.n_responses:,} responses{by_people(theme.n_responses, theme.n_voices)}, {theme.n_units:,} opinions"),
        ("description", theme.description),
        ("parts", ", ".join(f"{part.theme_id} {part.label}" for part in details.subthemes)),
        ("topic", theme.topic or ""),
        ("work", theme.work),
    ]
    checks = [
        ("found again", "" if theme.stability is None else f"{theme.stability:.2f} of 1 on other samples (stability)"),
        ("alike", f"{theme.cohesion:.2f} of 1, how near its opinions are to its centre (cohesion, mean cosine)"),
        ("one subject", f"{theme.focus:.2f} of 1, how far its opinions share a subject (focus)"),
        ("name", f"from {theme.named_by or 'responses'}{_rank(theme.label_rank)}"),
        ("origin", f"{theme.origin}, {theme.kind}"),
        ("keyphrases", ", ".join(theme.keyphrases)),
        ("nearest", ", ".join(f"{near.theme_id} {near.label} ({near.cosine:.2f})" for near in details.nearest)),
    ]
    lines = [theme.theme_id, *_list_facts(facts)]
    lines += ["known:", *(f"  {sentence}" for sentence in details.story)] if details.story else []
    return "\n".join([*lines, "typical:", *(f"  {text}" for text in details.exemplars), "how it was made:", *_list_facts(checks)])


def _list_facts(facts: Sequence[tuple[str, str]]) -> list[str]:
    """Return names and values on lines of their own, without those that have none."""
    return [f"{name + ':':<13}{value}" for name, value in facts if value]


def _rank(place: int | None) -> str:
    """Say how well a label finds its theme."""
    if place is None:
        return ""
    return "; the nearest label to held-out units" if place == 1 else f"; {place - 1} other labels are nearer to held-out units"


def _list_theme(row: ThemeRow, ranked: RankedTheme, of_id: Mapping[str, ThemeRow], *, is_volume: bool) -> list[list[str]]:
    """Return the cells of a theme and of its parts."""
    points = [ranked.damage] if is_volume else [ranked.effect, ranked.measured or ranked.effect]
    cells = [[*_sizes(row, row.label, ranked.share), *points, _describe(row, ranked), row.topic or "", row.work]]
    for part in ranked.parts:
        label = f"- {part.label}"
        own = None if part.subtheme_id is None else of_id[part.subtheme_id]
        sizes = ["", label, f"{part.n_responses:,}", part.share_text, ""] if own is None else _sizes(own, label, part.share_text)
        topic, work = ("", "") if own is None else (own.topic or "", own.work)
        cells.append([*sizes, *([] if is_volume else [""]), part.points_text, "", topic, work])
    return cells


def _describe(row: ThemeRow, ranked: RankedTheme) -> str:
    """Say what a theme is under the metric that leads, and where it comes from when it was not discovered."""
    kind = _KINDS[str(ranked.finding.kind)]
    sure = "" if ranked.finding.established or ranked.finding.kind not in ("pain", "strength") else ", not certain"
    place = f"no. {ranked.rank}, " if ranked.finding.kind == "pain" else ""
    return f"{place}{kind}{sure}{_ORIGINS.get(row.origin, '')}"


def _sizes(row: ThemeRow, label: str, share: str) -> list[str]:
    """Return the first cells of a theme or sub-theme: what it is and how many have it."""
    return [row.theme_id, label, f"{row.n_responses:,}", share, f"{row.n_units:,}"]
