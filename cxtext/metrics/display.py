"""How the values of a metric, and the effects of themes on it, are written; a kind that differs has a view of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from cxtext.wording import decimals_for, interval, is_missing, number, number_off_zero, one_line, without_sign

#: Unit of a share of answers, as far as it says nothing of which answers.
PERCENTAGE_POINTS = "percentage points"
#: What readers call the kinds that have a name of their own, wherever one of these stands alone; each view adds its own.
ACRONYMS: set[str] = set()
#: Characters of a name from which it is a question, and the kind of score, where it has a name, stands first.
LONGEST_NAME = 40
#: Where the words of a column's name meet: an underscore, a dot or hyphen, a capital after a small letter, a number after a word.
_BETWEEN_WORDS = re.compile(r"[_.\-]+|(?<=[a-z])(?=[A-Z][a-z])|(?<=[A-Za-z]{3})(?=\d)")
#: The code of a question, such as Q7 or Q1_NPS, which says nothing to a reader.
_CODE = re.compile(r"[A-Za-z]{1,4} ?\d{1,3}(?:[ ._]\d{1,3})?")
#: A short word without a vowel is an abbreviation.
_ABBREVIATION = re.compile(r"[bcdfghjklmnpqrstvwxz]{2,4}")


def readable_name(name: str) -> str:
    """Return the name of a column as a title: words apart, a capital first. A name with blanks is somebody's wording and stays.

    >>> readable_name("overall_rating"), readable_name("fft_score"), readable_name("easeOfUse"), readable_name("How was it?")
    ('Overall rating', 'FFT score', 'Ease of use', 'How was it?')
    """
    if any(letter.isspace() for letter in name):
        return name
    words = _BETWEEN_WORDS.sub(" ", name).split()
    if not words:
        return name
    lower = [word if word.isupper() else word.lower() for word in words]
    written = [word.upper() if _ABBREVIATION.fullmatch(word) or word.upper() in ACRONYMS else word for word in lower]
    return " ".join([written[0][:1].upper() + written[0][1:], *written[1:]])


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
    scale : tuple of float, optional
        Lowest and highest answer: of the scale, or else among the answers.
    """

    name: str
    kind: str
    unit: str
    sign: int
    decimals: int
    effect_decimals: int
    row: dict[str, Any]
    scale: tuple[float, float] | None = None

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
        scale = f", {self.scale_text}" if self.scale_text else ""
        return f"average of {self.phrase}{scale}; {'lower' if self.sign < 0 else 'higher'} is better"

    @property
    def scale_text(self) -> str:
        """From where to where answers run; nothing where that is not known."""
        if self.scale is None or self.is_amount:
            return ""
        low, high = (number(end, 0 if end == int(end) else 2) for end in self.scale)
        return f"answers from {low} to {high}"

    @property
    def cost_unit(self) -> str:
        """What the cost of a theme is of, beside its figure."""
        return self.effect_unit if self.is_amount or self.is_percent else f"{self.effect_unit} of the average"

    @property
    def cost_scale(self) -> str:
        """Say what points are of, where the metric stands, and on which scale; nothing where the unit says it."""
        value = self.row.get("value")
        if self.is_amount or self.is_volume or is_missing(value):
            return ""
        if self.is_percent:
            which = self.share_text.removeprefix("share of ") or "yes"
            return f"Percentage points are of the share of {which}, which is {self.value_text(value)}."
        scale = f" with {self.scale_text}" if self.scale_text else ""
        return f"Points are of the average, which is {self.value_text(value)}{scale}."

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
        """Name of the metric as a reader knows it, such as ``NPS`` or ``Score (NPS)``."""
        name = readable_name(self.name)
        if not self.acronym or self.acronym in name.split():
            return name
        if _CODE.fullmatch(name):
            return f"{self.acronym} ({name})"
        if len(name) > LONGEST_NAME:  # a whole question
            return f"{self.acronym}: {one_line(name, LONGEST_NAME)}"
        return f"{name} ({self.acronym})"

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
            return number_off_zero(shown, decimals, signed=True)
        return number(shown, decimals, signed=True)

    def amount_text(self, effect: float | None, *, sure: bool = False) -> str:
        """Write an effect without its sign."""
        return without_sign(self.effect_text(effect, sure=sure))

    def amount_limits(self, low: float, high: float) -> tuple[str, str]:
        """Write the limits of an effect's interval without their signs, both with as many decimals."""
        first, second = self.limits_text(low, high)[1:-1].split(", ")
        return without_sign(first), without_sign(second)

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
        return number_off_zero(priority, self.effect_decimals + 1) if priority else "0"

    def _decimals(self, whole: bool) -> int:
        """Return the decimals of an effect."""
        return self.decimals if whole else self.effect_decimals
