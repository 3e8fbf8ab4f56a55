"""What Python callers give: tables and texts of any library, vectors, embedders, sentiment and stop words of their own."""

from __future__ import annotations

import random
import warnings

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import THINGS, TOPICS

import cxtext
from cxtext import Embeddings
from cxtext.embed import ObjectEmbedder, load_embedder
from cxtext.errors import AnalysisWarning, ColumnNotFoundError, ConfigError, InputError, LeftOutWarning, ModelError
from cxtext.pipeline import as_texts
from cxtext.report import render_html, render_summary


def make_frame(n: int = 60) -> pd.DataFrame:
    """Return a survey with an index of its own, numbers as ids, and some comments without content."""
    rng = random.Random(3)
    rows = []
    for i in range(n):
        score, texts = TOPICS[rng.choice(sorted(TOPICS))]
        text = None if i % 15 == 14 else "n/a" if i % 20 == 19 else rng.choice(texts).format(rng.choice(THINGS))
        rows.append((1000 + i, score, text))
    index = pd.Index([f"c{i}" for i in range(n)], name="customer")
    return pd.DataFrame(rows, columns=["id", "score", "comment"], index=index)


FRAME = make_frame()
TEXTS = [None if pd.isna(one) else one for one in FRAME["comment"]]
OPTIONS = {"text_column": "comment", "nps_column": "score", "id_column": "id", "embedder": "fast"}


@pytest.fixture(scope="module")
def analysis() -> cxtext.Analysis:
    return cxtext.analyze(FRAME, **OPTIONS)


def matrix(analysis: cxtext.Analysis, *args: str, **options: object) -> pd.DataFrame:
    """Return the matrix, whose warning is tested below."""
    with pytest.warns(LeftOutWarning):
        return analysis.theme_matrix(*args, **options)


def test_the_matrix_joins_to_the_table_that_was_analysed(analysis):
    found = matrix(analysis)
    has_content = FRAME["comment"].notna() & (FRAME["comment"] != "n/a")
    assert found.index.equals(FRAME.index[has_content])
    joined = FRAME.join(found)
    assert joined.index.equals(FRAME.index)
    assert joined.loc[~has_content, found.columns].isna().all(axis=None)
    assert found.columns.tolist() == analysis.themes.query("parent_id.isna()")["label"].tolist()
    assert set(np.unique(found.to_numpy())) == {0, 1}


def test_what_the_matrix_holds_is_what_the_tables_say(analysis):
    mentions = matrix(analysis, columns="theme_id", index="response_id")
    assert mentions.index.name == "response_id"
    assert mentions.index.dtype == np.int64  # as they were in the table
    assert mentions.sum().to_dict() == analysis.themes.set_index("theme_id")["n_responses"].loc[mentions.columns].to_dict()
    strength, polarity = (matrix(analysis, name, columns="theme_id", index="response_id") for name in ("strength", "polarity"))
    assert ((strength > 0) == (mentions == 1)).all(axis=None)
    assert (polarity.notna() == (mentions == 1)).all(axis=None)
    assert polarity.min(axis=None) >= -1
    assert polarity.max(axis=None) <= 1


def test_parts_have_columns_when_asked_for(analysis):
    found = matrix(analysis, columns="theme_id", subthemes=True)
    assert set(found.columns) == set(analysis.themes["theme_id"])


def test_records_without_content_are_named_with_the_reason(analysis):
    left = analysis.left_out
    assert left.index.tolist() == FRAME.index[FRAME["comment"].isna() | (FRAME["comment"] == "n/a")].tolist()
    assert left["reason"].value_counts().to_dict() == {"blank": 4, "say nothing, such as n/a": 2}
    with pytest.warns(LeftOutWarning, match=r"6 records of the input .*4 blank, 2 say nothing") as caught:
        analysis.theme_matrix()
    assert caught[0].filename == __file__


def test_a_matrix_of_unknown_values_is_an_error_with_a_hint(analysis):
    with pytest.raises(ConfigError, match="Did you mean 'strength'"):
        analysis.theme_matrix("strenght")


def test_the_responses_of_a_theme_by_id_and_label(analysis):
    theme_id, label = analysis.themes.loc[0, ["theme_id", "label"]]
    found = analysis.responses_of(theme_id)
    pd.testing.assert_frame_equal(found, analysis.responses_of(label.upper()))
    assert set(found.index) <= set(FRAME.index)
    assert found["text"].tolist() == FRAME.loc[found.index, "comment"].tolist()
    assert found["strength"].is_monotonic_decreasing
    assert len(found) == analysis.themes.loc[0, "n_responses"]
    wrong = label[:-1] + "x"
    with pytest.raises(ConfigError, match=f"Did you mean '{label}'"):
        analysis.responses_of(wrong)


