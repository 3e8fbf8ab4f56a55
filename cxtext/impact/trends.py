"""How often each theme is mentioned, wave by wave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from cxtext import schema
from cxtext.metrics.estimate import wilson

if TYPE_CHECKING:
    import pandas as pd

MIN_WAVES = 4
MAX_WAVES = 24

#: Calendar periods from the finest on: pandas frequency.
PERIODS = {"week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}


def measure_trends(
    theme_ids: Sequence[str], mentions: csr_array, created_at: pd.Series, *, has_content: ArrayLike
) -> pd.DataFrame:
    """Count each theme in each wave, always over the wave's submissions with content.

    Parameters
    ----------
    theme_ids : sequence of str
        One a column of ``mentions``.
    mentions : csr_array of shape (n_submissions, n_themes)
        Non-zero where the submission mentions the theme.
    created_at : Series of shape (n_submissions,), datetime64 with UTC
        Submissions without a date are in no wave.
    has_content : array-like of shape (n_submissions,), bool

    Returns
    -------
    DataFrame
        Table ``trends``: themes as given, waves in order; waves without any submission have no row. Empty
        when no submission has a date.

    Notes
    -----
    The wave is the finest of week, month, quarter and year that gives at most 24 of them (see
    :func:`choose_period`). Shares have Wilson's 95% interval.

    >>> import pandas as pd
    >>> dates = pd.Series(pd.to_datetime(["2024-01-05", "2024-03-02", "2024-06-30"], utc=True))
    >>> table = measure_trends(["T001"], csr_array(np.array([[1], [0], [1]])), dates, has_content=[True] * 3)
    >>> table[["wave", "n", "n_wave"]].to_numpy().tolist()
    [['2024-01', 1, 1], ['2024-03', 0, 1], ['2024-06', 1, 1]]
    """
    import pandas as pd

    stamps = pd.Series(created_at).reset_index(drop=True)
    used = np.flatnonzero(stamps.notna().to_numpy() & np.asarray(has_content, dtype=bool))
    if not len(used) or not len(theme_ids):
        return schema.empty("trends")
    naive = stamps.iloc[used].dt.tz_convert("UTC").dt.tz_localize(None)
    frequency = PERIODS[choose_period(naive.min(), naive.max())]
    periods = naive.dt.to_period(frequency)
    codes, waves = pd.factorize(periods, sort=True)
    # Ascending dates, so that what is partial is seen from the days alone.
    incomplete = set(_partial_waves(naive, pd.PeriodIndex(waves)))
    membership = csr_array((np.ones(len(used)), (codes, np.arange(len(used)))), shape=(len(waves), len(used)))
    counts = np.asarray((membership @ (csr_array(mentions)[used].astype(bool).astype(np.float64))).todense())
    n_wave = np.bincount(codes, minlength=len(waves))
    rows = []
    for t, theme_id in enumerate(theme_ids):
        for k, wave in enumerate(waves):
            share = float(counts[k, t] / n_wave[k])
            low, high = wilson(share, float(n_wave[k]))
            rows.append((theme_id, name_wave(wave), int(counts[k, t]), int(n_wave[k]), share, low, high, k in incomplete))
    return schema.conform("trends", pd.DataFrame(rows, columns=list(schema.TABLES["trends"])))


def choose_period(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return the finest calendar period that gives at most 24 waves, ``year`` when none does.

    Whatever the span this gives at least 4 waves, unless it is under 4 weeks.

    >>> import pandas as pd
    >>> choose_period(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-31"))
    'month'
    """
    for name, frequency in PERIODS.items():
        n_waves = last.to_period(frequency).ordinal - first.to_period(frequency).ordinal + 1
        if n_waves <= MAX_WAVES:
            return name
    return "year"


def name_wave(period: pd.Period) -> str:
    """Return a label that sorts in time: 2024-W05, 2024-03, 2024-Q1 or 2024.

    >>> import pandas as pd
    >>> name_wave(pd.Period("2024-03-01", "W-SUN")), name_wave(pd.Period("2024-03", "Q"))
    ('2024-W09', '2024-Q1')
    """
    if period.freqstr.startswith("W"):
        iso = period.start_time.isocalendar()
        return f"{iso.year:04d}-W{iso.week:02d}"
    if period.freqstr.startswith("Q"):
        return f"{period.year:04d}-Q{period.quarter}"
    return f"{period.year:04d}" if period.freqstr.startswith("Y") else f"{period.year:04d}-{period.month:02d}"


def _partial_waves(stamps: pd.Series, waves: pd.PeriodIndex) -> list[int]:
    """Return the first and last wave if the data start late, or end early, in them.

    A wave is partial when the silence at its outer end is longer than any silence between two days of
    answers: surveys run once a quarter fall silent for weeks, a daily feed does not.
    """
    days = np.unique(stamps.to_numpy().astype("datetime64[D]"))
    longest = max([1, *np.diff(days).astype(int).tolist()])
    before = int((days[0] - np.datetime64(waves[0].start_time, "D")).astype(int))
    after = int((np.datetime64(waves[-1].end_time, "D") - days[-1]).astype(int))
    partial: list[int] = [0] if before > longest else []
    return [*partial, len(waves) - 1] if after > longest else partial
