"""Edits of an analysis: measured again, saved, undone."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from cxtext import Analysis, analyze
from cxtext.errors import ConfigError, InputError
from cxtext.findings import compare_rankings
from cxtext.schema import TABLES
from cxtext.settings import Config


def assert_same(left, right, *, without=()):
    for name in TABLES:
        if name not in without:
            pd.testing.assert_frame_equal(left.tables[name], right.tables[name], check_exact=True, obj=name)


@pytest.fixture(scope="module")
def ids(small_analysis):
    themes = small_analysis.themes
    return themes.loc[themes["parent_id"].isna(), "theme_id"].tolist()


def test_an_edit_gives_a_new_analysis_and_leaves_the_old_one(small_analysis, ids):
    before = {name: frame.copy() for name, frame in small_analysis.tables.items()}
    after = small_analysis.edit(by="Ana").merge(ids[0], ids[1]).rename(ids[0], "Both of them").apply()
    for name, frame in before.items():
        pd.testing.assert_frame_equal(small_analysis.tables[name], frame)
    assert not small_analysis.model.edits.entries
    old, new = small_analysis.tables["assignments"], after.tables["assignments"]
    assert (new["theme_id"] == ids[0]).sum() == old["theme_id"].isin(ids[:2]).sum()
    assert (new["fit_theme_id"].fillna("") == old["theme_id"].fillna("")).all()
    assert after.themes.set_index("theme_id").loc[ids[0], ["label", "named_by", "origin"]].tolist() == [
        "Both of them",
        "person",
        "edited",
    ]
    assert after.manifest.n_edits == 2 and [entry.by for entry in after.model.edits.entries] == ["Ana", "Ana"]
    share = after.scorecard.set_index(["theme_id", "metric"])["n_responses"]
    either = small_analysis.units.loc[old["theme_id"].isin(ids[:2]), "response_id"].nunique()
    assert (share.loc[ids[0]] == either).all()


def read_files(run):
    """Return the bytes of a saved run's files by name; what only says that there were edits is left out."""
    files = {path.relative_to(run).as_posix(): path.read_bytes() for path in run.rglob("*") if path.is_file()}
    return {name: content for name, content in files.items() if name != "manifest.json" and not name.startswith("model/")}


def test_a_run_whose_edits_were_taken_back_is_the_run_before_byte_for_byte(small_analysis, ids, tmp_path):
    edits = small_analysis.edit().merge(ids[0], ids[1]).split_by_words(ids[2], "Own name", ["the"]).hide(ids[3])
    edits = edits.rename(ids[0], "Both").describe(ids[0], "All of it").ticket(ids[0], "WEB-1").lock(ids[4])
    after = edits.apply()
    assert read_files(after.save(tmp_path / "edited")) != read_files(small_analysis.save(tmp_path / "before"))
    back = after.edit()
    for _ in range(7):
        back = back.undo()
    assert read_files(back.apply().save(tmp_path / "undone")) == read_files(tmp_path / "before")


def test_undo_gives_the_state_before_and_redo_the_one_after(small_analysis, ids):
    edited = small_analysis.edit().merge(ids[0], ids[1]).split_by_words(ids[2], "Own name", ["the"]).apply()
    once = edited.edit().undo().apply()
    assert_same(once, small_analysis.edit().merge(ids[0], ids[1]).apply())
    assert_same(once.edit().redo().apply(), edited)
    assert len(once.edit().undo().model.edits.entries) == 4


def test_an_id_that_was_taken_back_is_not_given_again(small_analysis, ids):
    once = small_analysis.edit().split_by_words(ids[2], "Own name", ["the"])
    (first,) = set(once.themes.theme_ids) - set(ids)
    again = once.undo().split_by_words(ids[2], "Another", ["the"])
    (second,) = set(again.themes.theme_ids) - set(ids)
    assert first != second and second not in small_analysis.themes["theme_id"].tolist()


def test_what_is_measured_again_is_what_a_fresh_analysis_with_these_themes_measures(small_analysis, ids, tmp_path):
    """Hide changes no text: the run is then the same as before but for the theme that is gone from the ranking."""
    hidden = small_analysis.edit().hide(ids[1]).apply()
    assert ids[1] not in hidden.scorecard["theme_id"].tolist()
    assert hidden.themes.set_index("theme_id").loc[ids[1], "status"] == "hidden"
    pd.testing.assert_frame_equal(
        hidden.tables["assignments"].drop(columns="source"), small_analysis.tables["assignments"].drop(columns="source")
    )
    assert_same(hidden.edit().hide(ids[1], on=False).apply(), small_analysis, without=("issues",))


