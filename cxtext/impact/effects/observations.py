"""The responses an impact is measured on, in an order that does not depend on the order of the rows."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from cxtext.impact.effects.clusters import correlate_mentions, count_mentions, weigh_mean
from cxtext.impact.effects.design import SIMPLE, Design, IntArray
from cxtext.impact.rules import RESPONDENTS_WITHOUT_THEME, SHARE_WITHOUT_THEME
from cxtext.metrics import WEIGHT_PRIOR, FloatArray, narrow_by, spread_size, weight_shortfalls, weighted_df


@dataclass(frozen=True)
class Observations:
    """Responses with a valid outcome.

    Parameters
    ----------
    x : csr_array of shape (n, n_themes), float64
        1 where the response mentions the theme.
    y : ndarray of shape (n,), float64
        Points of the outcome.
    w : ndarray of shape (n,), float64
        Survey weights with mean 1, all 1 without any.
    controls : ndarray of shape (n, n_controls), float64
        Columns that vary: ``no_comment`` first, when some have none.
    respondents : ndarray of shape (n,), int64, or None
        Respondent of each response, None when nobody repeats.
    is_rate : bool
        Whether ``y`` are rates: the variance of an answer then falls with its weight, which holds its exposure.
    has_silent : bool
        Whether the first control is ``no_comment``.
    rows : ndarray of shape (n,), int64
        Position of each among all responses; empty when it does not matter.
    has_exposure_only : bool
        Whether ``w`` are exposures alone, without survey weights.
    is_skewed : bool
        Whether ``y`` may be so skew that means of a few of them are skew too.
    has_bare : bool
        Whether the last control is whether a comment gives a verdict, or is an aside, and names no cause.
    """

    x: csr_array
    y: FloatArray
    w: FloatArray
    controls: FloatArray
    respondents: IntArray | None
    is_rate: bool = False
    has_silent: bool = False
    rows: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    has_exposure_only: bool = False
    is_skewed: bool = False
    has_bare: bool = False

    @property
    def is_weighted(self) -> bool:
        """Whether survey weights differ."""
        return not self.has_exposure_only and bool(self.n) and bool(np.ptp(self.w) > 0)

    @property
    def n(self) -> int:
        """Number of responses."""
        return len(self.y)

    @property
    def n_themes(self) -> int:
        """Number of themes."""
        return int(self.x.shape[1])

    @property
    def n_respondents(self) -> int:
        """Number of respondents."""
        return self.n if self.respondents is None else int(self.respondents.max(initial=-1)) + 1

    def count_comments(self, lacking: csr_array | None = None) -> int:
        """Count the respondents with a comment; with columns ``lacking``, those with one that has none of them."""
        rows = self.controls[:, 0] == 0 if self.has_silent else np.ones(self.n, dtype=bool)
        if lacking is not None:
            rows &= np.asarray(abs(lacking).sum(axis=1)).ravel() == 0
        return int(rows.sum()) if self.respondents is None else len(np.unique(self.respondents[rows]))

    def is_baseline(self, n: float) -> bool:
        """Return whether what ``n`` comments without a theme tell is enough to compare with."""
        return n >= min(RESPONDENTS_WITHOUT_THEME, SHARE_WITHOUT_THEME * self.count_comments())

    def sum_respondents(self, matrix: csr_array) -> csr_array:
        """Add up the rows of ``matrix`` for each respondent."""
        if self.respondents is None:
            return matrix
        rows = np.arange(self.n)
        shape = (self.n_respondents, self.n)
        return csr_array(csr_array((np.ones(self.n), (self.respondents, rows)), shape=shape) @ matrix)


def observe(mentions: csr_array, y: FloatArray, design: Design = SIMPLE, *, sign: int = 1) -> Observations:
    """Keep the responses with a finite outcome and a usable weight, in canonical order.

    Parameters
    ----------
    mentions : csr_array of shape (n, n_themes)
        Non-zero where the response mentions the theme.
    y : ndarray of shape (n,), float64
        Points of the outcome, ``nan`` where there is none.
    design : Design
        With ``has_content``, whether there is no comment is the first control.
    sign : {+1, -1}
        Which way is better: rows are ordered by ``sign * y``, so that a flipped scale draws the same resamples.
    """
    w = design.usable_weights(len(y))
    keep = np.flatnonzero(np.isfinite(y) & (w > 0))
    x = csr_array(mentions)[keep].astype(np.float64)
    x.sum_duplicates()
    x.eliminate_zeros()
    x.data[:] = 1.0
    columns = [] if design.has_content is None else [as_columns(~design.has_content)]
    columns += [] if design.controls is None else [as_columns(design.controls)]
    extra = np.hstack(columns)[keep] if columns else np.empty((len(keep), 0))
    varies = np.ptp(extra, axis=0) > 0 if len(keep) else np.zeros(extra.shape[1], dtype=bool)
    extra, has_silent = extra[:, varies], design.has_content is not None and bool(varies[0])
    codes = None if design.respondent is None else np.unique(design.respondent[keep], return_inverse=True)[1].ravel()
    order, codes = _canonical_order(x, sign * y[keep], w[keep], extra, codes)
    shared = design.shared_weight
    w = w[keep][order]
    w = w / w.mean() if len(w) and np.ptp(w) > 0 else np.ones(len(w))
    return Observations(
        csr_array(x[order]),
        y[keep][order].astype(np.float64),
        w,
        extra[order],
        codes,
        design.is_rate,
        has_silent,
        keep[order],
        has_exposure_only=design.exposure is not None and (shared is None or np.ptp(shared) == 0),
        is_skewed=design.is_skewed,
    )


def as_columns(values: ArrayLike) -> FloatArray:
    """Return one column, or several, as a matrix of floats."""
    matrix = np.asarray(values, dtype=np.float64)
    return matrix[:, None] if matrix.ndim == 1 else matrix


def share_sizes(obs: Observations, share: FloatArray) -> FloatArray:
    """Return the number of independent answers that each theme's share is worth.

    Parameters
    ----------
    obs : Observations
    share : ndarray of shape (n_themes,), float64
        Weighted share of answers that mention the theme.

    Notes
    -----
    p (1 - p) over the variance of p, which is linearised: sum w^2 (x - p)^2 / (sum w)^2, drawn towards what it would be if
    weights and mentions did not go together as that of a metric is (:func:`cxtext.metrics.take_sample`). With repeated
    respondents divided by the design effect of p (:func:`~cxtext.impact.effects.clusters.weigh_mean`), and multiplied by
    (t_{n-1} / t_{df})^2 for want of degrees of freedom (Korn and Graubard 1998).
    """
    from scipy.special import stdtrit

    alone = np.full(len(share), float(obs.w.sum() ** 2 / (obs.w @ obs.w)))
    if obs.is_weighted:
        alone = _weighted_sizes(obs, share)
    if obs.respondents is None or obs.n_respondents < 2:
        return alone if obs.respondents is None else np.ones(len(share))
    size: FloatArray = np.bincount(obs.respondents, weights=obs.w).astype(np.float64)
    squares, crossed = _sum_squares(obs, size)
    total = squares - 2 * share * crossed + share**2 * float(size @ size)
    worth = weigh_mean(obs.w, obs.respondents, correlate_mentions(obs.x, obs.respondents))
    with np.errstate(divide="ignore", invalid="ignore"):
        effect = worth.mix(total / obs.w.sum() ** 2 * alone / (share * (1 - share)))
    sizes = np.maximum(1.0, alone / effect * (stdtrit(obs.n - 1, 0.975) / stdtrit(worth.df, 0.975)) ** 2)
    return np.where((share > 0) & (share < 1), sizes, np.minimum(alone, worth.n))


def _sum_squares(obs: Observations, size: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return, for each theme, the squared weight of each respondent's mentions, and its product with ``size``, added up."""
    if obs.respondents is not None and (obs.w == 1.0).all():  # whole numbers, which add up the same in any order
        entry, column, count = count_mentions(obs.x, obs.respondents)
        sums = (np.bincount(column, values, obs.x.shape[1]) for values in (count**2, count * size[entry]))
        squares, crossed = (total.astype(np.float64) for total in sums)
        return squares, crossed
    per = obs.sum_respondents(csr_array(obs.x * obs.w[:, None]))
    return np.asarray(per.multiply(per).sum(axis=0)).ravel(), np.asarray(per.T @ size).ravel()


