from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.sparse import csr_array

from cxtext.impact.effects import Design, decompose_metric, measure_effects, split_gaps

IDS = [f"T{t}" for t in range(1, 7)]


def survey(seed, n=300, silent=0.2):
    """Themes that come together, and some respondents who say nothing."""
    rng = np.random.default_rng(seed)
    no_comment = rng.random(n) < silent
    x = ((rng.random((n, 6)) < np.linspace(0.3, 0.05, 6) * (0.4 + rng.random(n))[:, None] * 2) & ~no_comment[:, None]).astype(
        float
    )
    x[:, 1] = np.where(rng.random(n) < 0.7, x[:, 0], x[:, 1])
    y = np.where(rng.random(n) < 0.5 + x @ np.linspace(-0.3, 0.2, 6) / 2, 100.0, -100.0)
    return x, y, no_comment


def options_of(kind, n):
    rng = np.random.default_rng(9)
    return {
        "plain": {},
        "weights": {"weight": rng.uniform(0.1, 4, n)},
        "respondents": {"respondent": rng.integers(0, n // 3, n)},
        "controls": {"controls": rng.normal(size=(n, 2)), "weight": rng.uniform(0.1, 4, n)},
    }[kind]


@pytest.mark.parametrize("silent", [0.0, 0.2])
@pytest.mark.parametrize("kind", ["plain", "weights", "respondents", "controls"])
def test_both_tables_add_up(kind, silent):
    x, y, no_comment = survey(1, silent=silent)
    options = options_of(kind, len(y))
    found = measure_effects(csr_array(x), y, Design(has_content=~no_comment, **options))
    terms = decompose_metric(found, IDS)
    assert sum(row.points for row in terms) == pytest.approx(np.average(y, weights=options.get("weight")), abs=1e-9)
    assert [row.kind for row in terms] == ["intercept"] + ["control"] * (silent > 0) + ["theme"] * 6
    for row in terms:
        assert row.points == pytest.approx(row.coefficient * row.share, abs=1e-12)
        assert row.low < row.points < row.high
    split = split_gaps(found, IDS)
    for t, theme in enumerate(IDS):
        rows = [row for row in split if row.theme_id == theme]
        assert sum(row.points for row in rows) == pytest.approx(found.columns["gap"][t], abs=1e-9)
        assert rows[0].points == found.model.coefficients[t]
        assert len([row for row in rows if row.kind == "theme"]) == 3


def test_the_split_is_what_brute_force_finds():
    x, y, _ = survey(2, silent=0.0)
    found = measure_effects(csr_array(x), y)
    b = np.linalg.lstsq(np.column_stack([np.ones(len(y)), x]), y, rcond=None)[0][1:]
    split = [row for row in split_gaps(found, IDS) if row.theme_id == "T1"]
    having, lacking = x[x[:, 0] == 1].mean(axis=0), x[x[:, 0] == 0].mean(axis=0)
    terms = b * (having - lacking)
    first = next(row for row in split if row.kind == "theme")
    assert first.other_id == "T2"
    assert (first.points, first.share, first.share_without) == pytest.approx((terms[1], having[1], lacking[1]))
    named = {row.other_id for row in split if row.kind == "theme"}
    rest = sum(terms[k] for k in range(1, 6) if IDS[k] not in named)
    assert next(row.points for row in split if row.kind == "rest") == pytest.approx(rest)


def test_the_intercept_has_the_interval_of_the_reference():
    x, y, _ = survey(3, n=4000, silent=0.0)
    row = decompose_metric(measure_effects(csr_array(x), y), IDS)[0]
    fit = sm.OLS(y, np.column_stack([np.ones(len(y)), x])).fit(cov_type="HC2", use_t=True)
    assert (row.low, row.high) == pytest.approx(tuple(fit.conf_int()[0]), rel=0.002)


def test_controls_are_part_of_the_intercept_at_their_means():
    x, y, no_comment = survey(4)
    group = np.random.default_rng(4).integers(0, 3, len(y))
    dummies = np.column_stack([group == 1, group == 2]).astype(float)
    rows = decompose_metric(measure_effects(csr_array(x), y, Design(has_content=~no_comment, controls=dummies)), IDS)
    balanced = dummies - dummies.mean(axis=0)
    centred = decompose_metric(measure_effects(csr_array(x), y, Design(has_content=~no_comment, controls=balanced)), IDS)
    assert [row.points for row in rows] == pytest.approx([row.points for row in centred], rel=1e-9)
    assert [row.low for row in rows] == pytest.approx([row.low for row in centred], rel=0.02)
    assert len(rows) == 8


def test_comments_that_give_a_verdict_alone_have_a_term_of_their_own():
    x, y, no_comment = survey(6)
    is_cause = np.arange(6) > 0
    design = Design(has_content=~no_comment)
    terms = {row.term: row for row in decompose_metric(measure_effects(csr_array(x), y, design, is_cause=is_cause), IDS)}
    bare = (x[:, 0] == 1) & (x[:, 1:].sum(axis=1) == 0)
    assert 0 < bare.sum() == terms["verdict alone"].n
    assert terms["no theme"].n == ((x.sum(axis=1) == 0) & ~no_comment).sum()
    assert terms["no comment"].n == no_comment.sum()
    assert [terms[name].n for name in IDS] == x.sum(axis=0).tolist()
    b = np.linalg.lstsq(np.column_stack([np.ones(len(y)), no_comment, bare, x[:, 1:]]), y, rcond=None)[0]
    assert terms["no theme"].points == pytest.approx(b[0])
    assert terms["verdict alone"].points == pytest.approx(b[2] * bare.mean())
    assert np.isnan(terms["T1"].coefficient)
    assert sum(row.points for row in terms.values()) == pytest.approx(y.mean())


def test_themes_nobody_or_everybody_mentions_have_no_points():
    x, y, _ = survey(5, silent=0.0)
    x[:, 0], x[:, 5] = 0.0, 1.0
    found = measure_effects(csr_array(x), y)
    rows = {row.term: row for row in decompose_metric(found, IDS)}
    for theme in ("T1", "T6"):
        assert rows[theme].points == 0
        assert np.isnan([getattr(rows[theme], name) for name in ("coefficient", "low", "high")]).all()
    assert sum(row.points for row in rows.values()) == pytest.approx(y.mean(), abs=1e-9)
    assert {row.theme_id for row in split_gaps(found, IDS)} == {"T2", "T3", "T4", "T5"}


@pytest.mark.parametrize("n", [0, 1, 2, 3, 6])
def test_without_a_model_there_are_no_rows(n):
    x, y, _ = survey(6, n=20)
    found = measure_effects(csr_array(x[:n]), y[:n])
    assert decompose_metric(found, IDS) == split_gaps(found, IDS) == []


def test_themes_always_mentioned_together_still_add_up():
    x, y, no_comment = survey(7)
    x[:, 2] = x[:, 3]
    found = measure_effects(csr_array(x), y, Design(has_content=~no_comment))
    assert sum(row.points for row in decompose_metric(found, IDS)) == pytest.approx(y.mean(), abs=1e-9)
    split = split_gaps(found, IDS)
    total = sum(row.points for row in split if row.theme_id == "T3")
    assert total == pytest.approx(found.columns["gap"][2], abs=1e-9)
