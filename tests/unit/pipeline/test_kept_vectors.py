"""The vectors that a run keeps: no edit embeds its texts again, and edits give the same with and without them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from cxtext import Analysis, analyze
from cxtext.pipeline import Answer, Review, Verdict, restate, teach_theme
from cxtext.schema import TABLES
from cxtext.themes import TextVectors


class Counting:
    """An embedder that counts what it is given."""

    def __init__(self, embedder):
        self.embedder, self.fingerprint, self.n_texts = embedder, embedder.fingerprint, 0

    def encode(self, texts, **options):
        self.n_texts += len(texts)
        return self.embedder.encode(texts, **options)


@pytest.fixture
def count(monkeypatch):
    """Count the texts that are embedded from now on."""
    from cxtext.pipeline import run_texts

    counting = []
    load = run_texts.load_embedder_of
    monkeypatch.setattr(run_texts, "load_embedder_of", lambda *args: counting.append(Counting(load(*args))) or counting[-1])
    return lambda: sum(one.n_texts for one in counting)


def forget(analysis):
    """Return a run as an earlier release made it, without vectors."""
    return replace(analysis, model=replace(analysis.model, vectors=None))


def assert_same(left, right):
    for name in TABLES:
        pd.testing.assert_frame_equal(left.tables[name], right.tables[name], obj=name)
    assert left.model.fingerprint == right.model.fingerprint


def ids_of(analysis):
    return analysis.themes.loc[analysis.themes["parent_id"].isna(), "theme_id"].tolist()


EXAMPLES = ["Exporting work reports to Excel is slow", "Exporting the reports to Excel takes long"]


def answer_all(review, n=8):
    """Say of every second opinion that the first theme offered is right."""
    for i in range(n):
        question = review.ask()
        review.answer(question, Answer(Verdict.THEME, question.offered[:1]) if i % 2 else Answer(Verdict.RIGHT))
    return review


def test_an_edit_after_lessons_and_answers_embeds_no_text_of_the_run(small_analysis, count, tmp_path):
    ids = ids_of(small_analysis)
    taught = teach_theme(small_analysis, ids[0], EXAMPLES).analysis
    answer_all(Review.of(taught)).to_edits().apply().save(tmp_path / "run")
    before = count()
    assert before < len(set(small_analysis.units["text"]))  # the examples, and what stands for each theme
    loaded = Analysis.load(tmp_path / "run")
    loaded.edit().merge(ids[1], ids[2]).apply().edit().undo().apply()
    Review.of(loaded).ask()
    assert count() == before


def test_edits_give_the_same_with_and_without_kept_vectors(small_analysis, count):
    ids, old = ids_of(small_analysis), forget(small_analysis)

    def edit(analysis):
        taught = teach_theme(analysis, ids[0], EXAMPLES).analysis
        learnt = answer_all(Review.of(taught)).to_edits().apply()
        return learnt.edit().merge(ids[1], ids[2]).apply()

    first = edit(small_analysis)
    n_texts = count()
    second = edit(old)
    assert count() - n_texts > n_texts
    assert_same(first, second)
    assert (second.model.vectors.keys == small_analysis.model.vectors.keys).all()  # stored from then on


def test_a_later_wave_keeps_its_own_texts_and_a_grown_run_all(small_analysis, count, tmp_path):
    rows = small_analysis.responses[["response_id", "text"]].rename(columns={"response_id": "id"})
    settings = {"text_column": "text", "id_column": "id", "embedder": "fast"}
    first = analyze(rows.head(len(rows) // 2), **settings)
    first.save(tmp_path / "first")
    grown = analyze(rows, **settings, since_run=tmp_path / "first")
    wave = analyze(rows.tail(30), **settings, themes_from=tmp_path / "first", only=True)
    restated = restate(small_analysis, first)
    for run in (first, grown, wave, restated):
        texts = sorted(set(run.units["text"]))
        assert run.model.vectors.find(texts) is not None and len(run.model.vectors.keys) == len(texts)
        taught = run.edit().teach(ids_of(run)[0], EXAMPLES).apply()
        n_texts = count()
        taught.edit().rename(ids_of(run)[0], "A name of our own").apply()
        assert count() == n_texts


def test_a_run_is_restated_by_the_vectors_that_it_keeps(small_analysis, monkeypatch):
    from cxtext.pipeline import restatement

    counting = []
    load = restatement.load_embedder_of
    monkeypatch.setattr(restatement, "load_embedder_of", lambda *args: counting.append(Counting(load(*args))) or counting[-1])
    first, second = ids_of(small_analysis)[:2]
    edited = small_analysis.edit().merge(first, second).apply()
    kept = restate(small_analysis, edited)
    assert counting == []  # not even loaded
    early = restate(forget(small_analysis), edited)
    assert sum(one.n_texts for one in counting) == len(set(small_analysis.units["text"]))
    assert_same(kept, early)
    theirs, mine = (run.tables["assignments"][["unit_id", "theme_id"]] for run in (edited, kept))
    pd.testing.assert_frame_equal(theirs, mine)


def test_vectors_of_texts_that_are_not_kept_are_not_made_up():
    stored = TextVectors.of(["a", "b"], [[1.0, 0.0], [0.0, 1.0]])
    assert stored.find(["b", "a"]).tolist() == [[0.0, 1.0], [1.0, 0.0]] and stored.find(["a", "c"]) is None
    both = stored.join(TextVectors.of(["b", "c"], [[0.6, 0.8], [0.8, 0.6]]))
    assert both.find(["a", "b", "c"])[:2].tolist() == [[1.0, 0.0], [0.0, 1.0]] and len(both.keys) == 3
