"""Settings of a run: defaults, where they come from, and their checks.

Precedence: flag or keyword > environment (``CXTEXT_SECTION__KEY``) > file (``cxtext.toml`` or
``[tool.cxtext]`` in ``pyproject.toml``) > default. The effective config is saved in every run.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator, model_validator

from cxtext.errors import ConfigError
from cxtext.settings.declared import TIME_UNITS as TIME_UNITS
from cxtext.settings.declared import Direction as Direction
from cxtext.settings.declared import Join as Join
from cxtext.settings.declared import Metric as Metric
from cxtext.settings.declared import MetricKind as MetricKind
from cxtext.settings.declared import Section

#: What the names of ``themes.granularity`` multiply the resolution by.
GRANULARITIES = {"coarse": 0.5, "default": 1.0, "fine": 2.0}
LEAST_TIMES, MOST_TIMES = 0.1, 10.0


class InputConfig(Section):
    """Which columns are what, and how the file is read. Empty means: guess and say why.

    ``events`` is a file of dates and labels to mark in the trends.
    """

    text_columns: tuple[str, ...] = ()
    id_column: str | None = None
    respondent_column: str | None = None
    date_column: str | None = None
    wave_column: str | None = None
    weight_column: str | None = None
    value_column: str | None = None
    group_columns: tuple[str, ...] = ()
    events: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    limit: int | None = Field(None, ge=1)
    join: tuple[Join, ...] = ()


class TextConfig(Section):
    """How responses become opinion units."""

    split_clauses: bool = True
    max_unit_chars: int = Field(600, ge=80)


class EmbeddingConfig(Section):
    """Which model turns texts into vectors: a registered name, a local path, or a sentence-transformers name."""

    embedder: str = Field("default", min_length=1)
    batch_size: int = Field(16, ge=1)


class ThemesConfig(Section):
    """How themes are found.

    ``n_themes``, or ``granularity`` (times the resolution), overrides the choice by stability; ``codebook`` is a file of given
    themes; below ``least_focus`` a theme that was found is general; ``namer`` is the address of a language model that proposes
    labels, ``namer_model`` its name there, ``namer_run`` an earlier run whose answers are used again.
    """

    codebook: str | None = None
    n_themes: int | None = Field(None, ge=2, le=500)
    granularity: str | float = "default"
    namer: str | None = None
    namer_model: str = Field("default", min_length=1, max_length=200)
    namer_run: str | None = None
    min_responses: int = Field(5, ge=2)
    max_fit_units: int = Field(10_000, ge=100)
    stability_refits: int = Field(6, ge=2)
    least_focus: float = Field(0.3, ge=0, le=1)

    @property
    def detail(self) -> float:
        """What the resolution chosen by stability is multiplied by."""
        return GRANULARITIES[self.granularity] if isinstance(self.granularity, str) else self.granularity

    @field_validator("granularity", mode="before")
    @classmethod
    def _read_granularity(cls, value: Any) -> str | float:
        if isinstance(value, str) and value in GRANULARITIES:
            return value
        with suppress(TypeError, ValueError):
            if LEAST_TIMES <= float(value) <= MOST_TIMES:
                return float(value)
        raise ValueError(f"expected {', '.join(GRANULARITIES)}, or a number from {LEAST_TIMES} to {MOST_TIMES} (got {value!r})")

    @model_validator(mode="after")
    def _one_way_to_override(self) -> ThemesConfig:
        if self.n_themes is not None and self.granularity != "default":
            raise ValueError("n_themes and granularity both say how many themes there are; give one of them")
        return self


class SentimentConfig(Section):
    """What is read of a unit beside polarity and intent: its emotion, off by default, as it is wrong too often to lean on."""

    emotion: bool = False


class RankingConfig(Section):
    """How themes are ranked.

    ``effort`` is a CSV file with the columns theme and effort; with ``controls`` the adjusted lens also holds the declared
    group columns and the wave constant.
    """

    bootstraps: int = Field(500, ge=50)
    primary_metric: str | None = None
    effort: str | None = None
    controls: bool = False


class GroupsConfig(Section):
    """How groups are compared: those with fewer respondents than ``min_cell`` are not shown by name."""

    min_cell: int = Field(5, ge=1)


class Config(Section):
    """All settings of one analysis.

    >>> Config().themes.min_responses
    5
    """

    input: InputConfig = InputConfig()
    text: TextConfig = TextConfig()
    embedding: EmbeddingConfig = EmbeddingConfig()
    themes: ThemesConfig = ThemesConfig()
    sentiment: SentimentConfig = SentimentConfig()
    ranking: RankingConfig = RankingConfig()
    groups: GroupsConfig = GroupsConfig()
    metrics: tuple[Metric, ...] = ()
    guess_metrics: bool = True
    seed: int = Field(0, ge=0, lt=2**31)
    jobs: int = Field(0, ge=0, description="worker threads; 0 is one a core")

    @model_validator(mode="after")
    def _unique_metrics(self) -> Config:
        names = [m.label for m in self.metrics]
        twice = sorted({n for n in names if names.count(n) > 1})
        if twice:
            raise ValueError(f"two metrics are named {twice[0]!r}; give one another name")
        return self


def load_config(
    path: str | os.PathLike[str] | None = None,
    *,
    overrides: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Config:
    """Merge file, environment and overrides into one checked :class:`Config`.

    Parameters
    ----------
    path : path-like, optional
        A TOML file. Without it ``cxtext.toml``, then ``[tool.cxtext]`` of ``pyproject.toml`` in the
        working folder are used when they exist.
    overrides : mapping, optional
        Dotted keys to values, e.g. ``{"themes.n_themes": 20}``; ``None`` values are ignored.
    environ : mapping, optional
        Environment to read, ``os.environ`` by default.

    Raises
    ------
    ConfigError
        For an unreadable file, an unknown key (with a did-you-mean) or a value out of range.
    """
    source, data = _read_file(path)
    for key, value in _from_environment(os.environ if environ is None else environ).items():
        _check_key(key, "the environment")
        _put(data, key, value, source)
    for key, value in (overrides or {}).items():
        if value is not None:
            _check_key(key, "the options")
            _put(data, key, value, source)
    return build_config(data, where=source)


def build_config(data: Mapping[str, Any], *, where: str = "config") -> Config:
    """Check a nested mapping against :class:`Config`; ``where`` names its origin in messages."""
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        raise _explain(error, where) from None


def config_keys() -> list[str]:
    """Return every dotted key of the config, ``metrics`` as one key."""
    keys = []
    for name, field in Config.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, Section):
            keys += [f"{name}.{key}" for key in section.model_fields]
        else:
            keys.append(name)
    return keys


def _check_key(key: str, where: str) -> None:
    """Raise when ``key`` is not a dotted config key."""
    if key not in config_keys():
        raise ConfigError.unknown_key(key, config_keys(), where)


def _read_file(path: str | os.PathLike[str] | None) -> tuple[str, dict[str, Any]]:
    """Return the name and content of the config file in force."""
    if path is not None:
        return str(path), _parse(Path(path))
    if Path("cxtext.toml").is_file():
        return "cxtext.toml", _parse(Path("cxtext.toml"))
    if Path("pyproject.toml").is_file():
        table = _section(_parse(Path("pyproject.toml")).get("tool", {}), "tool", "pyproject.toml").get("cxtext")
        if table is not None:
            return "pyproject.toml [tool.cxtext]", _section(table, "tool.cxtext", "pyproject.toml")
    return "config", {}


def _parse(path: Path) -> dict[str, Any]:
    """Parse one TOML file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"no config file {str(path)!r}.\nWrite one with: cxtext config init") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"config file {str(path)!r} cannot be read: {error}") from None


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings among the environment variables; values are TOML, or plain text."""
    settings: dict[str, Any] = {}
    for name, value in environ.items():
        section, sep, key = name.lower().removeprefix("cxtext_").partition("__")
        if not name.startswith("CXTEXT_") or (not sep and section not in Config.model_fields):
            continue
        try:
            parsed = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            parsed = value
        settings[f"{section}.{key}" if sep else section] = parsed
    return settings


def _put(data: dict[str, Any], dotted: str, value: Any, where: str) -> None:
    """Set ``data[a][b] = value`` for ``"a.b"``."""
    *sections, key = dotted.split(".")
    for section in sections:
        data = _section(data.setdefault(section, {}), section, where)
    data[key] = value


def _section(value: Any, name: str, where: str) -> dict[str, Any]:
    """Return a section of a config file; raise when it is a plain value."""
    if not isinstance(value, dict):
        raise ConfigError(f"{name} in {where} is a section, not a value (got {value!r}).")
    return value


def _explain(error: ValidationError, where: str) -> ConfigError:
    """Turn pydantic's first complaint into one message of ours."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"]) or "config"
    if first["type"] == "extra_forbidden":
        return ConfigError.unknown_key(key, config_keys(), where)
    if first["type"] == "value_error":
        return ConfigError(f"{key} in {where}: {first['ctx']['error']}")
    return ConfigError(f"{key} in {where}: {first['msg']} (got {first.get('input')!r})")
