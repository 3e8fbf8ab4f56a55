"""Shares, mentions and complaints behind labels that are sometimes wrong."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from cxtext.impact import Design, Misclassification, measure_feelings, pool_confusions
from cxtext.impact.effects import Cells, Mentions, lay_counts, measure_asymmetry
from cxtext.impact.ranking import Candidates, measure_complaints, rank_volume

COUNTS = np.array([[80.0, 15, 5], [25, 50, 25], [6, 14, 80]])
RIGHT = Misclassification(1e9 * np.eye(3) + 1.0)


def survey(seed=0, n=300, themes=3):
    """Return how many opinions of each sentiment each response has, and the mentions."""
    rng = np.random.default_rng(seed)
    counts = tuple(rng.poisson(rate, (n, themes)).astype(float) for rate in (0.15, 0.05, 0.1))
    n_opinions = tuple(csr_array(c) for c in counts)
    every = csr_array((sum(counts) > 0).astype(float))
    mentions = Mentions(
        every, n_opinions[0].astype(bool).astype(float), n_opinions[2].astype(bool).astype(float), n_opinions=n_opinions
    )
    return counts, mentions, rng


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 0.95, 1.0])
def test_shares_stay_within_bounds_and_intervals_hold_them(share):
    errors = Misclassification(COUNTS)
    shown = np.array([[share, 1 - share, 0.0], [share, 0.0, 1 - share]])
    true = errors.correct_shares(shown)
    low, high = errors.limits(true, np.array([30.0, 3000.0]))
    assert true.sum(axis=1) == pytest.approx([1, 1])
    assert (low >= 0).all()
    assert (low <= true).all()
    assert (true <= high).all()
    assert (high <= 1).all()


def test_more_labels_and_more_opinions_narrow_the_interval():
    shown = np.full((1, 3), 1 / 3)

    def width(errors, n):
        low, high = errors.limits(errors.correct_shares(shown), np.array([n]))
        return high[0, 0] - low[0, 0]

    few = Misclassification(COUNTS)
    assert width(few, 100.0) > width(few.update(4 * COUNTS), 100.0) > width(few.update(4 * COUNTS), 1000.0)


def test_directions_add_up_to_the_covariance_of_each_row():
    errors = Misclassification(COUNTS)
    total = np.zeros((3, 3, 3))
    for moved, step in errors.perturbed():
        change = (moved.matrix - errors.matrix) / step
        total += change[:, :, None] * change[:, None, :]
    for row, weights, found in zip(errors.matrix, errors.weights, total, strict=True):
        assert found == pytest.approx((np.diag(row) - np.outer(row, row)) / (weights.sum() + 1), abs=1e-12)


def test_sets_that_differ_are_worth_fewer_labels():
    alike = pool_confusions([COUNTS] * 4)
    other = pool_confusions([COUNTS, COUNTS, np.roll(COUNTS, 1, axis=1), COUNTS])
    assert (other.weights.sum(axis=1) < alike.weights.sum(axis=1)).all()
    absent = pool_confusions([COUNTS * [[1], [0], [1]]] * 3)
    assert np.isfinite(absent.weights).all()


def test_with_labels_that_are_right_nothing_changes():
    counts, mentions, rng = survey()
    likely = Cells.read(lay_counts(mentions)).correct(RIGHT)
    for found, expected in ((likely.negative, counts[0] > 0), (likely.positive, counts[2] > 0), (likely.scores, counts[0] > 0)):
        assert found.toarray() == pytest.approx(expected.astype(float), abs=1e-6)
    assert likely.both.toarray() == pytest.approx(((counts[0] > 0) & (counts[2] > 0)).astype(float), abs=1e-6)
    plain, corrected = (measure_complaints(mentions, Design(), errors) for errors in (None, RIGHT))
    assert corrected.share == pytest.approx(plain.share, abs=1e-6)
    y = rng.normal(size=300)
    sure = measure_asymmetry(mentions, y, errors=RIGHT)
    assert sure.penalty == pytest.approx(sure.penalty_counted, abs=1e-4)
    feelings = measure_feelings(mentions, Design(), RIGHT)
    shares = np.array([c.sum(axis=0) for c in counts])
    assert feelings["negative_share"] == pytest.approx(shares[0] / shares.sum(axis=0))
    assert feelings["negative_share_corrected"] == pytest.approx(feelings["negative_share"], abs=1e-4)


def test_the_order_of_the_rows_does_not_show():
    counts, mentions, rng = survey(1)
    y, weight = rng.normal(size=300), rng.uniform(0.5, 2, 300)
    order = rng.permutation(300)
    shuffled = Mentions(*(csr_array(m)[order] for m in (mentions.any, mentions.negative, mentions.positive)),
                        n_opinions=tuple(csr_array(csr_array(c)[order]) for c in counts))  # fmt: skip
    errors, themes = Misclassification(COUNTS), Candidates(["a", "b", "c"], np.array([9, 9, 9]), np.ones(3))
    one, two = measure_asymmetry(mentions, y, errors=errors), measure_asymmetry(shuffled, y[order], errors=errors)
    assert one.penalty.tolist() == two.penalty.tolist()
    assert one.penalty_low.tolist() == two.penalty_low.tolist()
    ranked = [
        rank_volume(measure_complaints(m, Design(weight=w), errors), themes, bootstraps=60)
        for m, w in ((mentions, weight), (shuffled, weight[order]))
    ]
    assert ranked[0].damage.tolist() == ranked[1].damage.tolist()
    assert ranked[0].damage_low.tolist() == ranked[1].damage_low.tolist()


def test_nothing_said_of_a_theme_is_no_share():
    nothing = csr_array((20, 2))
    for errors in (None, Misclassification(COUNTS)):
        feelings = measure_feelings(Mentions(nothing, nothing, nothing), Design(), errors)
        assert feelings["negative_share_corrected"].tolist() == [0, 0]
        assert feelings["negative_share_corrected_high"].tolist() == [1, 1]
        assert np.isfinite(measure_complaints(Mentions(nothing, nothing, nothing), Design(), errors).share).all()
