"""What every export says about a theme: its names, numbers with intervals, and evidence."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from cxtext.findings import (
    UNRANKED,
    AnalysisLike,
    Finding,
    Kind,
    Quote,
    RankedTheme,
    Ranking,
    Sides,
    ThemeRow,
    count_descriptions,
    describe_ranking,
    intent_shares,
    lineage,
    list_sides,
    metric_views,
    read_quotes,
    sides_text,
    tell_stories,
    top_themes,
    unranked_text,
)
from cxtext.metrics import MetricView
from cxtext.wording import one_line, percent

#: Columns that hold an effect, each with its interval.
EFFECTS = frozenset({"cost", "as_measured", "gap", "impact", "adjusted", "penalty", "reward"})
#: Those that come from table ``asymmetry``.
SIDES = ("penalty", "penalty_low", "penalty_high", "reward", "reward_low", "reward_high")
#: Most characters of a label.
LABEL_LENGTH = 240
#: Most characters of a description.
DESCRIPTION_LENGTH = 600
#: Most characters of a ticket, and of a fact that people wrote.
TICKET_LENGTH = 300
FACT_LENGTH = 600
#: Most characters of a key phrase.
PHRASE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Item:
    """One theme, ready to be written into another tool.

    Parameters
    ----------
    external_id : str
        Stable name: theme id and lineage of the run; letters, digits and hyphens.
    theme_id, label, description, metric : str
    kind : Kind
    rank, tier : int or None
        The place in the list, as in the report, from 1 without holes, and the tier. None for a verdict or an aside, which is not
        ranked.
    established : bool
    intents : dict of str to float
        Share of each intent among its opinion units, the most frequent first.
    emotions : dict of str to float
        The same of emotions; empty when they were not asked for.
    given : str
        The description where a person wrote it; empty where it only counts what the facts say too.
    keyphrases, facts : tuple of str
        ``facts`` are what is known about it, sentence by sentence, as its page of the report tells it, and further numbers.
    quotes : tuple of Quote
    unit : str
        What the effects in ``numbers`` are of.
    numbers : dict
        The numbers of ``scorecard`` and ``asymmetry`` as the report shows them, not rounded: effects on a duration are changes
        of the time taken in percent. ``cost``, with ``cost_low`` and ``cost_high``, is the effect that the report shows;
        ``as_measured`` the same before it is drawn towards what themes have in common.
    owner, status, ticket : str
        Who looks after it, how far they are and where; empty where nobody said so.
    asymmetry_type : str
        Whether it is basic, a delighter or linear; empty where that is not known.
    """

    external_id: str
    theme_id: str
    label: str
    description: str
    given: str
    kind: Kind
    metric: str
    rank: int | None
    tier: int | None
    established: bool
    intents: dict[str, float]
    emotions: dict[str, float]
    keyphrases: tuple[str, ...]
    facts: tuple[str, ...]
    quotes: tuple[Quote, ...]
    unit: str
    numbers: dict[str, float | None]
    asymmetry_type: str
    owner: str = ""
    status: str = ""
    ticket: str = ""


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
    metric = metric_views(analysis)[0]
    ranking = describe_ranking(analysis, metric)
    book = read_quotes(analysis, ranking)
    themes, origin, sides = top_themes(analysis), lineage(analysis), list_sides(analysis, metric.name)
    stories, counted = tell_stories(analysis, ranking), count_descriptions(analysis.tables)
    counts = dict(zip(analysis.tables["themes"]["theme_id"], counted, strict=True))
    intents, emotions = intent_shares(analysis), intent_shares(analysis, "emotion")
    items = []
    apart = [ranked for ranked in ranking.themes if ranked.rank is None]
    for ranked in [one for one in (*ranking.listed, *apart) if kind in (None, one.finding.kind)][:top]:
        f, both_sides, feelings = ranked.finding, sides.get(ranked.theme_id), emotions.get(ranked.theme_id, {})
        theme = themes[f.theme_id]
        item = Item(
            external_id=f"cxtext-{re.sub(r'[^A-Za-z0-9]+', '-', f.theme_id)}-{origin}",
            theme_id=f.theme_id,
            label=one_line(f.label, LABEL_LENGTH),
            description=one_line(f.description, DESCRIPTION_LENGTH),
            given="" if f.description == counts[f.theme_id] else one_line(f.description, DESCRIPTION_LENGTH),
            kind=f.kind,
            metric=metric.name,
            rank=ranked.rank,
            tier=None if f.kind in UNRANKED else ranked.score.tier,
            established=f.established,
            intents=intents.get(f.theme_id, {}),
            emotions=feelings,
            keyphrases=tuple(one_line(phrase, PHRASE_LENGTH) for phrase in theme.keyphrases),
            facts=(
                *(one_line(sentence.text, FACT_LENGTH) for sentence in stories[f.theme_id].sentences),
                *_facts(ranked, ranking),
                *_asides(ranked, metric, ranking.basis.noun, both_sides),
                *_feelings(feelings),
                *_work(theme),
            ),
            quotes=tuple(book.quotes(f.theme_id, quotes)),
            unit=metric.export_unit,
            numbers=_numbers(metric, f, both_sides),
            asymmetry_type=(both_sides.type if both_sides else None) or "",
            owner=one_line(theme.owner or "", LABEL_LENGTH),
            status=theme.work_status or "",
            ticket=one_line(theme.ticket or "", TICKET_LENGTH),
        )
        items.append(item)
    return items


def _numbers(metric: MetricView, f: Finding, sides: Sides | None) -> dict[str, float | None]:
    """Return the numbers of a theme in the unit that the report shows."""
    both = asdict(sides) if sides else {}
    score = {name: value for name, value in asdict(f.score).items() if name not in ("theme_id", "metric", "note")}
    shown = {"cost": f.effect, "cost_low": f.low, "cost_high": f.high, "as_measured": f.measured}
    if f.kind in UNRANKED:
        score |= dict.fromkeys(("p_top5", "priority"))
    numbers = score | shown | {name: both.get(name) for name in SIDES}
    for name in numbers:
        if name.removesuffix("_low").removesuffix("_high") in EFFECTS:
            numbers[name] = metric.shown(numbers[name])
    return numbers | {name: metric.shown_damage(numbers[name]) for name in ("damage", "damage_low")}


def _asides(ranked: RankedTheme, metric: MetricView, noun: str, sides: Sides | None) -> list[str]:
    """Say what goes with a bad and with a good mention, and what is at risk, where these are known."""
    each = sides_text(metric, sides)
    mean = f", against none, in the {metric.mean} mean" if metric.mean else ""
    return [*([f"Each {noun} that mentions it{mean}: {each}"] if each else []), *([ranked.at_risk] if ranked.at_risk else [])]


def _feelings(shares: dict[str, float]) -> list[str]:
    """Say which emotions are shown, when they were asked for."""
    shown = [f"{percent(share)} {name}" for name, share in shares.items() if name != "none" and share >= 0.01]
    return [f"Emotions, as a hint: {', '.join(shown)}"] if shown else []


def _work(theme: ThemeRow) -> list[str]:
    """Say who looks after a theme, how far they are and where, when somebody said so."""
    return [f"Looked after: {one_line(theme.work, FACT_LENGTH)}"] if theme.work else []


def _facts(ranked: RankedTheme, ranking: Ranking) -> list[str]:
    """Say the numbers of one theme that its story leaves out."""
    score, metric, noun = ranked.score, ranking.metric, ranking.basis.noun
    facts = [f"Before it was drawn towards what themes have in common: {ranked.measured_note}"] if ranked.measured_note else []
    if score.metric_with is not None:
        among, others = (metric.unsigned_text(value) for value in (score.metric_with, score.metric_without))
        mean = f" ({metric.mean} means)" if metric.mean else ""
        facts.append(f"{metric.name} is {among} among those who mention it, {others} among the others{mean}")
    if metric.is_volume:
        facts.append(
            f"Said negatively in {ranked.damage} of {noun}s; ranked by the cautious end of this times stability, "
            "as there is no score"
        )
    if ranked.rank is None:
        return [*facts, unranked_text(ranked.finding.kind).capitalize()]
    place = "; ".join([f"No. {ranked.rank} in the list, tier {score.tier}", *(factor.text for factor in ranked.factors)])
    if score.p_top5 is None:
        return [*facts, f"{place}; {score.note}" if score.note else place]
    return [*facts, f"{place}; {ranked.worst_five} chance of being among the five worst ({ranking.left_out})"]
