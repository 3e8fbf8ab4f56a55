from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from cxtext.impact.effects import Design, adjust, observe
from cxtext.impact.two_runs import NO_INTERVAL, build_bridge, observe_run

NPS = np.array([-100.0, 0.0, 100.0])


def survey(seed, n=300, share=(0.3, 0.2, 0.15, 0.1), slopes=(1.0, 0.5, 0.2, -0.4), silent=0.2):
    rng = np.random.default_rng(seed)
    quiet = rng.random(n) < silent
    x = ((rng.random((n, len(share))) < np.array(share)) & ~quiet[:, None]).astype(float)
    y = NPS[np.clip(np.round(1.3 - x @ np.array(slopes) + rng.normal(0, 0.8, n)), 0, 2).astype(int)]
    return x, y, quiet


def run(seed=0, *, weights=None, clusters=None, **options):
    x, y, quiet = survey(seed, **options)
    return observe_run(csr_array(x), y, Design(has_content=~quiet, weight=weights, respondent=clusters))


def check_ledger(found):
    assert found.change == pytest.approx(found.totals.value.sum(), abs=1e-9)
    assert np.nansum(found.mention.value) == pytest.approx(found.totals.value[0], abs=1e-9)
    assert np.nansum(found.severity.value) == pytest.approx(found.totals.value[1], abs=1e-9)
    untold = np.array([NO_INTERVAL in note for note in found.notes], dtype=bool)
    for part, is_given in ((found.mention, ~untold), (found.severity, True), (found.totals, True)):
        known = np.isfinite(part.value) & is_given
        assert (np.isfinite(part.low) == known).all()
        assert (np.isfinite(part.high) == known).all()
        assert (part.low[known] <= part.value[known]).all()
        assert (part.value[known] <= part.high[known]).all()


def test_parts_are_those_of_the_adjusted_models():
    (xa, ya, qa), (xb, yb, qb) = survey(1), survey(2, n=400, share=(0.2, 0.3, 0.15, 0.2))
    found = build_bridge(*(observe_run(csr_array(x), y, Design(has_content=~q)) for x, y, q in ((xa, ya, qa), (xb, yb, qb))))
    a, b = (adjust(observe(csr_array(x), y, Design(has_content=~q))) for x, y, q in ((xa, ya, qa), (xb, yb, qb)))
    assert a is not None
    assert b is not None
    np.testing.assert_allclose(found.slope_a, a.coefficients, atol=1e-9)
    np.testing.assert_allclose(found.slope_b, b.coefficients, atol=1e-9)
    rise, shift = b.coefficients - a.coefficients, xb.mean(axis=0) - xa.mean(axis=0)
    np.testing.assert_allclose(found.mention.value, shift * (a.coefficients + b.coefficients) / 2, atol=1e-9)
    np.testing.assert_allclose(found.severity.value, (xa.mean(axis=0) + xb.mean(axis=0)) / 2 * rise, atol=1e-9)
    assert found.change == pytest.approx(yb.mean() - ya.mean(), abs=1e-9)
    assert found.notes == [""] * 4
    check_ledger(found)