def _weighted_sizes(obs: Observations, share: FloatArray) -> FloatArray:
    """Return the number of independent answers that each theme's share is worth, every answer a respondent of its own."""
    w, size = obs.w, spread_size(obs.w)
    total, second = float(w.sum()), float(w @ w)
    kish = total**2 / second
    having = np.asarray(obs.x.T @ w**2).ravel() / second
    plain, linear = weight_shortfalls(w)
    short = linear / plain if min(plain, linear) > 0 else 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        effect = (having * (1 - share) ** 2 + (1 - having) * share**2) / (share * (1 - share)) / short
    effect = (size * np.where((share > 0) & (share < 1), effect, 1.0) + WEIGHT_PRIOR) / (size + WEIGHT_PRIOR)
    return np.asarray(np.maximum(1.0, kish / effect * narrow_by(kish - 1, weighted_df(w, kish))))


def _canonical_order(
    x: csr_array, y: FloatArray, w: FloatArray, controls: FloatArray, codes: NDArray[np.intp] | None
) -> tuple[NDArray[np.intp], IntArray | None]:
    """Order rows by their content, and respondents by theirs; equal rows are interchangeable.

    Floating-point sums and bootstrap draws then come out the same whatever the order of the input.
    """
    hashes = _scramble(np.arange(1, x.shape[1] + 1, dtype=np.uint64))
    running = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(hashes[x.indices], dtype=np.uint64)])
    pattern = running[x.indptr[1:]] - running[x.indptr[:-1]]
    keys = [*controls.T, w, y, pattern]
    order = np.lexsort(keys)
    if codes is None or len(np.unique(codes)) == len(codes):
        return order, None
    changes = np.zeros(len(order), dtype=bool)
    for key in keys:
        changes[1:] |= key[order][1:] != key[order][:-1]
    rank = np.empty(len(order), dtype=np.uint64)
    rank[order] = np.cumsum(changes).astype(np.uint64)
    content = np.zeros(int(codes.max()) + 1, dtype=np.uint64)
    np.add.at(content, codes, _scramble(rank + np.uint64(1)))
    order = np.lexsort([rank, codes, content[codes]])
    sorted_codes = codes[order]
    starts = np.concatenate([[False], sorted_codes[1:] != sorted_codes[:-1]])
    return order, np.cumsum(starts).astype(np.int64)


def _scramble(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Hash 64-bit integers (the finaliser of SplitMix64, Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        z = values * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))
