"""Which themes are mentioned together, and what the metric is among those who mention both or only one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cxtext import schema
from cxtext.impact.effects import SIMPLE, Design, Observations, observe
from cxtext.impact.groups.compare import lift_interval
from cxtext.impact.groups.parts import Part, take_part
from cxtext.impact.rules import MIN_CELL
from cxtext.impact.stats import adjust_p, fisher_p
from cxtext.metrics import Answers, FloatArray

if TYPE_CHECKING:
    import pandas as pd

_CELLS = ("both", "theme_only", "other_only")


def measure_pairs(
    theme_ids: Sequence[str],
    mentions: csr_array,
    answers: Sequence[Answers],
    design: Design = SIMPLE,
    *,
    min_cell: int = MIN_CELL,
) -> pd.DataFrame:
    """Compare how often those who mention a theme mention each other theme with how often the rest do.

    Parameters
    ----------
    theme_ids : sequence of str
        One a column of ``mentions``.
    mentions : csr_array of shape (n_submissions, n_themes)
        Non-zero where the response mentions the theme.
    answers : sequence of Answers
        To each metric; without any the table has one row per pair for the volume metric.
    design : Design, optional
        Respondents, weights and who says nothing; responses without content or a usable weight do not count.
    min_cell : int
        Pairs that fewer respondents mention together are left out. The metric is given where at least so many respondents with
        a valid answer mention both, only the one and only the other: from two of the three the last one follows.

    Returns
    -------
    DataFrame
        Table ``theme_pairs``; by metric, theme and other theme as given.

    Notes
    -----
    Those who mention a theme are compared with those who do not as groups are (:func:`~cxtext.impact.groups.measure_groups`):
    ratio of the shares with Haldane's correction, Fisher's exact test on independent answers, and Benjamini and Hochberg's q over
    all pairs, also those that are left out of the table. The metric of a cell is the weighted mean of the points of its answers.

    >>> x = csr_array(np.repeat([[1, 1], [1, 0], [0, 1], [0, 0]], [8, 2, 2, 8], axis=0))
    >>> table = measure_pairs(["T001", "T002"], x, [])
    >>> table[["theme_id", "other_id", "n_both", "lift"]].to_numpy().tolist()
    [['T001', 'T002', 8, 4.0], ['T002', 'T001', 8, 4.0]]
    """
    import pandas as pd

    sample = _take_sample(csr_array(mentions), design)
    if sample is None or len(theme_ids) < 2:
        return schema.empty("theme_pairs")
    pairs = _compare(theme_ids, sample, min_cell)
    frames = []
    for one in answers:
        split = _split(pairs, sample, one, design, min_cell)
        frames.append(pd.concat([pairs.assign(metric=one.outcome.label), split], axis="columns"))
    frames = frames or [pairs.assign(metric=schema.VOLUME_METRIC)]
    return schema.conform("theme_pairs", pd.concat(frames, ignore_index=True).drop(columns=["theme", "other"]))


@dataclass(frozen=True, eq=False)
class _Sample:
    """The responses with content in canonical order: who mentions what, and the people behind them."""

    obs: Observations
    rows: NDArray[np.intp]
    mentions: csr_array
    people: NDArray[np.int64]

    @property
    def n_themes(self) -> int:
        """Number of themes."""
        return int(self.mentions.shape[1])

    def sum_both(self, values: FloatArray) -> FloatArray:
        """Sum a value of each response over those that mention both themes, shape (n_themes, n_themes)."""
        weighted = self.mentions.multiply(values[:, None]).tocsr()
        return np.asarray((self.mentions.T @ weighted).toarray())

    def count_people(self, used: NDArray[np.bool_], least: int) -> tuple[FloatArray, FloatArray]:
        """Return how many different people mention both themes, and how many only the first, among the responses used.

        Where people repeat, they are counted for the pairs that ``least`` responses mention together; all others have 0.
        """
        both = self.sum_both(used.astype(np.float64))
        only = np.diag(both)[:, None] - both
        _, person, times = np.unique(self.people, return_inverse=True, return_counts=True)
        repeats = times[person.ravel()] > 1
        if not repeats.any():
            return both, only
        once = self.sum_both((used & ~repeats).astype(np.float64))
        again = np.flatnonzero(used & repeats)
        people, has = self.people[again], self.mentions[again].toarray().astype(bool)
        n_both, n_only = np.zeros_like(both), np.zeros_like(both)
        for t, other in np.argwhere((both >= least) & ~np.eye(self.n_themes, dtype=bool)).tolist():
            n_both[t, other] = once[t, other] + len(np.unique(people[has[:, t] & has[:, other]]))
            n_only[t, other] = once[t, t] - once[t, other] + len(np.unique(people[has[:, t] & ~has[:, other]]))
        return n_both, n_only


def _take_sample(mentions: csr_array, design: Design) -> _Sample | None:
    """Return the responses that count; None where nobody says anything."""
    n = mentions.shape[0]
    used = np.flatnonzero(design.content(n) & (design.usable_weights(n) > 0))
    if not len(used):
        return None
    obs = observe(mentions[used], np.zeros(len(used)), design.take(used).without_controls())
    rows = used[obs.rows]
    people = np.asarray(design.number_respondents(n)[rows], dtype=np.int64)
    return _Sample(obs, rows, csr_array(mentions[rows].astype(bool).astype(np.float64)), people)


def _compare(theme_ids: Sequence[str], sample: _Sample, min_cell: int) -> pd.DataFrame:
    """Return the pairs that are mentioned together by enough people."""
    import pandas as pd

    cells = []
    for t in range(len(theme_ids)):
        has = np.zeros(len(sample.rows), dtype=bool)
        has[sample.mentions[:, [t]].nonzero()[0]] = True
        if has.all() or not has.any():
            continue
        part, rest = (take_part(sample.obs, np.flatnonzero(side)) for side in (has, ~has))
        cells.append(_compare_one(theme_ids, t, part, rest))
    if not cells:
        return schema.empty("theme_pairs").assign(theme=np.empty(0, dtype=np.int64), other=np.empty(0, dtype=np.int64))
    table = pd.concat(cells, ignore_index=True)
    table["q_value"] = adjust_p(table["p_value"].to_numpy())
    n_people, _ = sample.count_people(np.ones(len(sample.rows), dtype=bool), min_cell)
    enough = n_people[table["theme"], table["other"]] >= min_cell
    return table[enough].reset_index(drop=True)


def _compare_one(theme_ids: Sequence[str], theme: int, part: Part, rest: Part) -> pd.DataFrame:
    """Compare how often each other theme is mentioned by those who mention one, and by the rest."""
    import pandas as pd

    sides = part.mentions, part.worth, rest.mentions, rest.worth
    lift, low, high = lift_interval(*sides)
    table = pd.DataFrame(
        {
            "theme": theme,
            "other": np.arange(len(theme_ids)),
            "theme_id": theme_ids[theme],
            "other_id": list(theme_ids),
            "n_both": part.counts,
            "n_theme": part.n,
            "share": part.share,
            "share_without": rest.share,
            "lift": lift,
            "low": low,
            "high": high,
            "p_value": fisher_p(*sides),
        }
    )
    return table[table["other"] != theme]


def _split(pairs: pd.DataFrame, sample: _Sample, answers: Answers, design: Design, min_cell: int) -> pd.DataFrame:
    """Return the metric among those who mention both, only the theme, and only the other; null where few do."""
    import pandas as pd

    points = answers.outcome.points(np.asarray(answers.raw))[sample.rows]
    weights = design.for_answers(answers).usable_weights(len(answers.raw))[sample.rows]
    used = np.isfinite(points) & (weights > 0)
    w = np.where(used, weights, 0.0)
    sums = [sample.sum_both(values) for values in (used.astype(np.float64), w, w * np.where(used, points, 0.0))]
    n_both, n_only = sample.count_people(used, min_cell)
    t, other = pairs["theme"].to_numpy(), pairs["other"].to_numpy()
    shown = (n_both[t, other] >= min_cell) & (n_only[t, other] >= min_cell) & (n_only[other, t] >= min_cell)
    columns = {}
    for name in _CELLS:
        n, total_weight, total = (_cell(one, t, other, name) for one in sums)
        with np.errstate(invalid="ignore", divide="ignore"):
            value = answers.outcome.level(total / total_weight)
        columns[f"n_metric_{name}"] = pd.array(np.where(shown, np.rint(n), np.nan), dtype="Float64").astype("Int64")
        columns[f"metric_{name}"] = np.where(shown, value, np.nan)
    return pd.DataFrame(columns, index=pairs.index)


def _cell(both: FloatArray, theme: NDArray[np.int64], other: NDArray[np.int64], name: str) -> FloatArray:
    """Return a sum over those who mention both, only the theme, or only the other."""
    together = both[theme, other]
    if name == "both":
        return np.asarray(together)
    whole = np.diag(both)[theme if name == "theme_only" else other]
    return np.asarray(whole - together)
