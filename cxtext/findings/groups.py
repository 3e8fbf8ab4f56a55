"""How often each group mentions each theme, as table ``groups`` has it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cxtext.findings.rows import AnalysisLike, list_rows, top_themes
from cxtext.impact import MAX_Q


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One row of table ``groups``: how often one group mentions a theme, against all others."""

    theme_id: str
    group_column: str
    group: str
    n: int
    n_group: int
    share: float
    lift: float
    low: float
    high: float
    q_value: float
    length_lift: float | None
    length_low: float | None
    length_high: float | None
    mh_by: str | None
    mh_low: float | None
    mh_high: float | None
    simpson: str | None

    @property
    def established(self) -> bool:
        """Whether chance alone hardly explains the difference, among all cells of the table."""
        return self.q_value <= MAX_Q

    @property
    def is_more(self) -> bool:
        """Whether the group mentions the theme more often than the others."""
        return self.lift > 1


def list_group_rows(analysis: AnalysisLike) -> list[GroupRow]:
    """Return the cells of all active themes, in the order of the table."""
    themes = top_themes(analysis)
    return [row for row in list_rows(GroupRow, analysis.tables["groups"]) if row.theme_id in themes]


def order_groups(names: list[str]) -> list[str]:
    """Return names that all begin with a number, such as those of periods, in the order of their numbers; others as given.

    >>> order_groups(["2022H2", "2022H1", "101-500", "1-10"]), order_groups(["web", "app"])
    (['1-10', '101-500', '2022H1', '2022H2'], ['web', 'app'])
    """
    numbers = {name: int(start[0]) for name in names if (start := re.match(r"[0-9]+", name))}
    return sorted(names, key=lambda name: (numbers[name], name)) if len(numbers) == len(names) else names