@pytest.mark.parametrize("kind", ["weights", "clusters", "both"])
def test_the_ledger_is_exact_with_weights_and_repeated_respondents(kind):
    rng = np.random.default_rng(3)
    options = [
        {
            "weights": rng.lognormal(0, 0.7, n) if kind != "clusters" else None,
            "clusters": rng.integers(0, n // 2, n) if kind != "weights" else None,
        }
        for n in (300, 250)
    ]
    found = build_bridge(run(1, **options[0]), run(2, n=250, **options[1]))
    check_ledger(found)
    assert not found.reason


def test_repeated_respondents_widen_the_intervals():
    x, y, quiet = survey(4)
    three = [np.repeat(part, 3, axis=0) for part in (x, y, quiet)]
    once = build_bridge(run(5), observe_run(csr_array(x), y, Design(has_content=~quiet)))
    thrice = observe_run(csr_array(three[0]), three[1], Design(has_content=~three[2], respondent=np.repeat(np.arange(300), 3)))
    told = build_bridge(run(5), thrice)
    untold = build_bridge(run(5), observe_run(csr_array(three[0]), three[1], Design(has_content=~three[2])))
    width = [(f.totals.high - f.totals.low)[2] for f in (once, told, untold)]
    assert width[1] == pytest.approx(width[0], rel=0.1)
    assert width[2] < 0.9 * width[0]


def test_two_equal_runs_have_no_part_at_all():
    for rare in (0.3, 0.006):
        one, two = (run(6, share=(0.3, 0.2, 0.15, rare)) for _ in range(2))
        found = build_bridge(one, two)
        assert found.change == 0.0
        assert (found.totals.value == 0.0).all()
        assert set(found.mention.value[np.isfinite(found.mention.value)]) == {0.0}
        assert set(found.severity.value[np.isfinite(found.severity.value)]) == {0.0}


def test_a_theme_of_one_run_only_has_one_coefficient_and_no_severity():
    found = build_bridge(run(7, share=(0.3, 0.2, 0.15, 0.0)), run(8))
    assert found.slope_a[3] == found.slope_b[3]
    assert np.isnan(found.severity.value[3])
    assert np.isfinite(found.mention.low[3])
    assert found.notes[3] == "under 5 mentions in A: one coefficient for both runs"
    check_ledger(found)


def test_a_part_of_two_factors_that_are_both_near_0_has_no_interval():
    found = build_bridge(run(20, share=(0.3, 0.1), slopes=(1.0, 0.0)), run(21, share=(0.1, 0.1), slopes=(1.0, 0.0)))
    assert found.notes == ["", NO_INTERVAL]
    assert np.isfinite(found.mention.low[0])
    assert np.isnan([found.mention.low[1], found.mention.high[1]]).all()
    assert np.isfinite([found.mention.value[1], found.severity.low[1]]).all()


def test_a_theme_in_hardly_any_answer_is_left_out():
    found = build_bridge(run(7, share=(0.3, 0.2, 0.15, 0.0)), run(8, share=(0.3, 0.2, 0.15, 0.005)))
    assert np.isnan(found.mention.value[3])
    assert found.notes[3] == "too few mentions for the bridge"
    check_ledger(found)


def test_a_theme_of_every_comment_is_left_out():
    runs = []
    for seed in (9, 10):
        x, y, quiet = survey(seed)
        runs.append(observe_run(csr_array(np.column_stack([x, ~quiet])), y, Design(has_content=~quiet)))
    found = build_bridge(*runs)
    assert np.isnan(found.mention.value[4])
    assert found.notes[4].startswith("cannot be told apart")
    check_ledger(found)


def test_twin_themes_are_told_apart_by_the_run_where_they_differ():
    x, y, quiet = survey(11)
    twin = observe_run(csr_array(np.column_stack([x, x[:, 0]])), y, Design(has_content=~quiet))
    x, y, quiet = survey(12)
    apart = observe_run(csr_array(np.column_stack([x, x[:, 0] * (np.arange(300) % 2)])), y, Design(has_content=~quiet))
    found = build_bridge(twin, apart)
    assert found.slope_a[0] == found.slope_b[0]
    assert found.notes[0] == "not to be told apart in one run: one coefficient for both runs"
    check_ledger(found)
    check_ledger(build_bridge(twin, twin))


def test_every_answer_commented_in_one_run():
    check_ledger(build_bridge(run(13, silent=0.0), run(14)))
    check_ledger(build_bridge(run(13, silent=0.0), run(14, silent=0.0)))


@pytest.mark.parametrize("n", [1, 2, 3, 8])
def test_a_small_run_has_no_bridge_and_says_why(n):
    for found in (build_bridge(run(15, n=n), run(16)), build_bridge(run(16), run(15, n=n))):
        assert found.reason
        assert np.isnan(found.totals.value).all()
        assert np.isnan(found.mention.value).all()


def test_nothing_to_explain_is_said():
    x, y, quiet = survey(17)
    flat = observe_run(csr_array(x), np.full(300, 100.0), Design(has_content=~quiet))
    blank = observe_run(csr_array(x), np.full(300, np.nan), Design(has_content=~quiet))
    bare = observe_run(csr_array((300, 0)), y, Design(has_content=~quiet))
    same = observe_run(csr_array(x), y, Design(has_content=~quiet, respondent=np.zeros(300)))
    assert build_bridge(flat, run()).reason == "all answers of run A are equal"
    assert build_bridge(run(), blank).reason == "run B has no valid answer"
    assert build_bridge(bare, bare).reason == "there is no theme"
    assert build_bridge(run(), same).reason == "run B has a single respondent"
    assert build_bridge(run(), run(15, n=6)).reason == "run B has 6 answers, too few for a model of 4 themes"


def test_answers_with_an_unusable_weight_do_not_count():
    x, y, quiet = survey(18)
    w = np.ones(300)
    w[:30] = np.tile([0.0, -1.0, np.nan], 10)
    left_out = observe_run(csr_array(x[30:]), y[30:], Design(has_content=~quiet[30:]))
    found, wanted = (
        build_bridge(run(19), one) for one in (observe_run(csr_array(x), y, Design(has_content=~quiet, weight=w)), left_out)
    )
    np.testing.assert_array_equal(found.mention.low, wanted.mention.low)
    assert found.change == wanted.change


def test_the_interval_of_a_severity_part_is_that_of_the_bootstrap():
    runs = [survey(20, n=2000), survey(21, n=1500, slopes=(1.3, 0.5, 0.2, -0.4))]
    found = build_bridge(*(observe_run(csr_array(x), y, Design(has_content=~q)) for x, y, q in runs))
    rng, draws = np.random.default_rng(0), []
    for _ in range(400):
        parts = []
        for x, y, quiet in runs:
            i = rng.integers(0, len(y), len(y))
            design = np.column_stack([np.ones(len(y)), quiet, x])[i]
            parts.append((np.linalg.lstsq(design, y[i], rcond=None)[0][2:], x[i].mean(axis=0)))
        (ba, pa), (bb, pb) = parts
        draws.append(np.concatenate([(pb - pa) * (ba + bb) / 2, (pa + pb) / 2 * (bb - ba)]))
    se = np.std(draws, axis=0)
    half = np.concatenate([found.mention.high - found.mention.low, found.severity.high - found.severity.low]) / 2 / 1.96
    # The third theme costs little, and is mentioned as often in both runs.
    assert np.isfinite(half).tolist() == [True, True, False, True] + [True] * 4
    np.testing.assert_allclose(half[np.isfinite(half)], se[np.isfinite(half)], rtol=0.15)
