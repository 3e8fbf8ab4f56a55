"""Penalty and reward: what negative and positive mentions of a theme go with, each on its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from cxtext.impact.effects.adjusted import adjust
from cxtext.impact.effects.corrected_sides import SideSlopes, fit_corrected
from cxtext.impact.effects.design import SIMPLE, Design, IntArray, Mentions
from cxtext.impact.effects.lens import Lens
from cxtext.impact.effects.observations import as_columns, observe
from cxtext.impact.effects.true_mentions import lay_counts
from cxtext.impact.rules import ANSWERS_PER_SIDE
from cxtext.impact.stats import Misclassification
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
        Answers that mention the theme negatively, and positively, as labelled.
    penalty, penalty_low, penalty_high, reward, reward_low, reward_high : ndarray of shape (n_themes,), float64
        Points per answer with a negative, or a positive, mention, the errors of the labels taken out where they are known,
        with 95% intervals.
    penalty_counted, reward_counted : ndarray of shape (n_themes,), float64
        The same with every label taken as right.
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
    penalty_counted: FloatArray
    reward: FloatArray
    reward_low: FloatArray
    reward_high: FloatArray
    reward_counted: FloatArray
    type: list[str | None]
    note: list[str | None]


@dataclass(frozen=True)
class _Slopes:
    """Slopes of negative, or of positive mentions, and their standard errors."""

    slope: FloatArray
    se: FloatArray


def measure_asymmetry(
    mentions: Mentions,
    points: FloatArray,
    design: Design = SIMPLE,
    *,
    errors: Misclassification | None = None,
    sign: int = 1,
    span: float = np.inf,
) -> Asymmetry:
    """Measure the penalty and the reward of each theme.

    Parameters
    ----------
    mentions : Mentions
    points, design, sign, span
        As for :func:`cxtext.impact.effects.measure_effects`.
    errors : Misclassification, optional
        Of the labels; without it they are taken as right.

    Notes
    -----
    y = b0 + sum_k (b-_k x-_k + b+_k x+_k) + controls, as the adjusted lens is fitted, with standard errors that allow for
    unequal spread and repeated respondents. Responses that mention a theme neither negatively nor positively are held
    constant by their number of such themes. Penalty b- and reward b+ are points per answer, signed as the metric is. A side
    is established when its 95% interval excludes zero in the direction of its name. *linear*: both are. *basic*: the
    penalty is, the reward is not, and its size is below half of the penalty's at one-sided 97.5%; *delighter* the other way
    round; neither where mentions of both kinds go with a loss, or with a gain.
    So absence of evidence on one side is never taken for a type, and where the weaker side is really half as strong or more
    a one-sided type is named in at most 2.5% of surveys. The idea is the penalty-reward contrast (Brandt 1988), read
    as Kano's kinds. Wrong labels draw both sides towards each other; with ``errors`` likely mentions take their place
    (:func:`~cxtext.impact.effects.corrected_sides.fit_corrected`).
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
    if not model.has_baseline:
        return _no_asymmetry(counts, "too few comments mention no theme to compare with")
    counted = SideSlopes.take(model, counts.astype(np.float64))
    corrected: SideSlopes | None = counted
    if errors is not None:
        corrected = fit_corrected(observe(lay_counts(mentions), points, design, sign=sign), errors)
    return _judge(counts, counted, counted if corrected is None else corrected, sign, span)


def _no_asymmetry(counts: IntArray, why: str) -> Asymmetry:
    """Return the counts alone, and why."""
    n = len(counts) // 2
    blank = np.full(n, np.nan)
    note: list[str | None] = [why] * n
    return Asymmetry(counts[:n], counts[n:], blank, blank, blank, blank, blank, blank, blank, blank, [None] * n, note)


def _judge(counts: IntArray, counted: SideSlopes, corrected: SideSlopes, sign: int, span: float) -> Asymmetry:
    """Return penalty, reward and type of each theme."""
    n = len(counts) // 2
    few = np.isnan(counted.slope)
    slope = np.where(few, np.nan, corrected.slope)
    se = np.where(np.isfinite(slope), corrected.se, np.nan)
    low, high = Lens(slope, se, counted.df, np.ones(2 * n), np.full(2 * n, np.inf)).limits()
    sides = np.arange(n)
    cross = corrected.covariance[sides, n + sides]
    penalty, reward = _Slopes(slope[:n], se[:n]), _Slopes(slope[n:], se[n:])
    df = np.minimum(counted.df[:n], counted.df[n:])
    worse, better = (high < 0, low > 0) if sign > 0 else (low > 0, high < 0)
    hurts, pleases = worse[:n], better[n:]
    # A theme that goes with a loss, or a gain, however it is mentioned is none of the types.
    basic = hurts & ~pleases & ~worse[n:] & _outweighs(penalty, reward, cross, df, -sign)
    delighter = pleases & ~hurts & ~better[:n] & _outweighs(reward, penalty, cross, df, sign)
    types = np.select([hurts & pleases, basic, delighter], ["linear", "basic", "delighter"], "")
    slope, low, high = np.clip(slope, -span, span), np.clip(low, -span, span), np.clip(high, -span, span)
    lost = np.asarray((~few & np.isnan(slope)).reshape(2, n).any(axis=0))
    return Asymmetry(
        n_negative=counts[:n],
        n_positive=counts[n:],
        penalty=slope[:n],
        penalty_low=low[:n],
        penalty_high=high[:n],
        penalty_counted=counted.slope[:n],
        reward=slope[n:],
        reward_low=low[n:],
        reward_high=high[n:],
        reward_counted=counted.slope[n:],
        type=[name or None for name in types.tolist()],
        note=[_note(*row) for row in zip(counts[:n].tolist(), counts[n:].tolist(), lost.tolist(), strict=True)],
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


def _note(n_negative: int, n_positive: int, lost: bool) -> str | None:
    """Say which side has too few answers, and whether the errors of the labels leave too few."""
    few = [f"{n} {word}" for n, word in ((n_negative, "negative"), (n_positive, "positive")) if n < ANSWERS_PER_SIDE]
    parts = [f"too few answers: {' and '.join(few)}, of at least {ANSWERS_PER_SIDE} each"] if few else []
    parts += ["too few answers on a side once the errors of the sentiment labels are allowed for"] if lost else []
    return "; ".join(parts) or None
