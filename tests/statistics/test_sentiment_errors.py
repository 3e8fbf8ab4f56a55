"""Shares, complaints and slopes behind labels that are sometimes wrong, against planted truth."""

from __future__ import annotations

import json

import numpy as np
import pytest
from fixtures.simulated import DRAWS, Tally, long
from scipy.sparse import csr_array

from cxtext import shipped
from cxtext.impact import Misclassification, count_confusion, pool_confusions
from cxtext.impact.effects import Design, Mentions, measure_asymmetry
from cxtext.impact.ranking import measure_complaints

#: Rows are the truth, columns what is shown: negative, neutral, positive.
ERRORS = np.array([[0.80, 0.15, 0.05], [0.25, 0.50, 0.25], [0.06, 0.14, 0.80]])
PREVALENCES = (0.05, 0.5, 0.95)
#: Penalty and reward of six themes.
PLANTED = np.array([(-50, 0), (0, 50), (-50, 50), (0, 0), (-40, 20), (-20, 40)], dtype=float)


def draw(rng, true, errors):
    """Return what is shown of true classes, -1 for none."""
    shown = np.full(true.shape, -1)
    for c in range(3):
        shown[true == c] = rng.choice(3, p=errors[c], size=int((true == c).sum()))
    return shown


def truths(prevalence, neutral=0.25):
    """Return the true shares of a theme."""
    return np.array([prevalence, (1 - prevalence) * neutral, (1 - prevalence) * (1 - neutral)])


def mentions_of(shown):
    """Return mentions of one opinion each; -1 for none."""
    return Mentions(*(csr_array(m.astype(float)) for m in (shown >= 0, shown == 0, shown == 2)))


@pytest.mark.parametrize(
    ("size", "n", "surveys"), [(400, 300, 300), *long(*((*size, 10 * DRAWS) for size in ((100, 300), (400, 300), (400, 2000))))]
)
def test_shares_hold_the_truth_when_the_matrix_is_estimated(check, size, n, surveys):
    # Each survey's true matrix is a draw around the one that is known, as if it had been estimated from so many labels.
    rng = np.random.default_rng(size + n)
    known = Misclassification(ERRORS * size)
    for prevalence in PREVALENCES:
        matrices = np.stack([rng.dirichlet(row * size, surveys) for row in ERRORS], axis=1)
        counted = rng.multinomial(n, truths(prevalence) @ matrices) / n
        true = known.correct_shares(counted)
        low, high = known.limits(true, np.full(surveys, float(n)))
        held, found = Tally(), true[:, 0]
        for ends in zip(low[:, 0], high[:, 0], strict=True):
            held.cover(ends[0], prevalence, ends[1])
        slack = 3 * np.std(found) / np.sqrt(surveys)
        check.figure("as labelled", counted[:, 0].mean(), what=f"true {prevalence}")
        check.figure("corrected", np.mean(found), prevalence - 0.04 - slack, prevalence + 0.04 + slack, f"true {prevalence}")
        check.covers(held, f"true {prevalence}", 0.9, 1.0)


def confusions(head):
    """Return the confusion counts of a shipped head on sets that were held out, by set."""
    description = json.loads(shipped.weight_path(f"sentiment/{head}.json").read_text("utf-8"))
    return {name: np.array(one["confusion"], dtype=float) for name, one in description["held_out"].items()}


@pytest.mark.parametrize(("head", "width"), [("bge_small_en", 0.75), ("potion_128", 0.95)])
def test_errors_of_other_sets_and_of_some_labels_of_this_one(check, head, width):
    # The errors of each set are those of its labels; what is known of them comes from the other sets, or from 150 labels too.
    rng = np.random.default_rng(3)
    sets = confusions(head)
    for labels in (0, 150):
        held, wide, off, counted_off = Tally(), [], [], []
        for name, own in sets.items():
            rest = pool_confusions([counts for other, counts in sets.items() if other != name])
            matrix = np.where(
                own.sum(axis=1, keepdims=True) > 0, own / np.maximum(own.sum(axis=1, keepdims=True), 1), rest.matrix
            )
            neutral = own[1].sum() / own[1:].sum()
            cells = (own / own.sum()).ravel()
            for _ in range(20):
                errors = rest.update(rng.multinomial(labels, cells).reshape(3, 3).astype(float))
                planted = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
                shown = rng.multinomial(200, np.array([truths(p, neutral) for p in planted]) @ matrix) / 200
                true = errors.correct_shares(shown)
                low, high = errors.limits(true, np.full(len(planted), 200.0))
                held.cover(low[:, 0], planted, high[:, 0])
                wide.append(high[:, 0] - low[:, 0])
                off.append(np.abs(true[:, 0] - planted))
                counted_off.append(np.abs(shown[:, 0] - planted))
        known = f"{labels} labels of its own"
        check.figure("mean error of the share as labelled", np.mean(counted_off), what=known)
        check.figure(
            "mean error of the corrected share", np.mean(off), high=np.mean(counted_off) * (0.75 if labels else 1.1), what=known
        )
        check.figure("mean width of the interval", np.mean(wide), high=width if not labels else 0.6, what=known)
        check.covers(held, known, 0.9, 1.0)


