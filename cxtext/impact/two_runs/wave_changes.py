"""What became of each theme from one named wave, such as a release, to the next: new, fixed, or still there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cxtext import schema
from cxtext.impact.effects import SIMPLE, Design, Mentions, Observations, share_sizes
from cxtext.impact.rules import MAX_Q
from cxtext.impact.stats import adjust_p
from cxtext.impact.time import correlate_typical, count_waves, effective_sizes
from cxtext.impact.two_runs.shares import SPREAD, ShareChanges, compare_shares, observe_shares
from cxtext.metrics import wilson

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.impact.time import Waves

#: Part of those who mention a theme who have something negative to say on it, from which its end is called fixed. A choice: most.
MOSTLY_COMPLAINTS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveChangeRow:
    """One row of table ``wave_changes``; None and ``nan`` are null."""

    theme_id: str
    wave_before: str
    wave: str
    status: str
    changed: str | None
    n_before: int
    n_wave_before: int
    n: int
    n_wave: int
    n_negative_before: int
    n_negative: int
    n_earlier: int
    share_before: float
    share: float
    share_high: float
    difference: float
    low: float
    high: float
    p_value: float
    q_value: float


def compare_waves(theme_ids: Sequence[str], mentions: Mentions, waves: Waves, design: Design = SIMPLE) -> pd.DataFrame:
    """Set each named wave beside the one before it, and say what became of each theme.

    Parameters
    ----------
    theme_ids : sequence of str
        One a column of ``mentions``.
    mentions : Mentions
        Of n_submissions.
    waves : Waves
        Calendar periods are not compared: :func:`~cxtext.impact.time.measure_trends` judges these by their past.
    design : Design, optional
        Respondents, weights and who says nothing.

    Returns
    -------
    DataFrame
        Table ``wave_changes``: the waves in order, the themes as given; a theme that neither wave mentions has no row.

    Notes
    -----
    Two waves are compared as two runs are (:func:`~cxtext.impact.two_runs.compare_shares`), as independent samples and with at
    least the same allowance for how much shares vary by themselves; from three waves on it is that of the theme in the middle
    (:func:`~cxtext.impact.time.correlate_typical`) where that is more. q is Benjamini-Hochberg's over the themes of all pairs of
    waves. A theme is ``new``, ``back``, ``fixed`` or ``gone`` only where its share changed by that test. Where nobody mentions it
    in one of the two waves and that may be chance, it is ``unclear``.

    Simulated with 20 themes: where shares only wander (intra-wave correlation up to .01, 200 and 800 responses a wave, 3 and 5
    waves) some theme is said to have changed in at most 5% of surveys, and some to be new or fixed in none of 40 each; with the
    allowance of two runs alone it was up to 87% and 10%. Of themes that come or go at 20 mentions of 200 or 400, about half are
    seen; at 40 of 400, all.
    """
    import pandas as pd

    n = int(mentions.any.shape[0])
    pairs = _pair_up(waves, design.content(n) & (design.usable_weights(n) > 0)) if waves.is_named else []
    if not pairs or not len(theme_ids):
        return schema.empty("wave_changes")
    spreads = _measure_spreads(mentions, pairs, waves, design)
    compared = [_compare(mentions, pair, waves, design, spread) for pair, spread in zip(pairs, spreads, strict=True)]
    q_values = np.array([one.shares.p_value for one in compared])
    judged = np.isfinite(q_values)
    q_values[judged] = adjust_p(q_values[judged])
    rows, earlier = [], np.zeros(len(theme_ids), dtype=np.int64)
    for one, q in zip(compared, q_values, strict=True):
        rows += [one.describe(t, str(theme_ids[t]), int(earlier[t]), float(q[t])) for t in one.mentioned.tolist()]
        earlier += one.shares.n_a.astype(np.int64)
    return schema.conform(
        "wave_changes", pd.DataFrame([asdict(row) for row in rows], columns=list(schema.TABLES["wave_changes"]))
    )


def _pair_up(waves: Waves, used: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return each wave with somebody in it, by its place, with the one before it."""
    filled = [k for k in range(len(waves.names)) if (used & (waves.codes == k)).any()]
    return list(pairwise(filled))


