from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.stats import norm

from cxtext.impact import RESPONDENTS_FOR_CHANCE
from cxtext.impact.effects import Lens, measure_effects
from cxtext.impact.ranking import TOO_FEW, Candidates, rank_effects, shrink_draws

N = 20_000


def resamples(value, se, seed=1, n=N):
    return np.asarray(value) + np.asarray(se) * np.random.default_rng(seed).normal(size=(n, len(value)))


def shrink(value, se, share, draws=None):
    value, se, share = (np.asarray(v, dtype=float) for v in (value, se, share))
    draws = resamples(value, np.nan_to_num(se, nan=1.0), n=N // 4) if draws is None else draws
    many = np.full(len(value), np.inf)  # shares and standard errors are known
    lens = Lens(value / share, se / share, np.full(len(value), 1e9), share, many)
    return shrink_draws(lens, draws, np.ones(len(value), dtype=bool), random_state=0)


def posterior(value, variance, share):
    """Mean and standard deviation of each true effect, integrated over all unknowns by brute force."""
    part = (np.arange(120) + 0.5) / 120
    # 0.03 of the chance is that there is no effect at all
    weight = 0.03 * norm.pdf(value, 0, np.sqrt(variance)).prod()
    first, second = np.zeros(len(value)), np.zeros(len(value))
    # Of the rest 0.4 is that all scaled effects are alike.
    kinds = [(0.1, 0.6 / 8, part), (0.25, 0.6 / 8, part), (0.5, 0.6 / 8, part), (0.75, 0.6 / 8, part), (1.0, 0.3, part)]
    kinds.append((1.0, 0.4, np.array([1 / (1 + np.exp(-8))])))
    for power, (w, prior, ratios) in product((0, 0.5, 1), kinds):
        scaled = share**power
        z, v = value / scaled, variance / scaled**2
        h = 1 / np.mean(1 / v)
        pad = 2 * np.sqrt(h)
        total, m = (1 - ratios) / ratios * h, np.linspace(min(z.min(), 0) - pad, max(z.max(), 0) + pad, 121)
        for t in total:
            middle = np.stack([np.repeat(m[:, None], len(z), axis=1), np.zeros((len(m), len(z)))])
            scale = np.array([t, t / 10])[:, None, None]
            like = np.array([w, 1 - w])[:, None, None] * norm.pdf(z, middle, np.sqrt(v + scale))
            of_kind = like / like.sum(axis=0)
            chance = 0.97 / 3 / len(total) / 121 * prior * (like.sum(axis=0) / scaled).prod(axis=1)[:, None]
            kept = scale / (scale + v)
            mean = middle + kept * (z - middle)
            weight += chance.sum()
            first += scaled * (chance * (of_kind * mean).sum(axis=0)).sum(axis=0)
            second += scaled**2 * (chance * (of_kind * (mean**2 + kept * v)).sum(axis=0)).sum(axis=0)
    return first / weight, np.sqrt(second / weight - (first / weight) ** 2)


def test_draws_have_the_moments_of_the_posterior():
    value, se, share = np.array([9.0, 2, 0, -3, 4]), np.array([4.0, 1.5, 3, 2, 6]), np.array([0.3, 0.1, 0.2, 0.05, 0.4])
    found = shrink(value, se, share)
    mean, spread = posterior(value, se**2, share)
    assert found.mean(axis=0) == pytest.approx(mean, abs=0.1)
    assert found.std(axis=0) == pytest.approx(spread, rel=0.04)


def test_well_measured_themes_stay_as_they_are():
    value, se = np.array([9.0, 2, 0, -3]), np.full(4, 0.01)
    draws = resamples(value, se)
    assert shrink(value, se, [0.2] * 4, draws) == pytest.approx(np.tile(draws, (20, 1)), abs=2e-3)


def test_one_theme_keeps_most_of_its_estimate():
    found = shrink([5.0], [2.0], [0.2])
    assert 4 < found.mean() < 5
    assert found.std() == pytest.approx(2, rel=0.1)


def test_where_few_matter_they_stand_out_and_the_others_hardly_count():
    value = np.array([30.0, 28, *np.tile([2.0, -2.0], 9)])
    found = shrink(value, np.full(20, 3.0), np.full(20, 0.2))
    assert found[:, :2].mean(axis=0) == pytest.approx(value[:2], abs=1.5)
    assert np.abs(found[:, 2:].mean(axis=0)).max() < 1.5


def test_a_theme_without_a_standard_error_has_what_is_common_and_one_without_an_effect_nothing():
    found = shrink([8.0, 8.2, 7.9, 30.0, np.nan], [0.5, 0.5, 0.5, np.nan, np.nan], [0.2] * 5)
    assert np.median(found[:, 3]) == pytest.approx(8, abs=0.2)
    assert (found[:, 4] == 0).all()
    draws = np.ones((3, 2))
    assert (shrink([1.0, np.nan], [np.nan, np.nan], [0.2, 0.2], draws) == [1, 0]).all()


def test_a_theme_that_is_not_ranked_keeps_its_estimate_and_moves_no_other():
    value, se, share = np.array([6.0, 5, 7, -80]), np.full(4, 1.5), np.full(4, 0.2)
    lens = Lens(value / share, se / share, np.full(4, 1e9), share, np.full(4, np.inf))
    draws, is_ranked = resamples(value, se, n=N // 4), np.array([True, True, True, False])
    found = shrink_draws(lens, draws, is_ranked, random_state=0)
    assert found[:, 3].mean() == pytest.approx(-80, abs=0.1)
    assert found[:, 3].std() == pytest.approx(1.5, rel=0.05)
    assert found[:, :3].mean(axis=0) == pytest.approx([6, 6, 6], abs=0.7)


def test_shares_that_are_guessed_from_few_answers_add_to_the_spread():
    value, share = np.array([20.0, -20.0]), np.full(2, 0.2)
    known, guessed = (Lens(value / share, np.full(2, 0.5), np.full(2, 1e9), share, np.full(2, n)) for n in (np.inf, 100.0))
    draws = resamples(value, [0.1, 0.1], n=N // 4)
    spread = [shrink_draws(lens, draws, np.ones(2, dtype=bool), random_state=0).std(axis=0) for lens in (known, guessed)]
    assert spread[0] == pytest.approx([0.1, 0.1], rel=0.1)
    assert spread[1] == pytest.approx(20 * np.sqrt(0.8 / 0.2 / 100) * np.ones(2), rel=0.1)


def test_correlations_of_the_resamples_are_kept():
    base = np.random.default_rng(3).normal(size=(N, 2))
    draws = np.column_stack([base[:, 0], 0.8 * base[:, 0] + 0.6 * base[:, 1]]) * 2 + [40, -40]
    found = shrink([40.0, -40.0], [2.0, 2.0], [0.2, 0.2], draws)
    assert np.corrcoef(found.T)[0, 1] > 0.6


@pytest.mark.parametrize("n", [RESPONDENTS_FOR_CHANCE - 1, RESPONDENTS_FOR_CHANCE])
def test_a_chance_needs_answers_enough(n):
    rng = np.random.default_rng(n)
    x = (rng.random((n, 7)) < 0.3).astype(float)
    effects = measure_effects(csr_array(x), x @ np.linspace(-50, 10, 7) + 20 * rng.normal(size=n))
    themes = Candidates(list("abcdefg"), x.sum(axis=0).astype(np.int64), np.ones(7))
    found = rank_effects(effects, 1, themes, bootstraps=50)
    assert np.isfinite(found.p_top5).all() == (n >= RESPONDENTS_FOR_CHANCE)
    assert str(RESPONDENTS_FOR_CHANCE) in TOO_FEW
