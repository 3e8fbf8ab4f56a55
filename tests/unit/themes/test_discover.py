"""Discovery: planted topics are found, chance is not, and the number of themes can be asked for."""

from __future__ import annotations

import numpy as np
import pytest
from fixtures.planted import N_DIMS, plant, plant_parts, scatter, unit
from scipy import sparse

from cxtext.settings import ThemesConfig
from cxtext.themes import sample_texts
from cxtext.themes.discovery import (
    adjusted_rand,
    count_responses,
    discover_themes,
    join_themes,
    split_themes,
    usual_range,
)

SETTINGS = ThemesConfig()


def find(corpus, **options):
    settings = SETTINGS.model_copy(update=options)
    return discover_themes(corpus.vectors, responses=corpus.responses, settings=settings, random_state=0)


def test_planted_topics_are_recovered_with_their_stability():
    corpus = plant(6, 40)
    found = find(corpus)
    assert found.n_themes == 6
    assert adjusted_rand(found.labels, corpus.topic) > 0.97
    assert (found.stability > 0.9).all()


@pytest.mark.parametrize("n", [0, 1, 5, 11])
def test_few_texts_have_no_themes(n):
    corpus = plant(1, n)
    found = find(corpus)
    assert found.n_themes == 0
    assert found.labels.tolist() == [-1] * n


@pytest.mark.parametrize("n", [12, 30, 100, 300])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_unrelated_texts_are_no_theme(n, seed):
    assert find(scatter(n, seed=seed)).n_themes == 0


def test_thirty_responses_have_only_the_theme_that_is_there():
    corpus = plant(1, 10, n_stray=20, noise=0.4)
    found = find(corpus)
    assert found.n_themes == 1
    inside = found.labels == 0
    assert inside[corpus.topic == 0].all()
    assert inside[corpus.topic == -1].sum() <= 3


def test_a_theme_needs_enough_responses_not_only_texts():
    corpus = plant(4, 20)
    one_person = np.where(corpus.topic == 0, 0, np.arange(len(corpus.texts)))
    responses = sparse.csr_array((np.ones(len(one_person)), (np.arange(len(one_person)), one_person)))
    found = discover_themes(corpus.vectors, responses=responses, settings=SETTINGS, random_state=0)
    assert found.n_themes == 3
    assert (found.labels[corpus.topic == 0] == -1).all()


def test_the_curve_has_one_chosen_height():
    curve = [row for row in find(plant(6, 40)).curve if row["level"] == "theme"]
    assert sum(row["chosen"] for row in curve) == 1
    assert all(0 <= row["coverage"] <= 1 and row["stability"] <= 1 for row in curve)
    assert [row["height"] for row in curve] == sorted(row["height"] for row in curve)


@pytest.mark.parametrize("n_themes", [2, 3, 5])
def test_the_number_of_themes_can_be_asked_for(n_themes):
    assert find(plant(6, 40), n_themes=n_themes).n_themes == n_themes


def test_large_themes_are_split_where_the_parts_are_real():
    corpus = plant_parts()
    found = find(corpus, n_themes=3)
    first = corpus.topic == 0
    assert adjusted_rand(found.labels, corpus.topic) == 1.0
    truth = np.array([int(t.split()[1][1]) for t in corpus.texts])
    sub_labels, curve = split_themes(
        found.tree, found.labels, found.refits, corpus.responses, min_responses=SETTINGS.min_responses
    )
    assert adjusted_rand(sub_labels[first], truth[first]) > 0.95
    assert (sub_labels[~first] == -1).all()
    assert {row["parent_id"] for row in curve if row["chosen"]} == set(found.labels[first])
    swapped, _ = split_themes(found.tree, 2 - found.labels, found.refits, corpus.responses, min_responses=SETTINGS.min_responses)
    assert (swapped == sub_labels).all()


def test_themes_that_are_not_kept_join_the_nearest():
    rows = unit(np.array([[1, 0], [1, 0.1], [0, 1], [0.1, 1], [0, 1], [0.9, 0.3]], dtype=float))
    assert join_themes(rows, np.array([0, 0, 1, 1, 1, 2]), np.arange(3) < 2).tolist() == [0, 0, 1, 1, 1, 0]


def test_responses_are_counted_once_a_label():
    responses = sparse.csr_array(np.array([[1, 0, 1], [1, 0, 0], [0, 1, 0]]))
    assert count_responses(np.array([0, 0, 1]), responses, 2).tolist() == [2, 1]
    assert count_responses(np.array([-1, -1, 1]), responses, 2).tolist() == [0, 1]


def test_usual_range_grows_and_stays_readable():
    ranges = [usual_range(n) for n in (12, 100, 1000, 10_000, 100_000)]
    assert ranges == sorted(ranges)
    assert ranges[-1] == (10, 40)
    assert all(low <= high for low, high in ranges)


def test_the_sample_depends_on_the_texts_alone():
    texts = [f"text {i}" for i in range(200)]
    some = {texts[i] for i in sample_texts(texts, 50)}
    mixed = texts[::-1]
    assert len(some) == 50
    assert {mixed[i] for i in sample_texts(mixed, 50)} == some
    assert {texts[i] for i in sample_texts(texts, 20)} < some


def test_few_texts_given_again_and_again_are_themes_when_they_group_no_better():
    rng = np.random.default_rng(3)
    n_texts, again = 30, 8
    rows = unit(rng.normal(size=(n_texts, N_DIMS)))
    rows[:6] = unit(rows[0] + 0.2 * unit(rng.normal(size=(6, N_DIMS))))
    responses = sparse.csr_array(np.repeat(np.eye(n_texts), again, axis=1))
    found = discover_themes(rows, responses=responses, settings=SETTINGS, random_state=0)
    assert found.literal
    assert sorted(found.labels.tolist()) == list(range(n_texts))
    few = sparse.csr_array(np.eye(n_texts))
    assert not discover_themes(rows, responses=few, settings=SETTINGS, random_state=0).literal


def test_joined_themes_count_as_one_and_their_stability_is_measured_anew():
    rng = np.random.default_rng(2)
    centres = np.eye(3, 12).repeat(40, axis=0)
    rows = centres + rng.normal(scale=0.15, size=centres.shape)
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    found = discover_themes(rows, responses=sparse.eye_array(120).tocsr(), settings=ThemesConfig(), random_state=0)
    assert found.n_themes == 3

    joined = found.join([np.array([0, 2])])

    assert joined.n_themes == 2
    assert np.bincount(joined.labels).tolist() == [80, 40]
    assert len(joined.stability) == 2
    assert found.join([]) is found
