from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from cxtext.impact.effects import Design, Lens, decompose_metric, measure_effects

NPS = np.array([-100.0, 0.0, 100.0])


def survey(seed=0, n=300, share=(0.3, 0.2, 0.15, 0.1, 0.05), silent=0.2):
    rng = np.random.default_rng(seed)
    no_comment = rng.random(n) < silent
    x = ((rng.random((n, len(share))) < np.array(share)) & ~no_comment[:, None]).astype(float)
    y = NPS[np.clip(np.round(1.3 - x @ np.linspace(1, -0.4, len(share)) + rng.normal(0, 0.8, n)), 0, 2).astype(int)]
    return x, y, no_comment


def terms(found):
    return found.model.intercept + np.nansum(found.columns["adjusted"]) + found.model.controls


def test_removal_and_gap_are_the_plain_differences():
    x, y, no_comment = survey()
    columns = measure_effects(csr_array(x), y, Design(has_content=~no_comment)).columns
    for t in range(x.shape[1]):
        having = x[:, t] > 0
        assert columns["n_metric"][t] == having.sum()
        assert columns["metric_with"][t] == pytest.approx(y[having].mean())
        assert columns["metric_without"][t] == pytest.approx(y[~having].mean())
        assert columns["gap"][t] == pytest.approx(y[having].mean() - y[~having].mean())
        assert columns["impact"][t] == pytest.approx(y.mean() - y[~having].mean())


def test_at_many_answers_the_removal_interval_is_that_of_the_influence_function():
    x, y, _ = survey(n=60_000)
    columns = measure_effects(csr_array(x), y).columns
    for t in range(x.shape[1]):
        p, m0 = x[:, t].mean(), y[x[:, t] == 0].mean()
        psi = (y - y.mean()) - (1 - x[:, t]) * (y - m0) / (1 - p)
        half = 1.96 * psi.std() / np.sqrt(len(y))
        assert columns["impact_high"][t] - columns["impact_low"][t] == pytest.approx(2 * half, rel=0.01)


def test_adjusted_is_least_squares():
    sm = pytest.importorskip("statsmodels.api")
    x, y, no_comment = survey(n=20_000)
    found = measure_effects(csr_array(x), y, Design(has_content=~no_comment))
    reference = sm.OLS(y, np.column_stack([np.ones(len(y)), no_comment, x])).fit(cov_type="HC3")
    assert found.model.coefficients == pytest.approx(reference.params[2:])
    assert found.columns["adjusted"] == pytest.approx(reference.params[2:] * x.mean(axis=0))
    assert found.model.lens.se == pytest.approx(reference.bse[2:], rel=0.005)
    assert found.model.r_squared == pytest.approx(reference.rsquared_adj)


def test_weighted_and_clustered_fits_match_the_reference():
    sm = pytest.importorskip("statsmodels.api")
    x, y, no_comment = survey(n=20_000)
    rng = np.random.default_rng(8)
    weights, clusters = rng.uniform(0.5, 2, len(y)), rng.integers(0, 5_000, len(y))
    design = np.column_stack([np.ones(len(y)), no_comment, x])
    found = measure_effects(csr_array(x), y, Design(has_content=~no_comment, weight=weights, respondent=clusters))
    reference = sm.WLS(y, design, weights=weights).fit(cov_type="cluster", cov_kwds={"groups": clusters})
    assert found.model.coefficients == pytest.approx(reference.params[2:])
    assert found.model.lens.se == pytest.approx(reference.bse[2:], rel=0.01)


@pytest.mark.parametrize("options", [{}, {"weights"}, {"controls"}, {"respondents"}])
def test_the_terms_add_up(options):
    x, y, no_comment = survey(4)
    rng = np.random.default_rng(4)
    w = rng.uniform(0.2, 3, len(y)) if "weights" in options else None
    design = Design(
        has_content=~no_comment,
        weight=w,
        controls=rng.normal(size=(len(y), 2)) if "controls" in options else None,
        respondent=rng.integers(0, 90, len(y)) if "respondents" in options else None,
    )
    found = measure_effects(csr_array(x), y, design)
    assert terms(found) == pytest.approx(np.average(y, weights=w), abs=1e-9)


