"""Coarse and fine: fewer and more themes than by default, said in the table of what was tried, with every guarantee kept."""

from __future__ import annotations

import random

import numpy as np
import pytest
from fixtures.planted import arrange, unit

from cxtext.errors import ConfigError
from cxtext.settings import Config, ThemesConfig, build_config, load_config, resolve_config
from cxtext.themes import ThemeModel


def nested():
    """Rows of four topics of four close parts each: by default the topics are the themes."""
    rng = np.random.default_rng(0)
    common, topics = unit(rng.normal(size=(1, 48)))[0], unit(rng.normal(size=(4, 48)))
    for t, topic in enumerate(topics):
        for p, part in enumerate(topic + 0.5 * unit(rng.normal(size=(4, 48)))):
            for i in range(12):
                yield f"topic {t} part {p} text {i:02d}", 10 * t + p, part + common + 0.6 * unit(rng.normal(size=(1, 48)))[0]


ROWS = list(nested())
CORPUS = arrange(ROWS)


def fit(granularity, corpus=CORPUS):
    settings = ThemesConfig(granularity=granularity, min_responses=3)
    return ThemeModel.fit_assign(corpus, settings=settings)


def test_coarse_has_no_more_and_fine_more_themes():
    coarse, default, fine = (len(fit(g)[0].theme_ids) for g in ("coarse", "default", "fine"))
    assert coarse <= default == 4 < fine


def test_where_no_height_gives_fewer_the_usual_one_stays_and_the_table_says_so():
    (chosen,) = fit("coarse")[0].resolutions.query("chosen and level == 'theme'").to_dict("records")
    assert chosen["n_themes"] == 4
    assert chosen["reason"] == "the usual height; no height gives a number nearer to 0.5 times as many themes"


@pytest.mark.parametrize(("granularity", "times"), [("fine", 2.0), ("3", 3.0)])
def test_the_table_says_what_was_used_and_what_is_usual(granularity, times):
    table = fit(granularity)[0].resolutions.query("level == 'theme'")
    (chosen,) = table[table["chosen"]].to_dict("records")
    (usual,) = table[table["reason"].notna() & ~table["chosen"]].to_dict("records")
    assert chosen["height"] < usual["height"]
    assert 1.5 < chosen["n_themes"] / usual["n_themes"] <= times * 1.25
    assert chosen["reason"] == f"about {times:g} times as many themes as the usual choice, as asked"
    assert 0 < chosen["stability"] <= 1
    (default,) = fit("default")[0].resolutions.query("chosen and level == 'theme'").to_dict("records")
    assert default["height"] == usual["height"]
    assert default["reason"] in usual["reason"]
    assert table["height"].is_unique


@pytest.mark.parametrize("granularity", ["coarse", "fine"])
def test_order_changes_nothing_and_applying_is_the_fit(granularity):
    model, assigned = fit(granularity)
    other, same = fit(granularity, arrange(random.Random(5).sample(ROWS, len(ROWS))))
    assert other.themes.equals(model.themes)
    for one in (same, model.assign(CORPUS.vectors, CORPUS.texts)):
        assert (one.theme == assigned.theme).all()
        assert (one.strength == assigned.strength).all()
    assert (model.assign(CORPUS.vectors[[3]], [CORPUS.texts[3]]).theme == assigned.theme[3]).all()


@pytest.mark.parametrize("value", ["finest", "", 0, -1, 0.01, 11, "nan", True, None, [2]])
def test_what_is_no_granularity_is_refused(value):
    with pytest.raises(ConfigError, match="granularity") as caught:
        build_config({"themes": {"granularity": value}})
    assert str(caught.value).count("\n") <= 2


def test_it_comes_from_options_environment_and_files(tmp_path):
    assert resolve_config(Config(), options={"granularity": "fine"}).themes.detail == 2.0
    assert resolve_config(Config(), options={"granularity": "1.5"}).themes.granularity == 1.5
    assert load_config(environ={"CXTEXT_THEMES__GRANULARITY": "coarse"}).themes.detail == 0.5
    (tmp_path / "c.toml").write_text("[themes]\ngranularity = 2\n", encoding="utf-8")
    config = load_config(tmp_path / "c.toml", environ={})
    assert config.themes.granularity == 2.0
    assert build_config(config.model_dump(mode="json")) == config


def test_a_number_of_themes_and_a_granularity_contradict():
    with pytest.raises(ConfigError, match="give one of them"):
        resolve_config(Config(), options={"granularity": "fine", "n_themes": 8})
    assert resolve_config(Config(), options={"granularity": "default", "n_themes": 8}).themes.n_themes == 8


def test_the_report_says_it(survey, tmp_path):
    import cxtext

    analysis = cxtext.analyze(survey, nps_column="score", embedder="fast", granularity="fine", bootstraps=50)
    run = analysis.save(tmp_path / "run")
    assert "about 2 times as many themes as the usual choice, as asked" in (run / "report.html").read_text("utf-8")
    assert cxtext.Analysis.load(run).tables["resolutions"]["reason"].notna().sum() >= 2
