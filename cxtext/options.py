"""The short option names that the command line and ``analyze(...)`` share, and the config they make."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, get_args

from cxtext import registry
from cxtext.config import Config, Direction, Metric, MetricKind, build_config, load_config
from cxtext.errors import ConfigError, suggest
from cxtext.schema import VOLUME_METRIC

#: Short option name -> dotted config key.
OPTIONS: dict[str, str] = {
    "text_column": "input.text_columns",
    "id_column": "input.id_column",
    "respondent_column": "input.respondent_column",
    "date_column": "input.date_column",
    "wave_column": "input.wave_column",
    "weight_column": "input.weight_column",
    "group_column": "input.group_columns",
    "encoding": "input.encoding",
    "delimiter": "input.delimiter",
    "sheet": "input.sheet",
    "limit": "input.limit",
    "embedder": "embedding.embedder",
    "batch_size": "embedding.batch_size",
    "codebook": "themes.codebook",
    "n_themes": "themes.n_themes",
    "min_responses": "themes.min_responses",
    "emotion": "sentiment.emotion",
    "bootstraps": "ranking.bootstraps",
    "primary_metric": "ranking.primary_metric",
    "seed": "seed",
    "jobs": "jobs",
}
_LISTS = {"text_column", "group_column"}
_METRIC_OPTIONS: dict[str, MetricKind] = {"nps_column": "nps", "csat_column": "csat", "ces_column": "ces"}


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
        (``COLUMN:KIND[:DIRECTION]``, a :class:`~cxtext.config.Metric`, or a list of them); ``None`` is ignored.

    Raises
    ------
    ConfigError
        For an unknown option or a value that cannot be used.

    >>> resolve_config(Config(), options={"nps_column": "score", "n_themes": 12}).metrics[0].kind
    'nps'
    """
    given = {name: value for name, value in (options or {}).items() if value not in (None, (), [])}
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
    return build_config({**config.model_dump(), "metrics": metrics}, where="the options") if metrics else config


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
    if not column or kind not in get_args(MetricKind):
        known = get_args(MetricKind)
        hint = suggest(kind, known) if column else ""
        example = f"{column or text}:csat" if kind not in known else f"Overall rating:{kind}"
        raise ConfigError(
            f"metric {text!r} is not COLUMN:KIND[:DIRECTION].{hint}\n"
            f"Kinds: {', '.join(known)}; directions: higher, lower. Example: --metric '{example}'"
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
        elif name in _METRIC_OPTIONS:
            metrics += [Metric(column=column, kind=_METRIC_OPTIONS[name]) for column in _as_tuple(value)]
        elif name == "metric":
            values = list(value) if isinstance(value, list | tuple) else [value]
            metrics += [m if isinstance(m, Metric) else parse_metric(m) for m in values]
        else:
            known = [*OPTIONS, *_METRIC_OPTIONS, "metric"]
            raise ConfigError(f"unknown option {name!r}.{suggest(name, known)}\nKnown: {', '.join(known)}")
    return overrides, [m.model_dump() for m in metrics]


def _as_tuple(value: object) -> tuple[str, ...]:
    """Return one name, or several, as a tuple of names; the columns of a table may be numbered."""
    return tuple(str(v) for v in value) if isinstance(value, list | tuple) else (str(value),)


def check_config(config: Config) -> None:
    """Raise for every setting that can be known to be wrong before any data is read.

    Raises
    ------
    ConfigError
        For an encoding, delimiter, declared metric or codebook that makes no sense, or a leading metric that is not
        declared.
    ModelNotFoundError
        For an embedder that is neither registered, nor a folder, nor in the local cache, nor a hub name.

    >>> check_config(Config())
    """
    from cxtext.metrics import make_outcome
    from cxtext.readers.dialect import parse_delimiter
    from cxtext.readers.encoding import check_encoding
    from cxtext.themes.codebook import read_codebook

    if config.input.encoding is not None:
        check_encoding(config.input.encoding)
    if config.input.delimiter is not None:
        parse_delimiter(config.input.delimiter)
    for metric in config.metrics:
        if metric.label == VOLUME_METRIC:
            raise ConfigError(
                f"a metric may not be named {VOLUME_METRIC!r}: so is the ranking without a metric.\n"
                f"Rename the column, or name the metric in cxtext.toml: [[metrics]] column = {metric.column!r}, name = 'mentions'"
            )
        if metric.scale is not None or metric.kind not in ("csat", "ces"):  # else the column tells the scale
            make_outcome(metric.model_copy(update={"direction": metric.direction or "higher"}))
    if config.metrics:
        check_primary(config, [metric.label for metric in config.metrics])
    if config.themes.codebook is not None:
        read_codebook(config.themes.codebook)
    _check_embedder(config.embedding.embedder)


def name_metrics(config: Config, found: Sequence[Metric]) -> Config:
    """Return the config with the columns that its metrics were found in: of a column it may have had the first words only."""
    if not config.metrics:
        return config
    metrics = tuple(m.model_copy(update={"column": f.column}) for m, f in zip(config.metrics, found, strict=True))
    names = {before.label: after.label for before, after in zip(config.metrics, metrics, strict=True)}
    primary = config.ranking.primary_metric
    ranking = config.ranking.model_copy(update={"primary_metric": names.get(primary or "", primary)})
    return config.model_copy(update={"metrics": metrics, "ranking": ranking})


def check_primary(config: Config, known: Sequence[str]) -> None:
    """Raise when the metric asked for to lead the report is not among those known."""
    name = config.ranking.primary_metric
    if name is not None and name not in known:
        listed = ", ".join(known) or "none"
        raise ConfigError(f"no metric is named {name!r}.{suggest(name, known)}\nMetrics of this run: {listed}")


def _check_embedder(name: str) -> None:
    """Refuse a bare word that names no model here, without loading torch to find that out."""
    known = [n for n in registry.names("cxtext.embedders") if n != "sentence-transformer"]
    if name in known or "/" in name or "\\" in name or Path(name).expanduser().is_dir() or _is_cached(name):
        return
    from cxtext.embed.sentence_transformer import not_found

    raise not_found(name)


def _is_cached(name: str) -> bool:
    """Tell whether the local cache may hold a sentence-transformers model of this bare name."""
    try:
        from huggingface_hub import try_to_load_from_cache
    except ImportError:
        return False
    if "SENTENCE_TRANSFORMERS_HOME" in os.environ:
        return True
    repositories = (f"sentence-transformers/{name}", name)
    files = ("modules.json", "config.json")
    try:
        return any(isinstance(try_to_load_from_cache(repo, file), str) for repo in repositories for file in files)
    except ValueError:  # no name that a repository may have
        return False
