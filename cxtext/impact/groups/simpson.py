"""Differences between groups with something else held constant, side by side, and those that turn round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxtext.impact.groups.strata import Stratified
from cxtext.impact.rules import MAX_Q
from cxtext.impact.stats import adjust_p
from cxtext.metrics import FloatArray

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class GroupComparisons:
    """One group's comparisons with each other column held constant."""

    names: list[str]
    comparisons: list[Stratified]


def hold_constant(table: pd.DataFrame, groups: Sequence[GroupComparisons]) -> pd.DataFrame:
    """Return the columns of table ``groups`` that tell what is left of a difference within other groups.

    Parameters
    ----------
    table : DataFrame
        Cells with ``lift`` and ``q_value``: the themes of the first group, those of the second, and so on.
    groups : sequence of GroupComparisons
        One per group.

    Returns
    -------
    DataFrame
        ``mh_by, mh_odds_ratio, mh_low, mh_high, simpson``, null where no other column tells anything.

    Notes
    -----
    Simpson 1951, J. R. Stat. Soc. B 13:238. A reversal is tested only where the difference itself is established, one-sided
    against it; Benjamini and Hochberg over all these tests, whatever the column.
    """
    import pandas as pd
    from scipy.special import ndtr

    n_themes = len(table) // max(1, len(groups))
    rows = []
    for g, group in enumerate(groups):
        cells = table.iloc[g * n_themes : (g + 1) * n_themes]
        way, sure = np.sign(cells["lift"].to_numpy() - 1), cells["q_value"].to_numpy() <= MAX_Q
        for name, stratified in zip(group.names, group.comparisons, strict=True):
            along = np.where(np.isnan(stratified.z), np.nan, way * stratified.z)
            p = np.where(sure & (way != 0), ndtr(along), np.nan)
            columns = {"cell": cells.index, "mh_by": name, "along": along, "p": p, **_interval(stratified)}
            rows.append(pd.DataFrame(columns))
    tests = pd.concat(rows, ignore_index=True).dropna(subset="along") if rows else pd.DataFrame()
    if tests.empty:
        return pd.DataFrame(index=table.index, columns=["mh_by", "mh_odds_ratio", "mh_low", "mh_high", "simpson"], dtype="object")
    tested = tests["p"].notna().to_numpy()
    q: FloatArray = np.full(len(tests), np.inf)
    q[tested] = adjust_p(tests.loc[tested, "p"].to_numpy())
    # the least of the difference first; ties in the order of the names
    tests = tests.assign(simpson=tests["mh_by"].where(q <= MAX_Q)).sort_values(["cell", "along", "mh_by"], kind="stable")
    return tests.drop_duplicates("cell").set_index("cell").reindex(table.index).drop(columns=["along", "p"])


def _interval(stratified: Stratified) -> dict[str, FloatArray]:
    """Return the common odds ratio with its interval as columns."""
    return {"mh_odds_ratio": stratified.odds_ratio, "mh_low": stratified.low, "mh_high": stratified.high}
