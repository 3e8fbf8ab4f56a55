"""How far effects move when the themes are drawn anew: a theme is an estimate, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cxtext.impact.effects.design import Design
from cxtext.impact.effects.measure import Effects, Formula, measure_values
from cxtext.impact.rules import DISSOLVES
from cxtext.metrics import FloatArray


@dataclass(frozen=True, eq=False)
class Redraw:
    """Which response mentions which theme, with the themes as they are and as a refit on a subsample draws them.

    Parameters
    ----------
    rows : ndarray of shape (n_rows,), int64
        Responses with a text in the subsample.
    before, after : csr_array of shape (n_rows, n_themes)
        Mentions by texts of the subsample only.
    """

    rows: NDArray[np.int64]
    before: csr_array
    after: csr_array

    def select(self, themes: NDArray[np.intp]) -> Redraw:
        """Return the redraw of some of the themes, by position."""
        return Redraw(self.rows, csr_array(self.before)[:, themes], csr_array(self.after)[:, themes])


def measure_redrawn(
    effects: Effects,
    redraws: Sequence[Redraw],
    points: FloatArray,
    design: Design,
    *,
    sign: int = 1,
    is_cause: NDArray[np.bool_] | None = None,
    is_verdict: NDArray[np.bool_] | None = None,
    formula: Formula = Formula.ADJUSTED,
) -> FloatArray:
    """Return the standard error of each effect that comes of themes being drawn anew from another sample.

    Parameters
    ----------
    effects : Effects
        With the themes as they are.
    redraws : sequence of Redraw
    points : ndarray of shape (n_submissions,), float64
        Points of the metric, ``nan`` where there is no valid answer.
    design : Design
    sign : {+1, -1}
    is_cause, is_verdict : ndarray of shape (n_themes,), bool, optional
        As in :func:`~cxtext.impact.effects.measure_effects`.
    formula : Formula
        What ``effects`` are ranked by; for want of bounds the adjusted lens tells of a bounded one.

    Returns
    -------
    ndarray of shape (n_themes,), float64
        ``nan`` without redraws, and for a theme that no subsample has.

    Notes
    -----
    Each redraw k gives the change d_k of the effect among the responses of its subsample, as if those mentioned the theme
    as often as all do. The variance between, its square, is (1 + 1 / m) mean(d_k^2), as in multiple imputation (Rubin 1987),
    about the themes as they are; d_k^2 is rid of what the subsample is smaller than the whole: its sampling variance, that of
    the sum of (after - before) (y - mean) / n, counts by the part of the theme's mentions that are in the subsample. Only the
    m redraws count in which the theme is found again, with a Jaccard index of 1/2 or more: what another sample would not find
    at all is told by the stability. All count for a theme that none finds again.
    """
    squares, similar = (np.full((len(redraws), len(effects.lens.slope)), np.nan) for _ in range(2))
    for k, redraw in enumerate(redraws):
        answers, part = points[redraw.rows], design.take(redraw.rows).without_content()
        measure = partial(measure_values, sign=sign, is_cause=is_cause, is_verdict=is_verdict, formula=formula)
        before, after = (measure(x, answers, part) for x in (redraw.before, redraw.after))
        # A theme that a redraw leaves nobody to mention costs nothing in it.
        change = np.nan_to_num(after.value) - before.value
        noise, n_mentions = _sampling_variance(redraw, answers, part.usable_weights(len(answers)))
        with np.errstate(divide="ignore", invalid="ignore"):
            as_often = np.where(before.share > 0, effects.lens.share / before.share, np.nan)
            inside = np.minimum(n_mentions / effects.columns["n_metric"], 1.0)
        squares[k] = (change**2 - (1 - inside) * noise) * as_often**2
        similar[k] = _compare_mentions(redraw.before, redraw.after)
    counted, is_similar = np.isfinite(squares), similar >= DISSOLVES
    counted &= is_similar | ~is_similar.any(axis=0)
    m = counted.sum(axis=0)
    total = np.where(counted, squares, 0.0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(m > 0, np.sqrt((1 + 1 / m) * np.maximum(total, 0.0) / m), np.nan)


def _sampling_variance(redraw: Redraw, answers: FloatArray, w: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the sampling variance of each change of effect in a subsample, and the answers there that mention the theme."""
    use = np.isfinite(answers) & (w > 0)
    w, y = np.where(use, w, 0.0), np.where(use, answers, 0.0)
    total = w.sum()
    influence = w * (y - (w @ y) / total) / total if total > 0 else np.zeros(len(y))
    moved = csr_array(redraw.after - redraw.before)
    noise = np.asarray(moved.multiply(moved).T @ influence**2).ravel()
    return noise, np.asarray(redraw.before.T @ use.astype(np.float64)).ravel()


def _compare_mentions(before: csr_array, after: csr_array) -> FloatArray:
    """Return the Jaccard index of each theme's responses; ``nan`` without any."""
    both, *each = (np.asarray(x.sum(axis=0)).ravel() for x in (before.multiply(after), before, after))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(both / (each[0] + each[1] - both), dtype=np.float64)
