from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from cxtext.impact import Design, Mentions, measure_worth
from cxtext.impact.effects import LEAST_LEVEL, make_controls, measure_effects
from cxtext.impact.ranking import Candidates, more_needed, pareto_front, rank_at_double_effort, rank_draws, rank_effects

IDS = ["T1", "T2", "T3", "T4"]


def draw(rng, n=500):
    x = (rng.random((n, 4)) < [0.3, 0.2, 0.2, 0.1]).astype(float)
    return x, x @ [-40.0, -35.0, -30.0, 10.0] + rng.normal(0, 40, n)


def rank(x, y, **options):
    themes = Candidates(IDS, x.sum(axis=0).astype(np.int64), np.array([0.9, 0.8, 1.0, 1.0]), **options)
    return rank_effects(measure_effects(csr_array(x), y), 1, themes, bootstraps=200)


def test_priority_is_the_product_of_its_columns():
    x, y = draw(np.random.default_rng(0))
    found = rank(x, y, value_weight=np.array([1.0, 1.5, 0.5, 1.0]), effort=np.array([4.0, 1.0, 1.0, 2.0]))
    assert found.priority.tolist() == (found.damage_low * found.value_weight * found.trust / found.effort).tolist()
    assert found.rank.tolist() == [3, 1, 2, 4]


def test_without_value_and_effort_nothing_changes_by_a_bit():
    x, y = draw(np.random.default_rng(1))
    plain, ones = asdict(rank(x, y)), asdict(rank(x, y, value_weight=np.ones(4), effort=np.ones(4)))
    for name, values in plain.items():
        np.testing.assert_array_equal(values, ones[name])
    assert plain["priority"].tolist() == (plain["damage_low"] * plain["trust"]).tolist()


def test_value_weight_and_value_at_risk_by_hand():
    x = np.array([[1, 0], [1, 1], [0, 1], [0, 0], [1, 1]], dtype=float)
    bad = np.array([[1, 0], [1, 0], [0, 1], [0, 0], [0, 1]], dtype=float)
    value, mentions = [10, 20, 30, 40, np.nan], Mentions(csr_array(x), csr_array(bad), csr_array(x - bad))
    found = measure_worth(mentions, Design(value=value))
    assert found.weight.tolist() == pytest.approx([(30 / 100) / (2 / 4), (50 / 100) / (2 / 4)])
    assert found.at_risk.tolist() == [30, 30]
    # One person, twice: counted once, with the larger value.
    found = measure_worth(mentions, Design(value=value, respondent=[7, 7, 3, 4, 5]))
    assert found.at_risk.tolist() == [20, 30]


@pytest.mark.parametrize("value", [None, [np.nan] * 3, [-1.0, np.inf, np.nan], [5.0, 5.0, 5.0], [0.0, 0.0, 0.0]])
def test_no_or_equal_values_weigh_exactly_one(value):
    x = csr_array(np.array([[1.0, 0, 0], [1, 1, 0], [0, 1, 0]]))
    assert measure_worth(Mentions(x, x, 0 * x), Design(value=value)).weight.tolist() == [1, 1, 1]


def test_worth_does_not_depend_on_the_order_of_the_rows():
    rng = np.random.default_rng(2)
    x = (rng.random((300, 5)) < 0.2).astype(float)
    value, who, w = rng.lognormal(8, 2, 300), rng.integers(0, 200, 300), rng.uniform(0.5, 2, 300)
    order = rng.permutation(300)
    mentions, moved = (Mentions(m, m, 0 * m) for m in (csr_array(x), csr_array(x[order])))
    design = Design(value=value, respondent=who, weight=w)
    found, other = measure_worth(mentions, design), measure_worth(moved, design.take(order))
    assert found.weight.tolist() == other.weight.tolist()
    assert found.at_risk.tolist() == other.at_risk.tolist()


def test_rank_at_double_effort_is_the_rank_of_a_run_with_it():
    rng = np.random.default_rng(3)
    x, y = draw(rng)
    plain = rank(x, y)
    for t in range(4):
        effort = np.ones(4)
        effort[t] = 2
        assert rank(x, y, effort=effort).rank[t] == plain.rank_effort_doubled[t]
    assert rank_at_double_effort(np.zeros(3), [2, 0, 1]).tolist() == [2, 3, 1]


