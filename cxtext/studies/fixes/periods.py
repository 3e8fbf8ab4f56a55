"""Responses before and after a date or a wave, and what is left out of both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxtext.errors import ConfigError, InputError, suggest
from cxtext.findings import AnalysisLike
from cxtext.impact import Waves, find_waves
from cxtext.readers import readings
from cxtext.run import Submissions
from cxtext.wording import plural

if TYPE_CHECKING:
    import pandas as pd


#: Seconds since 1970, which only a column of them tells from another number.
_SECONDS = re.compile(r"\d{9,}(?:\.\d+)?")
#: A day without separators, such as 20240501.
_COMPACT_DAY = re.compile(r"(?:19|20)\d{6}")
#: Days beyond which a longer span changes nothing, and calendars end.
_MAX_DAYS = 100_000


@dataclass(frozen=True)
class Split:
    """The responses on either side of a fix.

    Parameters
    ----------
    period : ndarray of shape (n,), int64
        0 before, 1 after, -1 neither.
    time : ndarray of shape (n,), int64
        When each was given, or the number of its wave.
    is_history : ndarray of shape (n,), bool
        Which are from before the fix, those beyond the window included.
    when : str
        What the date or wave is called.
    left_out : tuple of str
        What was left out.
    """

    period: np.ndarray
    time: np.ndarray
    is_history: np.ndarray
    when: str
    left_out: tuple[str, ...] = ()


def read_date(analysis: AnalysisLike, date: str) -> tuple[pd.Timestamp, list[str]]:
    """Return the moment that a date means and how it was read: of two readings the one that the dates of the run have."""
    import pandas as pd

    date = date.strip()
    marked = f"{date[:4]}-{date[4:6]}-{date[6:]}" if _COMPACT_DAY.fullmatch(date) else date
    meant = {} if _SECONDS.fullmatch(date) else readings(marked)
    if not meant:  # nor is a moment such as "now", which is another one tomorrow
        raise ConfigError(f"{date!r} is not a date. Expected one such as 2024-05-01.")
    if len(meant) > 1:
        columns = analysis.tables["columns"]
        order = next((o for o in columns.loc[columns["role"] == "date", "detail"] if o in meant), None)
        if order is None:
            day, month = (f"{meant[name]:%Y-%m-%d}" for name in ("day first", "month first"))
            raise ConfigError(
                f"{date!r} may be {day} or {month}, and the dates of the run do not decide.\nWrite the one you mean."
            )
        return pd.Timestamp(meant[order]), [f"{date!r} is read as {meant[order]:%Y-%m-%d}, {order} as the dates of the run are"]
    return pd.Timestamp(next(iter(meant.values()))), []


def check_steps(transition: int, window: int | None, unit: str) -> None:
    """Raise ConfigError unless the transition is a whole number from 0 on, and the window one from 1 on."""
    for name, value, least in (("transition", transition, 0), ("window", window, 1)):
        if value is None and name == "window":
            continue
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
            raise ConfigError(f"{name}={value!r} is not a number of {unit}s.\nExpected a whole number from {least} on.")


def split_by_date(submissions: Submissions, start: pd.Timestamp, notes: list[str], transition: int, window: int | None) -> Split:
    """Split by a date."""
    import pandas as pd

    stamps = submissions.first["local_time"]
    if not stamps.notna().any():
        raise InputError("the responses of this run have no dates.\nName the waves instead: --wave NAME")
    after = start + pd.Timedelta(days=min(transition, _MAX_DAYS))
    history = (stamps < start).to_numpy()
    early, late = stamps < start, stamps >= after
    if window is not None:
        span = pd.Timedelta(days=min(window, _MAX_DAYS))
        early &= stamps >= start - span
        late &= stamps < after + span
    period = np.where(late, 1, np.where(early, 0, -1))
    left_out = [f"{plural(int(stamps.isna().sum()), 'response')} without a date left out"] if stamps.isna().any() else []
    skipped = int(((stamps >= start) & (stamps < after)).sum())
    left_out += [f"{plural(skipped, 'response')} of the {plural(transition, 'day')} of transition left out"] if transition else []
    time = stamps.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("datetime64[us]").astype(np.int64)
    return Split(period, time, history, f"{start:%Y-%m-%d}", (*notes, *left_out))


def split_by_wave(submissions: Submissions, wave: str, transition: int, window: int | None) -> Split:
    """Split by a wave."""
    waves = _find_waves(submissions)
    codes, names, partial = waves.codes, waves.names, waves.partial
    if wave not in names:
        raise ConfigError(f"no wave {wave!r} in this run.{suggest(wave, names)}\nWaves: {', '.join(names[:30]) or 'none'}")
    at = names.index(wave)
    steps = codes - at
    after = (steps >= transition) & (steps < transition + (window or len(names)))
    before = (codes >= 0) & (steps < 0) & (steps >= -(window or len(names)))
    period = np.where(after, 1, np.where(before, 0, -1))
    shaky = [names[i] for i in np.flatnonzero(partial)]
    period[np.isin(codes, np.flatnonzero(partial))] = -1
    left_out = [f"not complete and left out: {', '.join(shaky)}"] if shaky else []
    skipped = names[at : at + transition]
    left_out += [f"left out as transition: {', '.join(skipped)}"] if skipped else []
    history = (codes >= 0) & (steps < 0) & ~np.isin(codes, np.flatnonzero(partial))
    return Split(period, codes, history, wave, tuple(left_out))


def _find_waves(submissions: Submissions) -> Waves:
    """Return the waves of all responses."""
    return find_waves(submissions.first["local_time"], submissions.first["wave"], np.ones(len(submissions.first), dtype=bool))


def wave_codes(submissions: Submissions) -> np.ndarray:
    """Return the complete wave of each response, -1 for none."""
    waves = _find_waves(submissions)
    return np.where(np.isin(waves.codes, np.flatnonzero(waves.partial)), -1, waves.codes)


def describe_span(submissions: Submissions) -> str:
    """Say which dates there are."""
    stamps = submissions.first["local_time"].dropna()
    return (
        f"Responses run from {stamps.min():%Y-%m-%d} to {stamps.max():%Y-%m-%d}." if len(stamps) else "See the waves of the run."
    )
