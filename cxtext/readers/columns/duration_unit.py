"""The unit of a column of durations."""

from __future__ import annotations

import re

from cxtext.language import load_column_words
from cxtext.metrics import CLOCK_UNIT, parse_clock
from cxtext.readers.columns.profile import ColumnProfile
from cxtext.settings import Metric

_UNITS = {unit: re.compile(rf"\b{names}\b") for unit, names in load_column_words().metrics.time_units.items()}


def resolve_unit(metric: Metric, profile: ColumnProfile) -> tuple[str, str]:
    """Return the unit of a duration (declared, named by its column, or that of clock forms), and what was assumed of the last."""
    if metric.unit:
        return metric.unit, ""
    named = [unit for unit, names in _UNITS.items() if names.search(profile.words)]
    if len(named) == 1:
        return named[0], ""
    n_clock = sum(n for value, n in profile.counts.items() if parse_clock(value) is not None)
    if n_clock:
        others = "" if n_clock == profile.n_filled else "; so are its plain numbers"
        return CLOCK_UNIT, f"{metric.label!r} holds times such as 1:30:00 or PT1H30M, which are taken in {CLOCK_UNIT}{others}"
    return "", ""
