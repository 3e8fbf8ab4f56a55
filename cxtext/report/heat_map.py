"""How often each group mentions each theme, as a table with the established differences marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from cxtext.findings import GroupRow, list_group_rows, order_groups
from cxtext.metrics import readable_name
from cxtext.report.links import ThemeLink, link_theme
from cxtext.report.section import Material
from cxtext.wording import number, one_line, percent

#: Most themes and most groups of one table: what a reader takes in, and what fits beside the names.
THEMES_SHOWN = 15
GROUPS_SHOWN = 10
#: Most that are left out and named.
NAMED = 40
#: Most group columns.
COLUMNS_SHOWN = 6
#: Most characters of a group's name.
GROUP_LENGTH = 40
#: Times the share elsewhere from which the tint is the stronger one.
STRONG = 2.0


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One group and theme: the share in words, and how it is marked.

    Parameters
    ----------
    share, detail : str
        The detail says counts, ratio and interval.
    mark : {"more", "less", ""}
        Established as more or less often than elsewhere.
    strong : bool
        Whether it is twice as often, or half as often, or beyond.
    """

    share: str
    detail: str
    mark: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One theme with its cells, in the order of the groups."""

    theme: ThemeLink
    cells: tuple[HeatCell | None, ...]

    @property
    def is_marked(self) -> bool:
        """Whether a difference is established in any of its cells."""
        return any(cell is not None and cell.mark for cell in self.cells)


@dataclass(frozen=True, slots=True)
class HeatTable:
    """One way of grouping.

    Parameters
    ----------
    column : str
    groups : tuple of (str, int)
        Name and responses of each group shown: those with an established cell first, then the largest; where all names begin
        with a number, in the order of those.
    rows, others : tuple of HeatRow
        Those with an established cell among the groups shown, and the others, each in the order of the ranking.
    groups_left, themes_left : tuple of str
        Names of the first of those that are not shown.
    n_groups_left, n_themes_left : int
        How many are not shown.
    n_marked : int
        Established cells among all of the column, shown or not.
    n_cells : int
        Cells that were compared.
    """

    column: str
    groups: tuple[tuple[str, int], ...]
    rows: tuple[HeatRow, ...]
    others: tuple[HeatRow, ...]
    groups_left: tuple[str, ...]
    n_groups_left: int
    themes_left: tuple[str, ...]
    n_themes_left: int
    n_marked: int
    n_cells: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A table per group column."""

    template: ClassVar[str] = "heat.html.j2"

    tables: tuple[HeatTable, ...]
    noun: str
    columns_left: tuple[str, ...]

    @property
    def has_marks(self) -> bool:
        """Whether any difference between groups is established."""
        return any(table.n_marked for table in self.tables)


def draw_heat_map(material: Material) -> HeatMap | None:
    """Return how often each group mentions each theme; nothing where no group was compared."""
    if not material.has_themes:
        return None
    by_column: dict[str, list[GroupRow]] = {}
    for row in list_group_rows(material.analysis):
        by_column.setdefault(row.group_column, []).append(row)
    if not by_column:
        return None
    columns = sorted(by_column, key=lambda name: (-sum(row.established for row in by_column[name]), name))
    tables = tuple(_table(column, by_column[column], material) for column in columns[:COLUMNS_SHOWN])
    left = tuple(one_line(readable_name(name), GROUP_LENGTH) for name in columns[COLUMNS_SHOWN:])
    return HeatMap(tables, material.basis.noun, left)


def _table(column: str, rows: Sequence[GroupRow], material: Material) -> HeatTable:
    """Return the table of one column: the groups and themes with established differences first, then the largest."""
    marked = [row for row in rows if row.established]
    sizes = {row.group: row.n_group for row in rows}
    is_marked = {row.group for row in marked}
    order = {name: (name not in is_marked, -size, name) for name, size in sizes.items()}
    groups = order_groups(_choose(list(sizes), [row.group for row in marked], GROUPS_SHOWN, key=order.__getitem__))
    ranked = [theme.theme_id for theme in material.rankings[0].in_order]
    place = {theme_id: i for i, theme_id in enumerate(ranked)}
    present = list(dict.fromkeys(row.theme_id for row in rows if row.theme_id in place))
    themes = _choose(present, [row.theme_id for row in marked], THEMES_SHOWN, key=place.__getitem__)
    cells = {(row.theme_id, row.group): _cell(row) for row in rows}
    lines = [
        HeatRow(link_theme(theme_id, material.themes), tuple(cells.get((theme_id, name)) for name in groups))
        for theme_id in themes
    ]
    groups_left = sorted(set(sizes) - set(groups), key=lambda name: (-sizes[name], name))
    themes_left = sorted(set(present) - set(themes), key=place.__getitem__)
    return HeatTable(
        column=one_line(readable_name(column), GROUP_LENGTH),
        groups=tuple((one_line(name, GROUP_LENGTH), sizes[name]) for name in groups),
        rows=tuple(line for line in lines if line.is_marked),
        others=tuple(line for line in lines if not line.is_marked),
        groups_left=tuple(one_line(name, GROUP_LENGTH) for name in groups_left[:NAMED]),
        n_groups_left=len(groups_left),
        themes_left=tuple(link_theme(theme_id, material.themes).label for theme_id in themes_left[:NAMED]),
        n_themes_left=len(themes_left),
        n_marked=len(marked),
        n_cells=len(rows),
    )


def _choose(names: Sequence[str], marked: Sequence[str], most: int, *, key: Callable[[str], Any]) -> list[str]:
    """Return the names that are shown, in order: those with more marked cells before others where there are too many."""
    order = sorted(names, key=key)
    count = {name: 0 for name in names} | {name: marked.count(name) for name in marked}
    chosen = sorted(order, key=lambda name: -count[name])[:most]
    return [name for name in order if name in set(chosen)]


def _cell(row: GroupRow) -> HeatCell:
    """Return one cell in words."""
    detail = f"{row.n:,} of {row.n_group:,}; {number(row.lift, 1)} times the share elsewhere"
    if not row.established:
        return HeatCell(percent(row.share), detail)
    is_strong = row.lift >= STRONG or row.lift <= 1 / STRONG
    return HeatCell(percent(row.share), f"{detail}, established", "more" if row.is_more else "less", is_strong)
