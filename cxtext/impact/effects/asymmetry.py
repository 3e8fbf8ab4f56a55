"""Penalty and reward: what negative and positive mentions of a theme go with, each on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, hstack

from cxtext.impact.effects.adjusted import AdjustedModel, adjust
from cxtext.impact.effects.lens import Lens
from cxtext.impact.effects.observations import as_columns, observe
from cxtext.metrics import FloatArray

#: Answers of either kind below which no penalty, or reward, is given.
LEAST_ANSWERS = 10
#: The weaker side of a one-sided theme is below this share of the stronger one.
LESSER = 0.5


@dataclass(frozen=True)
class _Side:
    """Slopes of negative, or of positive mentions, and their standard errors."""

    slope: FloatArray
    se: FloatArray


def asymmetry_rows(
    mentions: csr_array,
    negative: csr_array,
    positive: csr_array,
    points: FloatArray,
    *,
    no_comment: ArrayLike,
    theme_ids: Sequence[str],
    metric: str,
    clusters: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    controls: ArrayLike | None = None,
    sign: int = 1,
    span: float = np.inf,
    exposed: bool = False,
) -> list[dict[str, Any]]:
    """Return the table ``asymmetry`` of one metric.

    Parameters
    ----------
    mentions, negative, positive : csr_array of shape (n_submissions, n_themes)
        Non-zero where the submission mentions the theme, has a negative unit of it, has a positive one; it may have both.
    points, no_comment, clusters, weights, controls, sign, span, exposed
        As for :func:`cxtext.impact.effects.measure.measure`.

    Notes
    -----
    y = b0 + sum_k (b-_k x-_k + b+_k x+_k) + controls, as the adjusted lens is fitted, with standard errors that allow for
    unequal spread and repeated respondents. Submissions that mention a theme neither negatively nor positively are held
    constant by their number of such themes. Penalty b- and reward b+ are points per answer, signed as the metric is. A side
    is established when its 95% interval excludes zero in the direction of its name. *linear*: both are. *basic*: the
    penalty is, the reward is not, and its size is below half of the penalty's at one-sided 97.5%; *delighter* the other way
    round; neither where mentions of both kinds go with a loss, or with a gain.
    So absence of evidence on one side is never taken for a type, and where the weaker side is really half as strong or more
    a one-sided type is named in at most 2.5% of surveys. The idea is the penalty-reward contrast (Brandt 1988), read
    as Kano's kinds.
    """
    x, bad, good = (csr_array(m) for m in (mentions, negative, positive))
    told = (bad + good).astype(bool).astype(np.float64)
    n_neutral = np.asarray(x.astype(bool).sum(axis=1)).ravel() - np.asarray(told.sum(axis=1)).ravel()
    held = [n_neutral.astype(np.float64)[:, None]]
    held += [] if controls is None else [as_columns(controls)]
    sides, sampling = csr_array(hstack([bad, good], format="csr")), {"clusters": clusters, "weights": weights}
    obs = observe(sides, points, no_comment=no_comment, controls=np.hstack(held), sign=sign, exposed=exposed, **sampling)
    n_themes = len(theme_ids)
    counts = np.asarray(obs.x.sum(axis=0)).ravel().astype(np.int64)
    model = adjust(obs) if obs.n and obs.n_clusters > 1 and np.ptp(obs.y) > 0 else None
    rows = [
        {"theme_id": theme, "metric": metric, "n_negative": int(counts[t]), "n_positive": int(counts[n_themes + t])}
        for t, theme in enumerate(theme_ids)
    ]
    if model is None:
        return [{**row, "note": "too few answers, or all are equal"} for row in rows]
    found = _judge(model, counts, sign, span)
    return [{**row, **{name: values[t] for name, values in found.items()}} for t, row in enumerate(rows)]


def _judge(model: AdjustedModel, counts: NDArray[np.int64], sign: int, span: float) -> dict[str, Any]:
    """Return the columns of penalty, reward and type."""
    n = len(counts) // 2
    slope = np.where(counts >= LEAST_ANSWERS, model.lens.slope, np.nan)
    se = np.where(np.isfinite(slope), model.lens.se, np.nan)
    low, high = Lens(slope, se, model.lens.df, np.ones(2 * n), np.full(2 * n, np.inf)).limits()
    q = 1 + len(model.control_means)
    sides = np.arange(n)
    cross = model.covariance[q + sides, q + n + sides]
    penalty, reward = _Side(slope[:n], se[:n]), _Side(slope[n:], se[n:])
    df = np.minimum(model.lens.df[:n], model.lens.df[n:])
    worse, better = (high < 0, low > 0) if sign > 0 else (low > 0, high < 0)
    hurts, pleases = worse[:n], better[n:]
    # A theme that goes with a loss, or a gain, however it is mentioned is none of the kinds.
    basic = hurts & ~pleases & ~worse[n:] & _outweighs(penalty, reward, cross, df, -sign)
    delighter = pleases & ~hurts & ~better[:n] & _outweighs(reward, penalty, cross, df, sign)
    kinds = np.select([hurts & pleases, basic, delighter], ["linear", "basic", "delighter"], "")
    return {
        "penalty": slope[:n],
        "penalty_low": np.maximum(low[:n], -span),
        "penalty_high": np.minimum(high[:n], span),
        "reward": slope[n:],
        "reward_low": np.maximum(low[n:], -span),
        "reward_high": np.minimum(high[n:], span),
        "type": [kind or None for kind in kinds.tolist()],
        "note": [_note(bad, good) for bad, good in zip(counts[:n].tolist(), counts[n:].tolist(), strict=True)],
    }


def _outweighs(strong: _Side, weak: _Side, cross: FloatArray, df: FloatArray, sign: int) -> NDArray[np.bool_]:
    """Return where one side is, at one-sided 97.5%, more than 1 / ``LESSER`` times the other.

    ``sign`` is that of the strong side's slopes; those of the weak side have the other.
    """
    from scipy.special import stdtrit

    ahead = sign * (LESSER * strong.slope + weak.slope)
    spread = np.sqrt(np.maximum(LESSER**2 * strong.se**2 + weak.se**2 + 2 * LESSER * cross, 0.0))
    found: NDArray[np.bool_] = ahead > np.asarray(stdtrit(df, 0.975)) * spread  # nan, where either is missing, is False
    return found


def _note(n_negative: int, n_positive: int) -> str | None:
    """Say which side has too few answers."""
    few = [f"{n} {word}" for n, word in ((n_negative, "negative"), (n_positive, "positive")) if n < LEAST_ANSWERS]
    return f"too few answers: {' and '.join(few)}, of at least {LEAST_ANSWERS} each" if few else None
