"""Edits of themes: what each does to themes and texts, and that a log replays to the same state."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from fixtures.planted import plant, plant_parts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxtext.errors import ConfigError, ModelFormatError
from cxtext.settings import ThemesConfig
from cxtext.themes import (
    Describe,
    EditLog,
    Hide,
    Lock,
    Merge,
    Move,
    MovePart,
    Rename,
    SetKind,
    SetOwner,
    SetStatus,
    SetTicket,
    Split,
    SplitByExamples,
    SplitByWords,
    Status,
    Teach,
    Texts,
    ThemeKind,
    ThemeModel,
    ThemeSet,
    Words,
    text_key,
)


@pytest.fixture(scope="module")
def corpus():
    return replace(plant_parts(3), embedder_fingerprint="planted")


@pytest.fixture(scope="module")
def fitted(corpus):
    """The model of a corpus whose themes have parts, and what it assigns."""
    return ThemeModel.fit_assign(corpus, settings=ThemesConfig())


def texts_of(corpus):
    """Return the texts with a function that embeds them, and any phrase as the mean of the texts that have its words."""

    place = {text: i for i, text in enumerate(corpus.texts)}

    def embed(phrase):
        if phrase in place:
            return corpus.vectors[place[phrase]]
        has = [set(phrase.split()) <= set(text.split()) for text in corpus.texts]
        mean = corpus.vectors[has].mean(axis=0) if any(has) else corpus.vectors.mean(axis=0)
        return mean / np.linalg.norm(mean)

    return Texts(corpus.texts, lambda texts: np.array([embed(text) for text in texts], dtype=np.float32))


def edit(corpus, fitted, *edits):
    """Return the model and the assignments after some edits."""
    model, assigned = fitted
    texts = texts_of(corpus)
    for one in edits:
        model = model.edit(one, assigned, texts)
    return model.refresh(assigned, texts, Words(corpus.texts), corpus.counts)


def ids_of(model, assigned):
    """Return the theme and the sub-theme of each text by id."""
    tops, parts = np.array([*model.theme_ids, None], dtype=object), np.array([*model.subtheme_ids, None], dtype=object)
    return tops[assigned.theme], parts[assigned.subtheme]


def test_a_merged_theme_has_the_texts_of_all_and_hands_on_their_parts(corpus, fitted):
    before, _ = ids_of(*fitted)
    parts = {item.theme_id: item.parent_id for item in fitted[0].items if item.parent_id}
    model, assigned = edit(corpus, fitted, Merge(("T001", "T002"), "T001"))
    theme, part = ids_of(model, assigned)
    assert (theme == np.where(before == "T002", "T001", before)).all()
    assert "T002" not in model.theme_ids
    moved = [name for name, parent in parts.items() if parent in ("T001", "T002")]
    assert [item.theme_id for item in model.items if item.parent_id == "T001"] == moved and moved
    assert (part == ids_of(*fitted)[1]).all()
    (merged,) = (item for item in model.items if item.theme_id == "T001")
    assert (merged.origin, merged.stability, merged.cohesion) == ("edited", None, None)
    assert set(merged.exemplar_texts) <= set(np.array(corpus.texts)[theme == "T001"])


def test_a_theme_without_parts_becomes_a_part_of_the_one_that_takes_it():
    corpus = replace(plant(4, 40), embedder_fingerprint="planted")
    fitted = ThemeModel.fit_assign(corpus, settings=ThemesConfig())
    assert not fitted[0].subtheme_ids
    before, _ = ids_of(*fitted)
    model, assigned = edit(corpus, fitted, Merge(("T003", "T004"), "T003"))
    theme, part = ids_of(model, assigned)
    assert model.subtheme_ids == ["T004"]
    assert (part[before == "T004"] == "T004").all() and (theme[before == "T004"] == "T003").all()
    opened = edit(corpus, fitted, Merge(("T003", "T004"), "T003"), Split("T003", ("T004",)))
    assert (ids_of(*opened)[0] == before).all()


def test_a_split_gives_the_parts_their_own_ids_and_leaves_the_rest(corpus, fitted):
    theme, part = ids_of(*fitted)
    own = sorted({name for name in part[theme == "T001"] if name})
    model, assigned = edit(corpus, fitted, Split("T001", tuple(own[:1])))
    after, _ = ids_of(model, assigned)
    assert (after == np.where(part == own[0], own[0], theme)).all()
    assert own[0] in model.theme_ids and len(set(model.theme_ids)) == len(model.theme_ids)


def test_a_theme_that_edits_leave_without_a_text_is_hidden(corpus, fitted):
    theme, _ = ids_of(*fitted)
    keys = tuple(text_key(corpus.texts[i]) for i in np.flatnonzero(theme == "T002"))
    model, _ = edit(corpus, fitted, Move(keys, "T001"))
    (empty,) = (item for item in model.items if item.theme_id == "T002")
    assert empty.status is Status.HIDDEN and not empty.exemplar_texts


def test_texts_with_the_words_become_a_theme_of_their_own(corpus, fitted):
    theme, _ = ids_of(*fitted)
    word = corpus.texts[int(np.flatnonzero(theme == "T001")[0])].split()[0]
    model, assigned = edit(corpus, fitted, SplitByWords("T001", "T090", "Own name", (word,)))
    after, part = ids_of(model, assigned)
    has = np.array([word.casefold() in text.casefold().split() for text in corpus.texts])
    assert ((after == "T090") == (has & (theme == "T001"))).all() and (after == "T090").any()
    assert all(name is None for name in part[after == "T090"])


def test_texts_like_the_examples_become_a_theme_of_their_own(corpus, fitted):
    theme, part = ids_of(*fitted)
    own = sorted({name for name in part[theme == "T001"] if name})[0]
    members = np.flatnonzero(part == own)
    examples = tuple(corpus.texts[i] for i in members[:6])
    model, assigned = edit(corpus, fitted, SplitByExamples("T001", "T090", "Own name", examples))
    after, _ = ids_of(model, assigned)
    assert (after[theme != "T001"] == theme[theme != "T001"]).all()
    taken = after == "T090"
    assert taken[members[:6]].all()
    assert taken[members].mean() > 0.5 > taken[(theme == "T001") & (part != own)].mean()


def test_moved_texts_stay_moved_and_the_log_holds_none_of_them(corpus, fitted):
    theme, _ = ids_of(*fitted)
    i, j = (int(np.flatnonzero(theme == name)[0]) for name in ("T001", "T002"))
    model, assigned = edit(corpus, fitted, Move((text_key(corpus.texts[i]),), "T003"), Move((text_key(corpus.texts[j]),), None))
    after, _ = ids_of(model, assigned)
    assert (after[i], after[j]) == ("T003", None)
    assert (np.delete(after, [i, j]) == np.delete(theme, [i, j])).all()
    assert assigned.strength[i] == 1.0 and assigned.strength[j] == 0.0
    assert corpus.texts[i] not in model.edits.to_text()


def test_a_part_moves_with_its_texts(corpus, fitted):
    theme, part = ids_of(*fitted)
    own = sorted({name for name in part[theme == "T001"] if name})[0]
    model, assigned = edit(corpus, fitted, MovePart(own, "T002"))
    after, parts = ids_of(model, assigned)
    assert (after == np.where(part == own, "T002", theme)).all() and (parts == part).all()


def test_a_lock_protects_the_texts_of_a_theme(corpus, fitted):
    theme, _ = ids_of(*fitted)
    i = int(np.flatnonzero(theme == "T001")[0])
    for refused in (Merge(("T001", "T002"), "T002"), Split("T001", ("T004",)), Teach("T001", ("an example",))):
        with pytest.raises(ConfigError, match="is locked"):
            edit(corpus, fitted, Lock("T001"), refused)
    model, assigned = edit(corpus, fitted, Lock("T001"), Move((text_key(corpus.texts[i]),), "T002"))
    assert ids_of(model, assigned)[0][i] == "T001"
    edit(corpus, fitted, Lock("T001"), Lock("T001", on=False), Merge(("T001", "T002"), "T002"))


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ([Rename("T099", "x")], "no theme 'T099'"),
        ([Rename("T001", "   ")], "1 to 200 characters"),
        ([Rename("T001", "Same"), Rename("T002", "same")], "has the name 'Same' already"),
        ([Merge(("T001",), "T001")], "name a theme beside"),
        ([Merge(("T001", "T002"), "T001"), Rename("T002", "x")], "its texts to 'T001'"),
        ([Split("T001", ("T002",))], "is not a part of theme 'T001'"),
        ([SplitByWords("T001", "T002", "New", ("x",))], "was given before"),
        ([SplitByWords("T001", "T090", "New", ("...",))], "one word at least"),
        ([SplitByExamples("T001", "T090", "New", ("",))], "no example says anything"),
        ([Move((), "T001")], "name one at least"),
        ([MovePart("T001", "T002")], "is a theme, not a part"),
        ([SetOwner("T001", "x" * 101)], "at most 100 characters"),
        ([SetStatus("T001", "in progres")], "no status 'in progres'. Did you mean 'in progress'"),
        ([SetTicket("T001", "x" * 301)], "at most 300 characters"),
        ([Hide("T001"), Hide("T002"), Hide("T003"), Hide("T004")], "the last theme that is shown"),
    ],
)
def test_what_cannot_be_done_is_named(corpus, fitted, edits, message):
    with pytest.raises(ConfigError, match=message):
        edit(corpus, fitted, *edits)


def test_redraws_follow_the_edits(corpus, fitted):
    model, _ = fitted
    remembered = model.recall_redraws(corpus.texts, model.assign_fitted(corpus.vectors, corpus.texts))
    assert (remembered.redrawn == fitted[1].redrawn).all()
    merged, assigned = edit(corpus, (model, remembered), Merge(("T001", "T002"), "T001"))
    ids = np.array([*model.theme_ids, None, None], dtype=object)
    for before, after in zip(remembered.redrawn.T, assigned.redrawn.T, strict=True):
        names = ids[np.maximum(before, -1)]
        expected = np.where(names == "T002", "T001", names)
        assert (np.array([*merged.theme_ids, None], dtype=object)[np.maximum(after, -1)] == expected).all()


def test_new_texts_are_labelled_by_the_same_rule(corpus, fitted, tmp_path):
    theme, part = ids_of(*fitted)
    own = sorted({name for name in part[theme == "T001"] if name})
    members = np.flatnonzero(part == own[1])
    model, assigned = edit(
        corpus,
        fitted,
        Split("T001", (own[0],)),
        SplitByExamples("T001", "T090", "Own name", tuple(corpus.texts[i] for i in members[:6])),
        Merge(("T002", "T003"), "T003"),
        Move((text_key(corpus.texts[0]),), "T003"),
        Teach("T003", tuple(corpus.texts[i] for i in members[6:9])),
    )
    model.save(tmp_path)
    for one in (model, ThemeModel.load(tmp_path)):
        again = one.assign(corpus.vectors, corpus.texts)
        for name in ("theme", "subtheme", "strength"):
            assert (getattr(again, name) == getattr(assigned, name)).all()
        single = one.assign(corpus.vectors[7:8], corpus.texts[7:8])
        assert single.theme[0] == assigned.theme[7] and single.strength[0] == assigned.strength[7]
    assert ThemeModel.load(tmp_path).items == model.items
    assert ThemeModel.load(tmp_path).fingerprint == model.fingerprint != fitted[0].fingerprint


def test_a_new_name_keeps_the_kind_which_an_edit_of_its_own_changes(fitted):
    items = fitted[0].items
    theme_id = items[0].theme_id
    toneless = replace(items[0], kind=ThemeKind.VERDICT, named_by="tone")
    themes = replace(ThemeSet.of(items), items=(toneless, *items[1:]))
    named = Rename(theme_id, "Refunds").change(themes)
    assert (named.get(theme_id).label, named.get(theme_id).kind) == ("Refunds", ThemeKind.VERDICT)
    assert SetKind(theme_id, "cause").change(named).get(theme_id).kind is ThemeKind.CAUSE
    with pytest.raises(ConfigError, match="no kind of theme: cause or verdict"):
        SetKind(theme_id, "verdikt").change(named)
    # a line of an earlier release, by which such a theme became a cause, still means that
    line = json.dumps({"v": 1, "n": 1, "edit": "rename", "theme": theme_id, "name": "Refunds"})
    (earlier,) = EditLog.from_text(line + "\n", "edits.jsonl").entries
    assert earlier.edit.change(themes).get(theme_id).kind is ThemeKind.CAUSE
    assert EditLog.from_text(EditLog().add(earlier.edit).to_text(), "edits.jsonl").entries[0].edit == earlier.edit
    assert earlier.details == f"theme {theme_id}, name Refunds"


KINDS = (
    "rename",
    "kind",
    "merge",
    "split",
    "words",
    "move",
    "part",
    "hide",
    "lock",
    "owner",
    "status",
    "ticket",
    "undo",
    "undo",
    "redo",
)


def draw_edit(data, model, corpus):
    """Draw an edit of today's themes; it may be one that cannot be made."""
    themes = model.curation.themes if model.curation else None
    items = model.items if themes is None else themes.items
    tops = [item.theme_id for item in items if item.parent_id is None]
    parts = [item.theme_id for item in items if item.parent_id is not None]
    top, other = data.draw(st.sampled_from(tops)), data.draw(st.sampled_from(tops))
    part = data.draw(st.sampled_from(parts or tops))
    number = data.draw(st.integers(0, len(corpus.texts) - 1))
    new = f"T{100 + len(model.edits.entries):03d}"
    follows_undo = [entry.edit.kind for entry in model.edits.entries[-1:]] == ["undo"]
    match data.draw(st.sampled_from((*KINDS, *["redo"] * len(KINDS)) if follows_undo else KINDS)):
        case "rename":
            return Rename(top, f"Name {number % 5}")
        case "kind":
            return SetKind(top, data.draw(st.sampled_from(["cause", "verdict", "aside"])))
        case "merge":
            return Merge((top, other), top)
        case "split":
            return Split(top, (part,))
        case "words":
            return SplitByWords(top, new, f"New {new}", (corpus.texts[number].split()[0],))
        case "move":
            return Move((text_key(corpus.texts[number]),), data.draw(st.sampled_from([*tops, *parts, None])))
        case "part":
            return MovePart(part, other)
        case "hide":
            return Hide(top, on=bool(number % 2))
        case "lock":
            return Lock(top, on=bool(number % 2))
        case "owner":
            return SetOwner(part, f"owner {number}")
        case "status":
            return SetStatus(part, data.draw(st.sampled_from(["open", "Wont-do", "In-Progress", "", "opened"])))
        case "ticket":
            return SetTicket(part, f"WEB-{number}")
        case name:
            return name


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_sequence_of_edits_replays_to_the_same_state(corpus, fitted, data):
    model, assigned = fitted
    texts, words = texts_of(corpus), Words(corpus.texts)
    given_ids: set[str] = {item.theme_id for item in model.items}
    states = []  # the state before each edit that holds
    undone = []
    for _ in range(data.draw(st.integers(4, 8))):
        step = draw_edit(data, model, corpus)
        now = model.refresh(assigned, texts, words, corpus.counts)
        try:
            if step == "undo":
                model = model.with_edits(model.edits.undo())
                undone.append(now)
                check_same(model.refresh(assigned, texts, words, corpus.counts), states.pop())
                continue
            if step == "redo":
                model = model.with_edits(model.edits.redo())
                states.append(now)
                check_same(model.refresh(assigned, texts, words, corpus.counts), undone.pop())
                continue
            model = model.edit(step, assigned, texts)
        except ConfigError:
            continue
        states.append(now)
        undone.clear()
        new = {item.theme_id for item in model.curation.themes.items}
        made = new - {item.theme_id for item in now[0].items}
        assert made <= {step.new} if isinstance(step, SplitByWords) else made <= given_ids
        given_ids |= new
    if model.curation is None:
        return
    edited, labels = model.refresh(assigned, texts, words, corpus.counts)
    # the log alone leads to the same state
    log = EditLog.from_text(model.edits.to_text(), "edits.jsonl")
    assert log == model.edits
    replayed = replace(fitted[0], curation=replace(model.curation, log=log)).refresh(assigned, texts, words, corpus.counts)
    check_same(replayed, (edited, labels))
    # ids are unique, parents exist, each text is in one place
    ids = [item.theme_id for item in edited.items]
    assert len(set(ids)) == len(ids)
    assert all(item.parent_id is None or item.parent_id in edited.theme_ids for item in edited.items)
    parent = np.array([edited.theme_ids.index(edited.items[ids.index(name)].parent_id) for name in edited.subtheme_ids] + [-1])
    has_part = labels.subtheme >= 0
    assert (parent[labels.subtheme[has_part]] == labels.theme[has_part]).all()
    again = edited.assign(corpus.vectors, corpus.texts)
    assert (again.theme == labels.theme).all() and (again.subtheme == labels.subtheme).all()