def test_an_edited_run_is_saved_loaded_and_edited_on(small_analysis, ids, tmp_path):
    edited = small_analysis.edit().merge(ids[0], ids[1]).set_owner(ids[0], "Web team").lock(ids[2])
    edited = edited.status(ids[0], "In-progress").ticket(ids[0], "WEB-12").apply()
    loaded = Analysis.load(edited.save(tmp_path / "run"))
    assert_same(loaded, edited)
    assert loaded.model.edits == edited.model.edits
    row = loaded.themes.set_index("theme_id").loc
    assert row[ids[0], "owner"] == "Web team" and row[ids[2], "locked"]
    assert row[ids[0], ["work_status", "ticket"]].tolist() == ["in progress", "WEB-12"]
    with pytest.raises(ConfigError, match="is locked"):
        loaded.edit().merge(ids[0], ids[2])
    more = loaded.edit().lock(ids[2], on=False).merge(ids[0], ids[2]).apply()
    assert_same(more, edited.edit().lock(ids[2], on=False).merge(ids[0], ids[2]).apply())


def test_themes_are_named_by_label_or_id_and_errors_say_what_there_is(small_analysis, ids):
    labels = small_analysis.themes.set_index("theme_id")["label"]
    merged = small_analysis.edit().merge(labels[ids[0]].upper(), ids[1])
    assert merged.model.edits.entries[0].edit.into == ids[0]
    with pytest.raises(ConfigError, match="no theme 'T099'"):
        merged.rename("T099", "x")
    with pytest.raises(ConfigError, match="neither an opinion of this run nor a sub-theme"):
        merged.move(["r999#0", "r998#0"], ids[0])
    with pytest.raises(InputError, match="no theme model"):
        Analysis(small_analysis.tables, small_analysis.manifest, None).edit().rename("T001", "x")


def test_opinions_move_with_all_that_say_the_same(small_analysis, ids):
    assigned = small_analysis.tables["assignments"]
    place = int((assigned["theme_id"] == ids[0]).to_numpy().argmax())
    unit, text = small_analysis.units["unit_id"].iat[place], small_analysis.units["text"].iat[place]
    after = small_analysis.edit().move([unit], ids[1]).apply().tables["assignments"]
    same = (small_analysis.units["text"] == text).to_numpy()
    assert (after.loc[same, "theme_id"] == ids[1]).all() and (after.loc[same, "strength"] == 1.0).all()
    assert (after.loc[~same, "theme_id"].fillna("") == assigned.loc[~same, "theme_id"].fillna("")).all()
    gone = small_analysis.edit().move([unit], None).apply().tables["assignments"]
    assert gone.loc[same, "theme_id"].isna().all()


def test_efforts_and_events_survive_edits(tmp_path):
    texts = ["The login page is slow", "Support never answers", "Prices went up again"] * 30
    frame = pd.DataFrame({"comment": [f"{text} {i % 7}" for i, text in enumerate(texts)], "score": [i % 11 for i in range(90)]})
    effort = tmp_path / "effort.csv"
    effort.write_text("theme,effort\nT001,3\n", encoding="utf-8")
    run = analyze(frame, text_column="comment", nps_column="score", effort=effort, embedder="fast", seed=1)
    ids = run.themes.loc[run.themes["parent_id"].isna(), "theme_id"].tolist()
    edited = run.edit().merge(ids[1], ids[0]).apply()
    assert_same(edited.edit().undo().apply(), run)


def test_what_an_edit_does_to_the_ranking_is_told(small_analysis, ids):
    after = small_analysis.edit().merge(ids[0], ids[1]).apply()
    change = compare_rankings(small_analysis, after)
    assert change.n_themes == (len(ids), len(ids) - 1)
    (gone,) = (one for one in change.changes if one.theme_id == ids[1])
    assert gone.rank[1] == "–" and gone.cells[:2] == [ids[1], gone.label]
    assert not compare_rankings(small_analysis, small_analysis).changes


def test_a_theme_begun_by_examples_has_key_phrases_that_its_opinions_say(small_analysis, ids):
    members = small_analysis.tables["assignments"]["theme_id"] == ids[0]
    examples = small_analysis.units.loc[members, "text"].drop_duplicates().tolist()[:3]
    edited = small_analysis.edit().split_by_examples(ids[0], "Begun by examples", examples).apply()
    (new,) = set(edited.themes["theme_id"]) - set(small_analysis.themes["theme_id"])
    own = edited.units.loc[edited.tables["assignments"]["theme_id"] == new, "text"]
    phrases = edited.themes.set_index("theme_id").loc[new, "keyphrases"]
    assert len(own) > 1 and len(phrases) > 0
    assert all(any(phrase[:4].casefold() in text.casefold() for text in own) for phrase in phrases)


