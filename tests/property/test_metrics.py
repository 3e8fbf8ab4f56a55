from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cxtext.metrics import make_outcome, nps, wilson
from cxtext.settings import Metric

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-20, 30),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["9", " 10 ", "7.0", "yes", "n/a"]),
)
KINDS = st.sampled_from(
    [
        Metric(column="q", kind="nps"),
        Metric(column="q", kind="csat", scale=(1, 5)),
        Metric(column="q", kind="ces", scale=(1, 7), direction="lower"),
        Metric(column="q", kind="binary"),
        Metric(column="q", kind="number"),
    ]
)


@given(KINDS, st.lists(CELLS, max_size=30))
def test_every_cell_is_valid_blank_or_excluded_with_a_reason(metric, cells):
    outcome = make_outcome(metric)
    raw, reasons = outcome.validate(cells)
    assert len(raw) == len(cells)
    excluded = {position for position, _ in reasons}
    assert len(excluded) == len(reasons)
    assert all(reason for _, reason in reasons)
    for position, cell in enumerate(cells):
        if position in excluded:
            assert math.isnan(raw[position])
        elif not math.isnan(raw[position]) and not isinstance(cell, str):
            assert raw[position] == float(cell)
        if outcome.scale and not math.isnan(raw[position]):
            assert outcome.scale[0] <= raw[position] <= outcome.scale[1]


@given(KINDS, st.lists(CELLS, max_size=30))
def test_the_mean_of_the_points_is_the_metric_and_lies_in_its_interval(metric, cells):
    outcome = make_outcome(metric)
    raw, _ = outcome.validate(cells)
    found = outcome.summarize(raw)
    valid = raw[~np.isnan(raw)]
    assert found.n == len(valid)
    if not found.n:
        assert found.note
        return
    points = outcome.points(raw)
    assert (np.isnan(points) == np.isnan(raw)).all()
    assert math.isclose(found.value, float(np.nanmean(points)), rel_tol=1e-9, abs_tol=1e-9)
    assert found.note if math.isnan(found.low) else found.low <= found.value <= found.high


@given(st.lists(st.integers(0, 10), min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(scores, random):
    shuffled = scores[:]
    random.shuffle(shuffled)
    assert nps(scores) == nps(shuffled)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=60))
def test_nps_mirrors_when_promoters_and_detractors_swap(scores):
    mirror = {score: 0 if score >= 9 else 10 if score <= 6 else 8 for score in range(11)}
    one, other = nps(scores), nps([mirror[score] for score in scores])
    assert math.isclose(one.value, -other.value, abs_tol=1e-9)
    assert math.isclose(one.low, -other.high, abs_tol=1e-9)


@given(st.integers(0, 50), st.integers(1, 50), st.floats(0.1, 4))
def test_wilson_holds_the_share_and_stays_within_0_and_1(k, n, z):
    share = min(k, n) / n
    low, high = wilson(share, n, z)
    assert 0 <= low <= share <= high <= 1
    assert high - low > 0
