"""Conditions on a comparison that end a batch job with an alert: ``nps<-5``, ``share:T003>0.05``, ``new>0``."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxtext.errors import ConfigError, suggest
from cxtext.schema import Code

if TYPE_CHECKING:
    from cxtext.studies.comparison.runs import Comparison

_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_EXPRESSION = re.compile(r"\s*(?P<name>.+?)\s*(?P<operator><=|>=|<|>)\s*(?P<number>[+-]?(?:\d+\.?\d*|\.\d+))\s*")
#: What counts themes; all count those that are established only.
COUNTS = ("new", "gone", "changed")
GRAMMAR = "Expected NAME<NUMBER or NAME>NUMBER, where NAME is a metric, share:THEME_ID, new, gone or changed: nps<-5, new>0"


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition.

    Parameters
    ----------
    text : str
        As it was given.
    kind : {"metric", "share", "new", "gone", "changed"}
    name : str
        The metric, or the id of the theme; empty for a count.
    operator : {"<", "<=", ">", ">="}
    number : float
        Points of the metric, difference of shares (0.05 is five percentage points), or number of themes.
    """

    text: str
    kind: str
    name: str
    operator: str
    number: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a gate.

    Parameters
    ----------
    gate : Gate
    value : float
        What was compared with the limit; ``nan`` when the gate could not be checked.
    is_met : bool
    note : str
        Why a number beyond the limit does not count, or why the gate could not be checked.
    is_checked : bool
        Whether the two runs allow to tell.
    """

    gate: Gate
    value: float
    is_met: bool
    note: str = ""
    is_checked: bool = True


def parse_gate(text: str) -> Gate:
    """Read one condition.

    Parameters
    ----------
    text : str
        ``NAME OPERATOR NUMBER``. A metric that is named like a count is written ``metric:NAME``.

    Raises
    ------
    ConfigError
        When it is not of that form.

    >>> parse_gate("share:T003 > 0.05")
    Gate(text='share:T003 > 0.05', kind='share', name='T003', operator='>', number=0.05)
    """
    match = _EXPRESSION.fullmatch(text)
    if match is None:
        raise ConfigError(f"condition {text!r} cannot be read.\n{GRAMMAR}")
    name = match["name"]
    kind, sep, rest = name.partition(":")
    if name in COUNTS:
        kind, rest = name, ""
    elif not sep or kind not in ("share", "metric"):
        kind, rest = "metric", name
    return Gate(text, kind, rest.strip(), match["operator"], float(match["number"]))


def check_gates(gates: Iterable[Gate], *, metrics: Iterable[str], theme_ids: Iterable[str]) -> None:
    """Raise a ConfigError for a gate on a metric or theme that there is not."""
    names_of = {"metric": list(metrics), "share": list(theme_ids)}
    for gate in gates:
        if gate.kind in names_of and gate.name not in names_of[gate.kind]:
            names = names_of[gate.kind]
            what = (
                f"no metric of both runs is named {gate.name!r}" if gate.kind == "metric" else f"run A has no theme {gate.name!r}"
            )
            if gate.kind == "metric" and gate.name in names_of["share"]:
                hint = f" Did you mean 'share:{gate.name}', the share of that theme?"
            else:
                hint = suggest(gate.name, [*names, *(COUNTS if gate.kind == "metric" else ())])
            shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
            raise ConfigError(f"condition {gate.text!r}: {what}.{hint}\nKnown: {shown or 'none'}")


def judge(gate: Gate, comparison: Comparison) -> Verdict:
    """Decide whether a gate is met.

    A metric and a share are compared by their difference, B less A, and only count when it is beyond chance: the 95% interval
    of a metric excludes 0, a theme is flagged as changed. ``new``, ``gone`` and ``changed`` count themes whose share changed
    beyond chance (``changed`` all of them).
    """
    holds = _OPERATORS[gate.operator]
    if gate.kind in COUNTS:
        changed = comparison.changed
        n = len(changed) if gate.kind == "changed" else int((changed["status"] == gate.kind).sum())
        return Verdict(gate, float(n), holds(n, gate.number))
    table, key = (comparison.metrics, "metric") if gate.kind == "metric" else (comparison.themes, "theme_id")
    rows = table[table[key] == gate.name]
    if rows.empty:
        return Verdict(gate, float("nan"), False, _why_not_compared(gate, comparison), is_checked=False)
    row = rows.iloc[0]
    value = float(row["difference"])
    if math.isnan(value):
        return Verdict(gate, value, False, f"{gate.name!r} has no value in one of the runs", is_checked=False)
    if not holds(value, gate.number):
        return Verdict(gate, value, False)
    is_established = bool(row["low"] > 0 or row["high"] < 0) if gate.kind == "metric" else row["flag"] == "changed"
    return Verdict(gate, value, is_established, "" if is_established else "not beyond chance")


def _why_not_compared(gate: Gate, comparison: Comparison) -> str:
    """Return why the metric or theme of a gate is not among what was compared."""
    noted = (one.message for one in comparison.issues if one.code == Code.METRIC_NOT_COMPARED and one.column == gate.name)
    return next(noted, f"{gate.name!r} is not compared").rstrip(".")
