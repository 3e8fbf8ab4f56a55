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

from cxtext.findings import AnalysisLike, list_warnings
from cxtext.report.charts import (
    Axes,
    Point,
    WaveBar,
    interval_bar,
    priority_chart,
    sentiment_bar,
    sparkline,
    stability_curve,
    still_map,
    trend_chart,
)
from cxtext.report.comparison import describe_comparison
from cxtext.report.document import build_document
from cxtext.report.metric_pages import MetricPage, Row
from cxtext.report.opinions import describe_opinions
from cxtext.report.search import Search
from cxtext.report.theme_map import MapSection
from cxtext.report.wave_bridge import BridgeLine, MetricBridge
from cxtext.report.waves import Wave, flag_of
from cxtext.wording import chance, interval, number, one_line, percent, tidy

#: The style sheets and the scripts of the page, in the order in which they are joined.
STYLES = ("report.css", "theme.css")
SCRIPTS = ("report.js", "theme.js")
if TYPE_CHECKING:
    from cxtext.studies import Comparison

_SIZES = (("wide", 700, 440), ("narrow", 340, 380))
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
    document = build_document(analysis)
    search = document.section(Search)
    style, script = _join(STYLES), _join(SCRIPTS)
    page = (
        _environment()
        .get_template("report.html.j2")
        .render(
            document=document,
            style=Markup(style),
            script=Markup(script),
            style_hash=_hash(style),
            script_hash=_hash(script),
            data=embed_json(search.to_json() if search else {"quotes": [], "labels": {}}),
        )
    )
    return tidy(page)


def render_opinions(analysis: AnalysisLike) -> str:
    """Return the page of all opinions of the themes, as self-contained as the report; empty where the report holds them itself.

    Parameters
    ----------
    analysis : Analysis
        Read only.
    """
    page = describe_opinions(analysis)
    if page is None:
        return ""
    style, script = _join(STYLES), _join(SCRIPTS)
    pinned = {"style": Markup(style), "script": Markup(script), "style_hash": _hash(style), "script_hash": _hash(script)}
    return tidy(_environment().get_template("opinions.html.j2").render(page=page, **pinned))


def render_notebook(analysis: AnalysisLike) -> str:
    """Return the ten first pain points as a small HTML table without scripts or styles."""
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
    loader = jinja2.PackageLoader("cxtext.report", "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    environment.filters |= {
        "number": number,
        "chance": chance,
        "percent": percent,
        "interval": interval,
        "shorten": one_line,
        "interval_bar": _interval_bar,
        "sentiment_bar": lambda score: sentiment_bar(score.negative_share, score.positive_share),
        "sparkline": _sparkline,
        "bridge_bar": _bridge_bar,
        "trend_chart": _trend_chart,
        "still_map": _still_map,
        "json": embed_json,
        "rows_shown": _count_shown,
        "stability_curve": stability_curve,
        "priority_chart": _priority_chart,
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
    drawing = sparkline([wave.share for wave in waves], partial=last.partial, label=label, marks=marks)
    return drawing + Markup("<small>{}</small>").format(word) if word else drawing


def _bridge_bar(line: BridgeLine, bridge: MetricBridge) -> Markup:
    """Draw one part of a change on the scale of all parts; only what is established carries colour."""
    part = line.part
    points, is_loss = part.points or 0.0, (part.points or 0.0) * bridge.metric.sign < 0
    tone = ("loss" if is_loss else "gain") if part.established else "mute"
    return interval_bar(points, part.low, part.high, bridge.domain, tone=tone, label=f"{line.label}: {line.points} {line.limits}")


def _trend_chart(waves: Sequence[Wave]) -> Markup:
    """Draw one theme's share over the waves, each with its interval and what it is out of."""
    bars = [
        WaveBar(
            one_line(wave.wave, 24),
            wave.share,
            wave.low,
            wave.high,
            partial=wave.partial,
            label=f"{one_line(wave.wave, 24)}: {percent(wave.share)}, {wave.n:,} of {wave.n_wave:,}"
            + (" (not complete)" if wave.partial else ""),
        )
        for wave in waves
    ]
    return trend_chart(bars, top_label=percent(max(wave.high for wave in waves)))


def _still_map(section: MapSection) -> Markup:
    """Draw the map of themes for wide and for narrow screens, as it is printed and shows without scripts."""
    wide, narrow = section.wide, section.narrow
    tone_of = {theme.link.theme_id: theme.tone for theme in section.themes}
    tones = [[tone_of[circle.theme_id] for circle in one.circles] for one in (wide, narrow)]
    still = [
        still_map(wide, tones[0], name="wide", width=_SIZES[0][1]),
        still_map(narrow, tones[1], name="narrow", width=_SIZES[1][1]),
    ]
    return Markup("").join(still)


def _priority_chart(page: MetricPage, noun: str) -> Markup:
    """Draw the priority chart of one metric, for wide and for narrow screens; ``noun`` is what shares are over."""
    metric = page.metric
    suffix, x_label = "%" if metric.is_percent else "", f"share of {noun}s"
    points = [
        Point(
            label=row.label,
            anchor=row.anchor,
            detail=f"{row.theme.share} of {noun}s, {number(row.chart_value, metric.decimals)}{suffix}",
            x=row.score.share,
            y=row.chart_value,
            size=row.chart_size,
            tone=row.tone,
            number=row.score.rank,
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
