"""Questions about single opinions, what the answers do, and what they say of the themes."""

from __future__ import annotations

import numpy as np
import pytest

from cxtext import Analysis
from cxtext.errors import ConfigError
from cxtext.pipeline import Answer, Review, Verdict
from cxtext.studies import score_labels
from cxtext.themes import Asked, Confirm, Either, LearnLabels, Move, text_key


@pytest.fixture
def review(small_analysis: Analysis) -> Review:
    """A session of questions about the small survey."""
    return Review.of(small_analysis)


def theme_of(analysis: Analysis, unit_id: str) -> str | None:
    """Return the theme of an opinion."""
    theme = analysis.tables["assignments"].set_index("unit_id")["theme_id"][unit_id]
    return theme if isinstance(theme, str) else None


def test_a_share_of_the_questions_is_random_and_no_opinion_is_asked_about_twice(review):
    asked = []
    while len(asked) < 40 and (question := review.ask()) is not None:
        asked.append(question)
        review.answer(question, Answer(Verdict.RIGHT))
    assert len({question.text for question in asked}) == len(asked)
    assert sum(question.asked is Asked.RANDOM for question in asked) == -(-len(asked) // 4)
    assert all(question.theme_id not in question.offered for question in asked)


def test_each_answer_becomes_an_edit_with_the_kind_of_its_question(review):
    given = {}
    for verdict in (Verdict.RIGHT, Verdict.THEME, Verdict.NONE, Verdict.EITHER, Verdict.SKIP):
        question = review.ask()
        n_named = {Verdict.THEME: 1, Verdict.EITHER: 2}.get(verdict, 0)
        review.answer(question, Answer(verdict, question.offered[:n_named]))
        given[verdict] = question
    edits = [entry.edit for entry in review.to_edits().model.edits.entries]
    keys = {verdict: (text_key(question.text),) for verdict, question in given.items()}
    by_key = {edit.keys: edit for edit in edits if not isinstance(edit, LearnLabels)}
    right, moved, none = (given[verdict] for verdict in (Verdict.RIGHT, Verdict.THEME, Verdict.NONE))
    assert by_key[keys[Verdict.RIGHT]] == Confirm(keys[Verdict.RIGHT], right.theme_id, right.asked)
    assert by_key[keys[Verdict.THEME]] == Move(keys[Verdict.THEME], moved.offered[0], moved.asked, moved.theme_id)
    assert by_key[keys[Verdict.NONE]].keys == keys[Verdict.NONE] and none.theme_id is not None
    assert isinstance(by_key[keys[Verdict.EITHER]], Either)
    assert keys[Verdict.SKIP] not in by_key
    assert edits[-1] == LearnLabels(3)


def test_answers_are_kept_and_fits_none_is_told_from_could_be_either(review):
    none, either = review.ask(), None
    review.answer(none, Answer(Verdict.NONE))
    either = review.ask()
    review.answer(either, Answer(Verdict.EITHER, either.offered[:2]))
    after = review.to_edits(learn=False).apply()
    table = after.tables["assignments"].set_index("unit_id")
    assert theme_of(after, none.unit_id) is None and table["reason"][none.unit_id] == "none"
    assert theme_of(after, either.unit_id) is None and table["reason"][either.unit_id] == "either"
    assert table["either"][either.unit_id].split() == sorted(either.offered[:2])
    assert table.loc[table["theme_id"].notna(), ["reason", "either"]].isna().all(axis=None)
    merged = after.edit().merge(*either.offered[:2]).apply()
    assert theme_of(merged, either.unit_id) == either.offered[0]


def test_what_is_learnt_moves_like_opinions_and_leaves_answers_alone(review):
    before = {}
    for _ in range(12):
        question = review.ask()
        before[question.unit_id] = question
        review.answer(question, Answer(Verdict.THEME, question.offered[:1]) if question.offered else Answer(Verdict.RIGHT))
    after = review.to_edits().apply()
    assert {unit: theme_of(after, unit) for unit in before} == {unit: q.offered[0] for unit, q in before.items()}
    again = after.model.assign(review.edits.embedder.encode(review.edits.unique.texts), review.edits.unique.texts)
    ids = np.array([*after.model.theme_ids, None], dtype=object)
    saved = after.tables["assignments"]["theme_id"].to_numpy(dtype=object)
    assert [theme if isinstance(theme, str) else None for theme in saved] == ids[
        again.theme[review.edits.unique.of_unit]
    ].tolist()


def test_confirming_alone_moves_nothing(review, small_analysis):
    for _ in range(8):
        review.answer(review.ask(), Answer(Verdict.RIGHT))
    edits = review.to_edits()
    assert np.array_equal(edits.label().theme, review.edits.label().theme)


def test_undo_brings_the_question_back(review):
    first = review.ask()
    review.answer(first, Answer(Verdict.RIGHT))
    second = review.ask()
    review.answer(second, Answer(Verdict.NONE))
    assert review.undo() == second and review.ask() == second
    assert review.undo() == first and review.undo() is None


def test_an_answer_that_names_too_few_themes_is_refused(review):
    with pytest.raises(ConfigError, match="names 2 themes, not 1"):
        review.answer(review.ask(), Answer(Verdict.EITHER, review.ask().offered[:1]))


def test_labels_give_precision_by_random_questions_alone(review, small_analysis):
    wrong = 0
    for _ in range(24):
        question = review.ask()
        is_wrong = question.asked is Asked.RANDOM and wrong < 2
        wrong += is_wrong
        review.answer(question, Answer(Verdict.NONE) if is_wrong else Answer(Verdict.RIGHT))
    edits = review.to_edits()
    table = score_labels(edits.apply())
    whole = table.iloc[-1]
    assert whole["n_labels"] == 24 and 6 <= whole["n_checked"] <= 24
    assert whole["precision"] == pytest.approx(1 - 2 / whole["n_checked"])
    assert whole["precision_low"] < whole["precision"] < whole["precision_high"]
    assert score_labels(small_analysis).empty


def test_a_second_session_asks_about_other_opinions(review):
    first = set()
    for _ in range(8):
        question = review.ask()
        first.add(question.text)
        review.answer(question, Answer(Verdict.RIGHT))
    second = Review.of(review.to_edits(learn=False).apply())
    for _ in range(8):
        question = second.ask()
        assert question.text not in first
        second.answer(question, Answer(Verdict.RIGHT))


def test_answers_are_carried_to_themes_that_somebody_else_edited(review, small_analysis):
    given = []
    for verdict in (Verdict.RIGHT, Verdict.THEME, Verdict.NONE, Verdict.RIGHT, Verdict.THEME):
        question = review.ask()
        review.answer(question, Answer(verdict, question.offered[: verdict is Verdict.THEME]))
        given.append(question)
    into, gone = given[1].offered[0], next(name for name in small_analysis.model.theme_ids if name != given[1].offered[0])
    other = small_analysis.edit().merge(into, gone).move([given[0].unit_id], None).apply()
    carried, n_left_out = review.carry_to(other)
    assert n_left_out == 1 and len(carried.answers) == 4
    assert {question.unit_id for question, _ in carried.answers} == {question.unit_id for question in given[1:]}
    assert {name for _, answer in carried.answers for name in answer.theme_ids} <= set(other.model.theme_ids)
    after = carried.to_edits(learn=False).apply()
    assert theme_of(after, given[0].unit_id) is None and theme_of(after, given[1].unit_id) == into
    assert theme_of(after, given[2].unit_id) is None
    assert after.model.edits.entries[: len(other.model.edits.entries)] == other.model.edits.entries


def test_answers_of_a_locked_theme_are_left_out(review, small_analysis):
    question = review.ask()
    review.answer(question, Answer(Verdict.THEME, question.offered[:1]))
    assert review.carry_to(small_analysis.edit().lock(question.offered[0]).apply())[1] == 1
