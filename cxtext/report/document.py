"""The content of the report as one plain dict, read from the tables of an analysis; nothing is drawn here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import PurePath
from typing import Any

from cxtext.findings import (
    FACTORS,
    AnalysisLike,
    Basis,
    Finding,
    Kind,
    QuoteBook,
    basis_of,
    candidates_note,
    certainty,
    doubt_text,
    effect_text,
    factor_text,
    factors_in_use,
    front_note,
    general_note,
    headline,
    ledger_blocks,
    left_out_text,
    limits_text,
    list_findings,
    metric_phrase,
    metric_title,
    metric_views,
    no_cost_text,
    no_theme,
    order_text,
    short_unit,
    ties_note,
    too_few,
    top_themes,
    value_name,
    value_text,
)
from cxtext.metrics import ACRONYMS, MetricView, risk_text
from cxtext.report import method as notes
from cxtext.report.changes import describe_changes
from cxtext.report.groups import describe_groups
from cxtext.report.theme_pages import Waves, anchor, quote_row, theme_sections, tone_of, wave_rows
from cxtext.run import Counts
from cxtext.wording import is_missing, number, one_line, percent, plural

#: Caps that keep the page small whatever the size of the data.
SEARCHABLE_QUOTES, LISTED_RESPONSES = 900, 200
_CHART_THEMES = 40
#: Characters of a headline card's label; the whole of it is its title.
CARD_LABEL = 56


def build_document(analysis: AnalysisLike) -> dict[str, Any]:
    """Read an analysis into the dict that the templates show.

    Every number is a cell of a table, or a count or sum of cells; there is no formula of statistics here.

    Parameters
    ----------
    analysis : Analysis
        Only ``tables`` and ``manifest`` are read.

    Returns
    -------
    dict
        ``title, subtitle, headline, noun, share_note, cards, views, front_note, themes, changes, groups, search,
        responses, method, ledgers``; shares in [0, 1], ``None`` where a number is missing.
    """
    views = metric_views(analysis)
    findings = {view.name: list_findings(analysis, view) for view in views}
    kinds = {f.theme_id: f.kind for f in findings[views[0].name]}
    book = QuoteBook(analysis, kinds)
    counts, trends, basis = analysis.manifest.counts, wave_rows(analysis), basis_of(analysis)
    stability = {theme: row["stability"] for theme, row in top_themes(analysis).items()}
    return {
        "title": _title(analysis),
        "subtitle": _subtitle(analysis, counts),
        "headline": headline(views[0], findings[views[0].name], basis) if kinds else no_theme(basis),
        "noun": basis.noun,
        "share_note": basis.note,
        "cards": _cards(views, views[0], findings[views[0].name], counts, basis),
        "views": [
            _view(i, view, findings[view.name], book, trends, basis, stability)
            | _context(analysis, view, findings[view.name])
            | {"cards": _cards(views, view, findings[view.name], counts, basis)}
            for i, view in enumerate(views)
        ]
        if kinds
        else [],
        "front_note": front_note(views, findings) if kinds else "",
        "themes": theme_sections(analysis, views, findings, book, trends),
        "changes": describe_changes(analysis, trends, basis),
        "groups": describe_groups(analysis),
        "search": _search(book, analysis, bool(kinds)),
        "responses": [] if kinds else _responses(analysis),
        "method": notes.build_notes(analysis, views, counts),
        "ledgers": ledger_blocks(analysis, views) if kinds else [],
    }


def _title(analysis: AnalysisLike) -> str:
    """Return the names of the sources without their extensions."""
    names = [PurePath(source.name).name for source in analysis.manifest.input.sources]
    stems = [re.sub(r"(\.(csv|tsv|txt|xlsx|jsonl|json|parquet|gz))+$", "", name, flags=re.IGNORECASE) for name in names]
    shown = [one_line(stem, 60) for stem in stems if stem]
    return ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "") or "Feedback"


def _subtitle(analysis: AnalysisLike, counts: Counts) -> list[str]:
    """Return period and size."""
    dates = analysis.tables["responses"]["created_at"].dropna()
    parts = [plural(counts.n_responses, "response")]
    if counts.n_responses > counts.n_rows_kept:
        parts.append(plural(counts.n_rows_kept, "submission"))
    if len(dates):
        first, last = f"{dates.min():%b %Y}", f"{dates.max():%b %Y}"
        parts.append(first if first == last else f"{first} to {last}")
    if counts.n_themes:
        parts.append(plural(counts.n_themes, "theme"))
    return parts


def _cards(
    views: Sequence[MetricView], first: MetricView, findings: list[Finding], counts: Counts, basis: Basis
) -> list[dict[str, str]]:
    """Return the headline cards under one metric, each a value with what it is and what stands behind it."""
    shown = [first, *(view for view in views if view is not first)][:2]
    cards = [_metric_card(view, basis) for view in shown if view.row and not is_missing(view.row["value"])]
    quiet = counts.n_responses - counts.n_content
    detail = f"{quiet:,} blank or saying nothing" if quiet else "none was blank"
    if counts.n_responses > counts.n_rows_kept:
        detail += f"; from {basis.n:,} of {plural(counts.n_rows_kept, 'submission')}"
    cards.append({"value": number(counts.n_content), "label": f"of {plural(counts.n_responses, 'response')} say something",
                  "detail": detail})  # fmt: skip
    if findings:
        share = counts.n_assigned / counts.n_units
        detail = f"{counts.n_assigned:,} of {plural(counts.n_units, 'opinion unit')}"
        cards.append({"value": percent(share), "label": "assigned to a theme", "detail": detail})
    if findings:
        value, label, detail = certainty(first, findings)
        cards.append({"value": value, "label": label, "detail": detail})
    return [{**card, "short": _shorten_label(card["label"])} for card in cards]


def _shorten_label(label: str) -> str:
    """Cut the label of a card, which may be a whole question; the kind of metric behind it stays."""
    name, sep, kind = label.rpartition(" (")
    return (
        f"{one_line(name, CARD_LABEL)}{sep}{kind}" if sep and kind.removesuffix(")") in ACRONYMS else one_line(label, CARD_LABEL)
    )


def _metric_card(view: MetricView, basis: Basis) -> dict[str, str]:
    """Return the card of one metric."""
    row, limits = view.row, limits_text(view)
    detail = f"{view.typical}; " if view.typical else ""
    detail += f"95% interval {limits}, n = {row['n']:,}" if limits else f"n = {row['n']:,}"
    if view.sign < 0 and not view.is_volume:
        detail += "; lower is better"
    if row["n_excluded"]:
        detail += f"; {row['n_excluded']:,} of {plural(row['n'] + row['n_excluded'], 'answer')} left out as not valid"
    label = f"of {basis.noun}s with content say something negative" if view.is_volume else metric_title(view)
    return {"value": value_text(view, row["value"]), "label": label, "detail": detail}


def _view(
    index: int,
    view: MetricView,
    findings: list[Finding],
    book: QuoteBook,
    trends: Waves,
    basis: Basis,
    stability: Mapping[str, float | None],
) -> dict[str, Any]:
    """Return what one metric's tab shows."""
    used = factors_in_use(findings)
    rows = [_row(f, view, book, trends.get(f.theme_id, []), stability[f.theme_id], used) for f in findings]
    pains = [r for r in rows if r["kind"] == Kind.PAIN]
    shown, few = [r["rank"] for r in pains], too_few(basis, findings)
    return {
        "id": f"metric-{index + 1}",
        "title": metric_title(view),
        "phrase": metric_phrase(view),
        "name": view.name,
        "unit": short_unit(view),
        "is_volume": view.is_volume,
        "decimals": view.decimals,
        "lower_is_better": view.sign < 0,
        "lead": headline(view, findings, basis),
        # One after the other, all views say only once that the data are few.
        "headline": headline(view, findings, basis).removeprefix(few).strip(),
        "has_gaps": bool(shown) and max(shown) > len(shown),
        "none_note": "So little data shows none." if few else "No theme is a pain point.",
        "no_cost_note": no_cost_text(view),
        "candidates_note": candidates_note(view, findings),
        "pains": [r for r in pains if r["established"]],
        "candidates": [r for r in pains if not r["established"]],
        "no_cost": [r for r in rows if r["kind"] == Kind.NO_COST],
        "strengths": sorted((r for r in rows if r["kind"] == Kind.STRENGTH), key=_strength_order(view)),
        "others": [r for r in rows if r["kind"] == Kind.OTHER],
        "general_note": general_note(findings),
        "general": sorted((r for r in rows if r["kind"] == Kind.GENERAL), key=lambda r: (-r["n_responses"], r["theme_id"])),
        "domain": _domain(findings),
        "value": view.row.get("value"),
        "value_text": value_text(view, view.row.get("value")),
        "chart": [r for r in rows if r["chart_y"] is not None and r["kind"] != Kind.GENERAL][:_CHART_THEMES],
        "is_score": not view.is_amount,
        "is_typical": bool(view.typical),
        "chart_is_percent": view.is_percent,
    }