def test_the_terms_add_up_with_collinear_themes():
    x, y, no_comment = survey(5)
    twins = np.column_stack([x, x[:, 0], 1 - no_comment.astype(float)])
    found = measure_effects(csr_array(twins), y, Design(has_content=~no_comment), theme_ids=list("abcdefg"))
    assert terms(found) == pytest.approx(y.mean(), abs=1e-9)
    adjusted = found.columns["adjusted"]
    single = measure_effects(csr_array(x), y, Design(has_content=~no_comment)).columns["adjusted"]
    assert adjusted[0] == pytest.approx(adjusted[5])
    assert adjusted[0] + adjusted[5] == pytest.approx(single[0])
    assert found.notes[0] == "its mentions follow from those of f: the adjusted effect is shared among them"
    assert np.isnan(adjusted[6])
    assert "whether there is a comment; ranked by removal" in found.notes[6]
    assert found.lens.value[6] == found.columns["impact"][6]


def one_theme_each(n_without):
    """400 answers with one of six themes each, but for the first few."""
    rng = np.random.default_rng(6)
    x = np.eye(6)[rng.integers(0, 6, 400)]
    x[:n_without] = 0
    return x, NPS[rng.integers(0, 3, 400)]


@pytest.mark.parametrize(
    ("n_without", "who"),
    [(0, "no comment with no theme"), (1, "only 1 comment with no theme"), (19, "only 19 comments with no theme")],
)
def test_without_comments_to_compare_with_nothing_is_adjusted(n_without, who):
    x, y = one_theme_each(n_without)
    found = measure_effects(csr_array(x), y)
    assert np.isnan(found.columns["adjusted"]).all()
    assert not found.is_adjusted.any()
    assert found.lens.value.tolist() == found.columns["impact"].tolist()
    assert found.notes[0].startswith(who)
    assert found.notes[0].endswith("not adjusted; ranked by removal")
    assert decompose_metric(found, list("abcdef")) == []
    assert found.columns["driver_share"].sum() == pytest.approx(1)


def test_with_enough_comments_to_compare_with_effects_are_adjusted():
    x, y = one_theme_each(20)
    found = measure_effects(csr_array(x), y)
    expected = x.mean(axis=0) * (np.array([y[x[:, k] > 0].mean() for k in range(6)]) - y[:20].mean())
    assert found.columns["adjusted"] == pytest.approx(expected)
    # Who says nothing is nobody to compare with.
    found = measure_effects(csr_array(x), y, Design(has_content=np.arange(400) >= 10))
    assert np.isnan(found.columns["adjusted"]).all()
    # Respondents count, not comments.
    found = measure_effects(csr_array(x), y, Design(respondent=np.maximum(np.arange(400) - 5, 0)))
    assert found.notes[0].startswith("only 15 comments")


def test_in_a_small_survey_a_tenth_of_the_comments_is_enough():
    x, y = one_theme_each(8)
    assert measure_effects(csr_array(x[:80]), y[:80]).is_adjusted.all()
    assert not measure_effects(csr_array(x[:81]), y[:81]).is_adjusted.any()


def test_those_without_a_comment_count_but_are_not_the_yardstick():
    rng = np.random.default_rng(7)
    n = 4000
    no_comment = np.arange(n) < n // 2
    x = ((rng.random((n, 1)) < 0.3) & ~no_comment[:, None]).astype(float)
    # Silent respondents are happy; among comments the theme makes no difference.
    y = np.where(no_comment, 100.0, NPS[rng.integers(0, 3, n)])
    found = measure_effects(csr_array(x), y, Design(has_content=~no_comment)).columns
    assert found["impact_high"][0] < 0
    assert found["adjusted_low"][0] < 0 < found["adjusted_high"][0]


