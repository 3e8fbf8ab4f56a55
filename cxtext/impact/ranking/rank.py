"""Order of the themes, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cxtext.impact.effects import Effects
from cxtext.impact.ranking.bootstrap import bootstrap_lens
from cxtext.impact.ranking.sensitivity import rank_at_double_effort, responses_to_separate
from cxtext.impact.ranking.shrink import shrink_draws
from cxtext.impact.rules import RESPONDENTS_FOR_CHANCE, TIER_CONFIDENCE, WORST
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
        Submissions that mention each theme: first tie-break after damage.
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


def rank_effects(effects: Effects, sign: int, themes: Candidates, *, bootstraps: int = 500, random_state: int = 0) -> Ranking:
    """Rank themes by the points they cost.

    Parameters
    ----------
    effects : Effects
    sign : {+1, -1}
        ``+1`` when higher values of the metric are better.
    themes : Candidates
    bootstraps, random_state : int

    Notes
    -----
    damage = max(0, -A) in the metric's bad direction; damage_low is its one-sided 80% lower limit (0 without an
    interval); priority = damage_low x value_weight x trust / effort. ``p_top5`` is that of the effects behind the
    resampled estimates (:func:`~cxtext.impact.ranking.shrink_draws`), ``nan`` where there is no effect, and everywhere with
    fewer than ``RESPONDENTS_FOR_CHANCE`` respondents, or no more than ``WORST`` themes to rank.
    """
    loss = np.nan_to_num(-sign * effects.lens.value, nan=0.0)
    low, high = effects.lens.limits(TIER_CONFIDENCE)
    damage_low = np.maximum(0.0, np.nan_to_num(-high if sign > 0 else low, nan=0.0))
    measurable = bool(np.isfinite(effects.lens.value).any())
    drawn = likely = np.zeros((1, len(loss)))
    if measurable:
        lens = effects.lens
        resampled = -sign * bootstrap_lens(effects.observations, effects.is_adjusted, n=bootstraps, random_state=random_state)
        drawn = np.where(np.isfinite(lens.value), resampled, 0.0)
        likely = shrink_draws(-sign * lens.value, lens.se * lens.share, lens.share, drawn, random_state=random_state)
    n, is_large = effects.observations.n, effects.observations.n_respondents >= RESPONDENTS_FOR_CHANCE
    ranking = rank_draws(np.maximum(0.0, loss), damage_low, drawn, themes, likely=likely, n=n)
    stated = np.isfinite(effects.lens.value) & is_large & themes.has_enough_themes
    return replace(ranking, p_top5=np.where(stated, ranking.p_top5, np.nan))


def rank_draws(
    damage: FloatArray,
    damage_low: FloatArray,
    draws: FloatArray,
    themes: Candidates,
    *,
    likely: FloatArray | None = None,
    n: int = 0,
) -> Ranking:
    """Rank themes, and judge the order by bootstrap draws of their damage.

    Parameters
    ----------
    damage, damage_low : ndarray of shape (n_themes,), float64
        At least 0.
    draws : ndarray of shape (n_draws, n_themes), float64
        Resampled damage; below 0 is a gain.
    themes : Candidates
    likely : ndarray of shape (n_draws, n_themes), float64, optional
        Draws of the true damage, for ``p_top5`` and to reckon what would settle a tie; ``draws`` by default.
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
    likely, draws = (d * value_weight / effort for d in (draws if likely is None else likely, draws))
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
    more = responses_to_separate(likely, draws, trust, order, tier, n, confidence=TIER_CONFIDENCE)
    doubled, among = rank_at_double_effort(priority, order), _among(np.where(trust > 0, likely, 0.0))
    return Ranking(damage, damage_low, value_weight, trust, effort, among, tier, more, priority, rank, doubled)


def _among(damage: FloatArray) -> FloatArray:
    """Return how often each theme costs something and is among the ``WORST`` that cost most."""
    if damage.shape[1] <= WORST:
        return np.asarray((damage > 0).mean(axis=0))
    fifth = np.partition(damage, -WORST, axis=1)[:, -WORST][:, None]
    return np.asarray(((damage >= fifth) & (damage > 0)).mean(axis=0))
