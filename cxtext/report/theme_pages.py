"""The page of each theme: its numbers in every lens, its parts, its words, and why it is a theme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import ClassVar

from cxtext.findings import (
    AnalysisLike,
    Finding,
    GapPart,
    GroupRow,
    Kind,
    Opinion,
    Part,
    Quote,
    RankChecks,
    RankedTheme,
    Ranking,
    Score,
    Sides,
    ThemePair,
    ThemeRow,
    ThemeStory,
    count_descriptions,
    emotions_text,
    intent_shares,
    intents_text,
    list_gap_parts,
    list_group_rows,
    list_sides,
    list_theme_opinions,
    list_theme_pairs,
    scale_text,
    shared_text,
    sides_text,
    stability_text,
    tell_stories,
    tie_text,
    unranked_text,
)
from cxtext.metrics import MetricView
from cxtext.report.links import ThemeLink, Ticket, anchor, link_theme, list_tickets
from cxtext.report.opinions import OPINIONS_FILE, Embedded, embed_opinions, how_typical, name_all
from cxtext.report.section import Material
from cxtext.report.waves import Wave
from cxtext.wording import one_line, percent, plural

#: Most quotes of a theme.
QUOTES_PER_THEME = 6
#: Most quotes of each other view of a theme: its most typical opinions, and those with a bad answer.
QUOTES_PER_VIEW = 4
#: Most groups that a theme names, and most other themes.
GROUPS_PER_THEME = 8
PAIRS_PER_THEME = 6
#: Most characters of an owner's name.
LABEL_LENGTH = 120
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
    place: int | None
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
class Lead:
    """The one figure of a theme to read first: its effect, or how many mention it, and what that is."""

    value: str
    unit: str
    detail: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """A theme that comes with another one, and the metric in words among those who mention both, or only one of them."""

    pair: ThemePair
    other: ThemeLink
    both: str
    only_this: str
    only_other: str


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
        Shortened for the page; the description is empty where it only counts what the story says.
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
        The most telling ones.
    lead : Lead
        The one figure to read first.
    story : ThemeStory
        What is known about it, in sentences.
    groups : tuple of GroupRow
        The groups that are established as mentioning it more or less often, the surest first.
    pairs : tuple of PairRow
        The themes that are established as coming with it more often than without it.
    typical, by_answer : tuple of Opinion
        Its most typical opinions, and the negative ones of people whose answer to the metric is bad; of a strength, the positive
        ones of people whose answer is good.
    n_opinions : int
        All of its opinions.
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
    lead: Lead
    story: ThemeStory
    groups: tuple[GroupRow, ...]
    pairs: tuple[PairRow, ...]
    typical: tuple[Opinion, ...]
    by_answer: tuple[Opinion, ...]
    n_opinions: int
    waves: tuple[Wave, ...]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What people decided about it: owner, status, and whether it is protected; nothing where that is nothing."""
        decided = [
            ("Owner", one_line(self.theme.owner or "", LABEL_LENGTH)),
            ("Status", (self.theme.work_status or "").capitalize()),
            ("Opinions", "protected from edits and from discovery" if self.theme.locked else ""),
        ]
        return [(name, value) for name, value in decided if value]

    @property
    def tickets(self) -> tuple[Ticket, ...]:
        """Where people work on it."""
        return list_tickets(self.theme.ticket)


@dataclass(frozen=True, slots=True)
class ThemePages:
    """The pages of all themes."""

    template: ClassVar[str] = "themes.html.j2"

    pages: tuple[ThemePage, ...]
    has_groups: bool = False
    has_pairs: bool = False
    opinions: Embedded | None = None

    @property
    def data(self) -> dict[str, object]:
        """Return the opinions for the script of the page; nothing where they are in a file of their own."""
        return {} if self.opinions is None else self.opinions.themes

    @property
    def file(self) -> str:
        """The page beside the report that has the opinions; empty where the report itself has them."""
        return OPINIONS_FILE if self.opinions is None else ""


def tone_of(f: Finding) -> str:
    """Return the style of a finding: only what is established carries colour."""
    if not f.established or f.kind not in {Kind.PAIN, Kind.STRENGTH}:
        return "mute"
    return "loss" if f.kind == Kind.PAIN else "gain"


