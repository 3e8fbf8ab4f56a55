"""The table of the metrics: each with its value over all answers and among those who wrote."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from cxtext import schema
from cxtext.impact.effects import Design, Effects
from cxtext.impact.missing import share_unscored
from cxtext.impact.silence import commenters_gap
from cxtext.metrics import VOLUME, Answers, share_estimate, take_sample


@dataclass(frozen=True, slots=True)
class MetricRow:
    """A row of table ``metrics``: values are in ``unit``, None and ``nan`` are null."""

    metric: str
    kind: str
    direction: str
    unit: str
    n: int
    n_excluded: int
    value: float
    low: float
    high: float
    commenters_n: int
    commenters_value: float
    column: str | None = None
    good_share: float | None = None
    middle_share: float | None = None
    bad_share: float | None = None
    r_squared: float | None = None
    off_scale: float | None = None
    commenters_gap: float | None = None
    commenters_gap_low: float | None = None
    commenters_gap_high: float | None = None
    n_unscored: int | None = None
    unscored_share: float | None = None
    unscored_shift: float | None = None


def metric_row(answers: Answers, design: Design, effects: Effects) -> MetricRow:
    """Return the row of one metric.

    Parameters
    ----------
    answers : Answers
    design : Design
        Of these answers (:meth:`Design.for_answers`).
    effects : Effects
        Of the themes on it.
    """
    outcome = answers.outcome
    has_content = design.content(len(answers.raw))
    whole = outcome.summarize(answers.raw, design.weights, design.respondent)
    commenters = outcome.summarize(np.where(has_content, answers.raw, np.nan), design.weights)
    points = outcome.points(answers.raw)
    gap, low, high = commenters_gap(points, design)
    n_unscored, share, shift = share_unscored(points, design)
    return MetricRow(
        metric=outcome.label,
        kind=outcome.kind,
        column=outcome.metric.column,
        direction=outcome.direction,
        unit=outcome.unit,
        n=whole.n,
        n_excluded=answers.n_excluded,
        value=whole.value,
        low=whole.low,
        high=whole.high,
        **asdict(outcome.measure_split(answers.raw, design.weights)),
        commenters_n=commenters.n,
        commenters_value=commenters.value,
        r_squared=effects.model.r_squared if effects.model else None,
        off_scale=effects.off_scale,
        commenters_gap=gap,
        commenters_gap_low=low,
        commenters_gap_high=high,
        n_unscored=n_unscored,
        unscored_share=share,
        unscored_shift=shift if outcome.is_mean else None,
    )


def volume_row(complains: NDArray[np.bool_], design: Design) -> MetricRow:
    """Return the row that stands in when there is no metric: the share of responses with content that complain.

    Parameters
    ----------
    complains : ndarray of shape (n_submissions,), bool
        Whether the response says anything negative.
    design : Design
    """
    percents = np.where(design.content(len(complains)), 100.0 * complains, np.nan)
    share = share_estimate(take_sample(percents, design.weights, design.respondent))
    return MetricRow(
        metric=schema.VOLUME_METRIC,
        kind=VOLUME,
        direction="lower",
        unit="share of responses with content",
        n=share.n,
        n_excluded=0,
        value=share.value / 100,
        low=share.low / 100,
        high=share.high / 100,
        commenters_n=share.n,
        commenters_value=share.value / 100,
    )
