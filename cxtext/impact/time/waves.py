"""The waves of a survey: those that a column names, or calendar periods."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxtext.schema import Code, Issue, Level, Stage, issue
from cxtext.wording import plural

if TYPE_CHECKING:
    import pandas as pd

MAX_WAVES = 24
#: From so many days with an answer on, a silence longer than all the rest is a stray date.
MANY_DAYS = 10

#: Calendar periods from the finest on: pandas frequency.
PERIODS = {"week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}


@dataclass(frozen=True)
class Waves:
    """The waves in order.

    Parameters
    ----------
    codes : ndarray of shape (n_submissions,), int64
        Wave of each response, -1 for none.
    names : list of str
    partial : ndarray of shape (n_waves,), bool
        Which are not complete.
    starts : list of Timestamp or None
        First day of each: of the calendar period, else of its responses; None without dates.
    ends : list of Timestamp or None
        Last day of each in the same way.
    issues : list of Issue
        Rows for ``issues``: periods without any response.
    copies : ndarray of shape (n_submissions,), int64, optional
        Wave of each response that is left out as a copy of another one, -1 for the rest.
    is_named : bool
        Whether a column names them, as it does releases; else they are calendar periods.
    """

    codes: NDArray[np.int64]
    names: list[str]
    partial: NDArray[np.bool_]
    starts: list[pd.Timestamp | None]
    ends: list[pd.Timestamp | None]
    issues: list[Issue]
    copies: NDArray[np.int64] | None = None
    is_named: bool = False

    @property
    def labels(self) -> pd.Series:
        """Name of the wave of each response, null for none."""
        import pandas as pd

        return pd.Series(np.array([*self.names, None], dtype=object)[self.codes], dtype="object")

    def place(self, when: pd.Timestamp) -> int | None:
        """Return the wave that a day falls in, or the last one before it when it falls between two; None outside of all."""
        day = to_day(when)
        days = [(start, end, k) for k, (start, end) in enumerate(zip(self.starts, self.ends, strict=True)) if start and end]
        if not days or len(days) < len(self.names) or day > max(end for _, end, _ in days):
            return None
        begun = [(start, k) for start, _, k in days if start <= day]
        return max(begun)[1] if begun else None


def to_day(when: pd.Timestamp) -> pd.Timestamp:
    """Return the day of a moment, in UTC and without a zone."""
    return when.tz_convert("UTC").tz_localize(None).normalize()


def find_waves(local_time: pd.Series, wave: pd.Series | None, used: NDArray[np.bool_]) -> Waves:
    """Find the waves of the responses that are used.

    Parameters
    ----------
    local_time : Series of shape (n_submissions,), datetime64 with UTC
        By the clocks of the survey. Responses without a date are in no calendar wave.
    wave : Series of shape (n_submissions,), str, optional
        Names of waves. With any, these are the waves, in the order of their dates; else of their names.
    used : ndarray of shape (n_submissions,), bool

    Notes
    -----
    A calendar wave is the finest of week, month, quarter and year that gives at most 24 of them (see
    :func:`choose_period`).
    """
    import pandas as pd

    stamps = pd.Series(local_time).reset_index(drop=True)
    named = None if wave is None else pd.Series(wave).reset_index(drop=True)
    by_name = named is not None and bool(named[used].notna().any())
    there = np.flatnonzero((named.notna() if named is not None and by_name else stamps.notna()).to_numpy() & used)
    codes = np.full(len(stamps), -1, dtype=np.int64)
    if not len(there):
        return Waves(codes, [], np.zeros(0, dtype=bool), [], [], [])
    issues: list[Issue] = []
    when = stamps.iloc[there]
    if named is not None and by_name:
        codes[there], names = _named_waves(named.iloc[there], when)
        partial = np.zeros(len(names), dtype=bool)
        by_wave = when.dt.tz_convert("UTC").dt.tz_localize(None).groupby(codes[there])
        starts, ends = (
            [None if pd.isna(days.get(k)) else days[k].normalize() for k in range(len(names))]
            for days in (by_wave.min(), by_wave.max())
        )
    else:
        codes[there], periods, partial = _calendar_waves(when)
        names, starts = [name_wave(period) for period in periods], [period.start_time for period in periods]
        ends, issues = [period.end_time.normalize() for period in periods], _report_gaps(periods)
    return Waves(codes, names, partial, starts, ends, issues, is_named=by_name)


def _report_gaps(periods: pd.PeriodIndex) -> list[Issue]:
    """Report periods without a response, unless the survey is silent more often than not."""
    import pandas as pd

    whole = pd.period_range(periods[0], periods[-1])
    silent = [name_wave(period) for period in whole.difference(periods)]
    if not silent or len(silent) >= len(periods):
        return []
    shown = ", ".join(silent[:5]) + (", ..." if len(silent) > 5 else "")
    text = f"{plural(len(silent), 'wave')} without any response, {shown}: those on either side are compared as neighbours"
    return [issue(Stage.IMPACT, Code.WAVES_MISSING, text, level=Level.INFO)]


def _calendar_waves(stamps: pd.Series) -> tuple[NDArray[np.int64], pd.PeriodIndex, NDArray[np.bool_]]:
    """Return the wave of each response, the periods in order, and which are not complete."""
    import pandas as pd

    naive = stamps.dt.tz_convert("UTC").dt.tz_localize(None)
    periods = naive.dt.to_period(PERIODS[choose_period(naive.min(), naive.max())])
    codes, waves = pd.factorize(periods, sort=True)
    partial = np.zeros(len(waves), dtype=bool)
    # Ascending dates, so that what is partial is seen from the days alone.
    partial[_partial_waves(naive, pd.PeriodIndex(waves))] = True
    return codes, pd.PeriodIndex(waves), partial


def _named_waves(names: pd.Series, stamps: pd.Series) -> tuple[NDArray[np.int64], list[str]]:
    """Return the wave of each response and the names in order: of their median dates, else of the names, 2 before 10."""
    import pandas as pd

    codes, values = pd.factorize(names.astype("str"), sort=True)
    labels = [str(name) for name in values]
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
    answers: surveys run once a quarter fall silent for weeks, a daily feed does not. Where there are days enough, a silence
    longer than all the rest says nothing of that: a stray date of 1970 makes one.
    """
    days = np.unique(stamps.to_numpy().astype("datetime64[D]"))
    gaps = np.diff(days).astype(int)
    usual = gaps[2 * gaps <= gaps.sum()] if len(days) > MANY_DAYS else gaps
    longest = max([1, *usual.tolist()])
    before = int((days[0] - np.datetime64(waves[0].start_time, "D")).astype(int))
    after = int((np.datetime64(waves[-1].end_time, "D") - days[-1]).astype(int))
    partial: list[int] = [0] if before > longest else []
    return [*partial, len(waves) - 1] if after > longest else partial
