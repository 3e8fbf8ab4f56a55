"""The whole analysis on one screen: read, clean, split, embed, themes, sentiment, metrics, impact, rank."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cxtext import schema
from cxtext.embed import load_embedder
from cxtext.errors import EmptyCorpusError
from cxtext.metrics import make_outcome
from cxtext.pipeline import tables
from cxtext.pipeline.answers import validate_metrics
from cxtext.pipeline.encode import HeadStart, embed_texts
from cxtext.pipeline.measure import ImpactInputs, measure_impact
from cxtext.pipeline.notes import note_embedder, note_emotions, note_namer, note_themes
from cxtext.pipeline.preflight import check_config, check_primary, name_metrics
from cxtext.pipeline.units import UniqueTexts, index_members, split_responses, unique_texts
from cxtext.readers import read_efforts, read_events, read_responses
from cxtext.run import Analysis, ProgressCallback, RunRecord, build_manifest, record_outcomes
from cxtext.schema import Stage
from cxtext.settings import Config, resolve_config
from cxtext.themes import ThemeModel, make_namer, read_codebook
from cxtext.wording import one_line

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

    from cxtext.pipeline.encode import Embedded
    from cxtext.themes import Assigned, Codebook, Namer

    Source = str | os.PathLike[str] | pd.DataFrame


def analyze(
    source: Source | Sequence[Source],
    *,
    config: Config | Mapping[str, Any] | str | os.PathLike[str] | None = None,
    progress: ProgressCallback | None = None,
    **options: Any,
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
    **options
        Short options on top of the config: ``text_column``, ``nps_column``, ``metric``, ``n_themes``, ``seed`` ...
        (:data:`cxtext.settings.OPTIONS`).

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
    config = resolve_config(config, options=options)
    run = RunRecord(progress)

    with run.stage(Stage.CHECK):
        check_config(config)
        codebook = read_codebook(config.themes.codebook) if config.themes.codebook else None
        namer = make_namer(config)
        embedder = load_embedder(config.embedding.embedder, jobs=config.jobs)
        note_embedder(run, config.embedding.embedder)
    with HeadStart(embedder, batch_size=config.embedding.batch_size) as ahead:
        with run.stage(Stage.READ):
            events, bad_events = read_events(config.input.events) if config.input.events else (None, [])
            data = read_responses(source, config=config.input, metrics=config.metrics, guess_metrics=config.guess_metrics)
            outcomes = [make_outcome(m, data.raw_metrics[m.label]) for m in data.metrics]
            responses, excluded, bad_cells = validate_metrics(data.responses, data.raw_metrics, outcomes)
            run.issues += bad_events + data.issues + bad_cells
            config = name_metrics(config, data.metrics)
            check_primary(config, [outcome.label for outcome in outcomes])
            efforts = read_efforts(config.ranking.effort) if config.ranking.effort else {}
            inputs = ImpactInputs(outcomes, excluded, events, efforts)
        with run.stage(Stage.SPLIT):
            responses, units, repeated = split_responses(responses, config.text, found=ahead.take)
            run.issues += repeated
            _require_content(responses, data.columns)
            texts = unique_texts(units)
        with run.stage(Stage.EMBED, total=len(texts.texts)) as advance:
            seen = embed_texts(texts.texts, embedder, ahead, jobs=config.jobs, progress=advance)
    with run.stage(Stage.THEMES):
        members = index_members(units, texts, responses)
        model, assigned = _find_themes(texts, seen, members, config, codebook, namer)
        note_themes(run, model, codebook, seen.words, members)
        note_namer(run, namer)
    with run.stage(Stage.SENTIMENT):
        polarity, intents, emotions = seen.classify(emotion=config.sentiment.emotion)
        note_emotions(run, emotions)
    with run.stage(Stage.IMPACT):
        laid = tables.lay_out(responses, units, texts, model.themes, assigned, polarity, intents, emotions, source="fit")
        laid |= {"columns": data.columns, "resolutions": model.resolutions}
        laid |= measure_impact(laid, inputs, texts, seen.words, config, run)
    laid["issues"] = schema.issue_table(run.issues)
    laid = {name: schema.conform(name, laid[name]) for name in schema.TABLES}
    models = _list_models(seen, config, codebook, namer)
    manifest = build_manifest(config, data.receipt, laid, run, models=models)
    manifest["outcomes"] = record_outcomes(outcomes)
    return Analysis(laid, manifest, model)


def _find_themes(
    texts: UniqueTexts,
    seen: Embedded,
    members: csr_array,
    config: Config,
    codebook: Codebook | None,
    namer: Namer | None,
) -> tuple[ThemeModel, Assigned]:
    """Fit the theme model, and say which text belongs to which of its themes."""
    model, assigned = ThemeModel.fit_assign(
        texts.texts,
        seen.vectors,
        texts.counts,
        members,
        settings=config.themes,
        random_state=config.seed,
        embedder_fingerprint=seen.embedder.fingerprint,
        encode=seen.embedder.encode,
        nlp=seen.nlp,
        parser=seen.parser,
        words=seen.words,
        codebook=codebook,
        namer=namer,
        tone=seen.polarity_scorer(),
        jobs=config.jobs,
    )
    return (model if namer is None else replace(model, answers=namer.kept)), assigned


def _list_models(seen: Embedded, config: Config, codebook: Codebook | None, namer: Namer | None) -> dict[str, Any]:
    """Return what the manifest says of every model used."""
    models: dict[str, Any] = {
        role: {"name": one.name, "fingerprint": one.fingerprint}
        for role, one in (("embedder", seen.embedder), ("sentiment_reads", seen.reader))
    }
    models["parser"] = seen.parser
    if codebook is not None:
        models["codebook"] = {"name": config.themes.codebook, "fingerprint": codebook.fingerprint}
    if namer is not None:
        models["namer"] = {"name": f"{namer.model} at {namer.endpoint}"}
    return models


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
