"""The columns of every table: type and meaning."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its kind (a key of :data:`cxtext.schema.DTYPES`), whether it may be null, and what it means."""

    kind: str
    meaning: str
    nullable: bool = False


def _column(kind: str, meaning: str) -> Column:
    """Read ``"float?"`` as a nullable float column."""
    return Column(kind.rstrip("?"), meaning, kind.endswith("?"))


def _table(**columns: tuple[str, str]) -> dict[str, Column]:
    """Build one table's columns from ``name=(kind, meaning)``."""
    return {name: _column(*spec) for name, spec in columns.items()}


TABLES: dict[str, dict[str, Column]] = {
    "responses": _table(
        response_id=("string", "unique id of the response"),
        respondent_id=("string", "who answered; repeats when one person answers several questions or waves"),
        row=("int", "number of the record in the input, from 1; one record is one submission"),
        question=("string?", "the text column it came from, when there are several"),
        text=("string", "the text as it was read, never changed"),
        status=("string", "content, non_answer or blank"),
        created_at=("timestamp?", "when it was given, UTC"),
        wave=("string?", "the survey wave it is part of, when a column says so"),
        weight=("float", "survey weight, 1 if none"),
        primary_theme_id=("string?", "its most specific strong theme"),
    ),
    "units": _table(
        unit_id=("string", "response_id # position"),
        response_id=("string", "the response it is part of"),
        position=("int", "order within the response, from 0"),
        start=("int", "offset of the first character in responses.text"),
        end=("int", "offset after the last character in responses.text"),
        text=("string", "the cleaned opinion unit"),
        repeats=("int", "how many units of the run have this very text"),
    ),
    "themes": _table(
        theme_id=("string", "stable id such as T007"),
        parent_id=("string?", "the theme it is a sub-theme of"),
        label=("string", "unique name, in the words of the responses"),
        description=("string", "one line"),
        keyphrases=("strings", "its most telling phrases"),
        exemplar_ids=("strings", "unit_ids of diverse, typical units"),
        n_units=("int", "units assigned"),
        n_responses=("int", "responses with at least one such unit"),
        cohesion=("float", "mean cosine of its units to their centre"),
        stability=("float?", "Jaccard index to its best match over refits on resamples"),
        focus=("float", "share of its units that have one of the five words which set it apart"),
        scope=("string", "topic, or general when its units have no subject in common; such a theme is not ranked"),
        label_rank=("int?", "place of its label among those of its level by nearness to units kept back from naming; 1 is right"),
        origin=("string", "found, edited or codebook"),
        status=("string", "active or hidden"),
    ),
    "assignments": _table(
        unit_id=("string", "the unit"),
        theme_id=("string?", "its theme; null is unassigned"),
        subtheme_id=("string?", "its sub-theme, when the theme has any"),
        strength=("float", "probability of the theme given the unit, 0 to 1"),
        source=("string", "fit, apply, codebook or manual"),
    ),
    "sentiment": _table(
        unit_id=("string", "the unit"),
        polarity=("float", "P(positive) - P(negative), -1 to 1"),
        label=("string", "negative, neutral or positive"),
        intent=("string", "issue, idea, praise, question or other"),
        emotion=("string?", "the emotion shown, or none; null when emotions were not asked for"),
        emotion_start=("int?", "offset in responses.text of the first character of the words that tell it; null when none do"),
        emotion_end=("int?", "offset in responses.text after the last character of those words"),
    ),
    "metrics": _table(
        metric=("string", "name"),
        kind=("string", "nps, csat, ces, binary, number or volume"),
        column=("string?", "the input column"),
        direction=("string", "higher or lower is better"),
        unit=("string", "what one point is"),
        n=("int", "submissions with a valid answer"),
        n_excluded=("int", "answers out of range or not a number, listed in issues"),
        value=("float?", "the metric over all valid answers; without one the share of submissions with a negative unit"),
        low=("float?", "95% interval, lower end"),
        high=("float?", "95% interval, upper end"),
        commenters_n=("int", "valid answers that came with a comment"),
        commenters_value=("float?", "the metric over those"),
        r_squared=("float?", "share of the outcome's variance that the adjusted model explains"),
    ),
    "scorecard": _table(
        theme_id=("string", "the theme"),
        metric=("string", "the metric, or negative_mentions when there is none"),
        n_responses=("int", "submissions that mention the theme"),
        share=("float", "n_responses over submissions with content"),
        polarity_mean=("float", "mean polarity of its units"),
        negative_share=("float", "share of its units that are negative"),
        positive_share=("float", "share of its units that are positive"),
        n_metric=("int", "submissions that mention it and have a valid answer"),
        metric_with=("float?", "the metric among those"),
        metric_without=("float?", "the metric among all other valid answers"),
        gap=("float?", "metric_with - metric_without"),
        gap_low=("float?", "95% interval, lower end"),
        gap_high=("float?", "95% interval, upper end"),
        impact=("float?", "removal lens: metric - metric_without, in points; negative costs"),
        impact_low=("float?", "95% interval, lower end"),
        impact_high=("float?", "95% interval, upper end"),
        adjusted=("float?", "adjusted lens: coefficient x share, in points; negative costs"),
        adjusted_low=("float?", "95% interval, lower end"),
        adjusted_high=("float?", "95% interval, upper end"),
        driver_share=("float?", "share of the explained variance, unsigned"),
        damage=("float", "points lost, 0 or more, in the metric's bad direction"),
        damage_low=("float", "conservative damage: its one-sided 80% lower limit"),
        p_top5=("float?", "bootstrap probability of being among the five worst; null where there is no effect to resample"),
        tier=("int", "themes whose order is not established share a tier, from 1"),
        priority=("float", "damage_low x stability; 0 for a general theme"),
        rank=("int", "1 is the first to look at"),
        note=("string?", "why a value is missing"),
    ),
    "trends": _table(
        theme_id=("string", "the theme"),
        wave=("string", "the period"),
        n=("int", "responses of the wave that mention it"),
        n_wave=("int", "responses of the wave with content"),
        share=("float", "n / n_wave"),
        low=("float", "95% interval, lower end"),
        high=("float", "95% interval, upper end"),
        partial=("bool", "the period is not complete"),
        flag=("string?", "on the last complete wave: emerging, growing, shrinking or changed; null when nothing is established"),
        p_value=("float?", "on the last complete wave: of an unchanged share, with the spread between waves reckoned in"),
        q_value=("float?", "after Benjamini-Hochberg over all themes"),
    ),
    "groups": _table(
        theme_id=("string", "the theme"),
        group_column=("string", "the column"),
        group=("string", "the group"),
        n=("int", "responses of the group that mention it"),
        n_group=("int", "responses of the group with content"),
        share=("float", "n / n_group"),
        lift=("float", "share in the group over share elsewhere"),
        low=("float", "95% interval of the lift, lower end"),
        high=("float", "95% interval of the lift, upper end"),
        p_value=("float", "Fisher's exact test"),
        q_value=("float", "after Benjamini-Hochberg over all cells"),
    ),
    "columns": _table(
        column=("string", "name in the input"),
        role=("string", "text, id, respondent, date, wave, metric, group, weight or unused"),
        detail=("string", "kind of the metric, parsed format, or empty"),
        reason=("string", "why it has this role"),
        chosen_by=("string", "guess or user"),
        n_filled=("int", "cells that are not blank"),
        n_distinct=("int", "different values"),
        example=("string", "a typical value"),
    ),
    "resolutions": _table(
        level=("string", "theme or subtheme"),
        parent_id=("string?", "the theme that was split, at sub-theme level"),
        resolution=("float", "Leiden resolution tried"),
        n_themes=("int", "communities of sufficient size"),
        stability=("float", "mean adjusted Rand index over resamples"),
        coverage=("float", "share of units in those communities"),
        chosen=("bool", "the one used"),
    ),
    "issues": _table(
        level=("string", "info, warning or error"),
        stage=("string", "read, clean, split, themes, sentiment, metrics, impact or report"),
        code=("string", "short stable code"),
        response_id=("string?", "the response"),
        row=("int?", "record number in the input, from 1"),
        column=("string?", "the column"),
        message=("string", "what was found and what was done"),
    ),
}
