"""Why a theme has its place in the ranking, in words that need no explanation."""

from __future__ import annotations

from dataclasses import dataclass

from cxtext.findings import Finding, Kind, RankedTheme, Ranking, stability_text
from cxtext.wording import plural


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that the place of a theme rests on, or that it should be read with."""

    name: str
    text: str


def list_reasons(ranking: Ranking, theme: RankedTheme) -> list[Reason]:
    """Return what the place of a theme rests on.

    Parameters
    ----------
    ranking : Ranking
    theme : RankedTheme
        One of its list.
    """
    f, score = theme.finding, theme.score
    reasons = [Reason("Ordered by", _order_text(ranking, theme))]
    factors = {factor.name: factor.value for factor in theme.factors}
    if "stability" in factors:
        value, _, word = stability_text(score.trust).partition(", ")
        reasons.append(Reason("Found again in other samples", f"{word} ({value} of 1)"))
    reasons += [Reason(name.capitalize(), value) for name, value in factors.items() if name != "stability"]
    reasons.append(Reason("How firm its place is", _tier_text(ranking, f)))
    if score.p_top5 is not None:
        reasons.append(Reason("Among the five worst", f"a chance of {theme.worst_five}"))
    if theme.measured_note:
        by_luck = "drawn towards those of the other themes, as a large figure is so in part by luck"
        reasons.append(Reason("As measured", f"{theme.measured}; the figure beside is {by_luck}"))
    if f.lens == "impact":
        reasons.append(Reason("Compared", "with the answers that do not mention it; other themes are not held equal"))
    return reasons


def _order_text(ranking: Ranking, theme: RankedTheme) -> str:
    """Say what a theme is sorted by, and its figure."""
    f, metric = theme.finding, ranking.metric
    if f.kind == Kind.STRENGTH:
        return "what it earns; strengths come last"
    least = "the least that it may cost"
    if metric.is_volume:
        least = f"the least share of {ranking.basis.noun}s that may complain about it"
    if not f.score.priority:
        doubt = "there are too few answers to tell" if f.low is None else "chance alone could explain it"
        return f"what it costs; {least} is 0, as {doubt}"
    weighed = " and ".join(factor.name for factor in theme.factors)
    return f"{least}{f', weighed by {weighed}' if weighed else ''}: {theme.priority} (priority)"


def _tier_text(ranking: Ranking, f: Finding) -> str:
    """Say among how many themes the order is not settled."""
    others = sum(theme.score.tier == f.score.tier for theme in ranking.listed) - 1
    if not others:
        return "its order against all others is settled"
    return f"its order against {plural(others, 'other theme')} is not settled (tier {f.score.tier})"
