"""Measure a run again after its themes were edited."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxtext import schema
from cxtext.language import load_language
from cxtext.pipeline.descriptions import describe_tables
from cxtext.pipeline.measure import ImpactInputs, measure_impact
from cxtext.pipeline.sentiment import label_errors
from cxtext.pipeline.tables import tabulate_themes
from cxtext.run import Analysis, Frames, Manifest, RunLog, build_manifest, recorded_exclusions, recorded_outcomes
from cxtext.schema import Stage
from cxtext.settings import Config
from cxtext.themes import Words

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.pipeline.units import UniqueTexts
    from cxtext.themes import Assigned, ThemeModel


def remeasure(analysis: Analysis, model: ThemeModel, unique: UniqueTexts, assigned: Assigned, log: RunLog) -> Analysis:
    """Return the analysis with an edited model: all that is counted or measured per theme is computed again.

    Responses, units, sentiment, settings, outcomes, events and efforts stay as they are. Use it after every edit of themes.

    Parameters
    ----------
    analysis : Analysis
        The run before the edit.
    model : ThemeModel
        After the edit.
    unique : UniqueTexts
        Of the run's units.
    assigned : Assigned
        Of the texts, after the edit.
    log : RunLog
        Its issues join those of the run; issues of measuring replace the earlier ones.

    Returns
    -------
    Analysis
        Assignments that the edit changed, or an earlier one, have the source ``codebook``.
    """
    old = analysis.tables
    config = analysis.manifest.recorded_config
    responses = old["responses"].drop(columns="primary_theme_id")
    new = {name: old[name] for name in ("units", "sentiment", "columns", "resolutions")}
    new |= tabulate_themes(model.themes, assigned, responses, old["units"], unique, source="fit")
    new["assignments"] = _mark_moved(old["assignments"], new["assignments"])
    words = Words(unique.texts, language=load_language(config.text.language))
    new |= describe_tables(new, unique, words)
    with log.stage(Stage.IMPACT):
        new |= measure_impact(new, _read_inputs(analysis), unique, words, config, log)
        new["rank_check"] = schema.empty("rank_check")  # the checks were of the themes before the edit
    before = [issue for issue in schema.read_issues(old["issues"]) if issue.stage != Stage.IMPACT]
    new["issues"] = schema.issue_table([*before, *log.issues])
    new = {name: schema.conform(name, new[name]) for name in schema.TABLES}
    return replace(analysis, tables=new, manifest=_update_manifest(analysis, model, config, new, log), model=model)


def _update_manifest(analysis: Analysis, model: ThemeModel, config: Config, new: Frames, log: RunLog) -> Manifest:
    """Return the manifest of the edited run."""
    before = analysis.manifest
    manifest = build_manifest(config, before.input, new, log, models=before.models, outcomes=before.outcomes)
    return replace(manifest, taught={theme: len(examples) for theme, examples in model.lessons.items()})


def _read_inputs(analysis: Analysis) -> ImpactInputs:
    """Return what the run was measured on; events and efforts as its tables have them."""
    events, card = analysis.tables["events"], analysis.scorecard.drop_duplicates("theme_id")
    rows = analysis.scorecard.dropna(subset="redrawn_se")
    return ImpactInputs(
        recorded_outcomes(analysis.manifest),
        recorded_exclusions(analysis.metrics),
        events.loc[events["theme_id"].isna(), ["date", "label"]],
        redrawn_se=dict(zip(zip(rows["metric"], rows["theme_id"], strict=True), rows["redrawn_se"].tolist(), strict=True)),
        efforts=dict(zip(card["theme_id"], card["effort"].tolist(), strict=True)),
        errors=label_errors(
            analysis.manifest.models.sentiment_reads.fingerprint, analysis.manifest.recorded_config.text.language
        ),
    )


def _mark_moved(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the assignments; what moved, now or in an earlier edit, has the source codebook."""
    same = before["theme_id"].fillna("") == after["theme_id"].fillna("")
    return after.assign(source=before["source"].where(same, "codebook"))