def describe_themes(material: Material) -> ThemePages | None:
    """Return the page of every theme, in the order of the primary ranking; nothing without themes."""
    if not material.has_themes:
        return None
    analysis, ranking = material.analysis, material.rankings[0]
    evidence = _Evidence.of(material)
    pages = [_describe_theme(ranked, evidence, material) for ranked in ranking.in_order]
    embedded = embed_opinions(list_theme_opinions(analysis, ranking.metric), name_all(analysis))
    has_pairs = bool(len(analysis.tables["theme_pairs"]))
    return ThemePages(tuple(pages), bool(len(analysis.tables["groups"])), has_pairs, embedded)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the pages are made of, by theme."""

    intents: Mapping[str, Mapping[str, float]]
    emotions: Mapping[str, Mapping[str, float]]
    strength: Mapping[str, float]
    lenses: Mapping[str, Sequence[Lenses]]
    stories: Mapping[str, ThemeStory]
    groups: Mapping[str, Sequence[GroupRow]]
    pairs: Mapping[str, Sequence[ThemePair]]
    opinions: Mapping[str, Sequence[Opinion]]
    counted: Mapping[str, str]

    @classmethod
    def of(cls, material: Material) -> _Evidence:
        """Read it from the tables."""
        analysis, rankings = material.analysis, material.rankings
        assigned = analysis.tables["assignments"].dropna(subset="theme_id")
        groups: dict[str, list[GroupRow]] = {}
        for row in sorted(list_group_rows(analysis), key=lambda r: (r.q_value, -r.lift, r.group_column, r.group)):
            if row.established:
                groups.setdefault(row.theme_id, []).append(row)
        pairs: dict[str, list[ThemePair]] = {}
        for pair in sorted(list_theme_pairs(analysis, rankings[0].metric.name), key=lambda p: (-p.lift, p.other_id)):
            if pair.established and pair.is_more:
                pairs.setdefault(pair.theme_id, []).append(pair)
        return cls(
            intents=intent_shares(analysis),
            emotions=intent_shares(analysis, "emotion"),
            strength={str(theme): float(value) for theme, value in assigned.groupby("theme_id")["strength"].median().items()},
            lenses=_lenses(analysis, rankings, {theme_id: theme.label for theme_id, theme in material.themes.items()}),
            stories=tell_stories(analysis, rankings[0]),
            groups=groups,
            pairs=pairs,
            opinions=list_theme_opinions(analysis, rankings[0].metric),
            counted=dict(zip(analysis.tables["themes"]["theme_id"], count_descriptions(analysis.tables), strict=True)),
        )


def _describe_theme(ranked: RankedTheme, evidence: _Evidence, material: Material) -> ThemePage:
    """Return the page of one theme."""
    f, theme, own = ranked.finding, material.themes[ranked.theme_id], ranked.theme_id
    metric, opinions = material.rankings[0].metric, evidence.opinions.get(ranked.theme_id, ())
    return ThemePage(
        finding=f,
        theme=theme,
        anchor=anchor(own),
        label=ranked.label,
        description="" if f.description == evidence.counted[own] else one_line(f.description, DESCRIPTION_LENGTH),
        keyphrases=tuple(one_line(phrase, PHRASE_LENGTH) for phrase in theme.keyphrases)[:PHRASES_PER_THEME],
        tone=tone_of(f),
        effect=ranked.effect_with_limits if f.effect is not None else "",
        stability=stability_text(theme.stability),
        intents=intents_text(evidence.intents.get(own, {})),
        emotions=emotions_text(evidence.emotions.get(own, {})),
        strength=evidence.strength.get(own),
        parts=ranked.parts,
        lenses=tuple(evidence.lenses[own]),
        quotes=tuple(material.quotes.quotes(own, QUOTES_PER_THEME)),
        lead=_lead(ranked, metric, material.basis.noun),
        story=evidence.stories[own],
        groups=tuple(evidence.groups.get(own, ())[:GROUPS_PER_THEME]),
        pairs=tuple(_pair_row(pair, metric, material) for pair in evidence.pairs.get(own, ())[:PAIRS_PER_THEME]),
        typical=_most_typical(opinions),
        by_answer=list_by_answer(opinions, f),
        n_opinions=len(opinions),
        waves=tuple(material.waves.get(own, ())),
    )


def _lead(ranked: RankedTheme, metric: MetricView, noun: str) -> Lead:
    """Return the one figure of a theme to read first."""
    f, score = ranked.finding, ranked.score
    if f.effect is None:
        return Lead(percent(score.share), f"of {noun}s mention it", score.count_text(noun))
    if not ranked.limits:
        return Lead(ranked.effect, f"{metric.effect_unit} over all answers", "too few answers to say how sure that is")
    sure = "more than chance explains" if f.established else "chance alone could explain it"
    low, high = ranked.limits.strip("[]").split(", ")
    return Lead(ranked.effect, f"{metric.effect_unit} over all answers", f"very likely between {low} and {high}; {sure}")


def _pair_row(pair: ThemePair, metric: MetricView, material: Material) -> PairRow:
    """Write the metric of one pair of themes."""

    def text(n: int | None, value: float | None) -> str:
        return "" if n is None or value is None else f"{metric.value_text(value)} ({plural(n, 'answer')})"

    return PairRow(
        pair,
        link_theme(pair.other_id, material.themes),
        text(pair.n_metric_both, pair.metric_both),
        text(pair.n_metric_theme_only, pair.metric_theme_only),
        text(pair.n_metric_other_only, pair.metric_other_only),
    )


def list_by_answer(opinions: Sequence[Opinion], f: Finding) -> tuple[Opinion, ...]:
    """Return the most typical complaints of people whose answer is bad; of a strength, what those praise whose answer is good."""
    side, sentiment = (1, "positive") if f.kind == Kind.STRENGTH else (-1, "negative")
    return _most_typical(o for o in opinions if o.side == side and o.sentiment == sentiment)


def _most_typical(opinions: Iterable[Opinion]) -> tuple[Opinion, ...]:
    """Return the opinions that are shown of many."""
    return tuple(nsmallest(QUOTES_PER_VIEW, opinions, key=how_typical))


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
        place=f.place,
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
