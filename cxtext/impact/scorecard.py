"""From themes, mentions and outcomes to the scorecard and metrics tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from cxtext import schema
from cxtext.impact.effects import asymmetry_rows, comention_rows, ledger_rows, measure_effects
from cxtext.impact.ranking import FEW_THEMES, TOO_FEW, Ranking, is_contest, mark_front, rank_effects, rank_volume
from cxtext.impact.silence import commenters_gap
from cxtext.impact.worth import Worth, measure_worth
from cxtext.metrics import Answers, FloatArray, share_estimate, take_sample, usable_weights
from cxtext.schema import Code, Issue, Level, Stage, issue

if TYPE_CHECKING:
    import pandas as pd

#: Tables of one metric beside its scorecard.
DETAILS = ("ledger", "comentions", "asymmetry")
POLARITY_COLUMNS = ("polarity_mean", "negative_share", "positive_share")


@dataclass(frozen=True)
class Impact:
    """Tables ``scorecard``, ``metrics``, ``ledger``, ``comentions`` and ``asymmetry``, and rows for ``issues``."""

    scorecard: pd.DataFrame
    metrics: pd.DataFrame
    ledger: pd.DataFrame
    comentions: pd.DataFrame
    asymmetry: pd.DataFrame
    issues: list[Issue]


def build_scorecard(
    themes: pd.DataFrame,
    mentions: csr_array,
    negative: csr_array,
    polarity: pd.DataFrame,
    answers: Sequence[Answers],
    *,
    has_content: ArrayLike,
    has_negative: ArrayLike | None = None,
    positive: csr_array | None = None,
    clusters: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    controls: ArrayLike | None = None,
    value: ArrayLike | None = None,
    effort: Mapping[str, float] | None = None,
    bootstraps: int = 500,
    random_state: int = 0,
) -> Impact:
    """Measure and rank the active top-level themes, once for each metric.

    Without any metric that has valid answers, themes are ranked by negative volume.

    Parameters
    ----------
    themes : DataFrame
        Table ``themes``; row j belongs to column j of the matrices. Sub-themes and hidden themes are left out.
    mentions, negative : csr_array of shape (n_submissions, n_themes)
        Non-zero where the submission mentions the theme, or has a negative unit of it.
    polarity : DataFrame
        ``polarity_mean``, ``negative_share`` and ``positive_share`` by ``theme_id`` (a column).
    answers : sequence of Answers
    has_content : array-like of shape (n_submissions,), bool
        Whether the submission says anything.
    has_negative : array-like of shape (n_submissions,), bool, optional
        Whether it has a negative unit, of a theme or of none; by default those of ``negative``.
    positive : csr_array of shape (n_submissions, n_themes), optional
        Non-zero where the submission has a positive unit of the theme; by default where it mentions it and not negatively.
    clusters : array-like of shape (n_submissions,), optional
        Respondent of each submission.
    weights : array-like of shape (n_submissions,), optional
        Survey weights.
    controls : array-like of shape (n_submissions, n_controls), float, optional
        Columns that the adjusted lens holds constant.
    value : array-like of shape (n_submissions,), float, optional
        Worth of the respondent, 0 or more.
    effort : mapping of str to float, optional
        Effort above 0 by theme_id; 1 for a theme that is not in it.
    bootstraps, random_state : int

    Returns
    -------
    Impact
        ``scorecard`` sorted by metric as given, then by rank.
    """
    content = np.asarray(has_content, dtype=bool)
    parent = themes["parent_id"].isna().to_numpy()
    kept = np.flatnonzero(parent & (themes["status"] == "active").to_numpy())
    x, bad = csr_array(mentions)[:, kept], csr_array(negative)[:, kept]
    worth = measure_worth(x, bad, value, has_content=content, clusters=clusters, weights=weights)
    frame = _describe(themes.iloc[kept], x, content, polarity, weights).assign(value_at_risk=worth.at_risk)
    common = _rank_by(frame, themes.iloc[kept], worth, effort) | {"bootstraps": bootstraps, "random_state": random_state}
    sampling: dict[str, Any] = {"clusters": clusters, "weights": weights}
    good = x - x.multiply(bad) if positive is None else csr_array(positive)[:, kept]
    cards, rows, issues = [], [], _weight_issues(weights)
    details: dict[str, list[dict[str, Any]]] = {name: [] for name in DETAILS}
    for one in answers:
        weighed = {**sampling, "weights": one.weigh(weights)}
        row, card, found, parts = _score_metric(one, (x, bad, csr_array(good)), frame, content, controls, weighed, common)
        rows.append(row)
        cards += card
        issues += found
        for name in parts:
            details[name] += parts[name]
    if not cards:
        complain = np.asarray(csr_array(negative).sum(axis=1)).ravel() > 0 if has_negative is None else np.asarray(has_negative)
        rows.append(volume_row(content, complain.astype(bool), **sampling))
        cards.append(_score_volume(bad, frame, content, sampling, common))
    tables = {name: _stack(name, parts) for name, parts in details.items()}
    return Impact(_stack("scorecard", mark_front(cards)), _stack("metrics", rows), issues=issues, **tables)


def _score_metric(
    one: Answers,
    told: tuple[csr_array, csr_array, csr_array],
    frame: pd.DataFrame,
    content: NDArray[np.bool_],
    controls: ArrayLike | None,
    sampling: Mapping[str, Any],
    common: Mapping[str, Any],
) -> tuple[dict[str, object], list[pd.DataFrame], list[Issue], dict[str, list[dict[str, Any]]]]:
    """Return one metric's row, its scorecard (none without a valid answer), its issues and the rows of its other tables.

    ``told`` holds the mentions, the negative and the positive ones.
    """
    outcome = one.outcome
    issues = [issue(Stage.METRICS, Code.SCALE_GUESSED, note, level=Level.INFO) for note in outcome.notes]
    points = outcome.points(one.raw)
    ids = common["theme_ids"]
    given: dict[str, Any] = {"no_comment": ~content, "controls": controls, "exposed": outcome.rate, **sampling}
    given |= {"sign": outcome.sign, "span": outcome.span}
    effects = measure_effects(told[0], points, theme_ids=ids, **given)
    for name in ("metric_with", "metric_without"):
        effects.columns[name] = outcome.level(effects.columns[name])
    row = _metric_row(one, content, effects.model.r_squared if effects.model else None, **sampling)
    if not np.isfinite(points).any():
        return row, [], [*issues, _empty_metric(one)], {}
    ranking = rank_effects(effects, outcome.sign, **common)
    details = {
        "ledger": ledger_rows(effects, ids, outcome.label),
        "comentions": comention_rows(effects, ids, outcome.label),
        "asymmetry": asymmetry_rows(*told, points, theme_ids=ids, metric=outcome.label, **given),
    }
    unstated = np.isfinite(effects.lens.value) & np.isnan(ranking.p_top5)
    why = TOO_FEW if is_contest(common["trust"]) else FEW_THEMES
    notes = ["; ".join(filter(None, [note, why * bool(no)])) for note, no in zip(effects.notes, unstated, strict=True)]
    return row, [_card(frame, outcome.label, effects.columns, notes, ranking)], issues, details


def _score_volume(
    negative: csr_array,
    frame: pd.DataFrame,
    content: NDArray[np.bool_],
    sampling: Mapping[str, Any],
    common: Mapping[str, Any],
) -> pd.DataFrame:
    """Return the scorecard that stands in when no metric has a valid answer."""
    ranking = rank_volume(negative, content, **sampling, **common)
    blank = {"n_metric": np.zeros(len(frame))}
    note = "no metric: ranked by negative mentions"
    note = note if is_contest(common["trust"]) else f"{note}; {FEW_THEMES}"
    return _card(frame, schema.VOLUME_METRIC, blank, [note] * len(frame), ranking)


def _stack(table: str, parts: Sequence[pd.DataFrame | dict[str, object]]) -> pd.DataFrame:
    """Put the parts of a table together."""
    import pandas as pd

    if not parts:
        return schema.empty(table)
    if all(isinstance(part, dict) for part in parts):
        return schema.conform(table, pd.DataFrame(list(parts)))
    frames = [part if isinstance(part, pd.DataFrame) else pd.DataFrame([part]) for part in parts]
    return schema.conform(table, pd.concat([schema.conform(table, f) for f in frames], ignore_index=True))


def _describe(
    themes: pd.DataFrame, x: csr_array, content: NDArray[np.bool_], polarity: pd.DataFrame, weights: ArrayLike | None
) -> pd.DataFrame:
    """Return the columns that do not depend on a metric."""
    import pandas as pd

    said = csr_array(x[np.flatnonzero(content)].astype(bool).astype(np.float64))
    counts = np.asarray(said.sum(axis=0)).ravel().astype(np.int64)
    frame = pd.DataFrame({"theme_id": themes["theme_id"].to_numpy(), "n_responses": counts})
    w = usable_weights(weights, len(content))[content]
    order = np.argsort(w, kind="stable")  # sums must not depend on the order of the rows
    total = float(w[order].sum())
    frame["share"] = np.asarray(said[order].T @ w[order]).ravel() / total if total > 0 else 0.0
    found = polarity.set_index("theme_id")[list(POLARITY_COLUMNS)].reindex(frame["theme_id"]).fillna(0.0)
    return pd.concat([frame, found.reset_index(drop=True)], axis=1)


def _rank_by(frame: pd.DataFrame, themes: pd.DataFrame, worth: Worth, effort: Mapping[str, float] | None) -> dict[str, Any]:
    """Return what themes are ranked by beside their effects."""
    return {
        "theme_ids": frame["theme_id"].tolist(),
        "n_responses": frame["n_responses"].to_numpy(),
        "trust": _trust(themes),
        "value_weight": worth.weight,
        "effort": np.array([(effort or {}).get(theme, 1.0) for theme in frame["theme_id"]]),
    }


def _trust(themes: pd.DataFrame) -> FloatArray:
    """Return what damage counts times in the ranking: stability, nothing for a theme whose units have no subject in common."""
    stability = themes["stability"].astype("float64").fillna(1.0).to_numpy()
    return np.asarray(np.where(themes["scope"] == "general", 0.0, stability))


def _card(
    frame: pd.DataFrame, metric: str, columns: dict[str, FloatArray], notes: Sequence[str], ranking: Ranking
) -> pd.DataFrame:
    """Return the scorecard of one metric, best rank first."""
    from dataclasses import asdict

    import pandas as pd

    said = pd.Series([note or None for note in notes], dtype="object")
    card = frame.assign(metric=metric, note=said, **columns, **asdict(ranking))
    return card.sort_values("rank", kind="stable")


def _metric_row(
    one: Answers, content: NDArray[np.bool_], r_squared: float | None, *, clusters: ArrayLike | None, weights: ArrayLike | None
) -> dict[str, object]:
    """Return one row of the metrics table."""
    outcome = one.outcome
    found = outcome.summarize(one.raw, weights, clusters)
    commenters = outcome.summarize(np.where(content, one.raw, np.nan), weights)
    gap, low, high = commenters_gap(outcome.points(one.raw), content, clusters=clusters, weights=weights)
    return {
        "metric": outcome.label,
        "kind": outcome.kind,
        "column": outcome.metric.column,
        "direction": outcome.direction,
        "unit": outcome.unit,
        "n": found.n,
        "n_excluded": one.n_excluded,
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "commenters_n": commenters.n,
        "commenters_value": commenters.value,
        "r_squared": r_squared,
        "commenters_gap": gap,
        "commenters_gap_low": low,
        "commenters_gap_high": high,
    }


def volume_row(
    content: NDArray[np.bool_], complain: NDArray[np.bool_], *, clusters: ArrayLike | None, weights: ArrayLike | None
) -> dict[str, object]:
    """Return the row of the metrics table that stands in when there is no metric: who says anything negative."""
    found = share_estimate(take_sample(np.where(content, 100.0 * complain, np.nan), weights, clusters))
    value, low, high = (limit / 100 for limit in (found.value, found.low, found.high))
    return {
        "metric": schema.VOLUME_METRIC,
        "kind": "volume",
        "direction": "lower",
        "unit": "share of submissions with content",
        "n": found.n,
        "n_excluded": 0,
        "value": value,
        "low": low,
        "high": high,
        "commenters_n": found.n,
        "commenters_value": value,
    }


def _weight_issues(weights: ArrayLike | None) -> list[Issue]:
    """Report weights that cannot be used."""
    if weights is None:
        return []
    given = np.asarray(weights, dtype=np.float64)
    n_bad = int((~(np.isfinite(given) & (given > 0))).sum())
    who = "1 submission has" if n_bad == 1 else f"{n_bad:,} submissions have"
    message = f"{who} no weight above 0 (missing, no number, infinite, 0 or negative), so they count in no metric, share or rank."
    return [issue(Stage.METRICS, Code.WEIGHT_UNUSABLE, message)] if n_bad else []


def _empty_metric(one: Answers) -> Issue:
    """Report a metric without valid answers."""
    message = f"metric {one.outcome.label!r} has no valid answer; no theme is ranked by it."
    return issue(Stage.METRICS, Code.METRIC_EMPTY, message, column=one.outcome.metric.column)
