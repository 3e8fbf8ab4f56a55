"""The whole analysis on one screen: read, clean, split, embed, themes, sentiment, metrics, impact, rank."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from cxtext import impact, schema, steps, tables
from cxtext.analysis import Analysis
from cxtext.config import Config
from cxtext.embed import load_embedder
from cxtext.errors import EmptyCorpusError
from cxtext.impact.groups import measure_groups
from cxtext.impact.trends import measure_trends
from cxtext.manifest import build_manifest
from cxtext.metrics import make_outcome
from cxtext.options import check_config, check_primary, name_metrics, resolve_config
from cxtext.readers import read_responses
from cxtext.record import ProgressCallback, RunRecord
from cxtext.sentiment import has_head, load_emotion_head, load_heads
from cxtext.themes.codebook import read_codebook
from cxtext.themes.lexicon import Words
from cxtext.themes.model import ThemeModel
from cxtext.themes.phrases import load_parser
from cxtext.wording import one_line, plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.embed.base import Embedder
    from cxtext.metrics import Outcome

    Source = str | os.PathLike[str] | pd.DataFrame


#: What is given up for speed, as measured on the labelled sets.
FAST_NOTE = (
    "the fast embedder is for a first look: up to twice as many units end up in no theme as with the default one, "
    "and about a fifth of the sentiment labels differ"
)
#: What an emotion is worth, as measured on units labelled by hand.
EMOTION_NOTE = (
    "emotions are a hint: on 240 units labelled by hand the default embedder's F1 is .75 for delight, .39 for "
    "frustration and .32 for disappointment; worry, confusion, surprise and gratitude are too rare there to tell"
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
        embedder = load_embedder(config.embedding.embedder, jobs=config.jobs)
        if config.embedding.embedder == "fast":
            run.warn("fast-embedder", FAST_NOTE, level="info")
    with run.stage("read"):
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
    with run.stage("embed", total=len(texts.texts)) as advance, ThreadPoolExecutor(1, "cxtext-words") as side:
        # embedding leaves the interpreter free: what needs the words alone is done beside it
        reader = embedder if has_head(embedder.fingerprint) else load_embedder("fast", jobs=config.jobs)
        heads = load_heads(reader.fingerprint)
        parser_loads, split_up = side.submit(load_parser), side.submit(Words, texts.texts)
        words_read = side.submit(heads.read_words, texts.texts)
        vectors = embedder.encode(texts.texts, batch_size=config.embedding.batch_size, progress=advance)
        (nlp, parser), words, said = parser_loads.result(), split_up.result(), words_read.result()
    with run.stage("themes"):
        members = steps.index_members(units, texts, responses)
        model, assigned = ThemeModel.fit_assign(
            texts.texts,
            vectors,
            texts.counts,
            members,
            settings=config.themes,
            random_state=config.seed,
            embedder_fingerprint=embedder.fingerprint,
            encode=embedder.encode,
            nlp=nlp,
            parser=parser,
            words=words,
            codebook=codebook,
            jobs=config.jobs,
        )
        _note_themes(run, model)
    with run.stage("sentiment"):
        read = vectors if reader is embedder else reader.encode(texts.texts)
        polarity, intents = heads.judge(texts.texts, read, words=said)
        emotions = load_emotion_head(reader.fingerprint).feel(texts.texts, read) if config.sentiment.emotion else None
        if emotions is not None:
            run.warn("emotions", EMOTION_NOTE, level="info")
    with run.stage("impact"):
        laid = tables.lay_out(responses, units, texts, model.themes, assigned, polarity, intents, emotions, source="fit")
        laid |= measure_impact(laid, submissions, outcomes, excluded, config, run)
    laid |= {"columns": data.columns, "resolutions": model.resolutions, "issues": tables.issue_table(run.issues)}
    laid = {name: schema.conform(name, laid[name]) for name in schema.TABLES}
    models = {"embedder": _name(embedder), "sentiment_reads": _name(reader), "parser": parser}
    models |= {"codebook": {"name": config.themes.codebook, "fingerprint": codebook.fingerprint}} if codebook else {}
    return Analysis(laid, build_manifest(config, data.receipt, laid, run, models=models), model)


def measure_impact(
    laid: tables.Frames,
    submissions: steps.Submissions,
    outcomes: Sequence[Outcome],
    excluded: Mapping[str, int],
    config: Config,
    run: RunRecord,
) -> tables.Frames:
    """Return the tables scorecard, metrics, trends and groups of the themes laid out."""
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
    return {
        "scorecard": found.scorecard,
        "metrics": found.metrics,
        "trends": measure_trends(ids, mentions, first["created_at"], first["wave"], has_content=content),
        "groups": measure_groups(ids, mentions, tables.group_columns(first), has_content=content),
    }


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


def _require_content(responses: pd.DataFrame) -> None:
    """Raise when no response says anything."""
    counts = responses["status"].value_counts()
    if not counts.get("content", 0):
        raise EmptyCorpusError(
            f"none of the {len(responses):,} responses says anything: {counts.get('blank', 0):,} are blank, "
            f"{counts.get('non_answer', 0):,} are non-answers such as 'n/a'.\n"
            "Check that the right text column was taken: cxtext inspect INPUT"
        )
