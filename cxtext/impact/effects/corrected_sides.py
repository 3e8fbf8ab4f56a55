"""Slopes of negative and positive mentions with the errors of the sentiment labels allowed for."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, hstack

from cxtext.impact.effects.adjusted import AdjustedModel, adjust
from cxtext.impact.effects.observations import Observations
from cxtext.impact.effects.true_mentions import Cells
from cxtext.impact.rules import ANSWERS_PER_SIDE
from cxtext.impact.stats import Misclassification
from cxtext.metrics import FloatArray

_NULL = 1e-9


@dataclass(frozen=True)
class SideSlopes:
    """Slopes of the negative, then of the positive mentions of every theme.

    Parameters
    ----------
    slope : ndarray of shape (2 n_themes,), float64
        ``nan`` where there is none.
    covariance : ndarray of shape (2 n_themes, 2 n_themes), float64
    df : ndarray of shape (2 n_themes,), float64
    """

    slope: FloatArray
    covariance: FloatArray
    df: FloatArray

    @property
    def se(self) -> FloatArray:
        """Standard errors."""
        return np.sqrt(np.diag(self.covariance))

    @classmethod
    def take(cls, model: AdjustedModel, counts: FloatArray) -> SideSlopes:
        """Return the slopes of a fit, without those of sides with fewer than ``ANSWERS_PER_SIDE`` answers."""
        q = 1 + len(model.control_means)
        slope = np.where(counts >= ANSWERS_PER_SIDE, model.lens.slope, np.nan)
        covariance = model.covariance[q:, q:].copy()
        np.fill_diagonal(covariance, np.where(np.isfinite(slope), model.lens.se, np.nan) ** 2)
        return cls(slope, covariance, model.lens.df)


def fit_corrected(obs: Observations, errors: Misclassification) -> SideSlopes | None:
    """Fit the outcome on negative and positive mentions as they likely are.

    Parameters
    ----------
    obs : Observations
        ``x`` as :func:`~cxtext.impact.effects.true_mentions.lay_counts` has it.
    errors : Misclassification

    Returns
    -------
    SideSlopes or None
        None when there are too few answers.

    Notes
    -----
    Regression calibration (Carroll, Ruppert, Stefanski and Crainiceanu 2006, Measurement Error in Nonlinear Models, chapter
    4): each mention is replaced by its chance of being negative, or positive, given how it is shown. The labels' errors are
    taken not to depend on the score. What is left of one theme's errors is taken not to go with other themes: where people
    who complain of one complain of all, slopes come out up to 8% too large (simulated). The variance is that of the fit plus
    that of the matrix of errors (delta method, by differences).
    """
    cells = Cells.read(obs.x)
    calibrated, counts = _calibrate(obs, cells, errors)
    model = adjust(calibrated)
    if model is None:
        return None
    sides = SideSlopes.take(model, counts)
    slope = _slopes(calibrated)
    covariance = sides.covariance
    for moved, step in errors.perturbed():
        change = (_slopes(_calibrate(obs, cells, moved, counts)[0]) - slope) / step
        covariance = covariance + np.outer(change, change)
    return replace(sides, covariance=covariance)


def _calibrate(
    obs: Observations, cells: Cells, errors: Misclassification, counts: FloatArray | None = None
) -> tuple[Observations, FloatArray]:
    """Return the observations with likely mentions, and the number of those; sides with too few of them are left out."""
    likely = cells.correct(errors)
    if counts is None:
        counts = np.concatenate([np.asarray(m.sum(axis=0)).ravel() for m in (likely.negative, likely.positive)])
    n = cells.shape[1]
    with_negative, with_positive = (counts >= ANSWERS_PER_SIDE).astype(np.float64).reshape(2, n)
    negative, positive = csr_array(likely.negative * with_negative), csr_array(likely.positive * with_positive)
    both = csr_array(likely.both * (with_negative * with_positive))
    # The mentions of a side that is left out count among those that are neither.
    neither = cells.lay(np.ones(len(cells.indices))) - negative - positive + both
    controls = np.column_stack([obs.controls, np.asarray(csr_array(neither).sum(axis=1)).ravel()])
    return replace(obs, x=csr_array(hstack([negative, positive], format="csr")), controls=controls), counts


def _slopes(obs: Observations) -> FloatArray:
    """Return the least-squares slopes alone."""
    front = np.column_stack([np.ones(obs.n), obs.controls])
    design = csr_array(hstack([csr_array(front), obs.x], format="csr"))
    weighted = csr_array(design * obs.w[:, None])
    gram = (weighted.T @ design).toarray()
    scale = 1 / np.sqrt(np.where(np.diag(gram) > 0, np.diag(gram), 1.0))
    values, vectors = np.linalg.eigh(gram * scale[:, None] * scale)
    seen = values > _NULL * values.max()
    moment = np.asarray(weighted.T @ (obs.y - np.average(obs.y, weights=obs.w))).ravel()
    theta = scale * ((vectors[:, seen] / values[seen]) @ (vectors[:, seen].T @ (scale * moment)))
    return np.asarray(theta[front.shape[1] :])
