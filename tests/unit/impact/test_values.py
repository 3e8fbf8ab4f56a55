"""Effects alone are the effects that are measured with all that is not known of them, to the last digit."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.sparse import csr_array

from cxtext.impact.effects import Design, Formula, measure_effects
from cxtext.impact.effects.measure import measure_values

CASES = list(product(("plain", "weights", "people"), (True, False), (Formula.ADJUSTED, Formula.REMOVAL)))


@pytest.mark.parametrize(("design", "has_verdicts", "formula"), CASES)
def test_same_as_with_intervals(design: str, has_verdicts: bool, formula: Formula) -> None:
    rng = np.random.default_rng(len(design) + has_verdicts)
    mentions = csr_array((rng.random((300, 6)) < np.array([0.3, 0.2, 0.1, 0.02, 0.0, 0.2])).astype(np.float64))
    points = np.where(rng.random(300) < 0.1, np.nan, rng.choice([-100.0, 0, 100], 300))
    own = Design(
        respondent=rng.integers(0, 120, 300) if design == "people" else None,
        weight=rng.random(300) + 0.1 if design == "weights" else None,
        has_content=rng.random(300) < 0.9,
    )
    is_cause = np.array([True] * 5 + [not has_verdicts])
    whole = measure_effects(mentions, points, own, is_cause=is_cause).rank_by(formula).lens
    alone = measure_values(mentions, points, own, is_cause=is_cause, formula=formula)
    np.testing.assert_array_equal(alone.value, whole.value)
    np.testing.assert_array_equal(alone.share, whole.share)


@pytest.mark.parametrize("n", [0, 1, 4])
def test_too_few_answers(n: int) -> None:
    mentions, points = csr_array(np.eye(5)[:, :2]), np.array([0.0, 100, 0, 100, 0])
    points[n:] = np.nan
    whole, alone = measure_effects(mentions, points).lens, measure_values(mentions, points, Design())
    np.testing.assert_array_equal(alone.value, whole.value)
    np.testing.assert_array_equal(alone.share, whole.share)
