"""The command that makes a run again, from what its manifest has recorded."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from cxtext.settings import OPTION_TABLE, Config

#: Flags that are made of metrics and joined files, not of one setting.
_JOIN = "input.join"


def command_again(manifest: Mapping[str, object], folder: Path) -> str:
    """Return the command line that analyses the recorded input with the recorded settings into another folder.

    A manifest of any version will do: what cannot be read of it is left out, and settings without a flag are left to the config
    file.

    Parameters
    ----------
    manifest : mapping
        The JSON object of ``manifest.json``.
    folder : Path
        The run that cannot be used.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> recorded = {"input": {"sources": [{"name": "a b.csv"}]}, "config": {"themes": {"n_themes": 12}}}
    >>> command_again(recorded, Path("run"))
    "cxtext analyze 'a b.csv' --themes 12 -o run-again"
    """
    config = _mapping(manifest.get("config"))
    inputs = [name for row in _list(_mapping(manifest.get("input")).get("sources")) if (name := _text(_mapping(row).get("name")))]
    words = ["cxtext", "analyze", *(inputs or ["INPUT"]), *_flags(config), "-o", f"{folder}-again"]
    return " ".join(shlex.quote(" ".join(word.split())) for word in words)


def _flags(config: Mapping[str, object]) -> Iterator[str]:
    """Yield the flags, with their values, of recorded settings that are not the default."""
    defaults = Config().model_dump(mode="json")
    for option in OPTION_TABLE:
        if option.key == _JOIN:
            for join in map(_mapping, _list(_get(config, _JOIN))):
                yield from ("--join", _text(join.get("file")), "--on", _text(join.get("on")))
        elif option.name == "metric":
            for metric in map(_mapping, _list(config.get("metrics"))):
                parts = (_text(metric.get(name)) for name in ("column", "kind", "direction"))
                yield from (option.flag, ":".join(filter(None, parts)))
        elif option.key and "analyze" in option.commands:
            value = _get(config, option.key)
            if value == _get(defaults, option.key):
                continue
            if option.value_type is bool:
                yield from [option.flag] if value is True else []
            else:
                for text in map(_text, value if isinstance(value, list) else [value]):
                    yield from (option.flag, text) if text else ()


def _get(config: Mapping[str, object], key: str) -> object:
    """Return the value of a dotted key, None where there is none."""
    section, _, name = key.rpartition(".")
    return (_mapping(config.get(section)) if section else config).get(name)


def _mapping(value: object) -> Mapping[str, object]:
    """Return a JSON object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    """Return a JSON array, an empty one for anything else."""
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    """Return a plain JSON value as a word of the command, nothing for anything else."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
