"""Measure a run again after its themes were edited."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from cxtext import __version__, schema
from cxtext.pipeline.conceal import conceal_names, conceal_tables, make_redactor
from cxtext.pipeline.descriptions import describe_again, describe_tables
from cxtext.pipeline.measure import ImpactInputs, measure_impact
from cxtext.pipeline.notes import note_edits
from cxtext.pipeline.polarity import errors_of
from cxtext.pipeline.tables import count_items, tabulate_found
from cxtext.pipeline.wave import FoundThemes
from cxtext.run import Analysis, Frames, Manifest, RunLog, build_manifest, recorded_exclusions, recorded_outcomes
from cxtext.schema import Code, Level, Stage
from cxtext.settings import Config
from cxtext.themes import Words

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.language import Language
    from cxtext.pipeline.units import UniqueTexts
    from cxtext.privacy import Redactor
    from cxtext.themes import Assigned, Texts, Theme, ThemeModel


#: What is said of a theme that no figure depends on.
SAID = frozenset(
    ("label", "description", "named_by", "label_rank", "owner", "topic", "locked", "work_status", "ticket"),
)
#: What is counted of a theme, or chosen by its texts.
COUNTED = ("keyphrases", "exemplar_texts", "focus", "status", "n_units", "n_responses")


def remeasure(
    analysis: Analysis,
    model: ThemeModel,
    unique: UniqueTexts,
    fitted: Assigned,
    texts: Texts,
    log: RunLog,
    *,
    same_ids: bool = True,
    clean: Collection[str] = frozenset(),
) -> Analysis:
    """Return the analysis with an edited model: all that is counted or measured per theme is computed again.

    Responses, units, sentiment, settings, outcomes, events and efforts stay as they are. Use it after every edit of themes.

    Parameters
    ----------
    analysis : Analysis
        The run before the edit.
    model : ThemeModel
        With the edits in its log.
    unique : UniqueTexts
        Of the run's units.
    fitted : Assigned
        The themes that the fit gave the texts.
    texts : Texts
        The same texts.
    log : RunLog
        Its issues join those of the run; issues of measuring replace the earlier ones.
    same_ids : bool
        Whether the themes are those of the run, edited: efforts, and what is known of themes drawn anew, are theirs then.
    clean : collection of str
        Phrases that are no personal data among these texts (:func:`cxtext.pipeline.conceal.list_clean`).

    Returns
    -------
    Analysis
        Assignments that edits changed have the source ``edit``.
    """
    old = analysis.tables
    config = analysis.manifest.recorded_config
    efforts = _read_efforts(analysis) if same_ids else {}
    words = Words(unique.texts, language=texts.language)
    with log.stage(Stage.THEMES):
        model, assigned = model.refresh(fitted, replace(texts, words=words), words, unique.counts)
        redactor = make_redactor(config)
        model = conceal_names(model, unique.texts, redactor, clean)
        note_edits(log, model)
    responses = old["responses"].drop(columns="primary_theme_id")
    new = {name: old[name] for name in ("units", "sentiment", "columns", "resolutions", "drift", "restated")}
    new |= {} if same_ids else {"resolutions": model.resolutions, "drift": schema.empty("drift")}
    new |= tabulate_found(FoundThemes(model, fitted, assigned), responses, old["units"], unique)
    model = replace(model, items=count_items(model.items, new["themes"]), vectors=model.vectors or texts.keep_vectors())
    new |= describe_tables(new, unique, words)
    with log.stage(Stage.IMPACT):
        own_efforts = {name: effort for name, effort in efforts.items() if name in model.theme_ids}
        inputs = _read_inputs(analysis, own_efforts, assigned, same_ids=same_ids)
        new |= measure_impact(new, inputs, unique, words, config, log)
    gone = {Stage.IMPACT} if same_ids else {Stage.IMPACT, Stage.THEMES}
    return _finish(replace(analysis, model=model), new, redactor, clean, log, gone=gone, efforts=efforts)


def rename_only(
    analysis: Analysis, model: ThemeModel, language: Language, log: RunLog, *, clean: Collection[str] = frozenset()
) -> Analysis | None:
    """Return the analysis with edits that only say something of themes: all figures stay, and nothing is measured.

    Names, descriptions, owners, states, tickets, topics and locks are such edits.

    Parameters
    ----------
    analysis, model, log, clean
        As for :func:`remeasure`.
    language : Language
        Of the texts.

    Returns
    -------
    Analysis or None
        What :func:`remeasure` returns; None where edits change more than that, or another version measured the run.
    """
    old = dict(analysis.tables)
    if not _says_only(analysis, model):
        return None
    with log.stage(Stage.THEMES):
        before = {item.theme_id: item for item in analysis.require_model().items}
        items = [_keep_counted(item, before[item.theme_id]) for item in _themes_of(model)]
        redactor = make_redactor(analysis.manifest.recorded_config)
        model = conceal_names(replace(model, items=tuple(items)), old["units"]["text"].tolist(), redactor, clean)
        note_edits(log, model)
        new = describe_again(old, model.themes, language)
    issues = [one for one in schema.read_issues(old["issues"]) if one.stage == Stage.IMPACT]
    with log.stage(Stage.IMPACT):
        log.issues += [one for one in issues if one.code != Code.RANKS_UNCHECKED]
    return _finish(replace(analysis, model=model), {**old, **new}, redactor, clean, log, gone={Stage.IMPACT})


def _says_only(analysis: Analysis, model: ThemeModel) -> bool:
    """Tell whether edits leave all that figures depend on as it is, in a run that this version measured."""
    earlier = analysis.require_model()
    if analysis.manifest.version != __version__ or _read_efforts(analysis):
        return False
    lines = [[] if one.curation is None else one.curation.moving_lines for one in (earlier, model)]
    figures = [[_leave_out_said(item) for item in _themes_of(one)] for one in (earlier, model)]
    has_fit = analysis.assignments["fit_strength"].notna().all()  # early releases did not record it
    return bool(lines[0] == lines[1] and figures[0] == figures[1] and has_fit)


def _themes_of(model: ThemeModel) -> tuple[Theme, ...]:
    """Return the themes of a model as its edits leave them, not brought up to date with their texts."""
    return model.items if model.curation is None else model.curation.themes.items


def _leave_out_said(item: Theme) -> dict[str, object]:
    """Return what figures depend on of a theme."""
    return {one.name: getattr(item, one.name) for one in fields(item) if one.name not in SAID}


def _keep_counted(item: Theme, before: Theme) -> Theme:
    """Return an edited theme with what was counted of it before."""
    return replace(item, **{name: getattr(before, name) for name in COUNTED})


def _finish(
    analysis: Analysis,
    new: Frames,
    redactor: Redactor,
    clean: Collection[str],
    log: RunLog,
    *,
    gone: Collection[Stage],
    efforts: Mapping[str, float] = MappingProxyType({}),
) -> Analysis:
    """Return the analysis, which has the edited model, with new tables: checked, concealed, and counted in the manifest.

    Issues of the stages in ``gone`` are replaced by those of the log.
    """
    old, model = analysis.tables, analysis.require_model()
    new["rank_check"] = schema.empty("rank_check")  # the checks were of the themes before the edit
    _note_unchecked(old, log)
    earlier = schema.read_issues(old["issues"])
    before = [issue for issue in earlier if issue.stage not in gone and issue.code != Code.EDITED]
    new["issues"] = schema.issue_table([*before, *log.issues])
    new = conceal_tables(new, redactor, clean, earlier=old if analysis.manifest.version == __version__ else None)
    new = {name: new[name] if new[name] is old[name] else schema.conform(name, new[name]) for name in schema.TABLES}
    manifest = _update_manifest(analysis, model, analysis.manifest.recorded_config, new, log)
    return replace(analysis, tables=new, manifest=replace(manifest, efforts=efforts))


def _note_unchecked(old: Mapping[str, pd.DataFrame], log: RunLog) -> None:
    """Say that the ranks are not checked any more, where they were before this edit or an earlier one."""
    earlier = (old["issues"]["code"] == Code.RANKS_UNCHECKED).any()
    if len(old["rank_check"]) or earlier:
        note = "the rank check of this run was of its themes before they were edited, and is left out"
        log.warn(Code.RANKS_UNCHECKED, f"{note}; analyze again with --codebook and --rank-check to check them", level=Level.INFO)


def _update_manifest(analysis: Analysis, model: ThemeModel, config: Config, new: Frames, log: RunLog) -> Manifest:
    """Return the manifest of the edited run."""
    before = analysis.manifest
    manifest = build_manifest(config, before.input, new, log, models=before.models, outcomes=before.outcomes)
    return count_edits(manifest, model)


def count_edits(manifest: Manifest, model: ThemeModel) -> Manifest:
    """Return the manifest with the number of edits that the model has, and of the examples that its themes were taught with."""
    taught = {theme: len(examples) for theme, examples in model.lessons.items()}
    return replace(manifest, taught=taught, n_edits=len(model.edits.effective))


def _read_efforts(analysis: Analysis) -> Mapping[str, float]:
    """Return the efforts that were given, by id of the theme before edits."""
    if analysis.manifest.n_edits or analysis.manifest.efforts:
        return analysis.manifest.efforts
    card = analysis.scorecard[analysis.scorecard["effort"] != 1.0].drop_duplicates("theme_id")
    return dict(zip(card["theme_id"], card["effort"].tolist(), strict=True))


def _read_inputs(analysis: Analysis, efforts: Mapping[str, float], assigned: Assigned, *, same_ids: bool) -> ImpactInputs:
    """Return what the run was measured on; events and efforts as its tables have them."""
    events = analysis.tables["events"]
    rows = analysis.scorecard.dropna(subset="redrawn_se") if same_ids else analysis.scorecard.iloc[:0]
    return ImpactInputs(
        recorded_outcomes(analysis.manifest),
        recorded_exclusions(analysis.metrics),
        events.loc[events["theme_id"].isna(), ["date", "label"]],
        assigned.redrawn,
        redrawn_se=dict(zip(zip(rows["metric"], rows["theme_id"], strict=True), rows["redrawn_se"].tolist(), strict=True)),
        efforts=efforts,
        errors=errors_of(
            analysis.sentiment,
            analysis.manifest.models.sentiment_reads.fingerprint,
            analysis.manifest.recorded_config.text.language,
        ),
    )
