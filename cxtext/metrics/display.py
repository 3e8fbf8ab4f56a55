"""How the values of a metric, and the effects of themes on it, are written."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cxtext.schema import VOLUME_METRIC
from cxtext.settings import TIME_UNITS
from cxtext.wording import decimals_beside_zero, decimals_for, interval, is_missing, number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


_TYPES = {
    "basic": "basic: goes with a loss where it is bad, with little gain where it is good",
    "delighter": "a delighter: goes with a gain where it is good, with little loss where it is bad",
    "linear": "linear: goes with a loss where it is bad and with a gain where it is good",
}


@dataclass(frozen=True, slots=True)
class MetricView:
    """One metric as the outputs show it.

    Parameters
    ----------
    name : str
        Its name in the ``metrics`` and ``scorecard`` tables.
    kind : str
        nps, csat, ces, binary, number, duration, count or volume.
    unit : str
        What one point is.
    sign : int
        1 when higher is better, -1 when lower is better.
    decimals, effect_decimals : int
        Decimals that its value, and the effects of themes on it, are shown with.
    row : dict
        Its row of ``metrics``; empty when there is none.
    """

    name: str
    kind: str
    unit: str
    sign: int
    decimals: int
    effect_decimals: int
    row: dict[str, Any]

    @property
    def is_volume(self) -> bool:
        """Whether themes are ranked by negative mentions, for want of a score."""
        return self.kind == "volume"

    @property
    def effect_unit(self) -> str:
        """What an effect is of, without the scale: ``percentage points`` for ``percentage points of answers 4 to 5``."""
        if self.kind == "duration":
            return "in time taken"
        return self.unit if self.kind == "count" else self.unit.split(" of ")[0]

    def value_text(self, value: float | None) -> str:
        """Write a value; shares of satisfied answers carry a percent sign, durations their unit when it is known."""
        if self.is_volume:
            return percent(value)
        text = number(value, self.decimals, signed=self.kind == "nps")
        if is_missing(value):
            return text
        if self.kind == "duration":
            unit = self.unit.rpartition(" ")[2]
            return f"{text} {unit}" if unit in TIME_UNITS else text
        return f"{text}%" if self.kind in {"csat", "binary"} else text

    def effect_text(self, effect: float | None, *, whole: bool = False, sure: bool = False) -> str:
        """Write an effect with its sign: log points of a duration as the change in percent that they are.

        ``whole`` is for a gap, which has the decimals of a value; ``sure`` for one whose interval excludes zero, which is not
        written as zero.
        """
        shown, decimals = self.shown(effect), self._decimals(whole)
        if sure and shown is not None and not is_missing(shown):
            decimals = decimals_beside_zero(shown, decimals)
        return number(shown, decimals, signed=True) + self._mark(effect)

    def shows_zero(self, effect: float | None) -> bool:
        """Tell whether an effect is written as zero: nearer to it than what its metric's intervals can show."""
        shown = self.shown(effect)
        return shown is not None and not is_missing(shown) and round(shown, self._decimals(False)) == 0

    def limits_text(self, low: float | None, high: float | None, *, whole: bool = False) -> str:
        """Write the interval of an effect, or nothing when it is missing."""
        if low is None or high is None or self.kind != "duration" or is_missing(low) or is_missing(high):
            return interval(low, high, self._decimals(whole))
        return f"[{', '.join(self.effect_text(limit, whole=whole, sure=low * high > 0) for limit in (low, high))}]"

    def gap_text(self, gap: float) -> str:
        """Say how those who mention a theme differ from the others: ``12.1 NPS points lower``, ``35% longer``."""
        size = number(abs(self.shown(gap) or 0.0), self._decimals(True))
        if self.kind == "duration":
            return f"{size}% {'shorter' if gap < 0 else 'longer'}"
        return f"{size} {self.effect_unit} {'lower' if gap < 0 else 'higher'}"

    def shown(self, effect: float | None) -> float | None:
        """Return an effect as it is written, not rounded: log points of a duration as the change in percent that they are."""
        if self.kind != "duration" or effect is None or is_missing(effect):
            return effect
        return 100 * math.expm1(min(effect, 700.0) / 100)

    def priority_text(self, priority: float) -> str:
        """Write a priority: a share in percent where there is no score, else with one decimal more than an effect."""
        if self.is_volume:
            return percent(priority)
        return number(priority, decimals_beside_zero(priority, self.effect_decimals + 1)) if priority else "0"

    def _decimals(self, whole: bool) -> int:
        """Return the decimals of an effect."""
        return self.effect_decimals if not whole else 0 if self.kind == "duration" else self.decimals

    def _mark(self, effect: float | None) -> str:
        """Return the percent sign of a change."""
        return "%" if self.kind == "duration" and not is_missing(effect) else ""


def metric_view(name: str, row: dict[str, Any], card: pd.DataFrame) -> MetricView:
    """Build the view of one metric from its row and its part of the scorecard."""
    kind = row.get("kind") or ("volume" if name == VOLUME_METRIC else "number")
    widths = (card["adjusted_high"] - card["adjusted_low"]).dropna()
    if not len(widths):
        widths = (card["impact_high"] - card["impact_low"]).dropna()
    width = None if is_missing(row.get("low")) or is_missing(row.get("high")) else row["high"] - row["low"]
    return MetricView(
        name=name,
        kind=kind,
        unit=row.get("unit") or "points",
        sign=-1 if row.get("direction") == "lower" else 1,
        decimals=1 if kind in {"nps", "csat", "binary"} else decimals_for(width),
        effect_decimals=decimals_for(float(widths.median()) if len(widths) else None),
        row=row,
    )


def sides_text(view: MetricView, sides: Mapping[str, Any] | None) -> str:
    """Write penalty, reward and type of a theme; nothing when neither is known."""
    if not sides:
        return ""
    parts = []
    for side, word in (("penalty", "negatively"), ("reward", "positively")):
        if sides[side] is not None:
            limits = view.limits_text(sides[f"{side}_low"], sides[f"{side}_high"], whole=True)
            n = sides["n_negative" if side == "penalty" else "n_positive"]
            value = f"{view.effect_text(sides[side], whole=True)} {limits}".rstrip()
            parts.append(f"{value} {view.effect_unit} where it is mentioned {word} ({n:,})")
    kind = _TYPES.get(sides["type"] or "")
    return "; ".join([*parts, *([kind] if kind and parts else [])])


def risk_text(at_risk: float | None, name: str) -> str:
    """Write the value of those who complain; nothing without a value column.

    >>> risk_text(12500.0, "mrr"), risk_text(None, "")
    ('12,500 mrr at risk', '')
    """
    return "" if at_risk is None else f"{number(at_risk)} {name or 'value'} at risk"
