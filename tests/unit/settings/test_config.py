from __future__ import annotations

from pathlib import Path

import pytest

from cxtext.errors import ConfigError
from cxtext.settings import Config, Metric, build_config, config_keys, load_config, render_config, resolve_config

#: A block that declares a metric.
CSAT = "[[metrics]]\ncolumn = 'a'\nkind = 'csat'\n"


def write(path: Path, text: str) -> Path:
    """Write a config file."""
    path.write_text(text, encoding="utf-8")
    return path


def test_flag_beats_environment_beats_file_beats_default(working_folder: Path):
    write(working_folder / "cxtext.toml", "seed = 1\njobs = 1\n[themes]\nmin_responses = 7\n")
    environ = {"CXTEXT_SEED": "2", "CXTEXT_JOBS": "2", "PATH": "/bin"}
    config = load_config(overrides={"seed": 3, "jobs": None}, environ=environ)
    assert (config.seed, config.jobs, config.themes.min_responses) == (3, 2, 7)
    assert config.themes.max_fit_units == Config().themes.max_fit_units


def test_pyproject_is_read_only_when_it_has_our_table(working_folder: Path):
    pyproject = write(working_folder / "pyproject.toml", "[project]\nname = 'x'\n")
    assert load_config(environ={}) == Config()
    write(pyproject, "[tool.cxtext]\nseed = 5\n")
    assert load_config(environ={}).seed == 5
    write(working_folder / "cxtext.toml", "seed = 6\n")
    assert load_config(environ={}).seed == 6


def test_the_environment_takes_toml_values_and_plain_text(working_folder: Path):
    environ = {
        "CXTEXT_INPUT__TEXT_COLUMNS": '["why", "what else"]',
        "CXTEXT_INPUT__ENCODING": "cp1252",
        "CXTEXT_THEMES__N_THEMES": "12",
        "CXTEXT_EVAL_DATA": "/somewhere",
    }
    config = load_config(environ=environ)
    assert config.input.text_columns == ("why", "what else")
    assert config.input.encoding == "cp1252"
    assert config.themes.n_themes == 12


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[themes]\nn_theme = 3\n", r"unknown setting 'themes.n_theme' in .*x\.toml\. Did you mean 'themes.n_themes'"),
        ("[theme]\nn_themes = 3\n", r"unknown setting 'theme'"),
        ("[themes]\nn_themes = 1\n", r"themes.n_themes in .*x\.toml: expected a number of at least 2 \(got 1\)"),
        ("[groups]\nmin_cell = 2\n", r"groups.min_cell in .*x\.toml: expected a number of at least 3 \(got 2\)"),
        ("seed = 'many'\n", r"seed in .*x\.toml: .*\(got 'many'\)"),
        (
            "[[metrics]]\ncolumn = 'a'\nkind = 'npx'\n",
            r"^kind of metric 1 \(column 'a'\) in .*: expected 'nps', .* \(got 'npx'\)$",
        ),
        (f"{CSAT}{CSAT}", r"^metrics in .*x\.toml: two metrics are named 'a'"),
        ("seed = \n", r"x\.toml' cannot be read"),
        (CSAT + "top = nan\n", r"^top of metric 1 \(column 'a'\) in .*x\.toml: .*finite number"),
        (CSAT + "scale = [1, inf]\n", r"^scale of metric 1 \(column 'a'\) in .*x\.toml: .*finite number"),
        (CSAT + "words = {x = nan}\n", r"^words.x of metric 1 \(column 'a'\) in .*x\.toml: .*finite number"),
        ("themes = [1]\n", r"themes in .*x\.toml is a section, not a value \(got \[1\]\)"),
        ("seed = true\n", r"^seed in .*x\.toml: it takes a value, not yes or no \(got true\)"),
        (CSAT + "scale = [10, 0]\n", r"^metrics in .*x\.toml: scale 10 to 0 of metric 'a' must run from low to high"),
        (CSAT + "scale = 5\n", r"scale of .*: expected a list such as \[1, 5\]"),
        (CSAT + "scale = [5]\n", r"scale of .*: expected a list such as \[1, 5\]"),
        (CSAT + "scale = [1, 2, 5]\n", r"scale of .*: expected a list such as \[1, 5\]"),
        (CSAT + "scale = ['a', 5]\n", r"scale of .*: expected a number \(got 'a'\)"),
        ("[[metrics]]\nkind = 'csat'\n", r"^column of metric 1 in .*x\.toml: it is missing"),
        ("[[metrics]]\ncolumn = ''\nkind = 'csat'\n", r"^column of metric 1 in .*x\.toml: no column is named ''"),
        (CSAT + "scal = [1, 5]\n", r"unknown setting 'scal' of metric 1 .*Did you mean 'scale'"),
        ("[[input.join]]\nfile = 'a'\nonn = 'b'\n", r"unknown setting 'onn' of join 1 \(file 'a'\) in .*Did you mean 'on'"),
        ("[metrics]\ncolumn = 'a'\nkind = 'csat'\n", r"metrics in .*x\.toml: expected one \[\[metrics\]\] block"),
        ("[Themes]\nn_themes = 3\n", r"unknown setting 'Themes' in .*x\.toml\. Did you mean 'themes'\?"),
        ("'input.limit' = 3\n", r"unknown setting 'input\.limit' in .*\nA key in quotes is one word.*\[input\].*limit = "),
        ("[input]\ntext_columns = 'text'\n", r"input\.text_columns in .*: expected a list such as \[\"text\"\] \(got 'text'\)"),
        ("[input]\ntext_columns = ['']\n", r"input\.text_columns in .*: no column is named ''"),
        ("[input]\ntext_columns = [3]\n", r"input\.text_columns in .*: expected text \(got 3\)"),
        ("[sentiment]\nemotion = 'maybe'\n", r"sentiment\.emotion in .*: expected yes or no.* \(got 'maybe'\)"),
        ("[input]\nsheet = 1\n", r"input\.sheet in .*: expected text \(got 1\)"),
    ],
)
def test_what_is_wrong_is_named(working_folder: Path, text: str, message: str):
    with pytest.raises(ConfigError, match=message):
        load_config(write(working_folder / "x.toml", text), environ={})


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("cxtext.toml", "input = 3\n", r"input in cxtext\.toml is a section, not a value \(got 3\)"),
        ("cxtext.toml", "input = [1]\n", r"input in cxtext\.toml is a section"),
        ("pyproject.toml", "tool = 3\n", r"tool in pyproject\.toml is a section"),
        ("pyproject.toml", "[tool]\ncxtext = 3\n", r"tool\.cxtext in pyproject\.toml is a section"),
    ],
)
def test_a_value_in_the_place_of_a_section(working_folder: Path, file: str, text: str, message: str):
    write(working_folder / file, text)
    with pytest.raises(ConfigError, match=message):
        load_config(overrides={"input.limit": 5}, environ={})


