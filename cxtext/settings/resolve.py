"""The config that options make: file and environment, or a config given in Python, with the options on top."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from os import PathLike
from typing import get_args

from pydantic import ValidationError

from cxtext.errors import ConfigError, suggest
from cxtext.settings.complaints import describe_invalid
from cxtext.settings.config import DECLARABLE, Config, Direction, Metric, MetricKind
from cxtext.settings.load import KeyValues, TomlTable, build_config, load_config, merge_settings
from cxtext.settings.options import METRIC_OPTIONS, OPTION_TABLE, OPTIONS_ORIGIN, suggest_option

#: Values by the names of the table of options.
OptionValues = Mapping[str, object]

_BY_NAME = {option.name: option for option in OPTION_TABLE}


def resolve_config(
    config: Config | TomlTable | str | PathLike[str] | None = None,
    *,
    path: str | PathLike[str] | None = None,
    options: OptionValues | None = None,
) -> Config:
    """Return the config in force: file and environment (or ``config``) with the short options on top.

    Parameters
    ----------
    config : Config, mapping or path-like, optional
        A config, or the nested mapping that makes one, used as it is instead of file and environment; or a TOML file.
    path : path-like, optional
        The TOML file to read when no ``config`` is given.
    options : mapping, optional
        Values by the names of :data:`OPTION_TABLE`; ``None`` is ignored. ``metric`` is ``COLUMN:KIND[:DIRECTION]``, a
        :class:`~cxtext.settings.Metric`, or a list of them; ``exposure_column`` is that of every count metric that names
        none; ``join`` and ``on`` are files and the key of each (one key does for all).

    Raises
    ------
    ConfigError
        For an unknown option or a value that cannot be used.

    >>> resolve_config(Config(), options={"nps_column": "score", "n_themes": 12}).metrics[0].kind
    'nps'
    """
    values = {name: value for name, value in (options or {}).items() if not _is_unset(value)}
    overrides, metrics = _read_options(values)
    if isinstance(config, str | PathLike):
        config, path = None, config
    elif isinstance(config, Mapping):
        config = build_config(config)
    elif not isinstance(config, Config | None):
        raise ConfigError(f"config is a {type(config).__name__}.\nGive a Config, a mapping, or the path of a TOML file.")
    if config is None:
        config = load_config(path, overrides=overrides)
    elif overrides:
        config = build_config(merge_settings(config.model_dump(), overrides), where=OPTIONS_ORIGIN)
    if metrics:
        config = _with_metrics(config, metrics)
    return _expose(config, str(values["exposure_column"])) if "exposure_column" in values else config


def parse_metric(text: object) -> Metric:
    """Read ``COLUMN:KIND[:DIRECTION]``; the column itself may contain colons.

    >>> parse_metric("renewed:binary").kind
    'binary'
    """
    if not isinstance(text, str):
        raise ConfigError(f"metric {text!r} is neither text such as 'score:nps' nor a Metric.")
    parts = text.rsplit(":", 2)
    if len(parts) == 3 and parts[2] in get_args(Direction):
        column, kind, direction = parts[0], parts[1], parts[2]
    else:
        column, _, kind = text.rpartition(":")
        direction = None
    kinds = get_args(MetricKind)
    is_kind = kind in kinds
    if not column or not is_kind:
        hint = suggest(kind, kinds) if column else ""
        example = f"Overall rating:{kind}" if is_kind else f"{column or text}:csat"
        raise ConfigError(
            f"metric {text!r} is not COLUMN:KIND[:DIRECTION].{hint}\n"
            f"Kinds: {', '.join(kinds)}; directions: higher, lower. Example: --metric '{example}'"
        )
    return _declare({"column": column, "kind": kind, "direction": direction})


def _declare(data: TomlTable) -> Metric:
    """Return the metric that an option declares."""
    try:
        return Metric.model_validate(data)
    except ValidationError as error:
        raise ConfigError(f"a metric in {OPTIONS_ORIGIN}: {describe_invalid(error, data)}") from None


def _read_options(values: OptionValues) -> tuple[KeyValues, list[Metric]]:
    """Split the options into values by dotted config key, and declared metrics."""
    overrides: dict[str, object] = {}
    metrics: list[Metric] = []
    for name, value in values.items():
        if name not in _BY_NAME:
            raise ConfigError(f"unknown option {name!r}.{suggest_option(name)}\nOptions: {', '.join(_BY_NAME)}")
        if name in METRIC_OPTIONS:
            metrics += [_declare({"column": column, "kind": METRIC_OPTIONS[name]}) for column in _as_names(value)]
        elif name == "metric":
            declared = value if isinstance(value, list | tuple) else [value]
            metrics += [metric if isinstance(metric, Metric) else parse_metric(metric) for metric in declared]
        elif name in ("join", "on"):
            overrides["input.join"] = _read_joins(values.get("join"), values.get("on"))
        elif name != "exposure_column":
            plain = os.fspath(value) if isinstance(value, PathLike) else value
            overrides[_BY_NAME[name].key] = _as_names(value) if _BY_NAME[name].repeats else plain
    return overrides, metrics


def _with_metrics(config: Config, metrics: Sequence[Metric]) -> Config:
    """Return the config with other metrics, checked."""
    return build_config({**config.model_dump(), "metrics": [metric.model_dump() for metric in metrics]}, where=OPTIONS_ORIGIN)


def _is_unset(value: object) -> bool:
    """Tell whether an option is not given."""
    return value is None or (isinstance(value, list | tuple) and not value)


def _expose(config: Config, column: str) -> Config:
    """Return the config with the exposure column of every count metric that names none."""
    if not any("exposure" in DECLARABLE[metric.kind] for metric in config.metrics):
        raise ConfigError(
            f"an exposure column is given ({column!r}), but no metric of kind count is out of it.\n"
            f"Declare one: --metric 'tickets:count' --exposure-column {column!r}"
        )
    counts = ["exposure" in DECLARABLE[metric.kind] and metric.exposure is None for metric in config.metrics]
    exposed = [m.model_copy(update={"exposure": column}) if count else m for m, count in zip(config.metrics, counts, strict=True)]
    return _with_metrics(config, exposed)


def _read_joins(files: object, keys: object) -> list[dict[str, str]]:
    """Pair the joined files with their keys; one key does for all files."""
    files, keys = (list(value) if isinstance(value, list | tuple) else [value] for value in (files, keys))
    if any(value is None for value in (*files, *keys)):
        raise ConfigError(
            "join and on go together: the file, and the key that it shares.\nExample: --join crm.csv --on customer_id"
        )
    wrong = next((file for file in files if not isinstance(file, str | PathLike)), None)
    if wrong is not None:
        raise ConfigError(
            f"join takes a file, not a {type(wrong).__name__}.\n"
            "Join tables in Python before: frame.merge(other, on=KEY, how='left', validate='m:1')"
        )
    if len(keys) not in (1, len(files)):
        raise ConfigError(f"{len(files)} files to join, but {len(keys)} keys.\nGive one --on for each --join, or one for all.")
    pairs = zip(files, keys * len(files) if len(keys) == 1 else keys, strict=True)
    return [{"file": os.fspath(file), "on": str(key)} for file, key in pairs]


def _as_names(value: object) -> tuple[str, ...]:
    """Return one name, or several, as a tuple of names; the columns of a table may be numbered."""
    return tuple(str(v) for v in value) if isinstance(value, list | tuple) else (str(value),)
