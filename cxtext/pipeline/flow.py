"""The whole analysis on one screen: read, split, embed, sentiment, themes, impact."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cxtext import schema
from cxtext.embed import Embeddings
from cxtext.pipeline.announce import announce
from cxtext.pipeline.call import read_call
from cxtext.pipeline.conceal import conceal_names, conceal_tables, make_redactor
from cxtext.pipeline.descriptions import describe_tables
from cxtext.pipeline.drift import measure_drift
from cxtext.pipeline.given import Given
from cxtext.pipeline.grow import grow
from cxtext.pipeline.measure import measure_impact
from cxtext.pipeline.notes import note_edits, note_namer, note_themes
from cxtext.pipeline.preflight import check_inputs
from cxtext.pipeline.rank_check import FinishedRun, check_ranks
from cxtext.pipeline.revise import count_edits
from cxtext.pipeline.survey import list_models, read_survey
from cxtext.pipeline.tables import count_items, tabulate_found
from cxtext.pipeline.wave import find_themes
from cxtext.run import Analysis, ProgressCallback, RunLog, Session, build_manifest, collect_seldom, record_outcomes
from cxtext.schema import Stage
from cxtext.settings import Config, Metric, resolve_config
from cxtext.themes import TextVectors

if TYPE_CHECKING:
    from cxtext.readers import Tabular

    File = str | os.PathLike[str]


def analyze(
    source: Tabular | Sequence[Tabular],
    *,
    config: Config | Mapping[str, Any] | str | os.PathLike[str] | None = None,
    progress: ProgressCallback | None = None,
    embeddings: Embeddings | Mapping[str, Any] | None = None,
    polarity: Any = None,
    stop_words: Sequence[str] | None = None,
    text_column: str | Sequence[str] | None = None,
    nps_column: str | Sequence[str] | None = None,
    csat_column: str | Sequence[str] | None = None,
    ces_column: str | Sequence[str] | None = None,
    metric: str | Metric | Sequence[str | Metric] | None = None,
    exposure_column: str | None = None,
    primary_metric: str | None = None,
    date_column: str | None = None,
    time_zone: str | None = None,
    wave_column: str | None = None,
    group_column: str | Sequence[str] | None = None,
    id_column: str | None = None,
    respondent_column: str | None = None,
    copies: str | None = None,
    deduplicate: bool | None = None,
    weight_column: str | None = None,
    value_column: str | None = None,
    consent_column: str | None = None,
    join: File | Sequence[File] | None = None,
    on: str | Sequence[str] | None = None,
    events: File | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    limit: int | None = None,
    embedder: Any = None,
    n_themes: int | None = None,
    granularity: str | float | None = None,
    codebook: File | None = None,
    effort: File | None = None,
    since_run: File | None = None,
    themes_from: File | None = None,
    only: bool | None = None,
    namer: str | None = None,
    namer_model: str | None = None,
    rank_check: bool | None = None,
    emotion: bool | None = None,
    redact: str | None = None,
    title: str | None = None,
    logo: str | None = None,
    accent: str | None = None,
    numbers: str | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    batch_size: int | None = None,
    min_responses: int | None = None,
    bootstraps: int | None = None,
    min_cell: int | None = None,
    controls: bool | None = None,
    **unknown: object,
) -> Analysis:
    """Turn open-text feedback into a ranked, evidence-backed list of themes.

    Same input, config and seed give the same tables, and the order of the rows does not matter.

    Parameters
    ----------
    source : path, "-", DataFrame, texts, or a sequence of tables
        CSV / TSV / XLSX / JSON lines / Parquet files, folders or ZIP archives of them, patterns such as ``exports/*.csv``,
        standard input, or tables: of pandas, or of any library that hands out Arrow streams, such as Polars. Texts alone are a
        list, an array or a Series of them. The index of a pandas table or Series is kept: ``Analysis.theme_matrix`` is on it.
    config : Config, mapping or path-like, optional
        All settings, or the TOML file that holds them; by default ``cxtext.toml`` and the environment.
    progress : callable, optional
        Called as ``progress(stage, done, total)``; ``total`` is 0 when it is not known.
    embeddings : Embeddings or mapping of str to array, optional
        Vectors of opinion texts that were computed before, such as ``earlier.embeddings``: only other texts are embedded.
    polarity : str, Series or array, optional
        Your own sentiment, -1 to 1, in place of the model's: a column of the table, a value for each of its rows (all
        opinions of a row get it), or a Series indexed by ``unit_id``. From 1/3 on an opinion is positive, from -1/3 down
        negative. Where a value is missing the model's stands; column ``source`` of table sentiment says which.
    stop_words : sequence of str, optional
        Words that name nothing, such as your company's name: no theme is called after them.
    embedder : str or object, optional
        A name as on the command line, an object with ``encode(texts)`` such as a SentenceTransformer, or a function of a list of
        texts that returns an array of shape (n_texts, n_dims).
    text_column, nps_column, metric, n_themes, seed, ... : optional
        Options on top of the config, as on the command line: ``cxtext guide settings`` lists what each is for. Several columns,
        files or metrics are given as a list. Without ``primary_metric`` the first metric leads, in the order of these keywords.
    **unknown
        Nothing else is taken: an unknown option is an error that names the option it may stand for.

    Returns
    -------
    Analysis
        Tables, manifest and model.

    Raises
    ------
    ConfigError
        For an unknown option or a value out of range.
    InputError
        When the source cannot be read, or the columns do not allow an analysis.
    EmptyCorpusError
        When no response says anything.
    ModelError, MissingExtraError
        When the embedder cannot be used.

    Warns
    -----
    AnalysisWarning
        For each kind of trouble that table issues lists as a warning, with its code.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"comment": ["Search is slow", "Great support team"], "nps": [3, 10]})
    >>> analyze(frame, text_column="comment", nps_column="nps").metrics["value"].tolist()
    [0.0]
    """
    options = {name: value for name, value in locals().items() if name not in _NO_OPTIONS}
    call = read_call(source, embedder=embedder, embeddings=embeddings, polarity=polarity, text_column=text_column)
    options |= {"embedder": call.embedder_name, "text_column": call.text_column}
    config = call.settle(resolve_config(config, options=options | unknown), stop_words)
    analysis = _run_stages(call.source, config, RunLog(progress), call.given)
    analysis = call.remember(analysis)
    announce(analysis, stacklevel=2)
    return analysis


#: Arguments that set no option.
_NO_OPTIONS = ("source", "config", "progress", "embeddings", "polarity", "stop_words", "unknown")


@collect_seldom()
def _run_stages(source: Tabular | Sequence[Tabular], config: Config, log: RunLog, given: Given | None = None) -> Analysis:
    """Run every stage in order and return the finished analysis."""
    if config.input.since_run is not None:
        return grow(source, config, log, given)
    with log.stage(Stage.CHECK):
        inputs = check_inputs(config, given)
    survey = read_survey(source, config, inputs, log)
    unique, words, config = survey.unique, survey.words, survey.config
    with log.stage(Stage.THEMES):
        themes = find_themes(survey.corpus, config, inputs, survey.tone)
        note_themes(log, themes.model, inputs.codebook, words, survey.corpus.responses, len(survey.units))
        note_namer(log, inputs.namer)
        note_edits(log, themes.model)
    with log.stage(Stage.IMPACT):
        redactor = make_redactor(config)
        themes = replace(themes, model=conceal_names(themes.model, unique.texts, redactor))
        tables = survey.tables | {"resolutions": themes.model.resolutions}
        tables |= tabulate_found(themes, survey.responses, survey.units, unique)
        tables |= describe_tables(tables, unique, words)
        measured_on = survey.measure_on(inputs, themes.assigned.redrawn)
        tables |= measure_impact(tables, measured_on, unique, words, config, log)
        tables |= {name: schema.empty(name) for name in ("rank_check", "drift", "restated")}
        if inputs.earlier is not None:
            tables["drift"] = measure_drift(inputs.earlier, tables, survey.corpus, themes, survey.embedder)
    if config.ranking.check:
        finished = FinishedRun(
            tables, config, survey.corpus, unique, survey.sentiment, survey.tone, themes.assigned, measured_on, inputs.codebook
        )
        tables |= check_ranks(finished, log)
    tables["issues"] = schema.issue_table(log.issues)
    tables = conceal_tables(tables, redactor)
    tables = {name: schema.conform(name, tables[name]) for name in schema.TABLES}
    outcomes = record_outcomes(survey.outcomes)
    manifest = build_manifest(config, survey.receipt, tables, log, models=list_models(survey, inputs), outcomes=outcomes)
    manifest = count_edits(manifest, themes.model)
    vectors = TextVectors.of(unique.texts, survey.corpus.vectors)
    items = count_items(themes.model.items, tables["themes"])
    exact = Embeddings(unique.texts, survey.corpus.vectors, survey.embedder.name, survey.embedder.fingerprint)
    model = replace(themes.model, items=items, vectors=vectors)
    return Analysis(tables, manifest, model, session=Session(embeddings=exact, embedder=inputs.given.embedder))
