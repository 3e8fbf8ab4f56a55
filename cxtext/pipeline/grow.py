"""Add the new responses of a file to a finished run: what the run has is neither read, embedded nor judged again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cxtext import schema
from cxtext.errors import ConfigError, EmptyCorpusError, suggest
from cxtext.pipeline.batch import index_answers
from cxtext.pipeline.given import Given
from cxtext.pipeline.preflight import Inputs, check_inputs
from cxtext.pipeline.revise import remeasure
from cxtext.pipeline.run_texts import read_fitted
from cxtext.pipeline.survey import Survey, read_survey
from cxtext.pipeline.tables import tabulate_found
from cxtext.pipeline.units import UniqueTexts, unique_texts
from cxtext.pipeline.voices import OF_VOICES, mark_voices
from cxtext.pipeline.wave import FoundThemes, list_text_columns, load_earlier
from cxtext.pipeline.words import read_words
from cxtext.run import Analysis, Frames, RunLog
from cxtext.schema import Code, Level, Receipt, Stage
from cxtext.themes import Assigned, Corpus, Texts, TextVectors, ThemeModel, fits_none
from cxtext.wording import plural

if TYPE_CHECKING:
    from cxtext.readers import ReadResult, Tabular
    from cxtext.settings import Config

#: What the last call that added responses did; of earlier ones the manifest lists the files.
OF_GROWTH = (Code.GREW, Code.NOTHING_NEW)


def grow(source: Tabular | Sequence[Tabular], config: Config, log: RunLog, given: Given | None = None) -> Analysis:
    """Return a run with the new responses of a source added to it; themes, edits and ids stay.

    A response is new when the run has none of its id. New themes are looked for among all opinions that fit none, the earlier
    ones too, unless ``themes.only`` is set; all numbers are measured again.

    Parameters
    ----------
    source : path, "-", DataFrame, or a sequence of them
    config : Config
        ``input.since_run`` names the run.
    log : RunLog
    given : Given, optional
        What a Python caller gave as objects.

    Raises
    ------
    ConfigError
        When the source has no column of ids, and its rows are not those of the run with new ones after them; when a metric is
        declared that the run does not have.
    """
    folder = str(config.input.since_run)
    if config.themes.source not in (None, folder) or config.themes.codebook is not None:
        raise ConfigError("a run that grows keeps its own themes.\nLeave out --themes-from and --codebook, or --since-run.")
    config = config.model_copy(
        update={
            "input": config.input.model_copy(update={"since_run": None}),
            "themes": config.themes.model_copy(update={"source": folder}),
        }
    )
    with log.stage(Stage.CHECK):
        inputs = check_inputs(config, given)
    run = inputs.earlier or load_earlier(folder)
    config = _keep_scales(config, run)
    try:
        survey = read_survey(source, config, inputs, log, leave_out=lambda data: _leave_out_known(data, run, log))
    except EmptyCorpusError:
        note = "the input has no new response that says anything: the run is as it was"
        log.warn(Code.NOTHING_NEW, note, level=Level.INFO)
        new = [one for one in log.issues if one.code in (Code.NOTHING_NEW, Code.CHANGED_RESPONSE)]
        earlier = [one for one in schema.read_issues(run.issues) if one.code not in OF_GROWTH]
        issues = schema.issue_table([*earlier, *new])
        return replace(run, tables={**run.tables, "issues": schema.conform("issues", issues)})
    return _add(run, survey, inputs, log)


def _keep_scales(config: Config, run: Analysis) -> Config:
    """Return the config with the text columns and the metrics of the run: new rows alone may not show the ends of a scale.

    Raises
    ------
    ConfigError
        When a metric is declared that the run does not have.
    """
    own = [metric.column for metric in run.manifest.outcomes]
    other = [metric.column for metric in config.metrics if not any(column.startswith(metric.column) for column in own)]
    if other:
        raise ConfigError(
            f"the run has no metric {other[0]!r}: a run that grows keeps its own.{suggest(other[0], own)}\n"
            f"Metrics of the run: {', '.join(own) or 'none'}"
        )
    columns = config.input.text_columns or list_text_columns(run)
    update = {"input": config.input.model_copy(update={"text_columns": columns})}
    return config.model_copy(update={**update, "metrics": run.manifest.outcomes, "guess_metrics": False})


def _leave_out_known(data: ReadResult, run: Analysis, log: RunLog) -> ReadResult:
    """Return what was read without the responses that the run has; rows are numbered on from those of the run."""
    text_of = dict(zip(run.responses["response_id"], run.responses["text"], strict=True))
    ids = data.responses["response_id"]
    is_known = ids.isin(list(text_of)).to_numpy()
    texts = data.responses["text"].fillna("")
    changed = [name for name, text in zip(ids[is_known], texts[is_known], strict=True) if text != (text_of[name] or "")]
    has_ids = bool((data.columns["role"] == "id").any())
    if changed and not has_ids:
        raise ConfigError(
            f"row {changed[0]!r} of the input is not the one of that number in the run: new rows cannot be told from others.\n"
            "Name the column that identifies a response: --id-column NAME, here and in the first run."
        )
    if changed:
        note = (
            f"{plural(len(changed), 'response')} of the run have another text in the input (first {changed[0]}); the run's stays"
        )
        log.warn(Code.CHANGED_RESPONSE, note)
    first = int(run.responses["row"].max()) if len(run.responses) else 0
    rows = set(data.responses.loc[~is_known, "row"].tolist())
    old_rows = set(data.responses["row"].tolist()) - rows
    issues = [
        replace(one, row=None if one.row is None else one.row + first)
        for one in data.issues
        if one.row not in old_rows and one.response_id not in text_of
    ]
    fresh = data.responses[~is_known]
    receipt = replace(
        data.receipt,
        n_read=len(rows) + data.receipt.n_dropped,
        n_kept=len(rows),
        n_responses=len(fresh),
        n_content=int((fresh["text"].fillna("").str.strip() != "").sum()),
        n_blank=int((fresh["text"].fillna("").str.strip() == "").sum()),
    )
    if not len(fresh):
        raise EmptyCorpusError("the input has no response that the run does not have.")
    return replace(
        data,
        responses=fresh.assign(row=fresh["row"] + first).reset_index(drop=True),
        raw_metrics=data.raw_metrics[~is_known].reset_index(drop=True),
        issues=issues,
        receipt=receipt,
    )


def _add(run: Analysis, survey: Survey, inputs: Inputs, log: RunLog) -> Analysis:
    """Return the run with the responses of a survey."""
    with log.stage(Stage.THEMES):
        model = run.require_model().take_over()
        if model.vectors is not None:
            model = replace(model, vectors=model.vectors.join(TextVectors.of(survey.corpus.texts, survey.corpus.vectors)))
        fitted = model.assign_fitted(survey.corpus.vectors, survey.corpus.texts)
        grown = replace(run, model=model, tables=_join_tables(run, survey, model, fitted, log))
        unique = unique_texts(grown.units)
        vectors = None if model.vectors is None else model.vectors.find(unique.texts)
        texts = Texts(unique.texts, survey.embedder.encode, vectors, survey.words.language)
        fitted = replace(read_fitted(grown, unique, texts), redrawn=None)
        if not survey.config.themes.only:
            model, fitted = _extend(grown, survey, inputs, unique, fitted)
        _note_added(run, survey, log)
    manifest = replace(
        run.manifest,
        config={**run.manifest.config, "themes": survey.config.themes.model_dump(mode="json")},
        input=_join_receipts(run.manifest.input, survey.receipt),
    )
    return remeasure(replace(grown, manifest=manifest), model, unique, fitted, texts, log)


def _join_tables(run: Analysis, survey: Survey, model: ThemeModel, fitted: Assigned, log: RunLog) -> Frames:
    """Return the tables of the run with the rows of a survey; of the assignments only what the fit gave is of use.

    Whose voice a response is, is told anew: a new one may be a copy of one that was there.
    """
    import pandas as pd

    found = FoundThemes(replace(model, curation=None, items=model.fitted), fitted, fitted)
    new = {**survey.tables, **tabulate_found(found, survey.responses, survey.units, survey.unique)}
    tables = dict(run.tables)
    for name in ("responses", "units", "sentiment", "assignments"):
        tables[name] = schema.conform(name, pd.concat([run.tables[name], new[name]], ignore_index=True))
    unique = unique_texts(tables["units"])
    tables["units"] = tables["units"].assign(repeats=unique.counts[unique.of_unit])
    join = survey.config.input.copies == "join"
    tables["responses"], voices = mark_voices(tables["responses"], tables["units"], join=join)
    log.issues = [one for one in log.issues if one.code not in OF_VOICES] + voices
    tables["issues"] = run.issues[~run.issues["code"].isin((*OF_VOICES, *OF_GROWTH))]
    more = run.tables["metrics"]["metric"].map(dict(survey.excluded)).fillna(0).astype("int64")
    tables["metrics"] = run.tables["metrics"].assign(n_excluded=run.tables["metrics"]["n_excluded"] + more)
    return tables


def _extend(
    grown: Analysis, survey: Survey, inputs: Inputs, unique: UniqueTexts, fitted: Assigned
) -> tuple[ThemeModel, Assigned]:
    """Look for new themes among all opinions that fit none."""
    model, settings = grown.require_model(), survey.config.themes
    free = np.flatnonzero(fits_none(fitted))
    is_new = model.is_unseen([unique.texts[i] for i in free.tolist()])
    if unique.counts[free][is_new].sum() < settings.min_responses:
        return model, fitted  # too few to embed the others for
    among = np.union1d(free, model.pick_background(unique.texts, fitted, len(free), settings.max_fit_units)).astype(np.int64)
    texts = [unique.texts[i] for i in among.tolist()]
    vectors = survey.embedder.encode(texts)
    read = read_words(texts, survey.reader.heads, survey.words.language)
    sentiment = survey.reader.classify(texts, vectors, emotion=False, word_logits=read.logits)
    corpus = Corpus(
        texts,
        vectors,
        unique.counts[among],
        index_answers(grown.responses, grown.units, unique)[among],
        embedder_fingerprint=survey.embedder.fingerprint,
        encode=survey.embedder.encode,
        words=read.words,
        nlp=read.nlp,
        parser=read.parser,
        languages=survey.corpus.languages,
    )
    model, own = model.extend(
        corpus,
        fitted.take(among),
        settings=settings,
        random_state=survey.config.seed,
        namer=inputs.namer,
        tone=survey.reader.polarity_scorer(sentiment),
        again=True,
        jobs=survey.config.jobs,
    )
    all_texts = own.spread(among, len(unique.texts))
    is_free = np.isin(np.arange(len(unique.texts)), among)
    theme = np.where(is_free, all_texts.theme, fitted.theme)
    redrawn = None if all_texts.redrawn is None else np.where(is_free[:, None], all_texts.redrawn, theme[:, None])
    strength = np.where(is_free, all_texts.strength, fitted.strength)
    subtheme = np.where(is_free, all_texts.subtheme, fitted.subtheme)
    nowhere = np.full((len(theme), 2), -1)
    pairs = [nowhere if one.either is None else one.either for one in (fitted, all_texts)]
    either = np.where(is_free[:, None], pairs[1], pairs[0])
    return model, Assigned(theme, strength, subtheme, redrawn, either if (either >= 0).any() else None)


def _join_receipts(before: Receipt, new: Receipt) -> Receipt:
    """Return the receipt of both inputs."""
    counts = ("n_read", "n_kept", "n_dropped", "n_responses", "n_content", "n_blank")
    sums = {name: getattr(before, name) + getattr(new, name) for name in counts}
    return Receipt(sources=(*before.sources, *new.sources), joined=(*before.joined, *new.joined), **sums)


def _note_added(run: Analysis, survey: Survey, log: RunLog) -> None:
    """Note how many responses were added."""
    n = len(survey.responses)
    note = f"{plural(n, 'response')} were added to the {len(run.responses):,} of the run; those that it has were not read again"
    log.warn(Code.GREW, note, level=Level.INFO)
