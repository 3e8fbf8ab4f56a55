"""Groups that mention a theme more than others do, and whether that holds within other groups, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxtext.findings import AnalysisLike, records, top_themes
from cxtext.impact import MAX_Q, MAX_Q_TEXT
from cxtext.report.theme_pages import anchor
from cxtext.wording import one_line, plural

GROUP_ROWS = 20


def describe_groups(analysis: AnalysisLike) -> dict[str, Any]:
    """Return the established differences, the surest first, and a sentence when some of them turn round.

    Returns
    -------
    dict
        ``rows`` (columns of table ``groups`` with ``label``, ``anchor``, ``held``, and ``is_alone`` where nobody else mentions
        it), ``note`` and ``warning``.
    """
    themes = top_themes(analysis)
    table = analysis.tables["groups"]
    shown = (table["q_value"] <= MAX_Q) & ((table["lift"] > 1) | table["simpson"].notna())
    rows = [r for r in records(table[shown]) if r["theme_id"] in themes]
    rows.sort(key=lambda r: (r["simpson"] is None, r["q_value"], -r["lift"], r["theme_id"], r["group_column"], r["group"]))
    turned = sum(r["simpson"] is not None for r in rows)
    warning = ""
    if turned:
        warning = (
            f"{plural(turned, 'difference')} below {'turns' if turned == 1 else 'turn'} round within the groups of another column"
        )
        warning += " (Simpson’s paradox): the mix of those groups makes the total, so compare within them before acting on it."
    least = analysis.manifest.setting("groups", "min_cell", 5)
    columns = sorted(map(str, table["group_column"].unique()))
    if len(columns) and not rows:
        named = ", ".join(one_line(column, 40) for column in columns)
        text = f"No group of {named} is established as mentioning a theme more often than the others"
        return {"rows": [], "note": f"{text} ({len(table):,} comparisons).", "warning": ""}
    if not len(columns):
        return {"rows": [], "note": "", "warning": ""}
    note = "Groups that mention a theme more often than the others do, corrected for the number of comparisons "
    note += f"(q up to {MAX_Q_TEXT})."
    note += f" Groups of fewer than {least} respondents are not shown by name."
    label = {theme: one_line(row["label"], 80) for theme, row in themes.items()}
    total = analysis.tables["scorecard"].groupby("theme_id")["n_responses"].max().to_dict()
    rows = [
        {
            **r,
            "label": label[r["theme_id"]],
            "anchor": anchor(r["theme_id"]),
            "held": _held(r),
            "is_alone": r["n"] >= total.get(r["theme_id"], r["n"] + 1),
        }
        for r in rows[:GROUP_ROWS]
    ]
    return {"rows": rows, "note": note, "warning": warning}


def _held(row: Mapping[str, Any]) -> str:
    """Say what is left of a difference with another column held constant; nothing when there is none to hold."""
    more = row["lift"] > 1
    if row["simpson"] is not None:
        total, within = ("more", "less") if more else ("less", "more")
        return f"{total} often in total, {within} often within the same {one_line(row['simpson'], 40)}"
    if row["mh_by"] is None:
        return ""
    by = one_line(row["mh_by"], 40)
    low, high = row["mh_low"], row["mh_high"]
    if low is None or high is None:
        return f"cannot be compared within the same {by}"
    holds = low > 1 if more else high < 1
    return f"also within the same {by}" if holds else f"not established within the same {by}"
