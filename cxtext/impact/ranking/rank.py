"""Order of the themes, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cxtext.impact.effects import Effects, Lens
from cxtext.impact.ranking.bootstrap import bootstrap_lens
from cxtext.impact.ranking.sensitivity import rank_at_double_effort, responses_to_separate
from cxtext.impact.ranking.shrink import shrink_draws
from cxtext.impact.rules import RESPONDENTS_FOR_CHANCE, TIER_CONFIDENCE, WORST
from cxtext.impact.stats import adjust_p
from cxtext.metrics import FloatArray

TOO_FEW = f"fewer than {RESPONDENTS_FOR_CHANCE} respondents: too few for a chance of being among the five worst"
FEW_THEMES = "five themes or fewer are ranked, so no chance of being among the five worst"


@dataclass(frozen=True)
class Candidates:
    """The themes to rank, and what their order rests on beside their damage.

    Parameters
    ----------
    theme_ids : list of str
    n_responses : ndarray of shape (n_themes,), int64
        Responses that mention each theme: first tie-break after damage.
    trust : ndarray of shape (n_themes,), float64
        0 to 1: stability, 0 for a theme that is not to be ranked; ``nan`` counts as 1.
    value_weight, effort : ndarray of shape (n_themes,), float64, optional
        Value-weighted over plain share, and effort above 0; 1 by default.
    """

    theme_ids: list[str]
    n_responses: NDArray[np.int64]
    trust: FloatArray
    value_weight: FloatArray | None = None
    effort: FloatArray | None = None

    @property
    def has_enough_themes(self) -> bool:
        """Whether more than ``WORST`` themes are ranked, so that being among the ``WORST`` worst means something."""
        return int((np.nan_to_num(self.trust, nan=1.0) > 0).sum()) > WORST


@dataclass(frozen=True)
class Ranking:
    """Ranking columns of the scorecard, one entry per theme, in the order of the themes."""

    damage: FloatArray
    damage_low: FloatArray
    value_weight: FloatArray
    trust: FloatArray
    effort: FloatArray
    p_top5: FloatArray
    tier: NDArray[np.int64]
    responses_to_separate: FloatArray
    priority: FloatArray
    rank: NDArray[np.int64]
    rank_effort_doubled: NDArray[np.int64]
    shrunken: FloatArray
    shrunken_low: FloatArray
    shrunken_high: FloatArray
    redrawn_se: FloatArray
    p_value: FloatArray
    q_value: FloatArray


@dataclass(frozen=True)
class _Shrunken:
    """Losses as far as can be told after looking at all themes, and resamples of the estimates; ``nan`` without an interval."""

    mean: FloatArray
    low: FloatArray
    high: FloatArray
    cautious: FloatArray
    draws: FloatArray
    resamples: FloatArray


def rank_effects(
    effects: Effects,
    sign: int,
    themes: Candidates,
    *,
    redrawn: FloatArray | None = None,
    bootstraps: int = 500,
    random_state: int = 0,
) -> Ranking:
    """Rank themes by the points they cost, as far as can be told after looking at all of them.

    Parameters
    ----------
    effects : Effects
    sign : {+1, -1}
        ``+1`` when higher values of the metric are better.
    themes : Candidates
    redrawn : ndarray of shape (n_themes,), float64, optional
        Standard error of each effect that comes of themes being drawn anew from another sample; ``nan`` where it is not known.
    bootstraps, random_state : int

    Notes
    -----
    damage = max(0, -A) in the metric's bad direction, A the mean of the effect given the estimates of all themes
    (:func:`~cxtext.impact.ranking.shrink_draws`); damage_low its lower limit at 80%; priority = damage_low x value_weight x trust
    / effort. Without an interval damage is the estimate itself, and damage_low 0. The limits of A are those of its draws; on
    the side away from 0 the limit of the estimate is taken where that lies further out, as a theme may be shrunk too far.
    q_value is that of Benjamini and Hochberg (1995) over all themes; there is none where answers that differ from the most common
    one are too few to establish an effect (``Effects.is_rare``). ``p_top5`` is ``nan`` where there is no effect, and
    everywhere with fewer than ``RESPONDENTS_FOR_CHANCE`` respondents, or no more than ``WORST`` themes to rank.
    """
    n_themes = len(effects.lens.slope)
    redrawn = np.full(n_themes, np.nan) if redrawn is None else redrawn
    lens = effects.lens.widen(redrawn**2).turn(-sign)
    loss = np.nan_to_num(lens.value, nan=0.0)
    p_value = lens.p_values()
    measurable = bool(np.isfinite(lens.value).any())
    blank = np.full(n_themes, np.nan)
    shrunken = _Shrunken(blank, blank, blank, blank, np.zeros((1, n_themes)), np.zeros((1, n_themes)))
    if measurable:
        resampled = -sign * bootstrap_lens(effects.observations, effects.is_adjusted, n=bootstraps, random_state=random_state)
        shrunken = _shrink(
            lens, np.where(np.isfinite(lens.value), resampled, 0.0), themes, _shared_variance(effects), random_state
        )
    damage = np.maximum(0.0, np.where(np.isfinite(shrunken.mean), shrunken.mean, loss))
    damage_low = np.maximum(0.0, np.nan_to_num(shrunken.cautious, nan=0.0))
    n, is_large = effects.observations.n, effects.observations.n_respondents >= RESPONDENTS_FOR_CHANCE
    ranking = rank_draws(damage, damage_low, shrunken.draws, themes, resamples=shrunken.resamples, n=n)
    stated = np.isfinite(lens.value) & is_large & themes.has_enough_themes
    low, high = (shrunken.low, shrunken.high) if sign < 0 else (-shrunken.high, -shrunken.low)
    return replace(
        ranking,
        p_top5=np.where(stated, ranking.p_top5, np.nan),
        shrunken=-sign * shrunken.mean,
        shrunken_low=low,
        shrunken_high=high,
        redrawn_se=np.where(np.isfinite(lens.value), redrawn, np.nan),
        p_value=p_value,
        q_value=np.where(effects.is_rare, np.nan, _adjust_known(p_value)),
    )


def _adjust_known(p_values: FloatArray) -> FloatArray:
    """Return q-values over the themes that have a p-value."""
    q_values = np.full(len(p_values), np.nan)
    has_p_value = np.isfinite(p_values)
    q_values[has_p_value] = adjust_p(p_values[has_p_value])
    return q_values


def _shared_variance(effects: Effects) -> float:
    """Return the variance of the error that the adjusted slopes share: the mean of their covariances."""
    adjusted = np.flatnonzero(effects.is_adjusted)
    if effects.model is None or len(adjusted) < 2:
        return 0.0
    covariance = effects.model.covariance[-len(effects.is_adjusted) :, -len(effects.is_adjusted) :][np.ix_(adjusted, adjusted)]
    n = len(adjusted)
    return max(0.0, float(covariance.sum() - np.trace(covariance)) / (n * (n - 1)))


def _shrink(lens: Lens, resampled: FloatArray, themes: Candidates, shared: float, random_state: int) -> _Shrunken:
    """Return what the losses are in truth, given the estimates of all ranked themes."""
    is_ranked = np.nan_to_num(themes.trust, nan=1.0) > 0
    draws = shrink_draws(lens, resampled, is_ranked, shared=shared, random_state=random_state)
    mean = np.where(is_ranked, draws.mean(axis=0), lens.value)
    cautious, low, high = np.quantile(draws, [1 - TIER_CONFIDENCE, 0.025, 0.975], axis=0)
    outer_low, outer_high = lens.limits()
    low = np.where(~is_ranked | ((mean < 0) & (outer_low < low)), outer_low, low)
    high = np.where(~is_ranked | ((mean > 0) & (outer_high > high)), outer_high, high)
    has_interval = np.isfinite(lens.value) & np.isfinite(lens.se)
    mean, low, high, cautious = (np.where(has_interval, values, np.nan) for values in (mean, low, high, cautious))
    return _Shrunken(mean, low, high, cautious, draws, resampled)


def rank_draws(
    damage: FloatArray,
    damage_low: FloatArray,
    draws: FloatArray,
    themes: Candidates,
    *,
    resamples: FloatArray | None = None,
    n: int = 0,
) -> Ranking:
    """Rank themes, and judge the order by draws of their damage.

    Parameters
    ----------
    damage, damage_low : ndarray of shape (n_themes,), float64
        At least 0.
    draws : ndarray of shape (n_draws, n_themes), float64
        What the damage may be; below 0 is a gain.
    themes : Candidates
    resamples : ndarray of shape (n_resamples, n_themes), float64, optional
        Resamples of the estimates, to reckon what would settle a tie; ``draws`` by default.
    n : int
        Answers at hand, to reckon how many more would settle a tie; 0 for none.

    Returns
    -------
    Ranking
        Ties of priority go by damage, then by ``n_responses``, then by theme_id; without trust a theme comes last.
        A theme is among the top five of a draw only if it costs something in it. A new tier starts where a theme
        costs more than the next in at least 80% of the draws; so a theme that stands below a cheaper one, as it is
        less stable, shares its tier. Draws count times value weight and by effort, which are known, and not times trust,
        but those of a theme without any are 0.
    """
    trust = np.nan_to_num(themes.trust, nan=1.0)
    value_weight = np.ones(len(damage)) if themes.value_weight is None else themes.value_weight
    effort = np.ones(len(damage)) if themes.effort is None else themes.effort
    n_responses, theme_ids = themes.n_responses, themes.theme_ids
    priority = damage_low * value_weight * trust / effort
    draws, resamples = (d * value_weight / effort for d in (draws, draws if resamples is None else resamples))
    order = sorted(range(len(damage)), key=lambda t: (-priority[t], trust[t] == 0, -damage[t], -n_responses[t], theme_ids[t]))
    lost = np.where(trust > 0, np.maximum(0.0, draws), 0.0)
    rank = np.empty(len(damage), dtype=np.int64)
    tier = np.empty(len(damage), dtype=np.int64)
    for place, t in enumerate(order):
        rank[t] = place + 1
        if place == 0:
            tier[t] = 1
            continue
        before = order[place - 1]
        settled = float((lost[:, before] > lost[:, t]).mean()) >= TIER_CONFIDENCE
        tier[t] = tier[before] + int(settled)
    more = responses_to_separate(draws, resamples, trust, order, tier, n, confidence=TIER_CONFIDENCE)
    doubled, among = rank_at_double_effort(priority, order), _among(np.where(trust > 0, draws, 0.0))
    blank = [np.full(len(damage), np.nan) for _ in range(6)]
    return Ranking(damage, damage_low, value_weight, trust, effort, among, tier, more, priority, rank, doubled, *blank)


def _among(damage: FloatArray) -> FloatArray:
    """Return how often each theme costs something and is among the ``WORST`` that cost most."""
    if damage.shape[1] <= WORST:
        return np.asarray((damage > 0).mean(axis=0))
    fifth = np.partition(damage, -WORST, axis=1)[:, -WORST][:, None]
    return np.asarray(((damage >= fifth) & (damage > 0)).mean(axis=0))
