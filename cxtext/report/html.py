"""The report as one self-contained HTML page, and the ranked table for notebooks."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from cxtext.findings import AnalysisLike, Basis, list_warnings
from cxtext.metrics import readable_name
from cxtext.report.charts import (
    Axes,
    CoursePicture,
    CoursePoint,
    Point,
    WaveBar,
    course_chart,
    interval_bar,
    priority_chart,
    sentiment_bar,
    sparkline,
    split_bar,
    stability_curve,
    still_map,
    trend_chart,
)
from cxtext.report.comparison import describe_comparison
from cxtext.report.course import Part, ScoreCard
from cxtext.report.document import Document, build_document
from cxtext.report.looks import accent_css, read_looks
from cxtext.report.metric_pages import MetricPage, Row
from cxtext.report.opinions import describe_opinions
from cxtext.report.search import Search
from cxtext.report.theme_map import MapSection
from cxtext.report.timeline import place_in_time
from cxtext.report.wave_bridge import BridgeLine, MetricBridge
from cxtext.report.waves import Wave, flag_of, list_drawn, name_left_out
from cxtext.run import read_once
from cxtext.settings import ReportConfig
from cxtext.wording import chance, interval, number, one_line, percent, percent_interval, percent_limits, tidy, write_numbers

if TYPE_CHECKING:
    from cxtext.studies import Comparison

#: The style sheets and the scripts of the page, in the order in which they are joined.
STYLES = ("report.css", "theme.css")
SCRIPTS = ("report.js", "theme.js")
#: What the navigation calls the sections that it names, by their template.
NAV_NAMES = {
    "responses.html.j2": "Responses",
    "changes.html.j2": "Changes",
    "groups.html.j2": "Groups",
    "themes.html.j2": "Themes",
    "method.html.j2": "Method",
}
_SIZES = (("wide", 700, 440), ("narrow", 340, 380))
#: The course as wide as its column on a wide, a middling and a narrow screen, so that its words keep their size.
_COURSE_SIZES = (("wide", 580, 210), ("middle", 470, 210), ("narrow", 330, 200))
NOTEBOOK_ROWS = 10
NOTEBOOK_WARNINGS = 5
#: Rows that are worth a button of their own.
LEAST_HIDDEN = 4


def render_html(analysis: AnalysisLike) -> str:
    """Return the report: one HTML file with no network request, whose scripts and styles are pinned by hash.

    Parameters
    ----------
    analysis : Analysis
        Read only.

    Returns
    -------
    str
        Encodable as UTF-8; the same analysis gives the same text.
    """
    looks = read_looks(analysis)
    with read_once(analysis), write_numbers(looks.numbers):
        return _render_page(build_document(analysis), looks)


def _render_page(document: Document, looks: ReportConfig) -> str:
    """Return the page of a document."""
    search = document.section(Search)
    data = search.to_json() if search else {"quotes": [], "labels": {}}
    data |= {
        "views": [view.to_json() for view in document.views],
        "lists": {page.id: _list_rows(page) for page in document.metrics},
    }
    views = [{"index": i, "kind": view.kind, "label": view.label} for i, view in enumerate(document.views)]
    content = {"document": document, "logo": looks.logo, "views": views, "nav_names": NAV_NAMES, "data": embed_json(data)}
    return tidy(fill_page("report.html.j2", STYLES, SCRIPTS, looks, **content))


def render_opinions(analysis: AnalysisLike) -> str:
    """Return the page of all opinions of the themes, as self-contained as the report.

    Parameters
    ----------
    analysis : Analysis
        Read only.
    """
    looks = read_looks(analysis)
    with read_once(analysis), write_numbers(looks.numbers):
        return tidy(fill_page("opinions.html.j2", STYLES, SCRIPTS, looks, page=describe_opinions(analysis)))


def fill_page(template: str, styles: tuple[str, ...], scripts: tuple[str, ...], looks: ReportConfig, **content: Any) -> str:
    """Return a page with its style sheets and scripts in it, and the hashes by which its security policy allows these alone.

    Parameters
    ----------
    template : str
        Its file among the templates.
    styles, scripts : tuple of str
        Files, in the order in which they are joined.
    looks : ReportConfig
        Its accent follows the style sheets.
    **content
        What the template shows.
    """
    style, script = _join(styles) + accent_css(looks), _join(scripts)
    pinned = {"style": Markup(style), "script": Markup(script), "style_hash": _hash(style), "script_hash": _hash(script)}
    return _environment().get_template(template).render(**content, **pinned)


def render_notebook(analysis: AnalysisLike) -> str:
    """Return the ten first pain points as a small HTML table without scripts or styles."""
    with read_once(analysis), write_numbers(read_looks(analysis).numbers):
        return _render_table(analysis)


def _render_table(analysis: AnalysisLike) -> str:
    """Return the table of a run."""
    document = build_document(analysis)
    first = document.metrics[0] if document.metrics else None
    rows = [*first.pains, *first.candidates][:NOTEBOOK_ROWS] if first else []
    warnings = list_warnings(analysis)[:NOTEBOOK_WARNINGS]
    template = _environment().get_template("notebook.html.j2")
    return tidy(template.render(document=document, rows=rows, metric=first.metric if first else None, warnings=warnings))


def render_comparison(comparison: Comparison) -> str:
    """Return two runs side by side as small HTML tables for a notebook, without scripts or styles."""
    sections = describe_comparison(comparison, "the first run", "the second")
    return tidy(_environment().get_template("notebook_comparison.html.j2").render(sections=sections))


def embed_json(value: Any) -> Markup:
    r"""Return ``value`` as JSON that no HTML parser can leave.

    >>> print(embed_json("</script>"))
    "\u003c/script\u003e"
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    """Return the template environment: everything escaped, every missing name an error."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("cxtext.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    environment.filters |= {
        "number": number,
        "chance": chance,
        "percent": percent,
        "interval": interval,
        "percent_limits": percent_limits,
        "percent_interval": percent_interval,
        "shorten": one_line,
        "readable": readable_name,
        "interval_bar": _interval_bar,
        "sentiment_bar": lambda score: sentiment_bar(score.negative_share, score.positive_share),
        "sparkline": _sparkline,
        "bridge_bar": _bridge_bar,
        "name_left_out": name_left_out,
        "trend_chart": _trend_chart,
        "still_map": _still_map,
        "json": embed_json,
        "rows_shown": _count_shown,
        "stability_curve": stability_curve,
        "priority_chart": _priority_chart,
        "course_chart": _course_chart,
        "parts_bar": _parts_bar,
    }
    return environment


def _count_shown(n_rows: int, most: int) -> int:
    """Return how many rows of a long table show at first: all, where a button would bring fewer than :data:`LEAST_HIDDEN` more.

    >>> _count_shown(14, 12), _count_shown(16, 12)
    (14, 12)
    """
    return n_rows if n_rows < most + LEAST_HIDDEN else most


@lru_cache(maxsize=8)
def _join(names: tuple[str, ...]) -> str:
    """Return style sheets or scripts of the page, joined in order."""
    templates = files("cxtext.report").joinpath("templates")
    return "\n".join(templates.joinpath(name).read_text(encoding="utf-8").rstrip("\n") for name in names) + "\n"


def _list_rows(page: MetricPage) -> dict[str, object]:
    """Return the ranking as the script sorts it and saves it: names of columns, and by theme the numbers of its row."""
    metric = page.metric
    rows = {}
    for row in page.ordered:
        f, score, listed = row.finding, row.score, row.listed
        assert listed is not None
        effect, low, high = f.effect, f.low, f.high
        cost = score.damage if metric.is_volume else None if effect is None else -metric.sign * effect
        own = [listed.place, row.label, score.n_responses, score.share, effect, low, high, score.negative_share]
        ticket = " ".join(one.text for one in listed.ticket)
        rows[row.theme.theme_id] = {
            "sort": {
                "place": listed.place,
                "name": row.label,
                "n": score.n_responses,
                "cost": cost,
                "negative": score.negative_share,
            },
            "cells": [*own, listed.kind, listed.sentiment, listed.topic, listed.owner, listed.status, ticket],
        }
    return {"metric": metric.title, "unit": metric.export_unit, "rows": rows}


def _hash(content: str) -> Markup:
    """Return the hash by which a content security policy allows ``content``."""
    return Markup("sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode())


def _interval_bar(row: Row, page: MetricPage) -> Markup:
    """Draw one row's effect on the scale of its metric."""
    f = row.finding
    label = f"{row.theme.effect_with_limits} {page.metric.effect_unit}"
    return interval_bar(f.effect or 0.0, f.low, f.high, page.domain, tone=row.tone, label=label)


