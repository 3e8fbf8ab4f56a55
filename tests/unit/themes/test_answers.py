"""Labels: the edits that hold them, and what is learnt from them."""

from __future__ import annotations

import numpy as np
import pytest
from fixtures.planted import plant

from cxtext.errors import ConfigError
from cxtext.themes import (
    UNLABELLED,
    Asked,
    Asking,
    Confirm,
    Correction,
    EditLog,
    Either,
    LearnLabels,
    Move,
    QuestionPool,
    centre_rows,
)
from cxtext.themes.curation import correction


@pytest.fixture
def planted():
    """Texts of six topics, of which the last two were taken for one."""
    corpus = plant()
    return corpus, np.minimum(corpus.topic, 4), np.where(corpus.topic == 5, 3, np.minimum(corpus.topic, 4))


def test_without_labels_nothing_moves(planted):
    corpus, theme, _ = planted
    theme = theme.copy()
    theme[:7] = -1
    start = Correction.start(corpus.vectors, theme, 5)
    assert np.array_equal(start.move(corpus.vectors, np.arange(len(theme)), theme)[0], theme)


def test_a_few_labels_move_texts_like_them(planted):
    corpus, theme, truth = planted
    shown = np.flatnonzero(corpus.topic == 5)[:5]
    start = Correction.start(corpus.vectors, theme, 5)
    hashes = np.arange(len(shown), dtype=np.uint64)
    learnt = start.learn(corpus.vectors, theme, shown, truth[shown], hashes)
    moved, strength = learnt.move(corpus.vectors, np.arange(len(theme)), theme)
    assert (moved == truth).mean() > (theme == truth).mean() + 0.1
    assert (moved[corpus.topic < 4] == truth[corpus.topic < 4]).all()
    assert ((strength > 0) & (strength <= 1)).all()


def test_the_theme_of_a_text_depends_on_nothing_but_the_text(planted):
    corpus, theme, truth = planted
    shown = np.arange(0, len(theme), 9)
    start = Correction.start(corpus.vectors, theme, 5)
    learnt = start.learn(corpus.vectors, theme, shown, truth[shown], shown.astype(np.uint64))
    every = np.arange(len(theme))
    whole = learnt.score(corpus.vectors, every, theme)
    assert np.array_equal(learnt.score(corpus.vectors[7:9], np.array([0, 1]), theme[7:9]), whole[7:9])
    assert np.array_equal(learnt.score(corpus.vectors[::-1], every[::-1], theme), whole)


def make_pool(planted, **values) -> QuestionPool:
    """Return a pool of questions about all texts."""
    corpus, theme, _ = planted
    ones, none = np.ones(len(theme), dtype=np.int64), np.zeros(len(theme), dtype=bool)
    start = Correction.start(corpus.vectors, theme, 5)
    return QuestionPool(start, corpus.vectors, theme, ones, ~none, none, none, values.pop("is_unnamed", none), **values)


def test_random_questions_are_a_simple_random_sample_whatever_else_is_asked(planted):
    """Over seeds texts in doubt, which are asked about for that, are as often in the random sample as all others."""
    theme = planted[1]
    hits, n_asked_first = np.zeros(len(theme)), 0
    for seed in range(60):
        pool = make_pool(planted, random_state=seed, learn_every=10**6)
        for _ in range(24):
            asking = pool.ask()
            pool.answer(asking, int(theme[asking.position]))
        hits[list(pool.find_random())] += 1
        n_asked_first += len(pool.find_random()) - sum(asking.asked is Asked.RANDOM for asking, _ in pool.answers)
    doubted = np.zeros(len(theme), dtype=bool)
    pool = make_pool(planted, learn_every=10**6)
    for _ in range(24):
        pool.answer(pool.ask(), UNLABELLED)
    doubted[[asking.position for asking, _ in pool.answers if asking.asked is Asked.BETWEEN]] = True
    true, n = doubted.mean(), hits.sum()
    assert n_asked_first > 0
    assert abs(hits[doubted].sum() / n - true) < 3 * np.sqrt(true * (1 - true) / n)


def test_themes_whose_name_covers_little_are_asked_about(planted):
    corpus, _, _ = planted
    pool = make_pool(planted, is_unnamed=corpus.topic == 2)
    for _ in range(16):
        pool.answer(pool.ask(), UNLABELLED)
    asked = [asking for asking, _ in pool.answers if asking.asked is Asked.LABEL]
    assert len(asked) == 2 and all(corpus.topic[asking.position] == 2 for asking in asked)


def test_the_stop_rule_waits_for_forty_answers_and_sees_that_nothing_changes(planted):
    _, theme, _ = planted
    pool = make_pool(planted, learn_every=10)
    for _ in range(45):
        assert (pool.expect_gain() is None) == (len(pool.answers) < 40)
        asking = pool.ask()
        pool.answer(asking, int(theme[asking.position]))
    assert pool.expect_gain() < 0.02


