"""Penalty and reward: what negative and positive mentions of a theme go with, each on its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from cxtext.impact.effects.adjusted import AdjustedModel, adjust
from cxtext.impact.effects.design import SIMPLE, Design, IntArray, Mentions
from cxtext.impact.effects.lens import Lens
from cxtext.impact.effects.observations import as_columns, observe
from cxtext.impact.rules import ANSWERS_PER_SIDE
from cxtext.metrics import FloatArray

#: The weaker side of a one-sided theme is below this share of the stronger one.
WEAKER_SIDE = 0.5
#: One-sided confidence of that.
_CONFIDENCE = 0.975


@dataclass(frozen=True)
class Asymmetry:
    """Penalty and reward of each theme on one metric: the columns of table ``asymmetry``, ``nan`` or None for null.

    Parameters
    ----------
    n_negative, n_positive : ndarray of shape (n_themes,), int64
        Answers that mention the theme negatively, and positively.
    penalty, penalty_low, penalty_high, reward, reward_low, reward_high : ndarray of shape (n_themes,), float64
        Points per answer with a negative, or a positive, mention, with 95% intervals.
    type : list of str or None
        linear, basic or delighter; None where none is established.
    note : list of str or None
        Why numbers are missing.
    """

    n_negative: IntArray
    n_positive: IntArray
    penalty: FloatArray
    penalty_low: FloatArray
    penalty_high: FloatArray
    reward: FloatArray
    reward_low: FloatArray
    reward_high: FloatArray
    type: list[str | None]
    note: list[str | None]


@dataclass(frozen=True)
class _Slopes:
    """Slopes of negative, or of positive mentions, and their standard errors."""

    slope: FloatArray
    se: FloatArray


def measure_asymmetry(
    mentions: Mentions, points: FloatArray, design: Design = SIMPLE, *, sign: int = 1, span: float = np.inf
) -> Asymmetry:
    """Measure the penalty and the reward of each theme.

    Parameters
    ----------
    mentions : Mentions
    points, design, sign, span
        As for :func:`cxtext.impact.effects.measure_effects`.

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
    negative, positive = csr_array(mentions.negative), csr_array(mentions.positive)
    has_sign = (negative + positive).astype(bool).astype(np.float64)
    n_neutral = np.asarray(csr_array(mentions.any).astype(bool).sum(axis=1)).ravel() - np.asarray(has_sign.sum(axis=1)).ravel()
    controls = [n_neutral.astype(np.float64)[:, None]]
    controls += [] if design.controls is None else [as_columns(design.controls)]
    sides = csr_array(hstack([negative, positive], format="csr"))
    obs = observe(sides, points, replace(design, controls=np.hstack(controls)), sign=sign)
    counts = np.asarray(obs.x.sum(axis=0)).ravel().astype(np.int64)
    model = adjust(obs) if obs.n and obs.n_respondents > 1 and np.ptp(obs.y) > 0 else None
    if model is None:
        return _no_asymmetry(counts, "too few answers, or all are equal")
    if not obs.is_baseline(obs.count_comments(csr_array(mentions.any)[obs.rows])):
        return _no_asymmetry(counts, "too few comments mention no theme to compare with")
    return _judge(model, counts, sign, span)


def _no_asymmetry(counts: IntArray, why: str) -> Asymmetry:
    """Return the counts alone, and why."""
    n = len(counts) // 2
    blank = np.full(n, np.nan)
    note: list[str | None] = [why] * n
    return Asymmetry(counts[:n], counts[n:], blank, blank, blank, blank, blank, blank, [None] * n, note)


def _judge(model: AdjustedModel, counts: IntArray, sign: int, span: float) -> Asymmetry:
    """Return penalty, reward and type of each theme."""
    n = len(counts) // 2
    slope = np.where(counts >= ANSWERS_PER_SIDE, model.lens.slope, np.nan)
    se = np.where(np.isfinite(slope), model.lens.se, np.nan)
    low, high = Lens(slope, se, model.lens.df, np.ones(2 * n), np.full(2 * n, np.inf)).limits()
    q = 1 + len(model.control_means)
    sides = np.arange(n)
    cross = model.covariance[q + sides, q + n + sides]
    penalty, reward = _Slopes(slope[:n], se[:n]), _Slopes(slope[n:], se[n:])
    df = np.minimum(model.lens.df[:n], model.lens.df[n:])
    worse, better = (high < 0, low > 0) if sign > 0 else (low > 0, high < 0)
    hurts, pleases = worse[:n], better[n:]
    # A theme that goes with a loss, or a gain, however it is mentioned is none of the types.
    basic = hurts & ~pleases & ~worse[n:] & _outweighs(penalty, reward, cross, df, -sign)
    delighter = pleases & ~hurts & ~better[:n] & _outweighs(reward, penalty, cross, df, sign)
    types = np.select([hurts & pleases, basic, delighter], ["linear", "basic", "delighter"], "")
    low, high = np.maximum(low, -span), np.minimum(high, span)
    return Asymmetry(
        n_negative=counts[:n],
        n_positive=counts[n:],
        penalty=slope[:n],
        penalty_low=low[:n],
        penalty_high=high[:n],
        reward=slope[n:],
        reward_low=low[n:],
        reward_high=high[n:],
        type=[name or None for name in types.tolist()],
        note=[_note(*pair) for pair in zip(counts[:n].tolist(), counts[n:].tolist(), strict=True)],
    )


def _outweighs(strong: _Slopes, weak: _Slopes, cross: FloatArray, df: FloatArray, sign: int) -> NDArray[np.bool_]:
    """Return where one side is, at one-sided 97.5%, more than 1 / ``WEAKER_SIDE`` times the other.

    ``sign`` is that of the strong side's slopes; those of the weak side have the other.
    """
    from scipy.special import stdtrit

    ahead = sign * (WEAKER_SIDE * strong.slope + weak.slope)
    spread = np.sqrt(np.maximum(WEAKER_SIDE**2 * strong.se**2 + weak.se**2 + 2 * WEAKER_SIDE * cross, 0.0))
    # where either is missing, nan compares as False
    return np.asarray(ahead > np.asarray(stdtrit(df, _CONFIDENCE)) * spread, dtype=bool)


def _note(n_negative: int, n_positive: int) -> str | None:
    """Say which side has too few answers."""
    few = [f"{n} {word}" for n, word in ((n_negative, "negative"), (n_positive, "positive")) if n < ANSWERS_PER_SIDE]
    return f"too few answers: {' and '.join(few)}, of at least {ANSWERS_PER_SIDE} each" if few else None
