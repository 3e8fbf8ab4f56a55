"""Edits before a later wave and after it: what they did holds, ids are unique, and undo leads back."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from fixtures.planted import arrange, plant
from hypothesis import given, settings
from hypothesis import strategies as st

from cxtext.errors import ConfigError
from cxtext.settings import ThemesConfig
from cxtext.themes import Hide, Lock, Merge, Rename, Split, SplitByWords, Texts, ThemeModel

WHOLE = plant(6, 50)


def take(topics: list[int], part: slice) -> Any:
    """Return the corpus of some topics, of each a part."""
    rows = []
    for topic in topics:
        rows += [(WHOLE.texts[i], topic, WHOLE.vectors[i]) for i in np.flatnonzero(WHOLE.topic == topic)[part].tolist()]
    return arrange(rows)


FIRST, SECOND = take([0, 1, 2, 3], slice(0, 35)), take([0, 1, 2, 3, 4, 5], slice(15, 50))


@cache
def fit() -> ThemeModel:
    """Return the model of the first wave."""
    return ThemeModel.fit_assign(FIRST, settings=ThemesConfig())[0]


def edit(model: ThemeModel, corpus: Any, draw: Callable[..., Any], n: int) -> ThemeModel:
    """Make some random edits of a model; one that cannot be made is left out."""
    texts = Texts(corpus.texts, vectors=corpus.vectors)
    fitted = model.assign_fitted(corpus.vectors, corpus.texts)
    for step in range(n):
        items = model.items if model.curation is None else model.curation.themes.items
        tops = [item.theme_id for item in items if item.parent_id is None]
        a, b = draw(st.sampled_from(tops)), draw(st.sampled_from(tops))
        new = "T900" if model.curation is None else model.curation.themes.new_id()
        kind = draw(st.sampled_from(["merge", "rename", "hide", "lock", "split", "words", "undo"]))
        parts = tuple(item.theme_id for item in items if item.parent_id == a)
        made = {
            "merge": Merge((a, b), a),
            "rename": Rename(a, f"Name {len(corpus.texts)} {step}"),
            "hide": Hide(a),
            "lock": Lock(a),
            "split": Split(a, parts[:1]),
            "words": SplitByWords(a, new, f"Words {len(corpus.texts)} {step}", ("office", "home")),
        }
        try:
            model = model.with_edits(model.edits.undo()) if kind == "undo" else model.edit(made[kind], fitted, texts)
        except ConfigError:
            continue
    return model


def list_labels(model: ThemeModel, corpus: Any) -> list[tuple[str | None, str | None]]:
    """Return the ids of theme and sub-theme of each text."""
    themes = model.items if model.curation is None else model.curation.themes.items
    tops = [item.theme_id for item in themes if item.parent_id is None]
    parts = [item.theme_id for item in themes if item.parent_id is not None]
    assigned = model.assign(corpus.vectors, corpus.texts)
    pairs = zip(assigned.theme.tolist(), assigned.subtheme.tolist(), strict=True)
    return [([*tops, None][t], [*parts, None][p]) for t, p in pairs]


@settings(max_examples=20)
@given(st.data())
def test_a_wave_between_edits_moves_nothing_that_had_a_theme(data: st.DataObject):
    before = edit(fit(), FIRST, data.draw, data.draw(st.integers(0, 5)))
    old = list_labels(before, SECOND)
    fitted = before.assign_fitted(SECOND.vectors, SECOND.texts)
    later, labelled = before.extend(SECOND, fitted, settings=ThemesConfig())
    new = list_labels(later, SECOND)
    assert all(after == one for one, after in zip(old, new, strict=True) if one[0] is not None)
    again = later.assign_fitted(SECOND.vectors, SECOND.texts)
    assert (again.theme == labelled.theme).all() and (again.subtheme == labelled.subtheme).all()
    ids = [item.theme_id for item in later.fitted]
    assert len(set(ids)) == len(ids) and later.follows(before)
    after = edit(later, SECOND, data.draw, data.draw(st.integers(0, 4)))
    assert after.edits.entries[: len(before.edits.entries)] == before.edits.entries
    with tempfile.TemporaryDirectory() as folder:
        after.save(folder)
        loaded = ThemeModel.load(folder)
    assert list_labels(loaded, SECOND) == list_labels(after, SECOND) and loaded.fingerprint == after.fingerprint
    while len(after.edits.effective) > len(later.edits.effective):
        after = after.with_edits(after.edits.undo())
    if len(after.edits.effective) == len(later.edits.effective):
        assert after.edits.effective != later.edits.effective or list_labels(after, SECOND) == new


def test_the_order_of_the_responses_decides_nothing():
    model = fit()
    order = np.random.default_rng(1).permutation(len(SECOND.texts))
    fitted = model.assign_fitted(SECOND.vectors, SECOND.texts)
    mixed = replace(SECOND, responses=SECOND.responses[:, order])
    one, other = (model.extend(corpus, fitted, settings=ThemesConfig())[0] for corpus in (SECOND, mixed))
    assert one.later and one.items == other.items and one.fingerprint == other.fingerprint
