"""How often each theme is mentioned, wave by wave, how people feel about it, and what changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cxtext import schema
from cxtext.impact.effects import SIMPLE, Design
from cxtext.impact.time.flags import Changes, judge_changes
from cxtext.impact.time.history import SEASON, History, WaveShares, count_waves, hold_mix, number_seasons
from cxtext.impact.time.power import doubling_power
from cxtext.impact.time.waves import Waves
from cxtext.metrics import FloatArray, wilson

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.metrics import Answers

#: What a flag does not rule out where no group column is declared.
MIX = "mix of groups"


def measure_trends(
    theme_ids: Sequence[str],
    mentions: csr_array,
    waves: Waves,
    design: Design = SIMPLE,
    *,
    opinions: pd.DataFrame | None = None,
    answers: Answers | None = None,
    groups: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count each theme in each wave, always over the wave's responses with content, and flag what changes.

    Parameters
    ----------
    theme_ids : sequence of str
        One a column of ``mentions``.
    mentions : csr_array of shape (n_submissions, n_themes)
        Non-zero where the response mentions the theme.
    waves : Waves
        Responses with content in no wave do not count.
    design : Design, optional
        Respondents and survey weights; responses without a usable weight do not count.
    opinions : DataFrame, optional
        Every assigned unit: ``submission`` and ``theme`` (positions) and ``polarity``.
    answers : Answers, optional
        To the metric that leads the report.
    groups : DataFrame of shape (n_submissions, n_columns), str, optional
        Group columns whose mix is held constant before a theme is flagged.

    Returns
    -------
    DataFrame
        Table ``trends``: themes as given, waves in order; waves without any response have no row. Empty
        when no response is in a wave.

    Notes
    -----
    Shares have Wilson's 95% interval, on the independent answers that the wave is worth for the theme. The last complete wave
    carries flag, p-value and q-value (see :func:`~cxtext.impact.time.judge_changes`), what a change goes with that is no flag,
    what a flag does not rule out, and the chance that a doubling would be flagged; waves that are not complete are left out
    of that. The metric is that of the responses of the wave which mention the theme, with its own interval.

    >>> import pandas as pd
    >>> from cxtext.impact.time.waves import find_waves
    >>> dates = pd.Series(pd.to_datetime(["2024-01-05", "2024-03-02", "2024-06-30"], utc=True))
    >>> table = measure_trends(["T001"], csr_array(np.array([[1], [0], [1]])), find_waves(dates, None, np.ones(3, dtype=bool)))
    >>> table[["wave", "n", "n_wave"]].to_numpy().tolist()
    [['2024-01', 1, 1], ['2024-03', 0, 1], ['2024-06', 1, 1]]
    """
    import pandas as pd

    if not waves.names or not len(theme_ids):
        return schema.empty("trends")
    shares = count_waves(mentions, waves, design)
    judged = _Judged.of(shares, mentions, waves, design, groups)
    rows = _lay_rows(theme_ids, waves, shares, judged, _count_copies(mentions, waves))
    table = pd.DataFrame(rows, columns=list(schema.TABLES["trends"]))
    table = table.drop(columns=["n_units", "polarity_mean", "n_metric", "metric", "metric_low", "metric_high"])
    felt = _feelings(theme_ids, waves, design.usable_weights(len(waves.codes)), opinions)
    scored = _metric(theme_ids, mentions, waves, design, answers)
    for more in (felt, scored):
        table = table.merge(more, on=["theme_id", "wave"], how="left", sort=False)
    return schema.conform("trends", table)


def _lay_rows(
    theme_ids: Sequence[str], waves: Waves, shares: WaveShares, judged: _Judged, copies: NDArray[np.int64]
) -> list[dict[str, object]]:
    """Return how often each theme is mentioned in each wave that has any response, and what is said of the last one."""
    rows: list[dict[str, object]] = []
    for t, theme_id in enumerate(theme_ids):
        for k, name in enumerate(waves.names):
            part = shares.parts[k]
            if not part.n:
                continue
            low, high = wilson(float(part.share[t]), float(part.worth[t]))
            row = {"theme_id": theme_id, "wave": name, "n": int(part.counts[t]), "n_wave": part.n, "partial": waves.partial[k]}
            row |= {"n_copies": int(copies[k, t]), "share": part.share[t], "low": low, "high": high}
            rows.append(row | (judged.row(t) if k == judged.last else {}))
    return rows