@pytest.mark.parametrize(
    "source",
    [
        pl.from_pandas(FRAME),
        pa.Table.from_pandas(FRAME, preserve_index=False),
        FRAME.reset_index(drop=True),
    ],
    ids=["polars", "arrow", "pandas"],
)
def test_tables_of_other_libraries_have_positions_for_an_index(analysis, source):
    other = cxtext.analyze(source, **OPTIONS)
    pd.testing.assert_frame_equal(other.scorecard, analysis.scorecard)
    found = matrix(other)
    assert found.index.tolist() == [FRAME.index.get_loc(name) for name in matrix(analysis).index]


@pytest.mark.parametrize(
    "texts",
    [
        TEXTS,
        FRAME["comment"],
        np.array(TEXTS, dtype=object),
        pl.Series("comment", TEXTS),
        pa.array(TEXTS),
        pa.chunked_array([TEXTS]),
    ],
    ids=["list", "series", "numpy", "polars", "arrow", "chunked"],
)
def test_texts_alone_are_analysed(analysis, texts):
    found = cxtext.analyze(texts, embedder="fast")
    assert found.units["text"].tolist() == analysis.units["text"].tolist()
    expected = FRAME.index if isinstance(texts, pd.Series) else pd.RangeIndex(len(FRAME))
    assert matrix(found).index.isin(expected).all()


@pytest.mark.parametrize("odd", ["", " ", "-", "tests", None, float("nan")])
def test_an_answer_that_is_blank_a_dash_or_the_name_of_a_folder_is_a_text(odd):
    assert as_texts([odd, *TEXTS]) is not None and len(as_texts([odd, *TEXTS])) == len(TEXTS) + 1


@pytest.mark.parametrize(
    ("source", "next_step"), [(pl.LazyFrame({"a": ["x"]}), "collect"), ({"a": ["x"]}, "DataFrame"), ((c for c in "ab"), "list")]
)
def test_what_is_nearly_a_table_is_refused_with_the_next_step(source, next_step):
    with pytest.raises(InputError, match=next_step):
        cxtext.analyze(source)


@pytest.mark.parametrize("source", [["a.csv", "b.csv"], ["survey.xlsx"], "texts.csv", ["-"], FRAME, [FRAME, FRAME], ["word"]])
def test_files_and_tables_are_no_texts(source):
    assert as_texts(source) is None


def test_vectors_that_are_given_back_change_nothing_and_are_not_embedded_again(analysis, monkeypatch):
    embedded: list[str] = []
    whole = type(load_embedder("fast")).encode

    def encode(self, texts, **options):
        embedded.extend(texts)
        return whole(self, texts, **options)

    monkeypatch.setattr(type(load_embedder("fast")), "encode", encode)
    again = cxtext.analyze(FRAME, **OPTIONS, embeddings=analysis.embeddings)
    assert not set(embedded) & set(analysis.units["text"])
    for name, table in analysis.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], table)
    assert again.manifest.models == analysis.manifest.models


def test_the_vectors_of_a_run_folder_are_those_of_the_run_but_for_rounding(analysis, tmp_path):
    loaded = cxtext.Analysis.load(analysis.save(tmp_path / "run"))
    assert loaded.embeddings.texts == list(analysis.embeddings.texts)
    assert np.abs(loaded.embeddings.vectors - analysis.embeddings.vectors).max() < 1e-3
    assert loaded.embeddings.fingerprint == analysis.embeddings.fingerprint
    assert cxtext.analyze(FRAME, **OPTIONS, embeddings=loaded.embeddings).manifest.counts == analysis.manifest.counts


def test_vectors_of_another_embedder_are_refused(analysis):
    texts = list(analysis.embeddings.texts)
    rng = np.random.default_rng(0)
    with pytest.raises(ConfigError, match="not those of embedder 'potion"):
        cxtext.analyze(FRAME, **OPTIONS, embeddings=Embeddings(texts, rng.normal(size=(len(texts), 128))))
    with pytest.raises(ConfigError, match="12 dimensions"):
        cxtext.analyze(FRAME, **OPTIONS, embeddings=dict(zip(texts, rng.normal(size=(len(texts), 12)), strict=True)))
    with pytest.raises(ConfigError, match="does not say which texts"):
        cxtext.analyze(FRAME, **OPTIONS, embeddings=np.eye(3))


