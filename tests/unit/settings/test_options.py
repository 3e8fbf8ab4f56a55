"""Short options and the config they make."""

import pytest

from cxtext.errors import ConfigError
from cxtext.settings import OPTIONS, Config, Metric, parse_metric, resolve_config


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
        ({"limit": True}, "limit is not yes or no"),
        ({"seed": False}, "seed is not yes or no"),
        ({"embedder": ""}, "embedding.embedder in the options: .*at least 1 character"),
    ],
)
def test_values_of_the_wrong_type_are_named(options, message):
    with pytest.raises(ConfigError, match=message):
        resolve_config(Config(), options=options)


def test_unknown_option_has_a_suggestion():
    with pytest.raises(ConfigError, match="Did you mean 'text_column'"):
        resolve_config(Config(), options={"text_colum": "x"})


def test_every_option_is_a_config_key():
    from cxtext.settings import config_keys

    assert set(OPTIONS.values()) <= set(config_keys())