def test_a_single_text_is_one_text_and_not_its_letters(small_analysis, ids):
    edits = small_analysis.edit()
    (split,) = edits.split_by_words(ids[2], "Own name", "the").model.edits.entries
    assert split.edit.words == ("the",)
    (keywords,) = edits.change_keywords(ids[0], add="export", remove="slow").model.edits.entries
    assert (keywords.edit.added, keywords.edit.removed) == (("export",), ("slow",))
    _, added = edits.add_theme("All new", keywords="export").model.edits.entries
    assert added.edit.added == ("export",)
    (taught,) = edits.teach(ids[0], "The export takes far too long").model.edits.entries
    assert taught.edit.examples == ("The export takes far too long",)


def test_words_that_no_opinion_has_make_no_theme(small_analysis, ids):
    with pytest.raises(ConfigError, match=r"no opinion of .* has any of the words 'zeppelin'"):
        small_analysis.edit().split_by_words(ids[2], "Own name", ["zeppelin"])


def test_a_theme_that_is_no_text_a_part_to_none_and_a_theme_without_parts(small_analysis, ids):
    edits = small_analysis.edit()
    with pytest.raises(ConfigError, match="by its id or its label, not by a list"):
        edits.merge(ids[:2])
    with pytest.raises(ConfigError, match="is a theme, or a part of one"):
        edits.move(ids[0], None)
    bare = next(name for name in ids if not edits.themes.parts_of(name))
    with pytest.raises(ConfigError, match=f"theme '{bare}' has no parts"):
        edits.split(bare)


def measure_all(monkeypatch):
    """Let edits measure everything and look at every phrase, whatever they change."""
    monkeypatch.setattr("cxtext.pipeline.edit.rename_only", lambda *_, **__: None)
    monkeypatch.setattr("cxtext.pipeline.edit.list_clean", lambda *_: frozenset())


def test_what_is_not_measured_again_is_what_measuring_gives(small_analysis, ids, monkeypatch):
    names = small_analysis.edit().rename(ids[0], "Another name").describe(ids[1], "All of it").set_owner(ids[1], "Ann")
    names = names.set_topic(ids[2], "billing").lock(ids[2])
    merged = small_analysis.edit().merge(ids[0], ids[1])
    quick = [edits.apply() for edits in (names, merged)]
    assert quick[0].scorecard is small_analysis.scorecard and quick[1].scorecard is not small_analysis.scorecard
    measure_all(monkeypatch)
    for once, edits in zip(quick, (names, merged), strict=True):
        assert_same(once, edits.apply())


def test_copies_within_a_wave_are_looked_for_once(small_analysis, ids, monkeypatch):
    responses = small_analysis.responses
    assert responses["burst"].notna().all()
    unknown = responses.assign(burst=pd.array([None] * len(responses), dtype="Int64"))
    anew = replace(small_analysis, tables={**small_analysis.tables, "responses": unknown}).edit().merge(ids[0], ids[1]).apply()
    monkeypatch.setattr("cxtext.pipeline.measure.find_copies", lambda *_: pytest.fail("copies were looked for again"))
    assert_same(small_analysis.edit().merge(ids[0], ids[1]).apply(), anew)


def test_opinions_outside_of_the_sample_of_the_fit_are_measured_again_as_they_were(tmp_path, monkeypatch):
    from conftest import write_survey

    table = pd.read_csv(write_survey(tmp_path / "survey.csv", n=260), keep_default_na=False)
    words = ["river", "lamp", "violin", "marble", "cactus", "rocket", "pillow", "walnut", "harbour", "meadow"]
    odd = [f"{a} beside a {b} {c}" for a, b, c in zip(words * 6, words[3:] * 8, words[7:] * 18, strict=False)]
    table.loc[table.index[: len(odd)], "comment"] = odd
    config = Config(themes={"max_fit_units": 100}, embedding={"embedder": "fast"}, ranking={"bootstraps": 60})
    run = analyze(table, text_column="comment", nps_column="score", config=config)
    assert run.manifest.counts.n_unique_units > 120 and run.tables["assignments"]["theme_id"].isna().any()
    measure_all(monkeypatch)
    again = run.edit().set_owner(run.model.theme_ids[0], "Ann").apply()
    pd.testing.assert_frame_equal(again.scorecard, run.scorecard)