def test_missing_answers_and_unusable_weights_are_left_out():
    x, y, no_comment = survey(8)
    holes = y.copy()
    holes[::7] = np.nan
    weights = np.ones(len(y))
    weights[1::7] = 0
    weights[2::7] = np.nan
    keep = np.isfinite(holes) & (np.nan_to_num(weights) > 0)
    one = measure_effects(csr_array(x), holes, Design(has_content=~no_comment, weight=weights)).columns
    other = measure_effects(csr_array(x[keep]), y[keep], Design(has_content=~no_comment[keep])).columns
    for name in one:
        np.testing.assert_array_equal(one[name], other[name])


def test_weights_of_one_and_the_order_of_rows_change_no_bit():
    x, y, no_comment = survey(9, n=500)
    rng = np.random.default_rng(9)
    weights, clusters = rng.uniform(0.5, 2, 500), rng.integers(0, 200, 500)
    shuffle = rng.permutation(500)
    relabel = rng.permutation(200)
    pairs = [
        ({}, {"weight": np.ones(500)}, slice(None)),
        ({"respondent": np.arange(500)}, {}, shuffle),
        (
            {"weight": weights, "respondent": clusters},
            {"weight": weights[shuffle], "respondent": relabel[clusters[shuffle]]},
            shuffle,
        ),
    ]
    for options, others, order in pairs:
        one = measure_effects(csr_array(x), y, Design(has_content=~no_comment, **options)).columns
        other = measure_effects(csr_array(x[order]), y[order], Design(has_content=~no_comment[order], **others)).columns
        for name in one:
            np.testing.assert_array_equal(one[name], other[name], err_msg=name)


def test_repeating_every_respondent_changes_little():
    x, y, no_comment = survey(10, n=200)
    once = measure_effects(csr_array(x), y, Design(has_content=~no_comment)).columns
    often = measure_effects(
        csr_array(np.repeat(x, 5, axis=0)),
        np.repeat(y, 5),
        Design(has_content=~np.repeat(no_comment, 5), respondent=np.repeat(np.arange(200), 5)),
    ).columns
    naive = measure_effects(
        csr_array(np.repeat(x, 5, axis=0)), np.repeat(y, 5), Design(has_content=~np.repeat(no_comment, 5))
    ).columns
    for lens in ("gap", "impact", "adjusted"):
        width = [c[f"{lens}_high"] - c[f"{lens}_low"] for c in (once, often, naive)]
        assert once[lens] == pytest.approx(often[lens])
        assert width[1] == pytest.approx(width[0], rel=0.2)
        assert (width[2] < 0.6 * width[0]).all()


def test_impact_excludes_zero_exactly_when_the_gap_does():
    for seed in range(40):
        x, y, _ = survey(seed, n=60)
        found = measure_effects(csr_array(x), y).columns
        known = np.isfinite(found["gap_low"])
        gap = (found["gap_low"] > 0) | (found["gap_high"] < 0)
        impact = (found["impact_low"] > 0) | (found["impact_high"] < 0)
        assert (gap[known] == impact[known]).all()
        assert (found["impact_low"][known] < found["impact"][known]).all()
        assert (found["impact"][known] < found["impact_high"][known]).all()