def test_a_byte_order_mark_is_no_part_of_the_file(working_folder: Path):
    (working_folder / "bom.toml").write_bytes(b"\xef\xbb\xbfseed = 3\n")
    assert load_config("bom.toml", environ={}).seed == 3


def test_wrong_names_outside_a_file_are_named_too(working_folder: Path):
    with pytest.raises(ConfigError, match="in the options"):
        load_config(overrides={"sed": 3}, environ={})


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("CXTEXT_THEMES__N_THEME", "CXTEXT_THEMES__N_THEMES"),
        ("CXTEXT_SEDE", "CXTEXT_SEED"),
        ("CXTEXT_INPUT_LIMIT", "CXTEXT_INPUT__LIMIT"),
        ("CXTEXT_N_THEMES", "CXTEXT_THEMES__N_THEMES"),
    ],
)
def test_a_misspelt_variable_is_an_error(working_folder: Path, name: str, meant: str):
    with pytest.raises(ConfigError, match=f"^environment variable '{name}' is not a setting. Did you mean '{meant}'"):
        load_config(environ={name: "3"})


def test_a_project_file_that_is_named_is_read_for_its_section(working_folder: Path):
    project = working_folder / "elsewhere"
    project.mkdir()
    write(project / "pyproject.toml", "[project]\nname = 'x'\n[tool.cxtext]\nseed = 5\n")
    assert load_config(project / "pyproject.toml", environ={}).seed == 5
    write(project / "pyproject.toml", "[tool.cxtext]\nseed = 'many'\n")
    with pytest.raises(ConfigError, match=r"^seed in .*elsewhere.pyproject\.toml \[tool\.cxtext\]: "):
        load_config(project / "pyproject.toml", environ={})
    write(project / "pyproject.toml", "[project]\nname = 'x'\n")
    with pytest.raises(ConfigError, match=r"has no section \[tool\.cxtext\]"):
        load_config(project / "pyproject.toml", environ={})


def test_a_variable_of_a_setting_that_is_text_may_look_like_a_number(working_folder: Path):
    environ = {"CXTEXT_INPUT__SHEET": "1", "CXTEXT_INPUT__DELIMITER": "\\t", "CXTEXT_INPUT__ID_COLUMN": "2024-01-01"}
    read = load_config(environ=environ).input
    assert (read.sheet, read.delimiter, read.id_column) == ("1", "\t", "2024-01-01")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("CXTEXT_NPS_COLUMN", r'--nps-column, or in cxtext\.toml:\n\[\[metrics\]\] .* kind = "nps"'),
        ("CXTEXT_METRIC", r"--metric, or in cxtext\.toml"),
        ("CXTEXT_THEMES", r"themes is a section\. Its variables: .*CXTEXT_THEMES__N_THEMES, "),
    ],
)
def test_a_variable_that_is_no_setting_says_how_else_it_is_set(working_folder: Path, name: str, hint: str):
    with pytest.raises(ConfigError, match=hint) as error:
        load_config(environ={name: "score"})
    assert str(error.value).count("\n") <= 2