class Model:
    """An embedder of somebody else: it has ``encode``, and nothing more."""

    def encode(self, texts: list[str]) -> list[list[float]]:
        return [row.tolist() for row in load_embedder("fast").encode(texts) * 3]


@pytest.mark.parametrize("model", [Model(), Model().encode], ids=["object", "function"])
def test_an_object_embeds(analysis, model, tmp_path):
    found = cxtext.analyze(FRAME, **OPTIONS | {"embedder": model})
    assert found.manifest.models.sentiment_reads.name != found.manifest.models.embedder.name
    assert found.issues.set_index("code").loc["foreign-embedder", "message"].startswith("no sentiment heads")
    shown = (repr(found), found._repr_html_(), render_summary(found), render_html(found))
    assert all("no sentiment heads are trained" in text for text in shown)
    with pytest.warns(LeftOutWarning):
        assert found.assign(["The mobile login keeps failing", ""])["theme_id"].notna().all()
    loaded = cxtext.Analysis.load(found.save(tmp_path / "run"))
    with pytest.raises(ModelError, match="given as a Python object"):
        loaded.assign(["The mobile login keeps failing"])
    again = cxtext.analyze(FRAME, **OPTIONS | {"embedder": model}, themes_from=tmp_path / "run")
    assert again.themes["label"].tolist() == found.themes["label"].tolist()
    with pytest.raises(ModelError, match="not the one that the run was made with"):
        cxtext.analyze(FRAME, **OPTIONS | {"embedder": lambda texts: np.ones((len(texts), 4))}, themes_from=tmp_path / "run")


def test_the_default_embedder_may_read_the_sentiment_of_another(analysis):
    config = {"sentiment": {"embedder": "default"}}
    found = cxtext.analyze(FRAME, **OPTIONS | {"embedder": Model()}, config=config)
    assert found.manifest.models.sentiment_reads.fingerprint == load_embedder("default").fingerprint
    message = found.issues.set_index("code").loc["foreign-embedder", "message"]
    assert "read with the default one;" in message


@pytest.mark.parametrize(
    "model",
    [3, Model, lambda texts: np.ones(3), lambda texts: [["a"]] * len(texts), lambda texts: np.full((len(texts), 2), np.nan)],
)
def test_an_object_that_embeds_nothing_is_refused(model):
    with pytest.raises((ConfigError, ModelError)):
        cxtext.analyze(FRAME, **OPTIONS | {"embedder": model})


def test_an_embedder_is_known_again_by_what_it_does():
    one, same, other = ObjectEmbedder(Model()), ObjectEmbedder(Model().encode), ObjectEmbedder(lambda t: np.ones((len(t), 128)))
    assert one.fingerprint == same.fingerprint != other.fingerprint


def test_polarity_of_the_caller_takes_the_place_of_the_models(analysis):
    scores = pd.Series(np.where(FRAME["score"] < 5, -0.9, 0.1), index=FRAME.index).where(FRAME["score"] != 9)
    found = cxtext.analyze(FRAME, **OPTIONS, polarity=scores)
    table = found.sentiment.merge(found.units[["unit_id", "response_id"]]).assign(id=lambda t: t["response_id"].astype(int))
    own = table["id"].map(dict(zip(FRAME["id"], scores, strict=True)))
    assert (table["source"] == np.where(own.isna(), "model", "given")).all()
    assert np.allclose(table["polarity"][own.notna()], own.dropna())
    assert (table["label"][own < 0] == "negative").all()
    assert (table["label"][own == 0.1] == "neutral").all()
    assert "given-sentiment" in set(found.issues["code"])
    rest = analysis.sentiment.loc[own.isna(), "polarity"]
    pd.testing.assert_series_equal(found.sentiment.loc[own.isna(), "polarity"], rest)
    as_column = cxtext.analyze(FRAME.assign(mood=scores), **OPTIONS, polarity="mood")
    pd.testing.assert_frame_equal(as_column.scorecard, found.scorecard)
    of_polars = cxtext.analyze(pl.from_pandas(FRAME.assign(mood=scores)), **OPTIONS, polarity="mood")
    pd.testing.assert_frame_equal(of_polars.scorecard, found.scorecard)
    by_unit = cxtext.analyze(FRAME, **OPTIONS, polarity=found.sentiment.set_index("unit_id")["polarity"])
    assert np.allclose(by_unit.sentiment["polarity"], found.sentiment["polarity"])
    with pytest.warns(LeftOutWarning):
        assert found.edit().rename(found.themes["theme_id"][0], "Other").apply().theme_matrix("polarity").min(axis=None) >= -1


