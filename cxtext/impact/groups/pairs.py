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
from cxtext.metrics import Answers

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
        Non-zero where the submission mentions the theme.
    answers : sequence of Answers
        To each metric; without any the table has one row per pair for the volume metric.
    design : Design, optional
        Respondents, weights and who says nothing; submissions without content or a usable weight do not count.
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
    all pairs, also those that are left out of the table.

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
    """The submissions with content: who mentions what, and the people behind them."""

    obs: Observations
    rows: NDArray[np.intp]
    mentioned: NDArray[np.bool_]
    people: NDArray[np.int64]


def _take_sample(mentions: csr_array, design: Design) -> _Sample | None:
    """Return the submissions that count; None where nobody says anything."""
    n = mentions.shape[0]
    used = np.flatnonzero(design.content(n) & (design.usable_weights(n) > 0))
    if not len(used):
        return None
    obs = observe(mentions[used], np.zeros(len(used)), design.take(used).without_controls())
    rows = used[obs.rows]
    people = np.asarray(design.number_respondents(n)[rows], dtype=np.int64)
    return _Sample(obs, rows, np.asarray(mentions[rows].astype(bool).todense()), people)


def _compare(theme_ids: Sequence[str], sample: _Sample, min_cell: int) -> pd.DataFrame:
    """Return the pairs that are mentioned together by enough people."""
    import pandas as pd

    cells = []
    for t in range(len(theme_ids)):
        has = sample.mentioned[:, t]
        if has.all() or not has.any():
            continue
        part, rest = (take_part(sample.obs, np.flatnonzero(side)) for side in (has, ~has))
        cells.append(_compare_one(theme_ids, t, part, rest))
    if not cells:
        return schema.empty("theme_pairs").assign(theme=np.empty(0, dtype=np.int64), other=np.empty(0, dtype=np.int64))
    table = pd.concat(cells, ignore_index=True)
    table["q_value"] = adjust_p(table["p_value"].to_numpy())
    pairs = zip(table["theme"], table["other"], strict=True)
    enough = [len(np.unique(sample.people[sample.mentioned[:, t] & sample.mentioned[:, o]])) >= min_cell for t, o in pairs]
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
    own = design.for_answers(answers).take(sample.rows)
    raw = np.asarray(answers.raw)[sample.rows]
    is_valid = np.isfinite(answers.outcome.points(raw))
    import pandas as pd

    columns: dict[str, list[object]] = {f"{start}{name}": [] for name in _CELLS for start in ("n_metric_", "metric_")}
    for t, o in zip(pairs["theme"], pairs["other"], strict=True):
        one, other = sample.mentioned[:, t] & is_valid, sample.mentioned[:, o] & is_valid
        cells = [np.flatnonzero(cell) for cell in (one & other, one & ~other, ~one & other)]
        shown = all(len(np.unique(sample.people[cell])) >= min_cell for cell in cells)
        for name, cell in zip(_CELLS, cells, strict=True):
            part = own.take(cell)
            value = answers.outcome.summarize(raw[cell], part.weights, part.respondent).value if shown else None
            columns[f"n_metric_{name}"].append(len(cell) if shown else None)
            columns[f"metric_{name}"].append(value)
    return pd.DataFrame(columns, index=pairs.index)
