"""The ranking of one metric in words: the list that the terminal, the report, the summary and the exports lay out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isclose

from cxtext.findings.basis import Basis, basis_of
from cxtext.findings.details import risk_text
from cxtext.findings.factors import FACTORS, Factor, factors_given, factors_in_use, left_out_text, list_factors
from cxtext.findings.findings import Finding, Kind, list_findings, too_few
from cxtext.findings.mentions import AlsoMentioned, list_also_mentioned
from cxtext.findings.parts import Part, list_parts, parts_note, shorten_parts
from cxtext.findings.rank_checks import RankChecks, list_rank_checks
from cxtext.findings.rows import AnalysisLike, Score, top_themes
from cxtext.findings.sentences import candidates_note, doubt_text, headline, in_words
from cxtext.findings.views import value_name
from cxtext.impact import TIER_CONFIDENCE
from cxtext.metrics import MetricView
from cxtext.run import recall
from cxtext.wording import by_people, chance, number, one_line, percent, plural

#: Themes, and ties, that are named in one sentence.
NAMED = 3
#: Themes of the Pareto front that are named.
FRONT_NAMED = 4
#: Themes whose rank check is named in one sentence.
CHECKED_NAMED = 5
#: Verdicts that are listed: as many as are called the worst, so that none of the costliest is left out.
VERDICTS_LISTED = 5
#: Most characters of a theme's label in a list.
LABEL_LENGTH = 120
#: Most characters of a description in a list.
DESCRIPTION_LENGTH = 240
#: Most characters of a theme's label in a sentence or a narrow table.
NAME_LENGTH = 60
#: What responses such as "n/a" are listed as, beside the asides.
NOTHING_TO_ADD = "Nothing to add"
_REMOVAL = "by removal (all answers less those without it)"
#: More answers than this many times those at hand settle nothing in practice.
FAR = 10
#: How often as many answers as stated settle a tie (``cxtext.impact.ranking.sensitivity.POWER``).
SETTLED = "8 of 10 cases"


@dataclass(frozen=True, slots=True)
class RankedTheme:
    """One theme of a ranking, with its numbers in words.

    Parameters
    ----------
    finding : Finding
        What it is, and the numbers themselves.
    effect, limits : str
        Its effect on the metric and the 95% interval; a dash and nothing where there is none.
    measured : str
        The effect as it was measured, to which the points of its parts add up; empty where there is none.
    in_words : str
        How many mention it and what goes with that, as a sentence without terms; empty where there is no interval.
    priority : str
        What themes are ranked by.
    factors : tuple of Factor
        What the rank is made of beside the cost, where it is not the same for all themes.
    at_risk : str
        The value of those who complain; empty without a value column.
    doubt : str
        That it is not found again on resamples; empty where it is.
    also : tuple of AlsoMentioned
        Causes that those who give a verdict mention too; empty for other themes.
    parts : tuple of Part
        Its sub-themes, the largest first, and what is in none; empty for a theme without sub-themes.
    first_parts : tuple of Part
        The same with all but the first few as one.
    checks : RankChecks, optional
        Whether it keeps its place when other choices are made; None without a rank check.
    """

    finding: Finding
    effect: str
    limits: str
    measured: str
    in_words: str
    priority: str
    factors: tuple[Factor, ...]
    at_risk: str
    doubt: str
    also: tuple[AlsoMentioned, ...] = ()
    parts: tuple[Part, ...] = ()
    first_parts: tuple[Part, ...] = ()
    checks: RankChecks | None = None

    @property
    def theme_id(self) -> str:
        """Its id."""
        return self.finding.theme_id

    @property
    def score(self) -> Score:
        """Its row of the scorecard."""
        return self.finding.score

    @property
    def label(self) -> str:
        """Its name, on one line."""
        return one_line(self.finding.label, LABEL_LENGTH)

    @property
    def description(self) -> str:
        """What is said most in it, unless its parts stand below it and say so; and why it is a pain point where praised."""
        said = "" if self.parts else one_line(self.finding.description, DESCRIPTION_LENGTH)
        return " ".join(filter(None, (said, self.why)))

    @property
    def why(self) -> str:
        """Why a theme that is not mostly negative is a pain point; nothing for any other."""
        score = self.score
        if self.finding.kind != Kind.PAIN or score.negative_share > score.positive_share or self.finding.effect is None:
            return ""
        return f"A pain point for what it costs: {self.positive} of the opinions on it are positive and {self.negative} negative."

    @property
    def name(self) -> str:
        """Its name, cut to stand in a sentence or a narrow table."""
        return name_theme(self.finding)

    @property
    def rank(self) -> int | None:
        """Its place in the list, from 1 and without holes; None for a verdict or an aside."""
        return self.finding.place

    @property
    def share(self) -> str:
        """Share of responses that mention it."""
        return percent(self.score.share)

    @property
    def negative(self) -> str:
        """Share of its opinion units that are negative."""
        return percent(self.score.negative_share)

    @property
    def positive(self) -> str:
        """Share of its opinion units that are positive."""
        return percent(self.score.positive_share)

    @property
    def tone_text(self) -> str:
        """Share of the opinions on it that are negative; of a strength, positive."""
        if self.finding.kind == Kind.STRENGTH:
            return f"{self.positive} of the opinions on it positive"
        return f"{self.negative} of the opinions on it negative"

    @property
    def damage(self) -> str:
        """Without a score, the share of responses that mention it negatively."""
        return percent(self.score.damage)

    @property
    def worst_five(self) -> str:
        """Chance of being among the five worst."""
        return chance(self.score.p_top5)

    @property
    def effect_with_limits(self) -> str:
        """Its effect and the interval."""
        return f"{self.effect} {self.limits}".rstrip()

    @property
    def measured_note(self) -> str:
        """That the effect was measured as another figure; empty where it is the one that is shown."""
        return f"{self.measured} as measured" if self.measured and self.measured != self.effect else ""

    @property
    def also_text(self) -> str:
        """What those who give a verdict also mention; nothing for other themes."""
        named = [f"“{one_line(one.label, NAME_LENGTH)}” ({percent(one.share)})" for one in self.also]
        return f"the same people also mention {', '.join(named)}" if named else ""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The themes under one metric, and the sentences that stand around their list.

    Parameters
    ----------
    metric : MetricView
    basis : Basis
        What the shares are over.
    themes : tuple of RankedTheme
        Every active theme, best-ranked first.
    order : str
        What the order of pain points is made of; without a full stop.
    left_out : str
        What the chance of being among the five worst leaves out; empty where none is given.
    factors : tuple of str
        Names of the factors that each theme of the list has.
    n_non_answers : int
        Responses such as "n/a", which have nothing to add.
    """

    metric: MetricView
    basis: Basis
    themes: tuple[RankedTheme, ...]
    order: str
    left_out: str
    factors: tuple[str, ...]
    n_non_answers: int = 0

    @property
    def findings(self) -> list[Finding]:
        """The findings behind the themes."""
        return [theme.finding for theme in self.themes]

    def of_kind(self, kind: Kind) -> list[RankedTheme]:
        """Return the themes of one kind, best-ranked first."""
        return [theme for theme in self.themes if theme.finding.kind == kind]

    @property
    def pains(self) -> list[RankedTheme]:
        """Pain points: the established ones first, then the candidates."""
        return sorted(self.of_kind(Kind.PAIN), key=_place)

    @property
    def strengths(self) -> list[RankedTheme]:
        """Strengths: established ones first, then by points earned or responses."""
        return sorted(self.of_kind(Kind.STRENGTH), key=_place)

    @property
    def listed(self) -> list[RankedTheme]:
        """Every theme with a place, in that order: pain points, those without a cost, the others, and strengths."""
        return sorted((theme for theme in self.themes if theme.rank is not None), key=_place)

    @property
    def in_order(self) -> list[RankedTheme]:
        """Every theme: those with a place in that order, then verdicts and asides."""
        return list(dict.fromkeys([*self.listed, *self.verdicts, *self.asides, *self.themes]))

    @property
    def verdicts(self) -> list[RankedTheme]:
        """Themes that say whether people are content and not why, the costliest first: none of those may be cut off."""

        def order(theme: RankedTheme) -> tuple[float, int, str]:
            return (-theme.score.damage, -theme.score.n_responses, theme.theme_id)

        return sorted(self.of_kind(Kind.VERDICT), key=order)

    @property
    def asides(self) -> list[RankedTheme]:
        """Themes that are no feedback on anything, those of the most responses first."""
        return sorted(self.of_kind(Kind.ASIDE), key=lambda theme: (-theme.score.n_responses, theme.theme_id))

    @property
    def few_text(self) -> str:
        """That the data are too few for a ranking, when that is why no pain point is established."""
        return too_few(self.basis, self.findings)

    @property
    def headline(self) -> str:
        """The one sentence to read first."""
        return headline(self.metric, self.findings, self.basis)

    @property
    def none_text(self) -> str:
        """What stands in place of a list without pain points."""
        return self.few_text or "No pain point was found."

    @property
    def none_note(self) -> str:
        """The same below the headline, which says already that the data are few."""
        return "So little data shows none." if self.few_text else "No theme is a pain point."

    @property
    def candidates_note(self) -> str:
        """The line above pain points that are not established."""
        return candidates_note(self.metric, self.findings)

    @property
    def no_cost_note(self) -> str:
        """The line above the themes that are mostly negative and have no measurable cost."""
        cost = f"what they cost in {self.metric.phrase} shows as zero, and chance alone could explain more"
        return f"More negative than positive, but {cost}."

    @property
    def no_cost_text(self) -> str:
        """The themes that are mostly negative and have no measurable cost, with their numbers; nothing when there is none."""
        named = [f"“{theme.name}” ({theme.effect_with_limits})" for theme in self.of_kind(Kind.NO_COST)]
        return f"No measurable cost, though mostly negative: {list_first(named)}." if named else ""

    @property
    def verdicts_note(self) -> str:
        """The line above the verdicts."""
        note = "Verdicts, not ranked: they say that people are content or not, and not why."
        if all(theme.finding.effect is None for theme in self.verdicts):
            return note
        return (
            f"{note} Their points, all answers less those without the verdict (removal), cannot be compared with what a cause "
            "costs."
        )

    def verdict_text(self, theme: RankedTheme) -> str:
        """Write a verdict with how many give it, its cost, and what the same people also mention."""
        noun = self.basis.noun
        has_copies = self.basis.n_copies and by_people(theme.score.n_responses, theme.score.n_voices)
        facts = [f"{theme.score.count_text(noun)} ({theme.share}{', copies counted once' if has_copies else ''})"]
        if theme.finding.effect is not None:
            doubt = "" if theme.finding.established else ", not established"
            facts.append(f"{theme.effect_with_limits} {self.metric.effect_unit} by removal{doubt}")
        elif self.metric.is_volume:
            facts.append(theme.tone_text)
        return "; ".join([", ".join(facts), *([theme.also_text] if theme.also else [])])

    def aside_text(self, theme: RankedTheme) -> str:
        """Write how many make an aside, and its cost where one is established: it may be no aside after all."""
        count = theme.score.count_text(self.basis.noun)
        costs = theme.finding.established and theme.finding.effect is not None and theme.score.damage > 0
        return f"{count}, {theme.effect_with_limits} {self.metric.effect_unit}" if costs else count

    @property
    def asides_text(self) -> str:
        """What is no feedback on anything; nothing when there is none."""
        named = [f"“{theme.name}” ({self.aside_text(theme)})" for theme in self.asides]
        named += [f"“{NOTHING_TO_ADD}” ({self.nothing_text})"] if self.n_non_answers else []
        return f"Aside, no feedback on anything: {', '.join(named)}." if named else ""

    @property
    def parts_note(self) -> str:
        """What the points of the parts below a theme mean; nothing when no theme has parts."""
        return parts_note(self.metric, self.basis.noun) if any(theme.parts for theme in self.themes) else ""

    @property
    def nothing_text(self) -> str:
        """How many answers have nothing to add; a response may hold several."""
        return plural(self.n_non_answers, "response" if self.basis.n_questions == 1 else "answer")

    @property
    def first_in_words(self) -> str:
        """What the numbers of the first pain point say, without terms; nothing where it has no interval."""
        first = next(iter(self.pains), None)
        if first is None or not first.in_words:
            return ""
        text = in_words(self.metric, first.finding, self.basis.noun, f"“{first.name}”")
        doubt = "" if first.finding.established else ". Chance alone could explain that"
        return f"No. {first.rank} in words: {text[:1].lower()}{text[1:]}{doubt}."

    @property
    def caveat(self) -> str:
        """What the figures do not say; nothing without a score."""
        if self.metric.is_volume:
            return ""
        return "These figures say who mentions what and how they score, not what would change if a problem were mended."

    @property
    def ties_text(self) -> str:
        """The first ties among established pain points; nothing when there is none."""
        return ties_text(self.metric, self.findings)

    @property
    def checks_text(self) -> str:
        """How often the first pain points keep their places when other choices are made; nothing without a rank check."""
        checked = [(theme.name, theme.checks) for theme in self.pains if theme.checks is not None]
        if not checked:
            return ""
        named = [f"“{name}” in {checks.n_kept} of {len(checks.checks)}" for name, checks in checked]
        choices = "other opinions drawn, finer or coarser themes, another language model or another formula"
        return f"Rank check, how often a place is kept within two with {choices}: {list_first(named, CHECKED_NAMED)}."

    def rest_text(self, n_shown: int) -> str:
        """Say how many pain points a list of the first ones leaves to the report; nothing when it has all."""
        n_left = len(self.of_kind(Kind.PAIN)) - n_shown
        return f"{plural(n_left, 'further pain point')} in the report." if n_left else ""


