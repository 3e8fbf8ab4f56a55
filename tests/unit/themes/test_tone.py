"""Labels have the tone of their theme, say different things, and are like names by their grammar."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from cxtext.language import load_parser
from cxtext.themes.naming import (
    Candidate,
    Casing,
    Counts,
    Describer,
    Phrase,
    Tone,
    choose_labels,
    discord,
    find_phrases,
    key_of,
    rank_candidates,
)


def unused_counts(n_themes):
    return Counts({}, np.zeros((n_themes, 0)), np.zeros(0), 10.0, np.full(n_themes, 5.0))


def test_discord_is_what_goes_beyond_the_theme_or_against_it():
    assert discord(0.9, 0.8) == discord(0.0, -0.9) == discord(-0.2, 0.5) == 0.0
    assert discord(0.9, 0.1) == pytest.approx(0.6)
    assert discord(-0.9, 0.5) == pytest.approx(0.7)


def test_praise_does_not_name_complaints():
    texts = [
        "The showers were spotless",
        "Showers were spotless, all else was not",
        *[f"Showers were dirty, day {i}" for i in range(9)],
    ]
    rows = np.ones((len(texts), 2), dtype=np.float32)
    rows[:, 1] = np.linspace(0, 0.1, len(texts))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    felt = np.array([0.9, -0.2, *[-0.8] * 9])

    def name(tone):
        encode = lambda phrases: np.array([[1.0, 0.5] if "spotless" in p else [1.0, 0.0] for p in phrases], dtype=np.float32)  # noqa: E731
        describer = Describer(texts, rows, np.ones(len(texts), dtype=int), nlp=load_parser()[0], encode=encode, tone=tone)
        return describer.describe(np.zeros(len(texts), dtype=int))[0].label

    judge = lambda phrases, vectors: np.array([0.9 if "spotless" in p else -0.8 for p in phrases])  # noqa: E731
    assert "spotless" not in name(Tone(felt, judge))


def test_two_labels_of_a_level_do_not_mean_the_same():
    ranked = [
        [Candidate("lounge crowded", "lounge was crowded", {"lounge", "crowded"}, typical=2.0)],
        [
            Candidate("visited overcrowded", "visited overcrowded", {"visited", "overcrowded"}, typical=1.0),
            Candidate("few seat", "few seats", {"few", "seat"}, typical=0.5),
        ],
    ]
    vectors = {
        "lounge was crowded": np.array([1.0, 0.0]),
        "visited overcrowded": np.array([0.9, 0.4]),
        "few seats": np.array([0.0, 1.0]),
    }
    labels = choose_labels(ranked, unused_counts(2), taken=[], casing=Casing(), vectors=vectors)
    assert [label for label, _ in labels] == ["Lounge was crowded", "Few seats"]


def test_a_name_that_covers_its_theme_comes_before_a_rare_phrase():
    terms = {"queue": 0, "slow": 1, "ink": 2, "slow queue": 3, "ink queue": 4}
    own = np.array([9.0, 6.0, 1.0, 5.0, 1.0])
    counts = Counts(terms, np.vstack([own, np.zeros(5)]), own, 100.0, np.array([10.0, 90.0]))
    phrases = {key: Phrase(Counter({key: 2})) for key in ("queue", "ink", "slow queue", "ink queue")}
    ranked = rank_candidates([phrases, {}], [{}, {}], counts, Casing())[0]
    assert [candidate.key for candidate in ranked][:2] == ["slow queue", "queue"]
    rare = Counts(terms, np.vstack([[9.0, 1.0, 1.0, 1.0, 1.0], np.zeros(5)]), own, 100.0, np.array([10.0, 90.0]))
    assert rank_candidates([phrases, {}], [{}, {}], rare, Casing())[0][0].key == "queue"


def test_grammar_tells_a_name_from_a_fragment():
    nlp, name = load_parser()
    if name == "none":
        pytest.skip("no English parser")
    texts = ["The helpful staff smiled.", "We had the worst flight.", "I visited overcrowded lounges.", "The lounge was crowded."]
    costs = {key: phrase.cost for found in find_phrases(texts, nlp) for key, phrase in found.items()}
    assert costs[key_of(["helpful", "staff"])] == 0.0
    assert costs[key_of(["worst", "flight"])] > costs[key_of(["lounge", "was", "crowded"])] > 0.0


def test_damped_vectors_keep_a_quarter_of_their_tone():
    rng = np.random.default_rng(5)
    vectors = (rng.normal(size=(200, 8)) + 2 * rng.choice([-1.0, 1.0], size=(200, 1)) * np.eye(8)[0]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    tone = Tone(np.zeros(200), lambda phrases, rows: np.zeros(len(phrases)), np.eye(8)[:1])

    damped = tone.damp(vectors, vectors.mean(axis=0))

    assert np.allclose(np.linalg.norm(damped, axis=1), 1, atol=1e-5)
    after, before = (rows[:, 0] / np.abs(rows[:, 1:]).sum(axis=1) for rows in (damped, vectors))
    assert 0.2 < np.std(after) / np.std(before) < 0.3
    assert replace(tone, directions=None).damp(vectors, vectors[0]) is vectors
