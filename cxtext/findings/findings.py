"""What the tables of an analysis say, theme by theme: pain point, strength or neither, and how sure.

Reads the tables and computes no statistics: every number is a cell of ``scorecard``, ``metrics`` or ``themes``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cxtext.findings.basis import Basis
from cxtext.findings.rows import AnalysisLike, Score, ThemeRow, list_scores, top_themes
from cxtext.impact import MAX_Q
from cxtext.metrics import MetricView
from cxtext.wording import plural

#: Share of a theme's units that must be negative for it to be a pain point that no score establishes.
LEAST_NEGATIVE = 0.2
#: Share of units from which they are mostly of one kind.
HALF = 0.5


class Kind(StrEnum):
    """What a theme is under one metric."""

    PAIN = "pain"
    NO_COST = "no-cost"
    STRENGTH = "strength"
    OTHER = "other"
    VERDICT = "verdict"
    ASIDE = "aside"


#: Kinds of themes that are listed apart from the ranking.
UNRANKED = frozenset({Kind.VERDICT, Kind.ASIDE})
#: The other kinds in the order of the list.
_LISTED = (Kind.PAIN, Kind.NO_COST, Kind.OTHER, Kind.STRENGTH)


@dataclass(frozen=True, slots=True)
class Finding:
    """One theme under one metric.

    Parameters
    ----------
    theme_id, label, description : str
    kind : Kind
        A theme without a cost is mostly negative, but its effect as it is shown is zero and not established; nor is one whose
        effect shows as zero a strength. One that is mostly negative is no strength, however well those who mention it score. A
        verdict or an aside is neither a pain point nor a strength.
    established : bool
        Whether the 95% interval of its effect excludes zero, and its q-value over all themes is small; without a score, whether
        it is a pain point or a strength.
    lens : {"adjusted", "impact", ""}
        The columns that ``measured`` was read from.
    effect, low, high : float or None
        In points of the metric, signed as the metric is: shrunken, or as measured where that has no interval.
    measured : float or None
        The effect as it was measured, before it was drawn towards what themes have in common.
    score : Score
        The row of ``scorecard``.
    place : int or None
        Its place in the list of themes, from 1 and without holes, the same in every output: pain points, the established ones
        first, then themes without a cost, the others, and strengths. None for a verdict or an aside, which are listed apart.
    """

    theme_id: str
    label: str
    description: str
    kind: Kind
    established: bool
    lens: str
    effect: float | None
    low: float | None
    high: float | None
    measured: float | None
    score: Score
    place: int | None = None


def too_few(basis: Basis, findings: Sequence[Finding]) -> str:
    """Say that the data are too few for a ranking, when that is why no pain point is established; else nothing."""
    if basis.n >= basis.enough or any(f.kind == Kind.PAIN and f.established for f in findings):
        return ""
    return f"Too little data to establish a ranking: {plural(basis.n, basis.noun)} with content. {basis.need}"


def not_compared(metric: MetricView, findings: Sequence[Finding]) -> str:
    """Return why no theme has an effect on a metric, as the scorecard notes it; nothing when any has."""
    if metric.is_volume or any(f.effect is not None for f in findings):
        return ""
    return str(next((f.score.note for f in findings if f.score.note), ""))


def list_findings(analysis: AnalysisLike, metric: MetricView) -> list[Finding]:
    """Return the active themes under one metric, best-ranked first."""
    themes = top_themes(analysis)
    return number_places([_judge(score, themes[score.theme_id], metric) for score in list_scores(analysis, metric.name)], metric)


def number_places(findings: Sequence[Finding], metric: MetricView) -> list[Finding]:
    """Return the findings in their order, each with its place in the list."""

    def order(f: Finding) -> tuple[int, bool, float, str]:
        kind = _LISTED.index(f.kind)
        earned = 0.0 if f.kind != Kind.STRENGTH else metric.sign * f.effect if f.effect is not None else f.score.n_responses
        in_order = f.score.rank if f.kind != Kind.STRENGTH else -earned
        return kind, f.kind in (Kind.PAIN, Kind.STRENGTH) and not f.established, in_order, f.theme_id

    listed = sorted((f for f in findings if f.kind not in UNRANKED), key=order)
    places = {f.theme_id: place for place, f in enumerate(listed, 1)}
    return [replace(f, place=places.get(f.theme_id)) for f in findings]


def _judge(score: Score, theme: ThemeRow, metric: MetricView) -> Finding:
    """Decide what one row of the scorecard is."""
    lens, measured = _strongest_lens(score, metric)
    effect, low, high = measured, None, None
    if lens and score.shrunken is not None:
        effect, low, high = score.shrunken, score.shrunken_low, score.shrunken_high
    evidence = Evidence(score, metric, effect, low, high)
    if theme.kind != "cause":
        kind = Kind(theme.kind)
    elif has_no_cost(evidence):
        kind = Kind.NO_COST
    elif is_pain(evidence):
        kind = Kind.PAIN
    else:
        kind = Kind.STRENGTH if is_strength(evidence) else Kind.OTHER
    return Finding(
        score.theme_id,
        theme.label,
        theme.description,
        kind,
        is_established(evidence),
        lens,
        effect,
        low,
        high,
        measured,
        score,
    )


def _strongest_lens(score: Score, metric: MetricView) -> tuple[str, float | None]:
    """Return the adjusted effect, else that of removal; nothing without a score."""
    if metric.is_volume:
        return "", None
    if score.adjusted is not None:
        return "adjusted", score.adjusted
    return ("impact", score.impact) if score.impact is not None else ("", None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One theme under one metric, as the rules below ask of it."""

    score: Score
    metric: MetricView
    effect: float | None
    low: float | None
    high: float | None

    @property
    def is_loss(self) -> bool:
        """Whether the effect is surely a cost: by its interval, and among all themes."""
        return self.is_rare and _lies_below(self.low, self.high, self.metric.sign)

    @property
    def is_gain(self) -> bool:
        """Whether it is surely a gain."""
        return self.is_rare and _lies_below(self.low, self.high, -self.metric.sign)

    @property
    def is_rare(self) -> bool:
        """Whether effects as large hardly come about by chance, in as many themes."""
        return self.score.q_value is not None and self.score.q_value <= MAX_Q

    @property
    def is_mostly_negative(self) -> bool:
        """Whether enough of its units are negative, and more than are positive."""
        negative = self.score.negative_share
        return negative >= LEAST_NEGATIVE and negative > self.score.positive_share

    @property
    def shows_nothing(self) -> bool:
        """Whether the effect is written as zero and not established."""
        return not is_established(self) and self.metric.shows_zero(self.effect)