def _sparkline(waves: Sequence[Wave]) -> Markup:
    """Draw one theme's share over the waves."""
    if not waves:
        return Markup("")
    first, last = waves[0], waves[-1]
    label = f"{percent(first.share)} in {first.wave}, {percent(last.share)} in {last.wave}"
    if last.partial:
        label += " (not complete)"
    word = flag_of(waves)
    label += "".join(f"; {event} in {wave.wave}" for wave in waves for event in wave.events)
    marks = [i for i, wave in enumerate(waves) if wave.events]
    places = place_in_time([wave.day for wave in waves])
    drawing = sparkline([wave.share for wave in waves], places, partial=last.partial, label=label, marks=marks)
    return drawing + Markup("<small>{}</small>").format(word) if word else drawing


def _parts_bar(parts: Sequence[Part]) -> Markup:
    """Draw the good answers, those in between and the bad ones."""
    return split_bar([(part.share, part.tone) for part in parts], ", ".join(part.text for part in parts))


def _course_chart(card: ScoreCard) -> Markup:
    """Draw the course of a score, for wide and for narrow screens."""
    metric = card.metric
    order = {wave.wave: place for place, wave in enumerate(card.waves)}
    points = [
        CoursePoint(order[wave.wave], at, wave.wave, wave.value, wave.low, wave.high, metric.value_text(wave.value), wave.partial)
        for wave, at in zip(card.drawn, place_in_time([wave.day for wave in card.drawn]), strict=True)
        if wave.value is not None
    ]
    first, last = points[0], points[-1]
    charts = []
    for style, width, height in _COURSE_SIZES:
        picture = CoursePicture(
            name=f"course-{style}",
            style=style,
            title=f"{one_line(card.title, 60)} over time",
            description=f"{first.text} in {first.wave}, {last.text} in {last.wave}; every period is in the table below.",
            suffix="%" if metric.is_percent else "",
            width=width,
            height=height,
        )
        charts.append(course_chart(points, picture))
    return Markup("").join(charts)