def check_same(left, right):
    """Assert that two states have the same themes and the same labels."""
    assert left[0].items == right[0].items
    for name in ("theme", "subtheme", "strength"):
        assert (getattr(left[1], name) == getattr(right[1], name)).all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "line 1 .* it is not JSON"),
        ('{"v": 9, "n": 1, "edit": "rename", "theme": "T001", "name": "x"}', "no edit of format 1"),
        ('{"v": 1, "n": 1, "edit": "paint", "theme": "T001"}', "kind of edit does not exist"),
        ('{"v": 1, "n": 1, "edit": "rename", "theme": "T001"}', "its 'name' is missing"),
        ('{"v": 1, "n": 1, "edit": "merge", "themes": "T001", "into": "T001"}', "'themes' is not a list"),
        ('{"v": 1, "n": 1, "edit": "lock", "theme": "T001", "on": 1}', "'on' is missing or of another type"),
        ('{"v": 1, "n": 2, "edit": "rename", "theme": "T001", "name": "x"}', "it has the number 2"),
        ('{"v": 1, "n": 1, "edit": "undo", "of": 1}', "takes back another edit"),
        ('{"v": 1, "n": 1, "edit": "redo", "of": 1}', "was not taken back"),
    ],
)
def test_a_damaged_log_is_named_by_its_line_and_not_quoted(text, message):
    with pytest.raises(ModelFormatError, match=message) as caught:
        EditLog.from_text(text + "\n", "edits.jsonl")
    assert "T001" not in str(caught.value)


