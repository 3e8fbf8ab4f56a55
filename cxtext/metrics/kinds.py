"""Outcome metrics: validity, points, and estimates with intervals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cxtext.metrics.cells import normalize_word, parse_cells
from cxtext.metrics.ces import CesOutcome, require_direction
from cxtext.metrics.count import CountOutcome
from cxtext.metrics.csat import TopBoxOutcome, resolve_scale
from cxtext.metrics.duration import DurationOutcome
from cxtext.metrics.estimate import Estimate, FloatArray
from cxtext.metrics.nps import NpsOutcome
from cxtext.metrics.outcome import BinaryOutcome, NumberOutcome, Outcome, Scale, checked_scale

if TYPE_CHECKING:
    from cxtext.settings import Metric

__all__ = ["Estimate", "Outcome", "make_outcome"]

#: Scales in use for csat and ces, from the smallest on.
USUAL_SCALES: tuple[Scale, ...] = ((1, 5), (1, 7), (1, 10), (0, 10))


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

    >>> from cxtext.settings.config import Metric
    >>> make_outcome(Metric(column="stars", kind="csat"), ["5", "2", "4"]).notes
    ("metric 'stars': scale not declared, taken as 1 to 5 (answers run from 2 to 5).",)
    """
    if metric.kind == "nps":
        return NpsOutcome(metric)
    if metric.kind == "binary":
        return BinaryOutcome(metric)
    if metric.kind == "duration":
        return DurationOutcome(metric)
    if metric.kind == "count":
        return CountOutcome(metric)
    scale = checked_scale(metric)
    if metric.kind == "number":
        return NumberOutcome(metric, scale)
    if metric.kind == "ces":
        require_direction(metric)
    notes: tuple[str, ...] = ()
    if scale is None:
        scale, notes = resolve_scale(metric, _numbers(metric, values), USUAL_SCALES)
    if metric.kind == "ces" and metric.top is None:
        return CesOutcome(metric, scale, notes)
    return TopBoxOutcome(metric, scale, notes)


def _numbers(metric: Metric, values: Iterable[object] | None) -> FloatArray | None:
    """Return the cells that are numbers or declared words."""
    if values is None:
        return None
    words = {normalize_word(word): number for word, number in metric.words.items()}
    return parse_cells(values, lambda number: None, words)[0]
