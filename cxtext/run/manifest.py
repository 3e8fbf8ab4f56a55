"""The manifest of a run: what was used, what was counted, and what the reader must know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from cxtext.errors import InputError
from cxtext.metrics import KINDS, Answers, Outcome, make_outcome
from cxtext.run.submissions import Submissions
from cxtext.schema import VOLUME_METRIC
from cxtext.settings import Metric

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.run.log import RunLog
    from cxtext.settings import Config

LIBRARIES = ("numpy", "scipy", "pandas", "pyarrow", "scikit-learn", "graspologic-native", "onnxruntime", "tokenizers", "spacy")


def build_manifest(
    config: Config,
    receipt: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame],
    run: RunLog,
    *,
    models: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the manifest; every count in it is a count of table rows.

    Parameters
    ----------
    config : Config
        The config in force.
    receipt : mapping
        What the reader read: sources and record counts.
    tables : mapping of str to DataFrame
        All tables of the analysis.
    run : RunLog
        Timings of the stages.
    models : mapping
        Name and fingerprint of every model used.
    """
    import cxtext

    return {
        "version": cxtext.__version__,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "libraries": {name: number or "unknown" for name, number in library_versions().items()},
        "config": config.model_dump(mode="json"),
        "seed": config.seed,
        "input": dict(receipt),
        "counts": count_rows(tables, receipt),
        "timings": run.timings,
        "models": dict(models),
        "primary_metric": choose_primary(config, tables["metrics"]),
    }


def count_rows(tables: Mapping[str, pd.DataFrame], receipt: Mapping[str, Any]) -> dict[str, int]:
    """Return the counts of every stage; they add up.

    ``n_responses = n_content + n_non_answer + n_blank`` and ``n_units = n_assigned + n_unassigned``.
    """
    status = tables["responses"]["status"].value_counts()
    assigned = tables["assignments"]["theme_id"].notna()
    is_top = tables["themes"]["parent_id"].isna()
    return {
        "n_rows": int(receipt["n_read"]),
        "n_rows_dropped": int(receipt["n_dropped"]),
        "n_responses": len(tables["responses"]),
        "n_content": int(status.get("content", 0)),
        "n_non_answer": int(status.get("non_answer", 0)),
        "n_blank": int(status.get("blank", 0)),
        "n_units": len(tables["units"]),
        "n_unique_units": int(tables["units"]["text"].nunique()),
        "n_assigned": int(assigned.sum()),
        "n_unassigned": int((~assigned).sum()),
        "n_themes": int(is_top.sum()),
        "n_subthemes": int((~is_top).sum()),
    }


def choose_primary(config: Config, metrics: pd.DataFrame) -> str:
    """Return the metric that the report leads with.

    That is the one asked for, else the first one declared, else, of those guessed, NPS or the one with most answers.
    """
    if metrics.empty:
        return VOLUME_METRIC
    known = metrics["metric"].tolist()
    for name in (config.ranking.primary_metric, *(metric.label for metric in config.metrics)):
        if name in known:
            return str(name)
    leads = metrics["kind"].isin([kind for kind, outcome in KINDS.items() if outcome.leads])
    order = metrics.assign(leads=leads).sort_values(["leads", "n"], ascending=False, kind="stable")
    return str(order["metric"].iat[0])


def library_versions() -> dict[str, str | None]:
    """Return the installed version of each library that decides results; None for one that is missing."""
    return {name: _version(name) for name in LIBRARIES}


def _version(name: str) -> str | None:
    """Return the installed version of a library, None when it is missing."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


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
    answers = submissions.answers(recorded_outcomes(manifest), recorded_exclusions(tables["metrics"]))
    return {one.outcome.label: one for one in answers}
