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
from cxtext.settings.complaints import first_complaint, suggest_key
from cxtext.settings.config import SECTIONS, Config, config_keys
from cxtext.settings.options import METRIC_OPTIONS, OPTIONS, name_option, takes_text

#: A TOML table, or a config as nested mapping: names to values or to further tables.
TomlTable = Mapping[str, object]
#: Values by dotted config key, such as ``"themes.n_themes"``.
KeyValues = Mapping[str, object]
#: Start of the environment variables that are settings, such as ``CXTEXT_THEMES__N_THEMES``.
PREFIX = "CXTEXT_"
#: Variables of the tests of cxtext, which are not settings.
NOT_SETTINGS = frozenset({"CXTEXT_EVAL_DATA", "CXTEXT_UPDATE_GOLDEN"})
#: The file of a Python project; its section ``[tool.cxtext]`` is ours.
PYPROJECT = "pyproject.toml"


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
        A TOML file; of one named ``pyproject.toml`` its section ``[tool.cxtext]``. Without it ``cxtext.toml``, then
        ``pyproject.toml`` in the working folder are used when they exist.
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
    settings |= {key: Setting(value, name_option(key)) for key, value in (overrides or {}).items() if value is not None}
    for key, setting in settings.items():
        if key not in config_keys():
            raise ConfigError(f"unknown setting {key!r} in {setting.origin}.{suggest_key(key, setting.value)}")
    data = merge_settings({}, {key: setting.value for key, setting in settings.items()})
    return _validate(data, settings, default="config")


def build_config(data: TomlTable, *, where: str = "config") -> Config:
    """Check a nested mapping against :class:`Config`; ``where`` names its origin in messages.

    >>> build_config({"themes": {"n_themes": 12}}).themes.n_themes
    12
    """
    return _validate(data, {}, default=where)


def recorded_config(data: TomlTable) -> Config:
    """Return the config that a run has recorded, without the settings that only other versions have.

    Raises
    ------
    ConfigError
        When a value cannot be used any more.

    >>> recorded_config({"themes": {"n_themes": 12, "of_old": True}}).themes.n_themes
    12
    """
    values: dict[str, object] = {}
    for key in config_keys():
        section, _, name = key.rpartition(".")
        table = data.get(section, {}) if section else data
        if isinstance(table, Mapping) and name in table:
            values[key] = table[name]
    return build_config(merge_settings({}, values), where="the config of the run")


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
    if path is None:
        path = next((name for name in ("cxtext.toml", PYPROJECT) if Path(name).is_file()), None)
        if path is None:
            return {}
    elif Path(path).name == PYPROJECT and "cxtext" not in _read_tools(path):
        raise ConfigError(f"{str(path)!r} has no section [tool.cxtext].\nWrite the settings there, or name another file.")
    if Path(path).name != PYPROJECT:
        return _flatten(_parse(Path(path)), str(path))
    table = _require_section(_read_tools(path).get("cxtext", {}), "tool.cxtext", str(path))
    return _flatten(table, f"{path} [tool.cxtext]")


def _read_tools(path: str | os.PathLike[str]) -> TomlTable:
    """Return the section ``tool`` of a ``pyproject.toml``, empty where it has none."""
    return _require_section(_parse(Path(path)).get("tool", {}), "tool", str(path))


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
        elif name in config_keys() and "." in name:
            raise ConfigError(f"unknown setting {name!r} in {origin}.{suggest_key(name, value)}")
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
            raise ConfigError(f"environment variable {name!r} is not a setting.{_hint_variable(name, keys)}")
        settings[key] = Setting(_read_variable(key, value), f"the environment variable {name}")
    return settings


def _read_variable(key: str, text: str) -> object:
    """Return the value of a variable: TOML where it is, plain text otherwise and where the setting is text."""
    try:
        value: object = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
    return value if isinstance(value, str) or not takes_text(key) else text


def _hint_variable(name: str, keys: Mapping[str, str]) -> str:
    """Say which variable was meant, or how else to set it."""
    word = name.upper().removeprefix(PREFIX).lower()
    if word in (*METRIC_OPTIONS, "metric", "exposure_column"):
        kind = METRIC_OPTIONS.get(word, "count" if word == "exposure_column" else "csat")
        return (
            f"\nA metric is declared with the flag --{word.replace('_', '-')}, or in cxtext.toml:\n"
            f'[[metrics]] and below it column = "NAME" and kind = "{kind}"'
        )
    inside = [variable for variable, key in keys.items() if key.startswith(f"{word}.")]
    if inside:
        return f"\n{word} is a section. Its variables: {', '.join(inside)}"
    meant = variable_name(OPTIONS[word]) if word in OPTIONS else ""
    hint = f" Did you mean {meant!r}?" if meant else suggest(name, keys)
    return f"{hint}\nA setting is CXTEXT_SECTION__KEY; 'cxtext config show' lists sections and keys."


def _validate(data: TomlTable, settings: Mapping[str, Setting], *, default: str) -> Config:
    """Check a nested mapping; turn pydantic's first complaint into one message of ours."""
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        complaint = first_complaint(error, data)
    origins = [_origin_of(key, settings) for key in complaint.keys]
    origin = " and ".join(dict.fromkeys(filter(None, origins))) or default
    if complaint.is_unknown:
        raise ConfigError(f"unknown setting {complaint.name} in {origin}.{complaint.text}")
    raise ConfigError(f"{complaint.name} in {origin}: {complaint.text}")


def _origin_of(key: str, settings: Mapping[str, Setting]) -> str:
    """Return where the value of a key was set; for a whole section the origins of its values."""
    inside = [name for name in settings if key == name or key.startswith(f"{name}.")]
    origins = [settings[name].origin for name in inside or [name for name in settings if name.startswith(f"{key}.")]]
    return " and ".join(dict.fromkeys(origins))
