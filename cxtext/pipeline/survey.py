"""A survey as themes are found in it: its responses read, split into opinions, embedded, and their sentiment classified."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxtext.embed import HeadStart
from cxtext.errors import EmptyCorpusError
from cxtext.language import Language, SurveyLanguages, find_languages, load_language
from cxtext.metrics import Outcome, make_outcome
from cxtext.pipeline.answers import validate_metrics
from cxtext.pipeline.batch import index_answers, unite_batches
from cxtext.pipeline.directions import doubt_directions
from cxtext.pipeline.embedder import pick_embedder
from cxtext.pipeline.measure import ImpactInputs
from cxtext.pipeline.notes import note_embedder, note_emotions, note_languages, note_reader, note_wrappings
from cxtext.pipeline.polarity import errors_of, put_polarity
from cxtext.pipeline.preflight import Inputs, check_primary, name_metrics
from cxtext.pipeline.sentiment import Sentiment, SentimentReader
from cxtext.pipeline.steps import cut_responses, split_responses
from cxtext.pipeline.tables import count_repeats, mark_status, tabulate_sentiment
from cxtext.pipeline.units import UniqueTexts
from cxtext.pipeline.voices import mark_voices
from cxtext.pipeline.wave import follow
from cxtext.pipeline.words import read_words
from cxtext.run import Frames, Model, Models, RunLog
from cxtext.schema import Receipt, Stage
from cxtext.settings import Config
from cxtext.text import Boilerplate, find_boilerplate
from cxtext.themes import Corpus, Tone, Words
from cxtext.wording import one_line

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.embed import Embedder
    from cxtext.pipeline.batch import Batch
    from cxtext.readers import ReadResult, Tabular
    from cxtext.settings import TextConfig


@dataclass(frozen=True)
class Survey:
    """A survey before its themes are found.

    Parameters
    ----------
    config : Config
        In force, with the whole names of the metrics' columns.
    embedder : Embedder
    reader : SentimentReader
    receipt : Receipt
        What was read.
    tables : dict of str to DataFrame
        Tables units, columns and sentiment.
    responses : DataFrame
        Table responses without primary themes.
    outcomes : list of Outcome
    excluded : mapping of str to int
        Answers to each metric that were not valid.
    unique : UniqueTexts
        The different texts of the units.
    words : Words
        Of the texts.
    sentiment : Sentiment
        Of the texts.
    corpus : Corpus
        The texts, with their vectors.
    tone : Tone, optional
        Of the texts.
    """

    config: Config
    embedder: Embedder
    reader: SentimentReader
    receipt: Receipt
    tables: Frames
    responses: pd.DataFrame
    outcomes: Sequence[Outcome]
    excluded: Mapping[str, int]
    unique: UniqueTexts
    words: Words
    sentiment: Sentiment
    corpus: Corpus
    tone: Tone | None

    @property
    def units(self) -> pd.DataFrame:
        """Table units."""
        return self.tables["units"]

    def measure_on(self, inputs: Inputs, redrawn: np.ndarray | None) -> ImpactInputs:
        """Return what impact is measured on beside themes and sentiment."""
        errors = errors_of(self.tables["sentiment"], self.reader.embedder.fingerprint, self.config.text.language)
        return ImpactInputs(self.outcomes, self.excluded, inputs.events, redrawn, efforts=inputs.efforts, errors=errors)


def read_survey(
    source: Tabular | Sequence[Tabular],
    config: Config,
    inputs: Inputs,
    log: RunLog,
    *,
    leave_out: Callable[[ReadResult], ReadResult] | None = None,
) -> Survey:
    """Read a survey, split it into opinions, embed them and classify their sentiment.

    Parameters
    ----------
    source : path, "-", DataFrame, or a sequence of them
    config : Config
    inputs : Inputs
        What the settings name beside the data.
    log : RunLog
    leave_out : callable, optional
        Returns what was read without some of the responses.

    Raises
    ------
    EmptyCorpusError
        When no response says anything.
    """
    with log.stage(Stage.CHECK):
        config = config if inputs.earlier is None else follow(config, inputs.earlier)
        language = load_language(config.text.language, stop_words=config.text.stop_words)
        embedder = pick_embedder(config, inputs)
        stand_in = config.sentiment.embedder
        reader = SentimentReader.load(embedder, config.embedding, language=language.code, jobs=config.jobs, stand_in=stand_in)
        note_embedder(log, config.embedding.embedder)
        note_reader(log, reader, stand_in)
    with HeadStart(embedder, batch_size=config.embedding.batch_size) as ahead:
        with log.stage(Stage.READ):
            answered = _read_answers(source, config, inputs, log, leave_out)
        with log.stage(Stage.SPLIT):
            opinions = _split(answered, language, ahead, log)
        unique = opinions.unique
        with log.stage(Stage.EMBED, total=len(unique.texts)) as advance, ThreadPoolExecutor(1, "cxtext-words") as side:
            reading = side.submit(read_words, unique.texts, reader.heads, language)
            vectors = ahead.finish(unique.texts, progress=advance)
            read = reading.result()
    responses, units = opinions.responses, opinions.units
    with log.stage(Stage.SENTIMENT):
        sentiment = reader.classify(unique.texts, vectors, emotion=config.sentiment.emotion, word_logits=read.logits)
        note_emotions(log, sentiment.emotions)
        sentiments = tabulate_sentiment(sentiment, responses, units, unique)
        if inputs.given.polarity is not None:
            sentiments = put_polarity(sentiments, responses, units, inputs.given.polarity, log)
        log.issues += doubt_directions(responses, units, sentiments, answered.outcomes)
    corpus = Corpus(
        unique.texts,
        vectors,
        unique.counts,
        index_answers(responses, units, unique),
        embedder_fingerprint=embedder.fingerprint,
        encode=embedder.encode,
        words=read.words,
        nlp=read.nlp,
        parser=read.parser,
        languages=None if config.text.other_languages == "together" else opinions.spoken,
    )
    return Survey(
        config=answered.config,
        embedder=embedder,
        reader=reader,
        receipt=answered.data.receipt,
        tables={"units": units, "columns": answered.data.columns, "sentiment": sentiments},
        responses=responses,
        outcomes=answered.outcomes,
        excluded=answered.excluded,
        unique=unique,
        words=read.words,
        sentiment=sentiment,
        corpus=corpus,
        tone=reader.polarity_scorer(sentiment),
    )


@dataclass(frozen=True)
class _Answered:
    """What was read, with the answers to its metrics: ``responses`` are without status, ``config`` names the metrics."""

    config: Config
    data: ReadResult
    responses: pd.DataFrame
    outcomes: Sequence[Outcome]
    excluded: Mapping[str, int]


def _read_answers(
    source: Tabular | Sequence[Tabular],
    config: Config,
    inputs: Inputs,
    log: RunLog,
    leave_out: Callable[[ReadResult], ReadResult] | None,
) -> _Answered:
    """Read the source and check the answers to each metric."""
    from cxtext.readers import read_responses  # loads what reads files, which an edit does not need

    data = read_responses(source, config=config.input, metrics=config.metrics, guess_metrics=config.guess_metrics)
    data = data if leave_out is None else leave_out(data)
    outcomes = [make_outcome(m, data.raw_metrics[m.label]) for m in data.metrics]
    responses, excluded, bad_cells = validate_metrics(data.responses, data.raw_metrics, outcomes)
    log.issues += [*inputs.issues, *data.issues, *bad_cells]
    config = name_metrics(config, data.metrics)
    check_primary(config, [outcome.label for outcome in outcomes])
    return _Answered(config, data, responses, outcomes, excluded)


@dataclass(frozen=True)
class _Opinions:
    """Responses with their status and voices, the opinions in them, and the languages that they are in."""

    responses: pd.DataFrame
    units: pd.DataFrame
    unique: UniqueTexts
    spoken: SurveyLanguages


def _split(answered: _Answered, language: Language, ahead: HeadStart, log: RunLog) -> _Opinions:
    """Split the responses into opinions and say what was left out of them."""
    config, texts = answered.config, answered.responses["text"]
    spoken, boilerplate = find_languages(texts, language), find_boilerplate(texts)
    batch = _split_in_parts(answered.responses, config.text, language, spoken, boilerplate, ahead)
    responses, units = mark_status(answered.responses, batch), count_repeats(batch)
    responses, voices = mark_voices(responses, units, join=config.input.copies == "join")
    log.merge(batch.log)
    note_wrappings(log, boilerplate)
    log.issues += voices
    note_languages(log, batch.language, spoken, config.text)
    _require_content(responses, answered.data.columns)
    return _Opinions(responses, units, batch.unique, spoken)


def _split_in_parts(
    responses: pd.DataFrame,
    settings: TextConfig,
    language: Language,
    spoken: SurveyLanguages,
    boilerplate: Boilerplate,
    ahead: HeadStart,
) -> Batch:
    """Split the responses part by part: the embedder begins with the texts of a part while the next one is split."""
    batches = []
    for part in cut_responses(responses):
        batches.append(split_responses(part, settings, language=language, spoken=spoken, boilerplate=boilerplate))
        ahead.begin(batches[-1].unique.texts)
    return unite_batches(batches)


def list_models(survey: Survey, inputs: Inputs) -> Models:
    """Return the names and fingerprints of all models used, for the manifest."""
    codebook, namer, config = inputs.codebook, inputs.namer, survey.config
    embedder, sentiment_reads = survey.embedder, survey.reader.embedder
    return Models(
        embedder=Model(embedder.name, embedder.fingerprint),
        sentiment_reads=Model(sentiment_reads.name, sentiment_reads.fingerprint),
        parser=survey.corpus.parser,
        codebook=None if codebook is None else Model(str(config.themes.codebook or config.themes.source), codebook.fingerprint),
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
