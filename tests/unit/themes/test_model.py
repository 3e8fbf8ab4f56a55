"""The theme model: labels of the fit are those of apply, also after save and load."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import numpy as np
import pytest
from fixtures.planted import plant, plant_parts, scatter
from scipy import sparse

from cxtext.errors import ModelFormatError, ModelNotFoundError
from cxtext.settings import ThemesConfig
from cxtext.themes import Keywords, ThemeModel
from cxtext.themes.assignment import FitData, ThemeAssigner, fit_assigner, fit_subthemes, keep_subthemes
from cxtext.themes.discovery import adjusted_rand, discover_themes


def fit(corpus, **options):
    return ThemeModel.fit_assign(replace(corpus, embedder_fingerprint="planted"), settings=ThemesConfig(**options))[0]


@pytest.fixture(scope="module")
def corpus():
    return plant(6, 60, n_stray=10)


@pytest.fixture(scope="module")
def model(corpus):
    return fit(corpus)


def same(left, right):
    return all((getattr(left, name) == getattr(right, name)).all() for name in ("theme", "strength", "subtheme"))


def test_topics_are_found_and_assigned(corpus, model):
    assigned = model.assign(corpus.vectors, corpus.texts)
    planted = corpus.topic >= 0
    assert len(model.theme_ids) == 6
    assert adjusted_rand(assigned.theme[planted], corpus.topic[planted]) > 0.97
    assert (assigned.theme[planted] == -1).mean() <= 0.1
    assert ((assigned.strength >= 0) & (assigned.strength <= 1)).all()


def test_ids_follow_the_number_of_responses(model):
    table = model.themes
    top = table[table["parent_id"].isna()]
    assert top["theme_id"].tolist() == [f"T{i + 1:03d}" for i in range(6)]
    assert top["n_responses"].is_monotonic_decreasing
    assert table["label"].str.lower().is_unique
    assert table["cohesion"].between(0, 1).all()


def test_numbers_of_the_table_are_those_of_the_assignment(corpus, model):
    assigned = model.assign(corpus.vectors, corpus.texts)
    top = model.themes[model.themes["parent_id"].isna()]
    assert top["n_units"].tolist() == np.bincount(assigned.theme[assigned.theme >= 0], minlength=6).tolist()


def fit_data(corpus, settings):
    """Return what themes are fitted on when they are discovered in all texts."""
    discovery = discover_themes(corpus.vectors, responses=corpus.responses, settings=settings, random_state=0)
    return FitData(corpus.texts, corpus.vectors, corpus.responses, np.arange(len(corpus.texts)), discovery)


def test_the_fit_itself_is_what_assign_says(corpus):
    fitted = fit_assigner(fit_data(corpus, ThemesConfig()), min_responses=5)
    assert same(fitted.assigned, fitted.assigner.assign(corpus.vectors, fitted.memory.recall(corpus.texts)))


def test_subthemes_of_the_fit_are_what_assign_says():
    corpus = plant_parts()
    data = fit_data(corpus, ThemesConfig(n_themes=3))
    themes = fit_assigner(data, min_responses=5)
    fitted = fit_subthemes(themes, data, min_responses=5)
    assert fitted.assigner.n_subthemes == 2 and themes.assigner.n_subthemes == 0
    assert same(fitted.assigned, fitted.assigner.assign(corpus.vectors, fitted.memory.recall(corpus.texts)))
    assert (fitted.assigned.theme == themes.assigned.theme).all()
    sizes = np.bincount(fitted.assigned.subtheme[fitted.assigned.subtheme >= 0])
    assert sizes[0] >= sizes[1] > 40
    parents = {row["parent_id"] for row in fitted.curve if row["level"] == "subtheme" and row["chosen"]}
    assert parents == set(fitted.assigner.sub_parent.tolist()) == set(themes.assigned.theme[corpus.topic == 0].tolist()) - {-1}


def test_parts_with_too_few_responses_are_dropped():
    corpus = plant_parts()
    data = fit_data(corpus, ThemesConfig(n_themes=3))
    second_part = np.array([text.startswith("t0 p1") for text in corpus.texts])
    themes = fit_assigner(data, min_responses=5)
    split = fit_subthemes(themes, data, min_responses=5)
    size = int(np.bincount(split.assigned.subtheme[second_part & (split.assigned.subtheme >= 0)]).max())
    none = fit_subthemes(themes, data, min_responses=size + 5)
    assert none.assigner.n_subthemes == 0
    assert (none.assigned.subtheme == -1).all()


def test_a_theme_that_keeps_one_part_keeps_none_and_the_fit_is_still_what_assign_says():
    corpus = plant_parts(2)
    data = fit_data(corpus, ThemesConfig(n_themes=3))
    split = fit_subthemes(fit_assigner(data, min_responses=5), data, min_responses=5)
    assert split.assigner.n_subthemes == 4
    whole, remaining = keep_subthemes(split, data, np.ones(4, dtype=bool))
    assert whole is split and remaining.tolist() == [0, 1, 2, 3]
    fitted, remaining = keep_subthemes(split, data, np.array([False, True, True, True]))
    assert sorted(remaining.tolist()) == [2, 3]
    assert set(fitted.assigner.sub_parent.tolist()) == {int(split.assigner.sub_parent[2])}
    assert [row["parent_id"] for row in fitted.curve if row["level"] == "subtheme"] == [int(split.assigner.sub_parent[2])]
    assert same(fitted.assigned, fitted.assigner.assign(corpus.vectors, fitted.memory.recall(corpus.texts)))
    sizes = np.bincount(fitted.assigned.subtheme[fitted.assigned.subtheme >= 0])
    assert len(sizes) == 2 and sizes[0] >= sizes[1]


def test_fitting_hands_on_what_assign_says(corpus):
    model, assigned = ThemeModel.fit_assign(corpus, settings=ThemesConfig())
    assert same(assigned, model.assign(corpus.vectors, corpus.texts))


def test_subthemes_are_the_same_when_asked_for_apart():
    corpus = plant(2, 200, noise=0.4)
    half = np.where(corpus.topic == 0, np.arange(len(corpus.topic)) % 2, -1)
    assigner = ThemeAssigner.fit(corpus.vectors, corpus.topic).with_subthemes(corpus.vectors, corpus.topic, half)
    whole = assigner.assign(corpus.vectors)
    assert set(whole.subtheme) == {-1, 0, 1}
    assert (assigner.assign_subthemes(corpus.vectors, whole.theme) == whole.subtheme).all()
    assert (whole.subtheme[whole.theme == 1] == -1).all()


def test_themes_with_too_few_responses_are_dropped_with_their_place_in_the_curve(corpus):
    data = fit_data(corpus, ThemesConfig())
    one_person = np.where(data.discovery.labels == 2, 0, np.arange(len(corpus.texts)))
    responses = sparse.csr_array((np.ones(len(one_person)), (np.arange(len(one_person)), one_person)))
    fitted = fit_assigner(replace(data, responses=responses), min_responses=5)
    assert fitted.assigner.n_themes == 5 == len(fitted.stability)
    assert {row["parent_id"] for row in fitted.curve} <= {None, *range(5)}
    assert same(fitted.assigned, fitted.assigner.assign(corpus.vectors, fitted.memory.recall(corpus.texts)))


def test_apply_is_the_fit_after_save_and_load(corpus, model, tmp_path):
    model.save(tmp_path / "model")
    loaded = ThemeModel.load(tmp_path / "model")
    assert same(loaded.assign(corpus.vectors, corpus.texts), model.assign(corpus.vectors, corpus.texts))
    assert loaded.themes.equals(model.themes)
    assert loaded.resolutions.equals(model.resolutions)
    assert loaded.embedder_fingerprint == "planted"
    loaded.save(tmp_path / "again")
    for name in ("model.json", "arrays.safetensors"):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "model" / name).read_bytes()


def test_a_topic_is_saved_with_its_theme(model, tmp_path):
    items = tuple(replace(item, topic="waiting-time") for item in model.items)
    replace(model, items=items).save(tmp_path / "model")
    assert set(ThemeModel.load(tmp_path / "model").themes["topic"]) == {"waiting-time"}
    assert model.themes["topic"].isna().all()  # made-up vectors of an unknown embedder


def test_the_fingerprint_changes_with_what_decides_an_assignment_and_with_nothing_else(corpus, model, tmp_path):
    model.save(tmp_path / "model")
    assert ThemeModel.load(tmp_path / "model").fingerprint == fit(corpus).fingerprint == model.fingerprint
    renamed = tuple(replace(item, label=f"{item.label}, renamed", n_units=1) for item in model.items)
    assert replace(model, items=renamed, settings={}, curve=[]).fingerprint == model.fingerprint
    assigner = model.assigner
    arrays = {f.name: getattr(assigner, f.name) for f in fields(assigner)}
    others = [
        replace(model, embedder_fingerprint="another"),
        replace(model, items=tuple(replace(item, theme_id=f"X{item.theme_id}") for item in model.items)),
        replace(model, keywords=Keywords((("wifi",),), ((),))),
        *(replace(model, assigner=replace(assigner, **{name: array + 1})) for name, array in arrays.items() if array.size),
    ]
    assert len({model.fingerprint, *(other.fingerprint for other in others)}) == len(others) + 1


def test_the_same_fit_gives_the_same_bytes(corpus, model, tmp_path):
    model.save(tmp_path / "a")
    fit(corpus).save(tmp_path / "b")
    for name in ("model.json", "arrays.safetensors"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_texts_unlike_any_other_have_no_theme(model):
    foreign = -plant(3, 20, seed=9).vectors
    assert (model.assign(foreign, [f"foreign {i}" for i in range(60)]).theme == -1).all()


def test_sub_themes_point_to_their_theme(corpus, model):
    assigned = model.assign(corpus.vectors, corpus.texts)
    inside = assigned.subtheme >= 0
    assert (model.assigner.sub_parent[assigned.subtheme[inside]] == assigned.theme[inside]).all()
    assert len(model.subtheme_ids) == model.assigner.n_subthemes


def test_nothing_in_common_gives_a_model_without_themes(tmp_path):
    corpus = scatter(40)
    model = fit(corpus)
    assert model.themes.empty and len(model.themes.columns) > 5
    assert (model.assign(corpus.vectors, corpus.texts).theme == -1).all()
    model.save(tmp_path)
    assert ThemeModel.load(tmp_path).theme_ids == []


@pytest.mark.parametrize("n", [0, 1, 5])
def test_a_handful_of_texts(n):
    corpus = plant(1, n)
    model = fit(corpus)
    assert model.theme_ids == []
    assert model.assign(corpus.vectors, corpus.texts).theme.tolist() == [-1] * n


def test_the_number_of_themes_can_be_asked_for(corpus):
    assert len(fit(corpus, n_themes=3).theme_ids) == 3


def test_a_sample_is_enough_and_all_texts_are_labelled(corpus):
    model = fit(corpus, max_fit_units=150)
    planted = corpus.topic >= 0
    assert adjusted_rand(model.assign(corpus.vectors, corpus.texts).theme[planted], corpus.topic[planted]) > 0.9


def test_vectors_of_another_size_are_refused(model):
    with pytest.raises(ModelFormatError, match="dimensions"):
        model.assign(np.zeros((1, 7), dtype=np.float32), ["a text"])


def test_a_missing_model_is_named(tmp_path):
    with pytest.raises(ModelNotFoundError, match=r"model\.json"):
        ThemeModel.load(tmp_path)


def damage_version(folder):
    record = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    (folder / "model.json").write_text(json.dumps({**record, "version": 99}), encoding="utf-8")


def damage_json(folder):
    (folder / "model.json").write_text("{", encoding="utf-8")


def damage_record(folder):
    record = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    del record["themes"][0]["label"], record["themes"][0]["keyphrases"]
    (folder / "model.json").write_text(json.dumps(record), encoding="utf-8")


def damage_origin(folder):
    record = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    record["themes"][0]["origin"] = "invented"
    (folder / "model.json").write_text(json.dumps(record), encoding="utf-8")


def damage_field(folder):
    record = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    record["themes"][0]["colour"] = "red"
    (folder / "model.json").write_text(json.dumps(record), encoding="utf-8")


def damage_list(folder):
    record = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    (folder / "model.json").write_text(json.dumps({**record, "themes": ["T001"]}), encoding="utf-8")


def damage_count(folder):
    record = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    (folder / "model.json").write_text(json.dumps({**record, "themes": record["themes"][1:]}), encoding="utf-8")


def damage_arrays(folder):
    (folder / "arrays.safetensors").write_bytes((folder / "arrays.safetensors").read_bytes()[:100])


DAMAGES = [
    damage_version, damage_json, damage_record, damage_origin, damage_field, damage_list, damage_count, damage_arrays,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_model_is_refused(model, tmp_path, damage):
    model.save(tmp_path)
    damage(tmp_path)
    with pytest.raises(ModelFormatError, match=r"model\.json|arrays\.safetensors|this release reads"):
        ThemeModel.load(tmp_path)


def test_arrays_that_do_not_fit_are_refused(model):
    arrays = model.assigner.to_arrays()
    with pytest.raises(ModelFormatError, match="weights"):
        ThemeAssigner.from_arrays({**arrays, "weights": arrays["weights"][:, :-1]})
    with pytest.raises(ModelFormatError, match="centres"):
        ThemeAssigner.from_arrays({k: v for k, v in arrays.items() if k != "centres"})
