"""How many answers that differ from the most common one tell of each theme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cxtext.impact.effects.observations import Observations
from cxtext.impact.rules import RARE_ANSWERS_TO_ESTABLISH
from cxtext.metrics import FloatArray


@dataclass(frozen=True)
class Rarity:
    """Respondents on the smaller side of each theme who gave another than the most common answer.

    Parameters
    ----------
    seen, expected : ndarray of shape (n_themes,), float64
        How many there are, and how many there would be if the theme made no difference.
    is_lacking : ndarray of shape (n_themes,), bool
        Whether the smaller side are those who do not mention it.
    """

    seen: FloatArray
    expected: FloatArray
    is_lacking: NDArray[np.bool_]

    @property
    def is_rare(self) -> NDArray[np.bool_]:
        """Whether there are too few, seen and expected, for an effect to be established."""
        return np.asarray(np.maximum(self.seen, self.expected) < RARE_ANSWERS_TO_ESTABLISH)


def count_rare(obs: Observations, sign: int = 1) -> Rarity:
    """Count the respondents who gave another than the most common answer; of equally common ones the worst is taken.

    >>> x = csr_array(np.array([[1.0], [1], [0], [0], [0], [0]]))
    >>> obs = Observations(x, np.array([0.0, 100, 100, 100, 100, 0]), np.ones(6), np.empty((6, 0)), None)
    >>> rarity = count_rare(obs)
    >>> rarity.seen.tolist(), rarity.expected.round(2).tolist()
    ([1.0], [0.67])
    """
    answers, codes = np.unique(sign * obs.y, return_inverse=True)
    weights = np.bincount(codes.ravel(), weights=obs.w, minlength=len(answers))
    differs = (codes.ravel() != int(np.argmax(weights))).astype(np.float64)
    part = 1 - float(weights.max() / weights.sum())
    n, n_differ = obs.n_respondents, _count(obs, csr_array(differs[:, None]))[0]
    having, having_differ = _count(obs, obs.x), _count(obs, csr_array(obs.x * differs[:, None]))
    lacking = n - having
    is_lacking = lacking < having
    seen = np.where(is_lacking, n_differ - having_differ, having_differ)
    return Rarity(seen, part * np.minimum(having, lacking), is_lacking)


def _count(obs: Observations, columns: csr_array) -> FloatArray:
    """Count the respondents with an entry in each column."""
    return np.bincount(csr_array(obs.sum_respondents(columns)).nonzero()[1], minlength=columns.shape[1]).astype(np.float64)
