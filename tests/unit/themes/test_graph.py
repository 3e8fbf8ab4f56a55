"""Neighbours, communities, stability and cohesion: the ground that discovery stands on."""

from __future__ import annotations

import numpy as np
import pytest
from fixtures.planted import plant, scatter, unit

from cxtext.themes import centre_rows, sum_by_label
from cxtext.themes.discovery import (
    LeidenJob,
    adjusted_rand,
    best_jaccard,
    build_graph,
    draw_resamples,
    find_communities,
    find_refits,
    induce,
    measure_chance,
    measure_cohesion,
    nearest_neighbours,
    renumber,
)


@pytest.mark.parametrize("n", [2, 7, 40, 700, 1300])
def test_neighbours_are_exact(n):
    rows = unit(np.random.default_rng(n).normal(size=(n, 24)))
    k = min(9, n - 1)
    neighbours, similarities = nearest_neighbours(rows, k)
    cosines = rows.astype(np.float64) @ rows.T.astype(np.float64)
    np.fill_diagonal(cosines, -2)
    best = -np.sort(-cosines, axis=1)[:, :k]
    np.testing.assert_allclose(similarities, best, atol=1e-5)
    np.testing.assert_allclose(np.take_along_axis(cosines, neighbours.astype(np.int64), axis=1), best, atol=1e-5)
    assert not (neighbours == np.arange(n)[:, None]).any()


def test_ties_go_to_the_earlier_row():
    rows = np.tile(np.eye(2, dtype=np.float32)[:1], (5, 1))
    assert nearest_neighbours(rows, 2)[0].tolist() == [[1, 2], [0, 2], [0, 1], [0, 1], [0, 1]]


def test_a_refit_is_the_communities_of_its_subsample():
    graph = build_graph(*nearest_neighbours(plant(4, 40).vectors, 10))
    refits = find_refits(graph, (1.0, 2.0), 3, seed=5, threads=2)
    assert sorted(refits) == [1.0, 2.0] and len(refits[2.0]) == 3
    refit = refits[2.0][2]
    sample = draw_resamples(160, 3, random_state=5)[2]
    (alone,) = find_communities([LeidenJob(induce(graph, sample), 2.0, 8, 1)])
    assert (refit[sample] == alone).all()
    assert (np.delete(refit, sample) == -1).all()


def test_threads_change_nothing():
    rows = plant(4, 400).vectors
    one, two = nearest_neighbours(rows, 10, threads=1), nearest_neighbours(rows, 10, threads=3)
    assert (one[0] == two[0]).all() and (one[1] == two[1]).all()
    graph = build_graph(*one)
    jobs = [LeidenJob(graph, r, s) for r in (0.5, 1.0, 2.0) for s in (0, 1)]
    for left, right in zip(find_communities(jobs, threads=1), find_communities(jobs, threads=3), strict=True):
        assert (left == right).all()


def test_graph_is_symmetric_and_without_negative_edges():
    graph = build_graph(*nearest_neighbours(scatter(60).vectors, 20))
    assert abs(graph - graph.T).max() == 0
    assert graph.data.min() > 0
    assert graph.diagonal().sum() == 0


def test_communities_are_the_planted_topics():
    corpus = plant(5, 30)
    rows = centre_rows(corpus.vectors, corpus.vectors.mean(axis=0))
    (labels,) = find_communities([LeidenJob(build_graph(*nearest_neighbours(rows, 8)), 1.0, 0)])
    assert adjusted_rand(labels, corpus.topic) == 1.0


def test_graph_without_edges_has_only_single_communities():
    rows = np.vstack([np.eye(3), -np.eye(3)]).astype(np.float32)
    (labels,) = find_communities([LeidenJob(build_graph(*nearest_neighbours(rows, 1)), 1.0, 0)])
    assert sorted(labels.tolist()) == list(range(6))


def test_renumber_orders_by_size_then_first_member():
    assert renumber(np.array([4, 9, 9, 2, 2, -3, 2])).tolist() == [2, 1, 1, 0, 0, -1, 0]
    assert renumber(np.array([5, 3, 5, 3])).tolist() == [0, 1, 0, 1]


def test_adjusted_rand_agrees_with_sklearn():
    from sklearn.metrics import adjusted_rand_score

    rng = np.random.default_rng(1)
    for _ in range(5):
        left, right = rng.integers(0, 4, 60), rng.integers(0, 6, 60)
        assert adjusted_rand(left, right) == pytest.approx(adjusted_rand_score(left, right))


def test_best_jaccard_by_hand():
    reference = np.array([0, 0, 0, 1, 1, -1])
    refit = np.array([0, 0, 1, 1, 1, 1])
    np.testing.assert_allclose(best_jaccard(reference, refit, 3), [2 / 3, 2 / 4, np.nan])


def test_resamples_have_the_asked_size_and_no_repeats():
    for sample in draw_resamples(50, 3, share=0.7, random_state=4):
        assert len(set(sample.tolist())) == 35
        assert (np.diff(sample) > 0).all()


def test_cohesion_is_the_mean_pairwise_cosine():
    rows = unit(np.random.default_rng(0).normal(size=(6, 5)))
    labels = np.array([0, 0, 0, 1, -1, -1])
    cosines = rows[:3] @ rows[:3].T
    expected = (cosines.sum() - 3) / 6
    np.testing.assert_allclose(measure_cohesion(rows, labels, 2), [expected, 0.0], atol=1e-6)
    np.testing.assert_allclose(sum_by_label(rows, labels, 2)[0], rows[:3].sum(axis=0), atol=1e-6)


def test_chance_is_below_planted_topics_and_about_that_of_unrelated_texts():
    topics, stray = plant(5, 40), scatter(200)
    for corpus, above in ((topics, True), (stray, False)):
        rows = centre_rows(corpus.vectors, corpus.vectors.mean(axis=0))
        graph = build_graph(*nearest_neighbours(rows, 15))
        chance = measure_chance(rows, 15, random_state=0)
        (labels,) = find_communities([LeidenJob(graph, 1.0, 0)])
        size = np.bincount(labels)
        cohesion = measure_cohesion(rows, labels, len(size))
        assert (cohesion > chance.limit(size)).all() == above


def test_a_row_at_the_mean_stays_zero():
    rows = unit(np.ones((3, 4)))
    assert not centre_rows(rows, rows[0]).any()
