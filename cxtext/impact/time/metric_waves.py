"""Each metric wave by wave: its value over all answers, their good and bad parts, and how far it moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxtext import schema
from cxtext.impact.effects import SIMPLE, Design
from cxtext.impact.time.waves import find_waves
from cxtext.metrics import Answers, Estimate, Split, difference_estimate

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class MetricWave:
    """A row of table ``metric_waves``; ``nan`` and None are null."""

    metric: str
    wave: str
    partial: bool
    n: int
    value: float
    low: float
    high: float
    good_share: float | None
    middle_share: float | None
    bad_share: float | None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None


def measure_metric_waves(
    answers: Sequence[Answers], local_time: pd.Series, wave: pd.Series | None, design: Design = SIMPLE
) -> pd.DataFrame:
    """Measure each metric in each wave, over everybody who answered it, with a comment or without.

    Parameters
    ----------
    answers : sequence of Answers
        To each metric, of length n_submissions.
    local_time : Series of shape (n_submissions,), datetime64 with UTC
    wave : Series of shape (n_submissions,), str, optional
        Names of waves, when a column gives them.
    design : Design, optional
        Respondents, survey weights and copies.

    Returns
    -------
    DataFrame
        Table ``metric_waves``: metrics as given, waves in order; empty where no answer is in a wave.

    Notes
    -----
    The waves are found as those of themes are (:func:`~cxtext.impact.time.find_waves`), over the responses with a valid answer:
    those who only tick a score have a say in it. The change from the complete wave before has the interval of
    :func:`~cxtext.metrics.difference_estimate`, which takes the two waves as independent: it is too wide, never too narrow, where
    the same people answer alike in both.

    >>> import pandas as pd
    >>> from cxtext.metrics import make_outcome
    >>> from cxtext.settings import Metric
    >>> raw = np.array([10.0, 9, 3, 10, 2, 1])
    >>> days = ["2024-01-01", "2024-01-20", "2024-01-31", "2024-02-01", "2024-02-15", "2024-02-29"]
    >>> dates = pd.Series(pd.to_datetime(days, utc=True))
    >>> table = measure_metric_waves([Answers(make_outcome(Metric(column="score", kind="nps")), raw)], dates, None)
    >>> table["n"].sum(), table["value"].notna().all()
    (np.int64(6), np.True_)
    """
    import pandas as pd

    rows = [asdict(row) for one in answers for row in _measure(one, local_time, wave, design)]
    if not rows:
        return schema.empty("metric_waves")
    return schema.conform("metric_waves", pd.DataFrame(rows, columns=list(schema.TABLES["metric_waves"])))


def _measure(answers: Answers, local_time: pd.Series, wave: pd.Series | None, design: Design) -> list[MetricWave]:
    """Return the waves of one metric, in order."""
    outcome = answers.outcome
    own = design.for_answers(answers)
    used = np.isfinite(outcome.points(answers.raw)) & (own.usable_weights(len(answers.raw)) > 0)
    waves = find_waves(local_time, wave, used)
    rows: list[MetricWave] = []
    before: Estimate | None = None
    for k, name in enumerate(waves.names):
        here = np.flatnonzero(waves.codes == k)
        part = own.take(here)
        estimate = outcome.summarize(answers.raw[here], part.weights, part.respondent)
        split = outcome.measure_split(answers.raw[here], part.weights)
        partial = bool(waves.partial[k])
        rows.append(_lay_row(outcome.label, name, partial, estimate, split, None if partial else before))
        before = before if partial else estimate
    return rows


def _lay_row(metric: str, wave: str, partial: bool, now: Estimate, split: Split, before: Estimate | None) -> MetricWave:
    """Return one row, with the change from the wave before where there is one to compare with."""
    row = MetricWave(
        metric, wave, partial, now.n, now.value, now.low, now.high, split.good_share, split.middle_share, split.bad_share
    )
    if before is None:
        return row
    change = difference_estimate(now, before)
    return MetricWave(**{**asdict(row), "change": change.value, "change_low": change.low, "change_high": change.high})
