"""Given themes: they take what is theirs and leave the rest, and apply is the fit."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from fixtures.planted import N_DIMS, TOPICS, plant, unit

from cxtext.errors import ConfigError, ModelFormatError
from cxtext.settings import ThemesConfig
from cxtext.themes import ThemeModel
from cxtext.themes.codebook import KEYWORD, NAME, Codebook, CodebookAssigner, lift

NAMES = list(TOPICS)
#: Given in an order that is not that of size or of the alphabet; nobody speaks of parking.
BOOK = Codebook.model_validate(
    {
        "themes": [
            {"name": "Search results", "keywords": ["search"]},
            {"name": "Parking at the clinic"},
            {"name": "Login trouble", "description": "Getting in", "examples": ["login example"]},
        ]
    }
)


@pytest.fixture(scope="module")
def corpus():
    return plant(6, 60, n_stray=10)


@pytest.fixture(scope="module")
def encode(corpus):
    """Embed a phrase at the centre of the topic it speaks of, or away from everything."""
    centres = {name: corpus.vectors[corpus.topic == i].mean(axis=0) for i, name in enumerate(NAMES)}
    own = {"Search results": "search", "search": "search", "Login trouble": "login", "Getting in": "login"}
    own["login example"] = "login"

    def embed(phrases):
        away = -corpus.vectors.mean(axis=0)
        return unit(np.array([centres[own[p]] if p in own else away for p in phrases]))

    return embed


def fit(corpus, encode, book=BOOK, **options):
    return ThemeModel.fit_assign(replace(corpus, encode=encode), settings=ThemesConfig(**options), codebook=book)[0]


@pytest.fixture(scope="module")
def model(corpus, encode):
    return fit(corpus, encode)


def same(left, right):
    return all((getattr(left, name) == getattr(right, name)).all() for name in ("theme", "strength", "subtheme"))


def test_given_themes_take_their_texts_and_the_rest_is_found(corpus, model):
    assigned = model.assign(corpus.vectors, corpus.texts)
    for index, topic in ((0, "search"), (2, "login")):
        mine = corpus.topic == NAMES.index(topic)
        assert (assigned.theme[mine] == index).mean() >= 0.9
        assert (assigned.theme[~mine] == index).mean() <= 0.02
    others = ~np.isin(corpus.topic, [NAMES.index("search"), NAMES.index("login"), -1])
    assert (assigned.theme[others] >= 3).mean() >= 0.9
    assert len(model.theme_ids) == 3 + 4
    assert ((assigned.strength >= 0) & (assigned.strength <= 1)).all()


def test_ids_names_and_origin_are_those_of_the_file(model):
    table = model.themes[model.themes["parent_id"].isna()]
    assert table["theme_id"].tolist() == [f"T{i:03d}" for i in range(1, 8)]
    assert table["label"].tolist()[:3] == BOOK.names
    assert table["origin"].tolist() == ["codebook"] * 3 + ["found"] * 4
    assert table["description"].tolist()[2] == "Getting in"
    assert table["keyphrases"].tolist()[0] == ("search",)
    assert model.themes["label"].str.lower().is_unique
    assert model.themes["theme_id"].is_unique


def test_a_theme_nobody_mentions_stays_with_nothing(corpus, model):
    parking = model.themes.iloc[1]
    assert (parking["n_units"], parking["n_responses"], parking["cohesion"]) == (0, 0, 0.0)
    assert pd.isna(parking["stability"])
    assert parking["exemplar_texts"] == ()
    assert not model.themes[["cohesion", "n_units"]].isna().any().any()


def test_numbers_of_the_table_are_those_of_the_assignment(corpus, model):
    assigned = model.assign(corpus.vectors, corpus.texts)
    top = model.themes[model.themes["parent_id"].isna()]
    assert top["n_units"].tolist() == np.bincount(assigned.theme[assigned.theme >= 0], minlength=7).tolist()


def test_a_saved_model_assigns_the_same(tmp_path, corpus, model):
    model.save(tmp_path)
    loaded = ThemeModel.load(tmp_path)
    assert same(loaded.assign(corpus.vectors, corpus.texts), model.assign(corpus.vectors, corpus.texts))
    assert loaded.items == model.items


def test_a_model_whose_given_themes_were_cut_off_is_refused(tmp_path, model):
    arrays = model.codebook.to_arrays("given")
    with pytest.raises(ModelFormatError, match="lacks the array 'given_weights'"):
        CodebookAssigner.from_arrays({k: v for k, v in arrays.items() if k != "given_weights"}, "given")
    with pytest.raises(ModelFormatError, match="'given_least'"):
        CodebookAssigner.from_arrays(arrays | {"given_least": np.zeros(2, dtype=np.float32)}, "given")
    short = replace(model.codebook, weights=model.codebook.weights[:2], floor=model.codebook.floor[:2])
    ThemeModel(model.items, model.assigner, model.memory, "planted", codebook=short).save(tmp_path)
    with pytest.raises(ModelFormatError, match="damaged"):
        ThemeModel.load(tmp_path)


def test_sub_themes_and_the_curve_point_at_found_themes(model):
    found = {t.theme_id for t in model.items if t.origin == "found" and t.parent_id is None}
    assert {t.parent_id for t in model.items if t.parent_id} <= found
    assert set(model.resolutions["parent_id"].dropna()) <= found


def test_a_theme_that_is_found_gets_no_label_of_the_codebook(corpus, encode, model):
    found = [t for t in model.items if t.origin == "found" and t.parent_id is None]
    wanted = found[0].label
    book = Codebook.model_validate({"themes": [{"name": wanted.upper()}]})
    again = fit(corpus, lambda phrases: unit(np.ones((len(phrases), N_DIMS)) * -1), book)
    assert [t.label.lower() for t in again.items].count(wanted.lower()) == 1


def test_ids_given_are_kept_and_found_themes_number_on(corpus, encode):
    book = Codebook.model_validate({"themes": [{"name": "Search results", "id": "T040"}, {"name": "Login trouble"}]})
    ids = fit(corpus, encode, book).theme_ids
    assert ids[:3] == ["T040", "T001", "T041"]


def test_where_all_is_given_nothing_needs_to_be_found(encode):
    corpus = plant(2, 12)
    book = Codebook.model_validate({"themes": [{"name": name, "examples": [name]} for name in ("login", "price")]})
    centres = [corpus.vectors[corpus.topic == i].mean(axis=0) for i in (0, 1)]
    model = fit(corpus, lambda texts: unit(np.array([centres[text == "price"] for text in texts])), book)
    assigned = model.assign(corpus.vectors, corpus.texts)
    assert (assigned.theme == corpus.topic).mean() >= 0.9


@pytest.mark.parametrize("n", [1, 2, 5])
def test_very_few_texts_are_no_trouble(n, encode):
    corpus = plant(1, n)
    model = fit(corpus, encode)
    assert len(model.assign(corpus.vectors, corpus.texts).theme) == n
    assert model.theme_ids[:3] == ["T001", "T002", "T003"]
    assert np.isfinite(model.codebook.weights).all()


def test_a_codebook_without_an_embedder_is_refused(corpus):
    with pytest.raises(ConfigError, match="needs an embedder"):
        fit(corpus, None)


def make_survey(rng, n, n_dims=256):
    """Return unit vectors without structure."""
    return unit(rng.normal(size=(n, n_dims)))


def test_a_name_that_nobody_says_takes_less_than_two_in_a_hundred():
    rng = np.random.default_rng(5)
    rows = make_survey(rng, 1200)
    for seed in range(10):
        name = unit(np.random.default_rng(seed).normal(size=(1, 256)))
        given = CodebookAssigner.fit(rows, Codebook.model_validate({"themes": [{"name": "Parking"}]}), lambda texts, v=name: v)
        assert given.floor[0] > 0
        assert (given.assign(rows)[0] >= 0).mean() < 0.02


def test_the_few_who_say_a_name_are_found_and_bring_no_others():
    rng = np.random.default_rng(6)
    rows, name = make_survey(rng, 1200), unit(rng.normal(size=(1, 256)))
    rows[:3] = unit(name + 0.5 * make_survey(rng, 3))
    given = CodebookAssigner.fit(rows, Codebook.model_validate({"themes": [{"name": "Parking"}]}), lambda texts: name)
    theme = given.assign(rows)[0]
    assert (theme[:3] == 0).all()
    assert (theme[3:] >= 0).mean() < 0.02


def test_a_name_that_many_say_has_no_floor_nor_has_one_with_an_example():
    rng = np.random.default_rng(7)
    rows, name = make_survey(rng, 400), unit(rng.normal(size=(1, 256)))
    shown = Codebook.model_validate({"themes": [{"name": "Parking", "examples": ["No space to park"]}]})
    assert CodebookAssigner.fit(rows, shown, lambda texts: np.repeat(name, len(texts), axis=0)).floor[0] < 0
    rows[:40] = unit(name + 0.5 * make_survey(rng, 40))
    named = Codebook.model_validate({"themes": [{"name": "Parking"}]})
    given = CodebookAssigner.fit(rows, named, lambda texts: name)
    assert given.floor[0] < 0
    assert (given.assign(rows)[0][:40] == 0).mean() > 0.9


def test_texts_of_one_wording_do_not_keep_one_another_out():
    rng = np.random.default_rng(8)
    rows, name = make_survey(rng, 400), unit(rng.normal(size=(1, 256)))
    wording = unit(name + 1.4 * make_survey(rng, 1))
    rows[:40] = unit(wording + 0.2 * make_survey(rng, 40))
    named = Codebook.model_validate({"themes": [{"name": "Parking"}]})
    given = CodebookAssigner.fit(rows, named, lambda texts: name)
    cosines = np.sort(rows[:40].astype(float) @ rows[:40].T.astype(float), axis=1)
    assert np.median(cosines[:, -6:-1]) > 0.95 and 0.5 < np.median(rows[:40] @ name[0]) < 0.6
    theme = given.assign(rows)[0]
    assert (theme[:40] == 0).all()
    assert (theme[40:] >= 0).mean() < 0.02


KEYWORDS = Codebook.model_validate({"themes": [{"name": "Parking", "keywords": ["garage"]}, {"name": "Noise"}]})


def test_a_text_with_a_keyword_goes_to_its_theme_although_others_are_as_near():
    rng = np.random.default_rng(9)
    rows = make_survey(rng, 600, 64)
    names = unit(rng.normal(size=(2, 64)))
    rows[:60] = unit(names[0] + 2.6 * make_survey(rng, 60, 64))
    said = np.zeros((600, 2), dtype=np.int8)
    said[:30, 0] = KEYWORD
    embed = {"Parking": names[0], "garage": names[0], "Noise": names[1]}
    encode = lambda texts: np.array([embed[t] for t in texts])  # noqa: E731
    fitted = [CodebookAssigner.fit(rows, KEYWORDS, encode, some) for some in (None, said)]
    without, having = fitted[0].assign(rows)[0], fitted[1].assign(rows, said)[0]
    assert (without[:30] == 0).mean() < 0.6
    assert (having[:30] == 0).mean() > 0.9
    assert (having[60:] == 0).mean() < 0.02


def test_a_keyword_is_no_order_where_the_text_is_about_something_else():
    rng = np.random.default_rng(10)
    rows, names = make_survey(rng, 600, 64), unit(rng.normal(size=(2, 64)))
    rows[:50] = unit(names[0] + 0.8 * make_survey(rng, 50, 64))
    rows[50:100] = unit(names[1] + 0.8 * make_survey(rng, 50, 64))
    said = np.zeros((600, 2), dtype=np.int8)
    said[:60, 0] = KEYWORD  # ten of them speak of noise, and plainly
    embed = {"Parking": names[0], "garage": names[0], "Noise": names[1]}
    theme = CodebookAssigner.fit(rows, KEYWORDS, lambda texts: np.array([embed[t] for t in texts]), said).assign(rows, said)[0]
    assert (theme[:50] == 0).all()
    assert (theme[50:60] == 1).all()


def test_the_words_of_a_name_decide_between_a_theme_and_none_but_not_between_themes():
    cosines = np.array([[0.40, 0.45], [0.40, 0.45], [0.40, 0.45]])
    said = np.array([[NAME, 0], [0, NAME], [NAME, NAME]], dtype=np.int8)
    np.testing.assert_allclose(lift(cosines, said), [[0.40, 0.45], [0.40, 0.55], [0.40, 0.55]])
    assert (cosines == [0.40, 0.45]).all()


def test_a_model_asks_for_the_text_of_each_vector(corpus, model):
    with pytest.raises(ConfigError, match="give the text of each row"):
        model.assign(corpus.vectors, corpus.texts[1:])


def test_a_saved_model_knows_the_words(tmp_path, corpus, encode):
    book = Codebook.model_validate(
        {"themes": [{"name": "Login trouble", "keywords": ["Stray remarks"], "examples": ["login example"]}]}
    )
    model = fit(corpus, encode, book)
    model.save(tmp_path)
    loaded = ThemeModel.load(tmp_path)
    assert loaded.keywords == model.keywords
    expected = [KEYWORD if text.startswith("Stray") else NAME * ("login" in text) for text in corpus.texts]
    assert loaded.keywords.find(corpus.texts).ravel().tolist() == expected
    assert same(loaded.assign(corpus.vectors, corpus.texts), model.assign(corpus.vectors, corpus.texts))
    blank = ["" for _ in corpus.texts]
    assert not same(loaded.assign(corpus.vectors, blank), model.assign(corpus.vectors, corpus.texts))


@pytest.mark.parametrize("damage", [{"names": []}, {"keywords": "all", "names": 3}, {"keywords": [["a"]], "names": [["b"]]}])
def test_damaged_words_are_refused(tmp_path, model, damage):
    model.save(tmp_path)
    record = json.loads((tmp_path / "model.json").read_text("utf-8"))
    (tmp_path / "model.json").write_text(json.dumps(record | {"spelling": damage}), encoding="utf-8")
    with pytest.raises(ModelFormatError, match="words of the given themes"):
        ThemeModel.load(tmp_path)