def _bridge_bar(line: BridgeLine, bridge: MetricBridge) -> Markup:
    """Draw one part of a change on the scale of all parts; only what is established carries colour."""
    part = line.part
    points, is_loss = part.points or 0.0, (part.points or 0.0) * bridge.metric.sign < 0
    tone = ("loss" if is_loss else "gain") if part.established else "mute"
    return interval_bar(points, part.low, part.high, bridge.domain, tone=tone, label=f"{line.label}: {line.points} {line.limits}")


def _trend_chart(waves: Sequence[Wave]) -> Markup:
    """Draw one theme's share over the waves that are drawn, each with its interval and what it is out of."""
    waves = list_drawn(waves)
    if not waves:
        return Markup("")
    bars = [
        WaveBar(
            one_line(wave.wave, 24),
            wave.share,
            wave.low,
            wave.high,
            partial=wave.partial,
            label=f"{one_line(wave.wave, 24)}: {percent(wave.share)}, {wave.n:,} of {wave.n_wave:,}"
            + (" (not complete)" if wave.partial else ""),
            at=at,
        )
        for wave, at in zip(waves, place_in_time([wave.day for wave in waves]), strict=True)
    ]
    return trend_chart(bars, top_label=percent(max(wave.high for wave in waves)))


def _still_map(section: MapSection) -> Markup:
    """Draw the map of themes for wide and for narrow screens, as it is printed and shows without scripts."""
    wide, narrow = section.wide, section.narrow
    tone_of = {theme.link.theme_id: theme.tone for theme in section.themes}
    number_of = {theme.link.theme_id: theme.number for theme in section.themes}
    still = []
    for drawn, (name, width, _) in zip((wide, narrow), _SIZES, strict=True):
        tones = [tone_of.get(circle.theme_id, "mute") for circle in drawn.circles]
        numbers = [number_of.get(circle.theme_id, 0) for circle in drawn.circles]
        still.append(still_map(drawn, tones, numbers, name=name, width=width))
    return Markup("").join(still)


def _priority_chart(page: MetricPage, basis: Basis) -> Markup:
    """Draw the priority chart of one metric, for wide and for narrow screens; ``basis`` is what shares are over."""
    metric = page.metric
    suffix = "%" if metric.is_percent else ""
    x_label = f"share of {basis.noun}s" + (" with a comment" if basis.n < basis.n_all else "")
    points = [
        Point(
            label=row.label,
            anchor=row.anchor,
            detail=f"{row.theme.share} of {basis.those}, {number(row.chart_value, metric.decimals)}{suffix}",
            x=row.score.share,
            y=row.chart_value,
            size=row.chart_size,
            tone=row.tone,
            number=row.listed.place if row.listed else 0,
        )
        for row in page.chart
        if row.chart_value is not None
    ]
    charts = []
    for name, width, height in _SIZES:
        axes = Axes(
            name=f"{page.id}-{name}",
            style=name,
            title=f"Priorities for {metric.title}",
            description=f"{len(points)} themes by {x_label} and {metric.chart_title}; the same numbers are in the table below.",
            x_label=x_label,
            y_label=one_line(metric.chart_title, 52),
            reference=metric.chart_reference,
            reference_label=metric.reference_text,
            y_suffix=suffix,
            width=width,
            height=height,
        )
        charts.append(priority_chart(points, axes))
    return Markup("").join(charts)