def test_undo_and_redo_need_something_to_take_back():
    with pytest.raises(ConfigError, match="no edit to undo"):
        EditLog().undo()
    log = EditLog().add(Rename("T001", "x"))
    with pytest.raises(ConfigError, match="no undo to take back"):
        log.redo()
    with pytest.raises(ConfigError, match="no undo to take back"):
        log.undo().add(Rename("T001", "y")).redo()
    twice = log.add(Rename("T001", "y")).undo().undo().redo().redo()
    assert [entry.number for entry in twice.effective] == [1, 2]


def test_what_a_person_writes_is_kept_on_one_line_without_marks_that_turn_it_round(corpus, fitted):
    name, turned = "الانتظار الطويل", "\u202eparking\n fees\x07"
    model, _ = edit(
        corpus, fitted, Rename("T001", name), Rename("T002", turned), SetOwner("T002", turned), Describe("T002", turned)
    )
    items = {item.theme_id: item for item in model.items}
    assert items["T001"].label == name
    assert items["T002"].label == items["T002"].owner == items["T002"].description == "parking fees"
    assert model.edits.entries[1].details == "theme T002, name parking fees"


def test_the_log_says_what_is_off_and_which_edit_was_taken_back():
    log = EditLog().add(SetOwner("T001", "")).add(Move(("4111111111111111",), None))
    assert [log.describe(entry) for entry in log.entries] == ["theme T001, owner none", "keys 4111111111111111, to none"]
    log = EditLog().add(Hide("T001")).add(Lock("T002", on=False)).undo().redo()
    assert [log.describe(entry) for entry in log.entries] == [
        "theme T001",
        "theme T002, off",
        "of 2 (lock: theme T002, off)",
        "of 2 (lock: theme T002, off)",
    ]


def test_the_log_shows_tickets_and_keys_as_they_are_and_words_of_customers_redacted():
    edits = (SetTicket("T001", "order A-1234"), Move(("4111111111111111",), "T002"), Describe("T001", "jo@example.org"))
    log = EditLog()
    for edit in edits:
        log = log.add(edit)
    shown = log.undo().change_words(lambda text: "[e-mail]" if "@" in text else "[number]")
    assert [shown.describe(entry) for entry in shown.entries] == [
        "theme T001, ticket order A-1234",
        "keys 4111111111111111, to T002",
        "theme T001, description [e-mail]",
        "of 3 (describe: theme T001, description [e-mail])",
    ]
