"""The page of each theme: its numbers in every lens, its parts, its words, and why it is a theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from cxtext.findings import (
    AnalysisLike,
    Finding,
    GapPart,
    Kind,
    Part,
    Quote,
    RankChecks,
    RankedTheme,
    Ranking,
    Score,
    Sides,
    ThemeRow,
    emotions_text,
    intent_shares,
    intents_text,
    list_gap_parts,
    list_sides,
    scale_text,
    shared_text,
    sides_text,
    stability_text,
    tie_text,
    top_themes,
    unranked_text,
)
from cxtext.metrics import MetricView
from cxtext.report.links import anchor
from cxtext.report.section import Material
from cxtext.report.waves import Wave
from cxtext.wording import one_line

#: Most quotes of a theme.
QUOTES_PER_THEME = 6
#: Most key phrases of a theme.
PHRASES_PER_THEME = 8
#: Most characters of a key phrase.
PHRASE_LENGTH = 60
#: Most characters of a description.
DESCRIPTION_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Lenses:
    """The numbers of one theme under one metric, in all lenses."""

    metric: MetricView
    score: Score
    in_words: str
    shown: str
    adjusted: str
    removal: str
    on_scale: str
    gap: str
    value_with: str
    value_without: str
    shared: str
    sides: str
    unranked: str
    tie: str
    checks: RankChecks | None


@dataclass(frozen=True, slots=True)
class ThemePage:
    """What the page of one theme shows.

    Parameters
    ----------
    finding : Finding
        What it is under the primary metric.
    theme : ThemeRow
    anchor : str
        Id of its place in the report.
    label, description : str
        Shortened for the page.
    keyphrases : tuple of str
    tone : {"loss", "gain", "mute"}
    effect, stability, intents, emotions : str
        In words; empty where there is nothing to say.
    strength : float or None
        Median certainty of its assignments.
    parts : tuple of Part
        Its sub-themes and what is in none, with their points under the primary metric.
    lenses : tuple of Lenses
        One per metric that it was scored on.
    quotes : tuple of Quote
    waves : tuple of Wave
        Empty where there are too few.
    """

    finding: Finding
    theme: ThemeRow
    anchor: str
    label: str
    description: str
    keyphrases: tuple[str, ...]
    tone: str
    effect: str
    stability: str
    intents: str
    emotions: str
    strength: float | None
    parts: tuple[Part, ...]
    lenses: tuple[Lenses, ...]
    quotes: tuple[Quote, ...]
    waves: tuple[Wave, ...]


@dataclass(frozen=True, slots=True)
class ThemePages:
    """The pages of all themes."""

    template: ClassVar[str] = "themes.html.j2"

    pages: tuple[ThemePage, ...]


def tone_of(f: Finding) -> str:
    """Return the style of a finding: only what is established carries colour."""
    if not f.established or f.kind not in {Kind.PAIN, Kind.STRENGTH}:
        return "mute"
    return "loss" if f.kind == Kind.PAIN else "gain"


def describe_themes(material: Material) -> ThemePages | None:
    """Return the page of every theme, in the order of the primary ranking; nothing without themes."""
    if not material.has_themes:
        return None
    analysis, rankings = material.analysis, material.rankings
    themes = top_themes(analysis)
    intents, emotions = intent_shares(analysis), intent_shares(analysis, "emotion")
    assigned = analysis.tables["assignments"].dropna(subset="theme_id")
    strength = {str(theme): float(value) for theme, value in assigned.groupby("theme_id")["strength"].median().items()}
    lenses = _lenses(analysis, rankings, {theme_id: theme.label for theme_id, theme in themes.items()})
    pages = []
    for ranked in rankings[0].themes:
        f, theme = ranked.finding, themes[ranked.theme_id]
        page = ThemePage(
            finding=f,
            theme=theme,
            anchor=anchor(f.theme_id),
            label=ranked.label,
            description=one_line(f.description, DESCRIPTION_LENGTH),
            keyphrases=tuple(one_line(phrase, PHRASE_LENGTH) for phrase in theme.keyphrases)[:PHRASES_PER_THEME],
            tone=tone_of(f),
            effect=ranked.effect_with_limits if f.effect is not None else "",
            stability=stability_text(theme.stability),
            intents=intents_text(intents.get(f.theme_id, {})),
            emotions=emotions_text(emotions.get(f.theme_id, {})),
            strength=strength.get(f.theme_id),
            parts=ranked.parts,
            lenses=tuple(lenses[f.theme_id]),
            quotes=tuple(material.quotes.quotes(f.theme_id, QUOTES_PER_THEME)),
            waves=tuple(material.waves.get(f.theme_id, ())),
        )
        pages.append(page)
    return ThemePages(tuple(pages))


def _lenses(analysis: AnalysisLike, rankings: Sequence[Ranking], labels: Mapping[str, str]) -> dict[str, list[Lenses]]:
    """Return the numbers of each theme under every metric."""
    parts: dict[tuple[str, str], list[GapPart]] = {}
    for part in list_gap_parts(analysis):
        parts.setdefault((part.theme_id, part.metric), []).append(part)
    lenses: dict[str, list[Lenses]] = {}
    for ranking in rankings:
        metric, themes = ranking.metric, ranking.themes
        sides = list_sides(analysis, metric.name)
        for theme, after in zip(themes, [*ranking.findings[1:], None], strict=True):
            own = parts.get((theme.theme_id, metric.name), [])
            lenses.setdefault(theme.theme_id, []).append(_describe(metric, theme, after, own, sides.get(theme.theme_id), labels))
    return lenses


def _describe(
    metric: MetricView,
    theme: RankedTheme,
    after: Finding | None,
    parts: Sequence[GapPart],
    sides: Sides | None,
    labels: Mapping[str, str],
) -> Lenses:
    """Write the numbers of one theme under one metric; ``after`` is the next in rank."""
    f, score = theme.finding, theme.score

    def text(lens: str, effect: float | None, low: float | None, high: float | None) -> str:
        shown = metric.effect_text(effect, whole=lens == "gap", sure=f.established and lens == f.lens)
        return f"{shown} {metric.limits_text(low, high, whole=lens == 'gap')}"

    return Lenses(
        metric=metric,
        score=score,
        in_words=theme.in_words,
        shown=theme.effect_with_limits if theme.limits and f.effect != f.measured else "",
        adjusted=text("adjusted", score.adjusted, score.adjusted_low, score.adjusted_high),
        removal=text("impact", score.impact, score.impact_low, score.impact_high),
        on_scale=scale_text(metric, score),
        gap=text("gap", score.gap, score.gap_low, score.gap_high),
        value_with=metric.value_text(score.metric_with),
        value_without=metric.value_text(score.metric_without),
        shared=shared_text(metric, f, parts, labels),
        sides=sides_text(metric, sides),
        unranked=unranked_text(f.kind),
        tie=tie_text(metric, f, after) if f.kind == Kind.PAIN else "",
        checks=theme.checks,
    )
