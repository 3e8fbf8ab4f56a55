"""From themes, mentions and answers to the tables of what themes cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxtext import schema
from cxtext.impact.effects import (
    Asymmetry,
    Design,
    Effects,
    Formula,
    GapPart,
    Mentions,
    Redraw,
    Split,
    SubthemeRow,
    Term,
    decompose_metric,
    list_subthemes,
    measure_asymmetry,
    measure_effects,
    measure_redrawn,
    split_effects,
    split_gaps,
    split_themes,
    split_volume,
)
from cxtext.impact.ranking import FEW_THEMES, TOO_FEW, Candidates, Complaints, Ranking, mark_front, rank_effects, rank_volume
from cxtext.impact.scorecard.cards import describe_themes, make_card
from cxtext.impact.scorecard.metric_rows import MetricRow, metric_row, volume_row
from cxtext.impact.stats import Misclassification
from cxtext.metrics import Answers, FloatArray
from cxtext.schema import Code, Issue, Level, Stage, is_active, issue

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Impact:
    """Tables ``scorecard``, ``subthemes``, ``metrics``, ``decomposition``, ``comentions``, ``asymmetry``, and issues."""

    scorecard: pd.DataFrame
    subthemes: pd.DataFrame
    metrics: pd.DataFrame
    decomposition: pd.DataFrame
    comentions: pd.DataFrame
    asymmetry: pd.DataFrame
    issues: list[Issue]


@dataclass(frozen=True)
class _Measured:
    """What is measured of all themes under one metric; without a valid answer there is its row alone."""

    row: MetricRow
    card: pd.DataFrame | None = None
    terms: Sequence[Term] = ()
    gap_parts: Sequence[GapPart] = ()
    subthemes: Sequence[SubthemeRow] = ()
    asymmetry: Asymmetry | None = None


def build_scorecard(
    themes: pd.DataFrame,
    mentions: Mentions,
    polarity: pd.DataFrame,
    answers: Sequence[Answers],
    design: Design,
    *,
    redraws: Sequence[Redraw] = (),
    redrawn_se: Mapping[tuple[str, str], float] | None = None,
    effort: Mapping[str, float] | None = None,
    errors: Misclassification | None = None,
    formula: Formula = Formula.ADJUSTED,
    bootstraps: int = 500,
    random_state: int = 0,
) -> Impact:
    """Measure and rank the active top-level themes, once for each metric.

    Without any metric that has valid answers, themes are ranked by negative volume.

    Parameters
    ----------
    themes : DataFrame
        Table ``themes``; row j belongs to column j of the mentions. Sub-themes and hidden themes are left out.
    mentions : Mentions
    polarity : DataFrame
        ``polarity_mean`` by ``theme_id`` (a column).
    answers : sequence of Answers
    design : Design
    redraws : sequence of Redraw, optional
        The themes as refits draw them, with the columns of the mentions; without them intervals are given these themes.
    redrawn_se : mapping of (str, str) to float, optional
        Without redraws, what earlier ones found for a metric and a theme.
    effort : mapping of str to float, optional
        Effort above 0 by theme_id; 1 for a theme that is not in it.
    errors : Misclassification, optional
        Of the sentiment labels; without it they are taken as right.
    formula : Formula
        What the ranks of a metric rest on; effects are given in every lens all the same.
    bootstraps, random_state : int

    Returns
    -------
    Impact
        ``scorecard`` sorted by metric as given, then by rank.
    """
    active = np.flatnonzero(is_active(themes))
    mentions = mentions.select(active)
    redraws = [redraw.select(active) for redraw in redraws]
    described, candidates, complaints = describe_themes(themes.iloc[active], mentions, polarity, design, effort or {}, errors)
    bootstrap = {"bootstraps": bootstraps, "random_state": random_state}
    splits, ids, n = split_themes(mentions, candidates.theme_ids), candidates.theme_ids, mentions.any.shape[0]
    kind = themes["kind"].iloc[active]
    kinds = {f"is_{one}": (kind == one).to_numpy(dtype=bool) for one in ("cause", "verdict")}
    measured = []
    for one in answers:
        effects = _measure_effects(one, mentions, design.for_answers(one), kinds, ids)
        row = metric_row(one, design.for_answers(one), effects)
        if not np.isfinite(one.outcome.points(one.raw)).any():
            measured.append(_Measured(row))
            continue
        effects = effects.rank_by(formula)
        scores, own, sign = one.outcome.points(one.raw), design.for_answers(one), one.outcome.sign
        redrawn = measure_redrawn(effects, redraws, scores, own, sign=sign, **kinds, formula=formula)
        if not redraws:
            earlier = redrawn_se or {}
            redrawn = np.array([earlier.get((one.outcome.label, theme), np.nan) for theme in ids])
        ranking = rank_effects(effects, sign, candidates, redrawn=redrawn, **bootstrap)
        notes = _explain(effects, ranking, candidates)
        measured.append(
            _Measured(
                row,
                make_card(described, one.outcome.label, effects.columns, notes, ranking),
                decompose_metric(effects, ids),
                split_gaps(effects, ids),
                list_subthemes(splits, split_effects(effects, splits, n), ids, design, n),
                _measure_asymmetry(one, mentions, design.for_answers(one), errors),
            )
        )
    if all(one.card is None for one in measured):
        ranking = rank_volume(complaints, candidates, **bootstrap)
        row = volume_row(mentions.complains, design)
        counted = split_volume(split_themes(mentions, ids, negative=True), design, n)
        parts = list_subthemes(splits, _share_out(complaints, counted, splits), ids, design, n)
        measured.append(_Measured(row, _volume_card(described, ranking, candidates), subthemes=parts))
    return _lay_tables(measured, ids, _list_issues(answers, design))


def _measure_effects(
    answers: Answers, mentions: Mentions, design: Design, kinds: Mapping[str, NDArray[np.bool_]], theme_ids: list[str]
) -> Effects:
    """Return the effects on one metric; levels are written as the metric is."""
    outcome = answers.outcome
    points = outcome.points(answers.raw)
    sign, bounds = outcome.sign, outcome.bounds
    is_cause, is_verdict = kinds["is_cause"], kinds["is_verdict"]
    effects = measure_effects(
        mentions.any, points, design, sign=sign, bounds=bounds, is_cause=is_cause, is_verdict=is_verdict, theme_ids=theme_ids
    )
    for name in ("metric_with", "metric_without"):
        effects.columns[name] = outcome.level(effects.columns[name])
    return effects


def _measure_asymmetry(answers: Answers, mentions: Mentions, design: Design, errors: Misclassification | None) -> Asymmetry:
    """Return penalties and rewards under one metric."""
    outcome = answers.outcome
    points = outcome.points(answers.raw)
    return measure_asymmetry(mentions, points, design, errors=errors, sign=outcome.sign, span=outcome.span)


def _share_out(complaints: Complaints, points: Sequence[FloatArray], splits: Sequence[Split]) -> list[FloatArray]:
    """Return the points of each part of each theme, which add up to the share of its complaints.

    What the errors of the labels change is shared out as the complaints are; without any it is of no part.
    """
    out = []
    for split, own in zip(splits, points, strict=True):
        share, counted = complaints.share[split.theme], complaints.counted[split.theme]
        rest = np.append(np.zeros(len(own) - 1), share)
        out.append(own * (share / counted) if counted > 0 else rest)
    return out


def _explain(effects: Effects, ranking: Ranking, candidates: Candidates) -> list[str]:
    """Return the note of each theme: why effects are missing, and why its chance of being among the worst is."""
    why = TOO_FEW if candidates.has_enough_themes else FEW_THEMES
    has_no_chance = np.isfinite(effects.lens.value) & np.isnan(ranking.p_top5)
    return [
        "; ".join(filter(None, [note, why if no_chance else ""]))
        for note, no_chance in zip(effects.notes, has_no_chance, strict=True)
    ]


def _volume_card(described: pd.DataFrame, ranking: Ranking, candidates: Candidates) -> pd.DataFrame:
    """Return the scorecard that stands in when no metric has a valid answer."""
    note = "no metric: ranked by negative mentions"
    note = note if candidates.has_enough_themes else f"{note}; {FEW_THEMES}"
    blank: dict[str, FloatArray] = {"n_metric": np.zeros(len(described))}
    return make_card(described, schema.VOLUME_METRIC, blank, [note] * len(described), ranking)


def _lay_tables(measured: Sequence[_Measured], theme_ids: list[str], issues: list[Issue]) -> Impact:
    """Return the tables of all metrics, in the order of the metrics."""
    import pandas as pd

    def lay(table: str, rows: Sequence[tuple[str, Term | GapPart | SubthemeRow]]) -> pd.DataFrame:
        if not rows:
            return schema.empty(table)
        return schema.conform(table, pd.DataFrame([{"metric": metric, **asdict(row)} for metric, row in rows]))

    cards = mark_front([one.card for one in measured if one.card is not None])
    asymmetry = [
        pd.DataFrame({"theme_id": theme_ids, "metric": one.row.metric, **vars(one.asymmetry)})
        for one in measured
        if one.asymmetry is not None and theme_ids
    ]
    return Impact(
        scorecard=_stack("scorecard", cards),
        subthemes=lay("subthemes", [(one.row.metric, part) for one in measured for part in one.subthemes]),
        metrics=schema.conform("metrics", pd.DataFrame([asdict(one.row) for one in measured])),
        decomposition=lay("decomposition", [(one.row.metric, term) for one in measured for term in one.terms]),
        comentions=lay("comentions", [(one.row.metric, part) for one in measured for part in one.gap_parts]),
        asymmetry=_stack("asymmetry", asymmetry),
        issues=issues,
    )


def _stack(table: str, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put the parts of a table together."""
    import pandas as pd

    if not parts:
        return schema.empty(table)
    return schema.conform(table, pd.concat([schema.conform(table, part) for part in parts], ignore_index=True))


def _list_issues(answers: Sequence[Answers], design: Design) -> list[Issue]:
    """Report weights that cannot be used, scales that were guessed, and metrics without valid answers."""
    issues = _weight_issues(design.weight)
    for one in answers:
        outcome = one.outcome
        issues += [issue(Stage.METRICS, Code.SCALE_GUESSED, note, level=Level.INFO) for note in outcome.notes]
        if not np.isfinite(outcome.points(one.raw)).any():
            message = f"metric {outcome.label!r} has no valid answer; no theme is ranked by it."
            issues.append(issue(Stage.METRICS, Code.METRIC_EMPTY, message, column=outcome.metric.column))
    return issues


def _weight_issues(weight: FloatArray | None) -> list[Issue]:
    """Report weights that cannot be used."""
    if weight is None:
        return []
    n_bad = int((~(np.isfinite(weight) & (weight > 0))).sum())
    who = "1 submission has" if n_bad == 1 else f"{n_bad:,} submissions have"
    message = f"{who} no weight above 0 (missing, no number, infinite, 0 or negative), so they count in no metric, share or rank."
    return [issue(Stage.METRICS, Code.WEIGHT_UNUSABLE, message)] if n_bad else []
