"""Measure a run again after its themes were edited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cxtext import schema
from cxtext.pipeline.descriptions import describe_tables
from cxtext.pipeline.measure import ImpactInputs, measure_impact
from cxtext.pipeline.sentiment import label_errors
from cxtext.pipeline.tables import join_either, tabulate_themes
from cxtext.run import Analysis, Frames, Manifest, RunLog, build_manifest, recorded_exclusions, recorded_outcomes
from cxtext.schema import Code, Level, Stage
from cxtext.settings import Config
from cxtext.themes import Origin, Words
from cxtext.wording import plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.pipeline.units import UniqueTexts
    from cxtext.themes import Assigned, Texts, Theme, ThemeModel


def remeasure(
    analysis: Analysis, model: ThemeModel, unique: UniqueTexts, fitted: Assigned, texts: Texts, log: RunLog
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

    Returns
    -------
    Analysis
        Assignments that edits changed have the source ``edit``.
    """
    old = analysis.tables
    config = analysis.manifest.recorded_config
    words = Words(unique.texts, language=texts.language)
    with log.stage(Stage.THEMES):
        model, assigned = model.refresh(fitted, replace(texts, words=words), words, unique.counts)
        _note_edits(model, log)
    responses = old["responses"].drop(columns="primary_theme_id")
    new = {name: old[name] for name in ("units", "sentiment", "columns", "resolutions")}
    new |= tabulate_themes(model.themes, assigned, responses, old["units"], unique, source="fit")
    new["assignments"] = _mark_moved(new["assignments"], model, fitted, unique)
    model = replace(model, items=_count_items(model.items, new["themes"]))
    new |= describe_tables(new, unique, words)
    with log.stage(Stage.IMPACT):
        new |= measure_impact(new, _read_inputs(analysis, model.theme_ids, assigned), unique, words, config, log)
        new["rank_check"] = schema.empty("rank_check")  # the checks were of the themes before the edit
        _note_unchecked(old, log)
    earlier = schema.read_issues(old["issues"])
    before = [issue for issue in earlier if issue.stage != Stage.IMPACT and issue.code != Code.EDITED]
    new["issues"] = schema.issue_table([*before, *log.issues])
    new = {name: schema.conform(name, new[name]) for name in schema.TABLES}
    return replace(analysis, tables=new, manifest=_update_manifest(analysis, model, config, new, log), model=model)


def _note_edits(model: ThemeModel, log: RunLog) -> None:
    """Note how many edits the figures contain."""
    kinds = Counter(entry.edit.kind for entry in model.edits.effective)
    if kinds:
        named = ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items()))
        note = f"the themes have {plural(kinds.total(), 'edit')} by people ({named}): cxtext themes RUN log lists them"
        log.warn(Code.EDITED, note, level=Level.INFO)


def _note_unchecked(old: Mapping[str, pd.DataFrame], log: RunLog) -> None:
    """Say that the ranks are not checked any more, where they were before this edit or an earlier one."""
    earlier = (old["issues"]["code"] == Code.RANKS_UNCHECKED).any()
    if len(old["rank_check"]) or earlier:
        note = "the rank check of this run was of its themes before they were edited, and is left out"
        log.warn(Code.RANKS_UNCHECKED, f"{note}; analyze again with --codebook and --rank-check to check them", level=Level.INFO)


def _count_items(items: tuple[Theme, ...], themes: pd.DataFrame) -> tuple[Theme, ...]:
    """Return the themes with the sizes of the table."""
    n_units, n_responses = (
        dict(zip(themes["theme_id"], themes[name].tolist(), strict=True)) for name in ("n_units", "n_responses")
    )
    return tuple(replace(one, n_units=n_units[one.theme_id], n_responses=n_responses[one.theme_id]) for one in items)


def _update_manifest(analysis: Analysis, model: ThemeModel, config: Config, new: Frames, log: RunLog) -> Manifest:
    """Return the manifest of the edited run."""
    before = analysis.manifest
    manifest = build_manifest(config, before.input, new, log, models=before.models, outcomes=before.outcomes)
    taught = {theme: len(examples) for theme, examples in model.lessons.items()}
    return replace(manifest, taught=taught, n_edits=len(model.edits.effective), efforts=_read_efforts(analysis))


def _read_efforts(analysis: Analysis) -> Mapping[str, float]:
    """Return the efforts that were given, by id of the theme before edits."""
    if analysis.manifest.n_edits or analysis.manifest.efforts:
        return analysis.manifest.efforts
    card = analysis.scorecard[analysis.scorecard["effort"] != 1.0].drop_duplicates("theme_id")
    return dict(zip(card["theme_id"], card["effort"].tolist(), strict=True))


def _read_inputs(analysis: Analysis, theme_ids: Collection[str], assigned: Assigned) -> ImpactInputs:
    """Return what the run was measured on; events and efforts as its tables have them."""
    events = analysis.tables["events"]
    rows = analysis.scorecard.dropna(subset="redrawn_se")
    return ImpactInputs(
        recorded_outcomes(analysis.manifest),
        recorded_exclusions(analysis.metrics),
        events.loc[events["theme_id"].isna(), ["date", "label"]],
        assigned.redrawn,
        redrawn_se=dict(zip(zip(rows["metric"], rows["theme_id"], strict=True), rows["redrawn_se"].tolist(), strict=True)),
        efforts={name: effort for name, effort in _read_efforts(analysis).items() if name in theme_ids},
        errors=label_errors(
            analysis.manifest.models.sentiment_reads.fingerprint, analysis.manifest.recorded_config.text.language
        ),
    )


def _mark_moved(assignments: pd.DataFrame, model: ThemeModel, fitted: Assigned, unique: UniqueTexts) -> pd.DataFrame:
    """Return the assignments with the theme that the fit gave; what edits moved has the source edit."""
    tops = np.array([*(item.theme_id for item in model.fitted if item.parent_id is None), None], dtype=object)
    parts = np.array([*(item.theme_id for item in model.fitted if item.parent_id is not None), None], dtype=object)
    fit = {
        "fit_theme_id": tops[fitted.theme[unique.of_unit]],
        "fit_subtheme_id": parts[fitted.subtheme[unique.of_unit]],
        "fit_strength": fitted.strength[unique.of_unit],
        "fit_either": join_either(fitted, tops)[unique.of_unit],
    }
    table = schema.conform("assignments", assignments.assign(**fit))
    given = {item.theme_id for item in model.fitted if item.origin == Origin.CODEBOOK}
    source = np.where(table["fit_theme_id"].isin(given), "codebook", "fit")
    same = table["theme_id"].fillna("") == table["fit_theme_id"].fillna("")
    return table.assign(source=np.where(same, source, "edit"))
