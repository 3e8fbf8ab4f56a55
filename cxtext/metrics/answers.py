"""The answers to one metric, as the statistics take them."""

from __future__ import annotations

from dataclasses import dataclass

from cxtext.metrics.estimate import FloatArray
from cxtext.metrics.outcome import Outcome


@dataclass(frozen=True)
class Answers:
    """The answers to one metric.

    Parameters
    ----------
    outcome : Outcome
    raw : ndarray of shape (n_submissions,), float64
        Valid answers, ``nan`` where there is none.
    n_excluded : int
        Answers that were not valid.
    exposure : ndarray of shape (n_submissions,), float64, optional
        What each count is out of; ``raw`` is then the count over it.
    """

    outcome: Outcome
    raw: FloatArray
    n_excluded: int = 0
    exposure: FloatArray | None = None
