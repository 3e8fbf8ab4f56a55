"""How the values of a metric, and the effects of themes on it, are written; a kind that differs has a view of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from cxtext.wording import decimals_beside_zero, decimals_for, interval, is_missing, number, one_line

#: Unit of a share of answers, as far as it says nothing of which answers.
PERCENTAGE_POINTS = "percentage points"
#: What readers call the kinds that have a name of their own, wherever one of these stands alone; each view adds its own.
ACRONYMS: set[str] = set()


@dataclass(frozen=True)
class MetricView:
    """One metric as the outputs show it: a mean of points, unless its kind has a subclass.

    Parameters
    ----------
    name : str
        Its name in the ``metrics`` and ``scorecard`` tables.
    kind : str
        A key of :data:`cxtext.metrics.VIEWS`.
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

    #: What readers call the kind; empty where the column's own name is all there is.
    acronym: ClassVar[str] = ""
    #: Whether values carry a sign.
    is_signed: ClassVar[bool] = False
    #: Whether it is an amount, such as hours or tickets, and not a score.
    is_amount: ClassVar[bool] = False
    #: Whether themes are ranked by negative mentions because there is no metric.
    is_volume: ClassVar[bool] = False
    #: Whether the unit names the column, so that it tells nothing of whether two metrics are the same.
    has_column_unit: ClassVar[bool] = False
    #: Whether the points of themes add up to something that a reader knows.
    parts_add_up: ClassVar[bool] = True
    #: What its value is, where that is not a mean: ``median``.
    typical: ClassVar[str] = ""
    #: Which mean the answers with and without a theme have, where it is not the plain one: ``geometric``.
    mean: ClassVar[str] = ""
    #: What themes change, where that is not points of the metric: ``the time taken``.
    quantity: ClassVar[str] = ""
    #: Heading of a column of effects.
    effect_heading: ClassVar[str] = "points"
    #: What the ranking needs more of to tell two themes apart.
    evidence: ClassVar[str] = "answers"
    #: What makes points, or percent, of the numbers in the tables.
    table_scale: ClassVar[float] = 1.0

    def __init_subclass__(cls) -> None:
        ACRONYMS.update([cls.acronym] if cls.acronym else ())

    @classmethod
    def choose_decimals(cls, unit: str, width: float | None) -> int:
        """Return the decimals of a value whose 95% interval has this width, in ``unit``."""
        return 1 if unit.startswith(PERCENTAGE_POINTS) else decimals_for(width)

    @classmethod
    def heading(cls, name: str) -> str:
        """Return the heading of what is said of the metric of this name."""
        return name

    @classmethod
    def value_unit(cls, unit: str) -> str:
        """Return the unit of a difference of two values, given that of an effect."""
        return unit

    @classmethod
    def short_unit(cls, unit: str) -> str:
        """Return the unit of a difference of two values beside a title that says of what."""
        return PERCENTAGE_POINTS if unit.startswith(PERCENTAGE_POINTS) else unit

    @property
    def is_percent(self) -> bool:
        """Whether values are written as percentages."""
        return self.unit.startswith(PERCENTAGE_POINTS)

    @property
    def effect_unit(self) -> str:
        """What an effect is of, without the scale: ``percentage points`` for ``percentage points of answers 4 to 5``."""
        return self.unit.split(" of ")[0]

    @property
    def effect_title(self) -> str:
        """Title of a column of effects on a page."""
        unit = self.effect_unit.removeprefix("in ")
        title = unit[:1].upper() + unit[1:]
        return f"{title}, lower is better" if self.sign < 0 else title

    @property
    def chart_title(self) -> str:
        """Title of the axis on which a chart of themes has :meth:`chart_value`."""
        return f"{'average ' if self.typical else ''}{one_line(self.title, 28)} of those who mention it"

    @property
    def chart_reference(self) -> float | None:
        """The value of all answers, to set those of themes against; None where theirs is another kind of value."""
        value: float | None = self.row.get("value")
        return None if self.typical else value

    @property
    def reference_text(self) -> str:
        """The same in words."""
        return f"all answers {self.value_text(self.row.get('value'))}"

    @property
    def split_names(self) -> tuple[str, str, str]:
        """What the good answers, those in between and the bad ones are called; empty where the kind has no such parts."""
        return "", "", ""

    @property
    def definition(self) -> str:
        """Say below its value what it is, to somebody who does not know the kind."""
        return f"average of {self.phrase}; {'lower' if self.sign < 0 else 'higher'} is better"

    @property
    def answers_in_words(self) -> str:
        """The answers that a share counts, such as ``4 or 5`` or ``8 to 10``; nothing where it is no share of some answers."""
        which = self.share_text.removeprefix("share of answers ").removeprefix("share of answer ")
        first, to, last = which.partition(" to ")
        return f"{first} or {last}" if to and float(last) - float(first) == 1 else which

    @property
    def share_text(self) -> str:
        """Which answers its value is the share of; nothing where it is no share of some answers."""
        which = self.unit.removeprefix(PERCENTAGE_POINTS)
        return f"share{which}" if self.unit.startswith(PERCENTAGE_POINTS) and which else ""

    @property
    def export_unit(self) -> str:
        """What the effects in the columns of an export are of."""
        return self.unit

    @property
    def fact_unit(self) -> str:
        """What an effect is of, in a line that begins with the metric's name."""
        return self.unit

    @property
    def title(self) -> str:
        """Name of the metric as a reader knows it, such as ``NPS`` or ``score (NPS)``."""
        if not self.acronym or self.name.lower() == self.acronym.lower():
            return self.acronym or self.name
        return f"{self.name} ({self.acronym})"

    @property
    def phrase(self) -> str:
        """Name of the metric as it stands in a sentence: quoted when it is a column's own name."""
        return self.title if self.title in ACRONYMS else f"“{self.title}”"

    @property
    def points_of(self) -> str:
        """The unit with the metric it is of, such as ``NPS points`` or ``percentage points of “renewed”``."""
        return self.unit if self.title in self.unit else f"{self.effect_unit} of {self.phrase}"

    def value_text(self, value: float | None) -> str:
        """Write a value; a share of answers carries a percent sign."""
        text = number(value, self.decimals, signed=self.is_signed)
        return f"{text}%" if self.is_percent and not is_missing(value) else text

    def unsigned_text(self, value: float | None) -> str:
        """Write a value without its sign; a share with the answers that it counts."""
        text = number(value, self.decimals) if self.is_signed else self.value_text(value)
        which = self.share_text.removeprefix("share of answers ").removeprefix("share of answer ")
        return f"{text} answer {which}" if which else text

    def full_text(self, value: float | None) -> str:
        """Write a value without its sign and with its whole unit."""
        text = self.unsigned_text(value)
        return text if self.is_percent else f"{text} {self.unit}"

    def value_limits_text(self, low: float | None, high: float | None) -> str:
        """Write the interval of a value, or nothing when it is missing."""
        return interval(low, high, self.decimals, signed=self.is_signed)

    @property
    def interval_text(self) -> str:
        """The 95% interval of the metric; nothing when it is missing."""
        return self.value_limits_text(self.row["low"], self.row["high"])

    def effect_text(self, effect: float | None, *, whole: bool = False, sure: bool = False) -> str:
        """Write an effect with its sign.

        ``whole`` is for a gap, which has the decimals of a value; ``sure`` for one whose interval excludes zero, which is not
        written as zero.
        """
        shown, decimals = self.shown(effect), self._decimals(whole)
        if sure and shown is not None and not is_missing(shown):
            decimals = decimals_beside_zero(shown, decimals)
        return number(shown, decimals, signed=True)

    def amount_text(self, effect: float | None, *, sure: bool = False) -> str:
        """Write an effect without its sign."""
        return self.effect_text(effect, sure=sure).lstrip("+−")

    def amount_limits(self, low: float, high: float) -> tuple[str, str]:
        """Write the limits of an effect's interval without their signs, both with as many decimals."""
        first, second = self.limits_text(low, high)[1:-1].split(", ")
        return first.lstrip("+−"), second.lstrip("+−")

    def shows_zero(self, effect: float | None) -> bool:
        """Tell whether an effect is written as zero: nearer to it than what its metric's intervals can show."""
        shown = self.shown(effect)
        return shown is not None and not is_missing(shown) and round(shown, self._decimals(False)) == 0

    def tells_nothing(self, low: float | None, high: float | None) -> bool:
        """Tell whether the interval of a gap holds zero and is as wide as the scale, so that the answers say nothing of it."""
        if low is None or high is None or is_missing(low) or is_missing(high):
            return False
        return low < 0 < high and (high - low >= self.reach or low == -high)

    @property
    def reach(self) -> float:
        """Largest difference of two values where it is the same for all metrics of the kind; infinite elsewhere."""
        return 100.0 if self.is_percent else float("inf")

    def limits_text(self, low: float | None, high: float | None, *, whole: bool = False) -> str:
        """Write the interval of an effect, or nothing when it is missing."""
        return interval(low, high, self._decimals(whole))

    def gap_text(self, gap: float, *, named: bool = False) -> str:
        """Say how those who mention a theme differ from the others: ``12.1 NPS points lower``.

        ``named`` is for a sentence that names the metric: a unit that repeats the name is ``points`` there.
        """
        return self.change_text(number(abs(self.shown(gap) or 0.0), self._decimals(True)), gap, named=named)

    def change_text(self, size: str, change: float, *, named: bool = False) -> str:
        """Say how far and which way the metric moves: ``size`` is the change as it is written, without its sign."""
        unit = "points" if named and self.title in self.unit else self.effect_unit
        return f"{size} {unit} {self.way(change)}"

    def way(self, change: float) -> str:
        """Say which way the metric moves."""
        return "lower" if change < 0 else "higher"

    def shown(self, effect: float | None) -> float | None:
        """Return an effect as it is written, not rounded."""
        return effect

    def shown_damage(self, damage: float) -> float:
        """Return damage as it is written: without a sign, it is how far the metric moves in its bad direction."""
        return abs(self.shown(-self.sign * damage) or 0.0)

    def chart_value(self, value_with: float | None, negative_share: float) -> float | None:
        """Return how a theme fares: the value among those who mention it, or else the share of it that is negative."""
        return value_with

    def priority_text(self, priority: float) -> str:
        """Write a priority with one decimal more than an effect."""
        return number(priority, decimals_beside_zero(priority, self.effect_decimals + 1)) if priority else "0"

    def _decimals(self, whole: bool) -> int:
        """Return the decimals of an effect."""
        return self.decimals if whole else self.effect_decimals