def test_what_is_told_of_further_answers_is_what_the_last_ones_are_thought_to_have_put_right(planted):
    _, _, truth = planted
    pool = make_pool(planted, learn_every=10)
    for _ in range(40):
        asking = pool.ask()
        pool.answer(asking, int(truth[asking.position]))
    came = (pool.assign(40) == truth).mean() - (pool.assign(0) == truth).mean()
    assert came > 0.1
    assert pool.expect_gain() == pytest.approx(came, abs=0.05)
    moved = (pool.assign(40) != pool.assign(0)).mean()
    assert pool.expect_gain() <= moved


def test_a_question_is_about_what_stands_for_most_in_doubt_and_then_about_something_else(planted):
    corpus, theme, _ = planted
    pool = make_pool(planted)
    doubted = np.isin(corpus.topic, (2, 3)) | (np.arange(len(theme)) == np.flatnonzero(corpus.topic == 0)[0])
    shares = np.full((len(theme), 6), 0.002)
    shares[np.arange(len(theme)), theme] = 0.99
    shares[doubted, theme[doubted]] = shares[doubted, 5] = 0.496
    asked: list[int] = []
    for _ in range(12):
        free = np.ones(len(theme), dtype=bool)
        free[asked] = False
        asked.append(pool._pick(free, shares))
        pool.answer(Asking(asked[-1], Asked.BETWEEN, ()), UNLABELLED)
    # the one of topic 0 is in doubt as much, but nothing near it is; what is near an asked one is worth less
    assert set(corpus.topic[asked[:2]].tolist()) == {2, 3}
    assert len(set(asked)) == 12 and doubted[asked].all()


def test_texts_like_a_labelled_one_follow_it_and_with_few_labels_others_are_held(planted):
    corpus, theme, truth = planted
    start = Correction.start(corpus.vectors, theme, 5)
    rows = centre_rows(corpus.vectors, start.mean)
    shown = np.flatnonzero(corpus.topic == 5)[:5]
    few, many = (correction._make_lesson(rows, theme, shown, truth[shown], n_themes) for n_themes in (5, 1))
    assert few.positions[:5].tolist() == shown.tolist() and (few.weights[:5] == 1).all()
    follows = (few.answers != correction.HELD) & (np.arange(len(few.answers)) >= 5)
    assert follows.sum() == len(many.positions) - 5 > 0 and len(set(few.positions.tolist())) == len(few.positions)
    assert (theme[few.positions[follows]] == 4).all() and (few.answers[follows] == 3).all()
    assert (few.weights[follows] < many.weights[5:]).all() and (many.weights[5:] <= correction.FOLLOWER_WEIGHT).all()
    held = few.answers == correction.HELD
    assert held.sum() > 100 and (few.weights[held] > 0).all() and correction.HELD not in many.answers


def test_many_labels_are_learnt_as_few_are(monkeypatch):
    """In the span of the rows and in all dimensions the same is found."""
    random = np.random.default_rng(0)
    rows = random.normal(size=(30, 31))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    start, target = random.normal(size=(30, 4)), np.eye(4)[random.integers(0, 4, 30)]
    monkeypatch.setattr(correction, "ITERATIONS", 2000)
    in_span = correction._fit_change(rows, start, target, np.ones(30))
    everywhere = correction._fit_change(
        np.vstack([rows, rows]), np.vstack([start, start]), np.vstack([target] * 2), np.full(60, 0.5)
    )
    np.testing.assert_allclose(in_span, everywhere, atol=0.01)
    assert np.abs(in_span).max() > 0.5


def test_a_log_with_answers_reads_back_and_one_of_before_has_no_kind_of_question():
    log = EditLog().add(Confirm(("0" * 16,), "T001", "random")).add(Either(("1" * 16,), ("T001", "T002"), "far", "T001"))
    log = log.add(Move(("2" * 16,), None, "between", "T002")).add(LearnLabels(3))
    assert EditLog.from_text(log.to_text(), "edits.jsonl") == log
    old = '{"v": 1, "n": 1, "edit": "move", "keys": ["00000000000000ff"], "to": "T001"}\n'
    (entry,) = EditLog.from_text(old, "edits.jsonl").entries
    assert entry.edit == Move(("00000000000000ff",), "T001")


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (Confirm((), "T001"), "name one at least"),
        (LearnLabels(0), "no label to learn from"),
        (Either(("a",), ("T001",)), "two themes"),
    ],
)
def test_an_edit_without_what_it_needs_is_refused(edit, message):
    with pytest.raises(ConfigError, match=message):
        edit.change(None)


def test_asking_names_themes_by_their_probability(planted):
    asking = make_pool(planted).ask()
    assert isinstance(asking, Asking) and sorted(asking.ranked) == list(range(5))
