"""The sentences of the report and the summary, computed from findings; none of them claims a cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxtext.findings.basis import Basis
from cxtext.findings.findings import UNRANKED, Finding, Kind, not_compared, too_few
from cxtext.impact import DISSOLVES, STABLE
from cxtext.metrics import MetricView
from cxtext.wording import number, percent, plural

_INTENTS = {"issue": "issues", "idea": "ideas", "praise": "praise", "question": "questions", "other": "other"}


def no_theme(basis: Basis) -> str:
    """Return the headline when no theme was found."""
    verb = "is" if basis.n == 1 else "are"
    few = f" {basis.need}" if basis.n < basis.enough else ""
    return (
        f"No theme was found: {plural(basis.n, basis.noun)} with content {verb} too few, or too different, to group.{few} "
        "They are listed below as they are."
    )


def headline(metric: MetricView, findings: Sequence[Finding], basis: Basis) -> str:
    """Return the one sentence to read first, when there are themes."""
    pains = [f for f in findings if f.kind == Kind.PAIN]
    few = too_few(basis, findings)
    if few:
        return f"{few} The pain points below are candidates: {_doubt(metric, findings)}." if pains else few
    if metric.is_volume:
        return _volume_headline(pains, basis)
    sure = [f for f in pains if f.established]
    if not pains and any(f.kind == Kind.NO_COST for f in findings):
        return f"No theme is established as {costing(metric)}: the mostly negative ones have no measurable cost."
    if not pains:
        start = "Apart from general complaints and remarks, no theme" if any(f.kind in UNRANKED for f in findings) else "No theme"
        return f"{start} is mostly negative, and none is established as {costing(metric)}."
    if not sure:
        return f"No theme is established as {costing(metric)}: {_doubt(metric, findings)}. The pain points below are candidates."
    return f"{in_words(metric, sure[0], basis.noun, f'“{sure[0].label}”')}."


def in_words(metric: MetricView, f: Finding, noun: str, name: str = "it") -> str:
    """Say how many mention a theme and what goes with that, without terms; nothing without an interval.

    ``noun`` is what one response is called, ``name`` what the theme is called.
    """
    if f.effect is None or f.low is None or f.high is None:
        return ""
    n, which = round(100 * f.score.share), f"{noun}s with a usable comment"
    verb = "mentions" if n <= 1 else "mention"
    mention = f"Of 100 {which}, about {n} {verb}" if n else f"Fewer than one in 100 {which} {verb}"
    held = "the other themes held equal" if f.lens == "adjusted" else "compared with the answers without it"
    one_side = f.low * f.high > 0
    low, high = metric.amount_limits(f.low, f.high)
    effect = metric.amount_text(f.effect, sure=one_side)
    if one_side:
        span = f"between {low} and {high}" if f.low > 0 else f"between {high} and {low}"
    else:
        span = f"anywhere from {low} {metric.way(-1)} to {high} {metric.way(1)}"
    change = metric.change_text(effect, f.effect, named=True)
    anew = ", which allows for other themes being found in another sample" if f.score.redrawn_se is not None else ""
    return f"{mention} {name}; {held}, that goes with {metric.phrase} over all answers being {change}, {span}{anew}"


def likely_text(metric: MetricView, f: Finding) -> str:
    """Say between which amounts an effect very likely lies; where its interval holds zero, how large it is at most.

    Nothing without an interval.
    """
    if f.effect is None or f.low is None or f.high is None:
        return ""
    low, high = (one.replace("<", "less than ") for one in metric.amount_limits(f.low, f.high))
    if f.low * f.high > 0:
        return f"very likely {low} to {high}" if f.low > 0 else f"very likely {high} to {low}"
    return f"very likely at most {low if f.effect < 0 else high}"


def _doubt(metric: MetricView, findings: Sequence[Finding]) -> str:
    """Say why no theme is established."""
    if any(f.kind == Kind.PAIN and f.low is not None for f in findings):
        return "chance alone could explain what each pain point costs"
    return not_compared(metric, findings) or "none has an interval"


def costing(metric: MetricView) -> str:
    """Say what a pain point does to the metric: it costs points of a score, and adds to a time or count that is to be low."""
    adds = metric.is_amount and metric.sign < 0
    return f"{'adding to' if adds else 'costing'} {metric.points_of}"


def _volume_headline(pains: Sequence[Finding], basis: Basis) -> str:
    """Return the headline of a run without a score."""
    start = (
        f"There is no score column in use, so themes are ranked by how many {basis.noun}s mention them negatively, "
        "not by points lost."
    )
    if not pains:
        return f"{start} Nothing negative is said about any theme."
    first = pains[0]
    return (
        f"{start} First is “{first.label}”: {first.score.count_text(basis.noun)} mention it, "
        f"and about {percent(first.score.damage)} of {basis.noun}s say something negative about it."
    )


def candidates_note(metric: MetricView, findings: Sequence[Finding]) -> str:
    """Return the line above pain points that are not established."""
    cost = not_compared(metric, findings) or f"chance alone could explain what they cost in {metric.phrase}"
    if all(f.low is None for f in findings if f.kind == Kind.PAIN and f.effect is not None):
        cost = not_compared(metric, findings) or f"what they cost in {metric.phrase} has no interval"
    return f"Candidates: more negative than positive, but {cost}."


def doubt_text(stability: float | None) -> str:
    """Say in a ranked row that a theme is not found again on resamples; nothing where it is, or where it was not measured."""
    if stability is None or stability >= DISSOLVES:
        return ""
    return "often not found again in other samples"


def stability_text(stability: float | None) -> str:
    """Say what a stability means."""
    if stability is None:
        return "not measured"
    word = "stable" if stability >= STABLE else "often not found again" if stability < DISSOLVES else "fairly stable"
    return f"{number(stability, 2)}, {word}"


def unranked_text(kind: Kind) -> str:
    """Say why a theme has no rank; nothing for one that has."""
    why = {
        Kind.VERDICT: "a verdict says whether people are content, or what they will do, and not why",
        Kind.ASIDE: "an aside is no feedback on anything",
    }
    return f"not ranked: {why[kind]}" if kind in UNRANKED else ""


def emotions_text(shares: Mapping[str, float]) -> str:
    """Say what a theme's opinion units show, such as ``30% frustration, 12% worry``; shares below 1% are left out."""
    shown = [f"{percent(share)} {name}" for name, share in shares.items() if name != "none" and share >= 0.01]
    return ", ".join(shown) or ("none" if shares else "")


def intents_text(shares: Mapping[str, float]) -> str:
    """Say what a theme's opinion units do, such as ``60% issues, 40% ideas``; shares below 1% are left out."""
    return ", ".join(f"{percent(share)} {_INTENTS.get(name, name)}" for name, share in shares.items() if share >= 0.01)
