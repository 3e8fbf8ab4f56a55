"""Check the answers to each metric: what is valid, what is left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cxtext.metrics import describe_excluded
from cxtext.schema import EXPOSURE_PREFIX, GROUP_PREFIX, METRIC_PREFIX, Code, Issue, Level, Stage, issue
from cxtext.wording import plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.metrics import Outcome


def validate_metrics(
    responses: pd.DataFrame, raw: pd.DataFrame, outcomes: Sequence[Outcome]
) -> tuple[pd.DataFrame, dict[str, int], list[Issue]]:
    """Read every score cell: return the responses with their valid answers, exclusion counts and issues.

    There is one issue for each cell that is not a valid answer, and one for each metric that sums them up.

    Parameters
    ----------
    responses : DataFrame
        Table responses.
    raw : DataFrame of shape (n_responses, n_metrics)
        The cells as they were read, one column a metric label, and exposure columns.
    outcomes : sequence of Outcome
        The metrics.
    """
    issues: list[Issue] = []
    excluded: dict[str, int] = {}
    valid: dict[str, np.ndarray] = {}
    ids, rows = responses["response_id"].tolist(), responses["row"].tolist()
    is_first = ~responses["row"].duplicated().to_numpy()
    for outcome in outcomes:
        values, reasons = outcome.validate(raw[outcome.label])
        valid[METRIC_PREFIX + outcome.label] = values
        listed = [(i, reason) for i, reason in reasons if is_first[i]]
        excluded[outcome.label] = len(listed)
        column, cells = outcome.metric.column, raw[outcome.label].tolist()
        for i, reason in listed:
            issues.append(
                issue(
                    Stage.METRICS, Code.SCORE_EXCLUDED, reason, level=Level.INFO, column=column, response_id=ids[i], row=rows[i]
                )
            )
        if listed:
            n_answers = len(listed) + int(np.isfinite(values[is_first]).sum())
            note = describe_excluded(outcome.label, [str(cells[i]) for i, _ in listed], n_answers)
            issues.append(issue(Stage.METRICS, Code.ANSWERS_LEFT_OUT, note, column=column))
        if outcome.rate and EXPOSURE_PREFIX + outcome.label in raw:
            unexposed = _validate_exposure(responses, raw, outcome, valid)
            issues += unexposed
            excluded[outcome.label] += sum(one.row is not None for one in unexposed)
        taken = np.where(is_first, valid[METRIC_PREFIX + outcome.label], np.nan)
        issues += [
            issue(Stage.METRICS, Code.METRIC_CAVEAT, note, level=Level.INFO, column=column) for note in outcome.caveats(taken)
        ]
    groups = responses[[column for column in map(str, responses.columns) if column.startswith(GROUP_PREFIX)]]
    answers = {name: values for name, values in valid.items() if name.startswith(METRIC_PREFIX)}
    exposures = {name: values for name, values in valid.items() if name not in answers}
    return responses.drop(columns=groups.columns).assign(**answers).join(groups).assign(**exposures), excluded, issues


def _validate_exposure(responses: pd.DataFrame, raw: pd.DataFrame, outcome: Outcome, valid: dict[str, np.ndarray]) -> list[Issue]:
    """Put the exposures of a count beside it in ``valid``, and return an issue for each count that has none, and one for all."""
    name, cells = METRIC_PREFIX + outcome.label, raw[EXPOSURE_PREFIX + outcome.label]
    n_counts = int(np.isfinite(valid[name][~responses["row"].duplicated().to_numpy()]).sum())
    valid[name], valid[EXPOSURE_PREFIX + outcome.label], reasons = outcome.expose(valid[name], cells)
    ids, rows, column = responses["response_id"].tolist(), responses["row"].tolist(), outcome.metric.exposure
    why = {rows[i]: (ids[i], reason) for i, reason in reversed(reasons)}
    issues = [
        issue(
            Stage.METRICS,
            Code.EXPOSURE_UNUSABLE,
            f"exposure {reason}",
            level=Level.INFO,
            column=column,
            response_id=given,
            row=row,
        )
        for row, (given, reason) in sorted(why.items())
    ]
    if issues:
        n_missing = sum(reason == "missing" for _, reason in why.values())
        note = (
            f"{len(issues):,} of {plural(n_counts, 'count')} in {outcome.label!r} left out: the exposure in {column!r} is "
            f"missing ({n_missing:,}) or not a positive number ({len(issues) - n_missing:,})"
        )
        issues.append(issue(Stage.METRICS, Code.EXPOSURE_UNUSABLE, note, column=column))
    return issues
