"""The scorecard of one metric: what is measured of each theme, beside its rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from cxtext.impact.effects import Design, Mentions
from cxtext.impact.ranking import Candidates, Ranking
from cxtext.impact.worth import measure_worth
from cxtext.metrics import FloatArray

if TYPE_CHECKING:
    import pandas as pd

POLARITY_COLUMNS = ("polarity_mean", "negative_share", "positive_share")


def describe_themes(
    themes: pd.DataFrame, mentions: Mentions, polarity: pd.DataFrame, design: Design, effort: Mapping[str, float]
) -> tuple[pd.DataFrame, Candidates]:
    """Return the columns that do not depend on a metric, and the themes as the ranking takes them."""
    import pandas as pd

    content = design.content(mentions.any.shape[0])
    with_content = np.flatnonzero(content)
    x = csr_array(mentions.any[with_content].astype(bool).astype(np.float64))
    n_responses = np.asarray(x.sum(axis=0)).ravel().astype(np.int64)
    worth = measure_worth(mentions, design)
    ids = themes["theme_id"].tolist()
    table = pd.DataFrame({"theme_id": themes["theme_id"].to_numpy(), "n_responses": n_responses})
    table["share"] = _weighted_share(x, design.usable_weights(len(content))[content])
    felt = polarity.set_index("theme_id")[list(POLARITY_COLUMNS)].reindex(table["theme_id"]).fillna(0.0)
    table = pd.concat([table, felt.reset_index(drop=True)], axis=1).assign(value_at_risk=worth.at_risk)
    efforts = np.array([effort.get(theme, 1.0) for theme in ids])
    return table, Candidates(ids, n_responses, _trust(themes), worth.weight, efforts)


def make_card(
    themes: pd.DataFrame, metric: str, columns: Mapping[str, FloatArray], notes: Sequence[str], ranking: Ranking
) -> pd.DataFrame:
    """Return the scorecard of one metric, best rank first."""
    import pandas as pd

    note = pd.Series([text or None for text in notes], dtype="object")
    card = themes.assign(metric=metric, note=note, **columns, **asdict(ranking))
    return card.sort_values("rank", kind="stable")


def _weighted_share(x: csr_array, w: FloatArray) -> FloatArray | float:
    """Return the weighted share of the rows in which each column is 1."""
    order = np.argsort(w, kind="stable")  # sums must not depend on the order of the rows
    total = float(w[order].sum())
    return np.asarray(x[order].T @ w[order]).ravel() / total if total > 0 else 0.0


def _trust(themes: pd.DataFrame) -> FloatArray:
    """Return what damage counts times in the ranking: stability, 0 for a theme that is no cause."""
    stability = themes["stability"].astype("float64").fillna(1.0).to_numpy()
    return np.asarray(np.where(themes["kind"] == "cause", stability, 0.0))
