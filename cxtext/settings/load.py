"""Where settings come from: keywords and flags, the environment, a TOML file, defaults.

Precedence: flag or keyword > environment (``CXTEXT_SECTION__KEY``) > file (``cxtext.toml`` or ``[tool.cxtext]`` in
``pyproject.toml``) > default. Every value keeps its origin until it is checked, so that a message names the file or the
variable to correct. pydantic-settings does not keep it, and takes twice as long to import as pydantic.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cxtext.errors import ConfigError, suggest
from cxtext.settings.config import SECTIONS, Config, config_keys

#: A TOML table, or a config as nested mapping: names to values or to further tables.
TomlTable = Mapping[str, object]
#: Values by dotted config key, such as ``"themes.n_themes"``.
KeyValues = Mapping[str, object]
#: Start of the environment variables that are settings, such as ``CXTEXT_THEMES__N_THEMES``.
PREFIX = "CXTEXT_"
#: Variables of the tests of cxtext, which are not settings.
NOT_SETTINGS = frozenset({"CXTEXT_EVAL_DATA", "CXTEXT_UPDATE_GOLDEN"})
#: What messages name as the origin of a flag or keyword.
OPTIONS_ORIGIN = "the options"


@dataclass(frozen=True)
class Setting:
    """A value that was set, and its origin as messages name it, such as ``cxtext.toml``."""

    value: object
    origin: str


def load_config(
    path: str | os.PathLike[str] | None = None,
    *,
    overrides: KeyValues | None = None,
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
        For an unreadable file, an unknown key or variable (with a did-you-mean) or a value out of range.

    >>> load_config(overrides={"themes.n_themes": 20}, environ={"CXTEXT_SEED": "3"}).seed
    3
    """
    settings = _read_file(path) | _read_environment(os.environ if environ is None else environ)
    settings |= {key: Setting(value, OPTIONS_ORIGIN) for key, value in (overrides or {}).items() if value is not None}
    for key, setting in settings.items():
        if key not in config_keys():
            raise ConfigError.unknown_key(key, config_keys(), setting.origin)
    data = merge_settings({}, {key: setting.value for key, setting in settings.items()})
    return _validate(data, settings, default="config")


def build_config(data: TomlTable, *, where: str = "config") -> Config:
    """Check a nested mapping against :class:`Config`; ``where`` names its origin in messages.

    >>> build_config({"themes": {"n_themes": 12}}).themes.n_themes
    12
    """
    return _validate(data, {}, default=where)


def merge_settings(data: Mapping[str, Any], values: KeyValues) -> dict[str, Any]:
    """Return nested settings with other values by dotted key on top.

    >>> merge_settings({"seed": 0, "themes": {"min_responses": 5}}, {"themes.n_themes": 12, "seed": 1})
    {'seed': 1, 'themes': {'min_responses': 5, 'n_themes': 12}}
    """
    merged = dict(data)
    for dotted, value in values.items():
        section, _, key = dotted.rpartition(".")
        if section:
            merged[section] = {**merged.get(section, {}), key: value}
        else:
            merged[key] = value
    return merged


def variable_name(key: str) -> str:
    """Return the environment variable that sets a dotted key.

    >>> variable_name("themes.n_themes")
    'CXTEXT_THEMES__N_THEMES'
    """
    return PREFIX + key.replace(".", "__").upper()


def _read_file(path: str | os.PathLike[str] | None) -> dict[str, Setting]:
    """Return the settings of the config file in force, by dotted key."""
    if path is not None:
        return _flatten(_parse(Path(path)), str(path))
    if Path("cxtext.toml").is_file():
        return _flatten(_parse(Path("cxtext.toml")), "cxtext.toml")
    if Path("pyproject.toml").is_file():
        tool = _require_section(_parse(Path("pyproject.toml")).get("tool", {}), "tool", "pyproject.toml")
        table = _require_section(tool.get("cxtext", {}), "tool.cxtext", "pyproject.toml")
        return _flatten(table, "pyproject.toml [tool.cxtext]")
    return {}


def _parse(path: Path) -> TomlTable:
    """Parse one TOML file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"no config file {str(path)!r}.\nWrite one with: cxtext config init") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"config file {str(path)!r} cannot be read: {error}") from None


def _flatten(data: TomlTable, origin: str) -> dict[str, Setting]:
    """Return the values of a file by dotted key."""
    settings: dict[str, Setting] = {}
    for name, value in data.items():
        if name in SECTIONS:
            section = _require_section(value, name, origin)
            settings |= {f"{name}.{key}": Setting(item, origin) for key, item in section.items()}
        else:
            settings[name] = Setting(value, origin)
    return settings


def _require_section(value: object, name: str, origin: str) -> TomlTable:
    """Return a section of a config file; raise when it is a plain value."""
    if not isinstance(value, Mapping):
        raise ConfigError(f"{name} in {origin} is a section, not a value (got {value!r}).")
    return value


def _read_environment(environ: Mapping[str, str]) -> dict[str, Setting]:
    """Return the settings among the environment variables; values are TOML, or plain text."""
    keys = {variable_name(key): key for key in config_keys()}
    settings: dict[str, Setting] = {}
    for name, value in environ.items():
        if not name.startswith(PREFIX) or name in NOT_SETTINGS:
            continue
        key = keys.get(name.upper())
        if key is None:
            raise ConfigError(
                f"environment variable {name!r} is not a setting.{suggest(name, keys)}\n"
                "A setting is CXTEXT_SECTION__KEY; 'cxtext config show' lists sections and keys."
            )
        try:
            parsed = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            parsed = value
        settings[key] = Setting(parsed, f"the environment variable {name}")
    return settings


def _validate(data: TomlTable, settings: Mapping[str, Setting], *, default: str) -> Config:
    """Check a nested mapping; turn pydantic's first complaint into one message of ours."""
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"]) or "config"
    origin = _origin_of(key, settings) or default
    if first["type"] == "extra_forbidden":
        raise ConfigError.unknown_key(key, config_keys(), origin)
    if first["type"] == "value_error":
        raise ConfigError(f"{key} in {origin}: {first['ctx']['error']}")
    raise ConfigError(f"{key} in {origin}: {first['msg']} (got {first.get('input')!r})")


def _origin_of(key: str, settings: Mapping[str, Setting]) -> str:
    """Return where the value of a key was set; for a whole section the origins of its values."""
    inside = [name for name in settings if key == name or key.startswith(f"{name}.")]
    origins = [settings[name].origin for name in inside or [name for name in settings if name.startswith(f"{key}.")]]
    return " and ".join(dict.fromkeys(origins))
