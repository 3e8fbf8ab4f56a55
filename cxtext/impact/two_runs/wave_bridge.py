"""From one wave to the next within a run: how a metric moved, and which themes went with that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cxtext import schema
from cxtext.impact.effects import SIMPLE, Design
from cxtext.impact.time import find_waves
from cxtext.impact.two_runs.bridge import Bridge, Parts, build_bridge, observe_run
from cxtext.impact.two_runs.shares import difference_limits
from cxtext.metrics import Answers, FloatArray

if TYPE_CHECKING:
    import pandas as pd

#: Parts that a change is the sum of, as ``Bridge.totals`` has them.
_TOTALS = ("mention", "severity", "rest")


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeRow:
    """One row of table ``wave_bridge``; None and ``nan`` are null."""

    metric: str
    wave_before: str
    wave: str
    part: str
    theme_id: str | None = None
    n_before: int
    n: int
    value_before: float | None = None
    value: float | None = None
    points: float | None = None
    low: float | None = None
    high: float | None = None
    note: str | None = None


def bridge_waves(
    theme_ids: Sequence[str],
    mentions: csr_array,
    answers: Sequence[Answers],
    local_time: pd.Series,
    wave: pd.Series | None,
    design: Design = SIMPLE,
) -> pd.DataFrame:
    """Take the change of each metric between its last two complete waves apart.

    Parameters
    ----------
    theme_ids : sequence of str
        One a column of ``mentions``.
    mentions : csr_array of shape (n_submissions, n_themes)
    answers : sequence of Answers
        To each metric, of length n_submissions.
    local_time : Series of shape (n_submissions,), datetime64 with UTC
    wave : Series of shape (n_submissions,), str, optional
        Names of waves, when a column gives them.
    design : Design, optional
        Respondents, weights and who says nothing.

    Returns
    -------
    DataFrame
        Table ``wave_bridge``: of each metric with two complete waves the row ``change``, and where it can be taken apart what it
        is the sum of, first in total, then by theme.

    Notes
    -----
    The two waves are taken apart as two runs are (:func:`~cxtext.impact.two_runs.build_bridge`), as independent samples. The
    change itself has the interval of :func:`~cxtext.impact.two_runs.difference_limits`.
    """
    import pandas as pd

    rows = [row for one in answers for row in _bridge(theme_ids, mentions, one, local_time, wave, design)]
    if not rows:
        return schema.empty("wave_bridge")
    return schema.conform("wave_bridge", pd.DataFrame([asdict(row) for row in rows]))


@dataclass(frozen=True, eq=False)
class _Pair:
    """The last two complete waves of one metric."""

    answers: Answers
    before: str
    after: str
    rows: tuple[NDArray[np.intp], NDArray[np.intp]]
    design: Design

    @property
    def names(self) -> dict[str, Any]:
        """The columns that every row has."""
        counts = [int(np.isfinite(self.points(side)).sum()) for side in (0, 1)]
        waves: dict[str, Any] = {"metric": self.answers.outcome.label, "wave_before": self.before, "wave": self.after}
        return waves | {"n_before": counts[0], "n": counts[1]}

    def points(self, side: int) -> FloatArray:
        """Return the points of the answers of one wave."""
        return self.answers.outcome.points(self.answers.raw[self.rows[side]])


def _bridge(
    theme_ids: Sequence[str], mentions: csr_array, answers: Answers, local_time: pd.Series, wave: pd.Series | None, design: Design
) -> list[BridgeRow]:
    """Return the rows of one metric; none without two complete waves."""
    own = design.for_answers(answers)
    used = np.isfinite(answers.outcome.points(answers.raw)) & (own.usable_weights(len(answers.raw)) > 0)
    waves = find_waves(local_time, wave, used)
    complete = [k for k in range(len(waves.names)) if not waves.partial[k] and (waves.codes == k).any()][-2:]
    if len(complete) < 2:
        return []
    first, last = (np.flatnonzero(waves.codes == k) for k in complete)
    pair = _Pair(answers, waves.names[complete[0]], waves.names[complete[1]], (first, last), own)
    x = csr_array(mentions)
    bridge = None
    note = "" if answers.outcome.is_mean else f"a {answers.outcome.kind} is not a mean that adds up over answers"
    if not note:
        observed = [observe_run(x[side], pair.points(i), own.take(side)) for i, side in enumerate(pair.rows)]
        bridge = build_bridge(*observed)
        note = _name_waves(bridge.reason, pair)
    whole = _change_row(pair, note)
    if bridge is None or note:
        return [whole]
    return [whole, *_total_rows(pair, bridge), *_theme_rows(pair, bridge, theme_ids, x)]


def _change_row(pair: _Pair, note: str) -> BridgeRow:
    """Return how the metric moved."""
    outcome, raw = pair.answers.outcome, pair.answers.raw
    parts = [pair.design.take(side) for side in pair.rows]
    a, b = (outcome.summarize(raw[side], p.weights, p.respondent) for side, p in zip(pair.rows, parts, strict=True))
    low, high = difference_limits(*(np.array(float(v)) for e in (a, b) for v in (e.value, e.low, e.high)))
    ends: dict[str, Any] = {"points": float(b.value) - float(a.value), "low": float(low), "high": float(high)}
    return BridgeRow(**pair.names, part="change", value_before=a.value, value=b.value, **ends, note=note or None)


def _total_rows(pair: _Pair, bridge: Bridge) -> list[BridgeRow]:
    """Return what the change is the sum of."""
    return [BridgeRow(**pair.names, part=part, **_ends(bridge.totals, i)) for i, part in enumerate(_TOTALS)]


def _theme_rows(pair: _Pair, bridge: Bridge, theme_ids: Sequence[str], mentions: csr_array) -> list[BridgeRow]:
    """Return what goes with each theme being mentioned more or less often, and with a mention costing more or less."""
    rows = []
    shares = [_shares(pair, side, mentions) for side in (0, 1)]
    for t, theme_id in enumerate(theme_ids):
        of_theme = pair.names | {"theme_id": theme_id, "note": _name_waves(bridge.notes[t], pair) or None}
        of_theme |= {"n_before": shares[0][0][t], "n": shares[1][0][t]}
        share: dict[str, Any] = {"value_before": shares[0][1][t], "value": shares[1][1][t]}
        cost: dict[str, Any] = {"value_before": bridge.slope_a[t], "value": bridge.slope_b[t]}
        rows.append(BridgeRow(**of_theme, **share, part="mention", **_ends(bridge.mention, t)))
        rows.append(BridgeRow(**of_theme, **cost, part="severity", **_ends(bridge.severity, t)))
    return rows


def _shares(pair: _Pair, side: int, mentions: csr_array) -> tuple[list[int], list[float]]:
    """Return how many valid answers of one wave mention each theme, and their share."""
    rows = pair.rows[side]
    w = pair.design.take(rows).usable_weights(len(rows)) * np.isfinite(pair.points(side))
    x = csr_array(mentions[rows].astype(bool).astype(np.float64))
    counts = np.asarray(x.T @ (w > 0).astype(np.float64)).ravel()
    return counts.astype(int).tolist(), (np.asarray(x.T @ w).ravel() / w.sum()).tolist()


def _ends(parts: Parts, place: int) -> dict[str, Any]:
    """Return the points of one part and their limits."""
    return {"points": float(parts.value[place]), "low": float(parts.low[place]), "high": float(parts.high[place])}


def _name_waves(note: str, pair: _Pair) -> str:
    """Return a note on runs A and B as one on the two waves."""
    return note.replace("run A", pair.before).replace("run B", pair.after)
