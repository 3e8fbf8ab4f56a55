"""The shares of all themes over the waves, read as they are, against the same season, or at a constant mix of groups."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cxtext.impact.effects import SIMPLE, Design, observe
from cxtext.impact.groups import Part, take_part
from cxtext.impact.time.waves import Waves
from cxtext.metrics import FloatArray

#: What a change that keeps to the calendar goes with.
SEASON = "season"
#: Waves with one of the same season before them, the last one among them, from which a season is told from a change. A choice:
#: fewer leave too few degrees of freedom for how much shares differ from year to year.
PAIRS_FOR_SEASON = 4
#: Days in a year, and the furthest that two waves of one season lie apart in it.
_YEAR, _MONTH_AND_A_HALF = 365.25, 45.0
#: Part of its mix that a wave has in common with the others, at least, for the mix to be held constant. A choice.
_COMMON = 0.25
#: Responses a wave, on average, that a group needs to be held constant by itself; smaller ones are taken together.
_PER_WAVE = 5


@dataclass(frozen=True, eq=False)
class History:
    """Mentions of each theme in each wave that is judged.

    Parameters
    ----------
    counts : ndarray of shape (n_waves, n_themes), float64
        With weights or repeated respondents, among independent responses.
    sizes : ndarray of shape (n_waves,), float64
        (Independent) responses, above 0.
    season : ndarray of shape (n_waves,), int64
        Waves of one number are compared with each other alone; all 0 compares every wave with every other.
    name : str
        What a change goes with that this reading does not have; empty for the plain one.
    """

    counts: FloatArray
    sizes: FloatArray
    season: NDArray[np.int64]
    name: str = ""

    @property
    def shares(self) -> FloatArray:
        """Share of each theme in each wave."""
        return np.asarray(self.counts / self.sizes[:, None])

    @property
    def seasons(self) -> FloatArray:
        """One column for each season, 1 in its waves; shape (n_waves, n_seasons)."""
        return np.asarray(self.season[:, None] == np.unique(self.season), dtype=np.float64)

    def take(self, themes: NDArray[np.intp]) -> History:
        """Return the history of some of the themes."""
        return replace(self, counts=self.counts[:, themes])


@dataclass(frozen=True)
class WaveShares:
    """Shares of the themes by wave.

    Parameters
    ----------
    parts : list of Part
        One per wave.
    sizes : ndarray of shape (n_waves,), float64
        Independent responses that each wave is worth.
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
    return _count(mentions, waves.codes, len(waves.names), design)


def _count(mentions: csr_array, codes: NDArray[np.int64], n_parts: int, design: Design) -> WaveShares:
    """Count the mentions in each part."""
    part_of = np.where(codes >= 0, codes, np.nan).astype(np.float64)
    obs = observe(mentions, part_of, design.without_controls())
    parts, sizes = [], np.zeros(n_parts)
    for k in range(n_parts):
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
    counts = np.round(np.array([part.share for part in parts]).reshape(n_parts, obs.n_themes) * sizes[:, None], 9)
    return WaveShares(parts, sizes, counts)


def number_seasons(waves: Waves, judged: NDArray[np.intp]) -> NDArray[np.int64] | None:
    """Return the season of each wave that is judged: waves of one time of the year have one number.

    Returns
    -------
    ndarray of shape (n_judged,), int64, or None
        None where the waves have no dates, or too few have one of the same season before them, or the last one has none.

    Notes
    -----
    Two waves are of one season when the middles of their time are as far apart as whole years, give or take half of what
    lies between two neighbours, and 45 days at most.
    """
    spans = [(waves.starts[k], waves.ends[k]) for k in judged.tolist()]
    days = np.array([(start.toordinal() + end.toordinal()) / 2 for start, end in spans if start is not None and end is not None])
    if len(days) < len(judged) or len(days) < 2:
        return None
    reach = min(_MONTH_AND_A_HALF, float(np.median(np.diff(days))) / 2)
    season = np.arange(len(days), dtype=np.int64)
    for k in range(len(days)):
        apart = (days[k] - days[:k] + _YEAR / 2) % _YEAR - _YEAR / 2
        same = np.flatnonzero((np.abs(apart) <= reach) & (days[k] - days[:k] > _YEAR / 2))
        if len(same):
            season[k] = season[same[0]]
    n_pairs = len(season) - len(np.unique(season))
    return season if n_pairs >= PAIRS_FOR_SEASON and season[-1] in season[:-1] else None