def describe_ranking(analysis: AnalysisLike, metric: MetricView) -> Ranking:
    """Return the ranking of one metric in words.

    Parameters
    ----------
    analysis : Analysis
        Read only.
    metric : MetricView
        One of :func:`cxtext.findings.metric_views`.
    """
    return recall(analysis, ("ranking", metric.name), lambda: _describe_ranking(analysis, metric))


def _describe_ranking(analysis: AnalysisLike, metric: MetricView) -> Ranking:
    """Read the ranking from the tables."""
    findings = list_findings(analysis, metric)
    columns, rows, value = factors_in_use(findings), top_themes(analysis), value_name(analysis)
    noun = basis_of(analysis).noun
    also, parts = list_also_mentioned(analysis), list_parts(analysis, metric, findings)
    checks = list_rank_checks(analysis, metric.name)
    themes = [
        RankedTheme(
            finding=f,
            effect=metric.effect_text(f.effect, sure=f.established),
            limits=metric.limits_text(f.low, f.high),
            measured="" if f.measured is None else metric.effect_text(f.measured, sure=f.established),
            in_words=in_words(metric, f, noun),
            priority=metric.priority_text(f.score.priority),
            factors=list_factors(f.score, columns),
            at_risk=risk_text(f.score.value_at_risk, value),
            doubt=doubt_text(rows[f.theme_id].stability),
            also=also.get(f.theme_id, ()),
            parts=parts.get(f.theme_id, ()),
            first_parts=shorten_parts(parts.get(f.theme_id, ()), metric),
            checks=checks.get(f.theme_id),
        )
        for f in findings
    ]
    order, left_out = order_text(analysis, metric), left_out_text(analysis)
    names, n_non_answers = tuple(FACTORS[column] for column in columns), analysis.manifest.counts.n_non_answer
    return Ranking(metric, basis_of(analysis), tuple(themes), order, left_out, names, n_non_answers)


