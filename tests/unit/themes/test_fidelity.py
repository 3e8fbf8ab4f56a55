"""The fidelity gate: a label has to find its own theme among texts that naming has not seen."""

from __future__ import annotations

import numpy as np
from fixtures.planted import plant

from cxtext.embed import load_embedder
from cxtext.themes.naming import Describer, hold_out, rank_labels

AXES = np.eye(3)


def test_a_label_is_first_where_it_is_nearest():
    themes = np.array([0, 0, 1, 1, 2])
    rows = AXES[themes]
    assert rank_labels(rows, themes, AXES).tolist() == [1, 1, 1]
    assert rank_labels(rows, themes, AXES[[1, 0, 2]]).tolist() == [2, 2, 1]


def test_a_theme_without_texts_held_out_has_no_place():
    assert rank_labels(AXES[[0, 0]], np.array([0, 0]), AXES).tolist() == [1, 0, 0]


def test_texts_are_held_out_from_large_themes_only():
    themes = np.array([0] * 14 + [1] * 20 + [-1] * 9)
    kept = hold_out(themes)
    assert np.bincount(themes[kept], minlength=2).tolist() == [0, 4]


def test_labels_of_planted_themes_find_their_own():
    corpus = plant()
    embedder = load_embedder("fast")
    vectors = embedder.encode(corpus.texts)
    found = Describer(corpus.texts, vectors, corpus.counts, encode=embedder.encode).describe(corpus.topic)
    assert [d.label_rank for d in found] == [1] * 6
