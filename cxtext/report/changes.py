"""Themes whose share changes from wave to wave, in words; none of them says why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxtext.findings import AnalysisLike, Basis, records, top_themes
from cxtext.impact import MAX_Q_TEXT
from cxtext.report.theme_pages import Waves, anchor
from cxtext.wording import interval, number, one_line, percent, plural

#: What a flag of the table ``trends`` reads like in a sentence.
_WORDS = {"emerging": "is emerging", "growing": "is growing", "shrinking": "is shrinking", "changed": "changed"}


def describe_changes(analysis: AnalysisLike, trends: Waves, basis: Basis) -> dict[str, Any]:
    """Return the themes that are flagged, the surest first, each with a sentence; what is new; events; and what was not judged.

    Returns
    -------
    dict
        ``rows`` (theme_id, anchor, label, flag, text, q_value), ``new`` (label, text), ``events`` (date, label, text, rows)
        and ``note``.
    """
    themes = top_themes(analysis)
    flagged = [(row, waves) for waves in trends.values() for row in waves if row["flag"] and row["theme_id"] in themes]
    rows = [
        {
            **_theme(row["theme_id"], themes),
            "flag": row["flag"],
            "q_value": row["q_value"],
            "text": _sentence(row, waves, basis.noun),
        }
        for row, waves in flagged
    ]
    rows.sort(key=lambda r: (r["q_value"], r["theme_id"]))
    partial = [row["wave"] for row in flagged[0][1] if row["partial"]] if flagged else []
    left_out = f" {' and '.join(partial)} {'is' if len(partial) == 1 else 'are'} not complete and not judged." if partial else ""
    note = "Themes whose share differs from that of earlier waves by more than it usually does from wave to wave "
    note += f"(q up to {MAX_Q_TEXT})."
    if not rows:
        note = (
            "No theme’s share is established to differ from that of earlier waves by more than it usually does from wave to wave."
        )
    new = [
        {"label": one_line(row["topic"], 80), "text": _new_sentence(row, basis.noun)}
        for row in records(analysis.tables["new_topics"])
    ]
    return {"rows": rows, "new": new, "events": _events(analysis, themes, basis.noun), "note": note + left_out}


def _theme(theme_id: str, themes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return a theme's name and where its section is."""
    return {"theme_id": theme_id, "anchor": anchor(theme_id), "label": one_line(themes[theme_id]["label"], 80)}


def _sentence(row: dict[str, Any], waves: list[dict[str, Any]], noun: str) -> str:
    """Say how often the last complete wave mentions a theme, and the complete ones before."""
    complete = [w for w in waves if not w["partial"]]
    before = [w for w in complete if w is not row]
    n, n_wave = sum(w["n"] for w in before), sum(w["n_wave"] for w in before)
    share = sum(w["share"] * w["n_wave"] for w in before) / n_wave
    now = f"{percent(row['share'])} of {noun}s in {row['wave']} ({row['n']:,} of {row['n_wave']:,})"
    past = f"{percent(share)} in the {plural(len(before), 'wave')} before ({n:,} of {n_wave:,})"
    return f"{_WORDS[row['flag']]}: mentioned by {now}, {past}"


def _new_sentence(row: Mapping[str, Any], noun: str) -> str:
    """Say where a new subject was seen, and that it was not before."""
    seen = f"{row['n_found']:,} of {row['n_found_wave']:,} {noun}s in {row['wave_found']}, {row['n']:,} of {row['n_wave']:,} in"
    never = f"none of {row['n_before']:,} in the {plural(row['n_waves_before'], 'wave')} before"
    return f"is new, in words of no theme: {seen} {row['wave']}, {never}"


def _events(analysis: AnalysisLike, themes: Mapping[str, Mapping[str, Any]], noun: str) -> list[dict[str, Any]]:
    """Return each event with what the flagged themes did on either side of it."""
    events: list[dict[str, Any]] = []
    for row in records(analysis.tables["events"]):
        if row["theme_id"] is None:
            where = f"wave {row['wave']}" if row["wave"] else "outside of all waves"
            events.append({"date": f"{row['date']:%Y-%m-%d}", "label": one_line(row["label"], 120), "where": where, "rows": []})
        elif row["theme_id"] in themes and events:
            before, after = (
                f"{percent(row[f'share_{side}'])} ({row[f'n_{side}']:,} of {row[f'n_wave_{side}']:,})"
                for side in ("before", "after")
            )
            limits = interval(row["low"], row["high"], 1, signed=False)
            times = f"{number(row['ratio'], 1)} times as often {limits}".rstrip()
            text = f"mentioned by {before} of {noun}s in the waves before, {after} after: {times}"
            events[-1]["rows"].append({**_theme(row["theme_id"], themes), "text": text})
    return events


def flag_of(waves: list[dict[str, Any]]) -> str:
    """Return the flag of a theme's waves; nothing when there is none."""
    return next((str(row["flag"]) for row in waves if row["flag"]), "")
