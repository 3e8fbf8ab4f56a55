"""The answers that impact was measured on, taken again from a finished run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cxtext.settings.config import Metric
from cxtext.errors import InputError
from cxtext.metrics import make_outcome
from cxtext.pipeline.units import take_answers

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.impact import Answers
    from cxtext.metrics import Outcome
    from cxtext.pipeline.units import Submissions


def record_outcomes(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Return what the manifest keeps of the metrics: each with the scale and direction that it was read with."""
    return [
        one.metric.model_copy(update={"scale": one.scale, "direction": one.direction}).model_dump(mode="json") for one in outcomes
    ]


def recorded_outcomes(manifest: Mapping[str, Any]) -> list[Outcome]:
    """Return the metrics of a run as they were read.

    Raises
    ------
    InputError
        When its manifest does not say.
    """
    if "outcomes" not in manifest:
        raise InputError("the run was made by an earlier cxtext.\nMake it again: cxtext analyze INPUT -o RUN")
    return [make_outcome(Metric.model_validate(metric)) for metric in manifest["outcomes"]]


def recorded_exclusions(metrics: pd.DataFrame) -> dict[str, int]:
    """Return how many answers to each metric were not valid, from the table metrics."""
    return dict(zip(metrics["metric"], metrics["n_excluded"].tolist(), strict=True))


def recorded_answers(
    manifest: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], submissions: Submissions
) -> dict[str, Answers]:
    """Return the answers to each metric of a run, one a submission."""
    excluded = recorded_exclusions(tables["metrics"])
    answers = take_answers(tables["responses"], recorded_outcomes(manifest), excluded, submissions)
    return {one.outcome.label: one for one in answers}
