"""Where points come from, whom a gap is shared with, what settles a tie, and what else ranks: sentences and lines of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import isclose
from typing import Any

from cxtext.findings.basis import basis_of
from cxtext.findings.factors import factors_given
from cxtext.findings.findings import Finding, Kind
from cxtext.findings.rows import AnalysisLike, records, top_themes
from cxtext.findings.sentences import metric_phrase, metric_title
from cxtext.findings.views import value_name
from cxtext.impact import TIER_CONFIDENCE
from cxtext.metrics import MetricView
from cxtext.wording import interval, number, one_line, percent

#: Share of a gap that has to go with other mentions before it is worth a sentence, and to be most of it.
WORTH_SAYING, MOST = 0.25, 0.5
#: Terms of a metric that are named in its sentence, and ties that are named under a ranking.
LEDGER_NAMED, TIES_NAMED = 5, 3
#: More answers than this settle nothing in practice.
FAR = 100_000
Details = dict[tuple[str, str], dict[str, Any]]


def theme_details(analysis: AnalysisLike) -> Details:
    """Return for each (theme, metric) the rows ``split`` of comentions and ``sides`` of asymmetry."""
    details: Details = {}
    for row in records(analysis.tables["comentions"]):
        details.setdefault((row["theme_id"], row["metric"]), {}).setdefault("split", []).append(row)
    for row in records(analysis.tables["asymmetry"]):
        details.setdefault((row["theme_id"], row["metric"]), {})["sides"] = row
    return details


def shared_text(view: MetricView, f: Finding, split: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> str:
    """Say which part of a theme's gap goes with what is mentioned along with it; nothing when it is little or not sure.

    Parameters
    ----------
    split : sequence of dict
        The theme's rows of table ``comentions``.
    labels : mapping of str to str
        Label by theme_id.
    """
    gap, low, high = f.score.gap, f.score.gap_low, f.score.gap_high
    if not view.parts_add_up or not split or gap is None or low is None or high is None or low <= 0 <= high:
        return ""
    shared = sum(part["points"] for part in split if part["kind"] != "own")
    share = shared / gap
    if abs(share) < WORTH_SAYING:
        return ""
    named = [part for part in split if part["kind"] == "theme" and part["points"] * shared > 0]
    controls = sum(part["points"] for part in split if part["kind"] == "controls")
    first = max(named, key=lambda part: abs(part["points"]), default=None)
    if controls / shared > MOST:
        who = "whether anything is said, or the group"
    elif first is None:
        who = "other mentions"
    else:
        much = first["points"] / shared > MOST
        name = one_line(labels.get(first["other_id"], first["other_id"]), 80)
        who = f"{'other mentions, above all' if much else 'many other mentions, most of all'} “{name}”, "
        who += f"mentioned by {percent(first['share'])} of them and {percent(first['share_without'])} of the others"
    points = number(abs(shared), view.decimals)
    if share < 0:
        return f"It would be {points} points larger but for {who}."
    amount = "Most of it" if share > MOST else "Part of it"
    return f"{amount} ({points} of the {number(abs(gap), view.decimals)} points) is shared with {who}."


def tie_text(view: MetricView, f: Finding, after: Finding | None) -> str:
    """Say what would settle the order of a theme and the next in rank, when they share a tier."""
    if after is None or f.score.tier != after.score.tier or not f.score.damage:
        return ""
    return f"in one tier with the next, “{one_line(after.label, 60)}”: {_what_settles(view, f, after)}"


def ties_note(view: MetricView, findings: Sequence[Finding]) -> str:
    """Name the first ties among established pain points, with the answers that would settle each."""
    ties = []
    for f, after in pairwise([one for one in findings if one.kind == Kind.PAIN and one.established]):
        if f.score.tier == after.score.tier:
            settles = f" ({_what_settles(view, f, after)})" if after.score.rank == f.score.rank + 1 else ""
            ties.append(f"no. {f.score.rank} and {after.score.rank}{settles}")
    left = len(ties) - TIES_NAMED
    ties = ties[:TIES_NAMED] + ([f"{left} more"] if left > 0 else [])
    return f"The order is not settled between {'; '.join(ties)}." if ties else ""


def _what_settles(view: MetricView, f: Finding, after: Finding) -> str:
    """Say how many answers would part two themes of one tier, or why none would."""
    more = f.score.responses_to_separate
    if more is not None and more > FAR:
        return "their costs are practically the same"
    if more is not None:
        return f"it would take about {about(more)} more {'responses' if view.is_volume else 'answers'}"
    ahead, behind = (one.score.damage * one.score.value_weight / one.score.effort for one in (f, after))
    if ahead > behind or isclose(ahead, behind):
        return "their costs are practically the same"
    columns = {"value_weight": "weight", "effort": "effort"}
    counted = " and ".join(name for column, name in columns.items() if getattr(f.score, column) != getattr(after.score, column))
    by = f", {counted} counted," if counted else ""
    return f"the second costs as much or more{by or ','} but is less sure or less stable"


def about(n: float) -> str:
    """Write a number with two significant digits.

    >>> about(7728), about(43)
    ('7,700', '43')
    """
    digits = max(0, len(str(int(n))) - 2)
    return f"{round(n / 10**digits) * 10**digits:,.0f}"


def front_note(views: Sequence[MetricView], findings: Mapping[str, list[Finding]]) -> str:
    """Name the themes of the Pareto front over several metrics; nothing with one metric, or when one theme leads on all."""
    if len(views) < 2:
        return ""
    pains = {f.theme_id for view in views for f in findings[view.name] if f.kind == Kind.PAIN}
    front = [f for f in findings[views[0].name] if f.score.pareto and f.theme_id in pains]
    if len(front) < 2:
        return ""
    ranks = {view.name: {f.theme_id: f.score.rank for f in findings[view.name]} for view in views}
    named = [
        f"“{one_line(f.label, 60)}” ({', '.join(f'no. {ranks[v.name][f.theme_id]} for {metric_phrase(v)}' for v in views)})"
        for f in front[:4]
    ]
    more = f" and {len(front) - 4} more" if len(front) > 4 else ""
    return f"Which comes first depends on the metric; no theme outranks these on all of them: {', '.join(named)}{more}."


def ledger_blocks(analysis: AnalysisLike, views: Sequence[MetricView]) -> list[dict[str, Any]]:
    """Return for each metric the terms that add up to it, as a sentence and as lines, the largest first."""
    labels = {theme: row["label"] for theme, row in top_themes(analysis).items()}
    blocks = []
    for view in views:
        rows = [row for row in records(analysis.tables["decomposition"]) if row["metric"] == view.name]
        if not rows or not view.parts_add_up:
            continue
        d = view.effect_decimals
        start, *terms = [
            {
                "label": f"“{one_line(labels.get(row['term'], row['term']), 80)}”"
                if row["kind"] == "theme"
                else _TERMS[row["kind"]],
                "share": row["share"],
                "points": row["points"],
                "text": _points_text(row, d),
            }
            for row in rows
        ]
        terms.sort(key=lambda term: -abs(term["points"]))
        total = sum(row["points"] for row in rows)
        named = [f"{number(t['points'], d, signed=True)} {t['label']}" for t in terms[:LEDGER_NAMED]]
        rest = sum(term["points"] for term in terms[LEDGER_NAMED:])
        named += [f"{number(rest, d, signed=True)} all others"] if len(terms) > LEDGER_NAMED else []
        sentence = f"{number(total, d)} = {number(start['points'], d)} {start['label']}; {'; '.join(named)}"
        blocks.append({"title": metric_title(view), "text": sentence, "rows": [start, *terms]})
    return blocks


def _points_text(row: Mapping[str, Any], decimals: int) -> str:
    """Write the points of a term with their interval; only the intercept, a score of its own, has no sign."""
    signed = row["kind"] != "intercept"
    return (
        f"{number(row['points'], decimals, signed=signed)} {interval(row['low'], row['high'], decimals, signed=signed)}".rstrip()
    )


_TERMS = {"intercept": "in a comment that mentions no theme", "control": "from answers without a comment"}


def order_text(analysis: AnalysisLike, view: MetricView) -> str:
    """Say what the order of pain points is made of."""
    card = analysis.tables["scorecard"]
    own = card[card["metric"] == view.name]
    lens = "by removal" if own["adjusted"].isna().all() else "adjusted for the other themes"
    what = (
        f"how many {basis_of(analysis).noun}s mention each theme negatively, as there is no score"
        if view.is_volume
        else f"what each theme costs in {metric_phrase(view)}, {lens}"
    )
    by_codebook = "; 1 for one that was given" if (analysis.tables["themes"]["origin"] == "codebook").any() else ""
    stability = f"stability (0 to 1, how well it is found again on resamples{by_codebook})"
    text = f"Ranked by priority: the cautious end ({TIER_CONFIDENCE:.0%} limit) of {what}, times the theme’s {stability}"
    given = factors_given(analysis)
    if "value" in given:
        text += f" and the weight of those who mention it by {value_name(analysis) or 'value'}"
    return text + (", divided by its effort" if "effort" in given else "")


def missing_ranks(n_left: int) -> str:
    """Say why ranks are missing from a list that leaves out so many pain points.

    >>> missing_ranks(0)
    'Ranks are among all themes; one that is missing here is no pain point'
    """
    return f"Ranks are among all themes; one that is missing here is {'further down or ' if n_left else ''}no pain point"