def hold_mix(
    mentions: csr_array, waves: Waves, judged: NDArray[np.intp], levels: NDArray[np.int64], design: Design = SIMPLE
) -> tuple[FloatArray, FloatArray] | None:
    """Count the mentions in each wave as they would be if every wave had the same mix of groups.

    Parameters
    ----------
    mentions : csr_array of shape (n_submissions, n_themes)
    waves : Waves
    judged : ndarray of int
        The waves that are judged.
    levels : ndarray of shape (n_submissions,), int64
        Group of each response from 0 on; blank is a group of its own.
    design : Design, optional

    Returns
    -------
    counts, sizes : ndarray
        As in :class:`History`; None where there are not two groups of sufficient size, or the groups differ from wave to wave
        so much that they tell the wave: nothing can be held constant then.

    Notes
    -----
    Direct standardisation: the share of a wave is the sum of W_g s_g over groups, with s_g its share in the group and W_g the
    weight of the group over all waves; it is worth 1 / sum(W_g^2 / (n_g + 1)) responses, and no more than the wave. In each
    cell stands one response more with the share that the group has over all waves, so that a group which is not in a wave
    counts there as it does elsewhere. Groups of fewer than five responses a wave are taken together. The groups tell the wave
    when its mix and that of all others have less than a quarter in common, the last wave or the mean of all.
    """
    inside = np.isin(waves.codes, judged)
    w = np.where(inside, design.usable_weights(len(waves.codes)), 0.0)
    n = np.bincount(levels[w > 0], minlength=int(levels.max(initial=0)) + 1)
    large = np.flatnonzero(n >= _PER_WAVE * len(judged))
    group = np.full(len(n), len(large), dtype=np.int64)
    group[large] = np.arange(len(large))
    n_groups = len(large) + int(n.sum() > n[large].sum())
    if n_groups < 2:
        return None
    of = group[levels]
    place = np.full(len(waves.names), -1, dtype=np.int64)
    place[judged] = np.arange(len(judged))
    cells = np.where(inside, place[waves.codes] * n_groups + of, -1)
    cell = _count(mentions, cells, len(judged) * n_groups, design)
    sizes = cell.sizes.reshape(len(judged), n_groups)
    if _overlap(sizes) < _COMMON:
        return None
    counts = cell.counts.reshape(len(judged), n_groups, -1)
    share = counts.sum(axis=0) / np.maximum(sizes.sum(axis=0), 1e-9)[:, None]
    weight = np.array([w[of == g].sum() for g in range(n_groups)]) / w.sum()
    held = ((counts + share) / (sizes + 1)[:, :, None] * weight[:, None]).sum(axis=1)
    worth = np.minimum(1 / (weight**2 / (sizes + 1)).sum(axis=1), sizes.sum(axis=1))
    return np.round(held * worth[:, None], 9), np.round(worth, 9)


def _overlap(sizes: FloatArray) -> float:
    """Return what the mix of a wave and that of all others have in common, from sizes of shape (n_waves, n_groups).

    The last wave's or the mean of all, whichever is less: 1 for one mix in every wave, 0 for groups of one wave each.
    """
    rest = sizes.sum(axis=0) - sizes
    common = np.minimum(sizes / sizes.sum(axis=1, keepdims=True), rest / np.maximum(rest.sum(axis=1, keepdims=True), 1e-9))
    each = common.sum(axis=1)
    return float(min(each[-1], each.mean()))
