"""What each theme costs or earns: the lenses side by side, with intervals and the reason for every gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from cxtext.impact.effects.adjusted import AdjustedModel, adjust, fit_slopes
from cxtext.impact.effects.bounded import fit_bounded
from cxtext.impact.effects.contrast import Contrasts, compare_means, contrast
from cxtext.impact.effects.design import SIMPLE, Design
from cxtext.impact.effects.drivers import driver_shares
from cxtext.impact.effects.lens import Lens, blank_lens
from cxtext.impact.effects.observations import Observations, observe
from cxtext.impact.effects.rarity import Rarity, count_rare
from cxtext.impact.rules import RARE_ANSWERS_TO_ESTABLISH, RESPONDENTS_FOR_INTERVAL
from cxtext.metrics import FloatArray
from cxtext.wording import plural

_FEW_NAMED = 3


class Formula(StrEnum):
    """The lens that themes are ranked by; where a theme has none, removal stands in."""

    ADJUSTED = "adjusted"
    REMOVAL = "removal"
    BOUNDED = "bounded"


#: A correlation with the answers below it is one of rounding.
LEAST_CORRELATION = 1e-9


@dataclass(frozen=True)
class Effects:
    """The effect of every theme on one metric.

    Parameters
    ----------
    columns : dict of str to ndarray of shape (n_themes,)
        Effect columns of the scorecard; ``nan`` is null.
    notes : list of str
        For each theme why values are missing, or how they are to be read; empty when there is nothing to say.
    lens : Lens
        What ranking uses: adjusted, or removal where that is missing.
    is_adjusted : ndarray of shape (n_themes,), bool
        Which of the two it is.
    model : AdjustedModel or None
    observations : Observations
    removal : Lens
    is_rare : ndarray of shape (n_themes,), bool
        Whether too few answers that differ from the most common one tell of a theme for its effect to be established.
    bounded : Lens, optional
        Of the model that stays on the scale; None for a metric without bounds.
    off_scale : float, optional
        Share of answers whose fit in ``model`` lies beyond the scale; None for a metric without bounds.
    """

    columns: dict[str, FloatArray]
    notes: list[str]
    lens: Lens
    is_adjusted: np.ndarray
    model: AdjustedModel | None
    observations: Observations
    removal: Lens
    is_rare: NDArray[np.bool_]
    bounded: Lens | None = None
    off_scale: float | None = None

    def rank_by(self, formula: Formula) -> Effects:
        """Return the same effects with another lens to rank by; the columns stay."""
        if formula is Formula.REMOVAL:
            return replace(self, lens=self.removal, is_adjusted=np.zeros_like(self.is_adjusted))
        if formula is Formula.BOUNDED and self.bounded is not None:
            return replace(self, lens=self.bounded.where(np.isfinite(self.bounded.value), self.lens))
        return self


def measure_effects(
    mentions: csr_array,
    points: FloatArray,
    design: Design = SIMPLE,
    *,
    sign: int = 1,
    bounds: tuple[float, float] | None = None,
    is_cause: NDArray[np.bool_] | None = None,
    is_verdict: NDArray[np.bool_] | None = None,
    theme_ids: Sequence[str] = (),
) -> Effects:
    """Measure what each theme costs or earns in points of a metric.

    Every response with a valid outcome counts, those without a comment too: they mention no theme. The
    adjusted lens holds "says nothing" constant, so that it compares comments with comments.

    Parameters
    ----------
    mentions : csr_array of shape (n_submissions, n_themes)
        Non-zero where the response mentions the theme.
    points : ndarray of shape (n_submissions,), float64
        Points of the metric (``Outcome.points``), ``nan`` where there is no valid answer.
    design : Design, optional
        Respondents, weights, controls and who says nothing; by default every response is a comment and counts once.
    sign : {+1, -1}
        ``-1`` when lower points are better. Effects stay in raw points: this only fixes the order of bootstrap draws.
    bounds : tuple of float, optional
        Lowest and highest points that an answer can have (``Outcome.bounds``): no gap can be larger than their difference.
    is_cause : ndarray of shape (n_themes,), bool, optional
        Themes that are adjusted, for one another; all by default. A verdict says what a cause leads to: to hold it equal would
        take the effect away that is looked for.
    is_verdict : ndarray of shape (n_themes,), bool, optional
        Verdicts; by default all that are no causes. Comments that give one and name no cause are held constant, so that causes
        are compared with comments that mention neither.
    theme_ids : sequence of str, optional
        Names for the notes.

    Returns
    -------
    Effects
        Values are associations, not promises.

    Notes
    -----
    Lenses: :func:`cxtext.impact.effects.contrast.contrast` and :func:`cxtext.impact.effects.adjust`, and where there are bounds
    :func:`cxtext.impact.effects.fit_bounded`. Intervals are 95%, Student's t.
    The adjusted lens is left out, and removal is what ranking uses, where too few comments mention no theme.

    >>> mentions = csr_array(np.array([[1], [1], [1], [0], [0], [0], [0], [0]]))
    >>> effects = measure_effects(mentions, np.array([-100.0, -100, 0, 100, 100, 0, 100, 100]))
    >>> {name: effects.columns[name].round(1).tolist() for name in ("metric_with", "metric_without", "impact")}
    {'metric_with': [-66.7], 'metric_without': [80.0], 'impact': [-55.0]}
    """
    obs = observe(mentions, points, design, sign=sign)
    names = list(theme_ids) or [f"theme {t + 1}" for t in range(obs.n_themes)]
    reason = _no_effects(obs)
    if reason:
        return _without_effects(obs, reason)
    causes, verdicts = _roles(obs, is_cause, is_verdict)
    obs = _hold_verdicts(obs, causes, verdicts)
    return _with_effects(obs, contrast(obs, bounds), causes, verdicts, names, bounds, sign)


@dataclass(frozen=True, eq=False)
class Values:
    """Effects alone, without what is not known of them.

    Parameters
    ----------
    value : ndarray of shape (n_themes,), float64
        Points by the lens that ranks: adjusted, and by removal where it is not.
    share : ndarray of shape (n_themes,), float64
        Share of answers that mention the theme.
    """

    value: FloatArray
    share: FloatArray


def measure_values(
    mentions: csr_array,
    points: FloatArray,
    design: Design,
    *,
    sign: int = 1,
    is_cause: NDArray[np.bool_] | None = None,
    is_verdict: NDArray[np.bool_] | None = None,
    formula: Formula = Formula.ADJUSTED,
) -> Values:
    """Return what :func:`measure_effects` without bounds ranks by a formula, for much less work.

    The parameters are the same.

    >>> mentions = csr_array(np.array([[1], [1], [1], [0], [0], [0], [0], [0]]))
    >>> measure_values(mentions, np.array([-100.0, -100, 0, 100, 100, 0, 100, 100]), SIMPLE).value.round(1).tolist()
    [-55.0]
    """
    obs = observe(mentions, points, design, sign=sign)
    if _no_effects(obs):
        blank = np.full(obs.n_themes, np.nan)
        return Values(blank, blank)
    causes, verdicts = _roles(obs, is_cause, is_verdict)
    obs = _hold_verdicts(obs, causes, verdicts)
    gap, share = compare_means(obs)
    slope = gap if formula is Formula.REMOVAL else fit_slopes(_among(obs, causes))
    return Values(np.where(np.isfinite(slope * share), slope, gap) * share, share)


def _roles(
    obs: Observations, is_cause: NDArray[np.bool_] | None, is_verdict: NDArray[np.bool_] | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which themes are causes and which are verdicts, where nothing is said all and the others."""
    causes = np.ones(obs.n_themes, dtype=bool) if is_cause is None else is_cause
    return causes, ~causes if is_verdict is None else is_verdict


