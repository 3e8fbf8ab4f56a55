from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxtext import schema
from cxtext.impact.effects import Design
from cxtext.impact.time import Opinions, find_new_topics, find_waves, index_phrases, spell
from cxtext.themes.naming import Words

OLD = ["the queue is slow", "parking was full", "friendly nurse", "menu is short", "website lost my order"]


def feedback(new_by_wave, n=60, old=OLD, themed=0.0, seed=0):
    """Return opinions of ``len(new_by_wave)`` months: so many of each month's n say something about passkeys."""
    rng = np.random.default_rng(seed)
    said, days, none = [], [], []
    for month, k in enumerate(new_by_wave):
        for i in range(n):
            said.append(f"Passkeys fail on {['iPad', 'Android', 'Linux'][i % 3]}" if i < k else old[rng.integers(len(old))])
            days.append(f"2024-{month + 1:02d}-{1 + (28 * i) // n:02d}")
            none.append(rng.random() >= themed)
    return opinions(said, none), waves(days)


def opinions(said, unassigned):
    texts = sorted(set(said))
    place = {text: i for i, text in enumerate(texts)}
    each = np.arange(len(said))
    return Opinions(
        texts, Words(texts).of_text, [f"r{i}#0" for i in each], np.array([place[t] for t in said]), each, np.array(unassigned)
    )


def waves(days):
    stamps = pd.Series(pd.to_datetime(days, utc=True)).astype("datetime64[us, UTC]")
    return find_waves(stamps, None, np.ones(len(stamps), dtype=bool))


def test_a_subject_that_persists_two_waves_and_was_never_there_is_new():
    said, when = feedback([0, 0, 0, 0, 9, 12])
    table = find_new_topics(said, when)
    row = table.iloc[0]
    assert len(table) == 1
    assert row[["topic", "wave_found", "n_found", "wave", "n", "n_wave", "n_waves_before", "n_before"]].tolist() == [
        "passkeys fail", "2024-05", 9, "2024-06", 12, 60, 4, 240,
    ]  # fmt: skip
    assert row["low"] < row["share"] == 0.2 < row["high"]
    assert len(row["exemplar_ids"]) == 3
    schema.to_arrow("new_topics", table)


@pytest.mark.parametrize(
    "new_by_wave",
    [
        [0, 0, 0, 0, 0, 20],
        [0, 0, 0, 0, 20, 0],
        [0, 0, 0, 0, 20, 4],
        [1, 0, 0, 0, 20, 20],
        [0, 0, 0, 0, 4, 20],
        [0, 20, 20],
        [20],
        [0, 0],
    ],
)
def test_it_is_not_new_otherwise(new_by_wave):
    assert find_new_topics(*feedback(new_by_wave)).empty


def test_what_a_theme_holds_is_not_new_and_earlier_units_of_themes_count_against_it():
    said, when = feedback([0, 0, 0, 0, 12, 12])
    assert find_new_topics(Opinions(**{**vars_of(said), "unassigned": np.zeros(360, dtype=bool)}), when).empty
    said, when = feedback([1, 0, 0, 0, 12, 12])
    none = np.ones(360, dtype=bool)
    none[0] = False
    assert find_new_topics(Opinions(**{**vars_of(said), "unassigned": none}), when).empty


def vars_of(said):
    return {name: getattr(said, name) for name in ("texts", "words", "unit_ids", "text", "submission", "unassigned")}


def test_one_person_who_repeats_it_is_not_many():
    said, when = feedback([0, 0, 0, 0, 12, 12])
    people = np.arange(360)
    people[240:252] = people[300:312] = 999
    assert find_new_topics(said, when, Design(respondent=people)).empty


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan])
def test_without_usable_weights_nothing_is_new(bad):
    said, when = feedback([0, 0, 0, 0, 12, 12])
    w = np.ones(360)
    w[300:] = bad
    assert find_new_topics(said, when, Design(weight=w)).empty
    assert find_new_topics(said, when, Design(weight=np.full(360, bad))).empty


def test_no_opinion_at_all_gives_an_empty_table():
    said, when = feedback([0, 0, 0, 0, 0, 0])
    none = Opinions([], [], [], np.zeros(0, dtype=int), np.zeros(0, dtype=int), np.zeros(0, dtype=bool))
    assert list(find_new_topics(none, when).columns) == list(schema.TABLES["new_topics"])
    assert find_new_topics(said, waves([None] * 360)).empty


def test_phrases_are_telling_words_and_pairs():
    words = Words(["The new login page", "login pages are slow", "a login page"]).of_text
    phrases, matrix = index_phrases(words, [0, 1, 2], 2)
    assert phrases == ["login", "login page", "page"]
    assert matrix.toarray().sum(axis=0).tolist() == [3, 3, 3]
    assert spell("login page", words, ["The new Login page", "login pages are slow", "a login page"], [0, 1, 2]) == "login page"
    assert index_phrases(words, [], 1)[0] == []