def feelings(rng, n):
    """Return true classes of six themes, -1 for none: people in a bad mood say bad things."""
    mood = rng.random(n)
    bad, good = (rng.random((n, 6)) < 0.2 * m[:, None] for m in (1 - mood, mood))
    neutral = rng.random((n, 6)) < 0.06
    return np.where(bad, 0, np.where(good, 2, np.where(neutral, 1, -1)))


def answers(rng, true):
    """Return answers, tied and skewed, with a mean linear in negative and positive mentions."""
    noise = rng.choice([-90.0, 0.0, 60.0], p=[0.3, 0.25, 0.45], size=len(true))
    return 10 + (true == 0) @ PLANTED[:, 0] + (true == 2) @ PLANTED[:, 1] + noise


@pytest.mark.parametrize(
    ("n", "size", "surveys"), [(1200, 400, 10), *long(*((*size, 2 * DRAWS) for size in ((400, 400), (1200, 100), (1200, 400))))]
)
def test_penalties_and_rewards_are_not_drawn_towards_zero(check, n, size, surveys):
    rng = np.random.default_rng(n + size)
    known = Misclassification(ERRORS * size)
    found, counted, held = [], [], Tally()
    for _ in range(surveys):
        matrix = np.array([rng.dirichlet(row * size) for row in ERRORS])
        true = feelings(rng, n)
        got = measure_asymmetry(mentions_of(draw(rng, true, matrix)), answers(rng, true), errors=known)
        found.append((got.penalty[[0, 2]], got.reward[[1, 2]]))
        counted.append((got.penalty_counted[[0, 2]], got.reward_counted[[1, 2]]))
        for side, (low, high) in enumerate(((got.penalty_low, got.penalty_high), (got.reward_low, got.reward_high))):
            held.cover(low, PLANTED[:, side], high)
    error = 2.5 * np.std(found, axis=0).mean() / np.sqrt(2 * surveys)
    for side, planted in enumerate((-50, 50)):
        check.figure("as labelled", np.nanmean([one[side] for one in counted]), what=f"planted {planted}")
        sizes = sorted((0.9 * planted, 1.1 * planted))
        check.figure(
            "corrected", np.nanmean([one[side] for one in found]), sizes[0] - error, sizes[1] + error, f"planted {planted}"
        )
    check.covers(held, "penalty and reward", 0.9, 1.0)


@pytest.mark.parametrize(("surveys",), [(15,), *long((5 * DRAWS,))])
def test_complaints_hold_the_truth_with_several_opinions_and_weights(check, surveys):
    # People have one to three opinions on a theme, and weights that go with what they say.
    rng = np.random.default_rng(9)
    known, n, held, found, counted = Misclassification(ERRORS * 400), 1500, Tally(), [], []
    for _ in range(surveys):
        has = rng.random((n, 4)) < (0.3, 0.2, 0.1, 0.3)
        number = np.where(has, rng.choice([1, 2, 3], p=[0.8, 0.15, 0.05], size=(n, 4)), 0)
        weight = rng.uniform(0.5, 2, n)
        matrix = np.array([rng.dirichlet(row * 400) for row in ERRORS])
        opinions, complains = [np.zeros((n, 4)) for _ in range(3)], np.zeros((n, 4), dtype=bool)
        for k in range(3):
            true = np.where(rng.random((n, 4)) < (0.05, 0.5, 0.9, 0.3), 0, np.where(rng.random((n, 4)) < 0.25, 1, 2))
            true = np.where(number > k, true, -1)
            shown = draw(rng, true, matrix)
            complains |= true == 0
            opinions = [counts + (shown == c) for c, counts in enumerate(opinions)]
        matrices = [csr_array(m) for m in opinions]
        mentions = Mentions(csr_array(has.astype(float)), matrices[0], matrices[2], n_opinions=tuple(matrices))
        got = measure_complaints(mentions, Design(weight=weight), known)
        # Chances of the survey at hand: what this sample's people truly say is an estimate of the population's.
        truth = np.average(complains, axis=0, weights=weight)
        low, high = got.limits()
        held.cover(low, truth, high)
        found.append(got.share - truth)
        counted.append(got.counted - truth)
    for t, name in enumerate(("5%", "50%", "90%", "30%")):
        check.figure("error as labelled", np.mean(counted, axis=0)[t], what=f"{name} negative")
        check.figure("error corrected", np.mean(found, axis=0)[t], -0.01, 0.01, f"{name} negative")
    check.covers(held, "share that complains", 0.9, 1.0)


def test_confusion_counts_are_true_class_by_shown_class():
    assert count_confusion(np.array([0, 1, 1]), np.array([2, 1, 0])).tolist() == [[0, 0, 1], [1, 1, 0], [0, 0, 0]]