def _among(obs: Observations, is_cause: NDArray[np.bool_]) -> Observations:
    """Return the answers with the mentions of causes alone, which are adjusted for one another."""
    return obs if is_cause.all() else replace(obs, x=csr_array(obs.x @ diags_array(is_cause.astype(np.float64))))


def _hold_verdicts(obs: Observations, is_cause: NDArray[np.bool_], is_verdict: NDArray[np.bool_]) -> Observations:
    """Add a control for comments that give a verdict and name no cause: they are not what causes are to be compared with."""
    names_cause, judges = (np.asarray(obs.x[:, columns].sum(axis=1)).ravel() > 0 for columns in (is_cause, is_verdict))
    is_bare = (judges & ~names_cause).astype(np.float64)
    if not is_bare.any() or is_bare.all():
        return obs
    return replace(obs, controls=np.column_stack([obs.controls, is_bare]), has_bare=True)


def _lean(model: AdjustedModel | None, gap: Lens) -> AdjustedModel | None:
    """Carry over to adjusted slopes which way the gap's limits lean, scaled by relative uncertainty."""
    if model is None:
        return model
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = model.lens.se / gap.se
        # What collinearity adds to the noise is not as skew.
        skew = np.nan_to_num(gap.skew * ratio * np.minimum(ratio, 1.0))
    inflation = model.inflation * (1 - model.r_squared)
    ends = None if gap.ends is None else replace(gap.ends, inflation=inflation[None, :])
    return replace(model, lens=replace(model.lens, skew=skew, ends=ends))


