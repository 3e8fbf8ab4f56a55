from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.sparse import csr_array

from cxtext.impact.effects import Design, adjust, fit_bounded, measure_effects, observe


def survey(n=400, k=5, seed=0):
    """Answers of -100, 0 or 100 that themes push to either end, and a column to hold constant."""
    rng = np.random.default_rng(seed)
    x = (rng.random((n, k)) < np.linspace(0.05, 0.4, k)).astype(float)
    plan = rng.random(n) < 0.3
    eta = 1.5 + x @ np.linspace(-3, 1, k) + 0.5 * plan
    u = rng.random(n)
    y = np.where(u < 1 / (1 + np.exp(-eta)), 100.0, np.where(u < 1 / (1 + np.exp(-eta - 1)), 0.0, -100.0))
    return x, y, plan.astype(float)


def reference(x, y, plan, w):
    """The same with statsmodels: each prior is one answer of one half, of weight one, with its own column alone."""
    design = np.column_stack([np.ones(len(y)), plan, x])
    more = np.eye(design.shape[1])[1:]
    fit = sm.GLM(
        np.append((y + 100) / 200, np.full(len(more), 0.5)),
        np.vstack([design, more]),
        family=sm.families.Binomial(),
        var_weights=np.append(w / w.mean(), np.ones(len(more))),
    ).fit(tol=1e-12, tol_criterion="params", maxiter=100)
    points = []
    for t in range(x.shape[1]):
        without = design.copy()
        without[:, 2 + t] = 0
        lost = y - (200 * fit.predict(without) - 100)
        points.append(np.average(x[:, t] * lost, weights=w))
    return np.array(points)


@pytest.mark.parametrize("weighted", [False, True])
def test_an_independent_logit_says_the_same(weighted):
    x, y, plan = survey()
    w = np.random.default_rng(1).uniform(0.5, 2, len(y)) if weighted else np.ones(len(y))
    design = Design(controls=7 * plan, weight=w)
    found = measure_effects(csr_array(x), y, design, bounds=(-100, 100)).columns["bounded"]
    assert found == pytest.approx(reference(x, y, plan, w), abs=1e-9)


def test_the_interval_is_that_of_a_bootstrap():
    x, y, plan = survey(900, 4, seed=3)
    who = np.arange(900) // 3  # three answers of each respondent
    y = np.where(who % 4 == 0, 100.0, y)
    columns = measure_effects(csr_array(x), y, Design(respondent=who, controls=plan), bounds=(-100, 100)).columns
    rng, draws = np.random.default_rng(4), []
    for _ in range(120):
        rows = (3 * rng.integers(0, 300, 300)[:, None] + np.arange(3)).ravel()
        obs = observe(csr_array(x[rows]), y[rows], Design(controls=plan[rows]))
        draws.append(fit_bounded(obs, adjust(obs), (-100, 100)).lens.value)
    spread = (columns["bounded_high"] - columns["bounded_low"]) / 2 / 1.96
    assert spread == pytest.approx(np.std(draws, axis=0), rel=0.2)


def test_all_who_mention_a_theme_may_answer_alike():
    x, y, plan = survey()
    x[:, 0] = (np.arange(len(y)) < 20) & (y == 100)
    x[:, 1] = y == -100
    columns = measure_effects(csr_array(x), y, Design(controls=plan), bounds=(-100, 100)).columns
    for name in ("bounded", "bounded_low", "bounded_high"):
        assert np.isfinite(columns[name]).all()
        assert (np.abs(columns[name]) < 200).all()
    assert columns["bounded"][0] > 0 > columns["bounded_high"][1]


def test_a_flipped_scale_changes_signs_alone():
    x, y, plan = survey()
    up = measure_effects(csr_array(x), y, Design(controls=plan), bounds=(-100, 100)).columns
    down = measure_effects(csr_array(x), -y, Design(controls=plan), bounds=(-100, 100), sign=-1).columns
    assert down["bounded"] == pytest.approx(-up["bounded"], abs=1e-9)
    assert down["bounded_low"] == pytest.approx(-up["bounded_high"], abs=1e-9)


def test_the_order_of_rows_does_not_matter():
    x, y, plan = survey()
    order = np.random.default_rng(5).permutation(len(y))
    one = measure_effects(csr_array(x), y, Design(controls=plan), bounds=(-100, 100)).columns
    other = measure_effects(csr_array(x[order]), y[order], Design(controls=plan[order]), bounds=(-100, 100)).columns
    for name in ("bounded", "bounded_low", "bounded_high"):
        assert one[name].tolist() == other[name].tolist()


def test_far_from_the_ends_it_is_the_adjusted_lens():
    rng = np.random.default_rng(6)
    x = (rng.random((3000, 4)) < 0.2).astype(float)
    y = np.where(rng.random(3000) < 0.5 + x @ [0.04, -0.05, 0.02, -0.03], 100.0, 0.0)
    effects = measure_effects(csr_array(x), y, bounds=(0, 100))
    assert effects.columns["bounded"] == pytest.approx(effects.columns["adjusted"], abs=0.02)
    assert effects.columns["bounded_low"] == pytest.approx(effects.columns["adjusted_low"], abs=0.05)
    assert effects.off_scale == 0


def test_answers_beyond_the_scale_are_counted():
    # Each of two themes alone takes nearly all there is; the linear model takes it twice from those who mention both.
    x = np.repeat([[0, 0], [1, 0], [0, 1], [1, 1]], [400, 40, 40, 20], axis=0).astype(float)
    y = np.where(x.any(axis=1), 0.0, 100.0)
    y[:20], y[[400, 440]] = 0.0, 100.0
    effects = measure_effects(csr_array(x), y, bounds=(0, 100))
    fits = effects.model.intercept + x @ effects.model.coefficients
    assert effects.off_scale == pytest.approx(np.mean((fits < 0) | (fits > 100)))
    assert effects.off_scale >= 20 / 500


def test_without_bounds_or_a_model_there_is_none():
    x, y, _ = survey()
    free = measure_effects(csr_array(x), y)
    few = measure_effects(csr_array(x[:7]), y[:7], bounds=(-100, 100))
    alike = measure_effects(csr_array(x), np.zeros(len(y)), bounds=(-100, 100))
    for effects in (free, few, alike):
        assert np.isnan(effects.columns["bounded"]).all()
        assert effects.off_scale is None


def test_a_theme_without_an_adjusted_effect_has_none():
    x, y, plan = survey()
    x[:, 2] = 1 - plan  # cannot be told from the plan
    obs = observe(csr_array(x), y, Design(controls=plan))
    model = adjust(obs)
    lens = fit_bounded(obs, model, (-100, 100)).lens
    assert np.isnan(model.coefficients[2]) and np.isnan(lens.value[2])
    assert np.isfinite(np.delete(lens.value, 2)).all()
    without = replace(model, lens=replace(model.lens, se=np.full(5, np.nan)))
    assert np.isnan(fit_bounded(obs, without, (-100, 100)).lens.se).all()
