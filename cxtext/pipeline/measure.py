"""From what the stages found to the tables of impact: scorecard and its parts, trends, events, new topics and groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from cxtext.impact import (
    Design,
    Formula,
    Opinions,
    Waves,
    bridge_waves,
    build_scorecard,
    compare_waves,
    count_once,
    count_waves,
    find_copies,
    find_new_topics,
    find_waves,
    is_band,
    make_controls,
    measure_events,
    measure_groups,
    measure_metric_waves,
    measure_pairs,
    measure_trends,
    tabulate_silence,
)
from cxtext.pipeline.tables import summarize_polarity
from cxtext.pipeline.units import UniqueTexts
from cxtext.run import (
    Frames,
    RunLog,
    Submissions,
    choose_primary,
    count_subthemes,
    gather_submissions,
    list_opinions,
    list_redraws,
)
from cxtext.schema import GROUP_PREFIX, Code, Issue, Level
from cxtext.themes import single_threaded_blas

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from cxtext.impact import Impact, Misclassification
    from cxtext.metrics import Answers, Outcome
    from cxtext.settings import Config
    from cxtext.themes import Words


@dataclass(frozen=True)
class ImpactInputs:
    """What impact is measured on beside themes and sentiment.

    Parameters
    ----------
    outcomes : sequence of Outcome
    excluded : mapping of str to int
        Answers to each metric that were not valid.
    events : DataFrame, optional
        ``date`` and ``label``.
    redrawn : ndarray of shape (n_texts, n_refits), int64, optional
        Theme of each different text as refits draw the themes (:class:`cxtext.themes.Assigned`).
    redrawn_se : mapping of (str, str) to float
        Without those, the standard error that an earlier measurement found for a metric and a theme.
    efforts : mapping of str to float
        Effort by theme, as :func:`cxtext.readers.read_efforts` has it.
    errors : Misclassification, optional
        Of the sentiment labels.
    """

    outcomes: Sequence[Outcome]
    excluded: Mapping[str, int]
    events: pd.DataFrame | None = None
    redrawn: np.ndarray | None = None
    redrawn_se: Mapping[tuple[str, str], float] = field(default_factory=dict)
    efforts: Mapping[str, float] = field(default_factory=dict)
    errors: Misclassification | None = None


@single_threaded_blas()
def measure_impact(tables: Frames, inputs: ImpactInputs, texts: UniqueTexts, words: Words, config: Config, run: RunLog) -> Frames:
    """Return the tables of what the themes cost, of those who say nothing, and of trends, events, new topics and groups.

    Table responses is among them, with the bursts of copies.

    Parameters
    ----------
    tables : dict of str to DataFrame
        Tables responses, units, themes, assignments, sentiment and columns.
    inputs : ImpactInputs
    texts : UniqueTexts
        Of the units.
    words : Words
        Of the texts.
    config : Config
    run : RunLog
        Gets the issues.
    """
    evidence = _gather(tables, inputs, run)
    submissions, answers, waves = evidence.submissions, evidence.answers, evidence.waves
    mentions, design, ids = submissions.mentions.any, submissions.design, submissions.theme_ids
    scores = _score(tables, inputs, evidence, texts, config, run)
    groups = measure_groups(
        ids,
        mentions,
        submissions.groups,
        design,
        n_units=submissions.n_units,
        waves=waves.labels,
        min_cell=config.groups.min_cell,
    )
    primary = choose_primary(config, scores.metrics)
    lead = next((one for one in answers if one.outcome.label == primary), None)
    once, burst, copies = _count_copies_once(tables, submissions, waves)
    declared = submissions.groups.reindex(columns=_declared_groups(tables["columns"])).dropna(axis="columns", how="all")
    opinions = list_opinions(tables, submissions)
    each = design.count_copies()  # all but one of them are in no wave
    trends = measure_trends(ids, mentions, once, each, opinions=opinions, answers=lead, groups=declared)
    flagged = trends.loc[trends["flag"].notna(), "theme_id"].tolist()
    # A verdict or an aside has no subject that could be new, or be mended.
    causes = submissions.select(submissions.themes.loc[submissions.themes["kind"] == "cause", "theme_id"].tolist())
    events = measure_events(inputs.events, ids, flagged, count_waves(mentions, once, each), once)
    run.issues += waves.issues + copies + groups.issues + events.issues
    of_response = np.searchsorted(submissions.rows, tables["responses"]["row"].to_numpy())
    return {
        "responses": tables["responses"].assign(burst=burst[of_response]),
        "scorecard": scores.scorecard,
        "subthemes": scores.subthemes,
        "metrics": scores.metrics,
        "metric_waves": measure_metric_waves(answers, submissions.first["local_time"], submissions.first["wave"], design),
        "decomposition": scores.decomposition,
        "comentions": scores.comentions,
        "theme_pairs": measure_pairs(ids, mentions, answers, design, min_cell=config.groups.min_cell),
        "wave_bridge": bridge_waves(ids, mentions, answers, submissions.first["local_time"], submissions.first["wave"], design),
        "asymmetry": scores.asymmetry,
        "silence": tabulate_silence(ids, mentions, answers, design),
        "trends": trends,
        "wave_changes": compare_waves(causes.theme_ids, causes.mentions, once, each),
        "events": events.table,
        "new_topics": find_new_topics(_take_opinions(tables, submissions, texts, words), once, each),
        "groups": groups.table,
    }


@single_threaded_blas()
def score_themes(tables: Frames, inputs: ImpactInputs, texts: UniqueTexts, config: Config, formula: Formula) -> pd.DataFrame:
    """Return table scorecard alone, with the themes ranked by a formula; what there is to note is left to the run itself.

    Parameters
    ----------
    tables : dict of str to DataFrame
        As for :func:`measure_impact`.
    inputs : ImpactInputs
    texts : UniqueTexts
    config : Config
    formula : Formula
    """
    log = RunLog()
    return _score(tables, inputs, _gather(tables, inputs, log), texts, config, log, formula).scorecard


@dataclass(frozen=True)
class _Evidence:
    """Responses without the groups that only repeat a metric, their answers, and their waves."""

    submissions: Submissions
    answers: Sequence[Answers]
    waves: Waves


def _gather(tables: Frames, inputs: ImpactInputs, run: RunLog) -> _Evidence:
    """Return what themes are measured on."""
    submissions = gather_submissions(tables)
    waves = find_waves(submissions.first["local_time"], submissions.first["wave"], submissions.has_content)
    answers = submissions.answers(inputs.outcomes, inputs.excluded)
    return _Evidence(_leave_out_bands(submissions, answers, run), answers, waves)


def _score(
    tables: Frames,
    inputs: ImpactInputs,
    evidence: _Evidence,
    texts: UniqueTexts,
    config: Config,
    run: RunLog,
    formula: Formula = Formula.ADJUSTED,
) -> Impact:
    """Return the scorecard and what goes with it."""
    submissions = evidence.submissions
    if config.ranking.controls:
        submissions = replace(submissions, design=_add_controls(tables["columns"], submissions, evidence.waves, run))
    redraws = list_redraws(inputs.redrawn, texts.of_unit, tables, submissions)
    efforts, unmatched = _match_efforts(inputs.efforts, submissions)
    impact = build_scorecard(
        submissions.themes,
        replace(submissions.mentions, subthemes=count_subthemes(tables, submissions)),
        summarize_polarity(tables),
        evidence.answers,
        submissions.design,
        redraws=redraws,
        redrawn_se=inputs.redrawn_se,
        effort=efforts,
        errors=inputs.errors,
        formula=formula,
        bootstraps=config.ranking.bootstraps,
        random_state=config.seed,
    )
    run.issues += impact.issues + unmatched
    return impact


def _match_efforts(efforts: Mapping[str, float], submissions: Submissions) -> tuple[Mapping[str, float], list[Issue]]:
    """Return the effort by theme, and an issue for each that is of none."""
    if not efforts:
        return efforts, []
    from cxtext.readers import match_efforts  # loads what reads files, which an edit does not need

    return match_efforts(efforts, submissions.theme_ids, submissions.themes["label"])


def _leave_out_bands(submissions: Submissions, answers: Sequence[Answers], run: RunLog) -> Submissions:
    """Return the responses without the groups that only repeat a metric, and name those."""
    groups = submissions.groups
    of_metric = {name: next((a for a in answers if is_band(groups[name], a.raw)), None) for name in groups.columns}
    bands = {str(name): one.outcome.label for name, one in of_metric.items() if one is not None}
    for name, metric in bands.items():
        note = f"the groups of {name!r} are bands of {metric!r}: to compare them says nothing new"
        run.warn(Code.GROUP_IS_SCORE, note, level=Level.INFO, column=name)
    return replace(submissions, first=submissions.first.drop(columns=[GROUP_PREFIX + name for name in bands]))


def _add_controls(columns: pd.DataFrame, submissions: Submissions, waves: Waves, run: RunLog) -> Design:
    """Return the design with controls for the adjusted lens, the group columns that the user chose and the waves; name them."""
    groups = submissions.groups.reindex(columns=_declared_groups(columns)).dropna(axis="columns", how="all")
    groups["wave"] = groups.get("wave", waves.labels)
    controls, used = make_controls(groups)
    names = ", ".join(map(repr, used)) or "nothing: no declared group column or wave has two levels of enough responses"
    run.warn(Code.CONTROLS, f"the adjusted lens also holds constant {names}", level=Level.INFO)
    return replace(submissions.design, controls=controls if used else None)


def _declared_groups(columns: pd.DataFrame) -> list[str]:
    """Return the group columns that the user chose."""
    return columns.loc[(columns["role"] == "group") & (columns["chosen_by"] == "user"), "column"].tolist()


def _count_copies_once(tables: Frames, submissions: Submissions, waves: Waves) -> tuple[Waves, np.ndarray, list[Issue]]:
    """Return the waves without copies of a text, the number of the burst of each submission, and the bursts as issues.

    Bursts depend on the responses alone: they are looked for once, and are in table responses when themes are edited.
    """
    responses = tables["responses"]
    comments = responses[responses["status"] == "content"].sort_values(["row", "question", "text"], kind="stable")
    parts: dict[int, list[str]] = {row: [] for row in submissions.rows.tolist()}
    for row, text in zip(comments["row"].tolist(), comments["text"].tolist(), strict=True):
        parts[row].append(text)
    texts = [" ".join(of_row) for of_row in parts.values()]
    keys = _Keys(texts, submissions.first.drop(columns=["response_id", "row", "voice_id", "copy_of", "burst"]))
    joined = _number_joined(submissions, waves)
    once, _ = count_once(waves, joined, texts, keys.of(joined))
    stored = submissions.first["burst"]
    burst = find_copies(texts, once) if stored.isna().any() else stored.to_numpy(dtype=np.int64)
    once, issues = count_once(once, burst, texts, keys.of(burst))
    return once, burst, issues


@dataclass(frozen=True)
class _Keys:
    """What tells responses apart, whatever their order: ids and rows may be made of the order of the input."""

    texts: Sequence[str]
    details: pd.DataFrame

    def of(self, numbers: np.ndarray) -> list[str]:
        """Return the keys of those that have a number, blank for the others."""
        keys = [""] * len(self.texts)
        for i in np.flatnonzero(numbers >= 0).tolist():
            keys[i] = repr((self.texts[i], *map(str, self.details.iloc[i])))
        return keys


def _number_joined(submissions: Submissions, waves: Waves) -> np.ndarray:
    """Return a number for each response that is one of several copies in its wave, -1 for others."""
    copies = submissions.design.copies
    numbers = np.full(submissions.n, -1, dtype=np.int64)
    if copies is not None:
        pairs = np.column_stack([copies, waves.codes])
        _, code, size = np.unique(pairs, axis=0, return_inverse=True, return_counts=True)
        several = (size[code.ravel()] > 1) & (waves.codes >= 0)
        numbers[several] = np.unique(code.ravel()[several], return_inverse=True)[1].ravel()
    return numbers


def _take_opinions(tables: Frames, submissions: Submissions, texts: UniqueTexts, words: Words) -> Opinions:
    """Return the words of every unit, and whether it has a theme."""
    return Opinions(
        texts.texts,
        words.of_text,
        tables["units"]["unit_id"].tolist(),
        texts.of_unit,
        submissions.of_unit,
        tables["assignments"]["theme_id"].isna().to_numpy(),
        words.language,
    )
