"""Short options and the config they make."""

import inspect
import re
from typing import Literal, get_args, get_origin

import pytest

import cxtext
from cxtext.errors import ConfigError
from cxtext.settings import (
    OPTION_TABLE,
    OPTIONS,
    Config,
    Metric,
    config_keys,
    describe_keys,
    parse_metric,
    resolve_config,
)
from cxtext.settings.options import field_of


def test_options_override_the_config_and_keep_the_rest():
    base = Config(seed=7)
    config = resolve_config(base, options={"text_column": "comment", "n_themes": 9, "limit": None})
    assert config.input.text_columns == ("comment",)
    assert (config.themes.n_themes, config.seed, config.input.limit) == (9, 7, None)


def test_metric_options_of_every_kind():
    declared = ["a:b:number:lower", Metric(column="x", kind="csat")]
    config = resolve_config(Config(), options={"nps_column": "nps", "metric": declared})
    found = [(m.column, m.kind, m.direction) for m in config.metrics]
    assert found == [("nps", "nps", None), ("a:b", "number", "lower"), ("x", "csat", None)]


@pytest.mark.parametrize("text", ["score", "score:npss", ":nps", "score:nps:up"])
def test_a_malformed_metric_is_explained(text):
    with pytest.raises(ConfigError, match="COLUMN:KIND"):
        parse_metric(text)


@pytest.mark.parametrize(("text", "example"), [("csat", "Overall rating:csat"), ("score", "score:csat"), ("q:npz", "q:csat")])
def test_the_example_of_a_malformed_metric_is_one_that_works(text, example):
    with pytest.raises(ConfigError) as found:
        parse_metric(text)
    assert f"--metric '{example}'" in str(found.value)
    assert f"Did you mean {text!r}" not in str(found.value)
    parse_metric(example)


def test_a_config_may_be_a_mapping_or_a_path(tmp_path):
    (tmp_path / "c.toml").write_text("seed = 4\n", encoding="utf-8")
    assert resolve_config(tmp_path / "c.toml").seed == resolve_config(str(tmp_path / "c.toml")).seed == 4
    assert resolve_config({"themes": {"n_themes": 5}}, options={"seed": 2}).themes.n_themes == 5
    with pytest.raises(ConfigError, match="config is a int"):
        resolve_config(3)
    with pytest.raises(ConfigError, match=r"unknown setting 'themes\.n'"):
        resolve_config({"themes": {"n": 5}})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"metric": 5}, "metric 5 is neither"),
        ({"metric": [5]}, "metric 5 is neither"),
        ({"limit": True}, r"input.limit in the options: it takes a value, not yes or no \(got true\)"),
        ({"seed": False}, r"seed in the options: it takes a value, not yes or no \(got false\)"),
        ({"embedder": ""}, "embedding.embedder in the options: expected text that is not empty"),
    ],
)
def test_values_of_the_wrong_type_are_named(options, message):
    with pytest.raises(ConfigError, match=message):
        resolve_config(Config(), options=options)


def test_unknown_option_has_a_suggestion():
    with pytest.raises(ConfigError, match="Did you mean 'text_column'"):
        resolve_config(Config(), options={"text_colum": "x"})


@pytest.mark.parametrize(
    ("name", "meant"), [("random_state", "seed"), ("n_clusters", "n_themes"), ("nr_topics", "n_themes"), ("n_topics", "n_themes")]
)
def test_the_names_of_other_libraries_lead_to_ours(name, meant):
    for call in (lambda: resolve_config(Config(), options={name: 8}), lambda: cxtext.analyze("x.csv", **{name: 8})):
        with pytest.raises(ConfigError, match=f"unknown option '{name}'. Did you mean '{meant}'?"):
            call()


def test_every_option_is_a_config_key():
    assert set(OPTIONS.values()) <= set(config_keys())


def test_every_key_is_described_once():
    described = {key for key in config_keys() if describe_keys()[key]}
    assert described == set(config_keys())
    with_option = {option.key for option in OPTION_TABLE}
    twice = [key for key in config_keys() if key in with_option and field_of(key).description]
    assert twice == []


def test_the_options_of_python_are_those_of_the_table():
    parameters = dict(inspect.signature(cxtext.analyze).parameters)
    objects = ["source", "config", "progress", "embeddings", "polarity", "stop_words"]
    assert list(parameters)[: len(objects)] == objects
    options = [parameters[name] for name in list(parameters)[len(objects) : -1]]
    assert [option.name for option in options] == [option.name for option in OPTION_TABLE]
    for parameter, option in zip(options, OPTION_TABLE, strict=True):
        assert (parameter.kind, parameter.default) == (parameter.KEYWORD_ONLY, None)
        if option.name == "embedder":  # a name, or an object
            assert parameter.annotation == "Any"
            continue
        types = set(re.findall(r"[\w.]+", parameter.annotation.replace("File", "str")))
        assert option.value_type.__name__ in types
        assert ("Sequence" in types) is option.repeats
        assert types <= {option.value_type.__name__, "Sequence", "None", "Metric", "float"}


def test_the_types_of_the_table_are_those_of_the_config():
    for option in OPTION_TABLE:
        if option.key and option.key != "input.join":
            annotation = field_of(option.key).annotation
            assert ("tuple" in str(annotation)) is option.repeats
            choices = get_args(annotation) if get_origin(annotation) is Literal else ()
            assert option.value_type in map(type, choices) if choices else option.value_type.__name__ in str(annotation)
            text = "#1d4f91" if option.name == "accent" else "fine"
            example = {str: [*choices, text][0], int: option.limits[0] or 1, bool: True}[option.value_type]
            assert resolve_config(Config(), options={option.name: example}) is not None
