"""Teach a theme of a saved run by examples, and make the run again with what it then takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxtext import schema
from cxtext.embed import load_embedder
from cxtext.errors import ConfigError, InputError, ModelError
from cxtext.pipeline import tables
from cxtext.pipeline.lessons import advise
from cxtext.pipeline.measure import ImpactInputs, measure_impact
from cxtext.pipeline.units import unique_texts
from cxtext.run import (
    Analysis,
    Frames,
    ProgressCallback,
    RunRecord,
    build_manifest,
    find_theme,
    recorded_exclusions,
    recorded_outcomes,
)
from cxtext.schema import Code, Level, Stage
from cxtext.sentiment import Polarity
from cxtext.settings import Config
from cxtext.text import clean_texts
from cxtext.themes import MOST_EXAMPLES, Words
from cxtext.wording import is_missing, one_line, plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.embed import Embedder
    from cxtext.pipeline.units import UniqueTexts
    from cxtext.themes import Assigned, Theme, ThemeModel


@dataclass(frozen=True)
class Taught:
    """What teaching a theme gave: the run measured again, and a sentence on what moved."""

    analysis: Analysis
    message: str


def teach_theme(analysis: Analysis, theme: str, examples: Sequence[str], *, progress: ProgressCallback | None = None) -> Taught:
    """Return the analysis with one theme that also takes what is like the examples.

    All other themes keep their texts, except those that the theme takes; ids, labels, sentiment and settings stay. Everything
    that is counted or measured per theme is computed again.

    Parameters
    ----------
    analysis : Analysis
        A run that was made, or loaded.
    theme : str
        Id or label of one of its themes, not of a sub-theme.
    examples : sequence of str
        Opinions that belong to the theme, up to 100. Five help, twenty more.
    progress : callable, optional
        Called as ``progress(stage, done, total)``.

    Returns
    -------
    Taught

    Raises
    ------
    ConfigError
        When there is no such theme, or no example that says anything.
    InputError
        When the run lacks what is needed to measure again.
    ModelError
        When the embedder is not the one that the run was made with.
    """
    run = RunRecord(progress)
    config = Config.model_validate(analysis.manifest["config"])
    model = analysis.model
    if model is None or "outcomes" not in analysis.manifest:
        raise InputError("the run was made by an earlier cxtext, or without a model.\nMake it again: cxtext analyze INPUT -o RUN")
    theme_id = _find_whole(analysis.themes, theme)
    texts = _check_examples(examples, len(model.lessons.get(theme_id, [])))
    unique = unique_texts(analysis.units)
    with run.stage(Stage.EMBED, total=len(unique.texts)) as advance:
        embedder = _load_same_embedder(config, model)
        vectors = embedder.encode(unique.texts, batch_size=config.embedding.batch_size, progress=advance)
    with run.stage(Stage.THEMES):
        before = model.assign(vectors, unique.texts)
        model = model.teach(theme_id, texts, vectors, embedder.encode)
        after = model.assign(vectors, unique.texts)
        model = replace(model, items=_keep_own_exemplars(model, unique, after))
        message = _describe_moves(analysis, model, theme_id, len(texts), unique, before, after)
        if not _find_arrivals(model, theme_id, before, after).any():
            message += f". {advise(model, theme_id, texts, embedder.encode(texts), unique.texts, vectors)}"
        run.warn(Code.TAUGHT, message, level=Level.INFO)
    laid = _measure_again(analysis, model, unique, after, config, run)
    manifest = build_manifest(config, analysis.manifest["input"], laid, run, models=analysis.manifest["models"])
    manifest |= {"outcomes": analysis.manifest["outcomes"]}
    manifest["taught"] = {theme: len(said) for theme, said in model.lessons.items()}
    return Taught(Analysis(laid, manifest, model), message)


def _find_whole(themes: pd.DataFrame, wanted: str) -> str:
    """Return the id of the theme that is meant; a sub-theme is none."""
    names = ("theme_id", "label", "parent_id")
    rows = [dict(zip(names, row, strict=True)) for row in zip(*(themes[name].tolist() for name in names), strict=True)]
    tops, parts = ([row for row in rows if is_missing(row["parent_id"]) == is_top] for is_top in (True, False))
    return find_theme(tops, wanted, parts=parts)


def _check_examples(examples: Sequence[str], n_known: int) -> list[str]:
    """Return the examples as units are cleaned, each once."""
    texts = list(dict.fromkeys(one_line(c.text, 1000) for c in clean_texts(list(examples)) if c.text.strip()))
    if not texts:
        raise ConfigError("no example says anything.\nGive opinions that belong to the theme, one a line.")
    if len(texts) + n_known > MOST_EXAMPLES:
        raise ConfigError(f"{len(texts) + n_known} examples are more than the {MOST_EXAMPLES} that a theme can be taught with.")
    return texts


def _load_same_embedder(config: Config, model: ThemeModel) -> Embedder:
    """Return the embedder of the run."""
    embedder = load_embedder(config.embedding.embedder, jobs=config.jobs)
    if embedder.fingerprint != model.embedder_fingerprint:
        raise ModelError(
            f"embedder {embedder.name!r} is not the one that the run was made with (another fingerprint).\n"
            "Analyse again with the embedder of today, then teach."
        )
    return embedder


def _keep_own_exemplars(model: ThemeModel, unique: UniqueTexts, after: Assigned) -> tuple[Theme, ...]:
    """Return the themes with typical texts that are still theirs: one that lost all shows its strongest."""
    place = {text: i for i, text in enumerate(unique.texts)}
    index = {t: k for k, t in enumerate(model.theme_ids)}
    part = {t: k for k, t in enumerate(model.subtheme_ids)}
    items = []
    for item in model.items:
        labels, own = (after.theme, index[item.theme_id]) if item.parent_id is None else (after.subtheme, part[item.theme_id])
        kept = tuple(text for text in item.exemplar_texts if labels[place[text]] == own)
        mine = np.flatnonzero(labels == own)
        if not kept and len(mine):
            kept = (unique.texts[int(mine[np.lexsort((mine, -after.strength[mine]))[0]])],)
        items.append(replace(item, exemplar_texts=kept))
    return tuple(items)


def _find_arrivals(model: ThemeModel, theme_id: str, before: Assigned, after: Assigned) -> np.ndarray:
    """Tell which texts came to the theme."""
    own = model.theme_ids.index(theme_id)
    return np.asarray((after.theme == own) & (before.theme != own))


def _describe_moves(
    analysis: Analysis, model: ThemeModel, theme_id: str, n: int, unique: UniqueTexts, before: Assigned, after: Assigned
) -> str:
    """Say how many units came to the theme, and from where."""
    moved = _find_arrivals(model, theme_id, before, after)
    sources = Counter[int]()
    for theme, count in zip(before.theme[moved].tolist(), unique.counts[moved].tolist(), strict=True):
        sources[theme] += count
    names = [*model.theme_ids, "no theme"]
    label = analysis.themes.set_index("theme_id").loc[theme_id, "label"]
    ordered = sorted(sources.items(), key=lambda pair: (-pair[1], pair[0]))
    came = ", ".join(f"{count:,} from {names[theme]}" for theme, count in ordered[:5]) + (", ..." if len(ordered) > 5 else "")
    told = f"{theme_id} ({one_line(label, 60)!r}) was taught with {plural(n, 'example')}"
    return f"{told}: {plural(sources.total(), 'opinion unit')} came to it" + (f" ({came})" if came else "")


def _measure_again(
    analysis: Analysis, model: ThemeModel, unique: UniqueTexts, assigned: Assigned, config: Config, run: RunRecord
) -> Frames:
    """Return all tables for the new assignments."""
    old = analysis.tables
    said = old["sentiment"].assign(place=unique.of_unit).drop_duplicates("place").sort_values("place")
    polarity = Polarity(said["polarity"].to_numpy(), said["label"].to_numpy(dtype=object))
    responses = old["responses"].drop(columns="primary_theme_id")
    intents = said["intent"].to_numpy(dtype=object)
    laid = tables.lay_out(responses, old["units"], unique, model.themes, assigned, polarity, intents, source="fit")
    laid["sentiment"] = old["sentiment"]
    laid["assignments"] = _mark_moved(old["assignments"], laid["assignments"])
    laid |= {"columns": old["columns"], "resolutions": old["resolutions"]}
    with run.stage(Stage.IMPACT):
        laid |= measure_impact(laid, _recorded_inputs(analysis), unique, Words(unique.texts), config, run)
    earlier = [one for one in schema.read_issues(old["issues"]) if one.stage != Stage.IMPACT]
    laid["issues"] = schema.issue_table([*earlier, *run.issues])
    return {name: schema.conform(name, laid[name]) for name in schema.TABLES}


def _recorded_inputs(analysis: Analysis) -> ImpactInputs:
    """Return what the run was measured on; events and efforts as its tables have them."""
    events, card = analysis.tables["events"], analysis.scorecard.drop_duplicates("theme_id")
    return ImpactInputs(
        recorded_outcomes(analysis.manifest),
        recorded_exclusions(analysis.metrics),
        events.loc[events["theme_id"].isna(), ["date", "label"]],
        dict(zip(card["theme_id"], card["effort"].tolist(), strict=True)),
    )


def _mark_moved(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the assignments; what teaching moved, now or before, has the source codebook."""
    same = before["theme_id"].fillna("") == after["theme_id"].fillna("")
    return after.assign(source=before["source"].where(same, "codebook"))