def test_pareto_front_is_brute_force():
    p = np.round(np.random.default_rng(4).exponential(size=(40, 3)), 1)
    p[:5] = 0
    beaten = [any((q >= r).all() and (q > r).any() for q in p) for r in p]
    assert pareto_front(p).tolist() == [not b and r.any() for b, r in zip(beaten, p, strict=True)]
    assert pareto_front(np.array([[2.0], [3.0], [3.0]])).tolist() == [False, True, True]


def separate(losses, spread, n=100, trust=None):
    draws = np.array(losses) + np.random.default_rng(5).normal(0, spread, (4000, len(losses)))
    k = len(losses)
    return rank_draws(
        np.maximum(0.0, losses), np.maximum(0.0, losses), draws,
        Candidates(IDS[:k], np.ones(k, dtype=np.int64), np.ones(k) if trust is None else np.array(trust)), n=n,
    )  # fmt: skip


def test_responses_that_would_settle_a_tie_are_those_of_a_simulation():
    found = separate([10.0, 9.0, 2.0], 1.0)
    assert found.tier.tolist() == [1, 1, 2]
    assert found.responses_to_separate[1] == 0
    assert np.isnan(found.responses_to_separate[2])
    # The difference is 1, give or take the root of 2, and so is its estimate from 100 answers.
    rng = np.random.default_rng(9)
    more = found.responses_to_separate[0]
    truth, new = rng.normal(1, 2**0.5, 40_000), 2 * 100 / more
    estimate = truth + rng.normal(0, new**0.5, len(truth))
    precision = 1 / 2 + 1 / new
    sure = (1 / 2 + estimate / new) / precision**0.5
    assert np.mean(sure * np.sign(truth) > 0.8416) == pytest.approx(0.8, abs=0.01)
    # Ten times the answers at hand, with the same uncertainty: ten times as many more.
    assert separate([10.0, 9.0, 2.0], 1.0, n=1000).responses_to_separate[0] == pytest.approx(10 * more, rel=0.01)


def test_how_far_two_themes_are_apart_is_not_taken_for_the_truth():
    # A tie seen at a difference of a tenth of its error needs hardly more than one that is seen at none.
    near, equal = (separate([10.0 + gap, 10.0], 1.0).responses_to_separate[0] for gap in (0.1, 0.0))
    assert near == pytest.approx(equal, rel=0.1)
    # Where hardly any difference is likely no number within reach settles it.
    tiny = np.random.default_rng(5).normal(0, 0.01, 4000)
    assert np.isnan(more_needed(tiny, np.ones(4000), 100, 0.8))


def test_a_tie_that_no_number_settles_has_none():
    assert np.isnan(separate([10.0, 9.0], 1.0, trust=[1, 0]).responses_to_separate).all()
    assert np.isnan(separate([-3.0, -4.0], 1.0).responses_to_separate).all()
    # The first ranks lower for its trust alone, however many answer.
    found = separate([10.0, 9.0], 0.2, trust=[0.5, 1])
    assert found.rank.tolist() == [2, 1]
    assert found.tier.tolist() == [1, 1]
    assert np.isnan(found.responses_to_separate).all()


def test_controls_pool_rare_levels_and_stay_few():
    n = 400
    rng = np.random.default_rng(6)
    plan = pd.Series(rng.choice(["pro", "free", "trial"], n, p=[0.5, 0.45, 0.05]), dtype="str")
    plan[:30] = None
    plan[plan == "trial"] = np.where(np.arange((plan == "trial").sum()) < LEAST_LEVEL - 1, "trial", "free")
    many = pd.Series(np.arange(n) // 20, dtype="str")
    controls, used = make_controls(pd.DataFrame({"plan": plan, "many": many, "one": "x"}))
    # Blank and "free" against the most frequent and the rare ones; 19 columns more would be too many for 400 responses.
    assert used == ["plan"]
    assert sorted(controls.sum(axis=0).tolist()) == sorted([float(plan.isna().sum()), float((plan == "free").sum())])
    assert make_controls(pd.DataFrame({"a": [None] * 3}))[1] == []
    assert make_controls(pd.DataFrame(index=range(3)))[0].shape == (3, 0)
