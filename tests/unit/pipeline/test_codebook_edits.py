"""A codebook as a file of edits of an analysis: what was exported when, of which run, and what is measured again."""

from __future__ import annotations

import pytest

from cxtext import Analysis
from cxtext.backlog import list_exported
from cxtext.errors import ConfigError
from cxtext.themes import render_codebook


def export(analysis, tmp_path):
    """Write the codebook of an analysis, and return the file."""
    file = tmp_path / "codebook.yaml"
    file.write_text(render_codebook(list_exported(analysis)), encoding="utf-8")
    return file


def swap(file, old, new):
    """Replace a text that the file has once."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def new_edits(edits):
    """Return the edits that the analysis does not have."""
    return [(e.edit.kind, e.details) for e in edits.model.edits.entries[len(edits.analysis.model.edits.entries) :]]


def test_a_session_is_measured_and_asks_for_nothing_afterwards(small_analysis, tmp_path):
    file = export(small_analysis, tmp_path)
    assert new_edits(small_analysis.edit().read_codebook(file)) == []
    ids = [item.theme_id for item in small_analysis.model.items if item.parent_id is None]
    label = small_analysis.model.items[0].label
    swap(file, f"  name: {label}\n  owner:", f"  name: What it costs\n  merge: [{ids[1]}]\n  owner: Ann")
    edits = small_analysis.edit(by="Bo").read_codebook(file)
    assert [kind for kind, _ in new_edits(edits)] == ["merge", "rename", "owner"]
    assert {entry.by for entry in edits.model.edits.entries} == {"Bo"}
    after = edits.apply()
    row = after.themes.set_index("theme_id").loc[ids[0]]
    assert (row["label"], row["owner"]) == ("What it costs", "Ann")
    before = small_analysis.themes.set_index("theme_id")["n_units"]
    assert row["n_units"] == before[ids[0]] + before[ids[1]]
    loaded = Analysis.load(after.save(tmp_path / "run"))
    for analysis in (after, loaded):
        assert new_edits(analysis.edit().read_codebook(file)) == []
        assert new_edits(analysis.edit().read_codebook(export(analysis, tmp_path))) == []


def test_an_old_file_gives_only_what_a_person_changed_in_it(small_analysis, tmp_path):
    tops = [item for item in small_analysis.model.items if item.parent_id is None]
    first, second, third = (item.theme_id for item in tops[:3])
    earlier = small_analysis.edit().rename(third, "Third").apply()
    file = export(earlier, tmp_path)
    words = [tops[1].keyphrases[0]]
    later = earlier.edit().change_keywords(first, add=words).set_owner(second, "Ann").hide(third).apply()
    assert later.themes.set_index("theme_id").loc[first, "n_units"] > tops[0].n_units
    assert new_edits(later.edit().read_codebook(file)) == []
    swap(file, "name: Third\n", "name: The third\n")
    assert new_edits(later.edit().read_codebook(file)) == [("rename", f"theme {third}, name The third")]
    assert new_edits(later.edit().undo().read_codebook(file)) == [("undo", "of 4"), ("rename", f"theme {third}, name The third")]


def test_a_new_theme_and_one_with_more_examples_learn_from_them(small_analysis, tmp_path):
    file = export(small_analysis, tmp_path)
    texts = small_analysis.units["text"].drop_duplicates()
    loads = texts[texts.str.contains("takes ages to load")].tolist()[:3]
    assert len(loads) == 3
    with file.open("a", encoding="utf-8") as sink:
        sink.write("- name: Slow to load\n  examples:\n" + "".join(f"  -   {text}\n" for text in loads))
    edits = small_analysis.edit().read_codebook(file)
    assert [kind for kind, _ in new_edits(edits)] == ["add", "teach"]
    after = edits.apply()
    new = after.themes.query("label == 'Slow to load'").iloc[0]
    taken = after.tables["assignments"].loc[after.tables["assignments"]["theme_id"] == new["theme_id"], "unit_id"]
    said = after.units.set_index("unit_id").loc[taken, "text"]
    assert set(loads) <= set(said)
    assert said.str.contains("load").mean() > 0.8
    assert new_edits(after.edit().read_codebook(file)) == []


def test_a_file_of_another_run_is_refused(small_analysis, tmp_path):
    file = export(small_analysis, tmp_path)
    own = small_analysis.model.fit_fingerprint[:12]
    swap(file, f"run: {own}", "run: 0123456789ab")
    with pytest.raises(ConfigError, match=r"line \d+: the file was exported from another run"):
        small_analysis.edit().read_codebook(file)
    swap(file, "run: 0123456789ab\n", "")
    assert new_edits(small_analysis.edit().read_codebook(file)) == []
    swap(file, "edits: 0\n", "edits: 7\n")
    with pytest.raises(ConfigError, match=r"line \d+: the file was exported after edit 7, this run has 0"):
        small_analysis.edit().read_codebook(file)


def test_the_fingerprint_of_the_fit_does_not_change_with_edits(small_analysis):
    edited = small_analysis.edit().merge(*[item.theme_id for item in small_analysis.model.items[:2]]).apply()
    assert edited.model.fit_fingerprint == small_analysis.model.fit_fingerprint == small_analysis.model.fingerprint
    assert edited.model.fingerprint != small_analysis.model.fingerprint


def test_keywords_that_are_stop_words_are_told_with_their_line(small_analysis, tmp_path):
    book = tmp_path / "book.yaml"
    name = small_analysis.model.theme_ids[0]
    book.write_text(
        f"themes:\n- id: {name}\n  name: Renamed\n  keywords:\n  - The\n  - of the\n  - the queue\n", encoding="utf-8"
    )
    notes = [note for note in small_analysis.edit().read_codebook(book).notes if "keyword" in note]
    assert [note.partition(", theme")[0].rpartition(", ")[2] for note in notes] == ["line 5", "line 6"]
    assert notes[0].endswith("the keyword 'The' is a stop word, which almost any opinion has")
    assert notes[1].endswith("the keyword 'of the' is made of stop words alone, which almost any opinion has")
