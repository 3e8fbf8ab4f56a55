"""Which groups mention a theme more, or less, than the others, and whether that holds within other groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cxtext import schema
from cxtext.impact.effects import SIMPLE, Design, Observations
from cxtext.impact.groups.length import LengthComparison, compare_at_length
from cxtext.impact.groups.parts import Part, correlate_answers, pool_worth, take_part
from cxtext.impact.groups.sample import Column, Sample, take_sample, tell_hidden
from cxtext.impact.groups.simpson import GroupComparisons, hold_constant
from cxtext.impact.groups.strata import Strata, lay_strata
from cxtext.impact.rules import MIN_CELL
from cxtext.impact.stats import adjust_p, fisher_p
from cxtext.metrics import Z95, FloatArray
from cxtext.schema import Issue

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class GroupComparison:
    """Table ``groups`` and rows for ``issues``."""

    table: pd.DataFrame
    issues: list[Issue]


def measure_groups(
    theme_ids: Sequence[str],
    mentions: csr_array,
    groups: pd.DataFrame,
    design: Design = SIMPLE,
    *,
    n_units: NDArray[np.int64] | None = None,
    waves: pd.Series | None = None,
    min_cell: int = MIN_CELL,
) -> GroupComparison:
    """Compare how often each group mentions each theme with everybody else who named a group.

    Parameters
    ----------
    theme_ids : sequence of str
        One a column of ``mentions``.
    mentions : csr_array of shape (n_submissions, n_themes)
        Non-zero where the response mentions the theme.
    groups : DataFrame of n_submissions rows
        One text column for each way of grouping; nulls are in no group.
    design : Design, optional
        Respondents, weights and who says nothing; responses without content or a usable weight do not count.
    n_units : ndarray of shape (n_submissions,), int64, optional
        Opinion units of each response: how much it writes. Without it, length is not held constant.
    waves : Series of shape (n_submissions,), str, optional
        Wave of each response: held constant like another column, never compared itself.
    min_cell : int
        Groups with fewer respondents are not shown by name, nor those from which one follows by subtraction, within a column
        (:func:`~cxtext.impact.groups.hide_small`) or between columns (:func:`~cxtext.impact.groups.hide_leaks`); all
        count among the others. So do those who named no group where they are fewer. An issue says how many.

    Returns
    -------
    GroupComparison
        Columns as given, groups by name, themes as given.

    Notes
    -----
    lift = share in the group / share elsewhere; its interval is log-normal with 1/2 added to each of the four
    counts (Haldane 1956, Ann. Hum. Genet. 20:309), and so is the lift itself where nobody elsewhere mentions
    the theme. p is Fisher's exact test, two-sided. A group that writes more mentions every theme more often, so that the same is
    asked again among responses with as many opinion units (:func:`~cxtext.impact.groups.compare_at_length`). A difference is
    established when it holds both in total and at the same length: q is Benjamini-Hochberg's, over all cells of the table,
    of the larger of both p-values, and of 1 where they point different ways. The tests of
    the groups of one column go against each other, those of one group along with each other, and on permuted groups
    its false discoveries stay below the nominal ones, so that Benjamini-Yekutieli's factor is not called for. With weights or
    repeated respondents the counts of both are those of the independent answers that each share is worth (the
    first-order correction of Rao and Scott 1984, Ann. Stat. 12:46, for each side, with the correlation of a respondent's answers
    taken from all of them: :func:`~cxtext.impact.groups.pool_worth`).

    Every other column, and the wave, is held constant in turn (:func:`~cxtext.impact.groups.mantel_haenszel`); ``mh_by`` is
    the one that leaves least of the difference. ``simpson`` names a column inside which an established difference
    (q <= .05) is established the other way round: q <= .05 by Benjamini and Hochberg over the one-sided
    Cochran-Mantel-Haenszel tests of all established differences in all columns.

    >>> import pandas as pd
    >>> x = csr_array(np.array([[1]] * 8 + [[0]] * 2 + [[1]] * 2 + [[0]] * 8))
    >>> plans = pd.DataFrame({"plan": ["free"] * 10 + ["paid"] * 10})
    >>> table = measure_groups(["T001"], x, plans).table
    >>> table[["group", "n", "lift"]].to_numpy().tolist(), round(float(table.loc[0, "p_value"]), 3)
    ([['free', 8, 4.0], ['paid', 2, 0.25]], 0.023)
    """
    import pandas as pd

    table = schema.empty("groups")
    sample = take_sample(mentions, groups, n_units, waves, design, min_cell)
    compared = [column for column in sample.columns if column.compared] if len(theme_ids) else []
    groups_compared = [one for column in compared for one in _compare_column(column, sample, theme_ids)]
    if groups_compared:
        table = pd.concat([cells for cells, _ in groups_compared], ignore_index=True)
        table["q_value"] = adjust_p(table.pop("p_both").to_numpy())
        held = hold_constant(table, [within for _, within in groups_compared])
        table = schema.conform("groups", pd.concat([table, held], axis=1))
    return GroupComparison(table, [note for column in compared for note in tell_hidden(column, min_cell)])


def _compare_column(column: Column, sample: Sample, theme_ids: Sequence[str]) -> Iterator[tuple[pd.DataFrame, GroupComparisons]]:
    """Yield the cells of each group of a column, and the same comparison within the other columns."""
    rows = np.flatnonzero(column.codes >= 0)
    strata = [_lay(column, other.name, other.codes, sample.obs, rows) for other in sample.columns if other.name != column.name]
    lengths = None if sample.length is None else _lay(column, "", sample.length, sample.obs, rows)
    correlation = correlate_answers(sample.obs, rows)
    for g in np.flatnonzero(column.shown).tolist():
        sides = rows[column.codes[rows] == g], rows[column.codes[rows] != g]
        part, rest = (pool_worth(take_part(sample.obs, side), sample.obs, side, correlation) for side in sides)
        at_length = None if lengths is None else compare_at_length(*lengths.sides(g, part.worth, rest.worth))
        within = GroupComparisons([s.name for s in strata], [s.compare(g, part.worth, rest.worth) for s in strata])
        yield _compare(column, g, part, rest, theme_ids, at_length), within


def _lay(column: Column, name: str, codes: NDArray[np.int64], obs: Observations, rows: NDArray[np.intp]) -> Strata:
    """Sum up the groups of a column within strata."""
    return lay_strata(name, csr_array(obs.x[rows]), obs.w[rows], column.codes[rows], len(column.sizes), codes[rows])


def _compare(
    column: Column, group: int, part: Part, rest: Part, theme_ids: Sequence[str], at_length: LengthComparison | None
) -> pd.DataFrame:
    """Return the cells of one group, with the p-value of a difference both in total and at the same length."""
    import pandas as pd

    tables = part.mentions, part.worth, rest.mentions, rest.worth
    lift, low, high = lift_interval(*tables)
    cells = {"theme_id": list(theme_ids), "group_column": column.name, "group": column.labels[group], "n": part.counts}
    shares = {"n_group": part.n, "share": part.share, "lift": lift, "low": low, "high": high}
    p_value = p_both = fisher_p(*tables)
    table = pd.DataFrame({**cells, **shares, "p_value": p_value})
    if at_length is not None:
        agree = np.sign(lift - 1) == at_length.direction
        p_both = np.where(agree, np.fmax(p_value, at_length.p_value), 1.0)
        table = table.assign(
            length_lift=at_length.lift, length_low=at_length.low, length_high=at_length.high, length_p_value=at_length.p_value
        )
    return table.assign(p_both=p_both)


def lift_interval(
    a: FloatArray, n1: FloatArray | float, c: FloatArray, n0: FloatArray | float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the ratio of the shares a / n1 and c / n0, and its 95% interval.

    >>> [round(float(v[0]), 2) for v in lift_interval(np.array([8.0]), 10, np.array([2.0]), 10)]
    [4.0, 1.09, 10.59]
    """
    ratio = ((a + 0.5) / (n1 + 1)) / ((c + 0.5) / (n0 + 1))
    spread = np.sqrt(1 / (a + 0.5) - 1 / (n1 + 1) + 1 / (c + 0.5) - 1 / (n0 + 1))
    low, high = ratio * np.exp(-Z95 * spread), ratio * np.exp(Z95 * spread)
    lift = np.where(c > 0, (a / n1) / (np.where(c > 0, c, 1.0) / n0), np.where(a > 0, ratio, 1.0))
    # Nobody mentions it at all: the groups are equal, and nothing is known about their ratio beyond that.
    return lift, np.minimum(low, lift), np.maximum(high, lift)
