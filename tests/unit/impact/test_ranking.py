from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from cxtext.impact.effects import Design, Mentions, measure_effects
from cxtext.impact.ranking import (
    Candidates,
    bootstrap_lens,
    measure_complaints,
    rank_draws,
    rank_effects,
    rank_volume,
    resample_counts,
)

IDS = [f"T{t:03d}" for t in range(1, 9)]


def survey(seed=0, n=600):
    rng = np.random.default_rng(seed)
    x = (rng.random((n, 8)) < np.linspace(0.25, 0.05, 8)).astype(float)
    y = x @ np.linspace(-60, 30, 8) + rng.normal(20, 40, n)
    return x, y


def ranking(effects, sign=1, x=None, **options):
    counts = np.asarray(effects.observations.x.sum(axis=0)).astype(np.int64)
    trust = options.pop("trust", np.full(8, np.nan))
    return rank_effects(effects, sign, Candidates(IDS, counts, trust), **{"bootstraps": 100, **options})


@pytest.mark.parametrize("clustered", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
def test_the_bootstrap_refits_what_measure_would(clustered, weighted):
    x, y = survey(1, n=150)
    rng = np.random.default_rng(1)
    clusters = rng.integers(0, 60, 150) if clustered else None
    weights = rng.uniform(0.5, 2, 150) if weighted else None
    effects = measure_effects(csr_array(x), y, Design(respondent=clusters, weight=weights, has_content=x.sum(axis=1) > 0))
    adjusted = np.array([True] * 6 + [False] * 2)
    drawn = bootstrap_lens(effects.observations, adjusted, n=5, random_state=3)
    obs = effects.observations
    counts = resample_counts(np.random.default_rng(3), obs.n_respondents, 5)
    for b in range(5):
        w = (counts[b] if obs.respondents is None else counts[b][obs.respondents]) * obs.w
        dense = obs.x.toarray()
        design = np.column_stack([np.ones(obs.n), obs.controls, dense[:, :6]])
        fit = np.linalg.lstsq(design * np.sqrt(w)[:, None], obs.y * np.sqrt(w), rcond=None)[0]
        expected = fit[2:] * np.average(dense[:, :6], axis=0, weights=w)
        assert drawn[b, :6] == pytest.approx(expected, abs=1e-5)
        for t in (6, 7):
            without = np.average(obs.y, weights=w * (1 - dense[:, t]))
            assert drawn[b, t] == pytest.approx(np.average(obs.y, weights=w) - without)


def test_the_bootstrap_does_not_depend_on_its_chunks(monkeypatch):
    x, y = survey(2, n=200)
    effects = measure_effects(csr_array(x), y)
    whole = bootstrap_lens(effects.observations, effects.is_adjusted, n=60, random_state=5)
    monkeypatch.setattr("cxtext.impact.ranking.bootstrap._MAX_CELLS", 2_000)
    assert bootstrap_lens(effects.observations, effects.is_adjusted, n=60, random_state=5) == pytest.approx(whole)


def test_bootstrap_spread_is_the_standard_error():
    x, y = survey(3, n=2000)
    effects = measure_effects(csr_array(x), y)
    drawn = bootstrap_lens(effects.observations, effects.is_adjusted, n=600, random_state=0)
    half = (effects.columns["adjusted_high"] - effects.columns["adjusted_low"]) / 2 / 1.96
    assert drawn.std(axis=0) == pytest.approx(half, rel=0.15)
    assert drawn.mean(axis=0) == pytest.approx(effects.columns["adjusted"], abs=0.3)


def test_damage_is_in_the_bad_direction_and_flips_with_it():
    x, y = survey(4)
    effects = measure_effects(csr_array(x), y)
    up = ranking(effects, +1)
    down = ranking(measure_effects(csr_array(x), -y, sign=-1), -1)
    assert up.damage == pytest.approx(np.maximum(0, -up.shrunken))
    assert up.shrunken == pytest.approx(effects.columns["adjusted"], rel=0.2, abs=0.5)
    assert (up.damage_low <= up.damage).all()
    assert (up.shrunken_low <= up.shrunken).all()
    assert (up.shrunken <= up.shrunken_high).all()
    for name in ("shrunken", "shrunken_low", "shrunken_high"):
        turned = {"shrunken_low": "shrunken_high", "shrunken_high": "shrunken_low"}.get(name, name)
        assert getattr(up, name) == pytest.approx(-getattr(down, turned), abs=1e-9)
    for name in ("damage", "damage_low", "p_top5", "priority"):
        assert getattr(up, name) == pytest.approx(getattr(down, name), abs=1e-9)
    assert (up.rank == down.rank).all()
    assert (up.tier == down.tier).all()


def test_an_effect_that_another_sample_would_draw_otherwise_is_less_sure():
    x, y = survey(4)
    effects = measure_effects(csr_array(x), y)
    plain, wide = (ranking(effects, redrawn=np.full(x.shape[1], v)) for v in (0.0, 5.0))
    assert wide.redrawn_se == pytest.approx(np.full(x.shape[1], 5.0))
    assert (wide.p_value >= plain.p_value).all()
    assert (wide.shrunken_high - wide.shrunken_low > plain.shrunken_high - plain.shrunken_low).all()
    # The lesser themes draw nearer to the common mean, as they are told apart from the others less well.
    assert (wide.damage_low <= plain.damage_low + 1e-9)[:3].all()


def test_a_p_value_is_the_confidence_at_which_a_limit_touches_zero():
    x, y = survey(4)
    lens = measure_effects(csr_array(x), y).lens
    for skew in (0.0, 3.0, -3.0):
        leaning = replace(lens, skew=np.full(x.shape[1], skew))
        p = leaning.p_values()
        for t in np.flatnonzero(p > 1e-12):
            low, high = leaning.limits(1 - p[t] / 2)
            assert min(abs(low[t]), abs(high[t])) == pytest.approx(0, abs=1e-6)


def test_reversing_the_direction_ranks_the_gains():
    x, y = survey(4)
    effects = measure_effects(csr_array(x), y)
    up, down = ranking(effects, +1), ranking(effects, -1)
    assert ((up.damage > 0) ^ (down.damage > 0)).all()
    assert not ((up.damage_low > 0) & (down.damage_low > 0)).any()


def test_ranking_is_deterministic_and_blind_to_row_order():
    x, y = survey(5)
    one = ranking(measure_effects(csr_array(x), y), random_state=7)
    shuffle = np.random.default_rng(0).permutation(len(y))
    other = ranking(measure_effects(csr_array(x[shuffle]), y[shuffle]), random_state=7)
    for name in ("damage", "damage_low", "p_top5", "tier", "priority", "rank"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert (ranking(measure_effects(csr_array(x), y), random_state=8).p_top5 != one.p_top5).any()


def order(damage, low, draws, n=(9, 9, 9), ids=("a", "b", "c"), stability=(np.nan,) * 3):
    made = [np.array(v, dtype=float) for v in (damage, low, draws)]
    return rank_draws(*made, Candidates(ids, np.array(n), np.array(stability, dtype=float)))


def test_ties_go_by_damage_then_responses_then_id():
    assert order([1, 2, 3], [0, 0, 0], [[0, 0, 0]]).rank.tolist() == [3, 2, 1]
    assert order([1, 1, 1], [0, 0, 0], [[0, 0, 0]], n=(3, 5, 5), ids=("a", "c", "b")).rank.tolist() == [3, 2, 1]


def test_stability_scales_the_priority():
    found = order([3, 2, 1], [3, 2, 1], [[3, 2, 1]], stability=(0.5, 1.0, np.nan))
    assert found.priority.tolist() == [1.5, 2.0, 1.0]
    assert found.rank.tolist() == [2, 1, 3]


def test_a_theme_without_trust_comes_last_and_is_never_among_the_worst():
    found = order([9, 0, 1], [8, 0, 0], [[9, 0, 1]], stability=(0.0, 1.0, 1.0))
    assert found.rank.tolist() == [3, 2, 1]
    assert found.p_top5.tolist() == [0.0, 0.0, 1.0]
    assert (found.priority[0], found.damage[0]) == (0.0, 9.0)


def test_a_tier_ends_where_the_order_is_established():
    assert order([3, 2, 1], [3, 2, 1], [[3, 2, 1]] * 8 + [[3, 1, 2]] * 2).tier.tolist() == [1, 2, 3]
    assert order([3, 2, 1], [3, 2, 1], [[3, 2, 1]] * 7 + [[3, 1, 2]] * 3).tier.tolist() == [1, 2, 2]
    # Below zero is a gain: two gains are not in any order of damage.
    assert order([3, 0, 0], [3, 0, 0], [[3, -1, -2]] * 10).tier.tolist() == [1, 2, 2]


def test_a_theme_that_costs_nothing_is_not_among_the_worst():
    assert order([3, 2, 0], [3, 2, 0], [[3, 2, -1], [3, -1, -1]]).p_top5.tolist() == [1, 0.5, 0]


def test_without_an_interval_the_conservative_damage_is_nothing():
    x = np.zeros((40, 8))
    x[0, 0] = 1
    x[1:15, 1] = 1
    y = np.concatenate([[-100.0], np.tile([100.0, -100, 0], 13)])
    found = ranking(measure_effects(csr_array(x), y))
    assert found.damage[0] > 0
    assert found.damage_low[0] == 0
    assert (found.damage[2:] == 0).all()
    assert sorted(found.rank.tolist()) == list(range(1, 9))


def volume(negative, themes, design):
    return rank_volume(measure_complaints(Mentions(negative, negative, 0 * negative), design), themes)


def test_volume_ranks_by_the_share_of_complaints():
    negative = np.zeros((100, 3))
    negative[:30, 0] = negative[:32, 1] = negative[:3, 2] = 1
    content = np.arange(100) < 80
    themes = Candidates(["a", "b", "c"], np.array([40, 40, 40]), np.full(3, np.nan))
    found = volume(csr_array(negative), themes, Design(has_content=content))
    assert found.damage == pytest.approx([30 / 80, 32 / 80, 3 / 80])
    # Wilson, one-sided 80%, by hand for 3 of 80.
    assert found.damage_low[2] == pytest.approx(0.0234, abs=1e-4)
    assert found.rank.tolist() == [2, 1, 3]
    assert found.tier.tolist() == [1, 1, 2] if (found.tier[0] == found.tier[1]) else [2, 1, 3]
    repeated = volume(csr_array(negative), themes, Design(has_content=content, respondent=np.arange(100) // 4))
    assert (repeated.damage_low < found.damage_low)[:2].all()
    silent = Design(has_content=np.zeros(100, dtype=bool))
    assert volume(csr_array(negative), themes, silent).damage.tolist() == [0, 0, 0]


def test_a_theme_that_costs_more_but_is_less_stable_stands_below_in_the_same_tier():
    found = order([2, 3, 1], [2, 3, 1], [[2, 3, 1]] * 10, stability=(1.0, 0.5, 1.0))
    assert found.rank.tolist() == [1, 2, 3]
    assert found.tier.tolist() == [1, 1, 2]
