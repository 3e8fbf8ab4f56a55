from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.sparse import csr_array

from cxtext.impact import ANSWERS_PER_SIDE
from cxtext.impact.effects import Design, Mentions, measure_asymmetry


def survey(seed, n=1200, slopes=((-40, 0), (0, 40), (-40, 40))):
    """Three themes, each said negatively, positively, both or neutrally."""
    rng = np.random.default_rng(seed)
    bad, good, neutral = ((rng.random((n, 3)) < p).astype(float) for p in (0.15, 0.15, 0.05))
    y = 20 + bad @ np.array([s[0] for s in slopes]) + good @ np.array([s[1] for s in slopes]) + rng.normal(0, 50, n)
    return ((bad + good + neutral) > 0).astype(float), bad, good, y


def judge(x, bad, good, y, *design, **options):
    columns = vars(measure_asymmetry(Mentions(csr_array(x), csr_array(bad), csr_array(good)), y, *design, **options))
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def test_what_was_planted_is_named():
    assert [row["type"] for row in judge(*survey(0))] == ["basic", "delighter", "linear"]


def test_a_scale_on_which_less_is_better_changes_signs_only():
    x, bad, good, y = survey(0)
    rows, flipped = judge(x, bad, good, y), judge(x, bad, good, -y, sign=-1)
    for row, other in zip(rows, flipped, strict=True):
        assert row["type"] == other["type"]
        assert (row["penalty"], row["penalty_low"]) == pytest.approx((-other["penalty"], -other["penalty_high"]))


def test_the_slopes_are_least_squares_on_both_sides_at_once():
    x, bad, good, y = survey(1)
    rows = judge(x, bad, good, y)
    neutral = ((x > 0) & (bad + good == 0)).sum(axis=1)
    fit = sm.OLS(y, np.column_stack([np.ones(len(y)), bad, good, neutral])).fit(cov_type="HC2", use_t=True)
    assert [row["penalty"] for row in rows] == pytest.approx(fit.params[1:4].tolist())
    assert [row["reward"] for row in rows] == pytest.approx(fit.params[4:7].tolist())
    assert [row["reward_high"] for row in rows] == pytest.approx(fit.conf_int()[4:7, 1].tolist(), rel=0.03)


def test_too_few_answers_on_a_side_are_no_evidence():
    x, bad, good, y = survey(2)
    good[np.flatnonzero(good[:, 0])[ANSWERS_PER_SIDE - 1 :], 0] = 0
    row = judge(x, bad, good, y)[0]
    assert (row["type"], row["n_positive"]) == (None, ANSWERS_PER_SIDE - 1)
    assert np.isnan([row["reward"], row["reward_low"], row["reward_high"]]).all()
    assert "9 positive" in row["note"]
    assert row["penalty_high"] < 0


def test_repeated_respondents_widen_the_intervals():
    x, bad, good, y = survey(3, n=300)
    repeated = [np.repeat(a, 3, axis=0) for a in (x, bad, good, y)]
    once = judge(x, bad, good, y)[0]
    naive = judge(*repeated)[0]
    kept = judge(*repeated, Design(respondent=np.repeat(np.arange(300), 3)))[0]
    width = {name: row["penalty_high"] - row["penalty_low"] for name, row in {"once": once, "naive": naive, "kept": kept}.items()}
    assert width["naive"] < 0.7 * width["once"]
    assert width["kept"] == pytest.approx(width["once"], rel=0.1)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 8])
def test_tiny_surveys_say_why_there_is_nothing(n):
    parts = survey(4, n=n)
    for row in judge(*parts):
        assert row.get("type") is None
        assert row["note"]


def test_equal_answers_bad_weights_and_extreme_themes_are_defined():
    x, bad, good, y = survey(5, n=200)
    assert all("equal" in row["note"] for row in judge(x, bad, good, np.full(200, 7.0)))
    x[:, 0] = bad[:, 0] = 1.0
    bad[:, 1] = good[:, 1] = x[:, 1] = 0.0
    weights = np.ones(200)
    weights[:4] = [0, -1, np.nan, np.inf]
    rows = judge(x, bad, good, y, Design(weight=weights))
    assert (rows[0]["n_negative"], rows[1]["n_negative"]) == (196, 0)
    assert rows[0]["type"] is None
    assert rows[1]["type"] is None
    assert np.isnan([rows[0]["penalty"], rows[1]["penalty"], rows[1]["reward"]]).all()
