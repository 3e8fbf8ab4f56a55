"""The whole analysis on one screen: read, split, embed, sentiment, themes, impact."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cxtext import schema
from cxtext.embed import HeadStart, load_embedder
from cxtext.errors import EmptyCorpusError
from cxtext.language import Language, SurveyLanguages, find_languages, load_language
from cxtext.metrics import make_outcome
from cxtext.pipeline.answers import validate_metrics
from cxtext.pipeline.batch import index_members, unite_batches
from cxtext.pipeline.descriptions import describe_tables
from cxtext.pipeline.measure import ImpactInputs, measure_impact
from cxtext.pipeline.notes import note_embedder, note_emotions, note_languages, note_namer, note_themes
from cxtext.pipeline.preflight import Inputs, check_inputs, check_primary, name_metrics
from cxtext.pipeline.rank_check import FinishedRun, check_ranks
from cxtext.pipeline.sentiment import SentimentReader, label_errors
from cxtext.pipeline.steps import cut_responses, split_responses
from cxtext.pipeline.tables import count_repeats, mark_status, tabulate_sentiment, tabulate_themes
from cxtext.pipeline.voices import mark_voices
from cxtext.pipeline.words import read_words
from cxtext.readers import read_responses
from cxtext.run import Analysis, Model, Models, ProgressCallback, RunLog, build_manifest, record_outcomes
from cxtext.schema import Stage
from cxtext.settings import Config, Metric, resolve_config
from cxtext.themes import Corpus, ThemeModel
from cxtext.wording import one_line

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.embed import Embedder
    from cxtext.pipeline.batch import Batch
    from cxtext.settings import TextConfig

    File = str | os.PathLike[str]
    Source = File | pd.DataFrame


def analyze(
    source: Source | Sequence[Source],
    *,
    config: Config | Mapping[str, Any] | str | os.PathLike[str] | None = None,
    progress: ProgressCallback | None = None,
    text_column: str | Sequence[str] | None = None,
    nps_column: str | Sequence[str] | None = None,
    csat_column: str | Sequence[str] | None = None,
    ces_column: str | Sequence[str] | None = None,
    metric: str | Metric | Sequence[str | Metric] | None = None,
    exposure_column: str | None = None,
    primary_metric: str | None = None,
    date_column: str | None = None,
    wave_column: str | None = None,
    group_column: str | Sequence[str] | None = None,
    id_column: str | None = None,
    respondent_column: str | None = None,
    copies: str | None = None,
    weight_column: str | None = None,
    value_column: str | None = None,
    join: File | Sequence[File] | None = None,
    on: str | Sequence[str] | None = None,
    events: File | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    limit: int | None = None,
    embedder: str | None = None,
    n_themes: int | None = None,
    granularity: str | float | None = None,
    codebook: File | None = None,
    effort: File | None = None,
    namer: str | None = None,
    namer_model: str | None = None,
    rank_check: bool | None = None,
    emotion: bool | None = None,
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
    source : path, "-", DataFrame, or a sequence of them
        CSV / TSV / XLSX / JSON lines / Parquet files, standard input, or tables.
    config : Config, mapping or path-like, optional
        All settings, or the TOML file that holds them; by default ``cxtext.toml`` and the environment.
    progress : callable, optional
        Called as ``progress(stage, done, total)``; ``total`` is 0 when it is not known.
    text_column, nps_column, metric, n_themes, seed, ... : optional
        Options on top of the config, as on the command line: the README lists what each is for. Several columns, files or
        metrics are given as a list. Without ``primary_metric`` the first metric leads, in the order of these keywords.
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

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"comment": ["Search is slow", "Great support team"], "nps": [3, 10]})
    >>> analyze(frame, text_column="comment", nps_column="nps").metrics["value"].tolist()
    [0.0]
    """
    options = {name: value for name, value in locals().items() if name not in ("source", "config", "progress", "unknown")}
    return _run_stages(source, resolve_config(config, options=options | unknown), RunLog(progress))


