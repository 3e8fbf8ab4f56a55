"""Check the settings and read the files they name before any data is read; put the columns found into the config."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cxtext import plugins
from cxtext.embed import OBJECT_PREFIX, not_found
from cxtext.errors import ConfigError, suggest
from cxtext.language import load_language
from cxtext.metrics import KINDS, make_outcome
from cxtext.pipeline.given import Given
from cxtext.pipeline.wave import find_source
from cxtext.schema import VOLUME_METRIC, Code, Issue, Level, Stage
from cxtext.settings import Config, Metric
from cxtext.themes import check_url, make_namer, open_codebook, warn_of_keywords

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.run import Analysis
    from cxtext.themes import Codebook, CodebookFile, Namer


@dataclass(frozen=True)
class Inputs:
    """What the settings name beside the data.

    Parameters
    ----------
    codebook : Codebook or None
        Themes that are given.
    earlier : Analysis or None
        The run whose themes are used.
    namer : Namer or None
        Who proposes labels.
    events : DataFrame or None
        ``date`` and ``label`` of what happened.
    efforts : dict of str to float
        Effort by label or id of a theme.
    issues : list of Issue
        Records of the files that are left out.
    given : Given
        What a Python caller gave as objects.
    """

    codebook: Codebook | None = None
    earlier: Analysis | None = None
    namer: Namer | None = None
    events: pd.DataFrame | None = None
    efforts: Mapping[str, float] = field(default_factory=dict)
    issues: Sequence[Issue] = ()
    given: Given = field(default_factory=Given)


def check_inputs(config: Config, given: Given | None = None) -> Inputs:
    """Check every setting that can be checked before any data is read, and read each file that the settings name, once.

    Raises
    ------
    ConfigError
        For an encoding, delimiter, declared metric or codebook that makes no sense, or a leading metric that is not declared.
    InputError
        When the file of events or of efforts cannot be read, lacks a column, or has an effort that is not a positive number.
    ModelNotFoundError
        For an embedder that is neither registered, nor a folder, nor in the local cache, nor a hub name.

    >>> check_inputs(Config()).efforts
    {}
    """
    from cxtext.readers import check_encoding, parse_delimiter, read_efforts, read_events  # loads what an edit does not need

    if config.input.encoding is not None:
        check_encoding(config.input.encoding)
    if config.input.delimiter is not None:
        parse_delimiter(config.input.delimiter)
    _check_metrics(config)
    earlier, file = find_source(config)
    book = None if file is None else open_codebook(file)
    if config.themes.namer is not None:
        check_url(config.themes.namer)
    events, issues = (None, []) if config.input.events is None else read_events(config.input.events)
    issues = [*issues, *(_list_keyword_issues(book, config) if book is not None else ())]
    efforts = {} if config.ranking.effort is None else read_efforts(config.ranking.effort)
    given = given or Given()
    if given.embedder is None:
        _check_embedder(config.embedding.embedder)
    return Inputs(None if book is None else book.book, earlier, make_namer(config), events, efforts, issues, given)


def _list_keyword_issues(book: CodebookFile, config: Config) -> list[Issue]:
    """Return the keywords of a codebook that are stop words."""
    language = load_language(config.text.language, stop_words=config.text.stop_words)
    return [
        Issue(Level.WARNING, Stage.CHECK, Code.KEYWORD_EMPTY, None, None, None, f"{warning}; take it out, or make it longer")
        for warning in warn_of_keywords(book, language)
    ]


def _check_metrics(config: Config) -> None:
    """Check what is declared of the metrics."""
    for metric in config.metrics:
        if metric.label == VOLUME_METRIC:
            raise ConfigError(
                f"a metric may not be named {VOLUME_METRIC!r}: the ranking without a metric has this name.\n"
                f"Rename the column, or name the metric in cxtext.toml: [[metrics]] column = {metric.column!r}, name = 'mentions'"
            )
        if metric.scale is not None or not KINDS[metric.kind].scale_from_answers:
            make_outcome(metric.model_copy(update={"direction": metric.direction or "higher"}))
    if config.metrics:
        check_primary(config, [metric.label for metric in config.metrics])


def name_metrics(config: Config, read: Sequence[Metric]) -> Config:
    """Return the config with the whole names of its metrics' columns, as read: it may have had the first words only."""
    if not config.metrics:
        return config
    metrics = tuple(
        m.model_copy(update={"column": r.column, "exposure": r.exposure}) for m, r in zip(config.metrics, read, strict=True)
    )
    names = {before.label: after.label for before, after in zip(config.metrics, metrics, strict=True)}
    primary = config.ranking.primary_metric
    ranking = config.ranking.model_copy(update={"primary_metric": names.get(primary or "", primary)})
    return config.model_copy(update={"metrics": metrics, "ranking": ranking})


def check_primary(config: Config, metrics: Sequence[str]) -> None:
    """Raise when the metric that shall lead the report is not among those of the run."""
    name = config.ranking.primary_metric
    if name is not None and name not in metrics:
        listed = ", ".join(metrics) or "none"
        raise ConfigError(f"no metric is named {name!r}.{suggest(name, metrics)}\nMetrics of this run: {listed}")


def _check_embedder(name: str) -> None:
    """Refuse a bare word that names no model here, without loading torch to find that out."""
    registered = [n for n in plugins.names("cxtext.embedders") if n != "sentence-transformer"]
    if (
        name.startswith(OBJECT_PREFIX)
        or name in registered
        or "/" in name
        or "\\" in name
        or Path(name).expanduser().is_dir()
        or _is_cached(name)
    ):
        return
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