def _place(theme: RankedTheme) -> int:
    """Return the place of a theme in the list, 0 for one that has none."""
    return theme.rank or 0


def name_theme(finding: Finding) -> str:
    """Return a theme's label as it stands in a sentence."""
    return one_line(finding.label, NAME_LENGTH)


def list_first(items: Sequence[str], most: int = NAMED) -> str:
    """Name the first items and count the others.

    >>> list_first(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    return ", ".join(items[:most]) + (f" and {len(items) - most} more" if len(items) > most else "")


def order_text(analysis: AnalysisLike, metric: MetricView) -> str:
    """Say what the order of pain points is made of."""
    card = analysis.tables["scorecard"]
    own = card[card["metric"] == metric.name]
    lens = _removal_text(own["note"].dropna()) if own["adjusted"].isna().all() else "other themes held equal"
    what = (
        f"how many {basis_of(analysis).noun}s mention each theme negatively, as there is no score"
        if metric.is_volume
        else f"the cost in {metric.phrase}, {lens}"
    )
    by_codebook = "; 1 for one that was given" if (analysis.tables["themes"]["origin"] == "codebook").any() else ""
    stability = f"stability (how well the theme is found again{by_codebook})"
    text = f"Ranked by priority: the cautious end ({TIER_CONFIDENCE:.0%} limit) of {what}, times {stability}"
    pains = [f.score.priority for f in list_findings(analysis, metric) if f.kind == Kind.PAIN]
    if pains.count(0) > 1:
        text = f"{text}; {'all are 0, so' if not any(pains) else 'where it is 0,'} in the order of cost"
    given = factors_given(analysis)
    if "value" in given:
        text += f" and the weight of those who mention it by {value_name(analysis) or 'value'}"
    return text + (", divided by its effort" if "effort" in given else "")


def tie_text(metric: MetricView, f: Finding, after: Finding | None) -> str:
    """Say what would settle the order of a theme and the next in rank, when they share a tier."""
    if after is None or f.score.tier != after.score.tier or not f.score.damage:
        return ""
    return f"in one tier with the next, “{name_theme(after)}”: {_what_settles(metric, f, after)}"


def ties_text(metric: MetricView, findings: Sequence[Finding]) -> str:
    """Name the first tiers that hold several pain points, an established one among them, and what would settle their order."""
    pains = sorted((f for f in findings if f.kind == Kind.PAIN), key=lambda f: f.score.rank)
    tiers = [list(own) for _, own in groupby(pains, key=lambda f: f.score.tier)]
    ties = [_tier_text(metric, own) for own in tiers if len(own) > 1 and any(f.established for f in own)]
    left = len(ties) - NAMED
    ties = ties[:NAMED] + ([f"{plural(left, 'other group')}"] if left > 0 else [])
    return f"The order is not settled {'; '.join(ties)}." if ties else ""


def _tier_text(metric: MetricView, tied: Sequence[Finding]) -> str:
    """Name the pain points of one tier, and what would settle the order of the first two where they are next to each other."""
    is_next = tied[1].score.rank == tied[0].score.rank + 1
    settles = f" ({_what_settles(metric, *tied[:2])})" if is_next else ""
    places = sorted(f.place or 0 for f in tied)
    if len(tied) == 2:
        return f"between no. {places[0]} and {places[1]}{settles}"
    which = f" (of the first two: {_what_settles(metric, *tied[:2])})" if settles else ""
    if places[-1] - places[0] == len(places) - 1:
        return f"among no. {places[0]} to {places[-1]}{which}"
    return f"among no. {', '.join(map(str, places[:-1]))} and {places[-1]}{which}"


def _removal_text(notes: Iterable[str]) -> str:
    """Say that themes are measured by removal, and why they are not adjusted."""
    for note in notes:
        reason, sep, _ = note.partition("; ranked by removal")
        if sep:
            why = reason.split("; ")[-1].removesuffix(": not adjusted")
            return f"{_REMOVAL}, as the other themes cannot be held equal ({why})"
    return _REMOVAL


def _what_settles(metric: MetricView, f: Finding, after: Finding) -> str:
    """Say how many answers would part two themes of one tier, or why none would."""
    more = f.score.responses_to_separate
    if more is not None and more > FAR * metric.row.get("n", 0):
        return "they differ too little to be put in order"
    if more is not None:
        return f"about {about(more)} more {metric.evidence} would settle which costs more, in {SETTLED}"
    ahead, behind = (one.score.damage * one.score.value_weight / one.score.effort for one in (f, after))
    if ahead > behind or isclose(ahead, behind):
        return "they differ too little to be put in order"
    columns = {"value_weight": "weight", "effort": "effort"}
    counted = " and ".join(name for column, name in columns.items() if getattr(f.score, column) != getattr(after.score, column))
    by = f", {counted} counted," if counted else ""
    return f"the second is at least as bad{by or ','} but less sure or less stable"


def about(n: float) -> str:
    """Write a number with two significant digits.

    >>> about(7728), about(43)
    ('7,700', '43')
    """
    digits = max(0, len(str(int(n))) - 2)
    return number(round(n / 10**digits) * 10**digits)


def front_text(rankings: Sequence[Ranking]) -> str:
    """Name the themes of the Pareto front over several metrics; nothing with one metric, or when one theme leads on all."""
    if len(rankings) < 2:
        return ""
    pains = {theme.theme_id for ranking in rankings for theme in ranking.of_kind(Kind.PAIN)}
    front = [f for f in rankings[0].findings if f.score.pareto and f.theme_id in pains]
    if len(front) < 2:
        return ""
    ranks = [(ranking.metric.phrase, {f.theme_id: f.place for f in ranking.findings}) for ranking in rankings]
    named = [
        f"“{name_theme(f)}” ({', '.join(f'no. {places[f.theme_id]} for {phrase}' for phrase, places in ranks)})" for f in front
    ]
    first = "Which comes first depends on the metric; no theme outranks these on all of them"
    return f"{first}: {list_first(named, FRONT_NAMED)}."
