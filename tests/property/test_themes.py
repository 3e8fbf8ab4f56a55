"""Guarantees of the themes: they depend on what was said, not on order, company or number of calls."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from fixtures.planted import arrange, plant
from hypothesis import given, settings
from hypothesis import strategies as st

from cxtext.settings import ThemesConfig
from cxtext.themes import ThemeModel
from cxtext.themes.discovery import adjusted_rand, renumber

CORPUS = plant(5, 50, n_stray=15)


def fit(corpus, **options):
    return ThemeModel.fit_assign(corpus, settings=ThemesConfig(), **options)[0]


@pytest.fixture(scope="module")
def model():
    return fit(CORPUS)


@settings(max_examples=4)
@given(st.randoms(use_true_random=False))
def test_row_order_changes_nothing(random):
    rows = list(zip(CORPUS.texts, CORPUS.topic.tolist(), CORPUS.vectors, strict=True))
    random.shuffle(rows)
    shuffled = arrange(rows)
    expected, found = fit(CORPUS), fit(shuffled)
    assert shuffled.texts == CORPUS.texts
    assert found.themes.equals(expected.themes)
    assert (found.assign(shuffled.vectors, shuffled.texts).theme == expected.assign(CORPUS.vectors, CORPUS.texts).theme).all()


@settings(max_examples=4)
@given(st.randoms(use_true_random=False))
def test_order_of_responses_changes_nothing(random):
    order = list(range(CORPUS.responses.shape[1]))
    random.shuffle(order)
    mixed = fit(replace(CORPUS, responses=CORPUS.responses[:, order]))
    assert mixed.themes.equals(fit(CORPUS).themes)


@settings(max_examples=60)
@given(st.lists(st.integers(0, len(CORPUS.texts) - 1), min_size=1, max_size=700))
def test_company_changes_nothing(model, picked):
    whole, part = (
        model.assign(CORPUS.vectors, CORPUS.texts),
        model.assign(CORPUS.vectors[picked], [CORPUS.texts[i] for i in picked]),
    )
    for name in ("theme", "strength", "subtheme"):
        assert (getattr(part, name) == getattr(whole, name)[picked]).all()


def test_one_at_a_time_is_all_at_once(model):
    whole = model.assign(CORPUS.vectors, CORPUS.texts)
    for i in range(0, len(CORPUS.texts), 7):
        alone = model.assign(CORPUS.vectors[[i]], [CORPUS.texts[i]])
        assert (alone.theme[0], alone.strength[0], alone.subtheme[0]) == (whole.theme[i], whole.strength[i], whole.subtheme[i])


def test_threads_change_nothing(model):
    one = fit(CORPUS, jobs=1)
    assert one.themes.equals(model.themes)


@settings(max_examples=100)
@given(st.lists(st.integers(-1, 6), max_size=60))
def test_renumbering_keeps_the_partition(values):
    labels = np.array(values, dtype=np.int64)
    new = renumber(labels)
    assert ((new == -1) == (labels == -1)).all()
    assert adjusted_rand(labels, new) == 1.0
    sizes = np.bincount(new[new >= 0])
    assert (np.diff(sizes) <= 0).all() and (sizes > 0).all()
