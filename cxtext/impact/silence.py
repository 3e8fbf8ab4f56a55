"""Those who gave a score and wrote nothing: how they differ from those who wrote, and what that leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cxtext import schema
from cxtext.impact.effects import SIMPLE, Design
from cxtext.impact.missing import measure_unscored
from cxtext.impact.stats import mean_without, variance_of_sum
from cxtext.metrics import Z95, FloatArray, t_quantile, wilson

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.metrics import Answers

#: Different scores up to which each is a stratum of its own; more are cut into as many parts of equal size.
MAX_STRATA = 11
COLUMNS = (
    "share", "share_matched", "share_matched_low", "share_matched_high", "share_least", "share_most",
    "impact", "impact_matched", "impact_matched_low", "impact_matched_high", "impact_least", "impact_most",
)  # fmt: skip


@dataclass(frozen=True)
class _Scores:
    """Responses with a valid answer: points, weights, stratum of the score, who wrote, who answered.

    ``count`` is how many responses alike each entry stands for, all of them different respondents; None is one each.
    """

    y: FloatArray
    w: FloatArray
    stratum: NDArray[np.int64]
    wrote: NDArray[np.bool_]
    who: NDArray[np.int64]
    n_who: int
    count: FloatArray | None = None

    def squares(self, values: FloatArray) -> float:
        """Return the sum of squares over responses of what entries add up to."""
        return float(values @ values if self.count is None else values @ (values / np.maximum(self.count, 1.0)))

    def variance(self, psi: FloatArray) -> float:
        """Return the variance of a sum of influences, respondents kept together."""
        n = self.n_who
        alone = self.count is not None or n == len(psi)
        sums = psi if alone else np.bincount(self.who, weights=psi).astype(np.float64)
        return variance_of_sum(self.squares(sums), n)


@dataclass(frozen=True)
class _Worst:
    """Weights, and weights times points, of the silent added up from one end of the scale; ``sign`` -1 is from the lowest on."""

    sign: float
    weight: FloatArray
    total: FloatArray

    def mean(self, base: float, base_total: float) -> float:
        """Return the most extreme mean of all of a base and any part of the silent."""
        with np.errstate(divide="ignore", invalid="ignore"):
            means = np.where(base + self.weight > 0, (base_total + self.total) / (base + self.weight), -self.sign * np.inf)
        extreme = float((self.sign * means).max()) * self.sign
        return extreme if np.isfinite(extreme) else np.nan


def commenters_gap(points: FloatArray, design: Design = SIMPLE) -> tuple[float, float, float]:
    """Return the metric among those who wrote minus that of all, with its 95% interval; ``nan`` when all or none wrote.

    Notes
    -----
    The mean of a part minus the mean of the whole: influence w c (y - m_c) / W_c - w (y - m) / W, summed per respondent;
    Student's t with as many degrees of freedom as the smaller side leaves.

    >>> y, wrote = np.array([0.0, 0, 10, 10, 90, 100, 80, 90, 80, 100]), [True] * 4 + [False] * 6
    >>> [round(v, 1) for v in commenters_gap(y, Design(has_content=wrote))]
    [-51.0, -96.0, -6.0]
    """
    data = _prepare(points, points, design)
    n_wrote = int(data.wrote.sum())
    least = min(n_wrote, len(data.y) - n_wrote)
    if least < 1:
        return np.nan, np.nan, np.nan
    c = data.w * data.wrote
    part, whole = float(c @ data.y / c.sum()), float(data.w @ data.y / data.w.sum())
    psi = c * (data.y - part) / c.sum() - data.w * (data.y - whole) / data.w.sum()
    half = t_quantile(0.975, least - 1) * float(np.sqrt(data.variance(psi)))
    # Sums run in the order of the rows; their last digits must not show it.
    gap, half = round(part - whole, 10), round(half, 10)
    has_interval = least > 1 and half > 0
    return gap, (gap - half if has_interval else np.nan), (gap + half if has_interval else np.nan)


def measure_silence(mentions: csr_array, points: FloatArray, raw: FloatArray, design: Design = SIMPLE) -> dict[str, FloatArray]:
    """Measure how often each theme would be mentioned, and what it would cost, had everybody written.

    Parameters
    ----------
    mentions : csr_array of shape (n, n_themes)
        Non-zero where the response mentions the theme.
    points, raw : ndarray of shape (n,), float64
        Points of the metric and the answers behind them, ``nan`` where there is none.
    design : Design, optional
        Respondents, weights and who says nothing.

    Returns
    -------
    dict of str to ndarray of shape (n_themes,)
        ``share``: of those with an answer who wrote. ``share_matched``: of all with an answer, if those who wrote nothing
        mentioned it as often as those who wrote and gave the same score; ``share_least`` and ``share_most`` if none or all of
        them did. The same for ``impact``, the removal lens over all answers (as it is: the silent mention nothing).
        ``nan`` throughout when nobody wrote; the limits of the matched numbers are those of a 95% interval.

    Notes
    -----
    Matched: poststratification on the score, right when who writes depends on the score alone (missing at random). With p_s
    the share among those of stratum s who wrote, x* = x where somebody wrote, else p_s; share = sum w x* / W,
    impact = m - sum w (1 - x*) y / sum w (1 - x*). A stratum where nobody wrote joins the nearest one. Limits from the
    influence function, which holds that p_s is estimated from those who wrote; Wilson's for the share. Least and most: worst
    cases (Manski 1990, Am. Econ. Rev. 80:319), exact, without sampling error: m0 is largest when exactly the silent with y
    below it mention the theme.

    >>> x = csr_array(np.array([[1.0], [1], [0], [0], [0], [0]]))
    >>> score = np.array([0.0, 0, 10, 10, 0, 10])
    >>> columns = measure_silence(x, score, score, Design(has_content=[True, True, True, True, False, False]))
    >>> [float(columns[name][0].round(2)) for name in ("share", "share_matched", "share_least", "share_most")]
    [0.5, 0.5, 0.33, 0.67]
    """
    x = csr_array(mentions)[np.flatnonzero(_usable(points, design))].astype(bool).astype(np.float64)
    data = _prepare(points, raw, design)
    columns = {name: np.full(x.shape[1], np.nan) for name in COLUMNS}
    if data.wrote.any():
        worst = _worst(data, 1.0), _worst(data, -1.0)
        for t, (scores, mentioned) in enumerate(_each_theme(data, csr_array(x * data.wrote[:, None]))):
            for name, value in _one_theme(scores, mentioned, worst).items():
                columns[name][t] = value
    # Sums run in the order of the rows; their last digits must not show it.
    return {name: np.asarray(np.round(values, 10), dtype=np.float64) for name, values in columns.items()}


def tabulate_silence(theme_ids: Sequence[str], mentions: csr_array, answers: Iterable[Answers], design: Design) -> pd.DataFrame:
    """Return the table ``silence``: themes as given, once for each metric that has a valid answer.

    The other parameters are those of :func:`measure_silence`; exposures count as weights.
    """
    import pandas as pd

    parts = []
    for one in answers:
        points = one.outcome.points(one.raw)
        if np.isfinite(points).any() and len(theme_ids):
            own = design.for_answers(one)
            columns = measure_silence(mentions, points, one.raw, own)
            columns |= measure_unscored(mentions, points, own, span=one.outcome.span)
            parts.append(pd.DataFrame({"theme_id": list(theme_ids), "metric": one.outcome.label, **columns}))
    return schema.conform("silence", pd.concat(parts, ignore_index=True)) if parts else schema.empty("silence")


def _usable(points: FloatArray, design: Design) -> NDArray[np.bool_]:
    """Return which responses have an answer and a usable weight."""
    return np.isfinite(points) & (design.usable_weights(len(points)) > 0)


def _prepare(points: FloatArray, raw: FloatArray, design: Design) -> _Scores:
    """Keep the responses that count."""
    used = _usable(points, design)
    w = design.usable_weights(len(points))[used]
    wrote = design.content(len(points))[used]
    who = design.take(used).number_respondents(int(used.sum()))
    return _Scores(points[used].astype(np.float64), w, _strata(raw[used], wrote), wrote, who, int(who.max(initial=-1)) + 1)


def _strata(raw: FloatArray, wrote: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the stratum of each score; one where nobody wrote joins the nearest."""
    levels = np.unique(raw)
    if len(levels) > MAX_STRATA:
        cuts = np.unique(np.quantile(raw, np.arange(1, MAX_STRATA) / MAX_STRATA))
        code = np.searchsorted(cuts, raw, side="right")
    else:
        code = np.searchsorted(levels, raw)
    with_comments = np.unique(code[wrote])
    if len(with_comments):
        middle = np.bincount(code, weights=raw) / np.maximum(np.bincount(code), 1)
        nearest = with_comments[np.argmin(np.abs(middle[:, None] - middle[with_comments]), axis=1)]
        code = nearest[code]
    return np.unique(code, return_inverse=True)[1].ravel().astype(np.int64)