def _measure_spreads(mentions: Mentions, pairs: Sequence[tuple[int, int]], waves: Waves, design: Design) -> list[float]:
    """Return the variance of the change of a share over that of chance, for each pair of waves."""
    shares = count_waves(csr_array(mentions.any), waves, design)
    filled = [pairs[0][0], *(last for _, last in pairs)]
    rho = correlate_typical(shares.counts[filled], shares.sizes[filled])
    sizes = shares.sizes
    alone, own = 1 / sizes[filled], 1 / effective_sizes(sizes[filled], rho)
    return [max(SPREAD, float((own[k] + own[k + 1]) / (alone[k] + alone[k + 1]))) for k in range(len(pairs))]


@dataclass(frozen=True, eq=False)
class _Compared:
    """Two waves side by side.

    Parameters
    ----------
    names : tuple of str
    sides : tuple of Observations
    shares : ShareChanges
    negative : tuple of ndarray of shape (n_themes,), int64
        Submissions of each wave with something negative on the theme.
    highest : ndarray of shape (n_themes,), float64
        Upper 95% limit of the share in the later wave.
    """

    names: tuple[str, str]
    sides: tuple[Observations, Observations]
    shares: ShareChanges
    negative: tuple[NDArray[np.int64], NDArray[np.int64]]
    highest: NDArray[np.float64]

    @property
    def mentioned(self) -> NDArray[np.intp]:
        """The themes that either wave mentions."""
        return np.flatnonzero((self.shares.n_a > 0) | (self.shares.n_b > 0))

    def describe(self, t: int, theme_id: str, n_earlier: int, q: float) -> WaveChangeRow:
        """Return the row of one theme; ``n_earlier`` mention it in the waves before both, ``q`` is over all pairs of waves."""
        s = self.shares
        moved = bool(s.is_large[t]) and q <= MAX_Q
        return WaveChangeRow(
            theme_id=theme_id,
            wave_before=self.names[0],
            wave=self.names[1],
            status=self._status(t, n_earlier, moved=moved),
            changed=("more" if s.difference[t] > 0 else "less") if moved else None,
            n_before=int(s.n_a[t]),
            n_wave_before=self.sides[0].n,
            n=int(s.n_b[t]),
            n_wave=self.sides[1].n,
            n_negative_before=int(self.negative[0][t]),
            n_negative=int(self.negative[1][t]),
            n_earlier=n_earlier,
            share_before=float(s.share_a[t]),
            share=float(s.share_b[t]),
            share_high=float(self.highest[t]),
            difference=float(s.difference[t]),
            low=float(s.low[t]),
            high=float(s.high[t]),
            p_value=float(s.p_value[t]),
            q_value=q,
        )

    def _status(self, t: int, n_earlier: int, *, moved: bool) -> str:
        """Return the word for one theme."""
        n_before, n = self.shares.n_a[t], self.shares.n_b[t]
        if n_before and n:
            return "persisting"
        if not moved:
            return "unclear"
        if n:
            return "back" if n_earlier else "new"
        return "fixed" if self.negative[0][t] >= MOSTLY_COMPLAINTS * n_before else "gone"


def _compare(mentions: Mentions, pair: tuple[int, int], waves: Waves, design: Design, spread: float) -> _Compared:
    """Set one wave beside another."""
    sides, negative = [], []
    for place in pair:
        rows = np.flatnonzero(waves.codes == place)
        own = design.take(rows)
        sides.append(observe_shares(csr_array(mentions.any)[rows], own))
        counted = rows[own.content(len(rows)) & (own.usable_weights(len(rows)) > 0)]
        has_negative = csr_array(mentions.negative)[counted].astype(bool)
        negative.append(np.asarray(has_negative.astype(np.int64).sum(axis=0)).ravel())
    first, last = sides
    shares = compare_shares(first, last, spread=spread)
    worth = share_sizes(last, shares.share_b)
    highest = np.array([wilson(float(p), float(m))[1] for p, m in zip(shares.share_b, worth, strict=True)])
    names = (waves.names[pair[0]], waves.names[pair[1]])
    return _Compared(names, (first, last), shares, (negative[0], negative[1]), highest)
