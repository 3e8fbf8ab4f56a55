"""What every export says about a theme: its names, numbers with intervals, and evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cxtext.findings import (
    FACTORS,
    AnalysisLike,
    Finding,
    Kind,
    Quote,
    QuoteBook,
    basis_of,
    factor_text,
    factors_in_use,
    intent_shares,
    left_out_text,
    lineage,
    list_findings,
    metric_views,
    records,
    top_themes,
    value_name,
)
from cxtext.metrics import MetricView, risk_text, sides_text
from cxtext.wording import chance, one_line, percent, plural

#: Columns that hold an effect, each with its interval, and those of them that come from table ``asymmetry``.
EFFECTS = frozenset({"gap", "impact", "adjusted", "penalty", "reward"})
SIDES = ("penalty", "penalty_low", "penalty_high", "reward", "reward_low", "reward_high")


@dataclass(frozen=True, slots=True)
class Item:
    """One theme, ready to be written into another tool.

    Parameters
    ----------
    external_id : str
        Stable name: theme id and lineage of the run; letters, digits and hyphens.
    theme_id, label, description, metric : str
    kind : Kind
    rank, tier : int
    established : bool
    intents : dict of str to float
        Share of each intent among its opinion units, the most frequent first.
    emotions : dict of str to float
        The same of emotions; empty when they were not asked for.
    keyphrases, facts : tuple of str
        ``facts`` are the numbers with intervals, in words.
    quotes : tuple of Quote
    unit : str
        What the effects in ``numbers`` are of.
    numbers : dict
        The numbers of ``scorecard`` and ``asymmetry`` as the report shows them, not rounded: effects on a duration are changes
        of the time taken in percent.
    """

    external_id: str
    theme_id: str
    label: str
    description: str
    kind: Kind
    metric: str
    rank: int
    tier: int
    established: bool
    intents: dict[str, float]
    emotions: dict[str, float]
    keyphrases: tuple[str, ...]
    facts: tuple[str, ...]
    quotes: tuple[Quote, ...]
    unit: str
    numbers: dict[str, Any]


def build_items(analysis: AnalysisLike, *, top: int | None = None, kind: Kind | None = None, quotes: int = 5) -> list[Item]:
    """Return themes under the primary metric, best-ranked first.

    Parameters
    ----------
    analysis : Analysis
    top : int, optional
        Keep that many.
    kind : Kind, optional
        Keep these only.
    quotes : int
        Quotes of each, at most.
    """
    view = metric_views(analysis)[0]
    findings = list_findings(analysis, view)
    basis = basis_of(analysis)
    book = QuoteBook(analysis, {f.theme_id: f.kind for f in findings})
    themes, origin, intents = top_themes(analysis), lineage(analysis), intent_shares(analysis)
    emotions = intent_shares(analysis, "emotion")
    sides = {row["theme_id"]: row for row in records(analysis.tables["asymmetry"]) if row["metric"] == view.name}
    name = value_name(analysis)
    chosen = [f for f in findings if kind in (None, f.kind)][:top]
    used, worst = factors_in_use(findings), left_out_text(analysis)
    return [
        Item(
            external_id=f"cxtext-{re.sub(r'[^A-Za-z0-9]+', '-', f.theme_id)}-{origin}",
            theme_id=f.theme_id,
            label=one_line(f.label, 240),
            description=one_line(f.description, 600),
            kind=f.kind,
            metric=view.name,
            rank=f.score.rank,
            tier=f.score.tier,
            established=f.established,
            intents=intents.get(f.theme_id, {}),
            emotions=emotions.get(f.theme_id, {}),
            keyphrases=tuple(one_line(k, 80) for k in themes[f.theme_id]["keyphrases"]),
            facts=(
                *_facts(view, f, basis.noun, used, worst),
                *_asides(view, f, sides.get(f.theme_id), name),
                *_feelings(emotions.get(f.theme_id, {})),
            ),
            quotes=tuple(book.quotes(f.theme_id, quotes)),
            unit=view.export_unit,
            numbers=_numbers(view, f, sides.get(f.theme_id)),
        )
        for f in chosen
    ]


def _numbers(view: MetricView, f: Finding, sides: dict[str, Any] | None) -> dict[str, Any]:
    """Return the numbers of a theme in the unit that the report shows."""
    both = {name: None for name in SIDES} | {name: value for name, value in (sides or {}).items() if name in SIDES}
    numbers = asdict(f.score) | both | {"asymmetry_type": (sides or {}).get("type")}
    for name in numbers:
        if name.removesuffix("_low").removesuffix("_high") in EFFECTS:
            numbers[name] = view.shown(numbers[name])
    return numbers | {name: view.shown_damage(numbers[name]) for name in ("damage", "damage_low")}


def _asides(view: MetricView, f: Finding, sides: dict[str, Any] | None, value: str) -> list[str]:
    """Say what goes with a bad and with a good mention, and what is at risk, where these are known."""
    each, risk = sides_text(view, sides), risk_text(f.score.value_at_risk, value)
    mean = f", against none, in the {view.mean} mean" if view.mean else ""
    return [*([f"Each mention{mean}: {each}"] if each else []), *([risk] if risk else [])]


def _feelings(shares: dict[str, float]) -> list[str]:
    """Say which emotions are shown, when they were asked for."""
    shown = [f"{percent(share)} {name}" for name, share in shares.items() if name != "none" and share >= 0.01]
    return [f"Emotions, as a hint: {', '.join(shown)}"] if shown else []


def _facts(view: MetricView, f: Finding, noun: str, used: Sequence[str], worst: str) -> list[str]:
    """Say the numbers of one theme."""
    score = f.score
    factors = [f"{FACTORS[name]} {factor_text(name, getattr(score, name))}" for name in used]
    negative = f"{percent(score.negative_share)} negative"
    facts = [f"Mentioned in {plural(score.n_responses, noun)} ({percent(score.share)}); {negative}"]
    if f.effect is not None:
        lens = "adjusted for the other themes" if f.lens == "adjusted" else "by removal, not adjusted"
        effect, doubt = f"{view.name}: {view.effect_text(f.effect, sure=f.established)} {view.fact_unit}", "no interval"
        if f.low is not None:
            low, high = (view.effect_text(limit, sure=f.established) for limit in (f.low, f.high))
            effect, doubt = f"{effect} (95% interval {low} to {high})", "the interval includes zero"
        facts.append(f"{effect}, {lens}" + ("" if f.established else f"; not established, {doubt}"))
    if score.metric_with is not None:
        among, others = (view.unsigned_text(value) for value in (score.metric_with, score.metric_without))
        mean = f" ({view.mean} means)" if view.mean else ""
        facts.append(f"{view.name} is {among} among those who mention it, {others} among the others{mean}")
    if view.is_volume:
        facts.append(
            f"Said negatively in {percent(score.damage)} of {noun}s; ranked by the cautious end of this times stability, "
            "as there is no score"
        )
    place = "; ".join([f"Rank {score.rank}, tier {score.tier}", *factors])
    if score.p_top5 is None:
        return [*facts, f"{place}; {score.note}" if score.note else place]
    return [*facts, f"{place}; {chance(score.p_top5)} chance of being among the five worst ({worst})"]
