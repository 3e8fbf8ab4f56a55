"""Ranking by another lens: the ranks follow it, and no effect changes."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from cxtext.impact import Formula, measure_effects


@pytest.fixture(scope="module")
def effects():
    rng = np.random.default_rng(3)
    mentions = rng.random((400, 4)) < [0.3, 0.2, 0.1, 0.05]
    points = np.clip(70 - mentions @ [40.0, 20, 10, 5] + rng.normal(0, 15, 400), 0, 100)
    return measure_effects(csr_array(mentions.astype(np.float64)), points, bounds=(0.0, 100.0))


@pytest.mark.parametrize(
    ("formula", "column"), [(Formula.ADJUSTED, "adjusted"), (Formula.REMOVAL, "impact"), (Formula.BOUNDED, "bounded")]
)
def test_what_is_ranked_by_is_the_lens_that_was_asked_for(effects, formula, column):
    ranked = effects.rank_by(formula)
    np.testing.assert_allclose(ranked.lens.value, effects.columns[column])
    assert ranked.columns is effects.columns
    assert ranked.is_adjusted.all() == (formula is not Formula.REMOVAL)


def test_a_metric_without_ends_is_ranked_as_it_was():
    effects = measure_effects(csr_array(np.eye(6)[:, :2]), np.array([1.0, 2, 3, 5, 8, 13]))
    assert effects.rank_by(Formula.BOUNDED) is effects
