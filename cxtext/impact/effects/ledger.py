"""Where the points of a metric come from, and which co-mentioned themes a raw gap is shared with; both add up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from cxtext.impact.effects.adjusted import AdjustedModel, df_between
from cxtext.impact.effects.lens import Lens
from cxtext.impact.effects.measure import Effects
from cxtext.impact.effects.observations import share_sizes
from cxtext.metrics import FloatArray

#: Themes that a gap is split over by name; the others are one line.
MOST_NAMED = 3
Rows = list[dict[str, Any]]


def ledger_rows(effects: Effects, theme_ids: Sequence[str], metric: str) -> Rows:
    """Return the table ``ledger`` of one metric: terms whose points add up to it.

    Returns
    -------
    list of dict
        Intercept, the control "says nothing" where some do, and every theme; empty without an adjusted model.

    Notes
    -----
    Least squares with an unpenalised intercept goes through the means: m = b0 + sum_k b_k p_k + sum_c g_c mean(c).
    Controls other than "says nothing" are taken at their means, as part of the intercept: it is the metric of a comment
    that mentions no theme, from an average group. Its interval is Student's t with the robust variance of that sum;
    those of the others are :meth:`Lens.limits`.
    """
    model = effects.model
    if model is None:
        return []
    n_silent = int(effects.observations.has_silent)
    at_means = np.concatenate([[1.0], np.where(np.arange(len(model.control_means)) < n_silent, 0.0, model.control_means)])
    rows = [{"kind": "intercept", "term": "no theme mentioned", "share": 1.0, **_intercept(model, at_means)}]
    if n_silent:
        silent = _silent_lens(effects, model)
        rows += [{"kind": "control", "term": "no comment", **line} for line in _points(silent)]
    rows += [{"kind": "theme", "term": theme, **line} for theme, line in zip(theme_ids, _points(model.lens), strict=True)]
    return [{"metric": metric, **row} for row in rows]


def _intercept(model: AdjustedModel, at: FloatArray) -> dict[str, Any]:
    """Return what a comment without a theme scores, with its interval."""
    from scipy.special import stdtrit

    value = model.intercept + float(at[1:] @ model.control_coefficients)
    spread = max(float(at @ model.covariance[: len(at), : len(at)] @ at), 0.0) ** 0.5
    half = float(stdtrit(model.residual_df, 0.975)) * spread if spread > 0 else np.nan
    return {"coefficient": value, "points": value, "low": value - half, "high": value + half}


def _silent_lens(effects: Effects, model: AdjustedModel) -> Lens:
    """Return the effect of saying nothing, as a lens of one."""
    obs = effects.observations
    n = int(obs.controls[:, 0].sum())
    few = min(n, obs.n - n) < 2
    share = model.control_means[:1]
    sizes = share_sizes(replace(obs, x=csr_array(obs.controls[:, :1])), share)
    spread = np.sqrt(np.diag(model.covariance)[1:2])
    df = np.minimum(df_between(np.array([n]), np.array([obs.n - n])), model.residual_df)
    return Lens(model.control_coefficients[:1], np.where(few | (spread == 0), np.nan, spread), df, share, sizes)


def _points(lens: Lens) -> Rows:
    """Return a line for each slope; without one it has no points."""
    low, high = lens.limits()
    points = np.nan_to_num(lens.value, nan=0.0)
    columns = {"coefficient": lens.slope, "share": lens.share, "points": points, "low": low, "high": high}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def comention_rows(effects: Effects, theme_ids: Sequence[str], metric: str) -> Rows:
    """Return the table ``comentions`` of one metric: what of each theme's raw gap belongs to what is mentioned with it.

    Returns
    -------
    list of dict
        For each theme with a coefficient: itself, the three largest other themes, the controls and the rest. Their
        points add up to the gap; without those of the theme itself, to the gap less the coefficient.

    Notes
    -----
    d_t - b_t = sum_{k != t} b_k [P(k|t) - P(k|not t)] + the same over controls, exactly: residuals average 0 both over
    those who mention t and over all others (the omitted-variable identity, e.g. Angrist and Pischke 2009, 3.2.2).
    """
    model = effects.model
    if model is None:
        return []
    q = 1 + len(model.control_means)
    slopes = np.concatenate([model.control_coefficients, np.nan_to_num(model.coefficients, nan=0.0)])
    total, own = model.gram[0, 0], np.diag(model.gram)[q:]
    rows = []
    for t, theme in enumerate(theme_ids):
        if not np.isfinite(model.coefficients[t]) or not 0 < own[t] < total:
            continue
        together = model.gram[1:, q + t]
        having, lacking = together / own[t], (model.gram[0, 1:] - together) / (total - own[t])
        points = slopes * (having - lacking)
        others = np.delete(np.arange(len(theme_ids)), t)
        named = others[np.argsort(-np.abs(points[q - 1 :][others]), kind="stable")][:MOST_NAMED]
        named = named[points[q - 1 :][named] != 0]
        left = np.setdiff1d(others, named)
        parts: Rows = [{"kind": "own", "other_id": theme, "points": model.coefficients[t]}]
        for k in named:
            at = q - 1 + k
            shares = {"share": having[at], "share_without": lacking[at]}
            parts.append({"kind": "theme", "other_id": theme_ids[k], "points": points[at], **shares})
        if q > 1:
            parts.append({"kind": "controls", "other_id": None, "points": points[: q - 1].sum()})
        parts.append({"kind": "rest", "other_id": None, "points": points[q - 1 :][left].sum()})
        rows += [{"theme_id": theme, "metric": metric, **part} for part in parts]
    return rows