@pytest.mark.parametrize(
    ("column", "note"),
    [
        ([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], "every valid answer mentions it"),
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "no valid answer mentions it"),
        ([1, 0, 0, 0, 0, 0, 0, 0, 0, 0], "1 answer mentions it: too few for an interval"),
        ([1, 0, 0, 0, 1, 0, 0, 0, 0, 0], "2 answers mention it: too few for an interval"),
        ([1, 1, 1, 1, 1, 1, 1, 1, 1, 0], "all answers but 1 mention it: too few for an interval"),
        ([1, 1, 1, 1, 1, 1, 1, 1, 0, 0], "all answers but 2 mention it: too few for an interval"),
    ],
)
def test_themes_that_cannot_be_compared_say_why(column, note):
    y = np.array([100.0, -100, 0, 100, 0, 0, -100, 100, 100, 0])
    found = measure_effects(csr_array(np.array(column, dtype=float)[:, None]), y)
    assert note in found.notes[0]
    for lens in ("gap", "impact", "adjusted"):
        assert np.isnan(found.columns[f"{lens}_low"][0])
        assert np.isnan(found.columns[f"{lens}_high"][0])
        assert np.isnan(found.columns[lens][0]) == (sum(column) in (0, 10))


@pytest.mark.parametrize(
    ("y", "note"),
    [
        ([], "no valid answer"),
        ([np.nan, np.nan, np.inf], "no valid answer"),
        ([100.0, np.nan], "one valid answer"),
        ([0.0] * 12, "all valid answers are equal"),
    ],
)
def test_nothing_to_explain(y, note):
    found = measure_effects(csr_array(np.ones((len(y), 2))), np.array(y))
    assert all(text.startswith(note) for text in found.notes)
    assert all(np.isnan(values).all() for name, values in found.columns.items() if name != "n_metric")


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6, 8])
def test_tiny_surveys_give_no_false_interval(n):
    for seed in range(30):
        rng = np.random.default_rng(seed)
        x = (rng.random((n, 4)) < 0.5).astype(float)
        y = NPS[rng.integers(0, 3, n)]
        found = measure_effects(csr_array(x), y, Design(has_content=~(x.sum(axis=1) == 0)))
        for t in range(4):
            for lens in ("gap", "impact", "adjusted"):
                low, high = found.columns[f"{lens}_low"][t], found.columns[f"{lens}_high"][t]
                assert found.notes[t] if np.isnan(low) else low < high
        if n < 6:
            assert np.isnan(found.columns["adjusted"]).all()


def test_one_respondent_is_no_comparison():
    x, y, _ = survey(n=40)
    assert (
        measure_effects(csr_array(x), y, Design(respondent=np.zeros(40)))
        .notes[0]
        .startswith("one respondent gave all valid answers")
    )


def test_three_equal_answers_are_not_certainty():
    x = np.zeros((200, 1))
    x[:3] = 1
    y = np.concatenate([[-100.0] * 3, NPS[np.random.default_rng(1).integers(0, 3, 197)]])
    found = measure_effects(csr_array(x), y).columns
    assert found["gap_high"][0] - found["gap_low"][0] > 100
    assert found["adjusted_high"][0] - found["adjusted_low"][0] > 1


def test_no_gap_is_larger_than_the_scale():
    x = np.zeros((200, 1))
    x[:3] = 1
    y = np.where(x[:, 0] > 0, -100.0, 100.0)
    y[3:30] = 0
    wide, found = measure_effects(csr_array(x), y).columns, measure_effects(csr_array(x), y, bounds=(-100, 100)).columns
    assert wide["gap_low"][0] < -200 == found["gap_low"][0]
    assert wide["gap_high"][0] == found["gap_high"][0]


def test_no_theme_at_all():
    found = measure_effects(csr_array((30, 0)), NPS[np.arange(30) % 3])
    assert all(values.shape == (0,) for values in found.columns.values())


def test_driver_shares_are_shares():
    for k in (3, 20):
        x, y, no_comment = survey(share=(0.2,) * k, n=800)
        shares = measure_effects(csr_array(x), y, Design(has_content=~no_comment)).columns["driver_share"]
        assert shares.sum() == pytest.approx(1)
        assert (shares >= 0).all()


def test_respondents_and_not_answers_decide_whether_an_effect_has_an_interval():
    rng = np.random.default_rng(0)
    clusters = np.repeat(np.arange(12), 3)
    x = csr_array(np.where(clusters < 10, 1.0, 0.0)[:, None])
    found = measure_effects(x, rng.normal(size=36), Design(respondent=clusters))
    assert np.isnan([found.columns[name][0] for name in ("gap_low", "impact_low", "adjusted_low")]).all()
    assert found.notes[0] == "too few respondents mention it, or do not, for an interval"