def _lies_below(low: float | None, high: float | None, sign: int) -> bool:
    """Tell whether an interval, turned so that higher is better, lies below zero."""
    return low is not None and high is not None and max(low * sign, high * sign) < 0


def is_established(evidence: Evidence) -> bool:
    """Tell whether chance alone cannot explain what a theme is; without a score, whether it is a pain point or a strength."""
    if evidence.metric.is_volume:
        return is_pain(evidence) or is_strength(evidence)
    return evidence.is_loss or evidence.is_gain


def is_pain(evidence: Evidence) -> bool:
    """Tell whether a theme is a pain point: one of two rules holds, or without a score the third."""
    if evidence.metric.is_volume:
        return evidence.score.damage > 0 and evidence.is_mostly_negative
    return costs_surely(evidence) or complains_without_gain(evidence)


def costs_surely(evidence: Evidence) -> bool:
    """First rule of a pain point: its cost is established."""
    return evidence.is_loss


def complains_without_gain(evidence: Evidence) -> bool:
    """Second rule: it is mostly negative, and its effect, where there is one, leans to a cost that does not show as zero."""
    if evidence.is_gain or not evidence.is_mostly_negative or evidence.shows_nothing:
        return False
    if evidence.effect is None:
        return evidence.score.negative_share >= HALF
    return evidence.effect * evidence.metric.sign < 0


def has_no_cost(evidence: Evidence) -> bool:
    """Tell whether a theme is mostly negative and its effect shows as zero."""
    return evidence.is_mostly_negative and evidence.shows_nothing


def is_strength(evidence: Evidence) -> bool:
    """Tell whether a theme is a strength: an established gain, or mostly praise whose effect, if any, shows as a gain."""
    score = evidence.score
    if evidence.metric.is_volume:
        return score.positive_share >= HALF and score.positive_share > 2 * score.negative_share
    if evidence.is_mostly_negative or evidence.shows_nothing:
        return False
    return evidence.is_gain or (score.damage == 0 and score.positive_share >= HALF)
