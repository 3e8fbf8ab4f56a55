"""The responses whose groups are compared, and the groups that may be shown by name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cxtext.impact.effects import Design, Observations, observe
from cxtext.impact.groups.length import group_lengths
from cxtext.impact.groups.parts import count_respondents
from cxtext.impact.groups.protection import Grouping, hide_leaks, hide_small
from cxtext.schema import Code, Issue, Level, Stage, issue
from cxtext.wording import plural

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Column:
    """One way of grouping.

    Parameters
    ----------
    name : str
    codes : ndarray of shape (n,), int64
        Group of every observation; -1 for none.
    labels : list of str
        Names of the groups; where too few are in none to be told apart, they are one more group, without a name.
    compared : bool
        Whether its groups are compared, or only held constant.
    sizes : ndarray of shape (n_groups,), int64
        Respondents of each group.
    shown : ndarray of shape (n_groups,), bool
        Which groups may be shown by name.
    """

    name: str
    codes: NDArray[np.int64]
    labels: list[str]
    compared: bool
    sizes: NDArray[np.int64]
    shown: NDArray[np.bool_]


@dataclass(frozen=True)
class Sample:
    """Responses with content in canonical order, their columns, and the stratum of length of each, if it is known."""

    obs: Observations
    columns: list[Column]
    length: NDArray[np.int64] | None


def take_sample(
    mentions: csr_array,
    groups: pd.DataFrame,
    n_units: NDArray[np.int64] | None,
    waves: pd.Series | None,
    design: Design,
    least: int,
) -> Sample:
    """Return the columns in which responses with content differ, and these in canonical order."""
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
    lengths = None if n_units is None else group_lengths(np.asarray(n_units)[used])
    codes_by_column = [codes for _, codes, *_ in groupings] + ([] if lengths is None else [lengths])
    part = replace(design.take(used), has_content=None, controls=None)
    obs = observe(csr_array(mentions)[used], np.zeros(len(used)), _with_controls(part, codes_by_column))
    placed = [np.asarray(codes, dtype=np.int64)[obs.rows] for codes in codes_by_column]
    columns = [_count(obs, placed[i], name, labels, compared, least) for i, (name, _, labels, compared) in enumerate(groupings)]
    return Sample(obs, _protect(columns, obs, least), None if lengths is None else placed[-1])


def _with_controls(design: Design, codes: list[NDArray[np.int64]]) -> Design:
    """Return the design with columns by which the observations are put in order."""
    return replace(design, controls=np.column_stack(codes).astype(np.float64)) if codes else design


def _count(obs: Observations, codes: NDArray[np.int64], name: str, labels: list[str], compared: bool, least: int) -> Column:
    """Return a column, those in no group as a group of their own where they are too few to be told apart."""
    is_none = codes < 0
    n_none = int(count_respondents(obs, np.where(is_none, 0, -1), 1)[0])
    if compared and 0 < n_none < least:
        codes = np.where(is_none, len(labels), codes)
    sizes = count_respondents(obs, codes, max(len(labels), int(codes.max()) + 1))
    shown = hide_small(sizes, least) if compared and len(sizes) > 1 else np.zeros(len(sizes), dtype=bool)
    return Column(name, codes, labels, compared, sizes, shown)


def _protect(columns: list[Column], obs: Observations, least: int) -> list[Column]:
    """Return the columns without the groups from which, set beside those of other columns, few people follow."""
    who = np.arange(obs.n) if obs.respondents is None else obs.respondents
    people = 1 / np.bincount(who)[who]
    at = [i for i, column in enumerate(columns) if column.compared and column.shown.any()]
    safe = hide_leaks([Grouping(columns[i].codes, columns[i].shown) for i in at], people, least)
    kept = dict(zip(at, safe, strict=True))
    return [replace(column, shown=kept[i]) if i in kept else column for i, column in enumerate(columns)]


def tell_hidden(column: Column, least: int) -> list[Issue]:
    """Return an issue that counts the groups of a column that are not shown by name."""
    named, nameless = np.split(column.sizes, [len(column.labels)])
    hidden = ~column.shown[: len(named)]
    if not hidden.any() or len(named) == 1:
        return []
    n, n_small = int(hidden.sum()), int((named < least).sum())
    people = plural(int(named[hidden].sum()), "respondent")
    reasons = [f"{n_small:,} {'has' if n_small == 1 else 'have'} fewer than {least} respondents with content"] if n_small else []
    if n > n_small:
        reasons.append(f"{n - n_small:,} would give {'a smaller one' if n_small else f'fewer than {least}'} away by subtraction")
    if n > n_small and len(nameless):
        reasons[-1] += f", as {plural(int(nameless[0]), 'respondent')} named no group"
    note = f"{plural(n, 'group')} of {people} {'is' if n == 1 else 'are'} not shown by name: {', and '.join(reasons)}"
    note += "; they count among the others" if column.shown.any() else "; no group of this column is left to compare"
    return [issue(Stage.IMPACT, Code.SMALL_GROUPS, note, level=Level.INFO, column=column.name)]
