"""The scorecard of one metric: what is measured of each theme, beside its rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from cxtext.impact.effects import Design, Mentions
from cxtext.impact.ranking import Candidates, Complaints, Ranking, measure_complaints
from cxtext.impact.scorecard.feelings import measure_feelings
from cxtext.impact.stats import Misclassification
from cxtext.impact.worth import measure_worth
from cxtext.metrics import FloatArray

if TYPE_CHECKING:
    import pandas as pd


def describe_themes(
    themes: pd.DataFrame,
    mentions: Mentions,
    polarity: pd.DataFrame,
    design: Design,
    effort: Mapping[str, float],
    errors: Misclassification | None = None,
) -> tuple[pd.DataFrame, Candidates, Complaints]:
    """Return the columns that do not depend on a metric, the themes as the ranking takes them, and who complains."""
    import pandas as pd

    content = design.content(mentions.any.shape[0])
    with_content = np.flatnonzero(content)
    x = csr_array(mentions.any[with_content].astype(bool).astype(np.float64))
    n_responses = np.asarray(x.sum(axis=0)).ravel().astype(np.int64)
    worth = measure_worth(mentions, design)
    ids = themes["theme_id"].tolist()
    table = pd.DataFrame({"theme_id": themes["theme_id"].to_numpy(), "n_responses": n_responses})
    table["n_voices"] = _count_voices(x, design.number_respondents(len(content))[content])
    table["share"] = _weighted_share(x, design.usable_weights(len(content))[content])
    felt = polarity.set_index("theme_id")["polarity_mean"].reindex(table["theme_id"]).fillna(0.0)
    complaints = measure_complaints(mentions, design, errors)
    low, high = complaints.limits()
    table = table.assign(
        polarity_mean=felt.to_numpy(),
        **measure_feelings(mentions, design, errors),
        complaint_share=complaints.counted,
        complaint_share_corrected=complaints.share,
        complaint_share_corrected_low=low,
        complaint_share_corrected_high=high,
        value_at_risk=worth.at_risk,
    )
    efforts = np.array([effort.get(theme, 1.0) for theme in ids])
    return table, Candidates(ids, n_responses, _trust(themes), worth.weight, efforts), complaints


def make_card(
    themes: pd.DataFrame, metric: str, columns: Mapping[str, FloatArray], notes: Sequence[str], ranking: Ranking
) -> pd.DataFrame:
    """Return the scorecard of one metric, best rank first."""
    import pandas as pd

    note = pd.Series([text or None for text in notes], dtype="object")
    card = themes.assign(metric=metric, note=note, **columns, **asdict(ranking))
    return card.sort_values("rank", kind="stable")


def _count_voices(x: csr_array, who: np.ndarray) -> np.ndarray:
    """Return how many different respondents have each column."""
    row, column = x.nonzero()
    pairs = np.unique(np.asarray(who)[row] * x.shape[1] + column)
    return np.bincount(pairs % max(x.shape[1], 1), minlength=x.shape[1])


def _weighted_share(x: csr_array, w: FloatArray) -> FloatArray | float:
    """Return the weighted share of the rows in which each column is 1."""
    order = np.argsort(w, kind="stable")  # sums must not depend on the order of the rows
    total = float(w[order].sum())
    return np.asarray(x[order].T @ w[order]).ravel() / total if total > 0 else 0.0


def _trust(themes: pd.DataFrame) -> FloatArray:
    """Return what damage counts times in the ranking: stability, 0 for a theme that is no cause.

    Refits say nothing of a theme that a person edited. It counts as much as the middle one of those that were measured, so that
    an edit alone neither lifts nor lowers it. A theme of a codebook was not found but given, and counts in full.
    """
    stability = themes["stability"].astype("float64")
    is_cause = themes["kind"] == "cause"
    middle = stability[is_cause].median()
    if "origin" in themes:
        stability = stability.mask((themes["origin"] == "edited") & stability.isna(), middle)
    return np.asarray(np.where(is_cause, stability.fillna(1.0).to_numpy(), 0.0))