def _run_stages(source: Source | Sequence[Source], config: Config, log: RunLog) -> Analysis:
    """Run every stage in order and return the finished analysis."""
    language = load_language(config.text.language)
    with log.stage(Stage.CHECK):
        inputs = check_inputs(config)
        embedder = load_embedder(config.embedding, jobs=config.jobs)
        reader = SentimentReader.load(embedder, config.embedding, language=language.code, jobs=config.jobs)
        note_embedder(log, config.embedding.embedder)
    with HeadStart(embedder, batch_size=config.embedding.batch_size) as ahead:
        with log.stage(Stage.READ):
            data = read_responses(source, config=config.input, metrics=config.metrics, guess_metrics=config.guess_metrics)
            outcomes = [make_outcome(m, data.raw_metrics[m.label]) for m in data.metrics]
            responses, excluded, bad_cells = validate_metrics(data.responses, data.raw_metrics, outcomes)
            log.issues += [*inputs.issues, *data.issues, *bad_cells]
            config = name_metrics(config, data.metrics)
            check_primary(config, [outcome.label for outcome in outcomes])
        with log.stage(Stage.SPLIT):
            spoken = find_languages(responses["text"], language)
            survey = _split_in_parts(responses, config.text, language, spoken, ahead)
            responses, units = mark_status(responses, survey), count_repeats(survey)
            responses, voices = mark_voices(responses, units, join=config.input.copies == "join")
            log.merge(survey.log)
            log.issues += voices
            note_languages(log, survey.language, spoken, config.text)
            _require_content(responses, data.columns)
            unique = survey.unique
        with log.stage(Stage.EMBED, total=len(unique.texts)) as advance, ThreadPoolExecutor(1, "cxtext-words") as side:
            reading = side.submit(read_words, unique.texts, reader.heads, language)
            vectors = ahead.finish(unique.texts, progress=advance)
            read = reading.result()
    with log.stage(Stage.SENTIMENT):
        sentiment = reader.classify(unique.texts, vectors, emotion=config.sentiment.emotion, word_logits=read.logits)
        note_emotions(log, sentiment.emotions)
    with log.stage(Stage.THEMES):
        corpus = Corpus(
            unique.texts,
            vectors,
            unique.counts,
            index_members(survey),
            embedder_fingerprint=embedder.fingerprint,
            encode=embedder.encode,
            words=read.words,
            nlp=read.nlp,
            parser=read.parser,
            languages=None if config.text.other_languages == "together" else spoken,
        )
        tone = reader.polarity_scorer(sentiment)
        model, assigned = ThemeModel.fit_assign(
            corpus,
            settings=config.themes,
            random_state=config.seed,
            codebook=inputs.codebook,
            namer=inputs.namer,
            tone=tone,
            jobs=config.jobs,
        )
        model = model if inputs.namer is None else replace(model, answers=inputs.namer.replies)
        note_themes(log, model, inputs.codebook, read.words, corpus.responses)
        note_namer(log, inputs.namer)
    with log.stage(Stage.IMPACT):
        tables = {"units": units, "columns": data.columns, "resolutions": model.resolutions}
        tables["sentiment"] = tabulate_sentiment(sentiment, responses, units, unique)
        tables |= tabulate_themes(model.themes, assigned, responses, units, unique, source="fit")
        tables |= describe_tables(tables, unique, read.words)
        errors = label_errors(reader.embedder.fingerprint, language.code)
        measured_on = ImpactInputs(outcomes, excluded, inputs.events, assigned.redrawn, efforts=inputs.efforts, errors=errors)
        tables |= measure_impact(tables, measured_on, unique, read.words, config, log)
    tables["rank_check"] = schema.empty("rank_check")
    if config.ranking.check:
        finished = FinishedRun(tables, config, corpus, unique, sentiment, tone, assigned, measured_on, inputs.codebook)
        tables |= check_ranks(finished, log)
    tables["issues"] = schema.issue_table(log.issues)
    tables = {name: schema.conform(name, tables[name]) for name in schema.TABLES}
    models = _list_models(embedder, reader.embedder, read.parser, config, inputs)
    manifest = build_manifest(config, data.receipt, tables, log, models=models, outcomes=record_outcomes(outcomes))
    return Analysis(tables, manifest, model)


def _split_in_parts(
    responses: pd.DataFrame, settings: TextConfig, language: Language, spoken: SurveyLanguages, ahead: HeadStart
) -> Batch:
    """Split the responses part by part: the embedder begins with the texts of a part while the next one is split."""
    batches = []
    for part in cut_responses(responses):
        batches.append(split_responses(part, settings, language=language, spoken=spoken))
        ahead.begin(batches[-1].unique.texts)
    return unite_batches(batches)


def _list_models(embedder: Embedder, sentiment_reads: Embedder, parser: str, config: Config, inputs: Inputs) -> Models:
    """Return the names and fingerprints of all models used, for the manifest."""
    codebook, namer = inputs.codebook, inputs.namer
    return Models(
        embedder=Model(embedder.name, embedder.fingerprint),
        sentiment_reads=Model(sentiment_reads.name, sentiment_reads.fingerprint),
        parser=parser,
        codebook=None if codebook is None else Model(str(config.themes.codebook), codebook.fingerprint),
        namer=None if namer is None else Model(f"{namer.model} at {namer.endpoint}"),
    )


def _require_content(responses: pd.DataFrame, columns: pd.DataFrame) -> None:
    """Raise when no response says anything, or none that does has a weight."""
    counts = responses["status"].value_counts()
    taken = ", ".join(repr(name) for name in columns.loc[columns["role"] == "text", "column"])
    if not counts.get("content", 0):
        raise EmptyCorpusError(
            f"none of the {len(responses):,} responses says anything: {counts.get('blank', 0):,} are blank, "
            f"{counts.get('non_answer', 0):,} are non-answers such as 'n/a'.\n"
            f"The text was read from {one_line(taken, 200)}. Check that this is the right column: cxtext inspect INPUT"
        )
    if not responses.loc[responses["status"] == "content", "weight"].gt(0).any():
        raise EmptyCorpusError(
            "no response with content has a weight above 0, so that there is nothing to take a share of.\n"
            "Name another column of weights, or leave it out."
        )
