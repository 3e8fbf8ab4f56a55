"""How often each theme is mentioned, wave by wave, and what changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from cxtext import schema
from cxtext.impact.changes import judge_changes
from cxtext.metrics.estimate import wilson

if TYPE_CHECKING:
    import pandas as pd

MAX_WAVES = 24

#: Calendar periods from the finest on: pandas frequency.
PERIODS = {"week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}


def measure_trends(
    theme_ids: Sequence[str], mentions: csr_array, created_at: pd.Series, wave: pd.Series | None = None, *, has_content: ArrayLike
) -> pd.DataFrame:
    """Count each theme in each wave, always over the wave's submissions with content, and flag what changes.

    Parameters
    ----------
    theme_ids : sequence of str
        One a column of ``mentions``.
    mentions : csr_array of shape (n_submissions, n_themes)
        Non-zero where the submission mentions the theme.
    created_at : Series of shape (n_submissions,), datetime64 with UTC
        Submissions without a date are in no calendar wave.
    wave : Series of shape (n_submissions,), str, optional
        Names of waves. With any, these are the waves, in the order of their dates; else of their names.
    has_content : array-like of shape (n_submissions,), bool

    Returns
    -------
    DataFrame
        Table ``trends``: themes as given, waves in order; waves without any submission have no row. Empty
        when no submission is in a wave.

    Notes
    -----
    A calendar wave is the finest of week, month, quarter and year that gives at most 24 of them (see
    :func:`choose_period`). Shares have Wilson's 95% interval. The last complete wave carries flag, p-value and q-value
    (see :func:`~cxtext.impact.changes.judge_changes`); waves that are not complete are left out of that.

    >>> import pandas as pd
    >>> dates = pd.Series(pd.to_datetime(["2024-01-05", "2024-03-02", "2024-06-30"], utc=True))
    >>> table = measure_trends(["T001"], csr_array(np.array([[1], [0], [1]])), dates, has_content=[True] * 3)
    >>> table[["wave", "n", "n_wave"]].to_numpy().tolist()
    [['2024-01', 1, 1], ['2024-03', 0, 1], ['2024-06', 1, 1]]
    """
    import pandas as pd

    used, codes, names, partial = find_waves(created_at, wave, has_content=has_content)
    if not len(used) or not len(theme_ids):
        return schema.empty("trends")
    membership = csr_array((np.ones(len(used)), (codes, np.arange(len(used)))), shape=(len(names), len(used)))
    counts = np.asarray((membership @ (csr_array(mentions)[used].astype(bool).astype(np.float64))).todense())
    sizes = np.bincount(codes, minlength=len(names)).astype(np.float64)
    changes = judge_changes(counts[~partial], sizes[~partial])
    judged = int(np.flatnonzero(~partial)[-1]) if not partial.all() else -1
    rows: list[tuple[object, ...]] = []
    for t, theme_id in enumerate(theme_ids):
        for k, name in enumerate(names):
            share = float(counts[k, t] / sizes[k])
            found = (changes.flag[t] or None, changes.p_value[t], changes.q_value[t]) if k == judged else (None, None, None)
            rows.append((theme_id, name, int(counts[k, t]), int(sizes[k]), share, *wilson(share, sizes[k]), partial[k], *found))
    return schema.conform("trends", pd.DataFrame(rows, columns=list(schema.TABLES["trends"])))


def find_waves(
    created_at: pd.Series, wave: pd.Series | None = None, *, has_content: ArrayLike
) -> tuple[NDArray[np.intp], NDArray[np.int64], list[str], NDArray[np.bool_]]:
    """Return which submissions are in a wave, in which, the names of the waves in order, and which are not complete.

    The parameters are those of :func:`measure_trends`.
    """
    import pandas as pd

    stamps, content = pd.Series(created_at).reset_index(drop=True), np.asarray(has_content, dtype=bool)
    named = None if wave is None else pd.Series(wave).reset_index(drop=True)
    by_name = named is not None and bool(named.notna().any())
    used = np.flatnonzero((named.notna() if named is not None and by_name else stamps.notna()).to_numpy() & content)
    if not len(used):
        return used, np.empty(0, dtype=np.int64), [], np.empty(0, dtype=bool)
    if named is not None and by_name:
        codes, names = _named_waves(named.iloc[used], stamps.iloc[used])
        return used, codes, names, np.zeros(len(names), dtype=bool)
    return used, *_calendar_waves(stamps.iloc[used])


def _calendar_waves(stamps: pd.Series) -> tuple[NDArray[np.int64], list[str], NDArray[np.bool_]]:
    """Return the wave of each submission, the names of the waves in order, and which are not complete."""
    import pandas as pd

    naive = stamps.dt.tz_convert("UTC").dt.tz_localize(None)
    periods = naive.dt.to_period(PERIODS[choose_period(naive.min(), naive.max())])
    codes, waves = pd.factorize(periods, sort=True)
    partial = np.zeros(len(waves), dtype=bool)
    # Ascending dates, so that what is partial is seen from the days alone.
    partial[_partial_waves(naive, pd.PeriodIndex(waves))] = True
    return codes, [name_wave(wave) for wave in waves], partial


def _named_waves(names: pd.Series, stamps: pd.Series) -> tuple[NDArray[np.int64], list[str]]:
    """Return the wave of each submission and the names in order: of their median dates, else of the names, 2 before 10."""
    import pandas as pd

    codes, found = pd.factorize(names.astype("str"), sort=True)
    labels = [str(name) for name in found]
    middle = stamps.groupby(codes).median().reindex(range(len(labels)))
    keys: list[tuple[object, ...]] = [(_natural(label), label) for label in labels]
    if middle.notna().all():
        keys = [(when, *key) for when, key in zip(middle, keys, strict=True)]
    order = sorted(range(len(labels)), key=keys.__getitem__)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place[codes], [labels[i] for i in order]


def _natural(name: str) -> list[tuple[int, float, str]]:
    """Return a sort key in which numbers within a name count as numbers."""
    parts = re.split(r"(\d+(?:\.\d+)?)", name.casefold())
    return [(0, float(part), "") if part[:1].isdecimal() else (1, 0.0, part) for part in parts if part]


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