def _context(analysis: AnalysisLike, view: MetricView, findings: list[Finding]) -> dict[str, Any]:
    """Return what a ranking rests on beside points: further factors, ties, and what is at risk for each theme."""
    name = value_name(analysis)
    return {
        "order_text": order_text(analysis, view),
        "worst_text": left_out_text(analysis),
        "ties_note": ties_note(view, findings),
        "at_risk": {f.theme_id: risk_text(f.score.value_at_risk, name) for f in findings},
    }


def _row(
    f: Finding, view: MetricView, book: QuoteBook, trend: list[dict[str, Any]], stability: float | None, used: Sequence[str]
) -> dict[str, Any]:
    """Return one theme as a row of the ranked tables."""
    quotes = book.quotes(f.theme_id, 1)
    return {
        "theme_id": f.theme_id,
        "anchor": anchor(f.theme_id),
        "label": one_line(f.label, 120),
        "kind": f.kind,
        "established": f.established,
        "tone": tone_of(f),
        "lens": f.lens,
        "effect": f.effect,
        "low": f.low,
        "high": f.high,
        "effect_text": effect_text(view, f),
        "effect_number": view.effect_text(f.effect, sure=f.established),
        "effect_limits": view.limits_text(f.low, f.high),
        "chart_y": f.score.negative_share * 100 if view.is_volume else f.score.metric_with,
        "size": f.score.damage if view.is_volume or f.effect is None else abs(f.effect),
        "quote": quote_row(quotes[0]) if quotes else None,
        "trend": trend,
        "doubt": doubt_text(stability),
        "priority_text": view.priority_text(f.score.priority),
        "factors": [f"{FACTORS[name]} {factor_text(name, getattr(f.score, name))}" for name in used],
        **asdict(f.score),
    }


