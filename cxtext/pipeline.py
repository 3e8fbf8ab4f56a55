"""The whole analysis on one screen: read, clean, split, embed, themes, sentiment, metrics, impact, rank."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxtext import impact, schema, steps, tables
from cxtext.analysis import Analysis
from cxtext.config import Config
from cxtext.embed import load_embedder
from cxtext.embedding import embed_texts
from cxtext.errors import EmptyCorpusError
from cxtext.impact.events import measure_events
from cxtext.impact.groups import measure_groups
from cxtext.impact.newcomers import Opinions, find_newcomers
from cxtext.impact.silence import tabulate_silence
from cxtext.impact.trends import count_waves, measure_trends
from cxtext.impact.waves import find_waves
from cxtext.manifest import build_manifest, choose_primary
from cxtext.metrics import make_outcome
from cxtext.namer import Namer
from cxtext.options import check_config, check_primary, name_metrics, resolve_config
from cxtext.readers import read_responses
from cxtext.readers.events import read_events
from cxtext.record import ProgressCallback, RunRecord
from cxtext.themes.codebook import read_codebook
from cxtext.themes.model import ThemeModel
from cxtext.themes.storage import read_answers
from cxtext.wording import one_line, plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.embed.base import Embedder
    from cxtext.metrics import Outcome
    from cxtext.themes.lexicon import Words

    Source = str | os.PathLike[str] | pd.DataFrame


#: What is given up for speed, as measured on the labelled sets.
FAST_NOTE = (
    "the fast embedder is for a first look: up to twice as many units end up in no theme as with the default one, "
    "and about a fifth of the sentiment labels differ"
)


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
        (:data:`cxtext.options.OPTIONS`).

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

    with run.stage("check"):
        check_config(config)
        codebook = read_codebook(config.themes.codebook) if config.themes.codebook else None
        namer = _make_namer(config)
        embedder = load_embedder(config.embedding.embedder, jobs=config.jobs)
        if config.embedding.embedder == "fast":
            run.warn("fast-embedder", FAST_NOTE, level="info")
    with run.stage("read"):
        events, bad_events = read_events(config.input.events) if config.input.events else (None, [])
        run.issues += bad_events
        data = read_responses(source, config=config.input, metrics=config.metrics, guess_metrics=config.guess_metrics)
        outcomes = [make_outcome(m, data.raw_metrics[m.label]) for m in data.metrics]
        responses, excluded, bad_cells = steps.validate_metrics(data.responses, data.raw_metrics, outcomes)
        run.issues += data.issues + bad_cells
        config = name_metrics(config, data.metrics)
        check_primary(config, [outcome.label for outcome in outcomes])
    with run.stage("split"):
        responses, units, repeated = steps.split_responses(responses, config.text)
        run.issues += repeated
        _require_content(responses)
        texts = steps.unique_texts(units)
        submissions = steps.group_submissions(responses)
    with run.stage("embed", total=len(texts.texts)) as advance:
        batch = config.embedding.batch_size
        seen = embed_texts(texts.texts, embedder, batch_size=batch, jobs=config.jobs, progress=advance)
    with run.stage("themes"):
        members = steps.index_members(units, texts, responses)
        model, assigned = ThemeModel.fit_assign(
            texts.texts,
            seen.vectors,
            texts.counts,
            members,
            settings=config.themes,
            random_state=config.seed,
            embedder_fingerprint=embedder.fingerprint,
            encode=embedder.encode,
            nlp=seen.nlp,
            parser=seen.parser,
            words=seen.words,
            codebook=codebook,
            namer=namer,
            jobs=config.jobs,
        )
        model = model if namer is None else replace(model, answers=namer.kept)
        _note_themes(run, model)
        _note_namer(run, namer)
    with run.stage("sentiment"):
        polarity, intents = seen.judge()
    with run.stage("impact"):
        laid = tables.lay_out(responses, units, texts, model.themes, assigned, polarity, intents, source="fit")
        laid |= measure_impact(laid, submissions, outcomes, excluded, config, run, events=events)
        laid["new_topics"] = look_for_new(laid, submissions, texts, seen.words)
    laid |= {"columns": data.columns, "resolutions": model.resolutions, "issues": tables.issue_table(run.issues)}
    laid = {name: schema.conform(name, laid[name]) for name in schema.TABLES}
    models = {"embedder": _name(embedder), "sentiment_reads": _name(seen.reader), "parser": seen.parser}
    models |= {"codebook": {"name": config.themes.codebook, "fingerprint": codebook.fingerprint}} if codebook else {}
    models |= {"namer": {"name": f"{namer.model} at {namer.endpoint}"}} if namer else {}
    manifest = build_manifest(config, data.receipt, laid, run, models=models)
    manifest["outcomes"] = [o.metric.model_copy(update={"scale": o.scale}).model_dump(mode="json") for o in outcomes]
    return Analysis(laid, manifest, model)


def measure_impact(
    laid: tables.Frames,
    submissions: steps.Submissions,
    outcomes: Sequence[Outcome],
    excluded: Mapping[str, int],
    config: Config,
    run: RunRecord,
    *,
    events: pd.DataFrame | None = None,
) -> tables.Frames:
    """Return the tables scorecard, metrics, silence, trends, events and groups of the themes laid out."""
    themes = tables.top_level(laid["themes"])
    mentions, negative = tables.count_mentions(laid, submissions)
    answers = steps.take_answers(laid["responses"], outcomes, excluded, submissions)
    found = impact.build_scorecard(
        themes,
        mentions,
        negative,
        tables.summarize_polarity(laid),
        answers,
        has_content=submissions.has_content,
        has_negative=tables.mark_negative(laid, submissions),
        clusters=submissions.cluster,
        weights=submissions.weight,
        bootstraps=config.ranking.bootstraps,
        random_state=config.seed,
    )
    run.issues += found.issues
    first = laid["responses"].iloc[submissions.first].reset_index(drop=True)
    ids, content = themes["theme_id"].tolist(), submissions.has_content
    sampling: dict[str, Any] = {"clusters": submissions.cluster, "weights": submissions.weight}
    waves = find_waves(first["created_at"], first["wave"], content)
    primary = choose_primary(config, found.metrics)
    lead = next((one for one in answers if one.outcome.label == primary), None)
    groups = measure_groups(
        ids,
        mentions,
        tables.group_columns(first),
        has_content=content,
        waves=waves.labels,
        min_cell=config.groups.min_cell,
        **sampling,
    )
    trends = measure_trends(ids, mentions, waves, opinions=tables.list_opinions(laid, submissions), answers=lead, **sampling)
    flagged = trends.loc[trends["flag"].notna(), "theme_id"].tolist()
    happened = measure_events(events, ids, flagged, count_waves(mentions, waves, **sampling), waves)
    run.issues += waves.issues + groups.issues + happened.issues
    return {
        "scorecard": found.scorecard,
        "metrics": found.metrics,
        "silence": tabulate_silence(ids, mentions, answers, has_content=content, **sampling),
        "trends": trends,
        "events": happened.table,
        "groups": groups.table,
    }


def _make_namer(config: Config) -> Namer | None:
    """Return who proposes labels, with what it said in the earlier run named; nobody by default."""
    themes = config.themes
    if themes.namer is None:
        return None
    answers = read_answers(Path(themes.namer_run) / "model") if themes.namer_run else {}
    return Namer(themes.namer, themes.namer_model, config.seed, answers)


def look_for_new(laid: tables.Frames, submissions: steps.Submissions, texts: steps.UniqueTexts, words: Words) -> pd.DataFrame:
    """Return the table of subjects that units of no theme bring up lately."""
    first = laid["responses"].iloc[submissions.first].reset_index(drop=True)
    waves = find_waves(first["created_at"], first["wave"], submissions.has_content)
    said = Opinions(
        texts.texts,
        words.of_text,
        laid["units"]["unit_id"].tolist(),
        texts.of_unit,
        tables.locate_units(laid, submissions),
        laid["assignments"]["theme_id"].isna().to_numpy(),
    )
    return find_newcomers(said, waves, clusters=submissions.cluster, weights=submissions.weight)


def _name(embedder: Embedder) -> dict[str, str]:
    """Return what the manifest says of an embedder."""
    return {"name": embedder.name, "fingerprint": embedder.fingerprint}


def _note_themes(run: RunRecord, model: ThemeModel) -> None:
    """Say what the reader of the themes must know."""
    if model.parser == "none":
        run.warn("no-parser", "no English parser is installed: labels are runs of words, not phrases", level="info")
    unused = [t.label for t in model.items if t.origin == "codebook" and not t.n_units]
    if unused:
        names = ", ".join(repr(one_line(label, 60)) for label in unused[:5]) + (", ..." if len(unused) > 5 else "")
        run.warn("codebook-unused", f"nobody mentions {plural(len(unused), 'theme')} of the codebook: {names}", level="info")
    if not model.theme_ids:
        least = model.settings["min_responses"]
        run.warn("no-themes", f"no opinion is shared by {least} or more responses alike enough to call it a theme", level="info")


def _note_namer(run: RunRecord, namer: Namer | None) -> None:
    """Say what came of asking for names."""
    if namer is None:
        return
    sent = f"redacted quotes of {plural(namer.n_sent, 'theme')} were sent to {namer.endpoint}"
    run.warn("namer-sent", f"{sent}; {plural(namer.n_known, 'answer')} came from an earlier run", level="info")
    if not namer.knows_names:
        run.warn("namer-names", "no English model with entities is installed: the namer's quotes may hold names of people")
    if namer.failures:
        lost = f"{len(namer.failures):,} of {plural(namer.n_asked, 'theme')}"
        first = one_line(namer.failures[0], 120)
        run.warn("namer-failed", f"the namer gave no label for {lost}, whose own words stay: {first}")
    if namer.refused:
        why = "; ".join(f"{n:,} {reason}" for reason, n in sorted(namer.refused.items()))
        run.warn("namer-refused", f"answers of the namer that are not used, the responses' own words stay: {why}", level="info")


def _require_content(responses: pd.DataFrame) -> None:
    """Raise when no response says anything."""
    counts = responses["status"].value_counts()
    if not counts.get("content", 0):
        raise EmptyCorpusError(
            f"none of the {len(responses):,} responses says anything: {counts.get('blank', 0):,} are blank, "
            f"{counts.get('non_answer', 0):,} are non-answers such as 'n/a'.\n"
            "Check that the right text column was taken: cxtext inspect INPUT"
        )