@pytest.mark.parametrize("options", [{"nps_column": ""}, {"metric": " :csat"}, {"text_column": ""}, {"group_column": [" "]}])
def test_an_empty_name_of_a_column_is_refused(working_folder: Path, options: dict[str, object]):
    with pytest.raises(ConfigError, match=r"^.* in the option.*: no column is named ' ?'") as error:
        resolve_config(options=options)
    assert "pydantic" not in str(error.value)


@pytest.mark.parametrize("file", ["", "seed = 1\n[themes]\nn_themes = 9\n"])
def test_a_bad_value_is_blamed_on_where_it_was_set(working_folder: Path, file: str):
    path = write(working_folder / "x.toml", file)
    with pytest.raises(ConfigError, match=r"^seed in the environment variable CXTEXT_SEED: .*\(got 'many'\)"):
        load_config(path, environ={"CXTEXT_SEED": "many"})
    with pytest.raises(ConfigError, match=r"^seed in the option seed \(--seed\): expected a number of at least 0 \(got -1\)"):
        load_config(path, overrides={"seed": -1}, environ={"CXTEXT_SEED": "many"})
    with pytest.raises(ConfigError, match=r"^themes\.granularity in the environment variable CXTEXT_THEMES__GRANULARITY: "):
        load_config(path, environ={"CXTEXT_THEMES__GRANULARITY": "[1]"})
    with pytest.raises(ConfigError, match=r"^on of join 1 \(file 'a\.csv'\) in the environment variable CXTEXT_INPUT__JOIN: "):
        load_config(path, environ={"CXTEXT_INPUT__JOIN": "[{file = 'a.csv'}]"})


def test_two_values_that_contradict_each_other_are_blamed_on_both_origins(working_folder: Path):
    path = write(working_folder / "x.toml", "[themes]\nn_themes = 9\n")
    both = r"^themes\.n_themes and themes\.granularity in .*x\.toml and the environment .*GRANULARITY: both say"
    with pytest.raises(ConfigError, match=both):
        load_config(path, environ={"CXTEXT_THEMES__GRANULARITY": "fine"})


def test_every_setting_has_a_variable(working_folder: Path):
    environ = {f"CXTEXT_{key.upper().replace('.', '__')}": "nonsense!" for key in config_keys()}
    for name, value in environ.items():
        try:
            load_config(environ={name: value})
        except ConfigError as error:
            assert f"in the environment variable {name}: " in str(error)


def test_a_config_file_that_cannot_be_opened(working_folder: Path):
    with pytest.raises(ConfigError, match="cxtext config init"):
        load_config("missing.toml", environ={})
    (working_folder / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"binary\.toml"):
        load_config("binary.toml", environ={})
    with pytest.raises(ConfigError):
        load_config(working_folder, environ={})


def test_a_config_never_changes():
    with pytest.raises(ValueError, match="frozen"):
        Config().seed = 1  # type: ignore[misc]


def test_the_keys_cover_the_whole_config():
    def leaves(data: dict[str, object], prefix: str = "") -> list[str]:
        found: list[str] = []
        for key, value in data.items():
            found += leaves(value, f"{prefix}{key}.") if isinstance(value, dict) else [prefix + key]
        return found

    assert sorted(config_keys()) == sorted(leaves(Config().model_dump()))


CONFIGS = [
    Config(),
    build_config(
        {
            "seed": 9,
            "guess_metrics": False,
            "input": {
                "text_columns": ['why "so"?', "été\n\x7f"],
                "delimiter": "\t",
                "limit": 3,
                "join": [{"file": "a.csv", "on": "id=x"}],
            },
            "themes": {"n_themes": 4},
            "metrics": [
                {"column": "a\\b", "kind": "ces", "direction": "lower", "scale": [1, 7], "top": 5.5},
                {"column": "é", "kind": "nps"},
                {"column": "w", "kind": "csat", "words": {'very "good"': 5, "ü": 1}},
            ],
        }
    ),
]


@pytest.mark.parametrize("config", CONFIGS)
def test_a_config_written_as_toml_reads_back_the_same(working_folder: Path, config: Config):
    path = write(working_folder / "round.toml", render_config(config))
    assert load_config(path, environ={}) == config


def test_a_metric_is_called_by_its_name_or_its_column():
    assert Metric(column="q7", kind="csat").label == "q7"
    assert Metric(column="q7", kind="csat", name="Satisfaction").label == "Satisfaction"