@pytest.mark.parametrize("scores", [[2.0] * 60, [0.1] * 3, ["good"] * 60, pd.Series([0.1] * 60)])
def test_a_polarity_that_does_not_fit_is_refused(scores):
    with pytest.raises(ConfigError, match="polarity"):
        cxtext.analyze(FRAME, **OPTIONS, polarity=scores)


def test_a_column_of_polarity_that_is_not_there_has_a_hint():
    with pytest.raises(ColumnNotFoundError, match="Did you mean 'score'"):
        cxtext.analyze(FRAME, **OPTIONS, polarity="scor")


def test_a_polarity_does_not_go_with_a_run_that_grows(tmp_path):
    with pytest.raises(ConfigError, match="new rows of an earlier run"):
        cxtext.analyze(FRAME, **OPTIONS, polarity=[0.5] * len(FRAME), since_run=tmp_path)


def test_no_theme_is_called_after_a_stop_word(analysis):
    words = {word for label in analysis.themes["label"] for word in label.lower().split()}
    found = cxtext.analyze(FRAME, **OPTIONS, stop_words=sorted(words))
    assert not words & set(found.themes["label"].str.lower())
    assert found.manifest.recorded_config.text.stop_words == tuple(sorted(words))
    assert (found.assignments["theme_id"].isna() == analysis.assignments["theme_id"].isna()).all()


def test_texts_are_assigned_as_the_analysis_did_it(analysis):
    with pytest.warns(LeftOutWarning):
        found = analysis.assign(FRAME["comment"])
    assert found["opinion"].tolist() == analysis.units["text"].tolist()
    assert found["theme_id"].tolist() == analysis.assignments["theme_id"].tolist()
    assert np.allclose(found["strength"], analysis.assignments["strength"])
    assert np.allclose(found["polarity"], analysis.sentiment["polarity"])
    assert set(found.index) <= set(FRAME.index)
    labels = analysis.themes.set_index("theme_id")["label"]
    assert found["theme"].dropna().tolist() == labels[found["theme_id"].dropna()].tolist()


def test_a_text_with_two_opinions_has_two_rows(analysis):
    text = "The web login keeps failing. Great customer service for web!"
    found = analysis.assign([text])
    assert found.index.tolist() == [0, 0]
    assert [text[row.start : row.end] for row in found.itertuples()] == found["opinion"].tolist()
    assert found["sentiment"].tolist() == ["negative", "positive"]


def test_one_text_is_no_list_of_texts(analysis):
    with pytest.raises(cxtext.CxtextError, match="Wrap it"):
        analysis.assign("The web login keeps failing")


def test_trouble_is_a_warning_with_its_code_at_the_line_of_the_call():
    frame = FRAME.assign(score=["bad"] * 20 + FRAME["score"].tolist()[20:])
    with pytest.warns(AnalysisWarning) as caught:
        found = cxtext.analyze(frame, **OPTIONS)
    codes = {one.message.code for one in caught if isinstance(one.message, AnalysisWarning)}
    assert codes == set(found.issues.loc[found.issues["level"] != "info", "code"])
    assert codes
    assert {one.filename for one in caught} == {__file__}
    assert "warning:" in repr(found)
    assert "⚠" in found._repr_html_()


def test_the_library_leaves_the_filters_alone(analysis):
    before = list(warnings.filters)
    matrix(analysis)
    assert warnings.filters == before


def test_the_command_line_says_a_warning_once(tmp_path, cxtext_cli):
    frame = FRAME.assign(score=["bad"] * 20 + FRAME["score"].tolist()[20:])
    frame.to_csv(tmp_path / "survey.csv", index=False)
    for flags in ([], ["-v"]):
        done = cxtext_cli("analyze", tmp_path / "survey.csv", "--nps-column", "score", "--embedder", "fast", *flags)
        assert done.code == 0
        warned = [line for line in done.err.splitlines() if "warning" in line.lower()]
        assert warned
        assert len(warned) == len(set(warned))
        assert "AnalysisWarning" not in done.err