def _each_theme(data: _Scores, x: csr_array) -> Iterator[tuple[_Scores, FloatArray]]:
    """Yield for each theme the scores and 1 where it is mentioned; responses alike in all that counts are taken together."""
    keys = np.column_stack([data.y, data.w, data.stratum, data.wrote])
    _, first, alike, n_alike = np.unique(keys, axis=0, return_index=True, return_inverse=True, return_counts=True)
    n_kinds = len(first)
    if data.n_who < len(data.y) or 2 * n_kinds > len(data.y):
        columns = x.tocsc()
        for t in range(x.shape[1]):
            yield data, columns[:, [t]].toarray().ravel()
        return
    of_kind = csr_array((np.ones(len(data.y)), (alike.ravel(), np.arange(len(data.y)))), shape=(n_kinds, len(data.y)))
    having = (of_kind @ x).toarray()
    twice, mentioned = np.tile(first, 2), np.repeat([0.0, 1.0], n_kinds)
    w, stratum, wrote, who = data.w[twice], data.stratum[twice], data.wrote[twice], data.who[twice]
    for t in range(x.shape[1]):
        count = np.concatenate([n_alike - having[:, t], having[:, t]])
        yield _Scores(data.y[twice], w * count, stratum, wrote, who, data.n_who, count), mentioned


