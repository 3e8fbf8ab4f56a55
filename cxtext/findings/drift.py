"""What changed in the themes since the run that gave them, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cxtext.wording import percent, plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.findings.rows import AnalysisLike

#: What intervals of such a run leave out.
GIVEN = "The earlier themes are taken as they are: the intervals leave out that another sample would draw them otherwise."
#: Themes that a sentence names, at most.
NAMED = 5


def describe_drift(analysis: AnalysisLike) -> list[str]:
    """Return a sentence for each thing that changed since the run that gave the themes; nothing for a run with its own themes.

    Parameters
    ----------
    analysis : AnalysisLike
        Its table drift is read.
    """
    drift = analysis.tables["drift"]
    if drift.empty:
        return []
    table = analysis.tables["themes"]
    labels = dict(zip(table["theme_id"], table["label"], strict=True))
    themes = drift[drift["theme_id"].notna()]
    themes = themes.assign(name=["“" + labels.get(name, name) + "”" for name in themes["theme_id"]])
    known, new = themes[~themes["is_new"]], themes[themes["is_new"]].sort_values("n_now", ascending=False, kind="stable")
    lines = _describe_none(drift[drift["theme_id"].isna()])
    if len(new):
        named = [f"{name} ({plural(n, 'response')})" for name, n in zip(new["name"], new["n_now"].tolist(), strict=True)]
        lines.append(f"New themes, found among what fits none of the others: {_list(named)}.")
    for rises, words in ((True, "Mentioned more often than before"), (False, "Mentioned less often than before")):
        moved = known[known["changed"] & ((known["difference"] > 0) == rises)]
        moved = moved.reindex(moved["difference"].abs().sort_values(ascending=False, kind="stable").index)
        named = [f"{r['name']} ({percent(r['share_before'])} -> {percent(r['share_now'])})" for r in moved.to_dict("records")]
        lines += [f"{words}: {_list(named)}."] if named else []
    shifted = known[known["shifted"]].sort_values("shift", ascending=False, kind="stable")
    named = [f"{r['name']}{_describe_words(r)}" for r in shifted.to_dict("records")]
    lines += [f"Their opinions say something else than before, read some: {_list(named)}."] if named else []
    gone = known.loc[(known["n_now"] == 0) & (known["n_before"].fillna(0) > 0), "name"].tolist()
    lines += [f"Mentioned by nobody now: {_list(gone)}."] if gone else []
    if len(lines) == 1 and not bool(drift["changed"].any()):
        lines.append("No theme changed beyond chance.")
    return [*lines, GIVEN]


def _describe_none(none: pd.DataFrame) -> list[str]:
    """Say how many have an opinion that fits no theme, now and before."""
    row = none.iloc[0]
    line = (
        f"{percent(row['share_now'])} of the responses have an opinion that fits no theme, {percent(row['share_before'])} before"
    )
    if row["changed"]:
        line += "; more than chance: the themes cover less of what people say than they did" if row["difference"] > 0 else ""
    elif row["share_now"] > row["share_before"]:
        line += "; themes always fit the run best that they were found in"
    return [f"{line}."]


def _describe_words(row: Mapping[Any, Any]) -> str:
    """Return the words that more and fewer of the opinions of a theme have, in parentheses."""
    parts = [
        f"{which} {', '.join(row[name])}" for which, name in (("more", "words_more"), ("less", "words_less")) if len(row[name])
    ]
    return f" ({'; '.join(parts)})" if parts else ""


def _list(names: Sequence[str]) -> str:
    """Return the first of some names, and how many are left."""
    more = len(names) - NAMED
    return ", ".join([*names[:NAMED], *([f"{more} more"] if more > 0 else [])])
