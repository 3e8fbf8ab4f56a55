"""Themes whose share changes from wave to wave, in words; none of them says why."""

from __future__ import annotations

from typing import Any

from cxtext.findings import AnalysisLike, Basis, top_themes
from cxtext.report.pages import Waves, anchor
from cxtext.wording import one_line, percent, plural

#: What a flag of the table ``trends`` reads like in a sentence.
_WORDS = {"emerging": "is emerging", "growing": "is growing", "shrinking": "is shrinking", "changed": "changed"}


def describe_changes(analysis: AnalysisLike, trends: Waves, basis: Basis) -> dict[str, Any]:
    """Return the themes that are flagged, the surest first, each with a sentence; and what was not judged.

    Returns
    -------
    dict
        ``rows`` (theme_id, anchor, label, flag, text, q_value) and ``note``.
    """
    themes = top_themes(analysis)
    flagged = [(row, waves) for waves in trends.values() for row in waves if row["flag"] and row["theme_id"] in themes]
    rows = [
        {
            "theme_id": row["theme_id"],
            "anchor": anchor(row["theme_id"]),
            "label": one_line(themes[row["theme_id"]]["label"], 80),
            "flag": row["flag"],
            "q_value": row["q_value"],
            "text": _sentence(row, waves, basis.noun),
        }
        for row, waves in flagged
    ]
    rows.sort(key=lambda r: (r["q_value"], r["theme_id"]))
    partial = [row["wave"] for row in flagged[0][1] if row["partial"]] if flagged else []
    left_out = f" {' and '.join(partial)} {'is' if len(partial) == 1 else 'are'} not complete and not judged." if partial else ""
    note = "Themes whose share differs from that of earlier waves by more than it usually does from wave to wave (q up to .05)."
    return {"rows": rows, "note": note + left_out}


def _sentence(row: dict[str, Any], waves: list[dict[str, Any]], noun: str) -> str:
    """Say how often the last complete wave mentions a theme, and the complete ones before."""
    complete = [w for w in waves if not w["partial"]]
    before = [w for w in complete if w is not row]
    n, n_wave = sum(w["n"] for w in before), sum(w["n_wave"] for w in before)
    now = f"{percent(row['share'])} of {noun}s in {row['wave']} ({row['n']:,} of {row['n_wave']:,})"
    past = f"{percent(n / n_wave)} in the {plural(len(before), 'wave')} before ({n:,} of {n_wave:,})"
    return f"{_WORDS[row['flag']]}: mentioned by {now}, {past}"


def flag_of(waves: list[dict[str, Any]]) -> str:
    """Return the flag of a theme's waves; nothing when there is none."""
    return next((str(row["flag"]) for row in waves if row["flag"]), "")
