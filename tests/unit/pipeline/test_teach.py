"""Teaching a theme by examples: what moves, what stays, and that everything counted is counted again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cxtext import Analysis
from cxtext.embed import load_embedder
from cxtext.errors import ConfigError, InputError, ModelError
from cxtext.pipeline import ThemeEdits, teach_theme, unique_texts
from cxtext.run import count_rows

MEASURED = ["scorecard", "metrics", "trends", "groups", "assignments", "sentiment", "themes", "responses", "units"]


def theme_of(analysis, word):
    """Return the theme of most units that have a word."""
    has = analysis.units["text"].str.lower().str.contains(word)
    return analysis.tables["assignments"].loc[has, "theme_id"].mode().iat[0]


@pytest.fixture(scope="module")
def vectors(small_analysis):
    return load_embedder("fast").encode(unique_texts(small_analysis.units).texts)


@pytest.fixture(scope="module")
def taught(small_analysis):
    """Exports of reports are in the theme of reports; say that they belong to that of the login."""
    examples = ["Exporting work reports to Excel is slow", "Exporting the reports to Excel takes long", "exporting to Excel"]
    return teach_theme(small_analysis, theme_of(small_analysis, "password"), examples).analysis


def test_measuring_again_with_the_same_themes_gives_the_same_tables(small_analysis):
    again = ThemeEdits(small_analysis).apply()
    for name in [*MEASURED, "columns", "resolutions", "issues"]:
        pd.testing.assert_frame_equal(again.tables[name], small_analysis.tables[name])


def test_what_the_examples_say_moves_and_the_rest_stays(small_analysis, taught):
    theme = theme_of(small_analysis, "password")
    before, after = (a.tables["assignments"].set_index("unit_id") for a in (small_analysis, taught))
    text = small_analysis.units.set_index("unit_id")["text"]
    moved = before["theme_id"].fillna("") != after["theme_id"].fillna("")
    assert moved.sum() >= 2
    assert set(after.loc[moved, "theme_id"]) == {theme}
    assert text[moved].str.contains("Exporting").all()
    assert (after.loc[moved, "source"] == "edit").all()
    assert (after["fit_theme_id"].fillna("") == before["theme_id"].fillna("")).all()
    assert after.loc[moved, "subtheme_id"].isna().all()
    pd.testing.assert_frame_equal(before[~moved], after[~moved])
    assert (after.groupby(text)["theme_id"].nunique(dropna=False) == 1).all()


def test_everything_counted_is_counted_again(small_analysis, taught):
    theme = theme_of(small_analysis, "password")
    assert taught.themes["theme_id"].tolist() == small_analysis.themes["theme_id"].tolist()
    assert taught.themes["label"].tolist() == small_analysis.themes["label"].tolist()
    assigned = taught.tables["assignments"]
    sizes = assigned["theme_id"].value_counts()
    top = taught.themes[taught.themes["parent_id"].isna()].set_index("theme_id")
    assert top["n_units"].to_dict() == sizes.reindex(top.index).to_dict()
    assert top.loc[theme, "origin"] == "edited"
    counts = taught.manifest.counts
    assert counts == count_rows(taught.tables, taught.manifest.input)
    assert counts.n_units == counts.n_assigned + counts.n_unassigned
    old, new = (
        a.scorecard.set_index(["theme_id", "metric"]).loc[(theme, "score"), "n_responses"] for a in (small_analysis, taught)
    )
    assert new > old
    mine = assigned.set_index("unit_id")["theme_id"]
    for row in top.itertuples():
        assert [mine[unit] for unit in row.exemplar_ids] == [row.Index] * len(row.exemplar_ids)
    message = taught.issues.set_index("code").loc["edited", "message"]
    assert message.startswith("the themes have 1 edit by people (teach 1)")


def test_a_taught_run_is_saved_and_its_model_says_the_same(small_analysis, taught, vectors, tmp_path):
    loaded = Analysis.load(taught.save(tmp_path / "run2"))
    for name in MEASURED:
        pd.testing.assert_frame_equal(loaded.tables[name], taught.tables[name])
    unique = unique_texts(taught.units)
    ids = np.array([*loaded.model.theme_ids, None], dtype=object)[
        loaded.model.assign(vectors, unique.texts).theme[unique.of_unit]
    ]
    expected = taught.tables["assignments"]["theme_id"].astype(object)
    assert ids.tolist() == expected.where(expected.notna(), None).tolist()
    one = loaded.model.assign(vectors[[4]], [unique.texts[4]])
    assert one.theme[0] == loaded.model.assign(vectors, unique.texts).theme[4]


def test_a_taught_model_has_a_fingerprint_of_its_own(small_analysis, taught, tmp_path):
    model = taught.model
    assert model.fingerprint != small_analysis.model.fingerprint
    assert Analysis.load(taught.save(tmp_path / "run2")).model.fingerprint == model.fingerprint
    (learnt,) = model.curation.learnt.values()
    wider = replace(learnt, limits=replace(learnt.limits, least=learnt.limits.least - 1))
    shifted = replace(learnt, taught=replace(learnt.taught, weights=learnt.taught.weights * 2))
    for other in ({1: wider}, {1: shifted}):
        assert replace(model, curation=replace(model.curation, learnt=other)).fingerprint != model.fingerprint
    assert ThemeEdits(taught).undo().model.fingerprint != model.fingerprint


def test_lessons_add_up_whatever_their_order(small_analysis, taught):
    first, second = theme_of(small_analysis, "password"), theme_of(small_analysis, "expensive")
    both = teach_theme(taught, second, ["The invoice is far too high", "The invoice is too high"]).analysis
    assert {t: len(said) for t, said in both.model.lessons.items()} == {first: 3, second: 2} == both.manifest.taught
    assert (both.issues["code"] == "edited").sum() == 1
    texts = ["The invoice is too high", "The invoice is far too high", "The invoice is too high"]
    swapped = teach_theme(taught, second, texts).analysis
    pd.testing.assert_frame_equal(both.tables["assignments"], swapped.tables["assignments"])
    pd.testing.assert_frame_equal(both.scorecard, swapped.scorecard)


def test_a_lesson_that_moves_nothing_says_what_would_help(small_analysis):
    theme = theme_of(small_analysis, "password")
    nothing = teach_theme(small_analysis, theme, ["the sauna was closed", "no towels in the sauna"]).message
    assert "0 opinion units came to it. Too far from it: 'the sauna was closed', to which" in nothing
    assert nothing.endswith("Give 10 to 20 examples of one subject, word for word as the survey has them.")
    mine = small_analysis.tables["assignments"].query("theme_id == @theme")["unit_id"].head(4)
    own = teach_theme(small_analysis, theme, small_analysis.units.set_index("unit_id").loc[mine, "text"].tolist()).message
    assert "0 opinion units came to it." in own and "like the examples were in it before" in own
    assert "Too far" not in own


def test_an_example_moves_to_the_theme_it_was_given_for_last(small_analysis):
    first, second = theme_of(small_analysis, "password"), theme_of(small_analysis, "expensive")
    texts = small_analysis.units["text"]
    example = texts[texts.str.contains("Exporting")].iat[0]
    once = teach_theme(small_analysis, first, [example]).analysis
    twice = teach_theme(once, second, [example]).analysis
    for analysis, theme in ((once, first), (twice, second)):
        assert set(analysis.tables["assignments"].loc[texts == example, "theme_id"]) == {theme}
    assert twice.model.lessons == {second: [example]}


@pytest.mark.parametrize(
    ("theme", "examples", "message"),
    [
        ("T099", ["a b"], "no theme 'T099'"),
        ("T001", [" ", ""], "no example says anything"),
        ("T001", [f"x {i}" for i in range(101)], "101"),
    ],
)
def test_what_cannot_be_taught_is_named(small_analysis, theme, examples, message):
    with pytest.raises(ConfigError, match=message):
        teach_theme(small_analysis, theme, examples)


def test_a_run_that_cannot_be_measured_again_is_named(small_analysis):
    from dataclasses import replace

    with pytest.raises(InputError, match="no theme model"):
        teach_theme(Analysis(small_analysis.tables, small_analysis.manifest, None), "T001", ["slow"])
    other = replace(small_analysis.model, embedder_fingerprint="another")
    with pytest.raises(ModelError, match="fingerprint"):
        teach_theme(Analysis(small_analysis.tables, small_analysis.manifest, other), "T001", ["slow"])
