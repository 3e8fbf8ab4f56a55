"""ThemeTransformer as scikit-learn asks for: its own checks, and the same promises on texts, which it has no checks for.

Nearly all checks of scikit-learn give an estimator random numbers, and skip one that says it takes texts. They are run on
:class:`fixtures.on_numbers.OnNumbers`, which reads each row of numbers as a sentence. ``make long`` runs all of them; a few, on
what matters in a pipeline, run always. ``check_array_api_input`` does not apply: a text is in no array of an array library.
"""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest
from conftest import THINGS, TOPICS
from fixtures.on_numbers import OnNumbers
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import estimator_checks_generator, parametrize_with_checks

from cxtext import ThemeTransformer
from cxtext.errors import ConfigError

SETTINGS = {"embedder": "fast", "min_responses": 2}
#: Checks that run in every run of the tests.
ALWAYS = (
    "check_estimator_cloneable",
    "check_estimators_unfitted",
    "check_fit2d_1sample",
    "check_get_params_invariance",
    "check_methods_subset_invariance",
    "check_no_attributes_set_in_init",
    "check_set_params",
)
CHECKS = list(estimator_checks_generator(OnNumbers(**SETTINGS)))
TEXTS = [
    "n/a" if i == 7 else None if i == 11 else texts[i % len(texts)].format(THINGS[i % len(THINGS)])
    for i in range(12)
    for _, texts in TOPICS.values()
]


@pytest.mark.filterwarnings("ignore:Can't test estimator")
def test_the_checks_for_estimators_of_texts():
    checks = list(estimator_checks_generator(ThemeTransformer(**SETTINGS)))
    assert checks
    for estimator, check in checks:
        check(estimator)


@pytest.mark.long
@parametrize_with_checks([OnNumbers(**SETTINGS)])
def test_all_checks_on_sentences_made_of_numbers(estimator, check):
    check(estimator)


@pytest.mark.parametrize("name", ALWAYS)
def test_some_checks_on_sentences_made_of_numbers(name):
    checks = [(one, check) for one, check in CHECKS if check.func.__name__ == name]
    assert checks
    for estimator, check in checks:
        check(estimator)


@pytest.fixture(scope="module")
def fitted() -> ThemeTransformer:
    return ThemeTransformer(**SETTINGS).fit(TEXTS)


def test_each_text_has_a_row_and_each_theme_a_named_column(fitted):
    matrix = fitted.transform(TEXTS)
    assert matrix.shape == (len(TEXTS), len(fitted.theme_ids_))
    assert matrix.dtype == np.float64
    assert fitted.get_feature_names_out().tolist() == fitted.analysis_.themes.query("parent_id.isna()")["label"].tolist()
    silent = [i for i, text in enumerate(TEXTS) if text in (None, "n/a")]
    assert not matrix[silent].any()
    assert (matrix.max(axis=0) > 0).all()
    assert ((matrix >= 0) & (matrix <= 1)).all()


def test_the_matrix_of_the_fit_is_that_of_the_analysis(fitted):
    mentions = ThemeTransformer(**SETTINGS, values="mention").fit(TEXTS)
    assert (
        mentions.transform(TEXTS).sum(axis=0).tolist()
        == mentions.analysis_.themes["n_responses"].head(len(mentions.theme_ids_)).tolist()
    )
    polarity = ThemeTransformer(**SETTINGS, values="polarity").fit_transform(TEXTS)
    assert ((polarity != 0) <= (mentions.transform(TEXTS) != 0)).all()
    assert ((fitted.transform(TEXTS) > 0) == (mentions.transform(TEXTS) > 0)).all()


def test_a_row_depends_on_its_own_text_alone(fitted):
    whole = fitted.transform(TEXTS)
    assert np.array_equal(whole[::-1], fitted.transform(TEXTS[::-1]))
    assert np.array_equal(whole[:3], np.vstack([fitted.transform([text]) for text in TEXTS[:3]]))


@pytest.mark.parametrize(
    "texts",
    [np.array(TEXTS, dtype=object), pd.Series(TEXTS), pd.DataFrame({"why": TEXTS}), np.array(TEXTS, dtype=object)[:, None]],
    ids=["array", "series", "frame", "column"],
)
def test_texts_come_in_any_form(fitted, texts):
    assert np.array_equal(fitted.transform(texts), fitted.transform(TEXTS))


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_set_output_gives_tables_with_labels(fitted, kind):
    made = clone(fitted).set_output(transform=kind).fit(TEXTS)
    series = pd.Series(TEXTS, index=range(100, 100 + len(TEXTS)))
    table = made.transform(series)
    assert isinstance(table, pd.DataFrame if kind == "pandas" else pl.DataFrame)
    assert list(table.columns) == made.get_feature_names_out().tolist()
    if kind == "pandas":
        assert table.index.equals(series.index)


def test_it_is_a_step_of_a_pipeline_and_survives_a_pickle():
    frame = pd.DataFrame({"why": TEXTS, "age": range(len(TEXTS))})
    features = ColumnTransformer([("why", ThemeTransformer(**SETTINGS), "why")], remainder="passthrough")
    model = make_pipeline(features, Ridge()).fit(frame, range(len(TEXTS)))
    again = pickle.loads(pickle.dumps(model))
    assert np.array_equal(model.predict(frame), again.predict(frame))
    names = features.get_feature_names_out()
    assert names[-1] == "remainder__age"
    assert all(name.startswith("why__") for name in names[:-1])


@pytest.mark.parametrize(
    "texts", ["one text", None, [1, 2], np.ones((3, 1)), pd.DataFrame({"a": TEXTS, "b": TEXTS}), [], ["n/a"]]
)
def test_what_is_no_texts_is_a_value_error(texts):
    with pytest.raises(ValueError):
        ThemeTransformer(**SETTINGS).fit(texts)


def test_another_column_than_that_of_the_fit_is_refused():
    made = ThemeTransformer(**SETTINGS).fit(pd.DataFrame({"why": TEXTS}))
    with pytest.raises(ValueError, match="feature names"):
        made.transform(pd.DataFrame({"how": TEXTS}))


def test_errors_before_the_fit_and_for_values(fitted):
    with pytest.raises(NotFittedError):
        ThemeTransformer().transform(TEXTS)
    with pytest.raises(ConfigError, match="Did you mean 'strength'"):
        ThemeTransformer(values="strenght").fit(TEXTS)
