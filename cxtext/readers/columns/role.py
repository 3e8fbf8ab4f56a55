"""The role of a column, and the roles of all columns of a table."""

from __future__ import annotations

from dataclasses import dataclass, field

from cxtext.readers.columns.answer_words import Note
from cxtext.readers.columns.options import Options
from cxtext.readers.columns.ticks import TickBox
from cxtext.settings import Metric


@dataclass(slots=True)
class Role:
    """The role of one column."""

    role: str
    reason: str
    detail: str = ""
    chosen_by: str = "guess"
    holds_dates: bool = False


@dataclass(slots=True)
class Roles:
    """The roles of all columns, the metrics, what was assumed on the way, and the column of waves (which may be a group too).

    ``options`` has the list of each group column in which people chose several: every option is a group of its own.
    ``ticks`` has the tick box of each group column that is one option of a question.
    """

    by_column: dict[str, Role] = field(default_factory=dict)
    metrics: list[Metric] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    wave: str | None = None
    options: dict[str, Options] = field(default_factory=dict)
    ticks: dict[str, TickBox] = field(default_factory=dict)

    def of(self, role: str) -> list[str]:
        """Return the columns of one role, in the order of the input."""
        return [column for column, own in self.by_column.items() if own.role == role]

    def first(self, role: str) -> str | None:
        """Return the one column of a role, if there is one."""
        return next(iter(self.of(role)), None)
