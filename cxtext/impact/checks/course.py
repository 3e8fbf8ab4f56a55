"""Courses over the waves that have nothing to do with a fix, and explain a change as well as a step at its date."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from cxtext.impact.checks.fixes import Periods, measure_answers, similar_themes
from cxtext.impact.rules import WAVES_BEFORE_A_FIX
from cxtext.metrics import FloatArray

#: Last waves before the date in which a theme may have peaked, or begun to change. A choice.
LAST_WAVES = 3
#: Chi-square, of one degree of freedom, from which a share changed at all: 5%.
_CHANGED = 3.84


class Rival(StrEnum):
    """A course that is no step at the date."""

    #: Back to the old level from a peak, or a trough, in the last waves before the date.
    PEAK = "peak"
    #: A change that began before the date.
    EARLIER = "earlier"


@dataclass(frozen=True, eq=False, slots=True)
class _Parts:
    """A measure of one theme less that of its likes, wave by wave; the wave of the date may have a part on either side.

    Parameters
    ----------
    number : ndarray of shape (n_parts,), float64
        Number of the wave; half a wave later for what follows a date within it.
    is_after : ndarray of shape (n_parts,), bool
    value, variance : ndarray of shape (n_parts,), float64
    """

    number: FloatArray
    is_after: NDArray[np.bool_]
    value: FloatArray
    variance: FloatArray

    @property
    def spread(self) -> float:
        """Return the chi-square that a constant leaves."""
        weight = 1 / self.variance
        return float(weight @ (self.value - np.average(self.value, weights=weight)) ** 2)

    def misfit(self, course: FloatArray, sign: float) -> float:
        """Return the chi-square that a course times a size of this sign leaves; infinite where it fits with the other sign."""
        weight = 1 / self.variance
        away = course - np.average(course, weights=weight)
        rest = self.value - np.average(self.value, weights=weight)
        width = float(weight @ away**2)
        size = float(weight @ (away * rest)) / width if width > 0 else 0.0
        return float(weight @ (rest - size * away) ** 2) if size * sign > 0 else np.inf


def find_rivals(data: Periods, theme: int, wave: NDArray[np.int64], measures: tuple[str, ...]) -> dict[str, Rival | None]:
    """Name the course that explains the change of each measure as well as a step at the date does.

    Parameters
    ----------
    data : Periods
    theme : int
    wave : ndarray of shape (n,), int64
        Number of the wave of each response, -1 for none.
    measures : tuple of str

    Returns
    -------
    dict of str to Rival or None
        None for none; without the measures that fewer than four waves before have.

    Notes
    -----
    Each course has a level and a size of its own, fitted by weighted least squares to the differences of the theme and its likes
    in the waves: a step at the date; a peak in the last one, two or three waves before it, with one level before and after; a
    step two or three waves before it; a line from the third or fourth last wave before it on; and one through all waves. With as
    many parameters each, the smaller chi-square is the larger likelihood: a rival is the course with the smallest, where that is
    not the step. With a margin on top, fewer declines that began before would pass, but fewer fixes too: a chi-square of 2 lets
    5% instead of 20% pass at 150 responses a wave, and shows a true halving in .40 instead of .58 of surveys. A share that
    changes moves the impact too, so that its rival is one of the impact.
    """
    rivals: dict[str, Rival | None] = {}
    share_changed = False
    for measure in measures:
        parts = _split(data, theme, wave, measure)
        if (~parts.is_after).sum() < WAVES_BEFORE_A_FIX or not parts.is_after.any():
            continue
        rivals[measure], changed = _judge(parts)
        share_changed |= changed and measure == "share"
        if measure == "impact" and share_changed and not rivals[measure]:
            rivals[measure] = rivals["share"]
    return rivals


def _judge(parts: _Parts) -> tuple[Rival | None, bool]:
    """Return the name of the rival that fits best, None where the step does; and whether there is a step at all."""
    after, number, before = parts.is_after, parts.number, parts.number[~parts.is_after]
    mean_before, mean_after = (np.average(parts.value[k], weights=1 / parts.variance[k]) for k in (~after, after))
    sign = float(np.sign(mean_after - mean_before))
    step = parts.misfit(after.astype(np.float64), sign)
    if not np.isfinite(step):  # no change
        return None, False
    courses = [(Rival.EARLIER, number, sign)]
    for n_last in range(1, min(LAST_WAVES, len(before) - 1) + 1):
        late = number >= before[-n_last]
        courses.append((Rival.PEAK, late & ~after, -sign))
        if n_last > 1:
            courses.append((Rival.EARLIER, late, sign))
            courses += [(Rival.EARLIER, np.maximum(0.0, number - before[-n_last - 1]), sign)] if n_last < len(before) else []
    misfits = [parts.misfit(np.asarray(course, dtype=np.float64), way) for _, course, way in courses]
    best = int(np.argmin(misfits))
    phi = max(1.0, min(step, misfits[best]) / max(1, len(number) - 2))
    return courses[best][0] if misfits[best] <= step else None, parts.spread - step >= _CHANGED * phi


def _split(data: Periods, theme: int, wave: NDArray[np.int64], measure: str) -> _Parts:
    """Measure a theme less its likes in each wave, on either side of the date."""
    answered = data.content if measure == "share" else np.isfinite(data.y)
    number, late = np.where(wave >= 0, wave.astype(np.float64), np.nan), data.period == 1
    if np.isnan(number[late & answered]).all():  # no wave after is complete: all that follows is one part
        number = np.where(late, wave.max(initial=-1) + 1.0, number)
    within = np.intersect1d(number[late & answered], number[~late & answered])
    number = np.where(late & np.isin(number, within), number + 0.5, number)
    number = np.where(answered, number, np.nan)
    rows = [np.flatnonzero(number == k) for k in np.unique(number[np.isfinite(number)])]
    x = data.x[:, np.r_[theme, similar_themes(data, theme)]].toarray()
    value, variance = _measure_shares(data, x, rows) if measure == "share" else _measure_answers(data, x, rows, measure)
    there = np.flatnonzero(variance > 0)
    first = np.array([here[0] for here in rows], dtype=np.intp)[there]
    return _Parts(number[first], late[first], value[there], variance[there])


def _measure_shares(data: Periods, x: FloatArray, rows: list[NDArray[np.intp]]) -> tuple[FloatArray, FloatArray]:
    """Return the share of the first column less the mean of the others in each part, and its variance."""
    apart = x[:, 0] - (x[:, 1:].mean(axis=1) if x.shape[1] > 1 else 0.0)
    every = np.concatenate([np.zeros(0, dtype=np.intp), *rows])
    weights = [data.w[here] for here in rows]
    if not len(every):
        return np.zeros(0), np.zeros(0)
    pooled = float(np.average((apart[every] - np.average(apart[every], weights=data.w[every])) ** 2, weights=data.w[every]))
    value = [np.average(apart[here], weights=w) for here, w in zip(rows, weights, strict=True)]
    return np.array(value), np.array([pooled * float(w @ w) / float(w.sum()) ** 2 for w in weights])


def _measure_answers(data: Periods, x: FloatArray, rows: list[NDArray[np.intp]], measure: str) -> tuple[FloatArray, FloatArray]:
    """Return a measure of the answers in the same way; 0 is the variance where too few mention the theme.

    Only those of the likes that can be measured in every part stand beside it: a mean over others from wave to wave would move
    by itself.
    """
    n_with = np.array([x[here].sum(axis=0) for here in rows]).reshape(len(rows), x.shape[1])
    size = np.array([len(here) for here in rows])
    can = (n_with >= 2) & (n_with < size[:, None])
    likes = 1 + np.flatnonzero(can[:, 1:].all(axis=0))
    value, variance = np.zeros(len(rows)), np.zeros(len(rows))
    for k, here in enumerate(rows):
        if not can[k, 0]:
            continue
        y, w = data.y[here], data.w[here]
        value[k], influence, extra, _ = measure_answers(x[here, 0], y, w, measure)
        beside = [measure_answers(x[here, j], y, w, measure) for j in likes]
        if beside:
            value[k] -= np.mean([one[0] for one in beside])
            influence = influence - np.mean([one[1] for one in beside], axis=0)
        variance[k] = float(influence @ influence) + extra
    return value, variance
