"""Short options and the config they make."""

import pytest

from cxtext.config import Config, Metric
from cxtext.errors import ConfigError
from cxtext.options import OPTIONS, parse_metric, resolve_config


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


def test_unknown_option_has_a_suggestion():
    with pytest.raises(ConfigError, match="Did you mean 'text_column'"):
        resolve_config(Config(), options={"text_colum": "x"})


def test_every_option_is_a_config_key():
    from cxtext.config import config_keys

    assert set(OPTIONS.values()) <= set(config_keys())
