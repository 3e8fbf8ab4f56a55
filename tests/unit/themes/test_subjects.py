"""Themes of one subject are joined, and those that no name would be true of."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from scipy import sparse

from cxtext.themes import Corpus, Tone
from cxtext.themes.assignment import FitData
from cxtext.themes.catalogue import TopicMatcher
from cxtext.themes.discovery import Discovery, Refit, grow_tree
from cxtext.themes.naming import Describer, Words
from cxtext.themes.subjects import find_alike, join_nameless, join_subjects

PARKING = ["no parking here", "parking is full", "parking costs a lot", "parking was dark"]
LATE = ["parking late again", "parking full and late", "parking costs more", "parking dark"]
FOOD = ["the soup was cold", "cold soup", "soup and bread", "more soup"]


def near(angles):
    rows = np.column_stack([np.cos(angles), np.sin(angles)])
    return np.repeat(rows, 4, axis=0).astype(np.float32)


def test_themes_that_are_near_and_use_the_same_words_are_alike():
    labels, ones = np.repeat([0, 1, 2], 4), np.ones(12, dtype=np.int64)
    found = find_alike(near([0.0, 0.3, 2.5]), labels, Words(PARKING + LATE + FOOD), ones)
    assert [pair.tolist() for pair in found] == [[0, 1]]


def test_themes_that_are_only_near_or_only_share_words_are_not():
    labels, ones = np.repeat([0, 1, 2], 4), np.ones(12, dtype=np.int64)
    assert find_alike(near([0.0, 2.0, 4.0]), labels, Words(PARKING + LATE + FOOD), ones) == []
    assert find_alike(near([0.0, 2.5, 0.3]), labels, Words(PARKING + LATE + FOOD), ones) == []


def test_themes_that_only_blame_become_one():
    rng = np.random.default_rng(1)
    texts = [f"{''.join(rng.choice(list('bcdfgklmnprst'), size=7))} {i}x" for i in range(120)]
    rows = rng.normal(size=(120, 6)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    corpus = Corpus(texts, rows, np.ones(120, dtype=np.int64), sparse.eye_array(120).tocsr(), "test")
    tone = Tone(np.repeat([-0.8, -0.7, 0.8], 40), lambda phrases, vectors: np.zeros(len(phrases)))
    curve = [
        {
            "level": "theme",
            "parent_id": None,
            "height": 0.5,
            "n_themes": 3,
            "stability": 1.0,
            "coverage": 1.0,
            "chosen": True,
            "reason": "",
        }
    ]
    tree = grow_tree(rows)
    discovery = Discovery(np.repeat([0, 1, 2], 40), np.ones(3), curve, tree, [Refit(np.arange(120), tree, 120)])
    describer = Describer(texts, rows, corpus.counts, tone=tone)

    joined = join_subjects(discovery, corpus, np.arange(120), tone, describer, TopicMatcher.of(corpus))

    assert joined.labels.tolist() == [0] * 80 + [1] * 40


def test_what_only_its_tone_names_after_texts_moved_is_joined():
    labels, moved = np.repeat([0, 1, 2], 4), np.repeat([1, 0, 2], 4)
    tree = grow_tree(near([0.0, 1.0, 2.0]))
    curve = [{"level": "theme", "parent_id": None, "height": 0.5, "n_themes": 3, "chosen": True, "reason": ""}]
    discovery = Discovery(labels, np.ones(3), curve, tree, [Refit(np.arange(12), tree, 12)])
    data = FitData([f"t{i}" for i in range(12)], near([0.0, 1.0, 2.0]), sparse.eye_array(12).tocsr(), np.arange(12), discovery)
    matcher = SimpleNamespace(match=lambda theme_of, n_themes: [None] * n_themes)
    describer = SimpleNamespace(find_nameless=lambda theme_of, topics, least_reach: [np.array([0, 2]), np.array([1])])
    joined = join_nameless(data, moved, describer, matcher).discovery
    assert joined.labels.tolist() == [1] * 4 + [0] * 8, "the second and the third theme, which became 0 and 2"
    describer.find_nameless = lambda theme_of, topics, least_reach: [np.array([0]), np.array([1])]
    assert join_nameless(data, moved, describer, matcher) is data
