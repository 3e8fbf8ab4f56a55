"""What can be known to be wrong before any data is read, and what the metrics of the config are once it is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cxtext import plugins
from cxtext.errors import ConfigError, suggest
from cxtext.schema import VOLUME_METRIC
from cxtext.settings import Config, Metric


def check_config(config: Config) -> None:
    """Raise for every setting that can be known to be wrong before any data is read.

    Raises
    ------
    ConfigError
        For an encoding, delimiter, declared metric or codebook that makes no sense, or a leading metric that is not declared.
    InputError
        When the file of events or of efforts cannot be read, lacks a column, or has an effort that is no number above 0.
    ModelNotFoundError
        For an embedder that is neither registered, nor a folder, nor in the local cache, nor a hub name.

    >>> check_config(Config())
    """
    from cxtext.metrics import KINDS, make_outcome
    from cxtext.readers import check_encoding, parse_delimiter, read_efforts, read_events
    from cxtext.themes import check_url, read_codebook

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
        if metric.scale is not None or not KINDS[metric.kind].scale_from_answers:
            make_outcome(metric.model_copy(update={"direction": metric.direction or "higher"}))
    if config.metrics:
        check_primary(config, [metric.label for metric in config.metrics])
    if config.themes.codebook is not None:
        read_codebook(config.themes.codebook)
    if config.themes.namer is not None:
        check_url(config.themes.namer)
    if config.input.events is not None:
        read_events(config.input.events)
    if config.ranking.effort is not None:
        read_efforts(config.ranking.effort)
    _check_embedder(config.embedding.embedder)


def name_metrics(config: Config, found: Sequence[Metric]) -> Config:
    """Return the config with the columns that its metrics were found in: of a column it may have had the first words only."""
    if not config.metrics:
        return config
    metrics = tuple(
        m.model_copy(update={"column": f.column, "exposure": f.exposure}) for m, f in zip(config.metrics, found, strict=True)
    )
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
    known = [n for n in plugins.names("cxtext.embedders") if n != "sentence-transformer"]
    if name in known or "/" in name or "\\" in name or Path(name).expanduser().is_dir() or _is_cached(name):
        return
    from cxtext.embed import not_found

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
