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


@dataclass(frozen=True)
class _Ranked:
    """The themes that are ranked, and what goes into their rank whatever the metric is."""

    mentions: Mentions
    design: Design
    described: pd.DataFrame
    candidates: Candidates
    splits: Sequence[Split]
    is_cause: NDArray[np.bool_]
    is_verdict: NDArray[np.bool_]
    redraws: Sequence[Redraw]
    redrawn_se: Mapping[tuple[str, str], float]
    errors: Misclassification | None
    formula: Formula
    bootstraps: int
    random_state: int

    @property
    def theme_ids(self) -> list[str]:
        """Ids of the themes."""
        return self.candidates.theme_ids

    def list_parts(self, points: Sequence[FloatArray]) -> list[SubthemeRow]:
        """Return the rows of the parts of all themes, given the points of each."""
        return list_subthemes(self.splits, points, self.theme_ids, self.design, self.mentions.any.shape[0])


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
    described, candidates, complaints = describe_themes(themes.iloc[active], mentions, polarity, design, effort or {}, errors)
    kind = themes["kind"].iloc[active]
    ranked = _Ranked(
        mentions=mentions,
        design=design,
        described=described,
        candidates=candidates,
        splits=split_themes(mentions, candidates.theme_ids),
        is_cause=(kind == "cause").to_numpy(dtype=bool),
        is_verdict=(kind == "verdict").to_numpy(dtype=bool),
        redraws=[redraw.select(active) for redraw in redraws],
        redrawn_se=redrawn_se or {},
        errors=errors,
        formula=formula,
        bootstraps=bootstraps,
        random_state=random_state,
    )
    measured = [_measure_metric(one, ranked) for one in answers]
    if all(one.card is None for one in measured):
        measured.append(_measure_volume(complaints, ranked))
    return _lay_tables(measured, ranked.theme_ids, _list_issues(answers, design))


def _measure_metric(answers: Answers, ranked: _Ranked) -> _Measured:
    """Measure and rank the themes under one metric."""
    outcome, ids = answers.outcome, ranked.theme_ids
    points, design = outcome.points(answers.raw), ranked.design.for_answers(answers)
    effects = _measure_effects(answers, points, design, ranked)
    row = metric_row(answers, design, effects)
    if not np.isfinite(points).any():
        return _Measured(row)
    effects = effects.rank_by(ranked.formula)
    redrawn = _measure_redrawn(answers, effects, points, design, ranked)
    ranking = rank_effects(
        effects,
        outcome.sign,
        ranked.candidates,
        redrawn=redrawn,
        bootstraps=ranked.bootstraps,
        random_state=ranked.random_state,
    )
    notes = _explain(effects, ranking, ranked.candidates)
    return _Measured(
        row,
        make_card(ranked.described, outcome.label, effects.columns, notes, ranking),
        decompose_metric(effects, ids),
        split_gaps(effects, ids),
        ranked.list_parts(split_effects(effects, ranked.splits, ranked.mentions.any.shape[0])),
        measure_asymmetry(ranked.mentions, points, design, errors=ranked.errors, sign=outcome.sign, span=outcome.span),
    )


def _measure_effects(answers: Answers, points: FloatArray, design: Design, ranked: _Ranked) -> Effects:
    """Return the effects on one metric; levels are written as the metric is."""
    outcome = answers.outcome
    effects = measure_effects(
        ranked.mentions.any,
        points,
        design,
        sign=outcome.sign,
        bounds=outcome.bounds,
        is_cause=ranked.is_cause,
        is_verdict=ranked.is_verdict,
        theme_ids=ranked.theme_ids,
    )
    for name in ("metric_with", "metric_without"):
        effects.columns[name] = outcome.level(effects.columns[name])
    return effects


def _measure_redrawn(answers: Answers, effects: Effects, points: FloatArray, design: Design, ranked: _Ranked) -> FloatArray:
    """Return the standard error that comes of themes being drawn anew; what earlier redraws found where there are none."""
    if not ranked.redraws:
        label = answers.outcome.label
        return np.array([ranked.redrawn_se.get((label, theme), np.nan) for theme in ranked.theme_ids])
    return measure_redrawn(
        effects,
        ranked.redraws,
        points,
        design,
        sign=answers.outcome.sign,
        is_cause=ranked.is_cause,
        is_verdict=ranked.is_verdict,
        formula=ranked.formula,
    )


def _measure_volume(complaints: Complaints, ranked: _Ranked) -> _Measured:
    """Rank the themes by how many mention them negatively."""
    mentions, design = ranked.mentions, ranked.design
    ranking = rank_volume(complaints, ranked.candidates, bootstraps=ranked.bootstraps, random_state=ranked.random_state)
    counted = split_volume(split_themes(mentions, ranked.theme_ids, negative=True), design, mentions.any.shape[0])
    parts = ranked.list_parts(_share_out(complaints, counted, ranked.splits))
    card = _volume_card(ranked.described, ranking, ranked.candidates)
    return _Measured(volume_row(mentions.complains, design), card, subthemes=parts)


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
    who = "1 response has" if n_bad == 1 else f"{n_bad:,} responses have"
    message = f"{who} no weight above 0 (missing, no number, infinite, 0 or negative), so they count in no metric, share or rank."
    return [issue(Stage.METRICS, Code.WEIGHT_UNUSABLE, message)] if n_bad else []