def _one_theme(data: _Scores, x: FloatArray, worst: tuple[_Worst, _Worst]) -> dict[str, float]:
    """Return the numbers of one theme."""
    y, w, silent = data.y, data.w, ~data.wrote
    wrote, total = w * data.wrote, float(w.sum())
    weight = np.bincount(data.stratum, weights=wrote)
    rate = np.bincount(data.stratum, weights=wrote * x) / weight
    full = np.where(silent, rate[data.stratum], x)
    learned = wrote * (x - rate[data.stratum]) / weight[data.stratum]

    share = float(w @ full / total)
    open_ = np.bincount(data.stratum, weights=w * silent)
    psi = (w * (full - share) + open_[data.stratum] * learned) / total
    low, high = _share_limits(share, data.variance(psi), float(wrote.sum() ** 2 / data.squares(wrote)))
    numbers = {
        "share": float(wrote @ x / wrote.sum()),
        "share_matched": share,
        "share_matched_low": low,
        "share_matched_high": high,
        "share_least": float(wrote @ x / total),
        "share_most": float((wrote @ x + w @ silent) / total),
    }
    mean, without, rest = mean_without(y, w, full)
    numbers |= {"impact": mean - mean_without(y, w, x)[1], "impact_matched": mean - without}
    if np.isfinite(without):
        moved = np.bincount(data.stratum, weights=w * silent * (y - without))
        psi = w * (y - mean) / total - (w * (1 - full) * (y - without) - moved[data.stratum] * learned) / rest
        variance = data.variance(psi)
        if variance > 0 and 0 < wrote @ x < wrote.sum():
            half = Z95 * float(np.sqrt(variance))
            numbers |= {"impact_matched_low": mean - without - half, "impact_matched_high": mean - without + half}
    base = wrote * (1 - x)
    most, least = (end.mean(float(base.sum()), float(base @ y)) for end in worst)
    return numbers | {"impact_least": mean - most, "impact_most": mean - least}


def _share_limits(share: float, variance: float, n: float) -> tuple[float, float]:
    """Return Wilson's limits of a share with the number of answers that its variance is worth, ``n`` without any."""
    if 0 < share < 1 and variance > 0:
        n = max(share * (1 - share) / variance, 1.0)
    return wilson(min(max(share, 0.0), 1.0), n)


def _worst(data: _Scores, sign: float) -> _Worst:
    """Add up the silent from the highest points on, or with ``sign`` -1 from the lowest."""
    order = np.lexsort((data.w, -sign * data.y))
    order = order[~data.wrote[order]]
    weight, total = (np.concatenate([[0.0], np.cumsum(v[order])]) for v in (data.w, data.w * data.y))
    return _Worst(sign, weight, total)
