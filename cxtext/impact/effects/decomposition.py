"""Where the points of a metric come from, and which co-mentioned themes a raw gap is shared with; both add up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from cxtext.impact.effects.adjusted import AdjustedModel, df_between
from cxtext.impact.effects.lens import Lens
from cxtext.impact.effects.measure import Effects
from cxtext.impact.effects.observations import Observations, share_sizes
from cxtext.metrics import FloatArray

#: Themes that a gap is split over by name; the others are one line.
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a metric: a row of table ``decomposition``. The points of all terms add up to the metric.

    Parameters
    ----------
    kind : {"intercept", "control", "theme"}
    term : str
        The theme_id; else ``no theme``, ``no comment``, or ``verdict alone``: a comment that gives a verdict, or is an aside, and
        names no cause.
    n : int
        Respondents whose answers it applies to; of the intercept, those with a comment in no theme, from whom it is known.
    coefficient, share : float
        Points per answer, and share of the answers it applies to.
    points, low, high : float
        What it adds to the metric, with its 95% interval.
    """

    kind: str
    term: str
    n: int
    coefficient: float
    share: float
    points: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GapPart:
    """A part of a theme's raw gap: a row of table ``comentions``. The points of a theme's parts add up to its gap.

    Parameters
    ----------
    theme_id : str
    kind : {"own", "theme", "controls", "rest"}
    points : float
    other_id : str, optional
        The theme that the part goes with; the theme itself for "own".
    share, share_without : float
        Share of the answers with, and without, the theme that mention the other one; ``nan`` but for "theme".
    """

    theme_id: str
    kind: str
    points: float
    other_id: str | None = None
    share: float = float("nan")
    share_without: float = float("nan")


def decompose_metric(effects: Effects, theme_ids: Sequence[str]) -> list[Term]:
    """Return the terms that a metric is the sum of.

    Returns
    -------
    list of Term
        Intercept, the controls "no comment" and "verdict alone" where there are such answers, and every theme; empty without an
        adjusted model, or where it has no baseline.

    Notes
    -----
    Least squares with an unpenalised intercept goes through the means: m = b0 + sum_k b_k p_k + sum_c g_c mean(c).
    Other controls are taken at their means, as part of the intercept: it is the metric of a comment that mentions no ranked
    theme and gives no verdict, from an average group. Its interval is Student's t with the robust variance of that sum;
    those of the others are :meth:`Lens.limits`.
    """
    model = effects.model
    if model is None or not model.has_baseline:
        return []
    obs = effects.observations
    own = {"no comment": 0} if obs.has_silent else {}
    own |= {"verdict alone": len(model.control_means) - 1} if obs.has_bare else {}
    at_means = np.concatenate([[1.0], model.control_means])
    at_means[[1 + column for column in own.values()]] = 0.0
    terms = [_intercept(model, at_means)]
    for name, column in own.items():
        n = _count_respondents(obs, csr_array(obs.controls[:, [column]]))
        terms += _list_terms(_control_lens(obs, model, column), "control", [name], n)
    return terms + _list_terms(model.lens, "theme", theme_ids, _count_respondents(obs, obs.x))


def _count_respondents(obs: Observations, columns: csr_array) -> list[int]:
    """Return how many respondents have each of the columns."""
    return [int(n) for n in np.asarray((obs.sum_respondents(columns) > 0).sum(axis=0)).ravel()]


def _intercept(model: AdjustedModel, at: FloatArray) -> Term:
    """Return what a comment in no theme scores, with its interval."""
    from scipy.special import stdtrit

    value = model.intercept + float(at[1:] @ model.control_coefficients)
    spread = max(float(at @ model.covariance[: len(at), : len(at)] @ at), 0.0) ** 0.5
    half = float(stdtrit(model.residual_df, 0.975)) * spread if spread > 0 else np.nan
    return Term("intercept", "no theme", model.n_without_theme, value, 1.0, value, value - half, value + half)


def _control_lens(obs: Observations, model: AdjustedModel, column: int) -> Lens:
    """Return the effect of a control that is 0 or 1, as a lens of one."""
    n = int(obs.controls[:, column].sum())
    few = min(n, obs.n - n) < 2
    at = slice(column, column + 1)
    share = model.control_means[at]
    sizes = share_sizes(replace(obs, x=csr_array(obs.controls[:, at])), share)
    spread = np.sqrt(np.diag(model.covariance)[1 + column : 2 + column])
    df = np.minimum(df_between(np.array([n]), np.array([obs.n - n])), model.residual_df)
    return Lens(model.control_coefficients[at], np.where(few | (spread == 0), np.nan, spread), df, share, sizes)


def _list_terms(lens: Lens, kind: str, names: Sequence[str], counts: Sequence[int]) -> list[Term]:
    """Return a term for each slope of a lens; one without a slope has no points."""
    low, high = lens.limits()
    points = np.nan_to_num(lens.value, nan=0.0)
    rows = zip(names, counts, lens.slope, lens.share, points, low, high, strict=True)
    return [Term(kind, name, n, *(float(value) for value in values)) for name, n, *values in rows]


def split_gaps(effects: Effects, theme_ids: Sequence[str]) -> list[GapPart]:
    """Return what of each theme's raw gap belongs to what is mentioned with it.

    Returns
    -------
    list of GapPart
        For each theme with a coefficient: itself, the three largest other themes, the controls and the rest. Their
        points add up to the gap; without those of the theme itself, to the gap less the coefficient. Empty where the model
        has no baseline.

    Notes
    -----
    d_t - b_t = sum_{k != t} b_k [P(k|t) - P(k|not t)] + the same over controls, exactly: residuals average 0 both over
    those who mention t and over all others (the omitted-variable identity, e.g. Angrist and Pischke 2009, 3.2.2).
    """
    model = effects.model
    if model is None or not model.has_baseline:
        return []
    q = 1 + len(model.control_means)
    slopes = np.concatenate([model.control_coefficients, np.nan_to_num(model.coefficients, nan=0.0)])
    total, own = model.gram[0, 0], np.diag(model.gram)[q:]
    parts = []
    for t, theme in enumerate(theme_ids):
        if not np.isfinite(model.coefficients[t]) or not 0 < own[t] < total:
            continue
        together = model.gram[1:, q + t]
        having, lacking = together / own[t], (model.gram[0, 1:] - together) / (total - own[t])
        points = slopes * (having - lacking)
        others = np.delete(np.arange(len(theme_ids)), t)
        named = others[np.argsort(-np.abs(points[q - 1 :][others]), kind="stable")][:MOST_NAMED]
        named = named[points[q - 1 :][named] != 0]
        rest = np.setdiff1d(others, named)
        parts.append(GapPart(theme, "own", float(model.coefficients[t]), theme))
        for k in named:
            at = q - 1 + k
            parts.append(GapPart(theme, "theme", float(points[at]), theme_ids[k], float(having[at]), float(lacking[at])))
        if q > 1:
            parts.append(GapPart(theme, "controls", float(points[: q - 1].sum())))
        parts.append(GapPart(theme, "rest", float(points[q - 1 :][rest].sum())))
    return parts