def test_a_bend_gives_the_score_limit_of_a_poisson_mean_on_the_long_side_and_students_on_the_other():
    one, mean = np.ones(1), np.array([4.0])
    low, high = Lens(mean, np.sqrt(mean), one * 1e9, one, one * np.inf, one / 2).limits()
    z2 = 1.959964**2
    assert high[0] == pytest.approx(np.roots([1, -8 - z2, 16]).max(), rel=1e-5)
    assert low[0] == pytest.approx(4 - 1.959964 * 2, rel=1e-5)
    mirrored = Lens(-mean, np.sqrt(mean), one * 1e9, one, one * np.inf, -one / 2).limits()
    assert [float(v[0]) for v in mirrored] == pytest.approx([-float(high[0]), -float(low[0])])


def test_causes_are_compared_with_comments_that_give_no_verdict_either():
    rng = np.random.default_rng(2)
    kind = rng.integers(0, 4, 4000)  # a cause; a cause and a verdict; a verdict alone; neither
    x = np.column_stack([kind < 2, (kind == 1) | (kind == 2)]).astype(float)
    y = np.where(kind < 2, -20.0, np.where(kind == 2, -80.0, 0.0)) + rng.normal(size=4000)
    found = measure_effects(csr_array(x), y, is_cause=np.array([True, False]))
    assert found.columns["adjusted"][0] == pytest.approx(-20 * x[:, 0].mean(), abs=0.1)
    assert np.isnan(found.columns["adjusted"][1])
    assert found.lens.value[1] == found.columns["impact"][1]
    assert found.notes[1] == "no cause: measured by removal, and not ranked"
    # Without comments that mention neither there is nothing to compare with, however many give a verdict.
    only = kind != 3
    found = measure_effects(csr_array(x[only]), y[only], is_cause=np.array([True, False]))
    assert np.isnan(found.columns["adjusted"]).all()
    assert found.notes[0].endswith("ranked by removal")


def weigh_one(largest, bounds, *, mentions, seed=0):
    """Measure a survey in which no theme matters and one answer, at the top, has a weight far above all others."""
    rng, n = np.random.default_rng(seed), 120
    x, y = (rng.random((n, 3)) < 0.3).astype(float), rng.choice([0.0, 50.0, 100.0], n)
    x[0], y[0] = 0, 100.0
    x[0, 0] = mentions
    weight = np.ones(n)
    weight[0] = largest
    return measure_effects(csr_array(x), y, Design(weight=weight), bounds=bounds).columns


@pytest.mark.parametrize("bounds", [(0.0, 100.0), None])
@pytest.mark.parametrize("mentions", [True, False])
def test_a_weight_far_above_all_others_gives_the_interval_of_one_that_is_a_hundred_million_times_as_large(bounds, mentions):
    usual = weigh_one(1e8, bounds, mentions=mentions)
    for largest in (1e12, 1e16, 1e20):
        columns = weigh_one(largest, bounds, mentions=mentions)
        for name in ("gap", "gap_low", "gap_high"):
            np.testing.assert_allclose(columns[name], usual[name], rtol=1e-2)


@pytest.mark.parametrize("bounds", [(0.0, 100.0), None])
@pytest.mark.parametrize("mentions", [True, False])
def test_a_weight_far_above_all_others_establishes_nothing(bounds, mentions):
    for seed in range(10):
        columns = weigh_one(1e12, bounds, mentions=mentions, seed=seed)
        for lens in ("gap", "impact", "adjusted"):
            low, high = columns[f"{lens}_low"], columns[f"{lens}_high"]
            assert not ((low > 0) | (high < 0)).any(), (seed, lens)
