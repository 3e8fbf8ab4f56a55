"""Guarantees of given themes: they depend on what was said and on the codebook, not on order, company or number of calls."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from fixtures.planted import arrange, plant, unit
from hypothesis import given, settings
from hypothesis import strategies as st

from cxtext.settings import ThemesConfig
from cxtext.themes import ThemeModel
from cxtext.themes.codebook import Codebook

CORPUS = plant(5, 50, n_stray=15)
CENTRES = [CORPUS.vectors[CORPUS.topic == i].mean(axis=0) for i in range(3)]
#: The keywords stand in one text of every topic.
THEMES = [{"name": f"theme {i}", "keywords": [f"problem {i}"], "examples": [f"example {i}"]} for i in range(3)]
BOOK = Codebook.model_validate({"themes": THEMES})


def encode(texts):
    return unit(np.array([CENTRES[int(text[-1])] if text[-1:] in "012" else CENTRES[0] for text in texts]))


def fit(corpus, book=BOOK):
    return ThemeModel.fit_assign(replace(corpus, encode=encode), settings=ThemesConfig(), codebook=book)[0]


@pytest.fixture(scope="module")
def model():
    return fit(CORPUS)


@settings(max_examples=4)
@given(st.randoms(use_true_random=False))
def test_row_order_changes_nothing(model, random):
    rows = list(zip(CORPUS.texts, CORPUS.topic.tolist(), CORPUS.vectors, strict=True))
    random.shuffle(rows)
    shuffled = arrange(rows)
    found = fit(shuffled)
    assert found.themes.equals(model.themes)
    assert (found.assign(shuffled.vectors, shuffled.texts).theme == model.assign(CORPUS.vectors, CORPUS.texts).theme).all()


@settings(max_examples=60)
@given(st.lists(st.integers(0, len(CORPUS.texts) - 1), min_size=1, max_size=700))
def test_company_changes_nothing(model, picked):
    whole = model.assign(CORPUS.vectors, CORPUS.texts)
    part = model.assign(CORPUS.vectors[picked], [CORPUS.texts[i] for i in picked])
    for name in ("theme", "strength", "subtheme"):
        assert (getattr(part, name) == getattr(whole, name)[picked]).all()


def test_one_at_a_time_is_all_at_once(model):
    whole = model.assign(CORPUS.vectors, CORPUS.texts)
    assert (whole.theme < 3).any() and (whole.theme >= 3).any()
    for i in range(0, len(CORPUS.texts), 7):
        alone = model.assign(CORPUS.vectors[[i]], [CORPUS.texts[i]])
        assert (alone.theme[0], alone.strength[0]) == (whole.theme[i], whole.strength[i])


def test_the_order_of_the_codebook_changes_only_the_ids(model):
    turned = fit(CORPUS, Codebook(themes=BOOK.themes[::-1]))
    old, new = (one.assign(CORPUS.vectors, CORPUS.texts).theme for one in (model, turned))
    given = (old >= 0) & (old < 3)
    assert given.any()
    assert (new[given] == 2 - old[given]).all()
    assert (new[~given] == old[~given]).all()
