"""How often each theme is mentioned, wave by wave, how people feel about it, and what changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from cxtext import schema
from cxtext.impact.effects import SIMPLE, Design, observe
from cxtext.impact.groups import Part, take_part
from cxtext.impact.time.flags import judge_changes
from cxtext.impact.time.waves import Waves
from cxtext.metrics import FloatArray, wilson

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.metrics import Answers


@dataclass(frozen=True)
class WaveShares:
    """Shares of the themes by wave.

    Parameters
    ----------
    parts : list of Part
        One per wave.
    sizes : ndarray of shape (n_waves,), float64
        Independent submissions that each wave is worth.
    counts : ndarray of shape (n_waves, n_themes), float64
        Mentions among those.
    """

    parts: list[Part]
    sizes: FloatArray
    counts: FloatArray


def count_waves(mentions: csr_array, waves: Waves, design: Design = SIMPLE) -> WaveShares:
    """Count the mentions of each theme in each wave, and what the wave is worth.

    Notes
    -----
    The design effect of weights and repeated respondents is one per wave, of all themes taken together (the ratio of summed
    variances); what is a theme's own shows in its spread between waves.
    """
    n_waves = len(waves.names)
    wave = np.where(waves.codes >= 0, waves.codes, np.nan).astype(np.float64)
    obs = observe(mentions, wave, design.without_controls())
    parts, sizes = [], np.zeros(n_waves)
    for k in range(n_waves):
        rows = np.flatnonzero(obs.y == k)
        if not len(rows):  # nobody in it has a usable weight
            blank = np.zeros(obs.n_themes)
            parts.append(Part(0, blank.astype(np.int64), blank, blank))
            continue
        part = take_part(obs, rows)
        spread = part.share * (1 - part.share)
        varies = spread > 0
        sizes[k] = spread.sum() / (spread / part.worth).sum() if varies.any() else part.worth.max(initial=1.0)
        parts.append(part)
    sizes = np.round(sizes, 9)
    counts = np.round(np.array([part.share for part in parts]).reshape(n_waves, obs.n_themes) * sizes[:, None], 9)
    return WaveShares(parts, sizes, counts)


def measure_trends(
    theme_ids: Sequence[str],
    mentions: csr_array,
    waves: Waves,
    design: Design = SIMPLE,
    *,
    opinions: pd.DataFrame | None = None,
    answers: Answers | None = None,
) -> pd.DataFrame:
    """Count each theme in each wave, always over the wave's submissions with content, and flag what changes.

    Parameters
    ----------
    theme_ids : sequence of str
        One a column of ``mentions``.
    mentions : csr_array of shape (n_submissions, n_themes)
        Non-zero where the submission mentions the theme.
    waves : Waves
        Submissions with content in no wave do not count.
    design : Design, optional
        Respondents and survey weights; submissions without a usable weight do not count.
    opinions : DataFrame, optional
        Every assigned unit: ``submission`` and ``theme`` (positions) and ``polarity``.
    answers : Answers, optional
        To the metric that leads the report.

    Returns
    -------
    DataFrame
        Table ``trends``: themes as given, waves in order; waves without any submission have no row. Empty
        when no submission is in a wave.

    Notes
    -----
    Shares have Wilson's 95% interval, on the independent answers that the wave is worth for the theme. The last complete wave
    carries flag, p-value and q-value (see :func:`~cxtext.impact.time.judge_changes`); waves that are not complete are
    left out of that. The metric is that of the submissions of the wave which mention the theme, with its own interval.

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
    judged = np.flatnonzero(~waves.partial & (shares.sizes > 0))
    changes = judge_changes(shares.counts[judged], shares.sizes[judged])
    rows: list[dict[str, object]] = []
    for t, theme_id in enumerate(theme_ids):
        for k, name in enumerate(waves.names):
            part = shares.parts[k]
            if not part.n:
                continue
            low, high = wilson(float(part.share[t]), float(part.worth[t]))
            row = {"theme_id": theme_id, "wave": name, "n": int(part.counts[t]), "n_wave": part.n, "partial": waves.partial[k]}
            row |= {"share": part.share[t], "low": low, "high": high}
            if len(judged) and k == judged[-1]:
                row |= {"flag": changes.flag[t] or None, "p_value": changes.p_value[t], "q_value": changes.q_value[t]}
            rows.append(row)
    table = pd.DataFrame(rows, columns=list(schema.TABLES["trends"]))
    table = table.drop(columns=["n_units", "polarity_mean", "n_metric", "metric", "metric_low", "metric_high"])
    felt = _feelings(theme_ids, waves, design.usable_weights(len(waves.codes)), opinions)
    scored = _metric(theme_ids, mentions, waves, design, answers)
    for more in (felt, scored):
        table = table.merge(more, on=["theme_id", "wave"], how="left", sort=False)
    return schema.conform("trends", table)


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
