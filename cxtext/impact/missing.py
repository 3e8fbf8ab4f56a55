"""Those who gave no valid score: how far the metric and a theme's gap would move if theirs differ from those given."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from cxtext.impact.effects import SIMPLE, Design
from cxtext.metrics import FloatArray, usable_weights


def share_unscored(points: FloatArray, design: Design = SIMPLE) -> tuple[int, float, float]:
    """Return how many responses have no valid score, their share, and how far the metric moves with them.

    Parameters
    ----------
    points : ndarray of shape (n_submissions,), float64
        Points of the metric, ``nan`` where there is no valid score.
    design : Design, optional
        Responses without a usable survey weight do not count.

    Returns
    -------
    n, share, shift
        If the missing scores are on average d points above those given, the metric of all is share x d above that of those given.
        ``shift`` is that for a d of one standard deviation of the scores given; ``nan`` where exposures count, which are missing
        too.

    >>> n, share, shift = share_unscored(np.array([-100.0, 100, 0, np.nan]))
    >>> n, share, round(shift, 1)
    (1, 0.25, 20.4)
    """
    w = usable_weights(design.shared_weight, len(points))
    has_score = np.isfinite(points)
    given = np.where(has_score, w, 0.0)
    if not given.any():
        return int((w > 0).sum()), np.nan, np.nan
    share = float(round(1 - given.sum() / w.sum(), 10))
    y = np.where(has_score, points, 0.0)
    spread = float(np.sqrt(given @ (y - given @ y / given.sum()) ** 2 / given.sum()))
    shift = np.nan if design.is_rate else round(share * spread, 10)
    return int(((w > 0) & ~has_score).sum()), share, float(shift)


def measure_unscored(
    mentions: csr_array, points: FloatArray, design: Design = SIMPLE, *, span: float = np.inf
) -> dict[str, FloatArray]:
    """Measure for each theme how many scores are missing, and how different they would have to be for its gap to vanish.

    Parameters
    ----------
    mentions : csr_array of shape (n_submissions, n_themes)
        Non-zero where the response mentions the theme.
    points, design
        As for :func:`share_unscored`.
    span : float
        Largest possible difference between two scores.

    Returns
    -------
    dict of str to ndarray of shape (n_themes,)
        ``unscored_with``, ``unscored_without``: share of the responses that mention the theme, and of all others, without a
        valid score. ``gap_tip``: points by which the missing scores of those who mention it would have to differ from those
        that others who mention it gave, for the gap to be 0, the scores missing elsewhere being like those given there; ``nan``
        where none is missing, or where the difference would have to exceed ``span``.

    Notes
    -----
    A pattern-mixture model (Little 1993, J. Am. Stat. Assoc. 88:125): with d1 and d0 the differences of the missing scores from
    those given, with and without the theme, the gap is that of the scores given plus unscored_with x d1 - unscored_without x d0;
    its interval moves with it. The tipping point is the d1 at which it is 0 (d0 = 0).

    >>> x = csr_array(np.array([[1.0], [1], [1], [1], [0], [0]]))
    >>> found = measure_unscored(x, np.array([-100.0, 0, np.nan, np.nan, 0, 0]))
    >>> [float(found[name][0]) for name in ("unscored_with", "unscored_without", "gap_tip")]
    [0.5, 0.0, 100.0]
    """
    w = usable_weights(design.shared_weight, len(points))
    has_score = np.isfinite(points)
    given, y = np.where(has_score, w, 0.0), np.where(has_score, points, 0.0)
    x = csr_array(mentions).astype(bool).astype(np.float64)
    columns = np.column_stack([w, given, given * y])
    having = np.asarray(x.T @ columns)
    lacking = columns.sum(axis=0) - having
    with np.errstate(divide="ignore", invalid="ignore"):
        unscored = [np.round(np.maximum(0.0, 1 - side[:, 1] / side[:, 0]), 10) for side in (having, lacking)]
        gap = having[:, 2] / having[:, 1] - lacking[:, 2] / lacking[:, 1]
        tip = np.where((unscored[0] > 0) & ~design.is_rate, -gap / unscored[0], np.nan)
    # Sums run in the order of the rows; their last digits must not show it.
    tip = np.round(np.where(np.abs(tip) <= span, tip, np.nan), 10)
    return {"unscored_with": unscored[0], "unscored_without": unscored[1], "gap_tip": tip}
