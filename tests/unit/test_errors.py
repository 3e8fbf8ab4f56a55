from __future__ import annotations

import inspect

import pytest

from cxtext import errors
from cxtext.errors import ColumnNotFoundError, ConfigError, CxtextError, InputError, MissingExtraError, suggest
from cxtext.settings import build_config

ALL = [c for _, c in inspect.getmembers(errors, inspect.isclass) if c.__module__ == "cxtext.errors"]


def test_every_error_has_one_root_and_a_description():
    assert len(ALL) >= 10
    for kind in ALL:
        assert issubclass(kind, CxtextError | Warning)
        assert kind.__doc__


def test_a_missing_column_lists_what_there_is_and_guesses_what_was_meant():
    message = str(ColumnNotFoundError.among("Scor", ["id", "score", "comment"], "survey.csv"))
    assert "no column 'Scor' in survey.csv. Did you mean 'score'?" in message
    assert "'id', 'score', 'comment'" in message


def test_a_long_list_of_columns_is_cut():
    message = str(ColumnNotFoundError.among("x", [f"q{i}" for i in range(40)], "survey.csv"))
    assert "'q11', ..." in message
    assert "'q12'" not in message
    assert message.count("\n") <= 2


def test_a_missing_extra_is_an_import_error_with_the_line_to_run():
    error = MissingExtraError.needs("the MiniLM embedder", "sentence-transformers")
    assert isinstance(error, ImportError)
    assert "pip install 'cxtext[sentence-transformers]'" in str(error)


def test_unknown_settings_are_config_errors():
    with pytest.raises(ConfigError) as raised:
        build_config({"themes": {"n_theme": 3}}, where="cxtext.toml")
    assert str(raised.value) == "unknown setting 'themes.n_theme' in cxtext.toml. Did you mean 'themes.n_themes'?"
    assert not isinstance(raised.value, InputError)


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("SCORE", ["score"], " Did you mean 'score'?"),
        ("coment", ["Comment", "date"], " Did you mean 'Comment'?"),
        ("zzz", ["score", "date"], ""),
        ("anything", [], ""),
    ],
)
def test_suggestions(word: str, known: list[str], expected: str):
    assert suggest(word, known) == expected