def _with_effects(
    obs: Observations,
    contrasts: Contrasts,
    is_cause: NDArray[np.bool_],
    is_verdict: NDArray[np.bool_],
    names: Sequence[str],
    bounds: tuple[float, float] | None,
    sign: int,
) -> Effects:
    """Put the lenses side by side."""
    among = _among(obs, is_cause)
    model = _lean(adjust(among), contrasts.gap)
    if model:
        removal = contrasts.removal
        lens = replace(model.lens, share=removal.share, n_share=removal.n_share)
        model = replace(model, lens=lens, n_without_theme=obs.count_comments(csr_array(obs.x)[:, is_cause | is_verdict]))
    span = np.inf if bounds is None else bounds[1] - bounds[0]
    bounded = fit_bounded(among, model, bounds) if model and model.has_baseline and bounds else None
    adjusted = model.lens if model and model.has_baseline else blank_lens(obs.n_themes)
    is_adjusted = np.isfinite(adjusted.value)
    lens = adjusted.where(is_adjusted, contrasts.removal)
    shares = np.full(obs.n_themes, np.nan)
    if model and (np.abs(model.correlation_y) > LEAST_CORRELATION).any():
        parts = driver_shares(model.correlation, model.correlation_y)
        shares[np.isfinite(model.coefficients)] = parts / parts.sum()
    columns = {
        "n_metric": contrasts.n_metric,
        "metric_with": contrasts.metric_with,
        "metric_without": contrasts.metric_without,
        **_interval("gap", contrasts.gap, span),
        **_interval("impact", contrasts.removal),
        **_interval("adjusted", adjusted),
        **_interval("bounded", bounded.lens if bounded else blank_lens(obs.n_themes)),
        "driver_share": shares,
    }
    rarity = count_rare(obs, sign)
    notes = [
        "; ".join(filter(None, [note, _rare_note(rarity, t) if np.isfinite(lens.se[t]) else ""]))
        for t, note in enumerate(_notes(obs, contrasts, model, is_cause, names))
    ]
    on_scale, off_scale = (bounded.lens, bounded.off_scale) if bounded else (None, None)
    return Effects(columns, notes, lens, is_adjusted, model, obs, contrasts.removal, rarity.is_rare, on_scale, off_scale)


def _rare_note(rarity: Rarity, theme: int) -> str:
    """Say why an effect cannot be established; nothing where it can."""
    if not rarity.is_rare[theme]:
        return ""
    side = "do not mention" if rarity.is_lacking[theme] else "mention"
    n, expected = int(rarity.seen[theme]), rarity.expected[theme]
    answers = f"{plural(n, 'answer')} other than the most common one from those who {side} it, {expected:.1f} expected"
    return f"{answers}: not established with fewer than {RARE_ANSWERS_TO_ESTABLISH}"


