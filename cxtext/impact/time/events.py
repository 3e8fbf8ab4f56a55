"""Shares of the themes that change before and after dated events. What follows an event need not follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxtext import schema
from cxtext.impact.time.dispersion import correlate, effective_sizes, moderate
from cxtext.impact.time.history import WaveShares
from cxtext.impact.time.waves import Waves, to_day
from cxtext.metrics import FloatArray
from cxtext.schema import Code, Issue, Level, Stage, issue

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class EventContrast:
    """Table ``events`` and rows for ``issues``."""

    table: pd.DataFrame
    issues: list[Issue]


def measure_events(
    events: pd.DataFrame | None, theme_ids: Sequence[str], flagged: Sequence[str], shares: WaveShares, waves: Waves
) -> EventContrast:
    """Set the complete waves after each event beside those before it, for every theme that is flagged.

    Parameters
    ----------
    events : DataFrame
        ``date`` and ``label``; None is none.
    theme_ids : sequence of str
        The themes counted.
    flagged : sequence of str
        Those that change, as table ``trends`` has it.
    shares : WaveShares
    waves : Waves

    Returns
    -------
    EventContrast
        A row for each event itself, with its wave, followed by one for each flagged theme; issues for events in no wave.

    Notes
    -----
    The wave in which an event falls is on neither side, unless it falls on its first day; one that falls between two waves
    has one on either side. See :func:`set_beside`.
    """
    import pandas as pd

    rows: list[dict[str, object]] = []
    issues: list[Issue] = []
    for event in events.to_dict("records") if events is not None else ():
        place = waves.place(event["date"])
        base: dict[str, object] = {"date": event["date"], "label": event["label"]}
        rows.append({**base, "wave": None if place is None else waves.names[place]})
        if place is None:
            why = "the waves have no dates" if None in waves.starts else "it lies before or after all waves"
            note = f"event {event['label']!r} of {event['date']:%Y-%m-%d} is in no wave: {why}"
            issues.append(issue(Stage.IMPACT, Code.EVENT_OUTSIDE, note, level=Level.INFO))
            continue
        day, each = to_day(event["date"]), np.arange(len(waves.names))
        start, end = waves.starts[place], waves.ends[place]
        after = (each > place) | ((each == place) & (start is not None and day <= start))
        before = (each < place) | ((each == place) & (end is not None and day > end))
        used = ~waves.partial & (shares.sizes > 0) & (after | before)
        if not flagged or not (used & after).any() or not (used & ~after).any():
            continue
        ratio, low, high = set_beside(shares.counts[used], shares.sizes[used], after[used])
        for theme_id in flagged:
            t = list(theme_ids).index(theme_id)
            row = {**base, "wave": waves.names[place], "theme_id": theme_id}
            for side, those in (("before", used & ~after), ("after", used & after)):
                row[f"n_{side}"] = sum(int(shares.parts[k].counts[t]) for k in np.flatnonzero(those))
                row[f"n_wave_{side}"] = sum(shares.parts[k].n for k in np.flatnonzero(those))
                row[f"share_{side}"] = shares.counts[those, t].sum() / shares.sizes[those].sum()
            rows.append({**row, "ratio": ratio[t], "low": low[t], "high": high[t]})
    return EventContrast(schema.conform("events", pd.DataFrame(rows, columns=list(schema.TABLES["events"]))), issues)


def set_beside(counts: FloatArray, sizes: FloatArray, after: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the ratio of the share after to that before, with its 95% interval.

    Parameters
    ----------
    counts : ndarray of shape (n_waves, n_themes), float64
    sizes : ndarray of shape (n_waves,), float64
    after : ndarray of shape (n_waves,), bool
        Waves after the event; there are some on both sides.

    Notes
    -----
    Log-normal, 1/2 added to each count as for groups, with the variance times the dispersion that waves have on either side
    (:mod:`~cxtext.impact.time.dispersion`) and Student's t. With one wave on each side there is no spread to reckon with, and no
    interval.

    >>> counts, after = np.array([[10.0], [12], [30]]), np.array([False, False, True])
    >>> [v.round(2).tolist() for v in set_beside(counts, np.full(3, 100.0), after)]
    [[2.73], [0.11], [64.41]]
    """
    from scipy.special import stdtrit

    sides = ~after, after
    a, c = (counts[side].sum(axis=0) for side in reversed(sides))
    n1, n0 = (sizes[side].sum() for side in reversed(sides))
    raw = ((a + 0.5) / (n1 + 1)) / ((c + 0.5) / (n0 + 1))
    ratio = np.where(c > 0, (a / n1) / (np.where(c > 0, c, 1.0) / n0), np.where(a > 0, raw, 1.0))
    df = len(sizes) - 2
    if df <= 0:
        return ratio, np.full(len(a), np.nan), np.full(len(a), np.nan)
    worth = effective_sizes(sizes, correlate(counts, sizes, np.column_stack(sides).astype(np.float64)))
    share = counts.sum(axis=0) / sizes.sum()
    chi2 = np.zeros(len(a))
    for side in sides:
        shares = counts[side] / sizes[side][:, None]
        mean = np.average(shares, axis=0, weights=worth[side])
        chi2 += (worth[side][:, None] * (shares - mean) ** 2).sum(axis=0)
    variance = share * (1 - share)
    chi2 = np.divide(chi2, variance, out=np.zeros_like(chi2), where=variance > 0)
    scale, freedom = moderate(chi2, df, counts.mean(axis=0))
    noise = np.zeros(len(a))
    for x, n, side in ((a, n1, after), (c, n0, ~after)):
        noise += n / worth[side].sum() * (1 / (x + 0.5) - 1 / (n + 1))
    half = np.asarray(stdtrit(freedom, 0.975)) * np.sqrt(scale * noise)
    return ratio, np.minimum(raw * np.exp(-half), ratio), np.maximum(raw * np.exp(half), ratio)
