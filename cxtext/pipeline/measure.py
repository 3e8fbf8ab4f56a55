"""From what the stages found to the tables of impact: scorecard and its parts, trends, events, new subjects and groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cxtext import impact
from cxtext.impact import (
    Opinions,
    Waves,
    count_waves,
    find_newcomers,
    find_waves,
    make_controls,
    measure_events,
    measure_groups,
    measure_trends,
    tabulate_silence,
)
from cxtext.pipeline import tables
from cxtext.pipeline.units import UniqueTexts
from cxtext.readers import match_efforts
from cxtext.run import (
    Frames,
    Submissions,
    choose_primary,
    count_mentions,
    count_positive,
    group_columns,
    group_submissions,
    list_opinions,
    locate_units,
    mark_negative,
    take_answers,
    top_level,
)
from cxtext.schema import Code, Level
from cxtext.themes import single_threaded_blas

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    from cxtext.impact import Impact
    from cxtext.metrics import Answers, Outcome
    from cxtext.run import RunRecord
    from cxtext.settings import Config
    from cxtext.themes import Words


@dataclass(frozen=True)
class Given:
    """What impact is measured on beside themes and sentiment.

    Parameters
    ----------
    outcomes : sequence of Outcome
    excluded : mapping of str to int
        Answers to each metric that were not valid.
    events : DataFrame, optional
        ``date`` and ``label``.
    efforts : mapping of str to float
        Effort by theme, as :func:`cxtext.readers.read_efforts` has it.
    """

    outcomes: Sequence[Outcome]
    excluded: Mapping[str, int]
    events: pd.DataFrame | None = None
    efforts: Mapping[str, float] = field(default_factory=dict)


@single_threaded_blas()
def measure_impact(laid: Frames, given: Given, texts: UniqueTexts, words: Words, config: Config, run: RunRecord) -> Frames:
    """Return the tables of what the themes cost, of those who say nothing, and of trends, events, new subjects and groups.

    Parameters
    ----------
    laid : dict of str to DataFrame
        Tables responses, units, themes, assignments, sentiment and columns.
    given : Given
    texts : UniqueTexts
        Of the units.
    words : Words
        Of the texts.
    config : Config
    run : RunRecord
        Gets the issues.
    """
    submissions = group_submissions(laid["responses"])
    first = laid["responses"].iloc[submissions.first].reset_index(drop=True)
    waves = find_waves(first["created_at"], first["wave"], submissions.has_content)
    mentions, negative = count_mentions(laid, submissions)
    answers = take_answers(laid["responses"], given.outcomes, given.excluded, submissions)
    controls = _hold_constant(laid, first, waves, run) if config.ranking.controls else None
    found = _score(laid, given, submissions, mentions, negative, answers, controls, config, run)
    ids, content = top_level(laid["themes"])["theme_id"].tolist(), submissions.has_content
    sampling: dict[str, Any] = {"clusters": submissions.cluster, "weights": submissions.weight}
    cohorts, least = group_columns(first), config.groups.min_cell
    groups = measure_groups(ids, mentions, cohorts, has_content=content, waves=waves.labels, min_cell=least, **sampling)
    primary = choose_primary(config, found.metrics)
    lead = next((one for one in answers if one.outcome.label == primary), None)
    trends = measure_trends(ids, mentions, waves, opinions=list_opinions(laid, submissions), answers=lead, **sampling)
    flagged = trends.loc[trends["flag"].notna(), "theme_id"].tolist()
    happened = measure_events(given.events, ids, flagged, count_waves(mentions, waves, **sampling), waves)
    run.issues += waves.issues + groups.issues + happened.issues
    return {
        "scorecard": found.scorecard,
        "metrics": found.metrics,
        "ledger": found.ledger,
        "comentions": found.comentions,
        "asymmetry": found.asymmetry,
        "silence": tabulate_silence(ids, mentions, answers, has_content=content, **sampling),
        "trends": trends,
        "events": happened.table,
        "new_topics": find_newcomers(_list_opinions(laid, submissions, texts, words), waves, **sampling),
        "groups": groups.table,
    }


def _score(
    laid: Frames,
    given: Given,
    submissions: Submissions,
    mentions: csr_array,
    negative: csr_array,
    answers: Sequence[Answers],
    controls: np.ndarray | None,
    config: Config,
    run: RunRecord,
) -> Impact:
    """Return the scorecard and what goes with it."""
    themes = top_level(laid["themes"])
    efforts, unknown = match_efforts(given.efforts, themes["theme_id"].tolist(), themes["label"])
    found = impact.build_scorecard(
        themes,
        mentions,
        negative,
        tables.summarize_polarity(laid),
        answers,
        has_content=submissions.has_content,
        has_negative=mark_negative(laid, submissions),
        positive=count_positive(laid, submissions),
        clusters=submissions.cluster,
        weights=submissions.weight,
        controls=controls,
        value=submissions.value,
        effort=efforts,
        bootstraps=config.ranking.bootstraps,
        random_state=config.seed,
    )
    run.issues += found.issues + unknown
    return found


def _hold_constant(laid: Frames, first: pd.DataFrame, waves: Waves, run: RunRecord) -> np.ndarray | None:
    """Return the group columns that the user chose, and the waves, as controls of the adjusted lens; say what they are."""
    columns = laid["columns"]
    declared = columns.loc[(columns["role"] == "group") & (columns["chosen_by"] == "user"), "column"].tolist()
    groups = group_columns(first)[declared].copy()
    groups["wave"] = groups.get("wave", waves.labels)
    controls, used = make_controls(groups)
    held = ", ".join(map(repr, used)) or "nothing: no declared group column or wave has two levels of enough responses"
    run.warn(Code.CONTROLS, f"the adjusted lens also holds constant {held}", level=Level.INFO)
    return controls if used else None


def _list_opinions(laid: Frames, submissions: Submissions, texts: UniqueTexts, words: Words) -> Opinions:
    """Return the words of every unit, and whether it has a theme."""
    return Opinions(
        texts.texts,
        words.of_text,
        laid["units"]["unit_id"].tolist(),
        texts.of_unit,
        locate_units(laid, submissions),
        laid["assignments"]["theme_id"].isna().to_numpy(),
    )
