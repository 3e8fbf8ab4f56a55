"""Which groups mention a theme more, or less, than the others, and whether that holds within other groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cxtext import schema
from cxtext.impact.effects import SIMPLE, Design, Observations, observe
from cxtext.impact.groups.parts import Part, count_respondents, hide_small, take_part
from cxtext.impact.groups.simpson import GroupComparisons, hold_constant
from cxtext.impact.groups.strata import Strata, lay_strata
from cxtext.impact.rules import MIN_CELL
from cxtext.impact.stats import adjust_p, fisher_p
from cxtext.metrics import Z95, FloatArray
from cxtext.schema import Code, Issue, Level, Stage, issue
from cxtext.wording import plural

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class GroupComparison:
    """Table ``groups`` and rows for ``issues``."""

    table: pd.DataFrame
    issues: list[Issue]


@dataclass(frozen=True)
class _Column:
    """One way of grouping: its name, the group of every observation (-1 for none), their names, and whether they are compared."""

    name: str
    codes: NDArray[np.int64]
    labels: list[str]
    compared: bool


def measure_groups(
    theme_ids: Sequence[str],
    mentions: csr_array,
    groups: pd.DataFrame,
    design: Design = SIMPLE,
    *,
    waves: pd.Series | None = None,
    min_cell: int = MIN_CELL,
) -> GroupComparison:
    """Compare how often each group mentions each theme with everybody else who named a group.

    Parameters
    ----------
    theme_ids : sequence of str
        One a column of ``mentions``.
    mentions : csr_array of shape (n_submissions, n_themes)
        Non-zero where the submission mentions the theme.
    groups : DataFrame of n_submissions rows
        One text column for each way of grouping; nulls are in no group.
    design : Design, optional
        Respondents, weights and who says nothing; submissions without content or a usable weight do not count.
    waves : Series of shape (n_submissions,), str, optional
        Wave of each submission: held constant like another column, never compared itself.
    min_cell : int
        Groups with fewer respondents are not shown by name, nor those from which one follows by subtraction
        (:func:`~cxtext.impact.groups.hide_small`); all count among the others. An issue says how many.

    Returns
    -------
    GroupComparison
        Columns as given, groups by name, themes as given.

    Notes
    -----
    lift = share in the group / share elsewhere; its interval is log-normal with 1/2 added to each of the four
    counts (Haldane 1956, Ann. Hum. Genet. 20:309), and so is the lift itself where nobody elsewhere mentions
    the theme. p is Fisher's exact test, two-sided; q is Benjamini-Hochberg's over all cells of the table: the tests of
    the groups of one column go against each other, those of one group along with each other, and on permuted groups
    its false discoveries stay below the nominal ones, so that Benjamini-Yekutieli's factor is not called for. With weights or
    repeated respondents the counts of both are those of the independent answers that each share is worth (the
    first-order correction of Rao and Scott 1984, Ann. Stat. 12:46, for each side).

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
    issues: list[Issue] = []
    columns, obs = _take_columns(mentions, groups, waves, design)
    cells: list[pd.DataFrame] = []
    comparisons: list[GroupComparisons] = []
    for column in columns if len(theme_ids) else ():
        if not column.compared:
            continue
        shown, note = _choose_groups(column, obs, min_cell)
        issues += note
        rows = np.flatnonzero(column.codes >= 0)
        strata = [_lay(column, other, obs, rows) for other in columns if other.name != column.name]
        for g in shown:
            part, rest = take_part(obs, rows[column.codes[rows] == g]), take_part(obs, rows[column.codes[rows] != g])
            cells.append(_compare(column, g, part, rest, theme_ids))
            comparisons.append(GroupComparisons([s.name for s in strata], [s.compare(g, part.worth, rest.worth) for s in strata]))
    if cells:
        table = pd.concat(cells, ignore_index=True)
        table["q_value"] = adjust_p(table["p_value"].to_numpy())
        table = schema.conform("groups", pd.concat([table, hold_constant(table, comparisons)], axis=1))
    return GroupComparison(table, issues)


def _take_columns(
    mentions: csr_array, groups: pd.DataFrame, waves: pd.Series | None, design: Design
) -> tuple[list[_Column], Observations]:
    """Return the columns in which submissions with content differ, and these in canonical order."""
    import pandas as pd

    n = mentions.shape[0]
    used = np.flatnonzero(design.content(n) & (design.usable_weights(n) > 0))
    named = [(str(name), groups[name], True) for name in groups.columns]
    named += [("wave", waves, False)] if waves is not None and "wave" not in {name for name, *_ in named} else []
    groupings = []
    for name, values, compared in named:
        codes, labels = pd.factorize(values.iloc[used].astype("object"), sort=True)
        if len(np.unique(codes)) > 1:
            groupings.append((name, codes, [str(label) for label in labels], compared))
    controls = np.column_stack([codes for _, codes, *_ in groupings]).astype(np.float64) if groupings else None
    part = replace(design.take(used), has_content=None, controls=controls)
    obs = observe(csr_array(mentions)[used], np.zeros(len(used)), part)
    placed = obs.controls.T.astype(np.int64)
    return [_Column(name, placed[i], labels, compared) for i, (name, _, labels, compared) in enumerate(groupings)], obs


def _choose_groups(column: _Column, obs: Observations, least: int) -> tuple[list[int], list[Issue]]:
    """Return the groups that may be shown by name, and an issue that counts the others."""
    sizes = count_respondents(obs, column.codes, len(column.labels))
    shown = hide_small(sizes, least)
    if shown.all():
        return (np.flatnonzero(shown).tolist() if len(shown) > 1 else []), []
    n, n_small = int((~shown).sum()), int((sizes < least).sum())
    what = (
        f"{plural(n, 'group')} of {plural(int(sizes[~shown].sum()), 'respondent')} {'is' if n == 1 else 'are'} not shown by name"
    )
    why = f"{n_small:,} {'has' if n_small == 1 else 'have'} fewer than {least} respondents with content"
    why += f", and {n - n_small:,} would give a smaller one away by subtraction" if n > n_small else ""
    note = f"{what}: {why}; they count among the others"
    return np.flatnonzero(shown).tolist(), [issue(Stage.IMPACT, Code.SMALL_GROUPS, note, level=Level.INFO, column=column.name)]


def _lay(column: _Column, other: _Column, obs: Observations, rows: NDArray[np.intp]) -> Strata:
    """Sum up the groups of a column within those of another."""
    return lay_strata(other.name, csr_array(obs.x[rows]), obs.w[rows], column.codes[rows], len(column.labels), other.codes[rows])


def _compare(column: _Column, group: int, part: Part, rest: Part, theme_ids: Sequence[str]) -> pd.DataFrame:
    """Return the cells of one group."""
    import pandas as pd

    tables = part.mentions, part.worth, rest.mentions, rest.worth
    lift, low, high = lift_interval(*tables)
    cells = {"theme_id": list(theme_ids), "group_column": column.name, "group": column.labels[group], "n": part.counts}
    shares = {"n_group": part.n, "share": part.share, "lift": lift, "low": low, "high": high}
    return pd.DataFrame({**cells, **shares, "p_value": fisher_p(*tables)})


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
