"""What changed in the themes since the run that gave them, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cxtext.findings.rows import list_rows
from cxtext.wording import number, percent, plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.findings.rows import AnalysisLike

#: What intervals of such a run leave out.
GIVEN = (
    "The earlier themes are taken as they are: the intervals leave out that another sample would draw them otherwise. "
    "A new opinion has to be near to a theme to be counted in it, so that small themes may seem to lose some."
)
#: Themes that a sentence names, at most.
NAMED = 5
#: What stands beside a share of what fits none that differs beyond chance and is called no change.
NOT_COMPARED = "not compared"


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
        named = [f"{r['name']} ({percent(r['share_before'])} → {percent(r['share_now'])})" for r in moved.to_dict("records")]
        lines += [f"{words}: {_list(named)}."] if named else []
    shifted = known[known["shifted"]].sort_values("shift", ascending=False, kind="stable")
    named = [f"{r['name']}{_describe_words(r)}" for r in shifted.to_dict("records")]
    lines += [f"The same theme, but its opinions say something else than before; read some: {_list(named)}."] if named else []
    gone = known[(known["n_now"] == 0) & (known["n_before"].fillna(0) > 0) & ~known["changed"]]
    named = [f"{r['name']} ({plural(int(r['n_before']), 'response')} before)" for r in gone.to_dict("records")]
    lines += [f"Found in no response now, which chance alone could explain: {_list(named)}."] if named else []
    if len(lines) == 1 and not bool(drift["changed"].any()):
        lines.append("No theme changed beyond chance.")
    return [*lines, GIVEN]


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of table ``drift``."""

    theme_id: str | None
    is_new: bool
    n_before: int | None
    n_now: int
    share_before: float | None
    share_now: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    changed: bool
    shifted: bool
    words_more: tuple[str, ...]
    words_less: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DriftRow:
    """How one theme, or what fits none, changed since the run that gave the themes.

    Parameters
    ----------
    theme_id : str or None
        None for what fits none.
    label : str
    status : str
        ``new``, ``gone``, ``more often``, ``less often`` or ``as before``: only what is beyond chance has changed. What fits none
        is ``not compared`` with the run that the themes were found in, which they always fit best.
    before, now : str
        Responses that mention it, and their share; a dash before for a new theme.
    difference, limits : str
        In percentage points, with the 95% interval; empty for a new theme.
    meaning : str
        How what its opinions say changed; empty where no change was shown.
    """

    theme_id: str | None
    label: str
    status: str
    before: str
    now: str
    difference: str
    limits: str
    meaning: str


def list_drift_rows(analysis: AnalysisLike) -> list[DriftRow]:
    """Return how each theme changed: those that changed first, then the new ones, then the others; what fits none at the end."""
    table = analysis.tables["themes"]
    labels = dict(zip(table["theme_id"], table["label"], strict=True))
    rows = [_describe_row(row, labels) for row in list_rows(_Row, analysis.tables["drift"])]
    order = ("more often", "less often", "gone", "new", "as before", NOT_COMPARED)
    return sorted(rows, key=lambda row: (row.theme_id is None, order.index(row.status)))


def _describe_row(row: _Row, labels: Mapping[str, str]) -> DriftRow:
    """Write one theme."""
    is_gone = row.n_now == 0 and bool(row.n_before)
    rises = (row.difference or 0.0) > 0
    changed = "gone" if is_gone else "more often" if rises else "less often"
    limits = (row.difference_low, row.difference_high)
    is_apart = (limits[0] or 0.0) * (limits[1] or 0.0) > 0
    unchanged = NOT_COMPARED if row.theme_id is None and is_apart else "as before"
    words = _describe_words({"words_more": row.words_more, "words_less": row.words_less})
    return DriftRow(
        theme_id=row.theme_id,
        label="Fits no theme" if row.theme_id is None else labels.get(row.theme_id, row.theme_id),
        status="new" if row.is_new else changed if row.changed else unchanged,
        before="–" if row.n_before is None else _count(row.n_before, row.share_before),
        now=_count(row.n_now, row.share_now),
        difference="" if row.difference is None else f"{number(100 * row.difference, 1, signed=True)} pp",
        limits="" if None in limits else f"[{', '.join(number(100 * (one or 0.0), 1, signed=True) for one in limits)}]",
        meaning=f"says something else{words}" if row.shifted else words.strip(),
    )


def _count(n: int, share: float | None) -> str:
    """Return a number of responses with their share."""
    return f"{n:,}" if share is None else f"{n:,} ({percent(share)})"


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
