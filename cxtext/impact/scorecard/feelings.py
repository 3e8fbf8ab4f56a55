"""How people feel about each theme: shares of its opinions by sentiment, as labelled and with the labels' errors allowed for."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from cxtext.impact.effects import Design, Mentions
from cxtext.impact.stats import NEGATIVE, POSITIVE, Misclassification
from cxtext.metrics import FloatArray, wilson


def measure_feelings(mentions: Mentions, design: Design, errors: Misclassification | None = None) -> dict[str, FloatArray]:
    """Measure the shares of negative and of positive opinions of each theme.

    Parameters
    ----------
    mentions : Mentions
    design : Design
        Opinions of one respondent on a theme are taken to be alike when it comes to intervals.
    errors : Misclassification, optional
        Of the labels; without it they are taken as right.

    Returns
    -------
    dict of str to ndarray of shape (n_themes,), float64
        For each of the two ``{side}_share`` by the labels as they are, ``{side}_share_corrected`` with their errors allowed
        for, and its 95% interval ``_low`` and ``_high``. The unit is the opinion, unweighted; 0 for a theme without any.
    """
    shown = [csr_array(matrix) for matrix in mentions.shown]
    counts = np.stack([np.asarray(matrix.sum(axis=0)).ravel() for matrix in shown], axis=1).astype(np.float64)
    total = counts.sum(axis=1)
    shares = counts / np.maximum(total, 1.0)[:, None]
    columns: dict[str, FloatArray] = {}
    sides = {"negative": NEGATIVE, "positive": POSITIVE}
    n = _independent(shown, design)
    if errors is None:
        true = shares
        low, high = (np.stack(ends, axis=1) for ends in zip(*(_wilson(shares[:, c], n) for c in range(3)), strict=True))
    else:
        true = errors.correct_shares(np.where(total[:, None] > 0, np.maximum(shares, 1e-12), 1 / 3))
        low, high = errors.limits(true, n)
    has_any = total > 0
    for side, c in sides.items():
        columns[f"{side}_share"] = shares[:, c]
        columns[f"{side}_share_corrected"] = np.where(has_any, true[:, c], 0.0)
        columns[f"{side}_share_corrected_low"] = np.where(has_any, low[:, c], 0.0)
        columns[f"{side}_share_corrected_high"] = np.where(has_any, high[:, c], 1.0)
    return columns


def _wilson(share: FloatArray, n: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return Wilson's 95% limits of many shares."""
    ends = np.array([wilson(float(p), float(size)) for p, size in zip(share, n, strict=True)]).reshape(-1, 2)
    return ends[:, 0], ends[:, 1]


def _independent(shown: list[csr_array], design: Design) -> FloatArray:
    """Return the number of independent opinions of each theme (Kish 1965): as if one's opinions on a theme were the same."""
    n_units = csr_array(shown[0] + shown[1] + shown[2])
    n = n_units.shape[0]
    codes = design.number_respondents(n)
    groups = csr_array((np.ones(n), (codes, np.arange(n))), shape=(int(codes.max(initial=-1)) + 1, n))
    sizes = csr_array(groups @ n_units)
    squares = np.asarray(sizes.multiply(sizes).sum(axis=0)).ravel()
    total = np.asarray(sizes.sum(axis=0)).ravel()
    return np.asarray(np.where(squares > 0, total**2 / np.where(squares > 0, squares, 1.0), 1.0))
