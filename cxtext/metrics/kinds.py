"""The table of kinds: a new one is a file beside this one, and a line here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cxtext.metrics.binary import BinaryOutcome
from cxtext.metrics.cells import parse_cells
from cxtext.metrics.ces import CesOutcome
from cxtext.metrics.count import CountOutcome
from cxtext.metrics.csat import TopBoxOutcome
from cxtext.metrics.display import MetricView
from cxtext.metrics.duration import DurationOutcome
from cxtext.metrics.estimate import FloatArray
from cxtext.metrics.nps import NpsOutcome
from cxtext.metrics.number import NumberOutcome
from cxtext.metrics.outcome import Outcome
from cxtext.metrics.volume import VolumeView
from cxtext.schema import VOLUME_METRIC
from cxtext.wording import decimals_for, is_missing, normalize

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.settings import Metric, MetricKind

#: Every kind that a metric may be declared as.
KINDS: dict[MetricKind, type[Outcome]] = {
    "nps": NpsOutcome,
    "csat": TopBoxOutcome,
    "ces": CesOutcome,
    "binary": BinaryOutcome,
    "number": NumberOutcome,
    "duration": DurationOutcome,
    "count": CountOutcome,
}
#: Kind of the row in the table ``metrics`` of a run that has none.
VOLUME = "volume"
#: Every kind in the table ``metrics``, and how it is written.
VIEWS: dict[str, type[MetricView]] = {**{kind: outcome.view for kind, outcome in KINDS.items()}, VOLUME: VolumeView}


def make_outcome(metric: Metric, values: Iterable[object] | None = None) -> Outcome:
    """Return the outcome of a declared metric.

    Parameters
    ----------
    metric : Metric
    values : iterable of object, optional
        Raw cells of its column: the scale of csat and ces comes from them when it is not declared, and a
        note of the outcome says so.

    Returns
    -------
    Outcome
        With ``validate``, ``points``, ``summarize``, ``unit``, ``sign`` and ``notes``.

    Raises
    ------
    ConfigError
        When the declaration makes no sense, or no usual scale fits the answers.

    >>> from cxtext.settings import Metric
    >>> make_outcome(Metric(column="stars", kind="csat"), ["5", "2", "4"]).notes
    ("metric 'stars': scale not declared, taken as 1 to 5 (answers run from 2 to 5).",)
    """
    return KINDS[metric.kind].declare(metric, _numbers(metric, values))


def metric_view(name: str, row: dict[str, Any], card: pd.DataFrame, scale: tuple[float, float] | None = None) -> MetricView:
    """Return how one metric is written, from its row of ``metrics``, its part of the scorecard, and the ends of its answers."""
    kind = row.get("kind") or (VOLUME if name == VOLUME_METRIC else "number")
    unit = row.get("unit") or "points"
    widths = (card["adjusted_high"] - card["adjusted_low"]).dropna()
    if not len(widths):
        widths = (card["impact_high"] - card["impact_low"]).dropna()
    width = None if is_missing(row.get("low")) or is_missing(row.get("high")) else row["high"] - row["low"]
    view = VIEWS[kind]
    return view(
        name=name,
        kind=kind,
        unit=unit,
        sign=-1 if row.get("direction") == "lower" else 1,
        decimals=view.choose_decimals(unit, width),
        effect_decimals=decimals_for(float(widths.median()) if len(widths) else None),
        row=row,
        scale=scale,
    )


def _numbers(metric: Metric, values: Iterable[object] | None) -> FloatArray | None:
    """Return the cells that are numbers or declared words."""
    if values is None:
        return None
    words = {normalize(word): number for word, number in metric.words.items()}
    return parse_cells(values, lambda number: None, words)[0]
