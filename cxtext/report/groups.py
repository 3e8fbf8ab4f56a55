"""Groups that mention a theme more than others do, and whether that holds within other groups, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cxtext.findings import GroupRow, list_group_rows, top_themes
from cxtext.impact import MAX_Q
from cxtext.metrics import readable_name
from cxtext.report.links import ThemeLink, link_theme
from cxtext.report.section import Material
from cxtext.wording import number, one_line, plural

#: Most differences that are shown.
GROUP_ROWS = 20


@dataclass(frozen=True, slots=True)
class GroupDifference:
    """One established difference: the theme, whether it holds within other groups, and whether nobody else mentions it."""

    row: GroupRow
    theme: ThemeLink
    held: str
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Groups:
    """The established differences, what was compared, and a sentence when some of them turn round."""

    template: ClassVar[str] = "groups.html.j2"

    differences: tuple[GroupDifference, ...]
    note: str
    warning: str = ""


def describe_groups(material: Material) -> Groups | None:
    """Return the established differences between groups, the surest first; nothing when no group was compared."""
    analysis = material.analysis
    themes, table = top_themes(analysis), analysis.tables["groups"]
    if not len(table):
        return None
    rows = [row for row in list_group_rows(analysis) if row.established and (row.is_more or row.simpson is not None)]
    if not rows:
        named = ", ".join(one_line(readable_name(column), 40) for column in sorted(map(str, table["group_column"].unique())))
        text = f"No group of {named} is established as mentioning a theme more often than the others"
        return Groups((), f"{text} ({number(len(table))} comparisons).")
    rows.sort(key=lambda r: (r.simpson is None, r.q_value, -r.lift, r.theme_id, r.group_column, r.group))
    total = analysis.tables["scorecard"].groupby("theme_id")["n_responses"].max().to_dict()
    differences = tuple(
        GroupDifference(
            row,
            theme=link_theme(row.theme_id, themes),
            held=_held(row),
            is_alone=row.n >= total.get(row.theme_id, row.n + 1),
        )
        for row in rows[:GROUP_ROWS]
    )
    least = analysis.manifest.setting("groups", "min_cell", 5)
    note = "Each of these groups mentions a theme more often than the others do"
    if table["length_lift"].notna().any():
        note += ", and more often than others who write as much"
    note += f". At most one in {round(1 / MAX_Q)} of them is listed by chance."
    note += f" Groups of fewer than {least} respondents are not shown by name."
    return Groups(differences, note, _warning(sum(row.simpson is not None for row in rows)))


def _warning(n_turned: int) -> str:
    """Say that differences turn round within the groups of another column; nothing when none does."""
    if not n_turned:
        return ""
    verb = "turns" if n_turned == 1 else "turn"
    return (
        f"{plural(n_turned, 'difference')} below {verb} round within the groups of another column (Simpson’s paradox): "
        "the mix of those groups makes the total, so compare within them before acting on it."
    )


def _held(row: GroupRow) -> str:
    """Say what is left of a difference with another column held constant; nothing when there is none to hold."""
    more = row.lift > 1
    if row.simpson is not None:
        total, within = ("more", "less") if more else ("less", "more")
        return f"{total} often in total, {within} often within the same {_name_column(row.simpson)}"
    if row.mh_by is None:
        return ""
    by = _name_column(row.mh_by)
    if row.mh_low is None or row.mh_high is None:
        return f"cannot be compared within the same {by}"
    holds = row.mh_low > 1 if more else row.mh_high < 1
    return f"holds within the same {by} too" if holds else f"not established within the same {by}"


def _name_column(column: str) -> str:
    """Return what a column is called within a sentence: that of the waves is the period."""
    if column == "wave":
        return "period"
    name = readable_name(column)
    return one_line(name[:1].lower() + name[1:] if name[1:2].islower() else name, 40)
