"""Later waves: the themes that are there keep their ids and texts, and new ones are found among what fits none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from fixtures.planted import arrange, plant

from cxtext.errors import ModelNotFoundError
from cxtext.settings import ThemesConfig
from cxtext.themes import Merge, Rename, SplitByWords, Texts, ThemeModel
from cxtext.themes.later import find_same

SETTINGS = ThemesConfig()
#: Six topics of which the first wave has four; a later one brings the others.
WHOLE = plant(6, 60, n_stray=10)


def take(topics, *, of=WHOLE, part=slice(None)):
    """Return the corpus of some topics, of each every text or a part."""
    rows = []
    for topic in topics:
        own = np.flatnonzero(of.topic == topic)[part]
        rows += [(of.texts[i], topic, of.vectors[i]) for i in own.tolist()]
    return replace(arrange(rows), embedder_fingerprint="planted")


FIRST = take([-1, 0, 1, 2, 3], part=slice(0, 40))
SECOND = take([0, 1, 2, 3, 4], part=slice(10, 60))
THIRD = take([0, 4, 5], part=slice(20, 60))


@pytest.fixture(scope="module")
def model():
    return ThemeModel.fit_assign(FIRST, settings=SETTINGS)[0]


def extend(model, corpus, **options):
    fitted = model.assign_fitted(corpus.vectors, corpus.texts)
    return model.extend(corpus, fitted, settings=SETTINGS, **options)


@pytest.fixture(scope="module")
def second(model):
    return extend(model, SECOND)


def equal(left, right):
    return all((getattr(left, name) == getattr(right, name)).all() for name in ("theme", "strength", "subtheme"))


def main_theme(model, corpus, topic):
    """Return the id of the theme that most texts of a topic have, and their share."""
    theme = model.assign(corpus.vectors, corpus.texts).theme[corpus.topic == topic]
    ids, counts = np.unique(theme, return_counts=True)
    best = int(np.argmax(counts))
    return None if ids[best] < 0 else model.theme_ids[ids[best]], counts[best] / len(theme)


def test_the_first_corpus_gives_the_themes_of_the_fit_and_no_new_one(model):
    before = model.assign(FIRST.vectors, FIRST.texts)
    after, fitted = extend(model, FIRST)
    assert equal(fitted, before)
    assert after.theme_ids == model.theme_ids and not after.later


def test_a_new_topic_becomes_a_theme_under_a_new_id(model, second):
    later, _ = second
    new = set(later.theme_ids) - set(model.theme_ids)
    assert len(new) == 1 and later.theme_ids[: len(model.theme_ids)] == model.theme_ids
    theme, share = main_theme(later, SECOND, 4)
    assert theme in new and share > 0.7
    for topic in range(4):
        assert main_theme(later, SECOND, topic)[0] == main_theme(model, SECOND, topic)[0]
    numbers = [int(name[1:]) for name in (*later.theme_ids, *later.subtheme_ids)]
    assert len(set(numbers)) == len(numbers)


def test_what_fitted_a_theme_before_stays_in_it(model, second):
    before = model.assign_fitted(SECOND.vectors, SECOND.texts)
    taken = before.theme >= 0
    for name in ("theme", "strength", "subtheme"):
        assert (getattr(second[1], name)[taken] == getattr(before, name)[taken]).all()


def test_the_extended_model_labels_the_wave_as_it_was_labelled(second):
    later, fitted = second
    assert equal(later.assign_fitted(SECOND.vectors, SECOND.texts), fitted)


def test_a_new_theme_lasts_in_the_wave_after(second):
    third, _ = extend(second[0], THIRD)
    assert third.theme_ids[: len(second[0].theme_ids)] == second[0].theme_ids
    assert main_theme(third, THIRD, 4)[0] == main_theme(second[0], SECOND, 4)[0]
    theme, share = main_theme(third, THIRD, 5)
    assert theme not in second[0].theme_ids and share > 0.9
    assert third.n_taken_over == len(second[0].theme_ids) and len(third.later) == 2


def test_a_later_model_is_saved_and_loaded(second, tmp_path):
    later, fitted = second
    later.save(tmp_path)
    loaded = ThemeModel.load(tmp_path)
    assert loaded.fingerprint == later.fingerprint and loaded.items == later.items
    assert (loaded.n_taken_over, loaded.same_as) == (later.n_taken_over, later.same_as)
    assert equal(loaded.assign_fitted(SECOND.vectors, SECOND.texts), fitted)


def test_a_folder_that_lacks_a_wave_is_refused(second, tmp_path):
    second[0].save(tmp_path)
    (tmp_path / "later-1" / "model.json").unlink()
    with pytest.raises(ModelNotFoundError, match="later-1"):
        ThemeModel.load(tmp_path)


def test_texts_that_were_left_out_before_are_no_news_unless_asked_for(model):
    stray = take([-1, 4], part=slice(0, 3))
    # three texts of a topic are too few for a theme, and are remembered as left out
    once, _ = extend(model, stray)
    assert not once.later
    known = take([4], part=slice(0, 3))
    more = take([0, 1, 2, 4], part=slice(0, 30))
    again, _ = extend(once, more, again=True)
    fresh, _ = extend(once, more)
    of_known = again.assign(known.vectors, known.texts).theme
    assert again.later and (of_known >= len(model.theme_ids)).sum() >= 2
    assert set(fresh.left_out.tolist()) >= set(once.left_out.tolist())
    unchanged, _ = extend(once, known, again=True)
    assert not unchanged.later


def test_refits_leave_the_earlier_themes_as_they_are(second):
    later, fitted = second
    old = (fitted.theme >= 0) & (fitted.theme < later.n_taken_over)
    assert (fitted.redrawn[old] == fitted.theme[old, None]).all()
    new = fitted.theme >= later.n_taken_over
    assert (fitted.redrawn[new] != fitted.theme[new, None]).any()
    recalled = later.recall_redraws(SECOND.texts, replace(fitted, redrawn=None))
    assert (recalled.redrawn == fitted.redrawn).all()


def test_edits_hold_for_a_later_wave_and_can_be_made_there(model):
    texts = Texts(FIRST.texts, vectors=FIRST.vectors)
    fitted = model.assign_fitted(FIRST.vectors, FIRST.texts)
    a, b = model.theme_ids[:2]
    edited = model.edit(Rename(a, "Own name"), fitted, texts).edit(Merge((a, b), a), fitted, texts)
    new_id = edited.curation.themes.new_id()
    third = next(name for name in edited.curation.themes.theme_ids if name not in (a, b))
    edited = edited.edit(SplitByWords(third, new_id, "Office", ("office",)), fitted, texts)
    edited = replace(edited, items=edited.curation.themes.items)
    later, fitted = extend(edited, SECOND)
    added = set(later.theme_ids) - set(edited.theme_ids)
    assert len(added) == 1 and new_id not in added and later.curation.themes.get(a).label == "Own name"
    theme = np.array([*later.theme_ids, None], dtype=object)[later.assign(SECOND.vectors, SECOND.texts).theme]
    assert b not in theme and a in theme and new_id in theme
    in_wave = Texts(SECOND.texts, vectors=SECOND.vectors)
    both = later.edit(Merge((a, *added), a), fitted, in_wave)
    merged = np.array([*both.curation.themes.theme_ids, None], dtype=object)[both.curation.label(fitted, in_wave).theme]
    assert (merged == a).sum() == np.isin(theme.astype(str), [a, *added]).sum()
    undone = both.with_edits(both.edits.undo())
    assert equal(undone.curation.label(fitted, in_wave), later.assign(SECOND.vectors, SECOND.texts))


def test_models_that_follow_one_another_are_known(model, second):
    later = second[0]
    other = ThemeModel.fit_assign(SECOND, settings=SETTINGS)[0]
    assert later.follows(model) and not model.follows(later) and later.follows(later)
    assert not other.follows(model) and later.fit_fingerprint == model.fit_fingerprint
    texts = Texts(SECOND.texts, vectors=SECOND.vectors)
    edited = later.edit(Rename(later.theme_ids[0], "Own name"), second[1], texts)
    assert edited.follows(later) and not later.follows(edited)


def test_a_new_theme_with_the_label_of_another_is_that_one(model):
    first, other = [item for item in model.items if item.parent_id is None][:2]
    found = [replace(first, theme_id="T901", label=other.label.upper()), replace(first, theme_id="T902", label="Something new")]
    labels = {item.theme_id: item.label for item in model.items if item.parent_id is None}
    assert find_same(found, model.items, labels) == {"T901": other.theme_id}
    renamed = labels | {other.theme_id: "Another name"}
    assert find_same(found, model.items, renamed) == {"T901": other.theme_id}
    locked = {name: label for name, label in labels.items() if name != other.theme_id}
    assert find_same(found, model.items, locked) == {}
