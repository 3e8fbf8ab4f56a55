"""The section of each theme: its numbers in every lens, its parts, its words, and why it is a theme."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from cxtext.findings import (
    AnalysisLike,
    Finding,
    Kind,
    Quote,
    QuoteBook,
    effect_text,
    emotions_text,
    intent_shares,
    intents_text,
    metric_title,
    records,
    shared_text,
    short_unit,
    stability_text,
    theme_details,
    tie_text,
    top_themes,
    value_text,
)
from cxtext.metrics import MetricView, sides_text
from cxtext.wording import number, one_line

QUOTES_PER_THEME = 6
Waves = dict[str, list[dict[str, Any]]]


def anchor(theme_id: str) -> str:
    """Return the id of a theme's section on the page.

    >>> anchor("T007")
    'theme-T007'
    """
    return "theme-" + re.sub(r"[^A-Za-z0-9_.-]", "_", theme_id)


def tone_of(f: Finding) -> str:
    """Return the style of a finding: only what is established carries colour."""
    if not f.established or f.kind not in {Kind.PAIN, Kind.STRENGTH}:
        return "mute"
    return "loss" if f.kind == Kind.PAIN else "gain"


def wave_rows(analysis: AnalysisLike) -> Waves:
    """Return the waves of each theme in order, for themes with at least three; each with the ``events`` it holds."""
    grouped: Waves = {}
    events: dict[str, list[str]] = {}
    for row in records(analysis.tables["events"]):
        if row["theme_id"] is None and row["wave"] is not None:
            events.setdefault(row["wave"], []).append(one_line(row["label"], 60))
    for row in records(analysis.tables["trends"]):
        grouped.setdefault(row["theme_id"], []).append({**row, "events": events.get(row["wave"], [])})
    return {theme: rows for theme, rows in grouped.items() if len(rows) >= 3}


def theme_sections(
    analysis: AnalysisLike,
    views: Sequence[MetricView],
    findings: Mapping[str, list[Finding]],
    book: QuoteBook,
    trends: Waves,
) -> list[dict[str, Any]]:
    """Return the section of every theme, in the order of the primary ranking."""
    rows = top_themes(analysis)
    subs: dict[str, list[dict[str, Any]]] = {}
    for row in records(analysis.tables["themes"]):
        if row["parent_id"] is not None and row["status"] != "hidden":
            subs.setdefault(row["parent_id"], []).append(row)
    assigned = analysis.tables["assignments"].dropna(subset="theme_id")
    intents, emotions = intent_shares(analysis), intent_shares(analysis, "emotion")
    strength = assigned.groupby("theme_id")["strength"].median()
    labels, details = {theme: row["label"] for theme, row in rows.items()}, theme_details(analysis)
    by_view = {view.name: {f.theme_id for f in findings[view.name]} for view in views}
    sections = []
    for f in findings[views[0].name]:
        sections.append(
            {
                **_facts(f, rows[f.theme_id]),
                "intents": intents_text(intents.get(f.theme_id, {})),
                "emotions": emotions_text(emotions.get(f.theme_id, {})),
                "effect_text": effect_text(views[0], f) if f.effect is not None else "",
                "strength": float(strength[f.theme_id]) if f.theme_id in strength.index else None,
                "subthemes": [
                    _subtheme(s) for s in sorted(subs.get(f.theme_id, []), key=lambda s: (-s["n_units"], s["theme_id"]))
                ],
                "lenses": [
                    _lens(view, findings[view.name], f.theme_id, details.get((f.theme_id, view.name), {}), labels)
                    for view in views
                    if f.theme_id in by_view[view.name]
                ],
                "quotes": [quote_row(q) for q in book.quotes(f.theme_id, QUOTES_PER_THEME)],
                "trend": [_wave(views[0], row) for row in trends.get(f.theme_id, [])],
            }
        )
    return sections


def _facts(f: Finding, theme: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the tables themes and scorecard say of a theme by itself."""
    return {
        "theme_id": f.theme_id,
        "anchor": anchor(f.theme_id),
        "label": one_line(f.label, 120),
        "description": one_line(f.description, 300),
        "tone": tone_of(f),
        "kind": f.kind,
        **{name: getattr(f.score, name) for name in ("rank", "n_responses", "share", "negative_share", "positive_share")},
        **{name: theme[name] for name in ("focus", "named_by", "n_units", "cohesion")},
        "keyphrases": [one_line(k, 60) for k in theme["keyphrases"]][:8],
        "stability": stability_text(theme["stability"]),
    }


def _subtheme(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one sub-theme's line."""
    return {"label": one_line(row["label"], 80), "n_responses": row["n_responses"], "n_units": row["n_units"]}


def _wave(view: MetricView, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one wave of a theme with its metric as text."""
    limits = view.value_limits_text(row["metric_low"], row["metric_high"])
    return {**row, "metric_text": view.value_text(row["metric"]), "metric_limits": limits}


def _lens(
    view: MetricView, ranked: Sequence[Finding], theme_id: str, details: Mapping[str, Any], labels: Mapping[str, str]
) -> dict[str, Any]:
    """Return the numbers of one theme under one metric in all lenses."""
    place = next(i for i, f in enumerate(ranked) if f.theme_id == theme_id)
    f, after = ranked[place], ranked[place + 1] if place + 1 < len(ranked) else None
    return {
        "title": metric_title(view),
        "unit": short_unit(view),
        "is_volume": view.is_volume,
        "texts": {
            name: f"{view.effect_text(getattr(f.score, name), whole=name == 'gap', sure=f.established and name == f.lens)} "
            + view.limits_text(getattr(f.score, f"{name}_low"), getattr(f.score, f"{name}_high"), whole=name == "gap")
            for name in ("adjusted", "impact", "gap")
        },
        "mean": f"on {view.mean} average " if view.mean else "",
        "value_with": value_text(view, f.score.metric_with),
        "value_without": value_text(view, f.score.metric_without),
        "shared": shared_text(view, f, details.get("split", []), labels),
        "sides": sides_text(view, details.get("sides")),
        "tie": tie_text(view, f, after) if f.kind == Kind.PAIN else "",
        **asdict(f.score),
    }


def quote_row(quote: Quote) -> dict[str, Any]:
    """Return a quote with its scores as text."""
    scores = [f"{one_line(name, 24)} {number(value, 0 if value.is_integer() else 2)}" for name, value in quote.scores[:3]]
    return {field.name: getattr(quote, field.name) for field in fields(quote)} | {"scores": ", ".join(scores)}