def _interval(name: str, lens: Lens, span: float = np.inf) -> dict[str, FloatArray]:
    """Return value and 95% interval of a lens as columns, nothing beyond ``span``."""
    low, high = lens.limits()
    return {name: lens.value, f"{name}_low": np.maximum(low, -span), f"{name}_high": np.minimum(high, span)}


def _no_effects(obs: Observations) -> str:
    """Return why no theme can have an effect, or an empty string."""
    if obs.n == 0:
        return "no valid answer"
    if obs.n == 1:
        return "one valid answer: nothing to compare"
    if obs.n_respondents == 1:
        return "one respondent gave all valid answers: nothing to compare"
    return "all valid answers are equal: nothing to explain" if np.ptp(obs.y) == 0 else ""


def _without_effects(obs: Observations, reason: str) -> Effects:
    """Return effects that are all missing for one reason."""
    n = obs.n_themes
    blank = blank_lens(n)
    columns = {name: np.full(n, np.nan) for name in ("metric_with", "metric_without", "driver_share")}
    for name in ("gap", "impact", "adjusted", "bounded"):
        columns |= _interval(name, blank)
    columns["n_metric"] = np.asarray(obs.x.sum(axis=0)).ravel().astype(np.float64)
    return Effects(columns, [reason] * n, blank, np.zeros(n, dtype=bool), None, obs, blank, np.zeros(n, dtype=bool))


def _notes(
    obs: Observations,
    contrasts: Contrasts,
    model: AdjustedModel | None,
    is_cause: NDArray[np.bool_],
    names: Sequence[str],
) -> list[str]:
    """Say for each theme what is missing and why."""
    notes = []
    for t, n in enumerate(contrasts.n_metric.astype(int).tolist()):
        parts = []
        if n == 0:
            parts.append("no valid answer mentions it")
        elif n == obs.n:
            parts.append("every valid answer mentions it: nothing to compare")
        elif min(n, obs.n - n) < RESPONDENTS_FOR_INTERVAL:
            rest = (
                f"all answers but {obs.n - n} mention"
                if n >= RESPONDENTS_FOR_INTERVAL
                else f"{plural(n, 'answer')} mention{'s' * (n == 1)}"
            )
            parts.append(f"{rest} it: too few for an interval")
        elif obs.respondents is not None and not np.isfinite(contrasts.removal.se[t]):
            parts.append("too few respondents mention it, or do not, for an interval")
        elif not np.isfinite(contrasts.removal.se[t]):
            parts.append("no spread in the answers: no interval")
        elif model is not None and np.isfinite(model.coefficients[t]) and not np.isfinite(model.lens.se[t]):
            parts.append("no spread left for the adjusted lens: no interval")
        if 0 < n < obs.n and not is_cause[t]:
            parts.append("no cause: measured by removal, and not ranked")
        elif 0 < n < obs.n and model is None:
            parts.append("too few answers for the adjusted lens; ranked by removal")
        elif 0 < n < obs.n and model is not None and not np.isfinite(model.coefficients[t]):
            parts.append("cannot be told apart from whether there is a comment; ranked by removal")
        elif 0 < n < obs.n and model is not None and not model.has_baseline:
            baseline = _name_baseline(model.n_without_theme, all_causes=bool(is_cause.all()))
            parts.append(f"{baseline}, and the others do not tell what such a one scores: not adjusted; ranked by removal")
        elif model is not None and len(model.tied[t]):
            parts.append(_tie_note(model.tied[t].tolist(), names))
        notes.append("; ".join(parts))
    return notes


def _name_baseline(n: int, *, all_causes: bool) -> str:
    """Say how many comments there are to compare with."""
    what = "no theme" if all_causes else "neither a ranked theme nor a verdict"
    return f"only {plural(n, 'comment')} with {what}" if n else f"no comment with {what}"


def _tie_note(partners: list[int], names: Sequence[str]) -> str:
    """Say that the effect of a theme is shared with others."""
    if len(partners) <= _FEW_NAMED:
        who = ", ".join(names[k] for k in partners)
        return f"its mentions follow from those of {who}: the adjusted effect is shared among them"
    return f"its mentions follow from those of {len(partners)} other themes: adjusted is measured against their average"