def _strength_order(view: MetricView) -> Any:
    """Return the sort key of strengths: established first, then by points earned or volume."""
    return lambda r: (
        not r["established"],
        -(view.sign * r["effect"] if r["effect"] is not None else r["n_responses"]),
        r["theme_id"],
    )


def _domain(findings: list[Finding]) -> tuple[float, float]:
    """Return the range of the interval bars: every effect, and intervals up to three times the largest."""
    effects = [f.effect for f in findings if f.effect is not None]
    reach = 3 * max((abs(e) for e in effects), default=0.0)
    lows = [f.low for f in findings if f.low is not None]
    highs = [f.high for f in findings if f.high is not None]
    return max(-reach, min([0.0, *lows, *effects])), min(reach, max([0.0, *highs, *effects]))


def _search(book: QuoteBook, analysis: AnalysisLike, has_themes: bool) -> dict[str, Any]:
    """Return the quotes that the page can search, as short rows: theme, text, response, date, score, sentiment."""
    if not has_themes:
        return {"quotes": [], "total": 0}
    themes = top_themes(analysis)
    rows = [
        [
            q.theme_id if q.theme_id in themes else "",
            one_line(q.text, 240),
            q.response_id,
            q.created_at,
            quote_row(q)["scores"],
            q.sentiment,
        ]
        for q in book.sample(SEARCHABLE_QUOTES)
    ]
    return {"quotes": rows, "total": len(analysis.tables["units"])}


def _responses(analysis: AnalysisLike) -> list[dict[str, Any]]:
    """Return the responses themselves, for data too small to have themes."""
    table = analysis.tables["responses"]
    ids = table.loc[table["status"] == "content", "response_id"].tolist()[:LISTED_RESPONSES]
    return [quote_row(q) for q in QuoteBook(analysis, {}).whole(ids)]
