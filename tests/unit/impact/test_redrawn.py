"""What drawing the themes anew adds to the variance of an effect."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from cxtext.impact import Redraw
from cxtext.impact.effects import SIMPLE, measure_effects, measure_redrawn

N = 2000


def survey(seed=0):
    """One theme in 20% of the comments, and answers that are 40 points lower there."""
    rng = np.random.default_rng(seed)
    x = (rng.random((N, 1)) < 0.2).astype(float)
    return x, 20 - 40 * x[:, 0] + 50 * rng.normal(size=N)


def redraw(before, after, rows=None):
    rows = np.arange(N) if rows is None else rows
    return Redraw(rows, csr_array(before[rows]), csr_array(after[rows]))


def trade(x, y, n, seed, *, cheap):
    """Return mentions in which ``n`` of those who mention the theme are traded for others, who score as all or not."""
    rng, after = np.random.default_rng(seed), x.copy()
    after[rng.choice(np.flatnonzero(x[:, 0]), n, replace=False)] = 0
    others = np.flatnonzero(x[:, 0] == 0)
    after[others[np.argsort(-y[others])][:n] if cheap else rng.choice(others, n, replace=False)] = 1
    return after


def test_themes_that_are_drawn_the_same_add_nothing():
    x, y = survey()
    effects = measure_effects(csr_array(x), y)
    assert measure_redrawn(effects, [redraw(x, x), redraw(x, x)], y, SIMPLE).tolist() == [0.0]
    assert np.isnan(measure_redrawn(effects, [], y, SIMPLE)).all()


def test_what_is_added_is_the_squared_change():
    x, y = survey()
    effects = measure_effects(csr_array(x), y)
    drawn = [trade(x, y, 60, seed, cheap=True) for seed in range(3)]
    changes = [measure_effects(csr_array(after), y).lens.value - effects.lens.value for after in drawn]
    found = measure_redrawn(effects, [redraw(x, after) for after in drawn], y, SIMPLE)
    assert found**2 == pytest.approx((1 + 1 / 3) * np.mean(np.square(changes), axis=0))
    assert found[0] > 1


def test_a_redraw_that_does_not_find_the_theme_counts_only_where_none_does():
    x, y = survey()
    effects = measure_effects(csr_array(x), y)
    near, far = trade(x, y, 20, 1, cheap=True), np.roll(x, 7, axis=0)
    alone, both, only_far = (
        measure_redrawn(effects, [redraw(x, after) for after in drawn], y, SIMPLE) for drawn in ([near], [near, far], [far])
    )
    assert both == pytest.approx(alone)
    assert only_far[0] > 3 * alone[0]


def test_a_small_subsample_does_not_add_its_own_noise():
    x, y = survey()
    effects = measure_effects(csr_array(x), y)
    rng = np.random.default_rng(3)
    whole, part = [], []
    for seed in range(40):
        after = trade(x, y, 80, seed, cheap=False)
        rows = np.sort(rng.choice(N, 400, replace=False))
        whole.append(measure_redrawn(effects, [redraw(x, after)], y, SIMPLE)[0] ** 2)
        part.append(measure_redrawn(effects, [redraw(x, after, rows)], y, SIMPLE)[0] ** 2)
    # As the themes move the same way in both, the variance is the same, but for the noise of 400 responses instead of 2,000.
    assert np.mean(part) == pytest.approx(np.mean(whole), rel=0.4)
