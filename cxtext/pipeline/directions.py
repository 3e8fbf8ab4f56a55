"""Whether the good end of each metric's scale is the one that was taken: what people write should go with what they answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cxtext.metrics import Z95, Outcome
from cxtext.schema import METRIC_PREFIX, Code, Issue, Stage, issue
from cxtext.wording import quote_argument

if TYPE_CHECKING:
    import pandas as pd

#: Comments with an answer from which their agreement is looked at.
ENOUGH = 30
#: Correlation of comments and answers below which, with its interval, the direction is doubted.
AGAINST = -0.2


def doubt_directions(
    responses: pd.DataFrame, units: pd.DataFrame, sentiment: pd.DataFrame, outcomes: Sequence[Outcome]
) -> list[Issue]:
    """Return a warning for each rating whose good answers come with bad comments.

    The mean polarity of a response is correlated with its answer, turned so that higher is better; Fisher's z gives the interval.
    On surveys that are read the right way round the correlation is clearly positive.

    Parameters
    ----------
    responses, units, sentiment : DataFrame
        The tables of these names.
    outcomes : sequence of Outcome
        The metrics; those without a scale are not looked at.
    """
    polarity = units[["unit_id", "response_id"]].merge(sentiment[["unit_id", "polarity"]], on="unit_id")
    mean_of = polarity.groupby("response_id")["polarity"].mean()
    tone = responses["response_id"].map(mean_of).to_numpy(dtype=float)
    doubts = []
    for outcome in outcomes:
        if outcome.scale is None:
            continue
        direction = outcome.declaration.direction
        answers = responses[METRIC_PREFIX + outcome.label].to_numpy(dtype=float) * (-1 if direction == "lower" else 1)
        both = np.isfinite(answers) & np.isfinite(tone)
        against = _correlation(tone[both], answers[both]) if both.sum() >= ENOUGH else None
        if against is not None and against[1] < AGAINST:
            doubts.append(_doubt(outcome, "higher" if direction == "lower" else "lower", against[0], int(both.sum())))
    return doubts


def _correlation(first: np.ndarray, second: np.ndarray) -> tuple[float, float] | None:
    """Return Pearson's correlation and the upper end of its 95% interval; None where one of the two is constant."""
    if not np.ptp(first) or not np.ptp(second):
        return None
    r = float(np.corrcoef(first, second)[0, 1])
    high = math.tanh(math.atanh(min(max(r, -0.999999), 0.999999)) + Z95 / math.sqrt(len(first) - 3))
    return r, high


def _doubt(outcome: Outcome, other: str, r: float, n: int) -> Issue:
    """Build the warning about one metric."""
    flag = f"--metric {quote_argument(f'{outcome.metric.column}:{outcome.kind}:{other}')}"
    good = "low" if other == "higher" else "high"
    note = (
        f"{good} answers to {outcome.label!r} are taken as the good ones, but people who give them write more negative comments "
        f"(correlation {r:.2f} over {n:,} responses); if the other end is the good one: {flag}"
    )
    return issue(Stage.SENTIMENT, Code.DIRECTION_DOUBTFUL, note, column=outcome.metric.column)