@dataclass(frozen=True, eq=False)
class _Judged:
    """What is said of each theme on the last wave that is judged.

    Parameters
    ----------
    last : int
        That wave, -1 for none.
    changes : Changes
    power : ndarray of shape (n_themes,), float64
        Chance that a doubling would be flagged.
    unchecked : str
        What a flag does not rule out.
    """

    last: int
    changes: Changes
    power: FloatArray
    unchecked: str

    @classmethod
    def of(cls, shares: WaveShares, mentions: csr_array, waves: Waves, design: Design, groups: pd.DataFrame | None) -> _Judged:
        """Judge the complete waves, as they are, against their season, and with the mix of each group column held constant."""
        judged = np.flatnonzero(~waves.partial & (shares.sizes > 0))
        every = np.zeros(len(judged), dtype=np.int64)
        plain = History(shares.counts[judged], shares.sizes[judged], every)
        season = number_seasons(waves, judged) if len(judged) else None
        readings = [] if season is None or not season.any() else [replace(plain, season=season, name=SEASON)]
        mixes = []
        for name, column in groups.items() if groups is not None and len(judged) else ():
            held = hold_mix(mentions, waves, judged, _number_levels(column), design)
            mixes += [History(*held, every, f"mix of {name}")] if held is not None else []
        changes = judge_changes(plain, [*readings, *mixes])
        unchecked = [SEASON] if season is None else []
        unchecked += [] if mixes else [MIX]
        power = doubling_power(plain, [*readings, *mixes], changes)
        return cls(int(judged[-1]) if len(judged) else -1, changes, power, ", ".join(unchecked))

    def row(self, t: int) -> dict[str, object]:
        """Return the columns of one theme."""
        flag = self.changes.flag[t]
        return {
            "flag": flag or None,
            "p_value": self.changes.p_value[t],
            "q_value": self.changes.q_value[t],
            "goes_with": self.changes.goes_with[t] or None,
            "not_ruled_out": (self.unchecked or None) if flag else None,
            "doubling_power": self.power[t],
        }


def _number_levels(column: pd.Series) -> NDArray[np.int64]:
    """Return the level of each response from 0 on, in the order of their names; blank is one of them."""
    return np.asarray(column.astype("object").where(column.notna(), "").astype(str).factorize(sort=True)[0], dtype=np.int64)


def _count_copies(mentions: csr_array, waves: Waves) -> NDArray[np.int64]:
    """Return how many responses of each wave mention each theme and are left out as copies, shape (n_waves, n_themes)."""
    counts = np.zeros((len(waves.names), mentions.shape[1]), dtype=np.int64)
    if waves.copies is not None:
        x = csr_array(mentions).astype(bool)
        for k in np.unique(waves.copies[waves.copies >= 0]).tolist():
            counts[k] = np.asarray(x[np.flatnonzero(waves.copies == k)].astype(np.int64).sum(axis=0)).ravel()
    return counts


def _feelings(theme_ids: Sequence[str], waves: Waves, w: FloatArray, opinions: pd.DataFrame | None) -> pd.DataFrame:
    """Return units and mean polarity of each theme in each wave."""
    import pandas as pd

    if opinions is None:
        return pd.DataFrame({"theme_id": [], "wave": [], "n_units": [], "polarity_mean": []}, dtype="object")
    table = opinions.assign(wave=waves.codes[opinions["submission"]], w=w[opinions["submission"]])
    # sums run in the order of the values, so that the order of the rows does not show in the last bit
    table = table[(table["wave"] >= 0) & (table["w"] > 0)].sort_values(["polarity", "w"])
    sums = (
        table.assign(n_units=1, total=table["polarity"] * table["w"]).groupby(["theme", "wave"])[["n_units", "total", "w"]].sum()
    )
    theme, wave = sums.index.get_level_values(0), sums.index.get_level_values(1)
    keys = {"theme_id": [theme_ids[t] for t in theme], "wave": [waves.names[k] for k in wave]}
    named = {name: np.array(values, dtype=object) for name, values in keys.items()}  # objects even when there is none
    return pd.DataFrame({**named, "n_units": sums["n_units"].to_numpy(), "polarity_mean": (sums["total"] / sums["w"]).to_numpy()})


def _metric(theme_ids: Sequence[str], mentions: csr_array, waves: Waves, design: Design, answers: Answers | None) -> pd.DataFrame:
    """Return the metric among those who mention each theme in each wave."""
    import pandas as pd

    rows: list[dict[str, object]] = []
    x = csr_array(mentions).astype(bool).T.tocsr()
    for t, theme_id in enumerate(theme_ids if answers is not None else ()):
        who = np.sort(x.indices[x.indptr[t] : x.indptr[t + 1]])
        for k in np.unique(waves.codes[who]).tolist():
            if k < 0 or answers is None:
                continue
            here = who[waves.codes[who] == k]
            part = design.take(here)
            estimate = answers.outcome.summarize(answers.raw[here], part.weight, part.respondent)
            row = {"theme_id": theme_id, "wave": waves.names[k], "n_metric": estimate.n}
            rows.append({**row, "metric": estimate.value, "metric_low": estimate.low, "metric_high": estimate.high})
    return pd.DataFrame(rows, columns=["theme_id", "wave", "n_metric", "metric", "metric_low", "metric_high"])
