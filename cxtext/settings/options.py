"""The short option names that the command line and ``analyze(...)`` share, and the config they make."""

from __future__ import annotations

import os
from collections.abc import Mapping
from os import PathLike
from typing import Any, get_args

from cxtext.errors import ConfigError, suggest
from cxtext.settings.config import Config, build_config, load_config
from cxtext.settings.declared import DECLARABLE, Direction, Metric, MetricKind

#: Short option name -> dotted config key.
OPTIONS: dict[str, str] = {
    "text_column": "input.text_columns",
    "id_column": "input.id_column",
    "respondent_column": "input.respondent_column",
    "date_column": "input.date_column",
    "wave_column": "input.wave_column",
    "weight_column": "input.weight_column",
    "value_column": "input.value_column",
    "group_column": "input.group_columns",
    "events": "input.events",
    "encoding": "input.encoding",
    "delimiter": "input.delimiter",
    "sheet": "input.sheet",
    "limit": "input.limit",
    "embedder": "embedding.embedder",
    "batch_size": "embedding.batch_size",
    "codebook": "themes.codebook",
    "n_themes": "themes.n_themes",
    "granularity": "themes.granularity",
    "namer": "themes.namer",
    "namer_model": "themes.namer_model",
    "min_responses": "themes.min_responses",
    "emotion": "sentiment.emotion",
    "bootstraps": "ranking.bootstraps",
    "primary_metric": "ranking.primary_metric",
    "min_cell": "groups.min_cell",
    "effort": "ranking.effort",
    "controls": "ranking.controls",
    "seed": "seed",
    "jobs": "jobs",
}
#: Options that are neither a config key nor a metric by themselves.
OTHER_OPTIONS = ("metric", "exposure_column", "join", "on")
_LISTS = {"text_column", "group_column"}
#: Options that declare a column as a metric of the kind they name.
METRIC_OPTIONS: dict[str, MetricKind] = {"nps_column": "nps", "csat_column": "csat", "ces_column": "ces"}


def resolve_config(
    config: Config | Mapping[str, Any] | str | PathLike[str] | None = None,
    *,
    path: str | PathLike[str] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Config:
    """Return the config in force: file and environment (or ``config``) with the short options on top.

    Parameters
    ----------
    config : Config, mapping or path-like, optional
        A config, or the nested mapping that makes one, used as it is instead of file and environment; or a TOML file.
    path : path-like, optional
        The TOML file to read when no ``config`` is given.
    options : mapping, optional
        Keys of :data:`OPTIONS`, ``nps_column`` / ``csat_column`` / ``ces_column`` (a column name each) and ``metric``
        (``COLUMN:KIND[:DIRECTION]``, a :class:`~cxtext.settings.Metric`, or a list of them); ``exposure_column``, that of every
        count metric which names none; ``join`` and ``on``, files and the key of each (one key does for all);
        ``None`` is ignored.

    Raises
    ------
    ConfigError
        For an unknown option or a value that cannot be used.

    >>> resolve_config(Config(), options={"nps_column": "score", "n_themes": 12}).metrics[0].kind
    'nps'
    """
    given = {name: value for name, value in (options or {}).items() if not _is_unset(value)}
    overrides, metrics = _read_options(given)
    if isinstance(config, str | PathLike):
        config, path = None, config
    elif isinstance(config, Mapping):
        config = build_config(config)
    elif not isinstance(config, Config | None):
        raise ConfigError(f"config is a {type(config).__name__}.\nGive a Config, a mapping, or the path of a TOML file.")
    if config is None:
        config = load_config(path, overrides=overrides)
    elif overrides:
        data = config.model_dump()
        for dotted, value in overrides.items():
            *sections, key = dotted.split(".")
            target = data
            for section in sections:
                target = target[section]
            target[key] = value
        config = build_config(data, where="the options")
    if metrics:
        config = build_config({**config.model_dump(), "metrics": metrics}, where="the options")
    return _expose(config, given["exposure_column"]) if "exposure_column" in given else config


def parse_metric(text: str) -> Metric:
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
    return Metric.model_validate({"column": column, "kind": kind, "direction": direction})


def _read_options(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Split the options into dotted config keys and declared metrics."""
    overrides: dict[str, Any] = {}
    metrics: list[Metric] = []
    for name, value in given.items():
        if name in OPTIONS:
            plain = os.fspath(value) if isinstance(value, os.PathLike) else value
            overrides[OPTIONS[name]] = _as_tuple(value) if name in _LISTS else plain
        elif name in METRIC_OPTIONS:
            metrics += [Metric(column=column, kind=METRIC_OPTIONS[name]) for column in _as_tuple(value)]
        elif name == "metric":
            values = list(value) if isinstance(value, list | tuple) else [value]
            metrics += [m if isinstance(m, Metric) else parse_metric(m) for m in values]
        elif name in ("join", "on"):
            overrides["input.join"] = _read_joins(given.get("join"), given.get("on"))
        elif name != "exposure_column":
            known = [*OPTIONS, *METRIC_OPTIONS, *OTHER_OPTIONS]
            raise ConfigError(f"unknown option {name!r}.{suggest(name, known)}\nKnown: {', '.join(known)}")
    return overrides, [m.model_dump() for m in metrics]


def _is_unset(value: object) -> bool:
    """Tell whether an option is not given."""
    return value is None or (isinstance(value, list | tuple) and not value)


def _expose(config: Config, column: str) -> Config:
    """Return the config with the exposure column of every count metric that names none."""
    if not any("exposure" in DECLARABLE[metric.kind] for metric in config.metrics):
        raise ConfigError(
            f"an exposure column is given ({str(column)!r}), but no metric of kind count is out of it.\n"
            f"Declare one: --metric 'tickets:count' --exposure-column {str(column)!r}"
        )
    metrics = [
        {**m.model_dump(), "exposure": str(column)} if "exposure" in DECLARABLE[m.kind] and m.exposure is None else m.model_dump()
        for m in config.metrics
    ]
    return build_config({**config.model_dump(), "metrics": metrics}, where="the options")


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


def _as_tuple(value: object) -> tuple[str, ...]:
    """Return one name, or several, as a tuple of names; the columns of a table may be numbered."""
    return tuple(str(v) for v in value) if isinstance(value, list | tuple) else (str(value),)
